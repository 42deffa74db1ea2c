//! An answer whose hits are made one by one, as they are asked for: any number of them
//! is written in the memory of one, beside some 70 bytes a row.

use std::time::Instant;
use std::vec::IntoIter;

use tantivy::collector::Count;

use super::best::Candidate;
use super::collect::Gathered;
use super::engine::{Engine, Mode};
use super::matches::Matches;
use super::plan::Plan;
use super::rank::{RERANKED, Ranker};
use super::{
    Added, By, MatchMode, SearchRequest, Searcher, Sort, TOO_FEW, echo, explain, facets, flat, milliseconds, partial_notice,
    ranked,
};
use crate::error::Result;
use crate::model::{Article, ArticleId, Hit, Notice, SCHEMA_VERSION, SearchResponse, Summary};

/// What matches a request, counted and in order.
pub struct Answer<'s> {
    searcher: &'s Searcher<'s>,
    request: SearchRequest,
    plan: Plan,
    head: SearchResponse,
    rows: IntoIter<Row>,
    added: Added,
    /// Rows that are passages, which are chosen among all.
    passages: Option<IntoIter<Hit>>,
    /// All that match the whole query, if they were listed.
    matches: Option<Matches>,
}

/// A row on its way to a hit.
struct Row {
    /// From 0.
    place: usize,
    found: Candidate,
    is_partial: bool,
}

/// A row of an answer before its article is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Listed {
    /// The article.
    pub id: ArticleId,
    /// Its story.
    pub story: ArticleId,
}

impl<'r> Searcher<'r> {
    /// Answers a query like `search`, but for the hits, which are made when they are asked for.
    /// `elapsed_ms` is the time until the first can be.
    ///
    /// # Errors
    ///
    /// The index is damaged, or the engine fails.
    pub fn answer<'s>(&'s self, request: &SearchRequest) -> Result<Answer<'s>>
    where
        'r: 's,
    {
        self.answer_listing(request, request.facets)
    }

    /// The same; `lists` says whether all matches are kept to be counted.
    pub(super) fn answer_listing<'s>(&'s self, request: &SearchRequest, lists: bool) -> Result<Answer<'s>>
    where
        'r: 's,
    {
        let began = Instant::now();
        let mut notices = request.notices.clone();
        let plan = Plan::new(request, self.reader, &mut notices)?;
        let engine = Engine::new(self.reader, &plan, request);
        let wanted = request.offset.saturating_add(request.limit);
        // A list of passages takes its rows from more articles than it has rows.
        let (offset, limit) = match request.by {
            By::Article => (request.offset, request.limit),
            By::Passage => (0, if request.limit == 0 { 0 } else { wanted.max(flat::ARTICLES) }),
        };
        let wanted = offset.saturating_add(limit);
        let gathered = if request.sort == Sort::Relevance && wanted > 0 { wanted.max(RERANKED) } else { wanted };
        let mut full = self.gather_listing(&*engine.query(Mode::Full), request, gathered, None, lists)?;
        let mut partial = Gathered::default();
        if request.match_mode == MatchMode::Auto && full.articles < TOO_FEW && plan.can_relax() {
            partial = self.gather(&*engine.query(Mode::Partial), request, gathered, Some(&full))?;
            if partial.articles > 0 {
                notices.push(partial_notice(full.articles));
            }
        }
        if full.articles + partial.articles == 0
            && let Some(query) = engine.query_any()
        {
            let some = self.reader.searcher().search(&query, &Count).map_err(|e| self.reader.failed(e))?;
            if some > 0 {
                let have = if some == 1 { "has" } else { "have" };
                let text = format!("no article has all of it; {some} {have} some: join the words with OR, or use `--match any`");
                notices.push(Notice { kind: "any".to_owned(), text });
            }
        }
        let summary = Summary {
            articles: full.articles,
            partial: partial.articles,
            stories: full.stories.len() + partial.stories.iter().filter(|story| !full.stories.contains(*story)).count() as u64,
            outlets: full.outlets.union(&partial.outlets).count() as u64,
            undated: full.undated + partial.undated,
            in_junk: self.count_in_junk(&engine, &full)?,
            elapsed_ms: 0.0,
        };
        let matches = lists.then(|| Matches::listed(std::mem::take(&mut full.listed), self.reader));
        let facets = matches.as_ref().filter(|_| request.facets);
        let facets = facets.map(|matches| facets::of_search(self.reader, &self.columns()?, matches)).transpose()?;
        let rows = full.all_rows + partial.all_rows;
        let ranker = Ranker::new(&plan, self.reader)?;
        let mut added = Added::default();
        let fulls = ranked(full, &ranker, request.sort, wanted, &mut added)?;
        let partials = ranked(partial, &ranker, request.sort, wanted.saturating_sub(fulls.len()), &mut added)?;
        let page = fulls.into_iter().map(|found| (found, false)).chain(partials.into_iter().map(|found| (found, true)));
        let page = page.enumerate().skip(offset).take(limit);
        let page = page.map(|(place, (found, is_partial))| Row { place, found, is_partial });
        let page: Vec<Row> = page.collect();
        let head = SearchResponse {
            schema_version: SCHEMA_VERSION,
            query: request.text.clone(),
            parsed: echo::echo(request),
            notices,
            summary,
            hits: vec![],
            facets,
        };
        let (by, request, page) = (request.by, request.clone(), page.into_iter());
        let mut answer = Answer { searcher: self, request, plan, head, rows: page, added, passages: None, matches };
        if by == By::Passage {
            answer.choose_passages(limit, rows)?;
        }
        answer.head.summary.elapsed_ms = milliseconds(began);
        Ok(answer)
    }
}

impl Answer<'_> {
    /// The answer without its hits.
    #[must_use]
    pub fn head(&self) -> &SearchResponse {
        &self.head
    }

    /// The same, when the hits were taken.
    #[must_use]
    pub fn into_head(self) -> SearchResponse {
        self.head
    }

    /// All that match the whole query, if they were listed.
    pub(super) fn take_matches(&mut self) -> Option<Matches> {
        self.matches.take()
    }

    /// So many hits are still to come.
    #[must_use]
    pub fn remaining(&self) -> usize {
        self.passages.as_ref().map_or(self.rows.len(), IntoIter::len)
    }

    /// The articles of the hits to come, in their order. No article is read.
    pub fn listed(&self) -> impl Iterator<Item = Listed> {
        let stories = self.searcher.reader.stories();
        self.rows.as_slice().iter().map(|row| Listed {
            id: ArticleId(row.found.id),
            story: ArticleId(stories.get(row.found.story).map_or(row.found.id, |story| story.key)),
        })
    }

    /// Leaves out hits of articles that are not to be kept.
    pub fn retain(&mut self, mut keep: impl FnMut(ArticleId) -> bool) {
        let rows = std::mem::take(&mut self.rows);
        let rows: Vec<Row> = rows.filter(|row| keep(ArticleId(row.found.id))).collect();
        self.rows = rows.into_iter();
    }

    /// The next hit with the text of its article, for lists of articles.
    pub fn next_with_text(&mut self) -> Option<Result<(Hit, String)>> {
        let row = self.rows.next()?;
        Some(self.searcher.reader.article(row.found.address).and_then(|article| {
            let text: Vec<&str> = article.text_blocks().map(|block| block.text.as_str()).collect();
            let text = text.join("\n\n");
            Ok((self.hit(article, &row)?, text))
        }))
    }

    fn hit(&self, article: Article, row: &Row) -> Result<Hit> {
        let Self { searcher, request, plan, .. } = self;
        let mut hit = searcher.hit_of(article, row.place, &row.found, row.is_partial, plan, request)?;
        if request.explain {
            let added = self.added.get(&row.found.id).cloned().unwrap_or_default();
            let mode = if row.is_partial { Mode::Partial } else { Mode::Full };
            let query = Engine::new(searcher.reader, plan, request).explained().query(mode);
            hit.explain = Some(explain::explain(&*query, searcher.reader, row.found.address, added)?);
        }
        Ok(hit)
    }

    /// Makes the rows of a list of passages out of the best `limit` articles of `rows`.
    fn choose_passages(&mut self, limit: usize, rows: u64) -> Result<()> {
        let hits = self.by_ref().collect::<Result<Vec<_>>>()?;
        if hits.len() == limit && limit > 0 && (limit as u64) < rows {
            let text = format!("passages of the best {limit} articles are listed; `-n all` lists those of all");
            self.head.notices.push(Notice { kind: "bound".to_owned(), text });
        }
        let hits = flat::flat(hits).into_iter().skip(self.request.offset).take(self.request.limit);
        self.passages = Some(hits.collect::<Vec<_>>().into_iter());
        Ok(())
    }
}

impl Iterator for Answer<'_> {
    type Item = Result<Hit>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(passages) = &mut self.passages {
            return passages.next().map(Ok);
        }
        let row = self.rows.next()?;
        Some(self.searcher.reader.article(row.found.address).and_then(|article| self.hit(article, &row)))
    }
}
