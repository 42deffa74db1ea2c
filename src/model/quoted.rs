//! Articles that carry a quotation: field by field the JSON of `newsidx quote`.

use serde::Serialize;

use super::{ArticleRef, Highlight, Notice, Story};

/// The articles that carry a quotation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuoteResponse {
    /// Version of this shape.
    pub schema_version: u32,
    /// The quotation as typed.
    pub quote: String,
    /// Its words.
    pub words: u64,
    /// The share of the words that had to be kept.
    pub least: f32,
    /// What is worth knowing.
    pub notices: Vec<Notice>,
    /// Counts over all that was found, not just what is shown.
    pub summary: QuoteSummary,
    /// The articles, earliest first, undated ones last.
    pub matches: Vec<QuoteMatch>,
}

/// Counts of what was found.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct QuoteSummary {
    /// Articles that carry it.
    pub articles: u64,
    /// Of these, those that carry it word for word.
    pub verbatim: u64,
    /// Distinct stories.
    pub stories: u64,
    /// Distinct outlets.
    pub outlets: u64,
    /// Articles without a known date.
    pub undated: u64,
    /// Time taken, in milliseconds.
    pub elapsed_ms: f64,
}

/// An article that carries it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct QuoteMatch {
    /// The article.
    #[serde(flatten)]
    pub article: ArticleRef,
    /// The story it belongs to.
    pub story: Story,
    /// Later articles of the story that carry it too and have no row of their own.
    pub copies: u64,
    /// Share of the quotation's words that stand there in the same order.
    pub kept: f32,
    /// Words that stand between them and are not the quotation's.
    pub added: u64,
    /// Nothing is changed, cut or added but marks and capitals.
    pub verbatim: bool,
    /// It stands between quotation marks.
    pub quoted: bool,
    /// Who is said to have said it, if the text beside tells.
    pub speaker: Option<Speaker>,
    /// Which paragraph of the article's text, from 1; 0 is the headline.
    pub paragraph: u32,
    /// The line of the source file where the paragraph begins; null for HTML.
    pub line: Option<u32>,
    /// The sentences in which it stands.
    pub text: String,
    /// The words that are the quotation's; code points of `text`.
    pub highlights: Vec<Highlight>,
    /// The quotation beside the text, word by word, in runs.
    pub alignment: Vec<QuoteRun>,
}

/// Who is said to have said something.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Speaker {
    /// The name, or words such as `the operator`.
    pub name: String,
    /// The word that attributes it: `said`, `selon`.
    pub verb: String,
    /// The text names no one beside the quotation (`she said`, or nobody): taken from before it.
    pub inferred: bool,
}

/// What became of words of a quotation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum QuoteRunKind {
    /// They are the same.
    Same,
    /// Others stand in their place.
    Changed,
    /// They are not there.
    Cut,
    /// They are not the quotation's.
    Added,
}

/// Words of a quotation beside those of the text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct QuoteRun {
    /// What became of them.
    pub kind: QuoteRunKind,
    /// The quotation's words as typed; null for `added`.
    pub quote: Option<String>,
    /// The text's words as they stand there; null for `cut`.
    pub text: Option<String>,
}
