//! Reads one written word: its escapes, the signs at its ends that are not part
//! of it, and what is read instead of it (an operator, a field's name).
//!
//! A backslash before a sign makes the sign an ordinary character, before the
//! first letter of a word it makes the word an ordinary word (`\AND`,
//! `\title:x`), and anywhere else it is itself.

use super::chars;
use super::lexer::{Lexer, Role, TokenKind};
use super::notice::{NoticeKind, quoted};

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
    /// Reads a word, or the operator or field that stands where one could.
    ///
    /// Goes past one character at least.
    pub(super) fn word(&mut self) {
        let start = self.place();
        let is_bare = !self.is_glued();
        let is_value = self.is_value();
        let breaks = |c: char| matches!(c, ' ' | '(' | ')') || chars::is_double_quote(c);
        let exact = self.peek(0) == Some('=') && self.peek(1).is_some_and(|c| !breaks(c));
        self.skip(usize::from(exact));
        let escaped = self.peek(0) == Some('\\') && self.peek(1).is_some_and(char::is_alphanumeric);
        self.skip(usize::from(escaped));
        if !exact && !escaped && !is_value && self.field() {
            return;
        }
        let (letters, is_url) = self.letters();
        let is_operator = is_bare && !exact && !escaped;
        if let Some((role, text)) = operator(&letters).filter(|_| is_operator) {
            return self.push(TokenKind::Operator(role, text), start);
        }
        let (kept, trimmed) = trim(&letters);
        let text: String = kept.iter().map(|letter| letter.is).collect();
        if !chars::is_searchable(&text) {
            self.nothing(start, trimmed);
            return;
        }
        let shown = if is_url { None } else { inner_wildcards(kept) };
        if trimmed || shown.is_some() {
            let shown = shown.unwrap_or_else(|| text.clone());
            self.notice(start, NoticeKind::Wildcard, |typed| unread(typed, &shown));
        }
        self.push(TokenKind::Word { text, exact }, start);
    }

    /// Reads up to the end of the word; says too whether it is an address, in
    /// which parentheses and `&&` are ordinary.
    fn letters(&mut self) -> (Vec<Letter>, bool) {
        let mut letters: Vec<Letter> = Vec::new();
        let mut is_url = false;
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
            if ends {
                break;
            }
            letters.push(Letter { is: c, plain: true });
            self.skip(1);
            is_url |= matches!(letters.as_slice(), [.., a, b, c] if (a.is, b.is, c.is) == (':', '/', '/'));
        }
        (letters, is_url)
    }

    /// Adds a word that has nothing to search for, with a notice if anybody
    /// could have meant something by it.
    fn nothing(&mut self, start: usize, had_wildcard: bool) {
        if had_wildcard {
            self.notice(start, NoticeKind::Wildcard, |typed| {
                format!("wildcards are not read: {} alone is ignored", quoted(typed))
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

/// Returns the operator a whole word is, if it is one.
fn operator(letters: &[Letter]) -> Option<(Role, String)> {
    if letters.len() > 3 || letters.iter().any(|letter| !letter.plain) {
        return None;
    }
    let text: String = letters.iter().map(|letter| letter.is).collect();
    let role = match text.to_ascii_lowercase().as_str() {
        "and" => Role::And,
        "or" => Role::Or,
        "not" => Role::Not,
        _ => return None,
    };
    Some((role, text))
}

/// Takes away the signs at both ends; says too whether any was a wildcard.
fn trim(letters: &[Letter]) -> (&[Letter], bool) {
    let mut kept = letters;
    let mut wild = false;
    loop {
        kept = match kept {
            [first, rest @ ..] if first.is_sign(LEADING) => rest,
            [rest @ .., last] if last.is_sign(TRAILING) => rest,
            [first, rest @ ..] if first.is_sign(&['*']) => {
                wild = true;
                rest
            }
            [rest @ .., last] if last.is_sign(&['*']) => {
                wild = true;
                rest
            }
            _ => match without_weight(kept) {
                Some(rest) => {
                    wild = true;
                    rest
                }
                None => return (kept, wild),
            },
        };
    }
}

/// Takes away a fuzziness or a weight at the end: `~`, `~1`, `^2.5`.
fn without_weight(letters: &[Letter]) -> Option<&[Letter]> {
    let is_number = |letter: &Letter| letter.plain && (letter.is.is_ascii_digit() || letter.is == '.');
    let number = letters.iter().rev().take_while(|letter| is_number(letter)).count();
    let (last, rest) = letters.get(..letters.len() - number)?.split_last()?;
    last.is_sign(&['~', '^']).then_some(rest)
}

/// Returns how many characters of fuzziness or weight come next.
pub(super) fn weight_ahead(peek: impl Fn(usize) -> Option<char>) -> usize {
    if !matches!(peek(0), Some('~' | '^')) {
        return 0;
    }
    // A longer number is no weight; what is left of it is read as a word.
    let is_number = |i: usize| peek(i).is_some_and(|c| c.is_ascii_digit() || c == '.');
    1 + (1..8).take_while(|&i| is_number(i)).count()
}

/// Returns the word as an index sees it, if there are wildcards inside it.
fn inner_wildcards(letters: &[Letter]) -> Option<String> {
    let is_wild = |letter: &Letter| letter.is_sign(&['*', '?']);
    let word_before = letters.iter().position(|letter| letter.is.is_alphanumeric())?;
    let word_after = letters.iter().rposition(|letter| letter.is.is_alphanumeric())?;
    let inner = letters.get(word_before..=word_after)?;
    if !inner.iter().any(is_wild) {
        return None;
    }
    let blank = |letter: &Letter| if is_wild(letter) { ' ' } else { letter.is };
    Some(collapse(letters.iter().map(blank)))
}

/// Returns a phrase as an index sees it, if there are wildcards in it.
pub(super) fn without_wildcards(phrase: &str) -> Option<String> {
    let touches = |pair: (char, char)| match pair {
        ('*', c) | (c, '*') => c.is_alphanumeric(),
        _ => false,
    };
    let is_wild = phrase.chars().zip(phrase.chars().skip(1)).any(touches);
    is_wild.then(|| collapse(phrase.chars().map(|c| if c == '*' { ' ' } else { c })))
}

/// Says that wildcards were not read.
pub(super) fn unread(typed: &str, shown: &str) -> String {
    format!("wildcards are not read: {} is searched as {}", quoted(typed), quoted(shown))
}

/// Makes every run of blanks one.
fn collapse(text: impl Iterator<Item = char>) -> String {
    let text: String = text.collect();
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
