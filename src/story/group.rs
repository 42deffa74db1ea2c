//! Groups all articles around leaders, or only those again that something new concerns.
//!
//! Articles are looked at in an order that only they decide (dated before undated, longer before
//! shorter). Each joins the best of the leaders before it, or leads. So what becomes of an
//! article is a function of itself and of the leaders before it that are its *candidates*: they
//! share enough sampled shingles or rare facts with it. [`group`] takes the ties of the last
//! build and looks again only at articles that are new, that have a value which became common
//! or rare, or one of whose candidates became a leader or is one no longer; then at those that
//! this concerns in turn, until nothing changes. Since no article depends on a later one, there is
//! one outcome, and every way leads to it.

use std::cmp::Reverse;

use rustc_hash::{FxHashMap, FxHashSet};

use super::candidates::{COUNTED_DAYS, Candidates, each_once, named, period};
use super::compare::{Retold, retold};
use super::counts::Values;
use super::lists::{Days, Near};
use super::pair::{denies, is_copy, is_reworded};
use super::sketch::Sketch;
use super::{LETTERS_WORDS, NOTICE_DAYS, REPRINT_DAYS, REPRINT_WORDS, REWORDED_MARGIN, STORY_DAYS};
use crate::model::ArticleId;

/// How an article is tied to the leader of its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Link {
    /// It is the leader.
    Leads,
    /// The same letters and digits.
    Exact,
    /// One has most of the other, word for word.
    Shingles,
    /// The same report in other words.
    Reworded,
}

/// Where an article belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Tie {
    /// The leader of its story.
    pub leader: ArticleId,
    /// How it is tied to it.
    pub link: Link,
}

/// What is too common to lead to candidates.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// A shingle that more articles have is boilerplate.
    pub(super) prints: u32,
    /// A name or figure that more articles of some days have is not rare; nor, to articles that are known to no day, one
    /// that more articles have at all.
    pub(super) facts: u32,
}

const LIMITS: Limits = Limits { prints: 512, facts: 1024 };

/// Candidates for a reworded copy that are looked at closely.
const CLOSELY: usize = 16;

/// Ties every sketch to the leader of its story. Those that have a tie had it after the last
/// build, in company of those that are `gone`; if none has one, all are grouped anew. The outcome
/// depends on the set of sketches alone, neither on their order nor on the ties they had.
///
/// Cost: some 5 µs a sketch, and some 30 µs for each that has to be looked at; memory 200 bytes
/// a sketch, or 2 kB if all are looked at.
pub fn group(sketches: &mut [Sketch], gone: &[Sketch]) {
    let ties = ties(sketches, gone, LIMITS);
    for (sketch, tie) in sketches.iter_mut().zip(ties) {
        sketch.tie = Some(tie);
    }
}

fn ties(sketches: &[Sketch], gone: &[Sketch], limits: Limits) -> Vec<Tie> {
    let all: Vec<&Sketch> = sketches.iter().chain(gone).collect();
    let now = firsts(&all, |place, _| place < sketches.len());
    let before = firsts(&all, |_, one| one.tie.is_some());
    let is_first = |firsts: &[Option<u32>], place: usize| firsts.get(place) == Some(&Some(short(place)));
    let ranked = all.iter().enumerate().map(|(place, sketch)| {
        let was = is_first(&before, place);
        let leads = was && sketch.tie.is_some_and(|tie| tie.link == Link::Leads);
        (place, Ranked { sketch, is: is_first(&now, place), was, leads, found: None })
    });
    let mut ranked: Vec<(usize, Ranked<'_>)> = ranked.filter(|(_, one)| one.is || one.was).collect();
    ranked.sort_unstable_by_key(|(place, one)| {
        let one = one.sketch;
        (one.published.is_none(), Reverse(one.words), one.published, one.key, one.id, *place)
    });
    let (places, ranked): (Vec<usize>, Vec<Ranked<'_>>) = ranked.into_iter().unzip();
    let days = Days::new(ranked.iter().map(|one| one.sketch));
    let dayless = || ranked.iter().map(|one| one.sketch).filter(|one| one.day().is_none());
    let (has_dayless, has_spans) = (dayless().next().is_some(), dayless().any(|one| one.published.is_some()));
    let near = |within: i32| {
        let sketches = days.ranks().iter().filter_map(|rank| ranked.get(*rank as usize));
        sketches.map(|one| days.near(one.sketch, within, COUNTED_DAYS)).collect()
    };
    let (near_prints, near_facts) = (near(REPRINT_DAYS), near(STORY_DAYS));
    let mut grouping = Grouping { ranked, days, near_prints, near_facts, has_dayless, has_spans, limits };
    grouping.settle();
    let mut found = vec![None; all.len()];
    for (place, one) in places.iter().zip(&grouping.ranked) {
        if let Some(found) = found.get_mut(*place) {
            let looked_at = one.found.map(|(leader, link)| match grouping.sketch(leader) {
                Some(leader) => Tie { leader: leader.id, link },
                None => Tie { leader: one.sketch.id, link: Link::Leads },
            });
            *found = looked_at.or(one.sketch.tie);
        }
    }
    let tie = |(first, sketch): (&Option<u32>, &Sketch)| {
        let first = first.map_or(0, |first| first as usize);
        let tie = found.get(first).copied().flatten().unwrap_or(Tie { leader: sketch.id, link: Link::Leads });
        // Exact copies go where their first one went.
        let is_copy = tie.link == Link::Leads && tie.leader != sketch.id;
        if is_copy { Tie { link: Link::Exact, ..tie } } else { tie }
    };
    now.iter().zip(sketches).map(tie).collect()
}

fn short(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

/// For each sketch that counts the place of the first of its exact copies.
fn firsts(all: &[&Sketch], counts: impl Fn(usize, &Sketch) -> bool) -> Vec<Option<u32>> {
    let mut firsts = vec![None; all.len()];
    let counted = all.iter().enumerate().filter(|(place, one)| counts(*place, one));
    let mut order: Vec<(usize, &Sketch)> = counted.map(|(place, one)| (place, *one)).collect();
    order.sort_unstable_by_key(|(place, one)| (one.key, one.published.is_none(), one.published, one.id, *place));
    for run in order.chunk_by(|a, b| a.1.key == b.1.key) {
        let mut first: Option<(usize, &Sketch)> = None;
        for (place, one) in run {
            // The same few words long after are not the same report.
            let known = first.filter(|(_, known)| {
                one.words >= LETTERS_WORDS
                    || one.is_near(known, if one.words >= REPRINT_WORDS { REPRINT_DAYS } else { NOTICE_DAYS })
            });
            first = known.or(Some((*place, *one)));
            if let Some(entry) = firsts.get_mut(*place) {
                *entry = first.map(|(first, _)| short(first));
            }
        }
    }
    firsts
}

/// An article that is the first of its exact copies, or was.
pub(super) struct Ranked<'s> {
    pub(super) sketch: &'s Sketch,
    /// It is one now.
    pub(super) is: bool,
    /// It was one after the last build.
    was: bool,
    leads: bool,
    /// If it was looked at: its leader and how it is tied to it.
    found: Option<(u32, Link)>,
}

/// The state of a pass. Articles go by their rank in the order of the pass.
pub(super) struct Grouping<'s> {
    pub(super) ranked: Vec<Ranked<'s>>,
    pub(super) days: Days,
    /// What may be near each article, by its place in that order: copies, and reports in other words.
    pub(super) near_prints: Vec<Near>,
    pub(super) near_facts: Vec<Near>,
    /// Whether there are articles whose day is not known, and such that have a date.
    pub(super) has_dayless: bool,
    has_spans: bool,
    pub(super) limits: Limits,
}

impl<'s> Grouping<'s> {
    pub(super) fn sketch(&self, rank: u32) -> Option<&'s Sketch> {
        self.ranked.get(rank as usize).map(|one| one.sketch)
    }

    fn settle(&mut self) {
        let mut again = self.news();
        let mut changed: Vec<bool> = self.ranked.iter().map(|one| one.leads && !one.is).collect();
        for one in &mut self.ranked {
            one.leads &= one.is;
        }
        for (again, concerned) in again.iter_mut().zip(self.concerned(&changed, &[])) {
            *again |= concerned;
        }
        while again.contains(&true) {
            let mut candidates = self.candidates(&again, true);
            for rank in 0..self.ranked.len() {
                let is_again = again.get(rank) == Some(&true);
                let found = if is_again { Some(self.place(short(rank), &mut candidates)) } else { None };
                let Some(one) = self.ranked.get_mut(rank) else { continue };
                if let Some(found) = found {
                    let leads = found.is_none();
                    if let Some(changed) = changed.get_mut(rank) {
                        *changed = leads != one.leads;
                    }
                    one.leads = leads;
                    one.found = Some(found.unwrap_or((short(rank), Link::Leads)));
                } else if let Some(changed) = changed.get_mut(rank) {
                    *changed = false;
                }
                if one.leads {
                    candidates.lead(self.days.place(short(rank)));
                }
            }
            again = self.concerned(&changed, &again);
        }
    }

    /// Which articles are new or have a value that became common or rare to them.
    fn news(&self) -> Vec<bool> {
        let mut again: Vec<bool> = self.ranked.iter().map(|one| one.is && !one.was).collect();
        if !self.ranked.iter().any(|one| one.was) {
            return again;
        }
        let changed = || self.ranked.iter().filter(|one| one.is != one.was);
        let is_changed = |_: usize, one: &Ranked<'_>| one.is != one.was;
        let (before, after) = (self.count(is_changed, |one| one.was), self.count(is_changed, |one| one.is));
        let mut prints = Values::new();
        for print in changed().flat_map(|one| &one.sketch.prints) {
            if before.is_common(*print) != after.is_common(*print) {
                prints.put(*print);
            }
        }
        let facts = self.turned_facts();
        for (again, one) in again.iter_mut().zip(&self.ranked).filter(|(_, one)| one.is) {
            let period = period(one.sketch);
            *again |= one.sketch.prints.iter().any(|print| prints.has(*print));
            if !facts.is_empty() {
                let is_of_all = period.is_none() || self.has_spans;
                *again |=
                    named(one.sketch).any(|fact| facts.contains(&(fact, period)) || (is_of_all && facts.contains(&(fact, None))));
            }
        }
        again
    }

    /// Names and figures that became common or rare, in some days or among all articles.
    fn turned_facts(&self) -> FxHashSet<(u32, Option<i32>)> {
        let mut values = Values::new();
        let mut counts: FxHashMap<(u32, Option<i32>), (u32, u32)> = FxHashMap::default();
        for one in self.ranked.iter().filter(|one| one.is != one.was) {
            for fact in named(one.sketch) {
                values.put(fact);
                counts.insert((fact, None), (0, 0));
                counts.insert((fact, period(one.sketch)), (0, 0));
            }
        }
        for one in &self.ranked {
            let mut add = |key: (u32, Option<i32>)| {
                if let Some((before, after)) = counts.get_mut(&key) {
                    (*before, *after) = (*before + u32::from(one.was), *after + u32::from(one.is));
                }
            };
            let period = period(one.sketch);
            for fact in each_once(named(one.sketch).filter(|fact| values.has(*fact))) {
                add((fact, None));
                if period.is_some() {
                    add((fact, period));
                }
            }
        }
        let is_common = |count: u32| count > self.limits.facts;
        counts.retain(|_, (before, after)| is_common(*before) != is_common(*after));
        counts.into_keys().collect()
    }

    /// Articles that have a candidate before them among some, but for those that took them into account.
    fn concerned(&self, changed: &[bool], except: &[bool]) -> Vec<bool> {
        let mut concerned = vec![false; self.ranked.len()];
        let is_asked = |rank: usize, one: &Ranked<'_>| one.is && except.get(rank) != Some(&true);
        if !changed.contains(&true) || !self.ranked.iter().enumerate().any(|(rank, one)| is_asked(rank, one)) {
            return concerned;
        }
        let mut candidates = self.candidates(changed, false);
        for ((rank, one), is) in self.ranked.iter().enumerate().zip(&mut concerned) {
            if is_asked(rank, one) {
                *is = !self.copied(short(rank), one.sketch, &mut candidates).is_empty()
                    || !self.retold(short(rank), one.sketch, &mut candidates).is_empty();
            }
            if changed.get(rank) == Some(&true) {
                candidates.lead(self.days.place(short(rank)));
            }
        }
        concerned
    }

    /// The leader an article belongs to.
    fn place(&self, rank: u32, candidates: &mut Candidates) -> Option<(u32, Link)> {
        let one = self.sketch(rank)?;
        // Of several it is a copy of that with which it shares most.
        let mut best: Option<(f32, u32)> = None;
        for (share, leader) in self.copied(rank, one, candidates) {
            let holds = || self.sketch(leader).is_some_and(|other| is_copy(one, other, share));
            if best.is_none_or(|(known, _)| share > known) && holds() {
                best = Some((share, leader));
            }
        }
        match best {
            Some((_, leader)) => Some((leader, Link::Shingles)),
            None => Some((self.reworded(one, self.retold(rank, one, candidates))?, Link::Reworded)),
        }
    }

    /// The leader it tells again, if no other comes near it; one of the day that its words name, if there is one.
    fn reworded(&self, one: &Sketch, mut candidates: Vec<(f32, u32)>) -> Option<u32> {
        candidates.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let close = candidates.into_iter().take(CLOSELY);
        let found: Vec<(u32, Retold, &Sketch)> =
            close.filter_map(|(_, leader)| self.sketch(leader).map(|other| (leader, retold(one, other), other))).collect();
        let choose = |is_among: &dyn Fn(&Sketch) -> bool| {
            let mut best: Option<(f32, u32, bool)> = None;
            let mut next = 0.0f32;
            for (leader, found, other) in found.iter().filter(|(_, _, other)| is_among(other)) {
                let score = found.score();
                let known = best.map_or(0.0, |(known, ..)| known);
                if score > known {
                    (best, next) = (Some((score, *leader, is_reworded(one, other, found))), known);
                } else {
                    next = next.max(score);
                }
            }
            let (score, leader, holds) = best?;
            (holds && next <= score * REWORDED_MARGIN).then_some(leader)
        };
        choose(&|other| !denies(one, other)).or_else(|| choose(&|_| true))
    }
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::model::{Article, JudgedBlock, PartialDate, Provenance, PublicationDate, Role, Sourced};
    use crate::story::{Stories, settle};
    use proptest::prelude::*;

    /// An article of some of the sentences of a report, with other words and numbers in some places.
    fn sketch(seed: u64) -> Sketch {
        let roll = |n: u64, of: u64| super::super::facts::mix(seed.wrapping_mul(31).wrapping_add(n)) % of;
        let report = roll(0, 7);
        let mut text = String::new();
        for sentence in 0..10 - roll(1, 4) {
            let changed = if roll(sentence + 10, 6) == 0 { seed } else { 0 };
            for word in 0..14 {
                let token = super::super::facts::mix(report << 32 | sentence << 16 | word << 8 | changed);
                text.push_str(if word % 5 == 0 { "X" } else { "x" });
                let _ = write!(text, "{:05x} ", token & 0xf_ffff);
            }
            let _ = write!(text, "{}. ", 1000 + super::super::facts::mix(report * 64 + sentence + changed) % 9000);
        }
        let mut article: Article = serde_json::from_value(serde_json::json!({
            "id": "", "path": "", "record": null, "url": null, "title": Sourced::default(), "outlet": Sourced::default(),
            "agency": Sourced::default(), "authors": [], "editors": [], "language": "en", "dateline": null,
            "date": PublicationDate::default(), "blocks": []
        }))
        .unwrap();
        article.outlet = Sourced::found(format!("Outlet {}", roll(2, 9)), Provenance::Page);
        if roll(3, 3) > 0 {
            let mut day = PartialDate::from(jiff::civil::date(2025, 3, 1 + i8::try_from(roll(4, 9)).unwrap()));
            // Some are known only to the month.
            day.day = day.day.filter(|_| roll(5, 8) > 0);
            article.date = PublicationDate::new(day, None, Provenance::Page, 1.0);
        }
        article.blocks = vec![JudgedBlock { line: None, role: Role::Body, reason: None, text }];
        Sketch::of(ArticleId(super::super::facts::mix(seed)), u32::try_from(seed).unwrap(), &article)
    }

    fn stories(sketches: &[Sketch]) -> Stories {
        let mut sketches = sketches.to_vec();
        group(&mut sketches, &[]);
        settle(&sketches)
    }

    #[test]
    fn stories_do_not_depend_on_order() {
        let mut sketches: Vec<_> = (0..160).map(sketch).collect();
        let found = stories(&sketches);
        assert!(found.records.iter().any(|story| story.members.len() > 5), "{found:?}");
        assert!(found.records.len() > 7, "some are too far apart");
        sketches.reverse();
        assert_eq!(stories(&sketches), found);
        sketches.rotate_left(57);
        sketches.swap(3, 90);
        assert_eq!(stories(&sketches), found);
    }

    #[test]
    fn every_member_is_tied_to_its_leader() {
        let mut sketches: Vec<_> = (0..160).map(sketch).collect();
        group(&mut sketches, &[]);
        for one in &sketches {
            let leader = sketches.iter().find(|leader| leader.id == one.tie.unwrap().leader).unwrap();
            assert_eq!(leader.tie, Some(Tie { leader: leader.id, link: Link::Leads }), "{one:?}");
        }
    }

    /// Groups again with limits that are reached.
    fn regroup(sketches: &mut [Sketch], gone: &[Sketch], limits: Limits) {
        let ties = ties(sketches, gone, limits);
        sketches.iter_mut().zip(ties).for_each(|(one, tie)| one.tie = Some(tie));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(24))]

        /// Step by step, with articles that come, go, and come again as others, it is as if all had come at once;
        /// also where values become common and rare again.
        #[test]
        fn any_way_leads_to_the_same_ties(
            steps in prop::collection::vec((prop::collection::btree_set(0u64..90, 0..40), prop::collection::btree_set(0u64..90, 0..20)), 1..6),
            prints in 2u32..40,
            facts in 4u32..200,
        ) {
            let limits = Limits { prints, facts };
            let mut now: Vec<Sketch> = vec![];
            for (number, (come, go)) in steps.iter().enumerate() {
                let seeds = |ids: &std::collections::BTreeSet<u64>| ids.iter().map(|seed| sketch(*seed).id).collect::<Vec<_>>();
                let (coming, going) = (seeds(come), seeds(go));
                let gone: Vec<Sketch> = now.extract_if(.., |one| going.contains(&one.id) || coming.contains(&one.id)).collect();
                for (seed, id) in come.iter().zip(&coming) {
                    let another = if seed % 3 == 0 { 100 * u64::try_from(number).unwrap() } else { 0 };
                    now.push(Sketch { id: *id, ..sketch(seed + another) });
                }
                regroup(&mut now, &gone, limits);
                let mut at_once: Vec<Sketch> = now.iter().map(|one| Sketch { tie: None, ..one.clone() }).collect();
                at_once.reverse();
                regroup(&mut at_once, &[], limits);
                at_once.reverse();
                prop_assert_eq!(&now, &at_once);
            }
        }
    }
}
