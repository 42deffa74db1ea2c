//! How the engine cuts fields into terms: [`text::Words`](crate::text::Words)
//! as exact words, and the same words reduced to stems.
//!
//! Stems depend on the article's language. The text of a stemmed field begins
//! with the language's code and a mark, so one field serves all languages; each
//! stem begins with the code too, so that `keeper`, which is `keep` to German
//! rules, does not find the English `keep`.

use std::collections::HashMap;
use std::ops::Range;

use tantivy::tokenizer::{RawTokenizer, TextAnalyzer, Token, TokenStream, Tokenizer, TokenizerManager};

use crate::text::{Language, Positions, Stemmer, Words};

/// The tokenizer of exact words.
pub(super) const WORDS: &str = "words";
/// The tokenizer of stems.
pub(super) const STEMS: &str = "stems";

/// Parts a language code from the text that follows it.
const MARK: char = '\u{1}';

/// Most stems kept at hand by one tokenizer.
const CACHE_WORDS: usize = 100_000;

/// The tokenizers by name.
pub(super) fn tokenizers() -> TokenizerManager {
    let manager = TokenizerManager::new();
    manager.register("raw", TextAnalyzer::from(RawTokenizer::default()));
    // The engine asks for this one even for fields of numbers.
    manager.register("default", TextAnalyzer::from(RawTokenizer::default()));
    manager.register(WORDS, TextAnalyzer::from(WordTokenizer));
    manager.register(STEMS, TextAnalyzer::from(StemTokenizer::default()));
    manager
}

/// The text of a stemmed field, and the term of a stem: both begin with the language.
pub(crate) fn with_language(language: Option<Language>, text: &str) -> String {
    let code = language.map_or("", Language::code);
    format!("{code}{MARK}{text}")
}

/// Exact words; blocks are lines.
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

/// Stems of words, at the positions of the words.
#[derive(Clone, Default)]
struct StemTokenizer {
    cache: HashMap<String, String>,
    cached: Option<Language>,
}

impl Tokenizer for StemTokenizer {
    type TokenStream<'a> = StemStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> StemStream<'a> {
        let (code, text) = text.split_once(MARK).unwrap_or(("", text));
        let language = Language::from_code(code);
        let code = language.map_or("", Language::code);
        if language != self.cached || self.cache.len() > CACHE_WORDS {
            self.cache.clear();
            self.cached = language;
        }
        let (words, stemmer) = (Words::searched(text), Stemmer::new(language));
        let (token, positions) = (Token::default(), Positions::default());
        StemStream { text, words, code, stemmer, cache: &mut self.cache, token, positions, read_to: 0 }
    }
}

struct StemStream<'a> {
    text: &'a str,
    words: Words<'a>,
    code: &'static str,
    stemmer: Stemmer,
    cache: &'a mut HashMap<String, String>,
    token: Token,
    positions: Positions,
    read_to: usize,
}

impl TokenStream for StemStream<'_> {
    fn advance(&mut self) -> bool {
        let Some(word) = self.words.next() else { return false };
        fill(&mut self.token, word.start..word.end);
        let begins_block = begins_block(self.text, self.read_to, word.start);
        self.token.position = self.positions.next(begins_block) as usize;
        self.read_to = word.end;
        self.token.text.push_str(self.code);
        self.token.text.push(MARK);
        if self.stemmer.is_identity() {
            self.token.text.push_str(word.folded);
        } else if let Some(stem) = self.cache.get(word.lower) {
            self.token.text.push_str(stem);
        } else {
            let stem = self.stemmer.stem(word.lower);
            self.token.text.push_str(&stem);
            self.cache.insert(word.lower.to_owned(), stem);
        }
        true
    }

    fn token(&self) -> &Token {
        &self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        &mut self.token
    }
}

fn fill(token: &mut Token, range: Range<usize>) {
    token.offset_from = range.start;
    token.offset_to = range.end;
    token.position_length = 1;
    token.text.clear();
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
        assert_eq!(terms(WORDS, "\none Two\nthree"), [("one".into(), 0), ("two".into(), 1), ("three".into(), 3)]);
        let stems = terms(STEMS, &with_language(None, "\none Two\nthree"));
        assert_eq!(stems.iter().map(|(_, position)| *position).collect::<Vec<_>>(), [0, 1, 3]);
    }

    #[test]
    fn stems_follow_the_language_before_the_mark() {
        let stem = |code: &str, text: &str| terms(STEMS, &with_language(Language::from_code(code), text))[0].0.clone();
        assert_eq!(stem("en", "consulates"), stem("en", "consulate"));
        assert_eq!(stem("xx", "consulates"), "\u{1}consulates");
        assert_eq!(stem("en", "keep"), with_language(Language::from_code("en"), "keep"));
        assert_ne!(stem("de", "keeper"), stem("en", "keep"));
    }
}
