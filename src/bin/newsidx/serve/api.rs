//! The HTTP API: the JSON of the commands, by the same code.
//!
//! Lists go on behind the `Link` header with `rel="next"`. Its cursor holds for one state of the
//! index: pages of two states together would show one article twice and another never.

use axum::http::StatusCode;
use axum::http::header;
use newsidx::model::Why;
use newsidx::search::{FacetBy, FacetRequest, SearchRequest, StorySort, TimelineRequest};

use super::answer::{Answer, Asked, JSON};
use super::problem::Problem;
use super::request::{DEEPEST, MOST_HITS, QUESTION, layout, question, whole};
use crate::args::{CopiesArg, EveryArg, FacetSortArg, StorySortArg, fields};
use crate::commands::show::Shown;
use crate::commands::stats::{shown, stats_json};

/// Tables of facets, values of each, and queries of a timeline.
pub(super) const MOST_TABLES: usize = 8;
pub(super) const MOST_VALUES: usize = 1000;
pub(super) const MOST_QUERIES: usize = 8;

const LAYOUT: [&str; 9] = ["copies", "by", "sort", "limit", "passages", "width", "facets", "explain", "cursor"];

pub(super) fn search(asked: &Asked<'_>) -> Result<Answer, Problem> {
    asked.given.only(&[&QUESTION[..], &LAYOUT].concat())?;
    let request = layout(asked.given, question(asked.given)?.request)?;
    let request = SearchRequest { offset: offset(asked)?, ..request };
    let response = asked.opened.searcher(&asked.shared.paths).search(&request)?;
    let answer = Answer::json(&response)?;
    Ok(with_next(asked, answer, &request, response.hits.len()))
}

pub(super) fn article(asked: &Asked<'_>) -> Result<Answer, Problem> {
    asked.given.only(&[])?;
    let mut article = asked.opened.reader.find(asked.id).map_err(Problem::absent)?;
    article.path = asked.shared.paths.shown(&article.path);
    Answer::json(&Shown::new(&article, None))
}

pub(super) fn stories(asked: &Asked<'_>) -> Result<Answer, Problem> {
    asked.given.only(&[&QUESTION[..], &["sort", "limit", "cursor"]].concat())?;
    let question = whole(question(asked.given)?);
    let limit = asked.given.number("limit", &(0..=MOST_HITS), 10)?;
    let sort: StorySort = asked.given.choice("sort", StorySortArg::Size)?.into();
    let request = SearchRequest { limit, offset: offset(asked)?, ..question.request };
    let list = asked.opened.searcher(&asked.shared.paths).stories(&request, sort)?;
    let answer = Answer::json(&list)?;
    Ok(with_next(asked, answer, &request, list.stories.len()))
}

pub(super) fn story(asked: &Asked<'_>) -> Result<Answer, Problem> {
    asked.given.only(&[])?;
    Answer::json(&asked.opened.searcher(&asked.shared.paths).lineage(asked.id).map_err(Problem::absent)?)
}

pub(super) fn facets(asked: &Asked<'_>) -> Result<Answer, Problem> {
    asked.given.only(&[&QUESTION[..], &["by", "sort", "limit"]].concat())?;
    let question = question(asked.given)?;
    let by = asked.given.many("by")?;
    if by.len() > MOST_TABLES {
        return Err(Problem::parameter("by", format!("more than {MOST_TABLES} tables")));
    }
    let read = by.iter().map(|word| fields(word).map(|fields| fields.0));
    let tables = read.collect::<Result<Vec<_>, _>>().map_err(|message| Problem::parameter("by", message))?;
    let wanted = FacetRequest {
        tables: if tables.is_empty() { vec![vec![FacetBy::Outlet]] } else { tables },
        sort: asked.given.maybe("sort")?.map(FacetSortArg::into),
        limit: asked.given.one("limit")?.map(|_| asked.given.number("limit", &(0..=MOST_VALUES), 0)).transpose()?,
    };
    let list = asked.opened.searcher(&asked.shared.paths).facets(&question.request, &wanted);
    Answer::json(&list.map_err(Problem::blaming("by"))?)
}

pub(super) fn timeline(asked: &Asked<'_>) -> Result<Answer, Problem> {
    asked.given.only(&[&QUESTION[..], &["every", "share"]].concat())?;
    let queries = asked.given.each("q");
    if queries.len() > MOST_QUERIES {
        return Err(Problem::parameter("q", format!("more than {MOST_QUERIES} queries")));
    }
    let requests = queries.iter().map(|given| Ok(question(given)?.request));
    let wanted = TimelineRequest {
        queries: requests.collect::<Result<_, Problem>>()?,
        every: asked.given.maybe("every")?.map(EveryArg::into),
        share: asked.given.flag("share")?,
    };
    let timeline = asked.opened.searcher(&asked.shared.paths).timeline(&wanted);
    Answer::json(&timeline.map_err(Problem::blaming("every"))?)
}

/// Why an article is found, or is not.
pub(super) fn why_of(asked: &Asked<'_>) -> Result<Why, Problem> {
    let id = asked.given.short("id")?.ok_or_else(|| Problem::parameter("id", "write the id of an article"))?;
    let id = asked.opened.reader.find(&id).map_err(Problem::absent)?.id;
    let copies = asked.given.choice("copies", CopiesArg::Fold)?.into();
    let request = SearchRequest { copies, ..question(asked.given)?.request };
    Ok(asked.opened.searcher(&asked.shared.paths).why(&id, &request)?)
}

pub(super) fn why(asked: &Asked<'_>) -> Result<Answer, Problem> {
    asked.given.only(&[&QUESTION[..], &["id", "copies"]].concat())?;
    Answer::json(&why_of(asked)?)
}

pub(super) fn stats(asked: &Asked<'_>) -> Result<Answer, Problem> {
    asked.given.only(&[])?;
    let opened = asked.opened;
    if let Some(json) = opened.stats_json.get() {
        return Ok(Answer::new(JSON, json.as_bytes()));
    }
    let ledger = opened.reader.ledger()?;
    let (roots, issues) = shown(&ledger, &asked.shared.paths);
    let json = stats_json(opened.stats()?, &ledger, &roots, &issues).to_string() + "\n";
    Ok(Answer::new(JSON, opened.stats_json.get_or_init(|| json).as_bytes()))
}

/// Where a page of a list begins.
fn offset(asked: &Asked<'_>) -> Result<usize, Problem> {
    let Some(cursor) = asked.given.one("cursor")? else { return Ok(0) };
    let unread = || Problem::parameter("cursor", "take it from the `Link` header of an answer");
    let (offset, state) = cursor.split_once('-').ok_or_else(unread)?;
    let offset = offset.parse().ok().filter(|offset| *offset <= DEEPEST).ok_or_else(unread)?;
    if state != asked.opened.reader.state() {
        let detail = "the index has changed since the list began: begin it again, without a cursor";
        return Err(Problem::new(StatusCode::GONE, "cursor", "the cursor is of an older index", detail));
    }
    Ok(offset)
}

fn with_next(asked: &Asked<'_>, answer: Answer, request: &SearchRequest, shown: usize) -> Answer {
    let next = request.offset + shown;
    if shown < request.limit || shown == 0 || next > DEEPEST {
        return answer;
    }
    let cursor = format!("{next}-{}", asked.opened.reader.state());
    let address = asked.given.address(asked.path, &["cursor"], &[("cursor", &cursor)]);
    answer.header(header::LINK, &format!("<{address}>; rel=\"next\""))
}
