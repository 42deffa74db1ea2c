//! Runs the steps of the judgement over one page, in order.
//!
//! Invariants: as many verdicts as blocks, none open at the end. Each step only
//! fills verdicts that are still open, except that `sections` takes clear junk
//! out of the text.

use super::Verdict;
use super::context;
use super::decode;
use super::features::{View, is_plain, views};
use super::front::{self, Claims, Front};
use super::headline;
use super::reasons::{self, Place};
use super::sections;
use super::weights;
use crate::meta::{day_month, only_agency, outlet_names, title};
use crate::model::{Block, BlockKind, Page, RawDocument, Reason, Role, Sourced};
use crate::text::{Language, detect_language, fold};

/// How much of a page's longer blocks shows its language, in bytes.
const SAMPLE: usize = 4_000;

/// The judged page, before roles.
pub(super) struct Scored {
    pub views: Vec<View>,
    /// First and second score of each block.
    pub first: Vec<f32>,
    pub scores: Vec<f32>,
}

/// Measures and scores every block.
pub(super) fn scored(document: &RawDocument, page: &Page, languages: &[Language]) -> Scored {
    let order = day_month(document, page, languages.first().copied());
    let mut views = views(page, languages, order, is_given(document));
    let first: Vec<f32> = views.iter().map(weights::first_score).collect();
    context::add(&page.blocks, &mut views, &first);
    let scores = views.iter().map(weights::score).collect();
    Scored { views, first, scores }
}

/// The language of the page, as far as its longer blocks show it.
pub(super) fn languages(document: &RawDocument, page: &Page) -> Vec<Language> {
    let declared = document.given.language.as_deref().or(page.head.language.as_deref());
    let mut sample = String::new();
    for block in page.blocks.iter().filter(|block| block.text.len() > 80) {
        sample.push_str(&block.text);
        sample.push('\n');
        if sample.len() > SAMPLE {
            break;
        }
    }
    detect_language(&sample, declared).into_iter().collect()
}

/// Whether the text came as a field of its own, apart from its title: then it
/// is the article, and only clear junk goes.
fn is_given(document: &RawDocument) -> bool {
    let given = &document.given;
    !given.is_page && (document.source.record.is_some() || (given.title.is_some() && document.media != crate::model::Media::Html))
}

/// The page before anything above the body has a role.
struct Parted {
    views: Vec<View>,
    scores: Vec<f32>,
    /// Which blocks are the article's text.
    text: Vec<bool>,
    /// The reason of the box each block stands in.
    boxes: Vec<Option<Reason>>,
    claims: Claims,
    verdicts: Vec<Verdict>,
}

impl Parted {
    fn new(document: &RawDocument, page: &Page) -> Self {
        let languages = languages(document, page);
        let Scored { views, scores, .. } = scored(document, page, &languages);
        let mut verdicts = vec![Verdict::default(); views.len()];
        sections::clear(&page.blocks, &views, &scores, &mut verdicts);
        let mut text = decode::labels(&transparent(&scores, &verdicts));
        rescue(&page.blocks, &views, &scores, &mut text);
        sections::lists(&views, &verdicts, &mut text);
        let boxes = sections::boxes(&page.blocks, &views, &scores, &mut text, &verdicts);
        sections::consent(&views, &mut text, &mut verdicts);
        sections::trailing(&views, &mut text);
        bios(document, page, &views, &mut text, &mut verdicts);
        repeated(&views, &mut text, &mut verdicts);
        copies(&views, &mut text, &mut verdicts);
        let claims = claims(document, page, &views);
        Self { views, scores, text, boxes, claims, verdicts }
    }

    fn front<'a>(&'a self, page: &'a Page) -> Front<'a> {
        let is_plain = is_plain(&self.views);
        Front { blocks: &page.blocks, views: &self.views, text: &self.text, claims: &self.claims, is_plain }
    }
}

/// One verdict for each block.
pub(super) fn verdicts(document: &RawDocument, page: &Page) -> Vec<Verdict> {
    let mut parted = Parted::new(document, page);
    let mut verdicts = std::mem::take(&mut parted.verdicts);
    let start = front::assign(&parted.front(page), &mut verdicts);
    let Parted { views, scores, mut text, boxes, .. } = parted;
    leads(&views, &scores, &boxes, start, &verdicts, &mut text);
    finish(page, &views, &text, &boxes, start, &mut verdicts);
    verdicts
}

/// The lines that may be the headline, with what is measured of each.
pub(super) fn headlines(document: &RawDocument, page: &Page) -> Vec<(usize, Vec<(&'static str, f32)>)> {
    let mut parted = Parted::new(document, page);
    let mut verdicts = std::mem::take(&mut parted.verdicts);
    let front = parted.front(page);
    let (start, _) = front::bounds(&front, &mut verdicts);
    headline::lines(&front, start, &verdicts)
}

/// Longest island of insertions, in blocks.
const ISLAND: usize = 3;

/// The scores with small islands made transparent: an advertisement or a
/// caption between two paragraphs says nothing about what stands beside it.
pub(super) fn transparent(scores: &[f32], verdicts: &[Verdict]) -> Vec<f32> {
    let inserted = |at: usize| {
        verdicts.get(at).is_some_and(|verdict| {
            matches!(verdict.role, Some(Role::Caption | Role::Credit))
                || matches!(verdict.reason, Some(Reason::Advertisement | Reason::Share | Reason::Promotion | Reason::Consent))
        })
    };
    let solid = |at: usize| scores.get(at).is_some_and(|score| *score > -1.0) && !inserted(at);
    let mut open = scores.to_vec();
    let mut at = 0;
    while at < scores.len() {
        let end = (at..scores.len()).find(|end| !inserted(*end)).unwrap_or(scores.len());
        if end > at && end - at <= ISLAND && at > 0 && solid(at - 1) && (solid(end) || solid(end + 1)) {
            for score in open.get_mut(at..end).into_iter().flatten() {
                *score = score.max(-0.5);
            }
        }
        at = end.max(at + 1);
    }
    open
}

/// What the head and the container claim, folded.
fn claims(document: &RawDocument, page: &Page, views: &[View]) -> Claims {
    let outlets = outlet_names(document, page, &Sourced::default());
    let claimed = document.given.title.iter().chain(page.head.titles.iter().map(|claim| &claim.value));
    let mut titles: Vec<String> = vec![];
    for value in claimed {
        for title in [fold(value.trim()), fold(&title::without_outlet(value, &outlets, |_| false))] {
            if !title.is_empty() && !titles.contains(&title) {
                titles.push(title);
            }
        }
    }
    // Cut claims only count where the page shows them as a line.
    for value in page.head.titles.iter().map(|claim| &claim.value) {
        let cut = fold(&title::without_outlet(value, &outlets, |line| views.iter().any(|view| view.folded == line)));
        if !titles.contains(&cut) {
            titles.push(cut);
        }
    }
    if titles.is_empty() {
        titles.extend(headline::first_line_claim(&page.blocks, views));
    }
    Claims {
        titles,
        outlets: outlets.iter().map(|name| fold(name)).collect(),
        subtitle: document.given.subtitle.as_deref().map(|subtitle| fold(subtitle.trim())),
    }
}

/// A page whose sequence holds no text keeps its best paragraphs: something
/// was published there.
fn rescue(blocks: &[Block], views: &[View], scores: &[f32], text: &mut [bool]) {
    if text.contains(&true) {
        return;
    }
    let prose = |view: &View| view.shape.is_prose() && view.junk_phrase(crate::meta::phrases::Mode::Start).is_none();
    for ((view, score), slot) in views.iter().zip(scores).zip(text.iter_mut()) {
        *slot = *score > -2.5 && prose(view);
    }
    if !text.contains(&true)
        && let Some(longest) = (0..blocks.len())
            .filter(|at| views.get(*at).is_some_and(|view| view.shape.words >= 8))
            .max_by_key(|at| views.get(*at).map(|view| view.shape.words))
        && let Some(slot) = text.get_mut(longest)
    {
        *slot = true;
    }
}

/// Names that lines about the author are compared with.
const MOST_AUTHORS: usize = 60;

/// Lines about the author below the article: they begin with the author's name.
fn bios(document: &RawDocument, page: &Page, views: &[View], text: &mut [bool], verdicts: &mut [Verdict]) {
    let mut authors: Vec<String> =
        views.iter().filter_map(|view| view.byline.as_ref()).flat_map(|line| line.authors.clone()).collect();
    authors.extend(page.head.authors.iter().map(|claim| claim.value.clone()));
    authors.extend(document.given.authors.iter().cloned());
    let names = authors.iter().map(|name| fold(name)).filter(|name| name.chars().count() >= 4);
    let authors: Vec<String> = names.take(MOST_AUTHORS).collect();
    let Some(last) = text.iter().rposition(|is_text| *is_text) else { return };
    let below = last.saturating_sub(1);
    for at in below..views.len() {
        let Some(view) = views.get(at) else { break };
        let starts = authors.iter().any(|name| view.folded.starts_with(name.as_str()) && view.folded.len() > name.len() + 8);
        // The last paragraph may be about the author only if nothing of the story follows.
        let is_last = at > last || !(at + 1..=last).any(|later| text.get(later).copied().unwrap_or(false));
        let open = verdicts.get(at).is_some_and(|verdict| verdict.is_open());
        let is_bio = starts && is_last && open && (5..=80).contains(&view.shape.words) && view.byline.is_none() && at > 1;
        if is_bio && let (Some(slot), Some(verdict)) = (text.get_mut(at), verdicts.get_mut(at)) {
            *slot = false;
            *verdict = Verdict::junk(Reason::AuthorBio);
        }
    }
}

/// Words from which a block may be the whole article once more.
const WHOLE: usize = 150;

/// The article in one block, as pages keep it for reading aloud or printing, is not read twice.
/// Cost: such blocks are rare, and each is searched for every paragraph.
fn copies(views: &[View], text: &mut [bool], verdicts: &mut [Verdict]) {
    let is_text = |at: usize, text: &[bool]| text.get(at).copied().unwrap_or(false);
    for at in 0..views.len() {
        let Some(whole) = views.get(at).filter(|view| view.shape.words >= WHOLE && is_text(at, text)) else { continue };
        let held: usize = (0..views.len())
            .filter(|other| *other != at && is_text(*other, text))
            .filter_map(|other| views.get(other))
            .filter(|view| (8..WHOLE).contains(&view.shape.words) && whole.folded.contains(view.folded.as_str()))
            .map(|view| view.shape.words)
            .sum();
        if held * 2 > whole.shape.words
            && let (Some(slot), Some(verdict)) = (text.get_mut(at), verdicts.get_mut(at))
        {
            *slot = false;
            *verdict = Verdict::junk(Reason::Repeated);
        }
    }
}

/// A paragraph that stood above already is not read twice.
fn repeated(views: &[View], text: &mut [bool], verdicts: &mut [Verdict]) {
    let mut seen = std::collections::HashSet::new();
    for ((view, slot), verdict) in views.iter().zip(text.iter_mut()).zip(verdicts.iter_mut()) {
        if *slot && view.copies > 1 && view.shape.words >= 6 && !seen.insert(view.folded.as_str()) {
            *slot = false;
            *verdict = Verdict::junk(Reason::Repeated);
        }
    }
}

/// Running text between the headline and the start of the text is the article's first paragraph: a
/// share bar or a box below it had cut it off.
fn leads(views: &[View], scores: &[f32], boxes: &[Option<Reason>], start: usize, verdicts: &[Verdict], text: &mut [bool]) {
    let Some(title) = verdicts.iter().position(|verdict| verdict.role == Some(Role::Title)) else { return };
    for at in title + 1..start {
        let is_lead = views.get(at).is_some_and(|view| view.shape.is_prose())
            && scores.get(at).is_some_and(|score| *score > 0.0)
            && boxes.get(at).is_some_and(Option::is_none)
            && verdicts.get(at).is_some_and(|verdict| verdict.is_open());
        if is_lead && let Some(slot) = text.get_mut(at) {
            *slot = true;
        }
    }
}

/// Fills what is still open: body and headings, lines below the body, junk.
fn finish(page: &Page, views: &[View], text: &[bool], boxes: &[Option<Reason>], start: usize, verdicts: &mut [Verdict]) {
    let last = text.iter().rposition(|is_text| *is_text).unwrap_or(0);
    let title = verdicts.iter().position(|verdict| verdict.role == Some(Role::Title));
    let headline = title.and_then(|at| views.get(at)).map(|view| view.folded.clone());
    for at in 0..views.len() {
        let (Some(view), Some(block)) = (views.get(at), page.blocks.get(at)) else { break };
        let in_box = boxes.get(at).copied().flatten();
        let is_text = text.get(at).copied().unwrap_or(false);
        if !verdicts.get(at).is_some_and(|verdict| verdict.is_open()) {
            continue;
        }
        // Text far above the headline is not the article's.
        let above_title = title.is_some_and(|title| at + headline::BELOW < title || (at < title && !view.shape.is_prose()));
        let found = if is_text && !above_title {
            Verdict::role(if sections::is_heading(&page.blocks, views, text, at) { Role::Heading } else { Role::Body })
        } else if let Some(role) = below(block, view, at, start, last, in_box) {
            Verdict::role(role)
        } else if headline.as_deref() == Some(view.folded.as_str()) && Some(at) != title {
            Verdict::junk(Reason::Repeated)
        } else {
            let place = if at < start {
                Place::Above
            } else if at > last {
                Place::Below
            } else {
                Place::Among
            };
            Verdict::junk(reasons::reason(block, view, place, in_box))
        };
        if let Some(slot) = verdicts.get_mut(at) {
            *slot = found;
        }
    }
}

/// Bylines, dates and credits right below the body, or among it.
fn below(block: &Block, view: &View, at: usize, start: usize, last: usize, in_box: Option<Reason>) -> Option<Role> {
    if in_box.is_some() || at < start || at > last + 4 || block.kind == BlockKind::Control {
        return None;
    }
    if view.byline.as_ref().is_some_and(|line| line.is_credit) || only_agency(&block.text).is_some() {
        return Some(Role::Credit);
    }
    if view.byline.as_ref().is_some_and(|line| !line.authors.is_empty()) {
        return Some(Role::Byline);
    }
    if at <= last + 3 && front::is_date(view) {
        return Some(Role::Date);
    }
    None
}
