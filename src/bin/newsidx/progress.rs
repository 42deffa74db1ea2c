//! The progress bar of a long build, on a terminal only.

use std::io::IsTerminal;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use newsidx::build::Observer;
use newsidx::render::counted;

/// Shows how far a build is.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    pub(crate) fn new(quiet: bool) -> Self {
        let is_shown = !quiet && std::io::stderr().is_terminal();
        let target = if is_shown { ProgressDrawTarget::stderr() } else { ProgressDrawTarget::hidden() };
        Self { bar: ProgressBar::with_draw_target(None, target) }
    }

    /// Takes the bar off the screen.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

impl Observer for Progress {
    fn begin(&self, files: u64, bytes: u64) {
        let template = if bytes == 0 {
            "{spinner} {msg} {elapsed}"
        } else {
            "{msg} {wide_bar:.dim} {bytes}/{total_bytes} {bytes_per_sec}, {eta} left"
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.bar.set_style(style);
        }
        self.bar.set_length(bytes);
        self.bar.set_message(match files {
            0 => "reading".to_owned(),
            files => format!("reading {}", counted(files, "file")),
        });
    }

    fn file_done(&self, bytes: u64) {
        self.bar.inc(bytes);
    }

    fn article_done(&self) {
        self.bar.tick();
    }

    fn writing(&self) {
        self.bar.set_message("writing the index");
    }
}
