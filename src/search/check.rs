//! A query that looks twice: first for articles that have the words, then, in their
//! positions, whether the words stand as asked. The first look brings the score, the
//! second takes away what only seemed to match; neither invents or drops a match.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap};
use std::sync::Arc;

use tantivy::columnar::Column;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, Term};

use super::spans::{self, Text, Top, Tree};
use super::stems::{FormPostings, FormTerm};
use crate::index::BoundsColumns;
use crate::query::{Proximity, Within};
use crate::text::Bounds;

/// One field of the articles, with what to look for in it.
#[derive(Clone)]
pub(super) struct Unit {
    /// The terms of each leaf.
    pub(super) terms: HashMap<usize, Vec<FormTerm>>,
    /// The column of its bounds.
    pub(super) bounds: Option<(&'static str, Arc<BoundsColumns>)>,
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
                let is_there = unit.are_near(&self.check.tree);
                if is_there.unwrap_or_else(|| spans::is_there(&self.check.tree, unit)) {
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
    /// The words of each leaf, in order.
    leaves: Vec<(usize, Union)>,
    column: Option<Column<u64>>,
    top: Top,
    doc: DocId,
    /// Those of the document, once they were asked for.
    bounds: Bounds,
    has_bounds: bool,
}

impl SegmentUnit {
    fn new(unit: &Unit, reader: &SegmentReader) -> tantivy::Result<Self> {
        let mut leaves = vec![];
        for (leaf, terms) in unit.terms.iter().map(|(leaf, terms)| (*leaf, terms)).collect::<std::collections::BTreeMap<_, _>>() {
            leaves.push((leaf, Union::new(terms, reader)?));
        }
        let column = match &unit.bounds {
            Some((name, columns)) => columns.of(reader, name)?,
            None => None,
        };
        Ok(Self { leaves, column, top: unit.top, doc: 0, bounds: Bounds::default(), has_bounds: false })
    }

    fn go_to(&mut self, doc: DocId) {
        if doc != self.doc {
            (self.doc, self.has_bounds) = (doc, false);
        }
    }
}

impl SegmentUnit {
    fn place_of(&self, leaf: usize) -> Option<usize> {
        self.leaves.binary_search_by_key(&leaf, |(known, _)| *known).ok()
    }

    /// Whether two words are so near each other as a tree asks; none where their positions
    /// alone do not say, or the tree asks for more.
    fn are_near(&mut self, tree: &Tree) -> Option<bool> {
        let Tree::Near(parts, Proximity { within: Within::Words(count), is_ordered, is_negated: false }) = tree else {
            return None;
        };
        let [Tree::Leaf(left), Tree::Leaf(right)] = parts.as_ref() else { return None };
        let pair = [self.place_of(*left)?, self.place_of(*right)?];
        let [(_, left), (_, right)] = self.leaves.get_disjoint_mut(pair).ok()?;
        let left = left.positions(self.doc);
        if left.is_empty() {
            return Some(false);
        }
        let right = right.positions(self.doc);
        let ahead = spans::nearest(left, right);
        let nearest = if *is_ordered { ahead } else { [ahead, spans::nearest(right, left)].into_iter().flatten().min() };
        match nearest {
            None => Some(false),
            Some(nearest) if nearest <= *count => Some(true),
            // Every block has a word, so what is twice as far in positions is farther in words.
            Some(nearest) if nearest / 2 > *count => Some(false),
            Some(_) => None,
        }
    }
}

impl Text for SegmentUnit {
    fn positions(&mut self, leaf: usize) -> Vec<u32> {
        let union = self.place_of(leaf).and_then(|at| self.leaves.get_mut(at));
        union.map(|(_, union)| union.positions(self.doc).to_vec()).unwrap_or_default()
    }

    fn bounds(&mut self) -> &Bounds {
        if !std::mem::replace(&mut self.has_bounds, true) {
            self.bounds.clear();
            if let Some(column) = &self.column {
                self.bounds.extend(column.values_for_doc(self.doc));
            }
        }
        &self.bounds
    }
}

/// Of so many postings each is asked in turn; of more, those whose turn has come.
const FEW: usize = 8;

/// The postings of several terms, each moved on only when its turn comes.
pub(super) struct Union {
    postings: Vec<FormPostings>,
    /// The next document of each, if they are many.
    next: BinaryHeap<Reverse<(DocId, usize)>>,
    /// The document last asked for, and the positions in it.
    last: Option<DocId>,
    found: Vec<u32>,
    here: Vec<usize>,
}

impl Union {
    pub(super) fn new(terms: &[FormTerm], reader: &SegmentReader) -> tantivy::Result<Self> {
        let mut postings = vec![];
        for term in terms {
            postings.extend(FormPostings::open(term, reader, IndexRecordOption::WithFreqsAndPositions)?);
        }
        let mut next = BinaryHeap::new();
        if postings.len() > FEW {
            next.extend(postings.iter().enumerate().map(|(at, posting)| Reverse((posting.doc(), at))));
        }
        Ok(Self { postings, next, last: None, found: vec![], here: vec![] })
    }

    /// The positions in a document, which must not be before the last one asked for.
    /// Cost: in proportion to the postings up to `doc`, over all calls together.
    pub(super) fn positions(&mut self, doc: DocId) -> &[u32] {
        if self.last == Some(doc) {
            return &self.found;
        }
        self.last = Some(doc);
        self.found.clear();
        let parts = if self.postings.len() > FEW { self.find_of_many(doc) } else { self.find_of_few(doc) };
        if parts > 1 && !self.found.is_sorted_by(|one, other| one < other) {
            self.found.sort_unstable();
            self.found.dedup();
        }
        &self.found
    }

    /// Adds the positions of each term; says how many terms have some.
    fn find_of_few(&mut self, doc: DocId) -> usize {
        let mut parts = 0;
        for posting in &mut self.postings {
            let at_doc = posting.doc();
            let at_doc = if at_doc < doc { posting.seek(doc) } else { at_doc };
            if at_doc == doc {
                posting.append_positions(&mut self.found);
                parts += 1;
            }
        }
        parts
    }

    fn find_of_many(&mut self, doc: DocId) -> usize {
        while let Some(Reverse((at_doc, at))) = self.next.peek().copied().filter(|Reverse((at_doc, _))| *at_doc <= doc) {
            self.next.pop();
            let Some(posting) = self.postings.get_mut(at) else { continue };
            let at_doc = if at_doc < doc { posting.seek(doc) } else { at_doc };
            if at_doc == doc {
                posting.append_positions(&mut self.found);
                self.here.push(at);
            } else if at_doc != TERMINATED {
                self.next.push(Reverse((at_doc, at)));
            }
        }
        let parts = self.here.len();
        // Those that are here wait for the next call.
        self.next.extend(self.here.drain(..).map(|at| Reverse((doc, at))));
        parts
    }
}
