//! Opens a file, or standard input, as unpacked bytes.
//!
//! The bytes say how they are packed, not the name: a `.gz` that a browser or a
//! proxy has already unpacked is read as it is, without a word, and a packed
//! file without `.gz` is unpacked.
//!
//! Invariants:
//!
//! * Only regular files are opened; nothing here waits for a pipe.
//! * A reader from here fails with a [`Fault`] that says in plain words what is
//!   wrong, and never returns an end of file where packed data were cut off.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};
use std::path::Path;
use std::rc::Rc;

use crate::model::IssueKind;

use super::gzip::{BadMember, Members};
use super::limits::{Fault, Limits, Meter};

/// Bytes asked of the system at a time.
const BUFFER: usize = 128 << 10;

/// Opens a file.
pub(super) fn open(path: &Path, limits: &Limits, meter: &Rc<Meter>) -> io::Result<Box<dyn BufRead>> {
    let metadata = path.metadata()?;
    if metadata.is_dir() {
        return Err(unreadable("it is a folder"));
    }
    if !metadata.is_file() {
        return Err(unreadable("it is not a file but a pipe, a socket or a device"));
    }
    unpack(File::open(path)?, limits, meter)
}

/// Reads from memory.
pub(super) fn open_bytes(bytes: Vec<u8>, limits: &Limits, meter: &Rc<Meter>) -> io::Result<Box<dyn BufRead>> {
    unpack(Cursor::new(bytes), limits, meter)
}

/// Unpacks a stream if its first bytes say that it is packed.
pub(super) fn unpack<'s>(stream: impl Read + 's, limits: &Limits, meter: &Rc<Meter>) -> io::Result<Box<dyn BufRead + 's>> {
    let mut stream = Counted { inner: stream, meter: Rc::clone(meter) };
    let mut magic = [0; 4];
    let mut filled = 0;
    while let Some(rest) = magic.get_mut(filled..).filter(|rest| !rest.is_empty()) {
        match stream.read(rest) {
            Ok(0) => break,
            Ok(more) => filled += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    let first = magic.get(..filled).unwrap_or_default().to_vec();
    let stream = BufReader::with_capacity(BUFFER, Cursor::new(first).chain(stream));
    let guard = |name, inner| Guard { name, inner, meter: Rc::clone(meter), limits: limits.clone() };
    let unpacked: Guard<'s> = match magic {
        [0x1f, 0x8b, ..] => guard("gzip", Box::new(Members::new(stream))),
        // A frame, or a frame to be skipped in front of one.
        [0x28, 0xb5, 0x2f, 0xfd] | [0x50..=0x5f, 0x2a, 0x4d, 0x18] => {
            guard("zstd", Box::new(zstd::stream::read::Decoder::with_buffer(stream)?))
        }
        _ => return Ok(Box::new(stream)),
    };
    Ok(Box::new(BufReader::with_capacity(BUFFER, unpacked)))
}

/// What the system said, without Rust's `(os error 2)`, in lower case.
pub(super) fn plain_io(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    chars.next().map(|first| first.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

fn unreadable(text: &str) -> io::Error {
    Fault { kind: IssueKind::Unreadable, text: text.to_owned() }.into()
}

/// Counts what passes.
struct Counted<R> {
    inner: R,
    meter: Rc<Meter>,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.meter.packed(read as u64);
        Ok(read)
    }
}

/// Holds an unpacker to the limits, and says what its errors mean.
struct Guard<'s> {
    name: &'static str,
    inner: Box<dyn Read + 's>,
    meter: Rc<Meter>,
    limits: Limits,
}

impl Read for Guard<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(buffer).map_err(|error| self.explain(error))?;
        self.meter.unpacked(read as u64, &self.limits)?;
        Ok(read)
    }
}

impl Guard<'_> {
    fn explain(&self, error: io::Error) -> io::Error {
        if error.kind() == io::ErrorKind::Interrupted || error.raw_os_error().is_some() || BadMember::of(&error).is_some() {
            return error;
        }
        let name = self.name;
        let (kind, text) = if error.kind() == io::ErrorKind::UnexpectedEof {
            (IssueKind::Damaged, format!("the {name} data end early"))
        } else if error.to_string().contains("too much memory") {
            (IssueKind::Limit, format!("unpacking the {name} data would take more than 128 MiB of memory, the limit"))
        } else {
            (IssueKind::Damaged, format!("the {name} data are damaged"))
        };
        Fault { kind, text }.into()
    }
}

#[cfg(test)]
pub(super) mod tests {
    use std::io::Write;

    use super::*;

    /// Packs with gzip.
    pub(in super::super) fn gz(bytes: &[u8]) -> Vec<u8> {
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        packer.write_all(bytes).unwrap();
        packer.finish().unwrap()
    }

    /// Packs with zstd.
    pub(in super::super) fn zst(bytes: &[u8]) -> Vec<u8> {
        zstd::encode_all(bytes, 1).unwrap()
    }

    /// Reads it all; `expected` is the text, or the fault.
    #[track_caller]
    fn check(bytes: Vec<u8>, limits: &Limits, expected: Result<&str, &str>) {
        let read = open_bytes(bytes, limits, &Rc::default()).and_then(|mut reader| {
            let mut text = String::new();
            reader.read_to_string(&mut text).map(|_| text)
        });
        let read = read.map_err(|error| Fault::of(&error).text);
        assert_eq!(read.as_deref().map_err(String::as_str), expected);
    }

    #[test]
    fn bytes_say_how_they_are_packed() {
        let limits = Limits::default();
        check(Vec::new(), &limits, Ok(""));
        check(b"Ra".to_vec(), &limits, Ok("Ra"));
        check(b"Rain fell.".to_vec(), &limits, Ok("Rain fell."));
        check(gz(b"Rain fell."), &limits, Ok("Rain fell."));
        check([gz(b"Rain "), gz(b"fell.")].concat(), &limits, Ok("Rain fell."));
        check(zst(b"Rain fell."), &limits, Ok("Rain fell."));
        check([zst(b"Rain "), zst(b"fell.")].concat(), &limits, Ok("Rain fell."));
    }

    #[test]
    fn damage() {
        let limits = Limits::default();
        for (packed, name) in [(gz(b"Rain fell."), "gzip"), (zst(b"Rain fell."), "zstd")] {
            let cut = packed[..packed.len() - 4].to_vec();
            check(cut, &limits, Err(&format!("the {name} data end early")));
            let mut spoilt = packed.clone();
            // A wrong check sum; a block of a kind that does not exist.
            let at = if name == "gzip" { packed.len() - 5 } else { 6 };
            spoilt[at] ^= 0xff;
            check(spoilt, &limits, Err(&format!("the {name} data are damaged")));
        }
    }

    #[test]
    fn bombs() {
        let limits = Limits { ratio_from_bytes: 100_000, ..Limits::default() };
        let text = "it unpacks to more than 200 times its size, the limit for packed files (a compression bomb?)";
        check(gz(&vec![b' '; 1_000_000]), &limits, Err(text));
        check(zst(&vec![b' '; 1_000_000]), &limits, Err(text));
        check(gz(&vec![b' '; 90_000]), &limits, Ok(&" ".repeat(90_000)));
    }

    #[test]
    fn folders_and_missing_files() {
        let folder = tempfile::tempdir().unwrap();
        let fault = |path: &Path| Fault::of(&open(path, &Limits::default(), &Rc::default()).err().unwrap()).text;
        assert_eq!(fault(folder.path()), "it is a folder");
        assert_eq!(fault(&folder.path().join("x")), "no such file or directory");
    }
}
