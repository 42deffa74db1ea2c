//! Filters: those that are on, and those that could be, with what they would leave.

use maud::{Markup, html};
use newsidx::model::{FacetList, FacetTable};
use newsidx::search::{FacetBy, FacetRequest, WHOLE};

use super::super::given::Given;
use super::parts::{count, day_text, number};
use super::text::{Scraped, inline};

/// Values shown at once; the rest is folded away.
const SHOWN: usize = 8;
const MOST: usize = 60;

/// Parameters that narrow a search.
pub(super) const FILTERS: [&str; 8] = ["outlet", "agency", "author", "lang", "since", "until", "on", "page"];

/// The filters that are on; each leads to the search without it.
pub(super) fn chips(given: &Given) -> Markup {
    let on =
        || given.pairs().iter().filter(|(name, value)| name != "page" && FILTERS.contains(&name.as_str()) && !value.is_empty());
    html! {
        @if on().next().is_some() {
            ul.chips aria-label="Filters that are on" {
                @for (name, value) in on() {
                    li {
                        a href=(given.address_without("/", name, value)) {
                            span.faint { (label(name)) } " " (inline(value.strip_prefix(WHOLE).filter(|_| is_name(name)).unwrap_or(value))) " " span.x aria-hidden="true" { "×" }
                            span.unseen { " (take off)" }
                        }
                    }
                }
            }
        }
    }
}

/// The name of a filter, for people.
fn label(filter: &str) -> &str {
    match filter {
        "lang" => "language",
        "since" => "from",
        "until" => "to",
        other => other,
    }
}

/// Whether a filter takes words of names, or whole ones.
fn is_name(filter: &str) -> bool {
    matches!(filter, "outlet" | "agency" | "author")
}

/// The address that narrows by a value of a filter, and by no other that has the same words.
pub(super) fn narrowed(given: &Given, filter: &str, value: &str) -> String {
    given.address("/", &["page"], &[(filter, &whole(filter, value))])
}

fn whole(filter: &str, value: &str) -> String {
    if is_name(filter) { format!("{WHOLE}{value}") } else { value.to_owned() }
}

/// The counts that the page shows.
pub(super) fn wanted() -> FacetRequest {
    let tables = [FacetBy::Outlet, FacetBy::Agency, FacetBy::Language, FacetBy::Author, FacetBy::Year, FacetBy::Month];
    FacetRequest { tables: tables.iter().map(|by| vec![*by]).collect(), sort: None, limit: Some(MOST) }
}

/// The values that narrow what was found.
pub(super) fn refine(given: &Given, facets: &FacetList, has_partial: bool) -> Markup {
    let table = |by: FacetBy| facets.facets.iter().find(|table| table.by == by.as_str());
    let year = table(FacetBy::Year).filter(|years| known(years).len() > 1);
    html! {
        aside.filters id="filters" aria-label="Filters" {
            @if has_partial { p.faint { "Of the " (count(facets.summary.articles, "article")) " that " @if facets.summary.articles == 1 { "has" } @else { "have" } " all of it" } }
            @for (by, heading, name) in [
                (FacetBy::Outlet, "Outlet", "outlet"),
                (FacetBy::Agency, "Agency", "agency"),
                (FacetBy::Language, "Language", "lang"),
                (FacetBy::Author, "Author", "author"),
            ] {
                @if let Some(table) = table(by) { (group(heading, name, table, given)) }
            }
            section {
                h2 { "Date" }
                @if let Some(table) = year.or_else(|| table(FacetBy::Month)) { (dates(table, given)) }
                (span(given))
            }
        }
    }
}

/// The values of a table that are known.
fn known(table: &FacetTable) -> Vec<(&str, u64)> {
    table.values.iter().filter_map(|value| Some((value.value.as_deref()?, value.articles))).collect()
}

fn group(heading: &str, name: &str, table: &FacetTable, given: &Given) -> Markup {
    let known = known(table);
    let links: Vec<Link> = known
        .iter()
        .map(|(value, articles)| {
            let set = whole(name, value);
            let is_on = given.pairs().iter().any(|(known, other)| known == name && *other == set);
            Link {
                shown: (*value).to_owned(),
                language: (name == "lang").then(|| (*value).to_owned()),
                articles: *articles,
                address: narrowed(given, name, value),
                without: is_on.then(|| given.address_without("/", name, &set)),
            }
        })
        .collect();
    html! { @if !links.is_empty() { section { h2 { (heading) } (list(&links, table.distinct)) } } }
}

fn dates(table: &FacetTable, given: &Given) -> Markup {
    let is_on = |value: &str| given.one("on").ok().flatten() == Some(value);
    let links: Vec<Link> = known(table)
        .iter()
        .map(|(value, articles)| Link {
            shown: day_text(value),
            language: None,
            articles: *articles,
            address: given.address("/", &["since", "until", "on", "page"], &[("on", value)]),
            without: is_on(value).then(|| given.address("/", &["on", "page"], &[])),
        })
        .collect();
    list(&links, table.distinct)
}

/// A value that narrows.
struct Link {
    shown: String,
    articles: u64,
    address: String,
    /// The code of a language, for which the script knows a name.
    language: Option<String>,
    /// Where it leads if it is on already.
    without: Option<String>,
}

fn list(links: &[Link], distinct: u64) -> Markup {
    let (shown, folded) = links.split_at(links.len().min(SHOWN));
    let rows = |links: &[Link]| {
        html! {
            ul {
                @for link in links {
                    li {
                        a.on[link.without.is_some()] href=(link.without.as_deref().unwrap_or(&link.address)) aria-current=[link.without.as_ref().map(|_| "true")] {
                            @if let Some(code) = &link.language { bdi data-language=(Scraped(code)) { (Scraped(code)) } } @else { (inline(&link.shown)) }
                            span.n { (number(link.articles)) }
                        }
                    }
                }
            }
        }
    };
    let unlisted = distinct.saturating_sub(links.len() as u64 + 1);
    html! {
        (rows(shown))
        @if !folded.is_empty() {
            details {
                summary { (number(folded.len() as u64)) " more" }
                (rows(folded))
                @if unlisted > 0 { p.faint { "and others with fewer" } }
            }
        }
    }
}

/// A form for a span of days, which works without scripts.
fn span(given: &Given) -> Markup {
    let value = |name: &'static str| given.one(name).ok().flatten().unwrap_or_default();
    let kept = given
        .pairs()
        .iter()
        .filter(|(name, value)| !["since", "until", "on", "page"].contains(&name.as_str()) && !value.is_empty());
    html! {
        form.span action="/" method="get" {
                @for (name, value) in kept { input type="hidden" name=(name) value=(Scraped(value)); }
                @for (name, shown) in [("since", "From"), ("until", "To")] {
                    label {
                        span { (shown) }
                        input type="text" name=(name) value=(Scraped(value(name))) placeholder="2025-02" size="10" maxlength="40"
                            aria-description=[value(name).is_empty().then_some("a day, month or year")];
                    }
                }
                button type="submit" { "Show" }
            }
    }
}
