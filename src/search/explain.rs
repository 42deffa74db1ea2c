//! Says what a score is made of: the engine's account of the query, and what `rank` added.

use serde::Deserialize;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::{DocAddress, DocId, DocSet, Score, SegmentReader, TantivyError};

use super::forms::{STEMS, WORD};
use crate::error::Result;
use crate::index::IndexReader;
use crate::model::{ScoreKind, ScorePart, TermFigures};

/// The engine's account, which it shows as JSON only.
#[derive(Deserialize)]
struct Account {
    value: f32,
    description: String,
    #[serde(default)]
    details: Vec<Account>,
}

impl Account {
    fn figure(&self, name: &str) -> f32 {
        self.details.iter().find(|detail| detail.description == name).map_or(0.0, |detail| detail.value)
    }

    /// The parts that are not sums of others, with all boosts in them.
    fn parts(&self, boost: f32, found: &mut Vec<ScorePart>) {
        let part = |kind| ScorePart { kind, label: String::new(), score: self.value * boost, term: None };
        if let Some(word) = self.description.strip_prefix(WORD) {
            found.extend(self.details.iter().map(|detail| {
                let field = detail.description.strip_suffix(STEMS);
                let figures = TermFigures {
                    field: field.unwrap_or(&detail.description).to_owned(),
                    form: if field.is_some() { "stem" } else { "exact" },
                    weight: detail.figure("weight"),
                    idf: detail.figure("idf"),
                    occurrences: detail.figure("occurrences"),
                    length: detail.figure("length"),
                    average_length: detail.figure("average_length"),
                };
                let (label, score) = (word.to_owned(), detail.value * boost);
                ScorePart { kind: ScoreKind::Word, label, score, term: Some(figures) }
            }));
        } else if self.description.starts_with("Boost") {
            for detail in self.details.iter().filter(|detail| detail.value != 0.0) {
                detail.parts(boost * self.value / detail.value, found);
            }
        } else if self.description.starts_with("BooleanClause") {
            self.details.iter().for_each(|detail| detail.parts(boost, found));
        } else if self.value != 0.0 {
            let is_phrase = self.description.starts_with("Phrase");
            found.push(part(if is_phrase { ScoreKind::Phrase } else { ScoreKind::Pattern }));
        }
    }
}

/// A query that says of an article it does not match that it does not. The engine's own may
/// look for it among what they have passed already.
#[derive(Debug)]
pub(super) struct Guarded(pub(super) Box<dyn Query>);

impl Clone for Guarded {
    fn clone(&self) -> Self {
        Self(self.0.box_clone())
    }
}

impl Query for Guarded {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        Ok(Box::new(GuardedWeight(self.0.weight(scoring)?)))
    }
}

struct GuardedWeight(Box<dyn Weight>);

impl Weight for GuardedWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        self.0.scorer(reader, boost)
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.0.scorer(reader, 1.0)?;
        if scorer.doc() > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        self.0.explain(reader, doc)
    }
}

/// What the score of a match is made of, largest part first; `added` is
/// what `rank` gave. Cost: the query's postings up to the match.
pub(super) fn explain(
    query: &dyn Query,
    reader: &IndexReader,
    address: DocAddress,
    added: Vec<ScorePart>,
) -> Result<Vec<ScorePart>> {
    let scoring = EnableScoring::enabled_from_statistics_provider(reader.statistics(), reader.searcher());
    let segment = reader.searcher().segment_reader(address.segment_ord);
    let account = query.weight(scoring).and_then(|weight| weight.explain(segment, address.doc_id));
    let account = account.map_err(|e| reader.failed(e))?;
    let account: Account = serde_json::from_str(&account.to_pretty_json()).map_err(|e| reader.failed(e))?;
    let mut parts = added;
    account.parts(1.0, &mut parts);
    parts.sort_by(|a, b| b.score.total_cmp(&a.score));
    Ok(parts)
}
