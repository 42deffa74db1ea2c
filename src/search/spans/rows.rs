//! Words in a row, each of which may be moved by some places.

use super::{Span, Text};

/// No more rows are looked for in a text once so many steps were taken: a word of a place in reach
/// of a window counts as many as the row has places.
const MOST_STEPS: usize = 300_000_000;

/// The ways in which words stand in a row: a position for each; `most` rows of them, as far as
/// [`MOST_STEPS`] go.
pub(super) fn rows(slots: &[usize], slop: u32, most: usize, text: &mut dyn Text) -> Vec<Vec<u32>> {
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
        let most = most.min(MOST_STEPS / slots.len().saturating_pow(2));
        return first.iter().copied().filter(|start| follows(*start)).map(row).take(most).collect();
    }
    // A word's shift is its position less its place in the row. A row is found where all
    // shifts lie in a window of the slop; each window begins at the shift of some word.
    let shift = |place: usize, at: u32| i64::from(at) - i64::try_from(place).unwrap_or(i64::MAX);
    let mut rows: Vec<Vec<u32>> = vec![];
    let mut steps = 0;
    // How many of each list are before the window, which only moves on.
    let mut passed = vec![0; positions.len()];
    let mut from = i64::MIN;
    while rows.len() < most && steps < MOST_STEPS {
        // No window that begins before `needed` has a word of every list.
        let (mut begin, mut needed) = (i64::MAX, from);
        for ((place, found), passed) in positions.iter().enumerate().zip(&mut passed) {
            while found.get(*passed).is_some_and(|at| shift(place, *at) < from) {
                *passed += 1;
            }
            let Some(next) = found.get(*passed).map(|next| shift(place, *next)) else { return rows };
            (begin, needed) = (begin.min(next), needed.max(next - i64::from(slop)));
        }
        if needed > begin {
            from = needed;
            continue;
        }
        from = begin + 1;
        let window = |((place, found), passed): ((usize, &Vec<u32>), &usize)| -> Vec<u32> {
            let inside = found.iter().skip(*passed).take_while(|at| shift(place, **at) <= begin + i64::from(slop));
            // The other words take all but one of so many at most.
            inside.take(slots.len()).copied().collect()
        };
        let inside: Vec<Vec<u32>> = positions.iter().enumerate().zip(&passed).map(window).collect();
        steps += inside.iter().map(Vec::len).sum::<usize>() * slots.len();
        rows.extend(distinct(&inside).filter(|row| rows.last() != Some(row)));
    }
    rows
}

/// Takes one of each list so that none is taken twice, if that can be done.
pub(super) fn distinct(lists: &[Vec<u32>]) -> Option<Vec<u32>> {
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

pub(super) fn row_span(row: &[u32]) -> Option<Span> {
    Some(Span { start: *row.iter().min()?, end: *row.iter().max()? })
}
