//! What an article is known by wherever it is told of: the first keys of its JSON.

use serde::Serialize;

use super::{Article, PublicationDate, place_of};

/// An article in an answer that is about more than one article.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ArticleRef {
    /// The article's lasting name.
    pub id: String,
    /// The file.
    pub path: String,
    /// The record's number in a file of many.
    pub record: Option<u64>,
    /// Where it was published.
    pub url: Option<String>,
    /// The headline, or the first sentence.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// The news agency that it credits.
    pub agency: Option<String>,
    /// ISO 639-1 code, or null.
    pub language: Option<String>,
    /// When it was published.
    pub date: PublicationDate,
}

impl ArticleRef {
    /// An article whose file is shown as `path`.
    #[must_use]
    pub fn new(article: &Article, path: String) -> Self {
        Self {
            id: article.id.clone(),
            path,
            record: article.record,
            url: article.url.clone(),
            title: article.title.value.clone(),
            outlet: article.outlet.value.clone(),
            agency: article.agency.value.clone(),
            language: article.language.clone(),
            date: article.date.clone(),
        }
    }

    /// The file, and the record in it: `feed.jsonl#3`.
    #[must_use]
    pub fn place(&self) -> String {
        place_of(&self.path, self.record, None)
    }
}
