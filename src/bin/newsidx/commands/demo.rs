//! `newsidx demo`: builds the bundled sample corpus and walks through sample
//! queries, with the same code as every other command.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use anyhow::{Context, bail};
use clap::Parser;
use include_dir::{Dir, include_dir};
use newsidx::build::{BuildOptions, build};
use newsidx::index::IndexReader;
use newsidx::render::Style;
use newsidx::search::Searcher;
use serde::Deserialize;

use super::build::report_text;
use super::{index_of, search, threads};
use crate::args::{Args, Command, Demo, Global};
use crate::exit::Exit;
use crate::output::Output;
use crate::progress::Progress;

static PAGES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/sample_corpus/pages");
static QUERIES: &str = include_str!("../../../../sample_queries/demo.jsonl");

/// The folder beside the index where the sample pages are unpacked.
pub(super) const PAGES_FOLDER: &str = "sample_corpus";

/// A query of the walk; its other fields are for the tests.
#[derive(Deserialize)]
struct SampleQuery {
    query: String,
    args: Vec<String>,
    why: String,
}

pub(crate) fn run(_demo: &Demo, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let (dir, paths) = index_of(global)?;
    if dir.holds_index() && !dir.is_demo() {
        let name = global.index.display();
        bail!("`{name}` holds an index of your own: name another folder, as in `newsidx demo --index demo-index`");
    }
    let pages = global.index.join(PAGES_FOLDER);
    unpack(&PAGES, &pages).with_context(|| format!("`{}`: the sample pages cannot be written", pages.display()))?;
    let options = BuildOptions {
        roots: vec![pages],
        fresh: false,
        settings: None,
        format: None,
        threads: threads(),
        memory: newsidx::build::DEFAULT_MEMORY,
        demo: true,
    };
    let progress = Progress::new(global.quiet);
    let report = build(&dir, &paths, &options, &progress, &AtomicBool::new(false));
    progress.clear();
    let report = report?;
    let reader = IndexReader::open(&dir)?;
    let searcher = Searcher::new(&reader, &paths);
    Output::data(|out| {
        let command = |text: &str| output.terminal.paint(Style::Title, &format!("$ newsidx {text}"));
        writeln!(out, "{}", command(&format!("build {}", quoted(&global.index.join(PAGES_FOLDER).to_string_lossy()))))?;
        writeln!(out, "{}", report_text(&report))?;
        for line in QUERIES.lines() {
            let sample: SampleQuery = serde_json::from_str(line)?;
            let words: Vec<_> = std::iter::once(&sample.query).chain(&sample.args).map(|word| quoted(word)).collect();
            writeln!(out, "\n{}", output.terminal.paint(Style::Label, &format!("# {}", sample.why)))?;
            writeln!(out, "{}", command(&format!("search {}", words.join(" "))))?;
            let typed = ["newsidx", "search", &sample.query].into_iter().chain(sample.args.iter().map(String::as_str));
            let Ok(Args { command: Command::Search(args), .. }) = Args::try_parse_from(typed) else { continue };
            let asked = search::asked(&args.asking, sample.query, output.error_columns);
            let request = asked.and_then(|asked| search::request(&args, &asked)).map_err(std::io::Error::other)?;
            let response = searcher.search(&request).map_err(std::io::Error::other)?;
            output.terminal.search(&response, out)?;
        }
        writeln!(out, "\n{}", output.terminal.paint(Style::Label, "# your turn; `newsidx build FOLDER` replaces the sample"))?;
        let index =
            if global.index == Path::new("index") { String::new() } else { format!("--index {} ", global.index.display()) };
        writeln!(out, "{}", command(&format!("{index}search WORDS")))
    })?;
    Ok(Exit::Done)
}

/// Writes the files that are not there yet or differ.
fn unpack(dir: &Dir<'_>, to: &Path) -> std::io::Result<()> {
    for file in dir.files() {
        let path = to.join(file.path());
        if fs::read(&path).is_ok_and(|there| there == file.contents()) {
            continue;
        }
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        fs::write(&path, file.contents())?;
    }
    dir.dirs().try_for_each(|below| unpack(below, to))
}

/// Removes the unpacked sample pages, which are of no use any more once their index is replaced; but not
/// what somebody changed or put beside them, and nothing if what was built anew holds them or lies among them.
pub(super) fn remove_pages(pages: &Path, roots: &[PathBuf]) {
    let real = |path: &Path| fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let there = real(pages);
    if !roots.iter().map(|root| real(root)).any(|root| root.starts_with(&there) || there.starts_with(&root)) {
        remove(&PAGES, pages);
    }
}

/// Removes the files that are as they were unpacked, and folders that are then empty. That something cannot
/// be removed is no failure.
fn remove(dir: &Dir<'_>, from: &Path) {
    for file in dir.files() {
        let path = from.join(file.path());
        if fs::read(&path).is_ok_and(|there| there == file.contents()) {
            let _ = fs::remove_file(path);
        }
    }
    dir.dirs().for_each(|below| remove(below, from));
    let _ = fs::remove_dir(from.join(dir.path()));
}

/// A word as a shell reads it.
fn quoted(word: &str) -> String {
    let is_plain = word.chars().all(|c| c.is_alphanumeric() || "-_.:/=,".contains(c));
    if is_plain { word.to_owned() } else { format!("'{}'", word.replace('\'', "'\\''")) }
}
