//! `newsidx search QUERY`: ranked passages, for people and for scripts.

use anyhow::bail;
use clap::Parser;
use newsidx::model::{Hit, SearchResponse};
use newsidx::query::{DateFilter, ParseOptions, parse_date_spec};
use newsidx::render::counted;
use newsidx::search::{Door, Filters, SearchRequest};

use super::asked::{Asked, today};
use super::{index_of, receipt};
use crate::args::{Args, Asking, Command, DatesArg, Global, Search};
use crate::choices::ByArg;
use crate::exit::Exit;
use crate::output::Output;
use crate::written;

/// So many hits at most are made before the first is written.
const HELD: usize = 1000;

pub(crate) fn run(args: &Search, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let text = args.query.join(" ");
    if args.explain && !(args.form.json || args.form.jsonl) {
        bail!("`--explain` says what scores are made of in JSON: add `--json` or `--jsonl`");
    }
    let asked = asked(&args.asking, text, output.error_columns)?;
    let request = request(args, &asked)?;
    #[cfg(feature = "engine")]
    if args.elsewhere.engine.as_ref().is_some_and(|url| !url.is_empty()) && args.receipt.is_some() {
        bail!("`--receipt` records what the index on this machine answers, not an engine: leave one of them out");
    }
    let (dir, paths) = index_of(global)?;
    let opened = args.elsewhere.open(&dir, &paths)?;
    let door = opened.door(&paths);
    // A page is made before its time is told; of all there is, a hit at a time.
    let (head, mut hits): (SearchResponse, Box<dyn Iterator<Item = newsidx::Result<Hit>>>) = match &door {
        Door::Here(searcher) if args.limit > HELD => {
            let answer = searcher.answer(&request)?;
            (answer.head().clone(), Box::new(answer))
        }
        door => {
            let mut response = door.search(&request)?;
            let hits = std::mem::take(&mut response.hits);
            (response, Box::new(hits.into_iter().map(Ok)))
        }
    };
    asked.tell(&head.notices, output);
    if args.limit == 0 {
        output.talk("`-n 0` shows no hits, only counts");
    }
    let rows = head.summary.stories.min(head.summary.articles + head.summary.partial);
    let shown = if args.limit <= HELD || !matches!(door, Door::Here(_)) { hits.size_hint().0 as u64 } else { rows };
    if args.form.is_list() && args.by == ByArg::Article && shown < rows && args.limit > 0 {
        output.talk(&format!("{shown} of {rows} rows or more; `-n all` writes every one"));
    }
    let is_empty = head.summary.articles + head.summary.partial == 0;
    if is_empty && request.text.trim().is_empty() {
        output.talk("no article: the index is empty, or none passes the filters");
    }
    written::write(&args.form, &head, &mut hits, output)?;
    drop(hits);
    if let Some(file) = &args.receipt
        && let Door::Here(searcher) = &door
    {
        let articles = receipt::write(file, searcher, &request, args, global)?;
        output.talk(&format!("{} recorded in `{}`", counted(articles, "article"), file.display()));
    }
    Ok(if is_empty { Exit::Nothing } else { Exit::Done })
}

/// How the query is to be read.
pub(crate) fn parse_options(args: &Asking) -> ParseOptions {
    let (literal, strict, dialect) = (args.literal, args.strict, args.dialect.into());
    ParseOptions { literal, strict, dialect, ..ParseOptions::new(today()) }
}

/// The query as it is to be read.
pub(crate) fn asked(args: &Asking, text: String, columns: usize) -> anyhow::Result<Asked> {
    Asked::read(text, parse_options(args), columns)
}

/// The same as on another day.
pub(crate) fn asked_on(args: &Asking, text: String, today: jiff::civil::Date, columns: usize) -> anyhow::Result<Asked> {
    Asked::read(text, ParseOptions { today, ..parse_options(args) }, columns)
}

/// A search as typed behind its command; a mistake in one line.
pub(crate) fn typed(arguments: &[String], query: &str) -> anyhow::Result<Search> {
    let words = ["newsidx", "search"].into_iter().chain(arguments.iter().map(String::as_str)).chain(["--", query]);
    match Args::try_parse_from(words) {
        Ok(Args { command: Command::Search(search), .. }) => Ok(search),
        Ok(_) => bail!("its `args` are not those of `newsidx search`"),
        Err(error) => {
            let text = error.to_string();
            bail!("its `args`: {}", text.lines().next().unwrap_or_default().trim_start_matches("error: "))
        }
    }
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
    let dates = dates(words, asked.today(), |flag| format!("--{flag} "))?;
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
