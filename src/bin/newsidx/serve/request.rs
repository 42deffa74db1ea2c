//! Parameters of a search as what they mean, within what a server can carry.

use newsidx::model::Notice;
use newsidx::query::{DateFilter, Kind, ParseOptions, Query, QueryNotice, parse};
use newsidx::search::{self, Filters, MatchMode, SearchRequest};

use super::given::Given;
use super::problem::Problem;
use crate::args::{CopiesArg, DatesArg};
use crate::choices::{ByArg, DialectArg, InArg, MatchArg, SortArg};
use crate::commands::search::{DateWords, dates};

/// Characters of a query.
pub(super) const LONGEST_QUERY: usize = 4000;

/// Values of all filters together.
const MOST_FILTERS: usize = 50;

/// Words, patterns, phrases and dates of a query; and of these, patterns, each of which may
/// stand for thousands of words. The command line takes more.
const MOST_LEAVES: usize = 256;
const MOST_PATTERNS: usize = 24;

/// Hits of one answer, and of all pages of one list.
pub(super) const MOST_HITS: usize = 100;
pub(super) const DEEPEST: usize = 10_000;

/// Parameters that say what is looked for, and among what.
pub(super) const QUESTION: [&str; 16] = [
    "q",
    "outlet",
    "agency",
    "author",
    "lang",
    "since",
    "until",
    "on",
    "loose_dates",
    "dates",
    "match",
    "in",
    "literal",
    "strict",
    "dialect",
    "no_variants",
];

/// A question that was read.
pub(super) struct Question {
    pub(super) request: SearchRequest,
    /// What was noticed of places in the query.
    pub(super) noticed: Vec<QueryNotice>,
}

/// Reads `QUESTION`: a request with the usual layout.
pub(super) fn question(given: &Given) -> Result<Question, Problem> {
    let text = given.one("q")?.unwrap_or_default();
    if text.chars().count() > LONGEST_QUERY {
        return Err(Problem::parameter("q", format!("longer than {LONGEST_QUERY} characters")));
    }
    let today = jiff::Zoned::now().date();
    let (literal, strict) = (given.flag("literal")?, given.flag("strict")?);
    let dialect = given.choice("dialect", DialectArg::Own)?.into();
    let options = ParseOptions { literal, strict: strict && !literal, dialect, ..ParseOptions::new(today) };
    let parsed = parse(text, &options).map_err(|errors| Problem::query(text, &errors))?;
    bounded(&parsed.query)?;
    let notice = |notice: &QueryNotice| Notice { kind: notice.kind.name().to_owned(), text: notice.text.clone() };
    let filters = Filters {
        outlets: given.many("outlet")?,
        agencies: given.many("agency")?,
        authors: given.many("author")?,
        languages: languages(given)?,
        dates: date_filters(given, today)?,
    };
    let Filters { outlets, agencies, authors, languages, .. } = &filters;
    if outlets.len() + agencies.len() + authors.len() + languages.len() > MOST_FILTERS {
        return Err(Problem::parameter("outlet", format!("more than {MOST_FILTERS} values of filters")));
    }
    let request = SearchRequest {
        notices: parsed.notices.iter().map(notice).collect(),
        filters,
        match_mode: given.choice("match", MatchArg::Auto)?.into(),
        scope: given.choice("in", InArg::Article)?.into(),
        variants: !given.flag("no_variants")?,
        loose_dates: given.flag("loose_dates")?,
        stated_dates: given.choice("dates", DatesArg::All)? == DatesArg::Stated,
        ..SearchRequest::new(text, parsed.query)
    };
    Ok(Question { request, noticed: parsed.notices })
}

/// Refuses a query that would keep others waiting.
fn bounded(query: &Query) -> Result<(), Problem> {
    let leaves = query.leaves();
    let patterns = leaves.iter().map(|leaf| match &leaf.node.kind {
        Kind::Pattern(_) => 1,
        Kind::Phrase(phrase) => phrase.text.split(' ').filter(|word| word.contains(['*', '?'])).count(),
        _ => 0,
    });
    if leaves.len() > MOST_LEAVES {
        return Err(Problem::parameter("q", format!("more than {MOST_LEAVES} words: the command line takes more")));
    }
    if patterns.sum::<usize>() > MOST_PATTERNS {
        return Err(Problem::parameter("q", format!("more than {MOST_PATTERNS} patterns: the command line takes more")));
    }
    Ok(())
}

/// Reads how an answer is to be laid out into a request.
pub(super) fn layout(given: &Given, request: SearchRequest) -> Result<SearchRequest, Problem> {
    Ok(SearchRequest {
        copies: given.choice("copies", CopiesArg::Fold)?.into(),
        by: given.choice("by", ByArg::Article)?.into(),
        sort: given.choice("sort", SortArg::Relevance)?.into(),
        limit: given.number("limit", &(0..=MOST_HITS), search::DEFAULT_LIMIT)?,
        passages: given.number("passages", &(0..=10), search::DEFAULT_PASSAGES)?,
        width: given.number("width", &(20..=2000), search::DEFAULT_WIDTH)?,
        facets: given.flag("facets")?,
        explain: given.flag("explain")?,
        ..request
    })
}

/// Stories and exports want what matches the whole query.
pub(super) fn whole(question: Question) -> Question {
    Question { request: SearchRequest { match_mode: MatchMode::All, ..question.request }, ..question }
}

fn languages(given: &Given) -> Result<Vec<String>, Problem> {
    let codes = given.many("lang")?;
    match codes.iter().find(|code| newsidx::text::Language::from_code(code).is_none()) {
        Some(code) => {
            Err(Problem::parameter("lang", format!("no language has the code `{code}`: write two letters, as in `en`")))
        }
        None => Ok(codes),
    }
}

fn date_filters(given: &Given, today: jiff::civil::Date) -> Result<Vec<DateFilter>, Problem> {
    let (since, until, on) = (given.short("since")?, given.short("until")?, given.short("on")?);
    let words = DateWords { since: since.as_deref(), until: until.as_deref(), on: on.as_deref() };
    let read = dates(words, today, |name| format!("{name}="));
    read.map_err(|error| {
        let name = if since.is_some() {
            "since"
        } else if until.is_some() {
            "until"
        } else {
            "on"
        };
        Problem::parameter(name, error.to_string())
    })
}
