//! How much a fact tells: what only few articles say tells most.
//!
//! The weight is the negative logarithm of the share of articles that have the fact (inverse
//! document frequency, Spärck Jones 1972), the share smoothed by what is usual for facts of its
//! kind, so that a corpus of five articles weighs names above words too.

use rustc_hash::FxHashSet;

use super::facts::{Kind, kind, told};
use super::sketch::Sketch;

/// Articles that what is usual counts for.
const USUAL: f32 = 2000.0;

/// Bits of a told fact that count: which articles have it is counted in a table of this size.
const TABLE_BITS: u32 = 22;

/// A weight below this is none: nearly every article says it.
const LEAST: f32 = 1.5;

/// How many articles tell each fact.
pub(super) struct Weights {
    counts: Vec<u32>,
    articles: f32,
}

fn place(fact: u32) -> usize {
    (told(fact) >> (30 - TABLE_BITS)) as usize
}

impl Weights {
    /// Counts over all sketches. Cost: one step a fact.
    pub(super) fn of<'s>(sketches: impl Iterator<Item = &'s Sketch>) -> Self {
        let mut counts = vec![0u32; 1 << TABLE_BITS];
        let mut articles = 0.0;
        let mut seen = FxHashSet::default();
        for sketch in sketches {
            articles += 1.0;
            seen.clear();
            for fact in sketch.facts.iter().filter(|fact| kind(**fact).is_some()) {
                let place = place(*fact);
                if seen.insert(place)
                    && let Some(count) = counts.get_mut(place)
                {
                    *count += 1;
                }
            }
        }
        Self { counts, articles }
    }

    /// Articles that tell a fact.
    pub(super) fn articles(&self, fact: u32) -> u32 {
        self.counts.get(place(fact)).copied().unwrap_or(0)
    }

    /// What a fact that so many articles tell tells, as of a name.
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
    pub(super) fn of_size(&self, articles: u32) -> f32 {
        -((articles as f32 + 2.0) / (self.articles + USUAL)).ln()
    }

    /// What a fact tells, in nats.
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
    pub(super) fn weight(&self, fact: u32) -> f32 {
        let usual = match kind(fact) {
            None => return 0.0,
            Some(Kind::Word) => 0.01,
            Some(Kind::Name) => 0.001,
            Some(Kind::Figure) => 0.0005,
        };
        let share = (self.articles(fact) as f32 + usual * USUAL) / (self.articles + USUAL);
        let weight = -share.ln();
        if weight < LEAST { 0.0 } else { weight }
    }
}
