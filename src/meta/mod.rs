//! Finds what an article says of itself: title, date, outlet, agency, authors,
//! editors, dateline, language, each with the place it was found.
//!
//! Invariants:
//!
//! * Nothing is guessed silently: no value without a provenance.
//! * The container's own data beat the page's head, which beats its text.
//! * Roles and metadata agree: what the text gives comes from blocks with the
//!   role that says so.
//!
//! Which role a block has is decided in `clean`, with the line readers here.

mod agency;
pub(crate) mod byline;
pub(crate) mod date;
pub(crate) mod dateline;
mod imprint;
mod labels;
mod language;
mod names;
pub(crate) mod outlet;
mod outlets;
pub(crate) mod phrases;
pub(crate) mod title;

use crate::dates::DayMonth;
use crate::model::{JudgedBlock, Page, Provenance, PublicationDate, RawDocument, Role, Sourced};
use crate::text::{Language, fold, host};

pub(crate) use agency::named as agency_named;
pub(crate) use agency::only as only_agency;
pub(crate) use names::has_given;

/// What was found of an article.
#[derive(Debug, Clone, Default)]
pub struct Metadata {
    /// The headline, or the first sentence.
    pub title: Sourced,
    /// Who published it.
    pub outlet: Sourced,
    /// The agency that wrote it.
    pub agency: Sourced,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Who edited it.
    pub editors: Vec<String>,
    /// ISO 639-1 code of the body's language.
    pub language: Option<String>,
    /// Where it was reported from.
    pub dateline: Option<String>,
    /// The parts of the outlet it stands in.
    pub sections: Vec<String>,
    /// What it is said to be about.
    pub tags: Vec<String>,
    /// When it was published.
    pub date: PublicationDate,
}

/// Reads the metadata of a judged page.
/// Cost: linear in the page; of long blocks only the ends are looked at.
#[must_use]
pub fn describe(document: &RawDocument, page: &Page, blocks: &[JudgedBlock]) -> Metadata {
    let language = language::of(document, page, blocks);
    let body = blocks.iter().position(|block| block.role == Role::Body).unwrap_or(blocks.len());
    let outlet = outlet::choose(document, page, blocks, language);
    let dateline = blocks.get(body).and_then(|block| dateline::read(&block.text));
    let outlets = outlet_names(document, page, &outlet);
    let people = people(document, page, blocks, &outlets);
    let agency = credited(document, blocks, dateline.as_ref(), &people);
    let date = date::publication(&date::Sources {
        document,
        page,
        blocks,
        order: day_month(document, page, language),
        body,
        title: blocks.iter().position(|block| block.role == Role::Title),
    });
    Metadata {
        title: title::choose(document, page, blocks, &outlets),
        outlet,
        agency,
        authors: people.authors,
        editors: people.editors,
        language: language.map(|language| language.code().to_owned()),
        dateline: document.given.dateline.clone().or_else(|| dateline.and_then(|line| line.place)),
        sections: labels::sections(first(&document.given.sections, &page.head.sections)),
        tags: labels::tags(first(&document.given.tags, &page.head.tags)),
        date,
    }
}

/// What the container says; if it says nothing, what the page does.
fn first<'a>(given: &'a [String], claimed: &'a [String]) -> &'a [String] {
    if given.is_empty() { claimed } else { given }
}

/// The order of day and month in dates written in figures.
pub(crate) fn day_month(document: &RawDocument, page: &Page, language: Option<Language>) -> DayMonth {
    let declared = document.given.language.as_deref().or(page.head.language.as_deref());
    let url = document.source.url.as_deref().or(page.head.url.as_deref()).unwrap_or_default();
    let host = host(url).unwrap_or_default();
    let region = [".com", ".us", ".org", ".net"].iter().any(|end| host.ends_with(end)).then_some("US");
    match declared {
        Some(tag) => DayMonth::for_language(tag, region),
        None => DayMonth::for_language(language.map_or("", Language::code), region),
    }
}

/// Every name the publisher goes by, also the host's.
pub(crate) fn outlet_names(document: &RawDocument, page: &Page, outlet: &Sourced) -> Vec<String> {
    let urls = [document.source.url.as_deref(), page.head.url.as_deref()];
    let hosts = urls.into_iter().flatten().filter_map(title::host_label);
    let claims = page.head.outlets.iter().map(|claim| claim.value.clone());
    outlet.value.clone().into_iter().chain(document.given.outlet.clone()).chain(claims).chain(hosts).collect()
}

/// Authors and editors: the container's, else the head's, else the bylines',
/// else those of the closing credit.
fn people(document: &RawDocument, page: &Page, blocks: &[JudgedBlock], outlets: &[String]) -> byline::Byline {
    let mut found = byline::Byline::default();
    let body = blocks.iter().position(|block| block.role == Role::Body).unwrap_or(blocks.len());
    let mut rest = blocks;
    while let Some(first) = rest.first() {
        let below = blocks.len() - rest.len() > body;
        // Lines of one byline stand together.
        let lines = rest.iter().take_while(|block| block.role == Role::Byline && first.role == Role::Byline).count();
        let (run, after) = rest.split_at(lines.max(1));
        rest = after;
        if first.role == Role::Byline && below && !found.authors.is_empty() {
            continue; // of another article that is linked to
        }
        if first.role == Role::Byline {
            found.add(byline::together(run.iter().map(|block| block.text.as_str())));
        } else if matches!(first.role, Role::Credit | Role::Date) {
            match byline::read(&first.text) {
                Some(line) => found.add(line),
                None if first.role == Role::Date && !below && found.authors.is_empty() => {
                    found.authors = byline::beside_date(&first.text);
                }
                None => {}
            }
        }
    }
    let listed = |names: &[String]| {
        let mut people: Vec<String> = vec![];
        for name in names.iter().flat_map(|name| byline::claimed(name)) {
            if !people.contains(&name) {
                people.push(name);
            }
        }
        people
    };
    let given = listed(&document.given.authors);
    let claims: Vec<String> = page.head.authors.iter().map(|claim| claim.value.clone()).collect();
    let claimed = listed(&claims);
    let is_house = |name: &String| {
        let name = fold(name);
        outlets.iter().map(|outlet| fold(outlet)).any(|outlet| outlet.len() > 2 && name.starts_with(&outlet))
    };
    let shown = |name: &String| found.authors.iter().any(|author| fold(author) == fold(name));
    if !given.is_empty() {
        found.authors = given;
    } else if found.authors.is_empty() || !(claimed.iter().all(is_house) || claimed.iter().all(shown)) {
        // A head that names nobody but the house, or not all, knows less than a byline.
        found.authors = claimed;
    }
    if found.agency.is_none() {
        found.agency = document.given.authors.iter().chain(&claims).find_map(|name| agency::among(name));
    }
    found
}

/// The agency: given, in the dateline, in a byline or credit, or closing the body.
fn credited(
    document: &RawDocument,
    blocks: &[JudgedBlock],
    dateline: Option<&dateline::Dateline>,
    people: &byline::Byline,
) -> Sourced {
    if let Some(given) = document.given.agency.as_deref().map(str::trim).filter(|name| !name.is_empty()) {
        return Sourced::found(agency::among(given).unwrap_or(given), Provenance::Metadata);
    }
    if let Some(name) = dateline.and_then(|line| line.agency) {
        return Sourced::found(name, Provenance::Dateline);
    }
    let lines = blocks.iter().filter(|block| matches!(block.role, Role::Credit | Role::Byline));
    // Among the text `© AFP` is whose picture it is; below it, whose report.
    let last = blocks.iter().rposition(|block| block.role == Role::Body).unwrap_or(0);
    let closing_lines =
        blocks.iter().skip(last + 1).filter(|block| block.role == Role::Credit).find_map(|block| agency::only(&block.text));
    let line = lines
        .filter(|block| !block.text.contains(['©', ':']))
        .find_map(|block| agency::only(&block.text).or_else(|| agency::closing(&block.text)));
    let line = line.or(closing_lines);
    let body = || blocks.iter().rev().find(|block| block.role == Role::Body).and_then(|block| agency::closing(&block.text));
    match people.agency.or(line).or_else(body) {
        Some(name) => Sourced::found(name, Provenance::Page),
        None => Sourced::default(),
    }
}
