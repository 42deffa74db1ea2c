//! An index that is given, as the program and as the engine alone see it.

use std::path::{Path, PathBuf};

use newsidx::index::{IndexDir, IndexReader, PathView};

use super::args::Result;

/// The program's reader, and the paths as it shows them.
///
/// # Errors
///
/// There is no index, or it is damaged.
pub(crate) fn opened(index: &Path) -> Result<(IndexReader, PathView)> {
    let dir = IndexDir::new(index);
    Ok((IndexReader::open(&dir)?, PathView::new(dir.path(), &std::env::current_dir()?)))
}

/// The engine alone, over the newest data of the same index.
///
/// # Errors
///
/// There is no index, or the engine cannot open it.
pub(crate) fn engine(index: &Path) -> Result<tantivy::Searcher> {
    let mut data: Vec<PathBuf> = std::fs::read_dir(index)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    data.retain(|path| path.join("meta.json").exists());
    data.sort();
    let index = tantivy::Index::open_in_dir(data.last().ok_or("no index there")?)?;
    Ok(index.reader()?.searcher())
}
