//! Cuts the text of a query into tokens with their places.
//!
//! Every text has tokens; nothing here is an error. What one token alone cannot
//! tell (has this parenthesis a partner, has this operator operands) is left to
//! `resolve`, what is inside a word to `word`, what stands before operands to `prefix`.
//!
//! Linear in the text: the search for a closing quote is not begun again once
//! it has reached the end in vain.

use super::ast::{Pattern, Phrase, Span};
use super::chars::{self, Char};
use super::field::Field;
use super::notice::{NoticeKind, Remarks, quoted};
use super::operator::{Dialect, Role};

/// Is one token with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: TokenKind,
    pub(super) span: Span,
}

/// Says what a token is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum TokenKind {
    Open,
    Close,
    /// A word or sign that may join operands, as it was written.
    Operator(Role, String),
    /// `-` or `!`, glued to what it negates.
    Minus,
    /// `+`, glued to what it requires.
    Plus,
    /// A field's name and colon, glued to what is looked for in it.
    Field(Field),
    /// `atleast3`: how often what follows must stand in the article.
    AtLeast(u32),
    /// `first/50`: among how many words what follows must stand.
    First(u32),
    /// `/F50/` after a group: the same of what stands before.
    Limit(u32),
    Word {
        text: String,
        exact: bool,
    },
    Pattern(Pattern),
    Phrase(Phrase),
    /// What stands after `date:`; empty if that was a group.
    Date {
        value: String,
        at: Span,
    },
    /// Something was written here that asks for nothing.
    Nothing,
}

impl TokenKind {
    /// Tells whether it is nothing without an operand after it.
    pub(super) fn is_prefix(&self) -> bool {
        matches!(self, Self::Minus | Self::Plus | Self::Field(_) | Self::AtLeast(_) | Self::First(_))
    }
}

/// Cuts `text` into tokens.
pub(super) fn lex(text: &str, dialect: Dialect, remarks: &mut Remarks) -> Vec<Token> {
    let chars = chars::normalize(text);
    let mut lexer = Lexer { text, chars, at: 0, tokens: Vec::new(), whole: None, hopeless: Vec::new(), dialect, remarks };
    while lexer.step() {}
    lexer.tokens
}

pub(super) struct Lexer<'t> {
    text: &'t str,
    chars: Vec<Char>,
    at: usize,
    tokens: Vec<Token>,
    /// A quote behind `=`.
    whole: Option<usize>,
    /// Quotes that nothing later in the text closes.
    hopeless: Vec<char>,
    pub(super) dialect: Dialect,
    pub(super) remarks: &'t mut Remarks,
}

impl Lexer<'_> {
    /// Reads one token; `false` at the end of the text.
    fn step(&mut self) -> bool {
        let Some(c) = self.peek(0) else { return false };
        let start = self.at;
        match c {
            ' ' => self.at += 1,
            '(' => self.sign(TokenKind::Open, 1),
            ')' => self.sign(TokenKind::Close, 1),
            '&' if self.peek(1) == Some('&') => self.sign(TokenKind::Operator(Role::And, "&&".to_owned()), 2),
            '|' if self.peek(1) == Some('|') => self.sign(TokenKind::Operator(Role::Or, "||".to_owned()), 2),
            '|' if self.starts_token() && self.peek(1) == Some(' ') => {
                self.sign(TokenKind::Operator(Role::Or, "|".to_owned()), 1);
            }
            '/' if self.starts_token() && self.regex() => {}
            '-' | '!' if self.is_prefix() => self.sign(TokenKind::Minus, 1),
            '+' if self.starts_token() && !self.is_glued() && self.plus_number() => {}
            '+' if self.is_prefix() => self.sign(TokenKind::Plus, 1),
            // A phrase is exact as it is; in a field of names `="…"` is all of one.
            '=' if self.starts_token() && self.peek(1).is_some_and(chars::is_double_quote) => {
                self.at += 1;
                self.whole = Some(self.at);
            }
            '\'' if self.opens_single() => {
                if let Some(close) = self.closing(start) {
                    self.phrase(start, close);
                } else {
                    self.word();
                }
            }
            c if chars::is_double_quote(c) => self.double_quote(start, c),
            _ => self.word(),
        }
        true
    }

    /// Returns the character so many places ahead.
    pub(super) fn peek(&self, ahead: usize) -> Option<char> {
        self.chars.get(self.at.checked_add(ahead)?).map(|c| c.is)
    }

    /// Goes past so many characters.
    pub(super) fn skip(&mut self, count: usize) {
        self.at += count;
    }

    /// Returns how many characters were read.
    pub(super) fn place(&self) -> usize {
        self.at
    }

    /// Returns so many characters from `start` on.
    pub(super) fn read(&self, start: usize, count: usize) -> impl Iterator<Item = char> {
        self.chars.iter().skip(start).take(count).map(|c| c.is)
    }

    /// Returns the span of the characters from `start` up to `end`.
    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        let first = self.chars.get(start).map_or(self.text.len(), |c| c.start);
        let last = end.checked_sub(1).and_then(|last| self.chars.get(last));
        Span::new(first, last.map_or(first, |c| c.end).max(first))
    }

    /// Adds the token that goes from `start` to here.
    pub(super) fn push(&mut self, kind: TokenKind, start: usize) {
        let span = self.span(start, self.at);
        self.tokens.push(Token { kind, span });
    }

    /// Adds a notice about the characters from `start` to here.
    pub(super) fn notice(&mut self, start: usize, kind: NoticeKind, text: impl FnOnce(&str) -> String) {
        let span = self.span(start, self.at);
        let typed = span.of(self.text);
        self.remarks.notice(span, kind, || text(typed));
    }

    fn sign(&mut self, kind: TokenKind, length: usize) {
        let start = self.at;
        self.at += length;
        self.push(kind, start);
    }

    /// Tells whether the last token is a prefix or a field, with nothing since.
    pub(super) fn is_glued(&self) -> bool {
        let here = self.span(self.at, self.at + 1).start;
        self.tokens.last().is_some_and(|token| token.kind.is_prefix() && token.span.end == here)
    }

    /// Tells whether a group ended right before.
    pub(super) fn is_after_group(&self) -> bool {
        let here = self.span(self.at, self.at + 1).start;
        self.tokens.last().is_some_and(|token| token.kind == TokenKind::Close && token.span.end == here)
    }

    /// Tells whether what comes is the value of a field of addresses.
    pub(super) fn is_address(&self) -> bool {
        let is_one = |token: &Token| matches!(token.kind, TokenKind::Field(Field::Url | Field::Path));
        self.is_glued() && self.tokens.last().is_some_and(is_one)
    }

    /// Tells whether what comes is the value of a field.
    pub(super) fn is_value(&self) -> bool {
        self.is_glued() && matches!(self.tokens.last(), Some(Token { kind: TokenKind::Field(_), .. }))
    }

    /// Tells whether a prefix or a quote could stand here.
    fn starts_token(&self) -> bool {
        let before = self.at.checked_sub(1).and_then(|i| self.chars.get(i));
        before.is_none_or(|c| matches!(c.is, ' ' | '(')) || self.is_glued()
    }

    /// Tells whether the sign here is glued to something: `-a`, not ` - `, `--`.
    fn is_prefix(&self) -> bool {
        self.starts_token() && self.peek(1).is_some_and(|c| !matches!(c, ' ' | ')' | '-' | '+' | '!'))
    }

    /// Tells whether the apostrophe here may open a phrase.
    fn opens_single(&self) -> bool {
        self.starts_token() && self.peek(1).is_some_and(|c| !matches!(c, ' ' | '\'')) && !self.is_elision()
    }

    /// Tells whether letters were left out here: `'tis`, `'em`, `'90s`.
    fn is_elision(&self) -> bool {
        let letters = self.chars.iter().skip(self.at + 1).map(|c| c.is);
        let word: String = letters.take_while(|c| c.is_alphanumeric()).take(6).collect();
        let is_decade = match word.to_lowercase().strip_suffix('s') {
            Some(digits) => digits.len() == 2 && digits.bytes().all(|b| b.is_ascii_digit()),
            None => false,
        };
        let known = ["tis", "twas", "em", "til", "cause", "n"];
        is_decade || known.iter().any(|elided| elided.eq_ignore_ascii_case(&word))
    }

    /// Finds the quote that closes the one at `open`.
    pub(super) fn closing(&mut self, open: usize) -> Option<usize> {
        let quote = self.chars.get(open)?.is;
        if self.hopeless.contains(&quote) {
            return None;
        }
        let char_at = |i: usize| self.chars.get(i).map(|c| c.is);
        let mut at = open + 1;
        while let Some(c) = char_at(at) {
            let (before, after) = (char_at(at - 1), char_at(at + 1));
            if c == '\\' && after.is_some_and(chars::is_escapable) {
                at += 2;
                continue;
            }
            let closes = if quote == '\'' {
                // The second apostrophe of `rock 'n' roll` closes only the first.
                let lone = at >= open + 4 && char_at(at - 2) == Some('\'') && char_at(at - 3) == Some(' ');
                c == '\'' && before != Some(' ') && !after.is_some_and(char::is_alphanumeric) && !lone
            } else {
                chars::closers(quote).contains(&c) && !chars::is_gershayim(before, c, after)
            };
            if closes {
                return Some(at);
            }
            at += 1;
        }
        self.hopeless.push(quote);
        None
    }

    /// Reads a double quote: a phrase, or a quote without its other half.
    fn double_quote(&mut self, start: usize, quote: char) {
        let opens = !chars::is_closing_shape(quote) || self.starts_token();
        if let Some(close) = opens.then(|| self.closing(start)).flatten() {
            return self.phrase(start, close);
        }
        // Keep a prefix or a field waiting for what comes after the quote.
        self.at += 1;
        self.notice(start, NoticeKind::UnbalancedQuote, |typed| {
            format!("{} has no other half, so it is read past", quoted(typed))
        });
        if self.peek(0).is_none_or(|c| c == ' ') {
            return self.push(TokenKind::Nothing, start);
        }
        let quote = self.span(start, self.at);
        if let Some(last) =
            self.tokens.last_mut().filter(|last| last.kind.is_prefix()).filter(|last| last.span.end == quote.start)
        {
            last.span.end = quote.end;
        }
    }

    /// Returns the text between two quotes, with single spaces and no escapes.
    pub(super) fn between(&self, open: usize, close: usize) -> String {
        let mut text = String::new();
        let mut inner = self.chars.iter().take(close).skip(open + 1).map(|c| c.is).peekable();
        while let Some(c) = inner.next() {
            let escaped = if c == '\\' { inner.next_if(|&next| chars::is_escapable(next)) } else { None };
            match escaped.unwrap_or(c) {
                ' ' if text.is_empty() || text.ends_with(' ') => {}
                // An escaped wildcard is a sign without meaning, which parts words.
                '*' | '?' if escaped.is_some() && (text.is_empty() || text.ends_with(' ')) => {}
                '*' | '?' if escaped.is_some() => text.push(' '),
                c => text.push(c),
            }
        }
        text.truncate(text.trim_end().len());
        text
    }

    /// Adds the phrase between two quotes.
    fn phrase(&mut self, open: usize, close: usize) {
        let text = self.between(open, close);
        self.at = close + 1;
        if !chars::is_searchable(&text) {
            self.notice(open, NoticeKind::EmptyPhrase, |typed| {
                format!("{} has nothing to search for, so it is ignored", quoted(typed))
            });
            return self.push(TokenKind::Nothing, open);
        }
        if text.split(' ').any(|word| word == "*") {
            self.notice(open, NoticeKind::Wildcard, |_| {
                "a `*` alone in a phrase is read past: write `~1` after the phrase for a word between".to_owned()
            });
        }
        let slop = self.after_phrase(open);
        let is_whole = self.whole == Some(open);
        self.push(TokenKind::Phrase(Phrase { text, slop, is_whole }), open);
    }
}

#[cfg(test)]
#[path = "lexer_tests.rs"]
mod tests;
