//! Places of a text and how they stand to each other: what is near what, in which
//! order, in which sentence. Knows neither the engine nor the article: the engine's
//! postings and the highlighter's words are both a [`Text`].

use crate::query::{Proximity, Within};
use crate::text::Bounds;

/// A run of positions, both ends included.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    fn hull(self, other: Self) -> Self {
        Self { start: self.start.min(other.start), end: self.end.max(other.end) }
    }
}

/// What to look for in one text; leaves are named by their place in the plan.
pub(super) enum Tree {
    /// Any form of a word.
    Leaf(usize),
    /// Words in a row, which may be moved by so many places. What is found is the first leaf.
    Row(usize, Vec<usize>, u32),
    Any(Vec<Tree>),
    /// Two parts, and how they stand to each other.
    Near(Box<[Tree; 2]>, Proximity),
}

impl Tree {
    /// Collects the leaves that have places of their own.
    pub(super) fn leaves(&self, found: &mut Vec<usize>) {
        match self {
            Self::Leaf(leaf) => found.push(*leaf),
            Self::Row(_, slots, _) => found.extend(slots),
            Self::Any(parts) => parts.iter().for_each(|part| part.leaves(found)),
            Self::Near(parts, _) => parts.iter().for_each(|part| part.leaves(found)),
        }
    }
}

/// How much of a text counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Top {
    /// All of it.
    All,
    /// The first so many words.
    First(u32),
    /// The first paragraph, and what is before it.
    Lead,
}

impl Top {
    /// Takes away the places that reach beyond it.
    pub(super) fn keep(self, places: &mut Vec<Span>, text: &mut dyn Text) {
        match self {
            Self::All => {}
            Self::First(count) => {
                let bounds = text.bounds();
                places.retain(|place| bounds.words_before(place.end) < count);
            }
            Self::Lead => {
                let bounds = text.bounds();
                places.retain(|place| bounds.is_in_lead(place.end));
            }
        }
    }
}

/// A text in which leaves have places.
pub(super) trait Text {
    /// The positions of a leaf, in order.
    fn positions(&mut self, leaf: usize) -> Vec<u32>;
    /// Where sentences and paragraphs begin.
    fn bounds(&mut self) -> &Bounds;
}

/// Whether a tree has any place in a text. Cost: for words that are near each other, in
/// proportion to their places, however many pairs they make.
pub(super) fn is_there(tree: &Tree, text: &mut dyn Text) -> bool {
    match tree {
        Tree::Any(parts) => parts.iter().any(|part| is_there(part, text)),
        Tree::Near(parts, proximity) if !proximity.is_negated => {
            let [left, right] = parts.as_ref();
            if let Within::Words(count) = proximity.within {
                let left = Edges::of(left, text);
                if left.ends.is_empty() {
                    return false;
                }
                let right = Edges::of(right, text);
                let bounds = text.bounds();
                return left.is_before(&right, count, bounds) || !proximity.is_ordered && right.is_before(&left, count, bounds);
            }
            let left = places(left, text);
            if left.is_empty() {
                return false;
            }
            let right = places(right, text);
            let bounds = text.bounds();
            let longest = longest(&right);
            left.iter().any(|one| near_to(*one, &right, longest, *proximity, bounds).next().is_some())
        }
        _ => !places(tree, text).is_empty(),
    }
}

/// Where the places of a tree start, and where they end: enough to say whether something
/// is near it, without every pair of start and end.
struct Edges {
    starts: Vec<u32>,
    ends: Vec<u32>,
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

    fn of(tree: &Tree, text: &mut dyn Text) -> Self {
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

    fn is_before(&self, other: &Self, count: u32, bounds: &Bounds) -> bool {
        self.ends.iter().any(|end| other.begins_after(*end, count, bounds))
    }
}

/// Whether a position is at most so many words after another.
fn are_near(end: u32, start: u32, count: u32, bounds: &Bounds) -> bool {
    start - end <= count || bounds.words_before(start) - bounds.words_before(end) <= count
}

/// How far the nearest position of `later` is behind one of `earlier`. Both are in order.
pub(super) fn nearest(earlier: &[u32], later: &[u32]) -> Option<u32> {
    let mut later = later.iter().peekable();
    let mut nearest = None;
    for (at, position) in earlier.iter().enumerate() {
        while later.next_if(|next| *next <= position).is_some() {}
        let Some(next) = later.peek().map(|next| **next) else { break };
        // The last of several before the next one is the nearest to it.
        if earlier.get(at + 1).is_none_or(|another| *another >= next) {
            let distance = next - position;
            nearest = Some(nearest.map_or(distance, |known: u32| known.min(distance)));
        }
    }
    nearest
}

/// The length of the longest place.
fn longest(places: &[Span]) -> u32 {
    places.iter().map(|place| place.end - place.start).max().unwrap_or(0)
}

/// All places of a tree in a text, in order, none twice.
pub(super) fn places(tree: &Tree, text: &mut dyn Text) -> Vec<Span> {
    let mut found: Vec<Span> = match tree {
        Tree::Leaf(leaf) => {
            return text.positions(*leaf).into_iter().map(|at| Span { start: at, end: at }).collect();
        }
        Tree::Row(_, slots, slop) => rows(slots, *slop, text).into_iter().filter_map(|row| row_span(&row)).collect(),
        Tree::Any(parts) => parts.iter().flat_map(|part| places(part, text)).collect(),
        Tree::Near(parts, proximity) => {
            let [left, right] = parts.as_ref();
            let left = places(left, text);
            if left.is_empty() {
                return left;
            }
            let right = places(right, text);
            let longest = longest(&right);
            let bounds = text.bounds();
            if proximity.is_negated {
                let is_alone = |one: &Span| !near_to(*one, &right, longest, *proximity, bounds).any(|other| other != *one);
                left.into_iter().filter(is_alone).collect()
            } else {
                // Many pairs may make one place.
                let mut found = vec![];
                let mut limit = MANY_PLACES;
                for one in left {
                    found.extend(near_to(one, &right, longest, *proximity, bounds).map(|other| one.hull(other)));
                    if found.len() > limit {
                        found.sort_unstable();
                        found.dedup();
                        limit = MANY_PLACES.max(2 * found.len());
                    }
                }
                found
            }
        }
    };
    found.sort_unstable();
    found.dedup();
    found
}

/// So many places are kept before those that are there twice are taken out.
const MANY_PLACES: usize = 10_000;

/// Those of `others` that are as near to `one` as asked; none of them is longer than `longest`.
fn near_to<'s>(
    one: Span,
    others: &'s [Span],
    longest: u32,
    proximity: Proximity,
    bounds: &'s Bounds,
) -> impl Iterator<Item = Span> + use<'s> {
    // Paragraphs are a position apart, so that a distance is less than twice as many positions.
    let (first, last) = match proximity.within {
        Within::Words(count) => (one.start.saturating_sub(2 * count).saturating_sub(longest), one.end.saturating_add(2 * count)),
        Within::Sentence | Within::Paragraph => (0, u32::MAX),
    };
    let from = others.partition_point(|other| other.start < first);
    let until = others.partition_point(|other| other.start <= last);
    let candidates = others.get(from..until).unwrap_or_default().iter().copied();
    candidates.filter(move |other| is_near(one, *other, proximity, bounds))
}

fn is_near(one: Span, other: Span, proximity: Proximity, bounds: &Bounds) -> bool {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    if first.end >= second.start {
        // Places that overlap are two of nothing, but hardly apart from each other.
        return proximity.is_negated;
    }
    if proximity.is_ordered && one.start > other.start {
        return false;
    }
    let share = |part: &dyn Fn(u32) -> usize| part(first.start) == part(first.end) && part(first.start) == part(second.end);
    match proximity.within {
        Within::Words(count) => are_near(first.end, second.start, count, bounds),
        Within::Sentence => share(&|at| bounds.sentence(at)),
        Within::Paragraph => share(&|at| bounds.paragraph(at)),
    }
}

/// The ways in which words stand in a row: a position for each.
fn rows(slots: &[usize], slop: u32, text: &mut dyn Text) -> Vec<Vec<u32>> {
    let mut positions = Vec::with_capacity(slots.len());
    for slot in slots {
        let found = text.positions(*slot);
        if found.is_empty() {
            return vec![];
        }
        positions.push(found);
    }
    let Some((first, rest)) = positions.split_first() else { return vec![] };
    if slop == 0 {
        let follows = |start: u32| (start + 1..).zip(rest).all(|(at, found)| found.binary_search(&at).is_ok());
        let row = |start: u32| (start..).take(slots.len()).collect();
        return first.iter().copied().filter(|start| follows(*start)).map(row).collect();
    }
    // A word's shift is its position less its place in the row. A row is found where all
    // shifts lie in a window of the slop; each window begins at the shift of some word.
    let shift = |place: usize, at: u32| i64::from(at) - i64::try_from(place).unwrap_or(i64::MAX);
    let mut begins: Vec<i64> = vec![];
    for (place, found) in positions.iter().enumerate() {
        begins.extend(found.iter().map(|at| shift(place, *at)));
    }
    begins.sort_unstable();
    begins.dedup();
    let mut rows: Vec<Vec<u32>> = vec![];
    for begin in begins {
        let inside: Vec<Vec<u32>> = positions
            .iter()
            .enumerate()
            .map(|(place, found)| {
                let first = found.partition_point(|at| shift(place, *at) < begin);
                let window = found.iter().skip(first).copied();
                window.take_while(|at| shift(place, *at) <= begin + i64::from(slop)).collect()
            })
            .collect();
        let row = if inside.iter().any(Vec::is_empty) { None } else { distinct(&inside) };
        rows.extend(row.filter(|row| rows.last() != Some(row)));
    }
    rows
}

/// Takes one of each list so that none is taken twice, if that can be done.
fn distinct(lists: &[Vec<u32>]) -> Option<Vec<u32>> {
    let mut taken: Vec<Option<u32>> = vec![None; lists.len()];
    for slot in 0..lists.len() {
        let mut tried = vec![];
        if !take(slot, lists, &mut taken, &mut tried) {
            return None;
        }
    }
    taken.into_iter().collect()
}

/// Gives a slot one of its list, moving others that have it.
fn take(slot: usize, lists: &[Vec<u32>], taken: &mut Vec<Option<u32>>, tried: &mut Vec<u32>) -> bool {
    for at in lists.get(slot).map(Vec::as_slice).unwrap_or_default() {
        if tried.contains(at) {
            continue;
        }
        tried.push(*at);
        let owner = taken.iter().position(|other| *other == Some(*at));
        if owner.is_none_or(|owner| take(owner, lists, taken, tried)) {
            if let Some(mine) = taken.get_mut(slot) {
                *mine = Some(*at);
            }
            return true;
        }
    }
    false
}

fn row_span(row: &[u32]) -> Option<Span> {
    Some(Span { start: *row.iter().min()?, end: *row.iter().max()? })
}

/// How many places there are that do not overlap.
pub(super) fn count_apart(places: &[Span]) -> usize {
    let mut places = places.to_vec();
    places.sort_unstable_by_key(|place| (place.end, place.start));
    let mut last: Option<u32> = None;
    let mut count = 0;
    for place in places {
        if last.is_none_or(|last| place.start > last) {
            count += 1;
            last = Some(place.end);
        }
    }
    count
}

/// What to mark where a tree is found at `wanted` places, in order: leaves with their positions.
/// What must not be near is never marked.
pub(super) fn marks(tree: &Tree, wanted: &[Span], text: &mut dyn Text, marks: &mut Vec<(usize, Span)>) {
    match tree {
        Tree::Leaf(leaf) => marks.extend(wanted.iter().map(|place| (*leaf, *place))),
        Tree::Row(leaf, slots, slop) => {
            for row in rows(slots, *slop, text) {
                let Some(span) = row_span(&row).filter(|span| wanted.binary_search(span).is_ok()) else { continue };
                if row.is_sorted() && span.end - span.start + 1 == u32::try_from(row.len()).unwrap_or(u32::MAX) {
                    marks.push((*leaf, span));
                } else {
                    marks.extend(row.iter().map(|at| (*leaf, Span { start: *at, end: *at })));
                }
            }
        }
        Tree::Any(parts) => {
            for part in parts {
                let found = places(part, text);
                let found: Vec<_> = found.into_iter().filter(|place| wanted.binary_search(place).is_ok()).collect();
                self::marks(part, &found, text, marks);
            }
        }
        Tree::Near(parts, proximity) if proximity.is_negated => self::marks(&parts[0], wanted, text, marks),
        Tree::Near(parts, proximity) => {
            let [left, right] = parts.as_ref();
            let (lefts, rights) = (places(left, text), places(right, text));
            let longest = longest(&rights);
            let bounds = text.bounds();
            let (mut left_wanted, mut right_wanted) = (vec![], vec![]);
            for one in lefts {
                for other in near_to(one, &rights, longest, *proximity, bounds) {
                    if wanted.binary_search(&one.hull(other)).is_ok() {
                        left_wanted.push(one);
                        right_wanted.push(other);
                    }
                }
            }
            for (part, mut wanted) in [(left, left_wanted), (right, right_wanted)] {
                wanted.sort_unstable();
                wanted.dedup();
                self::marks(part, &wanted, text, marks);
            }
        }
    }
}

#[cfg(test)]
#[path = "spans_tests.rs"]
mod tests;
