//! How much of one text stands in another: shingles word for word, facts in other words.

use rustc_hash::FxHashSet;

use super::facts::{Kind, SENTENCE, kind, told};
use super::sketch::{Sketch, kept};
use super::weights::Weights;

/// Share of the shorter text's shingles that the longer one has, given how many they share; none
/// if the samples are too small to tell.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
pub(super) fn containment(a: &Sketch, b: &Sketch, shared: f32) -> Option<f32> {
    let thinning = a.thinning.max(b.thinning);
    let least = kept(&a.prints, thinning).min(kept(&b.prints, thinning));
    (least >= LEAST_PRINTS).then(|| shared / least as f32)
}

/// Fewer shingles tell nothing.
const LEAST_PRINTS: usize = 6;

/// How much of `whole`'s shingles `part` has.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
pub(super) fn share_kept(whole: &Sketch, part: &Sketch) -> f32 {
    let thinning = whole.thinning.max(part.thinning);
    let of = whole.prints.get(..kept(&whole.prints, thinning)).unwrap_or_default();
    let shared = of.iter().filter(|print| part.prints.binary_search(print).is_ok()).count();
    if of.is_empty() { 0.0 } else { shared as f32 / of.len() as f32 }
}

/// Share of the shorter text's numbers that the longer one has; 1 if it has none.
#[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
pub(super) fn numbers(a: &Sketch, b: &Sketch) -> (f32, usize) {
    let figures = |sketch: &Sketch| {
        let mut found: Vec<u32> = sketch.facts.iter().copied().filter(|fact| kind(*fact) == Some(Kind::Figure)).collect();
        found.sort_unstable();
        found.dedup();
        found
    };
    let (a, b) = (figures(a), figures(b));
    let (less, more) = if a.len() <= b.len() { (a, b) } else { (b, a) };
    let shared = less.iter().filter(|figure| more.binary_search(figure).is_ok()).count();
    if less.is_empty() { (1.0, 0) } else { (shared as f32 / less.len() as f32, less.len()) }
}

/// What two texts share of facts.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Retold {
    /// Share of what the shorter text says that stands together in the longer one.
    pub(super) share: f32,
    /// The same in nats.
    pub(super) nats: f32,
    /// Share of its names and figures that the longer one has anywhere.
    pub(super) named: f32,
    /// The same in nats, and all that it names.
    pub(super) named_nats: f32,
    pub(super) named_said: f32,
    /// How much more of what both tell they tell in the same order than texts of as many sentences
    /// in any order would.
    pub(super) order: f32,
}

impl Retold {
    /// How likely it is that one is the other in other words: names and figures survive
    /// a thesaurus, most often also the order of sentences does.
    pub(super) fn score(&self) -> f32 {
        self.share + 0.5 * self.named + 0.5 * self.order
    }
}

/// Sentences of the longer text that are told apart.
const MOST_SENTENCES: u32 = 64;

/// A text that says less is taken to say this much.
const LEAST_SAID: f32 = 60.0;

/// Share of so many things in any order that stand in a rising row: the longest one has some
/// twice their square root (Hammersley 1972).
fn by_chance(sentences: u16) -> f32 {
    (2.0 / f32::from(sentences.max(1)).sqrt()).min(1.0)
}

/// A text that names less is taken to name this much.
const LEAST_NAMED: f32 = 20.0;

/// How much of the shorter text the longer one tells again: each sentence is held against the
/// two neighbouring sentences that tell most of it. A bag of words would not do: a
/// long report has the words of many short ones, but not together.
pub(super) fn retold(a: &Sketch, b: &Sketch, weights: &Weights) -> Retold {
    let (short, long) = if a.facts.len() <= b.facts.len() { (a, b) } else { (b, a) };
    let mut places: Vec<(u32, u64)> = Vec::with_capacity(long.facts.len());
    let mut sentence = 0u32;
    for fact in &long.facts {
        if *fact == SENTENCE {
            sentence = (sentence + 1).min(MOST_SENTENCES - 1);
        } else {
            // A window is a sentence and the next one.
            places.push((told(*fact), (1u64 << sentence) | (1u64 << sentence.saturating_sub(1))));
        }
    }
    places.sort_unstable();
    places.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 |= next.1;
        }
        same
    });
    let (mut said, mut nats) = (0.0f32, 0.0f32);
    let (mut named_said, mut named_nats) = (0.0f32, 0.0f32);
    let mut seen = FxHashSet::default();
    let mut windows = [0.0f32; MOST_SENTENCES as usize];
    let mut ordered = [0.0f32; MOST_SENTENCES as usize];
    let mut sentences = 0u16;
    for sentence in short.facts.split(|fact| *fact == SENTENCE) {
        windows.fill(0.0);
        for fact in sentence {
            let weight = weights.weight(*fact);
            said += weight;
            let is_named = kind(*fact) != Some(Kind::Word) && seen.insert(told(*fact));
            named_said += if is_named { weight } else { 0.0 };
            let Ok(found) = places.binary_search_by_key(&told(*fact), |(told, _)| *told) else { continue };
            named_nats += if is_named { weight } else { 0.0 };
            let mut mask = places.get(found).map_or(0, |(_, mask)| *mask);
            while mask != 0 {
                if let Some(window) = windows.get_mut(mask.trailing_zeros() as usize) {
                    *window += weight;
                }
                mask &= mask - 1;
            }
        }
        let mut best = (0.0f32, 0usize);
        for (place, window) in windows.iter().enumerate() {
            if *window > best.0 {
                best = (*window, place);
            }
        }
        nats += best.0;
        sentences = sentences.saturating_add(u16::from(best.0 > 0.0));
        // The weightiest row of sentences up to this one whose places do not go back.
        let before = ordered.iter().take(best.1 + 1).copied().fold(0.0, f32::max);
        if let Some(row) = ordered.get_mut(best.1) {
            *row = row.max(before + best.0);
        }
    }
    let in_order = ordered.iter().copied().fold(0.0, f32::max);
    Retold {
        share: nats / said.max(LEAST_SAID),
        nats,
        named: named_nats / named_said.max(LEAST_NAMED),
        named_nats,
        named_said,
        order: if nats > 0.0 { (in_order / nats - by_chance(sentences)).max(0.0) } else { 0.0 },
    }
}
