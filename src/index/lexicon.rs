//! What ranking and reading a query ask of a corpus as a whole, where an open index holds only a
//! part of it: the articles that were fetched from an engine elsewhere.

use crate::text::Language;

/// The words of a corpus that is elsewhere. What cannot be learned counts as nothing; whoever made the
/// lexicon knows why.
pub(crate) trait Lexicon: Send + Sync {
    /// Articles of the corpus.
    fn articles(&self) -> u64;

    /// Their languages, in order of their codes.
    fn languages(&self) -> Vec<Language>;

    /// Sum of the lengths of a field, in words.
    fn words(&self, field: &str) -> u64;

    /// Articles that have a word in a field.
    fn frequency(&self, field: &str, word: &str) -> u64;

    /// Articles that have any of these words in any of the fields, or a word with one of these stems in
    /// an article of its language.
    fn frequency_of_any(&self, fields: &[&str], words: &[String], stems: &[(Option<Language>, String)]) -> u64;

    /// Terms of the field of names that begin so.
    fn names(&self, prefix: &str) -> Vec<String>;
}
