//! Finds the lines that say who wrote the article: bylines with a cue, bylines
//! that dumps break over several lines, and names that stand alone.
//!
//! Invariants: only lines near the headline and the body are read; a line that
//! is only a name counts by what stands around it (a date, a role, an address,
//! the same name below as an author's note), and never if the article speaks
//! of that person. Cost: a bounded number of lines, and for each bare name one
//! look over the page.
//!
//! Reading a byline is for `meta::byline`; roles are given in `front`.

use super::Verdict;
use super::features::View;
use super::front::{Front, is_date};
use super::shape::{Ending, Opening};
use crate::meta::phrases::{Class, Mode};
use crate::meta::{byline, only_agency};
use crate::model::{Block, BlockKind, Hint, Reason, Region, Role};
use crate::text::WordList;

/// How far above the body a byline can stand if there is no headline, in blocks.
const ABOVE: usize = 12;

/// How far below the body's first line, in blocks: under a standfirst or a
/// summary.
const INTO: usize = 12;

/// How far above the body a byline with a cue is looked for if none stands
/// nearer, in blocks: forms and boxes may part the two.
const FAR: usize = 90;

/// How far below the body's last line, in blocks.
const BELOW: usize = 6;

/// Most lines of one byline.
const LONGEST: usize = 16;

/// An article of so many blocks may end with a word on its author.
const TOLD: usize = 8;

/// What a bare name must reach.
const CONVINCING: f32 = 3.0;

/// The blocks that are the byline, in order.
pub(super) fn find(front: &Front<'_>, title: Option<usize>, start: usize, verdicts: &[Verdict]) -> Vec<usize> {
    let top = title.map_or(start.saturating_sub(ABOVE), |title| title.saturating_sub(6).max(start.saturating_sub(60)));
    let end = (start + INTO).min(front.blocks.len());
    let mut lines: Vec<usize> = vec![];
    let mut at = top;
    while at < end {
        if lines.last().is_some_and(|last| at > last + 3) {
            break; // further down a cue is a word of prose that is broken at its links
        }
        let found = cued(front, at, start, verdicts);
        at = found.last().copied().unwrap_or(at) + 1;
        lines.extend(found);
    }
    let signed = |at: usize| front.views.get(at).is_some_and(is_byline);
    if !lines.is_empty() || (top..start.min(front.blocks.len())).any(signed) {
        return lines;
    }
    let ways: [&dyn Fn() -> Vec<usize>; 4] = [
        &|| bare(front, title, start, (top, end), verdicts),
        &|| far(front, top, start, verdicts),
        &|| below(front, start, verdicts),
        &|| labelled(front, start, verdicts),
    ];
    ways.iter().map(|way| way()).find(|lines| !lines.is_empty()).unwrap_or_default()
}

/// A byline with a cue, or a name that signs, below the text.
fn below(front: &Front<'_>, start: usize, verdicts: &[Verdict]) -> Vec<usize> {
    let last = front.text.iter().rposition(|is_text| *is_text).unwrap_or(start);
    let lines = |at: usize| match cued(front, at, start, verdicts) {
        lines if !lines.is_empty() => lines,
        _ if !is_signature(front, at, last, verdicts) => vec![],
        _ if role_after(front, at) => vec![at, at + 1],
        _ => vec![at],
    };
    let end = (last + 1 + BELOW).min(front.blocks.len());
    (last + 1..end).map(lines).find(|lines| !lines.is_empty()).unwrap_or_default()
}

/// Whether a name alone signs the article below its end: beside a date, or
/// with the role on the next line.
fn is_signature(front: &Front<'_>, at: usize, last: usize, verdicts: &[Verdict]) -> bool {
    let (Some(view), Some(block)) = (front.views.get(at), front.blocks.get(at)) else { return false };
    if !usable(block, view, verdicts.get(at)) || view.shape.words > 5 {
        return false;
    }
    if role_after(front, at) {
        return true;
    }
    let dated = at <= last + 2 && [at + 1, at + 2].into_iter().any(|at| front.views.get(at).is_some_and(is_date));
    let known = |names: Vec<String>| {
        names.iter().all(|name| byline::is_known(name) && !is_subject(front, None, at, &crate::text::fold(name)))
    };
    dated && bare_names(block).is_some_and(known)
}

/// Whether the next line is the role of the name on this one: `홍길동` / `기자`.
fn role_after(front: &Front<'_>, at: usize) -> bool {
    let is_role = front.blocks.get(at + 1).is_some_and(|block| byline::is_role_after(&block.text));
    is_role && front.blocks.get(at).is_some_and(|block| (2..=6).contains(&block.text.trim().chars().count()))
}

/// A line far below that labels the author with a noun: `Author: Anna Varga`.
/// Lists of other articles do not.
fn labelled(front: &Front<'_>, start: usize, verdicts: &[Verdict]) -> Vec<usize> {
    let found = (start..front.blocks.len()).find(|at| {
        let noun = |view: &View| {
            let line = view.folded.trim_start_matches(|c: char| !c.is_alphanumeric());
            WordList::AuthorNouns.words().iter().any(|noun| line.starts_with(noun))
        };
        front.views.get(*at).zip(front.blocks.get(*at)).is_some_and(|(view, block)| {
            view.shape.words <= 8 && is_byline(view) && noun(view) && usable(block, view, verdicts.get(*at))
        })
    });
    found.into_iter().collect()
}

fn is_byline(view: &View) -> bool {
    view.byline.as_ref().is_some_and(|line| !line.is_credit && !line.authors.is_empty())
}

/// The byline nearest above a stretch without one: a cue and names, or a line
/// with both beside a date.
fn far(front: &Front<'_>, top: usize, start: usize, verdicts: &[Verdict]) -> Vec<usize> {
    for at in (start.saturating_sub(FAR)..top).rev() {
        let lines = cued(front, at, start, verdicts);
        if !lines.is_empty() {
            return lines;
        }
        let dated = |other: usize| front.views.get(other).is_some_and(is_date);
        let usable = front
            .blocks
            .get(at)
            .zip(front.views.get(at))
            .is_some_and(|(block, view)| is_byline(view) && view.shape.words <= 12 && usable(block, view, verdicts.get(at)));
        if usable && (at.saturating_sub(2)..=at + 2).any(dated) {
            return vec![at];
        }
    }
    vec![]
}

/// A byline with a cue that begins at a block and goes on over more than one
/// line, or stands among the first lines of the text.
fn cued(front: &Front<'_>, at: usize, start: usize, verdicts: &[Verdict]) -> Vec<usize> {
    let (Some(view), Some(block)) = (front.views.get(at), front.blocks.get(at)) else { return vec![] };
    if !usable(block, view, verdicts.get(at)) {
        return vec![];
    }
    let opens = is_short(view) && byline::lone_cue(&block.text).is_some();
    let whole = is_byline(view);
    let inside = whole && at >= start && view.shape.words <= 14 && view.shape.ending != Ending::Stop;
    // In prose that is broken at its links, `von` stands in mid-sentence.
    let above = (at > start || view.shape.opening == Opening::Small).then(|| at.checked_sub(1)).flatten();
    let broken = above
        .filter(|above| !verdicts.get(*above).is_some_and(|verdict| verdict.role == Some(Role::Title)))
        .and_then(|above| front.views.get(above))
        .is_some_and(|above| above.shape.words >= 5 && above.shape.ending == Ending::Open && above.dates.is_empty());
    if (!opens && !whole) || broken {
        return vec![];
    }
    let mut lines = vec![at];
    let mut names = usize::from(whole);
    let mut joined = opens;
    for next in at + 1..(at + LONGEST).min(front.blocks.len()) {
        let (Some(view), Some(block)) = (front.views.get(next), front.blocks.get(next)) else { break };
        let text = block.text.trim();
        if byline::is_joint(text) || matches!(text, "•" | "…" | ":") {
            joined = true;
            lines.push(next);
            continue;
        }
        if !joined || !usable(block, view, verdicts.get(next)) || view.shape.words > 8 || is_date(view) || !view.dates.is_empty()
        {
            break;
        }
        if view.shape.opening == Opening::Small && names == 0 && next > start {
            return vec![];
        }
        let found = if names == 0 { byline::after_cue(text) } else { byline::bare(text) };
        let agency = only_agency(text).is_some();
        if (found.is_empty() && !agency) || view.shape.ending == Ending::Stop && view.shape.words > 4 {
            break;
        }
        names += 1;
        lines.push(next);
        joined = text.ends_with([',', '&']) || text.ends_with(" and") || text.ends_with(" und");
    }
    while lines
        .last()
        .and_then(|at| front.blocks.get(*at))
        .is_some_and(|block| lines.len() > 1 && byline::is_joint(block.text.trim()))
    {
        lines.pop();
    }
    let goes_on = lines
        .last()
        .and_then(|last| front.views.get(last + 1))
        .is_some_and(|next| opens && next.shape.opening == Opening::Small && next.shape.words > 1 && next.dates.is_empty());
    let more = lines.len() > 1 && names > 0;
    if (more || inside) && !(goes_on && at > start) { lines } else { vec![] }
}

/// Whether a block may be part of a byline at all.
fn usable(block: &Block, view: &View, verdict: Option<&Verdict>) -> bool {
    let open = verdict.is_some_and(|verdict| verdict.is_open() || verdict.role == Some(Role::Credit));
    let plain = !matches!(block.kind, BlockKind::Control | BlockKind::Caption | BlockKind::Heading(1));
    let inside = !matches!(block.region, Region::Navigation | Region::Footer | Region::Hidden | Region::Comments);
    open && plain && inside && view.controls.is_none()
}

fn is_short(view: &View) -> bool {
    view.shape.words <= 6
}

/// The lines of the best bare name, with the names joined to it.
fn bare(front: &Front<'_>, title: Option<usize>, start: usize, (top, end): (usize, usize), verdicts: &[Verdict]) -> Vec<usize> {
    let mut best: Option<(f32, usize)> = None;
    for at in top..end {
        let Some(score) = bare_score(front, title, start, at, verdicts) else { continue };
        if score >= CONVINCING && best.is_none_or(|(other, _)| score > other) {
            best = Some((score, at));
        }
    }
    let Some((_, at)) = best else { return vec![] };
    let mut lines = vec![at];
    let mut joined = front.blocks.get(at).is_some_and(|block| block.text.trim().ends_with([',', '&', '|']));
    for next in at + 1..(at + LONGEST).min(front.blocks.len()) {
        let Some(block) = front.blocks.get(next) else { break };
        let signs = || bare_score(front, title, start, next, verdicts).is_some_and(|score| score >= CONVINCING);
        if byline::is_joint(&block.text) {
            joined = true;
        } else if (joined && bare_names(block).is_some()) || signs() {
            joined = false;
            lines.extend((lines.last().map_or(next, |last| last + 1))..=next);
        } else {
            break;
        }
    }
    // More names, one a line, may stand above the best.
    while let Some(above) = lines.first().and_then(|first| first.checked_sub(1)).filter(|above| *above >= top) {
        if bare_score(front, title, start, above, verdicts).is_none_or(|score| score < CONVINCING) {
            break;
        }
        lines.insert(0, above);
    }
    lines
}

/// The names, if a block is nothing else (but a date).
fn bare_names(block: &Block) -> Option<Vec<String>> {
    if block.text.len() > 120 {
        return None;
    }
    let names = byline::bare(&block.text);
    (!names.is_empty()).then_some(names)
}

/// How much speaks for a line that is only a name.
fn bare_score(front: &Front<'_>, title: Option<usize>, start: usize, at: usize, verdicts: &[Verdict]) -> Option<f32> {
    let (view, block) = (front.views.get(at)?, front.blocks.get(at)?);
    let cued = view.dates.iter().any(|date| date.cue != crate::dates::DateCue::None);
    if view.shape.words > 12 || cued || Some(at) == title || !usable(block, view, verdicts.get(at)) {
        return None;
    }
    let junk = [Mode::Whole, Mode::Start, Mode::Inside].into_iter().any(|mode| view.junk_phrase(mode).is_some());
    if junk || view.has(Class::Photo, Mode::Start) || view.has(Class::Photo, Mode::Inside) {
        return None;
    }
    let dated = |at: usize| front.views.get(at).is_some_and(is_date);
    let near = |distance: usize| {
        [at.checked_sub(distance), Some(at + distance)].into_iter().flatten().filter(|other| *other >= title.unwrap_or(0))
    };
    if only_agency(&block.text).is_some() {
        // Beside a date it is whose report it is, else whose picture.
        return (at < start && near(1).any(dated)).then_some(CONVINCING);
    }
    // In prose that is broken at its links a name stands in mid-sentence.
    if front.views.get(at + 1).is_some_and(|next| next.shape.opening == Opening::Small && next.shape.words > 6) {
        return None;
    }
    let names = bare_names(block)?;
    let folded: Vec<String> = names.iter().map(|name| crate::text::fold(name)).collect();
    if folded.iter().any(|name| is_subject(front, title, at, name)) {
        return None;
    }
    let mut score = 0.0;
    if names.iter().any(|name| byline::is_known(name)) {
        score += 2.0;
    }
    if block.hint == Some(Hint::Byline) {
        score += 3.0;
    }
    if !view.dates.is_empty() || near(1).any(dated) {
        score += 2.0;
    } else if near(2).any(dated) {
        score += 1.5;
    } else if near(3).any(dated) {
        score += 0.8;
    }
    let text = |at: usize| front.blocks.get(at).map_or("", |block| block.text.trim());
    let below = text(at + 1);
    let role = |line: &str| line.len() <= 80 && line.split_whitespace().count() <= 7 && byline::has_role(line);
    if role(below) || role(&block.text) {
        score += 2.5;
    }
    if (block.text.contains('@') || below.contains('@')) && below.len() <= 80 {
        score += 2.0;
    }
    let label = |at: usize| {
        front.views.get(at).is_some_and(|view| view.shape.words <= 4 && view.has(Class::Junk(Reason::AuthorBio), Mode::Whole))
    };
    if at.checked_sub(1).is_some_and(label) {
        score += 2.0;
    }
    if has_note(front, start, &folded) {
        score += 2.0;
    } else if view.copies > 1 && view.copies <= 4 {
        score += 0.5;
    }
    if title.is_some_and(|title| (title + 1..=title + 3).contains(&at)) {
        score += 1.0;
    }
    // The place it was written in.
    if below.split_whitespace().count() <= 2 && below.len() > 3 && below.chars().all(|c| c.is_uppercase() || c == ' ') {
        score += 1.0;
    }
    let next =
        front.text.get(at + 1).copied().unwrap_or(false) && front.views.get(at + 1).is_some_and(|view| view.shape.is_prose());
    if next {
        score += 1.0;
    }
    if title.is_some_and(|title| at < title) {
        score -= 1.0;
    }
    if at > start + 3 {
        score -= 0.5;
    }
    Some(score)
}

/// Whether the article or its headline speaks of the person: then the name is
/// a caption's or a crosshead's.
fn is_subject(front: &Front<'_>, title: Option<usize>, at: usize, name: &str) -> bool {
    let headed = title.and_then(|title| front.views.get(title)).is_some_and(|view| view.folded.contains(name));
    // At its end the article may say who the author is.
    let last = front.text.iter().rposition(|is_text| *is_text).unwrap_or(0);
    let last = if last > at + TOLD { last - 2 } else { last + 1 };
    headed
        || (0..last).any(|other| {
            other != at
                && front.text.get(other).copied().unwrap_or(false)
                && front
                    .views
                    .get(other)
                    .is_some_and(|view| view.shape.words >= 8 && view.folded.contains(name) && !view.folded.starts_with(name))
        })
}

/// Whether a line about one of the names stands below the body's beginning, as
/// in `Anna Varga is a reporter`.
fn has_note(front: &Front<'_>, start: usize, names: &[String]) -> bool {
    let Some(views) = front.views.get(start + 1..) else { return false };
    views.windows(2).any(|pair| {
        let [view, next] = pair else { return false };
        names.iter().any(|name| {
            let Some(rest) = view.folded.strip_prefix(name.as_str()) else { return false };
            let bio = view.has(Class::Junk(Reason::AuthorBio), Mode::Inside) || (rest.starts_with(' ') && byline::has_role(rest));
            let note = rest.trim().is_empty()
                && next.folded.split_whitespace().take(12).any(|word| name.split(' ').any(|part| part == word));
            bio || note || (rest.trim().is_empty() && byline::has_role(&next.folded))
        })
    })
}
