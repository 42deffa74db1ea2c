//! Other spellings of names: those of a shipped table, and those that stand in the index
//! and are read as the same name ([`Spelling`]).

use tantivy::Term;

use super::vocabulary;
use crate::error::Result;
use crate::index::{IndexReader, NAME_MARK, name_term};
use crate::text::{Spelling, name_skeleton, nominative};

/// A word is a name if it is written like one in so many of ten articles that have it. Fewer than
/// half, because German articles show it only beside another capital.
const NAMES_OF_TEN: u64 = 4;

/// Spellings of names, folded, one name a line.
const SPELLINGS: &str = include_str!("../../data/names/spellings.txt");

/// The spellings of the name that a folded word is, by the table. Cost: some microseconds, and
/// nothing when the program starts.
fn listed(folded: &str) -> Vec<&'static str> {
    if folded.is_empty() || folded.contains(char::is_whitespace) {
        return vec![];
    }
    let is_whole = |at: usize| {
        let (before, after) = (SPELLINGS.get(..at), SPELLINGS.get(at + folded.len()..));
        before.is_some_and(|text| text.ends_with(['\n', ' '])) && after.is_some_and(|text| text.starts_with(['\r', '\n', ' ']))
    };
    for (at, _) in SPELLINGS.match_indices(folded).filter(|(at, _)| is_whole(*at)) {
        let begin = SPELLINGS.get(..at).and_then(|text| text.rfind('\n')).map_or(0, |line| line + 1);
        let line = SPELLINGS.get(begin..).and_then(|text| text.lines().next()).unwrap_or_default();
        if !line.starts_with('#') {
            return line.split_whitespace().collect();
        }
    }
    vec![]
}

/// The other spellings of a folded word that may be in the index: those of the table, then those
/// that are learned. Cost: one look-up, and some microseconds for each name whose skeleton begins so.
pub(super) fn spellings(reader: &IndexReader, folded: &str) -> Result<Vec<String>> {
    let mut found: Vec<String> = listed(folded).into_iter().filter(|other| *other != folded).map(str::to_owned).collect();
    if !is_name_or_new(reader, folded) {
        return Ok(found);
    }
    // A name in a case has the spellings of its nominative, and that is one of them.
    let bare = nominative(folded);
    let name = bare.as_deref().unwrap_or(folded);
    let Some(skeleton) = name_skeleton(name) else { return Ok(found) };
    let this = Spelling::new(name);
    let is_same = |term: &str| {
        let Some((other_skeleton, other)) = term.split_once(NAME_MARK) else { return false };
        if other_skeleton == skeleton && (this.is_same_name(other) || bare.as_deref() == Some(other)) {
            return true;
        }
        nominative(other).is_some_and(|other| name_skeleton(&other).as_deref() == Some(&skeleton) && this.is_same_name(&other))
    };
    let learned: Vec<String> = match reader.lexicon() {
        Some(lexicon) => lexicon.names(&skeleton).into_iter().filter(|term| is_same(term)).collect(),
        None => vocabulary::words(reader, &[reader.fields().names], &skeleton, is_same)?.into_keys().collect(),
    };
    for term in &learned {
        let Some((_, spelling)) = term.split_once(NAME_MARK) else { continue };
        if spelling != folded && is_name_or_new(reader, spelling) && !found.iter().any(|known| known == spelling) {
            found.push(spelling.to_owned());
        }
    }
    Ok(found)
}

/// Whether a word is written like a name wherever it stands in a text, or stands in none.
pub(super) fn is_name_or_new(reader: &IndexReader, folded: &str) -> bool {
    let frequency = |field, text: &str| reader.frequency(&Term::from_field_text(field, text)).unwrap_or(0);
    let articles = frequency(reader.fields().body, folded);
    let as_name = name_term(folded).map_or(0, |term| frequency(reader.fields().names, &term));
    as_name * 10 >= articles * NAMES_OF_TEN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_are_folded_and_stand_once() {
        let mut seen = std::collections::HashSet::new();
        for line in SPELLINGS.lines().filter(|line| !line.starts_with('#')) {
            let spellings: Vec<_> = line.split(' ').collect();
            assert!(spellings.len() >= 2, "{line}");
            for spelling in &spellings {
                assert_eq!(*spelling, crate::text::fold(spelling));
                assert!(seen.insert(*spelling), "`{spelling}` stands twice");
                assert_eq!(listed(spelling), spellings);
            }
        }
        // A part of a word, words of comments, nothing.
        for other in ["kie", "yiv", "kyiv kiev", "Places", "name", "#", "\n", ""] {
            assert_eq!(listed(other), [""; 0], "{other}");
        }
    }
}
