//! The blocks of every page that may be template, kept beside the ledger so that a build
//! can count them without reading any page again. Only builds that write read them.
//!
//! ```text
//! NIBLOCK1, number of pages, pages in order of ids, hash of all before
//! page: id, number of families, families, number of blocks, blocks
//! block: text, place, weight
//! ```
//!
//! All numbers are little-endian: 64 bits for hashes and ids, 16 for the rest. A page takes
//! some 20 bytes and 12 a block.

use std::path::Path;

use super::bytes::{Bytes, SEAL, read_file, seal};
use super::layout::replace_file;
use crate::clean::{Candidate, Standing};
use crate::error::{Error, Result};
use crate::model::ArticleId;

const MAGIC: &[u8; 8] = b"NIBLOCK1";

/// Set in the weight of a block that is set aside as `repeated`, is furniture, is foreign.
const REPEATED: u16 = 1 << 15;
const FURNITURE: u16 = 1 << 14;
const FOREIGN: u16 = 1 << 13;

/// Longer blocks are counted as of this length.
const LONGEST: u16 = FOREIGN - 1;

/// What the corpus has to know of one page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageBlocks {
    /// The article.
    pub id: ArticleId,
    /// Keys of its families.
    pub families: Vec<u64>,
    /// Its blocks that are counted, in order.
    pub blocks: Vec<CountedBlock>,
}

/// A block that is counted, and what became of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountedBlock {
    /// A hash of its letters and digits.
    pub text: u64,
    /// Its place among the blocks of the page.
    pub place: u16,
    /// Its length.
    pub weight: u16,
    /// What its page alone takes it for.
    pub standing: Standing,
    /// It is set aside as `repeated`.
    pub is_repeated: bool,
}

impl From<Candidate> for CountedBlock {
    fn from(candidate: Candidate) -> Self {
        let Candidate { text, place, weight, standing } = candidate;
        Self { text, place, weight: weight.min(LONGEST), standing, is_repeated: false }
    }
}

impl PageBlocks {
    /// The places of the blocks that are set aside.
    #[must_use]
    pub fn repeated(&self) -> Vec<u16> {
        self.blocks.iter().filter(|block| block.is_repeated).map(|block| block.place).collect()
    }
}

/// The name of the file of a generation.
pub(super) fn file_name(generation: u64) -> String {
    format!("blocks-{generation}.bin")
}

/// Writes pages, in order of their ids; whole or not at all.
pub(super) fn write(path: &Path, pages: &[PageBlocks]) -> Result<()> {
    let mut bytes = MAGIC.to_vec();
    bytes.extend((pages.len() as u64).to_le_bytes());
    // There are at most two families, and no more blocks than 16 bits can place.
    let short = |number: usize| u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes();
    for page in pages {
        bytes.extend(page.id.0.to_le_bytes());
        bytes.extend(short(page.families.len()));
        page.families.iter().for_each(|family| bytes.extend(family.to_le_bytes()));
        bytes.extend(short(page.blocks.len()));
        for block in page.blocks.iter().take(usize::from(u16::MAX)) {
            bytes.extend(block.text.to_le_bytes());
            bytes.extend(block.place.to_le_bytes());
            let standing = match block.standing {
                Standing::Body => 0,
                Standing::Furniture => FURNITURE,
                Standing::Foreign => FOREIGN,
            };
            let repeated = if block.is_repeated { REPEATED } else { 0 };
            bytes.extend((block.weight | standing | repeated).to_le_bytes());
        }
    }
    bytes.extend(seal(&bytes));
    replace_file(path, &bytes)
}

/// Reads pages, in order of their ids. Cost: in proportion to their number.
pub(super) fn read(path: &Path, index: &Path) -> Result<Vec<PageBlocks>> {
    let bytes = read_file(path, index)?;
    parse(&bytes).ok_or_else(|| Error::corrupt(index, "the blocks of its pages cannot be read"))
}

fn parse(bytes: &[u8]) -> Option<Vec<PageBlocks>> {
    let (bytes, found) = bytes.split_at_checked(bytes.len().checked_sub(SEAL)?)?;
    let mut rest = Bytes(bytes.strip_prefix(MAGIC)?);
    if found != seal(bytes) {
        return None;
    }
    let pages = (0..rest.long()?).map(|_| page(&mut rest)).collect::<Option<_>>()?;
    rest.0.is_empty().then_some(pages)
}

fn page(rest: &mut Bytes<'_>) -> Option<PageBlocks> {
    let id = ArticleId(rest.long()?);
    let families = (0..rest.short()?).map(|_| rest.long()).collect::<Option<_>>()?;
    let block = |rest: &mut Bytes<'_>| {
        let (text, place, weight) = (rest.long()?, rest.short()?, rest.short()?);
        let standing = match weight & (FURNITURE | FOREIGN) {
            0 => Standing::Body,
            FURNITURE => Standing::Furniture,
            _ => Standing::Foreign,
        };
        Some(CountedBlock { text, place, weight: weight & LONGEST, standing, is_repeated: weight & REPEATED != 0 })
    };
    let blocks = (0..rest.short()?).map(|_| block(rest)).collect::<Option<_>>()?;
    Some(PageBlocks { id, families, blocks })
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn blocks_read_what_they_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(file_name(3));
        let block = |text, standing, is_repeated| CountedBlock { text, place: 7, weight: LONGEST, standing, is_repeated };
        let pages = vec![
            PageBlocks { id: ArticleId(1), families: vec![], blocks: vec![] },
            PageBlocks {
                id: ArticleId(u64::MAX),
                families: vec![4, 5],
                blocks: vec![
                    block(6, Standing::Body, true),
                    block(u64::MAX, Standing::Furniture, false),
                    block(0, Standing::Foreign, false),
                ],
            },
        ];
        write(&path, &pages).unwrap();
        assert_eq!(read(&path, folder.path()).unwrap(), pages);
        let mut bytes = fs::read(&path).unwrap();
        for at in 0..bytes.len() {
            bytes[at] ^= 1;
            assert_eq!(parse(&bytes), None, "byte {at}");
            assert_eq!(parse(&bytes[..at]), None, "cut at {at}");
            bytes[at] ^= 1;
        }
    }
}
