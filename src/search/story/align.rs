//! Holds the paragraphs of two articles against each other.

use crate::model::{AlteredQuote, Change, ChangeKind};
use crate::text::{collapse_whitespace, folded_words, quotations};

/// Paragraphs that share less of their words are not one and the other.
const ALIKE: f32 = 0.35;

/// Paragraphs of an article that are aligned; the rest counts as cut or added.
const MOST_PARAGRAPHS: usize = 300;

/// Words of a paragraph that are compared in order.
const MOST_WORDS: usize = 400;

/// Words that make a quotation; fewer are a word in quotation marks.
const QUOTED_WORDS: usize = 4;

/// A paragraph.
pub(super) struct Paragraph {
    text: String,
    words: Vec<String>,
}

impl Paragraph {
    pub(super) fn new(text: &str) -> Self {
        let text = collapse_whitespace(text);
        let words = folded_words(&text);
        Self { text, words }
    }
}

/// How two articles differ.
pub(super) struct Alignment {
    pub(super) kept: f32,
    pub(super) own: f32,
    pub(super) changes: Vec<Change>,
}

/// Aligns a copy with its original: the pairs of paragraphs, in order, that share most words
/// (Needleman and Wunsch 1970). Cost: the product of the numbers of words.
#[expect(clippy::cast_precision_loss, reason = "a share for people")]
pub(super) fn align(original: &[Paragraph], copy: &[Paragraph]) -> Alignment {
    let pairs = pairs(
        original.get(..original.len().min(MOST_PARAGRAPHS)).unwrap_or_default(),
        copy.get(..copy.len().min(MOST_PARAGRAPHS)).unwrap_or_default(),
    );
    let mut changes = vec![];
    let mut shared = 0;
    let (mut at, mut own_at) = (0, 0);
    let end = (original.len(), copy.len(), 0);
    for (place, own_place, common) in pairs.into_iter().chain([end]) {
        for cut in at..place {
            changes.push(change(ChangeKind::Cut, original.get(cut).map(|one| (cut, one)), None));
        }
        for added in own_at..own_place {
            changes.push(change(ChangeKind::Added, None, copy.get(added).map(|one| (added, one))));
        }
        if let (Some(one), Some(other)) = (original.get(place), copy.get(own_place)) {
            shared += common;
            if one.words != other.words {
                changes.push(change(ChangeKind::Changed, Some((place, one)), Some((own_place, other))));
            }
        }
        (at, own_at) = (place + 1, own_place + 1);
    }
    let words = |paragraphs: &[Paragraph]| paragraphs.iter().map(|one| one.words.len()).sum::<usize>().max(1) as f32;
    let rounded = |share: f32| (share.clamp(0.0, 1.0) * 1000.0).round() / 1000.0;
    let shared = shared as f32;
    Alignment { kept: rounded(shared / words(original)), own: rounded(1.0 - shared / words(copy)), changes }
}

fn change(kind: ChangeKind, original: Option<(usize, &Paragraph)>, copy: Option<(usize, &Paragraph)>) -> Change {
    let place = |found: Option<(usize, &Paragraph)>| found.and_then(|(at, _)| u32::try_from(at + 1).ok());
    let text = |found: Option<(usize, &Paragraph)>| found.map(|(_, one)| one.text.clone());
    Change { kind, original_paragraph: place(original), original: text(original), paragraph: place(copy), text: text(copy) }
}

/// Pairs of paragraphs in order, with the words they share.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
fn pairs(original: &[Paragraph], copy: &[Paragraph]) -> Vec<(usize, usize, usize)> {
    let width = copy.len() + 1;
    let mut common = vec![0usize; (original.len() + 1) * width];
    let mut best = vec![0usize; (original.len() + 1) * width];
    let at = |table: &[usize], row: usize, column: usize| table.get(row * width + column).copied().unwrap_or(0);
    for row in (0..original.len()).rev() {
        for column in (0..copy.len()).rev() {
            let (Some(one), Some(other)) = (original.get(row), copy.get(column)) else { continue };
            let shared = in_common(&one.words, &other.words);
            let longer = one.words.len().max(other.words.len()).max(1);
            let pair = if shared as f32 / longer as f32 >= ALIKE { at(&best, row + 1, column + 1) + shared } else { 0 };
            let score = pair.max(at(&best, row + 1, column)).max(at(&best, row, column + 1));
            let place = row * width + column;
            if let (Some(score_at), Some(common_at)) = (best.get_mut(place), common.get_mut(place)) {
                (*score_at, *common_at) = (score, if pair > 0 && pair == score { shared } else { 0 });
            }
        }
    }
    let (mut row, mut column) = (0, 0);
    let mut pairs = vec![];
    while row < original.len() && column < copy.len() {
        let shared = at(&common, row, column);
        if shared > 0 {
            pairs.push((row, column, shared));
            (row, column) = (row + 1, column + 1);
        } else if at(&best, row + 1, column) == at(&best, row, column) {
            row += 1;
        } else {
            column += 1;
        }
    }
    pairs
}

/// Length of the longest row of words that both have in order.
fn in_common(one: &[String], other: &[String]) -> usize {
    let one = one.get(..one.len().min(MOST_WORDS)).unwrap_or_default();
    let other = other.get(..other.len().min(MOST_WORDS)).unwrap_or_default();
    if one == other {
        return one.len();
    }
    let mut row = vec![0usize; other.len() + 1];
    for word in one {
        let mut diagonal = 0;
        for (column, candidate) in other.iter().enumerate() {
            let above = row.get(column + 1).copied().unwrap_or(0);
            let left = row.get(column).copied().unwrap_or(0);
            let length = if word == candidate { diagonal + 1 } else { above.max(left) };
            if let Some(slot) = row.get_mut(column + 1) {
                *slot = length;
            }
            diagonal = above;
        }
    }
    row.last().copied().unwrap_or(0)
}

/// Words of a headline that the other has not, in both directions: added, cut.
pub(super) fn title_words(original: Option<&str>, copy: Option<&str>) -> (Vec<String>, Vec<String>) {
    let words = |title: Option<&str>| title.map(folded_words).unwrap_or_default();
    let (original, copy) = (words(original), words(copy));
    let without = |these: &[String], those: &[String]| these.iter().filter(|word| !those.contains(word)).cloned().collect();
    (without(&copy, &original), without(&original, &copy))
}

/// Quotations of a copy that have most words of one of the original's, but not all or others.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
pub(super) fn altered_quotes(original: &str, copy: &str) -> Vec<AlteredQuote> {
    let quotes = |text: &str| -> Vec<(String, Vec<String>)> {
        let between = text.lines().flat_map(|line| quotations(line).into_iter().filter_map(|range| line.get(range)));
        let quotes = between.map(|quote| (collapse_whitespace(quote), folded_words(quote)));
        quotes.filter(|(_, words)| words.len() >= QUOTED_WORDS).collect()
    };
    let originals = quotes(original);
    let whole = folded_words(original).join(" ");
    let mut altered = vec![];
    for (quote, words) in quotes(copy) {
        // Cutting a quotation short or putting marks around what the original says is no altering.
        if whole.contains(&words.join(" ")) {
            continue;
        }
        let nearest = originals.iter().map(|(text, known)| (in_common(known, &words), text, known.len()));
        let nearest = nearest.max_by_key(|(shared, text, _)| (*shared, std::cmp::Reverse(*text)));
        if let Some((shared, text, length)) = nearest
            && shared as f32 / words.len().min(length) as f32 >= 0.5
        {
            altered.push(AlteredQuote { original: text.clone(), quote });
        }
    }
    altered
}

#[cfg(test)]
mod tests {
    use super::*;

    fn paragraphs(texts: &[&str]) -> Vec<Paragraph> {
        texts.iter().map(|text| Paragraph::new(text)).collect()
    }

    #[test]
    fn paragraphs_are_cut_added_and_changed() {
        let original = paragraphs(&[
            "The ferry ran aground near Saltholm at dawn.",
            "Nobody was hurt, the coastguard said on Monday.",
            "It carried two hundred people.",
        ]);
        let copy = paragraphs(&[
            "The ferry ran aground near Saltholm at dawn.",
            "Nobody was injured, the coastguard said on Monday.",
            "Tickets can be had from our shop.",
        ]);
        let found = align(&original, &copy);
        let kinds: Vec<_> =
            found.changes.iter().map(|change| (change.kind, change.original_paragraph, change.paragraph)).collect();
        assert_eq!(
            kinds,
            [(ChangeKind::Changed, Some(2), Some(2)), (ChangeKind::Cut, Some(3), None), (ChangeKind::Added, None, Some(3))]
        );
        assert!((found.kept - 15.0 / 21.0).abs() < 0.001, "{}", found.kept);
        let same = align(&original, &original);
        assert!(same.changes.is_empty() && (same.kept - 1.0).abs() < f32::EPSILON && same.own < f32::EPSILON);
    }

    #[test]
    fn quotes_are_altered_or_not() {
        let original = "“We will never sell the old harbour,” she said. He said: \"No comment at this time.\"";
        assert!(altered_quotes(original, "She said: “never sell the old harbour.”").is_empty());
        let altered = altered_quotes(original, "“We will not sell the old harbour,” she said.");
        assert_eq!(altered.len(), 1);
        assert_eq!(altered[0].original, "We will never sell the old harbour,");
        assert!(altered_quotes(original, "“Nothing of the sort has ever been planned,” he said.").is_empty());
    }
}
