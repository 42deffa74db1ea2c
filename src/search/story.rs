//! Answers questions about stories: the history of one, and which there are.

mod align;

use std::collections::BTreeMap;

use align::{Paragraph, align, altered_quotes, title_words};
use jiff::ToSpan;

use super::engine::{Engine, Mode};
use super::plan::Plan;
use super::{Copies, SearchRequest, Searcher};
use crate::error::{Error, Result};
use crate::model::{
    Article, ArticleId, ArticleRef, Carried, Change, Lineage, Role, SCHEMA_VERSION, Story, StoryList, StoryRole, StoryRoles,
    StorySummary,
};

/// In which order stories are listed. Ties fall to the larger, then to the smaller number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum StorySort {
    /// Most articles first.
    #[default]
    Size,
    /// Most outlets first.
    Spread,
    /// Most articles a day first.
    Speed,
}

impl Searcher<'_> {
    /// The history of a story, by its own id, or by that of one of its articles or a beginning of it.
    /// Cost: reads and aligns every article of the story.
    ///
    /// # Errors
    ///
    /// No such story or article, or the index is damaged.
    pub fn lineage(&self, id: &str) -> Result<Lineage> {
        let stories = self.reader.stories();
        let by_story = ArticleId::parse(id).and_then(|id| stories.find(id.0));
        let place = match by_story {
            Some(place) => place,
            None => self.story_of_article(id)?,
        };
        let missing = || self.reader.damaged("an article of a story is missing");
        let mut articles: Vec<(Article, StoryRole)> = vec![];
        for number in stories.members(place) {
            let address = self.reader.numbered(number)?.ok_or_else(missing)?;
            articles.push((self.reader.article(address)?, stories.role(number)));
        }
        let original = articles.first().map(|(article, _)| article.clone()).ok_or_else(missing)?;
        let names = |name: fn(&Article) -> &Option<String>| {
            let mut names: Vec<String> = articles.iter().filter_map(|(article, _)| name(article).clone()).collect();
            names.sort();
            names.dedup();
            names
        };
        let (agencies, outlets) = (names(|article| &article.agency.value), names(|article| &article.outlet.value));
        let id = stories.get(place).map_or_else(String::new, |story| ArticleId(story.key).to_string());
        let articles = articles.into_iter().map(|(article, role)| self.carried(&original, &article, role)).collect();
        Ok(Lineage { schema_version: SCHEMA_VERSION, id, agencies, outlets, articles })
    }

    /// Two articles of an index, for whoever shows how they differ.
    ///
    /// # Errors
    ///
    /// No such article, or several, or the index is damaged.
    pub fn two(&self, a: &str, b: &str) -> Result<(Article, Article)> {
        Ok((self.reader.find(a)?, self.reader.find(b)?))
    }

    /// The paragraphs of `b` that differ from those of `a`.
    #[must_use]
    pub fn changes(a: &Article, b: &Article) -> Vec<Change> {
        align(&paragraphs(a), &paragraphs(b)).changes
    }

    /// The story of an article of this index, by the article's whole id; none if it has none.
    ///
    /// # Errors
    ///
    /// The index is damaged.
    pub fn story_of(&self, id: &str) -> Result<Option<Story>> {
        let stories = self.reader.stories();
        let number = ArticleId::parse(id).map(|id| self.reader.number(id)).transpose()?.flatten();
        Ok(number.and_then(|number| stories.membership(number)))
    }

    fn story_of_article(&self, id: &str) -> Result<u32> {
        let none = || {
            Error::config(format!(
                "no story or article `{id}` in the index: ids are shown by `newsidx stories` and `newsidx search`"
            ))
        };
        let article = self.reader.find(id).map_err(|error| if ArticleId::range(id).is_none() { none() } else { error })?;
        let number = ArticleId::parse(&article.id).map(|id| self.reader.number(id)).transpose()?.flatten().ok_or_else(none)?;
        self.reader.stories().story_of(number).ok_or_else(none)
    }

    fn carried(&self, original: &Article, article: &Article, role: StoryRole) -> Carried {
        let alignment = align(&paragraphs(original), &paragraphs(article));
        let quotes = altered_quotes(&text(original), &text(article));
        let (title_added, title_cut) = title_words(original.title.value.as_deref(), article.title.value.as_deref());
        Carried {
            article: ArticleRef::new(article, self.paths.shown(&article.path)),
            role,
            kept: alignment.kept,
            own: alignment.own,
            title_added,
            title_cut,
            changes: alignment.changes,
            quotes,
        }
    }

    /// The stories of several articles that a request finds articles of. Cost: one pass over the
    /// matches and the index's columns; reads the originals of those shown.
    ///
    /// # Errors
    ///
    /// The index is damaged, or the engine fails.
    pub fn stories(&self, request: &SearchRequest, sort: StorySort) -> Result<StoryList> {
        let request = SearchRequest { copies: Copies::Expand, ..request.clone() };
        let mut notices = request.notices.clone();
        let plan = Plan::new(&request, self.reader, &mut notices)?;
        let engine = Engine::new(self.reader, &plan, &request);
        let found = self.gather(&*engine.query(Mode::Full), &request, usize::MAX, None)?;
        let mut matching: BTreeMap<u32, u64> = BTreeMap::new();
        for candidate in found.rows {
            *matching.entry(candidate.story).or_default() += 1;
        }
        let days = self.reader.days_by_number()?;
        let table = self.reader.stories();
        let mut listed = vec![];
        for (place, matching) in matching {
            let Some(story) = table.get(place).filter(|story| story.articles > 1) else { continue };
            let members = table.members(place);
            let days: Vec<i64> = members.iter().filter_map(|number| *days.get(*number as usize)?).collect();
            let span = days.iter().min().copied().zip(days.iter().max().copied());
            listed.push(Listed {
                story_key: story.key,
                articles: story.articles,
                outlets: story.outlets,
                matching,
                members,
                span,
                dated: days.len(),
            });
        }
        listed.sort_by(|a, b| {
            let by_size = || b.articles.cmp(&a.articles).then(a.story_key.cmp(&b.story_key));
            match sort {
                StorySort::Size => by_size(),
                StorySort::Spread => b.outlets.cmp(&a.outlets).then_with(by_size),
                StorySort::Speed => b.per_day().total_cmp(&a.per_day()).then_with(by_size),
            }
        });
        let total = listed.len() as u64;
        let shown = listed.iter().skip(request.offset).take(request.limit);
        let stories = shown.map(|story| self.summarized(story)).collect::<Result<_>>()?;
        Ok(StoryList { schema_version: SCHEMA_VERSION, query: request.text, notices, total, stories })
    }

    fn summarized(&self, story: &Listed) -> Result<StorySummary> {
        let table = self.reader.stories();
        let missing = || self.reader.damaged("an article of a story is missing");
        let original = story.members.first().copied().ok_or_else(missing)?;
        let original = self.reader.article(self.reader.numbered(original)?.ok_or_else(missing)?)?;
        let count = |role| story.members.iter().filter(|number| table.role(**number) == role).count() as u64;
        let day = |day: i64| jiff::civil::date(1970, 1, 1).checked_add(day.days()).ok().map(|day| day.to_string());
        Ok(StorySummary {
            id: ArticleId(story.story_key).to_string(),
            title: original.title.value,
            outlet: original.outlet.value,
            agency: original.agency.value,
            articles: u64::from(story.articles),
            matching: story.matching,
            outlets: u64::from(story.outlets),
            roles: StoryRoles { copy: count(StoryRole::Copy), cut: count(StoryRole::Cut), reworded: count(StoryRole::Reworded) },
            first: story.span.and_then(|(first, _)| day(first)),
            last: story.span.and_then(|(_, last)| day(last)),
            per_day: story.span.map(|_| story.per_day()),
        })
    }
}

/// A story on its way to a list.
struct Listed {
    story_key: u64,
    articles: u32,
    outlets: u32,
    matching: u64,
    members: Vec<u32>,
    span: Option<(i64, i64)>,
    dated: usize,
}

impl Listed {
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    fn per_day(&self) -> f32 {
        self.span.map_or(0.0, |(first, last)| self.dated as f32 / (last - first + 1) as f32)
    }
}

fn body(article: &Article) -> impl Iterator<Item = &str> {
    article.blocks.iter().filter(|block| block.role == Role::Body).map(|block| block.text.as_str())
}

fn paragraphs(article: &Article) -> Vec<Paragraph> {
    body(article).map(Paragraph::new).collect()
}

/// The text of an article's body.
pub(super) fn text(article: &Article) -> String {
    body(article).collect::<Vec<_>>().join("\n")
}
