//! `newsidx check`: whether the index is whole.

use newsidx::index::IndexReader;
use newsidx::render::counted;

use super::index_of;
use crate::args::Global;
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(global: &Global) -> anyhow::Result<Exit> {
    let (dir, _) = index_of(global)?;
    let stats = IndexReader::with(&dir, |reader| reader.verify().and_then(|()| reader.stats()))?;
    let articles = counted(stats.articles, "article");
    Output::data(|out| writeln!(out, "the index is whole: {articles}, every file matches its checksum"))?;
    Ok(Exit::Done)
}
