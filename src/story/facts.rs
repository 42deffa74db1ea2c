//! What a text says, as numbers that can be compared: its words, names and figures, sentence by
//! sentence.
//!
//! A fact is 32 bits: a hash of a word's first six letters or of a figure's value, and in the two
//! lowest bits its kind. Six letters stand for a stem in every language. Figures are read with the
//! word of magnitude that follows (`20 mln` is `20,000,000`) and rounded to three digits, because
//! whoever tells a report again rounds.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::text::{FunctionWords, Words, is_uppercase, sentences};

/// Facts kept of a text; what it says first says most.
pub(super) const MOST_FACTS: usize = 192;

/// Ends a sentence in a row of facts.
pub(super) const SENTENCE: u32 = 0;

/// What kind of fact it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Word,
    Name,
    Figure,
}

const KIND_BITS: u32 = 3;

/// Letters of a word that count.
const STEM_LETTERS: usize = 6;

/// Words of magnitude and what they mean.
static SCALES: LazyLock<FxHashMap<&'static str, f64>> = LazyLock::new(|| {
    let rows = include_str!("../../data/numbers.tsv").lines().filter(|line| !line.starts_with('#'));
    let rows = rows.filter_map(|line| line.split_once('\t'));
    rows.filter_map(|(value, words)| Some((value.parse::<f64>().ok()?, words)))
        .flat_map(|(value, words)| words.split(' ').map(move |word| (word, value)))
        .collect()
});

/// The kind of a fact; none at the end of a sentence.
pub(super) fn kind(fact: u32) -> Option<Kind> {
    match fact & KIND_BITS {
        1 => Some(Kind::Word),
        2 => Some(Kind::Name),
        3 => Some(Kind::Figure),
        _ => None,
    }
}

/// What a fact tells, in nats: some minus logarithm of the share of articles that have it. The same in every
/// corpus: counts of one (inverse document frequency) tell little better which reports are the same, but
/// any article that comes could change what was found of all others.
pub(super) fn weight(fact: u32) -> f32 {
    match kind(fact) {
        None => 0.0,
        Some(Kind::Word) => 2.0,
        Some(Kind::Name | Kind::Figure) => 5.5,
    }
}

/// What is told, whatever its kind: a name is the same as a word.
pub(super) fn told(fact: u32) -> u32 {
    fact >> 2
}

/// Spreads a hash over all its bits (the finalizer of `MurmurHash3`).
pub(super) fn mix(mut hash: u64) -> u64 {
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xff51_afd7_ed55_8ccd);
    hash ^= hash >> 33;
    hash = hash.wrapping_mul(0xc4ce_b9fe_1a85_ec53);
    hash ^ (hash >> 33)
}

/// A hash of bytes that no version of anything changes (FNV-1a, then [`mix`]).
pub(super) fn hash(bytes: impl Iterator<Item = u8>) -> u64 {
    mix(bytes.fold(0xcbf2_9ce4_8422_2325, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3)))
}

/// The high half of a hash.
pub(super) fn high(hash: u64) -> u32 {
    u32::try_from(hash >> 32).unwrap_or(0)
}

/// Reads paragraphs into facts and hashes of their words in a row.
pub(super) struct Reading {
    /// Facts, sentences apart.
    pub(super) facts: Vec<u32>,
    /// A hash of every word.
    pub(super) words: Vec<u64>,
    kept: usize,
    function_words: FunctionWords,
}

impl Reading {
    /// Nothing read yet, of a text whose function words are these.
    pub(super) fn new(function_words: FunctionWords) -> Self {
        Self { facts: vec![], words: vec![], kept: 0, function_words }
    }

    /// Adds a paragraph.
    pub(super) fn paragraph(&mut self, text: &str) {
        for range in sentences(text) {
            self.sentence(text.get(range).unwrap_or_default());
        }
    }

    fn sentence(&mut self, text: &str) {
        let from = self.facts.len();
        let mut figure = None;
        let mut words = Words::new(text);
        while let Some(word) = words.next() {
            self.words.push(hash(word.folded.bytes()));
            if self.kept >= MOST_FACTS {
                continue;
            }
            let scale = SCALES.get(word.folded).copied();
            if let Some(value) = figure.take() {
                self.figure(from, value * scale.unwrap_or(1.0));
                if scale.is_some() {
                    continue;
                }
            }
            if word.folded.starts_with(|c: char| c.is_ascii_digit()) {
                figure = value(word.folded);
                continue;
            }
            let is_long = word.folded.chars().nth(1).is_some();
            if scale.is_some() || !is_long || self.function_words.contains(word.folded) {
                continue;
            }
            let is_name = text.get(word.start..).and_then(|rest| rest.chars().next()).is_some_and(is_uppercase);
            let end = word.folded.char_indices().nth(STEM_LETTERS).map_or(word.folded.len(), |(at, _)| at);
            let stem = word.folded.bytes().take(end);
            self.add(from, hash(stem), if is_name { Kind::Name } else { Kind::Word });
        }
        if let Some(value) = figure {
            self.figure(from, value);
        }
        if self.facts.len() > from {
            self.facts.push(SENTENCE);
        }
    }

    fn figure(&mut self, from: usize, value: f64) {
        if value < 1.5 && (value - 1.0).abs() < f64::EPSILON || value <= 0.0 {
            return;
        }
        // A year tells little more than a word.
        let kind = if value.fract() == 0.0 && (1900.0..2100.0).contains(&value) { Kind::Word } else { Kind::Figure };
        let rounded = if kind == Kind::Word { format!("={value:.0}") } else { format!("={value:.2e}") };
        self.add(from, hash(rounded.bytes()), kind);
    }

    fn add(&mut self, from: usize, hash: u64, kind: Kind) {
        let bits = match kind {
            Kind::Word => 1,
            Kind::Name => 2,
            Kind::Figure => 3,
        };
        let fact = (high(hash) & !KIND_BITS) | bits;
        let is_new = self.facts.get(from..).is_none_or(|facts| facts.iter().all(|known| told(*known) != told(fact)));
        if is_new && self.kept < MOST_FACTS {
            self.facts.push(fact);
            self.kept += 1;
        }
    }
}

/// The value of a figure as written: `1,234.5`, `3,5`, `10m`. A comma or stop before three digits
/// parts thousands.
fn value(written: &str) -> Option<f64> {
    let end = written.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(written.len());
    let (digits, suffix) = written.split_at(end);
    let scale = match suffix {
        "" => 1.0,
        "k" => 1e3,
        "m" | "mn" | "mln" => 1e6,
        "b" | "bn" | "bln" => 1e9,
        _ => return None,
    };
    let mut plain = String::with_capacity(digits.len());
    let parts: Vec<&str> = digits.split(['.', ',']).collect();
    for (place, part) in parts.iter().enumerate() {
        let is_decimal = place > 0 && place + 1 == parts.len() && (part.len() != 3 || parts.first() == Some(&"0"));
        if is_decimal {
            plain.push('.');
        }
        plain.push_str(part);
    }
    plain.parse::<f64>().ok().map(|value| value * scale)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> Vec<u32> {
        let mut reading = Reading::new(FunctionWords::of(&[]));
        reading.paragraph(text);
        reading.facts
    }

    #[test]
    fn figures_are_read_with_their_magnitude() {
        for (one, other) in [
            ("20 mln tonnes", "20,000,000 tonnes"),
            ("2.27 billion", "2,267,900,000"),
            ("3,5 Millionen", "3.5 million"),
            ("1.234 Tonnen", "1,234 Tonnen"),
            ("$10m", "10 million"),
        ] {
            assert_eq!(facts(one).first(), facts(other).first(), "{one}");
        }
        assert_ne!(facts("18 pct").first(), facts("19 pct").first());
        assert_eq!(value("12th"), None);
    }

    #[test]
    fn a_name_is_a_word_of_another_kind() {
        let (name, word) = (facts("Harbours")[0], facts("harbours")[0]);
        assert_eq!(told(name), told(word));
        assert_eq!((kind(name), kind(word)), (Some(Kind::Name), Some(Kind::Word)));
        assert_eq!(told(facts("announced")[0]), told(facts("announcing")[0]));
    }

    #[test]
    fn sentences_are_apart() {
        let found = facts("Pilots struck. Ships waited.");
        assert_eq!(found.iter().filter(|fact| **fact == SENTENCE).count(), 2);
    }
}
