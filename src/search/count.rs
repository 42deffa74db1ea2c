//! Counts articles and stories by the values of fields: the one way in which facets and
//! timelines are counted.
//!
//! Values are numbers (places in a list of names, periods or sizes), so that articles are counted in arrays.
//! A story of one article counts where its article does. Of other stories the values of all articles are noted
//! beside each other, and those that repeat one are taken off at the end. Only where articles have several
//! values, pairs of stories and values are sorted.
//! Cost: one pass over the matches for each way of counting.

use std::sync::Arc;

use tantivy::DocId;
use tantivy::columnar::Cardinality;

use super::calendar::Calendar;
use super::collect::Columns;
use super::matches::{Matches, NO_DAY, NO_ORD, is_run, read};
use crate::error::{Error, Result};
use crate::index::{IndexReader, NameValues, SharedStories};

/// Up to so many combinations of values, or twice the articles of the index, are counted in arrays.
const DENSE: u64 = 1 << 18;

/// Up to so many combinations are counted in lanes.
const FEW: usize = 1 << 12;

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
    pub(super) articles: u32,
    pub(super) stories: u32,
}

/// Counts matches by some dimensions at once.
pub(super) fn tally(reader: &IndexReader, columns: &[Columns], matches: &Matches, by: &[&Dimension]) -> Result<Tally> {
    let combinations = by.iter().try_fold(1u64, |product, dimension| product.checked_mul(dimension.len() as u64 + 1));
    let too_many = || Error::config("too many combinations of values to count: count by fewer fields at once");
    let combinations = combinations.ok_or_else(too_many)?;
    let shared = reader.shared_stories()?;
    let has_one = |by: &&Dimension| !matches!(by, Dimension::Names(names) if !names.has_one_each());
    let is_dense = combinations <= DENSE.max(2 * reader.articles());
    let mut counter = Counter::new(shared, combinations, is_dense, by.iter().all(has_one));
    let mut block = Block::default();
    if let [Dimension::Names(names)] = by
        && counter.sparse.is_none()
        && names.has_one_each()
    {
        counter.add_names(names, matches);
        return Ok(counter.tally());
    }
    matches.visit(|segment, docs| {
        let (Some(columns), Some(documents)) = (columns.get(segment), shared.segment(segment)) else { return };
        block.begin(docs, documents);
        for dimension in by {
            block.multiply(dimension, segment, docs, columns, |slot| {
                let place = shared.stories().get(slot as usize).and_then(|story| shared.place(*story));
                place.and_then(|place| reader.stories().get(place)).map_or(1, |story| story.articles)
            });
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
    /// Articles whose stories have others, by their place in the block, with their slots.
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
    /// `shared` are the documents of the segment whose stories have others, with their slots.
    fn begin(&mut self, docs: &[DocId], shared: &[(DocId, u32)]) {
        self.articles = docs.len();
        self.shared.clear();
        let shared = among(docs, shared);
        if is_run(docs) {
            let first = docs.first().copied().unwrap_or(0);
            self.shared.extend(shared.iter().map(|(doc, slot)| (doc - first, *slot)));
        } else {
            let mut shared = shared.iter().peekable();
            for (doc, at) in docs.iter().zip(0..) {
                while shared.next_if(|(known, _)| known < doc).is_some() {}
                if let Some((_, slot)) = shared.next_if(|(known, _)| known == doc) {
                    self.shared.push((at, *slot));
                }
            }
        }
        self.of.clear();
        self.cells.clear();
    }

    /// The slot of each article; `ALONE` where its story has no others.
    fn slots(&self) -> Vec<u32> {
        let mut slots = vec![ALONE; self.articles];
        for (at, slot) in &self.shared {
            if let Some(known) = slots.get_mut(*at as usize) {
                *known = *slot;
            }
        }
        slots
    }

    /// Parts each combination by the values of one more dimension; `size` tells how many articles the story of
    /// a slot has.
    fn multiply(&mut self, by: &Dimension, segment: usize, docs: &[DocId], columns: &Columns, size: impl Fn(u32) -> u32) {
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
                let places = self.slots().into_iter().map(|slot| {
                    let articles = if slot == ALONE { 1 } else { size(slot) };
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

/// Those of a segment's shared documents that lie between the first and the last of these.
fn among<'s>(docs: &[DocId], shared: &'s [(DocId, u32)]) -> &'s [(DocId, u32)] {
    let from = docs.first().map_or(0, |first| shared.partition_point(|(doc, _)| doc < first));
    let to = docs.last().map_or(0, |last| shared.partition_point(|(doc, _)| doc <= last));
    shared.get(from..to).unwrap_or_default()
}

/// Articles of one combination, in parts: where neighbours have the same combination, one counter would
/// have to wait for itself.
type Lanes = [u32; 4];

/// Articles by number.
enum Counts {
    Few(Vec<Lanes>),
    /// Neighbours are seldom the same, and lanes would not stay in the cache.
    Many(Vec<u32>),
}

impl Counts {
    fn new(numbers: usize) -> Self {
        if numbers <= FEW { Self::Few(vec![Lanes::default(); numbers]) } else { Self::Many(vec![0; numbers]) }
    }

    fn add(&mut self, numbers: &[u64]) {
        let place = |number: &u64| usize::try_from(*number).unwrap_or(usize::MAX);
        match self {
            Self::Few(counts) => {
                let (fours, rest) = numbers.as_chunks::<4>();
                for four in fours {
                    for (lane, number) in four.iter().enumerate() {
                        if let Some(lanes) = counts.get_mut(place(number)) {
                            lanes[lane] += 1;
                        }
                    }
                }
                for number in rest {
                    if let Some([first, ..]) = counts.get_mut(place(number)) {
                        *first += 1;
                    }
                }
            }
            Self::Many(counts) => {
                for number in numbers {
                    if let Some(count) = counts.get_mut(place(number)) {
                        *count += 1;
                    }
                }
            }
        }
    }

    fn into_sums(self) -> Vec<u32> {
        match self {
            Self::Few(counts) => counts.iter().map(|lanes| lanes.iter().sum()).collect(),
            Self::Many(counts) => counts,
        }
    }
}

/// Counts combinations. Stories are the articles without those that repeat a story.
struct Counter<'a> {
    shared: &'a SharedStories,
    /// Articles by combination, if there are not too many of them.
    dense: Counts,
    /// Articles that repeat a story of their combination.
    repeats: Vec<u32>,
    /// Combinations with the stories of their articles, if there are.
    sparse: Option<Vec<(u64, u32)>>,
    /// By slot: one more than the combination of the article; 0 of those that do not match. Empty if articles
    /// can have several.
    slots: Vec<u32>,
    /// Stories with the combinations of their articles, if articles can have several.
    pairs: Vec<(u32, u32)>,
    articles: u64,
    stories: u64,
}

impl<'a> Counter<'a> {
    /// `has_one` says that each article has one combination.
    fn new(shared: &'a SharedStories, combinations: u64, is_dense: bool, has_one: bool) -> Self {
        let size = if is_dense { usize::try_from(combinations).unwrap_or(0) } else { 0 };
        Self {
            shared,
            dense: Counts::new(size),
            repeats: vec![0; size],
            sparse: (!is_dense).then(Vec::new),
            slots: if has_one || !is_dense { vec![0; shared.stories().len()] } else { vec![] },
            pairs: vec![],
            articles: 0,
            stories: 0,
        }
    }

    fn add(&mut self, block: &Block) {
        self.articles += block.articles as u64;
        self.stories += (block.articles - block.shared.len()) as u64;
        let stories_of = || {
            let slots = block.slots();
            let of = |at: usize| if block.of.is_empty() { Some(at) } else { block.of.get(at).map(|of| *of as usize) };
            let story = |slot: &u32| self.shared.stories().get(*slot as usize);
            (0..block.cells.len()).map(move |at| of(at).and_then(|of| slots.get(of)).and_then(story).copied().unwrap_or(ALONE))
        };
        if let Some(mut sparse) = self.sparse.take() {
            sparse.extend(block.cells.iter().copied().zip(stories_of()));
            for (_, slot) in &block.shared {
                self.note(*slot, 0);
            }
            self.sparse = Some(sparse);
            return;
        }
        self.dense.add(&block.cells);
        if self.slots.is_empty() {
            let shared = block.cells.iter().zip(stories_of()).filter(|(_, story)| *story != ALONE);
            self.pairs.extend(shared.filter_map(|(cell, story)| Some((story, u32::try_from(*cell).ok()?))));
        } else {
            for (at, slot) in &block.shared {
                self.note(*slot, block.cells.get(*at as usize).copied().unwrap_or(0));
            }
        }
    }

    /// Counts by one column of which each article has one name at most: by place in the segment's dictionary,
    /// which becomes a place among all names only once for each name.
    fn add_names(&mut self, names: &NameValues, matches: &Matches) {
        let none = u32::try_from(names.names().len()).unwrap_or(u32::MAX);
        let shared = self.shared;
        let mut by_ord: Vec<Counts> = vec![];
        let (mut block, mut ords) = (Block::default(), vec![]);
        matches.visit(|segment, docs| {
            let (Some(values), Some(shared)) = (names.segment(segment), shared.segment(segment)) else { return };
            while by_ord.len() <= segment {
                // The last is `no name`.
                let terms = names.segment(by_ord.len()).map_or(0, |values| values.places.len());
                by_ord.push(Counts::new(terms + 1));
            }
            let Some(counts) = by_ord.get_mut(segment) else { return };
            // Documents in a row are looked up where they stand.
            let (shared, first) = if is_run(docs) {
                (among(docs, shared), docs.first().copied().unwrap_or(0))
            } else {
                block.begin(docs, shared);
                (block.shared.as_slice(), 0)
            };
            read(values.ords.as_ref(), docs, values.places.len() as u64, &mut ords);
            counts.add(&ords);
            self.articles += docs.len() as u64;
            self.stories += (docs.len() - shared.len()) as u64;
            for (at, slot) in shared {
                let ord = ords.get((at - first) as usize).and_then(|ord| usize::try_from(*ord).ok());
                let place = ord.and_then(|ord| values.places.get(ord)).copied().unwrap_or(none);
                if let Some(known) = self.slots.get_mut(*slot as usize) {
                    *known = place + 1;
                }
            }
        });
        let mut all = vec![0; names.names().len() + 1];
        for (segment, counts) in by_ord.into_iter().enumerate() {
            let places = names.segment(segment).map_or(&[][..], |values| &values.places);
            for (count, place) in counts.into_sums().into_iter().zip(places.iter().chain([&none])) {
                if let Some(all) = all.get_mut(*place as usize) {
                    *all += count;
                }
            }
        }
        self.dense = Counts::Many(all);
    }

    /// Notes the combination of an article whose story has others.
    fn note(&mut self, slot: u32, cell: u64) {
        if let (Some(known), Ok(cell)) = (self.slots.get_mut(slot as usize), u32::try_from(cell + 1)) {
            *known = cell;
        }
    }

    /// Counts the stories that have others, and the articles that repeat one of their combination.
    fn settle(&mut self) {
        let mut repeat = |cell: u32| {
            if let Some(repeats) = self.repeats.get_mut(cell as usize) {
                *repeats += 1;
            }
        };
        let mut slots = self.slots.as_mut_slice();
        for size in self.shared.sizes() {
            let Some((articles, rest)) = std::mem::take(&mut slots).split_at_mut_checked(*size as usize) else { break };
            slots = rest;
            if let [one, other] = articles {
                self.stories += u64::from(*one + *other > 0);
                if one == other && *one > 0 {
                    repeat(*one - 1);
                }
                continue;
            }
            articles.sort_unstable();
            let matching = articles.get(articles.partition_point(|cell| *cell == 0)..).unwrap_or_default();
            self.stories += u64::from(!matching.is_empty());
            let again = matching.iter().zip(matching.iter().skip(1)).filter(|(one, next)| one == next);
            again.for_each(|(cell, _)| repeat(cell - 1));
        }
        self.pairs.sort_unstable();
        self.stories += self.pairs.chunk_by(|(one, _), (next, _)| one == next).count() as u64;
        let again = self.pairs.iter().zip(self.pairs.iter().skip(1)).filter(|(one, next)| one == next);
        again.for_each(|((_, cell), _)| repeat(*cell));
    }

    fn tally(mut self) -> Tally {
        self.settle();
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
                    cell.stories += u32::from(story == ALONE || before != Some((number, story)));
                }
                before = Some((number, story));
            }
        } else {
            for ((articles, repeats), number) in self.dense.into_sums().into_iter().zip(&self.repeats).zip(0..) {
                if articles > 0 {
                    cells.push(Cell { number, articles, stories: articles - repeats });
                }
            }
        }
        Tally { cells, articles: self.articles, stories: self.stories }
    }
}
