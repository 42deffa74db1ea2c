//! Wildcards and regular expressions: which signs are wildcards, and what a
//! pattern matches. Patterns match folded words, whole.
//!
//! Which words of an index a pattern finds is left to the search.

use regex::{Regex, RegexBuilder};

use super::ast::Pattern;
use crate::text::{fold, folded_words};

/// Is one part of a text with wildcards.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece {
    /// An ordinary character.
    Char(char),
    /// `*`: any characters, or none.
    Any,
    /// `?`: one character.
    One,
}

/// Reads a text with wildcards: a `*` that touches a letter or digit, and `?` between two.
/// Any other is punctuation. Linear in the text.
#[must_use]
pub fn pieces(text: &str) -> Vec<Piece> {
    let chars: Vec<char> = text.chars().collect();
    let is_letter = |at: Option<usize>| at.and_then(|at| chars.get(at)).is_some_and(|c| c.is_alphanumeric());
    let mut pieces = Vec::with_capacity(chars.len());
    let mut at = 0;
    while let Some(&c) = chars.get(at) {
        let run = chars.iter().skip(at).take_while(|&&next| next == c).count();
        let (before, after) = (is_letter(at.checked_sub(1)), is_letter(Some(at + run)));
        match c {
            '*' if before || after => pieces.push(Piece::Any),
            '?' if before && after => pieces.extend(std::iter::repeat_n(Piece::One, run)),
            '*' | '?' => pieces.extend(std::iter::repeat_n(Piece::Char(c), run)),
            c => {
                pieces.push(Piece::Char(c));
                at += 1;
                continue;
            }
        }
        at += run;
    }
    pieces
}

/// Tells whether there is a wildcard in a text.
pub(super) fn has_wildcards(text: &str) -> bool {
    text.contains(['*', '?']) && pieces(text).iter().any(|piece| !matches!(piece, Piece::Char(_)))
}

/// Writes a word with wildcards so that every `*` and `?` in it is one.
pub(super) fn only_wildcards(text: &str) -> String {
    let write = |piece: Piece| match piece {
        Piece::Any => '*',
        Piece::One => '?',
        Piece::Char('*' | '?') => '-',
        Piece::Char(c) => c,
    };
    let text: String = pieces(text).into_iter().map(write).collect();
    text.trim_matches('-').to_owned()
}

/// The most memory a compiled expression may take.
const MAX_EXPRESSION: usize = 1 << 20;

/// The most parentheses inside one another in an expression.
const MAX_NESTED: u32 = 50;

/// Folds the letters of a regular expression, as those of words are; ASCII stays, since `\D` is not `\d`.
#[must_use]
pub fn folded_expression(text: &str) -> String {
    text.chars().map(|c| if c.is_ascii() { c.to_string() } else { fold(&c.to_string()) }).collect()
}

/// Makes a matcher of a regular expression, for whole folded words.
///
/// # Errors
///
/// Returns what is wrong with the expression.
pub fn expression(text: &str) -> Result<Regex, String> {
    let mut builder = RegexBuilder::new(&format!("^(?:{})$", folded_expression(text)));
    builder.case_insensitive(true).size_limit(MAX_EXPRESSION).dfa_size_limit(MAX_EXPRESSION).nest_limit(MAX_NESTED);
    builder.build().map_err(|error| match error {
        regex::Error::Syntax(text) => {
            let last = text.lines().last().unwrap_or_default();
            last.trim_start_matches("error: ").trim().to_owned()
        }
        regex::Error::CompiledTooBig(_) => "it is too large".to_owned(),
        _ => "it cannot be used".to_owned(),
    })
}

/// Counts the words that an index would make of a text.
pub(super) fn word_count(text: &str) -> usize {
    folded_words(text).len()
}

impl Pattern {
    /// Makes a pattern of a word with up to `more` letters after it.
    pub(super) fn with_ending(word: &str, more: u32) -> Self {
        Self::Regex(format!("{}.{{0,{more}}}", regex::escape(word)))
    }
}

#[cfg(test)]
mod tests {
    //! Signs are wildcards only beside letters; expressions match whole words in any case.

    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let write = |piece| match piece {
            Piece::Any => '%',
            Piece::One => '_',
            Piece::Char(c) => c,
        };
        assert_eq!(pieces(text).into_iter().map(write).collect::<String>(), expected);
    }

    #[test]
    fn wildcards() {
        check("joh* doe", "joh% doe");
        check("*ing wom?n colo??r", "%ing wom_n colo__r");
        check("who? what?? ?no * ** ?", "who? what?? ?no * ** ?");
        check("a**b", "a%b");
        assert_eq!(only_wildcards("a*?"), "a*");
    }

    #[test]
    fn expressions() {
        assert!(expression("colou?r").unwrap().is_match("color"));
        assert!(expression("COLOU?R|teint").unwrap().is_match("colour"));
        assert!(!expression("colou?r").unwrap().is_match("colors"));
        assert!(expression("münch.*").unwrap().is_match("munchner"));
        assert_eq!(expression("(a").unwrap_err(), "unclosed group");
        assert_eq!(expression("(a{900}){900}").unwrap_err(), "it is too large");
    }
}
