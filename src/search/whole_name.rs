//! Articles whose outlet, agency or author has a certain name and no longer one: those that have
//! its words, checked in the column of names that is counted. So a value that was counted finds
//! as many articles as were counted.

use std::fmt::{Debug, Formatter};
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::index::SegmentId;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use crate::index::{IndexReader, NameValues};

/// The query.
#[derive(Clone)]
pub(super) struct WholeName {
    /// Finds every article that can have the name.
    superset: Arc<dyn Query>,
    names: Arc<NameValues>,
    /// The place of the name among all.
    place: u32,
    /// The segments in their order, by which the names know them.
    segments: Arc<[SegmentId]>,
}

impl WholeName {
    pub(super) fn new(superset: Box<dyn Query>, names: Arc<NameValues>, place: u32, reader: &IndexReader) -> Self {
        let segments = reader.searcher().segment_readers().iter().map(SegmentReader::segment_id).collect();
        Self { superset: superset.into(), names, place, segments }
    }
}

impl Debug for WholeName {
    fn fmt(&self, f: &mut Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("WholeName").field(&self.superset).finish()
    }
}

impl Query for WholeName {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(NameWeight { superset: self.superset.weight(scoring)?, name: self.clone() }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.superset.query_terms(visitor);
    }
}

struct NameWeight {
    superset: Box<dyn Weight>,
    name: WholeName,
}

impl Weight for NameWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let WholeName { names, place, segments, .. } = &self.name;
        let number = segments.iter().position(|segment| *segment == reader.segment_id());
        let values = number.and_then(|number| names.segment(number));
        // A name has several spellings, few of them in one segment.
        let spellings = values.map(|values| {
            let known = values.places.iter().zip(0u64..).filter(|(known, _)| *known == place);
            known.map(|(_, ord)| ord).collect()
        });
        let ords = values.and_then(|values| values.ords.clone());
        let mut scorer =
            NameScorer { inner: self.superset.scorer(reader, boost)?, ords, spellings: spellings.unwrap_or_default() };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.superset.explain(reader, doc)
    }
}

struct NameScorer {
    inner: Box<dyn Scorer>,
    ords: Option<Column<u64>>,
    spellings: Vec<u64>,
}

impl NameScorer {
    /// Goes on to an article of the name, if this one is of another.
    fn settle(&mut self) -> DocId {
        let mut doc = self.inner.doc();
        while doc != TERMINATED && !self.has_name(doc) {
            doc = self.inner.advance();
        }
        doc
    }

    fn has_name(&self, doc: DocId) -> bool {
        let mut ords = self.ords.iter().flat_map(|ords| ords.values_for_doc(doc));
        ords.any(|ord| self.spellings.contains(&ord))
    }
}

impl DocSet for NameScorer {
    fn advance(&mut self) -> DocId {
        self.inner.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.inner.seek(target);
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.inner.doc()
    }

    fn size_hint(&self) -> u32 {
        self.inner.size_hint()
    }
}

impl Scorer for NameScorer {
    fn score(&mut self) -> Score {
        self.inner.score()
    }
}
