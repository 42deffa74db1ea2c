//! Checks the values of `lang:`, and guesses what was meant by those that are none.

use super::ast::{Kind, Pattern, Query};
use super::error::{ErrorKind, ParseError};
use super::field::Field;
use super::notice::{Remarks, quoted};

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
pub(super) fn check(query: &Query, remarks: &mut Remarks) {
    for leaf in query.leaves() {
        let text = match &leaf.node.kind {
            Kind::Word(word) => &word.text,
            Kind::Phrase(phrase) => &phrase.text,
            Kind::Pattern(Pattern::Wild(text) | Pattern::Regex(text) | Pattern::Fuzzy { text, .. }) => text,
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
