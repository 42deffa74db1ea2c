//! Finds who published the page: source metadata, the head's claims, the
//! masthead line, the copyright line.
//!
//! Invariants: an agency is never an outlet found on the page; a name is taken
//! from the text only if it stands as a masthead or after a copyright sign.

use crate::model::{JudgedBlock, Page, Provenance, RawDocument, Reason, Role, Sourced};
use crate::text::{collapse_whitespace, fold};

/// The outlet and where it was found.
pub(super) fn choose(document: &RawDocument, page: &Page, blocks: &[JudgedBlock]) -> Sourced {
    if let Some(given) = document.given.outlet.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        return Sourced::found(given, Provenance::Metadata);
    }
    if let Some(claim) = page.head.outlets.iter().find(|claim| !claim.value.trim().is_empty()) {
        return Sourced::found(claim.value.trim(), claim.from);
    }
    if let Some(block) = blocks.iter().find(|block| block.role == Role::Outlet) {
        return Sourced::found(usual_case(&collapse_whitespace(&block.text)), Provenance::Page);
    }
    let footers = blocks.iter().filter(|block| block.role == Role::Junk && block.reason == Some(Reason::Boilerplate));
    match footers.rev().find_map(|block| copyright_holder(&block.text)) {
        Some(name) => Sourced::found(name, Provenance::Page),
        None => Sourced::default(),
    }
}

/// The name in a copyright line: `© 2026 The Quay Courier. All rights reserved.`
pub(crate) fn copyright_holder(line: &str) -> Option<String> {
    let line = line.get(..line.floor_char_boundary(300))?;
    let folded = fold(line);
    let has_sign = line.contains(['©', 'ⓒ']) || folded.contains("(c) ") || folded.contains("copyright");
    if !has_sign {
        return None;
    }
    let at = line.find(['©', 'ⓒ']).or_else(|| find_word(line, "(c)")).or_else(|| find_word(line, "copyright"))?;
    let rest = line.get(at..)?;
    let mut rest = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
    for word in ["Copyright", "copyright", "COPYRIGHT", "c) ", "C) "] {
        rest = rest.strip_prefix(word).unwrap_or(rest).trim_start_matches(|c: char| !c.is_alphanumeric());
    }
    // The year, before or after the name.
    rest = rest.trim_start_matches(|c: char| {
        c.is_numeric() || c.is_whitespace() || matches!(c, '-' | '–' | ',' | '.' | '©' | '/' | ':')
    });
    rest = rest.strip_prefix("by ").unwrap_or(rest);
    let end = rest.find(['.', ',', '|', ';', '(', '·', '•', '/', '©', '\n', '。', '，']).unwrap_or(rest.len());
    let name = rest.get(..end)?;
    let legal = [" 무단", " 未经", " 未經", " All ", " Alle ", " Tous ", " Todos ", " Tutti ", " Все ", " Усі "];
    let name = legal.iter().find_map(|word| Some(name.split_once(word)?.0)).unwrap_or(name);
    let name = name.find(|c: char| c.is_numeric()).and_then(|at| name.get(..at)).unwrap_or(name);
    let name = name.trim().trim_end_matches(['-', '–', '—', ':']).trim();
    is_outlet_name(name).then(|| name.to_owned())
}

/// A masthead of three words or more in capitals, in its usual case; shorter
/// ones may be abbreviations and stay.
fn usual_case(name: &str) -> String {
    let letters = || name.chars().filter(|c| c.is_alphabetic());
    if name.split_whitespace().count() < 3 || !letters().all(char::is_uppercase) {
        return name.to_owned();
    }
    let small = |word: &str| {
        matches!(
            word,
            "of" | "the" | "and" | "de" | "del" | "des" | "du" | "da" | "do" | "di" | "della" | "und" | "y" | "e" | "et" | "von"
        )
    };
    let mut words = Vec::new();
    for (at, word) in name.split_whitespace().enumerate() {
        let lower = word.to_lowercase();
        let mut chars = lower.chars();
        words.push(match chars.next() {
            Some(first) if at == 0 || !small(&lower) => first.to_uppercase().chain(chars).collect(),
            _ => lower,
        });
    }
    words.join(" ")
}

fn find_word(line: &str, word: &str) -> Option<usize> {
    let lower = line.to_ascii_lowercase();
    lower.find(word)
}

/// Whether a text can be the name of an outlet: short, a proper name, no agency.
pub(crate) fn is_outlet_name(text: &str) -> bool {
    let words: Vec<&str> = text.split_whitespace().collect();
    let chars = text.chars().count();
    if words.is_empty() || words.len() > 6 || !(3..=45).contains(&chars) || text.ends_with(['?', '!', ':', ',', '…']) {
        return false;
    }
    if super::agency::among(text).is_some() || text.contains(['|', '›', '»', '@', '"', '“']) {
        return false;
    }
    let cased = text.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    let first_big = words.first().and_then(|word| word.chars().next()).is_some_and(|c| !c.is_lowercase() || !cased);
    let folded = fold(text);
    let legal = [
        "all rights",
        "alle rechte",
        "tous droits",
        "todos los",
        "tutti i",
        "riproduzione",
        "todos os",
        "wszelkie",
        "getty",
        "privacy",
        "terms",
    ];
    first_big && !legal.iter().any(|word| folded.contains(word)) && !super::phrases::is_section_name(&folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<&str>) {
        assert_eq!(copyright_holder(line).as_deref(), expected, "{line}");
    }

    #[test]
    fn holders_are_read() {
        check("© 2026 The Quay Courier. All rights reserved.", Some("The Quay Courier"));
        check("Copyright 2026 Varnholm Ledger. Reproduction prohibited.", Some("Varnholm Ledger"));
        check("(c) 2026 The Fenwick Times, Mill Lane, Fenwick.", Some("The Fenwick Times"));
        check("© Надбережний вісник, 2025", Some("Надбережний вісник"));
        check("© Riproduzione riservata", None);
        check("© Reuters", None);
        check("All rights reserved", None);
    }
}
