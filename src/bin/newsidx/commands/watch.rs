//! `newsidx watch FILE`: what saved queries find that is new since the last time.

mod cursor;
mod exec;

use std::collections::BTreeSet;
use std::fs::File;
use std::io::{self, Write};
use std::path::PathBuf;

use anyhow::{Context, bail};
use newsidx::index::IndexReader;
use newsidx::model::{ArticleId, Hit, Notice, SCHEMA_VERSION};
use newsidx::render::{Style, Terminal, counted};
use newsidx::search::{By, Copies, MatchMode, SearchRequest, Searcher, Sort};
use serde::Serialize;

use self::cursor::{Cursor, Told};
use super::search::{asked, request, typed};
use super::{index_of, is_stdin};
use crate::args::{Global, Watch};
use crate::exit::Exit;
use crate::kept::with_suffix;
use crate::output::Output;
use crate::query_file::{SavedQuery, read};

/// The JSON of `watch`.
#[derive(Serialize)]
struct Watched {
    schema_version: u32,
    queries: Vec<News>,
    summary: Totals,
}

/// What one query finds that is new.
#[derive(Serialize)]
struct News {
    /// What it is called in the file; null if it has no label.
    label: Option<String>,
    query: String,
    parsed: String,
    notices: Vec<Notice>,
    /// It was asked for the first time, or in other words than the last time.
    first: bool,
    /// Articles that match, new or not.
    articles: u64,
    new_stories: u64,
    new_copies: u64,
    /// The first article of each new story, newest first.
    stories: Vec<Hit>,
    /// New copies of old stories, newest first, if asked for.
    copies: Vec<Hit>,
    /// Every new article with its story.
    #[serde(skip)]
    found: Vec<(ArticleId, ArticleId)>,
}

#[derive(Default, Serialize)]
struct Totals {
    queries: u64,
    new_stories: u64,
    new_copies: u64,
    /// Runs of `--exec` that failed.
    failed: u64,
}

/// A story or copy as a line of JSON.
#[derive(Serialize)]
struct Line<'a> {
    r#type: &'static str,
    label: Option<&'a str>,
    query: &'a str,
    #[serde(flatten)]
    hit: &'a Hit,
}

#[derive(Serialize)]
struct LastLine<'a> {
    r#type: &'static str,
    schema_version: u32,
    summary: &'a Totals,
}

pub(crate) fn run(args: &Watch, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let path = cursor_path(args)?;
    let queries = read(&args.file)?;
    let _held = hold(args)?;
    let mut cursor = Cursor::read(&path)?;
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let searcher = Searcher::new(&reader, &paths);
    let mut news = vec![];
    for saved in &queries {
        let place = || format!("`{}` line {}", args.file.display(), saved.line);
        news.push(ask(args, saved, cursor.told(saved), &searcher, output).with_context(place)?);
    }
    let mut totals = Totals { queries: news.len() as u64, ..Totals::default() };
    for one in &news {
        totals.new_stories += one.new_stories;
        totals.new_copies += one.new_copies;
    }
    for one in &news {
        tell_counts(one, output);
    }
    let mut failed = BTreeSet::new();
    if let Some(command) = &args.exec {
        for one in &news {
            for line in lines(one) {
                if let Err(error) = exec::run(command, &line) {
                    Output::warn(&format!("`--exec`: {error:#}; {} is told again the next time", line.hit.id));
                    failed.insert((one.query.clone(), line.hit.story.id.clone()));
                    totals.failed += 1;
                }
            }
        }
    }
    let is_new = totals.new_stories > 0 || args.copies && totals.new_copies > 0;
    let watched = Watched { schema_version: SCHEMA_VERSION, queries: news, summary: totals };
    write(args, &watched, output)?;
    let Watched { queries: news, summary: totals, .. } = watched;
    if !args.peek {
        for (saved, one) in queries.iter().zip(&news) {
            let done = one.found.iter().filter(|(_, story)| !failed.contains(&(one.query.clone(), story.to_string())));
            cursor.add(saved, done);
        }
        cursor.write(&path)?;
    }
    if !is_new {
        output.talk(&format!("nothing new in {}", counted(totals.queries, "query")));
    }
    Ok(match (totals.failed, is_new) {
        (1.., _) => Exit::Failed,
        (0, true) => Exit::Done,
        (0, false) => Exit::Nothing,
    })
}

fn cursor_path(args: &Watch) -> anyhow::Result<PathBuf> {
    match &args.cursor {
        Some(path) => Ok(path.clone()),
        None if is_stdin(&args.file) => bail!("queries from standard input need a place to remember: add `--cursor FILE`"),
        None => Ok(with_suffix(&args.file, ".cursor")),
    }
}

/// Holds the file of queries as long as this runs: two at once would tell the same news twice.
fn hold(args: &Watch) -> anyhow::Result<Option<File>> {
    if is_stdin(&args.file) || args.peek {
        return Ok(None);
    }
    let name = args.file.display();
    let file = File::open(&args.file).map_err(|error| newsidx::Error::io(&args.file, error))?;
    match file.try_lock() {
        Err(std::fs::TryLockError::WouldBlock) => bail!("`{name}`: another `newsidx watch` of it is running"),
        // Where nothing can be locked, nothing is.
        Ok(()) | Err(std::fs::TryLockError::Error(_)) => Ok(Some(file)),
    }
}

/// Asks one query, and holds what it finds against what was told.
fn ask(args: &Watch, saved: &SavedQuery, told: &Told, searcher: &Searcher<'_>, output: &Output) -> anyhow::Result<News> {
    let search = typed(&saved.args, &saved.query)?;
    let asked = asked(&search.asking, saved.query.clone(), output.error_columns)?;
    let request = request(&search, &asked)?;
    // Partial matches are no news.
    let match_mode = if request.match_mode == MatchMode::Auto { MatchMode::All } else { request.match_mode };
    let request = SearchRequest {
        match_mode,
        copies: Copies::Expand,
        by: By::Article,
        sort: Sort::Oldest,
        limit: usize::MAX,
        offset: 0,
        facets: false,
        explain: false,
        ..request
    };
    let answer = searcher.answer(&request)?;
    let listed: Vec<_> = answer.listed().collect();
    let mut old_stories = told.stories.clone();
    old_stories.extend(listed.iter().filter(|one| told.articles.contains(&one.id)).map(|one| one.story));
    let found: Vec<_> = listed.iter().filter(|one| !told.articles.contains(&one.id)).map(|one| (one.id, one.story)).collect();
    let mut seen = BTreeSet::new();
    // The earliest article of a story comes first.
    let leaders: BTreeSet<_> =
        found.iter().filter(|(_, story)| !old_stories.contains(story) && seen.insert(*story)).map(|(id, _)| *id).collect();
    let copies: BTreeSet<_> = found.iter().filter(|(_, story)| old_stories.contains(story)).map(|(id, _)| *id).collect();
    let is_told = !told.is_new || args.all;
    let hits = |wanted: &BTreeSet<ArticleId>| -> newsidx::Result<Vec<Hit>> {
        if wanted.is_empty() || !is_told {
            return Ok(vec![]);
        }
        let mut answer = searcher.answer(&SearchRequest { sort: Sort::Newest, ..request.clone() })?;
        answer.retain(|id| wanted.contains(&id));
        (1..).zip(answer).map(|(rank, hit)| Ok(Hit { rank, ..hit? })).collect()
    };
    let head = answer.head();
    let count = |ids: &BTreeSet<ArticleId>| if is_told { ids.len() as u64 } else { 0 };
    Ok(News {
        label: saved.label.clone(),
        query: saved.query.clone(),
        parsed: head.parsed.clone(),
        notices: head.notices.clone(),
        first: told.is_new,
        articles: head.summary.articles,
        new_stories: count(&leaders),
        new_copies: count(&copies),
        stories: hits(&leaders)?,
        copies: if args.copies { hits(&copies)? } else { vec![] },
        found,
    })
}

/// Tells what is no news: queries seen for the first time, and copies that were not asked for.
fn tell_counts(one: &News, output: &Output) {
    let name = name(one);
    if one.first && one.new_stories == 0 {
        let articles = counted(one.articles, "article");
        output.talk(&format!("{name}: asked for the first time, {articles} noted; what is new is told from now on"));
    }
    for notice in &one.notices {
        output.talk(&format!("{name}: {}", notice.text));
    }
}

fn name(one: &News) -> &str {
    one.label.as_deref().unwrap_or(&one.query)
}

/// What is told of a query, line by line.
fn lines(one: &News) -> impl Iterator<Item = Line<'_>> {
    let line = |r#type| move |hit| Line { r#type, label: one.label.as_deref(), query: &one.query, hit };
    one.stories.iter().map(line("story")).chain(one.copies.iter().map(line("copy")))
}

fn write(args: &Watch, watched: &Watched, output: &Output) -> anyhow::Result<()> {
    if args.json {
        return Output::json(watched);
    }
    let (news, totals) = (&watched.queries, &watched.summary);
    Output::data(|out| {
        if args.jsonl {
            for line in news.iter().flat_map(lines) {
                serde_json::to_writer(&mut *out, &line)?;
                writeln!(out)?;
            }
            let last = LastLine { r#type: "summary", schema_version: SCHEMA_VERSION, summary: totals };
            serde_json::to_writer(&mut *out, &last)?;
            return writeln!(out);
        }
        let mut gap = "";
        for one in news.iter().filter(|one| one.new_stories > 0 || args.copies && one.new_copies > 0) {
            write!(out, "{gap}")?;
            gap = "\n";
            write_one(one, args.copies, &output.terminal, out)?;
        }
        Ok(())
    })
}

fn write_one(one: &News, copies: bool, terminal: &Terminal, out: &mut dyn Write) -> io::Result<()> {
    let mut parts = vec![counted(one.new_stories, "new story")];
    if one.new_copies > 0 {
        let hint = if copies { "" } else { " (--copies shows them)" };
        parts.push(format!("{} of old stories{hint}", counted(one.new_copies, "new copy")));
    }
    writeln!(out, "{}: {}", terminal.paint(Style::Label, name(one)), parts.join(", "))?;
    one.stories.iter().try_for_each(|hit| terminal.hit(hit, out))?;
    if !one.copies.is_empty() {
        writeln!(out, "\n{}", terminal.paint(Style::Title, "new copies of old stories"))?;
        one.copies.iter().try_for_each(|hit| terminal.hit(hit, out))?;
    }
    Ok(())
}
