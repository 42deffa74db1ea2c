//! Goes over every match once: counts articles, stories, outlets and undated
//! ones, and keeps the best rows, one a story where copies are folded.
//!
//! Order never depends on the engine's document numbers or on threads: ties
//! fall to the newer article, then to the smaller id.
//! Cost: in proportion to the number of matches.

use std::collections::BTreeSet;
use std::fmt::Debug;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::Column;
use tantivy::{DocAddress, DocId, Score, SegmentOrdinal, SegmentReader};

use super::best::{Best, Candidate};
use super::request::{Copies, Sort};
use crate::index::StoryTable;

/// The collector.
pub(super) struct Gather {
    pub(super) table: Arc<StoryTable>,
    pub(super) sort: Sort,
    pub(super) copies: Copies,
    /// So many rows are wanted.
    pub(super) wanted: usize,
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

impl Gather {
    fn best(&self) -> Best {
        let wanted = if self.copies == Copies::Count { 0 } else { self.wanted };
        Best::new(self.sort, self.copies == Copies::Fold, wanted)
    }

    /// Whether an article of this story may have a row.
    fn may_show(&self, story: u32) -> bool {
        self.copies != Copies::Fold || !self.without_stories.contains(&story)
    }
}

/// What was found.
#[derive(Default)]
pub(super) struct Gathered {
    pub(super) articles: u64,
    pub(super) undated: u64,
    pub(super) outlets: FxHashSet<u64>,
    /// The stories of the matches.
    pub(super) stories: StorySet,
    /// Ids of the matches, if they are few.
    pub(super) ids: BTreeSet<u64>,
    /// The matches by segment, if they are to be listed.
    pub(super) listed: Vec<(SegmentOrdinal, Vec<DocId>)>,
    /// The best rows, in order.
    pub(super) rows: Vec<Candidate>,
    /// So many rows there are, shown or not.
    pub(super) all_rows: u64,
}

/// Places of stories, as bits.
#[derive(Debug, Default)]
pub(super) struct StorySet(Vec<u64>);

impl StorySet {
    fn insert(&mut self, story: u32) {
        let at = story as usize / 64;
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        if let Some(bits) = self.0.get_mut(at) {
            *bits |= 1 << (story % 64);
        }
    }

    fn join(&mut self, other: &Self) {
        if other.0.len() > self.0.len() {
            self.0.resize(other.0.len(), 0);
        }
        for (bits, others) in self.0.iter_mut().zip(&other.0) {
            *bits |= others;
        }
    }

    /// How many there are. Cost: in proportion to the greatest.
    pub(super) fn len(&self) -> u64 {
        self.0.iter().map(|bits| u64::from(bits.count_ones())).sum()
    }

    pub(super) fn contains(&self, story: u32) -> bool {
        self.0.get(story as usize / 64).is_some_and(|bits| bits >> (story % 64) & 1 == 1)
    }

    /// All of them, in order.
    pub(super) fn iter(&self) -> impl Iterator<Item = u32> {
        let words = (0u32..).zip(&self.0).filter(|(_, bits)| **bits != 0);
        words.flat_map(|(at, bits)| (0..64).filter(move |bit| bits >> bit & 1 == 1).map(move |bit| at * 64 + bit))
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
        let best = gather.best();
        let (waiting, found) = (Waiting::default(), Gathered::default());
        let seen = Seen([None; SEEN]);
        Ok(SegmentGather { gather, ord, columns, waiting, seen, listed: vec![], best, found })
    }

    fn requires_scoring(&self) -> bool {
        self.copies != Copies::Count
    }

    fn merge_fruits(&self, segments: Vec<Gathered>) -> tantivy::Result<Gathered> {
        let mut segments = segments.into_iter();
        // Most indexes are one segment, or nearly so.
        let mut all = segments.next().unwrap_or_default();
        let mut best = self.best();
        all.rows.drain(..).for_each(|row| best.push(row));
        for segment in segments {
            all.articles += segment.articles;
            all.undated += segment.undated;
            all.stories.join(&segment.stories);
            all.outlets.extend(segment.outlets);
            all.ids.extend(segment.ids);
            all.listed.extend(segment.listed);
            segment.rows.into_iter().for_each(|row| best.push(row));
        }
        all.rows = best.into_rows();
        all.all_rows = match self.copies {
            Copies::Count => 0,
            Copies::Expand => all.articles,
            Copies::Fold if self.without_stories.is_empty() => all.stories.len(),
            Copies::Fold => all.stories.iter().filter(|story| self.may_show(*story)).count() as u64,
        };
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
        })
    }

    /// Whether a document has a date.
    fn is_dated(&self, doc: DocId) -> bool {
        self.published.as_ref().is_some_and(|column| column.index.has_value(doc))
    }
}

/// So many outlets are kept at hand.
const SEEN: usize = 256;

/// Outlets seen, each at the place that its key says: most matches are of one of them.
struct Seen([Option<u64>; SEEN]);

impl Seen {
    /// Whether an outlet may not have been seen.
    fn is_new(&mut self, key: u64) -> bool {
        // Keys are hashes.
        let seen = &mut self.0[usize::from(key.to_le_bytes()[0])];
        seen.replace(key) != Some(key)
    }
}

/// So many matches are looked up at once.
const BATCH: usize = 128;

/// Matches that wait to be looked up, and what was found of them.
#[derive(Default)]
struct Waiting {
    docs: Vec<DocId>,
    scores: Vec<Score>,
    number: Vec<Option<u64>>,
    outlet: Vec<Option<u64>>,
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
    seen: Seen,
    listed: Vec<DocId>,
    best: Best,
    found: Gathered,
}

impl SegmentGather {
    /// Counts the matches that wait.
    fn flush(&mut self) {
        let mut waiting = std::mem::take(&mut self.waiting);
        read(Some(&self.columns.number), &waiting.docs, &mut waiting.number);
        read(self.columns.outlet.as_ref(), &waiting.docs, &mut waiting.outlet);
        let Waiting { docs, scores, number, outlet } = &waiting;
        for ((doc, score), (number, outlet)) in docs.iter().zip(scores).zip(number.iter().zip(outlet)) {
            self.count(*doc, *score, number.and_then(|number| u32::try_from(number).ok()).unwrap_or(u32::MAX), *outlet);
        }
        waiting.docs.clear();
        waiting.scores.clear();
        self.waiting = waiting;
    }

    /// Counts a match; its other columns are looked up only if it may have a row.
    fn count(&mut self, doc: DocId, score: Score, number: u32, outlet: Option<u64>) {
        let id = || self.columns.id.first(doc).unwrap_or(0);
        if !self.gather.without.is_empty() && self.gather.without.contains(&id()) {
            return;
        }
        // One place is behind those of all stories.
        let story = self.gather.table.story_of(number).unwrap_or(self.gather.table.len());
        self.found.articles += 1;
        self.found.undated += u64::from(!self.columns.is_dated(doc));
        if let Some(key) = outlet.filter(|key| self.seen.is_new(*key)) {
            self.found.outlets.insert(key);
        }
        self.found.stories.insert(story);
        if self.found.articles <= self.gather.keep_ids {
            self.found.ids.insert(id());
        }
        if self.gather.list {
            self.listed.push(doc);
        }
        if self.best.may_take(score) && self.gather.may_show(story) {
            let published = self.columns.published.as_ref().and_then(|column| column.first(doc));
            let address = DocAddress::new(self.ord, doc);
            self.best.push(Candidate { score, published, id: id(), number, story, address });
        }
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
        self.found.rows = self.best.into_rows();
        self.found
    }
}
