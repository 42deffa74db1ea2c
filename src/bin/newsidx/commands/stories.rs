//! `newsidx stories [QUERY]`: which stories there are.

use newsidx::index::IndexReader;
use newsidx::model::StoryList;
use newsidx::render::CsvRows;
use newsidx::search::{MatchMode, SearchRequest, Searcher};

use super::asked::Asked;
use super::index_of;
use crate::args::{Global, Stories, delimiter};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(args: &Stories, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let asked = Asked::plain(args.query.join(" "), output)?;
    let request = SearchRequest { match_mode: MatchMode::All, limit: args.limit, ..asked.request() };
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let list = Searcher::new(&reader, &paths).stories(&request, args.sort.into())?;
    asked.tell(&list.notices, output);
    let form = &args.form;
    if form.json {
        Output::json(&list)?;
        return Ok(ended(&list));
    }
    Output::data(|out| match (form.jsonl, delimiter(form.csv, form.tsv)) {
        (true, _) => list.stories.iter().try_for_each(|story| {
            serde_json::to_writer(&mut *out, story)?;
            writeln!(out)
        }),
        (_, Some(delimiter)) => CsvRows::stories(out, delimiter, &list.stories),
        _ => output.terminal.stories(&list, out),
    })?;
    Ok(ended(&list))
}

fn ended(list: &StoryList) -> Exit {
    if list.total == 0 { Exit::Nothing } else { Exit::Done }
}
