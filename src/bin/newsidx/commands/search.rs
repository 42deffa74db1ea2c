//! `newsidx search QUERY`: ranked passages, for people and for scripts.

use std::io::{self, Write};

use anyhow::bail;
use newsidx::index::IndexReader;
use newsidx::model::{Facets, Hit, Notice, SearchResponse, Summary};
use newsidx::query::{DateFilter, ParseOptions, parse_date_spec};
use newsidx::render::CsvRows;
use newsidx::search::{Filters, SearchRequest, Searcher};
use serde::Serialize;

use super::asked::Asked;
use super::index_of;
use crate::args::{Asking, DatesArg, Global, Search};
use crate::choices::ByArg;
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(args: &Search, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let text = args.query.join(" ");
    if args.explain && !(args.form.json || args.form.jsonl) {
        bail!("`--explain` says what scores are made of in JSON: add `--json` or `--jsonl`");
    }
    let asked = asked(&args.asking, text, output.error_columns)?;
    let request = request(args, &asked)?;
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let response = Searcher::new(&reader, &paths).search(&request)?;
    asked.tell(&response.notices, output);
    if args.limit == 0 {
        output.talk("`-n 0` shows no hits, only counts");
    }
    let rows = response.summary.stories.min(response.summary.articles + response.summary.partial);
    let shown = response.hits.len() as u64;
    let is_table = args.form.jsonl || args.form.csv || args.form.tsv;
    if is_table && args.by == ByArg::Article && shown < rows && args.limit > 0 {
        output.talk(&format!("{shown} of {rows} rows or more; `-n all` writes every one"));
    }
    let is_empty = response.summary.articles + response.summary.partial == 0;
    if is_empty && request.text.trim().is_empty() {
        output.talk("no article: the index is empty, or none passes the filters");
    }
    write(args, &response, output)?;
    Ok(if is_empty { Exit::Nothing } else { Exit::Done })
}

fn write(args: &Search, response: &SearchResponse, output: &Output) -> anyhow::Result<()> {
    let form = &args.form;
    if form.json {
        return Output::json(response);
    }
    Output::data(|out| match (form.jsonl, form.csv, form.tsv) {
        (true, ..) => write_lines(response, out),
        (_, true, _) => write_rows(response, b',', out),
        (.., true) => write_rows(response, b'\t', out),
        _ => output.terminal.search(response, out),
    })
}

/// A hit as a line of JSON.
#[derive(Serialize)]
struct HitLine<'a> {
    r#type: &'static str,
    #[serde(flatten)]
    hit: &'a Hit,
}

/// The last line of JSON: the answer without its hits.
#[derive(Serialize)]
struct SummaryLine<'a> {
    r#type: &'static str,
    schema_version: u32,
    query: &'a str,
    parsed: &'a str,
    notices: &'a [Notice],
    summary: &'a Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<&'a Facets>,
}

pub(crate) fn write_lines(response: &SearchResponse, out: &mut dyn Write) -> io::Result<()> {
    for hit in &response.hits {
        serde_json::to_writer(&mut *out, &HitLine { r#type: "hit", hit })?;
        writeln!(out)?;
    }
    let last = SummaryLine {
        r#type: "summary",
        schema_version: response.schema_version,
        query: &response.query,
        parsed: &response.parsed,
        notices: &response.notices,
        summary: &response.summary,
        facets: response.facets.as_ref(),
    };
    serde_json::to_writer(&mut *out, &last)?;
    writeln!(out)
}

pub(crate) fn write_rows(response: &SearchResponse, delimiter: u8, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = CsvRows::new(out, delimiter)?;
    response.hits.iter().try_for_each(|hit| rows.hit(hit))?;
    rows.finish()
}

/// How the query is to be read.
pub(crate) fn parse_options(args: &Asking) -> ParseOptions {
    let (literal, strict, dialect) = (args.literal, args.strict, args.dialect.into());
    ParseOptions { literal, strict, dialect, ..ParseOptions::new(jiff::Zoned::now().date()) }
}

/// The query as it is to be read.
pub(crate) fn asked(args: &Asking, text: String, columns: usize) -> anyhow::Result<Asked> {
    Asked::read(text, parse_options(args), columns)
}

/// What was typed as what it means.
pub(crate) fn request(args: &Search, asked: &Asked) -> anyhow::Result<SearchRequest> {
    Ok(SearchRequest {
        copies: args.copies.into(),
        by: args.by.into(),
        sort: args.sort.into(),
        limit: args.limit,
        offset: args.offset,
        facets: args.facets,
        explain: args.explain,
        passages: args.passages,
        width: args.width,
        ..conditions(&args.asking, asked)?
    })
}

/// The usual request for a query under the conditions that were typed beside it.
pub(crate) fn conditions(args: &Asking, asked: &Asked) -> anyhow::Result<SearchRequest> {
    let words = DateWords { since: args.since.as_deref(), until: args.until.as_deref(), on: args.on.as_deref() };
    let dates = dates(words, jiff::Zoned::now().date(), |flag| format!("--{flag} "))?;
    for code in &args.lang {
        if newsidx::text::Language::from_code(code).is_none() {
            bail!("`--lang {code}`: no language has this code: write two letters, as in `--lang en`");
        }
    }
    Ok(SearchRequest {
        filters: Filters {
            outlets: args.outlet.clone(),
            agencies: args.agency.clone(),
            authors: args.author.clone(),
            languages: args.lang.clone(),
            dates,
        },
        match_mode: args.r#match.into(),
        scope: args.r#in.into(),
        variants: !args.no_variants,
        loose_dates: args.loose_dates,
        stated_dates: args.dates == DatesArg::Stated,
        ..asked.request()
    })
}

/// What `--since`, `--until` and `--on` were given.
#[derive(Clone, Copy)]
pub(crate) struct DateWords<'w> {
    pub(crate) since: Option<&'w str>,
    pub(crate) until: Option<&'w str>,
    pub(crate) on: Option<&'w str>,
}

/// The conditions on the date; `written` is how a value is written behind a name (`--since `).
pub(crate) fn dates(
    words: DateWords<'_>,
    today: jiff::civil::Date,
    written: fn(&str) -> String,
) -> anyhow::Result<Vec<DateFilter>> {
    let read = |name: &str, value: &str| {
        parse_date_spec(value, today).map_err(|error| {
            let prefix = written(name);
            let help = if name == "on" { error.help(&prefix) } else { error.end_help(&prefix) };
            anyhow::anyhow!("`{prefix}{value}`: {}: {help}", error.message)
        })
    };
    let no_day = |name: &str, value: &str, day: &str| {
        let prefix = written(name);
        anyhow::anyhow!(
            "`{prefix}{value}`: no {day} day: write one, as in `{prefix}2025-02`; `date:none` in the query finds articles without a date"
        )
    };
    let mut from = None;
    if let Some(since) = words.since {
        match read("since", since)? {
            DateFilter::Range { from: Some(first), .. } => from = Some(first),
            _ => return Err(no_day("since", since, "first")),
        }
    }
    let mut to = None;
    if let Some(until) = words.until {
        match read("until", until)? {
            DateFilter::Range { to: Some(last), .. } => to = Some(last),
            _ => return Err(no_day("until", until, "last")),
        }
    }
    if let (Some(first), Some(last)) = (words.since, words.until)
        && from > to
    {
        let (since, until) = (written("since"), written("until"));
        bail!("`{since}{first}` is after `{until}{last}`: write `{since}{last} {until}{first}`");
    }
    let mut dates = vec![];
    if from.is_some() || to.is_some() {
        dates.push(DateFilter::Range { from, to });
    }
    if let Some(on) = words.on {
        dates.push(read("on", on)?);
    }
    Ok(dates)
}
