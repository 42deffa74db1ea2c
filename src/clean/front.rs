//! Gives roles to what stands above the body: headline, standfirst, byline,
//! date line, masthead. Everything else up there is junk, and `reasons` says why.
//!
//! Invariants: at most one headline, one masthead and two standfirsts; a
//! headline stands before the body; a page without a convincing headline has none.
//!
//! Which line is the headline is for `headline`.

use std::ops::Range;

use super::Verdict;
use super::features::{View, is_masthead};
use super::headline;
use super::shape::{Ending, Opening};
use super::signed;
use crate::dates::{DateCue, DayMonth};
use crate::meta::date;
use crate::meta::outlet::copyright_holder;
use crate::meta::phrases::{Class, Mode};
use crate::model::{Block, BlockKind, Hint, Reason, Region, Role};
use crate::text::fold;

/// Bylines and date lines stand within so many blocks above the body.
const SIGNED: usize = 12;

/// A headline that opens the page so many blocks above the body is its `title` element.
pub(super) const TITLE_ELEMENT: usize = 8;

/// What the head and the container claim, folded.
pub(super) struct Claims {
    /// Headlines, as claimed and without the outlet.
    pub titles: Vec<String>,
    /// Names of the outlet.
    pub outlets: Vec<String>,
    /// The standfirst.
    pub subtitle: Option<String>,
}

/// The page so far.
pub(super) struct Front<'a> {
    pub blocks: &'a [Block],
    pub views: &'a [View],
    /// Which blocks are the article's text.
    pub text: &'a [bool],
    pub claims: &'a Claims,
    /// Nothing on the page speaks of a web page's frame.
    pub is_plain: bool,
}

/// Gives roles to the blocks above the body; returns where the body begins.
pub(super) fn assign(front: &Front<'_>, verdicts: &mut [Verdict]) -> usize {
    let (start, masthead) = bounds(front, verdicts);
    let title = headline::find(front, start, verdicts);
    if let Some(at) = title {
        set(verdicts, at, Role::Title);
    }
    if masthead.is_none() {
        outlet(front, title.unwrap_or(start), verdicts);
    }
    for at in signed::find(front, title, start, verdicts) {
        sign(verdicts, at);
    }
    // A `title` element far above says nothing of the lines around it.
    let shown = title.filter(|at| *at > 0 || start <= TITLE_ELEMENT);
    lines(front, shown, start, verdicts);
    dates_among(front, title, start, verdicts);
    if let Some(shown) = shown {
        subtitles(front, shown, start, verdicts);
    }
    start
}

/// Where the body begins, and the masthead that gets its role.
pub(super) fn bounds(front: &Front<'_>, verdicts: &mut [Verdict]) -> (usize, Option<usize>) {
    let start = start(front);
    let masthead = masthead(front, start);
    if let Some(at) = masthead {
        set(verdicts, at, Role::Outlet);
    }
    (start, masthead)
}

fn set(verdicts: &mut [Verdict], at: usize, role: Role) {
    if let Some(slot) = verdicts.get_mut(at).filter(|slot| slot.is_open()) {
        *slot = Verdict::role(role);
    }
}

/// A line of the byline; that it is an agency's or a person's credit was only a guess.
fn sign(verdicts: &mut [Verdict], at: usize) {
    if let Some(slot) = verdicts.get_mut(at).filter(|slot| slot.is_open() || slot.role == Some(Role::Credit)) {
        *slot = Verdict::role(Role::Byline);
    }
}

/// The first block that is surely the body: text, and a paragraph.
fn start(front: &Front<'_>) -> usize {
    let texts = || (0..front.blocks.len()).filter(|at| front.text.get(*at).copied().unwrap_or(false));
    let is_subtitle = |at: usize| front.blocks.get(at).is_some_and(|block| block.hint == Some(Hint::Subtitle));
    let is_body = |view: &View| view.shape.is_prose() && !is_headline_claim(front, view);
    let paragraph = |at: &usize| front.views.get(*at).is_some_and(is_body) && !is_subtitle(*at);
    let first = texts().find(paragraph).or_else(|| texts().nth(1)).or_else(|| texts().next());
    let first = below_headline(front, first.unwrap_or(front.blocks.len()), paragraph);
    // A standfirst in full sentences stands above the byline; the body is below that.
    let signed = (first + 1..=first + 3).find(|at| {
        front.views.get(*at).is_some_and(|view| is_date(view) || view.byline.as_ref().is_some_and(|line| !line.is_credit))
    });
    let short = front.views.get(first).is_some_and(|view| view.shape.words <= 45);
    let headed =
        front.views.get(first.saturating_sub(1)).is_some_and(|view| view.shape.is_label() && view.shape.words >= 4) && first > 0;
    let parted = |at: usize| !(first + 1..at).any(|between| front.text.get(between).copied().unwrap_or(false));
    let dateline = front.blocks.get(first).is_some_and(|block| crate::meta::dateline::read(&block.text).is_some());
    match signed.filter(|at| short && headed && !dateline && parted(*at)) {
        Some(signed) => texts().find(|at| *at > signed && paragraph(at)).unwrap_or(first),
        None => first,
    }
}

/// The first paragraph below the headline that the page claims, if only a small
/// part of the text stands above it: the notice of a browser or of a cookie.
fn below_headline(front: &Front<'_>, first: usize, paragraph: impl Fn(&usize) -> bool) -> usize {
    let is_text = |at: &usize| front.text.get(*at).copied().unwrap_or(false);
    let words = |range: Range<usize>| -> usize {
        range.filter(is_text).filter_map(|at| front.views.get(at)).map(|view| view.shape.words).sum()
    };
    let end = front.views.len();
    let claimed = (first + 1..end).find(|at| front.views.get(*at).is_some_and(|view| is_headline_claim(front, view)));
    claimed
        .filter(|headline| words(first..*headline) * 4 < words(*headline..end))
        .and_then(|headline| (headline + 1..end).filter(is_text).find(paragraph))
        .unwrap_or(first)
}

pub(super) fn is_headline_claim(front: &Front<'_>, view: &View) -> bool {
    front.claims.titles.contains(&view.folded)
}

/// A masthead that cannot be the headline: at the very top, a few words, and a
/// menu or the page's clock right below it.
fn masthead(front: &Front<'_>, start: usize) -> Option<usize> {
    let (view, block, next) = (front.views.first()?, front.blocks.first()?, front.views.get(1)?);
    let menu = next.controls == Some(Reason::Navigation) || (next.shape.is_row() && next.byline.is_none()) || crawl_date(next);
    let named =
        is_masthead(block, view) && view.shape.words <= 4 && view.controls.is_none() && view.junk_phrase(Mode::Whole).is_none();
    (start > 1 && menu && named && block.kind == BlockKind::Line).then_some(0)
}

/// The masthead: a short proper name above the headline that the copyright
/// line or the head repeats, or that a menu or the page's clock follows.
fn outlet(front: &Front<'_>, before: usize, verdicts: &mut [Verdict]) {
    let holders = front.blocks.iter().rev().take(12).filter_map(|block| copyright_holder(&block.text)).map(|name| fold(&name));
    // A `title` element that only names the site gives itself away by the masthead.
    let first = front.blocks.first().map(|block| fold(&block.text)).into_iter().collect::<Vec<_>>();
    let tails = front.claims.titles.iter().chain(&first).filter_map(|title| tail(title)).map(str::to_owned);
    let claimed = front.claims.outlets.iter().chain(&front.claims.titles).cloned();
    let known: Vec<String> = holders.chain(claimed).chain(tails).collect();
    let frame = |at: usize| {
        front.views.get(at).is_some_and(|view| {
            view.controls.is_some()
                || view.shape.is_row()
                || view.junk_phrase(Mode::Start).is_some()
                || view.junk_phrase(Mode::Whole).is_some()
                || view.dates.iter().any(|date| date.cue == DateCue::Crawled)
        })
    };
    let mut first = true;
    for at in 0..before.min(front.blocks.len()) {
        let (Some(view), Some(block)) = (front.views.get(at), front.blocks.get(at)) else { break };
        let junk = view.junk_phrase(Mode::Start).is_some() || view.junk_phrase(Mode::Whole).is_some() || view.controls.is_some();
        let repeated = || known.iter().any(|name| *name == view.folded.trim());
        let framed = || first && frame(at + 1) && block.kind == BlockKind::Line;
        let bare = block.text.trim_start().starts_with(char::is_alphanumeric);
        if !junk && bare && (repeated() || framed()) && is_masthead(block, view) {
            set(verdicts, at, Role::Outlet);
            return;
        }
        first = first && (frame(at) || junk);
    }
}

/// What stands behind the last mark of a `title` element: often the outlet.
fn tail(title: &str) -> Option<&str> {
    let (at, mark) = [" | ", " - ", " – ", " — "].into_iter().filter_map(|mark| Some((title.rfind(mark)?, mark))).max()?;
    title.get(at + mark.len()..).map(str::trim)
}

/// Bylines and date lines between headline and body, or shortly above.
fn lines(front: &Front<'_>, title: Option<usize>, start: usize, verdicts: &mut [Verdict]) {
    let top = title.unwrap_or(0);
    let in_byline = |at: usize, view: &View| {
        view.byline.is_some()
            && front.blocks.get(at).is_some_and(|block| !date::dates_in(&block.text, DayMonth::DayFirst).is_empty())
    };
    let dated_below = (top..start).any(|at| front.views.get(at).is_some_and(|view| is_date(view) || in_byline(at, view)));
    for at in 0..start.min(front.blocks.len()) {
        let Some(view) = front.views.get(at) else { break };
        let is_near = at + 4 >= top || at + SIGNED >= start;
        let published = view.dates.iter().any(|date| date.cue == DateCue::Published);
        if crawl_date(view) {
            set_junk(verdicts, at, Reason::CrawlDate);
        } else if view.byline.as_ref().is_some_and(|byline| !byline.authors.is_empty() || byline.agency.is_some()) && is_near {
            let credit = view.byline.as_ref().is_some_and(|byline| byline.is_credit);
            set(verdicts, at, if credit { Role::Credit } else { Role::Byline });
        } else if is_date(view) {
            let stray = (at < top || !is_near) && dated_below;
            if stray && !published {
                set_junk(verdicts, at, Reason::CrawlDate);
            } else {
                set(verdicts, at, Role::Date);
            }
        } else if view.byline.is_some() && is_near {
            set(verdicts, at, Role::Byline);
        }
    }
}

/// The date line, if none was found yet: between a standfirst, or a summary, and
/// the text below it, or beside a reading time that made it junk.
fn dates_among(front: &Front<'_>, title: Option<usize>, start: usize, verdicts: &mut [Verdict]) {
    let near = title.map_or(start.saturating_sub(SIGNED), |title| title.saturating_sub(2));
    let dated = |verdict: &Verdict| verdict.role == Some(Role::Date);
    if verdicts.iter().skip(near).any(dated) {
        return;
    }
    for at in near..(start + SIGNED).min(front.blocks.len()) {
        let Some(view) = front.views.get(at) else { break };
        let is_day = is_date(view) && view.dates.iter().any(|found| found.date.day.is_some());
        let Some(slot) = verdicts.get_mut(at).filter(|_| is_day && Some(at) != title && view.shape.ending != Ending::Stop) else {
            continue;
        };
        // In prose that is broken at its links a date stands in mid-sentence.
        let above = at.checked_sub(1).and_then(|above| front.views.get(above));
        let broken = above.is_some_and(|above| {
            above.shape.words > 4 && above.shape.ending == Ending::Open && above.byline.is_none() && at > start
        });
        let goes_on = front.views.get(at + 1).is_some_and(|next| next.shape.opening == Opening::Small) && at > start;
        let timed = slot.reason == Some(Reason::Boilerplate) && at < start;
        if (slot.is_open() && view.shape.words <= 8 && !broken && !goes_on) || timed {
            *slot = Verdict::role(Role::Date);
            return;
        }
    }
}

fn set_junk(verdicts: &mut [Verdict], at: usize, reason: Reason) {
    if let Some(slot) = verdicts.get_mut(at).filter(|slot| slot.is_open()) {
        *slot = Verdict::junk(reason);
    }
}

pub(super) fn is_date(view: &View) -> bool {
    view.dates.iter().any(|date| matches!(date.cue, DateCue::None | DateCue::Published | DateCue::Modified))
}

/// The page's own clock: `Today: March 28, 2025`.
pub(super) fn crawl_date(view: &View) -> bool {
    let clock = view.dates.iter().any(|date| date.cue == DateCue::Crawled);
    let short = view.shape.words <= 6 && view.shape.digits > 0;
    clock || (view.has(Class::Junk(Reason::CrawlDate), Mode::Start) && (short || !view.dates.is_empty()))
}

/// Standfirsts: sentences or labels right below the headline that are not the body.
fn subtitles(front: &Front<'_>, title: usize, start: usize, verdicts: &mut [Verdict]) {
    let mut found = 0;
    for at in title + 1..start.min(front.blocks.len()) {
        let (Some(view), Some(block)) = (front.views.get(at), front.blocks.get(at)) else { break };
        let shape = &view.shape;
        let is_text = front.text.get(at).copied().unwrap_or(false);
        let junk = [Mode::Whole, Mode::Start, Mode::Inside].into_iter().any(|mode| view.junk_phrase(mode).is_some());
        let caption =
            block.kind == BlockKind::Caption || view.has(Class::Photo, Mode::Start) || view.has(Class::Photo, Mode::Inside);
        let fits = (4..=60).contains(&shape.words) && !junk && !caption && !shape.is_row() && view.controls.is_none();
        let claimed = front.claims.subtitle.as_deref() == Some(view.folded.as_str()) || block.hint == Some(Hint::Subtitle);
        let near = at <= title + if is_text { 4 } else { 2 };
        let outside = matches!(block.region, Region::Aside | Region::Navigation | Region::Hidden | Region::Comments);
        let repeats = front.views.get(title).is_some_and(|title| title.folded == view.folded);
        // Directly above the body and a full sentence: the body's first lines.
        let parted = (at + 1..start).any(|between| front.text.get(between).is_some_and(|is_text| !is_text));
        if repeats || !open(verdicts, at) {
            continue;
        }
        if claimed || (fits && near && !outside && (is_text || at == title + 1)) {
            let body = is_text && shape.ending == Ending::Stop && !parted && !claimed && block.kind == BlockKind::Line;
            if body || found == 2 {
                break;
            }
            set(verdicts, at, Role::Subtitle);
            found += 1;
        }
    }
}

pub(super) fn open(verdicts: &[Verdict], at: usize) -> bool {
    verdicts.get(at).is_some_and(|verdict| verdict.is_open())
}
