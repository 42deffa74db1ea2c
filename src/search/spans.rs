//! Places of a text and how they stand to each other: what is near what, in which
//! order, in which sentence. Knows neither the engine nor the article: the engine's
//! postings and the highlighter's words are both a [`Text`].

use self::near::{Edges, Neighbours, Touching, for_each_pair};
use self::rows::{row_span, rows};
use crate::query::{Proximity, Within};
use crate::text::Bounds;

mod near;
mod rows;

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
            let right = Neighbours::of_left(&right, *proximity, text.bounds());
            left.iter().any(|one| right.has_any(*one))
        }
        Tree::Row(_, slots, slop) => !rows(slots, *slop, 1, text).is_empty(),
        _ => !places(tree, text).is_empty(),
    }
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

/// All places of a tree in a text, in order, none twice; of very many pairs or rows those that
/// [`for_each_pair`] and [`rows()`] keep.
pub(super) fn places(tree: &Tree, text: &mut dyn Text) -> Vec<Span> {
    let mut found: Vec<Span> = match tree {
        Tree::Leaf(leaf) => {
            return text.positions(*leaf).into_iter().map(|at| Span { start: at, end: at }).collect();
        }
        Tree::Row(_, slots, slop) => rows(slots, *slop, usize::MAX, text).into_iter().filter_map(|row| row_span(&row)).collect(),
        Tree::Any(parts) => parts.iter().flat_map(|part| places(part, text)).collect(),
        Tree::Near(parts, proximity) => {
            let [left, right] = parts.as_ref();
            let mut left = places(left, text);
            if left.is_empty() {
                return left;
            }
            let right = places(right, text);
            let bounds = text.bounds();
            if proximity.is_negated {
                let near = Neighbours::of_left(&right, *proximity, bounds);
                let touching = Touching::new(&right);
                left.retain(|one| !near.has_any(*one) && !touching.has_any(*one));
                return left;
            }
            // Many pairs may make one place.
            let mut found = vec![];
            let mut limit = MANY_PLACES;
            for_each_pair(&left, &right, *proximity, bounds, |one, other| {
                found.push(one.hull(other));
                if found.len() > limit {
                    found.sort_unstable();
                    found.dedup();
                    limit = MANY_PLACES.max(2 * found.len());
                }
            });
            found
        }
    };
    found.sort_unstable();
    found.dedup();
    found
}

/// So many places are kept before those that are there twice are taken out.
const MANY_PLACES: usize = 10_000;

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

/// What to mark where a tree is found in the top of a text: leaves with their positions.
/// What must not be near is never marked. Cost: for two parts that are near each other, in
/// proportion to their places, however many pairs they make.
pub(super) fn marks(tree: &Tree, top: Top, text: &mut dyn Text, marks: &mut Vec<(usize, Span)>) {
    let kept = |tree: &Tree, text: &mut dyn Text| {
        let mut found = places(tree, text);
        top.keep(&mut found, text);
        found
    };
    match tree {
        Tree::Any(parts) => parts.iter().for_each(|part| self::marks(part, top, text, marks)),
        Tree::Near(parts, proximity) if !proximity.is_negated => {
            let [left, right] = parts.as_ref();
            let (lefts, rights) = (kept(left, text), kept(right, text));
            let bounds = text.bounds();
            let near = Neighbours::of_left(&rights, *proximity, bounds);
            let left_wanted: Vec<Span> = lefts.iter().copied().filter(|one| near.has_any(*one)).collect();
            let near = Neighbours::of_right(&lefts, *proximity, bounds);
            let right_wanted: Vec<Span> = rights.iter().copied().filter(|one| near.has_any(*one)).collect();
            marks_at(left, &left_wanted, text, marks);
            marks_at(right, &right_wanted, text, marks);
        }
        _ => marks_at(tree, &kept(tree, text), text, marks),
    }
}

/// What to mark where a tree is found at `wanted` places, in order.
fn marks_at(tree: &Tree, wanted: &[Span], text: &mut dyn Text, marks: &mut Vec<(usize, Span)>) {
    match tree {
        Tree::Leaf(leaf) => marks.extend(wanted.iter().map(|place| (*leaf, *place))),
        Tree::Row(leaf, slots, slop) => {
            for row in rows(slots, *slop, usize::MAX, text) {
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
                marks_at(part, &found, text, marks);
            }
        }
        Tree::Near(parts, proximity) if proximity.is_negated => marks_at(&parts[0], wanted, text, marks),
        Tree::Near(parts, proximity) => {
            let [left, right] = parts.as_ref();
            let (lefts, rights) = (places(left, text), places(right, text));
            let (mut left_wanted, mut right_wanted) = (vec![], vec![]);
            for_each_pair(&lefts, &rights, *proximity, text.bounds(), |one, other| {
                if wanted.binary_search(&one.hull(other)).is_ok() {
                    left_wanted.push(one);
                    right_wanted.push(other);
                }
            });
            for (part, mut wanted) in [(left, left_wanted), (right, right_wanted)] {
                wanted.sort_unstable();
                wanted.dedup();
                marks_at(part, &wanted, text, marks);
            }
        }
    }
}

#[cfg(test)]
#[path = "spans_tests.rs"]
mod tests;
