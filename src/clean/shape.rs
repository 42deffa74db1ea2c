//! Measures what one block's text looks like, without knowing its page:
//! lengths, endings, capitals, separators.
//!
//! Invariants: one pass over the text; counts work in every script (a script
//! without spaces has words of about two characters).
//!
//! What the measures mean is for `features`.

use std::hash::Hasher;

use rustc_hash::FxHasher;

use crate::text::{FunctionWords, Words, is_alphabetic, is_lowercase, is_numeric, is_unspaced, is_uppercase};

/// The measures of one text.
#[derive(Debug, Clone, Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent observations, not states")]
pub(super) struct Shape {
    /// Words; two characters of an unspaced script count as one.
    pub words: usize,
    /// Words that begin with a capital, of those in scripts that have capitals.
    pub capitalised: usize,
    /// Words in scripts that have capitals.
    pub cased: usize,
    /// Words wholly in capitals, of three letters or more.
    pub shouted: usize,
    /// Function words of the page's language.
    pub function: usize,
    /// Letters.
    pub letters: usize,
    /// Digits.
    pub digits: usize,
    /// Marks that separate items of a row: `|`, `›`, `»`, `•`, `·`, tabs, wide gaps.
    pub separators: usize,
    /// Commas and semicolons.
    pub commas: usize,
    /// Sentence ends, also inside the text.
    pub stops: usize,
    /// How the text ends.
    pub ending: Ending,
    /// How the text begins.
    pub opening: Opening,
    /// It holds a quotation mark.
    pub quotes: bool,
    /// It holds an address (`@`, `http`, `www.`).
    pub address: bool,
    /// It holds a copyright sign.
    pub copyright: bool,
    /// Most of its letters belong to a script without spaces.
    pub unspaced: bool,
}

/// How a text ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Ending {
    /// With a full stop, or a mark that closes a sentence or quotation.
    Stop,
    /// With a question or exclamation mark.
    Question,
    /// With an ellipsis.
    Ellipsis,
    /// With a colon.
    Colon,
    /// Otherwise.
    #[default]
    Open,
}

/// How a text begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum Opening {
    /// With a capital or a letter of a script without case.
    #[default]
    Letter,
    /// With a small letter.
    Small,
    /// With a digit.
    Digit,
    /// With a quotation mark.
    Quote,
    /// With a list mark.
    Bullet,
    /// With anything else.
    Mark,
}

/// Measures a text; also gives its stems. Cost: two passes.
pub(super) fn measure(text: &str, function: FunctionWords) -> (Shape, Vec<Stem>) {
    let mut shape = Shape { ending: ending(text), opening: opening(text), ..Shape::default() };
    let mut unspaced = 0usize;
    let mut spaces = 0usize;
    let mut word = Written::default();
    let mut rest = text;
    loop {
        let run = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        if run > 0 {
            let (letters, after) = rest.split_at(run);
            word.ascii(letters.as_bytes());
            shape.letters += run;
            rest = after;
        }
        let mut chars = rest.chars();
        let Some(c) = chars.next() else { break };
        rest = chars.as_str();
        let next = chars.next().unwrap_or(' ');
        if c == ' ' {
            std::mem::take(&mut word).count(&mut shape);
            spaces += usize::from(next == ' ');
            continue;
        }
        if is_alphabetic(c) {
            if is_unspaced(c) {
                unspaced += 1;
            } else {
                shape.letters += 1;
            }
            word.letter(c);
            continue;
        }
        if c.is_whitespace() {
            std::mem::take(&mut word).count(&mut shape);
        }
        word.is_word |= is_numeric(c);
        match c {
            c if is_unspaced(c) => unspaced += 1,
            c if is_numeric(c) => shape.digits += 1,
            '|' | '›' | '»' | '•' | '·' | '＞' | '｜' | '\t' => shape.separators += 1,
            '>' | '/' if next == ' ' => shape.separators += 1,
            ',' | ';' | '、' | '，' | '،' => shape.commas += 1,
            '.' | '!' | '?' | '…' if next.is_whitespace() || is_closing(next) => shape.stops += 1,
            '。' | '！' | '？' | '।' | '؟' | '۔' => shape.stops += 1,
            '"' | '“' | '”' | '„' | '«' | '「' | '『' => shape.quotes = true,
            '@' => shape.address = true,
            '©' | 'ⓒ' => shape.copyright = true,
            _ => {}
        }
    }
    word.count(&mut shape);
    shape.letters += unspaced;
    shape.separators += spaces;
    shape.unspaced = unspaced * 2 > shape.letters;
    shape.address |= has_address(text);
    let stems = stems(text, function, &mut shape);
    if shape.unspaced {
        shape.words = shape.words.max(unspaced.div_ceil(2));
    }
    (shape, stems)
}

/// Whether a text holds `http` or `www.`.
fn has_address(text: &str) -> bool {
    text.as_bytes().windows(4).any(|part| matches!(part, b"http" | b"www."))
}

/// What is between two white spaces, while it is read.
#[derive(Default)]
#[expect(clippy::struct_excessive_bools, reason = "independent observations, not states")]
struct Written {
    /// It has a letter or digit.
    is_word: bool,
    /// The first of them is a capital; is a small letter.
    is_capital: bool,
    is_small: bool,
    letters: usize,
    /// One of the letters is small.
    has_small: bool,
}

impl Written {
    fn letter(&mut self, c: char) {
        let is_small = is_lowercase(c);
        if !self.is_word {
            (self.is_word, self.is_capital, self.is_small) = (true, is_uppercase(c), is_small);
        }
        self.letters += 1;
        self.has_small |= is_small;
    }

    /// Some ASCII letters at once.
    fn ascii(&mut self, letters: &[u8]) {
        if !self.is_word {
            let is_capital = letters.first().is_some_and(u8::is_ascii_uppercase);
            (self.is_word, self.is_capital, self.is_small) = (true, is_capital, !is_capital);
        }
        self.letters += letters.len();
        self.has_small |= letters.iter().any(u8::is_ascii_lowercase);
    }

    fn count(self, shape: &mut Shape) {
        shape.words += usize::from(self.is_word);
        if self.is_capital || self.is_small {
            shape.cased += 1;
            shape.capitalised += usize::from(self.is_capital);
            shape.shouted += usize::from(self.letters >= 3 && !self.has_small);
        }
    }
}

/// A word that carries meaning, without its ending, as a number: equal numbers are
/// equal words for all that texts of a page can hold.
pub(super) type Stem = u64;

/// The distinct words of a text that carry meaning, in the order of the numbers;
/// counts those that carry grammar.
fn stems(text: &str, function: FunctionWords, shape: &mut Shape) -> Vec<Stem> {
    let mut found = Vec::with_capacity(text.len() / 6);
    let mut words = Words::new(text);
    while let Some(word) = words.next_folded() {
        if function.contains(word) {
            shape.function += 1;
        } else {
            found.extend(stem(word));
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// A crude stem: endings differ between headline and text. None for short words.
fn stem(folded: &str) -> Option<Stem> {
    let kept = if folded.is_ascii() {
        folded.get(..folded.len().min(STEM)).filter(|kept| kept.len() >= SHORTEST)?
    } else {
        let unspaced = folded.chars().next().is_some_and(is_unspaced);
        let mut ends = folded.char_indices().map(|(at, _)| at);
        ends.nth(if unspaced { 1 } else { SHORTEST - 1 })?;
        let end = if unspaced { None } else { ends.nth(STEM - SHORTEST) };
        folded.get(..end.unwrap_or(folded.len()))?
    };
    let mut hasher = FxHasher::default();
    hasher.write(kept.as_bytes());
    Some(hasher.finish())
}

/// Characters of a stem, and of the shortest word that has one.
const STEM: usize = 6;
const SHORTEST: usize = 4;

fn is_closing(c: char) -> bool {
    matches!(c, '"' | '”' | '’' | '\'' | '»' | ')' | '」' | '』' | '“')
}

fn ending(text: &str) -> Ending {
    let trimmed = text.trim_end().trim_end_matches(is_closing);
    if trimmed.ends_with("...") || trimmed.ends_with('…') || trimmed.ends_with("[…]") || trimmed.ends_with("[...]") {
        return Ending::Ellipsis;
    }
    match trimmed.chars().next_back() {
        Some('.' | '。' | '।' | '۔' | '．' | '｡') => Ending::Stop,
        Some('?' | '!' | '？' | '！' | '؟') => Ending::Question,
        Some(':' | '：') => Ending::Colon,
        // A quotation may close without a stop of its own.
        _ if text.trim_end().ends_with(['”', '」', '』']) => Ending::Stop,
        _ => Ending::Open,
    }
}

fn opening(text: &str) -> Opening {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some('-' | '–' | '—' | '*' | '•' | '▪' | '●' | '■' | '+' | '→'), Some(' ')) => Opening::Bullet,
        (Some('"' | '“' | '„' | '«' | '‘' | '「' | '『' | '\'' | '”' | '»'), _) => Opening::Quote,
        (Some(c), _) if c.is_numeric() => Opening::Digit,
        (Some(c), _) if c.is_lowercase() => Opening::Small,
        (Some(c), _) if c.is_alphabetic() => Opening::Letter,
        _ => Opening::Mark,
    }
}

impl Shape {
    /// It reads like running text: a sentence's length and a sentence's end.
    pub(super) fn is_prose(&self) -> bool {
        self.words >= 12 && matches!(self.ending, Ending::Stop | Ending::Question) && !self.is_row()
            || self.words >= 30 && self.stops >= 1 && !self.is_row()
    }

    /// It is a row of separate items.
    pub(super) fn is_row(&self) -> bool {
        self.separators >= 2 && self.words < 8 * (self.separators + 1) && self.stops <= 1
    }

    /// Share of capitalised words in scripts that have capitals.
    pub(super) fn capital_share(&self) -> f32 {
        share(self.capitalised, self.cased)
    }

    /// It looks like a headline or label: no full stop, not long.
    pub(super) fn is_label(&self) -> bool {
        self.words <= 25 && !matches!(self.ending, Ending::Stop)
    }
}

/// A share as a number from 0 to 1.
pub(super) fn share(part: usize, whole: usize) -> f32 {
    let (part, whole) = (u16::try_from(part).unwrap_or(u16::MAX), u16::try_from(whole).unwrap_or(u16::MAX));
    if whole == 0 { 0.0 } else { f32::from(part) / f32::from(whole) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn alone(text: &str) -> (Shape, Vec<Stem>) {
        measure(text, FunctionWords::of(&[]))
    }

    #[track_caller]
    fn check(text: &str, words: usize, ending: Ending, opening: Opening) {
        let (shape, _) = alone(text);
        assert_eq!((shape.words, shape.ending, shape.opening), (words, ending, opening), "{text}");
    }

    #[test]
    fn texts_are_measured() {
        check("Rain fell on Monday.", 4, Ending::Stop, Opening::Letter);
        check("“We won,” she said", 4, Ending::Open, Opening::Quote);
        check("It began with one lamp post...", 6, Ending::Ellipsis, Opening::Letter);
        check("- Cars go over the Mill Bridge", 6, Ending::Open, Opening::Bullet);
        check("港の水先案内人は仕事に戻った。", 7, Ending::Stop, Opening::Letter);
        check("Why?", 1, Ending::Question, Opening::Letter);
    }

    #[test]
    fn rows_are_not_prose() {
        assert!(alone("Crime|Europe|World").0.is_row());
        assert!(alone("Home > News > Local").0.is_row());
        assert!(alone("The council met on Monday and agreed to mend the bridge before the winter.").0.is_prose());
    }
}
