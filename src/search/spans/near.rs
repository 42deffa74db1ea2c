//! Which places are near each other. What is near one place stands in a row, when all are in
//! order, so its ends are found by halving and pairs are made only where each is asked for.

use std::ops::Range;

use super::{Span, Text, Tree, places};
use crate::query::{Proximity, Within};
use crate::text::Bounds;

/// Of more pairs than so many only the nearest of each place are looked at.
const MOST_PAIRS: usize = 200_000;

/// Places among which those near another one are looked for.
pub(super) struct Neighbours<'b> {
    /// In order of their starts, and of their ends.
    by_start: Vec<Span>,
    by_end: Vec<Span>,
    within: Within,
    /// Whether they may stand before and after the other one.
    may_precede: bool,
    may_follow: bool,
    bounds: &'b Bounds,
}

impl<'b> Neighbours<'b> {
    /// The places of the right part, to be asked about those of the left one.
    pub(super) fn of_left(rights: &[Span], proximity: Proximity, bounds: &'b Bounds) -> Self {
        Self::new(rights, proximity, bounds, [!proximity.is_ordered, true])
    }

    /// The places of the left part, to be asked about those of the right one.
    pub(super) fn of_right(lefts: &[Span], proximity: Proximity, bounds: &'b Bounds) -> Self {
        Self::new(lefts, proximity, bounds, [true, !proximity.is_ordered])
    }

    fn new(places: &[Span], Proximity { within, .. }: Proximity, bounds: &'b Bounds, sides: [bool; 2]) -> Self {
        let is_whole = |place: &Span| unit(within, place.start, bounds).contains(&place.end);
        let by_start: Vec<Span> = places.iter().copied().filter(is_whole).collect();
        let mut by_end = by_start.clone();
        by_end.sort_by_key(|place| place.end);
        let [may_precede, may_follow] = sides;
        Self { by_start, by_end, within, may_precede, may_follow, bounds }
    }

    /// Those that are near a place: before it and behind it, each in order.
    fn of(&self, one: Span) -> [&[Span]; 2] {
        let bounds = self.bounds;
        let unit = unit(self.within, one.start, bounds);
        if !unit.contains(&one.end) {
            return [&[], &[]];
        }
        let is_near = |end: u32, start: u32| match self.within {
            Within::Words(count) => are_near(end, start, count, bounds),
            Within::Sentence | Within::Paragraph => true,
        };
        let (mut before, mut behind): (&[Span], &[Span]) = (&[], &[]);
        if self.may_precede {
            before = self.by_end.get(..self.by_end.partition_point(|other| other.end < one.start)).unwrap_or_default();
            let far = |other: &Span| other.start < unit.start || !is_near(other.end, one.start);
            before = before.get(before.partition_point(far)..).unwrap_or_default();
        }
        if self.may_follow {
            behind = self.by_start.get(self.by_start.partition_point(|other| other.start <= one.end)..).unwrap_or_default();
            let near = |other: &Span| other.start < unit.end && is_near(one.end, other.start);
            behind = behind.get(..behind.partition_point(near)).unwrap_or_default();
        }
        [before, behind]
    }

    /// Whether one of them is near a place.
    pub(super) fn has_any(&self, one: Span) -> bool {
        self.of(one).iter().any(|side| !side.is_empty())
    }
}

/// The positions that may be near another one whatever is between them: its sentence or paragraph.
fn unit(within: Within, position: u32, bounds: &Bounds) -> Range<u32> {
    match within {
        Within::Words(_) => 0..u32::MAX,
        Within::Sentence => bounds.sentence_at(position),
        Within::Paragraph => bounds.paragraph_at(position),
    }
}

/// Shows every pair of two lists that are in order; of more than [`MOST_PAIRS`] only the nearest
/// of each place, on either side of it, but of each at least one.
pub(super) fn for_each_pair(
    lefts: &[Span],
    rights: &[Span],
    proximity: Proximity,
    bounds: &Bounds,
    mut show: impl FnMut(Span, Span),
) {
    let of_left = Neighbours::of_left(rights, proximity, bounds);
    let may_be_many = lefts.len().saturating_mul(rights.len()) > MOST_PAIRS;
    let pairs = |one: &Span| of_left.of(*one).iter().map(|side| side.len()).sum::<usize>();
    if !may_be_many || lefts.iter().map(pairs).sum::<usize>() <= MOST_PAIRS {
        for one in lefts {
            of_left.of(*one).into_iter().flatten().for_each(|other| show(*one, *other));
        }
        return;
    }
    let each = (MOST_PAIRS / lefts.len().max(rights.len())).max(1);
    let nearest = |[before, behind]: [&[Span]; 2], show: &mut dyn FnMut(Span)| {
        before.iter().rev().take(each).chain(behind.iter().take(each)).for_each(|other| show(*other));
    };
    for one in lefts {
        nearest(of_left.of(*one), &mut |other| show(*one, other));
    }
    // The nearest of all lefts may leave a right one without any.
    let of_right = Neighbours::of_right(lefts, proximity, bounds);
    for other in rights {
        nearest(of_right.of(*other), &mut |one| show(one, *other));
    }
}

/// Places among which those that overlap another one are looked for.
pub(super) struct Touching<'p> {
    /// In order.
    places: &'p [Span],
    /// How far each and all before it reach.
    reach: Vec<u32>,
}

impl<'p> Touching<'p> {
    pub(super) fn new(places: &'p [Span]) -> Self {
        let mut reach = 0;
        let mut farthest = |place: &Span| {
            reach = place.end.max(reach);
            reach
        };
        Self { places, reach: places.iter().map(&mut farthest).collect() }
    }

    /// Whether one of them that is not this place itself has a position of it.
    pub(super) fn has_any(&self, one: Span) -> bool {
        let before = self.places.partition_point(|other| *other < one);
        if before.checked_sub(1).and_then(|last| self.reach.get(last)).is_some_and(|reach| *reach >= one.start) {
            return true;
        }
        self.places.iter().skip(before).find(|other| **other != one).is_some_and(|other| other.start <= one.end)
    }
}

/// Where the places of a tree start, and where they end: enough to say whether something
/// is near it, without every pair of start and end.
pub(super) struct Edges {
    pub(super) starts: Vec<u32>,
    pub(super) ends: Vec<u32>,
}

impl Edges {
    fn new(mut starts: Vec<u32>, mut ends: Vec<u32>) -> Self {
        for edges in [&mut starts, &mut ends] {
            edges.sort_unstable();
            edges.dedup();
        }
        Self { starts, ends }
    }

    fn of_places(places: &[Span]) -> Self {
        Self::new(places.iter().map(|place| place.start).collect(), places.iter().map(|place| place.end).collect())
    }

    pub(super) fn of(tree: &Tree, text: &mut dyn Text) -> Self {
        match tree {
            Tree::Near(parts, Proximity { within: Within::Words(count), is_ordered, is_negated: false }) => {
                let [left, right] = parts.as_ref();
                let (left, right) = (places(left, text), places(right, text));
                let (left_edges, right_edges) = (Self::of_places(&left), Self::of_places(&right));
                let bounds = text.bounds();
                let (mut starts, mut ends) = (vec![], vec![]);
                let mut pairs = vec![(&left, &left_edges, &right, &right_edges)];
                if !is_ordered {
                    pairs.push((&right, &right_edges, &left, &left_edges));
                }
                for (first, first_edges, second, second_edges) in pairs {
                    starts.extend(
                        first.iter().filter(|one| second_edges.begins_after(one.end, *count, bounds)).map(|one| one.start),
                    );
                    ends.extend(
                        second.iter().filter(|one| first_edges.ends_before(one.start, *count, bounds)).map(|one| one.end),
                    );
                }
                Self::new(starts, ends)
            }
            Tree::Any(parts) => {
                let (mut starts, mut ends) = (vec![], vec![]);
                for part in parts {
                    let edges = Self::of(part, text);
                    starts.extend(edges.starts);
                    ends.extend(edges.ends);
                }
                Self::new(starts, ends)
            }
            _ => Self::of_places(&places(tree, text)),
        }
    }

    /// Whether one starts at most so many words after a position.
    fn begins_after(&self, end: u32, count: u32, bounds: &Bounds) -> bool {
        let next = self.starts.get(self.starts.partition_point(|start| *start <= end));
        next.is_some_and(|start| are_near(end, *start, count, bounds))
    }

    /// Whether one ends at most so many words before a position.
    fn ends_before(&self, start: u32, count: u32, bounds: &Bounds) -> bool {
        let last = self.ends.partition_point(|end| *end < start).checked_sub(1).and_then(|last| self.ends.get(last));
        last.is_some_and(|end| are_near(*end, start, count, bounds))
    }

    pub(super) fn is_before(&self, other: &Self, count: u32, bounds: &Bounds) -> bool {
        self.ends.iter().any(|end| other.begins_after(*end, count, bounds))
    }
}

/// Whether a position is at most so many words after another.
pub(super) fn are_near(end: u32, start: u32, count: u32, bounds: &Bounds) -> bool {
    start - end <= count || bounds.words_before(start) - bounds.words_before(end) <= count
}
