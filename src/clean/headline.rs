//! Finds the headline: the line above the body that its words, its place, the
//! markup and the head's claims make the likeliest.
//!
//! Invariants: only lines above the body are looked at, unless the head claims
//! them; a page on which none convinces has no headline. Cost is linear: a bounded
//! stretch is scored.
//!
//! What each measure weighs is data (`data/clean/headline.tsv`), fitted as the
//! judge's weights are. Roles are given in `front`; what a headline is worth
//! against the head's claims is for `meta::title`.

use std::sync::LazyLock;

use super::Verdict;
use super::features::View;
use super::front::{Front, TITLE_ELEMENT, is_date, is_headline_claim, open};
use super::shape::{Ending, Opening, Stem, share};
use crate::meta::phrases::{Class, Mode};
use crate::meta::title;
use crate::model::{Block, BlockKind, Region};

const FILE: &str = include_str!("../../data/clean/headline.tsv");

/// What a line must reach to be the headline.
const CONVINCING: f32 = -0.5;

/// How far above the body a headline can stand, in blocks.
const REACH: usize = 60;

/// Some pages set the headline below the first paragraph, but never far below.
pub(super) const BELOW: usize = 8;

/// How much less likely than a headline further down a few words are that open the page.
const MASTHEAD: f32 = 3.0;

/// Two copies of a headline so near are one headline shown twice.
const TWICE: usize = 12;

/// How many blocks of the body show its words.
const SAMPLED: usize = 40;

macro_rules! measures {
    ($($name:ident $word:literal)*) => {
        /// What is measured of a line that may be the headline. What each
        /// means stands in `data/clean/headline.tsv`.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        enum Measure { $($name),* }

        /// The measures' names in the table.
        const NAMES: &[&str] = &[$($word),*];
    };
}

measures! {
    Bias "bias"
    Known "known_share" KnownHalf "known_half" KnownMany "known_many"
    Words2 "words_1_2" Words3 "words_3" Words5 "words_4_5" Words22 "words_15_22" WordsMore "words_23_more"
    Distance "distance" Adjacent "adjacent"
    Stop "ends_stop" QuotedStop "ends_stop_quoted" Question "ends_question" Sentences "two_sentences" Small "starts_small" Capitals "capitals"
    Claimed "claimed" Title "page_title" TitleWords "page_title_words" TitleHead "page_title_head"
    SignedBelow "signed_below" SignedAbove "signed_above"
    TopHeading "heading_1" OtherHeading "heading"
    Opens "opens_text" Copies "copies" Bracket "ends_bracket"
    ProseBelow "prose_below" LabelBelow "label_below" LabelAbove "label_above" LabelsAbove "labels_above" KickerAbove "kicker_above"
}

/// Weights in the order of `Measure`.
static WEIGHTS: LazyLock<Vec<f32>> = LazyLock::new(|| {
    let of = |name: &str| rows().find(|(row, _)| *row == name).map_or(0.0, |(_, weight)| weight);
    NAMES.iter().map(|name| of(name)).collect()
});

/// Name and weight of each row.
fn rows() -> impl Iterator<Item = (&'static str, f32)> {
    FILE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?.parse().ok()?))
    })
}

/// What the lines are compared with.
struct Known {
    /// Stems of the body.
    body: Vec<Stem>,
    /// The page's first line, folded, and its words: in dumps that print every
    /// text node it is the `title` element.
    first: Option<(String, Vec<Stem>)>,
}

impl Known {
    fn new(front: &Front<'_>, start: usize) -> Self {
        let texts = (start..front.blocks.len()).filter(|at| front.text.get(*at).copied().unwrap_or(false)).take(SAMPLED);
        let mut body: Vec<Stem> =
            texts.filter_map(|at| front.views.get(at)).flat_map(|view| view.stems.iter().copied()).collect();
        body.sort_unstable();
        body.dedup();
        let is_line = front.blocks.first().is_some_and(|block| block.kind == BlockKind::Line);
        let first = front.views.first().filter(|view| is_line && view.shape.words >= 4 && view.shape.is_label());
        let first = first.map(|view| (view.folded.clone(), view.stems.clone()));
        Self { body, first }
    }
}

/// The lines that may be the headline, each with its place and what is measured of it.
pub(super) fn lines(front: &Front<'_>, start: usize, verdicts: &[Verdict]) -> Vec<(usize, Vec<(&'static str, f32)>)> {
    let named = |(measure, value): (Measure, f32)| Some((*NAMES.get(measure as usize)?, value));
    let lines = candidates(front, start, verdicts);
    lines.into_iter().map(|line| (line.at, line.measures.into_iter().filter_map(named).collect())).collect()
}

fn candidates(front: &Front<'_>, start: usize, verdicts: &[Verdict]) -> Vec<Candidate> {
    let known = Known::new(front, start);
    let from = start.saturating_sub(REACH);
    let may_be = |at: &usize| {
        let is_near = (from..start).contains(at) || (*at == 0 && start > 0);
        let claimed = || *at < start + BELOW && front.views.get(*at).is_some_and(|view| is_headline_claim(front, view));
        (is_near || claimed()) && open(verdicts, *at) && !is_breadcrumb(front, *at)
    };
    (0..front.blocks.len()).filter(may_be).filter_map(|at| candidate(front, at, start, &known)).collect()
}

/// The line that is the headline.
pub(super) fn find(front: &Front<'_>, start: usize, verdicts: &[Verdict]) -> Option<usize> {
    let mut best: Option<(f32, usize)> = None;
    let mut scores: Vec<(usize, f32)> = vec![];
    let mut shown: Option<(f32, usize)> = None;
    for candidate in candidates(front, start, verdicts) {
        let Some(view) = front.views.get(candidate.at) else { break };
        let (at, score) = (candidate.at, candidate.score());
        scores.push((at, score));
        // A masthead is no headline if there is another line for it.
        let masthead = at == 0 && view.shape.words <= 3 && !is_headline_claim(front, view);
        let score = if masthead { score - MASTHEAD } else { score };
        let better = |than: Option<(f32, usize)>| score > CONVINCING && than.is_none_or(|(other, _)| score > other + 0.01);
        if better(best) {
            best = Some((score, at));
        }
        if candidate.says_title && better(shown) {
            shown = Some((score, at));
        }
    }
    let (_, at) = best?;
    // What the page shows says it better than its `title` element.
    let at = shown.filter(|_| at == 0).map_or(at, |(_, shown)| shown);
    let at = above_standfirst(front, at, &scores);
    // The same headline twice: the upper one, unless it is the far-off `title` element.
    let folded = front.views.get(at).map(|view| view.folded.as_str());
    let is_copy = |upper: &usize| open(verdicts, *upper) && front.views.get(*upper).map(|view| view.folded.as_str()) == folded;
    if at == 0 {
        return (1..front.blocks.len().min(start + BELOW)).rev().find(is_copy).or(Some(0));
    }
    Some((at.saturating_sub(TWICE)..at).find(is_copy).unwrap_or(at))
}

/// What a bare text claims: in dumps that print every text node the first line
/// is the `title` element, and a line that says the same without the outlet's
/// name is the headline. Folded.
pub(super) fn first_line_claim(blocks: &[Block], views: &[View]) -> Option<String> {
    let (first, block) = (views.first()?, blocks.first()?);
    if block.kind != BlockKind::Line || first.controls.is_some() || first.junk_phrase(Mode::Start).is_some() {
        return None;
    }
    let text = first.folded.trim();
    if first.shape.words >= 5 && first.copies > 1 {
        return Some(text.to_owned());
    }
    let lines = || views.iter().skip(1).map(|view| (view, view.folded.trim())).filter(|(_, line)| !line.is_empty());
    let heads = lines().filter(|(view, line)| {
        let rest = text.strip_prefix(line).unwrap_or_default();
        let parted = rest.starts_with(char::is_whitespace) && view.shape.words >= 2 || view.shape.words >= 4;
        parted && rest.trim_start().starts_with(title::is_separator)
    });
    let tails = lines().filter(|(view, line)| {
        let rest = text.strip_suffix(line).unwrap_or_default();
        view.shape.words >= 4 && rest.trim_end().ends_with(title::is_separator)
    });
    heads.map(|(_, line)| line).max_by_key(|line| line.len()).or_else(|| tails.map(|(_, line)| line).next()).map(str::to_owned)
}

/// Of several headlines in a row the first is the headline, the next the standfirst.
fn above_standfirst(front: &Front<'_>, mut at: usize, scores: &[(usize, f32)]) -> usize {
    let of = |at: usize| scores.iter().find(|(scored, _)| *scored == at).map(|(_, score)| *score);
    while let (Some(above), Some(here), Some(score)) = (at.checked_sub(1), front.views.get(at), of(at)) {
        let Some(view) = front.views.get(above) else { break };
        let near = match (front.blocks.get(above).and_then(|block| block.line), front.blocks.get(at).and_then(|block| block.line))
        {
            (Some(above), Some(here)) => here <= above + 2,
            _ => false,
        };
        let rivals = of(above).is_some_and(|above| above + STANDFIRST > score) && view.shape.words >= 4;
        if !near || !rivals || is_headline_claim(front, here) {
            break;
        }
        at = above;
    }
    at
}

/// By how much a standfirst can score better than its headline.
const STANDFIRST: f32 = 2.0;

/// A row of sections that ends with the headline below it.
fn is_breadcrumb(front: &Front<'_>, at: usize) -> bool {
    let (Some(view), Some(next)) = (front.views.get(at), front.views.get(at + 1)) else { return false };
    next.shape.words >= 4 && view.folded.len() > next.folded.len() && view.folded.ends_with(&next.folded)
}

/// Whether a line that nobody claims cannot be a headline.
fn is_excluded(front: &Front<'_>, at: usize) -> bool {
    let (Some(view), Some(block)) = (front.views.get(at), front.blocks.get(at)) else { return true };
    let shape = &view.shape;
    !view.dates.is_empty()
        || view.byline.is_some()
        || view.controls.is_some()
        || (shape.is_row() && !block.text.contains("··"))
        || view.has(Class::Photo, Mode::Start)
        || (view.has(Class::Photo, Mode::Inside) && shape.words > 6)
        || shape.copyright
        || crate::meta::dateline::read(&block.text).is_some()
        || view.junk_phrase(Mode::Whole).is_some()
        || view.junk_phrase(Mode::Start).is_some()
        || matches!(block.kind, BlockKind::Caption | BlockKind::Control)
        || matches!(block.region, Region::Navigation | Region::Footer | Region::Aside | Region::Hidden | Region::Comments)
        || matches!(shape.ending, Ending::Ellipsis | Ending::Colon)
        || !(2..=32).contains(&shape.words)
        || (usize::try_from(block.link_bytes).unwrap_or(0) * 2 > block.text.len() && !matches!(block.kind, BlockKind::Heading(_)))
}

/// A line that may be the headline.
struct Candidate {
    /// Its block.
    at: usize,
    measures: [(Measure, f32); NAMES.len()],
    /// It has most of its words from the page's first line.
    says_title: bool,
}

impl Candidate {
    /// How likely it is the headline, in log-odds.
    fn score(&self) -> f32 {
        self.measures.iter().map(|(measure, value)| WEIGHTS.get(*measure as usize).copied().unwrap_or(0.0) * value).sum()
    }
}

fn candidate(front: &Front<'_>, at: usize, start: usize, known: &Known) -> Option<Candidate> {
    let (view, block) = (front.views.get(at)?, front.blocks.get(at)?);
    let claimed = is_headline_claim(front, view);
    if !claimed && is_excluded(front, at) {
        return None;
    }
    let shape = &view.shape;
    let own = &view.stems;
    let among = |words: &[Stem]| own.iter().filter(|word| words.binary_search(word).is_ok()).count();
    let in_body = among(&known.body);
    let in_first = known.first.as_ref().filter(|_| at > 0).map_or(0, |(_, words)| among(words));
    let heads = known.first.as_ref().is_some_and(|(first, _)| at > 0 && shape.words >= 3 && first.starts_with(&view.folded));
    let signed = |view: &View| is_date(view) || view.byline.is_some();
    let below = |by: usize| front.views.get(at + by).filter(|_| at + by < front.blocks.len());
    let above = |by: usize| at.checked_sub(by).and_then(|at| front.views.get(at));
    let label = |view: &View| view.shape.words >= 4 && view.shape.is_label() && !view.shape.is_row() && !signed(view);
    let distance = start.saturating_sub(at);
    let is_title = at == 0 && start > TITLE_ELEMENT;
    let flag = |holds: bool| if holds { 1.0 } else { 0.0 };
    let stop = shape.ending == Ending::Stop;
    let measures = [
        (Measure::Bias, 1.0),
        // Few words are easily all known: a kicker is no headline.
        (Measure::Known, share(in_body, own.len().max(4))),
        (Measure::KnownHalf, flag(in_body * 2 >= own.len().max(4))),
        (Measure::KnownMany, share(in_body.min(8), 8)),
        (Measure::Words2, flag(shape.words <= 2)),
        (Measure::Words3, flag(shape.words == 3)),
        (Measure::Words5, flag((4..=5).contains(&shape.words))),
        (Measure::Words22, flag((15..=22).contains(&shape.words))),
        (Measure::WordsMore, flag(shape.words >= 23)),
        (Measure::Distance, if is_title { 0.0 } else { share(distance.min(REACH), REACH) }),
        (Measure::Adjacent, flag(distance <= 1)),
        (Measure::Stop, flag(stop && !shape.quotes)),
        (Measure::QuotedStop, flag(stop && shape.quotes)),
        (Measure::Question, flag(shape.ending == Ending::Question)),
        (Measure::Sentences, flag(shape.stops >= 2)),
        (Measure::Small, flag(matches!(shape.opening, Opening::Small | Opening::Bullet))),
        (Measure::Capitals, if shape.words >= 4 { shape.capital_share() } else { 0.0 }),
        (Measure::Claimed, flag(claimed)),
        (Measure::Title, flag(is_title)),
        (Measure::TitleWords, share(in_first, own.len().max(3))),
        (Measure::TitleHead, flag(heads)),
        (Measure::SignedBelow, flag((1..=3).any(|by| at + by < start && below(by).is_some_and(signed)))),
        (Measure::SignedAbove, flag((1..=3).any(|by| above(by).is_some_and(signed)))),
        (Measure::TopHeading, flag(block.kind == BlockKind::Heading(1))),
        (Measure::OtherHeading, flag(matches!(block.kind, BlockKind::Heading(2..)))),
        (Measure::Opens, flag(front.is_plain && at == 0 && block.kind == BlockKind::Line && shape.is_label())),
        (Measure::Copies, flag(view.copies > 1 && shape.words >= 4)),
        (Measure::Bracket, flag(block.text.trim_end().ends_with([')', '）', ']']))),
        (Measure::ProseBelow, flag(below(1).is_some_and(|view| view.shape.is_prose()))),
        (Measure::LabelBelow, flag(below(1).is_some_and(label))),
        (Measure::LabelAbove, flag(above(1).is_some_and(label))),
        (Measure::LabelsAbove, flag((2..=4).any(|by| above(by).is_some_and(label)))),
        (Measure::KickerAbove, flag(above(1).is_some_and(|view| view.shape.words <= 3 && !signed(view)))),
    ];
    Some(Candidate { at, measures, says_title: shape.words >= 4 && in_first * 10 >= own.len().max(3) * 6 })
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[track_caller]
    fn claimed(lines: &[&str], expected: Option<&str>) {
        let lines = || lines.iter().zip(1u32..).map(|(text, number)| Block::line(number, *text));
        let page = crate::model::Page { blocks: lines().collect(), ..Default::default() };
        let views = crate::clean::features::views(&page, &[], crate::dates::DayMonth::DayFirst, false);
        assert_eq!(first_line_claim(&page.blocks, &views).as_deref(), expected, "{:?}", page.blocks);
    }

    #[test]
    fn first_lines_claim_what_the_page_shows() {
        claimed(
            &["Mill bridge closed after flood - Quay Courier", "Menu", "Mill bridge closed after flood"],
            Some("mill bridge closed after flood"),
        );
        claimed(&["„Genug geredet“  –  Kaiblatt", "Menü", "„Genug geredet“"], Some("„genug geredet“"));
        claimed(
            &["Kaiblatt | Mühlbrücke nach Hochwasser gesperrt", "Mühlbrücke nach Hochwasser gesperrt"],
            Some("muhlbrucke nach hochwasser gesperrt"),
        );
        claimed(&["강 다리 나흘 만에 다시-사회ㅣ강변일보", "강 다리 나흘 만에 다시"], Some("강 다리 나흘 만에 다시"));
        claimed(
            &["Mill bridge closed after flood", "Menu", "Mill bridge closed after flood"],
            Some("mill bridge closed after flood"),
        );
        claimed(&["Quay Courier - Sport", "Menu", "Sport"], None);
        claimed(&["Mill bridge closed after flood - Quay Courier", "Menu", "The flood closed a bridge"], None);
    }

    #[test]
    fn every_measure_has_its_row() {
        let rows: Vec<&str> = rows().map(|(name, _)| name).collect();
        assert_eq!(rows.len(), rows.iter().collect::<HashSet<_>>().len(), "a row stands twice");
        assert_eq!(rows.iter().copied().collect::<HashSet<_>>(), NAMES.iter().copied().collect());
        for line in FILE.lines().filter(|line| !line.starts_with('#')) {
            assert_eq!(line.split('\t').count(), 3, "name, weight, meaning: `{line}`");
        }
    }
}
