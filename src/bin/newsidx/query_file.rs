//! Files of saved queries, for `batch` and `watch`: a query a line, with a label if wanted.
//!
//! A line is a query; or a label, a tab and a query; or a JSON object with `query` and, if
//! wanted, `label` (or `id`) and `args` (further arguments of `newsidx search`), beside whatever other
//! keys. Blank lines say nothing, nor do lines that begin with `#` and a blank: `#metoo` is a query.

use std::fmt::Write as _;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, anyhow, bail};
use newsidx::Error;
use serde::Deserialize;

use crate::commands::is_stdin;

/// A file larger than this is no file of queries.
const MAX_BYTES: u64 = 64 << 20;

/// So many mistakes are told: a file of another kind has one a line.
const MOST_TOLD: usize = 10;

/// A query that was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SavedQuery {
    /// Its line in the file, from 1.
    pub(crate) line: usize,
    /// Its number in the file, from 1.
    pub(crate) number: usize,
    /// What it was called, if anything.
    pub(crate) label: Option<String>,
    /// What is to be looked for.
    pub(crate) query: String,
    /// Further arguments of `newsidx search`.
    pub(crate) args: Vec<String>,
}

/// A line of JSON.
#[derive(Deserialize)]
struct Line {
    query: String,
    #[serde(default, alias = "id")]
    label: Option<Label>,
    #[serde(default)]
    args: Vec<String>,
}

/// A label in JSON.
#[derive(Deserialize)]
#[serde(untagged)]
enum Label {
    Word(String),
    Number(u64),
}

/// Reads a file of queries; `-` is standard input. All lines that cannot be read are told at once.
pub(crate) fn read(path: &Path) -> anyhow::Result<Vec<SavedQuery>> {
    let name = name(path);
    let (queries, mistakes) = parse(&text(path, &name)?);
    if !mistakes.is_empty() {
        let mut told = String::new();
        for (line, mistake) in mistakes.iter().take(MOST_TOLD) {
            let _ = write!(told, "\n  line {line}: {mistake}");
        }
        if let Some(more @ 1..) = mistakes.len().checked_sub(MOST_TOLD) {
            let _ = write!(told, "\n  and {more} more");
        }
        bail!("{name}: not a file of queries (a query a line; label, tab, query; or JSON with `query`){told}");
    }
    if queries.is_empty() {
        bail!("{name}: no query in it: write one a line");
    }
    Ok(queries)
}

/// Queries, and mistakes with their lines.
type Lines = (Vec<SavedQuery>, Vec<(usize, String)>);

/// Reads a file of queries; `-` is standard input. Lines that cannot be read are told beside the others.
pub(crate) fn read_each(path: &Path) -> anyhow::Result<Lines> {
    let name = name(path);
    let (queries, mistakes) = parse(&text(path, &name)?);
    if queries.is_empty() && mistakes.is_empty() {
        bail!("{name}: no query in it: write one a line");
    }
    Ok((queries, mistakes))
}

fn name(path: &Path) -> String {
    if is_stdin(path) { "standard input".to_owned() } else { format!("`{}`", path.display()) }
}

fn text(path: &Path, name: &str) -> anyhow::Result<String> {
    let mut bytes = vec![];
    let read = |reader: &mut dyn Read, bytes: &mut Vec<u8>| reader.take(MAX_BYTES + 1).read_to_end(bytes);
    if is_stdin(path) {
        read(&mut std::io::stdin().lock(), &mut bytes).with_context(|| name.to_owned())?;
    } else {
        if path.is_dir() {
            bail!("{name} is a folder: name a file of queries");
        }
        let mut file = std::fs::File::open(path).map_err(|error| Error::io(path, error))?;
        read(&mut file, &mut bytes).map_err(|error| Error::io(path, error))?;
    }
    if bytes.len() as u64 > MAX_BYTES {
        bail!("{name}: more than 64 MiB is no file of queries");
    }
    String::from_utf8(bytes).map_err(|_| anyhow!("{name}: not UTF-8: save it as text in UTF-8"))
}

fn parse(text: &str) -> Lines {
    let mut queries: Vec<SavedQuery> = vec![];
    let mut mistakes = vec![];
    let mut number = 0;
    for (line, text) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
        if text.trim().is_empty() || text.trim_end() == "#" || text.starts_with("# ") {
            continue;
        }
        number += 1;
        match saved(text, line, number) {
            Ok(query) => match queries.iter().find(|known| known.label.is_some() && known.label == query.label) {
                Some(known) => {
                    let label = query.label.as_deref().unwrap_or_default();
                    mistakes.push((line, format!("the label `{label}` is that of line {} too", known.line)));
                }
                None => queries.push(query),
            },
            Err(mistake) => mistakes.push((line, mistake)),
        }
    }
    (queries, mistakes)
}

fn saved(text: &str, line: usize, number: usize) -> Result<SavedQuery, String> {
    let (label, query, args) = if text.trim_start().starts_with('{') {
        let read: Line = serde_json::from_str(text).map_err(|e| {
            let reason = e.to_string();
            reason.split(" at line ").next().unwrap_or_default().to_owned()
        })?;
        let label = read.label.map(|label| match label {
            Label::Word(word) => word,
            Label::Number(number) => number.to_string(),
        });
        (label, read.query, read.args)
    } else if let Some((label, query)) = text.split_once('\t') {
        (Some(label.to_owned()), query.to_owned(), vec![])
    } else {
        (None, text.to_owned(), vec![])
    };
    let label = label.map(|label| label.trim().to_owned()).filter(|label| !label.is_empty());
    let query = query.trim().to_owned();
    if query.is_empty() && args.is_empty() {
        return Err("there is no query".to_owned());
    }
    Ok(SavedQuery { line, number, label, query, args })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn three_forms_are_read() {
        let text = "\u{feff}pilots strike\n\n# comment\n#metoo\nnickel\tTorvik w/5 mine\n\
                    {\"query\": \"fog\", \"args\": [\"--lang\", \"ar\"], \"label\": \"weather\", \"why\": 1}\r\n{\"id\": 7, \"query\": \"tram\"}\n";
        let (queries, mistakes) = parse(text);
        assert_eq!(mistakes, []);
        let read: Vec<_> = queries.iter().map(|one| (one.line, one.number, one.label.as_deref(), one.query.as_str())).collect();
        assert_eq!(
            read,
            [
                (1, 1, None, "pilots strike"),
                (4, 2, None, "#metoo"),
                (5, 3, Some("nickel"), "Torvik w/5 mine"),
                (6, 4, Some("weather"), "fog"),
                (7, 5, Some("7"), "tram")
            ]
        );
        assert_eq!(queries[3].args, ["--lang", "ar"]);
    }

    #[test]
    fn mistakes_are_told_at_once() {
        let (queries, mistakes) = parse("a\tone\na\ttwo\n{\"q\": 1}\nb\t\nfog\n");
        let told: Vec<_> = mistakes.iter().map(|(line, told)| (*line, told.as_str())).collect();
        assert_eq!(told, [(2, "the label `a` is that of line 1 too"), (3, "missing field `query`"), (4, "there is no query")]);
        assert_eq!(queries.iter().map(|query| query.number).collect::<Vec<_>>(), [1, 5], "numbers are those of the file");
        assert_eq!(parse("\n# nothing\n").0, []);
    }
}
