//! Answers queries: finds, ranks, folds copies, counts, and shows what matched.
//!
//! ```text
//! SearchRequest → planner → plan → engine (a tantivy query) → collect (counts, order) → rank (the best anew) → answer
//!                           plan → evidence (where an article matches) → passages
//! ```
//!
//! The plan is made once and read twice: by `engine` to find articles, by
//! `evidence` to mark what matched. Nothing is marked that was not searched.

mod answer;
mod around;
mod best;
mod calendar;
mod check;
mod collect;
mod count;
mod cut;
mod day_range;
mod door;
mod echo;
mod engine;
mod evidence;
mod explain;
mod facets;
mod fields;
mod flat;
mod forms;
mod marked;
mod matcher;
mod matches;
mod measure;
mod named;
mod names;
mod passages;
mod plan;
mod planner;
mod quote;
mod rank;
#[cfg(feature = "engine")]
mod remote;
mod request;
mod reuse;
mod revisions;
mod spans;
mod stems;
mod story;
mod terms;
mod timeline;
mod vocabulary;
mod whole_name;
mod why;

use std::cell::OnceCell;
use std::ops::ControlFlow;
use std::sync::Arc;
use std::time::Instant;

use rustc_hash::FxHashMap;
use tantivy::DocAddress;
use tantivy::collector::Count;
use tantivy::query::Query as EngineQuery;

pub use answer::{Answer, Listed};
pub use door::Door;
pub use marked::MarkedText;
pub use quote::QuoteRequest;
#[cfg(feature = "engine")]
pub use remote::Remote;
pub use request::{
    By, Copies, DEFAULT_LIMIT, DEFAULT_PASSAGES, DEFAULT_WIDTH, Filters, MatchMode, Scope, SearchRequest, Sort, WHOLE,
};

use crate::error::{ErrorKind, Result};
use crate::index::{BODY_BOUNDS, IndexReader, JUNK_BOUNDS, PathView};
use crate::model::{Article, ArticleId, FacetList, Hit, Notice, Provenance, ScorePart, SearchResponse, Story, Timeline};
use crate::text::Bounds;
use best::{Candidate, order};
pub use calendar::Every;
use collect::{Columns, Gather, Gathered};
use engine::{Engine, Mode};
use evidence::Evidence;
pub use facets::{FacetBy, FacetRequest, FacetSort};
use matches::Matches;
pub use measure::{Judgments, MEASURED, Measures};
use plan::{Clause, Plan};
use rank::{RERANKED, Ranker};
pub use story::StorySort;
pub use timeline::TimelineRequest;

/// The kind of the notice that articles have some of a query.
const ANY: &str = "any";

/// With fewer articles than this that match the whole query, partial matches follow them.
const TOO_FEW: u64 = 10;

/// What was found, counted.
#[derive(Debug, Clone)]
pub struct Counts {
    /// By fields.
    pub facets: FacetList,
    /// Over time.
    pub timeline: Option<Timeline>,
}

/// Answers queries over one state of an index.
pub struct Searcher<'r> {
    reader: &'r IndexReader,
    paths: &'r PathView,
    /// The columns of every segment, once they were needed.
    columns: OnceCell<Arc<[Columns]>>,
}

impl<'r> Searcher<'r> {
    /// Searches an index; paths are shown as `paths` says.
    #[must_use]
    pub fn new(reader: &'r IndexReader, paths: &'r PathView) -> Self {
        Self { reader, paths, columns: OnceCell::new() }
    }

    /// The index that it searches.
    #[must_use]
    pub fn reader(&self) -> &'r IndexReader {
        self.reader
    }

    /// Answers a query. Everything but `elapsed_ms` depends only on the index
    /// and the request.
    ///
    /// # Errors
    ///
    /// The index is damaged, or the engine fails.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResponse> {
        let began = Instant::now();
        let mut answer = self.answer(request)?;
        let hits = answer.by_ref().collect::<Result<Vec<_>>>()?;
        let mut response = answer.into_head();
        response.hits = hits;
        response.summary.elapsed_ms = milliseconds(began);
        Ok(response)
    }

    /// Answers a query, and counts what matches all of it by fields and over time in the same
    /// pass: what [`Self::search`], [`Self::facets`] and [`Self::timeline`] say, for less than the three.
    /// No counts where no article matches all of it; no timeline where dates are too far apart for one.
    ///
    /// # Errors
    ///
    /// Those of `search` and `facets`.
    pub fn search_counted(&self, request: &SearchRequest, wanted: &FacetRequest) -> Result<(SearchResponse, Option<Counts>)> {
        let began = Instant::now();
        let mut answer = self.answer_listing(request, true)?;
        let hits = answer.by_ref().collect::<Result<Vec<_>>>()?;
        let matches = answer.take_matches().filter(|_| answer.head().summary.articles > 0);
        let mut response = answer.into_head();
        response.hits = hits;
        let count = |matches: Matches| -> Result<Counts> {
            let facets = self.facets_of(request, wanted, &matches, vec![])?;
            let line = TimelineRequest { queries: vec![request.clone()], every: None, share: false };
            let timeline = match self.timeline_of(&line, vec![(request, vec![], matches)]) {
                Err(error) if matches!(error.kind(), ErrorKind::Config(_)) => None,
                timeline => Some(timeline?),
            };
            Ok(Counts { facets, timeline })
        };
        let counts = matches.map(count).transpose()?;
        response.summary.elapsed_ms = milliseconds(began);
        Ok((response, counts))
    }

    /// The articles that match the whole query, in no order of rank.
    fn matches(&self, request: &SearchRequest, notices: &mut Vec<Notice>) -> Result<Matches> {
        let plan = Plan::new(request, self.reader, notices)?;
        if matches!(plan.root, Clause::Everything) && plan.filters.is_empty() {
            return Ok(Matches::all(self.reader));
        }
        Matches::of(self.reader, &*Engine::new(self.reader, &plan, request).query(Mode::Full))
    }

    /// What a query finds, with its first `wanted` rows.
    fn gather(
        &self,
        query: &dyn EngineQuery,
        request: &SearchRequest,
        wanted: usize,
        without: Option<&Gathered>,
    ) -> Result<Gathered> {
        self.gather_listing(query, request, wanted, without, false)
    }

    /// The same; `lists` says whether all matches are listed too.
    fn gather_listing(
        &self,
        query: &dyn EngineQuery,
        request: &SearchRequest,
        wanted: usize,
        without: Option<&Gathered>,
        lists: bool,
    ) -> Result<Gathered> {
        let gather = Gather {
            table: Arc::clone(self.reader.stories()),
            sort: request.sort,
            copies: request.copies,
            wanted,
            list: lists && without.is_none(),
            without: without.map(|full| full.ids.clone()).unwrap_or_default(),
            without_stories: without.map(|full| full.stories.iter().collect()).unwrap_or_default(),
            columns: self.columns()?,
            keep_ids: TOO_FEW,
        };
        let (searcher, statistics) = (self.reader.searcher(), self.reader.statistics());
        searcher.search_with_statistics_provider(query, &gather, statistics).map_err(|e| self.reader.failed(e))
    }

    fn columns(&self) -> Result<Arc<[Columns]>> {
        if let Some(columns) = self.columns.get() {
            return Ok(Arc::clone(columns));
        }
        let segments = self.reader.searcher().segment_readers();
        let columns: tantivy::Result<Arc<[Columns]>> = segments.iter().map(Columns::open).collect();
        let columns = columns.map_err(|e| self.reader.failed(e))?;
        Ok(Arc::clone(self.columns.get_or_init(|| columns)))
    }

    /// Articles that match only when what was set aside is searched too.
    fn count_in_junk(&self, engine: &Engine<'_>, full: &Gathered) -> Result<u64> {
        let Some(query) = engine.query_with_junk() else { return Ok(0) };
        let with_junk = self.reader.searcher().search(&query, &Count).map_err(|e| self.reader.failed(e))? as u64;
        Ok(with_junk.saturating_sub(full.articles))
    }

    /// Visits every article that matches the whole query, in order, with its text; no passages
    /// are chosen. Stops when `visit` breaks. Gives what is to be told of the query. Cost: reads
    /// every article that matches, one at a time.
    ///
    /// # Errors
    ///
    /// The index is damaged, or the engine fails.
    pub fn export(&self, request: &SearchRequest, visit: &mut dyn FnMut(Hit, String) -> ControlFlow<()>) -> Result<Vec<Notice>> {
        let request = SearchRequest {
            passages: 0,
            copies: Copies::Expand,
            facets: false,
            match_mode: MatchMode::All,
            by: By::Article,
            ..request.clone()
        };
        let mut answer = self.answer(&request)?;
        while let Some(found) = answer.next_with_text() {
            let (hit, text) = found?;
            if visit(hit, text).is_break() {
                break;
            }
        }
        Ok(answer.into_head().notices)
    }

    /// What of a plan stands where in an article. Cost: a pass over its text.
    fn evidence(&self, plan: &Plan, article: &Article, address: DocAddress, scope: Scope) -> Result<Evidence> {
        let mut bounds = <[Bounds; 2]>::default();
        if !plan.spans.is_empty() {
            let segment = self.reader.searcher().segment_reader(address.segment_ord);
            for (bounds, name) in bounds.iter_mut().zip([BODY_BOUNDS, JUNK_BOUNDS]) {
                let column = self.reader.bounds().of(segment, name).map_err(|e| self.reader.failed(e))?;
                bounds.extend(column.iter().flat_map(|column| column.values_for_doc(address.doc_id)));
            }
        }
        Ok(Evidence::find(plan, article, scope, bounds))
    }

    fn hit_of(
        &self,
        article: Article,
        place: usize,
        found: &Candidate,
        is_partial: bool,
        plan: &Plan,
        request: &SearchRequest,
    ) -> Result<Hit> {
        let evidence = self.evidence(plan, &article, found.address, request.scope)?;
        let missing = if is_partial { evidence.missing(plan, &article) } else { vec![] };
        let passages = passages::choose(&evidence.paragraphs, plan, request.passages, request.width);
        Ok(Hit {
            rank: place as u64 + 1,
            score: found.score,
            id: article.id.clone(),
            path: self.paths.shown(&article.path),
            record: article.record,
            url: article.url.clone(),
            title_highlights: evidence.title_highlights(plan),
            title_source: if article.title.source == Provenance::None { Provenance::Lead } else { article.title.source },
            title: article.title.value,
            outlet: article.outlet.value,
            agency: article.agency.value,
            authors: article.authors,
            language: article.language,
            date: article.date,
            story: self.reader.stories().membership(found.number).unwrap_or_else(|| Story::single(ArticleId(found.id))),
            partial: is_partial,
            missing,
            passages,
            explain: None,
        })
    }
}

/// What was added to the scores of articles, by their ids.
type Added = FxHashMap<u64, Vec<ScorePart>>;

/// The first `wanted` rows: by relevance, the best are ranked anew by where their words stand, and what
/// that adds to their scores is put to `added`.
fn ranked(found: Gathered, ranker: &Ranker<'_>, sort: Sort, wanted: usize, added: &mut Added) -> Result<Vec<Candidate>> {
    let mut rows = found.rows;
    if sort == Sort::Relevance && wanted > 0 {
        let best = rows.len().min(RERANKED);
        let best = rows.get_mut(..best).unwrap_or_default();
        let parts = ranker.rank(best)?;
        added.extend(best.iter().map(|row| row.id).zip(parts));
        // No two are equal.
        rows.sort_unstable_by(|one, other| order(sort, one, other));
    }
    rows.truncate(wanted);
    Ok(rows)
}

/// The time since then, in milliseconds, to a hundredth.
fn milliseconds(began: Instant) -> f64 {
    (began.elapsed().as_secs_f64() * 1e5).round() / 100.0
}

fn any_notice(some: u64) -> Notice {
    let have = if some == 1 { "has" } else { "have" };
    let text = format!("no article has all of it; {some} {have} some: join the words with OR, or use `--match any`");
    Notice { kind: ANY.to_owned(), text }
}

fn partial_notice(full: u64) -> Notice {
    let text = match full {
        0 => "no article has all of it; the best partial matches follow".to_owned(),
        1 => "only 1 article has all of it; the best partial matches follow".to_owned(),
        some => format!("only {some} articles have all of it; the best partial matches follow"),
    };
    Notice { kind: "partial".to_owned(), text }
}
