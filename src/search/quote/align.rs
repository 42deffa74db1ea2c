//! Aligns a quotation with a text, word by word: the best local alignment (Smith and
//! Waterman 1981, with linear gaps).

use std::ops::Range;

use unicode_normalization::char::is_combining_mark;

use crate::text::{Words, is_unspaced};

/// What a word in common is worth, and what each other word costs.
const SAME: i32 = 4;
const CHANGED: i32 = -2;
const GAP: i32 = -1;

/// A word of a text, or a character of a script without blanks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unit {
    pub(super) folded: String,
    /// Bytes of its text.
    pub(super) range: Range<usize>,
}

/// The units of a text, as the index cuts words; of pairs of characters the first.
pub(super) fn units(text: &str) -> Vec<Unit> {
    let mut units = vec![];
    let mut words = Words::searched(text);
    while let Some(word) = words.next() {
        let raw = text.get(word.start..word.end).unwrap_or_default();
        if raw.starts_with(is_unspaced) {
            let end = raw.char_indices().skip(1).find(|(_, c)| !is_combining_mark(*c)).map_or(raw.len(), |(at, _)| at);
            let folded = crate::text::fold(raw.get(..end).unwrap_or_default());
            units.push(Unit { folded, range: word.start..word.start + end });
        } else {
            units.push(Unit { folded: word.folded.to_owned(), range: word.start..word.end });
        }
    }
    units
}

/// What stands beside what: a place in the quotation, a place in the text, or both.
pub(super) type Pair = (Option<usize>, Option<usize>);

/// How a step of the alignment came about.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Step {
    Stop,
    Both,
    Quote,
    Text,
}

/// The best local alignment: pairs from the first word in common to the last; the earliest of
/// several. Cost: the product of the numbers of words.
pub(super) fn align(quote: &[&str], text: &[&str]) -> Vec<Pair> {
    let width = text.len() + 1;
    let mut steps = vec![Step::Stop; (quote.len() + 1) * width];
    let mut above = vec![0i32; width];
    let (mut best, mut end) = (0, None);
    for (row, wanted) in quote.iter().enumerate() {
        let mut left = 0;
        let mut diagonal = 0;
        for (column, word) in text.iter().enumerate() {
            let up = above.get(column + 1).copied().unwrap_or(0);
            let both = diagonal + if wanted == word { SAME } else { CHANGED };
            let (score, step) = [(both, Step::Both), (up + GAP, Step::Quote), (left + GAP, Step::Text)]
                .into_iter()
                .fold((0, Step::Stop), |best, next| if next.0 > best.0 { next } else { best });
            diagonal = up;
            left = score;
            if let (Some(slot), Some(at)) = (above.get_mut(column + 1), steps.get_mut((row + 1) * width + column + 1)) {
                (*slot, *at) = (score, step);
            }
            if score > best {
                (best, end) = (score, Some((row + 1, column + 1)));
            }
        }
    }
    let mut pairs = vec![];
    let Some((mut row, mut column)) = end else { return pairs };
    loop {
        match steps.get(row * width + column) {
            Some(Step::Both) => {
                pairs.push((Some(row - 1), Some(column - 1)));
                (row, column) = (row - 1, column - 1);
            }
            Some(Step::Quote) => {
                pairs.push((Some(row - 1), None));
                row -= 1;
            }
            Some(Step::Text) => {
                pairs.push((None, Some(column - 1)));
                column -= 1;
            }
            Some(Step::Stop) | None => break,
        }
    }
    pairs.reverse();
    pairs
}

#[cfg(test)]
mod tests {
    use super::*;

    fn kept(quote: &str, text: &str) -> (Vec<Pair>, usize) {
        let (quote, text) = (units(quote), units(text));
        let words = |units: &[Unit]| units.iter().map(|unit| unit.folded.clone()).collect::<Vec<_>>();
        let (quote, text) = (words(&quote), words(&text));
        let borrow = |words: &[String]| -> Vec<String> { words.to_vec() };
        let (one, other) = (borrow(&quote), borrow(&text));
        let pairs =
            align(&one.iter().map(String::as_str).collect::<Vec<_>>(), &other.iter().map(String::as_str).collect::<Vec<_>>());
        let same = pairs.iter().filter(|(a, b)| a.zip(*b).is_some_and(|(a, b)| quote[a] == text[b])).count();
        (pairs, same)
    }

    #[test]
    fn words_may_be_changed_cut_and_put_between() {
        let quote = "we will never sell the old harbour to anyone";
        let (pairs, same) = kept(quote, "He said: “We will not sell the harbour,” he added, “to anyone.” More.");
        assert_eq!(same, 7);
        assert_eq!(pairs.first(), Some(&(Some(0), Some(2))));
        assert_eq!(pairs.last().unwrap().0, Some(8));
        assert_eq!(kept(quote, "Nothing of it stands here at all").1, 0);
        assert_eq!(kept("北京今天下雪了", "他说北京昨天下雪了。").1, 6);
    }
}
