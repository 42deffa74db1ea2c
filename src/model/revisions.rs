//! The versions of one page: field by field the JSON of `newsidx show ID --revisions`.

use serde::Serialize;

use super::{ArticleRef, Change};

/// All versions of an article: the JSON of `newsidx show ID --revisions`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct RevisionList {
    /// Version of this shape.
    pub schema_version: u32,
    /// The article that searches find: the newest version.
    pub id: String,
    /// Its versions, the newest first.
    pub revisions: Vec<Revision>,
}

/// A version of an article.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Revision {
    /// The article.
    #[serde(flatten)]
    pub article: ArticleRef,
    /// When it was fetched, else published; null if neither is known.
    pub seen: Option<String>,
    /// Words of its text.
    pub words: u64,
    /// Whether searches find it.
    pub is_current: bool,
    /// What the version before it in this list, a newer one, made of it: paragraphs that differ. Empty
    /// for the newest.
    pub changes: Vec<Change>,
}
