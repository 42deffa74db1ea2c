//! Reads the numbers of the files beside the engine's: little-endian, with a hash at the end.

use std::fs;
use std::io;
use std::path::Path;

use crate::error::{Error, Result};

/// Length of the hash at the end.
pub(super) const SEAL: usize = 8;

/// Bytes that are still to be read.
pub(super) struct Bytes<'a>(pub(super) &'a [u8]);

impl Bytes<'_> {
    pub(super) fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (first, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*first)
    }

    pub(super) fn long(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }

    pub(super) fn short(&mut self) -> Option<u16> {
        self.take().map(u16::from_le_bytes)
    }

    pub(super) fn word(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }

    pub(super) fn byte(&mut self) -> Option<u8> {
        self.take::<1>().map(|[byte]| byte)
    }

    /// So many 32-bit numbers.
    pub(super) fn words(&mut self, count: usize) -> Option<Vec<u32>> {
        let (these, rest) = self.0.split_at_checked(count.checked_mul(4)?)?;
        self.0 = rest;
        Some(these.as_chunks().0.iter().map(|word| u32::from_le_bytes(*word)).collect())
    }
}

/// Reads a file that belongs to the index in a folder.
pub(super) fn read_file(path: &Path, index: &Path) -> Result<Vec<u8>> {
    fs::read(path).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            let name = path.file_name().unwrap_or_default();
            Error::corrupt(index, format!("`{}` is missing", name.display()))
        }
        _ => Error::io(path, error),
    })
}

/// A hash of all that stands before it.
pub(super) fn seal(bytes: &[u8]) -> [u8; SEAL] {
    let mut seal = [0; SEAL];
    seal.copy_from_slice(&blake3::hash(bytes).as_bytes()[..SEAL]);
    seal
}
