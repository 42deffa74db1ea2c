//! The progress bar of a long build, on a terminal only.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};
use newsidx::build::{Observer, Stage};
use newsidx::render::counted;

/// How often the bar is drawn while nothing else moves it.
const TICK: Duration = Duration::from_millis(250);

/// Shows how far a build is.
pub(crate) struct Progress {
    bar: ProgressBar,
    /// Bytes of the files that are read.
    files: AtomicU64,
    /// Bytes of the documents since: a file of many moves the bar too.
    inside: AtomicU64,
    documents: Arc<AtomicU64>,
    is_writing: Arc<AtomicBool>,
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        let is_shown = !quiet && std::io::stderr().is_terminal();
        let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        let bar = ProgressBar::with_draw_target(None, target);
        if is_shown {
            bar.enable_steady_tick(TICK);
        }
        let (files, inside) = (AtomicU64::new(0), AtomicU64::new(0));
        Self { bar, files, inside, documents: Arc::default(), is_writing: Arc::default() }
    }

    /// Whether the index is being written, now or at any later time.
    pub(crate) fn is_writing(&self) -> Arc<AtomicBool> {
        Arc::clone(&self.is_writing)
    }

    /// So many articles of all were handed on.
    #[cfg(feature = "engine")]
    pub(crate) fn pushed(&self, articles: usize, all: usize) {
        if self.bar.length().is_none() {
            self.show("{msg} {wide_bar:.dim} {pos}/{len}, {eta} left");
            self.bar.set_length(all as u64);
            self.bar.set_message("pushing");
        }
        self.bar.set_position(articles as u64);
    }

    /// Takes the bar off the screen.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    fn show(&self, template: &str) {
        let documents = Arc::clone(&self.documents);
        let rate = move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
            #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
            let rate = documents.load(Ordering::Relaxed) as f64 / state.elapsed().as_secs_f64().max(0.001);
            let _ = write!(out, "{rate:.0}/s");
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style.with_key("rate", rate));
        }
    }
}

impl Observer for Progress {
    fn begin(&self, files: u64, bytes: u64) {
        self.show(if bytes == 0 {
            "{spinner} {msg}, {rate}, {elapsed}"
        } else {
            "{msg} {wide_bar:.dim} {bytes}/{total_bytes}, {rate}, {eta} left"
        });
        self.bar.set_length(bytes);
        self.bar.set_message(match files {
            0 => "reading".to_owned(),
            files => format!("reading {}", counted(files, "file")),
        });
    }

    fn file_done(&self, bytes: u64) {
        self.inside.store(0, Ordering::Relaxed);
        self.bar.set_position(self.files.fetch_add(bytes, Ordering::Relaxed) + bytes);
    }

    fn document_done(&self, bytes: u64) {
        self.documents.fetch_add(1, Ordering::Relaxed);
        let inside = self.inside.fetch_add(bytes, Ordering::Relaxed) + bytes;
        let all = self.bar.length().unwrap_or(0);
        let read = (self.files.load(Ordering::Relaxed) + inside).min(all);
        if read > self.bar.position() {
            self.bar.set_position(read);
        }
    }

    fn stage(&self, stage: Stage) {
        self.is_writing.store(stage == Stage::Writing, Ordering::Relaxed);
        self.show("{spinner} {msg}, {elapsed}");
        self.bar.set_message(match stage {
            Stage::Comparing => "comparing articles",
            Stage::Writing => "writing the index",
        });
    }
}
