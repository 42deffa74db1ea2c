//! The weights of the features, read from `data/clean/weights.tsv`, and the
//! scores they give: log-odds that a block is text of the article.
//!
//! Two columns: the first score uses a block's own features alone; the second,
//! which decides, uses all. A later training replaces the file, not the code.

use std::sync::LazyLock;

use super::features::{Feature, View};
use crate::model::Contribution;

const FILE: &str = include_str!("../../data/clean/weights.tsv");

/// First and second weight of every feature, and its meaning, by its place in `Feature::ALL`.
static WEIGHTS: LazyLock<Vec<(f32, f32, &'static str)>> = LazyLock::new(|| {
    let of = |name: &str| rows().find(|(row, _)| *row == name).map_or((0.0, 0.0, ""), |(_, rest)| rest);
    Feature::ALL.iter().map(|feature| of(feature.name())).collect()
});

/// Name of each row, with first and second weight and meaning.
fn rows() -> impl Iterator<Item = (&'static str, (f32, f32, &'static str))> {
    FILE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, (cells.next()?.parse().ok()?, cells.next()?.parse().ok()?, cells.next()?)))
    })
}

/// The first score: the block alone.
pub(super) fn first_score(view: &View) -> f32 {
    view.features.iter().map(|(feature, value)| weight(*feature).0 * value).sum()
}

/// The score that decides: the block in its context.
pub(super) fn score(view: &View) -> f32 {
    view.features.iter().map(|(feature, value)| weight(*feature).1 * value).sum()
}

/// What each feature of a block adds to the score that decides.
pub(super) fn contributions(view: &View) -> Vec<Contribution> {
    let of = |(feature, value): &(Feature, f32)| {
        let (_, second, meaning) = weight(*feature);
        Contribution { name: feature.name(), value: *value, contribution: second * value, meaning }
    };
    view.features.iter().map(of).collect()
}

fn weight(feature: Feature) -> (f32, f32, &'static str) {
    WEIGHTS.get(feature as usize).copied().unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_feature_has_its_row() {
        let names: Vec<&str> = rows().map(|(name, _)| name).collect();
        let known: HashSet<&str> = Feature::ALL.iter().map(|feature| feature.name()).collect();
        assert_eq!(names.len(), names.iter().collect::<HashSet<_>>().len(), "a row stands twice");
        assert_eq!(names.iter().copied().collect::<HashSet<_>>(), known);
        for line in FILE.lines().filter(|line| !line.starts_with('#')) {
            assert_eq!(line.split('\t').count(), 4, "name, two weights, meaning: `{line}`");
        }
    }
}
