//! What a build spends its time on, stage by stage, on one thread.
//!
//! ```text
//! cargo bench --bench build                     the sample corpus
//! cargo bench --bench build -- [-n TIMES] FOLDER|FILE...
//! ```
//!
//! Documents are read into memory first. Then each stage goes over all of them, TIMES times (3), and its
//! median is shown: `read` finds the documents in the files, `clean` makes articles of them,
//! `sketch` what grouping has to know, `group` groups them into stories; `build` is a whole build
//! with one thread for each part, of which the rest is indexing and writing. Times are the processor's
//! where the system tells them (Linux), so that other work on the machine counts little.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]
#![expect(clippy::cast_precision_loss, reason = "counts of documents and bytes")]

#[path = "support/args.rs"]
mod args;
#[path = "support/stages.rs"]
mod stages;

use std::fs;
use std::hint::black_box;
use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use args::Result;
use newsidx::build::{BuildOptions, DEFAULT_MEMORY, Silent, build};
use newsidx::clean::{self, CleanOptions};
use newsidx::corpus::{self, FoundFile, Input, ReadOptions};
use newsidx::index::{IndexDir, PathView};
use newsidx::model::{Article, RawDocument};
use newsidx::page;
use newsidx::story::{Sketch, group};
use stages::{collect, median, thread_clock, wall};

/// How often each stage goes over the documents.
const TIMES: usize = 3;

fn main() -> Result<()> {
    stages::each_path(TIMES, measure)
}

fn measure(path: &Path, times: usize) -> Result<()> {
    let files = corpus::walk(path)?.files;
    let read = || files.iter().flat_map(documents).collect::<Vec<_>>();
    let documents = read();
    let bytes: usize = documents.iter().map(|document| document.text.len()).sum();
    println!(
        "{}: {} documents, {:.1} kB each",
        path.display(),
        documents.len(),
        bytes as f64 / documents.len().max(1) as f64 / 1e3
    );
    let options = CleanOptions::default();
    let article = |document: &RawDocument| clean::article(document, page::page(document).0, &options);
    let articles: Vec<Article> = documents.iter().map(article).collect();
    let sketch = || {
        let numbered = (0..).zip(documents.iter().zip(&articles));
        numbered.map(|(number, (document, article))| Sketch::of(document.id, number, article)).collect::<Vec<_>>()
    };
    let mut sketches = sketch();
    sketches.sort_unstable_by_key(|one| one.id);
    let folder = std::env::temp_dir().join(format!("newsidx-bench-{}", std::process::id()));
    let dir = IndexDir::new(&folder);
    let paths = PathView::new(dir.path(), &std::env::current_dir()?);
    let roots = vec![path.to_path_buf()];
    let whole =
        BuildOptions { roots, fresh: true, settings: None, format: None, threads: 1, memory: DEFAULT_MEMORY, demo: false };
    let mut failed = None;
    let stages = [
        ("read", median(times, thread_clock, || drop(black_box(read())))),
        ("clean", median(times, thread_clock, || documents.iter().for_each(|document| drop(black_box(article(document)))))),
        ("sketch", median(times, thread_clock, || drop(black_box(sketch())))),
        (
            "group",
            median(times, thread_clock, || {
                let mut ungrouped = sketches.clone();
                group(&mut ungrouped, &[]);
                black_box(ungrouped);
            }),
        ),
        (
            "build",
            median(times, process_clock, || {
                failed = build(&dir, &paths, &whole, &Silent, &AtomicBool::new(false)).err().or(failed.take());
            }),
        ),
    ];
    fs::remove_dir_all(&folder)?;
    for (stage, time) in stages {
        let seconds = time.as_secs_f64();
        let count = documents.len() as f64;
        println!("  {stage:8} {:>10.0} documents/s {:>9.1} µs a document", count / seconds, seconds * 1e6 / count);
    }
    failed.map_or(Ok(()), |error| Err(error.into()))
}

fn documents(file: &FoundFile) -> Vec<RawDocument> {
    let shown = file.path.to_string_lossy();
    collect(|each| drop(corpus::read(&Input::file(file, &shown, &shown, None), &ReadOptions::default(), each)))
}

/// How long all threads have run, those that have ended too, in hundredths of a second.
fn process_clock() -> Duration {
    let stat = fs::read_to_string("/proc/self/stat").ok();
    let ran = stat.and_then(|stat| {
        let (_, fields) = stat.rsplit_once(") ")?;
        let mut fields = fields.split(' ').skip(11).map(|field| field.parse::<u64>().ok());
        Some(fields.next()?? + fields.next()??)
    });
    ran.map_or_else(wall, |hundredths| Duration::from_millis(hundredths * 10))
}
