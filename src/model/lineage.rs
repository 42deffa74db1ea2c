//! The history of a story: field by field the JSON of `newsidx story` and `newsidx stories`.

use serde::Serialize;

use super::{ArticleRef, Notice, StoryRole};

/// A story with all its articles: the JSON of `newsidx story ID`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Lineage {
    /// Version of this shape.
    pub schema_version: u32,
    /// The story's lasting name.
    pub id: String,
    /// Agencies that its articles credit, in order.
    pub agencies: Vec<String>,
    /// Outlets that carry it, in order.
    pub outlets: Vec<String>,
    /// Its articles, the original first, the others in order of time, undated ones last.
    pub articles: Vec<Carried>,
}

/// An article of a story, beside the original.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Carried {
    /// The article.
    #[serde(flatten)]
    pub article: ArticleRef,
    /// What it is to the original.
    pub role: StoryRole,
    /// Share of the original's words that it has in the same order, paragraph by paragraph.
    pub kept: f32,
    /// Share of its own words that the original does not have there.
    pub own: f32,
    /// Words of the headline that the original's headline does not have.
    pub title_added: Vec<String>,
    /// Words of the original's headline that its own does not have.
    pub title_cut: Vec<String>,
    /// Its paragraphs beside the original's; only those that differ.
    pub changes: Vec<Change>,
    /// Words in quotation marks that are not quoted as in the original.
    pub quotes: Vec<AlteredQuote>,
}

/// What became of a paragraph.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ChangeKind {
    /// It is the original's and not there.
    Cut,
    /// It is not the original's.
    Added,
    /// It stands in the place of one of the original's, with other words.
    Changed,
}

/// A paragraph that differs.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Change {
    /// What became of it.
    pub kind: ChangeKind,
    /// The original's paragraph, from 1.
    pub original_paragraph: Option<u32>,
    /// The original's words.
    pub original: Option<String>,
    /// The paragraph, from 1.
    pub paragraph: Option<u32>,
    /// Its words.
    pub text: Option<String>,
}

/// A quotation that was altered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct AlteredQuote {
    /// As the original has it.
    pub original: String,
    /// As it stands in the copy.
    pub quote: String,
}

/// The stories of an index or a query: the JSON of `newsidx stories`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StoryList {
    /// Version of this shape.
    pub schema_version: u32,
    /// The query as typed.
    pub query: String,
    /// What is to be told of the query.
    pub notices: Vec<Notice>,
    /// Stories of several articles, shown or not.
    pub total: u64,
    /// Those shown.
    pub stories: Vec<StorySummary>,
}

/// A story in a list.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct StorySummary {
    /// The story's lasting name.
    pub id: String,
    /// The original's headline.
    pub title: Option<String>,
    /// Who published the original.
    pub outlet: Option<String>,
    /// The agency that the original credits.
    pub agency: Option<String>,
    /// Articles.
    pub articles: u64,
    /// Of these, those that match the query.
    pub matching: u64,
    /// Outlets that are known.
    pub outlets: u64,
    /// Articles by what they are to the original.
    pub roles: StoryRoles,
    /// The first day of any article, or null.
    pub first: Option<String>,
    /// The last day of any article, or null.
    pub last: Option<String>,
    /// Dated articles a day, from the first day to the last.
    pub per_day: Option<f32>,
}

/// Articles of a story by what they are to the original.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
pub struct StoryRoles {
    /// Nearly the same text.
    pub copy: u64,
    /// One has most of the other.
    pub cut: u64,
    /// The same report in other words.
    pub reworded: u64,
}
