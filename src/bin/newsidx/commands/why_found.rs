//! `newsidx why ID QUERY`: why an article is found by a query, or is not.

use newsidx::index::IndexReader;
use newsidx::model::Found;
use newsidx::search::{SearchRequest, Searcher};

use super::index_of;
use super::search::{asked, conditions};
use crate::args::{Global, Why};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(args: &Why, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let asked = asked(&args.asking, args.query.join(" "), output.error_columns)?;
    let request = SearchRequest { copies: args.copies.into(), ..conditions(&args.asking, &asked)? };
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let why = Searcher::new(&reader, &paths).why(&args.id, &request)?;
    asked.tell(&why.notices, output);
    if args.json {
        Output::json(&why)?;
    } else {
        Output::data(|out| output.terminal.why_found(&why, out))?;
    }
    Ok(if why.found == Found::No { Exit::Nothing } else { Exit::Done })
}
