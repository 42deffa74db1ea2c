//! Which words of an article are written like names: with a capital, and nowhere in
//! the article without one.
//!
//! They are terms of a field of their own, each behind its skeleton, so that all spellings of a
//! name stand together in the dictionary, with the number of articles that have each. Where
//! that is about the number of articles that have the word at all, the word is a name
//! throughout the index. The field is kept up as every other is: nothing is learned anew.

use std::hash::BuildHasher;

use rustc_hash::{FxBuildHasher, FxHashSet};

use crate::text::{Language, Word, is_function_word, is_lowercase, is_uppercase, name_skeleton};

/// Parts a skeleton from the word.
pub(crate) const NAME_MARK: char = '\u{1}';

/// The words of one article.
pub(super) struct Names {
    language: Option<Language>,
    /// German writes every noun with a capital: a name is known there by the capital before it.
    nouns_have_capitals: bool,
    /// Where the last word with a capital ended, unless it is one such as `Der`.
    last_capital: Option<usize>,
    /// Words with a capital that may be names.
    capitals: FxHashSet<String>,
    /// Hashes of words without one: a clash would cost a name its article, no more.
    small: FxHashSet<u64>,
}

impl Names {
    pub(super) fn new(language: Option<Language>) -> Self {
        let nouns_have_capitals = language.is_some_and(|language| matches!(language.code(), "de" | "lb"));
        let (capitals, small) = (FxHashSet::default(), FxHashSet::default());
        Self { language, nouns_have_capitals, last_capital: None, capitals, small }
    }

    /// Looks at the next word of a text.
    pub(super) fn see(&mut self, text: &str, word: &Word<'_>) {
        let mut letters = text.get(word.start..word.end).unwrap_or_default().chars();
        if !letters.next().is_some_and(is_uppercase) {
            self.last_capital = None;
            self.small.insert(hash(word.folded));
            return;
        }
        let follows_capital = self.last_capital.is_some_and(|end| text.get(end..word.start) == Some(" "));
        let is_little = self.nouns_have_capitals && is_function_word(word.folded, self.language.as_slice());
        self.last_capital = (!is_little).then_some(word.end);
        // All in capitals says nothing: a headline, an abbreviation.
        let is_name = letters.any(is_lowercase) && (follows_capital || !self.nouns_have_capitals);
        if is_name && !self.capitals.contains(word.folded) {
            self.capitals.insert(word.folded.to_owned());
        }
    }

    /// The terms of the names, in order.
    pub(super) fn terms(self) -> Vec<String> {
        let names = self.capitals.iter().filter(|name| !self.small.contains(&hash(name)));
        let mut terms: Vec<_> = names.filter_map(|name| name_term(name)).collect();
        terms.sort_unstable();
        terms
    }
}

fn hash(word: &str) -> u64 {
    FxBuildHasher.hash_one(word)
}

/// The term of a folded word in the field of names; none if no name is written so.
pub(crate) fn name_term(folded: &str) -> Option<String> {
    Some(name_prefix(folded)? + folded)
}

/// What the terms of all spellings of a name begin with.
pub(crate) fn name_prefix(folded: &str) -> Option<String> {
    let mut skeleton = name_skeleton(folded)?;
    skeleton.push(NAME_MARK);
    Some(skeleton)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::Words;

    fn names(code: &str, text: &str) -> Vec<String> {
        let mut names = Names::new(Language::from_code(code));
        let mut words = Words::new(text);
        while let Some(word) = words.next() {
            names.see(text, &word);
        }
        let terms = names.terms();
        terms.iter().map(|term| term.split_once(NAME_MARK).unwrap().1.to_owned()).collect()
    }

    #[test]
    fn names_have_capitals_throughout() {
        let text = "Harbour pilots met Mara Lindqvist, and the NATO envoy met Lindqvist near the harbour.";
        assert_eq!(names("en", text), ["lindqvist", "mara"]);
        assert_eq!(names("ru", "Вчера министр Лаврентьев приехал. Министр молчал вчера."), ["лаврентьев"]);
    }

    #[test]
    fn german_nouns_are_no_names() {
        let text = "Der Minister sprach mit Lena Brandhorst über das Wasser der Werft.";
        assert_eq!(names("de", text), ["brandhorst"]);
    }
}
