//! A query that looks twice: first for articles that have the words, then, in their
//! positions, whether the words stand as asked. The first look brings the score, the
//! second takes away what only seemed to match; neither invents or drops a match.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use super::spans::{self, Text, Top, Tree};
use crate::text::Bounds;

/// One field of the articles, with what to look for in it.
#[derive(Clone)]
pub(super) struct Unit {
    /// The terms of each leaf, also those of other forms of the field with the same positions.
    pub(super) terms: HashMap<usize, Vec<Term>>,
    /// The column of its bounds.
    pub(super) bounds: Option<&'static str>,
    pub(super) top: Top,
}

/// What an article must have.
pub(super) struct Check {
    pub(super) tree: Arc<Tree>,
    pub(super) units: Vec<Unit>,
    /// So many places at least, in all units together.
    pub(super) count: usize,
}

/// The query.
#[derive(Clone)]
pub(super) struct Checked {
    /// Finds every article that can match.
    superset: Arc<dyn Query>,
    check: Arc<Check>,
}

impl Checked {
    pub(super) fn new(superset: Box<dyn Query>, check: Check) -> Self {
        Self { superset: superset.into(), check: Arc::new(check) }
    }
}

impl std::fmt::Debug for Checked {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Checked").field(&self.superset).finish()
    }
}

impl Query for Checked {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(CheckedWeight { superset: self.superset.weight(scoring)?, check: Arc::clone(&self.check) }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.superset.query_terms(visitor);
    }
}

struct CheckedWeight {
    superset: Box<dyn Weight>,
    check: Arc<Check>,
}

impl Weight for CheckedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        let inner = self.superset.scorer(reader, boost)?;
        let units = self.check.units.iter().map(|unit| SegmentUnit::new(unit, reader)).collect::<tantivy::Result<_>>()?;
        let mut scorer = CheckedScorer { inner, check: Arc::clone(&self.check), units };
        scorer.settle();
        Ok(Box::new(scorer))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        self.superset.explain(reader, doc)
    }
}

struct CheckedScorer {
    inner: Box<dyn Scorer>,
    check: Arc<Check>,
    units: Vec<SegmentUnit>,
}

impl CheckedScorer {
    /// Goes on to an article that matches, if this one does not.
    fn settle(&mut self) -> DocId {
        let mut doc = self.inner.doc();
        while doc != TERMINATED && !self.matches(doc) {
            doc = self.inner.advance();
        }
        doc
    }

    fn matches(&mut self, doc: DocId) -> bool {
        let mut count = 0;
        for unit in &mut self.units {
            unit.go_to(doc);
            if self.check.count == 1 && unit.top == Top::All {
                if spans::is_there(&self.check.tree, unit) {
                    return true;
                }
                continue;
            }
            let mut places = spans::places(&self.check.tree, unit);
            unit.top.keep(&mut places, unit);
            count += if self.check.count > 1 { spans::count_apart(&places) } else { places.len() };
            if count >= self.check.count {
                return true;
            }
        }
        false
    }
}

impl DocSet for CheckedScorer {
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

impl Scorer for CheckedScorer {
    fn score(&mut self) -> Score {
        self.inner.score()
    }
}

/// A unit in one segment, at one document.
struct SegmentUnit {
    leaves: HashMap<usize, Union>,
    column: Option<Column<u64>>,
    top: Top,
    doc: DocId,
    bounds: Option<Bounds>,
}

impl SegmentUnit {
    fn new(unit: &Unit, reader: &SegmentReader) -> tantivy::Result<Self> {
        let mut leaves = HashMap::new();
        for (leaf, terms) in unit.terms.iter().map(|(leaf, terms)| (*leaf, terms)).collect::<std::collections::BTreeMap<_, _>>() {
            leaves.insert(leaf, Union::new(terms, reader)?);
        }
        let column = match unit.bounds {
            Some(name) => reader.fast_fields().column_opt(name)?,
            None => None,
        };
        Ok(Self { leaves, column, top: unit.top, doc: 0, bounds: None })
    }

    fn go_to(&mut self, doc: DocId) {
        if doc != self.doc {
            (self.doc, self.bounds) = (doc, None);
        }
    }
}

impl Text for SegmentUnit {
    fn positions(&mut self, leaf: usize) -> Vec<u32> {
        self.leaves.get_mut(&leaf).map(|union| union.positions(self.doc)).unwrap_or_default()
    }

    fn bounds(&mut self) -> &Bounds {
        let (column, doc) = (&self.column, self.doc);
        self.bounds.get_or_insert_with(|| {
            column.as_ref().map(|column| Bounds::from_codes(column.values_for_doc(doc))).unwrap_or_default()
        })
    }
}

/// The postings of several terms, each moved on only when its turn comes.
pub(super) struct Union {
    postings: Vec<SegmentPostings>,
    /// The next document of each.
    next: BinaryHeap<Reverse<(DocId, usize)>>,
    /// The document last asked for, with its positions.
    last: Option<(DocId, Vec<u32>)>,
}

impl Union {
    pub(super) fn new(terms: &[Term], reader: &SegmentReader) -> tantivy::Result<Self> {
        let mut postings = vec![];
        for term in terms {
            let inverted = reader.inverted_index(term.field())?;
            postings.extend(inverted.read_postings(term, IndexRecordOption::WithFreqsAndPositions)?);
        }
        let next = postings.iter().enumerate().map(|(at, posting)| Reverse((posting.doc(), at))).collect();
        Ok(Self { postings, next, last: None })
    }

    /// The positions in a document, which must not be before the last one asked for.
    /// Cost: in proportion to the postings up to `doc`, over all calls together.
    pub(super) fn positions(&mut self, doc: DocId) -> Vec<u32> {
        if let Some((last, positions)) = &self.last
            && *last == doc
        {
            return positions.clone();
        }
        let mut found = vec![];
        let mut one = vec![];
        let mut here = vec![];
        while let Some(Reverse((at_doc, at))) = self.next.peek().copied().filter(|Reverse((at_doc, _))| *at_doc <= doc) {
            self.next.pop();
            let Some(posting) = self.postings.get_mut(at) else { continue };
            let at_doc = if at_doc < doc { posting.seek(doc) } else { at_doc };
            if at_doc == doc {
                posting.positions(&mut one);
                found.append(&mut one);
                here.push(at);
            } else if at_doc != TERMINATED {
                self.next.push(Reverse((at_doc, at)));
            }
        }
        // Those that are here wait for the next call.
        self.next.extend(here.into_iter().map(|at| Reverse((doc, at))));
        found.sort_unstable();
        found.dedup();
        self.last = Some((doc, found.clone()));
        found
    }
}
