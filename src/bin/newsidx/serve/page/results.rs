//! The results of a search, or the first page where nothing is asked.

use maud::{Markup, html};
use newsidx::model::{Hit, SearchResponse};
use newsidx::search::{Counts, DEFAULT_LIMIT, SearchRequest};

use super::super::answer::{Answer, Asked};
use super::super::export::Format;
use super::super::given::Given;
use super::super::problem::Problem;
use super::super::request::{DEEPEST, Question, layout, question};
use super::frame::{BACK_ARROW, Frame};
use super::parts::{count, facts, notices, number, place, prose, title};
use super::text::{Scraped, inline, marked};
use super::{answer, home, query_of, refine, timeline};

/// Pages of one list.
const MOST_PAGES: usize = DEEPEST / DEFAULT_LIMIT;

/// Parameters that ask for something.
const ASKS: [&str; 8] = ["q", "outlet", "agency", "author", "lang", "since", "until", "on"];

pub(in crate::serve) fn search(asked: &Asked<'_>) -> Result<Answer, Problem> {
    let given = asked.given;
    if !given.pairs().iter().any(|(name, value)| ASKS.contains(&name.as_str()) && !value.is_empty()) {
        return home::home(asked);
    }
    let text = query_of(asked)?;
    let read = question(given).and_then(|question| Ok((layout(given, question.request)?, question.noticed)));
    let (request, noticed) = match read {
        Ok(read) => read,
        Err(problem) if problem.is_mistake() => return Ok(mistaken(given, text, &problem)),
        Err(problem) => return Err(problem),
    };
    let page = given.number("page", &(1..=MOST_PAGES), 1)?;
    let request = SearchRequest { offset: (page - 1) * request.limit, facets: false, ..request };
    let searcher = asked.opened.searcher(&asked.shared.paths);
    let (response, counts) = match searcher.search_counted(&request, &refine::wanted()).map_err(Problem::from) {
        Ok(found) => found,
        Err(problem) if problem.is_mistake() => return Ok(mistaken(given, text, &problem)),
        Err(problem) => return Err(problem),
    };
    let shown = if text.is_empty() { "All articles" } else { text };
    let body = body(given, &Question { request, noticed }, &response, counts.as_ref(), page);
    Ok(answer(Frame::new(shown).query(text).filters(given).of(&body)))
}

/// The page for a query that cannot be read: every mistake under its place.
fn mistaken(given: &Given, text: &str, problem: &Problem) -> Answer {
    let main = html! {
        main.plain id="main" {
            h1 { @if problem.errors.len() > 1 { "The query has mistakes" } @else { "The query has a mistake" } }
            @if problem.errors.is_empty() { p.lead { (prose(&problem.detail)) } }
            ul.notices.mistakes {
                @for mistake in &problem.errors {
                    li {
                        @if let (Some(start), Some(end)) = (mistake.start, mistake.end) {
                            p.query dir="auto" { (place(text, start, end)) }
                        }
                        p.says.wrong {
                            @if mistake.start.is_none() { code { (Scraped(&mistake.parameter)) } ": " }
                            (prose(&mistake.message))
                            @if let Some(help) = &mistake.help { ": " (prose(help)) }
                        }
                    }
                }
            }
            p { a href="/help" { "What can be written in a query" } }
        }
    };
    let page = Frame::new("Mistake in the query").query(text).filters(given).of(&main);
    answer(page).status(axum::http::StatusCode::BAD_REQUEST)
}

fn body(given: &Given, question: &Question, response: &SearchResponse, counts: Option<&Counts>, page: usize) -> Markup {
    let Question { request, noticed } = question;
    let summary = &response.summary;
    let found = summary.articles + summary.partial;
    let is_empty = found == 0;
    html! {
        div.columns {
            main id="main" {
                header.answer {
                    h1 {
                        @if is_empty { "Nothing found" } @else {
                            (count(found, "article")) " "
                            span.light {
                                "in " (count(summary.stories, "story"))
                                @if summary.outlets > 1 { ", " (count(summary.outlets, "outlet")) }
                            }
                        }
                    }
                    @if !response.parsed.is_empty() {
                        p.read { span.faint { "Read as " } code dir="auto" { (Scraped(&response.parsed)) } }
                    }
                    (notices(&request.text, &response.notices, noticed))
                    @if summary.in_junk > 0 {
                        p.faint {
                            (count(summary.in_junk, "more article")) " only where text was set aside: "
                            a href=(given.address("/", &["page", "in"], &[("in", "all")])) { "search that too" }
                        }
                    }
                    (refine::chips(given))
                }
                @if is_empty { (nothing(given, request)) } @else {
                    @if let Some(timeline) = counts.and_then(|counts| counts.timeline.as_ref()) { (timeline::timeline(given, timeline)) }
                    (tools(given))
                    ol.hits start=(request.offset + 1) {
                        @for hit in &response.hits { (row(hit, given)) }
                    }
                    (pages(given, request, response, page))
                    (exports(given))
                }
            }
            @if let Some(counts) = counts { (refine::refine(given, &counts.facets, summary.partial > 0)) }
        }
    }
}

fn nothing(given: &Given, request: &SearchRequest) -> Markup {
    let has_filters =
        refine::FILTERS.iter().any(|name| given.pairs().iter().any(|(known, value)| known == name && !value.is_empty()));
    html! {
        section.empty {
            p { "No article has what was asked for." }
            ul {
                @if has_filters {
                    li { a href=(given.address("/", &refine::FILTERS, &[])) { "Search without the filters" } }
                }
                @if request.match_mode != newsidx::search::MatchMode::Any && request.text.trim().contains(' ') {
                    li { a href=(given.address("/", &["match", "page"], &[("match", "any")])) { "Search for any of the words" } }
                }
                li { "Fewer words find more, and " code { "word*" } " finds all that begin so. " a href="/help" { "More on queries" } }
            }
        }
    }
}

fn tools(given: &Given) -> Markup {
    let current = |name: &'static str, usual: &'static str| given.one(name).ok().flatten().unwrap_or(usual).to_owned();
    let (sort, copies) = (current("sort", "relevance"), current("copies", "fold"));
    html! {
        div.tools {
            nav aria-label="Order" {
                @for (word, shown) in [("relevance", "Best first"), ("newest", "Newest"), ("oldest", "Oldest")] {
                    a href=(given.address("/", &["sort", "page"], &[("sort", if word == "relevance" { "" } else { word })]))
                        aria-current=[(sort == word).then_some("true")] { (shown) }
                }
            }
            nav aria-label="Copies" {
                @for (word, shown) in [("fold", "Stories"), ("expand", "Every copy")] {
                    a href=(given.address("/", &["copies", "page"], &[("copies", if word == "fold" { "" } else { word })]))
                        aria-current=[(copies == word).then_some("true")] { (shown) }
                }
            }
            a.filters-link href="#filters" { "Filters" }
        }
    }
}

fn row(hit: &Hit, given: &Given) -> Markup {
    let query = given.one("q").ok().flatten().unwrap_or_default();
    let address = Given::default().address(&format!("/articles/{}", hit.id), &[], &[("q", query)]);
    let language = hit.language.as_deref();
    html! {
        li.hit {
            article {
                p.meta { (facts(hit.outlet.as_deref(), &hit.date, hit.agency.as_deref())) }
                h2 dir="auto" lang=[language] {
                    a.open href=(address) {
                        @match &hit.title {
                            Some(text) if !text.trim().is_empty() => { (marked(text, &hit.title_highlights)) }
                            _ => { (title(None)) }
                        }
                    }
                }
                @for passage in &hit.passages {
                    p.passage dir="auto" lang=[language] { (marked(&passage.text, &passage.highlights)) }
                }
                @if hit.partial && !hit.missing.is_empty() {
                    p.missing { "without " @for part in &hit.missing { s { (inline(part)) } " " } }
                }
                p.copies {
                    @if hit.story.articles > 1 {
                        span {
                            a href=(format!("/stories/{}", hit.story.id)) {
                                (count(hit.story.articles, "article"))
                                @if hit.story.outlets > 1 { " in " (count(hit.story.outlets, "outlet")) }
                            }
                            " carry this story"
                        }
                    }
                    @if !query.is_empty() {
                        a.quiet href=(given.address("/why", &["page", "sort"], &[("id", &hit.id)])) { "Why is it here?" }
                    }
                }
            }
        }
    }
}

fn pages(given: &Given, request: &SearchRequest, response: &SearchResponse, page: usize) -> Markup {
    let has_more = response.hits.len() == request.limit && page < MOST_PAGES;
    let to = |page: usize| given.address("/", &["page"], &[("page", &if page > 1 { page.to_string() } else { String::new() })]);
    html! {
        @if page > 1 || has_more {
            nav.pages aria-label="Pages of results" {
                @if page > 1 { a href=(to(page - 1)) rel="prev" { (BACK_ARROW) "Before" } } @else { span {} }
                span.faint { "Page " (number(page as u64)) }
                @if has_more { a href=(to(page + 1)) rel="next" { "More " span aria-hidden="true" { "→" } } } @else { span {} }
            }
        }
    }
}

fn exports(given: &Given) -> Markup {
    html! {
        p.exports {
            span.faint { "Take it away as " }
            @for (_, word, shown) in Format::ALL {
                a href=(given.address("/api/v1/export", &["page", "facets"], &[("format", word)])) download { (shown) }
                " "
            }
        }
    }
}
