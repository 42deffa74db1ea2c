//! Keeps the best rows of many matches. What cannot be among them is passed over as soon as
//! that is known, so that most matches are only counted.

use std::cmp::Ordering;

use rustc_hash::FxHashSet;
use tantivy::{DocAddress, Score};

use super::request::Sort;

/// A match.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Candidate {
    pub(super) score: Score,
    pub(super) published: Option<i64>,
    pub(super) id: u64,
    /// Its number in the index.
    pub(super) number: u32,
    /// The place of its story.
    pub(super) story: u32,
    pub(super) address: DocAddress,
}

/// Orders candidates: the better one is less.
pub(super) fn order(sort: Sort, a: &Candidate, b: &Candidate) -> Ordering {
    let newer = || b.published.cmp(&a.published);
    let first = match sort {
        Sort::Relevance => b.score.total_cmp(&a.score).then_with(newer),
        Sort::Newest => newer().then_with(|| b.score.total_cmp(&a.score)),
        Sort::Oldest => {
            let last = |candidate: &Candidate| candidate.published.unwrap_or(i64::MAX);
            last(a).cmp(&last(b)).then_with(|| b.score.total_cmp(&a.score))
        }
    };
    first.then_with(|| a.id.cmp(&b.id))
}

/// So many rows more than twice those wanted are kept before they are cut.
const ROOM: usize = 64;

/// The best of the candidates seen.
#[derive(Debug)]
pub(super) struct Best {
    sort: Sort,
    /// Whether a story has one row, that of its best article.
    folds: bool,
    most: usize,
    rows: Vec<Candidate>,
    /// The last of the best, once there are as many as wanted.
    last: Option<Candidate>,
}

impl Best {
    /// To keep `most` rows.
    pub(super) fn new(sort: Sort, folds: bool, most: usize) -> Self {
        Self { sort, folds, most, rows: vec![], last: None }
    }

    /// Whether a match of this score may be among the best. Cost: next to none.
    pub(super) fn may_take(&self, score: Score) -> bool {
        match self.last {
            _ if self.most == 0 => false,
            Some(last) if self.sort == Sort::Relevance => score.total_cmp(&last.score) != Ordering::Less,
            _ => true,
        }
    }

    /// Takes a candidate, if it is among the best so far.
    pub(super) fn push(&mut self, candidate: Candidate) {
        if self.last.is_some_and(|last| order(self.sort, &candidate, &last) == Ordering::Greater) {
            return;
        }
        self.rows.push(candidate);
        if self.rows.len() >= self.most.saturating_mul(2).saturating_add(ROOM) {
            self.cut();
        }
    }

    fn cut(&mut self) {
        self.rows.sort_unstable_by(|a, b| order(self.sort, a, b));
        if self.folds {
            let mut seen = FxHashSet::default();
            self.rows.retain(|row| seen.insert(row.story));
        }
        self.rows.truncate(self.most);
        if self.rows.len() == self.most {
            self.last = self.rows.last().copied();
        }
    }

    /// The best, in order.
    pub(super) fn into_rows(mut self) -> Vec<Candidate> {
        self.cut();
        self.rows
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Candidates of few scores, days and stories, so that there are many ties.
    fn candidates() -> impl Strategy<Value = Vec<Candidate>> {
        let one = (0u8..6, proptest::option::of(0i64..5), 0u32..40);
        proptest::collection::vec(one, 0..600).prop_map(|all| {
            let all = all.into_iter().zip(0u32..);
            all.map(|((score, published, story), number)| Candidate {
                score: f32::from(score),
                published,
                // In another order than they come.
                id: u64::from(number).wrapping_mul(0x9e37_79b9_7f4a_7c15),
                number,
                story,
                address: DocAddress::new(0, number),
            })
            .collect()
        })
    }

    proptest! {
        #[test]
        fn the_best_are_those_of_a_full_sort(
            all in candidates(),
            most in 0usize..20,
            folds: bool,
            cut in 0usize..600,
            sort in proptest::sample::select(vec![Sort::Relevance, Sort::Newest, Sort::Oldest]),
        ) {
            let mut expected = all.clone();
            expected.sort_by(|a, b| order(sort, a, b));
            let mut seen = std::collections::HashSet::new();
            expected.retain(|row| !folds || seen.insert(row.story));
            expected.truncate(most);
            // As in two segments, whose best are then joined.
            let (one, other) = all.split_at(cut.min(all.len()));
            let best_of = |part: &[Candidate]| {
                let mut best = Best::new(sort, folds, most);
                part.iter().filter(|candidate| best_takes(&mut best, candidate)).count();
                best.into_rows()
            };
            let mut best = Best::new(sort, folds, most);
            best_of(one).into_iter().chain(best_of(other)).for_each(|row| best.push(row));
            prop_assert_eq!(best.into_rows(), expected);
        }
    }

    fn best_takes(best: &mut Best, candidate: &Candidate) -> bool {
        let takes = best.may_take(candidate.score);
        if takes {
            best.push(*candidate);
        }
        takes
    }
}
