//! What all requests share: the index as it was last opened, whose turn it is, and who may ask.

use std::sync::{Arc, Mutex, OnceLock, PoisonError, RwLock};
use std::time::Duration;

use newsidx::Result;
use newsidx::index::{IndexDir, IndexReader, IndexStats, PathView};
use newsidx::model::StorySummary;
use newsidx::query::Query;
use newsidx::search::{SearchRequest, Searcher, StorySort};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::args::Serve;

/// Requests that work at a time, for each core.
pub(super) const TURNS: usize = 2;

/// Requests that wait for their turn.
const MOST_WAITING: usize = 128;

/// How long one waits.
const LONGEST_WAIT: Duration = Duration::from_secs(2);

/// How long a client waits for an answer. The work behind it goes on, and keeps its turn.
pub(super) const LONGEST_WORK: Duration = Duration::from_secs(20);

/// Stories on the first page.
const WIDEST: usize = 5;

/// What all requests share.
pub(super) struct Shared {
    dir: IndexDir,
    pub(super) paths: PathView,
    opened: RwLock<Arc<Opened>>,
    opening: Mutex<()>,
    turns: Arc<Semaphore>,
    cores: usize,
    waiting: Semaphore,
    /// The hash of the token that is asked for.
    pub(super) token: Option<blake3::Hash>,
    /// Names under which it answers, beside addresses.
    pub(super) names: Vec<String>,
    /// Whether requests are logged.
    pub(super) is_logged: bool,
}

/// One state of the index.
pub(super) struct Opened {
    pub(super) reader: IndexReader,
    stats: OnceLock<IndexStats>,
    pub(super) stats_json: OnceLock<String>,
    widest: OnceLock<Vec<StorySummary>>,
}

impl Shared {
    pub(super) fn open(dir: IndexDir, paths: PathView, args: &Serve, is_logged: bool) -> Result<Self> {
        let opened = RwLock::new(Arc::new(Opened::new(&dir)?));
        let cores = crate::commands::threads();
        let lower = |name: &String| name.trim_end_matches('.').to_ascii_lowercase();
        Ok(Self {
            dir,
            paths,
            opened,
            opening: Mutex::new(()),
            turns: Arc::new(Semaphore::new(cores * TURNS)),
            cores,
            waiting: Semaphore::new(MOST_WAITING),
            token: args.token.as_ref().map(|token| blake3::hash(token.as_bytes())),
            names: args.host.iter().map(lower).chain(["localhost".to_owned()]).collect(),
            is_logged,
        })
    }

    /// How many requests work at a time.
    pub(super) fn turns(&self) -> usize {
        self.cores * TURNS
    }

    /// The last state of the index; opened anew if a build has committed.
    ///
    /// # Errors
    ///
    /// The index is gone, of another format now, or damaged.
    pub(super) fn current(&self) -> Result<Arc<Opened>> {
        let known = || Arc::clone(&self.opened.read().unwrap_or_else(PoisonError::into_inner));
        let opened = known();
        if opened.reader.is_last() {
            return Ok(opened);
        }
        let _one_opens = self.opening.lock().unwrap_or_else(PoisonError::into_inner);
        let opened = known();
        if opened.reader.is_last() {
            return Ok(opened);
        }
        let opened = Arc::new(Opened::new(&self.dir)?);
        *self.opened.write().unwrap_or_else(PoisonError::into_inner) = Arc::clone(&opened);
        Ok(opened)
    }

    /// The right to work, once others have done; none if too many want it.
    pub(super) async fn turn(&self) -> Option<OwnedSemaphorePermit> {
        let _waits = self.waiting.try_acquire().ok()?;
        timeout(LONGEST_WAIT, Arc::clone(&self.turns).acquire_owned()).await.ok()?.ok()
    }
}

impl Opened {
    fn new(dir: &IndexDir) -> Result<Self> {
        Ok(Self { reader: IndexReader::open(dir)?, stats: OnceLock::new(), stats_json: OnceLock::new(), widest: OnceLock::new() })
    }

    pub(super) fn searcher<'a>(&'a self, paths: &'a PathView) -> Searcher<'a> {
        Searcher::new(&self.reader, paths)
    }

    /// Articles of the index.
    pub(super) fn articles(&self) -> u64 {
        self.stats().map_or(0, |stats| stats.articles)
    }

    /// The stories that most outlets carry, looked up once.
    pub(super) fn widest(&self, paths: &PathView) -> Result<&[StorySummary]> {
        if let Some(widest) = self.widest.get() {
            return Ok(widest);
        }
        let request = SearchRequest { limit: WIDEST, ..SearchRequest::new("", Query { root: None }) };
        let widest = self.searcher(paths).stories(&request, StorySort::Spread)?.stories;
        Ok(self.widest.get_or_init(|| widest))
    }

    /// Counts over the index, made once.
    pub(super) fn stats(&self) -> Result<&IndexStats> {
        if let Some(stats) = self.stats.get() {
            return Ok(stats);
        }
        let stats = self.reader.stats()?;
        Ok(self.stats.get_or_init(|| stats))
    }
}
