//! Prints a query as its one canonical text, which reads as the same query
//! (that nothing in it may be relaxed aside: side by side is printed `AND`).
//!
//! `AND` is always written, groups of `OR` and of `AND` inside one another have
//! parentheses, quotes are straight. Whatever a word holds that would be read
//! as a sign has a backslash before it; a word that would be read as an operator
//! or a field has one before its first letter.

use std::fmt::{self, Formatter, Write};

use super::ast::{Kind, Node, Pattern, Phrase, Query, Word};
use super::chars;
use super::foreign;
use super::operator::{self, Dialect, Reading};
use super::prefix;
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
    Near,
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
    let is_function = matches!(node.kind, Kind::AtLeast(..) | Kind::First(..));
    deepest.unwrap_or(0) + usize::from(is_function) + usize::from(has_parentheses(node, place))
}

fn place_of_children(node: &Node) -> Place {
    match node.kind {
        Kind::All(_) | Kind::And(_) => Place::And,
        Kind::Or(_) => Place::Or,
        Kind::Not(_) => Place::Not,
        Kind::Field(..) => Place::Field,
        Kind::Near(_) => Place::Near,
        _ => Place::Group,
    }
}

fn has_parentheses(node: &Node, place: Place) -> bool {
    let joins = match node.kind {
        Kind::All(_) | Kind::And(_) => place != Place::And,
        Kind::Or(_) => place != Place::Or,
        Kind::Not(_) => return matches!(place, Place::Not | Place::Field),
        Kind::Near(_) => place != Place::Group,
        Kind::Field(..) | Kind::Date(_) => return place == Place::Field,
        _ => return false,
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
        Kind::Pattern(pattern) => write!(f, "{pattern}")?,
        Kind::Phrase(phrase) => print_phrase(phrase, f)?,
        Kind::Near(near) => {
            let [left, right] = near.operands.as_ref();
            print(left, Place::Near, f)?;
            write!(f, " {} ", near.proximity)?;
            print(right, Place::Near, f)?;
        }
        Kind::AtLeast(count, inner) => print_function(&format!("atleast{count}"), inner, f)?,
        Kind::First(count, inner) => print_function(&format!("first/{count}"), inner, f)?,
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

fn print_function(name: &str, inner: &Node, f: &mut Formatter<'_>) -> fmt::Result {
    write!(f, "{name}(")?;
    print(inner, Place::Group, f)?;
    f.write_char(')')
}

impl fmt::Display for Pattern {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Wild(text) => {
                if text.starts_with(char::is_alphanumeric) && is_special(text) {
                    f.write_char('\\')?;
                }
                print_letters(text, true, f)
            }
            Self::Fuzzy { text, edits } => {
                print_word(text, f)?;
                write!(f, "~{edits}")
            }
            Self::Regex(text) => write!(f, "/{text}/"),
        }
    }
}

fn print_phrase(phrase: &Phrase, f: &mut Formatter<'_>) -> fmt::Result {
    f.write_str(if phrase.is_whole { "=\"" } else { "\"" })?;
    for c in phrase.text.chars() {
        if matches!(c, '"' | '\\') {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
    }
    f.write_char('"')?;
    if phrase.slop > 0 { write!(f, "~{}", phrase.slop) } else { Ok(()) }
}

fn print_word(text: &str, f: &mut Formatter<'_>) -> fmt::Result {
    // Most signs at the beginning have a backslash of their own.
    let is_word = text.starts_with(char::is_alphanumeric);
    if is_word && is_special(text) || text.starts_with(['@', '#']) && foreign::is_refused_word(text) {
        f.write_char('\\')?;
    }
    print_letters(text, false, f)
}

/// Prints the letters of a word; `wild` says that `*` and `?` are wildcards.
fn print_letters(text: &str, wild: bool, f: &mut Formatter<'_>) -> fmt::Result {
    let has_limit = word::has_limit(text);
    let mut before = None;
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        let after = rest.clone().next();
        let is_limit = has_limit && after.is_none();
        let is_wild = wild && matches!(c, '*' | '?');
        let is_near = c == '/' && is_near_sign(rest.as_str());
        if !is_wild && (is_limit || is_near || is_sign(before, c, after)) {
            f.write_char('\\')?;
        }
        f.write_char(c)?;
        before = Some(c);
    }
    Ok(())
}

/// Tells whether a word would be read as a field, a function or an operator.
fn is_special(text: &str) -> bool {
    prefix::is_special(text) || operator::read(text, Dialect::Own) != Reading::Word
}

/// Tells whether what follows a stroke makes it an operator: `N5/`.
fn is_near_sign(rest: &str) -> bool {
    let number = rest.strip_prefix(['n', 'N']).and_then(|rest| rest.split_once('/'));
    number.is_some_and(|(number, _)| operator::is_number(number))
}

/// Tells whether the lexer would read a character of a word as a sign.
fn is_sign(before: Option<char>, c: char, after: Option<char>) -> bool {
    match c {
        '\\' | '(' | ')' | '*' | '~' | '^' => true,
        '-' | '+' | '!' | '=' | '/' if before.is_none() => true,
        '!' => after.is_none(),
        '?' => after.is_some(),
        '&' | '|' => after == Some(c),
        c if before.is_none() && word::LEADING.contains(&c) => true,
        c if after.is_none() && word::TRAILING.contains(&c) => true,
        c => chars::is_double_quote(c) && !chars::is_inner_quote(before, c, after),
    }
}

#[cfg(test)]
#[path = "display_tests.rs"]
mod tests;
