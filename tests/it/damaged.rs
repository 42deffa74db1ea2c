//! Pages damaged in every way that scrapers, disks and hostile servers know. Whatever
//! the bytes: nothing panics, and every file is an article or an issue.
//!
//! ```text
//! NEWSIDX_DAMAGED=10000         so many pages, at full size; prints the slowest, and the memory
//! NEWSIDX_DAMAGED_PAGES=FOLDER  made from these pages (also .gz) and not from the sample corpus
//! NEWSIDX_DAMAGED_KEEP=FOLDER   leaves there what failed or took over two seconds
//! ```
//!
//! Page `n` of a folder is always the same page. Times are told and not asserted: a test
//! cannot know what else its machine does.

mod kinds;
pub(crate) mod rng;

use std::fs;
use std::io::{Read, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use newsidx::build::PARSER_STACK_BYTES;
use newsidx::clean::CleanOptions;
use newsidx::corpus::{Input, ReadOptions, walk};
use newsidx::model::{Article, Issue, Role};
use newsidx::render::Terminal;

use crate::support::{Stopwatch, package};
use rng::Rng;

/// Pages in the normal run.
const FEW: usize = 200;

/// A page that takes so long is too slow.
const LATE: Duration = Duration::from_secs(2);

/// Pages that the full run prints.
const SLOWEST: usize = 15;

/// One damaged page, and how it went.
struct Outcome {
    name: String,
    bytes: usize,
    damage: String,
    took: Duration,
    fault: Option<String>,
}

#[test]
fn damaged_pages_are_articles_or_issues() {
    let full = std::env::var("NEWSIDX_DAMAGED").ok().map(|count| count.parse().unwrap());
    let pages = std::env::var_os("NEWSIDX_DAMAGED_PAGES").map_or_else(|| package().join("sample_corpus/pages"), PathBuf::from);
    let own = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("NEWSIDX_DAMAGED_KEEP").map(PathBuf::from);
    let folder = kept.as_deref().unwrap_or(own.path());
    fs::create_dir_all(folder).unwrap();
    let sources: Vec<PathBuf> = walk(&pages).unwrap().files.into_iter().map(|found| found.path).collect();
    assert!(!sources.is_empty(), "no pages in {}", pages.display());
    // At full size a page has megabytes; the program under test is then an optimized one.
    let size = if full.is_some() { 1.0 } else { 0.01 };
    let count = full.unwrap_or(FEW);
    let outcomes = Mutex::new(vec![]);
    let next = AtomicUsize::new(0);
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, std::num::NonZero::get) {
            let work = || {
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    if number >= count {
                        break;
                    }
                    let outcome = try_page(&sources, number, size, folder, kept.is_some());
                    outcomes.lock().unwrap().push(outcome);
                }
            };
            std::thread::Builder::new().stack_size(PARSER_STACK_BYTES).spawn_scoped(scope, work).unwrap();
        }
    });
    let mut outcomes = outcomes.into_inner().unwrap();
    assert_eq!(outcomes.len(), count);
    if full.is_some() {
        report(&mut outcomes);
    }
    let faults: Vec<String> = outcomes
        .iter()
        .filter_map(|outcome| {
            let fault = outcome.fault.as_ref()?;
            Some(format!("{} ({}): {fault}", outcome.name, outcome.damage))
        })
        .collect();
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

/// Damages one page, reads it as the program does, and shows it as the program does.
fn try_page(sources: &[PathBuf], number: usize, size: f64, folder: &Path, keep: bool) -> Outcome {
    let mut rng = Rng::new(number as u64);
    let source = rng.pick(sources);
    let (bytes, damage) = kinds::damage(&mut rng, unpacked(source), size);
    let name = format!("{number:06}.{}", kinds::ending(&mut rng, source));
    let is_packed = Path::new(&name).extension().is_some_and(|ending| ending == "gz");
    let bytes = if is_packed { kinds::damage_packed(&mut rng, &packed(&bytes)) } else { bytes };
    let path = folder.join(&name);
    fs::write(&path, &bytes).unwrap();
    let watch = Stopwatch::start();
    let read = catch_unwind(|| read(&path));
    let took = watch.took();
    let judged = read.and_then(|(articles, issues)| catch_unwind(AssertUnwindSafe(|| fault(&articles, &issues))));
    let fault = judged.unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str).or_else(|| panic.downcast_ref::<&str>().copied());
        Some(format!("panic: {}", text.unwrap_or("of an unknown kind")))
    });
    if !keep || (fault.is_none() && took < LATE) {
        fs::remove_file(&path).unwrap();
    }
    Outcome { name, bytes: bytes.len(), damage, took, fault }
}

fn read(path: &Path) -> (Vec<Article>, Vec<Issue>) {
    let walked = walk(path).unwrap();
    let found = &walked.files[0];
    let shown = path.to_str().unwrap();
    newsidx::build::inspect(&Input::file(found, shown, shown, None), &ReadOptions::default(), &CleanOptions::default())
}

/// What is wrong with what came of a page.
fn fault(articles: &[Article], issues: &[Issue]) -> Option<String> {
    if articles.is_empty() && issues.is_empty() {
        return Some("neither an article nor an issue".to_owned());
    }
    for article in articles {
        if let Some(block) = article.blocks.iter().find(|block| block.reason.is_some() != (block.role == Role::Junk)) {
            return Some(format!("a {} with the reason {:?}", block.role.as_str(), block.reason));
        }
        serde_json::to_writer(std::io::sink(), article).unwrap();
        for width in [0, 50, 200] {
            Terminal::new(width == 50, width).inspect(article, &mut std::io::sink()).unwrap();
        }
    }
    None
}

fn unpacked(path: &Path) -> Vec<u8> {
    let bytes = fs::read(path).unwrap();
    if path.extension().is_none_or(|ending| ending != "gz") {
        return bytes;
    }
    let mut unpacked = vec![];
    flate2::read::GzDecoder::new(bytes.as_slice()).read_to_end(&mut unpacked).unwrap();
    unpacked
}

fn packed(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

/// The slowest pages, and what the process took at most.
fn report(outcomes: &mut [Outcome]) {
    outcomes.sort_by(|one, other| other.took.cmp(&one.took).then_with(|| one.name.cmp(&other.name)));
    let total: Duration = outcomes.iter().map(|outcome| outcome.took).sum();
    let bytes: usize = outcomes.iter().map(|outcome| outcome.bytes).sum();
    let late = outcomes.iter().filter(|outcome| outcome.took >= LATE).count();
    let seconds = total.as_secs_f64();
    let mut lines = vec![format!("{} pages, {} MiB, {seconds:.1} s; {late} over two seconds", outcomes.len(), bytes >> 20)];
    for Outcome { name, bytes, damage, took, .. } in outcomes.iter().take(SLOWEST) {
        lines.push(format!("{:>8.0} ms {bytes:>9} bytes  {name}  {damage}", took.as_secs_f64() * 1e3));
    }
    // Linux only; elsewhere the run says nothing of memory.
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    lines.extend(status.lines().filter(|line| line.starts_with("VmHWM")).map(|line| format!("most memory: {line}")));
    let text = lines.join("\n") + "\n";
    std::io::stderr().write_all(text.as_bytes()).unwrap();
}

#[test]
fn damage_is_the_same_every_time() {
    let page = b"<html><body><h1>Pilots end strike</h1><p>Harbour pilots went back to work.</p></body></html>".to_vec();
    for number in 0..200 {
        let damaged = || kinds::damage(&mut Rng::new(number), page.clone(), 0.001);
        assert_eq!(damaged(), damaged());
    }
}
