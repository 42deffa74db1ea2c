//! Small texts of single letters; `|` ends a sentence, `/` a paragraph.

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
    marks(tree, &found, &mut letters, &mut all);
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
