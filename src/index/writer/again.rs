//! Puts articles of a build or of the last commit again, as what the corpus tells of them changes.

use std::sync::PoisonError;
use std::sync::atomic::{AtomicBool, Ordering};

use tantivy::Term;

use super::{Amendment, IndexWriter, engine_error};
use crate::clean;
use crate::error::{Error, ErrorKind, Result};
use crate::index::IndexReader;
use crate::index::analysis::Cutter;
use crate::index::queued::Queued;
use crate::model::{Article, ArticleId};
use crate::story::Sketch;

impl IndexWriter {
    /// Puts articles again as what the corpus tells of them changes, and gives their sketches. Each
    /// was put since the opening with `may_change`, or is in the index of the last commit.
    ///
    /// # Errors
    ///
    /// The engine cannot write, or `stop` says so.
    pub fn amend(&mut self, mut changes: Vec<Amendment>, stop: &AtomicBool) -> Result<Vec<Sketch>> {
        let Self { spool, forms, packer, fields, engine, dir, is_new, refusal, is_touched, .. } = self;
        let mut cutter = Cutter::default();
        let spool = spool.get_mut().unwrap_or_else(PoisonError::into_inner);
        changes.sort_unstable_by_key(|change| (spool.order(change.id), change.id));
        is_touched.store(true, Ordering::Relaxed);
        let mut sketches = vec![];
        let committed = if *is_new { None } else { Some(IndexReader::open(dir)?) };
        for Amendment { id, number, repeated, date } in changes {
            if stop.load(Ordering::Relaxed) {
                return Err(ErrorKind::Interrupted.into());
            }
            let mut article: Article = match (spool.get(id)?, &committed) {
                (Some(bytes), _) => serde_json::from_slice(bytes).map_err(Error::engine)?,
                (None, Some(committed)) => committed.judged_alone(id)?,
                (None, None) => return Err(Error::corrupt(dir.path(), "an article is missing")),
            };
            let stored = serde_json::to_vec(&article).map_err(Error::engine)?;
            clean::set_aside(&mut article, &repeated);
            sketches.push(Sketch::of(id, number, &article));
            if let Some(date) = date {
                article.date = date;
            }
            engine.delete_term(Term::from_field_u64(fields.id, id.0));
            let document = fields.document(id, number, &article, &packer.pack(&stored)?, &repeated, &mut cutter);
            engine.add_document(Queued { document, _taken: None }).map_err(|e| engine_error(dir, refusal, e))?;
        }
        forms.get_mut().unwrap_or_else(PoisonError::into_inner).append(&mut cutter.found);
        Ok(sketches)
    }

    /// Articles of the last commit as their pages alone were judged, in the order asked for.
    ///
    /// # Errors
    ///
    /// One is missing, or the index is damaged.
    pub fn judged_alone(&self, ids: &[ArticleId]) -> Result<Vec<Article>> {
        if ids.is_empty() {
            return Ok(vec![]);
        }
        let committed = IndexReader::open(&self.dir)?;
        ids.iter().map(|id| committed.judged_alone(*id)).collect()
    }

    /// Keeps articles as older versions of others, which no search finds. Each was put since the
    /// opening with `may_change`, or is in the index of the last commit.
    ///
    /// # Errors
    ///
    /// The engine cannot write, or `stop` says so.
    pub fn set_aside(&mut self, ids: &[ArticleId], stop: &AtomicBool) -> Result<()> {
        if ids.is_empty() {
            return Ok(());
        }
        let Self { spool, packer, fields, engine, dir, is_new, refusal, .. } = self;
        let spool = spool.get_mut().unwrap_or_else(PoisonError::into_inner);
        let committed = if *is_new { None } else { Some(IndexReader::open(dir)?) };
        let mut ids = ids.to_vec();
        ids.sort_unstable_by_key(|id| (spool.order(*id), *id));
        for id in ids {
            if stop.load(Ordering::Relaxed) {
                return Err(ErrorKind::Interrupted.into());
            }
            let document = match (spool.get(id)?, &committed) {
                (Some(stored), _) => fields.revision(id, &packer.pack(stored)?),
                (None, Some(committed)) => {
                    let stored = serde_json::to_vec(&committed.judged_alone(id)?).map_err(Error::engine)?;
                    fields.revision(id, &packer.pack(&stored)?)
                }
                (None, None) => return Err(Error::corrupt(dir.path(), "an article is missing")),
            };
            engine.delete_term(Term::from_field_u64(fields.id, id.0));
            engine.add_document(Queued { document, _taken: None }).map_err(|e| engine_error(dir, refusal, e))?;
        }
        Ok(())
    }
}
