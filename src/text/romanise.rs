//! Latin letters for names in other scripts, and the skeleton by which spellings of one
//! name are looked up: its consonants, in classes that no romanisation leaves.
//!
//! The skeleton is coarse on purpose. Whether two words with one skeleton are one name
//! is for [`Spelling`](super::Spelling) to say.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A name of fewer letters has no skeleton: too many words share it.
const FEWEST_LETTERS: usize = 4;

/// Letters of other scripts, one or two, with their Latin ones.
static SCRIPTS: LazyLock<HashMap<&'static str, &'static str>> = LazyLock::new(|| {
    let lines = include_str!("../../data/names/scripts.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).collect()
});

/// A folded word in Latin letters: none if it has a letter or digit that is neither Latin nor
/// in `data/names/scripts.tsv`.
#[must_use]
pub(super) fn romanised(folded: &str) -> Option<String> {
    if folded.bytes().all(|byte| byte.is_ascii_lowercase()) {
        return Some(folded.to_owned());
    }
    let mut latin = String::with_capacity(folded.len());
    let mut rest = folded;
    while let Some(c) = rest.chars().next() {
        let one = c.len_utf8();
        let two = rest.chars().take(2).map(char::len_utf8).sum();
        let (length, written) = if c.is_ascii_lowercase() {
            (one, rest.get(..one)?)
        } else if let Some(written) = rest.get(..two).and_then(|pair| SCRIPTS.get(pair)) {
            (two, *written)
        } else {
            (one, *SCRIPTS.get(rest.get(..one)?)?)
        };
        latin.push_str(written);
        rest = rest.get(length..)?;
    }
    Some(latin)
}

/// The skeleton of a folded word: `K` for all that hisses or is said in the throat (they change
/// places between systems: `sh sch sz ch kh h g`), `F` for `f v w`, other consonants as they are,
/// no vowels but an `A` where the word begins with one. None for a short word, or one in another
/// script. Cost: one pass.
#[must_use]
pub(crate) fn name_skeleton(folded: &str) -> Option<String> {
    let latin = romanised(folded)?;
    let letters = latin.as_bytes();
    if letters.len() < FEWEST_LETTERS {
        return None;
    }
    let mut skeleton = String::with_capacity(letters.len());
    let mut after_consonant = false;
    for (at, letter) in letters.iter().enumerate() {
        let next = letters.get(at + 1);
        let class = match letter {
            b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'j' => {
                if at == 0 {
                    skeleton.push('A');
                }
                after_consonant = false;
                continue;
            }
            // The second letter of a digraph, and a t or d that is part of a hiss.
            b'h' if after_consonant => continue,
            b't' | b'd' if matches!(next, Some(b's' | b'z' | b'c')) => continue,
            b'p' if next == Some(&b'h') => 'F',
            b's' | b'z' | b'c' | b'g' | b'h' | b'k' | b'q' | b'x' => 'K',
            b'f' | b'v' | b'w' => 'F',
            other => char::from(*other),
        };
        if !(after_consonant && skeleton.ends_with(class)) {
            skeleton.push(class);
        }
        after_consonant = true;
    }
    Some(skeleton)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_romanised() {
        for (name, latin) in
            [("зеленськии", "zelenskii"), ("щукин", "shchukin"), ("μητσοτακησ", "mitsotakis"), ("ντορα", "dora"), ("abc", "abc")]
        {
            assert_eq!(romanised(name).as_deref(), Some(latin), "{name}");
        }
        assert_eq!(romanised("بوتين"), None);
        assert_eq!(romanised("g20"), None);
    }

    #[test]
    fn spellings_share_a_skeleton() {
        for names in [
            &["zelensky", "zelenskyy", "selenskyj", "zelenskiy", "zelenski", "зеленскии", "зеленськии"][..],
            &["khrushchev", "chruschtschow", "khrouchtchev", "хрущев"],
            &["yeltsin", "jelzin", "eltsine", "ельцин"],
            &["qaddafi", "kadhafi", "gadhafi"],
            &["mohammed", "muhammad"],
            &["muller", "mueller"],
            &["gorbachev", "gorbatschow", "gorbatchev", "gorbaczow"],
            &["chernobyl", "tsjernobyl", "chornobyl"],
        ] {
            let first = name_skeleton(names[0]);
            assert!(first.is_some());
            for name in names {
                assert_eq!(name_skeleton(name), first, "{name}");
            }
        }
        assert_ne!(name_skeleton("martin"), name_skeleton("marin"));
        assert_eq!(name_skeleton("bui"), None);
    }
}
