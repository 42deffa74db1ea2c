//! Searches in an engine elsewhere. The engine finds articles that may match (`dsl`) and sends them; an
//! index in memory of just these answers, with the same code as an index on disk: it checks, ranks,
//! folds copies, and chooses and marks passages. What ranking counts is that of the whole corpus
//! (`lexicon`), so scores are the same too.
//!
//! Where more may match than are sent, the engine's counts are told, and its order decides which articles
//! are looked at.

mod dsl;
#[cfg(test)]
mod fetched_tests;
mod lexicon;

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use serde_json::{Map, Value, json};

use super::engine::Mode;
use super::plan::{Plan, Test};
use super::{
    ANY, By, FacetRequest, MatchMode, Scope, SearchRequest, Searcher, Sort, TOO_FEW, TimelineRequest, any_notice, flat,
    milliseconds,
};
use crate::engine::{Client, Generation, field, newest, read_article};
use crate::error::{Error, Result};
use crate::index::{Fetched, IndexReader, PathView, name_term};
use crate::model::{FacetList, Notice, SearchResponse, Summary, Timeline};
use crate::text::sought_words;
use dsl::{Compiled, Compiler};
use lexicon::{RemoteLexicon, with, with_any};

/// So many articles are looked at: where no more may match, the answer is that of an index on disk.
const READ: usize = 1000;

/// The most that are, if so many are wanted or counted; engines send no more at once.
const MOST: usize = 10_000;

/// Words of a query whose counts are asked for at once: longer queries are pasted text.
const MOST_WORDS: usize = 64;

/// The newest whole generation of a corpus in an engine.
pub struct Remote {
    client: Arc<Client>,
    generation: Generation,
    lexicon: Arc<RemoteLexicon>,
    /// An index of no articles, by which queries are planned.
    none: IndexReader,
    paths: PathView,
}

/// What a query found.
#[derive(Default)]
struct Found {
    total: u64,
    articles: Vec<Fetched>,
    /// Counts by the engine.
    counts: Value,
}

impl Found {
    /// Whether all articles that may match are there.
    fn is_whole(&self) -> bool {
        self.total <= self.articles.len() as u64
    }

    /// A count of the engine.
    fn count(&self, name: &str) -> u64 {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "engines estimate counts as floats")]
        let rounded = |count: f64| count.round() as u64;
        let count = self.counts.pointer(&format!("/{name}/value"));
        count.and_then(|count| count.as_u64().or_else(|| count.as_f64().map(rounded))).unwrap_or(0)
    }
}

impl Remote {
    /// Opens the newest whole generation of the corpus of this name.
    ///
    /// # Errors
    ///
    /// The engine cannot be asked, or has no such corpus.
    pub fn open(client: Client, name: &str, paths: PathView) -> Result<Self> {
        let generation = newest(&client, name)?;
        let client = Arc::new(client);
        let lexicon = Arc::new(RemoteLexicon::new(Arc::clone(&client), generation.clone()));
        let none = IndexReader::of_articles(client.shown(), &[], lexicon.clone())?;
        Ok(Self { client, generation, lexicon, none, paths })
    }

    /// Answers a query, as [`Searcher::search`] does where no more than a thousand articles may match.
    /// With more, the best of the engine's order are looked at, and a notice says what that means for
    /// counts. Cost: some requests, and reading a thousand articles at most, or as many as
    /// are wanted.
    ///
    /// # Errors
    ///
    /// The engine cannot be asked, or the query is one that engines are not asked.
    pub fn search(&self, request: &SearchRequest) -> Result<SearchResponse> {
        let began = Instant::now();
        let plan = self.plan(request)?;
        let compiler = Compiler::new(&plan, request)?;
        let wanted = request.offset.saturating_add(request.limit);
        let wanted = if request.by == By::Passage && wanted > 0 { wanted.max(flat::ARTICLES) } else { wanted };
        let most = if request.facets { MOST } else { wanted.clamp(READ, MOST) };
        let full = compiler.query(Mode::Full, false);
        let found = self.find(&full, request.sort, most)?;
        let is_whole = found.is_whole();
        if request.facets && !is_whole {
            return Err(too_many(found.total));
        }
        let mut articles: BTreeMap<String, Fetched> = BTreeMap::new();
        let mut partial = None;
        let may_be_few = found.total < TOO_FEW || !full.is_exact && is_whole;
        if request.match_mode == MatchMode::Auto && may_be_few && plan.can_relax() {
            let query = compiler.query(Mode::Partial, false);
            let mut some = self.find(&query, request.sort, most)?;
            keep(&mut articles, std::mem::take(&mut some.articles));
            partial = Some((query.is_exact, some.total));
        }
        let with_junk = self.in_junk(&compiler, &full, request, &found, most, &mut articles)?;
        let total = found.total;
        let counts = (found.count("stories"), found.count("outlets"), found.count("dated"));
        keep(&mut articles, found.articles);
        let mut response = self.answered(articles, |searcher| searcher.search(request))?;
        response.notices.retain(|notice| notice.kind != ANY);
        if response.summary.articles + response.summary.partial == 0
            && let Some(any) = compiler.query_any()
        {
            let some = self.lexicon.count(&any.query)?;
            if some > 0 {
                response.notices.push(any_notice(some));
            }
        }
        if let Some((is_exact, total)) = partial
            && total > most as u64
        {
            response.summary.partial = total.saturating_sub(response.summary.articles);
            response.summary.at_most |= !is_exact;
        }
        if !is_whole {
            let (stories, outlets, dated) = counts;
            response.summary = Summary {
                articles: total,
                stories,
                outlets,
                undated: total.saturating_sub(dated),
                in_junk: with_junk.saturating_sub(total),
                at_most: !full.is_exact,
                ..response.summary
            };
            response.notices.push(bound_notice(total, most, full.is_exact));
        }
        response.summary.elapsed_ms = milliseconds(began);
        Ok(response)
    }

    /// Counts the articles that match the whole query, as [`Searcher::facets`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Remote::search`], or more than ten thousand articles may match.
    pub fn facets(&self, request: &SearchRequest, wanted: &FacetRequest) -> Result<FacetList> {
        let mut articles = BTreeMap::new();
        self.all(request, &mut articles)?;
        self.answered(articles, |searcher| searcher.facets(request, wanted))
    }

    /// Counts over time, as [`Searcher::timeline`] does.
    ///
    /// # Errors
    ///
    /// Those of [`Remote::facets`], or shares are wanted, which need every article.
    pub fn timeline(&self, wanted: &TimelineRequest) -> Result<Timeline> {
        if wanted.share {
            return Err(Error::config("`--share` is not served with `--engine`: it counts all articles of the corpus"));
        }
        let mut articles = BTreeMap::new();
        for request in &wanted.queries {
            self.all(request, &mut articles)?;
        }
        self.answered(articles, |searcher| searcher.timeline(wanted))
    }

    /// Reads all articles that may match a query.
    fn all(&self, request: &SearchRequest, articles: &mut BTreeMap<String, Fetched>) -> Result<()> {
        let plan = self.plan(request)?;
        let found = self.find(&Compiler::new(&plan, request)?.query(Mode::Full, false), Sort::Newest, MOST)?;
        if !found.is_whole() {
            return Err(too_many(found.total));
        }
        keep(articles, found.articles);
        Ok(())
    }

    /// The plan of a request, whose patterns the engine is to look up.
    fn plan(&self, request: &SearchRequest) -> Result<Plan> {
        let mut queries = vec![];
        for word in sought_words(&request.text).iter().take(MOST_WORDS) {
            queries.extend([field::TITLE, field::BODY].map(|field| with(field, word)));
            queries.extend(name_term(word).map(|term| with(field::NAMES, &term)));
        }
        self.lexicon.learn(queries)?;
        let plan = Plan::new(request, &self.none, &mut vec![]);
        self.lexicon.failure()?;
        let plan = plan?;
        let mut queries = vec![];
        for leaf in plan.leaves.iter().filter(|leaf| leaf.pattern.is_none()).take(MOST_WORDS) {
            let Test::Word { exact, stems } = &leaf.test else { continue };
            let places = [(leaf.place.has_title(), field::TITLE), (leaf.place.has_body(), field::BODY)];
            for (_, field) in places.into_iter().filter(|(is_searched, _)| *is_searched) {
                queries.extend(with_any(&[field], exact, &[]).into_iter().chain(with_any(&[field], &[], stems)));
            }
        }
        self.lexicon.learn(queries)?;
        Ok(plan)
    }

    /// Lets an index of these articles answer.
    fn answered<T>(&self, articles: BTreeMap<String, Fetched>, answer: impl FnOnce(&Searcher<'_>) -> Result<T>) -> Result<T> {
        let articles: Vec<Fetched> = articles.into_values().collect();
        let reader = IndexReader::of_articles(self.client.shown(), &articles, self.lexicon.clone())?;
        let answer = answer(&Searcher::new(&reader, &self.paths));
        self.lexicon.failure()?;
        answer
    }

    /// How many articles match if junk is searched too; adds those that only then do, if all can be read.
    fn in_junk(
        &self,
        compiler: &Compiler<'_>,
        full: &Compiled,
        request: &SearchRequest,
        found: &Found,
        most: usize,
        articles: &mut BTreeMap<String, Fetched>,
    ) -> Result<u64> {
        let with_junk = compiler.query(Mode::Full, true);
        if request.scope != Scope::Article || with_junk.query == full.query {
            return Ok(found.total);
        }
        let total = self.lexicon.count(&with_junk.query)?;
        if total > found.total && found.is_whole() {
            let others = if full.is_exact { vec![&full.query] } else { vec![] };
            let query = json!({"bool": {"must": [&with_junk.query], "must_not": others}});
            let only = self.find(&Compiled { query, is_exact: false }, request.sort, most)?;
            keep(articles, only.articles);
        }
        Ok(total)
    }

    /// Asks the engine for the best articles of a query, and counts all.
    fn find(&self, compiled: &Compiled, sort: Sort, most: usize) -> Result<Found> {
        let by_date = |order: &str| json!([{field::PUBLISHED: {"order": order}}]);
        let mut wanted = Map::new();
        wanted.insert("query".to_owned(), compiled.query.clone());
        wanted.insert("size".to_owned(), most.into());
        wanted.insert("track_total_hits".to_owned(), true.into());
        let is_unranked = compiled.query.get("match_all").is_some();
        match sort {
            Sort::Relevance if is_unranked => drop(wanted.insert("sort".to_owned(), by_date("desc"))),
            Sort::Relevance => {}
            Sort::Newest => drop(wanted.insert("sort".to_owned(), by_date("desc"))),
            Sort::Oldest => drop(wanted.insert("sort".to_owned(), by_date("asc"))),
        }
        let counts = json!({
            "stories": {"cardinality": {"field": field::STORY}},
            "outlets": {"cardinality": {"field": field::OUTLET_KEY}},
            "dated": {"value_count": {"field": field::FIRST_DAY}},
        });
        wanted.insert("aggs".to_owned(), counts);
        let source = format!("{},{}", field::ARTICLE, field::STORY);
        let answer = self.client.search(&self.generation.index, &source, &Value::from(wanted))?;
        let damaged = || self.damaged();
        let total = answer.pointer("/hits/total/value").and_then(Value::as_u64).ok_or_else(damaged)?;
        let hits = answer.pointer("/hits/hits").and_then(Value::as_array).ok_or_else(damaged)?;
        let articles = hits.iter().map(|hit| read_article(hit).ok_or_else(damaged)).collect::<Result<Vec<_>>>()?;
        let counts = answer.get("aggregations").cloned().unwrap_or_default();
        Ok(Found { total, articles, counts })
    }

    fn damaged(&self) -> Error {
        let (shown, index) = (self.client.shown(), &self.generation.index);
        Error::config(format!("`{shown}` has something else in `{index}` than `newsidx push` wrote: push again"))
    }
}

fn too_many(total: u64) -> Error {
    Error::config(format!(
        "{total} articles match, and of an engine no more than {MOST} are counted by value: narrow the query or its dates"
    ))
}

/// Adds articles, each once.
fn keep(articles: &mut BTreeMap<String, Fetched>, found: Vec<Fetched>) {
    articles.extend(found.into_iter().map(|fetched| (fetched.article.id.clone(), fetched)));
}

fn bound_notice(total: u64, most: usize, is_exact: bool) -> Notice {
    let text = if is_exact {
        format!("{total} articles match: the engine's first {most} are ranked here, and it estimates stories and outlets")
    } else {
        format!(
            "at most {total} articles match: how words stand was checked in the engine's first {most}; the counts are upper bounds"
        )
    };
    Notice { kind: "bound".to_owned(), text }
}
