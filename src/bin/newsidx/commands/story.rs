//! `newsidx story ID`: the history of one story, or two articles beside each other.

use newsidx::index::IndexReader;
use newsidx::search::Searcher;

use super::index_of;
use crate::args::{Global, Story};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(args: &Story, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let searcher = Searcher::new(&reader, &paths);
    if let [a, b] = args.diff.as_slice() {
        let (a, b) = searcher.two(a, b)?;
        let changes = Searcher::changes(&a, &b);
        Output::data(|out| output.wide.copies(&a, &b, &changes, out))?;
        return Ok(Exit::Done);
    }
    let lineage = searcher.lineage(args.id.as_deref().unwrap_or_default())?;
    if args.json {
        Output::json(&lineage)?;
    } else {
        Output::data(|out| output.terminal.lineage(&lineage, out))?;
    }
    Ok(Exit::Done)
}
