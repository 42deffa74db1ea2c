//! Why an article is found by a query, or is not: the JSON of `newsidx why`.

use serde::Serialize;

use super::{ArticleRef, Notice, Reason, ScorePart};

/// Why an article is found by a query, or is not.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Why {
    /// Version of this shape.
    pub schema_version: u32,
    /// The query as typed.
    pub query: String,
    /// The query as it was read, in canonical form.
    pub parsed: String,
    /// What was adjusted or is worth knowing.
    pub notices: Vec<Notice>,
    /// The article.
    pub article: ArticleRef,
    /// How much of the query it matches.
    pub found: Found,
    /// Its row in the list of hits, from 1; null if it has none.
    pub rank: Option<u64>,
    /// How many rows the list has.
    pub rows: u64,
    /// The article whose row stands for this one, where copies of a story are one row.
    pub folded_into: Option<FoldedInto>,
    /// Its score; null if it has no row.
    pub score: Option<f32>,
    /// The parts of the query, each with what it found.
    pub parts: Vec<QueryPart>,
    /// What the score has beside the parts: for words near the beginning, near each other, and
    /// for having much of the query.
    pub added: Vec<ScorePart>,
    /// The conditions beside the query.
    pub filters: Vec<QueryPart>,
}

/// How much of a query an article matches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Found {
    /// All of it.
    Whole,
    /// So much of it that it is listed after those that match all of it.
    Partial,
    /// Too little.
    No,
}

/// The row of another copy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoldedInto {
    /// The article that the row shows.
    pub id: String,
    /// The row, from 1.
    pub rank: u64,
}

/// A part of a query, and whether an article has it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QueryPart {
    /// The part in canonical form.
    pub part: String,
    /// What it is to the query.
    pub need: PartNeed,
    /// Whether the article matches it; of what is excluded, whether it is absent.
    pub holds: bool,
    /// What it adds to the score of a match; null if it adds none or does not hold.
    pub score: Option<f32>,
    /// All that in one sentence.
    pub because: String,
    /// Where it was found; of a part that does not hold, where something like it was.
    pub places: Vec<FoundAt>,
    /// The parts it is made of.
    pub parts: Vec<QueryPart>,
}

/// What a part is to its query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum PartNeed {
    /// It must match, or count towards a partial match.
    Wanted,
    /// One of several is enough.
    Any,
    /// It must not match.
    Excluded,
    /// It only adds to the rank.
    Optional,
}

/// Where something was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FoundAt {
    /// `title`, `text`, `junk`, or the metadata it was found in.
    pub field: &'static str,
    /// Why the block was set aside, if it is junk.
    pub reason: Option<Reason>,
    /// The paragraph of the text, from 1; null elsewhere.
    pub paragraph: Option<u32>,
    /// The line of the source where the block begins; null for HTML and metadata.
    pub line: Option<u32>,
    /// The words as they stand there.
    pub words: Vec<String>,
}
