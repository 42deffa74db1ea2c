//! Why an article is found by a query, or is not, part by part.

use maud::{Markup, html};
use newsidx::model::{Found, FoundAt, QueryPart, Reason, ScorePart, Why};

use super::super::answer::{Answer, Asked};
use super::super::api::why_of;
use super::super::given::Given;
use super::super::problem::Problem;
use super::frame::{BACK_ARROW, Frame};
use super::parts::{count, facts, number, prose, title};
use super::text::{Scraped, inline};
use super::{answer, query_of};

pub(in crate::serve) fn why(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let text = query_of(asked)?;
    let why = why_of(asked)?;
    let back = asked.given.address("/", &["id"], &[]);
    let article = Given::default().address(&format!("/articles/{}", why.article.id), &[], &[("q", text)]);
    let main = html! {
        main.plain id="main" {
            p.back { a href=(back) { (BACK_ARROW) "Results for " (inline(text)) } }
            header.answer {
                p.meta { (facts(why.article.outlet.as_deref(), &why.article.date, None)) }
                h1.serif dir="auto" { a.open href=(article) { (Scraped(title(why.article.title.as_deref()))) } }
                p.lead { (verdict(&why)) }
            }
            section {
                h2 { "The query, part by part" }
                (parts(&why.parts))
            }
            @if !why.filters.is_empty() { section { h2 { "Filters" } (parts(&why.filters)) } }
            @if !why.added.is_empty() { (added(&why.added)) }
        }
    };
    Ok(answer(Frame::new("Why it is found").query(text).filters(asked.given).back(back).of(&main)))
}

fn verdict(why: &Why) -> Markup {
    html! {
        @match (why.found, why.rank) {
            (Found::No, _) => "It does not answer the query.",
            (found, Some(rank)) => {
                "Number " (number(rank)) " of " (count(why.rows, "row"))
                @if found == Found::Partial { ", as it matches only a part" }
                @if let Some(score) = why.score { ", with a score of " (format!("{score:.2}")) }
                "."
            }
            (_, None) => {
                @if let Some(folded) = &why.folded_into {
                    "Another copy stands for its story, number " (number(folded.rank)) ": "
                    a href=(Given::default().address(&format!("/articles/{}", folded.id), &[], &[("q", &why.query)])) { "see it" } "."
                } @else { "It matches, and has no row of its own." }
            }
        }
    }
}

fn parts(parts: &[QueryPart]) -> Markup {
    html! {
        ul.parts {
            @for part in parts {
                li {
                    p {
                        span.sign.holds[part.holds] aria-hidden="true" { @if part.holds { "✓" } @else { "✗" } }
                        code dir="auto" { (Scraped(&part.part)) } " " (prose(&part.because))
                        @if let Some(score) = part.score { span.n { "+" (format!("{score:.2}")) } }
                    }
                    @if !part.places.is_empty() {
                        p.faint { @for (at, place) in part.places.iter().enumerate() { @if at > 0 { "; " } (self::place(place)) } }
                    }
                    @if !part.parts.is_empty() { (self::parts(&part.parts)) }
                }
            }
        }
    }
}

fn place(found: &FoundAt) -> Markup {
    html! {
        (found.field)
        @if let Some(paragraph) = found.paragraph { ", paragraph " (paragraph) }
        @if let Some(reason) = found.reason { " (" (Reason::as_str(reason).replace('_', " ")) ")" }
        ": " @for (at, word) in found.words.iter().enumerate() { @if at > 0 { ", " } (inline(word)) }
    }
}

fn added(parts: &[ScorePart]) -> Markup {
    html! {
        section {
            h2 { "What else adds to the score" }
            ul.parts {
                @for part in parts {
                    li { p { (inline(&format!("{:?}", part.kind).to_lowercase())) " " code dir="auto" { (Scraped(&part.label)) } span.n { "+" (format!("{:.2}", part.score)) } } }
                }
            }
        }
    }
}
