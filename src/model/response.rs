//! The answer to a search: field by field the JSON of `newsidx search`.

use serde::Serialize;

use super::{FacetValue, PublicationDate};

/// Version of the JSON shapes. Keys are only ever added within a version.
pub const SCHEMA_VERSION: u32 = 1;

/// The answer to a search.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SearchResponse {
    /// Version of this shape.
    pub schema_version: u32,
    /// The query as typed.
    pub query: String,
    /// The query as it was read, in canonical form.
    pub parsed: String,
    /// What was adjusted or is worth knowing.
    pub notices: Vec<Notice>,
    /// Counts over all matches, not just those shown.
    pub summary: Summary,
    /// The page of results asked for.
    pub hits: Vec<Hit>,
    /// Counts by outlet and date, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub facets: Option<Facets>,
}

/// Something the reader of the answer should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Notice {
    /// A short word for scripts.
    pub kind: String,
    /// One line for people.
    pub text: String,
}

/// Counts over all matches.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct Summary {
    /// Articles that match the whole query.
    pub articles: u64,
    /// Articles that match only part of it and are listed after the others.
    pub partial: u64,
    /// Distinct stories among the matches.
    pub stories: u64,
    /// Distinct outlets among the matches.
    pub outlets: u64,
    /// Matches without a known date.
    pub undated: u64,
    /// Articles that match only in parts that were set aside as junk.
    pub in_junk: u64,
    /// The counts are upper bounds: an engine elsewhere found more than could be checked.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub at_most: bool,
    /// Time taken, in milliseconds.
    pub elapsed_ms: f64,
}

/// One result.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// Place in the whole list, from 1.
    pub rank: u64,
    /// Higher is better; comparable only within one answer.
    pub score: f32,
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
    /// `metadata`, `page` or `lead`.
    pub title_source: super::Provenance,
    /// What matched in the title; code points of `title`.
    pub title_highlights: Vec<Highlight>,
    /// Who published it.
    pub outlet: Option<String>,
    /// The news agency that wrote it.
    pub agency: Option<String>,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// ISO 639-1 code, or null.
    pub language: Option<String>,
    /// When it was published.
    pub date: PublicationDate,
    /// The story it belongs to.
    pub story: Story,
    /// It matches only part of the query.
    pub partial: bool,
    /// The parts of the query it does not match.
    pub missing: Vec<String>,
    /// The best passages, best first.
    pub passages: Vec<Passage>,
    /// What the score is the sum of, largest first, if asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub explain: Option<Vec<ScorePart>>,
}

/// A part of a hit's score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ScorePart {
    /// What it is given for.
    pub kind: ScoreKind,
    /// The word, or the two words of `proximity`; empty for the query as a whole.
    pub label: String,
    /// What it adds to the score.
    pub score: f32,
    /// For a word, the BM25 formula's figures.
    #[serde(flatten)]
    pub term: Option<TermFigures>,
}

/// What a part of a score is given for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ScoreKind {
    /// A word, in one of its forms, stands in a field.
    Word,
    /// Words stand in a row.
    Phrase,
    /// One of many words that a pattern finds stands there.
    Pattern,
    /// The article has much of the query.
    Coverage,
    /// A word stands near the beginning.
    Lead,
    /// Two words stand near each other.
    Proximity,
}

/// The figures of a word's BM25 score.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct TermFigures {
    /// `title`, `body`, `junk` or another field.
    pub field: String,
    /// Whether the word stands there as written, or with the same stem.
    pub form: &'static str,
    /// What the form is worth beside others.
    pub weight: f32,
    /// How rare it is.
    pub idf: f32,
    /// How often it stands there.
    pub occurrences: f32,
    /// Words of the field, rounded as the index does.
    pub length: f32,
    /// The same, on average over all articles.
    pub average_length: f32,
}

/// The story an article belongs to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Story {
    /// The story's lasting name.
    pub id: String,
    /// Its articles in the whole index.
    pub articles: u64,
    /// Its outlets in the whole index.
    pub outlets: u64,
    /// What this article is in it.
    pub role: StoryRole,
}

impl Story {
    /// That of an article that is in no story of the index.
    #[must_use]
    pub fn single(id: super::ArticleId) -> Self {
        Self { id: id.to_string(), articles: 1, outlets: 0, role: StoryRole::Single }
    }
}

/// What an article is in its story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum StoryRole {
    /// The earliest known.
    Original,
    /// Nearly the same text as the original's.
    Copy,
    /// One has most of the other, word for word.
    Cut,
    /// The same report in other words.
    Reworded,
    /// The only one.
    Single,
}

impl StoryRole {
    /// The word for it in JSON and on the screen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Original => "original",
            Self::Copy => "copy",
            Self::Cut => "cut",
            Self::Reworded => "reworded",
            Self::Single => "single",
        }
    }
}

/// One to three whole sentences that answer the query.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Passage {
    /// The sentences, white space collapsed.
    pub text: String,
    /// The same, escaped for HTML, with `<mark>` as its only tag.
    pub html: String,
    /// Which paragraph of the article's text, from 1.
    pub paragraph: u32,
    /// The line of the source file where it begins; null for HTML.
    pub line: Option<u32>,
    /// How well it answers; comparable only within one answer.
    pub score: f32,
    /// What matched; code points of `text`.
    pub highlights: Vec<Highlight>,
}

/// A range of Unicode code points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Highlight {
    /// The first code point.
    pub start: u32,
    /// One past the last.
    pub end: u32,
}

/// Counts by outlet and by date.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct Facets {
    /// Outlets, most articles first.
    pub outlet: Vec<FacetValue>,
    /// Days, months or years, as fine as the span allows, in order.
    pub date: Vec<FacetValue>,
}

/// Where one article matches a query: `around` in the JSON of `newsidx show --around`.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Around {
    /// The query as typed.
    pub query: String,
    /// The query as it was read, in canonical form.
    pub parsed: String,
    /// What is to be told of the query.
    pub notices: Vec<Notice>,
    /// So many places are marked.
    pub matches: u64,
    /// What matched in the title; code points of it.
    pub title_highlights: Vec<Highlight>,
    /// The paragraphs that match, and those beside them.
    pub paragraphs: Vec<MarkedParagraph>,
}

/// A paragraph with what matched in it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct MarkedParagraph {
    /// Which paragraph of the article's text, from 1.
    pub paragraph: u32,
    /// The line of the source file where it begins; null for HTML.
    pub line: Option<u32>,
    /// Its text, white space collapsed.
    pub text: String,
    /// The same, escaped for HTML, with `<mark>` as its only tag.
    pub html: String,
    /// What matched; code points of `text`.
    pub highlights: Vec<Highlight>,
}
