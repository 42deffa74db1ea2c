//! Checks the values of `lang:` and `story:`, which are codes and not words, and guesses
//! what was meant by those that are none.

use super::ast::{Kind, Node, Phrase, Query, Word};
use super::error::{ErrorKind, ParseError};
use super::field::Field;
use super::notice::{Remarks, quoted};
use crate::model::ArticleId;
use crate::text::Language;

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

/// Finds values of `lang:` that are no language, of `story:` that are no id, and what is no
/// value at all.
pub(super) fn check(query: &Query, remarks: &mut Remarks) {
    if let Some(root) = &query.root {
        find(root, remarks);
    }
}

/// Recursion is as deep as the tree, which the parser bounds.
fn find(node: &Node, remarks: &mut Remarks) {
    match &node.kind {
        Kind::Field(field, inner) if !field.has_places() => values(*field, inner, remarks),
        _ => node.children().iter().for_each(|child| find(child, remarks)),
    }
}

fn values(field: Field, node: &Node, remarks: &mut Remarks) {
    let text = match &node.kind {
        Kind::Or(parts) => return parts.iter().for_each(|part| values(field, part, remarks)),
        Kind::Word(Word { text, .. }) | Kind::Phrase(Phrase { text, .. }) => text,
        _ => {
            let name = field.name();
            return remarks.error(|| ParseError {
                span: node.span,
                kind: ErrorKind::BadValue,
                message: format!("`{name}:` takes one value, or several joined by `OR`"),
                help: Some(format!("write `{name}:(one OR other)`")),
            });
        }
    };
    if field == Field::Lang && !(is_language(text) && Language::from_code(text).is_some()) {
        remarks.error(|| ParseError {
            span: node.span,
            kind: ErrorKind::BadLanguage,
            message: format!("{} is no language of two or three letters", quoted(text)),
            help: Some(format!("write `lang:{}`", nearest_language(text))),
        });
    }
    if field == Field::Story && ArticleId::parse(text).is_none() {
        remarks.error(|| ParseError {
            span: node.span,
            kind: ErrorKind::BadValue,
            message: format!("{} is not the id of a story", quoted(text)),
            help: Some("write an id as `search --json` shows it".to_owned()),
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
    let first = lower.split(['-', '_']).next().filter(|first| is_language(first) && Language::from_code(first).is_some());
    let several: Vec<&str> = lower.split([',', ';', '|', '/']).collect();
    if several.len() > 1 && several.len() < 10 && several.iter().all(|one| is_language(one)) {
        return format!("({})", several.join(" OR "));
    }
    first.unwrap_or("en").to_owned()
}
