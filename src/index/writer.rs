//! Writes the index: one commit a build, all or nothing.
//!
//! Order of a commit: blocks, sketches, stories and ledger written and synced, engine committed with
//! their generation in its payload, and for a new data folder the manifest
//! replaced last. Whatever is stopped in between leaves the state before it.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, PoisonError};

use tantivy::directory::MmapDirectory;
use tantivy::merge_policy::{LogMergePolicy, NoMergePolicy};
use tantivy::store::Compressor;
use tantivy::{IndexSettings, SegmentMeta, Term};

use super::analysis::tokenizers;
use super::layout::{IndexDir, Manifest, NEW, WriterLock};
use super::packed::Packer;
use super::spool::Spool;
use super::{FORMAT, Fields, IndexReader, Ledger, PageBlocks, blocks, sketches, stories};
use crate::clean;
use crate::error::{Error, ErrorKind, Result};
use crate::model::{Article, ArticleId, PublicationDate};
use crate::story::{Sketch, Stories};

/// Size of a block of stored articles: to read one of them a block is copied.
const STORE_BLOCK_BYTES: usize = 4 * 1024;

/// Share of deleted articles at which a segment is written anew.
const DELETED_BEFORE_MERGE: f32 = 0.3;

/// What the corpus tells of an article.
#[derive(Debug, Clone, PartialEq)]
pub struct Amendment {
    /// The article.
    pub id: ArticleId,
    /// Its number.
    pub number: u32,
    /// Places of its blocks that recur.
    pub repeated: Vec<u16>,
    /// The date it takes from its story.
    pub date: Option<PublicationDate>,
}

/// The one writer of an index. Several threads may put articles at once.
pub struct IndexWriter {
    dir: IndexDir,
    data_name: String,
    is_new: bool,
    demo: bool,
    generation: u64,
    ledger: Ledger,
    fields: Fields,
    engine: tantivy::IndexWriter,
    spool: Mutex<Spool>,
    packer: Packer,
    /// The number of the next article.
    next: AtomicU32,
    _lock: WriterLock,
}

impl IndexWriter {
    /// Opens the index for writing, making it if there is none. With `fresh`
    /// a new one is made beside the old, which answers until the commit.
    ///
    /// # Errors
    ///
    /// Another writer is at work, the index has another format or is damaged
    /// (not with `fresh`), or the folder cannot be written.
    pub fn open(dir: &IndexDir, fresh: bool, threads: usize, memory: usize) -> Result<Self> {
        let lock = dir.lock()?;
        let old = if dir.holds_index() && !fresh { Some(dir.manifest()?) } else { None };
        if let Some(manifest) = &old {
            dir.sweep(&manifest.data)?;
        }
        let is_new = old.is_none();
        let data_name = old.as_ref().map_or_else(|| dir.next_data_name(), |manifest| manifest.data.clone());
        let data = dir.data(&data_name);
        let (schema, fields) = Fields::schema();
        let mut index = if is_new {
            fs::create_dir_all(&data).map_err(|e| Error::io(&data, e))?;
            let settings = IndexSettings {
                // Articles are packed already.
                docstore_compression: Compressor::None,
                docstore_blocksize: STORE_BLOCK_BYTES,
                ..IndexSettings::default()
            };
            let directory = MmapDirectory::open(&data).map_err(Error::engine)?;
            tantivy::Index::create(directory, schema, settings).map_err(|e| engine_error(dir, e))?
        } else {
            remove_leftovers(&data)?;
            tantivy::Index::open_in_dir(&data).map_err(|e| Error::corrupt(dir.path(), e.to_string()))?
        };
        index.set_tokenizers(tokenizers());
        index.set_fast_field_tokenizers(tokenizers());
        let (generation, ledger) =
            if is_new { (0, Ledger::default()) } else { (generation(dir, &index)?, read_ledger(dir, &data, &index)?) };
        let next = if is_new { 0 } else { stories::numbers(&data.join(stories::file_name(generation)), dir.path())? };
        let next = AtomicU32::new(next);
        let threads = threads.clamp(1, 8);
        let engine: tantivy::IndexWriter =
            index.writer_with_num_threads(threads, memory.max(threads * 16_000_000)).map_err(|e| engine_error(dir, e))?;
        // tantivy 0.27 names delete files by an operation number that comes again after a crash,
        // and then can never commit: sweep unreferenced files before anything is written.
        engine.garbage_collect_files().wait().map_err(|e| engine_error(dir, e))?;
        if is_new {
            // One merge at the end is cheaper than many on the way.
            engine.set_merge_policy(Box::new(NoMergePolicy));
        } else {
            let mut policy = LogMergePolicy::default();
            policy.set_del_docs_ratio_before_merge(DELETED_BEFORE_MERGE);
            engine.set_merge_policy(Box::new(policy));
        }
        let demo = old.is_some_and(|manifest| manifest.demo);
        let spool = Mutex::new(Spool::new(data.join("spool").with_extension(NEW)));
        let packer = Packer::open(&data)?;
        let dir = dir.clone();
        Ok(Self { dir, data_name, is_new, demo, generation, ledger, fields, engine, spool, packer, next, _lock: lock })
    }

    /// What was read into the index up to the last commit.
    #[must_use]
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    /// The folder of the index.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Whether the index is being made from nothing.
    #[must_use]
    pub fn is_new(&self) -> bool {
        self.is_new
    }

    /// Marks the index as that of the bundled sample corpus.
    pub fn set_demo(&mut self) {
        self.demo = true;
    }

    /// Adds an article, in place of the one with the same id if `replace`, and gives its
    /// number. One that `may_change` can be put again by [`Self::amend`].
    ///
    /// # Errors
    ///
    /// The engine cannot write: a full disk, most often.
    pub fn put(&self, id: ArticleId, article: &Article, replace: bool, may_change: bool) -> Result<u32> {
        if replace {
            self.remove(id);
        }
        let stored = serde_json::to_vec(article).map_err(Error::engine)?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let document = self.fields.document(id, number, article, &self.packer.pack(&stored)?, &[]);
        self.engine.add_document(document).map_err(|e| engine_error(&self.dir, e))?;
        if may_change {
            self.spool.lock().unwrap_or_else(PoisonError::into_inner).push(id, &stored)?;
        }
        Ok(number)
    }

    /// Puts articles again as what the corpus tells of them changes, and gives their sketches. Each
    /// was put since the opening with `may_change`, or is in the index of the last commit.
    ///
    /// # Errors
    ///
    /// The engine cannot write, or `stop` says so.
    pub fn amend(&mut self, mut changes: Vec<Amendment>, stop: &AtomicBool) -> Result<Vec<Sketch>> {
        let Self { spool, packer, fields, engine, dir, is_new, .. } = self;
        let spool = spool.get_mut().unwrap_or_else(PoisonError::into_inner);
        changes.sort_unstable_by_key(|change| (spool.order(change.id), change.id));
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
            let document = fields.document(id, number, &article, &packer.pack(&stored)?, &repeated);
            engine.add_document(document).map_err(|e| engine_error(dir, e))?;
        }
        Ok(sketches)
    }

    /// The blocks that may be template, of every page of the last commit.
    ///
    /// # Errors
    ///
    /// Their file is missing or damaged.
    pub fn blocks(&self) -> Result<Vec<PageBlocks>> {
        if self.is_new {
            return Ok(vec![]);
        }
        blocks::read(&self.dir.data(&self.data_name).join(blocks::file_name(self.generation)), self.dir.path())
    }

    /// The sketches of every article of the last commit.
    ///
    /// # Errors
    ///
    /// Their file is missing or damaged.
    pub fn sketches(&self) -> Result<Vec<Sketch>> {
        if self.is_new {
            return Ok(vec![]);
        }
        sketches::read(&self.dir.data(&self.data_name).join(sketches::file_name(self.generation)), self.dir.path())
    }

    /// The dates that articles take from their stories since the last commit, in order of ids.
    ///
    /// # Errors
    ///
    /// The index is damaged.
    pub fn story_dates(&self) -> Result<Vec<(ArticleId, PublicationDate)>> {
        if self.is_new { Ok(vec![]) } else { Ok(IndexReader::open(&self.dir)?.stories().dates()) }
    }

    /// Removes an article.
    pub fn remove(&self, id: ArticleId) {
        self.engine.delete_term(Term::from_field_u64(self.fields.id, id.0));
    }

    /// Makes everything since the opening visible in one step, with the ledger
    /// that tells it, and waits until the index is tidy.
    ///
    /// # Errors
    ///
    /// The disk is full or cannot be written; the state before still answers.
    pub fn commit(mut self, ledger: &Ledger, pages: &[PageBlocks], sketches: &[Sketch], stories: &Stories) -> Result<()> {
        let generation = self.generation + 1;
        let data = self.dir.data(&self.data_name);
        blocks::write(&data.join(blocks::file_name(generation)), pages)?;
        sketches::write(&data.join(sketches::file_name(generation)), sketches)?;
        stories::write(&data.join(stories::file_name(generation)), stories)?;
        self.packer.save()?;
        ledger.write(&data.join(Ledger::file_name(generation)))?;
        let mut prepared = self.engine.prepare_commit().map_err(|e| engine_error(&self.dir, e))?;
        prepared.set_payload(&generation.to_string());
        prepared.commit().map_err(|e| engine_error(&self.dir, e))?;
        if self.is_new {
            // Also what was put again must go, or ranking would count its words twice.
            let metas = self.engine.index().searchable_segment_metas().map_err(|e| engine_error(&self.dir, e))?;
            let segments: Vec<_> = metas.iter().map(SegmentMeta::id).collect();
            let is_tidy = segments.len() < 2 && !metas.iter().any(SegmentMeta::has_deletes);
            drop(metas); // or the engine holds on to the files of what is merged
            if !is_tidy {
                self.engine.merge(&segments).wait().map_err(|e| engine_error(&self.dir, e))?;
            }
        }
        self.engine.wait_merging_threads().map_err(|e| engine_error(&self.dir, e))?;
        if self.is_new {
            let manifest = Manifest { format: FORMAT, data: self.data_name.clone(), demo: self.demo };
            self.dir.write_manifest(&manifest)?;
            self.dir.sweep(&self.data_name)?;
        }
        let names = [Ledger::file_name, blocks::file_name, sketches::file_name, stories::file_name];
        let keep = names.map(|name| name(generation));
        let is_ours = |name: &str| ["ledger-", "blocks-", "sketches-", "stories-"].iter().any(|start| name.starts_with(start));
        remove_where(&data, |name| is_ours(name) && !keep.iter().any(|file| file == name))
    }

    /// Drops everything since the opening.
    ///
    /// # Errors
    ///
    /// The folder cannot be tidied.
    pub fn abandon(self) -> Result<()> {
        let (dir, data_name, is_new) = (self.dir.clone(), self.data_name.clone(), self.is_new);
        drop(self);
        if is_new {
            let data = dir.data(&data_name);
            fs::remove_dir_all(&data).map_err(|e| Error::io(&data, e))?;
            dir.remove_if_unused();
        }
        Ok(())
    }
}

/// The generation of the last commit: which ledger and blocks are its.
pub(super) fn generation(dir: &IndexDir, index: &tantivy::Index) -> Result<u64> {
    let meta = index.load_metas().map_err(|e| Error::corrupt(dir.path(), e.to_string()))?;
    let generation = meta.payload.and_then(|payload| payload.parse().ok());
    generation.ok_or_else(|| Error::corrupt(dir.path(), "its last commit names no ledger"))
}

/// The ledger of the last commit.
pub(super) fn read_ledger(dir: &IndexDir, data: &Path, index: &tantivy::Index) -> Result<Ledger> {
    Ledger::read(&data.join(Ledger::file_name(generation(dir, index)?)), dir.path())
}

/// An engine error, told apart where the user can do something about it.
fn engine_error(dir: &IndexDir, error: tantivy::TantivyError) -> Error {
    match error {
        tantivy::TantivyError::IoError(e) => Error::io(dir.path(), std::io::Error::new(e.kind(), e.to_string())),
        other => Error::engine(other),
    }
}

/// Removes temporary files that a killed build left: tantivy never does.
fn remove_leftovers(data: &Path) -> Result<()> {
    remove_where(data, |name| name.starts_with(".tmp") || Path::new(name).extension().is_some_and(|extension| extension == NEW))
}

fn remove_where(folder: &Path, unwanted: impl Fn(&str) -> bool) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|e| Error::io(folder, e))?.flatten() {
        let path: PathBuf = entry.path();
        if path.is_file() && entry.file_name().to_str().is_some_and(&unwanted) {
            fs::remove_file(&path).map_err(|e| Error::io(&path, e))?;
        }
    }
    Ok(())
}
