//! Reads what may stand before an operand: fields (`title:`, `hd=`, `headline(`),
//! counts and limits (`atleast3(`, `first/50(`), dates, and what only other
//! systems have, which is refused with the nearest form that is read.

use super::chars;
use super::date_phrase::{self, DatePhrase};
use super::error::ErrorKind;
use super::field::{self, Name};
use super::lexer::{Lexer, TokenKind};
use super::notice::{NoticeKind, quoted};
use super::operator::is_number;

/// The most times, or words from the top, that can be asked for.
const MAX_COUNT: u32 = 10_000;

/// What other systems have: a name, the signs that may follow it, what is wrong and the nearest form.
const FOREIGN: &[(&str, &str, &str, &str)] = &[
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
    ("near", "(", "`NEAR( )` is not read", "write `a NEAR/5 b`"),
];

impl Lexer<'_> {
    /// Returns the letters, digits and `_` that come next.
    fn name(&self) -> String {
        let rest = (0..20).map_while(|i| self.peek(i));
        rest.take_while(|c| c.is_ascii_alphanumeric() || *c == '_').collect()
    }

    /// Returns the text that comes next, so many characters at most.
    fn ahead(&self, from: usize, most: usize) -> String {
        self.read(self.place() + from, most).collect()
    }

    /// Refuses what only other systems have.
    pub(super) fn foreign(&mut self) -> bool {
        let name = self.name().to_ascii_lowercase();
        let start = self.place();
        let blanks = usize::from(name == "length" && self.peek(name.len()) == Some(' '));
        let Some(sign) = self.peek(name.len() + blanks) else { return false };
        let bare = name.trim_end_matches(|c: char| c.is_ascii_digit());
        let is_counted = bare.len() < name.len() && sign == ':' && self.peek(name.len() + 1).is_some_and(chars::is_double_quote);
        let (message, help) = match bare {
            "near" if is_counted => ("`near5:` is not read", "write `\"a b\"~5` or `a NEAR/5 b`"),
            "repeat" if is_counted => ("`repeat3:` is not read", "write `atleast3(a)`"),
            _ => {
                let is_known = |entry: &&(&str, &str, _, _)| entry.0 == name && entry.1.contains(sign);
                let Some((_, _, message, help)) = FOREIGN.iter().find(is_known) else { return false };
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
            Some('(') if name.len() >= SHORTEST_FUNCTION && !self.is_plural(name.len()) => self.field_with_sign(&name, false),
            Some(' ') if name.eq_ignore_ascii_case("date") => self.date_phrase(name.len(), 0),
            _ => false,
        }
    }

    /// Tells whether a parenthesis holds an ending only: `author(s)`.
    fn is_plural(&self, at: usize) -> bool {
        let inside = self.ahead(at, 5);
        ["(s)", "(es)", "(ies)"].iter().any(|ending| inside.starts_with(ending))
    }

    fn field_with_colon(&mut self, name: &str) -> bool {
        let (start, colon) = (self.place(), name.len());
        let after = self.peek(colon + 1);
        let has_value = after.is_some_and(|c| !matches!(c, ' ' | ')'));
        let Some(target) = field::lookup(name) else {
            // What goes on with `//` is an address.
            let is_meant = has_value && (after, self.peek(colon + 2)) != (Some('/'), Some('/'));
            if let (true, Some(meant)) = (is_meant, field::guess(name)) {
                let span = self.span(start, start + colon + 1);
                self.remarks.notice(span, NoticeKind::UnknownField, || {
                    format!("`{name}:` is no field, so it is read as a word: did you mean `{meant}:`?")
                });
            }
            return false;
        };
        if !has_value {
            let span = self.span(start, start + colon + 1);
            self.remarks.notice(span, NoticeKind::FieldWithoutValue, || {
                format!("`{name}:` has nothing right after it, so it is read as a word")
            });
            return false;
        }
        self.skip(colon + 1);
        match target {
            Name::Field(field) => self.push(TokenKind::Field(field), start),
            Name::Date => self.date(start),
        }
        true
    }

    /// Reads `hd=word` or `headline(words)`.
    fn field_with_sign(&mut self, name: &str, is_sign: bool) -> bool {
        let start = self.place();
        let after = self.peek(name.len() + 1);
        if after.is_none_or(|c| matches!(c, ' ' | ')' | '=')) {
            return false;
        }
        match field::lookup(name) {
            Some(Name::Field(field)) => {
                self.skip(name.len() + usize::from(is_sign));
                self.push(TokenKind::Field(field), start);
                true
            }
            Some(Name::Date) if is_sign => {
                self.skip(name.len() + 1);
                self.date(start);
                true
            }
            Some(Name::Date) => self.date_phrase(name.len() + 1, 1),
            None => false,
        }
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

    /// Reads what may stand right after a phrase: `~5`, `/F50/`.
    pub(super) fn after_phrase(&mut self, open: usize) -> u32 {
        let start = self.place();
        let rest = self.ahead(0, 10);
        let digits =
            |from: usize| -> String { rest.get(from..).unwrap_or_default().chars().take_while(char::is_ascii_digit).collect() };
        let lower = rest.to_ascii_lowercase();
        if lower.starts_with("/f") && rest.get(2 + digits(2).len()..).is_some_and(|rest| rest.starts_with('/')) {
            let number = digits(2);
            if let Some(first) = number.parse().ok().filter(|first| *first > 0) {
                self.skip(3 + number.len());
                self.push(TokenKind::First(first), open);
                return 0;
            }
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
    let is_foreign = FOREIGN.iter().any(|entry| entry.0 == lower && entry.1.contains(sign));
    is_foreign
        || matches!(sign, ':' | '=') && (field::lookup(&name).is_some() || matches!(bare, "near" | "repeat"))
        || sign == '/' && matches!(bare, "atleast" | "first")
}

/// Shorter names before a parenthesis are prose: `by(`.
const SHORTEST_FUNCTION: usize = 4;
