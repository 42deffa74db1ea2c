//! Candidates: which leaders share enough sampled shingles, or names and figures, with an article to be looked at
//! closely, and were published near it.

use super::COPY_NOTICE;
use super::compare::containment;
use super::counts::{Counts, Values};
use super::facts::{Kind, high, kind, mix, told};
use super::group::{Grouping, Ranked};
use super::lists::Lists;
use super::pair::{contradicts, is_near};
use super::sketch::Sketch;

/// Shingles that a copy shares at least.
const LEAST_SHARED: f32 = 3.0;

/// Rare names and figures that a candidate for a reworded copy shares at least.
const LEAST_RARE: f32 = 3.0;

/// The same, as a share of those that the one with fewer has: less is no report in other words.
const LEAST_RARE_SHARE: f32 = 0.3;

/// Days in which names and figures are counted.
pub(super) const COUNTED_DAYS: i32 = 8;

/// What is looked up in a pass: which leaders share what with an article.
pub(super) struct Candidates {
    by_print: Lists,
    by_fact: Lists,
    /// By place in the order of days.
    leads: Vec<bool>,
    shared: Sums,
    /// How many names and figures articles have, by rank, as far as it was asked.
    names: Vec<Option<usize>>,
}

/// The names and figures of an article.
pub(super) fn named(sketch: &Sketch) -> impl Iterator<Item = u32> {
    let is_named = |fact: &&u32| matches!(kind(**fact), Some(Kind::Name | Kind::Figure));
    sketch.facts.iter().filter(is_named).map(|fact| told(*fact))
}

/// How many different names and figures an article has.
fn count_named(sketch: &Sketch) -> usize {
    each_once(named(sketch)).len()
}

/// Values in order, each once.
pub(super) fn each_once(values: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut values: Vec<u32> = values.collect();
    values.sort_unstable();
    values.dedup();
    values
}

/// The days in which what an article names is counted; none if its day is not known.
pub(super) fn period(sketch: &Sketch) -> Option<i32> {
    sketch.day().map(|day| day.div_euclid(COUNTED_DAYS))
}

/// A value at a time.
fn at(value: u32, period: i32) -> u32 {
    high(mix((u64::from(value) << 32) | u64::from(period.cast_unsigned())))
}

impl<'s> Grouping<'s> {
    /// How many articles have the shingles of some.
    pub(super) fn count(&self, of: impl Fn(usize, &Ranked<'_>) -> bool, counted: impl Fn(&Ranked<'_>) -> bool) -> Counts {
        let mut prints = Values::new();
        for (_, one) in self.ranked.iter().enumerate().filter(|(rank, one)| of(*rank, one)) {
            one.sketch.prints.iter().for_each(|print| prints.put(*print));
        }
        let mut found = Counts::new(self.limits.prints);
        for one in self.ranked.iter().filter(|one| counted(one)) {
            one.sketch.prints.iter().filter(|print| prints.has(**print)).for_each(|print| found.add(*print));
        }
        found
    }

    /// What some articles share with others, of which none leads yet: for them to ask after, or to answer with.
    pub(super) fn candidates(&self, of: &[bool], ask: bool) -> Candidates {
        let is_of = |rank: usize, _: &Ranked<'_>| of.get(rank) == Some(&true);
        let print_counts = self.count(is_of, |one| one.is);
        let (mut prints, mut values, mut anytime) = (Values::new(), Values::new(), Values::new());
        for (_, one) in self.ranked.iter().enumerate().filter(|(rank, one)| is_of(*rank, one)) {
            one.sketch.prints.iter().for_each(|print| prints.put(*print));
            for fact in named(one.sketch) {
                match period(one.sketch).filter(|_| !self.has_dayless) {
                    Some(period) => (period - 1..=period + 1).for_each(|period| values.put(at(fact, period))),
                    None => anytime.put(fact),
                }
            }
        }
        let is_one = |place: u32| of.get(self.days.rank(place) as usize) == Some(&true);
        let (asks, answers) = (|place: u32| !ask || is_one(place), |place: u32| ask || is_one(place));
        let counts = |place: u32| self.ranked.get(self.days.rank(place) as usize).is_some_and(|one| one.is);
        let in_order = || self.days.ranks().iter().filter_map(|rank| self.sketch(*rank));
        let kept_prints =
            |one: &'s Sketch| one.prints.iter().copied().filter(|print| prints.has(*print) && !print_counts.is_common(*print));
        let by_print = Lists::new(in_order().map(kept_prints), &self.near_prints, usize::MAX, asks, answers, counts);
        let kept_facts = |one: &'s Sketch| {
            let period = period(one);
            let (values, anytime) = (&values, &anytime);
            named(one).filter(move |fact| match period {
                Some(period) => values.has(at(*fact, period)) || anytime.has(*fact),
                None => anytime.has(*fact),
            })
        };
        let most = self.limits.facts as usize;
        let by_fact = Lists::new(in_order().map(kept_facts), &self.near_facts, most, asks, answers, counts);
        let all = self.ranked.len();
        Candidates {
            by_print,
            by_fact,
            leads: vec![false; all],
            shared: Sums { by_place: vec![0.0; all], touched: vec![] },
            names: vec![None; all],
        }
    }

    /// Leaders of which an article may be a copy, in order of ranks, with the share of shingles.
    pub(super) fn copied(&self, rank: u32, one: &Sketch, candidates: &mut Candidates) -> Vec<(f32, u32)> {
        let Candidates { by_print, shared, leads, .. } = candidates;
        let share = |(shared, place)| {
            let leader = self.days.rank(place);
            let share = containment(one, self.sketch(leader)?, shared).filter(|share| *share >= COPY_NOTICE)?;
            Some((share, leader))
        };
        let shared = shared.sum(leads, by_print.sharing(self.days.place(rank)), LEAST_SHARED);
        let mut found: Vec<(f32, u32)> = shared.into_iter().filter_map(share).collect();
        found.sort_unstable_by_key(|(_, leader)| *leader);
        found
    }

    /// Leaders that an article may tell again, in order of ranks, with the number of shared rare names and figures.
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
    pub(super) fn retold(&self, rank: u32, one: &Sketch, candidates: &mut Candidates) -> Vec<(f32, u32)> {
        let Candidates { by_fact, shared, leads, names, .. } = candidates;
        let shared = shared.sum(leads, by_fact.sharing(self.days.place(rank)), LEAST_RARE);
        let shared = shared.into_iter().map(|(shared, place)| (shared, self.days.rank(place)));
        let mut least = |rank: u32, sketch: &Sketch| {
            let known = names.get_mut(rank as usize);
            known.map_or(0, |known| *known.get_or_insert_with(|| count_named(sketch))) as f32 * LEAST_RARE_SHARE
        };
        let mut found: Vec<(f32, u32)> = shared
            .filter(|(shared, leader)| {
                self.sketch(*leader).is_some_and(|other| {
                    let is_enough = *shared >= least(rank, one) || *shared >= least(*leader, other);
                    is_enough && is_near(one, other) && !contradicts(one, other)
                })
            })
            .collect();
        found.sort_unstable_by_key(|(_, leader)| *leader);
        found
    }
}

impl Candidates {
    pub(super) fn lead(&mut self, place: u32) {
        if let Some(leads) = self.leads.get_mut(place as usize) {
            *leads = true;
        }
    }
}

/// Sums of what articles share with one.
struct Sums {
    by_place: Vec<f32>,
    touched: Vec<u32>,
}

impl Sums {
    /// How often leaders are among some places, if it is often enough.
    fn sum<'p>(&mut self, leads: &[bool], places: impl Iterator<Item = &'p u32>, least: f32) -> Vec<(f32, u32)> {
        for place in places.filter(|place| leads.get(**place as usize) == Some(&true)) {
            if let Some(sum) = self.by_place.get_mut(*place as usize) {
                if *sum == 0.0 {
                    self.touched.push(*place);
                }
                *sum += 1.0;
            }
        }
        let take = |place: u32| (self.by_place.get_mut(place as usize).map_or(0.0, std::mem::take), place);
        self.touched.drain(..).map(take).filter(|(shared, _)| *shared >= least).collect()
    }
}
