//! Where the words of an article stand: their positions, and the positions at which
//! sentences and paragraphs begin. The index counts once, when it is built; the
//! highlighter counts again in the stored article and comes to the same numbers.

use std::ops::Range;

use super::{Word, Words, sentences};

/// Counts the positions of words. Blocks are one position apart, so that no phrase
/// reaches from one into the next.
#[derive(Debug, Clone, Copy, Default)]
pub struct Positions {
    next: u32,
}

impl Positions {
    /// The position of the next word.
    pub fn next(&mut self, begins_block: bool) -> u32 {
        if begins_block && self.next > 0 {
            self.next += 1;
        }
        let position = self.next;
        self.next += 1;
        position
    }
}

/// The positions at which sentences and paragraphs of a text begin. The empty one is
/// that of a text which is one sentence.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Bounds {
    sentences: Vec<u32>,
    paragraphs: Vec<u32>,
    lead_end: Option<u32>,
}

/// What begins at a bound, in the lowest bits of its code.
const SENTENCE: u64 = 0;
const PARAGRAPH: u64 = 1;
const AFTER_LEAD: u64 = 2;
const BITS: u32 = 2;

impl Bounds {
    /// The bounds of blocks; each says whether it is a paragraph of the article itself,
    /// the first of which ends the lead. Cost: one pass over the words.
    #[must_use]
    pub fn of<'b>(blocks: impl Iterator<Item = (&'b str, bool)>) -> Self {
        Self::of_words(blocks, |_, _, _| {})
    }

    /// The same; shows each word, with the text of its block and whether it is the first of it, on
    /// the way.
    pub fn of_words<'b>(blocks: impl Iterator<Item = (&'b str, bool)>, mut visit: impl FnMut(&'b str, &Word<'_>, bool)) -> Self {
        let mut bounds = Self::default();
        let mut positions = Positions::default();
        let mut lead_is_over = false;
        for (text, is_body) in blocks {
            let ends: Vec<usize> = sentences(text).into_iter().map(|range| range.end).collect();
            let mut sentence = 0;
            let mut begins_block = true;
            let mut begins_sentence = true;
            let mut words = Words::searched(text);
            while let Some(word) = words.next() {
                while ends.get(sentence).is_some_and(|end| *end <= word.start) {
                    sentence += 1;
                    begins_sentence = true;
                }
                visit(text, &word, begins_block);
                let position = positions.next(begins_block);
                if begins_block {
                    bounds.paragraphs.push(position);
                    if lead_is_over && bounds.lead_end.is_none() {
                        bounds.lead_end = Some(position);
                    }
                }
                if begins_sentence || begins_block {
                    bounds.sentences.push(position);
                }
                (begins_block, begins_sentence) = (false, false);
            }
            lead_is_over |= is_body && !begins_block;
        }
        bounds
    }

    /// The bounds as numbers, in order.
    pub fn codes(&self) -> impl Iterator<Item = u64> {
        self.sentences.iter().map(|position| {
            let kind = match self.paragraphs.binary_search(position) {
                Ok(_) if self.lead_end == Some(*position) => AFTER_LEAD,
                Ok(_) => PARAGRAPH,
                Err(_) => SENTENCE,
            };
            u64::from(*position) << BITS | kind
        })
    }

    /// The bounds of these numbers.
    #[must_use]
    pub fn from_codes(codes: impl Iterator<Item = u64>) -> Self {
        let mut bounds = Self::default();
        bounds.extend(codes);
        bounds
    }

    /// Takes all bounds away, and keeps their room.
    pub fn clear(&mut self) {
        self.sentences.clear();
        self.paragraphs.clear();
        self.lead_end = None;
    }

    /// The positions of the sentence a position is in.
    #[must_use]
    pub fn sentence_at(&self, position: u32) -> Range<u32> {
        around(&self.sentences, position)
    }

    /// The positions of the paragraph a position is in.
    #[must_use]
    pub fn paragraph_at(&self, position: u32) -> Range<u32> {
        around(&self.paragraphs, position)
    }

    /// The number of the paragraph a position is in.
    #[must_use]
    pub fn paragraph(&self, position: u32) -> usize {
        self.paragraphs.partition_point(|begin| *begin <= position)
    }

    /// How many words before a position there are in the text.
    #[must_use]
    pub fn words_before(&self, position: u32) -> u32 {
        let gaps = u32::try_from(self.paragraph(position).saturating_sub(1)).unwrap_or(u32::MAX);
        position.saturating_sub(gaps)
    }

    /// Whether a position is in the lead: the first paragraph and what is before it.
    #[must_use]
    pub fn is_in_lead(&self, position: u32) -> bool {
        self.lead_end.is_none_or(|end| position < end)
    }
}

/// From the last beginning up to a position to the next one.
fn around(begins: &[u32], position: u32) -> Range<u32> {
    let (before, after) = begins.split_at(begins.partition_point(|begin| *begin <= position));
    before.last().copied().unwrap_or(0)..after.first().copied().unwrap_or(u32::MAX)
}

/// Adds the bounds of numbers, which must be behind those that are there.
impl Extend<u64> for Bounds {
    fn extend<I: IntoIterator<Item = u64>>(&mut self, codes: I) {
        for code in codes {
            let position = u32::try_from(code >> BITS).unwrap_or(u32::MAX);
            let kind = code & ((1 << BITS) - 1);
            self.sentences.push(position);
            if kind != SENTENCE {
                self.paragraphs.push(position);
            }
            if kind == AFTER_LEAD {
                self.lead_end = Some(position);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds(blocks: &[(&str, bool)]) -> Bounds {
        Bounds::of(blocks.iter().copied())
    }

    #[test]
    fn sentences_and_paragraphs_begin_at_words() {
        let found = bounds(&[("…", true), ("A caption", false), ("One two. Three.", true), ("", true), ("Four", true)]);
        // a0 caption1 | one3 two4 . three5 | four7
        let begins = |position| (found.paragraph(position), found.sentence_at(position), found.words_before(position));
        assert_eq!(
            [0, 1, 3, 4, 5, 7].map(begins),
            [(1, 0..3, 0), (1, 0..3, 1), (2, 3..5, 2), (2, 3..5, 3), (2, 5..7, 4), (3, 7..u32::MAX, 5)]
        );
        assert_eq!([5, 7].map(|position| found.is_in_lead(position)), [true, false]);
        assert_eq!([1, 4, 5].map(|position| found.paragraph_at(position)), [0..3, 3..7, 3..7]);
        assert_eq!(Bounds::from_codes(found.codes()), found);
    }

    #[test]
    fn a_text_without_bounds_is_one_sentence() {
        let none = Bounds::default();
        assert_eq!((none.sentence_at(0), none.paragraph(9), none.words_before(9)), (0..u32::MAX, 0, 9));
        assert!(none.is_in_lead(9));
    }
}
