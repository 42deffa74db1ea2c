//! Groups all articles into stories after a build that saw some of them and found others gone.

use std::collections::HashSet;
use std::path::PathBuf;
use std::sync::atomic::AtomicBool;
use std::thread;

use crate::error::{Error, Result};
use crate::index::{Amendment, IndexWriter, PageBlocks};
use crate::model::{ArticleId, PublicationDate};
use crate::story::{Sketch, Stories, group, settle};

/// The sketches of all articles there are now.
pub(super) struct Sketches {
    /// In order of ids.
    all: Vec<Sketch>,
    /// Sketches of the last commit that are not true any more.
    old: Vec<Sketch>,
    /// Articles that are gone.
    pub(super) gone: HashSet<ArticleId>,
    /// Articles that were put by this build, and so have no date from their story yet.
    put: HashSet<ArticleId>,
    /// The folder of the index.
    path: PathBuf,
}

impl Sketches {
    /// Those of the last commit, with those of the articles that a build saw in place of theirs.
    pub(super) fn new(writer: &IndexWriter, seen: Vec<Sketch>, gone: HashSet<ArticleId>) -> Result<Self> {
        let mut known = writer.sketches()?;
        let old = known.extract_if(.., |one| gone.contains(&one.id)).collect();
        let path = writer.path().to_path_buf();
        let mut sketches = Self { all: known, old, gone, put: HashSet::new(), path };
        let news = sketches.replace(seen);
        sketches.all.extend(news);
        sketches.all.sort_unstable_by_key(|one| one.id);
        Ok(sketches)
    }

    /// The number of an article.
    ///
    /// # Errors
    ///
    /// It has no sketch: the index is damaged.
    pub(super) fn number(&self, id: ArticleId) -> Result<u32> {
        let found = self.place(id).and_then(|place| self.all.get(place)).map(|one| one.number);
        found.ok_or_else(|| Error::corrupt(&self.path, format!("the sketch of article {id} is missing")))
    }

    /// The sketch of an article.
    pub(super) fn get(&self, id: ArticleId) -> Option<&Sketch> {
        self.place(id).and_then(|place| self.all.get(place))
    }

    /// Whether an article was put by this build.
    pub(super) fn was_put(&self, id: ArticleId) -> bool {
        self.put.contains(&id)
    }

    /// Takes out the sketches of some articles, so that they are not grouped. They have no place
    /// among the stories any more.
    pub(super) fn take(&mut self, ids: &HashSet<ArticleId>) -> Vec<Sketch> {
        let mut taken: Vec<Sketch> = self.all.extract_if(.., |one| ids.contains(&one.id)).collect();
        self.old.extend(taken.iter().filter(|one| one.tie.is_some()).cloned());
        for one in &mut taken {
            one.tie = None;
        }
        taken
    }

    /// Takes the sketches of articles that were put again, and gives back those of articles that are new.
    pub(super) fn replace(&mut self, sketches: Vec<Sketch>) -> Vec<Sketch> {
        let mut news = vec![];
        for mut sketch in sketches {
            self.put.insert(sketch.id);
            let Some(one) = self.place(sketch.id).and_then(|place| self.all.get_mut(place)) else {
                news.push(sketch);
                continue;
            };
            // What is the same to grouping keeps its place.
            let number = sketch.number;
            (sketch.tie, sketch.number) = (one.tie, one.number);
            let is_same = sketch == *one;
            sketch.number = number;
            if is_same || one.tie.is_none() {
                *one = sketch;
                continue;
            }
            sketch.tie = None;
            self.old.push(std::mem::replace(one, sketch));
        }
        news
    }

    fn place(&self, id: ArticleId) -> Option<usize> {
        self.all.binary_search_by_key(&id, |one| one.id).ok()
    }

    /// The stories; articles that take another date from theirs than before are put again.
    pub(super) fn settle(
        mut self,
        writer: &mut IndexWriter,
        pages: &[PageBlocks],
        stop: &AtomicBool,
    ) -> Result<(Vec<Sketch>, Stories)> {
        // Dates that articles take from stories would have to be merged in once more.
        let is_final = writer.is_new() && self.all.iter().all(|one| one.published.is_some());
        let (all, old) = (&mut self.all, &self.old);
        let (stories, flushed) = thread::scope(|scope| {
            let flushing = scope.spawn(|| if is_final { writer.flush() } else { Ok(()) });
            group(all, old);
            (settle(all), flushing.join())
        });
        flushed.map_err(|_| Error::engine(std::io::Error::other("a thread of the engine broke")))??;
        let before = writer.story_dates()?;
        let mut changes = vec![];
        for one in self.all.iter().filter(|one| one.published.is_none()) {
            let date_in = |dates: &[(ArticleId, PublicationDate)]| {
                let place = dates.binary_search_by_key(&one.id, |(id, _)| *id).ok();
                place.and_then(|place| dates.get(place)).map(|(_, date)| date.clone())
            };
            let known = if self.put.contains(&one.id) { None } else { date_in(&before) };
            let date = date_in(&stories.dates);
            if date != known {
                let page = pages.binary_search_by_key(&one.id, |page| page.id).ok().and_then(|place| pages.get(place));
                let repeated = page.map(PageBlocks::repeated).unwrap_or_default();
                changes.push(Amendment { id: one.id, number: one.number, repeated, date });
            }
        }
        writer.amend(changes, stop)?;
        Ok((self.all, stories))
    }
}
