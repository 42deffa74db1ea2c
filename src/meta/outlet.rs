//! Finds who published the page: source metadata, the address if it is known, the
//! head's claims, the votes of the page's text (`imprint`), the masthead line.
//!
//! Invariant: an agency is never an outlet found on the page.

use super::{imprint, outlets};
use crate::model::{Claim, JudgedBlock, Page, Provenance, RawDocument, Role, Sourced};
use crate::text::{Language, Marks, collapse_whitespace, fold};

/// The outlet and where it was found.
pub(super) fn choose(document: &RawDocument, page: &Page, blocks: &[JudgedBlock], language: Option<Language>) -> Sourced {
    if let Some(given) = document.given.outlet.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        return Sourced::found(given, Provenance::Metadata);
    }
    if let Some(given) = document.given.by_path.outlet.as_deref() {
        return Sourced::found(given, Provenance::Path);
    }
    let urls = || [document.source.url.as_deref(), page.head.url.as_deref()].into_iter().flatten();
    if let Some(name) = urls().find_map(outlets::at_url) {
        return Sourced::found(name, Provenance::Url);
    }
    if let Some(claim) = best_claim(page, urls()) {
        return Sourced::found(claim.value.trim(), claim.from);
    }
    if let Some(name) = imprint::vote(blocks, language) {
        return Sourced::found(usual_case(&name), Provenance::Page);
    }
    match blocks.iter().find(|block| block.role == Role::Outlet) {
        Some(block) => Sourced::found(usual_case(&collapse_whitespace(&block.text)), Provenance::Page),
        None => Sourced::default(),
    }
}

/// The first claim that the site's address bears out, else the first.
fn best_claim<'p>(page: &'p Page, urls: impl Iterator<Item = &'p str>) -> Option<&'p Claim> {
    let labels: Vec<String> = urls.filter_map(super::title::host_label).map(|label| squash(&label)).collect();
    let claims = || page.head.outlets.iter().filter(|claim| !claim.value.trim().is_empty());
    let borne_out = |claim: &&Claim| {
        let name = squash(&claim.value);
        labels.iter().any(|label| name.contains(label.as_str()) || (name.len() >= 4 && label.contains(&name)))
    };
    claims().find(borne_out).or_else(|| claims().next())
}

/// The letters and digits of a name, folded: what `The Quay-Courier` and `thequaycourier` share.
pub(crate) fn squash(name: &str) -> String {
    let mut squashed = String::with_capacity(name.len());
    squash_into(name, &mut squashed);
    squashed
}

/// The same in a buffer of the caller's.
pub(super) fn squash_into(name: &str, squashed: &mut String) {
    squashed.clear();
    if name.is_ascii() {
        squashed.extend(name.bytes().filter(u8::is_ascii_alphanumeric).map(|byte| char::from(byte.to_ascii_lowercase())));
    } else {
        squashed.extend(fold(name).chars().filter(|c| c.is_alphanumeric()));
    }
}

/// The name in a copyright line: `© 2026 The Quay Courier. All rights reserved.`
pub(crate) fn copyright_holder(line: &str) -> Option<String> {
    let line = line.get(..line.floor_char_boundary(300))?;
    let has_sign = line.contains(['©', 'ⓒ']) || {
        let folded = fold(line);
        folded.contains("(c) ") || folded.contains("copyright")
    };
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
    let end = holder_end(rest);
    let name = rest.get(..end)?;
    let legal = [" 무단", " 未经", " 未經", " All ", " Alle ", " Tous ", " Todos ", " Tutti ", " Все ", " Усі "];
    let name = legal.iter().find_map(|word| Some(name.split_once(word)?.0)).unwrap_or(name);
    let name = name.trim().trim_end_matches(['-', '–', '—', ':']).trim();
    // A name of one word may begin small (`euroquay`).
    let small = name.starts_with(char::is_lowercase)
        && !name.contains(' ')
        && name.chars().count() >= 5
        && name.chars().all(|c| c.is_alphanumeric() || c == '.');
    (is_outlet_name(name) || small).then(|| name.to_owned())
}

/// Where a copyright holder's name ends: at a mark or a year, but not at the
/// stops inside `S.A.` or `post.example`.
fn holder_end(rest: &str) -> usize {
    let mut word = 0;
    let mut before = ' ';
    for (at, c) in rest.char_indices() {
        let after = rest.get(at + c.len_utf8()..).unwrap_or_default();
        let ends = match c {
            ',' | '|' | ';' | '(' | '·' | '•' | '/' | '©' | '\n' | '。' | '，' => true,
            '.' => {
                let abbreviated = rest.get(word..at).is_some_and(|word| word.contains('.') || word.chars().count() == 1);
                !after.starts_with(char::is_alphanumeric) && !abbreviated
            }
            c if c.is_ascii_digit() => {
                let digits = 1 + after.len() - after.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                before == ' ' && digits == 4
            }
            _ => false,
        };
        if ends {
            return at;
        }
        if c == ' ' {
            word = at + 1;
        }
        before = c;
    }
    rest.len()
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
    static NEVER: Marks = Marks::new(&['|', '›', '»', '@', '"', '“']);
    let words = text.split_whitespace().take(7).count();
    if !(1..=6).contains(&words)
        || !(3..=45).contains(&text.chars().count())
        || text.ends_with(['?', '!', ':', ',', '…'])
        || NEVER.is_in(text)
    {
        return false;
    }
    let cased = || text.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    let starts_big = text.trim_start().chars().next().is_some_and(|c| !c.is_lowercase() || !cased());
    if !starts_big || super::agency::among(text).is_some() {
        return false;
    }
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
    !super::phrases::is_section_name(&folded) && !legal.iter().any(|word| folded.contains(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<&str>) {
        assert_eq!(copyright_holder(line).as_deref(), expected, "{line}");
    }

    #[test]
    fn the_address_bears_a_claim_out() {
        let head = |names: &[&str]| crate::model::Head {
            outlets: names.iter().map(|name| Claim { value: (*name).to_owned(), from: Provenance::Metadata }).collect(),
            ..Default::default()
        };
        let page = |names: &[&str]| Page { head: head(names), blocks: vec![] };
        let best = |page: &Page, url: &str| best_claim(page, [url].into_iter()).map(|claim| claim.value.clone());
        let owned = page(&["Hafen Medien AG", "Kai-Blatt"]);
        assert_eq!(best(&owned, "https://www.kaiblatt.example/a").as_deref(), Some("Kai-Blatt"));
        assert_eq!(best(&owned, "https://elsewhere.example/a").as_deref(), Some("Hafen Medien AG"));
        assert_eq!(best(&page(&[]), "https://kaiblatt.example"), None);
    }

    #[test]
    fn holders_are_read() {
        check("© 2026 The Quay Courier. All rights reserved.", Some("The Quay Courier"));
        check("Copyright 2026 Varnholm Ledger. Reproduction prohibited.", Some("Varnholm Ledger"));
        check("(c) 2026 The Fenwick Times, Mill Lane, Fenwick.", Some("The Fenwick Times"));
        check("© Надбережний вісник, 2025", Some("Надбережний вісник"));
        check("Copyright © euroquay 2024", Some("euroquay"));
        check("© 2025, kaiblatt.example | Kaiblatt GmbH | Alle Rechte vorbehalten.", Some("kaiblatt.example"));
        check("©2026 Medienhaus Quay S.A. All rights reserved", Some("Medienhaus Quay S.A."));
        check("© 2024 Quay 24 Media", Some("Quay 24 Media"));
        check("© Riproduzione riservata", None);
        check("© Reuters", None);
        check("All rights reserved", None);
    }
}
