//! The versions of one page, and how they differ.

use jiff::Timestamp;

use super::Searcher;
use crate::error::Result;
use crate::index::Address;
use crate::model::{Article, ArticleId, ArticleRef, Revision, RevisionList, SCHEMA_VERSION};
use crate::text::Words;

impl Searcher<'_> {
    /// The versions of an article, by the id of any of them or a beginning of it; the article alone
    /// if it has no others. Cost: reads the addresses of the index, and every version.
    ///
    /// # Errors
    ///
    /// No such article, or several, or the index is damaged.
    pub fn revisions(&self, id: &str) -> Result<RevisionList> {
        let asked = self.reader.find(id)?;
        let own = ArticleId::parse(&asked.id);
        let addresses = self.reader.addresses()?;
        let known = own.and_then(|own| addresses.iter().find(|one| one.id == own));
        let current = known.and_then(|known| known.newer).or(own);
        let is_version = |one: &&Address| Some(one.id) == current || one.newer.is_some() && one.newer == current;
        let mut versions: Vec<(Option<Address>, Article)> = vec![];
        for one in addresses.iter().filter(is_version) {
            versions.push((Some(*one), self.reader.article(self.reader.address(one.id)?)?));
        }
        if versions.is_empty() {
            versions.push((None, asked));
        }
        let is_current = |article: &Article| ArticleId::parse(&article.id) == current;
        let age = |(address, article): &(Option<Address>, Article)| {
            (is_current(article), address.and_then(|one| one.seen), words(article), article.path.clone(), article.record)
        };
        versions.sort_by_cached_key(|version| std::cmp::Reverse(age(version)));
        let mut revisions: Vec<Revision> = vec![];
        let mut newer: Option<&Article> = None;
        for (address, article) in &versions {
            revisions.push(Revision {
                article: ArticleRef::new(article, self.paths.shown(&article.path)),
                seen: address.and_then(|one| seen(one.seen?)),
                words: words(article),
                is_current: is_current(article),
                changes: newer.map(|newer| Self::changes(article, newer)).unwrap_or_default(),
            });
            newer = Some(article);
        }
        let id = current.map_or_else(String::new, |id| id.to_string());
        Ok(RevisionList { schema_version: SCHEMA_VERSION, id, revisions })
    }
}

fn words(article: &Article) -> u64 {
    let mut count = 0;
    for block in article.text_blocks() {
        let mut words = Words::new(&block.text);
        while words.next().is_some() {
            count += 1;
        }
    }
    count
}

/// A time as `2026-03-03T08:00:00`, where the page or its crawler was.
fn seen(seconds: i64) -> Option<String> {
    let time = Timestamp::from_second(seconds).ok()?;
    Some(time.to_zoned(jiff::tz::TimeZone::UTC).datetime().to_string())
}
