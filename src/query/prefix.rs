//! Reads what may stand before an operand: fields (`title:`, `hd=`, `headline(`),
//! counts and limits (`atleast3(`, `first/50(`), and dates. What only other systems
//! have is left to `foreign`.

use super::chars;
use super::date_phrase::{self, DatePhrase};
use super::error::ErrorKind;
use super::field::{self, Field, Name};
use super::foreign;
use super::lexer::{Lexer, TokenKind};
use super::notice::{NoticeKind, quoted};
use super::operator::is_number;

/// The most times, or words from the top, that can be asked for.
const MAX_COUNT: u32 = 10_000;

impl Lexer<'_> {
    /// Returns the letters, digits and `_` that come next.
    pub(super) fn name(&self) -> String {
        let rest = (0..20).map_while(|i| self.peek(i));
        rest.take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    }

    /// Returns the text that comes next, so many characters at most.
    pub(super) fn ahead(&self, from: usize, most: usize) -> String {
        self.read(self.place() + from, most).collect()
    }

    /// Reads a count or a limit: `atleast3(`, `first/50(`.
    pub(super) fn function(&mut self) -> bool {
        let start = self.place();
        let name = self.name();
        let lower = name.to_ascii_lowercase();
        let letters = lower.trim_end_matches(|c: char| c.is_ascii_digit()).to_owned();
        if !matches!(letters.as_str(), "atleast" | "first") {
            return false;
        }
        let has_stroke = letters == lower && self.peek(lower.len()) == Some('/');
        let from = letters.len() + usize::from(has_stroke);
        let digits: String = self.ahead(from, 8).chars().take_while(char::is_ascii_digit).collect();
        let length = from + digits.len();
        let is_glued = self.peek(length) == Some('(');
        let ends = is_glued || self.peek(length).is_none_or(|c| c == ' ');
        // Factiva leaves out the parentheses: `atleast5 strike`.
        if !is_number(&digits) || !ends || (letters == "first" && !is_glued) {
            return false;
        }
        self.skip(length);
        let count = digits.parse().ok().filter(|count| (1..=MAX_COUNT).contains(count));
        let (what, least) = if letters == "first" { ("first/", 50) } else { ("atleast", 1) };
        if count.is_none() {
            let nearest = if digits.trim_start_matches('0').is_empty() { least } else { MAX_COUNT };
            self.mistake(
                start,
                ErrorKind::BadOperator,
                format!("`{digits}` is no number from 1 to {MAX_COUNT}"),
                format!("write `{what}{nearest}( )`"),
            );
        }
        let count = count.unwrap_or(1);
        self.push(if letters == "first" { TokenKind::First(count) } else { TokenKind::AtLeast(count) }, start);
        true
    }

    /// Reads a field's name and its sign, if that is what stands here.
    pub(super) fn field(&mut self) -> bool {
        let name = self.name();
        let sign = self.peek(name.len());
        if name.is_empty() || name.contains(|c: char| c.is_ascii_digit()) {
            return false;
        }
        match sign {
            Some(':') => self.field_with_colon(&name),
            Some('=') => self.field_with_sign(&name, true),
            Some('<' | '>') if field::lookup(&name) == Some(Name::Date) => self.compared_date(name.len()),
            Some('(') if name.len() >= SHORTEST_FUNCTION && !self.is_plural(&name) => self.field_with_sign(&name, false),
            Some(' ') if name.eq_ignore_ascii_case("date") => self.date_phrase(name.len(), 0),
            _ => false,
        }
    }

    /// Tells whether a parenthesis holds an ending only: `author(s)`.
    fn is_plural(&self, name: &str) -> bool {
        let inside = self.ahead(name.len(), 5);
        // `language(es)` asks for Spanish.
        field::lookup(name) != Some(Name::Field(Field::Lang))
            && ["(s)", "(es)", "(ies)"].iter().any(|ending| inside.starts_with(ending))
    }

    fn field_with_colon(&mut self, name: &str) -> bool {
        let (start, colon) = (self.place(), name.len());
        let after = self.peek(colon + 1);
        let has_value = after.is_some_and(|c| !matches!(c, ' ' | ')'));
        let Some(target) = field::lookup(name) else {
            // What goes on with `//` is an address.
            if has_value && (after, self.peek(colon + 2)) != (Some('/'), Some('/')) {
                self.unknown_field(name, ':');
            }
            return false;
        };
        if !has_value {
            self.without_value(name, ':');
            return false;
        }
        self.skip(colon + 1);
        match target {
            Name::Field(field) => self.push(TokenKind::Field(field), start),
            Name::Date => self.date(start),
        }
        true
    }

    fn without_value(&mut self, name: &str, sign: char) {
        let span = self.span(self.place(), self.place() + name.len() + 1);
        self.remarks.notice(span, NoticeKind::FieldWithoutValue, || {
            format!("`{name}{sign}` has nothing right after it, so it is read as a word")
        });
    }

    /// Reads `hd=word` or `headline(words)`.
    fn field_with_sign(&mut self, name: &str, is_sign: bool) -> bool {
        let start = self.place();
        let after = self.peek(name.len() + 1);
        if after == Some(')') && !is_sign && field::lookup(name).is_none() {
            self.unknown_field(name, '(');
        }
        if after.is_none_or(|c| matches!(c, ' ' | ')' | '=')) {
            if is_sign && after != Some('=') && field::lookup(name).is_some() {
                self.without_value(name, '=');
            }
            return false;
        }
        match field::lookup(name) {
            Some(Name::Field(field)) => {
                self.skip(name.len() + usize::from(is_sign));
                self.push(TokenKind::Field(field), start);
                true
            }
            Some(Name::Date) if is_sign => self.compared_date(name.len()),
            Some(Name::Date) => self.date_phrase(name.len() + 1, 1),
            None => {
                self.unknown_field(name, if is_sign { '=' } else { '(' });
                false
            }
        }
    }

    /// Reads `date>=2025`, `pd=20250131` and the like, with or without blanks.
    fn compared_date(&mut self, name: usize) -> bool {
        let start = self.place();
        if !self.date_phrase(name, 0) {
            self.skip(name + usize::from(self.peek(name) == Some('=')));
            self.date(start);
        }
        true
    }

    /// Reads `date aft 1/1/2020`, and with `closing` 1 the same in parentheses.
    fn date_phrase(&mut self, skipped: usize, closing: usize) -> bool {
        let start = self.place();
        let rest = self.ahead(skipped, 60);
        let found = date_phrase::read(&rest).or_else(|| {
            // `date(2020)`
            let inside =
                rest.split(')').next().filter(|inside| closing > 0 && inside.starts_with(|c: char| c.is_ascii_digit()))?;
            Some(DatePhrase { length: inside.chars().count(), spec: inside.to_owned(), guess: None })
        });
        let Some(DatePhrase { length, spec, guess }) = found else { return false };
        if closing > 0 && self.peek(skipped + length) != Some(')') {
            return false;
        }
        self.skip(skipped + length + closing);
        if let Some(guess) = guess {
            self.notice(start, NoticeKind::DateGuess, |_| guess);
        }
        let at = self.span(start, self.place());
        self.push(TokenKind::Date { value: spec, at }, start);
        true
    }

    /// Reads what stands after `date:`.
    fn date(&mut self, start: usize) {
        let from = self.place();
        let quote = self.peek(0).filter(|&c| c == '\'' || chars::is_double_quote(c));
        let close = quote.and_then(|_| self.closing(from));
        let range = self.peek(0).filter(|c| matches!(c, '[' | '{')).and_then(|_| date_phrase::lucene_range(&self.ahead(0, 60)));
        let value = if let Some((length, value)) = range {
            self.skip(length);
            value
        } else if let Some(close) = close {
            self.skip(close + 1 - from);
            self.between(from, close)
        } else {
            let rest = self.read(from, usize::MAX);
            let value: String = rest.take_while(|&c| !matches!(c, ' ' | '(' | ')') && !chars::is_double_quote(c)).collect();
            let kept = value.trim_end_matches([',', ';', ':', '!', '?', '\'']);
            self.skip(value.chars().count());
            kept.to_owned()
        };
        let at = if self.place() > from { self.span(from, self.place()) } else { self.span(from, from + 1) };
        self.push(TokenKind::Date { value, at }, start);
    }

    /// Returns the number and the length of `/F50/` or `/N5/`, if one comes next.
    pub(super) fn stroke_number(&self, letter: char) -> Option<(u32, usize)> {
        let rest = self.ahead(0, 8).to_ascii_lowercase();
        let number = rest.strip_prefix('/')?.strip_prefix(letter)?.split_once('/')?.0;
        let value = number.parse().ok().filter(|_| is_number(number))?;
        Some((value, number.len() + 3))
    }

    /// Reads Factiva's limit after a group: `(a or b)/F50/`.
    pub(super) fn group_limit(&mut self) -> bool {
        let start = self.place();
        let Some((first, length)) = self.stroke_number('f').filter(|(first, _)| *first > 0 && self.is_after_group()) else {
            return false;
        };
        self.skip(length);
        self.push(TokenKind::Limit(first), start);
        true
    }

    /// Reads what may stand right after a phrase: `~5`, `/F50/`.
    pub(super) fn after_phrase(&mut self, open: usize) -> u32 {
        let start = self.place();
        let rest = self.ahead(0, 10);
        let digits =
            |from: usize| -> String { rest.get(from..).unwrap_or_default().chars().take_while(char::is_ascii_digit).collect() };
        let lower = rest.to_ascii_lowercase();
        if let Some((first, length)) = self.stroke_number('f').filter(|(first, _)| *first > 0) {
            self.skip(length);
            self.push(TokenKind::First(first), open);
            return 0;
        }
        if lower.starts_with("!~") || (lower.starts_with("po") && !digits(2).is_empty()) {
            self.skip(2 + digits(2).len());
            let help = if lower.starts_with('!') { "write `a NOT w/5 b`" } else { "write `a NEAR/5 b`" };
            self.mistake(start, ErrorKind::NotHere, format!("{} is not read", quoted(&lower)), help.to_owned());
            return 0;
        }
        let sign = rest.chars().next().filter(|sign| matches!(sign, '~' | '^'));
        let Some(sign) = sign else { return 0 };
        let number = digits(1);
        self.skip(1 + number.len());
        if sign == '~' && !number.is_empty() {
            if let Some(slop) = number.parse().ok().filter(|slop| *slop <= super::operator::MAX_DISTANCE) {
                return slop;
            }
            let most = super::operator::MAX_DISTANCE;
            self.mistake(start, ErrorKind::BadPattern, format!("`~{number}` is too far"), format!("write `~{most}` at most"));
            return 0;
        }
        self.notice(start, NoticeKind::Wildcard, |typed| format!("{} after a phrase is not read", quoted(typed)));
        0
    }
}

/// Tells whether a word would be read as a field, a function, or as what is refused.
pub(super) fn is_special(text: &str) -> bool {
    let name: String = text.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
    let lower = name.to_ascii_lowercase();
    let bare = lower.trim_end_matches(|c: char| c.is_ascii_digit());
    let Some(sign) = text.get(name.len()..).and_then(|rest| rest.chars().next()) else {
        return bare == "atleast" && bare.len() < lower.len();
    };
    foreign::is_refused(&lower, sign)
        || matches!(sign, ':' | '=') && (field::lookup(&name).is_some() || matches!(bare, "near" | "repeat"))
        || matches!(sign, '<' | '>') && field::lookup(&name) == Some(Name::Date)
        || sign == '/' && matches!(bare, "atleast" | "first")
}

/// Shorter names before a parenthesis are prose: `by(`.
const SHORTEST_FUNCTION: usize = 4;
