//! Articles as they are stored: compressed one by one, so that to read one is to unpack one, with
//! a dictionary of what articles of this index have in common, so that this takes no more room than
//! whole blocks would. zstd trains it on the first articles there are; those are stored without.
//!
//! ```text
//! article: how it is packed, zstd frame
//! dictionary.bin: dictionary, hash of all before
//! ```

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use zstd::bulk::{Compressor, Decompressor};

use super::bytes::{SEAL, seal};
use super::layout::replace_file;
use crate::error::{Error, Result};

/// The file of the dictionary, in the data folder.
const FILE: &str = "dictionary.bin";

/// Without and with a dictionary.
const PLAIN: u8 = 0;
const SHARED: u8 = 1;

/// So many articles make a dictionary, by their first bytes.
const SAMPLES: usize = 1000;
const SAMPLE_BYTES: usize = 16 * 1024;

const DICTIONARY_BYTES: usize = 64 * 1024;

const LEVEL: i32 = 3;

/// A longer article is not one.
const MAX_BYTES: usize = 1 << 30;

/// Packs articles. Threads share it.
pub(super) struct Packer {
    path: PathBuf,
    /// Empty if the samples have nothing in common.
    dictionary: OnceLock<Vec<u8>>,
    samples: Mutex<Vec<Vec<u8>>>,
    /// Those that no thread is using.
    plain: Mutex<Vec<Compressor<'static>>>,
    shared: Mutex<Vec<Compressor<'static>>>,
}

impl Packer {
    /// For a data folder, with its dictionary if it has one.
    pub(super) fn open(data: &Path) -> Result<Self> {
        let path = data.join(FILE);
        let dictionary = OnceLock::new();
        if path.exists() {
            let bytes = read(&path).map_err(|e| Error::io(&path, e))?;
            drop(dictionary.set(bytes));
        }
        Ok(Self { path, dictionary, samples: Mutex::default(), plain: Mutex::default(), shared: Mutex::default() })
    }

    /// An article to be stored. Cost: some 10 µs; once half a second for the dictionary.
    pub(super) fn pack(&self, article: &[u8]) -> Result<Vec<u8>> {
        let dictionary = self.dictionary.get().filter(|dictionary| !dictionary.is_empty());
        let (how, idle) = if dictionary.is_some() { (SHARED, &self.shared) } else { (PLAIN, &self.plain) };
        let known = lock(idle).pop();
        let mut compressor = match (known, dictionary) {
            (Some(compressor), _) => compressor,
            (None, Some(dictionary)) => Compressor::with_dictionary(LEVEL, dictionary).map_err(Error::engine)?,
            (None, None) => Compressor::new(LEVEL).map_err(Error::engine)?,
        };
        let frame = compressor.compress(article).map_err(Error::engine)?;
        lock(idle).push(compressor);
        if self.dictionary.get().is_none() {
            self.sample(article);
        }
        Ok([&[how], frame.as_slice()].concat())
    }

    fn sample(&self, article: &[u8]) {
        let mut samples = lock(&self.samples);
        samples.push(article.iter().take(SAMPLE_BYTES).copied().collect());
        if samples.len() == SAMPLES {
            self.dictionary.get_or_init(|| zstd::dict::from_samples(&samples, DICTIONARY_BYTES).unwrap_or_default());
            *samples = vec![];
        }
    }

    /// Writes the dictionary, if there is one that is not written. Before articles that need it are.
    pub(super) fn save(&self) -> Result<()> {
        match self.dictionary.get() {
            Some(dictionary) if !self.path.exists() => {
                replace_file(&self.path, &[dictionary.as_slice(), &seal(dictionary)].concat())
            }
            _ => Ok(()),
        }
    }
}

/// An article as it is stored without a dictionary.
#[cfg(feature = "engine")]
pub(super) fn pack_alone(article: &[u8]) -> io::Result<Vec<u8>> {
    Ok([&[PLAIN], zstd::bulk::compress(article, LEVEL)?.as_slice()].concat())
}

/// Unpacks articles. Threads share it.
pub(super) struct Unpacker {
    path: PathBuf,
    plain: Mutex<Option<Decompressor<'static>>>,
    shared: Mutex<Option<Decompressor<'static>>>,
}

impl Unpacker {
    /// For a data folder. Cost: none; the dictionary is read when it is needed.
    pub(super) fn new(data: &Path) -> Self {
        Self { path: data.join(FILE), plain: Mutex::default(), shared: Mutex::default() }
    }

    /// Reads the dictionary, if there is one, and compares it with its hash.
    pub(super) fn verify(&self) -> io::Result<()> {
        if self.path.exists() { read(&self.path).map(drop) } else { Ok(()) }
    }

    /// A stored article. Cost: some microseconds for a usual one.
    pub(super) fn unpack(&self, stored: &[u8]) -> io::Result<Vec<u8>> {
        let damaged = || io::Error::other("an article cannot be unpacked");
        let (how, frame) = stored.split_first().filter(|(_, frame)| !frame.is_empty()).ok_or_else(damaged)?;
        let (mut unpacker, dictionary) = match *how {
            PLAIN => (lock(&self.plain), None),
            SHARED => (lock(&self.shared), Some(&self.path)),
            _ => return Err(damaged()),
        };
        let unpacker = match &mut *unpacker {
            Some(unpacker) => unpacker,
            none => none.insert(match dictionary {
                Some(path) => Decompressor::with_dictionary(&read(path)?)?,
                None => Decompressor::new()?,
            }),
        };
        unpacker.decompress(frame, MAX_BYTES)
    }
}

/// Reads a dictionary.
fn read(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = fs::read(path)?;
    let damaged = || io::Error::other("the dictionary of its articles is damaged");
    let end = bytes.len().checked_sub(SEAL).ok_or_else(damaged)?;
    let found = bytes.split_off(end);
    if found == seal(&bytes) { Ok(bytes) } else { Err(damaged()) }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn article(number: usize) -> Vec<u8> {
        let words = ["harbour", "council", "vote", "budget", "ferry", "strike", "mayor", "storm"];
        let text: Vec<_> = (0..60).map(|at| words[(at * at + number * 7 + at / 3) % words.len()]).collect();
        format!(r#"{{"id":"{number:016x}","outlet":{{"value":"Quay Courier"}},"text":"{}"}}"#, text.join(" ")).into_bytes()
    }

    #[test]
    fn articles_are_unpacked_as_they_were() {
        let folder = tempfile::tempdir().unwrap();
        let packer = Packer::open(folder.path()).unwrap();
        let all: Vec<_> = (0..SAMPLES + 50).map(|number| packer.pack(&article(number)).unwrap()).collect();
        packer.save().unwrap();
        let again = Packer::open(folder.path()).unwrap().pack(&article(7)).unwrap();
        assert_eq!([all[0][0], all[SAMPLES][0], again[0]], [PLAIN, SHARED, SHARED]);
        assert!(all[SAMPLES].len() < all[0].len());
        let unpacker = Unpacker::new(folder.path());
        for (number, packed) in all.iter().enumerate() {
            assert_eq!(unpacker.unpack(packed).unwrap(), article(number), "{number}");
        }
        assert_eq!(unpacker.unpack(&again).unwrap(), article(7));
        unpacker.verify().unwrap();
        let mut damaged = fs::read(folder.path().join(FILE)).unwrap();
        damaged[99] ^= 1;
        fs::write(folder.path().join(FILE), damaged).unwrap();
        assert!(unpacker.verify().is_err());
        assert!(Unpacker::new(folder.path()).unpack(&again).is_err());
    }

    #[test]
    fn damaged_articles_are_errors_or_other_bytes() {
        let folder = tempfile::tempdir().unwrap();
        let packed = Packer::open(folder.path()).unwrap().pack(&article(1)).unwrap();
        let unpacker = Unpacker::new(folder.path());
        for at in 0..packed.len() {
            let mut damaged = packed.clone();
            damaged[at] ^= 0x55;
            drop(unpacker.unpack(&damaged));
            assert!(unpacker.unpack(&packed[..at]).is_err(), "cut at {at}");
        }
        assert_eq!(unpacker.unpack(&packed).unwrap(), article(1));
        assert!(unpacker.unpack(&[SHARED, 1]).is_err(), "its dictionary is missing");
    }
}
