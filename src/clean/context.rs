//! What a block's neighbours and place say: the second half of its features.
//!
//! Needs a first score of every block (its own features alone). The run is
//! the stretch of the page with the greatest sum of first scores, weighted by
//! length: nearly always the core of the article.
//!
//! Invariants: every feature is a function of first scores, measures and
//! places; cost is linear in the page.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::features::{Feature, View};
use super::shape::{Ending, Stem, share};
use crate::meta::phrases::Mode;
use crate::model::{Block, Reason};

/// First scores beyond this are equally sure.
const SURE: f32 = 4.0;

/// Blocks near the run.
const NEAR: usize = 3;

/// Adds the features of the context; returns the run.
pub(super) fn add(blocks: &[Block], views: &mut [View], first: &[f32]) -> Range<usize> {
    let run = run(views, first);
    let known = run_stems(views, first, &run);
    let opened = opened(views);
    let sure: Vec<f32> = first.iter().map(|score| (score / SURE).clamp(-1.0, 1.0)).collect();
    for at in 0..views.len() {
        let mut features = views.get_mut(at).map(|view| std::mem::take(&mut view.features)).unwrap_or_default();
        let mut add = |feature, value: f32| {
            if value != 0.0 {
                features.push((feature, value));
            }
        };
        neighbours(views, &sure, at, &mut add);
        place(views, &run, at, &mut add);
        words(views, &known, at, &mut add);
        gaps(blocks, at, &mut add);
        if let Some(opened) = opened.get(at).copied().flatten() {
            let prose = views.get(at).is_some_and(|view| view.shape.is_prose());
            add(if prose { Feature::OpenedProse } else { Feature::Opened }, opened);
        }
        if let Some(view) = views.get_mut(at) {
            view.features = features;
        }
    }
    run
}

/// What the page's edges count for, beyond its first and last block.
const EDGE: f32 = -0.5;

/// Features of the scores around a block; `sure` has them between -1 and 1.
fn neighbours(views: &[View], sure: &[f32], at: usize, add: &mut impl FnMut(Feature, f32)) {
    let before = |steps: usize| at.checked_sub(steps).and_then(|at| sure.get(at)).copied().unwrap_or(EDGE);
    let after = |steps: usize| sure.get(at + steps).copied().unwrap_or(EDGE);
    add(Feature::Before, before(1));
    add(Feature::After, after(1));
    add(Feature::Around, (2..=3).map(|steps| before(steps) + after(steps)).sum::<f32>() / 4.0);
    add(Feature::AroundWide, (4..=8).map(|steps| before(steps) + after(steps)).sum::<f32>() / 10.0);
    let above = (1..=5).map(before).fold(-1.0_f32, f32::max);
    let below = (1..=5).map(after).fold(-1.0_f32, f32::max);
    add(Feature::Enclosed, above.min(below));
    let prose = |at: Option<usize>| at.and_then(|at| views.get(at)).is_some_and(|view| view.shape.is_prose());
    let label = |at: Option<usize>| at.and_then(|at| views.get(at)).is_some_and(|view| view.shape.is_label());
    if label(Some(at)) {
        if prose(at.checked_sub(1)) && prose(Some(at + 1)) {
            add(Feature::LabelBetween, 1.0);
        }
        if label(at.checked_sub(1)) && label(Some(at + 1)) {
            add(Feature::LabelRow, 1.0);
        }
    }
}

fn place(views: &[View], run: &Range<usize>, at: usize, add: &mut impl FnMut(Feature, f32)) {
    if run.contains(&at) {
        add(Feature::InRun, 1.0);
        if at + 2 >= run.end {
            add(Feature::LastBlock, 1.0);
        }
    } else if at < run.start {
        add(if run.start - at <= NEAR { Feature::NearBefore } else { Feature::FarBefore }, 1.0);
    } else {
        add(if at - run.end < NEAR { Feature::NearAfter } else { Feature::FarAfter }, 1.0);
        if views.get(at).is_some_and(|view| view.shape.is_prose()) {
            add(Feature::LongAfter, 1.0);
        }
    }
}

/// The stretch with the greatest sum of first scores, each weighted by length.
fn run(views: &[View], first: &[f32]) -> Range<usize> {
    let mut best = (0.0_f32, 0..0);
    let mut sum = 0.0_f32;
    let mut start = 0;
    for (at, (view, score)) in views.iter().zip(first).enumerate() {
        let weight = share(view.shape.words.min(60), 20).max(0.3);
        sum += score.clamp(-SURE, SURE) * weight;
        if sum <= 0.0 {
            sum = 0.0;
            start = at + 1;
        } else if sum > best.0 {
            best = (sum, start..at + 1);
        }
    }
    best.1
}

/// Stems of the run's sure blocks, with the number of blocks that have them.
fn run_stems(views: &[View], first: &[f32], run: &Range<usize>) -> FxHashMap<Stem, usize> {
    let mut known: FxHashMap<Stem, usize> = FxHashMap::default();
    for at in run.clone() {
        let (Some(view), Some(score)) = (views.get(at), first.get(at)) else { continue };
        if *score > 0.0 {
            for stem in &view.stems {
                *known.entry(*stem).or_default() += 1;
            }
        }
    }
    known
}

/// Longest text whose words are compared with the run, in bytes.
const COMPARED: usize = 2_000;

fn words(views: &[View], known: &FxHashMap<Stem, usize>, at: usize, add: &mut impl FnMut(Feature, f32)) {
    let Some(view) = views.get(at).filter(|view| view.folded.len() <= COMPARED && view.stems.len() >= 3) else { return };
    // The block's own contribution to the run does not count.
    let itself = usize::from(view.stems.iter().all(|stem| known.contains_key(stem)));
    let shared = view.stems.iter().filter(|stem| known.get(stem).is_some_and(|blocks| *blocks > itself)).count();
    let overlap = share(shared, view.stems.len());
    add(Feature::Overlap, overlap);
    if shared == 0 {
        add(Feature::NoOverlap, 1.0);
    }
}

/// How strongly each block stands under a heading that opens junk: 1 just
/// below it, fading until prose without an ellipsis has come twice.
fn opened(views: &[View]) -> Vec<Option<f32>> {
    let mut strength: Option<f32> = None;
    let mut prose = 0;
    views
        .iter()
        .map(|view| {
            if opener(view).is_some() {
                strength = Some(1.0);
                prose = 0;
                return None;
            }
            let now = strength;
            if view.shape.is_prose() && view.shape.ending != Ending::Ellipsis {
                prose += 1;
            }
            strength = strength
                .map(|strength| strength * if prose > 0 { 0.4 } else { 0.93 })
                .filter(|strength| *strength > 0.05 && prose < 3);
            now
        })
        .collect()
}

/// The junk a heading opens: `Recommended news`, `Comments (3)`, `Newsletter`.
pub(super) fn opener(view: &View) -> Option<Reason> {
    // `Sign up for storm alerts`: an appeal short enough to be the heading of a box.
    let appeal = |mode| {
        view.junk_phrase(mode)
            .filter(|reason| *reason == Reason::Promotion && view.shape.words <= 8 && view.shape.ending == Ending::Open)
    };
    let reason = view.junk_phrase(Mode::Whole).or_else(|| appeal(Mode::Start)).or_else(|| appeal(Mode::Inside))?;
    // `0 comments` counts; it opens nothing.
    if reason == Reason::Comments && view.folded.trim_start().starts_with("0 ") {
        return None;
    }
    matches!(reason, Reason::Related | Reason::Promotion | Reason::Comments | Reason::Consent).then_some(reason)
}

fn gaps(blocks: &[Block], at: usize, add: &mut impl FnMut(Feature, f32)) {
    let lines = |block: &Block| u32::try_from(block.text.matches('\n').count()).unwrap_or(0) + 1;
    let gap = |one: Option<&Block>, next: Option<&Block>| {
        let (Some(one), Some(next)) = (one, next) else { return false };
        let (Some(first), Some(second)) = (one.line, next.line) else { return false };
        second > first + lines(one)
    };
    if gap(at.checked_sub(1).and_then(|at| blocks.get(at)), blocks.get(at)) {
        add(Feature::GapBefore, 1.0);
    }
    if gap(blocks.get(at), blocks.get(at + 1)) {
        add(Feature::GapAfter, 1.0);
    }
}
