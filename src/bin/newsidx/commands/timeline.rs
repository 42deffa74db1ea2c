//! `newsidx timeline QUERY…`: counts over time, drawn or as rows.

use anyhow::bail;
use newsidx::index::IndexReader;
use newsidx::render::{Counted, plot, timeline_rows};
use newsidx::search::{Searcher, TimelineRequest};

use super::index_of;
use super::search::{asked, conditions};
use crate::args::{CountedArg, Global, Timeline};
use crate::exit::Exit;
use crate::output::Output;

/// Words that are no query, but what joins the words of one.
const OPERATORS: [&str; 5] = ["and", "or", "not", "&&", "||"];

pub(crate) fn run(args: &Timeline, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let mut all_asked = vec![];
    let mut queries = vec![];
    if let Some(word) = args.queries.iter().find(|query| OPERATORS.iter().any(|word| query.trim().eq_ignore_ascii_case(word))) {
        bail!("`{word}` stands alone: each argument is a query, so quote one of several words: newsidx timeline 'a {word} b'");
    }
    for query in &args.queries {
        let asked = asked(&args.asking, query.trim_start().to_owned(), output.error_columns)?;
        queries.push(conditions(&args.asking, &asked)?);
        all_asked.push(asked);
    }
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let wanted = TimelineRequest { queries, every: args.every.map(Into::into), share: args.share };
    let timeline = Searcher::new(&reader, &paths).timeline(&wanted)?;
    for (asked, series) in all_asked.iter().zip(&timeline.series) {
        asked.tell(&series.notices, output);
    }
    let counted = Counted { stories: args.by == CountedArg::Stories, share: args.share };
    if let Some(file) = &args.svg {
        crate::kept::replace(file, |out| out.write_all(plot(&timeline, counted).as_bytes()))
            .map_err(|e| newsidx::Error::io(file, e))?;
        output.talk(&format!("`{}` has the plot", file.display()));
    }
    match (args.form.json, args.form.delimiter()) {
        (true, _) => Output::json(&timeline)?,
        (_, Some(delimiter)) => Output::data(|out| timeline_rows(&timeline, delimiter, out))?,
        _ => Output::data(|out| output.terminal.timeline(&timeline, counted, out))?,
    }
    Ok(if timeline.series.iter().all(|series| series.articles == 0) { Exit::Nothing } else { Exit::Done })
}
