//! `newsidx inspect FILE...`: what pages would become, without an index.

use newsidx::corpus::{self, Input};
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
    // Read under their keys, as `build` reads them, and shown as they were typed.
    let mut take = |input: &Input<'_>, shown: &str| {
        let (articles, issues) = newsidx::build::inspect(input, &read, &clean);
        inspected.articles.extend(articles.into_iter().map(|article| Article { path: shown.to_owned(), ..article }));
        inspected.issues.extend(issues.into_iter().map(|issue| Issue { path: shown.to_owned(), ..issue }));
    };
    let mut issues = vec![];
    for path in &inspect.paths {
        if is_stdin(path) {
            take(&Input::stdin("-", "-", inspect.reading.format), "-");
            continue;
        }
        let walked = corpus::walk(path)?;
        issues.extend(walked.issues);
        for found in walked.files {
            let key = paths.key(&found.path);
            take(&Input::file(&found, &key, &key, inspect.reading.format), &found.path.display().to_string());
        }
    }
    inspected.issues.extend(issues);
    Ok(inspected)
}
