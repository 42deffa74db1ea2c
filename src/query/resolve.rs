//! Settles what single tokens cannot tell: which parentheses have partners,
//! which groups and prefixes have anything to hold, and which operators stand
//! between operands.
//!
//! What comes out is well formed: parentheses balance and are at most
//! [`MAX_DEPTH`] deep, no group is empty, each prefix, field and operator has
//! its operands. So the parser after this cannot fail. Linear in the tokens.

use rustc_hash::FxHashMap;

use super::ast::{Proximity, Span};
use super::error::{ErrorKind, ParseError};
use super::lexer::{Token, TokenKind};
use super::notice::{NoticeKind, Remarks, quoted};
use super::operator::Role;
use crate::text::{Language, fold, is_function_word};

/// The most parentheses inside one another; no person writes ten, and the tree
/// is walked by recursion.
pub const MAX_DEPTH: usize = 64;

/// Makes a list of tokens well formed.
pub(super) fn resolve(tokens: Vec<Token>, remarks: &mut Remarks) -> Vec<Token> {
    let balanced = balance(tokens, remarks);
    let filled = fill(join_not(balanced), remarks);
    settle(filled, remarks)
}

/// Makes the mistake of nesting too deep.
pub(super) fn too_deep(span: Span) -> ParseError {
    ParseError {
        span,
        kind: ErrorKind::TooDeep,
        message: format!("parentheses are more than {MAX_DEPTH} deep"),
        help: Some("write fewer of them, or several queries".to_owned()),
    }
}

/// Takes away parentheses without partners, and those that are too deep.
fn balance(tokens: Vec<Token>, remarks: &mut Remarks) -> Vec<Token> {
    let mut open = Vec::new();
    let mut has_partner = vec![false; tokens.len()];
    let mut mark = |i: usize| {
        if let Some(slot) = has_partner.get_mut(i) {
            *slot = true;
        }
    };
    let mut limits: FxHashMap<usize, Token> = FxHashMap::default();
    let mut closed = None;
    for (i, token) in tokens.iter().enumerate() {
        match token.kind {
            TokenKind::Open => open.push(i),
            TokenKind::Close => {
                closed = open.pop();
                if let Some(partner) = closed {
                    mark(partner);
                    mark(i);
                }
            }
            TokenKind::Limit(words) => {
                // It stands right after a `Close`.
                let first = Token { kind: TokenKind::First(words), span: token.span };
                limits.extend(closed.map(|partner| (partner, first)));
            }
            _ => {}
        }
    }
    let mut depth = 0_usize;
    let mut told = false;
    let mut kept = Vec::with_capacity(tokens.len());
    for (i, (token, has_partner)) in tokens.into_iter().zip(has_partner).enumerate() {
        let sign = match token.kind {
            TokenKind::Open => "(",
            TokenKind::Close => ")",
            TokenKind::Limit(_) => continue,
            _ => {
                kept.push(token);
                continue;
            }
        };
        if !has_partner {
            remarks.notice(token.span, NoticeKind::UnbalancedParenthesis, || {
                format!("`{sign}` has no other half, so it is read past")
            });
            continue;
        }
        let is_open = token.kind == TokenKind::Open;
        depth += usize::from(is_open);
        if depth <= MAX_DEPTH {
            kept.extend(limits.remove(&i));
            kept.push(token);
        } else if !told {
            told = true;
            remarks.error(|| too_deep(token.span));
        }
        depth -= usize::from(!is_open);
    }
    kept
}

/// Makes one operator of `NOT w/5`, and one of `but not`.
fn join_not(tokens: Vec<Token>) -> Vec<Token> {
    let mut joined: Vec<Token> = Vec::with_capacity(tokens.len());
    for Token { kind, span } in tokens {
        let token = match kind {
            TokenKind::Operator(Role::Near(proximity), text) if !proximity.is_negated => {
                let not = joined.pop_if(|last| matches!(last.kind, TokenKind::Operator(Role::Not, _)));
                let proximity = Proximity { is_negated: not.is_some(), ..proximity };
                let span = not.map_or(span, |not| not.span.to(span));
                Token { kind: TokenKind::Operator(Role::Near(proximity), text), span }
            }
            TokenKind::Operator(Role::Not, text) => {
                let is_but = |last: &mut Token| matches!(&last.kind, TokenKind::Word { text, exact: false } if text.eq_ignore_ascii_case("but"));
                let but = if joined.len() > 1 { joined.pop_if(is_but) } else { None };
                let span = but.map_or(span, |but| but.span.to(span));
                Token { kind: TokenKind::Operator(Role::Not, text), span }
            }
            kind => Token { kind, span },
        };
        joined.push(token);
    }
    joined
}

/// Takes away empty groups, prefixes and fields with nothing after them, and
/// `&&` and `||` with nothing on one side.
fn fill(tokens: Vec<Token>, remarks: &mut Remarks) -> Vec<Token> {
    let mut kept: Vec<Token> = Vec::with_capacity(tokens.len());
    for token in tokens {
        match token.kind {
            TokenKind::Nothing => drop_waiting(&mut kept, None),
            TokenKind::Operator(..) => {
                drop_waiting(&mut kept, Some(remarks));
                let ends_operand = |last: &Token| !matches!(last.kind, TokenKind::Open | TokenKind::Operator(..));
                if is_symbol(&token) && !kept.last().is_some_and(ends_operand) {
                    no_operand(&token, "before", "past", remarks);
                } else {
                    kept.push(token);
                }
            }
            TokenKind::Close => {
                drop_trailing(&mut kept, remarks);
                match kept.pop_if(|last| last.kind == TokenKind::Open) {
                    Some(open) => {
                        remarks.notice(open.span.to(token.span), NoticeKind::EmptyGroup, || {
                            "this group has nothing in it, so it is ignored".to_owned()
                        });
                        drop_waiting(&mut kept, None);
                    }
                    None => kept.push(token),
                }
            }
            _ => kept.push(token),
        }
    }
    drop_trailing(&mut kept, remarks);
    kept
}

/// Tells whether a token is `&&` or `||`, which are nothing without operands,
/// where `AND` is still a word.
fn is_symbol(token: &Token) -> bool {
    matches!(&token.kind, TokenKind::Operator(_, text) if matches!(text.as_str(), "&&" | "||" | "|"))
}

/// Says that an operator is not read as one.
fn no_operand(token: &Token, side: &str, read: &str, remarks: &mut Remarks) {
    if let TokenKind::Operator(_, text) = &token.kind {
        remarks.notice(token.span, NoticeKind::OperatorAsWord, || {
            format!("{} has no operand {side} it, so it is read {read}", quoted(text))
        });
    }
}

/// Takes away all that cannot stand at the end of a group.
fn drop_trailing(kept: &mut Vec<Token>, remarks: &mut Remarks) {
    drop_waiting(kept, Some(remarks));
    while let Some(token) = kept.pop_if(|last| is_symbol(last)) {
        no_operand(&token, "after", "past", remarks);
        drop_waiting(kept, Some(remarks));
    }
}

/// Takes away the prefixes and fields at the end; they wait for an operand that
/// will not come.
fn drop_waiting(kept: &mut Vec<Token>, mut remarks: Option<&mut Remarks>) {
    while let Some(token) = kept.pop_if(|last| last.kind.is_prefix()) {
        let name = match token.kind {
            TokenKind::Field(field) => format!("{}:", field.name()),
            TokenKind::AtLeast(count) => format!("atleast{count}"),
            TokenKind::First(count) => format!("first/{count}"),
            _ => continue,
        };
        if let Some(remarks) = remarks.as_deref_mut() {
            remarks.notice(token.span, NoticeKind::FieldWithoutValue, || {
                format!("`{name}` has nothing to search for, so it is ignored")
            });
        }
    }
}

/// Says what a token has before it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Before {
    Start,
    Operand,
    And,
    Operator,
}

/// Says what a token has after it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum After {
    End,
    Operand,
    Not,
    Binary,
}

/// Makes words of the operators that have no operands.
///
/// Upper-case operators are meant, so reading one as a word is told; lower-case
/// ones are words unless they stand between two operands, and in running text
/// they always are: nobody who pastes `He would not resign or apologise` means
/// to leave out `resign`.
fn settle(tokens: Vec<Token>, remarks: &mut Remarks) -> Vec<Token> {
    let after = what_follows(&tokens);
    let little = tokens.iter().filter(|token| is_little_word(token)).count();
    let mut before = Before::Start;
    let mut settled = Vec::with_capacity(tokens.len());
    for (token, after) in tokens.into_iter().zip(after) {
        let TokenKind::Operator(role, text) = &token.kind else {
            before = match token.kind {
                TokenKind::Open => Before::Start,
                ref kind if kind.is_prefix() => before,
                _ => Before::Operand,
            };
            settled.push(token);
            continue;
        };
        let is_meant = !text.contains(|c: char| c.is_ascii_lowercase());
        let is_near = matches!(role, Role::Near(_));
        let is_live = match (role, is_meant) {
            (Role::Near(_), _) => before == Before::Operand && matches!(after, After::Operand | After::Not),
            (Role::Not, true) => after != After::End,
            (Role::Not, false) if before == Before::And => after == After::Operand,
            (Role::Not, false) => after == After::Operand && before == Before::Operand && little == 0,
            (_, true) => before == Before::Operand && after != After::End,
            (_, false) => {
                let stands_between = before == Before::Operand && matches!(after, After::Operand | After::Not);
                stands_between && (little < PROSE_LITTLE_WORDS || after == After::Not && *role == Role::And)
            }
        };
        if is_live {
            if *role == Role::Not && !is_meant && before == Before::Operand {
                remarks.notice(token.span, NoticeKind::WordAsOperator, || {
                    format!("`{text}` leaves out what follows: write `\\{text}` for the word")
                });
            }
            if text.starts_with('+') {
                remarks.notice(token.span, NoticeKind::WordAsOperator, || {
                    format!("`{text}` is read as `PRE/{}`: write `\\{text}` for the number", text.trim_start_matches('+'))
                });
            }
            before = if *role == Role::And { Before::And } else { Before::Operator };
            settled.push(token);
        } else if let Some(number) = text.strip_prefix('+') {
            before = Before::Operand;
            let number = TokenKind::Word { text: number.to_owned(), exact: false };
            let sign = Span::new(token.span.start, token.span.start + 1);
            settled.push(Token { kind: TokenKind::Plus, span: sign });
            settled.push(Token { kind: number, span: Span::new(sign.end, token.span.end) });
        } else {
            if !is_meant && *role == Role::Not && before == Before::Operand && after == After::Operand {
                remarks.notice(token.span, NoticeKind::OperatorAsWord, || {
                    format!("{} is read as a word: write `NOT` to leave out what follows", quoted(text))
                });
            }
            if is_meant || is_near {
                let side = if after == After::End { "after" } else { "before" };
                no_operand(&token, side, "as a word", remarks);
            }
            before = Before::Operand;
            let word = TokenKind::Word { text: text.clone(), exact: false };
            settled.push(Token { kind: word, span: token.span });
        }
    }
    settled
}

/// So many little words show that a query is running text.
const PROSE_LITTLE_WORDS: usize = 3;

/// Tells whether a token is a word of English that carries only grammar. The
/// operators are English words, so other languages are no matter.
fn is_little_word(token: &Token) -> bool {
    let TokenKind::Word { text, exact: false } = &token.kind else { return false };
    Language::from_code("en").is_some_and(|english| is_function_word(&fold(text), &[english]))
}

/// Says for each token what follows it.
fn what_follows(tokens: &[Token]) -> Vec<After> {
    let mut after = After::End;
    let mut all: Vec<After> = tokens
        .iter()
        .rev()
        .map(|token| {
            let this = after;
            after = match &token.kind {
                TokenKind::Close => After::End,
                TokenKind::Operator(Role::Not, _) => After::Not,
                TokenKind::Operator(..) => After::Binary,
                _ => After::Operand,
            };
            this
        })
        .collect();
    all.reverse();
    all
}
