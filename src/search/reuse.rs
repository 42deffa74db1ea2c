//! Tells which articles of the index reuse texts that are not in it, such as press releases.

mod shared;

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use shared::{Worded, shared};

use super::Searcher;
use super::story::text;
use crate::error::Result;
use crate::model::{Article, ArticleId, ArticleRef, Reuse, ReusedRelease, Reuser, SCHEMA_VERSION, SharedPassage};
use crate::story::shingles;

/// Sampled shingles that an article shares with a release before its text is read.
const LEAST_SHINGLES: u32 = 2;

impl Searcher<'_> {
    /// Which articles reuse which releases, how much of them, and which passages. Words are compared as they are
    /// folded; what is told in other words is not found, nor a short passage of a long article of which the index
    /// keeps no shingle. An article that is a release itself, of the same file, is left out.
    ///
    /// Cost: one look at the shingles of every article; reads each article that shares some.
    ///
    /// # Errors
    ///
    /// The index is damaged.
    pub fn reuse(&self, releases: &[Article]) -> Result<Reuse> {
        let mut wanted: FxHashMap<u32, Vec<usize>> = FxHashMap::default();
        for (place, release) in releases.iter().enumerate() {
            for shingle in shingles(release) {
                wanted.entry(shingle).or_default().push(place);
            }
        }
        let mut candidates: BTreeMap<ArticleId, Vec<usize>> = BTreeMap::new();
        let mut counts: FxHashMap<usize, u32> = FxHashMap::default();
        for sketch in self.reader.sketches()? {
            let places = sketch.prints.iter().filter_map(|print| wanted.get(print)).flatten();
            places.for_each(|place| *counts.entry(*place).or_default() += 1);
            let mut found: Vec<usize> =
                counts.drain().filter(|(_, count)| *count >= LEAST_SHINGLES).map(|(place, _)| place).collect();
            if !found.is_empty() {
                found.sort_unstable();
                candidates.insert(sketch.id, found);
            }
        }
        let texts: Vec<Worded> = releases.iter().map(|release| Worded::new(text(release))).collect();
        let mut reusers: Vec<Vec<Reuser>> = releases.iter().map(|_| vec![]).collect();
        let mut articles = BTreeSet::new();
        for (id, places) in candidates {
            let article = self.reader.article(self.reader.address(id)?)?;
            let words = Worded::new(text(&article));
            let path = self.paths.shown(&article.path);
            for place in places {
                let (Some(release), Some(known)) = (releases.get(place), texts.get(place)) else { continue };
                if (&release.path, release.record) == (&path, article.record) {
                    continue;
                }
                if let Some(reuser) = reuser(&article, &path, known, &words) {
                    articles.insert(id);
                    reusers.get_mut(place).into_iter().for_each(|reusers| reusers.push(reuser.clone()));
                }
            }
        }
        let told = |((release, words), mut articles): ((&Article, &Worded), Vec<Reuser>)| {
            articles.sort_by_cached_key(|one| {
                let ArticleRef { date, id, .. } = &one.article;
                (date.bounds().is_none(), date.bounds(), date.seconds_of_day(), id.clone())
            });
            ReusedRelease {
                path: release.path.clone(),
                record: release.record,
                title: release.title.value.clone(),
                date: release.date.clone(),
                words: u32::try_from(words.len()).unwrap_or(u32::MAX),
                articles,
            }
        };
        let releases: Vec<ReusedRelease> = releases.iter().zip(&texts).zip(reusers).map(told).collect();
        let reused = releases.iter().filter(|release| !release.articles.is_empty()).count() as u64;
        Ok(Reuse { schema_version: SCHEMA_VERSION, reused, articles: articles.len() as u64, releases })
    }
}

/// How an article reuses a release, if it does.
#[expect(clippy::cast_precision_loss, reason = "a share for people")]
fn reuser(article: &Article, path: &str, release: &Worded, words: &Worded) -> Option<Reuser> {
    let passages = shared(release, words);
    let rounded = |share: f32| (share.clamp(0.0, 1.0) * 1000.0).round() / 1000.0;
    let taken: usize = passages.iter().map(|one| one.words).sum();
    if taken == 0 {
        return None;
    }
    // A passage that an article has twice is kept once.
    let mut has = vec![false; release.len()];
    for one in &passages {
        has.get_mut(one.release.clone()).unwrap_or_default().fill(true);
    }
    let kept = has.iter().filter(|has| **has).count().min(taken);
    Some(Reuser {
        article: ArticleRef::new(article, path.to_owned()),
        kept: rounded(kept as f32 / release.len().max(1) as f32),
        own: rounded(1.0 - taken as f32 / words.len().max(1) as f32),
        passages: passages
            .iter()
            .map(|one| SharedPassage {
                words: u32::try_from(one.words).unwrap_or(u32::MAX),
                release: release.between(&one.release),
                article: words.between(&one.article),
            })
            .collect(),
    })
}
