//! Passages of many articles as one list: each a row of its own.

use std::collections::HashSet;

use crate::model::Hit;

/// From so many articles passages are taken at least, if there are as many.
pub(super) const ARTICLES: usize = 200;

/// A row for each passage that shows a match, best first; a text that several articles have
/// comes once, with the best of them. Articles that match only in part come after the others.
/// What a second passage of an article is worth is what it adds to the first.
pub(super) fn flat(hits: Vec<Hit>) -> Vec<Hit> {
    let mut rows = vec![];
    for mut hit in hits {
        for passage in std::mem::take(&mut hit.passages) {
            if !passage.highlights.is_empty() {
                rows.push(Hit { passages: vec![passage], ..hit.clone() });
            }
        }
    }
    let worth = |row: &Hit| row.passages.first().map_or(0.0, |passage| passage.score);
    // Equals stay in the order of their articles.
    rows.sort_by(|a, b| a.partial.cmp(&b.partial).then_with(|| worth(b).total_cmp(&worth(a))));
    let mut seen = HashSet::new();
    rows.retain(|row| row.passages.first().is_some_and(|passage| seen.insert(passage.text.clone())));
    for (rank, row) in (1..).zip(&mut rows) {
        row.rank = rank;
    }
    rows
}
