//! Which articles have an address of their own, and which of them are older versions of another:
//! kept beside the ledger, so that a build can tell the newest without reading any page again.
//!
//! ```text
//! NIADDRS1, number of entries, entries in order of ids, hash of all before
//! entry: id, page, title, when it was seen, the article it is an older version of, record
//! ```
//!
//! All numbers are little-endian, 64 bits but the last of 32. An entry takes 44 bytes.

use std::path::Path;

use super::bytes::{Bytes, SEAL, read_file, seal};
use super::layout::replace_file;
use crate::error::{Error, Result};
use crate::model::ArticleId;

const MAGIC: &[u8; 8] = b"NIADDRS1";

/// Length of an entry.
const ENTRY: usize = 44;

/// An article that has an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address {
    /// The article.
    pub id: ArticleId,
    /// A hash of the address of its page; of two ways to one page the same.
    pub page: u64,
    /// A hash of its headline; 0 if it has none.
    pub title: u64,
    /// When it was fetched, else published, in seconds since 1970; none if neither is known.
    pub seen: Option<i64>,
    /// The article of which it is an older version.
    pub newer: Option<ArticleId>,
    /// The record's number in a file of many; 0 otherwise.
    pub record: u32,
}

/// Stands for a time that is not known.
const NEVER: i64 = i64::MIN;

/// The name of the file of a generation.
pub(super) fn file_name(generation: u64) -> String {
    format!("addresses-{generation}.bin")
}

/// Writes addresses, in order of their articles' ids; whole or not at all.
pub(super) fn write(path: &Path, addresses: &[Address]) -> Result<()> {
    let mut bytes = Vec::with_capacity(24 + ENTRY * addresses.len());
    bytes.extend(MAGIC);
    bytes.extend((addresses.len() as u64).to_le_bytes());
    for one in addresses {
        bytes.extend(one.id.0.to_le_bytes());
        bytes.extend(one.page.to_le_bytes());
        bytes.extend(one.title.to_le_bytes());
        bytes.extend(one.seen.unwrap_or(NEVER).to_le_bytes());
        // No article is a version of itself.
        bytes.extend(one.newer.unwrap_or(one.id).0.to_le_bytes());
        bytes.extend(one.record.to_le_bytes());
    }
    bytes.extend(seal(&bytes));
    replace_file(path, &bytes)
}

/// Reads addresses, in order of their articles' ids. Cost: in proportion to their number.
pub(super) fn read(path: &Path, index: &Path) -> Result<Vec<Address>> {
    parse(&read_file(path, index)?).ok_or_else(|| Error::corrupt(index, "the addresses of its articles cannot be read"))
}

fn parse(bytes: &[u8]) -> Option<Vec<Address>> {
    let (bytes, found) = bytes.split_at_checked(bytes.len().checked_sub(SEAL)?)?;
    let mut rest = Bytes(bytes.strip_prefix(MAGIC)?);
    if found != seal(bytes) {
        return None;
    }
    let count = usize::try_from(rest.long()?).ok()?;
    if count.checked_mul(ENTRY)? != rest.0.len() {
        return None;
    }
    let mut entry = || {
        let (id, page, title) = (ArticleId(rest.long()?), rest.long()?, rest.long()?);
        let seen = Some(rest.take().map(i64::from_le_bytes)?).filter(|seen| *seen != NEVER);
        let newer = Some(ArticleId(rest.long()?)).filter(|newer| *newer != id);
        Some(Address { id, page, title, seen, newer, record: rest.word()? })
    };
    (0..count).map(|_| entry()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_read_what_they_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(file_name(3));
        let addresses = vec![
            Address { id: ArticleId(1), page: 2, title: 0, seen: None, newer: None, record: 0 },
            Address { id: ArticleId(u64::MAX), page: 2, title: 3, seen: Some(-1), newer: Some(ArticleId(1)), record: u32::MAX },
        ];
        write(&path, &addresses).unwrap();
        assert_eq!(read(&path, folder.path()).unwrap(), addresses);
        let mut bytes = std::fs::read(&path).unwrap();
        for at in 0..bytes.len() {
            bytes[at] ^= 1;
            assert_eq!(parse(&bytes), None, "byte {at}");
            bytes[at] ^= 1;
        }
    }
}
