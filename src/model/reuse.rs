//! Which articles reuse which texts from elsewhere: field by field the JSON of `newsidx reuse`.

use serde::Serialize;

use super::{ArticleRef, PublicationDate};

/// What became of press releases, or other texts that are not in the index: the JSON of `newsidx reuse`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reuse {
    /// Version of this shape.
    pub schema_version: u32,
    /// Releases of which an article reuses something.
    pub reused: u64,
    /// Articles that reuse something of any of them.
    pub articles: u64,
    /// Every release, in order of files.
    pub releases: Vec<ReusedRelease>,
}

/// A text, and who reuses it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ReusedRelease {
    /// The file.
    pub path: String,
    /// The record's number in a file of many.
    pub record: Option<u64>,
    /// The headline, or the first sentence.
    pub title: Option<String>,
    /// When it was published.
    pub date: PublicationDate,
    /// Words of its text.
    pub words: u32,
    /// Articles that reuse it, in order of time, undated ones last.
    pub articles: Vec<Reuser>,
}

/// An article that reuses a text.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reuser {
    /// The article.
    #[serde(flatten)]
    pub article: ArticleRef,
    /// Share of the release's words that stand in the passages.
    pub kept: f32,
    /// Share of the article's words that stand in none.
    pub own: f32,
    /// What both have, in order of the article.
    pub passages: Vec<SharedPassage>,
}

/// Words in a row that two texts share, but for a few in between.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SharedPassage {
    /// Words that are the same.
    pub words: u32,
    /// As it stands in the release.
    pub release: String,
    /// As it stands in the article.
    pub article: String,
}
