//! Groups all articles around leaders, in one pass.

use std::cmp::Reverse;

use super::compare::{Retold, containment, numbers, otherwise, retold};
use super::facts::{kind, told};
use super::lists::Lists;
use super::sketch::Sketch;
use super::weights::Weights;
use super::{
    COPY_CONTAINMENT, COPY_NAMES, COPY_NUMBERS, COPY_OTHERWISE, CUT_CONTAINMENT, CUT_NAMES, FEW_WORDS, REPRINT_DAYS,
    REPRINT_WORDS, REWORDED_FEW_NAMES, REWORDED_MARGIN, REWORDED_NAMES, REWORDED_NATS, REWORDED_NUMBERS, REWORDED_SCORE,
    STORY_DAYS, UPDATED_NAMES, UPDATED_NUMBERS, UPDATED_SHARE,
};

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

/// A shingle that more leaders have is boilerplate.
const MOST_LEADERS: usize = 64;

/// A fact that more articles have leads to no candidates.
const RARE: u32 = 512;

/// Candidates for a reworded copy that are looked at closely.
const CLOSELY: usize = 16;

/// What a candidate shares of rare facts, in nats, before it is looked at.
const LEAST_RARE: f32 = 14.0;

/// For each sketch the place of its leader among the sketches, and how it is tied to it.
/// The outcome depends on the set of sketches alone, not on their order.
/// Cost: some 10 µs a sketch; memory some 1.5 kB a sketch beside them.
#[must_use]
pub fn group(sketches: &[Sketch]) -> Vec<(u32, Link)> {
    let mut tied: Vec<(u32, Link)> = (0..sketches.len()).map(|place| (short(place), Link::Leads)).collect();
    let firsts = join_exact(sketches, &mut tied);
    let ranked: Vec<&Sketch> = firsts.iter().filter_map(|place| sketches.get(*place as usize)).collect();
    let mut grouping = Grouping::new(&ranked);
    for rank in 0..short(ranked.len()) {
        let found = grouping.place(rank);
        let place = firsts.get(rank as usize).copied().unwrap_or(0);
        match found.and_then(|(leader, link)| Some((*firsts.get(leader as usize)?, link))) {
            Some(found) => set(&mut tied, place, found),
            None => grouping.lead(rank),
        }
    }
    for place in 0..tied.len() {
        // Exact copies go where their first one went.
        if let Some((first, Link::Exact)) = tied.get(place).copied()
            && let Some((leader, link)) = tied.get(first as usize).copied()
            && link != Link::Leads
        {
            set(&mut tied, short(place), (leader, link));
        }
    }
    tied
}

fn short(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}

fn set(tied: &mut [(u32, Link)], place: u32, to: (u32, Link)) {
    if let Some(entry) = tied.get_mut(place as usize) {
        *entry = to;
    }
}

/// Ties exact copies to the first of them; gives the firsts, in the order in which they are placed.
fn join_exact(sketches: &[Sketch], tied: &mut [(u32, Link)]) -> Vec<u32> {
    let mut order: Vec<u32> = (0..short(sketches.len())).collect();
    let sketch = |place: &u32| sketches.get(*place as usize);
    let first = |place: &u32| sketch(place).map(|one| (one.key, one.published.is_none(), one.published, one.id));
    order.sort_unstable_by_key(first);
    let mut firsts = vec![];
    for run in order.chunk_by(|a, b| sketch(a).map(|one| one.key) == sketch(b).map(|one| one.key)) {
        // The same few words long after are not the same report.
        let mut first: Option<u32> = None;
        for place in run {
            let (one, known) = (sketch(place), first.as_ref().and_then(sketch));
            match first.zip(one.zip(known)) {
                Some((first, (one, known))) if one.words >= REPRINT_WORDS || one.is_near(known, STORY_DAYS) => {
                    set(tied, *place, (first, Link::Exact));
                }
                _ => {
                    firsts.push(*place);
                    first = Some(*place);
                }
            }
        }
    }
    firsts.sort_unstable_by_key(|place| {
        sketch(place).map(|one| (one.published.is_none(), Reverse(one.words), one.published, one.key, one.id))
    });
    firsts
}

/// The state of the pass. Articles go by their rank in the order of the pass.
struct Grouping<'s> {
    ranked: &'s [&'s Sketch],
    weights: Weights,
    by_print: Lists,
    by_fact: Lists,
    shared: Vec<f32>,
    touched: Vec<u32>,
}

impl<'s> Grouping<'s> {
    fn new(ranked: &'s [&'s Sketch]) -> Self {
        let weights = Weights::of(ranked.iter().copied());
        let by_print = Lists::new(ranked.iter().map(|one| one.prints.as_slice()), Some);
        let rare = |fact: u32| (kind(fact).is_some() && weights.articles(fact) <= RARE).then(|| told(fact));
        let by_fact = Lists::new(ranked.iter().map(|one| one.facts.as_slice()), rare);
        let shared = vec![0.0; ranked.len()];
        Self { ranked, weights, by_print, by_fact, shared, touched: vec![] }
    }

    fn lead(&mut self, rank: u32) {
        self.by_print.lead(rank);
        self.by_fact.lead(rank);
    }

    fn sketch(&self, rank: u32) -> Option<&'s Sketch> {
        self.ranked.get(rank as usize).copied()
    }

    /// The leader an article belongs to.
    fn place(&mut self, rank: u32) -> Option<(u32, Link)> {
        let one = self.sketch(rank)?;
        self.copied(rank, one).map(|leader| (leader, Link::Shingles)).or_else(|| {
            let leader = self.reworded(rank, one)?;
            Some((leader, Link::Reworded))
        })
    }

    /// The leader of which it is a copy; of several, the one with which it shares most shingles.
    fn copied(&mut self, rank: u32, one: &Sketch) -> Option<u32> {
        for list in self.by_print.of(rank) {
            let leaders = self.by_print.leaders(*list);
            if leaders.len() <= MOST_LEADERS {
                add(&mut self.shared, &mut self.touched, leaders, 1.0);
            }
        }
        self.touched.sort_unstable();
        let mut best: Option<(f32, u32)> = None;
        for leader in std::mem::take(&mut self.touched) {
            let shared = take(&mut self.shared, leader);
            let Some(other) = self.sketch(leader) else { continue };
            let Some(share) = containment(one, other, shared) else { continue };
            if best.is_none_or(|(known, _)| share > known) && is_copy(one, other, share, &self.weights) {
                best = Some((share, leader));
            }
        }
        best.map(|(_, leader)| leader)
    }

    /// The leader it tells again, if no other comes near it.
    fn reworded(&mut self, rank: u32, one: &Sketch) -> Option<u32> {
        for list in self.by_fact.of(rank) {
            let leaders = self.by_fact.leaders(*list);
            let weight = self.weights.of_size(self.by_fact.size(*list));
            add(&mut self.shared, &mut self.touched, leaders, weight);
        }
        let mut candidates = vec![];
        for leader in std::mem::take(&mut self.touched) {
            let shared = take(&mut self.shared, leader);
            if shared >= LEAST_RARE {
                candidates.push((shared, leader));
            }
        }
        candidates.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let mut looked_at = 0;
        let mut best: Option<(f32, u32, bool)> = None;
        let mut next = 0.0f32;
        for (_, leader) in candidates {
            let Some(other) = self.sketch(leader) else { continue };
            if !one.is_near(other, STORY_DAYS) || contradicts(one, other) {
                continue;
            }
            looked_at += 1;
            if looked_at > CLOSELY {
                break;
            }
            let found = retold(one, other, &self.weights);
            let score = found.score();
            let holds = is_reworded(one, other, &found, &self.weights);
            let known = best.map_or(0.0, |(known, ..)| known);
            if score > known {
                (best, next) = (Some((score, leader, holds)), known);
            } else {
                next = next.max(score);
            }
        }
        let (score, leader, holds) = best?;
        (holds && next <= score * REWORDED_MARGIN).then_some(leader)
    }
}

/// Whether one is the other in other words and tells nothing otherwise. An outlet does not reword
/// its own reports: it brings them up to date, and then most stays; and two agencies have two
/// reports.
fn is_reworded(one: &Sketch, other: &Sketch, found: &Retold, weights: &Weights) -> bool {
    let (figures, count) = numbers(one, other);
    if found.nats < REWORDED_NATS || one.words.min(other.words) < FEW_WORDS {
        return false;
    }
    let holds = if is_same_outlet(one, other) {
        found.share >= UPDATED_SHARE && found.named >= UPDATED_NAMES && (count == 0 || figures >= UPDATED_NUMBERS)
    } else {
        let two_agencies = one.agency != 0 && other.agency != 0 && one.agency != other.agency;
        let named = if found.named_nats >= MANY_NAMES { REWORDED_NAMES } else { REWORDED_FEW_NAMES };
        !two_agencies && found.score() >= REWORDED_SCORE && found.named >= named && (count < 2 || figures >= REWORDED_NUMBERS)
    };
    holds && otherwise(one, other, weights).share() <= COPY_OTHERWISE
}

/// Whether both are known to be of one outlet.
fn is_same_outlet(one: &Sketch, other: &Sketch) -> bool {
    one.outlet != 0 && one.outlet == other.outlet
}

/// Names and figures that weigh so much, in nats, are enough to ask for most of them.
const MANY_NAMES: f32 = 50.0;

/// Whether two texts that share so many shingles are copies. Templates share all but what matters: so what
/// the sentences that both have tell otherwise counts beside.
fn is_copy(one: &Sketch, other: &Sketch, share: f32, weights: &Weights) -> bool {
    let (short, long) = (one.words.min(other.words), one.words.max(other.words));
    if share < COPY_CONTAINMENT || short < FEW_WORDS {
        return false;
    }
    let otherwise = otherwise(one, other, weights);
    if otherwise.share() > COPY_OTHERWISE || (otherwise.agreed < TOLD_ALIKE && !has_numbers(one, other)) {
        return false;
    }
    let named = || retold(one, other, weights).named;
    if !one.is_near(other, STORY_DAYS) {
        // A notice of few words comes again because the same happens again.
        let is_whole = short >= REPRINT_WORDS.max(long - long / 5);
        return is_whole && one.is_near(other, REPRINT_DAYS) && share >= CUT_CONTAINMENT && named() >= CUT_NAMES;
    }
    if short < long / 2 {
        return share >= CUT_CONTAINMENT && named() >= CUT_NAMES;
    }
    if !is_same_outlet(one, other) {
        return true;
    }
    // What an outlet has of the same form is more often another report than a copy.
    if short < REPRINT_WORDS && share < CUT_CONTAINMENT {
        return named() >= UPDATED_NAMES && numbers(one, other).0 >= UPDATED_NUMBERS;
    }
    named() >= COPY_NAMES
}

/// Names and figures of so much weight, in nats, that sentences of the same words agree on make up for
/// figures elsewhere.
const TOLD_ALIKE: f32 = 20.0;

/// Words to a number in a text that numbers are the point of.
const WORDS_TO_A_NUMBER: u32 = 12;

/// Whether a copy has the numbers of what it copies, if numbers are the point of it.
fn has_numbers(one: &Sketch, other: &Sketch) -> bool {
    let (share, count) = numbers(one, other);
    let words = one.words.min(other.words);
    let is_about_numbers = count > 2 && u32::try_from(count).unwrap_or(u32::MAX).saturating_mul(WORDS_TO_A_NUMBER) >= words;
    share >= COPY_NUMBERS || !is_about_numbers
}

/// Whether the dateline of one names another day than the other was published.
fn contradicts(one: &Sketch, other: &Sketch) -> bool {
    one.peg.contradicts(other) || other.peg.contradicts(one)
}

fn add(shared: &mut [f32], touched: &mut Vec<u32>, leaders: &[u32], weight: f32) {
    for leader in leaders {
        if let Some(sum) = shared.get_mut(*leader as usize) {
            if *sum == 0.0 {
                touched.push(*leader);
            }
            *sum += weight;
        }
    }
}

fn take(shared: &mut [f32], leader: u32) -> f32 {
    shared.get_mut(leader as usize).map_or(0.0, std::mem::take)
}

#[cfg(test)]
mod tests {
    use std::fmt::Write as _;

    use super::*;
    use crate::model::{Article, ArticleId, JudgedBlock, PartialDate, Provenance, PublicationDate, Role, Sourced};
    use crate::story::{Stories, settle};

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
            let day = PartialDate::from(jiff::civil::date(2025, 3, 1 + i8::try_from(roll(4, 9)).unwrap()));
            article.date = PublicationDate::new(day, None, Provenance::Page, 1.0);
        }
        article.blocks = vec![JudgedBlock { line: None, role: Role::Body, reason: None, text }];
        Sketch::of(ArticleId(super::super::facts::mix(seed)), u32::try_from(seed).unwrap(), &article)
    }

    fn stories(sketches: &[Sketch]) -> Stories {
        settle(sketches, &group(sketches))
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
        let sketches: Vec<_> = (0..160).map(sketch).collect();
        let tied = group(&sketches);
        for (place, (leader, link)) in tied.iter().enumerate() {
            assert_eq!(tied[*leader as usize], (*leader, Link::Leads), "{place} {link:?}");
        }
    }
}
