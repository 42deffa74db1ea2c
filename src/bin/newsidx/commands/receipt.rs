//! Receipts: what was asked, of which index, and every article that was found; written by
//! `newsidx search --receipt`, read by `newsidx rerun`.

use std::io;
use std::path::Path;

use anyhow::{Context, bail};
use clap::ValueEnum;
use newsidx::Error;
use newsidx::index::{FORMAT, IndexReader, RULES};
use newsidx::model::{Hit, Precision, Provenance, SCHEMA_VERSION};
use newsidx::search::{Answer, By, Copies, SearchRequest, Searcher};
use serde::{Deserialize, Serialize};

use super::search::{asked_on, request, typed};
use crate::args::{DatesArg, Global, Search};
use crate::kept::replace;

/// A search and what it found, without the articles.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Receipt {
    pub(super) schema_version: u32,
    /// Always `receipt`.
    pub(super) r#type: String,
    /// The program's version.
    pub(super) newsidx: String,
    /// When it was asked, in UTC.
    pub(super) searched: String,
    /// The day that `7d` and the like count from.
    pub(super) today: String,
    /// As typed.
    pub(super) query: String,
    /// As read.
    pub(super) parsed: String,
    /// Flags of `newsidx search` that say what is found.
    pub(super) arguments: Vec<String>,
    pub(super) index: IndexState,
    pub(super) summary: Counts,
}

/// Which state of which index was asked.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct IndexState {
    pub(super) path: String,
    pub(super) format: u32,
    /// Rules by which pages are cleaned.
    pub(super) rules: u32,
    /// Counts commits; begins anew with `build --fresh`.
    pub(super) generation: u64,
    pub(super) articles: u64,
}

impl IndexState {
    pub(super) fn of(reader: &IndexReader, global: &Global) -> Self {
        Self {
            path: global.index.display().to_string(),
            format: FORMAT,
            rules: RULES,
            generation: reader.generation(),
            articles: reader.articles(),
        }
    }
}

/// What matched, in numbers.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Counts {
    pub(super) articles: u64,
    pub(super) partial: u64,
    pub(super) stories: u64,
    pub(super) outlets: u64,
    pub(super) undated: u64,
}

/// An article of a receipt.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Kept {
    pub(super) id: String,
    /// Its place in the order, from 1.
    pub(super) rank: u64,
    pub(super) date: Option<String>,
    pub(super) date_source: Provenance,
    pub(super) date_precision: Precision,
    pub(super) title: Option<String>,
    pub(super) outlet: Option<String>,
    pub(super) story: String,
    pub(super) partial: bool,
    pub(super) path: String,
    pub(super) record: Option<u64>,
    pub(super) url: Option<String>,
    /// Of headline and text: another one, other words.
    pub(super) digest: String,
}

impl Kept {
    fn of(hit: Hit, text: &str) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(hit.title.as_deref().unwrap_or_default().as_bytes()).update(b"\n").update(text.as_bytes());
        Self {
            digest: hasher.finalize().to_hex().chars().take(16).collect(),
            id: hit.id,
            rank: hit.rank,
            date: hit.date.value,
            date_source: hit.date.source,
            date_precision: hit.date.precision,
            title: hit.title,
            outlet: hit.outlet,
            story: hit.story.id,
            partial: hit.partial,
            path: hit.path,
            record: hit.record,
            url: hit.url,
        }
    }
}

/// The flags that say what is found and in which order.
fn arguments(search: &Search) -> Vec<String> {
    let args = &search.asking;
    let mut arguments = vec![];
    let mut add = |flag: &str, value: &str| arguments.extend([flag.to_owned(), value.to_owned()]);
    for (flag, values) in
        [("--outlet", &args.outlet), ("--agency", &args.agency), ("--author", &args.author), ("--lang", &args.lang)]
    {
        for value in values {
            add(flag, value);
        }
    }
    for (flag, value) in [("--since", &args.since), ("--until", &args.until), ("--on", &args.on)] {
        if let Some(value) = value {
            add(flag, value);
        }
    }
    let name = |value: Option<clap::builder::PossibleValue>| value.map(|value| value.get_name().to_owned()).unwrap_or_default();
    add("--match", &name(args.r#match.to_possible_value()));
    add("--in", &name(args.r#in.to_possible_value()));
    add("--sort", &name(search.sort.to_possible_value()));
    add("--dialect", &name(args.dialect.to_possible_value()));
    if args.dates == DatesArg::Stated {
        add("--dates", "stated");
    }
    for (flag, is_set) in [
        ("--loose-dates", args.loose_dates),
        ("--literal", args.literal),
        ("--strict", args.strict),
        ("--no-variants", args.no_variants),
    ] {
        if is_set {
            arguments.push(flag.to_owned());
        }
    }
    arguments
}

/// The request that finds every article that a receipt records.
pub(super) fn whole(request: &SearchRequest) -> SearchRequest {
    SearchRequest {
        copies: Copies::Expand,
        by: By::Article,
        limit: usize::MAX,
        offset: 0,
        passages: 0,
        facets: false,
        explain: false,
        ..request.clone()
    }
}

/// The request of a receipt.
pub(super) fn request_of(receipt: &Receipt, columns: usize) -> anyhow::Result<SearchRequest> {
    let args = typed(&receipt.arguments, &receipt.query)?;
    let today = receipt.today.parse::<jiff::civil::Date>().with_context(|| format!("`{}` is no day", receipt.today))?;
    let asked = asked_on(&args.asking, receipt.query.clone(), today, columns)?;
    Ok(whole(&request(&args, &asked)?))
}

/// Takes the articles of an answer.
pub(super) fn articles(answer: &mut Answer<'_>) -> impl Iterator<Item = newsidx::Result<Kept>> {
    std::iter::from_fn(|| answer.next_with_text()).map(|found| found.map(|(hit, text)| Kept::of(hit, &text)))
}

pub(super) fn counts(answer: &Answer<'_>) -> Counts {
    let summary = &answer.head().summary;
    Counts {
        articles: summary.articles,
        partial: summary.partial,
        stories: summary.stories,
        outlets: summary.outlets,
        undated: summary.undated,
    }
}

/// Writes the receipt of a search; gives the number of its articles.
pub(super) fn write(
    file: &Path,
    searcher: &Searcher<'_>,
    request: &SearchRequest,
    args: &Search,
    global: &Global,
) -> anyhow::Result<u64> {
    let mut answer = searcher.answer(&whole(request))?;
    let now = jiff::Zoned::now();
    let receipt = Receipt {
        schema_version: SCHEMA_VERSION,
        r#type: "receipt".to_owned(),
        newsidx: env!("CARGO_PKG_VERSION").to_owned(),
        searched: now.timestamp().strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
        today: now.date().to_string(),
        query: request.text.clone(),
        parsed: answer.head().parsed.clone(),
        arguments: arguments(args),
        index: IndexState::of(searcher.reader(), global),
        summary: counts(&answer),
    };
    let head = serde_json::to_string_pretty(&receipt)?;
    let mut damage = None;
    let mut written = 0;
    replace(file, |out| {
        // The articles are a line each, so that two receipts can be compared by any program.
        let open = head.strip_suffix("\n}").ok_or_else(|| io::Error::other("a receipt is an object"))?;
        write!(out, "{open},\n  \"articles\": [")?;
        for article in articles(&mut answer) {
            match article {
                Ok(article) => {
                    write!(out, "{}\n    {}", if written == 0 { "" } else { "," }, serde_json::to_string(&article)?)?;
                    written += 1;
                }
                Err(error) => {
                    damage = Some(error);
                    return Err(io::Error::other("the index is damaged"));
                }
            }
        }
        writeln!(out, "\n  ]\n}}")
    })
    .map_err(|error| damage.unwrap_or_else(|| Error::io(file, error)))?;
    Ok(written)
}

/// A receipt with its articles.
#[derive(Deserialize)]
struct Whole {
    #[serde(flatten)]
    receipt: Receipt,
    articles: Vec<Kept>,
}

/// Reads a receipt.
pub(super) fn read(file: &Path) -> anyhow::Result<(Receipt, Vec<Kept>)> {
    let bytes = std::fs::read(file).map_err(|error| Error::io(file, error))?;
    let whole: Whole = serde_json::from_slice(&bytes)
        .map_err(|error| anyhow::anyhow!("`{}`: no receipt of `newsidx search --receipt`: {error}", file.display()))?;
    if whole.receipt.r#type != "receipt" || whole.receipt.schema_version > SCHEMA_VERSION {
        bail!("`{}`: a receipt of a newer newsidx ({})", file.display(), whole.receipt.newsidx);
    }
    Ok((whole.receipt, whole.articles))
}
