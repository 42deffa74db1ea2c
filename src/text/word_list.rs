//! Lists of words that are data (`data/word-lists.txt`), asked for by name.
//!
//! What a list is good for is known to who asks for it.

use std::sync::LazyLock;

const FILE: &str = include_str!("../../data/word-lists.txt");

macro_rules! lists {
    ($($list:ident $name:literal)*) => {
        /// A list of `data/word-lists.txt`, which says what its words do.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        #[expect(missing_docs, reason = "the file says what each is")]
        pub enum WordList { $($list),* }

        const NAMES: &[&str] = &[$($name),*];
    };
}

lists! {
    LegalForms "legal_forms"
    Platforms "platforms"
    AuthorNouns "author_nouns"
    Desks "desks"
    RolesAfterNames "roles_after_names"
    Joints "joints"
    InnerJoints "inner_joints"
    FromHouse "from_house"
    Particles "particles"
    NotPeople "not_people"
    LinkLabels "link_labels"
    Roles "roles"
    TimeSpans "time_spans"
    BeforeNames "before_names"
    RoleBeginnings "role_beginnings"
    LooseWords "loose_words"
}

/// Name and words of each list of the file.
fn sections() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    FILE.split("\n[").skip(1).filter_map(|section| {
        let (heading, words) = section.split_once('\n')?;
        let (name, _) = heading.split_once(']')?;
        Some((name, words.lines().filter(|word| !word.is_empty()).collect()))
    })
}

/// The words in the order of `WordList`.
static LISTS: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let of = |name: &str| sections().find(|(found, _)| *found == name).map(|(_, words)| words).unwrap_or_default();
    NAMES.iter().map(|name| of(name)).collect()
});

impl WordList {
    /// The words, in the order of the file.
    #[must_use]
    pub fn words(self) -> &'static [&'static str] {
        LISTS.get(self as usize).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_list_is_in_the_file_once() {
        let found: Vec<&str> = sections().map(|(name, _)| name).collect();
        assert_eq!(found, NAMES);
        for (name, words) in sections() {
            assert!(!words.is_empty(), "{name}");
            assert_eq!(words.len(), words.iter().collect::<BTreeSet<_>>().len(), "a word of {name} stands twice");
            assert!(words.iter().all(|word| word.trim() == *word), "{name}");
        }
        assert!(WordList::Desks.words().contains(&"news desk"));
    }
}
