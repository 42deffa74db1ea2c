//! Chooses the passages that answer a query: one to three whole sentences of
//! one paragraph, as wide as asked at most, from anywhere in the article.
//!
//! A passage is worth the rarity of what it has of the query, once for each
//! part and little more for repeats; more for parts that stand near each other; less for
//! every sentence it needs; more near the top, where news says most (the inverted pyramid). The second passage is worth most for
//! what the first does not have. A single sentence that is too wide is cut (`cut`).

use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::iter::Peekable;
use std::ops::Range;
use std::str::Chars;

use rustc_hash::FxHashSet;

use super::cut::{ELLIPSIS, cut};
use super::evidence::{Match, Paragraph, highlights, is_positive};
use super::plan::Plan;
use crate::model::Passage;
use crate::render::mark_html;
use crate::text::{display_width, sentences};

/// Sentences of a passage at most.
const MAX_SENTENCES: usize = 3;

/// A passage narrower than this takes in the sentence after it.
const MIN_WIDTH: usize = 60;

/// Worth of a part of the query that an earlier passage already has.
const SEEN: f32 = 0.25;

/// Worth of each further match of a part, as a share of the first.
const REPEAT: f32 = 0.1;

/// Cost of each sentence after the first, as a share of a typical part's worth.
const SENTENCE: f32 = 0.35;

/// Worth of standing at the top, falling off by paragraphs.
const TOP: f32 = 0.5;

/// Worth of two parts side by side, as a share of the lighter one; falls off with the
/// letters between them.
const NEAR: f32 = 0.08;

/// With so many bytes between two parts their nearness is worth half.
const NEAR_BYTES: f32 = 30.0;

struct Window<'e> {
    paragraph: &'e Paragraph,
    range: Range<usize>,
    matches: Vec<&'e Match>,
    place: usize,
    /// Numbers of its sentences in the paragraph.
    sentences: Range<usize>,
    is_short: bool,
}

/// A window with its worth, given how many parts of the query earlier passages have.
struct Scored {
    score: f32,
    seen: usize,
    window: usize,
    /// Its paragraph, and its first sentence there: of equals the first is best, and of these the longest.
    begin: Reverse<(usize, usize)>,
}

impl Ord for Scored {
    fn cmp(&self, other: &Self) -> Ordering {
        self.score.total_cmp(&other.score).then((self.begin, self.window).cmp(&(other.begin, other.window)))
    }
}

impl PartialOrd for Scored {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl PartialEq for Scored {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other).is_eq()
    }
}

impl Eq for Scored {}

/// The best passages, best first. Without a match in the text, the article's
/// first sentence. Cost: in proportion to the text of paragraphs that match.
pub(super) fn choose(paragraphs: &[Paragraph], plan: &Plan, limit: usize, width: usize) -> Vec<Passage> {
    let mut windows = vec![];
    for (place, paragraph) in paragraphs.iter().enumerate() {
        if paragraph.matches.iter().any(|found| is_positive(plan, found)) {
            windows.extend(windows_of(paragraph, plan, place, width));
        }
    }
    if windows.is_empty() {
        return lead(paragraphs, width).into_iter().take(limit).collect();
    }
    let chosen = best(&windows, plan, limit);
    let mut passages: Vec<_> = chosen.iter().map(|(score, window)| passage(window, *score, width)).collect();
    let mut in_order: Vec<_> = chosen.iter().zip(&mut passages).map(|((_, window), passage)| (window.place, passage)).collect();
    in_order.sort_by_key(|(place, (start, _))| (*place, *start));
    for passages in in_order.chunk_by_mut(|(one, _), (other, _)| one == other) {
        let paragraph = passages.first().and_then(|(place, _)| paragraphs.get(*place));
        let mut lines = paragraph.and_then(Lines::of);
        for (_, (start, passage)) in passages {
            passage.line = lines.as_mut().map(|lines| lines.at(*start));
        }
    }
    passages.into_iter().map(|(_, passage)| passage).collect()
}

/// The best windows, best first, that do not overlap, each text once. What was worth most is
/// worth no more once more parts are seen, so a window is looked at again only when it is
/// the best of those that were not (Minoux 1978, lazy greedy).
fn best<'w, 'e>(windows: &'w [Window<'e>], plan: &Plan, limit: usize) -> Vec<(f32, &'w Window<'e>)> {
    let mut seen: Vec<usize> = vec![];
    let scored = |window: usize, seen: &[usize]| {
        let found = windows.get(window)?;
        let begin = Reverse((found.place, found.sentences.start));
        Some(Scored { score: worth(found, plan, seen), seen: seen.len(), window, begin })
    };
    let mut waiting: BinaryHeap<Scored> = (0..windows.len()).filter_map(|window| scored(window, &seen)).collect();
    let mut chosen: Vec<(f32, &Window<'_>)> = vec![];
    let mut texts: FxHashSet<&str> = FxHashSet::default();
    let mut taken: FxHashSet<(usize, usize)> = FxHashSet::default();
    while chosen.len() < limit
        && let Some(best) = waiting.pop()
        && let Some(window) = windows.get(best.window)
    {
        let sentences = || window.sentences.clone().map(|sentence| (window.place, sentence));
        if sentences().any(|sentence| taken.contains(&sentence)) {
            continue;
        }
        if best.seen < seen.len() {
            waiting.extend(scored(best.window, &seen));
            continue;
        }
        if chosen.first().is_some_and(|(first, _)| best.score < first * SEEN) {
            break;
        }
        if texts.insert(&window.paragraph.text[window.range.clone()]) {
            chosen.push((rounded(best.score), window));
        }
        for found in &window.matches {
            if !seen.contains(&found.leaf) {
                seen.push(found.leaf);
            }
        }
        taken.extend(sentences());
    }
    chosen
}

/// A score as it is shown.
fn rounded(score: f32) -> f32 {
    (score * 100.0).round() / 100.0
}

/// Every run of one to three sentences that has a match and is not too wide.
fn windows_of<'e>(paragraph: &'e Paragraph, plan: &Plan, place: usize, width: usize) -> Vec<Window<'e>> {
    let text = &paragraph.text;
    let sentences = sentences(text);
    let mut windows = vec![];
    for first in 0..sentences.len() {
        for count in 1..=MAX_SENTENCES.min(sentences.len() - first) {
            let range = sentences[first].start..sentences[first + count - 1].end;
            let columns = display_width(&text[range.clone()]);
            if count > 1 && columns > width {
                break;
            }
            // Matches are in order of their beginnings.
            let from = paragraph.matches.partition_point(|found| found.range.start < range.start);
            let inside = paragraph.matches.iter().skip(from).take_while(|found| found.range.start < range.end);
            let inside = inside.filter(|found| found.range.end <= range.end);
            let matches: Vec<_> = inside.filter(|found| is_positive(plan, found)).collect();
            if !matches.is_empty() {
                let is_short = columns < MIN_WIDTH;
                windows.push(Window { paragraph, range, matches, place, sentences: first..first + count, is_short });
            }
        }
    }
    windows
}

fn worth(window: &Window<'_>, plan: &Plan, seen: &[usize]) -> f32 {
    // A query has few parts.
    let mut counted: Vec<usize> = vec![];
    let mut worth = 0.0;
    let mut heaviest = 0.0f32;
    for found in &window.matches {
        let Some(leaf) = plan.leaves.get(found.leaf) else { continue };
        heaviest = heaviest.max(leaf.weight);
        let is_repeat = counted.contains(&found.leaf);
        if !is_repeat {
            counted.push(found.leaf);
        }
        worth += if is_repeat {
            leaf.weight * REPEAT
        } else if seen.contains(&found.leaf) {
            leaf.weight * SEEN
        } else {
            leaf.weight
        };
    }
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let (extra, place) = ((window.sentences.len() - 1) as f32, window.place as f32);
    let mut pairs: Vec<([usize; 2], f32)> = vec![];
    for (one, other) in window.matches.iter().zip(window.matches.iter().skip(1)) {
        let weight = |found: &Match| plan.leaves.get(found.leaf).map_or(0.0, |leaf| leaf.weight);
        #[expect(clippy::cast_precision_loss, reason = "bytes of one passage")]
        let between = other.range.start.saturating_sub(one.range.end) as f32;
        let near = NEAR * weight(one).min(weight(other)) / (1.0 + between / NEAR_BYTES);
        let pair = [one.leaf.min(other.leaf), one.leaf.max(other.leaf)];
        match pairs.iter_mut().find(|(known, _)| *known == pair) {
            _ if one.leaf == other.leaf => {}
            Some((_, best)) => *best = best.max(near),
            None => pairs.push((pair, near)),
        }
    }
    worth += pairs.iter().map(|(_, near)| near).sum::<f32>();
    let penalty = if window.is_short { heaviest * SENTENCE * 1.5 } else { 0.0 };
    worth - extra * heaviest * SENTENCE + TOP / (1.0 + place) - penalty
}

/// A window as a passage without its line, and where its text begins in the paragraph.
fn passage(window: &Window<'_>, score: f32, width: usize) -> (usize, Passage) {
    let text = &window.paragraph.text[window.range.clone()];
    let shifted: Vec<Match> = window
        .matches
        .iter()
        .map(|found| Match {
            leaf: found.leaf,
            range: found.range.start - window.range.start..found.range.end - window.range.start,
        })
        .collect();
    shown(window.paragraph, window.range.start, text, &shifted, score, width)
}

/// The first sentences of the text, for articles that match elsewhere.
fn lead(paragraphs: &[Paragraph], width: usize) -> Option<Passage> {
    let paragraph = paragraphs.first()?;
    let sentences = sentences(&paragraph.text);
    let first = sentences.first()?;
    let mut end = first.end;
    for next in sentences.iter().skip(1).take(MAX_SENTENCES - 1) {
        let fits = display_width(&paragraph.text[first.start..next.end]) <= width;
        if display_width(&paragraph.text[first.start..end]) >= MIN_WIDTH || !fits {
            break;
        }
        end = next.end;
    }
    let (start, passage) = shown(paragraph, first.start, &paragraph.text[first.start..end], &[], 0.0, width);
    Some(Passage { line: Lines::of(paragraph).map(|mut lines| lines.at(start)), ..passage })
}

/// A text of a paragraph as a passage without its line, cut if it is too wide, and where it begins.
fn shown(paragraph: &Paragraph, start: usize, text: &str, matches: &[Match], score: f32, width: usize) -> (usize, Passage) {
    let part = cut(text, matches, width);
    let (start, text, marks) = match part {
        None => (start, text.to_owned(), highlights(text, matches.iter())),
        Some(part) => {
            let mut cut_text = String::new();
            if part.start > 0 {
                cut_text.extend([ELLIPSIS, ' ']);
            }
            let before = cut_text.len();
            cut_text.push_str(&text[part.clone()]);
            if part.end < text.len() {
                cut_text.extend([' ', ELLIPSIS]);
            }
            let inside = matches.iter().filter(|found| found.range.start < part.end && found.range.end > part.start);
            let inside: Vec<Match> = inside
                .map(|Match { leaf, range }| {
                    let range = range.start.max(part.start)..range.end.min(part.end);
                    Match { leaf: *leaf, range: range.start - part.start + before..range.end - part.start + before }
                })
                .collect();
            let marks = highlights(&cut_text, inside.iter());
            (start + part.start, cut_text, marks)
        }
    };
    let passage = Passage {
        html: mark_html(&text, &marks),
        text,
        paragraph: paragraph.number,
        line: None,
        score: rounded(score),
        highlights: marks,
    };
    (start, passage)
}

/// Tells the lines of the source at places of the collapsed text, in their order.
struct Lines<'p> {
    source: Peekable<Chars<'p>>,
    collapsed: &'p str,
    at: usize,
    line: u32,
}

impl<'p> Lines<'p> {
    fn of(paragraph: &'p Paragraph) -> Option<Self> {
        let source = if paragraph.source.contains('\n') { &paragraph.source } else { "" };
        Some(Self { source: source.chars().peekable(), collapsed: &paragraph.text, at: 0, line: paragraph.line? })
    }

    /// The line at a place, which must not be before the last one asked for. Cost: one pass over
    /// the text, over all calls together.
    fn at(&mut self, start: usize) -> u32 {
        let passed = self.collapsed[self.at..start].chars().filter(|c| !c.is_whitespace());
        let mut letters = passed.count();
        self.at = start;
        while let Some(c) = self.source.next_if(|c| letters > 0 || c.is_whitespace()) {
            if c == '\n' {
                self.line += 1;
            } else if !c.is_whitespace() {
                letters -= 1;
            }
        }
        self.line
    }
}

#[cfg(test)]
#[path = "passages_tests.rs"]
mod tests;
