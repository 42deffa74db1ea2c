//! Small things that several pages show.

use maud::{Markup, html};
use newsidx::model::{Notice, Provenance, PublicationDate, StoryRole};
use newsidx::query::{QueryNotice, Span};

use super::super::problem::code_points;
use super::text::{Scraped, inline};

const MONTHS: [&str; 12] =
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"];

/// A date's value as people write it: `18 February 2025`, `February 2025`, `2025`.
pub(super) fn day_text(value: &str) -> String {
    let mut parts = value.splitn(3, '-');
    let year = parts.next().unwrap_or_default().trim_start_matches('0');
    let month = parts.next().and_then(|month| month.parse::<usize>().ok()).and_then(|month| MONTHS.get(month.wrapping_sub(1)));
    let day = parts.next().map(|day| day.trim_start_matches('0'));
    match (month, day) {
        (Some(month), Some(day)) => format!("{day} {month} {year}"),
        (Some(month), None) => format!("{month} {year}"),
        _ => year.to_owned(),
    }
}

/// The same in few letters: `18 Feb 2025`.
pub(super) fn short_day(value: &str) -> String {
    let text = day_text(value);
    let words = text
        .split(' ')
        .map(|word| if word.starts_with(|c: char| c.is_alphabetic()) { word.get(..3).unwrap_or(word) } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// A sentence of the program, with what stands between backticks as code.
pub(super) fn prose(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code dir="auto" { (Scraped(part)) } } @else { (Scraped(part)) }
        }
    }
}

/// When it was published, and where that is from if the page does not say it outright.
pub(super) fn date(date: &PublicationDate) -> Markup {
    let Some(value) = &date.value else { return html! { span.faint { "undated" } } };
    html! {
        span {
            time datetime=(value) title=(source(date)) { (day_text(value)) }
            @if date.source == Provenance::Story { span.faint title="Taken from another copy of the story" { ", by its story" } }
        }
    }
}

/// Where a date is from, in words.
pub(super) fn source(date: &PublicationDate) -> String {
    format!("{}, {:.0} % sure", found(date.source), date.confidence * 100.0)
}

/// Where something was found, in words.
pub(super) fn found(source: Provenance) -> &'static str {
    match source {
        Provenance::Metadata => "from the page's metadata",
        Provenance::Structured => "from structured data",
        Provenance::Url => "from the address",
        Provenance::Page => "from the text of the page",
        Provenance::Dateline => "from the dateline",
        Provenance::Path => "from the file's path",
        Provenance::Story => "from another copy of the story",
        Provenance::Lead => "the first sentence",
        Provenance::None => "not found",
    }
}

/// What an article is in its story.
pub(super) fn role(role: StoryRole) -> Markup {
    let (word, says) = match role {
        StoryRole::Original => ("original", "The earliest known"),
        StoryRole::Copy => ("copy", "Nearly the same text as the original's"),
        StoryRole::Cut => ("cut", "One has most of the other, word for word"),
        StoryRole::Reworded => ("reworded", "The same report in other words"),
        StoryRole::Single => ("single", "The only one"),
    };
    html! { span.role.(word) title=(says) { (word) } }
}

/// A headline, or what stands for one.
pub(super) fn title(title: Option<&str>) -> &str {
    title.filter(|title| !title.trim().is_empty()).unwrap_or("(no text)")
}

/// A number as people write it: `12,345`.
pub(super) fn number(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// A number and what it counts: `1 story`, `1,200 stories`.
pub(super) fn count(many: u64, one: &str) -> String {
    let word = match one.strip_suffix('y') {
        _ if many == 1 => one.to_owned(),
        Some(stem) => format!("{stem}ies"),
        None => format!("{one}s"),
    };
    format!("{} {word}", number(many))
}

/// The query with places marked, and what is said of each.
pub(super) fn pointed(text: &str, span: Span, message: &str, is_wrong: bool) -> Markup {
    let (start, end) = code_points(text, span);
    html! {
        p.query dir="auto" { (place(text, start, end)) }
        p.says.wrong[is_wrong] { (prose(message)) }
    }
}

/// The query around a place, which is marked.
pub(super) fn place(text: &str, start: usize, end: usize) -> Markup {
    const AROUND: usize = 70;
    let part = |from: usize, to: usize| text.chars().skip(from).take(to.saturating_sub(from)).collect::<String>();
    let first = start.saturating_sub(AROUND);
    let end = end.min(start + AROUND);
    let last = end + AROUND;
    let inside = part(start, end);
    html! {
        @if first > 0 { "…" }
        (Scraped(&part(first, start)))
        u.here { @if inside.is_empty() { " " } @else { (Scraped(&inside)) } }
        (Scraped(&part(end, last)))
        @if text.chars().count() > last { "…" }
    }
}

/// What is to be told of an answer.
pub(super) fn notices(text: &str, told: &[Notice], noticed: &[QueryNotice]) -> Markup {
    html! {
        @if !told.is_empty() {
            ul.notices {
                @for notice in told {
                    li {
                        @match noticed.iter().find(|noticed| noticed.text == notice.text) {
                            Some(at) => { (pointed(text, at.span, &at.text, false)) }
                            None => { p.says { (prose(&for_the_page(&notice.text))) } }
                        }
                    }
                }
            }
        }
    }
}

/// Notices are worded for the command line; what they say of flags is said of the page here.
fn for_the_page(text: &str) -> String {
    text.replace("or use `--match any`", "or ask for any of them")
}

/// Outlet, date and agency, as far as they are known.
pub(super) fn facts(outlet: Option<&str>, published: &PublicationDate, agency: Option<&str>) -> Markup {
    html! {
        @if let Some(outlet) = outlet { span.outlet { (inline(outlet)) } }
        (date(published))
        @if let Some(agency) = agency.filter(|agency| outlet != Some(agency)) { span.agency title="Credited agency" { (inline(agency)) } }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_days_read_well() {
        assert_eq!(["0", "999", "1,000", "12,345,678"], [0, 999, 1000, 12_345_678].map(number));
        assert_eq!(["1 story", "2 stories", "1,000 articles"], [count(1, "story"), count(2, "story"), count(1000, "article")]);
        assert_eq!(["18 February 2025", "May 2025", "1994"], ["2025-02-18", "2025-05", "1994"].map(day_text));
        assert_eq!(["18 Feb 2025", "May 2025", "1994"], ["2025-02-18", "2025-05", "1994"].map(short_day));
    }
}
