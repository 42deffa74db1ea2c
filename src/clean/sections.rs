//! Corrects the sequence where the words are clear: lines that are junk
//! whatever stands around them, boxes that a heading opens, captions, credits,
//! bylines and date lines among the text.
//!
//! Invariants: only blocks with a phrase, a form or a heading that says so are
//! changed; a block that reads like the article and has no such sign stays.

use super::Verdict;
use super::context::opener;
use super::features::View;
use super::front::{crawl_date, is_date};
use super::shape::{Ending, Opening};
use crate::dates::DateCue;
use crate::meta::phrases::{Class, Mode};
use crate::meta::{byline, only_agency};
use crate::model::{Block, BlockKind, Hint, Reason, Region, Role};

/// Above this score a phrase at the line's start does not make it junk.
const SURE: f32 = 2.5;

/// What is clear without the context; open verdicts are for others to fill.
pub(super) fn clear(blocks: &[Block], views: &[View], scores: &[f32], verdicts: &mut [Verdict]) {
    clear_each(blocks, views, scores, verdicts);
    captions_above_credits(blocks, views, verdicts);
}

/// A short line set apart with a picture credit right below it is the caption.
fn captions_above_credits(blocks: &[Block], views: &[View], verdicts: &mut [Verdict]) {
    for at in 1..blocks.len() {
        let is_credit = verdicts.get(at).is_some_and(|verdict| verdict.role == Some(Role::Credit))
            && views.get(at).is_some_and(|view| view.has(Class::Photo, Mode::Start));
        let (Some(line), Some(view)) =
            (at.checked_sub(1).and_then(|above| blocks.get(above)).and_then(|block| block.line), views.get(at - 1))
        else {
            continue;
        };
        let touches = blocks.get(at).and_then(|block| block.line) == Some(line + 1);
        let apart = at < 2 || blocks.get(at - 2).and_then(|block| block.line).is_some_and(|above| above + 1 < line);
        if is_credit
            && touches
            && apart
            && (3..=35).contains(&view.shape.words)
            && view.shape.stops <= 1
            && let Some(slot) = verdicts.get_mut(at - 1).filter(|slot| slot.is_open())
        {
            *slot = Verdict::role(Role::Caption);
        }
    }
}

fn clear_each(blocks: &[Block], views: &[View], scores: &[f32], verdicts: &mut [Verdict]) {
    for (((block, view), score), verdict) in blocks.iter().zip(views).zip(scores).zip(verdicts.iter_mut()) {
        if let Some(found) = clear_one(block, view, *score) {
            *verdict = found;
        }
    }
}

fn clear_one(block: &Block, view: &View, score: f32) -> Option<Verdict> {
    let words = view.shape.words;
    if words <= 6 && only_agency(&block.text).is_some() {
        return Some(Verdict::role(Role::Credit));
    }
    if view.byline.as_ref().is_some_and(|byline| byline.is_credit && words <= 40) {
        return Some(Verdict::role(Role::Credit));
    }
    if let Some(role) = picture(block, view, score) {
        return Some(Verdict::role(role));
    }
    if crawl_date(view) {
        return Some(Verdict::junk(Reason::CrawlDate));
    }
    if view.shape.opening == Opening::Quote {
        return None; // a quotation may hold any phrase
    }
    if let Some(reason) = view.junk_phrase(Mode::Whole) {
        return Some(Verdict::junk(reason));
    }
    if is_tag_row(&block.text) {
        return Some(Verdict::junk(Reason::Tags));
    }
    let published = view.dates.iter().any(|date| date.cue == DateCue::Published);
    if is_date(view) && (words <= 8 || (published && words <= 16)) {
        return None; // a month or weekday may be a word of other phrases
    }
    if let Some(reason) = view.junk_phrase(Mode::Start).filter(|_| words <= 40) {
        let firm = matches!(
            reason,
            Reason::Related | Reason::Share | Reason::Advertisement | Reason::SourceLink | Reason::Tags | Reason::Consent
        );
        if (firm && words <= 25 && score < SURE + 1.5) || score < SURE - 1.0 {
            // A date line may begin with a word that also begins junk.
            return Some(Verdict::junk(reason)).filter(|_| reason != Reason::CrawlDate);
        }
    }
    if let Some(reason) = view.junk_phrase(Mode::Inside).filter(|_| words <= 60) {
        let margin = if words <= 25 { SURE } else { 1.0 };
        if score < margin {
            return Some(Verdict::junk(reason));
        }
    }
    if let Some(reason) = view.controls.filter(|_| !view.shape.is_prose()) {
        return Some(Verdict::junk(reason));
    }
    (view.shape.copyright && words <= 30 && score < SURE).then(|| Verdict::junk(Reason::Boilerplate))
}

/// Whether the block is about a picture, and is its caption or only its credit.
fn picture(block: &Block, view: &View, score: f32) -> Option<Role> {
    let words = view.shape.words;
    if block.hint == Some(Hint::Credit) && words <= 20 {
        return Some(Role::Credit);
    }
    if block.kind == BlockKind::Caption || (block.hint == Some(Hint::Caption) && words <= 80) {
        return Some(if view.has(Class::Photo, Mode::Start) && words <= 6 { Role::Credit } else { Role::Caption });
    }
    if words > 70 || view.shape.is_row() {
        return None;
    }
    let starts = view.has(Class::Photo, Mode::Start);
    if starts && words <= 14 && view.shape.stops <= 1 {
        return Some(if words <= 8 { Role::Credit } else { Role::Caption });
    }
    let length = view.folded.len().max(1);
    // A credit ends the line; in the middle of a sentence the word is a word.
    let ends = view.hits.iter().any(|hit| hit.class == Class::Photo && hit.mode == Mode::Inside && hit.start * 2 > length);
    let firm = view.hits.iter().any(|hit| {
        hit.class == Class::Photo && hit.mode == Mode::Inside && hit.start * 2 > length && is_marked(view, hit.start, hit.end)
    });
    if firm || (ends && score < 1.0) {
        return Some(if words <= 5 { Role::Credit } else { Role::Caption });
    }
    (view.shape.copyright
        && words <= 8
        && !view.folded.chars().any(char::is_numeric)
        && byline::bare(block.text.trim_start_matches(['©', ' ', '\t', '(']).trim_end_matches(')')).len() == 1)
        .then_some(Role::Credit)
}

/// Whether the phrase holds a mark (`photo:`, `(foto`, `/dpa`) and so is no word of a sentence.
fn is_marked(view: &View, start: usize, end: usize) -> bool {
    view.folded.get(start..end).is_some_and(|phrase| phrase.contains([':', '(', '/', '[', '©', '=', '：']))
}

/// `Crime|Europe|World`: short cells parted by bars without spaces, or
/// hashtags.
fn is_tag_row(text: &str) -> bool {
    let text = text.trim();
    if text.len() > 200 || text.contains('\n') {
        return false;
    }
    let mut cells = text.split('|');
    let tight =
        text.contains('|') && !text.contains(" | ") && cells.all(|cell| !cell.is_empty() && cell.split_whitespace().count() <= 4);
    let hashes = text.starts_with('#') && text.split_whitespace().all(|word| word.starts_with('#') && word.len() > 2);
    tight || hashes
}

/// Fills the boxes that headings open, and sets the text labels straight.
/// Returns, for every block, the reason of the box it stands in.
pub(super) fn boxes(
    blocks: &[Block],
    views: &[View],
    scores: &[f32],
    text: &mut [bool],
    verdicts: &[Verdict],
) -> Vec<Option<Reason>> {
    let mut inside: Vec<Option<Reason>> = vec![None; views.len()];
    for (slot, verdict) in text.iter_mut().zip(verdicts) {
        *slot &= verdict.is_open();
    }
    let words = |range: std::ops::Range<usize>, text: &[bool]| -> usize {
        range
            .filter(|at| text.get(*at).copied().unwrap_or(false))
            .filter_map(|at| views.get(at))
            .map(|view| view.shape.words)
            .sum()
    };
    let mut at = 0;
    let mut closed = false;
    // The box before this one broke off at its heading: it may go on below.
    let mut nested = false;
    while at < views.len() {
        let Some(reason) =
            views.get(at).and_then(opener).filter(|_| verdicts.get(at).is_some_and(|verdict| verdict.role.is_some()))
        else {
            at += 1;
            nested = false;
            continue;
        };
        let strict = if nested && reason == Reason::Promotion { Reason::Related } else { reason };
        let above = words(0..at, text);
        let below = words(at + 1..views.len(), text);
        let to_end = closed || reason == Reason::Comments && above > 60 && below * 2 < above;
        let mut end = at + 1;
        let mut sentences = 0;
        while let (Some(view), Some(score)) = (views.get(end), scores.get(end)) {
            let other = opener(view).is_some_and(|other| other != reason)
                && verdicts.get(end).is_some_and(|verdict| verdict.role.is_some());
            nested = other && strict == Reason::Related;
            let below = Below { reason: strict, sentences, has_body: above > 40 };
            if other || (!to_end && below.resumes(blocks, views, text, end, *score)) {
                break;
            }
            sentences += usize::from(view.shape.is_prose() || view.shape.ending == Ending::Stop);
            if view.shape.copyright && view.shape.words <= 40 {
                break;
            }
            if let Some(slot) = inside.get_mut(end) {
                *slot = Some(reason);
            }
            end += 1;
        }
        // A subheading right above the text that goes on belongs to the text.
        let above_text = end.checked_sub(1).filter(|label| *label > at + usize::from(reason != Reason::Related));
        if let Some(label) = above_text
            && text.get(end).copied().unwrap_or(false)
            && text.get(label).copied().unwrap_or(false)
            && is_subheading(blocks, views, label, reason)
        {
            if let Some(slot) = inside.get_mut(label) {
                *slot = None;
            }
            end = label;
        }
        for slot in text.get_mut(at..end).into_iter().flatten() {
            *slot = false;
        }
        // Below the readers' comments the article does not go on.
        if reason == Reason::Comments && to_end {
            closed = true;
        }
        if closed {
            for slot in text.get_mut(at..).into_iter().flatten() {
                *slot = false;
            }
        }
        at = end.max(at + 1);
    }
    inside
}

/// Whether a label below an opened box heads the text after it: markup says
/// so, or the box was only an appeal and it is set apart.
fn is_subheading(blocks: &[Block], views: &[View], at: usize, reason: Reason) -> bool {
    let (Some(block), Some(view)) = (blocks.get(at), views.get(at)) else { return false };
    let label = view.shape.is_label() && view.shape.words <= 14 && view.shape.ending != Ending::Ellipsis;
    label
        && (matches!(block.kind, BlockKind::Heading(_))
            || (block.kind == BlockKind::Line && reason != Reason::Related && reason != Reason::Comments))
}

/// Most lines of a list that a colon introduces.
const LIST: usize = 40;

/// A list that a text block announces with a colon belongs to the text, and
/// so does the sentence after it.
pub(super) fn lists(views: &[View], verdicts: &[Verdict], text: &mut [bool]) {
    let open = |at: usize| verdicts.get(at).is_some_and(|verdict| verdict.is_open());
    for at in 0..views.len() {
        let announces = views.get(at).is_some_and(|view| view.shape.ending == Ending::Colon && view.shape.words >= 4);
        if !announces || !text.get(at).copied().unwrap_or(false) {
            continue;
        }
        let item = |at: usize| {
            views.get(at).is_some_and(|view| view.shape.is_label() && view.copies == 1 && view.shape.ending != Ending::Ellipsis)
        };
        let end = (at + 1..views.len()).find(|end| !item(*end) || !open(*end)).unwrap_or(views.len());
        // A list that ends where text goes on, or with the page, is the text's own.
        let goes_on = views.get(end).is_none_or(|view| open(end) && view.shape.stops >= 1 && view.shape.words >= 5);
        if end - at <= LIST && end > at + 1 && goes_on {
            for slot in text.get_mut(at..(end + 1).min(views.len())).into_iter().flatten() {
                *slot = true;
            }
        }
    }
}

/// Below the last sentence of the text, a headline that others follow belongs to them.
pub(super) fn trailing(views: &[View], text: &mut [bool]) {
    let is_headline = |at: usize| {
        views.get(at).is_some_and(|view| {
            let shape = &view.shape;
            (4..=25).contains(&shape.words) && shape.ending == Ending::Open && shape.opening != Opening::Bullet && !shape.is_row()
        })
    };
    while let Some(last) = text.iter().rposition(|is_text| *is_text) {
        let heads_others = is_headline(last) && is_headline(last + 1) && is_headline(last + 2);
        let Some(slot) = text.get_mut(last).filter(|_| heads_others) else { break };
        *slot = false;
    }
}

/// Words of an article that make what is about consent below it another text.
const ARTICLE: usize = 40;

/// Blocks without text between an article and what the site says of its cookies.
const APART: usize = 3;

/// Below the article and apart from it, text of which at least half is about consent is the site's.
pub(super) fn consent(views: &[View], text: &mut [bool], verdicts: &mut [Verdict]) {
    let is_consent = |view: &View| view.hits.iter().any(|hit| hit.class == Class::Junk(Reason::Consent));
    let mut words = 0;
    let mut apart = 0;
    let mut start = None;
    for (at, view) in views.iter().enumerate() {
        if !text.get(at).copied().unwrap_or(false) {
            apart += 1;
        } else if apart >= APART && words >= ARTICLE && is_consent(view) {
            start = Some(at);
            break;
        } else {
            words = if is_consent(view) { 0 } else { words + view.shape.words };
            apart = 0;
        }
    }
    let Some(start) = start else { return };
    let lines: Vec<usize> = (start..views.len()).filter(|at| text.get(*at).copied().unwrap_or(false)).collect();
    let about = lines.iter().filter(|at| views.get(**at).is_some_and(is_consent)).count();
    if about < 2 || about * 2 < lines.len() {
        return;
    }
    for at in lines {
        if let (Some(slot), Some(verdict)) = (text.get_mut(at), verdicts.get_mut(at)) {
            *slot = false;
            *verdict = Verdict::junk(Reason::Consent);
        }
    }
}

/// What has been seen below a heading that opened a box.
struct Below {
    /// What the heading opened.
    reason: Reason,
    /// Sentences in the box so far.
    sentences: usize,
    /// The article began above the box.
    has_body: bool,
}

impl Below {
    /// Whether the article convincingly goes on at a block.
    fn resumes(&self, blocks: &[Block], views: &[View], text: &[bool], at: usize, score: f32) -> bool {
        let Some(view) = views.get(at) else { return true };
        // Markup shows where a box ends: a paragraph of the main part that is no link.
        let paragraph = |block: &Block| block.kind == BlockKind::Paragraph && block.in_main && block.region == Region::Main;
        let unlinked = blocks.get(at).is_some_and(|block| paragraph(block) && block.link_bytes == 0);
        let prose = view.shape.is_prose();
        if unlinked && prose && score > 0.5 && view.junk_phrase(Mode::Inside).is_none() {
            return true;
        }
        let is_text = text.get(at).copied().unwrap_or(false);
        if !is_text || view.shape.ending == Ending::Ellipsis {
            return false;
        }
        let again = text.get(at + 1).copied().unwrap_or(false) && views.get(at + 1).is_some_and(|view| view.shape.is_prose());
        match self.reason {
            // One sentence belongs to the appeal; then the article goes on.
            Reason::Promotion | Reason::Consent => {
                (prose && (!self.has_body || self.sentences >= 1 || score > SURE || view.shape.words > 25)) || self.sentences >= 3
            }
            _ if !self.has_body => prose,
            _ => {
                prose
                    && ((score > 1.5 && again) || view.shape.words >= 40 || (score > SURE && self.sentences == 0) || score > 3.0)
            }
        }
    }
}

/// Whether a text block is a heading of the story: a short label with text
/// below it.
pub(super) fn is_heading(blocks: &[Block], views: &[View], text: &[bool], at: usize) -> bool {
    let (Some(view), Some(block)) = (views.get(at), blocks.get(at)) else { return false };
    let shape = &view.shape;
    let marked = matches!(block.kind, BlockKind::Heading(_));
    if !marked && block.kind != BlockKind::Line {
        return false;
    }
    // `Q: Were you afraid?` speaks; it heads nothing.
    let speaker = block.text.split_once(':').is_some_and(|(name, _)| name.chars().count() <= 3);
    let fits = shape.words <= 14
        && !speaker
        && matches!(shape.ending, Ending::Open | Ending::Question)
        && matches!(shape.opening, Opening::Letter | Opening::Quote | Opening::Mark | Opening::Digit)
        && block.text.lines().count() == 1
        && !(shape.ending == Ending::Question && shape.opening == Opening::Quote);
    let next = (at + 1..views.len()).find(|next| text.get(*next).copied().unwrap_or(false));
    let below = next.and_then(|next| views.get(next)).is_some_and(|next| {
        next.shape.words >= 12
            || next.shape.opening == Opening::Bullet
            || (matches!(next.shape.ending, Ending::Stop | Ending::Question) && next.shape.words > 5)
    });
    let before = (0..at).rev().find(|before| text.get(*before).copied().unwrap_or(false)).and_then(|before| views.get(before));
    let above = before.is_none_or(|before| {
        !before.shape.is_label() || matches!(before.shape.ending, Ending::Colon) || before.shape.opening == Opening::Bullet
    });
    fits && below && (marked || above) && (marked || before.is_some())
}
