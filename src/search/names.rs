//! Other spellings of names: a shipped table of renamed places and of common
//! transliterations.

use std::collections::HashMap;
use std::sync::LazyLock;

/// Every spelling with its group.
static GROUPS: LazyLock<HashMap<&'static str, Vec<&'static str>>> = LazyLock::new(|| {
    let mut groups = HashMap::new();
    for line in include_str!("../../data/names.txt").lines().filter(|line| !line.starts_with('#')) {
        let spellings: Vec<_> = line.split_whitespace().collect();
        for spelling in &spellings {
            groups.insert(*spelling, spellings.clone());
        }
    }
    groups
});

/// The other spellings of a folded word.
pub(super) fn variants(folded: &str) -> impl Iterator<Item = &'static str> {
    let group = GROUPS.get(folded).map(Vec::as_slice).unwrap_or_default();
    let folded = folded.to_owned();
    group.iter().copied().filter(move |spelling| *spelling != folded)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::fold;

    #[test]
    fn spellings_are_folded_and_stand_in_one_group() {
        let mut seen = std::collections::HashSet::new();
        for line in include_str!("../../data/names.txt").lines().filter(|line| !line.starts_with('#')) {
            assert!(line.split_whitespace().count() >= 2, "{line}");
            for spelling in line.split_whitespace() {
                assert_eq!(spelling, fold(spelling));
                assert!(seen.insert(spelling), "`{spelling}` stands twice");
            }
        }
    }

    #[test]
    fn a_group_finds_its_members() {
        assert!(variants("kiev").any(|name| name == "kyiv"));
        assert_eq!(variants("harbour").count(), 0);
    }
}
