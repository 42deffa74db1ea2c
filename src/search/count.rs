//! Counts articles and stories by the values of fields: the one way in which facets and
//! timelines are counted.
//!
//! Values are numbers (places in a list of names, periods or sizes), so that articles are counted in arrays.
//! A story of one article counts where its article does. Of other stories the first
//! value is kept in an array; only where a story has further values these are sorted.
//! Cost: one pass over the matches for each way of counting.

use std::fmt::Debug;
use std::sync::Arc;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Cardinality, Column};
use tantivy::query::Query;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::calendar::Calendar;
use super::collect::Columns;
use crate::error::{Error, Result};
use crate::index::{IndexReader, NameValues, StoryTable};

/// So many matches are looked up at once.
const BLOCK: usize = 1024;

/// Up to so many combinations of values are counted in arrays.
const DENSE: u64 = 1 << 20;

/// The matches of a query, by segment.
pub(super) struct Matches(Vec<Found>);

/// The matches in one segment.
enum Found {
    /// All documents; so many there are.
    All(DocId),
    /// These, in order.
    Some(Vec<DocId>),
}

impl Matches {
    /// All articles.
    pub(super) fn all(reader: &IndexReader) -> Self {
        let of_segment = |segment: &SegmentReader| match segment.alive_bitset() {
            None => Found::All(segment.max_doc()),
            Some(_) => Found::Some(segment.doc_ids_alive().collect()),
        };
        Self(reader.searcher().segment_readers().iter().map(of_segment).collect())
    }

    /// The articles that a query matches.
    pub(super) fn of(reader: &IndexReader, query: &dyn Query) -> Result<Self> {
        let found = reader.searcher().search(query, &Lists).map_err(|e| reader.failed(e))?;
        Ok(Self(found.into_iter().map(Found::Some).collect()))
    }

    /// Articles that were found otherwise, by segment.
    pub(super) fn listed(found: Vec<(SegmentOrdinal, Vec<DocId>)>, reader: &IndexReader) -> Self {
        let mut lists: Vec<Vec<DocId>> = vec![vec![]; reader.searcher().segment_readers().len()];
        for (ord, docs) in found {
            if let Some(list) = lists.get_mut(ord as usize) {
                list.extend(docs);
            }
        }
        Self(lists.into_iter().map(Found::Some).collect())
    }

    /// Visits the matches of each segment, some at a time.
    fn visit(&self, mut visit: impl FnMut(usize, &[DocId])) {
        for (segment, found) in self.0.iter().enumerate() {
            match found {
                Found::Some(docs) => docs.chunks(BLOCK).for_each(|docs| visit(segment, docs)),
                Found::All(number) => {
                    let mut docs = Vec::with_capacity(BLOCK);
                    for begin in (0..*number).step_by(BLOCK) {
                        docs.clear();
                        docs.extend((begin..*number).take(BLOCK));
                        visit(segment, &docs);
                    }
                }
            }
        }
    }

    /// The first and the last day that any match can be of.
    pub(super) fn days(&self, columns: &[Columns]) -> Option<(i64, i64)> {
        let mut days: Option<(i64, i64)> = None;
        let mut widen = |first: i64, last: i64| {
            days = Some(days.map_or((first, last), |(from, to)| (from.min(first), to.max(last))));
        };
        for (found, columns) in self.0.iter().zip(columns) {
            if let (Found::All(_), Some(first), Some(last)) = (found, &columns.first_day, &columns.last_day)
                && first.values.num_vals() > 0
            {
                widen(first.min_value(), last.max_value());
            }
        }
        let (mut firsts, mut lasts) = (vec![], vec![]);
        self.visit(|segment, docs| {
            let (Some(Found::Some(_)), Some(columns)) = (self.0.get(segment), columns.get(segment)) else { return };
            read(columns.first_day.as_ref(), docs, &mut firsts);
            read(columns.last_day.as_ref(), docs, &mut lasts);
            firsts.iter().flatten().zip(lasts.iter().flatten()).for_each(|(first, last)| widen(*first, *last));
        });
        days
    }
}

/// Lists the matches of every segment.
struct Lists;

struct List(Vec<DocId>);

impl Collector for Lists {
    type Fruit = Vec<Vec<DocId>>;
    type Child = List;

    fn for_segment(&self, _: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<List> {
        Ok(List(vec![]))
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Vec<DocId>>) -> tantivy::Result<Self::Fruit> {
        Ok(segments)
    }
}

impl SegmentCollector for List {
    type Fruit = Vec<DocId>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.0.push(doc);
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.0.extend_from_slice(docs);
    }

    fn harvest(self) -> Vec<DocId> {
        self.0
    }
}

/// What is counted by.
pub(super) enum Dimension {
    /// A column of names.
    Names(Arc<NameValues>),
    /// Periods.
    Dates(Calendar),
    /// How many articles the story has in the whole index: at least so many.
    StorySize(&'static [u32]),
}

impl Dimension {
    /// So many values there are.
    pub(super) fn len(&self) -> usize {
        match self {
            Self::Names(names) => names.names().len(),
            Self::Dates(calendar) => calendar.spans().len(),
            Self::StorySize(sizes) => sizes.len(),
        }
    }

    /// The place of `no value`, after all values.
    fn none(&self) -> u32 {
        u32::try_from(self.len()).unwrap_or(u32::MAX)
    }

    /// A value by its place; none for `no value`.
    pub(super) fn value(&self, place: usize) -> Option<String> {
        match self {
            Self::Names(names) => names.names().get(place).cloned(),
            Self::Dates(calendar) => calendar.spans().get(place).map(super::calendar::Span::name),
            Self::StorySize(sizes) => {
                let least = sizes.get(place)?;
                Some(match sizes.get(place + 1) {
                    Some(next) if next - least == 1 => least.to_string(),
                    Some(next) => format!("{least}-{}", next - 1),
                    None => format!("{least}+"),
                })
            }
        }
    }
}

/// How many articles and stories there are of each combination of values.
pub(super) struct Tally {
    /// By number, in order; those with no articles are left out.
    pub(super) cells: Vec<Cell>,
    pub(super) articles: u64,
    pub(super) stories: u64,
}

/// A combination of values. Its number is that of all values but the last, times the number of values of
/// the last and one, plus the place of the last.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell {
    pub(super) number: u64,
    pub(super) articles: u64,
    pub(super) stories: u64,
}

/// Counts matches by some dimensions at once.
pub(super) fn tally(reader: &IndexReader, columns: &[Columns], matches: &Matches, by: &[&Dimension]) -> Result<Tally> {
    let combinations = by.iter().try_fold(1u64, |product, dimension| product.checked_mul(dimension.len() as u64 + 1));
    let too_many = || Error::config("too many combinations of values to count: count by fewer fields at once");
    let combinations = combinations.ok_or_else(too_many)?;
    let mut counter = Counter::new(reader.stories(), combinations);
    let mut block = Block::default();
    matches.visit(|segment, docs| {
        let Some(columns) = columns.get(segment) else { return };
        block.begin(docs, columns, reader.stories());
        for dimension in by {
            block.multiply(dimension, segment, docs, columns, reader.stories());
        }
        counter.add(&block);
    });
    Ok(counter.tally())
}

/// Some matches on their way to being counted.
#[derive(Default)]
struct Block {
    numbers: Vec<Option<u64>>,
    /// The place of each article's story; `ALONE` if it has no other article.
    stories: Vec<u32>,
    /// Which article of the block each of `cells` is of; empty as long as each has one.
    of: Vec<u32>,
    /// Numbers of combinations.
    cells: Vec<u64>,
    ords: Vec<Option<u64>>,
    days: Vec<Option<i64>>,
}

/// A story of one article.
const ALONE: u32 = u32::MAX;

impl Block {
    fn begin(&mut self, docs: &[DocId], columns: &Columns, table: &StoryTable) {
        read(Some(&columns.number), docs, &mut self.numbers);
        self.stories.clear();
        self.stories.extend(self.numbers.iter().map(|number| {
            let number = number.and_then(|number| u32::try_from(number).ok()).unwrap_or(u32::MAX);
            if table.is_single(number) { ALONE } else { table.story_of(number).unwrap_or(ALONE) }
        }));
        self.of.clear();
        self.cells.clear();
        self.cells.resize(docs.len(), 0);
    }

    /// Parts each combination by the values of one more dimension.
    fn multiply(&mut self, by: &Dimension, segment: usize, docs: &[DocId], columns: &Columns, table: &StoryTable) {
        let (none, values) = (by.none(), by.len() as u64 + 1);
        match by {
            Dimension::Names(names) => {
                let Some(names) = names.segment(segment) else { return };
                let place = |ord: u64| {
                    let known = usize::try_from(ord).ok().and_then(|ord| names.places.get(ord));
                    u64::from(known.copied().unwrap_or(none))
                };
                match &names.ords {
                    Some(ords) if ords.get_cardinality() == Cardinality::Multivalued => {
                        self.multiply_many(values, docs, |doc, found| {
                            found.extend(ords.values_for_doc(doc).map(place));
                            if found.is_empty() {
                                found.push(u64::from(none));
                            }
                        });
                    }
                    ords => {
                        let mut found = std::mem::take(&mut self.ords);
                        read(ords.as_ref(), docs, &mut found);
                        self.multiply_one(values, found.iter().map(|ord| ord.map_or(u64::from(none), place)));
                        self.ords = found;
                    }
                }
            }
            Dimension::Dates(calendar) => {
                let mut found = std::mem::take(&mut self.days);
                read(columns.first_day.as_ref(), docs, &mut found);
                let last = |doc: DocId| columns.last_day.as_ref().and_then(|column| column.first(doc));
                let places = found.iter().zip(docs).map(|(first, doc)| {
                    let place = first.map(|first| calendar.place(first, || last(*doc).unwrap_or(first)));
                    u64::from(place.unwrap_or(none).min(none))
                });
                self.multiply_one(values, places);
                self.days = found;
            }
            Dimension::StorySize(sizes) => {
                let stories = std::mem::take(&mut self.stories);
                let places = stories.iter().map(|story| {
                    let articles = if *story == ALONE { 1 } else { table.get(*story).map_or(1, |story| story.articles) };
                    sizes.partition_point(|least| *least <= articles).saturating_sub(1) as u64
                });
                self.multiply_one(values, places);
                self.stories = stories;
            }
        }
    }

    /// By a dimension of which each article has one value.
    #[inline]
    fn multiply_one(&mut self, values: u64, places: impl Iterator<Item = u64>) {
        if self.of.is_empty() {
            self.cells.iter_mut().zip(places).for_each(|(cell, place)| *cell = *cell * values + place);
        } else {
            let places: Vec<u64> = places.collect();
            for (cell, of) in self.cells.iter_mut().zip(&self.of) {
                *cell = *cell * values + places.get(*of as usize).copied().unwrap_or(0);
            }
        }
    }

    /// By a dimension of which articles can have several values.
    fn multiply_many(&mut self, values: u64, docs: &[DocId], list: impl Fn(DocId, &mut Vec<u64>)) {
        if self.of.is_empty() {
            self.of.extend(0..u32::try_from(docs.len()).unwrap_or(u32::MAX));
        }
        let (cells, of) = (std::mem::take(&mut self.cells), std::mem::take(&mut self.of));
        let mut found = vec![];
        for (cell, of) in cells.into_iter().zip(of) {
            let Some(doc) = docs.get(of as usize) else { continue };
            found.clear();
            list(*doc, &mut found);
            // Two spellings of one name are one value.
            found.sort_unstable();
            found.dedup();
            for place in &found {
                self.cells.push(cell * values + place);
                self.of.push(of);
            }
        }
    }
}

/// Counts combinations.
struct Counter {
    /// Articles and stories by combination, if there are not too many of them.
    dense: Vec<(u32, u32)>,
    /// Combinations with the stories of their articles, if there are.
    sparse: Option<Vec<(u64, u32)>>,
    /// By place of a story: the combination that it was found in first.
    first: Vec<u32>,
    /// Stories with further combinations.
    further: Vec<u64>,
    articles: u64,
    stories: u64,
}

impl Counter {
    fn new(table: &StoryTable, combinations: u64) -> Self {
        let is_dense = combinations <= DENSE;
        let size = if is_dense { usize::try_from(combinations).unwrap_or(0) } else { 0 };
        Self {
            dense: vec![(0, 0); size],
            sparse: (!is_dense).then(Vec::new),
            first: vec![ALONE; table.len() as usize],
            further: vec![],
            articles: 0,
            stories: 0,
        }
    }

    fn add(&mut self, block: &Block) {
        self.articles += block.stories.len() as u64;
        self.stories += block.stories.iter().filter(|story| **story == ALONE).count() as u64;
        if block.of.is_empty() {
            self.add_cells(block.cells.iter().zip(&block.stories).map(|(cell, story)| (*cell, *story)));
        } else {
            let story = |of: &u32| block.stories.get(*of as usize).copied().unwrap_or(ALONE);
            self.add_cells(block.cells.iter().zip(&block.of).map(|(cell, of)| (*cell, story(of))));
        }
    }

    #[inline]
    fn add_cells(&mut self, cells: impl Iterator<Item = (u64, u32)>) {
        if let Some(sparse) = &mut self.sparse {
            for (cell, story) in cells {
                if let Some(first) = self.first.get_mut(story as usize).filter(|first| **first == ALONE) {
                    *first = 0;
                    self.stories += 1;
                }
                sparse.push((cell, story));
            }
            return;
        }
        for (cell, story) in cells {
            let Some((articles, stories)) = usize::try_from(cell).ok().and_then(|cell| self.dense.get_mut(cell)) else {
                continue;
            };
            *articles += 1;
            if story == ALONE {
                *stories += 1;
            } else if let (Some(first), Ok(number)) = (self.first.get_mut(story as usize), u32::try_from(cell)) {
                if *first == ALONE {
                    *first = number;
                    *stories += 1;
                    self.stories += 1;
                } else if *first != number {
                    self.further.push(u64::from(story) << 32 | cell);
                }
            }
        }
    }

    fn tally(mut self) -> Tally {
        let mut cells: Vec<Cell> = vec![];
        if let Some(mut sparse) = self.sparse {
            sparse.sort_unstable();
            let mut before = None;
            for (number, story) in sparse {
                if cells.last().is_none_or(|cell| cell.number != number) {
                    cells.push(Cell { number, articles: 0, stories: 0 });
                }
                if let Some(cell) = cells.last_mut() {
                    cell.articles += 1;
                    cell.stories += u64::from(story == ALONE || before != Some((number, story)));
                }
                before = Some((number, story));
            }
        } else {
            self.further.sort_unstable();
            self.further.dedup();
            for story in &self.further {
                let combination = usize::try_from(story & u64::from(u32::MAX));
                if let Some((_, stories)) = combination.ok().and_then(|number| self.dense.get_mut(number)) {
                    *stories += 1;
                }
            }
            let found = self.dense.iter().zip(0..).filter(|((articles, _), _)| *articles > 0);
            cells.extend(found.map(|((articles, stories), number)| {
                let (articles, stories) = (u64::from(*articles), u64::from(*stories));
                Cell { number, articles, stories }
            }));
        }
        Tally { cells, articles: self.articles, stories: self.stories }
    }
}

/// The first value that each document has in a column.
pub(super) fn read<T>(column: Option<&Column<T>>, docs: &[DocId], values: &mut Vec<Option<T>>)
where
    T: PartialOrd + Copy + Debug + Send + Sync + 'static,
{
    values.clear();
    values.resize(docs.len(), None);
    if let Some(column) = column {
        column.first_vals(docs, values);
    }
}
