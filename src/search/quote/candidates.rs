//! Articles that may carry a quotation: those that have enough of its words near enough to
//! each other. Only postings are read.
//!
//! Of the n words, m must be there: so each article has one of the n - m + 1 rarest, and only
//! their lists are gone through; the others are asked for what these find (`DivideSkip`, Li, Lu
//! and Lu 2008).

use std::collections::BTreeMap;

use tantivy::postings::{Postings, SegmentPostings};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocAddress, DocId, DocSet, SegmentReader, TERMINATED, Term};

/// What must be there of a quotation.
pub(super) struct Wanted {
    /// Its words as the index has them, with how often each stands in it.
    words: BTreeMap<String, usize>,
    /// So many of them, counted with repeats.
    least: usize,
    /// Within so many positions.
    window: u32,
}

impl Wanted {
    /// Of the `terms` of a quotation `least` must stand near each other.
    pub(super) fn new(terms: &[String], least: usize) -> Self {
        let mut words: BTreeMap<String, usize> = BTreeMap::new();
        for term in terms {
            *words.entry(term.clone()).or_default() += 1;
        }
        // Room for words that were put in between: `he said on Monday in Port Ellery`.
        let window = u32::try_from(terms.len() * 2 + 20).unwrap_or(u32::MAX);
        Self { words, least, window }
    }

    /// So many different words must be there at least.
    fn distinct(&self) -> usize {
        let mut counts: Vec<usize> = self.words.values().copied().collect();
        counts.sort_unstable_by(|one, other| other.cmp(one));
        let (mut sum, mut words) = (0, 0);
        for count in counts {
            if sum >= self.least {
                break;
            }
            sum += count;
            words += 1;
        }
        words.max(1)
    }

    /// Adds the articles of a segment that may carry it in a field.
    pub(super) fn find(
        &self,
        reader: &SegmentReader,
        ord: u32,
        field: Field,
        found: &mut Vec<DocAddress>,
    ) -> tantivy::Result<()> {
        let inverted = reader.inverted_index(field)?;
        let mut lists: Vec<List> = vec![];
        for (word, count) in &self.words {
            let term = Term::from_field_text(field, word);
            let postings = inverted.read_postings(&term, IndexRecordOption::WithFreqsAndPositions)?;
            lists.extend(postings.map(|postings| List { count: *count, length: postings.doc_freq(), postings }));
        }
        let distinct = self.distinct();
        if lists.len() < distinct {
            return Ok(());
        }
        lists.sort_by_key(|list| list.length);
        let rarest = lists.len() - distinct + 1;
        let mut places = vec![];
        loop {
            let next = lists.iter().take(rarest).map(|list| list.postings.doc()).min();
            let Some(doc) = next.filter(|doc| *doc != TERMINATED) else { break };
            if reader.alive_bitset().is_none_or(|alive| alive.is_alive(doc))
                && self.is_candidate(&mut lists, doc, distinct, &mut places)
            {
                found.push(DocAddress::new(ord, doc));
            }
            for list in lists.iter_mut().take(rarest).filter(|list| list.postings.doc() == doc) {
                list.postings.advance();
            }
        }
        Ok(())
    }

    /// Whether enough of the words stand near each other in a document.
    fn is_candidate(&self, lists: &mut [List], doc: DocId, distinct: usize, places: &mut Vec<(u32, usize)>) -> bool {
        let (all, mut here) = (lists.len(), 0);
        for (at, list) in lists.iter_mut().enumerate() {
            here += usize::from(list.is_at(doc));
            if here + (all - at - 1) < distinct {
                return false;
            }
        }
        places.clear();
        let mut positions = vec![];
        for (word, list) in lists.iter_mut().enumerate() {
            if list.postings.doc() == doc {
                list.postings.positions(&mut positions);
                places.extend(positions.iter().map(|position| (*position, word)));
            }
        }
        places.sort_unstable();
        // A window slides over the places; a word counts no more often than the quotation has it.
        let mut counts = vec![0usize; lists.len()];
        let (mut sum, mut from) = (0, 0);
        for (position, word) in places.iter() {
            while let Some((first, gone)) = places.get(from).filter(|(first, _)| first + self.window < *position) {
                let _ = first;
                if let (Some(count), Some(list)) = (counts.get_mut(*gone), lists.get(*gone)) {
                    sum -= usize::from(*count <= list.count);
                    *count -= 1;
                }
                from += 1;
            }
            if let (Some(count), Some(list)) = (counts.get_mut(*word), lists.get(*word)) {
                *count += 1;
                sum += usize::from(*count <= list.count);
            }
            if sum >= self.least {
                return true;
            }
        }
        false
    }
}

/// The articles that have a word.
struct List {
    /// How often the quotation has it.
    count: usize,
    length: u32,
    postings: SegmentPostings,
}

impl List {
    fn is_at(&mut self, doc: DocId) -> bool {
        let at = self.postings.doc();
        (if at < doc { self.postings.seek(doc) } else { at }) == doc
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn repeats_make_fewer_different_words_enough() {
        let words = |text: &str| text.split(' ').map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(Wanted::new(&words("a b c d e"), 3).distinct(), 3);
        assert_eq!(Wanted::new(&words("a a a b c"), 3).distinct(), 1);
        assert_eq!(Wanted::new(&words("a a b b c d"), 5).distinct(), 3);
    }
}
