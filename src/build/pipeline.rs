//! The moving parts of a build: one thread reads files and drops what is
//! unchanged, the others clean documents and put them into the index. The
//! channel between them is bounded, so that reading waits for cleaning.

use std::collections::{HashMap, HashSet};
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::plan::Plan;
use super::revisions::address_of;
use super::{BuildOptions, Observer, PARSER_STACK_BYTES, article_of};
use crate::clean::{self, CleanOptions, Family};
use crate::corpus::{self, Input};
use crate::error::{Error, Result};
use crate::index::{Address, Cutter, FileEntry, IndexWriter, PageBlocks, Room, Taken};
use crate::model::{Article, ArticleId, Issue, IssueKind, RawDocument, Source};
use crate::story::Sketch;

/// Documents that wait for a worker at most.
const WAITING: usize = 256;

/// The part of the memory that documents take which wait for a worker: an eighth.
const QUEUE: usize = 8;

/// A document takes so many times its size while it is worked on.
const WORKED_ON: usize = 4;

/// A document on its way to a worker.
struct Job {
    document: RawDocument,
    digest: u64,
    file: usize,
    is_known: bool,
    /// The room that it takes while it waits and is worked on.
    _taken: Taken,
}

/// What became of the documents and files.
#[derive(Default)]
pub(super) struct Outcome {
    /// By file: documents now in the index, and issues.
    pub(super) files: HashMap<usize, FileEntry>,
    /// The blocks of each article that was put.
    pub(super) pages: Vec<PageBlocks>,
    /// What grouping has to know of each article that was put.
    pub(super) sketches: Vec<Sketch>,
    /// The address of each article that was put, if it has one of its own.
    pub(super) addresses: Vec<Address>,
    pub(super) added: u64,
    pub(super) changed: u64,
    pub(super) unchanged: u64,
    pub(super) bytes: u64,
}

/// The place of standard input beside the planned files.
pub(super) const STDIN_FILE: usize = usize::MAX;

pub(super) fn run(
    writer: &IndexWriter,
    plan: &Plan,
    options: &BuildOptions,
    observer: &dyn Observer,
    stop: &AtomicBool,
) -> Result<Outcome> {
    let outcome = Mutex::new(Outcome::default());
    let failure = Mutex::new(None);
    let (sender, receiver) = sync_channel::<Job>(WAITING);
    let receiver = Mutex::new(receiver);
    thread::scope(|scope| -> Result<()> {
        let worker = || work(&receiver, writer, plan, observer, &outcome, &failure);
        for number in 0..options.threads.max(1) {
            let thread = thread::Builder::new().name(format!("clean-{number}")).stack_size(PARSER_STACK_BYTES);
            thread.spawn_scoped(scope, worker).map_err(|e| Error::io("thread", e))?;
        }
        read_all(plan, writer, options, observer, stop, &sender, &outcome, &failure);
        drop(sender);
        Ok(())
    })?;
    match failure.into_inner().unwrap_or_else(PoisonError::into_inner) {
        Some(error) => Err(error),
        None => Ok(outcome.into_inner().unwrap_or_else(PoisonError::into_inner)),
    }
}

/// Reads every file that is new or changed, and sends what is new in it to the workers.
#[expect(clippy::too_many_arguments, reason = "the ends of one pipeline")]
fn read_all(
    plan: &Plan,
    writer: &IndexWriter,
    options: &BuildOptions,
    observer: &dyn Observer,
    stop: &AtomicBool,
    sender: &SyncSender<Job>,
    outcome: &Mutex<Outcome>,
    failure: &Mutex<Option<Error>>,
) {
    let stdin = plan.stdin.then(|| (STDIN_FILE, "-", None, writer.ledger().files.get("-")));
    let room = Room::new(options.memory / QUEUE);
    let files = plan.files.iter().enumerate().filter(|(_, file)| !file.is_same);
    let files = files.map(|(place, file)| (place, file.key.as_str(), Some(&file.found), file.known.as_ref()));
    let mut taken_ids = ids_elsewhere(plan, writer);
    for (place, key, found, known) in files.chain(stdin) {
        let known: HashMap<ArticleId, u64> = known.map(|known| known.documents.iter().copied().collect()).unwrap_or_default();
        let is_over = || stop.load(Ordering::Relaxed) || lock(failure).is_some();
        if is_over() {
            return;
        }
        // Articles and issues are kept under the file's key, and shown by whoever shows them.
        let input = match found {
            Some(found) => Input::file(found, key, key, options.format),
            None => Input::stdin(key, key, options.format),
        };
        let (mut same, mut refused) = (vec![], vec![]);
        let room = &room;
        let issues = corpus::read(&input, &plan.read, &mut |document| {
            if !taken_ids.insert(document.id) {
                let Source { path, record, .. } = document.source;
                let text = "another article has its id; it is left out".to_owned();
                refused.push(Issue { path, record, kind: IssueKind::Malformed, text });
                return ControlFlow::Continue(());
            }
            let digest = digest(&document, &plan.settings);
            let before = known.get(&document.id);
            if before == Some(&digest) {
                same.push((document.id, digest));
                return if is_over() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) };
            }
            let taken = room.take(document.text.len() * WORKED_ON);
            let job = Job { digest, file: place, is_known: before.is_some(), document, _taken: taken };
            if sender.send(job).is_err() || is_over() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
        });
        let size = found.map_or(0, |found| found.size);
        let mut outcome = lock(outcome);
        outcome.unchanged += same.len() as u64;
        outcome.bytes += size;
        let entry = outcome.files.entry(place).or_default();
        entry.documents.append(&mut same);
        entry.issues.extend(issues.into_iter().chain(refused));
        entry.size = size;
        entry.modified_ns = found.and_then(|found| found.modified_ns);
        drop(outcome);
        observer.file_done(size);
    }
}

/// Ids of the articles in files that stay as they are. An id is a hash: two files may have one in common, if only
/// once in millions of corpora, and an index in which two articles have the same would be damaged.
fn ids_elsewhere(plan: &Plan, writer: &IndexWriter) -> HashSet<ArticleId> {
    let read = plan.to_read().map(|file| file.key.as_str());
    let read: HashSet<&str> = read.chain(plan.gone.iter().map(String::as_str)).chain(plan.stdin.then_some("-")).collect();
    let others = writer.ledger().files.iter().filter(|(key, _)| !read.contains(key.as_str()));
    others.flat_map(|(_, file)| &file.documents).map(|(id, _)| *id).collect()
}

/// Cleans documents and puts them into the index until there are no more.
fn work(
    receiver: &Mutex<Receiver<Job>>,
    writer: &IndexWriter,
    plan: &Plan,
    observer: &dyn Observer,
    outcome: &Mutex<Outcome>,
    failure: &Mutex<Option<Error>>,
) {
    let mut cutter = Cutter::default();
    loop {
        let Ok(job) = lock(receiver).recv() else { return };
        if lock(failure).is_some() {
            continue; // drain the channel, so that the reader can end
        }
        let id = job.document.id;
        let (article, issues) = unbroken(&job.document, &plan.clean);
        let blocks = article.as_ref().map(|(article, kept)| blocks_of(id, article, kept, plan.clean.clean));
        let crawled = job.document.given.crawled.as_deref();
        let address = article.as_ref().and_then(|(article, _)| address_of(id, article, crawled));
        let may_recur = blocks.as_ref().is_some_and(|page| !page.blocks.is_empty());
        let sketch = article.as_ref().map(|(article, _)| {
            let may_change = may_recur || article.date.value.is_none() || address.is_some();
            let number = writer.put(id, article, job.is_known, may_change, &mut cutter)?;
            Ok(Sketch::of(id, number, article))
        });
        let sketch = match sketch.transpose() {
            Ok(sketch) => sketch,
            Err(error) => {
                lock(failure).get_or_insert(error);
                continue;
            }
        };
        observer.document_done(job.document.text.len() as u64);
        let mut outcome = lock(outcome);
        if article.is_some() {
            *(if job.is_known { &mut outcome.changed } else { &mut outcome.added }) += 1;
        }
        outcome.pages.extend(blocks);
        outcome.sketches.extend(sketch);
        outcome.addresses.extend(address);
        let entry = outcome.files.entry(job.file).or_default();
        entry.issues.extend(issues);
        if article.is_some() {
            entry.documents.push((id, job.digest));
        }
    }
}

/// What the corpus has to know of a page to find what recurs: nothing if pages are not judged.
fn blocks_of(id: ArticleId, article: &Article, kept: &[usize], is_judged: bool) -> PageBlocks {
    if !is_judged {
        return PageBlocks { id, families: vec![], blocks: vec![] };
    }
    PageBlocks {
        id,
        families: clean::families(article).iter().map(Family::key).collect(),
        blocks: clean::candidates(article, kept).into_iter().map(Into::into).collect(),
    }
}

/// What tells one version of a document from another: all that its article is made of. A record that only moved is
/// another version, because hits name its place.
fn digest(document: &RawDocument, settings: &str) -> u64 {
    let mut hasher = blake3::Hasher::new();
    hasher.update(settings.as_bytes()).update(document.text.as_bytes());
    let Source { record, url, .. } = &document.source;
    hasher.update(format!("{:?} {:?} {url:?} {record:?}", document.given, document.media).as_bytes());
    let mut first = [0; 8];
    first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// A document as an article. A page that breaks the reader costs only itself.
fn unbroken(document: &RawDocument, options: &CleanOptions) -> (Option<(Article, Vec<usize>)>, Vec<Issue>) {
    catch_unwind(AssertUnwindSafe(|| article_of(document, options))).unwrap_or_else(|_| {
        let Source { path, record, .. } = document.source.clone();
        let text = "the page broke the reader; please report it".to_owned();
        (None, vec![Issue { path, record, kind: IssueKind::Malformed, text }])
    })
}

/// Takes a lock. A thread that panicked with it left whole data: every update is one statement.
fn lock<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::plan::walk_named;
    use super::super::{DEFAULT_MEMORY, Silent};
    use super::*;
    use crate::index::{IndexDir, PathView};

    #[test]
    fn an_id_is_given_once() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["a.txt", "b.txt"] {
            fs::write(folder.path().join(name), "Pilots return\n\nHarbour pilots went back to work on Monday.\n").unwrap();
        }
        let roots = vec![folder.path().to_owned()];
        let options =
            BuildOptions { roots, fresh: false, settings: None, format: None, threads: 1, memory: DEFAULT_MEMORY, demo: false };
        let dir = IndexDir::new(folder.path().join("index"));
        let paths = PathView::new(dir.path(), folder.path());
        let stop = AtomicBool::new(false);
        let writer = IndexWriter::open(&dir, true, 1, DEFAULT_MEMORY).unwrap();
        let named = walk_named(&options.roots, &stop).unwrap();
        let mut plan = Plan::new(&writer, &paths, &options, named, &stop).unwrap();
        // As if the hashes of both keys began alike.
        plan.files[1].key = plan.files[0].key.clone();
        let outcome = run(&writer, &plan, &options, &Silent, &stop).unwrap();
        writer.abandon().unwrap();
        assert_eq!((outcome.added, outcome.files[&0].documents.len(), outcome.files[&1].documents.len()), (1, 1, 0));
        assert_eq!(outcome.files[&1].issues[0].text, "another article has its id; it is left out");
    }
}
