//! An index of which a file is missing, cut or damaged: either it answers as it did, or `check`
//! finds the fault and every command says in one line what to do, which then helps.
//!
//! ```text
//! NEWSIDX_BROKEN=1000   so many bytes of each file, and not a few
//! ```

use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use newsidx::index::{IndexDir, IndexReader, PathView};
use newsidx::query::{ParseOptions, parse};
use newsidx::search::{Copies, SearchRequest, Searcher, StorySort};

use crate::crash::write;
use crate::damaged::rng::Rng;
use crate::support::Place;

/// Bytes of each file that are damaged in the normal run.
const FEW: usize = 8;

/// All that the index answers.
fn answers(dir: &IndexDir, paths: &PathView) -> Result<String, newsidx::Error> {
    let mut all = String::new();
    let reader = IndexReader::open(dir)?;
    let searcher = Searcher::new(&reader, paths);
    for query in ["round1 OR round2", "\"waited outside\" date:2026-03-04", "NOT item8", "deleg* w/s left", "stenografer~2"] {
        let parsed = parse(query, &ParseOptions::new(jiff::civil::date(2026, 3, 9))).unwrap();
        let request = SearchRequest { copies: Copies::Expand, limit: 400, ..SearchRequest::new(query, parsed.query) };
        all += &serde_json::to_string(&searcher.search(&request)?.hits).unwrap();
        all += &serde_json::to_string(&searcher.stories(&request, StorySort::Size)?).unwrap();
    }
    let stats = reader.stats()?;
    Ok(format!("{all} {} {} {:?} {:?}", stats.articles, stats.stories, stats.languages, reader.ledger()?))
}

struct Whole {
    place: Place,
    dir: IndexDir,
    paths: PathView,
    answers: String,
}

impl Whole {
    fn new() -> Self {
        let place = Place::new();
        // Two builds: so there are segments with removed articles.
        for round in [2, 1] {
            write(&place, round);
            place.done(&["build", "feed.jsonl"]);
        }
        let dir = IndexDir::new(place.path().join("index"));
        let paths = PathView::new(dir.path(), place.path());
        let answers = answers(&dir, &paths).unwrap();
        Self { place, dir, paths, answers }
    }

    /// All files of the index but locks, in order.
    fn files(&self) -> Vec<PathBuf> {
        let entries = walkdir::WalkDir::new(self.dir.path()).sort_by_file_name().into_iter().map(|entry| entry.unwrap());
        let files = entries.filter(|entry| entry.file_type().is_file() && !entry.path().to_str().unwrap().contains("lock"));
        files.map(walkdir::DirEntry::into_path).collect()
    }

    /// What is wrong with how the index is with a file changed; the file is put back.
    fn try_with(&self, file: &Path, change: impl FnOnce(&Path, Vec<u8>)) -> Option<String> {
        let bytes = fs::read(file).unwrap();
        change(file, bytes.clone());
        let fault = self.fault();
        fs::write(file, bytes).unwrap();
        fault
    }

    fn fault(&self) -> Option<String> {
        let found = catch_unwind(AssertUnwindSafe(|| answers(&self.dir, &self.paths)));
        let is_same = found.as_ref().is_ok_and(|found| found.as_ref().is_ok_and(|found| *found == self.answers));
        let checked = catch_unwind(AssertUnwindSafe(|| IndexReader::open(&self.dir).and_then(|reader| reader.verify())));
        if !is_same && checked.as_ref().is_ok_and(Result::is_ok) {
            return Some("answers otherwise, and `check` finds nothing".to_owned());
        }
        // The library's callers see a panic of the engine; the program's users must not.
        if found.is_err() || checked.is_err() {
            for args in [&["check"][..], &["search", "round1 OR round2"], &["stats"], &["stories"], &["build", "feed.jsonl"]] {
                let run = self.place.run(args);
                let is_told =
                    run.status == 2 && run.stderr.starts_with("error: the index in `index` ") && run.stderr.lines().count() == 1;
                // Another command may not come to the damaged place.
                if !is_told && (run.status != 0 || args[0] == "check") {
                    return Some(format!("{args:?}: {} {}", run.status, run.stderr));
                }
            }
        }
        None
    }
}

#[test]
fn files_that_are_missing_or_cut() {
    let whole = Whole::new();
    let mut faults = vec![];
    for file in whole.files() {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let gone = whole.try_with(&file, |file, _| fs::remove_file(file).unwrap());
        faults.extend(gone.map(|fault| format!("{name} gone: {fault}")));
        for (share, of) in [(0, 2), (1, 2), (9, 10)] {
            let cut = whole.try_with(&file, |file, bytes| fs::write(file, &bytes[..bytes.len() * share / of]).unwrap());
            faults.extend(cut.map(|fault| format!("{name} cut to {share}/{of}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn bytes_that_are_damaged() {
    let count = std::env::var("NEWSIDX_BROKEN").ok().map_or(FEW, |count| count.parse().unwrap());
    let whole = Whole::new();
    let mut rng = Rng::new(11);
    let mut faults = vec![];
    for file in whole.files() {
        let name = file.file_name().unwrap().to_str().unwrap().to_owned();
        let size = usize::try_from(file.metadata().unwrap().len()).unwrap();
        for number in 0..count {
            // The ends of a file say what is in it.
            let at = match number {
                0 => 0,
                1 => size - 1,
                2..6 => size - 1 - rng.below(size.min(40)),
                _ => rng.below(size),
            };
            let value = *rng.pick(&[0, 0xff, 0x7f, 1]);
            let fault = whole.try_with(&file, |file, mut bytes| {
                bytes[at] ^= if value == 0 { 0x10 } else { value };
                fs::write(file, bytes).unwrap();
            });
            faults.extend(fault.map(|fault| format!("{name}, byte {at} of {size}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn a_new_build_mends_what_is_damaged() {
    let whole = Whole::new();
    for file in whole.files() {
        let mut bytes = fs::read(&file).unwrap();
        let middle = bytes.len() / 2;
        bytes.truncate(middle);
        fs::write(&file, bytes).unwrap();
    }
    let run = whole.place.run(&["search", "round1"]);
    assert_eq!((run.status, run.stderr.lines().count()), (2, 1), "{}", run.stderr);
    let run = whole.place.run(&["build", "feed.jsonl"]);
    assert_eq!((run.status, run.stderr.lines().count()), (2, 1), "{}", run.stderr);
    whole.place.done(&["build", "--fresh", "feed.jsonl"]);
    whole.place.done(&["check"]);
    assert_eq!(answers(&whole.dir, &whole.paths).unwrap(), whole.answers);
}
