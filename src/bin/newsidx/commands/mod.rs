//! One file a command. Each takes what was typed and returns how it ended.

mod asked;
pub(crate) mod audit;
pub(crate) mod batch;
pub(crate) mod build;
pub(crate) mod check;
pub(crate) mod completions;
pub(crate) mod demo;
pub(crate) mod export;
pub(crate) mod facets;
pub(crate) mod inspect;
pub(crate) mod man;
mod open;
pub(crate) mod quote;
mod receipt;
pub(crate) mod rerun;
pub(crate) mod reuse;
pub(crate) mod schema;
pub(crate) mod search;
pub(crate) mod show;
pub(crate) mod stats;
pub(crate) mod stories;
pub(crate) mod story;
pub(crate) mod timeline;
pub(crate) mod watch;
mod why;
pub(crate) mod why_found;

use std::path::Path;

use anyhow::Context;
use newsidx::index::{IndexDir, PathView};

use crate::args::Global;

/// The index that was asked for, and how its paths are shown from here.
pub(crate) fn index_of(global: &Global) -> anyhow::Result<(IndexDir, PathView)> {
    let here = std::env::current_dir().context("the working folder cannot be found")?;
    let paths = PathView::new(&global.index, &here);
    Ok((IndexDir::new(&global.index), paths))
}

/// Worker threads: as many as the machine has cores.
pub(crate) fn threads() -> usize {
    std::thread::available_parallelism().map_or(1, std::num::NonZero::get)
}

/// Runs `work` on a thread with a stack that HTML parsers cannot overflow.
pub(crate) fn on_large_stack<T: Send>(work: impl FnOnce() -> T + Send) -> anyhow::Result<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new().stack_size(newsidx::build::PARSER_STACK_BYTES).spawn_scoped(scope, work)?;
        thread.join().map_err(|_| anyhow::anyhow!("reading stopped unexpectedly; please report the page that caused it"))
    })
}

/// Whether a path stands for standard input.
pub(crate) fn is_stdin(path: &Path) -> bool {
    path.as_os_str() == "-"
}
