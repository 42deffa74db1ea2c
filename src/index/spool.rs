//! New articles as they were put into the index, until the build knows which of their blocks
//! recur: what the engine has not committed it does not give back.
//!
//! In blocks of some hundred kilobytes, compressed lightly; the last one is in memory, so that
//! small builds write nothing. The file goes with the spool, or is swept by the next build.

use rustc_hash::FxHashMap;
use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::PathBuf;

use crate::error::{Error, Result};
use crate::model::ArticleId;

/// Size of a block before it is compressed.
const BLOCK_BYTES: usize = 512 * 1024;

/// A level of zstd that is about as fast as copying.
const FASTEST: i32 = -3;

/// Where an article is.
#[derive(Debug, Clone, Copy)]
struct Place {
    block: usize,
    start: usize,
    end: usize,
}

/// Articles by their ids.
pub(super) struct Spool {
    path: PathBuf,
    file: Option<File>,
    /// Where each block ends in the file.
    ends: Vec<u64>,
    /// The block that is being filled.
    filling: Vec<u8>,
    places: FxHashMap<ArticleId, Place>,
    /// The block that was read last.
    last_read: Option<(usize, Vec<u8>)>,
}

impl Spool {
    /// An empty spool, which may use the file at `path`.
    pub(super) fn new(path: PathBuf) -> Self {
        Self { path, file: None, ends: vec![], filling: vec![], places: FxHashMap::default(), last_read: None }
    }

    /// Keeps an article.
    pub(super) fn push(&mut self, id: ArticleId, article: &[u8]) -> Result<()> {
        let start = self.filling.len();
        self.filling.extend_from_slice(article);
        self.places.insert(id, Place { block: self.ends.len(), start, end: self.filling.len() });
        if self.filling.len() >= BLOCK_BYTES {
            self.flush().map_err(|e| Error::io(&self.path, e))?;
        }
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        let file = match &mut self.file {
            Some(file) => file,
            none => none.insert(File::options().read(true).write(true).create(true).truncate(true).open(&self.path)?),
        };
        // The fastest level: it is read once, if at all.
        let bytes = zstd::bulk::compress(&self.filling, FASTEST)?;
        file.seek(SeekFrom::End(0))?;
        file.write_all(&bytes)?;
        self.ends.push(self.ends.last().copied().unwrap_or(0) + bytes.len() as u64);
        self.filling.clear();
        Ok(())
    }

    /// Where an article stands in the order of keeping; reading in this order is cheapest.
    pub(super) fn order(&self, id: ArticleId) -> Option<(usize, usize)> {
        self.places.get(&id).map(|place| (place.block, place.start))
    }

    /// Gives an article back. Cost: that of a block, unless the one before was in the same.
    pub(super) fn get(&mut self, id: ArticleId) -> Result<Option<&[u8]>> {
        let Some(place) = self.places.get(&id).copied() else { return Ok(None) };
        if place.block == self.ends.len() {
            return Ok(self.filling.get(place.start..place.end));
        }
        if self.last_read.as_ref().is_none_or(|(block, _)| *block != place.block) {
            let bytes = self.read(place.block).map_err(|e| Error::io(&self.path, e))?;
            self.last_read = Some((place.block, bytes));
        }
        Ok(self.last_read.as_ref().and_then(|(_, bytes)| bytes.get(place.start..place.end)))
    }

    fn read(&mut self, block: usize) -> io::Result<Vec<u8>> {
        let gone = || io::Error::from(io::ErrorKind::NotFound);
        let start = block.checked_sub(1).and_then(|before| self.ends.get(before)).copied().unwrap_or(0);
        let end = self.ends.get(block).copied().ok_or_else(gone)?;
        let file = self.file.as_mut().ok_or_else(gone)?;
        file.seek(SeekFrom::Start(start))?;
        zstd::decode_all(file.take(end - start))
    }
}

impl Drop for Spool {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // What cannot be removed now is swept by the next build.
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spool_gives_back_what_it_kept() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("spool");
        let mut spool = Spool::new(path.clone());
        let article = |n: u64| format!("{n} ").repeat(20_000).into_bytes();
        for n in 0..40 {
            spool.push(ArticleId(n), &article(n)).unwrap();
        }
        assert!(path.exists() && fs::metadata(&path).unwrap().len() < 200_000);
        for n in (0..40).rev().chain([5, 39, 0]) {
            assert_eq!(spool.get(ArticleId(n)).unwrap(), Some(article(n).as_slice()), "{n}");
        }
        assert_eq!(spool.get(ArticleId(40)).unwrap(), None);
        assert!(spool.order(ArticleId(3)) < spool.order(ArticleId(39)));
        drop(spool);
        assert!(!path.exists());
    }
}
