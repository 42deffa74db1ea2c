//! `newsidx inspect FILE...`: what pages would become, without an index.

use std::io;

use newsidx::corpus::{self, FoundFile, Input};
use newsidx::index::PathView;
use newsidx::model::{Article, Issue, SCHEMA_VERSION};
use serde::Serialize;

use super::{index_of, is_stdin, on_large_stack, why};
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
    if !inspect.why.is_empty() {
        return why::run(inspect, global, output);
    }
    let (_, paths) = index_of(global)?;
    let (files, mut of_folders) = files(inspect)?;
    let (read, clean) = (inspect.settings().read_options()?, inspect.settings().clean_options());
    let mut articles = vec![];
    let mut issues = vec![];
    let mut count = 0;
    let mut each = |input: &Input<'_>, shown: &str| {
        let (found, noticed) = newsidx::build::inspect(input, &read, &clean);
        count += found.len();
        let as_typed = |path: &str| as_typed(path, input, shown);
        issues.extend(noticed.into_iter().map(|issue| Issue { path: as_typed(&issue.path), ..issue }));
        found.into_iter().map(|article| Article { path: as_typed(&article.path), ..article }).collect::<Vec<_>>()
    };
    on_large_stack(|| {
        if inspect.json {
            return for_each(&files, inspect, &paths, &mut |input, shown| {
                articles.append(&mut each(input, shown));
                Ok(())
            })
            .map_err(anyhow::Error::from);
        }
        // Each file is shown as soon as it is read, and none is read that nobody looks at.
        Output::data(|out| {
            let mut is_first = true;
            for_each(&files, inspect, &paths, &mut |input, shown| {
                for article in each(input, shown) {
                    write!(out, "{}", if std::mem::take(&mut is_first) { "" } else { "\n\n" })?;
                    if inspect.diff { output.wide.diff(&article, out) } else { output.terminal.inspect(&article, out) }?;
                }
                out.flush()
            })
        })
    })??;
    issues.append(&mut of_folders);
    if inspect.json {
        Output::json(&Inspected { schema_version: SCHEMA_VERSION, articles, issues: issues.clone() })?;
    }
    Ok(ended(output, &issues, count == 0))
}

/// The path of an article or issue as the input was typed. A member of an archive has its name
/// after the archive's.
pub(super) fn as_typed(path: &str, input: &Input<'_>, shown: &str) -> String {
    format!("{shown}{}", path.strip_prefix(input.key).unwrap_or_default())
}

/// Tells the issues, and how the command ended.
pub(super) fn ended(output: &Output, issues: &[Issue], is_empty: bool) -> Exit {
    for issue in issues {
        Output::warn(&output.errors().issue(issue));
    }
    match (issues.iter().any(|issue| issue.kind.is_skip()), is_empty) {
        (true, _) => Exit::WithIssues,
        (false, true) => Exit::Nothing,
        (false, false) => Exit::Done,
    }
}

/// The files that were named and those in folders that were named, with what is wrong
/// with the folders; none stands for standard input.
pub(super) fn files(inspect: &Inspect) -> newsidx::Result<(Vec<Option<FoundFile>>, Vec<Issue>)> {
    let (mut files, mut issues) = (vec![], vec![]);
    for path in &inspect.paths {
        if is_stdin(path) {
            files.push(None);
            continue;
        }
        let walked = corpus::walk(path)?;
        files.extend(walked.files.into_iter().map(Some));
        issues.extend(walked.issues);
    }
    Ok((files, issues))
}

/// Hands over each input, under the key that `build` reads it under, and its name as it was
/// typed; ends with the first failure to write.
pub(super) fn for_each(
    files: &[Option<FoundFile>],
    inspect: &Inspect,
    paths: &PathView,
    take: &mut dyn FnMut(&Input<'_>, &str) -> io::Result<()>,
) -> io::Result<()> {
    let format = inspect.reading.format;
    for file in files {
        match file {
            None => take(&Input::stdin("-", "-", format), "-")?,
            Some(found) => {
                let key = paths.key(&found.path);
                take(&Input::file(found, &key, &key, format), &found.path.display().to_string())?;
            }
        }
    }
    Ok(())
}
