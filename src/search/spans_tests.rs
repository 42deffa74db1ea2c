//! Small texts of single letters; `|` ends a sentence, `/` a paragraph.

use proptest::prelude::*;

use super::near::are_near;
use super::rows::distinct;
use super::*;

/// Letters at their positions; leaf 0 is `a`, leaf 1 `b` and so on.
struct Letters {
    words: Vec<(u32, char)>,
    bounds: Bounds,
}

impl Letters {
    fn new(text: &str) -> Self {
        let blocks: Vec<String> = text.split('/').map(|block| block.replace(" |", "!").to_uppercase()).collect();
        let bounds = Bounds::of(blocks.iter().map(|block| (block.as_str(), true)));
        let mut words = vec![];
        let mut position = 0;
        for block in text.split('/') {
            for letter in block.chars().filter(char::is_ascii_lowercase) {
                words.push((position, letter));
                position += 1;
            }
            position += 1;
        }
        Self { words, bounds }
    }
}

impl Text for Letters {
    fn positions(&mut self, leaf: usize) -> Vec<u32> {
        let letter = char::from(b'a' + u8::try_from(leaf).unwrap());
        self.words.iter().filter(|(_, other)| *other == letter).map(|(at, _)| *at).collect()
    }

    fn bounds(&mut self) -> &Bounds {
        &self.bounds
    }
}

const A: Tree = Tree::Leaf(0);
const B: Tree = Tree::Leaf(1);
const C: Tree = Tree::Leaf(2);

fn near(left: Tree, within: Within, right: Tree) -> Tree {
    Tree::Near(Box::new([left, right]), Proximity { within, is_ordered: false, is_negated: false })
}

fn pre(left: Tree, count: u32, right: Tree) -> Tree {
    Tree::Near(Box::new([left, right]), Proximity { within: Within::Words(count), is_ordered: true, is_negated: false })
}

fn not(left: Tree, count: u32, right: Tree) -> Tree {
    Tree::Near(Box::new([left, right]), Proximity { within: Within::Words(count), is_ordered: false, is_negated: true })
}

/// Compares places as `start-end`, and what is marked.
#[track_caller]
fn check(text: &str, tree: &Tree, expected: &str, marked: &str) {
    let mut letters = Letters::new(text);
    let found = places(tree, &mut letters);
    let shown: Vec<_> = found.iter().map(|span| format!("{}-{}", span.start, span.end)).collect();
    assert_eq!(shown.join(" "), expected, "{text}");
    assert_eq!(is_there(tree, &mut letters), !found.is_empty(), "{text}");
    let mut all = vec![];
    marks(tree, Top::All, &mut letters, &mut all);
    let mut positions: Vec<u32> = all.into_iter().flat_map(|(_, span)| span.start..=span.end).collect();
    positions.sort_unstable();
    positions.dedup();
    let shown: Vec<_> = positions.iter().map(ToString::to_string).collect();
    assert_eq!(shown.join(" "), marked, "{text}");
}

#[test]
fn words_apart() {
    check("a x x b", &near(A, Within::Words(3), B), "0-3", "0 3");
    check("a x x b", &near(A, Within::Words(2), B), "", "");
    check("b x a x b", &near(A, Within::Words(2), B), "0-2 2-4", "0 2 4");
    check("b x a x b", &pre(A, 2, B), "2-4", "2 4");
    check("a x a", &near(A, Within::Words(2), A), "0-2", "0 2");
    check("a", &near(A, Within::Words(2), A), "", "");
}

#[test]
fn paragraphs_are_no_words() {
    check("a x/x b", &near(A, Within::Words(3), B), "0-4", "0 4");
    check("a x/x b", &near(A, Within::Words(2), B), "", "");
    check("a/b", &Tree::Row(9, vec![0, 1], 0), "", "");
}

#[test]
fn sentences_and_paragraphs() {
    check("a x | x b | b a", &near(A, Within::Sentence, B), "4-5", "4 5");
    check("a x | x b/b", &near(A, Within::Paragraph, B), "0-3", "0 3");
}

#[test]
fn groups() {
    let pair = near(A, Within::Words(1), B);
    check("a b x c", &near(pair, Within::Words(2), C), "0-3", "0 1 3");
    let row = Tree::Row(9, vec![0, 1], 0);
    check("a b x c a x b", &near(row, Within::Words(2), C), "0-3", "0 1 3");
    let either = Tree::Any(vec![A, B]);
    check("b x c a", &pre(either, 2, C), "0-2", "0 2");
}

#[test]
fn not_near() {
    check("a b x x a", &not(A, 2, B), "4-4", "4");
    check("a b", &not(A, 2, B), "", "");
    check("a x x a", &not(A, 2, A), "0-0 3-3", "0 3");
    check("a b x x b", &not(B, 1, Tree::Row(9, vec![0, 1], 0)), "4-4", "4");
}

#[test]
fn rows_with_slop() {
    check("a x b", &Tree::Row(9, vec![0, 1], 1), "0-2", "0 2");
    check("a x x b", &Tree::Row(9, vec![0, 1], 1), "", "");
    check("b a", &Tree::Row(9, vec![0, 1], 2), "0-1", "0 1");
    check("b a", &Tree::Row(9, vec![0, 1], 1), "", "");
    check("a x x", &Tree::Row(9, vec![0, 0], 2), "", "");
    check("a x a", &Tree::Row(9, vec![0, 0], 1), "0-2", "0 2");
}

#[test]
fn places_that_overlap_count_once() {
    let span = |start, end| Span { start, end };
    assert_eq!(count_apart(&[span(0, 4), span(1, 2), span(3, 5), span(6, 6)]), 3);
    assert_eq!(count_apart(&[]), 0);
}

/// Whether two places stand as asked, of which one is of the left part.
fn is_near(one: Span, other: Span, proximity: Proximity, bounds: &Bounds) -> bool {
    let (first, second) = if one.start <= other.start { (one, other) } else { (other, one) };
    if first.end >= second.start || proximity.is_ordered && one.start > other.start {
        return false;
    }
    match proximity.within {
        Within::Words(count) => are_near(first.end, second.start, count, bounds),
        Within::Sentence => [first.end, second.end].iter().all(|at| bounds.sentence_at(first.start).contains(at)),
        Within::Paragraph => [first.end, second.end].iter().all(|at| bounds.paragraph_at(first.start).contains(at)),
    }
}

/// The same as `places` of everything but rows: every place is tried with every other.
fn places_of_all(tree: &Tree, text: &mut Letters) -> Vec<Span> {
    let mut found: Vec<Span> = match tree {
        Tree::Any(parts) => parts.iter().flat_map(|part| places_of_all(part, text)).collect(),
        Tree::Near(parts, proximity) => {
            let [left, right] = parts.as_ref();
            let (left, right) = (places_of_all(left, text), places_of_all(right, text));
            let bounds = text.bounds();
            let near = |one: Span| right.iter().copied().filter(move |other| is_near(one, *other, *proximity, bounds));
            let touches = |one: Span| right.iter().any(|other| *other != one && other.start <= one.end && one.start <= other.end);
            if proximity.is_negated {
                left.into_iter().filter(|one| near(*one).count() == 0 && !touches(*one)).collect()
            } else {
                left.into_iter().flat_map(|one| near(one).map(move |other| one.hull(other))).collect()
            }
        }
        _ => places(tree, text),
    };
    found.sort_unstable();
    found.dedup();
    found
}

/// Marks by the places that were found: those of a part that make one of them.
fn marks_of_all(tree: &Tree, wanted: &[Span], text: &mut Letters, marks: &mut Vec<(usize, Span)>) {
    match tree {
        Tree::Near(parts, proximity) if !proximity.is_negated => {
            let [left, right] = parts.as_ref();
            let (lefts, rights) = (places_of_all(left, text), places_of_all(right, text));
            let bounds = text.bounds();
            let makes = |one: Span, other: Span| is_near(one, other, *proximity, bounds) && wanted.contains(&one.hull(other));
            let left_wanted: Vec<Span> =
                lefts.iter().copied().filter(|one| rights.iter().any(|other| makes(*one, *other))).collect();
            let right_wanted: Vec<Span> =
                rights.iter().copied().filter(|other| lefts.iter().any(|one| makes(*one, *other))).collect();
            marks_of_all(left, &left_wanted, text, marks);
            marks_of_all(right, &right_wanted, text, marks);
        }
        Tree::Any(parts) => {
            for part in parts {
                let mut found = places_of_all(part, text);
                found.retain(|place| wanted.contains(place));
                marks_of_all(part, &found, text, marks);
            }
        }
        _ => marks_at(tree, wanted, text, marks),
    }
}

fn tree() -> impl Strategy<Value = Tree> {
    let leaf = (0..3_usize, 0..3_usize, 0..6_u32).prop_map(|(one, other, slop)| match slop {
        0 => Tree::Row(9, vec![one, other], 0),
        1 => Tree::Row(9, vec![one, other, one], 3),
        _ => Tree::Leaf(one),
    });
    leaf.prop_recursive(3, 8, 2, |inner| {
        let within =
            prop_oneof![3 => (1..5_u32).prop_map(Within::Words), 1 => Just(Within::Sentence), 1 => Just(Within::Paragraph)];
        let near = (inner.clone(), inner.clone(), within, any::<bool>(), prop::bool::weighted(0.25));
        let near = near.prop_map(|(left, right, within, is_ordered, is_negated)| {
            Tree::Near(Box::new([left, right]), Proximity { within, is_ordered, is_negated })
        });
        prop_oneof![4 => near, 1 => (inner.clone(), inner).prop_map(|(one, other)| Tree::Any(vec![one, other]))]
    })
}

impl std::fmt::Debug for Tree {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Leaf(leaf) => write!(f, "{leaf}"),
            Self::Row(_, slots, slop) => write!(f, "{slots:?}~{slop}"),
            Self::Any(parts) => write!(f, "{parts:?}"),
            Self::Near(parts, proximity) => write!(f, "({:?} {proximity:?} {:?})", parts[0], parts[1]),
        }
    }
}

proptest! {
    #[test]
    fn places_and_marks_are_those_of_every_pair(text in "([abcx] ){0,6}(([|/] ?)([abcx] ){1,6}){0,4}", tree in tree(), first in 0..30_u32) {
        let mut letters = Letters::new(&text);
        let mut expected = places_of_all(&tree, &mut letters);
        prop_assert_eq!(&places(&tree, &mut letters), &expected);
        prop_assert_eq!(is_there(&tree, &mut letters), !expected.is_empty());
        for top in [Top::All, Top::First(first), Top::Lead] {
            top.keep(&mut expected, &mut letters);
            let (mut found, mut wanted) = (vec![], vec![]);
            marks(&tree, top, &mut letters, &mut found);
            marks_of_all(&tree, &expected, &mut letters, &mut wanted);
            for marks in [&mut found, &mut wanted] {
                marks.sort_unstable();
                marks.dedup();
            }
            prop_assert_eq!(found, wanted, "{:?}", top);
            expected = places_of_all(&tree, &mut letters);
        }
    }
}

/// A text that asks for so many words of two kinds.
const MANY: usize = 20_000;

/// How many words are marked.
#[track_caller]
fn marked(tree: &Tree, text: &mut Letters) -> usize {
    let mut all = vec![];
    marks(tree, Top::All, text, &mut all);
    let mut positions: Vec<u32> = all.into_iter().flat_map(|(_, span)| span.start..=span.end).collect();
    positions.sort_unstable();
    positions.dedup();
    assert_eq!(is_there(tree, text), !positions.is_empty());
    positions.len()
}

#[test]
fn sentences_and_paragraphs_of_many_words_make_no_pairs() {
    let mut one_paragraph = Letters::new(&["a ".repeat(MANY), "b ".repeat(MANY), "c".to_owned()].concat());
    let mut apart = Letters::new(&["a/".repeat(MANY), "b/".repeat(MANY)].concat());
    for within in [Within::Sentence, Within::Paragraph] {
        assert_eq!(marked(&near(A, within, B), &mut one_paragraph), 2 * MANY);
        assert_eq!(marked(&near(A, within, B), &mut apart), 0);
        let alone = |left, right| Tree::Near(Box::new([left, right]), Proximity { within, is_ordered: false, is_negated: true });
        assert_eq!(marked(&alone(A, B), &mut one_paragraph), 0);
        assert_eq!(marked(&alone(A, B), &mut apart), MANY);
        // Of too many pairs the nearest of each end are kept, here ten of the last one.
        assert_eq!(marked(&near(near(A, within, B), Within::Words(1), C), &mut one_paragraph), 12);
    }
}

#[test]
fn words_that_are_near_each_other_make_no_pairs() {
    let mut mixed = Letters::new(&"a b ".repeat(MANY));
    assert_eq!(marked(&near(A, Within::Words(500), B), &mut mixed), 2 * MANY);
    assert_eq!(marked(&pre(A, 500, B), &mut mixed), 2 * MANY);
    assert_eq!(marked(&not(A, 500, B), &mut mixed), 0);
    let pair = near(A, Within::Words(500), B);
    let most = places(&pair, &mut mixed).len();
    assert!(most <= 800_000, "{most} places");
    assert_eq!(marked(&near(pair, Within::Words(500), A), &mut mixed), 2 * MANY);
}

/// The same as `rows` with slop: each window of it is looked at whole.
fn rows_of_all(slots: &[usize], slop: u32, text: &mut Letters) -> Vec<Vec<u32>> {
    let lists: Vec<Vec<i64>> = (0..)
        .zip(slots)
        .map(|(at, slot)| text.positions(*slot).into_iter().map(|position: u32| i64::from(position) - at).collect())
        .collect();
    let mut begins = lists.concat();
    begins.sort_unstable();
    begins.dedup();
    let mut rows: Vec<Vec<u32>> = vec![];
    for begin in begins {
        let window = |(place, shifts): (i64, &Vec<i64>)| {
            let inside = shifts.iter().filter(|shift| (begin..=begin + i64::from(slop)).contains(*shift));
            inside.map(|shift| u32::try_from(shift + place).unwrap()).collect::<Vec<_>>()
        };
        let inside: Vec<_> = (0..).zip(&lists).map(window).collect();
        rows.extend(distinct(&inside).filter(|row| rows.last() != Some(row)));
    }
    rows
}

proptest! {
    #[test]
    fn rows_are_those_of_every_window(
        text in "([abcx] ){0,30}",
        slots in prop::collection::vec(0..3_usize, 1..6),
        slop in 1..9_u32,
    ) {
        let mut letters = Letters::new(&text);
        let has_all = slots.iter().all(|slot| !letters.positions(*slot).is_empty());
        let expected = if has_all { rows_of_all(&slots, slop, &mut letters) } else { vec![] };
        prop_assert_eq!(rows(&slots, slop, 1, &mut letters), expected.iter().take(1).cloned().collect::<Vec<_>>());
        prop_assert_eq!(rows(&slots, slop, usize::MAX, &mut letters), expected);
    }
}

#[test]
fn rows_of_words_that_repeat_themselves() {
    let mut mixed = Letters::new(&"a b ".repeat(MANY));
    let row = |slots: Vec<usize>| Tree::Row(9, slots, 500);
    let found = rows(&[0; 12], 500, usize::MAX, &mut mixed).len();
    assert!((MANY..=2 * MANY).contains(&found), "{found} rows");
    // A row begins as soon as it can: none has the last word.
    assert_eq!(marked(&row(vec![0, 1, 0]), &mut mixed), 2 * MANY - 1);
    assert_eq!(marked(&row(vec![0, 1, 2]), &mut mixed), 0);
}
