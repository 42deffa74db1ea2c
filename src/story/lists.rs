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
    known: Vec<i32>,
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
        let known = order.iter().take_while(|(class, ..)| *class == 0).map(|(_, day, _)| *day).collect();
        Self { ranks: order.into_iter().map(|(.., rank)| rank).collect(), places, known, dated: short(dated) }
    }

    /// The article at a place.
    pub(super) fn rank(&self, place: u32) -> u32 {
        self.ranks.get(place as usize).copied().unwrap_or(0)
    }

    /// The place of an article.
    pub(super) fn place(&self, rank: u32) -> u32 {
        self.places.get(rank as usize).copied().unwrap_or(0)
    }

    /// The article at each place.
    pub(super) fn ranks(&self) -> &[u32] {
        &self.ranks
    }

    /// Places of all articles of some days, from the first to the last.
    fn of_days(&self, first: i32, last: i32) -> Range<u32> {
        short(self.known.partition_point(|day| *day < first))..short(self.known.partition_point(|day| *day <= last))
    }

    /// Where those are that may be so near to an article and come before it in the order of a pass, and
    /// those among which its values are counted, in periods of some days.
    pub(super) fn near(&self, one: &Sketch, days: i32, counted_days: i32) -> Near {
        let (dayless, all) = (short(self.known.len()), short(self.ranks.len()));
        let Some((first, last, _)) = one.published else {
            return Near { exact: 0..dayless, dayless: dayless..all, counted: None };
        };
        let exact = self.of_days(first.saturating_sub(days), last.saturating_add(days));
        let period = one.day().map(|day| day.div_euclid(counted_days) * counted_days);
        let counted = period.map(|first| self.of_days(first, first.saturating_add(counted_days - 1)));
        Near { exact, dayless: dayless..self.dated, counted }
    }
}

/// Places in the order of days that concern an article.
pub(super) struct Near {
    /// Of articles whose day is known.
    exact: Range<u32>,
    /// Of others.
    dayless: Range<u32>,
    /// Among these its values are counted; if there are none, among all.
    counted: Option<Range<u32>>,
}

fn short(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}

/// Which articles share a value with an article and are near it.
pub(super) struct Lists {
    /// Of each article, by its place in the order of days: where its ranges start in `of`.
    starts: Vec<usize>,
    /// Where others start in `slots`, and where they end.
    of: Vec<(u32, u32)>,
    /// Places of articles, value by value.
    slots: Vec<u32>,
}

impl Lists {
    /// Makes lists of what is kept of the values of each article, in order of days, with what is near it: which of those that
    /// answer share values with those that ask. A value that more than so many articles that count have is not looked up.
    /// Cost: sorts all values; 16 bytes a value meanwhile, 4 lasting, and 16 for each that leads to another.
    pub(super) fn new<V: Iterator<Item = u32>>(
        articles: impl Iterator<Item = V>,
        near: &[Near],
        most: usize,
        asks: impl Fn(u32) -> bool,
        answers: impl Fn(u32) -> bool,
        counts: impl Fn(u32) -> bool,
    ) -> Self {
        let mut all: Vec<u64> = vec![];
        for (place, values) in articles.enumerate() {
            all.extend(values.map(|value| (u64::from(value) << 32) | place as u64));
        }
        all.sort_unstable();
        all.dedup();
        let mut slots: Vec<u32> = vec![];
        let mut found: Vec<(u32, u32, u32)> = vec![];
        let place_of = |entry: u64| u32::try_from(entry & u64::from(u32::MAX)).unwrap_or(0);
        let (mut list, mut before): (Vec<u32>, Vec<usize>) = (vec![], vec![]);
        for run in all.chunk_by(|a, b| a >> 32 == b >> 32).filter(|run| run.len() > 1) {
            let base = slots.len();
            list.clear();
            list.extend(run.iter().map(|entry| place_of(*entry)));
            // How many of those before each answer.
            before.clear();
            before.push(base);
            for place in &list {
                if answers(*place) {
                    slots.push(*place);
                }
                before.push(slots.len());
            }
            if slots.len() == base {
                continue;
            }
            let is_more = |list: &[u32]| list.len() > most && list.iter().filter(|place| counts(**place)).count() > most;
            let is_long = is_more(&list);
            let within = |places: &Range<u32>, hint: usize| within(&list, places, hint);
            let mut hint = 0;
            for place in list.iter().filter(|place| asks(**place)) {
                let Some(near) = near.get(*place as usize) else { continue };
                let is_common = is_long
                    && near.counted.as_ref().is_none_or(|counted| is_more(list.get(within(counted, hint)).unwrap_or_default()));
                let here = if is_common { 0..0 } else { within(&near.exact, hint) };
                hint = here.start.max(hint.min(here.end));
                let elsewhere = if is_long || near.dayless.is_empty() { 0..0 } else { within(&near.dayless, list.len()) };
                for range in [here, elsewhere] {
                    let at = |end: usize| before.get(end).copied().unwrap_or(base);
                    let (start, end) = (at(range.start), at(range.end));
                    let is_itself = end == start + 1 && slots.get(start) == Some(place);
                    if start < end && !is_itself {
                        found.push((*place, short(start), short(end)));
                    }
                }
            }
        }
        drop(all);
        let mut starts = vec![0usize; near.len() + 1];
        for (place, ..) in &found {
            if let Some(count) = starts.get_mut(*place as usize + 1) {
                *count += 1;
            }
        }
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut next = starts.clone();
        let mut of = vec![(0, 0); found.len()];
        for (place, start, end) in found {
            if let Some(at) = next.get_mut(place as usize) {
                if let Some(range) = of.get_mut(*at) {
                    *range = (start, end);
                }
                *at += 1;
            }
        }
        Self { starts, of, slots }
    }

    /// The places of articles that share a value with the one at a place, once for each value.
    pub(super) fn sharing(&self, place: u32) -> impl Iterator<Item = &u32> {
        let place = place as usize;
        let range = self.starts.get(place).zip(self.starts.get(place + 1));
        let ranges = range.and_then(|(start, end)| self.of.get(*start..*end)).unwrap_or_default();
        ranges.iter().flat_map(|(start, end)| self.slots.get(*start as usize..*end as usize).unwrap_or_default())
    }
}

/// Which of a list, in order, are at some places, looked for from about a place in the list.
fn within(list: &[u32], places: &Range<u32>, hint: usize) -> Range<usize> {
    let is_before = |end: u32| move |place: &u32| *place < end;
    let from = |from: usize, end: u32| match list.get(from..) {
        // The next ones are looked at one by one.
        Some(rest) => match rest.iter().take(STEPS).position(|place| *place >= end) {
            Some(found) => from + found,
            None => from + rest.partition_point(is_before(end)),
        },
        None => list.len(),
    };
    let hint = if hint.checked_sub(1).and_then(|before| list.get(before)).is_some_and(|place| *place >= places.start) {
        0
    } else {
        hint
    };
    let start = from(hint, places.start);
    start..from(start, places.end)
}

/// Steps before a list is halved.
const STEPS: usize = 8;

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
        assert_eq!(days.ranks(), [1, 4, 0, 3, 2]);
        let near: Vec<Near> = days.ranks().iter().map(|rank| days.near(&sketches[*rank as usize], 3, 8)).collect();
        let values: [&[u32]; 5] = [&[7, 8], &[7, 9], &[7, 7], &[8, 7], &[7]];
        let found = |most: usize| {
            let lists = Lists::new(values.iter().map(|row| row.iter().copied()), &near, most, |_| true, |_| true, |_| true);
            (0..5).map(|place| lists.sharing(place).copied().collect::<Vec<_>>()).collect::<Vec<_>>()
        };
        assert_eq!(found(9), [vec![0, 1, 3, 3], vec![0, 1, 3], vec![3], vec![0, 1, 2, 0], vec![0, 1, 2, 3, 4]]);
        // Three are in all too many, but not in the first days.
        assert_eq!(found(2), [vec![0, 1, 3], vec![0, 1], vec![], vec![0], vec![]]);
        assert!(found(1).iter().all(Vec::is_empty));
        let lists =
            Lists::new(values.iter().map(|row| row.iter().copied()), &near, 9, |place| place > 0, |place| place == 1, |_| true);
        let found: Vec<Vec<u32>> = (0..5).map(|place| lists.sharing(place).copied().collect()).collect();
        assert_eq!(found, [vec![], vec![], vec![], vec![1], vec![1]]);
        // Those that are gone are found, but make nothing common.
        let lists = Lists::new(values.iter().map(|row| row.iter().copied()), &near, 2, |_| true, |_| true, |place| place < 2);
        assert_eq!(lists.sharing(4).count(), 5);
    }

    #[test]
    fn what_is_within_is_found_from_anywhere() {
        let list: Vec<u32> = (0..40).map(|n| n * 3).collect();
        for (start, end) in [(0, 0), (0, 1), (4, 50), (30, 31), (100, 200), (118, 300)] {
            let expected: Vec<u32> = list.iter().copied().filter(|place| (start..end).contains(place)).collect();
            for hint in 0..=40 {
                assert_eq!(list[within(&list, &(start..end), hint)], expected, "{start} {end} {hint}");
            }
        }
    }
}
