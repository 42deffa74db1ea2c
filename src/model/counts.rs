//! Counts over all matches of a query: the JSON of `newsidx facets` and `newsidx timeline`.

use serde::Serialize;

use super::Notice;

/// Counts by the values of fields.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FacetList {
    /// Version of this shape.
    pub schema_version: u32,
    /// The query as typed.
    pub query: String,
    /// The query as it was read, in canonical form.
    pub parsed: String,
    /// What was adjusted or is worth knowing.
    pub notices: Vec<Notice>,
    /// Counts over all matches.
    pub summary: CountSummary,
    /// A table for each way of counting that was asked for.
    pub facets: Vec<FacetTable>,
}

/// Counts over all matches.
#[derive(Debug, Clone, PartialEq, Default, Serialize)]
pub struct CountSummary {
    /// Articles that match.
    pub articles: u64,
    /// Their stories.
    pub stories: u64,
    /// Time taken, in milliseconds.
    pub elapsed_ms: f64,
}

/// Counts by the values of one field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetTable {
    /// What is counted by: `outlet`, `month` and so on.
    pub by: String,
    /// So many values there are, those that the limit left out among them.
    pub distinct: u64,
    /// The values.
    pub values: Vec<FacetValue>,
}

impl FacetTable {
    /// Whether the limit left out values, here or within one.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        (self.values.len() as u64) < self.distinct
            || self.values.iter().filter_map(|value| value.within.as_ref()).any(Self::is_cut)
    }
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FacetValue {
    /// The value; null for articles without one. A date that is known less exactly than is
    /// counted by is a value of its own, as `2025-02` or `2025`.
    pub value: Option<String>,
    /// Matching articles.
    pub articles: u64,
    /// Matching stories.
    pub stories: u64,
    /// The articles of this value, counted by a further field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub within: Option<FacetTable>,
}

/// Counts over time, of one query or several.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Timeline {
    /// Version of this shape.
    pub schema_version: u32,
    /// `day`, `week`, `month` or `year`.
    pub every: &'static str,
    /// The periods, without gaps.
    pub periods: Vec<Period>,
    /// A line for each query.
    pub series: Vec<Series>,
    /// All articles that pass the filters, whatever the query, if shares were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub all: Option<Series>,
    /// Time taken, in milliseconds.
    pub elapsed_ms: f64,
}

/// A span of days.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Period {
    /// `2025-02-18`, `2025-W08`, `2025-02` or `2025`.
    pub period: String,
    /// Its first day.
    pub first: String,
    /// Its last day.
    pub last: String,
}

/// The counts of one query.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Series {
    /// The query as typed.
    pub query: String,
    /// The query as it was read, in canonical form.
    pub parsed: String,
    /// What was adjusted or is worth knowing.
    pub notices: Vec<Notice>,
    /// Articles that match, undated ones too.
    pub articles: u64,
    /// Their stories.
    pub stories: u64,
    /// Matches without a known date.
    pub undated: Count,
    /// Matches of each of the `periods`, in their order.
    pub counts: Vec<Count>,
    /// Matches whose date is known less exactly than is counted by, in order.
    pub imprecise: Vec<Imprecise>,
}

/// Articles and stories of one period. A story whose articles are of several periods counts in each.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Count {
    /// Matching articles.
    pub articles: u64,
    /// Matching stories.
    pub stories: u64,
    /// What part of all articles of the period they are, if asked for; null where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub article_share: Option<Option<f64>>,
    /// What part of all stories of the period they are, if asked for; null where there are none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub story_share: Option<Option<f64>>,
}

/// Matches known only to a month or a year that is longer than the periods counted by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Imprecise {
    /// What is known: `2025-02` or `2025`.
    #[serde(flatten)]
    pub period: Period,
    /// Matching articles.
    pub articles: u64,
    /// Matching stories.
    pub stories: u64,
}
