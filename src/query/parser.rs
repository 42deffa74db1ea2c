//! Reads the text of a query into its tree, with notices about what was read
//! otherwise than it may have been meant, and every mistake at once.
//!
//! The grammar, loosest first; `resolve` has made it impossible to violate:
//!
//! ```text
//! either  = both { OR both }
//! both    = { NOT } near { [ AND ] { NOT } near }
//! near    = unary { ( "w/5" | "PRE/5" | "w/s" | "NOT w/5" … ) unary }
//! unary   = { "-" | "+" | field ":" | "atleast3" | "first/50" } operand
//! operand = word | pattern | phrase | date | "(" either ")"
//! ```
//!
//! Tokens are left to `lexer`, dates to `dates`, spelling variants and stemming
//! to the engine.

use std::iter::Peekable;
use std::vec::IntoIter;

use jiff::civil::Date;

use super::advice;
use super::ast::{Kind, Node, Pattern, Phrase, Proximity, Query, Span, Word};
use super::chars;
use super::codes;
use super::dates::{DateFilter, DateSpecError, parse_date_spec};
use super::error::{ErrorKind, ParseError, ParseErrors};
use super::field::Field;
use super::lexer::{self, Token, TokenKind};
use super::notice::{NoticeKind, QueryNotice, Remarks};
use super::operator::{Dialect, Role};
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
    /// Whose habits are followed.
    pub dialect: Dialect,
    /// Whether everything that would be read in a way that may not have been meant is
    /// a mistake instead.
    pub strict: bool,
}

impl ParseOptions {
    /// Reads the full language, as of `today`.
    #[must_use]
    pub fn new(today: Date) -> Self {
        Self { today, literal: false, dialect: Dialect::Own, strict: false }
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
/// operators and operands that do not fit, with `strict` every notice, more than [`MAX_DEPTH`] parentheses inside one another, more than
/// [`MAX_LEAVES`] words.
pub fn parse(text: &str, options: &ParseOptions) -> Result<Parsed, ParseErrors> {
    let mut remarks = Remarks::default();
    let tokens = if options.literal {
        bag_of_words(text)
    } else {
        resolve::resolve(lexer::lex(text, options.dialect, &mut remarks), &mut remarks)
    };
    let root = {
        let mut parser = Parser { tokens: tokens.into_iter().peekable(), options: *options, remarks: &mut remarks };
        parser.either()
    };
    let query = Query { root };
    codes::check(&query, &mut remarks);
    advice::check_size(&query, &mut remarks);
    if options.strict {
        remarks.notices_are_mistakes();
    }
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
    AtLeast(u32),
    First(u32),
}

/// Returns what a token says of the operand after it, if it stands before one.
fn modifier(kind: &TokenKind) -> Option<Modifier> {
    Some(match *kind {
        TokenKind::Operator(Role::Not, _) | TokenKind::Minus => Modifier::Negate,
        TokenKind::Plus => Modifier::Require,
        TokenKind::Field(field) => Modifier::Within(field),
        TokenKind::AtLeast(count) => Modifier::AtLeast(count),
        TokenKind::First(words) => Modifier::First(words),
        _ => return None,
    })
}

struct Parser<'r> {
    tokens: Peekable<IntoIter<Token>>,
    options: ParseOptions,
    remarks: &'r mut Remarks,
}

/// Is an operand with how it was typed.
struct Operand {
    node: Node,
    /// So many operands stand in it side by side or joined by AND, without parentheses.
    joined: usize,
    /// It is joined by `w/5` or the like, without parentheses.
    is_near: bool,
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
                break;
            }
        }
        if parts.len() < 2 {
            return parts.pop().map(|part| part.node);
        }
        let is_mixed = parts.iter().any(|part| part.joined > 1);
        let near = parts.iter().find(|part| part.is_near).map(|part| part.node.span);
        let node = Node::or(parts.into_iter().map(|part| part.node).collect())?;
        if let Some(span) = near {
            self.remarks.notice(span, NoticeKind::Grouping, || {
                "this binds tighter than `OR`: write parentheses around what `OR` joins to take either".to_owned()
            });
        }
        if is_mixed && self.options.strict {
            self.remarks.error(|| ParseError {
                span: node.span,
                kind: ErrorKind::Unclear,
                message: "`AND` and `OR` stand side by side without parentheses".to_owned(),
                help: Some(format!("write `{node}`, or the other way")),
            });
        }
        Some(node)
    }

    fn both(&mut self) -> Option<Operand> {
        let mut parts: Vec<Operand> = Vec::new();
        let mut is_written = false;
        let mut is_beside = false;
        while let Some(token) = self.tokens.peek() {
            let part = match token.kind {
                TokenKind::Close | TokenKind::Operator(Role::Or, _) => break,
                TokenKind::Operator(Role::And, _) => {
                    is_written = true;
                    is_beside = false;
                    self.tokens.next();
                    continue;
                }
                TokenKind::Operator(Role::Not, _) => {
                    is_written = true;
                    is_beside = false;
                    self.negated()
                }
                _ => self.near(),
            };
            let Some(part) = part else { continue };
            if let Some(last) = parts.last().filter(|last| is_beside && last.is_near != part.is_near) {
                let word = if part.is_near { &last.node } else { &part.node };
                if matches!(word.kind, Kind::Word(_) | Kind::Pattern(_)) {
                    self.remarks.notice(word.span, NoticeKind::Grouping, || {
                        "this is not joined with the word beside it: write quotes around words that belong together".to_owned()
                    });
                }
            }
            is_beside = true;
            parts.push(part);
        }
        if parts.len() < 2 {
            return parts.pop();
        }
        let joined = parts.len();
        let nodes = parts.into_iter().map(|part| part.node).collect();
        let node = if is_written { Node::and(nodes) } else { Node::all(nodes) };
        node.map(|node| Operand { node, joined, is_near: false })
    }

    /// Reads `NOT` and what it negates.
    fn negated(&mut self) -> Option<Operand> {
        let is_not = |token: &Token| matches!(token.kind, TokenKind::Operator(Role::Not, _));
        let mut nots = Vec::new();
        while let Some(not) = self.tokens.next_if(is_not) {
            nots.push(not.span);
        }
        let mut operand = self.near()?;
        for not in nots.into_iter().rev() {
            let span = not.to(operand.node.span);
            operand.node = operand.node.negate(span);
        }
        Some(operand)
    }

    /// Reads operands that are near each other, or one alone.
    fn near(&mut self) -> Option<Operand> {
        // Factiva's fields and counts hold up to the next `and`, `or` or `not`.
        let binds = |token: &Token| match token.kind {
            TokenKind::Field(field) => field.has_places(),
            TokenKind::AtLeast(_) => true,
            _ => false,
        };
        let mut modifiers = Vec::new();
        while self.options.dialect == Dialect::Factiva
            && let Some(token) = self.tokens.next_if(binds)
        {
            modifiers.extend(modifier(&token.kind).map(|modifier| (modifier, token.span)));
        }
        // But those of a group hold for the group.
        if self.tokens.peek().is_some_and(|token| token.kind == TokenKind::Open) {
            return self.joined(modifiers);
        }
        let mut operand = self.joined(vec![])?;
        operand.node = self.apply(modifiers, operand.node);
        Some(operand)
    }

    /// Reads operands that are near each other; `before` stands before the first.
    fn joined(&mut self, before: Vec<(Modifier, Span)>) -> Option<Operand> {
        let mut operands = vec![self.run(before)?];
        let mut proximities = Vec::new();
        let is_near = |token: &Token| matches!(token.kind, TokenKind::Operator(Role::Near(_), _));
        while let Some(Token { kind: TokenKind::Operator(Role::Near(proximity), _), span }) = self.tokens.next_if(is_near) {
            let Some(operand) = self.run(vec![]) else { break };
            if operands.len() < MAX_DEPTH {
                operands.push(operand);
                proximities.push((proximity, span));
            } else {
                self.remarks.error(|| resolve::too_deep(span));
            }
        }
        let is_near = !proximities.is_empty();
        // The nearest are joined first, and from the left where they are alike.
        while let Some((at, (proximity, operator))) =
            proximities.iter().copied().enumerate().min_by_key(|(at, (proximity, _))| (proximity.within, *at))
        {
            proximities.remove(at);
            let right = operands.remove(at + 1);
            let left = operands.remove(at);
            let pair = self.pair(left, proximity, operator, &right);
            operands.insert(at, pair);
        }
        operands.pop().map(|node| Operand { node, joined: 1, is_near })
    }

    /// Joins two operands; what cannot be near anything is a mistake.
    fn pair(&mut self, left: Node, proximity: Proximity, operator: Span, right: &Node) -> Node {
        let span = left.span.to(right.span);
        // `title:a w/5 title:b` looks in one field.
        if let (Kind::Field(field, a), Kind::Field(other, b)) = (&left.kind, &right.kind)
            && field == other
            && let Some(node) = Node::near((**a).clone(), proximity, (**b).clone())
        {
            return Node { span, ..node }.in_field(*field, span);
        }
        if let Some(node) = Node::near(left.clone(), proximity, right.clone()) {
            return node;
        }
        let help = advice::near(&left, proximity, right);
        self.remarks.error(|| ParseError {
            span: operator,
            kind: ErrorKind::BadOperand,
            message: format!("`{proximity}` joins words, phrases, wildcards and groups of `OR`"),
            help: Some(help),
        });
        Node { span, ..left }
    }

    /// Reads an operand with all that stands before it; in Factiva's dialect words side by side
    /// are one phrase. Goes past one token at least.
    fn run(&mut self, mut modifiers: Vec<(Modifier, Span)>) -> Option<Node> {
        let token = loop {
            let token = self.tokens.next()?;
            let Some(modifier) = modifier(&token.kind) else { break token };
            modifiers.push((modifier, token.span));
        };
        let is_group = token.kind == TokenKind::Open;
        let mut node = self.operand(token.kind, token.span)?;
        let takes_words = match modifiers.last() {
            None => true,
            Some((Modifier::Within(field), _)) => field.has_places() && !is_group,
            Some(_) => !is_group,
        };
        if self.options.dialect == Dialect::Factiva && takes_words {
            node = self.words_beside(node);
        }
        Some(self.apply(modifiers, node))
    }

    /// Joins a word or phrase with the words after it.
    fn words_beside(&mut self, mut node: Node) -> Node {
        while let Some(text) = phrase_text(&node) {
            let more = self.tokens.peek().and_then(|next| Some((token_text(&next.kind)?, next.span)));
            let Some((more, at)) = more else { break };
            self.tokens.next();
            let phrase = Phrase { text: format!("{text} {more}"), ..Phrase::default() };
            node = Node::new(Kind::Phrase(phrase), node.span.to(at));
        }
        node
    }

    /// Applies what stands before an operand, the nearest first.
    fn apply(&mut self, modifiers: Vec<(Modifier, Span)>, mut node: Node) -> Node {
        for (modifier, at) in modifiers.into_iter().rev() {
            let span = at.to(node.span);
            node = match modifier {
                Modifier::Negate => node.negate(span),
                Modifier::Require => Node { span, ..node.require() },
                Modifier::Within(field) => node.in_field(field, span),
                Modifier::First(words) => self.among_first(words, node, at, span),
                Modifier::AtLeast(count) => self.at_least(count, node, at, span),
            };
        }
        node
    }

    /// Looks for an operand among the first words; a date alone has none.
    fn among_first(&mut self, words: u32, node: Node, at: Span, span: Span) -> Node {
        let inner = if let Kind::Not(inner) = &node.kind { inner } else { &node };
        if matches!(inner.kind, Kind::Date(_)) {
            self.remarks.error(|| ParseError {
                span: at,
                kind: ErrorKind::BadOperand,
                message: format!("`first/{words}` looks among words, and a date is none"),
                help: Some(format!("write `first/{words}(word) AND {node}`")),
            });
            return node;
        }
        node.among_first(words, span)
    }

    /// Counts an operand; what cannot be counted is a mistake.
    fn at_least(&mut self, count: u32, node: Node, at: Span, span: Span) -> Node {
        node.clone().at_least(count, span).unwrap_or_else(|| {
            self.remarks.error(|| ParseError {
                span: at,
                kind: ErrorKind::BadOperand,
                message: format!("`atleast{count}` counts words, phrases, wildcards and groups of `OR`"),
                help: Some(format!("write `atleast{count}(word)`, and join it with what else is wanted")),
            });
            node
        })
    }

    fn operand(&mut self, kind: TokenKind, span: Span) -> Option<Node> {
        let kind = match kind {
            TokenKind::Word { text, exact } => Kind::Word(Word { text, exact }),
            TokenKind::Pattern(pattern) => Kind::Pattern(pattern),
            TokenKind::Phrase(phrase) => Kind::Phrase(phrase),
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
            Err(DateSpecError {
                kind: ErrorKind::UnreadableDate,
                message: "`date:` takes one date".to_owned(),
                nearest: None,
                other: None,
            })
        } else {
            parse_date_spec(value, self.options.today)
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

/// Returns the words of a node that can be part of a phrase.
fn phrase_text(node: &Node) -> Option<String> {
    match &node.kind {
        _ if node.required => None,
        Kind::Word(word) => Some(word.text.replace(['*', '?'], "-")),
        Kind::Pattern(Pattern::Wild(text)) | Kind::Phrase(Phrase { text, slop: 0, .. }) => Some(text.clone()),
        _ => None,
    }
}

/// Returns the words of a token that can be part of a phrase.
fn token_text(kind: &TokenKind) -> Option<String> {
    match kind {
        TokenKind::Word { text, .. } => Some(text.replace(['*', '?'], "-")),
        TokenKind::Pattern(Pattern::Wild(text)) | TokenKind::Phrase(Phrase { text, slop: 0, .. }) => Some(text.clone()),
        _ => None,
    }
}

#[cfg(test)]
#[path = "parser_tests.rs"]
mod tests;

#[cfg(test)]
#[path = "operator_tests.rs"]
mod operator_tests;

#[cfg(test)]
#[path = "traditions_tests.rs"]
mod traditions_tests;
