//! Filters: those that are on, and those that could be, with what they would leave.

use maud::{Markup, html};
use newsidx::model::{FacetValue, Facets};

use super::super::given::Given;
use super::parts::{day_text, number};
use super::text::{Scraped, inline};

/// Values shown at once; the rest is folded away.
const SHOWN: usize = 8;
const MOST: usize = 60;

/// Parameters that narrow a search.
pub(super) const FILTERS: [&str; 8] = ["outlet", "agency", "author", "lang", "since", "until", "on", "page"];

/// The filters that are on; each leads to the search without it.
pub(super) fn chips(given: &Given) -> Markup {
    let on = || given.pairs().iter().filter(|(name, value)| name != "page" && FILTERS.contains(&name.as_str()) && !value.is_empty());
    html! {
        @if on().next().is_some() {
            ul.chips aria-label="Filters that are on" {
                @for (name, value) in on() {
                    li {
                        a href=(given.address_without("/", name, value)) {
                            span.faint { (name) } " " (inline(value)) " " span.x aria-hidden="true" { "×" }
                            span.unseen { " (take off)" }
                        }
                    }
                }
            }
        }
    }
}

/// The values that narrow what was found.
pub(super) fn refine(given: &Given, facets: Option<&Facets>) -> Markup {
    let Some(facets) = facets else { return html! {} };
    html! {
        aside.filters id="filters" aria-label="Filters" {
            (group("Outlet", "outlet", &facets.outlet, given))
            (span(given))
        }
    }
}

fn group(heading: &str, name: &str, values: &[FacetValue], given: &Given) -> Markup {
    let known: Vec<(&str, u64)> = values.iter().filter_map(|value| Some((value.value.as_deref()?, value.articles))).collect();
    let (shown, folded) = known.split_at(known.len().min(SHOWN));
    html! {
        @if !known.is_empty() {
            section {
                h2 { (heading) }
                (list(name, shown, given))
                @if !folded.is_empty() {
                    details {
                        summary { (number(folded.len() as u64)) " more" }
                        (list(name, folded.get(..folded.len().min(MOST)).unwrap_or_default(), given))
                    }
                }
            }
        }
    }
}

fn list(name: &str, values: &[(&str, u64)], given: &Given) -> Markup {
    let is_on = |value: &str| given.pairs().iter().any(|(known, set)| known == name && set == value);
    html! {
        ul {
            @for (value, articles) in values {
                li {
                    @if is_on(value) {
                        a.on href=(given.address_without("/", name, value)) aria-current="true" { (inline(value)) span.n { (number(*articles)) } }
                    } @else {
                        a href=(given.address("/", &["page"], &[(name, value)])) { (inline(value)) span.n { (number(*articles)) } }
                    }
                }
            }
        }
    }
}

/// A form for a span of days, which works without scripts.
fn span(given: &Given) -> Markup {
    let value = |name: &'static str| given.one(name).ok().flatten().unwrap_or_default();
    let kept = given.pairs().iter().filter(|(name, value)| !["since", "until", "on", "page"].contains(&name.as_str()) && !value.is_empty());
    html! {
        section {
            h2 { "Date" }
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
            @if !value("since").is_empty() { p.faint { (day_text(value("since"))) @if !value("until").is_empty() { " to " (day_text(value("until"))) } } }
        }
    }
}
