//! Other spellings of names: those of a shipped table, and those that stand in the index
//! and are read as the same name ([`same_name`]).

use std::collections::HashMap;
use std::sync::LazyLock;

use tantivy::Term;

use super::vocabulary;
use crate::error::Result;
use crate::index::{IndexReader, name_prefix, name_term};
use crate::text::{fold, same_name};

/// A word is a name if it is written like one in so many of ten articles that have it. Fewer than
/// half, because German articles show it only beside another capital.
const NAMES_OF_TEN: u64 = 4;

/// Every spelling with its group.
static GROUPS: LazyLock<HashMap<String, Vec<String>>> = LazyLock::new(|| {
    let mut groups = HashMap::new();
    for line in include_str!("../../data/names/spellings.txt").lines().filter(|line| !line.starts_with('#')) {
        let spellings: Vec<_> = line.split_whitespace().map(fold).collect();
        for spelling in &spellings {
            groups.insert(spelling.clone(), spellings.clone());
        }
    }
    groups
});

/// The other spellings of a folded word that may be in the index: those of the table, then those
/// that are learned. Cost: one look-up, and some microseconds for each name with its skeleton.
pub(super) fn spellings(reader: &IndexReader, folded: &str) -> Result<Vec<String>> {
    let listed = GROUPS.get(folded).map(Vec::as_slice).unwrap_or_default();
    let mut found: Vec<String> = listed.iter().filter(|spelling| *spelling != folded).cloned().collect();
    let Some(prefix) = name_prefix(folded) else { return Ok(found) };
    if !is_name_or_new(reader, folded) {
        return Ok(found);
    }
    let is_same = |term: &str| term.strip_prefix(&prefix).is_some_and(|spelling| same_name(folded, spelling));
    let learned = vocabulary::words(reader, &[reader.fields().names], &prefix, is_same)?;
    let learned = learned.into_keys().filter_map(|term| term.strip_prefix(&prefix).map(str::to_owned));
    for spelling in learned.filter(|spelling| is_name_or_new(reader, spelling)) {
        if !found.contains(&spelling) {
            found.push(spelling);
        }
    }
    Ok(found)
}

/// Whether a word is written like a name wherever it stands in a text, or stands in none.
pub(super) fn is_name_or_new(reader: &IndexReader, folded: &str) -> bool {
    let frequency = |field, text: &str| reader.searcher().doc_freq(&Term::from_field_text(field, text)).unwrap_or(0);
    let articles = frequency(reader.fields().body, folded);
    let as_name = name_term(folded).map_or(0, |term| frequency(reader.fields().names, &term));
    as_name * 10 >= articles * NAMES_OF_TEN
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_spelling_stands_twice() {
        let mut seen = std::collections::HashSet::new();
        for line in include_str!("../../data/names/spellings.txt").lines().filter(|line| !line.starts_with('#')) {
            assert!(line.split_whitespace().count() >= 2, "{line}");
            for spelling in line.split_whitespace() {
                assert!(seen.insert(fold(spelling)), "`{spelling}` stands twice");
            }
        }
        assert!(GROUPS["kiev"].iter().any(|name| name == "kyiv"));
    }
}
