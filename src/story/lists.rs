//! Which articles have a value, in order of days: candidates are those published near to each other.

use std::ops::Range;

use super::sketch::Sketch;

/// Articles in order of days: those of one day, then those of a span of days, then those without a date.
pub(super) struct Days {
    /// Articles, by rank, in this order.
    ranks: Vec<u32>,
    /// The place of each article in it.
    places: Vec<u32>,
    /// Days of those of one day.
    days: Vec<i32>,
    /// How many have a date.
    dated: u32,
}

impl Days {
    /// The order of articles, given by rank.
    pub(super) fn new<'s>(sketches: impl Iterator<Item = &'s Sketch>) -> Self {
        let mut order: Vec<(u8, i32, u32)> = (0..)
            .zip(sketches)
            .map(|(rank, one)| match (one.day(), one.published) {
                (Some(day), _) => (0, day, rank),
                (None, Some(_)) => (1, 0, rank),
                (None, None) => (2, 0, rank),
            })
            .collect();
        order.sort_unstable();
        let mut places = vec![0; order.len()];
        for (place, (.., rank)) in (0..).zip(&order) {
            if let Some(known) = places.get_mut(*rank as usize) {
                *known = place;
            }
        }
        let dated = order.partition_point(|(class, ..)| *class < 2);
        let days = order.iter().take_while(|(class, ..)| *class == 0).map(|(_, day, _)| *day).collect();
        Self { ranks: order.into_iter().map(|(.., rank)| rank).collect(), places, days, dated: short(dated) }
    }

    /// The article at a place.
    pub(super) fn rank(&self, place: u32) -> u32 {
        self.ranks.get(place as usize).copied().unwrap_or(0)
    }

    /// The place of an article.
    pub(super) fn place(&self, rank: u32) -> u32 {
        self.places.get(rank as usize).copied().unwrap_or(0)
    }

    /// Places of all articles of some days, from the first to the last.
    pub(super) fn from_to(&self, first: i32, last: i32) -> Range<u32> {
        short(self.days.partition_point(|day| *day < first))..short(self.days.partition_point(|day| *day <= last))
    }

    /// Places of all articles that may be so near to one and come before it in the order of a pass; those that
    /// have no day of their own apart.
    pub(super) fn near(&self, one: &Sketch, days: i32) -> (Range<u32>, Range<u32>) {
        let dayless = short(self.days.len());
        let Some((first, last, _)) = one.published else { return (0..dayless, dayless..short(self.ranks.len())) };
        (self.from_to(first.saturating_sub(days), last.saturating_add(days)), dayless..self.dated)
    }
}

fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Lists of articles by value. Values that only one article has get no list.
pub(super) struct Lists {
    /// Lists of each article, by its place in the order of days: where they start in `of`.
    starts: Vec<usize>,
    of: Vec<u32>,
    /// Where each list starts in `slots`, and where it ends.
    spans: Vec<(u32, u32)>,
    slots: Vec<u32>,
}

impl Lists {
    /// Makes lists of what is kept of the values of each article, in order of days.
    /// Cost: sorts all values; 16 bytes a value meanwhile, and 8 lasting.
    pub(super) fn new<V: Iterator<Item = u32>>(values: impl Iterator<Item = V>) -> Self {
        let mut all: Vec<u64> = vec![];
        let mut counts = vec![];
        for (place, row) in values.enumerate() {
            all.extend(row.map(|value| (u64::from(value) << 32) | place as u64));
            counts.push(0u32);
        }
        all.sort_unstable();
        all.dedup();
        let place_of = |entry: u64| usize::try_from(entry & u64::from(u32::MAX)).unwrap_or(0);
        let runs = || all.chunk_by(|a, b| a >> 32 == b >> 32).filter(|run| run.len() > 1);
        let (mut spans, mut slots) = (vec![], vec![]);
        for run in runs() {
            let start = short(slots.len());
            for entry in run {
                slots.push(short(place_of(*entry)));
                if let Some(count) = counts.get_mut(place_of(*entry)) {
                    *count += 1;
                }
            }
            spans.push((start, short(slots.len())));
        }
        let mut starts = vec![0; counts.len() + 1];
        let mut at = 0;
        for (start, count) in starts.iter_mut().skip(1).zip(&counts) {
            at += *count as usize;
            *start = at;
        }
        let mut of = vec![0u32; at];
        let mut next = starts.clone();
        for (list, run) in runs().enumerate() {
            for entry in run {
                if let Some(place) = next.get_mut(place_of(*entry)) {
                    if let Some(slot) = of.get_mut(*place) {
                        *slot = short(list);
                    }
                    *place += 1;
                }
            }
        }
        Self { starts, of, spans, slots }
    }

    /// The lists of the article at a place.
    pub(super) fn of(&self, place: u32) -> &[u32] {
        let place = place as usize;
        let range = self.starts.get(place).zip(self.starts.get(place + 1));
        range.and_then(|(start, end)| self.of.get(*start..*end)).unwrap_or_default()
    }

    /// How many articles are in a list.
    pub(super) fn len(&self, list: u32) -> usize {
        self.spans.get(list as usize).map_or(0, |(start, end)| (end - start) as usize)
    }

    /// The articles of a list that are at some places, in order.
    pub(super) fn among(&self, list: u32, places: &Range<u32>) -> &[u32] {
        let found = self.spans.get(list as usize);
        let list = found.and_then(|(start, end)| self.slots.get(*start as usize..*end as usize)).unwrap_or_default();
        let start = list.partition_point(|place| *place < places.start);
        let list = list.get(start..).unwrap_or_default();
        list.get(..list.partition_point(|place| *place < places.end)).unwrap_or_default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn published(first: i32, last: i32) -> Sketch {
        Sketch { published: Some((first, last, 0)), ..Sketch::default() }
    }

    #[test]
    fn articles_are_found_by_what_they_share_and_when_they_were_published() {
        let sketches = [published(9, 9), published(2, 2), Sketch::default(), published(1, 30), published(5, 5)];
        let days = Days::new(sketches.iter());
        let ranks = |range: Range<u32>| range.map(|place| days.rank(place)).collect::<Vec<_>>();
        assert_eq!(ranks(0..5), [1, 4, 0, 3, 2]);
        let near = |one: &Sketch| {
            let (exact, other) = days.near(one, 3);
            (ranks(exact), ranks(other))
        };
        assert_eq!(near(&sketches[4]), (vec![1, 4], vec![3]));
        assert_eq!(near(&sketches[3]), (vec![1, 4, 0], vec![3]));
        assert_eq!(near(&sketches[2]), (vec![1, 4, 0], vec![3, 2]));
        let values: [&[u32]; 5] = [&[7, 8], &[7, 9], &[7, 7], &[8, 7], &[]];
        let lists = Lists::new(values.iter().map(|row| row.iter().copied()));
        let found = |place, range| lists.of(place).iter().flat_map(|list| lists.among(*list, &range).to_vec()).collect::<Vec<_>>();
        assert_eq!(found(0, 0..5), [0, 1, 2, 3, 0, 3]);
        assert_eq!(found(0, 1..3), [1, 2]);
        assert_eq!(found(1, 2..3), [2]);
        assert!(found(4, 0..5).is_empty());
    }
}
