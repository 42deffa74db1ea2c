//! Folds words for look-up: case, accents, tone and vowel marks fall away.
//!
//! The table of letters is `data/fold.tsv`. Folding is for comparing words
//! only; what is shown to a reader is never folded.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::token::is_invisible;

const TABLE: &str = include_str!("../../data/dates/fold.tsv");

static LETTERS: LazyLock<FxHashMap<char, char>> = LazyLock::new(|| {
    let mut letters = FxHashMap::default();
    for line in TABLE.lines().filter(|line| !line.starts_with('#')) {
        let Some((base, others)) = line.split_once('\t') else { continue };
        let Some(base) = base.chars().next() else { continue };
        letters.extend(others.chars().map(|other| (other, base)));
    }
    letters
});

/// Appends the folded form of `word` to `out`.
pub(super) fn fold_into(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.bytes().filter(|&b| b != b'.').map(|b| char::from(b.to_ascii_lowercase())));
        return;
    }
    for c in word.chars().flat_map(char::to_lowercase) {
        if !is_dropped(c) {
            out.push(LETTERS.get(&c).copied().unwrap_or(c));
        }
    }
}

/// The dot inside Thai abbreviations, and marks written above or below.
fn is_dropped(c: char) -> bool {
    c == '.'
        || is_invisible(c)
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{64B}'..='\u{652}'
            | '\u{640}' | '\u{654}' | '\u{670}' | '\u{93C}' | '\u{9BC}' | '\u{A3C}')
}

#[cfg(test)]
mod tests {
    //! 1. Case, accents and composed or decomposed writing do not matter.
    //! 2. No letter is folded twice, or to a letter that folds again.

    use super::*;

    #[track_caller]
    fn check(word: &str, expected: &str) {
        let mut out = String::new();
        fold_into(word, &mut out);
        assert_eq!(out, expected);
    }

    #[test]
    fn case_and_accents_fall_away() {
        check("FÉVRIER", "fevrier");
        check("fe\u{301}vrier", "fevrier");
        check("KASIM", "kasim");
        check("Kasım", "kasim");
        check("İyun", "iyun");
        check("ΦΕΒΡΟΥΆΡΙΟΣ", "φεβρουαριοσ");
        check("أبريل", "ابريل");
        check("फ़रवरी", "फरवरी");
        check("ก.พ", "กพ");
    }

    #[test]
    fn each_letter_is_listed_once() {
        let mut seen = std::collections::HashSet::new();
        for line in TABLE.lines().skip(1) {
            let (base, others) = line.split_once('\t').unwrap();
            assert!(!base.chars().any(|c| LETTERS.contains_key(&c)), "{base} folds on");
            for other in others.chars() {
                assert!(seen.insert(other), "{other} is listed twice");
            }
        }
    }
}
