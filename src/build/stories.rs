//! Groups all articles into stories after a build that saw some of them and found others gone.

use std::collections::HashSet;
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
    /// Articles that are gone.
    pub(super) gone: HashSet<ArticleId>,
    /// Articles that were put by this build, and so have no date from their story yet.
    put: HashSet<ArticleId>,
}

impl Sketches {
    /// Those of the last commit, with those of the articles that a build saw in place of theirs.
    pub(super) fn new(writer: &IndexWriter, seen: Vec<Sketch>, gone: HashSet<ArticleId>) -> Result<Self> {
        let put: HashSet<ArticleId> = seen.iter().map(|one| one.id).collect();
        let mut all = writer.sketches()?;
        all.retain(|one| !gone.contains(&one.id) && !put.contains(&one.id));
        all.extend(seen);
        all.sort_unstable_by_key(|one| one.id);
        Ok(Self { all, gone, put })
    }

    /// The number of an article.
    pub(super) fn number(&self, id: ArticleId) -> u32 {
        self.place(id).and_then(|place| self.all.get(place)).map_or(u32::MAX, |one| one.number)
    }

    /// Takes the sketches of articles that were put again.
    pub(super) fn replace(&mut self, sketches: Vec<Sketch>) {
        for sketch in sketches {
            self.put.insert(sketch.id);
            if let Some(one) = self.place(sketch.id).and_then(|place| self.all.get_mut(place)) {
                *one = sketch;
            }
        }
    }

    fn place(&self, id: ArticleId) -> Option<usize> {
        self.all.binary_search_by_key(&id, |one| one.id).ok()
    }

    /// The stories; articles that take another date from theirs than before are put again.
    pub(super) fn settle(
        self,
        writer: &mut IndexWriter,
        pages: &[PageBlocks],
        stop: &AtomicBool,
    ) -> Result<(Vec<Sketch>, Stories)> {
        // Dates that articles take from stories would have to be merged in once more.
        let is_final = writer.is_new() && self.all.iter().all(|one| one.published.is_some());
        let (stories, flushed) = thread::scope(|scope| {
            let flushing = scope.spawn(|| if is_final { writer.flush() } else { Ok(()) });
            (settle(&self.all, &group(&self.all)), flushing.join())
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
