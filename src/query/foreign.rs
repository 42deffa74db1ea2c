//! What only other systems have: refused with the nearest form that is read, or, where
//! it may be ordinary text, read as words and told.
//!
//! The names of fields that are read are in `field`, the spellings of operators in `operator`.

use super::chars;
use super::error::ErrorKind;
use super::field;
use super::lexer::{Lexer, TokenKind};
use super::notice::{NoticeKind, quoted};
use super::operator::Dialect;

/// What other systems have: a name, the signs that may follow it, what is wrong and the nearest form.
const REFUSED: &[(&str, &str, &str, &str)] = &[
    ("caps", "(", "capitals are not kept in the index", "write `=word` for exactly this form"),
    ("nocaps", "(", "capitals are not kept in the index", "write `=word` for exactly this form"),
    ("allcaps", "(", "capitals are not kept in the index", "write `=word` for exactly this form"),
    ("singular", "(", "a search for one number only is not possible", "write `=word` for exactly this form"),
    ("plural", "(", "a search for one number only is not possible", "write `=word` for exactly this form"),
    ("length", "<>=(", "lengths are not searched", "leave it out"),
    ("wc", "<>=:", "lengths are not searched", "leave it out"),
    ("td", "=:", "the text after the lead is no field", "write `body:`"),
    ("rst", "=:", "source codes are not known", "write `outlet:` and words of its name"),
    ("sc", "=:", "source codes are not known", "write `outlet:` and words of its name"),
    ("ns", "=", "subject codes are not known", "write words of the subject"),
    ("in", "=", "industry codes are not known", "write words of the industry"),
    ("re", "=", "region codes are not known", "write words of the region"),
    ("co", "=", "company codes are not known", "write the company's name"),
    ("fds", "=", "company codes are not known", "write the company's name"),
    ("sourcecountry", ":=", "countries of outlets are not known", "write `outlet:` or `lang:`"),
];

/// Names of fields elsewhere, with what is nearest to them here.
const ELSEWHERE: &[(&[&str], &str)] = &[
    (&["since"], "date:>="),
    (&["after"], "date:>"),
    (&["until"], "date:<="),
    (&["before"], "date:<"),
    (&["created", "published", "pubdate", "day", "month", "year", "on"], "date:"),
    (&["site", "website", "host", "link", "se"], "url:"),
    (&["text", "content", "article", "tx"], "body:"),
    (&["writer", "creator", "journalist", "reporter"], "author:"),
    (&["publisher", "newspaper", "paper", "media", "station"], "outlet:"),
    (&["wire", "newswire"], "agency:"),
    (&["place", "location", "city"], "dateline:"),
    (&["file", "filename", "folder"], "path:"),
];

/// Names of fields elsewhere that say what an article is about.
const SUBJECTS: &[&str] = &[
    "subject",
    "subjects",
    "term",
    "terms",
    "topic",
    "topics",
    "category",
    "person",
    "people",
    "company",
    "organization",
    "organisation",
    "industry",
    "geographic",
    "region",
    "country",
    "ticker",
];

impl Lexer<'_> {
    /// Refuses what only other systems have.
    pub(super) fn foreign(&mut self) -> bool {
        let name = self.name().to_ascii_lowercase();
        let start = self.place();
        let blanks = usize::from(name == "length" && self.peek(name.len()) == Some(' '));
        let Some(sign) = self.peek(name.len() + blanks) else { return false };
        let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_counted = bare.len() < name.len() && sign == ':' && self.peek(name.len() + 1).is_some_and(chars::is_double_quote);
        let (message, help) = match bare {
            "near" if name == bare && sign == '(' => ("`NEAR( )` is not read", self.near_help()),
            "near" if is_counted => ("`near5:` is not read", "write `\"a b\"~5` or `a NEAR/5 b`"),
            "repeat" if is_counted => ("`repeat3:` is not read", "write `atleast3(a)`"),
            _ => {
                let is_known = |entry: &&(&str, &str, _, _)| entry.0 == name && entry.1.contains(sign);
                let Some((_, _, message, help)) = REFUSED.iter().find(is_known) else { return false };
                let needs_number = name == "length" && sign != '(';
                let value = self.ahead(name.len() + blanks, 4);
                if needs_number && !value.trim_start_matches(['<', '>', '=', ' ']).starts_with(|c: char| c.is_ascii_digit()) {
                    return false;
                }
                (*message, *help)
            }
        };
        self.skip(name.len() + blanks + usize::from(sign != '('));
        self.mistake(start, ErrorKind::NotHere, message.to_owned(), help.to_owned());
        self.push(TokenKind::Nothing, start);
        true
    }

    /// Says how `NEAR("a","b",5)` is written; a `true` at its end keeps the order.
    fn near_help(&self) -> &'static str {
        let inside = self.ahead(0, 200);
        let inside = inside.split(')').next().unwrap_or_default();
        if inside.trim_end().to_ascii_lowercase().ends_with("true") { "write `a PRE/5 b`" } else { "write `a NEAR/5 b`" }
    }

    /// Tells of a name with a sign (`subject(`, `since:`, `an=`) that is no field here.
    pub(super) fn unknown_field(&mut self, name: &str, sign: char) {
        if name.len() < 2 {
            return;
        }
        let start = self.place();
        let span = self.span(start, start + name.len() + 1);
        let lower = name.to_ascii_lowercase();
        let value: String = self.ahead(name.len() + 1, 20).chars().take_while(|c| !matches!(c, ' ' | '(' | ')')).collect();
        let shown = if sign == '(' { format!("{name}( )") } else { format!("{name}{sign}") };
        let meant = ELSEWHERE.iter().find(|(names, _)| names.contains(&lower.as_str())).map(|(_, meant)| *meant);
        self.remarks.notice(span, NoticeKind::UnknownField, || {
            let help = match (field::guess(name), meant) {
                (Some(known), _) => format!("did you mean `{known}:`?"),
                (_, Some(meant)) if meant.starts_with("date") && value.starts_with(|c: char| c.is_ascii_digit()) => {
                    format!("did you mean `{meant}{value}`?")
                }
                (_, Some(meant)) => format!("did you mean `{meant}`?"),
                _ if SUBJECTS.contains(&lower.as_str()) => {
                    "what an article is filed under is in `section:` and `tag:`".to_owned()
                }
                _ => {
                    "fields are `title:`, `body:`, `outlet:`, `author:`, `agency:`, `lang:`, `url:`, `date:` and more".to_owned()
                }
            };
            format!("`{shown}` is no field, so it is read as a word: {help}")
        });
    }

    /// Reads what a whole word means elsewhere: `%`, `@body[50]`, `#85plus#`; `false` if nothing.
    pub(super) fn foreign_word(&mut self, text: &str, start: usize) -> bool {
        let (message, help) = match text {
            "%" if self.is_between_words(start) => ("`%` is not read", "write `a NOT b`".to_owned()),
            _ if text.starts_with('#') && text.ends_with("plus#") => {
                ("scores of subject terms are not known", "write words of the subject".to_owned())
            }
            _ => {
                let Some((field, limit)) = limited_field(text) else { return false };
                ("`@` before a field is not read", format!("write `{}:first/{limit}(a)`", field.name()))
            }
        };
        self.mistake(start, ErrorKind::NotHere, message.to_owned(), help);
        self.push(TokenKind::Nothing, start);
        true
    }

    /// Tells whether blanks and then words stand on both sides, and no number before: `a % b`, not `5 % of`.
    fn is_between_words(&self, start: usize) -> bool {
        let is_word = |c: char| c.is_alphabetic() || matches!(c, '(' | ')') || chars::is_double_quote(c);
        let before = start.checked_sub(2).and_then(|at| self.read(at, 1).next());
        let after = self.peek(1);
        before.is_some_and(is_word) && after.is_some_and(is_word)
    }

    /// Tells of words that are operators, or patterns, elsewhere.
    pub(super) fn almost_operator(&mut self, text: &str, start: usize) {
        let help = match text {
            "NEAR" | "ONEAR" | "PRE" | "ADJ" => "write a number after it, as in `NEAR/10`",
            "SENTENCE" => "write `w/s`",
            "PARAGRAPH" | "SAME" => "write `w/p`",
            _ if is_ending(text) && self.dialect != Dialect::Factiva => "write `*` for any ending, or use `--dialect factiva`",
            _ if text.strip_prefix('@').is_some_and(|name| field::lookup(name).is_some()) => {
                "write a field with a colon, as in `title:word`"
            }
            _ => return,
        };
        self.notice(start, NoticeKind::OperatorAsWord, |_| format!("{} is read as a word: {help}", quoted(text)));
    }
}

/// Tells whether a word is one of Factiva's with so many letters more (`engineer$3`), not money (`US$3`).
fn is_ending(text: &str) -> bool {
    let is_count = |count: &str| count.len() == 1 && count.bytes().all(|byte| byte.is_ascii_digit());
    text.split_once('$')
        .is_some_and(|(word, count)| word.len() >= 4 && word.bytes().all(|byte| byte.is_ascii_lowercase()) && is_count(count))
}

/// Tells whether a word is refused: `@body[50]`, `#85plus#`.
pub(super) fn is_refused_word(text: &str) -> bool {
    text.starts_with('#') && text.ends_with("plus#") || limited_field(text).is_some()
}

/// Returns the field and the limit of Manticore's `@body[50]`.
fn limited_field(text: &str) -> Option<(field::Field, &str)> {
    let (name, limit) = text.strip_prefix('@')?.split_once('[')?;
    match field::lookup(name) {
        Some(field::Name::Field(known)) => Some((known, limit.trim_end_matches(']'))),
        _ => None,
    }
}

/// Tells whether a name in small letters with a sign after it is refused.
pub(super) fn is_refused(name: &str, sign: char) -> bool {
    sign == '(' && name == "near" || REFUSED.iter().any(|entry| entry.0 == name && entry.1.contains(sign))
}
