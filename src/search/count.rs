//! Counts articles and stories by the values of fields: the one way in which facets and
//! timelines are counted.
//!
//! Values are numbers (places in a list of names, periods or sizes), so that articles are counted in arrays.
//! A story of one article counts where its article does. Of other stories the first value is kept in
//! an array, so that an article is known to repeat it; only where a story has further values these are sorted.
//! Cost: one pass over the matches for each way of counting.

use std::sync::Arc;

use tantivy::DocId;
use tantivy::columnar::Cardinality;

use super::calendar::Calendar;
use super::collect::Columns;
use super::matches::{Matches, NO_DAY, NO_ORD, is_run, read};
use crate::error::{Error, Result};
use crate::index::{IndexReader, NameValues, StoryTable};

/// Up to so many combinations of values are counted in arrays.
const DENSE: u64 = 1 << 18;

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
    let shared = reader.shared_stories()?;
    let mut block = Block::default();
    if let [Dimension::Names(names)] = by
        && counter.sparse.is_none()
        && names.has_one_each()
    {
        counter.add_names(names, matches, shared);
        return Ok(counter.tally());
    }
    matches.visit(|segment, docs| {
        let (Some(columns), Some(shared)) = (columns.get(segment), shared.get(segment)) else { return };
        block.begin(docs, shared);
        for dimension in by {
            block.multiply(dimension, segment, docs, columns, reader.stories());
        }
        if by.is_empty() {
            block.cells.resize(docs.len(), 0);
        }
        counter.add(&block);
    });
    Ok(counter.tally())
}

/// Some matches on their way to being counted.
#[derive(Default)]
struct Block {
    articles: usize,
    /// Articles whose stories have others, by their place in the block, with the place of the story.
    shared: Vec<(u32, u32)>,
    /// Which article of the block each of `cells` is of; empty as long as each has one.
    of: Vec<u32>,
    /// Numbers of combinations; none before the first dimension.
    cells: Vec<u64>,
    ords: Vec<u64>,
    days: Vec<i64>,
}

/// A story of one article.
const ALONE: u32 = u32::MAX;

impl Block {
    /// `shared` are the documents of the segment whose stories have others.
    fn begin(&mut self, docs: &[DocId], shared: &[(DocId, u32)]) {
        self.articles = docs.len();
        self.shared.clear();
        let from = docs.first().map_or(0, |first| shared.partition_point(|(doc, _)| doc < first));
        let to = docs.last().map_or(0, |last| shared.partition_point(|(doc, _)| doc <= last));
        let shared = shared.get(from..to).unwrap_or_default();
        if is_run(docs) {
            let first = docs.first().copied().unwrap_or(0);
            self.shared.extend(shared.iter().map(|(doc, story)| (doc - first, *story)));
        } else {
            let mut shared = shared.iter().peekable();
            for (doc, at) in docs.iter().zip(0..) {
                while shared.next_if(|(known, _)| known < doc).is_some() {}
                if let Some((_, story)) = shared.next_if(|(known, _)| known == doc) {
                    self.shared.push((at, *story));
                }
            }
        }
        self.of.clear();
        self.cells.clear();
    }

    /// The story of each article.
    fn stories(&self) -> Vec<u32> {
        let mut stories = vec![ALONE; self.articles];
        for (at, story) in &self.shared {
            if let Some(known) = stories.get_mut(*at as usize) {
                *known = *story;
            }
        }
        stories
    }

    /// Parts each combination by the values of one more dimension.
    fn multiply(&mut self, by: &Dimension, segment: usize, docs: &[DocId], columns: &Columns, table: &StoryTable) {
        let (none, values) = (u64::from(by.none()), by.len() as u64 + 1);
        match by {
            Dimension::Names(names) => {
                let Some(names) = names.segment(segment) else { return };
                let place = |ord: u64| {
                    let known = usize::try_from(ord).ok().and_then(|ord| names.places.get(ord));
                    known.map_or(none, |place| u64::from(*place))
                };
                match &names.ords {
                    Some(ords) if ords.get_cardinality() == Cardinality::Multivalued => {
                        self.multiply_many(values, docs, |doc, found| {
                            found.extend(ords.values_for_doc(doc).map(place));
                            if found.is_empty() {
                                found.push(none);
                            }
                        });
                    }
                    ords => {
                        let mut found = std::mem::take(&mut self.ords);
                        read(ords.as_ref(), docs, NO_ORD, &mut found);
                        self.multiply_one(values, found.iter().map(|ord| place(*ord)));
                        self.ords = found;
                    }
                }
            }
            Dimension::Dates(calendar) => {
                let mut found = std::mem::take(&mut self.days);
                read(columns.first_day.as_ref(), docs, NO_DAY, &mut found);
                let last = |doc: DocId| columns.last_day.as_ref().and_then(|column| column.first(doc));
                let places = found.iter().zip(docs).map(|(first, doc)| {
                    let place = calendar.place(*first, || last(*doc).unwrap_or(*first));
                    u64::from(place).min(none)
                });
                self.multiply_one(values, places);
                self.days = found;
            }
            Dimension::StorySize(sizes) => {
                let places = self.stories().into_iter().map(|story| {
                    let articles = if story == ALONE { 1 } else { table.get(story).map_or(1, |story| story.articles) };
                    sizes.partition_point(|least| *least <= articles).saturating_sub(1) as u64
                });
                self.multiply_one(values, places);
            }
        }
    }

    /// By a dimension of which each article has one value.
    #[inline]
    fn multiply_one(&mut self, values: u64, places: impl Iterator<Item = u64>) {
        if self.cells.is_empty() {
            self.cells.extend(places);
        } else if self.of.is_empty() {
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
        self.cells.resize(self.cells.len().max(docs.len()), 0);
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

/// Articles of one combination, in parts: where neighbours have the same combination, one counter would
/// have to wait for itself.
type Lanes = [u32; 4];

fn count_in_lanes(numbers: &[u64], counts: &mut [Lanes]) {
    let (fours, rest) = numbers.as_chunks::<4>();
    for four in fours {
        for (lane, number) in four.iter().enumerate() {
            if let Some(lanes) = usize::try_from(*number).ok().and_then(|number| counts.get_mut(number)) {
                lanes[lane] += 1;
            }
        }
    }
    for number in rest {
        if let Some([first, ..]) = usize::try_from(*number).ok().and_then(|number| counts.get_mut(number)) {
            *first += 1;
        }
    }
}

/// Counts combinations. Stories are the articles without those that repeat a story.
struct Counter {
    /// Articles by combination, if there are not too many of them.
    dense: Vec<Lanes>,
    /// Articles that repeat a story of their combination.
    repeats: Vec<u32>,
    /// Combinations with the stories of their articles, if there are.
    sparse: Option<Vec<(u64, u32)>>,
    /// By place of a story: the combination that it was found in first.
    first: Vec<u32>,
    /// Stories with further combinations, each as often as it was found.
    further: Vec<(u32, u32)>,
    articles: u64,
    stories: u64,
}

impl Counter {
    fn new(table: &StoryTable, combinations: u64) -> Self {
        let is_dense = combinations <= DENSE;
        let size = if is_dense { usize::try_from(combinations).unwrap_or(0) } else { 0 };
        Self {
            dense: vec![Lanes::default(); size],
            repeats: vec![0; size],
            sparse: (!is_dense).then(Vec::new),
            first: vec![ALONE; table.len() as usize],
            further: vec![],
            articles: 0,
            stories: 0,
        }
    }

    fn add(&mut self, block: &Block) {
        self.articles += block.articles as u64;
        self.stories += (block.articles - block.shared.len()) as u64;
        let stories_of = || {
            let stories = block.stories();
            let of = |at: usize| if block.of.is_empty() { Some(at) } else { block.of.get(at).map(|of| *of as usize) };
            (0..block.cells.len()).map(move |at| of(at).and_then(|of| stories.get(of)).copied().unwrap_or(ALONE))
        };
        if let Some(mut sparse) = self.sparse.take() {
            sparse.extend(block.cells.iter().copied().zip(stories_of()));
            for (_, story) in &block.shared {
                self.see(*story, 0);
            }
            self.sparse = Some(sparse);
            return;
        }
        count_in_lanes(&block.cells, &mut self.dense);
        if block.of.is_empty() {
            for (at, story) in &block.shared {
                self.see(*story, block.cells.get(*at as usize).copied().unwrap_or(0));
            }
        } else {
            let shared = block.cells.iter().zip(stories_of()).filter(|(_, story)| *story != ALONE);
            shared.for_each(|(cell, story)| self.see(story, *cell));
        }
    }

    /// Counts by one column of which each article has one name at most: by place in the segment's dictionary,
    /// which becomes a place among all names only once for each name.
    fn add_names(&mut self, names: &NameValues, matches: &Matches, shared: &[Vec<(DocId, u32)>]) {
        let none = u32::try_from(names.names().len()).unwrap_or(u32::MAX);
        let mut by_ord: Vec<Vec<Lanes>> = vec![];
        let (mut block, mut ords) = (Block::default(), vec![]);
        matches.visit(|segment, docs| {
            let (Some(values), Some(shared)) = (names.segment(segment), shared.get(segment)) else { return };
            while by_ord.len() <= segment {
                // The last is `no name`.
                let terms = names.segment(by_ord.len()).map_or(0, |values| values.places.len());
                by_ord.push(vec![Lanes::default(); terms + 1]);
            }
            let Some(counts) = by_ord.get_mut(segment) else { return };
            block.begin(docs, shared);
            read(values.ords.as_ref(), docs, values.places.len() as u64, &mut ords);
            count_in_lanes(&ords, counts);
            self.articles += docs.len() as u64;
            self.stories += (docs.len() - block.shared.len()) as u64;
            for (at, story) in &block.shared {
                let ord = ords.get(*at as usize).and_then(|ord| usize::try_from(*ord).ok());
                let place = ord.and_then(|ord| values.places.get(ord)).copied().unwrap_or(none);
                self.see(*story, u64::from(place));
            }
        });
        for (segment, counts) in by_ord.iter().enumerate() {
            let places = names.segment(segment).map_or(&[][..], |values| &values.places);
            for (counts, place) in counts.iter().zip(places.iter().chain([&none])) {
                if let Some(lanes) = self.dense.get_mut(*place as usize) {
                    lanes.iter_mut().zip(counts).for_each(|(all, some)| *all += some);
                }
            }
        }
    }

    /// Counts a story that has other articles.
    fn see(&mut self, story: u32, cell: u64) {
        let (Some(first), Ok(cell)) = (self.first.get_mut(story as usize), u32::try_from(cell)) else { return };
        if *first == ALONE {
            *first = cell;
            self.stories += 1;
        } else if *first == cell {
            if let Some(repeats) = self.repeats.get_mut(cell as usize) {
                *repeats += 1;
            }
        } else {
            self.further.push((story, cell));
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
            let again = self.further.iter().zip(self.further.iter().skip(1)).filter(|(one, next)| one == next);
            for ((_, cell), _) in again {
                if let Some(repeats) = self.repeats.get_mut(*cell as usize) {
                    *repeats += 1;
                }
            }
            for ((lanes, repeats), number) in self.dense.iter().zip(&self.repeats).zip(0..) {
                let articles = lanes.iter().map(|count| u64::from(*count)).sum();
                if articles > 0 {
                    cells.push(Cell { number, articles, stories: articles - u64::from(*repeats) });
                }
            }
        }
        Tally { cells, articles: self.articles, stories: self.stories }
    }
}
