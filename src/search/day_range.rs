//! A range of days that is excluded. The engine's own range takes it that each look lies
//! further on than the last, which does not hold where a range that was moved on as a part of
//! an intersection is excluded (`-date:2025-12-05..2026-01`); here it is looked at by plain
//! steps forward, which the engine does for any set that does not say otherwise.

use tantivy::query::{EnableScoring, Explanation, Query, RangeQuery, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, Term};

/// The query.
#[derive(Clone, Debug)]
pub(super) struct DayRange(pub(super) RangeQuery);

impl Query for DayRange {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(DayWeight(self.0.weight(scoring)?)))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.0.query_terms(visitor);
    }
}

struct DayWeight(Box<dyn Weight>);

impl Weight for DayWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(DayScorer(self.0.scorer(reader, boost)?)))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.0.explain(reader, doc)
    }
}

struct DayScorer(Box<dyn Scorer>);

impl DocSet for DayScorer {
    fn advance(&mut self) -> DocId {
        self.0.advance()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.0.seek(target)
    }

    fn doc(&self) -> DocId {
        self.0.doc()
    }

    fn size_hint(&self) -> u32 {
        self.0.size_hint()
    }

    fn cost(&self) -> u64 {
        self.0.cost()
    }
}

impl Scorer for DayScorer {
    fn score(&mut self) -> Score {
        self.0.score()
    }
}
