//! `newsidx stories [QUERY]`: which stories there are.

use newsidx::index::IndexReader;
use newsidx::search::{MatchMode, SearchRequest, Searcher};

use super::index_of;
use crate::args::{Global, Stories};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(args: &Stories, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let text = args.query.join(" ");
    let query = super::export::plain_query(&text)?;
    let request = SearchRequest { match_mode: MatchMode::All, limit: args.limit, ..SearchRequest::new(text, query) };
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let list = Searcher::new(&reader, &paths).stories(&request, args.sort.into())?;
    if args.json {
        Output::json(&list)?;
    } else {
        Output::data(|out| output.terminal.stories(&list, out))?;
    }
    Ok(if list.total == 0 { Exit::Nothing } else { Exit::Done })
}
