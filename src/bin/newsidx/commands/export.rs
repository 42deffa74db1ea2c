//! `newsidx export`: the cleaned articles as lines of JSON.

use std::io;
use std::ops::ControlFlow;

use newsidx::index::IndexReader;
use newsidx::search::{MatchMode, SearchRequest, Searcher};
use serde_json::{Map, Value};

use super::asked::Asked;
use super::index_of;
use crate::args::{Export, Global};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(args: &Export, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let asked = Asked::plain(args.query.join(" "), output)?;
    let request = SearchRequest { match_mode: MatchMode::All, limit: usize::MAX, ..asked.request() };
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let mut is_empty = true;
    let mut notices = vec![];
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
        notices = found.map_err(io::Error::other)?;
        Ok(())
    })?;
    asked.tell(&notices, output);
    Ok(if is_empty { Exit::Nothing } else { Exit::Done })
}
