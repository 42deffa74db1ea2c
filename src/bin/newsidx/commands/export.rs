//! `newsidx export`: the cleaned articles as lines of JSON.

use std::io;
use std::ops::ControlFlow;

use anyhow::bail;
use newsidx::index::IndexReader;
use newsidx::query::{ParseOptions, parse};
use newsidx::search::{MatchMode, SearchRequest, Searcher};
use serde_json::Value;

use super::index_of;
use crate::args::{Export, Global};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(args: &Export, global: &Global) -> anyhow::Result<Exit> {
    let text = args.query.join(" ");
    let parsed = match parse(&text, &ParseOptions::new(jiff::Zoned::now().date())) {
        Ok(parsed) => parsed,
        Err(errors) => bail!("the query cannot be read\n{}", errors.render(&text).trim_end()),
    };
    let request =
        SearchRequest { match_mode: MatchMode::All, limit: usize::MAX, ..SearchRequest::new(text.as_str(), parsed.query) };
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let mut is_empty = true;
    Output::data(|out| {
        let mut written = Ok(());
        let found = Searcher::new(&reader, &paths).export(&request, &mut |hit, text| {
            is_empty = false;
            let line = serde_json::to_value(&hit).map(|mut line| {
                if let Value::Object(keys) = &mut line {
                    keys.remove("passages");
                    keys.insert("text".to_owned(), Value::String(text));
                }
                line
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
