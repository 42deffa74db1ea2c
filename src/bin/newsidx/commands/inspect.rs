//! `newsidx inspect FILE...`: what pages would become, without an index.

use std::path::{Path, PathBuf};

use newsidx::corpus::{self, FoundFile, Input};
use newsidx::index::PathView;
use newsidx::model::{Article, Issue, SCHEMA_VERSION};
use serde::Serialize;

use super::{index_of, is_stdin, on_large_stack};
use crate::args::{Global, Inspect};
use crate::exit::Exit;
use crate::output::Output;

/// The JSON of `inspect`.
#[derive(Serialize)]
struct Inspected {
    schema_version: u32,
    articles: Vec<Article>,
    issues: Vec<Issue>,
}

pub(crate) fn run(inspect: &Inspect, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let (_, paths) = index_of(global)?;
    let inspected = on_large_stack(|| read(inspect, &paths))??;
    let is_empty = inspected.articles.is_empty();
    let has_skips = inspected.issues.iter().any(|issue| issue.kind.is_skip());
    if inspect.json {
        Output::json(&inspected)?;
    } else {
        Output::data(|out| {
            for (number, article) in inspected.articles.iter().enumerate() {
                if number > 0 {
                    writeln!(out, "\n")?;
                }
                output.terminal.inspect(article, out)?;
            }
            Ok(())
        })?;
    }
    for issue in &inspected.issues {
        Output::warn(&output.errors().issue(issue));
    }
    Ok(match (has_skips, is_empty) {
        (true, _) => Exit::WithIssues,
        (false, true) => Exit::Nothing,
        (false, false) => Exit::Done,
    })
}

fn read(inspect: &Inspect, paths: &PathView) -> newsidx::Result<Inspected> {
    let mut inspected = Inspected { schema_version: SCHEMA_VERSION, articles: vec![], issues: vec![] };
    let settings = inspect.settings();
    let (read, clean) = (settings.read_options()?, settings.clean_options());
    let mut take = |input: &Input<'_>| {
        let (articles, issues) = newsidx::build::inspect(input, &read, &clean);
        inspected.articles.extend(articles);
        inspected.issues.extend(issues);
    };
    let mut issues = vec![];
    for path in &inspect.paths {
        if is_stdin(path) {
            take(&Input::stdin("-", "-", inspect.reading.format));
            continue;
        }
        let walked = corpus::walk(path)?;
        issues.extend(walked.issues);
        for found in walked.files {
            take(&input_of(&found, &shown(&found.path), &paths.key(&found.path), inspect));
        }
    }
    inspected.issues.extend(issues);
    Ok(inspected)
}

fn input_of<'a>(found: &'a FoundFile, shown: &'a str, key: &'a str, inspect: &Inspect) -> Input<'a> {
    Input::file(found, shown, key, inspect.reading.format)
}

fn shown(path: &Path) -> String {
    PathBuf::from(path).display().to_string()
}
