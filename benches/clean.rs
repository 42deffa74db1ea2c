//! How fast pages are read and cleaned, on one thread, by stage.
//!
//! ```text
//! cargo bench --bench clean                     the sample corpus
//! cargo bench --bench clean -- [-n TIMES] FOLDER...
//! ```
//!
//! Every document is read into memory first. Then each stage goes over all of them,
//! TIMES times (5), and its median is shown. `clean` is the whole judgement with the
//! metadata; `scores` is the part of it that measures and scores blocks, done again
//! by itself; `all` is decode, page and clean together. Times are the thread's own
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
use std::time::Duration;

use args::Result;
use newsidx::clean::{self, CleanOptions};
use newsidx::corpus::{self, FoundFile, Input, ReadOptions};
use newsidx::model::{Media, RawDocument};
use newsidx::page;
use stages::{collect, median, median_of, thread_clock};

/// How often each stage goes over the documents.
const TIMES: usize = 5;

fn main() -> Result<()> {
    stages::each_path(TIMES, measure)
}

/// Measures every stage on the files of a folder, HTML and text apart.
fn measure(folder: &Path, times: usize) -> Result<()> {
    let files = corpus::walk(folder)?.files;
    let read = |file: FoundFile| -> Result<_> {
        let bytes = fs::read(&file.path)?;
        Ok((file, bytes))
    };
    let files: Vec<(FoundFile, Vec<u8>)> = files.into_iter().map(read).collect::<Result<_>>()?;
    for (name, is_html) in [("HTML", true), ("text", false)] {
        let documents = |file: &(FoundFile, Vec<u8>)| decode(&file.0, file.1.clone());
        let files: Vec<&(FoundFile, Vec<u8>)> =
            files.iter().filter(|file| documents(file).iter().any(|one| (one.media == Media::Html) == is_html)).collect();
        let documents: Vec<RawDocument> = files.iter().flat_map(|file| documents(file)).collect();
        if documents.is_empty() {
            continue;
        }
        let bytes: usize = documents.iter().map(|document| document.text.len()).sum();
        let count = documents.len() as f64;
        println!("{}: {} documents of {name}, {:.1} kB each", folder.display(), documents.len(), bytes as f64 / count / 1000.0);
        let pages: Vec<_> = documents.iter().map(|document| page::page(document).0).collect();
        let options = CleanOptions::default();
        let stages: [(&str, Duration); 4] = [
            (
                "decode",
                median(times, thread_clock, || files.iter().for_each(|file| drop(black_box(decode(&file.0, file.1.clone()))))),
            ),
            ("page", median(times, thread_clock, || documents.iter().for_each(|document| drop(black_box(page::page(document)))))),
            ("clean", {
                // `article` takes its page; copies are made outside of the clock.
                let clean = || {
                    let pages = pages.clone();
                    let start = thread_clock();
                    for (document, page) in documents.iter().zip(pages) {
                        drop(black_box(clean::article(document, page, &options)));
                    }
                    thread_clock().saturating_sub(start)
                };
                median_of(times, clean)
            }),
            (
                "scores",
                median(times, thread_clock, || {
                    documents.iter().zip(&pages).for_each(|(document, page)| drop(black_box(clean::explain(document, page))));
                }),
            ),
        ];
        let all: Duration = stages.iter().take(3).map(|(_, time)| *time).sum();
        for (stage, time) in stages.into_iter().chain([("all", all)]) {
            let seconds = time.as_secs_f64();
            println!("  {stage:8} {:>9.1} pages/s {:>9.3} ms a page", count / seconds, seconds * 1000.0 / count);
        }
    }
    Ok(())
}

fn decode(file: &FoundFile, bytes: Vec<u8>) -> Vec<RawDocument> {
    let shown = file.path.to_string_lossy();
    collect(|each| drop(corpus::read_bytes(bytes, &Input::file(file, &shown, &shown, None), &ReadOptions::default(), each)))
}
