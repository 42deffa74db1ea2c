//! The words of an index: which of them a pattern matches, and which is nearest to
//! a word that is not there.

use std::collections::BTreeMap;

use tantivy::schema::Field;

use crate::error::Result;
use crate::index::{IndexReader, living, name_prefix};
use crate::query::Piece;

/// The most words that one pattern may find.
pub(super) const MAX_WORDS: usize = 20_000;

/// Words with the number of articles that have them, one field after the other.
pub(super) type Found = Vec<(String, u64)>;

/// The words of fields that begin with `prefix` and pass a test; in how many articles
/// each is. Cost: in proportion to the words that begin so.
pub(super) fn words(
    reader: &IndexReader,
    fields: &[Field],
    prefix: &str,
    mut is_wanted: impl FnMut(&str) -> bool,
) -> Result<BTreeMap<String, u64>> {
    let mut found: BTreeMap<String, u64> = BTreeMap::new();
    for segment in reader.searcher().segment_readers() {
        for field in fields {
            let inverted = segment.inverted_index(*field).map_err(|e| reader.failed(e))?;
            let range = inverted.terms().range().ge(prefix.as_bytes());
            let mut stream = range.into_stream().map_err(|e| reader.failed(e))?;
            while stream.advance() {
                let Ok(word) = std::str::from_utf8(stream.key()) else { continue };
                if !word.starts_with(prefix) {
                    break;
                }
                if is_wanted(word) {
                    let articles = living(segment, &inverted, stream.value()).map_err(|e| reader.failed(e))?;
                    if articles > 0 {
                        *found.entry(word.to_owned()).or_default() += articles;
                    }
                }
            }
        }
    }
    Ok(found)
}

/// At most so many words are offered for one that is nowhere.
const OFFERED: usize = 3;

/// The words of fields that somebody may have meant by one that is in none of them: those
/// fewest edits away, and of these the commonest; after them names that sound so, or all but.
/// Cost: one pass over the words of the fields.
pub(super) fn nearest(reader: &IndexReader, fields: &[Field], folded: &str) -> Result<Vec<String>> {
    let letters: Vec<char> = folded.chars().collect();
    let most = if letters.len() <= 4 { 1 } else { 2 };
    let mut near = words(reader, fields, "", |word| distance(&letters, word, most).is_some())?;
    if let Some(prefix) = name_prefix(folded) {
        let is_like = |term: &str| term.strip_prefix(&prefix).is_some_and(|name| distance(&letters, name, most + 1).is_some());
        let names = words(reader, &[reader.fields().names], &prefix, is_like)?;
        for (term, articles) in names {
            near.entry(term.strip_prefix(&prefix).unwrap_or_default().to_owned()).or_insert(articles);
        }
    }
    let same_start = |word: &str| word.chars().next() == letters.first().copied();
    let cost = |word: &str| (distance(&letters, word, most + 1).unwrap_or(most + 1), !same_start(word));
    let mut near: Vec<_> = near.into_iter().map(|(word, articles)| (cost(&word), std::cmp::Reverse(articles), word)).collect();
    near.sort();
    let best = near.first().map(|(cost, ..)| *cost);
    // Words in the same number of articles or a tenth of it are offered beside the best one.
    let commonest = near.first().map_or(0, |(_, articles, _)| articles.0);
    near.retain(|(cost, articles, _)| Some(*cost) == best && articles.0 * 10 >= commonest);
    Ok(near.into_iter().take(OFFERED).map(|(.., word)| word).collect())
}

/// The commonest of the words found, at most so many; says too how many there were.
pub(super) fn commonest(found: BTreeMap<String, u64>, most: usize) -> (Found, usize) {
    let count = found.len();
    let mut found: Found = found.into_iter().collect();
    found.sort_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then_with(|| a.cmp(b)));
    found.truncate(most);
    (found, count)
}

/// Whether a text with wildcards matches a whole word. Cost: the product of the lengths at worst.
pub(super) fn matches(pattern: &[Piece], word: &str) -> bool {
    let word: Vec<char> = word.chars().collect();
    let (mut at, mut in_word) = (0, 0);
    // Where to go on if what followed the last `*` does not match.
    let mut retry: Option<(usize, usize)> = None;
    while in_word < word.len() {
        match pattern.get(at) {
            Some(Piece::Any) => {
                retry = Some((at, in_word));
                at += 1;
                continue;
            }
            Some(Piece::One) => {}
            Some(Piece::Char(c)) if word.get(in_word) == Some(c) => {}
            _ => {
                let Some((star, from)) = retry else { return false };
                retry = Some((star, from + 1));
                (at, in_word) = (star + 1, from + 1);
                continue;
            }
        }
        at += 1;
        in_word += 1;
    }
    pattern.get(at..).unwrap_or_default().iter().all(|piece| *piece == Piece::Any)
}

/// In how many edits one word becomes another, if in `most` at most. An edit adds, leaves
/// out or changes a letter, or swaps two neighbours.
pub(super) fn distance(one: &[char], other: &str, most: usize) -> Option<usize> {
    let length = other.chars().count();
    if one.len().abs_diff(length) > most {
        return None;
    }
    let mut before_last: Vec<usize> = vec![];
    let mut last: Vec<usize> = (0..=one.len()).collect();
    let mut previous = None;
    for (row, c) in other.chars().enumerate() {
        let mut this = Vec::with_capacity(last.len());
        this.push(row + 1);
        for (column, d) in one.iter().enumerate() {
            let cell = |cells: &[usize], at: usize| cells.get(at).copied().unwrap_or(usize::MAX - 1);
            let mut best =
                (cell(&last, column) + usize::from(c != *d)).min(cell(&last, column + 1) + 1).min(cell(&this, column) + 1);
            if column > 0 && previous == Some(*d) && one.get(column - 1) == Some(&c) {
                best = best.min(cell(&before_last, column - 1) + 1);
            }
            this.push(best);
        }
        if this.iter().min().is_some_and(|least| *least > most) {
            return None;
        }
        before_last = std::mem::replace(&mut last, this);
        previous = Some(c);
    }
    last.last().copied().filter(|edits| *edits <= most)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::query::pieces;

    #[test]
    fn wildcards() {
        let check = |pattern: &str, word: &str| matches(&pieces(pattern), word);
        for (pattern, word) in
            [("recycl*", "recycling"), ("recycl*", "recycl"), ("*ing", "sing"), ("wom?n", "woman"), ("a*b*c", "axxbyc")]
        {
            assert!(check(pattern, word), "{pattern} {word}");
        }
        for (pattern, word) in [("recycl*", "recycle s"), ("wom?n", "womn"), ("*ing", "ings"), ("a*b*c", "abcd"), ("abc", "ab")] {
            assert_eq!(check(pattern, word), pattern == "recycl*", "{pattern} {word}");
        }
    }

    #[test]
    fn edits() {
        let check = |one: &str, other: &str| distance(&one.chars().collect::<Vec<_>>(), other, 2);
        assert_eq!(check("roam", "roam"), Some(0));
        assert_eq!(check("roam", "foam"), Some(1));
        assert_eq!(check("roam", "raom"), Some(1));
        assert_eq!(check("roam", "roams"), Some(1));
        assert_eq!(check("roam", "room"), Some(1));
        assert_eq!(check("consulats", "consulates"), Some(1));
        assert_eq!(check("roam", "rm"), Some(2));
        assert_eq!(check("roam", "bread"), None);
        assert_eq!(check("", "ab"), Some(2));
        assert_eq!(check("ab", ""), Some(2));
    }
}
