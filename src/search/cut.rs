//! Cuts a sentence that is wider than a passage may be: at the bounds of words, around as
//! much of what matched as fits.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::evidence::Match;
use crate::text::{Words, display_width};

/// Stands for what was cut away.
pub(super) const ELLIPSIS: char = '…';

/// Columns that the marks of both cuts and their blanks take.
const MARKS: usize = 4;

/// The part of a text that shows as many different matches as fit into `width` columns,
/// filled up with the words around them; `None` if the text fits whole. The matches are in
/// order of their beginnings. Cost: one pass over the text, and one over it for each match.
pub(super) fn cut(text: &str, matches: &[Match], width: usize) -> Option<Range<usize>> {
    if display_width(text) <= width {
        return None;
    }
    let room = width.saturating_sub(MARKS).max(1);
    let mut starts = vec![];
    let mut ends = vec![];
    let mut words = Words::new(text);
    while let Some(word) = words.next() {
        starts.push(word.start);
        ends.push(word.end);
    }
    let mut part = heart(text, matches, room).unwrap_or(0..0);
    if part.is_empty() {
        part = starts.first().copied().unwrap_or(0)..starts.first().copied().unwrap_or(0);
    }
    if display_width(&text[part.clone()]) > room {
        return Some(part.start..part.start + fitting(&text[part], room));
    }
    // A word before, two after, as long as there is room: what follows tells more.
    let mut used = display_width(&text[part.clone()]);
    let (mut may_grow_left, mut may_grow_right) = (true, true);
    while may_grow_left || may_grow_right {
        for is_left in [true, false, false] {
            let next = if is_left {
                let before = starts.partition_point(|start| *start < part.start).checked_sub(1);
                before.and_then(|at| starts.get(at)).map(|start| *start..part.start)
            } else {
                ends.get(ends.partition_point(|end| *end <= part.end)).map(|end| part.end..*end)
            };
            let more = next.map(|next| (display_width(&text[next.clone()]), next));
            match more.filter(|(columns, _)| used + columns <= room) {
                Some((columns, next)) => {
                    used += columns;
                    part = part.start.min(next.start)..part.end.max(next.end);
                }
                None if is_left => may_grow_left = false,
                None => may_grow_right = false,
            }
        }
    }
    if part.is_empty() {
        // The first word alone is too wide.
        return Some(part.start..part.start + fitting(&text[part.start..], room));
    }
    Some(part)
}

/// From the match to the match between which most different leaves fit; the first of equals.
fn heart(text: &str, matches: &[Match], room: usize) -> Option<Range<usize>> {
    let all: FxHashSet<usize> = matches.iter().map(|found| found.leaf).collect();
    let mut best: Option<(usize, Range<usize>)> = None;
    for (at, first) in matches.iter().enumerate() {
        if best.as_ref().is_some_and(|(most, _)| *most == all.len()) {
            break;
        }
        let mut leaves = vec![first.leaf];
        let mut range = first.range.clone();
        for next in matches.iter().skip(at + 1) {
            let end = range.end.max(next.range.end);
            if display_width(&text[range.start..end]) > room {
                break;
            }
            range.end = end;
            if !leaves.contains(&next.leaf) {
                leaves.push(next.leaf);
            }
        }
        if best.as_ref().is_none_or(|(most, _)| leaves.len() > *most) {
            best = Some((leaves.len(), range));
        }
    }
    best.map(|(_, range)| range)
}

/// How many bytes of a text fit into so many columns; at least one character.
fn fitting(text: &str, room: usize) -> usize {
    let mut fits = 0;
    for (at, c) in text.char_indices() {
        let end = at + c.len_utf8();
        if fits > 0 && display_width(&text[..end]) > room {
            break;
        }
        fits = end;
    }
    fits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, marked: &[&str], width: usize, expected: Option<&str>) {
        let found = |(leaf, word): (usize, &&str)| {
            let start = text.find(word).unwrap();
            Match { leaf, range: start..start + word.len() }
        };
        let matches: Vec<_> = marked.iter().enumerate().map(found).collect();
        let part = cut(text, &matches, width).map(|range| &text[range]);
        assert_eq!(part, expected);
        assert!(part.is_none_or(|part| display_width(part) + MARKS <= width.max(MARKS + 1) || part.chars().count() == 1));
    }

    #[test]
    fn cuts_are_between_words_around_what_matched() {
        let text = "the ferry that carried coal, timber and mail to the outer islands was sold for scrap";
        check(text, &["ferry"], 100, None);
        check(text, &["mail"], 34, Some("timber and mail to the outer"));
        check(text, &["islands"], 24, Some("outer islands was"));
        check(text, &[], 24, Some("the ferry that"));
        check(text, &["scrap"], 24, Some("was sold for scrap"));
        // What is far apart cannot both be shown; what is near can.
        check(text, &["ferry", "coal", "scrap"], 40, Some("the ferry that carried coal, timber"));
    }

    #[test]
    fn what_matches_all_over_is_cut_at_once() {
        const MANY: usize = 1_000_000;
        let matches: Vec<_> = (0..MANY).map(|at| Match { leaf: at % 2, range: 4 * at..4 * at + 3 }).collect();
        assert_eq!(cut(&"foo bar ".repeat(MANY / 2), &matches, 400), Some(0..395));
    }

    #[test]
    fn width_is_columns_in_every_script() {
        check(
            "港湾当局は沈没した引き船を引き揚げる作業を月曜日に始めると発表した",
            &["引き揚げる"],
            24,
            Some("船を引き揚げる作業を"),
        );
        check("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", &[], 14, Some("aaaaaaaaaa"));
    }
}
