//! `newsidx rerun FILE`: what became of a search since its receipt was written.

use std::collections::HashMap;
use std::io::{self, Write};

use newsidx::index::IndexReader;
use newsidx::model::{Provenance, SCHEMA_VERSION, place_of};
use newsidx::render::{Style, Terminal, counted};
use newsidx::search::Searcher;
use serde::Serialize;

use super::index_of;
use super::receipt::{Counts, IndexState, Kept, articles, counts, read, request_of};
use crate::args::{Global, Rerun};
use crate::exit::Exit;
use crate::output::Output;

/// The JSON of `rerun`.
#[derive(Serialize)]
struct Compared {
    schema_version: u32,
    query: String,
    parsed: String,
    /// When the receipt was written.
    searched: String,
    same: bool,
    then: State,
    now: State,
    added: Vec<Kept>,
    lost: Vec<Lost>,
    redated: Vec<Redated>,
    edited: Vec<Kept>,
    moved: Vec<Moved>,
}

#[derive(Serialize)]
struct State {
    index: IndexState,
    summary: Counts,
}

#[derive(Serialize)]
struct Lost {
    /// `gone` from the index, or `no_match`: it is there but no longer matches.
    why: &'static str,
    #[serde(flatten)]
    article: Kept,
}

#[derive(Serialize)]
struct Redated {
    was: Option<String>,
    was_source: Provenance,
    #[serde(flatten)]
    article: Kept,
}

#[derive(Serialize)]
struct Moved {
    was_rank: u64,
    #[serde(flatten)]
    article: Kept,
}

pub(crate) fn run(args: &Rerun, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let (receipt, before) = read(&args.file)?;
    let request = request_of(&receipt, output.error_columns)?;
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let searcher = Searcher::new(&reader, &paths);
    let mut answer = searcher.answer(&request)?;
    let now = State { index: IndexState::of(&reader, global), summary: counts(&answer) };
    let mut known: HashMap<String, Kept> = before.into_iter().map(|article| (article.id.clone(), article)).collect();
    let mut compared = Compared {
        schema_version: SCHEMA_VERSION,
        query: receipt.query,
        parsed: receipt.parsed,
        searched: receipt.searched,
        same: false,
        then: State { index: receipt.index, summary: receipt.summary },
        now,
        added: vec![],
        lost: vec![],
        redated: vec![],
        edited: vec![],
        moved: vec![],
    };
    for article in articles(&mut answer) {
        let article = article?;
        let Some(was) = known.remove(&article.id) else {
            compared.added.push(article);
            continue;
        };
        if was.digest != article.digest {
            compared.edited.push(article.clone());
        }
        if args.ranks && was.rank != article.rank {
            compared.moved.push(Moved { was_rank: was.rank, article: article.clone() });
        }
        if (&was.date, was.date_source) != (&article.date, article.date_source) {
            compared.redated.push(Redated { was: was.date, was_source: was.date_source, article });
        }
    }
    let mut lost: Vec<Kept> = known.into_values().collect();
    lost.sort_by_key(|article| article.rank);
    for article in lost {
        let why = if reader.find(&article.id).is_ok() { "no_match" } else { "gone" };
        compared.lost.push(Lost { why, article });
    }
    compared.same = compared.added.is_empty()
        && compared.lost.is_empty()
        && compared.redated.is_empty()
        && compared.edited.is_empty()
        && compared.moved.is_empty();
    if compared.then.index.rules != compared.now.index.rules {
        output.talk("pages are cleaned by other rules than when the receipt was written");
    }
    if args.json {
        Output::json(&compared)?;
    } else {
        Output::data(|out| write(&compared, &output.terminal, out))?;
    }
    Ok(if compared.same { Exit::Done } else { Exit::Nothing })
}

fn write(compared: &Compared, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let read_as = if compared.parsed.is_empty() { "all articles" } else { &compared.parsed };
    writeln!(out, "{}", terminal.paint(Style::Label, read_as))?;
    let found = |state: &State| counted(state.summary.articles + state.summary.partial, "article");
    let day = compared.searched.get(..10).unwrap_or_default();
    writeln!(out, "{day}: {}, now: {}", found(&compared.then), found(&compared.now))?;
    if compared.same {
        return writeln!(out, "nothing differs");
    }
    let mut list = |heading: &str, sign: &str, rows: Vec<(&Kept, String)>| -> io::Result<()> {
        if rows.is_empty() {
            return Ok(());
        }
        writeln!(out, "\n{} {}", terminal.paint(Style::Title, heading), rows.len())?;
        for (article, note) in rows {
            let mut facts = vec![article.title.as_deref().unwrap_or("(no text)").to_owned()];
            facts.extend(article.outlet.clone());
            facts.push(article.date.clone().unwrap_or_else(|| "undated".to_owned()));
            let note = if note.is_empty() { note } else { format!(" ({note})") };
            terminal.entry(sign, &format!("{}{note}", facts.join(" · ")), out)?;
            let place = place_of(&article.path, article.record, None);
            terminal.entry("  ", &format!("{}  {place}", article.id), out)?;
        }
        Ok(())
    };
    list("added", "+ ", compared.added.iter().map(|article| (article, String::new())).collect())?;
    let why = |lost: &Lost| if lost.why == "gone" { "no longer in the index" } else { "no longer matches" }.to_owned();
    list("lost", "- ", compared.lost.iter().map(|lost| (&lost.article, why(lost))).collect())?;
    let was = |one: &Redated| format!("was {}", one.was.as_deref().unwrap_or("undated"));
    list("re-dated", "~ ", compared.redated.iter().map(|one| (&one.article, was(one))).collect())?;
    list("text changed", "~ ", compared.edited.iter().map(|article| (article, String::new())).collect())?;
    let place = |one: &Moved| format!("place {}, was {}", one.article.rank, one.was_rank);
    list("moved", "~ ", compared.moved.iter().map(|one| (&one.article, place(one))).collect())
}
