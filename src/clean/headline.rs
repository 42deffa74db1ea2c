//! Finds the headline: the line above the body that its words, its place, the
//! markup and the head's claims make the likeliest.
//!
//! Invariants: only lines above the body are looked at; a page on which none
//! convinces has no headline. Cost is linear: a bounded stretch is scored.
//!
//! Roles are given in `front`; what a headline is worth against the head's
//! claims is for `meta::title`.

use super::Verdict;
use super::features::View;
use super::front::{Front, is_date, is_headline_claim, open};
use super::shape::{Ending, Opening, Stem, share};
use crate::meta::phrases::{Class, Mode};
use crate::model::{Block, BlockKind, Region};

/// What a line must reach to be the headline.
const CONVINCING: f32 = 0.65;

/// How far above the body a headline can stand, in blocks.
const REACH: usize = 60;

/// Two copies of a headline so near are one headline shown twice.
const TWICE: usize = 12;

/// The line that is the headline.
pub(super) fn find(front: &Front<'_>, start: usize, verdicts: &[Verdict]) -> Option<usize> {
    let body: Vec<Stem> = {
        let texts = (start..front.blocks.len()).filter(|at| front.text.get(*at).copied().unwrap_or(false)).take(40);
        let mut words: Vec<Stem> =
            texts.filter_map(|at| front.views.get(at)).flat_map(|view| view.stems.iter().copied()).collect();
        words.sort_unstable();
        words.dedup();
        words
    };
    let from = if front.claims.titles.is_empty() { start.saturating_sub(REACH) } else { 0 };
    // The `title` element heads the page in some dumps: a line that begins it is the headline.
    let first = front.views.first().filter(|view| view.shape.words >= 4).map(|view| view.folded.clone());
    let mut best: Option<(f32, usize)> = None;
    for at in from..start.min(front.blocks.len()) {
        let (Some(view), Some(block)) = (front.views.get(at), front.blocks.get(at)) else { continue };
        let next = front.views.get(at + 1);
        if next.is_some_and(|next| {
            next.shape.words >= 4 && view.folded.len() > next.folded.len() && view.folded.ends_with(&next.folded)
        }) {
            continue; // a breadcrumb
        }
        if !open(verdicts, at) {
            continue;
        }
        let Some(score) = headline_score(front, view, block, &body, (start, start - at), first.as_deref().filter(|_| at > 0))
        else {
            continue;
        };
        if score > CONVINCING && best.is_none_or(|(other, _)| score > other + 0.01) {
            best = Some((score, at));
        }
    }
    let (best, mut at) = best?;
    // The same headline twice: the upper one, unless it is the far-off `title` element.
    let folded = front.views.get(at).map(|view| view.folded.as_str());
    if let Some(upper) = (at.saturating_sub(TWICE).max(from)..at)
        .find(|upper| open(verdicts, *upper) && front.views.get(*upper).map(|view| view.folded.as_str()) == folded)
    {
        at = upper;
    }
    // Of several headlines in a row the first is the headline, the next the standfirst.
    while let Some(above) = at.checked_sub(1) {
        let (Some(view), Some(block), Some(here)) = (front.views.get(above), front.blocks.get(above), front.blocks.get(at))
        else {
            break;
        };
        let fixed =
            front.views.get(at).is_some_and(|view| is_headline_claim(front, view)) || matches!(here.kind, BlockKind::Heading(_));
        let near = match (block.line, here.line) {
            (Some(above), Some(here)) => here <= above + 2,
            _ => true,
        };
        let score = headline_score(front, view, block, &body, (start, start - above), None);
        // A breadcrumb that ends with the headline is not another headline.
        let crumb = front.views.get(at).is_some_and(|below| view.folded.ends_with(&below.folded));
        let strong = !crumb && score.is_some_and(|score| score + 0.9 > best.min(CONVINCING + 0.5) && view.shape.words >= 5);
        if fixed || !near || !strong {
            break;
        }
        at = above;
    }
    Some(at)
}

fn headline_score(
    front: &Front<'_>,
    view: &View,
    block: &Block,
    body: &[Stem],
    (start, distance): (usize, usize),
    first: Option<&str>,
) -> Option<f32> {
    let claimed = is_headline_claim(front, view);
    let is_top = block.kind == BlockKind::Heading(1);
    let shape = &view.shape;
    let excluded = !view.dates.is_empty()
        || view.byline.is_some()
        || view.controls.is_some()
        || shape.is_row()
        || view.has(Class::Photo, Mode::Start)
        || (view.has(Class::Photo, Mode::Inside) && shape.words > 6)
        || shape.copyright
        || crate::meta::dateline::read(&block.text).is_some()
        || view.junk_phrase(Mode::Whole).is_some()
        || view.junk_phrase(Mode::Start).is_some()
        || matches!(block.kind, BlockKind::Caption | BlockKind::Control)
        || matches!(block.region, Region::Navigation | Region::Footer | Region::Aside | Region::Hidden | Region::Comments)
        || matches!(shape.ending, Ending::Ellipsis | Ending::Colon);
    if !claimed && (excluded || shape.words > 32 || shape.words < 2) {
        return None;
    }
    let own = &view.stems;
    let known = own.iter().filter(|word| body.binary_search(word).is_ok()).count();
    // Few words are easily all known: a kicker is no headline.
    let mut score = 1.6 * share(known, own.len().max(4));
    score += match shape.words {
        0..=2 => -0.9,
        3 => -0.3,
        4..=18 => 0.4,
        _ => 0.0,
    };
    score -= share(distance.min(REACH), REACH) * 1.2;
    if shape.ending == Ending::Stop && !shape.quotes {
        score -= 0.7;
    }
    if matches!(shape.opening, Opening::Small | Opening::Bullet) {
        score -= 0.6;
    }
    if claimed {
        score += 2.5;
    }
    // A byline or date line below it, with no more than a standfirst between.
    let signed = |view: &View| is_date(view) || view.byline.is_some();
    let at = start - distance;
    if (at + 1..=at + 3).any(|below| below < start && front.views.get(below).is_some_and(signed)) {
        score += 0.4;
    }
    // A bare text opens with its headline.
    if front.is_plain && at == 0 && block.kind == BlockKind::Line && shape.is_label() {
        score += 1.0;
    }
    if is_top {
        score += 1.5;
    } else if matches!(block.kind, BlockKind::Heading(_)) {
        score += 0.5;
    }
    if first.is_some_and(|first| first.starts_with(&view.folded) && shape.words >= 3) {
        score += 1.2;
    } else if first.is_some() && view.copies > 1 && known > 0 {
        score += 0.2;
    }
    Some(score)
}
