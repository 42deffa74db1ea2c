//! Which words of the index are forms of a stem, by language: the index holds words only as they
//! are written, and a search for any form of a word looks its forms up here.
//!
//! ```text
//! NIFORMS1, number of keys, where each key begins, keys in order, hash of all before
//! ```
//!
//! A key is language, stem and form with a mark between; forms that are their own stems
//! have none. Numbers are little-endian, 32 bits. Every build adds what it saw: that a word has
//! a stem stays true when the last article that has it is gone. Readers map the file into memory.

use std::path::Path;

use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};

use super::bytes::{Bytes, SEAL, read_file, seal};
use super::layout::replace_file;
use super::unreadable::unreadable;
use crate::error::{Error, Result};
use crate::text::{Language, Stemmer};

const MAGIC: &[u8; 8] = b"NIFORMS1";
const HEADER: usize = 8 + 4;

/// Parts language, stem and form.
const MARK: char = '\u{1}';

/// The name of the file of a generation.
pub(super) fn file_name(generation: u64) -> String {
    format!("forms-{generation}.bin")
}

/// The key of a word, given in lower case and folded; none if it is its own stem.
pub(super) fn key_of(language: Option<Language>, stem: &str, lower: &str, form: &str) -> Option<String> {
    (stem != form || lower != form).then(|| prefix(language, stem) + form)
}

fn prefix(language: Option<Language>, stem: &str) -> String {
    format!("{}{MARK}{stem}{MARK}", language.map_or("", Language::code))
}

/// Writes keys, in order and each once; whole or not at all.
pub(super) fn write(path: &Path, keys: &[String]) -> Result<()> {
    let mut bytes = Vec::with_capacity(HEADER + SEAL + keys.iter().map(|key| key.len() + 4).sum::<usize>());
    let short = |number: usize| u32::try_from(number).unwrap_or(u32::MAX).to_le_bytes();
    bytes.extend(MAGIC);
    bytes.extend(short(keys.len()));
    let mut at = 0;
    for key in keys {
        bytes.extend(short(at));
        at += key.len();
    }
    for key in keys {
        bytes.extend(key.as_bytes());
    }
    bytes.extend(seal(&bytes));
    replace_file(path, &bytes)
}

/// The keys of a file, in order.
pub(super) fn read(path: &Path, index: &Path) -> Result<Vec<String>> {
    let bytes = read_file(path, index)?;
    let sealed = bytes.split_at_checked(bytes.len().saturating_sub(SEAL)).is_some_and(|(bytes, found)| found == seal(bytes));
    let table = FormTable::of(OwnedBytes::new(bytes)).filter(|_| sealed).ok_or_else(|| damaged(index))?;
    let key = |at| std::str::from_utf8(table.key(at)).map(str::to_owned).map_err(|_| damaged(index));
    (0..table.count).map(key).collect()
}

fn damaged(index: &Path) -> Error {
    Error::corrupt(index, "its forms of words cannot be read")
}

/// The forms of one state of an index, in memory as far as they were looked at.
pub(crate) struct FormTable {
    bytes: OwnedBytes,
    count: usize,
}

impl FormTable {
    /// Opens the file of a generation. Cost: none to speak of, whatever its size.
    pub(super) fn open(directory: &MmapDirectory, generation: u64, index: &Path) -> Result<Self> {
        let file = directory.open_read(Path::new(&file_name(generation))).map_err(|e| unreadable(index, e))?;
        let bytes = file.read_bytes().map_err(|e| Error::io(index, e))?;
        Self::of(bytes).ok_or_else(|| damaged(index))
    }

    fn of(bytes: OwnedBytes) -> Option<Self> {
        let count = Bytes(bytes.as_slice().strip_prefix(MAGIC)?).word()? as usize;
        (bytes.len() >= HEADER + 4 * count + SEAL).then_some(Self { bytes, count })
    }

    /// Where a key begins; that behind the last one is the end of all.
    fn start(&self, at: usize) -> usize {
        let keys = HEADER + 4 * self.count;
        let end = self.bytes.len() - SEAL;
        if at == self.count {
            return end;
        }
        let start = self.bytes.get(HEADER + 4 * at..).and_then(|rest| Bytes(rest).word());
        start.map_or(end, |start| (keys + start as usize).min(end))
    }

    fn key(&self, at: usize) -> &[u8] {
        self.bytes.get(self.start(at)..self.start(at + 1)).unwrap_or_default()
    }

    /// The words that were seen in articles of a language and have a stem there, the stem itself
    /// among them if it is a word that has it. Cost: a look at some keys.
    pub(crate) fn of_stem(&self, language: Option<Language>, stem: &str) -> Vec<String> {
        let stemmer = Stemmer::new(language);
        let mut forms = vec![];
        if stemmer.is_identity() || stemmer.stem(stem) == stem {
            forms.push(stem.to_owned());
        }
        if !stemmer.is_identity() {
            let prefix = prefix(language, stem);
            let (mut first, mut end) = (0, self.count);
            while first < end {
                let middle = first.midpoint(end);
                if self.key(middle) < prefix.as_bytes() { first = middle + 1 } else { end = middle }
            }
            let keys = (first..self.count).map_while(|at| self.key(at).strip_prefix(prefix.as_bytes()));
            let keys = keys
                .filter_map(|form| std::str::from_utf8(form).ok())
                .filter(|form| forms.first().is_none_or(|stem| stem != form));
            forms.extend(keys.map(str::to_owned).collect::<Vec<_>>());
        }
        forms
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn a_table_finds_the_forms_of_a_stem() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(file_name(1));
        let (en, de) = (Language::from_code("en"), Language::from_code("de"));
        let keys =
            [(de, "keep", "keeper"), (en, "consul", "consulate"), (en, "consul", "consulates"), (en, "consult", "consulted")];
        let keys: Vec<_> = keys.into_iter().filter_map(|(language, stem, form)| key_of(language, stem, form, form)).collect();
        write(&path, &keys).unwrap();
        assert_eq!(read(&path, folder.path()).unwrap(), keys);
        let table = FormTable::of(OwnedBytes::new(fs::read(&path).unwrap())).unwrap();
        assert_eq!(table.of_stem(en, "consul"), ["consul", "consulate", "consulates"]);
        assert_eq!(table.of_stem(de, "keep"), ["keep", "keeper"]);
        assert_eq!(table.of_stem(en, "keep"), ["keep"]);
        assert_eq!(table.of_stem(None, "consulates"), ["consulates"]);
        assert_eq!(table.of_stem(en, "consulates"), [""; 0], "the stem of no word");
        let mut bytes = fs::read(&path).unwrap();
        bytes[30] ^= 1;
        fs::write(&path, bytes).unwrap();
        assert!(read(&path, folder.path()).is_err());
    }
}
