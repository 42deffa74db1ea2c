//! Stages of a build, one at a time on a thread of its own.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use newsidx::model::RawDocument;

use super::args::{Result, arguments};

/// As many bytes of stack as the program gives to threads that parse.
const STACK_BYTES: usize = 64 << 20;

/// Measures every path given, or else the pages of the sample corpus, on a thread with a large stack.
///
/// # Errors
///
/// The first one that `measure` tells.
pub(crate) fn each_path(times: usize, measure: fn(&Path, usize) -> Result<()>) -> Result<()> {
    let run = move || {
        let (times, mut paths) = arguments(times)?;
        if paths.is_empty() {
            paths.push(PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/sample_corpus/pages")));
        }
        paths.iter().try_for_each(|path| measure(path, times))
    };
    let thread = std::thread::Builder::new().stack_size(STACK_BYTES).spawn(run)?;
    thread.join().map_err(|_| "a stage broke")?
}

/// The documents that a reader hands on.
pub(crate) fn collect(read: impl FnOnce(&mut dyn FnMut(RawDocument) -> ControlFlow<()>)) -> Vec<RawDocument> {
    let mut documents = vec![];
    read(&mut |document| {
        documents.push(document);
        ControlFlow::Continue(())
    });
    documents
}

/// How long the program has been there.
pub(crate) fn wall() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    START.elapsed()
}

/// How long this thread has run, or else how long the program has.
pub(crate) fn thread_clock() -> Duration {
    let ran = fs::read_to_string("/proc/thread-self/schedstat").ok();
    let ran = ran.and_then(|stat| stat.split_whitespace().next()?.parse().ok());
    ran.map_or_else(wall, Duration::from_nanos)
}

/// The median time of a stage by a clock.
pub(crate) fn median(times: usize, clock: fn() -> Duration, mut stage: impl FnMut()) -> Duration {
    median_of(times, || {
        let start = clock();
        stage();
        clock().saturating_sub(start)
    })
}

/// The median of a stage that measures itself.
pub(crate) fn median_of(times: usize, mut measured: impl FnMut() -> Duration) -> Duration {
    let mut found: Vec<_> = (0..times).map(|_| measured()).collect();
    found.sort();
    found.get(found.len() / 2).copied().unwrap_or_default()
}
