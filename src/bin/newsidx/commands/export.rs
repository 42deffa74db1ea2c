//! `newsidx export`: the cleaned articles as lines of JSON.

use std::io;
use std::ops::ControlFlow;

use anyhow::bail;
use newsidx::index::IndexReader;
use newsidx::query::{ParseOptions, Query, parse};
use newsidx::search::{MatchMode, SearchRequest, Searcher};
use serde_json::{Map, Value};

use super::index_of;
use crate::args::{Export, Global};
use crate::exit::Exit;
use crate::output::Output;

/// A query without options.
pub(crate) fn plain_query(text: &str) -> anyhow::Result<Query> {
    match parse(text, &ParseOptions::new(jiff::Zoned::now().date())) {
        Ok(parsed) => Ok(parsed.query),
        Err(errors) => bail!("the query cannot be read\n{}", errors.render(text).trim_end()),
    }
}

pub(crate) fn run(args: &Export, global: &Global) -> anyhow::Result<Exit> {
    let text = args.query.join(" ");
    let query = plain_query(&text)?;
    let request = SearchRequest { match_mode: MatchMode::All, limit: usize::MAX, ..SearchRequest::new(text, query) };
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let mut is_empty = true;
    Output::data(|out| {
        let mut written = Ok(());
        let found = Searcher::new(&reader, &paths).export(&request, &mut |hit, text| {
            is_empty = false;
            // By way of text, in which a confidence is `0.95` as everywhere: a value would widen it.
            let line = serde_json::to_string(&hit).and_then(|line| serde_json::from_str::<Map<String, Value>>(&line));
            let line = line.map(|mut keys| {
                keys.remove("passages");
                keys.insert("text".to_owned(), Value::String(text));
                Value::Object(keys)
            });
            let line = line.map_err(io::Error::from).and_then(|line| writeln!(out, "{line}"));
            match line {
                Ok(()) => ControlFlow::Continue(()),
                Err(e) => {
                    written = Err(e);
                    ControlFlow::Break(())
                }
            }
        });
        written?;
        found.map_err(io::Error::other)
    })?;
    Ok(if is_empty { Exit::Nothing } else { Exit::Done })
}
