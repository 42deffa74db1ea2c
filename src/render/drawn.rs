//! What is drawn of a timeline, and in which words.

use super::counted;
use crate::model::{Count, Series, Timeline};

/// What is drawn of counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counted {
    /// Stories, not articles.
    pub stories: bool,
    /// What part of all they are, not how many.
    pub share: bool,
}

impl Counted {
    /// What is drawn of a count; none where a share is of nothing.
    #[expect(clippy::cast_precision_loss, reason = "a length of a bar")]
    pub(super) fn value(self, count: &Count) -> Option<f64> {
        match (self.share, self.stories) {
            (true, true) => count.story_share.flatten(),
            (true, false) => count.article_share.flatten(),
            (false, true) => Some(count.stories as f64),
            (false, false) => Some(count.articles as f64),
        }
    }

    /// The largest value of any query.
    pub(super) fn most(self, timeline: &Timeline) -> f64 {
        let counts = timeline.series.iter().flat_map(|series| &series.counts);
        counts.filter_map(|count| self.value(count)).fold(0.0, f64::max)
    }

    /// A value in figures.
    pub(super) fn figure(self, value: f64) -> String {
        if !self.share {
            return format!("{value:.0}");
        }
        let percent = value * 100.0;
        // Three figures say enough.
        match () {
            () if percent >= 10.0 || percent == 0.0 => format!("{percent:.0} %"),
            () if percent >= 1.0 => format!("{percent:.1} %"),
            () => format!("{percent:.2} %"),
        }
    }

    /// What is drawn, in words.
    pub(super) fn title(self, timeline: &Timeline) -> String {
        let noun = if self.stories { "stories" } else { "articles" };
        if self.share { format!("share of all {noun} by {}", timeline.every) } else { format!("{noun} by {}", timeline.every) }
    }
}

/// A query as it was read.
pub(super) fn name(series: &Series) -> &str {
    if series.parsed.is_empty() { "all articles" } else { &series.parsed }
}

/// The matches that no period has, in words; empty if there are none.
pub(super) fn not_drawn(series: &Series, by: Counted) -> String {
    let pick = |articles: u64, stories: u64| if by.stories { stories } else { articles };
    let mut parts = vec![];
    let undated = pick(series.undated.articles, series.undated.stories);
    if undated > 0 {
        parts.push(format!("{undated} undated"));
    }
    for known in &series.imprecise {
        let number = pick(known.articles, known.stories);
        parts.push(format!("{number} known only to {}", known.period.period));
    }
    parts.join(", ")
}

/// How many there are of a query.
pub(super) fn totals(series: &Series) -> String {
    let articles = counted(series.articles, "article");
    if series.stories == series.articles { articles } else { format!("{articles}, {}", counted(series.stories, "story")) }
}
