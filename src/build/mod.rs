//! Makes or updates an index: joins the rooms, from files to one commit.
//!
//! ```text
//! walk → (one reader) read, compare digests → channel → (workers) page, clean, put
//!      → (one thread) count blocks over all pages, group all articles into stories,
//!        put again what recurs or takes a date → commit
//! ```
//!
//! Invariants: an article is touched only if its file and its own text, or the
//! rules of cleaning, changed. The order of files and threads changes nothing
//! that a search shows. Either everything of a build becomes visible or nothing.

mod audit;
mod pipeline;
mod plan;
mod revisions;
mod stories;
mod template;

use std::ops::ControlFlow;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use serde::{Deserialize, Serialize};

use crate::clean::{self, CleanOptions};
use crate::corpus::{self, Format, Input, Layout, Limits, ReadOptions};
use crate::error::{Error, ErrorKind, Result};
use crate::index::{Beside, IndexDir, IndexReader, IndexWriter, PathView};
use crate::model::{Article, Issue, IssueKind, RawDocument, Reason};
use crate::page;
pub use audit::{Audit, AuditedBlock, AuditedOutlet, BlockStatus, Example, audit};
use pipeline::run;
use plan::{Plan, walk_named};
use revisions::Revisions;
use stories::Sketches;

/// Stack of a thread that parses HTML. Parsers recurse with the nesting of a page.
pub const PARSER_STACK_BYTES: usize = 64 * 1024 * 1024;

/// Memory of a build if nothing else is asked, in bytes; more makes none faster.
pub const DEFAULT_MEMORY: usize = 1024 * 1024 * 1024;

/// What to build.
#[derive(Debug, Clone)]
pub struct BuildOptions {
    /// Files and folders; `-` is standard input. None: those of the builds before.
    pub roots: Vec<PathBuf>,
    /// Make the index from nothing.
    pub fresh: bool,
    /// How files are read and cleaned; none: as in the builds before.
    pub settings: Option<Settings>,
    /// The format of standard input and of files whose names do not tell.
    pub format: Option<Format>,
    /// Worker threads.
    pub threads: usize,
    /// Memory that it may use, in bytes. It is kept by waiting and by writing earlier; what has to
    /// be known of every article (some 1,200 bytes each) comes on top if it does not fit.
    pub memory: usize,
    /// Mark the index as that of the bundled sample corpus.
    pub demo: bool,
}

/// How files are read and cleaned. An index remembers it, so that a later build
/// without settings does as the one before.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// Take the text whole.
    pub no_clean: bool,
    /// Keep what would be set aside for these reasons.
    pub keep: Vec<Reason>,
    /// Where fields of records are found, as `FIELD=NAME`.
    pub fields: Vec<String>,
    /// What paths say, as `{outlet}/{date}/*`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub layout: Option<String>,
    /// The limits that are not the usual ones.
    #[serde(skip_serializing_if = "LimitSettings::is_usual")]
    pub limits: LimitSettings,
}

/// Limits of reading, where they are not the usual ones of [`Limits`].
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LimitSettings {
    /// The longest document or record, in bytes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub document_bytes: Option<u64>,
    /// How many times larger than its packed form a file may get.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ratio: Option<u64>,
    /// How many members of an archive are read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub members: Option<u64>,
    /// How deep elements of XML may be inside each other.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub nesting: Option<u32>,
}

impl LimitSettings {
    /// Whether none is set.
    #[must_use]
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    fn set(&self, limits: &mut Limits) {
        if let Some(bytes) = self.document_bytes {
            (limits.max_document_bytes, limits.max_record_bytes) = (bytes, bytes);
        }
        limits.max_ratio = self.ratio.unwrap_or(limits.max_ratio);
        limits.max_members = self.members.unwrap_or(limits.max_members);
        limits.max_nesting = self.nesting.unwrap_or(limits.max_nesting);
    }
}

impl Settings {
    /// How pages are cleaned.
    #[must_use]
    pub fn clean_options(&self) -> CleanOptions {
        CleanOptions { clean: !self.no_clean, keep: self.keep.clone() }
    }

    /// How files are read.
    ///
    /// # Errors
    ///
    /// A field that is none of an article's; a layout that says nothing.
    pub fn read_options(&self) -> Result<ReadOptions> {
        let mut options = ReadOptions::default();
        self.limits.set(&mut options.limits);
        options.layout = self.layout.as_deref().map(Layout::parse).transpose()?;
        for spec in &self.fields {
            options.fields.add(spec)?;
        }
        Ok(options)
    }
}

/// Follows a build.
pub trait Observer: Sync {
    /// So many files are to be read, of so many bytes.
    fn begin(&self, files: u64, bytes: u64);
    /// A file was read.
    fn file_done(&self, bytes: u64);
    /// A document of so many bytes became an article, or was left out.
    fn document_done(&self, bytes: u64);
    /// What comes next.
    fn stage(&self, stage: Stage);
}

/// What a build does after reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It counts what recurs and groups articles into stories.
    Comparing,
    /// It writes the index. From here on it is not stopped.
    Writing,
}

/// Follows nothing.
pub struct Silent;

impl Observer for Silent {
    fn begin(&self, _files: u64, _bytes: u64) {}
    fn file_done(&self, _bytes: u64) {}
    fn document_done(&self, _bytes: u64) {}
    fn stage(&self, _stage: Stage) {}
}

/// What a build did.
#[derive(Debug, Clone, Default)]
pub struct BuildReport {
    /// Articles that are new.
    pub added: u64,
    /// Articles in place of an older version.
    pub changed: u64,
    /// Articles that are gone.
    pub removed: u64,
    /// Articles left as they were.
    pub unchanged: u64,
    /// Of those, articles whose blocks recur on other pages as they did not before, or no longer.
    pub rejudged: u64,
    /// Articles in the index now.
    pub articles: u64,
    /// Older versions of these, which are kept beside them.
    pub revisions: u64,
    /// Stories in the index now.
    pub stories: u64,
    /// Files looked at.
    pub files: u64,
    /// Files of kinds that are not read.
    pub ignored: u64,
    /// Bytes of the files that were read.
    pub bytes: u64,
    /// Everything that is wrong below the folders looked at, in order of files.
    pub issues: Vec<Issue>,
    /// Whether anything was written.
    pub wrote: bool,
    /// Time taken, in seconds.
    pub seconds: f64,
}

/// Makes or updates the index in `dir`.
///
/// # Errors
///
/// A root that does not exist, an index that is locked, damaged or of another
/// format, a disk that cannot be written, or `stop` set meanwhile. The index
/// is then as it was before.
pub fn build(
    dir: &IndexDir,
    paths: &PathView,
    options: &BuildOptions,
    observer: &dyn Observer,
    stop: &AtomicBool,
) -> Result<BuildReport> {
    let began = Instant::now();
    let is_known = dir.holds_index() && !options.fresh;
    let fresh = options.fresh || (dir.is_demo() && !options.demo);
    if options.roots.is_empty() && (!is_known || fresh) {
        return Err(Error::config("nothing to build: name a folder or file, as in `newsidx build FOLDER`"));
    }
    // Look at the roots before anything is made on disk.
    let named = walk_named(&options.roots, stop)?;
    let mut writer = IndexWriter::open(dir, fresh, options.threads, options.memory)?;
    if options.demo {
        writer.set_demo();
    }
    let plan = Plan::new(&writer, paths, options, named, stop)?;
    let mut report = BuildReport { ignored: plan.ignored, files: plan.files.len() as u64, ..BuildReport::default() };
    if writer.is_new() && plan.files.is_empty() && plan.issues.is_empty() && !plan.stdin {
        let ignored = plan.ignored;
        writer.abandon()?;
        return Err(nothing_found(&options.roots, ignored));
    }
    observer.begin(plan.to_read().count() as u64, plan.to_read().map(|file| file.found.size).sum());
    let outcome = run(&writer, &plan, options, observer, stop);
    let mut outcome = match outcome {
        Ok(outcome) if !stop.load(Ordering::Relaxed) => outcome,
        failed => {
            writer.abandon()?;
            failed?;
            return Err(ErrorKind::Interrupted.into());
        }
    };
    observer.stage(Stage::Comparing);
    let looked_at = plan.looked_at.clone();
    let keeps_repeated = plan.clean.keep.contains(&Reason::Repeated);
    let seen = std::mem::take(&mut outcome.pages);
    let sketches = std::mem::take(&mut outcome.sketches);
    let addresses = std::mem::take(&mut outcome.addresses);
    let (ledger, gone) = plan.settle(&writer, paths, outcome, &mut report);
    report.wrote = writer.is_new() || ledger != *writer.ledger();
    report.issues =
        ledger.issues_below(&looked_at, paths).map(|issue| Issue { path: paths.shown(&issue.path), ..issue.clone() }).collect();
    if report.wrote {
        let settled = Sketches::new(&writer, sketches, gone).and_then(|mut sketches| {
            let mut revisions = Revisions::settle(&mut writer, addresses, &mut sketches, &ledger, stop)?;
            let (pages, rejudged) = template::settle(&mut writer, seen, &mut sketches, &revisions, keeps_repeated, stop)?;
            let (mut sketches, stories) = sketches.settle(&mut writer, &pages, stop)?;
            revisions.join(&mut sketches);
            Ok((pages, rejudged, sketches, revisions, stories))
        });
        let (pages, rejudged, sketches, revisions, stories) = match settled {
            Ok(settled) => settled,
            Err(error) => {
                writer.abandon()?;
                return Err(error);
            }
        };
        if stop.load(Ordering::Relaxed) {
            writer.abandon()?;
            return Err(ErrorKind::Interrupted.into());
        }
        observer.stage(Stage::Writing);
        report.rejudged = rejudged;
        let addresses = &revisions.addresses;
        writer.commit(Beside { ledger: &ledger, pages: &pages, sketches: &sketches, addresses, stories: &stories })?;
    } else {
        writer.abandon()?;
    }
    let stats = IndexReader::open(dir)?.stats()?;
    (report.articles, report.stories, report.revisions) = (stats.articles, stats.stories, stats.revisions);
    report.seconds = began.elapsed().as_secs_f64();
    Ok(report)
}

/// Reads documents and cleans them without an index; what `newsidx inspect` shows.
/// Articles and issues come in order of the input.
#[must_use]
pub fn inspect(input: &Input<'_>, read: &ReadOptions, clean: &CleanOptions) -> (Vec<Article>, Vec<Issue>) {
    let mut articles = vec![];
    let mut found = vec![];
    let mut issues = corpus::read(input, read, &mut |document| {
        let (article, mut noticed) = article_of(&document, clean);
        found.append(&mut noticed);
        articles.extend(article.map(|(article, _)| article));
        ControlFlow::Continue(())
    });
    issues.append(&mut found);
    (articles, issues)
}

/// A document as an article, if there is one in it, with the places of blocks that were kept
/// on demand.
fn article_of(document: &RawDocument, options: &CleanOptions) -> (Option<(Article, Vec<usize>)>, Vec<Issue>) {
    let (page, mut issues) = page::page(document);
    let (article, kept) = clean::judged(document, page, options);
    if article.text_blocks().next().is_none() && article.title.value.is_none() {
        if issues.is_empty() {
            let text = "no article was found in it".to_owned();
            let Article { path, record, .. } = article;
            issues.push(Issue { path, record, kind: IssueKind::Empty, text });
        }
        return (None, issues);
    }
    // A headline without text is an article.
    issues.retain(|issue| issue.kind != IssueKind::Empty);
    (Some((article, kept)), issues)
}

fn nothing_found(roots: &[PathBuf], ignored: u64) -> Error {
    let names: Vec<_> = roots.iter().map(|root| format!("`{}`", root.display())).collect();
    let ignored = match ignored {
        0 => String::new(),
        1 => "; 1 file of another kind was ignored".to_owned(),
        many => format!("; {many} files of other kinds were ignored"),
    };
    let endings: Vec<_> = Format::ALL.iter().flat_map(|(_, words)| words.iter()).map(|word| format!(".{word}")).collect();
    let endings = endings.join(" ");
    Error::config(format!("no articles in {}: newsidx reads {endings}, also as .gz and .zst{ignored}", names.join(", ")))
}
