//! How much of one text stands in another: shingles word for word, facts in other words.

use rustc_hash::FxHashSet;

use super::facts::{Kind, SENTENCE, kind, told, weight};
use super::sketch::{Sketch, kept};

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

/// Share of the shorter text's shingles that the longer one has.
pub(super) fn verbatim(a: &Sketch, b: &Sketch) -> f32 {
    let (short, long) = if a.words <= b.words { (a, b) } else { (b, a) };
    share_kept(short, long)
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
    /// Share of what it says in sentences of which some stands in the longer text.
    pub(super) sentences: f32,
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

/// Share of a sentence that has to stand in the other text: less is chance.
const TOLD_AGAIN: f32 = 0.25;

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
pub(super) fn retold(a: &Sketch, b: &Sketch) -> Retold {
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
    let mut told_again = 0.0f32;
    for sentence in short.facts.split(|fact| *fact == SENTENCE) {
        windows.fill(0.0);
        for fact in sentence {
            let weight = weight(*fact);
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
        let of: f32 = sentence.iter().map(|fact| weight(*fact)).sum();
        told_again += if best.0 >= of * TOLD_AGAIN { of } else { 0.0 };
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
        sentences: if said > 0.0 { told_again / said } else { 0.0 },
        named: named_nats / named_said.max(LEAST_NAMED),
        named_nats,
        named_said,
        order: if nats > 0.0 { (in_order / nats - by_chance(sentences)).max(0.0) } else { 0.0 },
    }
}

/// Whether two headlines are the same, but for a word or two more. Of a short one a figure more makes another
/// (`Decision number 2`).
pub(super) fn is_same_title(a: &Sketch, b: &Sketch) -> bool {
    let (less, more) = if a.title.len() <= b.title.len() { (&a.title, &b.title) } else { (&b.title, &a.title) };
    let shared = less.iter().filter(|word| more.contains(word)).count();
    let has_figure_more = || more.iter().any(|fact| kind(*fact) == Some(Kind::Figure) && !less.contains(fact));
    less.len() >= LEAST_TITLE
        && shared == less.len()
        && more.len() <= less.len() + 2
        && (less.len() > LEAST_TITLE || !has_figure_more())
}

/// Shorter headlines (`Weather`, `Letters to the editor`) are those of many reports.
const LEAST_TITLE: usize = 3;

/// What sentences that two texts have in the same words say otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub(super) struct Otherwise {
    /// Names and figures of such sentences that both have, in nats.
    pub(super) agreed: f32,
    /// Names and figures in whose place the other has another one of the same kind, in nats.
    pub(super) changed: f32,
}

impl Otherwise {
    /// Share of what is named in these sentences, or in both texts at all, that is another in the other text.
    pub(super) fn share(self, named: f32) -> f32 {
        if self.changed > 0.0 { self.changed / (self.agreed.max(named) + self.changed) } else { 0.0 }
    }
}

/// Words that a sentence has to have before it can be the same as another: rows of tables have fewer.
const LEAST_WORDS: usize = 5;

/// Compares the sentences that both texts have in the same words: an editor leaves sentences out or tells
/// them in other words, but who fills in a template leaves the words and puts in other names and
/// figures. Cost: in proportion to the product of both lengths.
pub(super) fn otherwise(a: &Sketch, b: &Sketch) -> Otherwise {
    let (short, long) = if a.facts.len() <= b.facts.len() { (a, b) } else { (b, a) };
    let count = |sentence: &[u32]| sentence.iter().filter(|fact| kind(**fact) == Some(Kind::Word)).count();
    let long: Vec<(&[u32], usize)> = long
        .facts
        .split(|fact| *fact == SENTENCE)
        .map(|sentence| (sentence, count(sentence)))
        .filter(|(_, words)| *words > 0)
        .collect();
    let mut found = Otherwise::default();
    // What is named again counts once: a name misspelt is misspelt throughout.
    let mut seen = FxHashSet::default();
    for sentence in short.facts.split(|fact| *fact == SENTENCE) {
        let words = count(sentence);
        if words < LEAST_WORDS {
            continue;
        }
        let mut best = (0, 0, None);
        // One that has many more words or fewer is not the same.
        let alike = |many: usize| many.max(words) * 4 <= many.min(words) * 5;
        for (other, other_words) in long.iter().filter(|(_, words)| alike(*words)) {
            let (same_words, same) = shared(sentence, other);
            if (same_words, same) > (best.0, best.1) {
                best = (same_words, same, Some((*other, *other_words)));
            }
        }
        let (same_words, _, Some((other, other_words))) = best else { continue };
        // Four words of five.
        if same_words < LEAST_WORDS || same_words * 5 < words.max(other_words) * 4 {
            continue;
        }
        for of in [Kind::Name, Kind::Figure] {
            let mut sums = |one: &[u32], other: &[u32], is_told: bool| -> f32 {
                let facts = one.iter().filter(|fact| kind(**fact) == Some(of) && has(other, **fact) == is_told);
                facts.filter(|fact| seen.insert((told(**fact), is_told))).map(|fact| weight(*fact)).sum()
            };
            found.agreed += sums(sentence, other, true);
            found.changed += sums(sentence, other, false).min(sums(other, sentence, false));
        }
    }
    found
}

fn has(sentence: &[u32], fact: u32) -> bool {
    sentence.iter().any(|other| told(*other) == told(fact))
}

/// Words, and all facts, that two sentences share.
fn shared(one: &[u32], other: &[u32]) -> (usize, usize) {
    let same = |fact: &&u32| has(other, **fact);
    let words = one.iter().filter(|fact| kind(**fact) == Some(Kind::Word)).filter(same).count();
    (words, one.iter().filter(same).count())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::facts::Reading;
    use crate::text::FunctionWords;

    const REPORT: &str = "Harbour pilots at Torrin walked out on Tuesday after talks over night shifts collapsed. The union \
        of Greta Solheim counted 412 ships that waited outside the breakwater for permission to enter. Owners \
        Brandvik threatened to sail elsewhere unless somebody settled the quarrel within 9 weeks.";

    fn sketch(text: &str) -> Sketch {
        let mut reading = Reading::new(FunctionWords::of(&[]));
        reading.paragraph(text);
        Sketch { facts: reading.facts, ..Sketch::default() }
    }

    fn share(other: &str) -> f32 {
        let (a, b) = (sketch(REPORT), sketch(other));
        let found = otherwise(&a, &b).share(0.0);
        assert!((found - otherwise(&b, &a).share(0.0)).abs() < 1e-6);
        found
    }

    #[test]
    fn a_template_tells_otherwise_and_an_edited_copy_does_not() {
        assert!(share(REPORT) == 0.0);
        let cut = REPORT.split(" Owners").next().unwrap();
        assert!(share(&format!("{cut} Divers from Halden filmed 30 seals under Ivar Lund instead.")) == 0.0);
        assert!(share(&REPORT.replace("412", "413")) < crate::story::HEADLINED_OTHERWISE);
        let filled = REPORT.replace("Torrin", "Halden").replace("Greta Solheim", "Ivar Lund").replace("412", "37");
        assert!(share(&filled) > crate::story::COPY_OTHERWISE);
    }
}
