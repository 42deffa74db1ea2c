//! `newsidx export`: the cleaned articles as lines of JSON, a table, a bibliography or Parquet.

use std::io::{self, Write};
use std::ops::ControlFlow;

use newsidx::index::IndexReader;
use newsidx::model::{Hit, Notice};
use newsidx::render::{CsvRows, bibtex, ris};
#[cfg(feature = "parquet")]
use newsidx::render::{ParquetArticles, counted};
use newsidx::search::{MatchMode, SearchRequest, Searcher};
use serde_json::{Map, Value};

use super::asked::Asked;
use super::index_of;
use crate::args::{Export, Global, delimiter};
use crate::exit::Exit;
use crate::output::Output;

/// Takes an article and its text.
type Take<'a> = &'a mut dyn FnMut(&Hit, String) -> io::Result<()>;

pub(crate) fn run(args: &Export, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let asked = Asked::plain(args.query.join(" "), output)?;
    let request = SearchRequest { match_mode: MatchMode::All, limit: usize::MAX, ..asked.request() };
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let searcher = Searcher::new(&reader, &paths);
    let mut is_empty = true;
    let mut each = |take: Take<'_>| -> io::Result<Vec<Notice>> {
        let mut written = Ok(());
        let found = searcher.export(&request, &mut |hit, text| {
            is_empty = false;
            written = take(&hit, text);
            if written.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
        });
        written?;
        found.map_err(io::Error::other)
    };
    let mut notices = vec![];
    #[cfg(feature = "parquet")]
    if let Some(file) = &args.form.parquet {
        let mut written = 0;
        crate::kept::replace(file, |out| {
            let mut table = ParquetArticles::new(out)?;
            notices = each(&mut |hit, text| {
                written += 1;
                table.article(hit, &text)
            })?;
            table.finish()
        })
        .map_err(|error| newsidx::Error::io(file, error))?;
        asked.tell(&notices, output);
        output.talk(&format!("{} written to `{}`", counted(written, "article"), file.display()));
        return Ok(if is_empty { Exit::Nothing } else { Exit::Done });
    }
    let form = &args.form;
    Output::data(|out| {
        notices = match (delimiter(form.csv, form.tsv), form.bibtex, form.ris) {
            (Some(delimiter), ..) => rows(delimiter, &mut each, out)?,
            (.., true, _) => each(&mut |hit, _| bibtex(hit, out))?,
            (.., true) => each(&mut |hit, _| ris(hit, out))?,
            _ => each(&mut |hit, text| line(hit, text, out))?,
        };
        Ok(())
    })?;
    asked.tell(&notices, output);
    Ok(if is_empty { Exit::Nothing } else { Exit::Done })
}

/// An article as a line of JSON.
fn line(hit: &Hit, text: String, out: &mut dyn Write) -> io::Result<()> {
    // By way of text, in which a confidence is `0.95` as everywhere: a value would widen it.
    let mut keys: Map<String, Value> = serde_json::from_str(&serde_json::to_string(hit)?)?;
    keys.remove("passages");
    keys.insert("text".to_owned(), Value::String(text));
    writeln!(out, "{}", Value::Object(keys))
}

/// The articles as a table.
fn rows(
    delimiter: u8,
    each: &mut dyn FnMut(Take<'_>) -> io::Result<Vec<Notice>>,
    out: &mut dyn Write,
) -> io::Result<Vec<Notice>> {
    let mut rows = CsvRows::new(out, delimiter, "text")?;
    let notices = each(&mut |hit, text| rows.row(hit, &text))?;
    rows.finish()?;
    Ok(notices)
}
