//! From articles tied to leaders to stories: which article was first, what the others are to
//! it, and which day undated ones take from it.

use rustc_hash::FxHashSet;

use super::compare::share_kept;
use super::facts::mix;
use super::sketch::{Sketch, civil};
use super::{COPY_KEPT, CUT_KEPT};
use crate::model::{ArticleId, PartialDate, Provenance, PublicationDate, StoryRole};

/// The stories of a corpus.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Stories {
    /// In order of keys.
    pub records: Vec<StoryRecord>,
    /// Dates that undated articles take from their stories, in order of ids.
    pub dates: Vec<(ArticleId, PublicationDate)>,
}

/// One story.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct StoryRecord {
    /// Its number: that of its original's text, so that it is the same wherever that text is.
    pub key: u64,
    /// Outlets that are known.
    pub outlets: u32,
    /// Its articles by their numbers in the index and what they are, the original first, the others in
    /// order of time.
    pub members: Vec<(u32, StoryRole)>,
}

/// Confidence in a day that a copy's own words speak for, and in one they only do not deny.
const SPOKEN_FOR: f32 = 0.8;
const NOT_DENIED: f32 = 0.6;

/// The stories of articles that [`super::group()`] tied to leaders. Cost: in proportion to the articles.
#[must_use]
pub fn settle(sketches: &[Sketch]) -> Stories {
    let leader = |one: &Sketch| one.tie.map_or(one.id, |tie| tie.leader);
    let mut order: Vec<(ArticleId, &Sketch)> = sketches.iter().map(|one| (leader(one), one)).collect();
    order.sort_unstable_by_key(|(leader, one)| {
        let time = one.published.map(|(_, _, seconds)| seconds);
        (*leader, time.is_none(), time, std::cmp::Reverse(one.words), one.key, one.id)
    });
    let mut runs: Vec<&[(ArticleId, &Sketch)]> = order.chunk_by(|a, b| a.0 == b.0).collect();
    runs.sort_unstable_by_key(|run| {
        run.first().map(|(_, original)| (original.published.is_none(), original.published, original.id))
    });
    let mut stories = Stories::default();
    for run in runs {
        let Some((_, original)) = run.first() else { continue };
        let role = |one: &Sketch| {
            if run.len() == 1 {
                StoryRole::Single
            } else if one.id == original.id {
                StoryRole::Original
            } else {
                role(original, one)
            }
        };
        let mut outlets: Vec<u64> = run.iter().map(|(_, one)| one.outlet).filter(|outlet| *outlet != 0).collect();
        outlets.sort_unstable();
        outlets.dedup();
        stories.records.push(StoryRecord {
            key: original.key,
            outlets: u32::try_from(outlets.len()).unwrap_or(u32::MAX),
            members: run.iter().map(|(_, one)| (one.number, role(one))).collect(),
        });
        if let Some(day) = original.published.filter(|(first, last, _)| first == last).and_then(|(first, ..)| civil(first)) {
            let undated = run.iter().filter(|(_, one)| one.published.is_none());
            stories.dates.extend(undated.filter_map(|(_, one)| Some((one.id, taken(one, day)?))));
        }
    }
    // The same words long after are another story, with another number.
    let mut known = FxHashSet::default();
    for story in &mut stories.records {
        while !known.insert(story.key) {
            story.key = mix(story.key);
        }
    }
    stories.records.sort_unstable_by_key(|story| story.key);
    stories.dates.sort_by_key(|(id, _)| *id);
    stories
}

/// What an article is to the original of its story.
fn role(original: &Sketch, one: &Sketch) -> StoryRole {
    let kept = share_kept(original, one);
    if one.key == original.key || kept >= COPY_KEPT {
        StoryRole::Copy
    } else if kept.max(share_kept(one, original)) >= CUT_KEPT {
        StoryRole::Cut
    } else {
        StoryRole::Reworded
    }
}

/// The date an undated article takes from its story, unless its words deny it.
fn taken(one: &Sketch, day: jiff::civil::Date) -> Option<PublicationDate> {
    let confidence = match one.peg.speaks_for(day) {
        Some(true) => SPOKEN_FOR,
        None => NOT_DENIED,
        Some(false) => return None,
    };
    Some(PublicationDate::new(PartialDate::from(day), None, Provenance::Story, confidence))
}
