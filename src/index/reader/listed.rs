//! All articles of an index in order of their ids, as they are handed on to another engine.

use std::collections::BTreeMap;

use tantivy::DocAddress;
use tantivy::query::Bm25StatisticsProvider;

use super::IndexReader;
use crate::error::Result;
use crate::index::Fields;
use crate::index::schema::NO_NUMBER;
use crate::model::{Article, ArticleId};

/// An article of an index by its place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ListedArticle {
    pub(crate) id: ArticleId,
    number: u32,
    address: DocAddress,
}

impl IndexReader {
    /// The articles in order of their ids, without older versions. Cost: a pass over two columns; 24 bytes an
    /// article.
    pub(crate) fn listed(&self) -> Result<Vec<ListedArticle>> {
        let mut listed = vec![];
        for (ord, segment) in (0..).zip(self.searcher.segment_readers()) {
            let columns = segment.fast_fields();
            let (id, number) = (columns.u64("id"), columns.u64("number"));
            let (id, number) = (id.map_err(|e| self.failed(e))?, number.map_err(|e| self.failed(e))?);
            for doc in segment.doc_ids_alive() {
                let number = number.first(doc).and_then(|number| u32::try_from(number).ok()).unwrap_or(NO_NUMBER);
                if number != NO_NUMBER
                    && let Some(id) = id.first(doc)
                {
                    listed.push(ListedArticle { id: ArticleId(id), number, address: DocAddress::new(ord, doc) });
                }
            }
        }
        listed.sort_unstable_by_key(|one| one.id);
        Ok(listed)
    }

    /// Sums of the lengths of fields that are searched, in words, by their names, as ranking counts
    /// them. Cost: a byte an article and field.
    pub(crate) fn lengths(&self) -> Result<BTreeMap<String, u64>> {
        let Fields { title, body, junk, outlet, agency, author, url, path, dateline, section, tag, .. } = self.fields;
        let fields = [title, body, junk, outlet, agency, author, url, path, dateline, section, tag];
        let length = |field| {
            let words = self.statistics.total_num_tokens(field).map_err(|e| self.failed(e))?;
            Ok((self.field_name(field).to_owned(), words))
        };
        fields.into_iter().map(length).collect()
    }

    /// A listed article with the key of its story, and what is told of it there.
    pub(crate) fn listed_article(&self, listed: &ListedArticle) -> Result<(Article, u64, crate::model::Story)> {
        let article = self.article(listed.address)?;
        let key = self.stories.story_of(listed.number).and_then(|place| self.stories.get(place)).map(|story| story.key);
        let story = self.stories.membership(listed.number).unwrap_or_else(|| crate::model::Story::single(listed.id));
        Ok((article, key.unwrap_or(listed.id.0), story))
    }
}
