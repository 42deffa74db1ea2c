//! Writes the index: one commit a build, all or nothing.
//!
//! Order of a commit: blocks, sketches, stories and ledger written and synced, engine committed with
//! their generation in its payload, and for a new data folder the manifest
//! replaced last. Whatever is stopped in between leaves the state before it.

mod again;

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};

use tantivy::merge_policy::{LogMergePolicy, NoMergePolicy};
use tantivy::store::Compressor;
use tantivy::{IndexSettings, SegmentMeta, Term};

use super::analysis::{Cutter, tokenizers};
use super::directory::{Refusal, WriteDirectory};
use super::layout::{BESIDE, IndexDir, Manifest, NEW, WriterLock};
use super::packed::Packer;
use super::queued::Queued;
use super::room::Room;
use super::spool::Spool;
use super::steps::step;
use super::unreadable::unreadable;
use super::{Address, FORMAT, Fields, IndexReader, Ledger, PageBlocks, addresses, blocks, forms, sketches, stories};
use crate::error::{Error, Result};
use crate::model::{Article, ArticleId, PublicationDate};
use crate::story::{Sketch, Stories};

/// Size of a block of stored articles: to read one of them a block is copied.
const STORE_BLOCK_BYTES: usize = 4 * 1024;

/// A thread of the engine keeps up with about so many that clean. Fewer threads make fewer
/// segments to be merged at the end.
const CLEANING_PER_INDEXING: usize = 3;

/// More threads than that wait for the disk.
const MOST_THREADS: usize = 8;

/// The part of the memory that the engine fills before it writes a segment: a quarter.
const ARENAS: usize = 4;

/// The part that documents take which wait for the engine: an eighth.
const QUEUES: usize = 8;

/// Least and most memory of one thread, in bytes, as the engine has it.
const LEAST_ARENA: usize = 16_000_000;
const MOST_ARENA: usize = 4_000_000_000;

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

/// What is written beside the engine's files with a commit.
#[derive(Debug, Clone, Copy)]
pub struct Beside<'a> {
    /// What was read.
    pub ledger: &'a Ledger,
    /// The blocks of every page, in order of ids.
    pub pages: &'a [PageBlocks],
    /// The sketches of all articles and their older versions, in order of ids.
    pub sketches: &'a [Sketch],
    /// The addresses of all that have one, in order of ids.
    pub addresses: &'a [Address],
    /// The stories.
    pub stories: &'a Stories,
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
    engine: tantivy::IndexWriter<Queued>,
    refusal: Refusal,
    /// Room for documents that wait for the engine.
    room: Arc<Room>,
    spool: Mutex<Spool>,
    /// Keys of forms that were found since the opening.
    forms: Mutex<Vec<String>>,
    packer: Packer,
    /// The number of the next article.
    next: AtomicU32,
    /// Something was put or removed.
    is_touched: AtomicBool,
    _lock: Arc<WriterLock>,
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
        // Held until what a failure leaves is removed: another writer might choose the same name.
        let lock = Arc::new(dir.lock()?);
        let old = if dir.holds_index() && !fresh { Some(dir.manifest()?) } else { None };
        // What a stopped build left may be what fills the disk. A manifest that does not say which data
        // folder answers is mended by a new one, and then everything else goes.
        let in_use = dir.data_in_use();
        if in_use.is_some() || !dir.holds_index() {
            dir.sweep(in_use.as_deref())?;
        }
        let is_new = old.is_none();
        let data_name = old.as_ref().map_or_else(|| dir.next_data_name(), |manifest| manifest.data.clone());
        let data = dir.data(&data_name);
        let demo = old.is_some_and(|manifest| manifest.demo);
        Self::open_data(dir, data_name, is_new, demo, Arc::clone(&lock), threads, memory).inspect_err(|_| {
            if is_new {
                let _ = fs::remove_dir_all(&data);
                dir.remove_if_unused();
            }
        })
    }

    /// Opens or makes a data folder.
    fn open_data(
        dir: &IndexDir,
        data_name: String,
        is_new: bool,
        demo: bool,
        lock: Arc<WriterLock>,
        threads: usize,
        memory: usize,
    ) -> Result<Self> {
        let data = dir.data(&data_name);
        let (schema, fields) = Fields::schema();
        if is_new {
            step(&data, "before making").and_then(|()| fs::create_dir_all(&data)).map_err(|e| Error::io(&data, e))?;
        } else if data.is_dir() {
            remove_leftovers(&data)?;
        } else {
            return Err(Error::corrupt(dir.path(), format!("`{data_name}` is missing")));
        }
        let directory = WriteDirectory::open(&data).map_err(|e| unreadable(dir.path(), e))?;
        let refusal = directory.refusal();
        let mut index = if is_new {
            let settings = IndexSettings {
                // Articles are packed already.
                docstore_compression: Compressor::None,
                docstore_blocksize: STORE_BLOCK_BYTES,
                ..IndexSettings::default()
            };
            tantivy::Index::create(directory, schema, settings).map_err(|e| engine_error(dir, &refusal, e))?
        } else {
            tantivy::Index::open(directory).map_err(|e| unreadable(dir.path(), e))?
        };
        index.set_tokenizers(tokenizers());
        index.set_fast_field_tokenizers(tokenizers());
        let (generation, ledger) =
            if is_new { (0, Ledger::default()) } else { (generation_of(dir, &index)?, read_ledger(dir, &data, &index)?) };
        if !is_new {
            remove_where(&data, |name| is_of_another(name, generation))?;
        }
        let next = if is_new { 0 } else { stories::numbers(&data.join(stories::file_name(generation)), dir.path())? };
        let next = AtomicU32::new(next);
        let threads = (threads / CLEANING_PER_INDEXING).clamp(1, MOST_THREADS);
        let arenas = (memory / ARENAS).clamp(threads * LEAST_ARENA, threads * MOST_ARENA);
        let engine: tantivy::IndexWriter<Queued> =
            index.writer_with_num_threads(threads, arenas).map_err(|e| engine_error(dir, &refusal, e))?;
        let room = Room::new(memory / QUEUES);
        // tantivy 0.27 names delete files by an operation number that comes again after a crash,
        // and then can never commit: sweep unreferenced files before anything is written.
        engine.garbage_collect_files().wait().map_err(|e| engine_error(dir, &refusal, e))?;
        if is_new {
            // One merge at the end is cheaper than many on the way.
            engine.set_merge_policy(Box::new(NoMergePolicy));
        } else {
            let mut policy = LogMergePolicy::default();
            policy.set_del_docs_ratio_before_merge(DELETED_BEFORE_MERGE);
            engine.set_merge_policy(Box::new(policy));
        }
        let spool = Mutex::new(Spool::new(data.join("spool").with_extension(NEW)));
        let packer = Packer::open(&data)?;
        let (dir, is_touched, forms) = (dir.clone(), AtomicBool::new(false), Mutex::new(vec![]));
        Ok(Self {
            dir,
            data_name,
            is_new,
            demo,
            generation,
            ledger,
            fields,
            engine,
            refusal,
            room,
            spool,
            forms,
            packer,
            next,
            is_touched,
            _lock: lock,
        })
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
    pub(crate) fn put(
        &self,
        id: ArticleId,
        article: &Article,
        replace: bool,
        may_change: bool,
        cutter: &mut Cutter,
    ) -> Result<u32> {
        if replace {
            self.remove(id);
        }
        self.is_touched.store(true, Ordering::Relaxed);
        let stored = serde_json::to_vec(article).map_err(Error::engine)?;
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        let document = self.fields.document(id, number, article, &self.packer.pack(&stored)?, &[], cutter);
        if !cutter.found.is_empty() {
            self.forms.lock().unwrap_or_else(PoisonError::into_inner).append(&mut cutter.found);
        }
        let taken = self.room.take(stored.len() * 2);
        let queued = Queued { document, _taken: Some(taken) };
        self.engine.add_document(queued).map_err(|e| engine_error(&self.dir, &self.refusal, e))?;
        if may_change {
            self.spool.lock().unwrap_or_else(PoisonError::into_inner).push(id, &stored)?;
        }
        Ok(number)
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

    /// The addresses of the last commit.
    ///
    /// # Errors
    ///
    /// Their file is missing or damaged.
    pub fn addresses(&self) -> Result<Vec<Address>> {
        if self.is_new {
            return Ok(vec![]);
        }
        addresses::read(&self.dir.data(&self.data_name).join(addresses::file_name(self.generation)), self.dir.path())
    }

    /// The dates that articles take from their stories since the last commit, in order of ids.
    ///
    /// # Errors
    ///
    /// The index is damaged.
    pub fn story_dates(&self) -> Result<Vec<(ArticleId, PublicationDate)>> {
        if self.is_new { Ok(vec![]) } else { Ok(IndexReader::open(&self.dir)?.stories().dates()) }
    }

    /// Writes what is in memory, while something else is done; of a new index, which no one reads
    /// yet, also merges it. Nothing of it is visible before the commit.
    ///
    /// # Errors
    ///
    /// The disk is full or cannot be written.
    pub(crate) fn flush(&mut self) -> Result<()> {
        if self.is_new {
            self.engine.commit().map_err(|e| engine_error(&self.dir, &self.refusal, e))?;
            self.merge()?;
        }
        Ok(())
    }

    /// Makes one segment of all, without what was removed or put again: removed articles cost
    /// time at every search.
    fn merge(&mut self) -> Result<()> {
        let metas = self.engine.index().searchable_segment_metas().map_err(|e| engine_error(&self.dir, &self.refusal, e))?;
        let segments: Vec<_> = metas.iter().map(SegmentMeta::id).collect();
        let is_tidy = segments.len() < 2 && !metas.iter().any(SegmentMeta::has_deletes);
        drop(metas); // or the engine holds on to the files of what is merged
        if !is_tidy {
            self.engine.merge(&segments).wait().map_err(|e| engine_error(&self.dir, &self.refusal, e))?;
        }
        Ok(())
    }

    /// Removes an article.
    pub fn remove(&self, id: ArticleId) {
        self.is_touched.store(true, Ordering::Relaxed);
        self.engine.delete_term(Term::from_field_u64(self.fields.id, id.0));
    }

    /// Makes everything since the opening visible in one step, with the ledger
    /// that tells it, and waits until the index is tidy.
    ///
    /// # Errors
    ///
    /// The disk is full or cannot be written; the state before still answers.
    pub fn commit(mut self, beside: Beside<'_>) -> Result<()> {
        let written = self.write(beside);
        let generation = self.generation + 1;
        // An error that comes after the one step that counts is none.
        let is_committed = || generation_of(&self.dir, self.engine.index()).is_ok_and(|found| found == generation);
        match written {
            Err(error) if self.is_new || !is_committed() => {
                // Tidying makes room on a full disk; what it leaves is swept by the next build.
                let _ = self.abandon();
                Err(error)
            }
            _ => self.finish(),
        }
    }

    /// All of a commit up to where it answers, or, for a new index, would.
    fn write(&mut self, beside: Beside<'_>) -> Result<()> {
        let Beside { ledger, pages, sketches, addresses, stories } = beside;
        let generation = self.generation + 1;
        let data = self.dir.data(&self.data_name);
        blocks::write(&data.join(blocks::file_name(generation)), pages)?;
        sketches::write(&data.join(sketches::file_name(generation)), sketches)?;
        addresses::write(&data.join(addresses::file_name(generation)), addresses)?;
        let numbers = sketches.iter().map(|one| one.number.saturating_add(1)).max().unwrap_or(0);
        stories::write(&data.join(stories::file_name(generation)), stories, numbers)?;
        let known =
            if self.is_new { vec![] } else { forms::read(&data.join(forms::file_name(self.generation)), self.dir.path())? };
        let mut keys = std::mem::take(self.forms.get_mut().unwrap_or_else(PoisonError::into_inner));
        keys.extend(known);
        keys.sort_unstable();
        keys.dedup();
        forms::write(&data.join(forms::file_name(generation)), &keys)?;
        self.packer.save()?;
        ledger.write(&data.join(Ledger::file_name(generation)))?;
        let mut prepared = self.engine.prepare_commit().map_err(|e| engine_error(&self.dir, &self.refusal, e))?;
        prepared.set_payload(&generation.to_string());
        prepared.commit().map_err(|e| engine_error(&self.dir, &self.refusal, e))?;
        if self.is_new {
            self.merge()?;
        }
        Ok(())
    }

    /// What is left to do once everything is written.
    fn finish(self) -> Result<()> {
        let Self { dir, data_name, is_new, demo, generation, engine, refusal, _lock, .. } = self;
        let data = dir.data(&data_name);
        let merged = engine.wait_merging_threads().map_err(|e| engine_error(&dir, &refusal, e));
        if is_new {
            let manifest = Manifest { format: FORMAT, data: data_name.clone(), demo };
            let named = merged.and_then(|()| dir.write_manifest(&manifest));
            if named.is_err() && dir.data_in_use().as_ref() != Some(&data_name) {
                let _ = fs::remove_dir_all(&data);
                dir.remove_if_unused();
                return named;
            }
        }
        // The new state answers. What could not be merged is merged, and what could not be removed is
        // removed, by a later build.
        let _ = dir.sweep(Some(&data_name));
        let _ = remove_where(&data, |name| is_of_another(name, generation + 1));
        Ok(())
    }

    /// Drops everything since the opening.
    ///
    /// # Errors
    ///
    /// The folder cannot be tidied.
    pub fn abandon(mut self) -> Result<()> {
        let data = self.dir.data(&self.data_name);
        if self.is_new {
            let Self { dir, engine, spool, _lock, .. } = self;
            // The engine's threads have ended before their files go; the lock is held until they are gone.
            drop((engine, spool));
            fs::remove_dir_all(&data).map_err(|e| Error::io(&data, e))?;
            dir.remove_if_unused();
        } else if self.is_touched.load(Ordering::Relaxed) {
            // Half a build can be large. What cannot be tidied now is swept by the next build.
            let rolled_back = self.engine.rollback().map(drop);
            let _ = rolled_back.and_then(|()| self.engine.garbage_collect_files().wait().map(drop));
            let _ = remove_where(&data, |name| is_of_another(name, self.generation));
        }
        Ok(())
    }
}

/// The generation of the last commit: which ledger and blocks are its.
pub(super) fn generation_of(dir: &IndexDir, index: &tantivy::Index) -> Result<u64> {
    let meta = index.load_metas().map_err(|e| unreadable(dir.path(), e))?;
    let generation = meta.payload.and_then(|payload| payload.parse().ok());
    generation.ok_or_else(|| Error::corrupt(dir.path(), "its last commit names no ledger"))
}

/// The ledger of the last commit.
pub(super) fn read_ledger(dir: &IndexDir, data: &Path, index: &tantivy::Index) -> Result<Ledger> {
    Ledger::read(&data.join(Ledger::file_name(generation_of(dir, index)?)), dir.path())
}

/// An engine error, told apart where the user can do something about it.
fn engine_error(dir: &IndexDir, refusal: &Refusal, error: tantivy::TantivyError) -> Error {
    match (refusal.error(), error) {
        (Some(e), _) => Error::io(dir.path(), e),
        (None, tantivy::TantivyError::IoError(e)) => Error::io(dir.path(), std::io::Error::new(e.kind(), e.to_string())),
        (None, other) => Error::engine(other),
    }
}

/// Whether a file is one of ours beside the engine's, and not of this generation.
fn is_of_another(name: &str, generation: u64) -> bool {
    let is_ours = BESIDE.iter().any(|start| name.starts_with(start));
    let names =
        [Ledger::file_name, blocks::file_name, sketches::file_name, addresses::file_name, stories::file_name, forms::file_name];
    is_ours && !names.iter().any(|file_name| file_name(generation) == name)
}

/// Removes temporary files that a killed build left: tantivy never does.
fn remove_leftovers(data: &Path) -> Result<()> {
    remove_where(data, |name| name.starts_with(".tmp") || Path::new(name).extension().is_some_and(|extension| extension == NEW))
}

fn remove_where(folder: &Path, unwanted: impl Fn(&str) -> bool) -> Result<()> {
    for entry in fs::read_dir(folder).map_err(|e| Error::io(folder, e))?.flatten() {
        let path: PathBuf = entry.path();
        if path.is_file() && entry.file_name().to_str().is_some_and(&unwanted) {
            step(&path, "before removing").and_then(|()| fs::remove_file(&path)).map_err(|e| Error::io(&path, e))?;
        }
    }
    Ok(())
}
