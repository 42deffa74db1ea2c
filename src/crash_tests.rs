//! Every step of writing an index, with the process dead or the disk full there: what was
//! committed before answers as it did, and the next build gives what a build in one go gives.
//!
//! ```text
//! NEWSIDX_STEPS=all   every step, and not some of them
//! ```

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::AtomicBool;

use crate::build::{BuildOptions, BuildReport, DEFAULT_MEMORY, Silent, build};
use crate::error::Result;
use crate::index::{IndexDir, IndexReader, Mishap, PathView, expect, passed};
use crate::query::{ParseOptions, parse};
use crate::search::{Copies, SearchRequest, Searcher, StorySort};

/// Steps tried of each kind of build in the normal run.
const FEW: usize = 5;

/// Where the child finds its folder, the step at which it dies, and whether it builds anew.
const CHILD: &str = "NEWSIDX_TEST_DIES";

/// Writes the articles of a round: some change, some go, some come, most stay.
fn write(folder: &Path, round: usize) {
    let lines = (0..20).filter(|n| !(n + round).is_multiple_of(7)).map(|n| {
        let version = if n % 3 == 0 { round } else { 0 };
        let text = format!(
            "The delegates of Port Ellery brought item{n} back in version{version}. They left after {n} hours without a word.\n\n\
             Every word of the talks is written down by our two stenographers in Halden Bay.\n\n\
             A date for the next meeting on item{n} was not given to the {n} people who had waited outside the hall on Monday."
        );
        // Two of them are copies of each other.
        let text =
            if n == 5 { text.replace("item5", "item4").replace("after 5", "after 4").replace("the 5", "the 4") } else { text };
        let record =
            serde_json::json!({ "id": n.to_string(), "title": format!("Talks {n}"), "date": "2026-03-02", "text": text });
        record.to_string() + "\n"
    });
    fs::write(folder.join("feed.jsonl"), lines.collect::<String>()).unwrap();
}

/// A folder, in memory if the system has such: thousands of files are synced here.
fn folder() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    if memory.is_dir() { tempfile::tempdir_in(memory).unwrap() } else { tempfile::tempdir().unwrap() }
}

fn run(folder: &Path, fresh: bool) -> Result<BuildReport> {
    let dir = IndexDir::new(folder.join("index"));
    let paths = PathView::new(dir.path(), folder);
    let options = BuildOptions {
        roots: vec![folder.join("feed.jsonl")],
        fresh,
        settings: None,
        format: None,
        threads: 1,
        memory: DEFAULT_MEMORY,
        demo: false,
    };
    build(&dir, &paths, &options, &Silent, &AtomicBool::new(false))
}

/// All that an index answers, whichever folder it is in.
fn answers(folder: &Path) -> String {
    let dir = IndexDir::new(folder.join("index"));
    let paths = PathView::new(dir.path(), folder);
    let reader = IndexReader::open(&dir).unwrap();
    let searcher = Searcher::new(&reader, &paths);
    let mut all = String::new();
    for query in ["delegates", "version1 OR version2", "\"next meeting\"", "item4", "stenographers", "NOT item4"] {
        let parsed = parse(query, &ParseOptions::new(jiff::civil::date(2026, 3, 9))).unwrap();
        let request = SearchRequest { copies: Copies::Expand, limit: 100, ..SearchRequest::new(query, parsed.query) };
        let answer = searcher.search(&request).unwrap();
        all += &serde_json::to_string(&answer.hits).unwrap();
        all += &serde_json::to_string(&searcher.stories(&request, StorySort::Size).unwrap()).unwrap();
    }
    reader.verify().unwrap();
    all.replace(folder.to_str().unwrap(), "")
}

/// Files that belong to no state.
fn leftovers(folder: &Path) -> Vec<String> {
    let mut names = vec![];
    let data: Vec<PathBuf> = fs::read_dir(folder.join("index")).unwrap().map(|entry| entry.unwrap().path()).collect();
    let folders = data.iter().filter(|path| path.is_dir());
    assert_eq!(folders.clone().count(), 1, "{data:?}");
    for entry in folders.flat_map(|path| fs::read_dir(path).unwrap()).chain(fs::read_dir(folder.join("index")).unwrap()) {
        let name = entry.unwrap().file_name().into_string().unwrap();
        let is_left = name.starts_with(".tmp") || Path::new(&name).extension().is_some_and(|extension| extension == "new");
        names.extend(is_left.then(|| name.clone()));
        // `ledger-3.jsonl`: one of each, all of one generation.
        names.extend(["ledger-", "blocks-", "sketches-", "stories-"].iter().any(|start| name.starts_with(start)).then_some(name));
    }
    let generations: std::collections::BTreeSet<_> =
        names.iter().filter_map(|name| name.split_once('-')?.1.split_once('.').map(|(number, _)| number.to_owned())).collect();
    if generations.len() == 1 && names.len() == 4 { vec![] } else { names }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(|entry| entry.unwrap().path()) {
        let target = to.join(entry.file_name().unwrap());
        if entry.is_dir() {
            copy(&entry, &target);
        } else {
            fs::copy(&entry, &target).unwrap();
        }
    }
}

/// A kind of build: what is there before, and what is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    First,
    Next,
    Fresh,
}

/// An index in a folder of its own as it is before a build of this kind, with the articles of round 2.
fn before(kind: Kind, base: &Path) -> tempfile::TempDir {
    let place = folder();
    if kind != Kind::First {
        copy(&base.join("index"), &place.path().join("index"));
    }
    write(place.path(), 2);
    place
}

/// Lets a build of each kind come to grief at many steps, and looks at what is left.
fn try_steps(mut come_to_grief: impl FnMut(&Path, Kind, usize)) {
    let base = folder();
    write(base.path(), 1);
    run(base.path(), false).unwrap();
    let old = answers(base.path());
    let whole = folder();
    write(whole.path(), 2);
    run(whole.path(), false).unwrap();
    let new = answers(whole.path());
    assert_ne!(old, new);
    for kind in [Kind::First, Kind::Next, Kind::Fresh] {
        let place = before(kind, base.path());
        expect(place.path(), Mishap::None, 0);
        run(place.path(), kind == Kind::Fresh).unwrap();
        let steps = passed(place.path());
        assert_eq!(answers(place.path()), new, "{kind:?}");
        assert_eq!(leftovers(place.path()), [""; 0], "{kind:?}");
        assert!(steps.len() > 50, "{steps:?}");
        let stride = if std::env::var_os("NEWSIDX_STEPS").is_some() { 1 } else { steps.len() / FEW };
        for at in (0..steps.len()).rev().step_by(stride) {
            let place = before(kind, base.path());
            come_to_grief(place.path(), kind, at);
            let step = format!("{kind:?}, step {at} of {}: {}", steps.len(), steps[at]);
            if kind == Kind::First && !place.path().join("index/newsidx.json").exists() {
                assert!(IndexReader::open(&IndexDir::new(place.path().join("index"))).is_err(), "{step}");
            } else {
                let found = answers(place.path());
                assert!(found == new || kind != Kind::First && found == old, "{step}: neither the old state nor the new");
            }
            // A build that finds nothing changed tidies as well.
            run(place.path(), false).unwrap_or_else(|error| panic!("{step}: {error}"));
            assert_eq!(answers(place.path()), new, "{step}");
            assert_eq!(leftovers(place.path()), [""; 0], "{step}");
            write(place.path(), 1);
            run(place.path(), false).unwrap_or_else(|error| panic!("{step}, and one build on: {error}"));
            assert_eq!(answers(place.path()), old, "{step}, and one build on");
        }
    }
}

#[test]
fn a_build_that_dies_at_any_step() {
    try_steps(|folder, kind, at| {
        let mut child = Command::new(std::env::current_exe().unwrap());
        child.args(["--exact", "crash_tests::dies", "--ignored"]);
        child.env(CHILD, format!("{at} {} {}", kind == Kind::Fresh, folder.display()));
        let ended = child.stdout(Stdio::null()).stderr(Stdio::null()).status().unwrap();
        // Steps of other threads may come in another order, and the last ones not at all.
        assert!(!ended.success() || at > 40, "step {at}: {ended}");
    });
}

#[test]
#[ignore = "run by the test above, as a process that may die"]
fn dies() {
    let told = std::env::var(CHILD).unwrap();
    let mut words = told.splitn(3, ' ');
    let mut word = || words.next().unwrap();
    let (at, fresh, folder) = (word().parse().unwrap(), word() == "true", PathBuf::from(word()));
    expect(&folder, Mishap::Death, at);
    run(&folder, fresh).unwrap();
}

#[test]
fn a_disk_that_is_full_at_any_step() {
    try_steps(|folder, kind, at| {
        expect(folder, Mishap::FullDisk, at);
        if let Err(error) = run(folder, kind == Kind::Fresh) {
            let text = error.to_string();
            assert!(text.contains("cannot be written (no storage space)") && !text.contains('\n'), "step {at}: {text}");
            if kind == Kind::First {
                assert!(!folder.join("index").exists(), "step {at}: what could not be written is no index");
            }
        }
        expect(folder, Mishap::None, 0);
    });
}
