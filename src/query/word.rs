//! Reads one written word: its escapes, the signs at its ends that are not part
//! of it, and what is read instead of it (an operator, a field's name).
//!
//! A backslash before a sign makes the sign an ordinary character, before the
//! first letter of a word it makes the word an ordinary word (`\AND`,
//! `\title:x`), and anywhere else it is itself.

use super::ast::Pattern;
use super::chars;
use super::error::{ErrorKind, ParseError};
use super::lexer::{Lexer, TokenKind};
use super::notice::{NoticeKind, quoted};
use super::operator::{self, Dialect, Reading, Role};
use super::pattern;

/// Is one character of a word.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Letter {
    is: char,
    /// Whether it was written without a backslash, and so may be a sign.
    plain: bool,
}

impl Letter {
    fn is_sign(self, signs: &[char]) -> bool {
        self.plain && signs.contains(&self.is)
    }
}

/// Signs that are no part of the word they begin, or end.
pub(super) const LEADING: &[char] = &['\''];
pub(super) const TRAILING: &[char] = &['\'', ',', ';', ':'];

impl Lexer<'_> {
    /// Reads a word, or the operator, function or field that stands where one could.
    ///
    /// Goes past one character at least.
    pub(super) fn word(&mut self) {
        let start = self.place();
        if self.group_limit() || self.near_sign() {
            return;
        }
        let is_bare = !self.is_glued();
        let is_value = self.is_value();
        let breaks = |c: char| matches!(c, ' ' | '(' | ')') || chars::is_double_quote(c);
        let exact = self.peek(0) == Some('=') && self.peek(1).is_some_and(|c| !breaks(c));
        self.skip(usize::from(exact));
        let escaped = self.peek(0) == Some('\\') && self.peek(1).is_some_and(char::is_alphanumeric);
        self.skip(usize::from(escaped));
        let may_be_name = !exact && !escaped;
        if may_be_name && (self.function() || !is_value && (self.foreign() || self.field())) {
            return;
        }
        let (letters, is_url) = self.letters();
        if is_bare && !exact && !escaped && self.operator(&letters, start) {
            return;
        }
        let limit = if is_url { None } else { without_limit(&letters) };
        if let Some((first, _)) = limit {
            self.push(TokenKind::First(first), start);
        }
        let (kept, has_weight) = trim(limit.map_or(letters.as_slice(), |(_, rest)| rest));
        let text: String = kept.iter().map(|letter| letter.is).collect();
        if !chars::is_searchable(&text) {
            self.nothing(start, letters.iter().any(|letter| letter.is == '*'));
            return;
        }
        if has_weight {
            self.notice(start, NoticeKind::Wildcard, |typed| {
                format!("weights are not read: {} is searched as {}", quoted(typed), quoted(&text))
            });
        }
        let pattern = if is_url { None } else { self.pattern(kept, start) };
        self.push(pattern.map_or(TokenKind::Word { text, exact }, TokenKind::Pattern), start);
    }

    /// Adds the operator a whole word is, if it is one.
    fn operator(&mut self, letters: &[Letter], start: usize) -> bool {
        if letters.iter().any(|letter| !letter.plain) {
            return false;
        }
        let text: String = letters.iter().take(20).map(|letter| letter.is).collect();
        let role = match operator::read(&text, self.dialect) {
            Reading::Word => {
                if self.foreign_word(&text, start) {
                    return true;
                }
                self.almost_operator(&text, start);
                return false;
            }
            Reading::Operator(role) => role,
            Reading::Mistake { message, help } => {
                self.mistake(start, ErrorKind::BadOperator, message, help);
                Role::And
            }
        };
        self.push(TokenKind::Operator(role, text), start);
        true
    }

    /// Reads a word as a pattern, if it is one.
    fn pattern(&mut self, letters: &[Letter], start: usize) -> Option<Pattern> {
        if let Some((word, edits)) = fuzzy(letters) {
            return Some(self.fuzzy(word, &edits, start));
        }
        if self.dialect == Dialect::Factiva
            && let [word @ .., sign, count] = letters
            && sign.is_sign(&['$'])
            && let Some(more) = count.is.to_digit(10)
            && word.iter().all(|letter| letter.is.is_alphanumeric())
        {
            let word: String = word.iter().map(|letter| letter.is).collect();
            return Some(Pattern::with_ending(&word, more));
        }
        let is_truncated = matches!(letters, [.., before, last] if before.is.is_alphanumeric() && last.is_sign(&['!']));
        // Escaped signs, and those of addresses, are no wildcards.
        let is_address = letters.iter().any(|letter| matches!(letter.is, '/' | '=' | '@'));
        let sign = |letter: &Letter| match letter.is {
            '*' | '?' if !letter.plain => '-',
            '?' if is_address => '-',
            c => c,
        };
        let mut text: String = letters.iter().map(sign).collect();
        if is_truncated {
            text.pop();
            text.push('*');
            self.notice(start, NoticeKind::Truncation, |typed| {
                let word = typed.trim_end_matches('!');
                format!("{} finds all words that begin so, as `{word}*` does: write `{word}` for the word", quoted(typed))
            });
        }
        pattern::has_wildcards(&text).then(|| Pattern::Wild(pattern::only_wildcards(&text)))
    }

    /// Reads `word~1`; what is no fuzzy word is a mistake.
    fn fuzzy(&mut self, word: &[Letter], edits: &str, start: usize) -> Pattern {
        let text: String = word.iter().map(|letter| letter.is).collect();
        let read = match edits {
            "" | "1" => 1,
            "2" => 2,
            other => {
                let nearest = if other.starts_with('0') { 1 } else { 2 };
                let message = format!("`~{other}` is not read: words differ by 1 or 2 edits");
                self.mistake(start, ErrorKind::BadPattern, message, format!("write `{text}~{nearest}`"));
                nearest
            }
        };
        if pattern::has_wildcards(&text) {
            let message = "wildcards and `~` do not go together".to_owned();
            self.mistake(start, ErrorKind::BadPattern, message, format!("write {}", quoted(&text)));
        } else if pattern::word_count(&text) != 1 {
            let message = format!("`~` takes one word, and {} is several", quoted(&text));
            self.mistake(start, ErrorKind::BadPattern, message, format!("write `\"{text}\"`"));
        }
        Pattern::Fuzzy { text, edits: read }
    }

    /// Adds a mistake about the characters from `start` to here.
    pub(super) fn mistake(&mut self, start: usize, kind: ErrorKind, message: String, help: String) {
        let span = self.span(start, self.place());
        self.remarks.error(|| ParseError { span, kind, message, help: Some(help) });
    }

    /// Reads up to the end of the word; says too whether it is an address, in
    /// which parentheses and `&&` are ordinary.
    fn letters(&mut self) -> (Vec<Letter>, bool) {
        let mut letters: Vec<Letter> = Vec::new();
        let mut is_url = false;
        let is_address = self.is_address();
        let mut open = 0_usize;
        while let Some(c) = self.peek(0) {
            let next = self.peek(1);
            if let ('\\', Some(sign)) = (c, next.filter(|&next| chars::is_escapable(next))) {
                letters.push(Letter { is: sign, plain: false });
                self.skip(2);
                continue;
            }
            let before = letters.last().map(|letter| letter.is);
            let ends = match c {
                '(' if is_url => {
                    open += 1;
                    false
                }
                ')' if open > 0 => {
                    open -= 1;
                    false
                }
                ' ' | '(' | ')' => true,
                '&' | '|' => !is_url && next == Some(c),
                c if chars::is_double_quote(c) => !chars::is_inner_quote(before, c, next),
                _ => false,
            };
            if ends || c == '/' && !letters.is_empty() && !is_url && !is_address && self.stroke_near(&letters).is_some() {
                break;
            }
            letters.push(Letter { is: c, plain: true });
            self.skip(1);
            is_url |= matches!(letters.as_slice(), [.., a, b, c] if (a.is, b.is, c.is) == (':', '/', '/'));
        }
        (letters, is_url)
    }

    /// Returns the length of Factiva's `/N5/` if one comes next. In small letters it may be
    /// a part of a path, which has more strokes.
    fn stroke_near(&self, before: &[Letter]) -> Option<usize> {
        let (_, length) = self.stroke_number('n')?;
        let mut after = (length..length + 64).map_while(|i| self.peek(i)).take_while(|c| *c != ' ');
        let is_path = before.iter().any(|letter| letter.is == '/') || after.any(|c| c == '/');
        (self.peek(1) == Some('N') || !is_path).then_some(length)
    }

    /// Reads Factiva's `/N5/` between what it joins, with or without blanks.
    fn near_sign(&mut self) -> bool {
        let start = self.place();
        let Some(length) = self.stroke_near(&[]).filter(|_| !self.is_glued()) else { return false };
        self.skip(length);
        let letters: Vec<Letter> = self.read(start, length).map(|is| Letter { is, plain: true }).collect();
        self.operator(&letters, start)
    }

    /// Reads Lexis' `+5`, which is `PRE/5` if it stands between operands.
    pub(super) fn plus_number(&mut self) -> bool {
        let start = self.place();
        let digits: String = self.ahead(1, 4).chars().take_while(char::is_ascii_digit).collect();
        let ends = self.peek(digits.len() + 1).is_none_or(|c| c == ' ');
        let Some(count @ 1..=255) = digits.parse().ok().filter(|_| ends) else { return false };
        self.skip(digits.len() + 1);
        self.push(TokenKind::Operator(operator::before(count), format!("+{digits}")), start);
        true
    }

    /// Adds a word that has nothing to search for, with a notice if anybody
    /// could have meant something by it.
    fn nothing(&mut self, start: usize, had_wildcard: bool) {
        if had_wildcard {
            self.notice(start, NoticeKind::Wildcard, |typed| {
                format!("a wildcard needs letters beside it: {} alone is ignored", quoted(typed))
            });
        } else {
            let is_common = |c: char| c.is_ascii() || matches!(c, '\u{a0}'..='\u{bf}' | '\u{2000}'..='\u{206f}');
            if !self.read(start, self.place() - start).all(is_common) {
                self.notice(start, NoticeKind::NothingToSearch, |typed| {
                    format!("{} has no letter or digit, so it is ignored", quoted(typed))
                });
            }
        }
        self.push(TokenKind::Nothing, start);
    }
}

/// Takes away the signs at both ends that are no part of the word; says too whether there
/// was a weight (`^2`) among them.
fn trim(letters: &[Letter]) -> (&[Letter], bool) {
    let mut kept = letters;
    let mut has_weight = false;
    loop {
        kept = match kept {
            [first, rest @ ..] if first.is_sign(LEADING) => rest,
            [rest @ .., last] if last.is_sign(TRAILING) => rest,
            _ => match before_number(kept, '^') {
                Some((rest, _)) => {
                    has_weight = true;
                    rest
                }
                None => return (kept, has_weight),
            },
        };
    }
}

/// Parts a word from a sign and a number at its end: `~1`, `^2.5`.
fn before_number(letters: &[Letter], sign: char) -> Option<(&[Letter], String)> {
    let is_number = |letter: &Letter| letter.plain && (letter.is.is_ascii_digit() || letter.is == '.');
    let digits = letters.iter().rev().take_while(|letter| is_number(letter)).count();
    let (before, number) = letters.split_at_checked(letters.len() - digits)?;
    let (last, rest) = before.split_last()?;
    last.is_sign(&[sign]).then(|| (rest, number.iter().map(|letter| letter.is).collect()))
}

/// Parts a fuzzy word from its number of edits.
fn fuzzy(letters: &[Letter]) -> Option<(&[Letter], String)> {
    before_number(letters, '~').filter(|(word, _)| word.iter().any(|letter| letter.is.is_alphanumeric()))
}

/// Parts a word from Factiva's limit to the first words: `word/F50/`.
fn without_limit(letters: &[Letter]) -> Option<(u32, &[Letter])> {
    let (last, rest) = letters.split_last()?;
    let digits = rest.iter().rev().take_while(|letter| letter.plain && letter.is.is_ascii_digit()).count();
    let (before, number) = rest.split_at_checked(rest.len() - digits)?;
    let [word @ .., stroke, f] = before else { return None };
    let is_limit = last.is_sign(&['/']) && stroke.is_sign(&['/']) && f.is_sign(&['f', 'F']);
    let number: String = number.iter().map(|letter| letter.is).collect();
    let has_word = word.iter().any(|letter| letter.is.is_alphanumeric());
    number.parse().ok().filter(|first| is_limit && has_word && *first > 0).map(|first| (first, word))
}

/// Tells whether a word would be read as one with Factiva's limit.
pub(super) fn has_limit(text: &str) -> bool {
    let letters: Vec<Letter> = text.chars().map(|is| Letter { is, plain: true }).collect();
    without_limit(&letters).is_some()
}
