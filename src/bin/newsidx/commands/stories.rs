//! `newsidx stories [QUERY]`: which stories there are.

use newsidx::index::IndexReader;
use newsidx::search::{MatchMode, SearchRequest, Searcher};

use super::asked::Asked;
use super::index_of;
use crate::args::{Global, Stories};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(args: &Stories, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let asked = Asked::plain(args.query.join(" "), output)?;
    let request = SearchRequest { match_mode: MatchMode::All, limit: args.limit, ..asked.request() };
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let list = Searcher::new(&reader, &paths).stories(&request, args.sort.into())?;
    asked.tell(&list.notices, output);
    if args.json {
        Output::json(&list)?;
    } else {
        Output::data(|out| output.terminal.stories(&list, out))?;
    }
    Ok(if list.total == 0 { Exit::Nothing } else { Exit::Done })
}
