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
#[cfg(feature = "engine")]
pub(crate) mod push;
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

#[cfg(feature = "engine")]
use crate::args::Command;
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

/// Refuses a command that answers from the index while the environment names an engine: the answer would
/// be that of another corpus.
#[cfg(feature = "engine")]
pub(crate) fn only_here(command: &Command) -> anyhow::Result<()> {
    let name = match command {
        Command::Why(_) => "why",
        Command::Batch(_) => "batch",
        Command::Show(_) => "show",
        Command::Stats(_) => "stats",
        Command::Audit(_) => "audit",
        Command::Story(_) => "story",
        Command::Stories(_) => "stories",
        Command::Quote(_) => "quote",
        Command::Watch(_) => "watch",
        Command::Rerun(_) => "rerun",
        Command::Reuse(_) => "reuse",
        Command::Export(_) => "export",
        #[cfg(feature = "serve")]
        Command::Serve(_) => "serve",
        _ => return Ok(()),
    };
    if std::env::var_os("NEWSIDX_ENGINE").is_some_and(|url| !url.is_empty()) {
        anyhow::bail!("`newsidx {name}` asks only the index on this machine: unset NEWSIDX_ENGINE to use it");
    }
    Ok(())
}
