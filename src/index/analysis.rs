//! How the engine cuts fields into terms.
//!
//! Headline, text and junk come as words already ([`Cutter`]): a blank between words, a line a
//! block, so that the engine has nothing to do but take them. Other fields are cut here, into
//! [`text::Words`](crate::text::Words).

use std::hash::BuildHasher;
use std::ops::Range;

use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};
use tantivy::tokenizer::{RawTokenizer, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use super::forms;
use crate::text::{Bounds, Language, Positions, Stemmer, Word, Words};

/// The tokenizer of text.
pub(super) const WORDS: &str = "words";
/// The tokenizer of what was cut.
pub(super) const CUT: &str = "cut";

/// Most words of one language that a cutter remembers to have seen.
const SEEN_WORDS: usize = 500_000;

/// The tokenizers by name.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::new();
    manager.register("raw", TextAnalyzer::from(RawTokenizer::default()));
    // The engine asks for this one even for fields of numbers.
    manager.register("default", TextAnalyzer::from(RawTokenizer::default()));
    manager.register(WORDS, TextAnalyzer::from(WordTokenizer));
    manager.register(CUT, TextAnalyzer::from(CutTokenizer));
    manager
}

/// Cuts articles into words, and finds out which words are forms of which stems.
#[derive(Default)]
pub(crate) struct Cutter {
    /// Hashes of the words seen in articles of each language, in lower case: two words of one hash
    /// in 64 bits are not met with.
    seen: FxHashMap<Option<Language>, FxHashSet<u64>>,
    /// Keys of words that were not seen before, for the table of forms.
    pub(super) found: Vec<String>,
}

/// A text cut into words.
pub(super) struct CutText {
    /// Folded words with blanks between, a line a block.
    pub(super) words: String,
    /// Where its sentences and paragraphs begin.
    pub(super) bounds: Bounds,
}

impl Cutter {
    /// Cuts blocks, each with whether it is a paragraph of the article itself; shows each word.
    /// With a language the words are forms of stems.
    pub(super) fn cut<'b>(
        &mut self,
        blocks: impl Iterator<Item = (&'b str, bool)>,
        language: Option<Language>,
        mut visit: impl FnMut(&str, &Word<'_>),
    ) -> CutText {
        let stemmer = Stemmer::new(language);
        let seen = self.seen.entry(language).or_default();
        if seen.len() > SEEN_WORDS {
            seen.clear();
        }
        let found = &mut self.found;
        let mut words = String::new();
        let bounds = Bounds::of_words(blocks, |text, word, begins_block| {
            visit(text, word);
            if !words.is_empty() {
                words.push(if begins_block { '\n' } else { ' ' });
            }
            words.push_str(word.folded);
            if !stemmer.is_identity() && seen.insert(FxBuildHasher.hash_one(word.lower)) {
                found.extend(forms::key_of(language, &stemmer.stem(word.lower), word.lower, word.folded));
            }
        });
        CutText { words, bounds }
    }
}

/// Words of text; blocks are lines.
#[derive(Clone)]
struct WordTokenizer;

impl Tokenizer for WordTokenizer {
    type TokenStream<'a> = WordStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> WordStream<'a> {
        WordStream { text, words: Words::searched(text), token: Token::default(), positions: Positions::default(), read_to: 0 }
    }
}

struct WordStream<'a> {
    text: &'a str,
    words: Words<'a>,
    token: Token,
    positions: Positions,
    read_to: usize,
}

impl TokenStream for WordStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else { return false };
        fill(&mut self.token, word.start..word.end);
        self.token.text.push_str(word.folded);
        let begins_block = begins_block(self.text, self.read_to, word.start);
        self.token.position = self.positions.next(begins_block) as usize;
        self.read_to = word.end;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

/// Whether a line ends between two words.
fn begins_block(text: &str, end: usize, start: usize) -> bool {
    start > end && text.as_bytes()[end..start].contains(&b'\n')
}

fn fill(token: &mut Token, range: Range<usize>) {
    token.offset_from = range.start;
    token.offset_to = range.end;
    token.position_length = 1;
    token.text.clear();
}

/// Takes what a [`Cutter`] made.
#[derive(Clone)]
struct CutTokenizer;

impl Tokenizer for CutTokenizer {
    type TokenStream<'a> = CutStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> CutStream<'a> {
        CutStream { text, at: 0, begins_block: true, token: Token::default(), positions: Positions::default() }
    }
}

struct CutStream<'a> {
    text: &'a str,
    at: usize,
    begins_block: bool,
    token: Token,
    positions: Positions,
}

impl TokenStream for CutStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(rest) = self.text.get(self.at..).filter(|rest| !rest.is_empty()) else { return false };
        let length = rest.bytes().position(|byte| matches!(byte, b' ' | b'\n')).unwrap_or(rest.len());
        fill(&mut self.token, self.at..self.at + length);
        self.token.text.push_str(rest.get(..length).unwrap_or_default());
        self.token.position = self.positions.next(self.begins_block) as usize;
        self.begins_block = rest.as_bytes().get(length) == Some(&b'\n');
        self.at += length + 1;
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn terms(name: &str, text: &str) -> Vec<(String, usize)> {
        let mut analyzer = tokenizers().get(name).unwrap();
        let mut stream = analyzer.token_stream(text);
        let mut found = vec![];
        while stream.advance() {
            found.push((stream.token().text.clone(), stream.token().position));
        }
        found
    }

    #[test]
    fn blocks_are_a_position_apart() {
        let expected = [("one".to_owned(), 0), ("two".into(), 1), ("three".into(), 3)];
        assert_eq!(terms(WORDS, "\none Two\nthree"), expected);
        let blocks = [("…", false), ("One, two!", true), ("", true), ("Three", true)];
        let cut = Cutter::default().cut(blocks.into_iter(), None, |_, _| {});
        assert_eq!(cut.words, "one two\nthree");
        assert_eq!(terms(CUT, &cut.words), expected);
        assert_eq!(cut.bounds, Bounds::of(blocks.into_iter()));
        assert_eq!(terms(CUT, ""), []);
    }

    #[test]
    fn letters_that_unicode_spells_in_words_are_one_word_or_none() {
        for (text, expected) in [("alpha \u{fdfa} beta", 3), ("alpha \u{fe70} beta", 2), ("al\u{fc5e}pha \u{37a}beta", 2)] {
            let cut = Cutter::default().cut([(text, true), ("gamma", true)].into_iter(), None, |_, _| {});
            let (by_index, by_highlighter) = (terms(CUT, &cut.words), terms(WORDS, &format!("{text}\ngamma")));
            assert_eq!(by_index, by_highlighter, "{text}");
            assert_eq!(by_index.len(), expected + 1, "{text}");
            let last = u32::try_from(expected + 1).unwrap();
            assert_eq!((cut.bounds.paragraph(last - 1), cut.bounds.paragraph(last)), (1, 2), "{text}");
        }
    }

    #[test]
    fn forms_are_found_once_in_each_language() {
        let mut cutter = Cutter::default();
        let mut found = |code: &str, text: &str| {
            cutter.cut([(text, true)].into_iter(), Language::from_code(code), |_, _| {});
            std::mem::take(&mut cutter.found)
        };
        assert_eq!(found("en", "Consulates and consulates"), ["en\u{1}consul\u{1}consulates"]);
        assert_eq!(found("en", "consulates"), [""; 0]);
        assert_eq!(found("de", "keeper"), ["de\u{1}keep\u{1}keeper"]);
        assert_eq!(found("bg", "преговори"), [""; 0]);
    }
}
