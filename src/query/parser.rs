//! Reads the text of a query into its tree, with notices about what was read
//! otherwise than it may have been meant, and every mistake at once.
//!
//! The grammar, loosest first; `resolve` has made it impossible to violate:
//!
//! ```text
//! either  = both { OR both }
//! both    = unary { [ AND ] unary }
//! unary   = { NOT | "-" | "+" | field ":" } ( word | phrase | date | "(" either ")" )
//! ```
//!
//! Tokens are left to `lexer`, dates to `dates`, spelling variants and stemming
//! to the engine.

use std::iter::Peekable;
use std::vec::IntoIter;

use jiff::civil::Date;

use super::ast::{Kind, Node, Query, Span, Word};
use super::chars;
use super::dates::{DateFilter, DateSpecError, parse_date_spec};
use super::display;
use super::error::{ErrorKind, ParseError, ParseErrors};
use super::field::Field;
use super::lexer::{self, Role, Token, TokenKind};
use super::notice::{QueryNotice, Remarks, quoted};
use super::resolve::{self, MAX_DEPTH};

/// The most words, phrases and dates a query may have; an engine looks each of
/// them up in every segment of the index.
pub const MAX_LEAVES: usize = 1024;

/// Says how to read a query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ParseOptions {
    /// The day that `7d` and `last-month` count from.
    pub today: Date,
    /// Whether the whole text is a bag of words, in which nothing is special.
    pub literal: bool,
}

impl ParseOptions {
    /// Reads the full language, as of `today`.
    #[must_use]
    pub fn new(today: Date) -> Self {
        Self { today, literal: false }
    }
}

/// Is a query that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// The tree.
    pub query: Query,
    /// What was read otherwise than it may have been meant, in text order.
    pub notices: Vec<QueryNotice>,
}

/// Reads a query; linear in the text.
///
/// Ordinary text is never a mistake: what cannot be read as an operator, a
/// field or a phrase is read as words, and a notice says so.
///
/// # Errors
///
/// Returns every mistake there is: dates and languages that do not exist,
/// more than [`MAX_DEPTH`] parentheses inside one another, more than
/// [`MAX_LEAVES`] words.
pub fn parse(text: &str, options: &ParseOptions) -> Result<Parsed, ParseErrors> {
    let mut remarks = Remarks::default();
    let tokens =
        if options.literal { bag_of_words(text) } else { resolve::resolve(lexer::lex(text, &mut remarks), &mut remarks) };
    let root = {
        let mut parser = Parser { tokens: tokens.into_iter().peekable(), today: options.today, remarks: &mut remarks };
        parser.either()
    };
    let query = Query { root };
    check_languages(&query, &mut remarks);
    check_size(&query, &mut remarks);
    match remarks.finish(Span::new(0, text.len())) {
        (notices, errors) if errors.is_empty() => Ok(Parsed { query, notices }),
        (_, errors) => Err(ParseErrors(errors)),
    }
}

/// Cuts a text at its blanks.
fn bag_of_words(text: &str) -> Vec<Token> {
    let chars = chars::normalize(text);
    chars
        .split(|c| c.is == ' ')
        .filter_map(|word| {
            let span = Span::new(word.first()?.start, word.last()?.end);
            let text: String = word.iter().map(|c| c.is).collect();
            let is_searchable = chars::is_searchable(&text);
            is_searchable.then_some(Token { kind: TokenKind::Word { text, exact: false }, span })
        })
        .collect()
}

/// Is what may stand before an operand.
enum Modifier {
    Negate,
    Require,
    Within(Field),
}

struct Parser<'r> {
    tokens: Peekable<IntoIter<Token>>,
    today: Date,
    remarks: &'r mut Remarks,
}

/// Recursion goes one round deeper with each parenthesis, so [`MAX_DEPTH`]
/// bounds it.
impl Parser<'_> {
    fn either(&mut self) -> Option<Node> {
        let mut parts = Vec::new();
        loop {
            parts.extend(self.both());
            let is_or = |token: &Token| matches!(token.kind, TokenKind::Operator(Role::Or, _));
            if self.tokens.next_if(is_or).is_none() {
                return Node::or(parts);
            }
        }
    }

    fn both(&mut self) -> Option<Node> {
        let mut parts = Vec::new();
        let mut is_written = false;
        while let Some(token) = self.tokens.peek() {
            match token.kind {
                TokenKind::Close | TokenKind::Operator(Role::Or, _) => break,
                TokenKind::Operator(Role::And, _) => {
                    is_written = true;
                    self.tokens.next();
                }
                TokenKind::Operator(Role::Not, _) => {
                    is_written = true;
                    parts.extend(self.unary());
                }
                _ => parts.extend(self.unary()),
            }
        }
        if is_written { Node::and(parts) } else { Node::all(parts) }
    }

    /// Reads an operand with all that stands before it; goes past one token at
    /// least.
    fn unary(&mut self) -> Option<Node> {
        let mut modifiers = Vec::new();
        let mut node = loop {
            let token = self.tokens.next()?;
            let modifier = match token.kind {
                TokenKind::Operator(Role::Not, _) | TokenKind::Minus => Modifier::Negate,
                TokenKind::Plus => Modifier::Require,
                TokenKind::Field(field) => Modifier::Within(field),
                kind => break self.operand(kind, token.span)?,
            };
            modifiers.push((modifier, token.span));
        };
        for (modifier, span) in modifiers.into_iter().rev() {
            let span = span.to(node.span);
            node = match modifier {
                Modifier::Negate => node.negate(span),
                Modifier::Require => Node { span, ..node.require() },
                Modifier::Within(field) => node.in_field(field, span),
            };
        }
        Some(node)
    }

    fn operand(&mut self, kind: TokenKind, span: Span) -> Option<Node> {
        let kind = match kind {
            TokenKind::Word { text, exact } => Kind::Word(Word { text, exact }),
            TokenKind::Phrase(text) => Kind::Phrase(text),
            TokenKind::Date { value, at } => Kind::Date(self.date(&value, at)),
            TokenKind::Open => {
                let inner = self.either()?;
                let close = self.tokens.next_if(|token| token.kind == TokenKind::Close);
                let span = close.map_or(span, |close| span.to(close.span));
                return Some(Node { span, ..inner });
            }
            _ => return None,
        };
        Some(Node::new(kind, span))
    }

    /// Reads the value of `date:`; a mistake is told, and any date stands for it.
    fn date(&mut self, value: &str, at: Span) -> DateFilter {
        let result = if value.is_empty() {
            Err(DateSpecError { kind: ErrorKind::UnreadableDate, message: "`date:` takes one date".to_owned(), nearest: None })
        } else {
            parse_date_spec(value, self.today)
        };
        result.unwrap_or_else(|error| {
            self.remarks.error(|| {
                let help = Some(error.help("date:"));
                ParseError { span: at, kind: error.kind, message: error.message, help }
            });
            DateFilter::Undated
        })
    }
}

/// Names of languages people write instead of their letters.
const LANGUAGES: &[(&str, &str)] = &[
    ("arabic", "ar"),
    ("chinese", "zh"),
    ("dutch", "nl"),
    ("english", "en"),
    ("french", "fr"),
    ("german", "de"),
    ("hebrew", "he"),
    ("hindi", "hi"),
    ("italian", "it"),
    ("japanese", "ja"),
    ("korean", "ko"),
    ("persian", "fa"),
    ("polish", "pl"),
    ("portuguese", "pt"),
    ("russian", "ru"),
    ("spanish", "es"),
    ("turkish", "tr"),
    ("ukrainian", "uk"),
];

/// Finds values of `lang:` that are no language.
fn check_languages(query: &Query, remarks: &mut Remarks) {
    for leaf in query.leaves() {
        let text = match &leaf.node.kind {
            Kind::Word(word) => &word.text,
            Kind::Phrase(text) => text,
            _ => continue,
        };
        if leaf.field != Some(Field::Lang) || is_language(text) {
            continue;
        }
        remarks.error(|| ParseError {
            span: leaf.node.span,
            kind: ErrorKind::BadLanguage,
            message: format!("{} is no language of two or three letters", quoted(text)),
            help: Some(format!("write `lang:{}`", nearest_language(text))),
        });
    }
}

fn is_language(text: &str) -> bool {
    matches!(text.len(), 2 | 3) && text.bytes().all(|byte| byte.is_ascii_alphabetic())
}

/// Returns what was meant by `english`, `en-US` or `en,fr`; `en`, as an example,
/// if there is no telling.
fn nearest_language(text: &str) -> String {
    let lower = text.to_lowercase();
    if let Some((_, letters)) = LANGUAGES.iter().find(|(name, _)| *name == lower) {
        return (*letters).to_owned();
    }
    let first = lower.split(['-', '_']).next().filter(|first| is_language(first));
    let several: Vec<&str> = lower.split([',', ';', '|', '/']).collect();
    if several.len() > 1 && several.len() < 10 && several.iter().all(|one| is_language(one)) {
        return format!("({})", several.join(" OR "));
    }
    first.unwrap_or("en").to_owned()
}

/// Finds that a query is larger, or its canonical text deeper, than allowed.
fn check_size(query: &Query, remarks: &mut Remarks) {
    let Some(root) = &query.root else { return };
    let leaves = query.leaf_count();
    if leaves > MAX_LEAVES {
        remarks.error(|| ParseError {
            span: root.span,
            kind: ErrorKind::TooManyLeaves,
            message: format!("the query has {leaves} words, phrases and dates, and {MAX_LEAVES} is the most"),
            help: Some("split it into several queries".to_owned()),
        });
    }
    if display::depth(query) > MAX_DEPTH {
        remarks.error(|| resolve::too_deep(root.span));
    }
}

#[cfg(test)]
#[path = "parser_tests.rs"]
mod tests;
