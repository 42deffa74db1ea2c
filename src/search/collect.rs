//! Goes over every match once: counts articles, stories, outlets and undated
//! ones, keeps the best copy of each story, and orders what is left.
//!
//! Order never depends on the engine's document numbers or on threads: ties
//! fall to the newer article, then to the smaller id.
//! Cost: in proportion to the number of matches.

use std::cmp::Ordering;
use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;

use rustc_hash::{FxHashMap, FxHashSet};
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::request::{Copies, Sort};
use crate::index::{BODY_BOUNDS, JUNK_BOUNDS, StoryTable};
use crate::text::Bounds;

/// A match.
#[derive(Debug, Clone, Copy)]
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

/// The collector.
pub(super) struct Gather {
    pub(super) table: Arc<StoryTable>,
    pub(super) sort: Sort,
    pub(super) copies: Copies,
    /// List the matches too, whatever becomes of their rows.
    pub(super) list: bool,
    /// Articles to leave out, by id.
    pub(super) without: BTreeSet<u64>,
    /// Stories that have their row already.
    pub(super) without_stories: FxHashSet<u32>,
    /// The columns of every segment.
    pub(super) columns: Arc<[Columns]>,
    /// Keep the ids of so many matches.
    pub(super) keep_ids: u64,
}

/// What was found.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) articles: u64,
    pub(super) undated: u64,
    pub(super) outlets: FxHashSet<u64>,
    /// Ids of the matches, if they are few.
    pub(super) ids: BTreeSet<u64>,
    /// The matches by segment, if they are to be listed.
    pub(super) listed: Vec<(SegmentOrdinal, Vec<DocId>)>,
    /// The rows in no order.
    rows: Vec<Candidate>,
    /// The place in `rows` of the best copy of each story, where copies are folded.
    leaders: FxHashMap<u32, u32>,
    /// Stories of the matches that are not in `leaders`.
    others: FxHashSet<u32>,
}

impl Gathered {
    /// The stories of the matches, in no order.
    pub(super) fn stories(&self) -> impl Iterator<Item = u32> {
        self.leaders.keys().chain(&self.others).copied()
    }

    /// So many rows there are.
    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Whether a match is of this story.
    pub(super) fn has_story(&self, story: u32) -> bool {
        self.leaders.contains_key(&story) || self.others.contains(&story)
    }

    /// The rows in no order.
    pub(super) fn into_rows(self) -> Vec<Candidate> {
        self.rows
    }

    /// The first `wanted` rows in order.
    pub(super) fn ranked(self, sort: Sort, wanted: usize) -> Vec<Candidate> {
        let mut rows = self.rows;
        if wanted < rows.len() {
            rows.select_nth_unstable_by(wanted, |a, b| order(sort, a, b));
            rows.truncate(wanted);
        }
        rows.sort_unstable_by(|a, b| order(sort, a, b));
        rows
    }

    fn add(&mut self, gather: &Gather, candidate: Candidate) {
        match gather.copies {
            Copies::Count => {
                self.others.insert(candidate.story);
            }
            Copies::Expand => {
                self.others.insert(candidate.story);
                self.rows.push(candidate);
            }
            Copies::Fold if gather.without_stories.contains(&candidate.story) => {
                self.others.insert(candidate.story);
            }
            Copies::Fold => {
                let next = u32::try_from(self.rows.len()).unwrap_or(u32::MAX);
                let place = *self.leaders.entry(candidate.story).or_insert(next);
                match self.rows.get_mut(place as usize) {
                    None => self.rows.push(candidate),
                    Some(leader) if order(gather.sort, &candidate, leader) == Ordering::Less => *leader = candidate,
                    Some(_) => {}
                }
            }
        }
    }
}

impl Collector for Gather {
    type Fruit = Gathered;
    type Child = SegmentGather;

    fn for_segment(&self, ord: SegmentOrdinal, segment: &SegmentReader) -> tantivy::Result<SegmentGather> {
        let columns = match self.columns.get(ord as usize) {
            Some(columns) => columns.clone(),
            None => Columns::open(segment)?,
        };
        let gather = Self {
            table: Arc::clone(&self.table),
            without: self.without.clone(),
            without_stories: self.without_stories.clone(),
            columns: Arc::clone(&self.columns),
            ..*self
        };
        Ok(SegmentGather { gather, ord, columns, waiting: Waiting::default(), listed: vec![], found: Gathered::default() })
    }

    fn requires_scoring(&self) -> bool {
        true
    }

    fn merge_fruits(&self, segments: Vec<Gathered>) -> tantivy::Result<Gathered> {
        let mut segments = segments.into_iter();
        // Most indexes are one segment, or nearly so.
        let mut all = segments.next().unwrap_or_default();
        for segment in segments {
            all.articles += segment.articles;
            all.undated += segment.undated;
            all.others.extend(segment.others);
            all.outlets.extend(segment.outlets);
            all.ids.extend(segment.ids);
            all.listed.extend(segment.listed);
            for candidate in segment.rows {
                all.add(self, candidate);
            }
        }
        Ok(all)
    }
}

/// What is looked up of each match, in one segment. Opening costs more than many a query.
#[derive(Clone)]
pub(super) struct Columns {
    id: Column<u64>,
    pub(super) number: Column<u64>,
    outlet: Option<Column<u64>>,
    published: Option<Column<i64>>,
    pub(super) first_day: Option<Column<i64>>,
    pub(super) last_day: Option<Column<i64>>,
    body_bounds: Option<Column<u64>>,
    junk_bounds: Option<Column<u64>>,
}

impl Columns {
    pub(super) fn open(segment: &SegmentReader) -> tantivy::Result<Self> {
        let columns = segment.fast_fields();
        Ok(Self {
            id: columns.u64("id")?,
            number: columns.u64("number")?,
            outlet: columns.column_opt("outlet_key")?,
            published: columns.column_opt("published")?,
            first_day: columns.column_opt("first_day")?,
            last_day: columns.column_opt("last_day")?,
            body_bounds: columns.column_opt(BODY_BOUNDS)?,
            junk_bounds: columns.column_opt(JUNK_BOUNDS)?,
        })
    }

    /// Where sentences and paragraphs begin in the text and in the junk of an article.
    pub(super) fn bounds(&self, doc: DocId) -> [Bounds; 2] {
        [&self.body_bounds, &self.junk_bounds].map(|column| {
            let codes = column.iter().flat_map(|column| column.values_for_doc(doc));
            Bounds::from_codes(codes)
        })
    }
}

/// So many matches are looked up at once.
const BATCH: usize = 128;

/// Matches that wait to be looked up, and what was found of them.
#[derive(Default)]
struct Waiting {
    docs: Vec<DocId>,
    scores: Vec<Score>,
    id: Vec<Option<u64>>,
    number: Vec<Option<u64>>,
    outlet: Vec<Option<u64>>,
    published: Vec<Option<i64>>,
}

impl Waiting {
    fn look_up(&mut self, columns: &Columns) {
        read(Some(&columns.id), &self.docs, &mut self.id);
        read(Some(&columns.number), &self.docs, &mut self.number);
        read(columns.outlet.as_ref(), &self.docs, &mut self.outlet);
        read(columns.published.as_ref(), &self.docs, &mut self.published);
    }
}

/// The first value that each document has in a column.
fn read<T>(column: Option<&Column<T>>, docs: &[DocId], values: &mut Vec<Option<T>>)
where
    T: PartialOrd + Copy + Debug + Send + Sync + 'static,
{
    values.clear();
    values.resize(docs.len(), None);
    if let Some(column) = column {
        column.first_vals(docs, values);
    }
}

/// The collector of one segment.
pub(super) struct SegmentGather {
    gather: Gather,
    ord: SegmentOrdinal,
    columns: Columns,
    waiting: Waiting,
    listed: Vec<DocId>,
    found: Gathered,
}

impl SegmentGather {
    /// Counts the matches that wait.
    fn flush(&mut self) {
        let mut waiting = std::mem::take(&mut self.waiting);
        waiting.look_up(&self.columns);
        let Waiting { docs, scores, id, number, outlet, published } = &waiting;
        let matches = docs.iter().zip(scores).zip(id.iter().zip(number)).zip(outlet.iter().zip(published));
        for (((doc, score), (id, number)), (outlet, published)) in matches {
            let number = number.and_then(|number| u32::try_from(number).ok()).unwrap_or(u32::MAX);
            let story = self.gather.table.story_of(number).unwrap_or(u32::MAX);
            let address = DocAddress::new(self.ord, *doc);
            self.count(Candidate { score: *score, published: *published, id: id.unwrap_or(0), number, story, address }, *outlet);
        }
        waiting.docs.clear();
        waiting.scores.clear();
        self.waiting = waiting;
    }

    fn count(&mut self, candidate: Candidate, outlet: Option<u64>) {
        let id = candidate.id;
        if self.gather.without.contains(&id) {
            return;
        }
        self.found.articles += 1;
        self.found.undated += u64::from(candidate.published.is_none());
        self.found.outlets.extend(outlet);
        if self.found.articles <= self.gather.keep_ids {
            self.found.ids.insert(id);
        }
        if self.gather.list {
            self.listed.push(candidate.address.doc_id);
        }
        self.found.add(&self.gather, candidate);
    }
}

impl SegmentCollector for SegmentGather {
    type Fruit = Gathered;

    fn collect(&mut self, doc: DocId, score: Score) {
        self.waiting.docs.push(doc);
        self.waiting.scores.push(score);
        if self.waiting.docs.len() == BATCH {
            self.flush();
        }
    }

    fn harvest(mut self) -> Gathered {
        self.flush();
        self.found.listed.push((self.ord, self.listed));
        self.found
    }
}
