//! What is in the index.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::super::answer::{Answer, Asked};
use super::super::given::Given;
use super::super::problem::Problem;
use super::answer;
use super::frame::Frame;
use super::parts::{count, number};
use super::refine::narrowed;
use super::text::{Scraped, inline};

/// Values shown of each count; the API has them all.
const SHOWN: usize = 25;

pub(in crate::serve) fn about(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let stats = asked.opened.stats()?;
    let main = html! {
        main.plain.wide id="main" {
            header.answer {
                h1 { (count(stats.articles, "article")) " " span.light { "in " (count(stats.stories, "story")) } }
                p.faint { (crate::commands::stats::span(stats)) }
            }
            div.counts {
                (counts("Outlets", "outlet", &stats.outlets))
                (counts("Agencies", "agency", &stats.agencies))
                (counts("Languages", "lang", &stats.languages))
            }
            section {
                h2 { "For programs" }
                p { "The same answers as JSON: " a href="/api/v1/search?q=" { code { "/api/v1/search?q=…" } } ". "
                    a href="/api/v1/openapi.json" { "The OpenAPI document" } " says what else there is; "
                    a href="/api/v1/stats" { "counts" } " lists all values, and what could not be read." }
            }
        }
    };
    Ok(answer(Frame::new("Index").of(&main)))
}

fn counts(heading: &str, name: &str, values: &BTreeMap<String, u64>) -> Markup {
    let mut sorted: Vec<_> = values.iter().collect();
    sorted.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
    html! {
        @if !sorted.is_empty() {
            section {
                h2 { (heading) " " span.light { (number(sorted.len() as u64)) } }
                ul.values {
                    @for (value, articles) in sorted.iter().take(SHOWN) {
                        li { a href=(narrowed(&Given::default(), name, value)) { @if name == "lang" { bdi data-language=(Scraped(value)) { (Scraped(value)) } } @else { (inline(value)) } span.n { (number(**articles)) } } }
                    }
                }
                @if sorted.len() > SHOWN { p.faint { "and " (number((sorted.len() - SHOWN) as u64)) " more" } }
            }
        }
    }
}
