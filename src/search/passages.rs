//! Chooses the passages that answer a query: one to three whole sentences of
//! one paragraph, as wide as asked at most, from anywhere in the article.
//!
//! A passage is worth the rarity of what it has of the query, once for each
//! part and little more for repeats; more for parts that stand near each other; less for
//! every sentence it needs; more near the top, where news says most (the inverted pyramid). The second passage is worth most for
//! what the first does not have. A single sentence that is too wide is cut (`cut`).

use std::ops::Range;

use super::cut::{ELLIPSIS, cut};
use super::evidence::{Evidence, Match, Paragraph, highlights, is_positive};
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
    sentences: usize,
    is_short: bool,
}

/// The best passages, best first. Without a match in the text, the article's
/// first sentence. Cost: in proportion to the text of paragraphs that match.
pub(super) fn choose(evidence: &Evidence, plan: &Plan, limit: usize, width: usize) -> Vec<Passage> {
    let mut windows = vec![];
    for (place, paragraph) in evidence.paragraphs.iter().enumerate() {
        if paragraph.matches.iter().any(|found| is_positive(plan, found)) {
            windows.extend(windows_of(paragraph, plan, place, width));
        }
    }
    if windows.is_empty() {
        return lead(evidence, width).into_iter().take(limit).collect();
    }
    let mut chosen: Vec<Passage> = vec![];
    let mut seen: Vec<usize> = vec![];
    while chosen.len() < limit {
        let scored = windows.iter().map(|window| (worth(window, plan, &seen), window));
        let best = scored.max_by(|(a, one), (b, other)| {
            let earlier = || (other.place, other.range.start).cmp(&(one.place, one.range.start));
            a.total_cmp(b).then_with(earlier)
        });
        let Some((score, window)) = best else { break };
        if chosen.first().is_some_and(|first| score < first.score * SEEN) {
            break;
        }
        let text = &window.paragraph.text;
        let is_known = |passage: &Passage| passage.text == text[window.range.clone()];
        if !chosen.iter().any(is_known) {
            chosen.push(passage(window, score, width));
        }
        seen.extend(window.matches.iter().map(|found| found.leaf));
        let (place, taken) = (window.place, window.range.clone());
        windows.retain(|other| other.place != place || other.range.end <= taken.start || other.range.start >= taken.end);
    }
    chosen
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
                windows.push(Window { paragraph, range: range.clone(), matches, place, sentences: count, is_short });
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
        counted.push(found.leaf);
        worth += if is_repeat {
            leaf.weight * REPEAT
        } else if seen.contains(&found.leaf) {
            leaf.weight * SEEN
        } else {
            leaf.weight
        };
    }
    #[expect(clippy::cast_precision_loss, reason = "small counts")]
    let (extra, place) = ((window.sentences - 1) as f32, window.place as f32);
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

fn passage(window: &Window<'_>, score: f32, width: usize) -> Passage {
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
fn lead(evidence: &Evidence, width: usize) -> Option<Passage> {
    let paragraph = evidence.paragraphs.first()?;
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
    Some(shown(paragraph, first.start, &paragraph.text[first.start..end], &[], 0.0, width))
}

/// A text of a paragraph as a passage, cut if it is too wide.
fn shown(paragraph: &Paragraph, start: usize, text: &str, matches: &[Match], score: f32, width: usize) -> Passage {
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
    Passage {
        html: mark_html(&text, &marks),
        text,
        paragraph: paragraph.number,
        line: paragraph.line.map(|line| line + line_breaks_before(&paragraph.source, &paragraph.text, start)),
        score: (score * 100.0).round() / 100.0,
        highlights: marks,
    }
}

/// Line breaks of the source before a place of the collapsed text.
fn line_breaks_before(source: &str, collapsed: &str, start: usize) -> u32 {
    if !source.contains('\n') {
        return 0;
    }
    let letters = collapsed[..start].chars().filter(|c| !c.is_whitespace()).count();
    let mut seen = 0;
    let mut breaks = 0;
    for c in source.chars() {
        if c == '\n' {
            breaks += 1;
        } else if !c.is_whitespace() {
            if seen == letters {
                break;
            }
            seen += 1;
        }
    }
    breaks
}
