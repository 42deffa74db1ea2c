//! Prints a query as its one canonical text, which reads as the same query
//! (that nothing in it may be relaxed aside: side by side is printed `AND`).
//!
//! `AND` is always written, groups of `OR` and of `AND` inside one another have
//! parentheses, quotes are straight. Whatever a word holds that would be read
//! as a sign has a backslash before it; a word that would be read as an operator
//! or a field has one before its first letter.

use std::fmt::{self, Formatter, Write};

use super::ast::{Kind, Node, Query, Word};
use super::chars;
use super::field;
use super::word;

/// Says what a node is printed inside of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    /// Nothing, or parentheses.
    Group,
    And,
    Or,
    Not,
    Field,
}

impl fmt::Display for Query {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.root.as_ref().map_or(Ok(()), |root| print(root, Place::Group, f))
    }
}

impl fmt::Display for Node {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        print(self, Place::Group, f)
    }
}

impl fmt::Display for Word {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.exact {
            f.write_char('=')?;
        }
        print_word(&self.text, f)
    }
}

/// Counts the parentheses inside one another in the canonical text.
pub(super) fn depth(query: &Query) -> usize {
    query.root.as_ref().map_or(0, |root| node_depth(root, Place::Group))
}

fn node_depth(node: &Node, place: Place) -> usize {
    let inner = place_of_children(node);
    let deepest = node.children().iter().map(|child| node_depth(child, inner)).max();
    deepest.unwrap_or(0) + usize::from(has_parentheses(node, place))
}

fn place_of_children(node: &Node) -> Place {
    match node.kind {
        Kind::All(_) | Kind::And(_) => Place::And,
        Kind::Or(_) => Place::Or,
        Kind::Not(_) => Place::Not,
        Kind::Field(..) => Place::Field,
        Kind::Word(_) | Kind::Phrase(_) | Kind::Date(_) => Place::Group,
    }
}

fn has_parentheses(node: &Node, place: Place) -> bool {
    let joins = match node.kind {
        Kind::All(_) | Kind::And(_) => place != Place::And,
        Kind::Or(_) => place != Place::Or,
        Kind::Not(_) => return matches!(place, Place::Not | Place::Field),
        Kind::Field(..) | Kind::Date(_) => return place == Place::Field,
        Kind::Word(_) | Kind::Phrase(_) => return false,
    };
    node.required || joins && place != Place::Group
}

fn print(node: &Node, place: Place, f: &mut Formatter<'_>) -> fmt::Result {
    if node.required {
        f.write_char('+')?;
    }
    let has_parentheses = has_parentheses(node, place);
    if has_parentheses {
        f.write_char('(')?;
    }
    match &node.kind {
        Kind::Word(word) => write!(f, "{word}")?,
        Kind::Phrase(text) => print_phrase(text, f)?,
        Kind::All(parts) | Kind::And(parts) => print_joined(parts, " AND ", Place::And, f)?,
        Kind::Or(parts) => print_joined(parts, " OR ", Place::Or, f)?,
        Kind::Not(inner) => {
            f.write_str("NOT ")?;
            print(inner, Place::Not, f)?;
        }
        Kind::Field(field, inner) => {
            write!(f, "{}:", field.name())?;
            print(inner, Place::Field, f)?;
        }
        Kind::Date(filter) => write!(f, "date:{filter}")?,
    }
    if has_parentheses {
        f.write_char(')')?;
    }
    Ok(())
}

fn print_joined(parts: &[Node], sign: &str, place: Place, f: &mut Formatter<'_>) -> fmt::Result {
    for (i, part) in parts.iter().enumerate() {
        f.write_str(if i == 0 { "" } else { sign })?;
        print(part, place, f)?;
    }
    Ok(())
}

fn print_phrase(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_char('"')?;
    for c in text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    f.write_char('"')
}

fn print_word(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    let name = text.split_once(':').map(|(name, _)| name);
    if chars::is_operator(text) || name.is_some_and(|name| field::lookup(name).is_some()) {
        f.write_char('\\')?;
    }
    let mut before = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let after = rest.clone().next();
        if is_sign(before, c, after) {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
        before = Some(c);
    }
    Ok(())
}

/// Tells whether the lexer would read a character of a word as a sign.
fn is_sign(before: Option<char>, c: char, after: Option<char>) -> bool {
    match c {
        '\\' | '(' | ')' | '*' | '~' | '^' => true,
        '-' | '+' | '!' | '=' if before.is_none() => true,
        '&' | '|' => after == Some(c),
        c if before.is_none() && word::LEADING.contains(&c) => true,
        c if after.is_none() && word::TRAILING.contains(&c) => true,
        c => chars::is_double_quote(c) && !chars::is_inner_quote(before, c, after),
    }
}

#[cfg(test)]
#[path = "display_tests.rs"]
mod tests;
