//! Markdown with or without front matter: the block between `---` lines that
//! static site generators and clippers put in front of the text.
//!
//! Of YAML only what such blocks hold is read: `key: value` with or without
//! quotes, `[a, b]` and `- item` lists, `|` and `>` texts, one key inside
//! another (`author:` / `  name: Ann`). The rest is passed over.
//!
//! Invariant: line numbers stay true. The block becomes empty lines.

use std::ops::ControlFlow;

use serde_json::{Map, Value};

use crate::model::Media;

use super::record::{Draft, Fields};
use super::run::Run;
use super::stream::Peeked;
use super::whole;

/// Reads a Markdown file.
pub(super) fn read(peeked: Peeked, run: &mut Run) -> ControlFlow<()> {
    let Some(text) = whole::text(peeked, false, run) else { return ControlFlow::Continue(()) };
    let Some((front, rest)) = split(&text) else {
        return run.document(Media::Markdown, text, Draft::default().given, None);
    };
    let mut fields = Fields::default();
    for (key, value) in entries(front) {
        if let Some(meaning) = run.options.fields.meaning(&key) {
            fields.add(&run.options.fields, &key, meaning, value);
        }
    }
    let draft = fields.into_draft(true);
    let text = if rest.trim().is_empty() {
        String::new()
    } else {
        // The block and the lines around it.
        let lines = front.matches('\n').count() + 2;
        format!("{}{rest}", "\n".repeat(lines))
    };
    let draft = Draft { text, ..draft };
    if run.is_empty(&draft, None) {
        return ControlFlow::Continue(());
    }
    run.document(Media::Markdown, draft.text, draft.given, draft.url)
}

/// The block without its fences (each line with its end), and what follows.
fn split(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix("---")?;
    let (spaces, inside) = inside.split_once('\n')?;
    if !spaces.trim().is_empty() {
        return None;
    }
    let mut end = 0;
    for line in inside.split_inclusive('\n') {
        if matches!(line.trim_end(), "---" | "...") {
            return Some((inside.get(..end)?, inside.get(end + line.len()..)?));
        }
        end += line.len();
    }
    None
}

/// The keys of a block with their values.
fn entries(front: &str) -> Vec<(String, Value)> {
    let mut entries = Vec::new();
    let mut lines = front.lines().peekable();
    while let Some(line) = lines.next() {
        if line.starts_with([' ', '\t', '#', '-']) {
            continue;
        }
        let Some((key, value)) = key_and_value(line) else { continue };
        let mut below = Vec::new();
        // A list may stand as far left as its key.
        let is_below =
            |line: &&str| line.trim().is_empty() || line.starts_with([' ', '\t']) || (value.is_empty() && line.starts_with('-'));
        while let Some(line) = lines.next_if(is_below) {
            below.push(line);
        }
        let value = match value {
            "" => value_below(&below),
            "|" | "|-" | "|+" => Value::String(joined(&below, "\n")),
            ">" | ">-" | ">+" => Value::String(joined(&below, " ")),
            value if below.iter().any(|line| !line.trim().is_empty()) && !value.starts_with('[') => {
                // A plain value that goes on in the next line.
                scalar(&format!("{value} {}", joined(&below, " ")))
            }
            value if value.starts_with('[') => flow_list(&format!("{value} {}", joined(&below, " "))),
            value => scalar(value),
        };
        entries.push((key.to_owned(), value));
    }
    entries
}

fn key_and_value(line: &str) -> Option<(&str, &str)> {
    let (key, value) = line.split_once(':')?;
    let is_key = value.is_empty() || value.starts_with([' ', '\t']);
    is_key.then(|| (key.trim().trim_matches(['"', '\'']), without_comment(value.trim())))
}

/// What stands under a key that has nothing beside it: a list, or one more key.
fn value_below(lines: &[&str]) -> Value {
    let lines = lines.iter().map(|line| line.trim()).filter(|line| !line.is_empty());
    let (mut items, mut inner) = (Vec::new(), Map::new());
    for line in lines {
        if let Some(item) = line.strip_prefix('-') {
            let item = item.trim();
            let named = key_and_value(item).filter(|(key, _)| *key == "name");
            items.push(scalar(named.map_or(item, |(_, name)| name)));
        } else if let Some((key, value)) = key_and_value(line) {
            inner.insert(key.to_owned(), scalar(value));
        }
    }
    if items.is_empty() { Value::Object(inner) } else { Value::Array(items) }
}

fn joined(lines: &[&str], separator: &str) -> String {
    let lines: Vec<_> = lines.iter().map(|line| line.trim()).collect();
    lines.join(separator).trim().to_owned()
}

/// `[a, "b, c"]`
fn flow_list(text: &str) -> Value {
    let inside = text.trim().trim_start_matches('[').trim_end_matches(']');
    let (mut items, mut item, mut quote) = (Vec::new(), String::new(), None);
    for c in inside.chars() {
        match quote {
            None if c == ',' => items.push(std::mem::take(&mut item)),
            None if matches!(c, '"' | '\'') && item.trim().is_empty() => {
                quote = Some(c);
                item.push(c);
            }
            _ => {
                if quote == Some(c) {
                    quote = None;
                }
                item.push(c);
            }
        }
    }
    items.push(item);
    Value::Array(items.iter().map(|item| scalar(item)).collect())
}

/// One value, without its quotes.
fn scalar(text: &str) -> Value {
    let text = without_comment(text.trim());
    if let Some(inside) = text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
        // The escapes of YAML that occur are those of JSON.
        return serde_json::from_str(text).unwrap_or_else(|_| Value::String(inside.to_owned()));
    }
    if let Some(inside) = text.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')) {
        return Value::String(inside.replace("''", "'"));
    }
    match text {
        "~" | "null" => Value::Null,
        text => Value::String(text.to_owned()),
    }
}

/// A value without the comment behind it; inside quotes nothing is a comment.
fn without_comment(text: &str) -> &str {
    let quoted = text.chars().next().filter(|first| matches!(first, '"' | '\''));
    let from = quoted.and_then(|quote| text.get(1..)?.rfind(quote)).map_or(0, |end| end + 1);
    let comment = text.get(from..).and_then(|rest| rest.find(" #")).map(|at| from + at);
    if text.starts_with('#') { "" } else { text.get(..comment.unwrap_or(text.len())).unwrap_or(text).trim_end() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(front: &str, expected: &str) {
        let entries: Map<_, _> = entries(front).into_iter().collect();
        assert_eq!(Value::Object(entries).to_string(), expected);
    }

    #[test]
    fn values() {
        check("title: Rain fell\n", r#"{"title":"Rain fell"}"#);
        check("title: \"Rain: \\\"much\\\"\" # note", r#"{"title":"Rain: \"much\""}"#);
        check("title: 'It''s #1'", r#"{"title":"It's #1"}"#);
        check("title: C# # note", r#"{"title":"C#"}"#);
        check("url: https://x.org/a#b", r#"{"url":"https://x.org/a#b"}"#);
        check("date: 2025-01-02 10:00", r#"{"date":"2025-01-02 10:00"}"#);
        check("x: ~\n# comment\ny:", r#"{"x":null,"y":{}}"#);
        check("title: Rain\n  fell", r#"{"title":"Rain fell"}"#);
        check("text: |\n  one\n  two\nb: >-\n  three\n  four\n", r#"{"b":"three four","text":"one\ntwo"}"#);
    }

    #[test]
    fn lists_and_inner_keys() {
        check("authors: [Ann, \"B, C\"]", r#"{"authors":["Ann","B, C"]}"#);
        check("authors:\n  - Ann\n  - name: Bob\n    role: x", r#"{"authors":["Ann","Bob"]}"#);
        check("authors:\n- Ann\ntitle: x", r#"{"authors":["Ann"],"title":"x"}"#);
        check("author:\n  name: Ann", r#"{"author":{"name":"Ann"}}"#);
    }

    #[test]
    fn odd_blocks() {
        assert_eq!(split("---\na: 1\n---\ntext"), Some(("a: 1\n", "text")));
        assert_eq!(split("---\n---"), Some(("", "")));
        assert_eq!(split("---\na: 1\n...\n\ntext"), Some(("a: 1\n", "\ntext")));
        assert_eq!(split("---\nno end"), None);
        assert_eq!(split("--- a line ---\n---\n"), None);
        check("no key\n: x\n-\n[\n'", r#"{"":"x"}"#);
        check("a: '\nb: \"\nc: [\nd: é #", r#"{"a":"'","b":"\"","c":[""],"d":"é"}"#);
    }
}
