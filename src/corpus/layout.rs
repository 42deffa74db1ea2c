//! What a path says, if its folders are in an order the user describes:
//! `{outlet}/{date}/*.txt`.
//!
//! A pattern is held against the end of the path, folder by folder; inside an
//! archive too. `*` is any part of a name.

use regex::Regex;

use crate::error::{Error, Result};
use crate::model::{Given, GivenByPath};

/// What may stand in braces.
const WORDS: [&str; 10] = ["outlet", "date", "year", "month", "day", "title", "author", "language", "agency", "section"];

/// A pattern of paths.
#[derive(Debug, Clone)]
pub struct Layout {
    pattern: String,
    regex: Regex,
}

impl PartialEq for Layout {
    fn eq(&self, other: &Self) -> bool {
        self.pattern == other.pattern
    }
}

impl Eq for Layout {}

impl Layout {
    /// Reads a pattern.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::error::ErrorKind::Config) if a word in braces is unknown or comes twice, or there is none.
    pub fn parse(pattern: &str) -> Result<Self> {
        let mut regex = String::from("(?:^|/)");
        let mut seen: Vec<&str> = vec![];
        let mut rest = pattern.trim_start_matches("./").trim_start_matches('/');
        while let Some(c) = rest.chars().next() {
            if let Some((word, after)) = rest.strip_prefix('{').and_then(|inside| inside.split_once('}')) {
                let Some(known) = WORDS.into_iter().find(|known| *known == word.trim()) else {
                    let text = format!("`{{{word}}}` is nothing a path can say: use one of {{{}}}", WORDS.join("}, {"));
                    return Err(Error::config(text));
                };
                if seen.contains(&known) {
                    return Err(Error::config(format!("`{{{known}}}` stands twice in the layout `{pattern}`")));
                }
                seen.push(known);
                let form = match known {
                    "year" => "[0-9]{4}",
                    "month" | "day" => "[0-9]{1,2}",
                    _ => "[^/]+?",
                };
                regex.push_str("(?P<");
                regex.push_str(known);
                regex.push('>');
                regex.push_str(form);
                regex.push(')');
                rest = after;
                continue;
            }
            rest = rest.get(c.len_utf8()..).unwrap_or_default();
            match c {
                '*' => regex.push_str("[^/]*"),
                c => regex.push_str(&regex::escape(c.encode_utf8(&mut [0; 4]))),
            }
        }
        if seen.is_empty() {
            let text = format!("the layout `{pattern}` says nothing: write it like `{{outlet}}/{{date}}/*.txt`");
            return Err(Error::config(text));
        }
        regex.push_str(r"(?:\.gz|\.zst)?$");
        let regex = Regex::new(&regex).map_err(|error| Error::config(format!("the layout `{pattern}`: {error}")))?;
        Ok(Self { pattern: pattern.to_owned(), regex })
    }

    /// Adds what a path says to what is given, where nothing is.
    pub(super) fn add(&self, path: &str, given: &mut Given) {
        let path = path.replace("!/", "/").replace('\\', "/");
        let Some(found) = self.regex.captures(&path) else { return };
        let value = |word: &str| {
            let text = found.name(word)?.as_str().replace('_', " ");
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        };
        // Parts of a date; without a year they say nothing.
        let parts = || {
            let later = [value("month"), value("day")].into_iter().map_while(|part| part);
            Some(later.fold(value("year")?, |date, part| format!("{date}-{part:0>2}")))
        };
        given.by_path = GivenByPath { title: value("title"), outlet: value("outlet"), date: value("date").or_else(parts) };
        if given.authors.is_empty() {
            given.authors.extend(value("author"));
        }
        if given.sections.is_empty() {
            given.sections.extend(value("section"));
        }
        given.language = given.language.take().or_else(|| value("language"));
        given.agency = given.agency.take().or_else(|| value("agency"));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What the path says, as `OUTLET|DATE|TITLE|AUTHOR`.
    #[track_caller]
    fn check(pattern: &str, path: &str, expected: &str) {
        let mut given = Given::default();
        Layout::parse(pattern).unwrap().add(path, &mut given);
        let GivenByPath { title, outlet, date } = given.by_path;
        let author = given.authors.first().cloned();
        let found = [outlet, date, title, author].map(Option::unwrap_or_default).join("|");
        assert_eq!(found, expected, "{pattern} {path}");
    }

    #[test]
    fn paths() {
        check("{outlet}/{date}/*.txt", "news/quay_courier/2026-03-03/a.txt", "quay courier|2026-03-03||");
        check("{outlet}/{date}/*.txt", "news/quay/2026-03-03/a.txt.gz", "quay|2026-03-03||");
        check("{outlet}/{date}/*.txt", "news/quay/2026-03-03/a.html", "|||");
        check("{outlet}/{date}/*", "a.txt", "|||");
        check("{outlet}/{date}/*", "corpus.zip!/quay/2026-03-03/a.txt", "quay|2026-03-03||");
        check("{outlet}/{year}/{month}/{day}/*", "quay/2026/3/3/a.txt", "quay|2026-03-03||");
        check("{outlet}/{year}/{month}/*", "quay/2026/03/a.txt", "quay|2026-03||");
        check("{date}_{outlet}_*.txt", "x/2026-03-03_quay_1.txt", "quay|2026-03-03||");
        check("{author}/{title}.md", "Ann Lee/Rain_fell.md", "||Rain fell|Ann Lee");
    }

    #[test]
    fn a_folder_can_be_a_section() {
        let mut given = Given::default();
        Layout::parse("{outlet}/{section}/*").unwrap().add("quay/local_news/a.txt", &mut given);
        assert_eq!(given.sections, ["local news"]);
    }

    #[test]
    fn mistakes() {
        let error = |pattern: &str| Layout::parse(pattern).unwrap_err().to_string();
        assert!(error("{paper}/*").starts_with("`{paper}` is nothing a path can say: use one of {outlet}, {date},"));
        assert_eq!(error("{date}/{date}"), "`{date}` stands twice in the layout `{date}/{date}`");
        assert_eq!(error("*.txt"), "the layout `*.txt` says nothing: write it like `{outlet}/{date}/*.txt`");
    }
}
