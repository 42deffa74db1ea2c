//! How well answers are ranked, by judgments of which articles are relevant: the measures of
//! TREC (Voorhees and Harman 2005; nDCG as Järvelin and Kekäläinen 2002, gain as judged).
//!
//! A ranking counts up to its 1,000th article. What nobody judged is not relevant. Queries without any relevant
//! article are left out of means.

use std::collections::{BTreeMap, HashMap, HashSet};

use serde::Serialize;

use crate::error::{Error, Result};

/// Articles of a ranking that count.
pub const MEASURED: usize = 1000;

/// Which articles are relevant to which query.
#[derive(Debug, Clone, Default)]
pub struct Judgments {
    by_query: BTreeMap<String, HashMap<String, i32>>,
}

/// The measures of one query, or their means.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize)]
pub struct Measures {
    /// Mean average precision; of one query, its average precision.
    pub map: f64,
    /// Discounted cumulative gain of the first ten, of what it could be.
    pub ndcg_10: f64,
    /// Relevant ones of the first five.
    pub p_5: f64,
    /// One by the rank of the first relevant one.
    pub mrr: f64,
    /// What part of the relevant ones is among the first hundred.
    pub recall_100: f64,
}

impl Judgments {
    /// Reads the lines of a `qrels` file: query, a column that says nothing, article, grade.
    ///
    /// # Errors
    ///
    /// A line is of another form.
    pub fn read(text: &str) -> Result<Self> {
        let mut by_query: BTreeMap<String, HashMap<String, i32>> = BTreeMap::new();
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let cells: Vec<&str> = line.split_whitespace().collect();
            let grade = match cells[..] {
                [] => continue,
                [query, _, article, grade] => grade.parse().ok().map(|grade: i32| (query, article, grade)),
                _ => None,
            };
            let Some((query, article, grade)) = grade else {
                return Err(Error::config(format!(
                    "line {number}: not a judgment: write `query 0 article grade`, as in `q1 0 bk355bephjwn6 1`"
                )));
            };
            by_query.entry(query.to_owned()).or_default().insert(article.to_owned(), grade);
        }
        Ok(Self { by_query })
    }

    /// The queries that have a relevant article, in order.
    pub fn queries(&self) -> impl Iterator<Item = &str> {
        let relevant = self.by_query.iter().filter(|(_, grades)| grades.values().any(|grade| *grade > 0));
        relevant.map(|(query, _)| query.as_str())
    }

    /// Whether anything was judged of a query.
    #[must_use]
    pub fn has(&self, query: &str) -> bool {
        self.by_query.contains_key(query)
    }

    /// Whether an article was judged for a query.
    #[must_use]
    pub fn is_judged(&self, query: &str, article: &str) -> bool {
        self.by_query.get(query).is_some_and(|grades| grades.contains_key(article))
    }

    /// Measures a ranking, best first, each article once; of an article that comes again the first
    /// place counts. Cost: one pass over it.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "at most a thousand, and numbers of judgments")]
    pub fn measure(&self, query: &str, ranking: &[String]) -> Measures {
        let Some(grades) = self.by_query.get(query) else { return Measures::default() };
        let relevant = grades.values().filter(|grade| **grade > 0).count();
        if relevant == 0 {
            return Measures::default();
        }
        let mut seen = HashSet::new();
        let ranking = ranking.iter().filter(|article| seen.insert(article.as_str())).take(MEASURED);
        let (mut found, mut precision, mut first, mut gain) = (0.0, 0.0, 0.0, 0.0);
        let (mut in_five, mut in_hundred) = (0.0, 0.0);
        for (article, rank) in ranking.zip(1..) {
            let grade = grades.get(article).copied().unwrap_or(0).max(0);
            if grade == 0 {
                continue;
            }
            if found < 1.0 {
                first = 1.0 / f64::from(rank);
            }
            found += 1.0;
            precision += found / f64::from(rank);
            in_five += f64::from(u8::from(rank <= 5));
            in_hundred += f64::from(u8::from(rank <= 100));
            if rank <= 10 {
                gain += discounted(grade, rank);
            }
        }
        let mut best: Vec<i32> = grades.values().copied().filter(|grade| *grade > 0).collect();
        best.sort_unstable_by(|a, b| b.cmp(a));
        let ideal: f64 = best.into_iter().zip(1..=10).map(|(grade, rank)| discounted(grade, rank)).sum();
        let relevant = relevant as f64;
        Measures {
            map: precision / relevant,
            ndcg_10: gain / ideal,
            p_5: in_five / 5.0,
            mrr: first,
            recall_100: in_hundred / relevant,
        }
    }
}

/// What a grade is worth at a rank.
fn discounted(grade: i32, rank: u32) -> f64 {
    f64::from(grade) / f64::from(rank + 1).log2()
}

impl Measures {
    /// The means of some queries.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "a number of queries")]
    pub fn mean(all: &[Self]) -> Self {
        let mean = |measure: fn(&Self) -> f64| all.iter().map(measure).sum::<f64>() / (all.len().max(1) as f64);
        Self {
            map: mean(|one| one.map),
            ndcg_10: mean(|one| one.ndcg_10),
            p_5: mean(|one| one.p_5),
            mrr: mean(|one| one.mrr),
            recall_100: mean(|one| one.recall_100),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_those_of_the_definitions() {
        let judgments = Judgments::read("q 0 a 1\nq 0 b 2\nq 0 c 0\nq 0 d 1\n\nnone 0 a 0\n").unwrap();
        assert_eq!(judgments.queries().collect::<Vec<_>>(), ["q"]);
        let ranking = |names: &str| names.chars().map(String::from).collect::<Vec<_>>();
        let measures = judgments.measure("q", &ranking("xbcyza"));
        assert!((measures.map - (1.0 / 2.0 + 2.0 / 6.0) / 3.0).abs() < 1e-12);
        assert!((measures.mrr - 0.5).abs() < 1e-12);
        assert!((measures.p_5 - 0.2).abs() < 1e-12);
        assert!((measures.recall_100 - 2.0 / 3.0).abs() < 1e-12);
        let gain = 2.0 / 3f64.log2() + 1.0 / 7f64.log2();
        let ideal = 2.0 + 1.0 / 3f64.log2() + 1.0 / 4f64.log2();
        assert!((measures.ndcg_10 - gain / ideal).abs() < 1e-12);
        assert_eq!(judgments.measure("q", &ranking("xbbcyzab")), judgments.measure("q", &ranking("xbcyza")), "once each");
        assert_eq!(judgments.measure("q", &[]), Measures::default());
    }

    #[test]
    fn judgments_of_another_form_are_told() {
        let told = Judgments::read("q 0 a 1\nq a 1\n").unwrap_err().to_string();
        assert!(told.starts_with("line 2: not a judgment"), "{told}");
        assert!(Judgments::read("q 0 a high\n").is_err());
    }
}
