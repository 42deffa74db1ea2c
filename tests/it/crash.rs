//! A build that is killed leaves an index that opens and answers, with the
//! state before or after, and the next build makes it whole. While one builds, others
//! search, and nobody else builds.
//!
//! ```text
//! NEWSIDX_KILLS=200   so many kills; prints at which share of a build they came
//! ```

use std::io::Write;
use std::process::Stdio;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::{Duration, Instant};

use newsidx::index::{IndexDir, IndexReader, PathView};
use newsidx::query::{ParseOptions, parse};
use newsidx::search::{Copies, SearchRequest, Searcher};

use crate::damaged::rng::Rng;
use crate::support::Place;

/// Kills in the normal run.
const FEW: usize = 20;

const ARTICLES: u32 = 150;

/// Writes the articles of a round: most say something else than in the round before.
pub(crate) fn write(place: &Place, round: u32) {
    let lines = (0..ARTICLES).filter(|n| !(n + round).is_multiple_of(9)).map(|n| {
        let version = if n % 5 == 0 { 0 } else { round };
        // The second paragraph recurs, so that every article is put twice; some articles are copies.
        let item = n / 2 * 2;
        let text = format!(
            "Round{version} of the talks brought item{item} back. The delegates of Port Ellery left after {item} hours.\n\n\
             Every word of the talks is written down by our two stenographers in Halden Bay.\n\n\
             A date for the next round{version} was not given to the {item} people who had waited outside the hall."
        );
        let date = if n % 7 == 0 { None } else { Some(format!("2026-03-{:02}", n % 28 + 1)) };
        let record = serde_json::json!({ "id": n.to_string(), "title": format!("Talks {n}"), "date": date, "text": text });
        record.to_string() + "\n"
    });
    place.write("feed.jsonl", lines.collect::<String>());
}

/// All that an index answers, times aside.
pub(crate) fn answers(place: &Place, index: &str) -> String {
    let mut all = String::new();
    for query in ["round1 OR round2", "stenographers"] {
        let mut answer = place.json(&["search", query, "--json", "-n", "20", "--copies", "expand", "--index", index]);
        answer["summary"]["elapsed_ms"] = serde_json::Value::Null;
        all += &answer.to_string();
    }
    all += &place.done(&["stories", "--json", "--index", index]).stdout;
    all + &place.done(&["export", "--index", index]).stdout
}

/// A place with an index of round 1, and what indexes of round 1 and 2 answer that are built in one go.
pub(crate) fn two_rounds() -> (Place, [String; 2]) {
    let place = Place::new();
    let known = [2, 1].map(|round| {
        write(&place, round);
        place.done(&["build", "feed.jsonl", "--fresh"]);
        answers(&place, "index")
    });
    assert_ne!(known[0], known[1]);
    let [second, first] = known;
    (place, [first, second])
}

#[test]
fn a_killed_build_leaves_one_whole_state() {
    let full = std::env::var("NEWSIDX_KILLS").ok().map(|count| count.parse().unwrap());
    let wanted = full.unwrap_or(FEW);
    let (place, known) = two_rounds();
    let mut rng = Rng::new(7);
    let (mut current, mut kills, mut tries) = (0, vec![], 0);
    let mut usual = Duration::from_millis(150);
    while kills.len() < wanted {
        tries += 1;
        assert!(tries < 4 * wanted, "{} of {tries} builds could be killed", kills.len());
        let target = 1 - current;
        write(&place, u32::try_from(target).unwrap() + 1);
        // Some are killed again before they are mended, some are built anew beside the old one.
        for _ in 0..=usize::from(rng.once_in(4)) {
            let args = ["build", "feed.jsonl", "-q", "--fresh"];
            let args = if rng.once_in(4) { &args[..] } else { &args[..3] };
            let mut child = place.command(args).stdout(Stdio::null()).spawn().unwrap();
            let share = f64::from(u32::try_from(rng.below(1050)).unwrap()) / 1000.0;
            sleep(usual.mul_f64(share));
            child.kill().unwrap();
            if child.wait().unwrap().code().is_none() {
                kills.push(share);
            }
            let found = answers(&place, "index");
            assert!(known.contains(&found), "kill {}: neither the state before nor the one after", kills.len());
        }
        place.done(&["check"]);
        let began = Instant::now();
        place.done(&["build", "feed.jsonl"]);
        usual = began.elapsed().mul_f64(0.9);
        assert!(answers(&place, "index") == known[target], "kill {}: not what is built in one go", kills.len());
        current = target;
    }
    place.done(&["check"]);
    if full.is_some() {
        let late = kills.iter().filter(|share| **share > 0.5).count();
        let text = format!("{0} of {0} kills, {late} of them in the second half of a build\n", kills.len());
        std::io::stderr().write_all(text.as_bytes()).unwrap();
    }
}

#[test]
fn a_killed_first_build_leaves_nothing_in_the_way() {
    let place = Place::new();
    write(&place, 1);
    for after in [0, 10, 30, 50] {
        let mut child = place.command(&["build", "feed.jsonl", "-q"]).stdout(Stdio::null()).spawn().unwrap();
        sleep(Duration::from_millis(after));
        child.kill().unwrap();
        child.wait().unwrap();
    }
    place.done(&["build", "feed.jsonl"]);
    assert!(!place.hits("round1", &[]).is_empty());
    let folders = std::fs::read_dir(place.path().join("index")).unwrap();
    let data = folders.filter(|entry| entry.as_ref().unwrap().file_name().to_str().unwrap().starts_with("data-")).count();
    assert_eq!(data, 1, "folders of killed builds are swept");
}

/// A build that goes on until its standard input ends.
fn endless(place: &Place) -> std::process::Child {
    let mut command = place.command(&["build", "-", "--format", "jsonl"]);
    let child = command.stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
    let lock = place.path().join("index/lock");
    let number = child.id().to_string();
    // It has the lock once its number stands there.
    while std::fs::read_to_string(&lock).unwrap_or_default().trim() != number {
        sleep(Duration::from_millis(5));
    }
    child
}

#[cfg(unix)]
#[test]
fn an_interrupted_build_says_that_the_index_is_as_it_was() {
    let place = Place::new();
    write(&place, 1);
    place.done(&["build", "feed.jsonl"]);
    let before = place.hits("round1", &[]);
    // Standard input that never ends keeps the build reading.
    let mut child = endless(&place);
    let mut stdin = child.stdin.take().unwrap();
    let status = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(status.success());
    sleep(Duration::from_millis(100));
    // The next record lets the reader see the signal.
    let _ = stdin.write_all(b"{\"title\":\"x\",\"text\":\"y\"}\n");
    drop(stdin);
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(2));
    assert_eq!(String::from_utf8_lossy(&output.stderr), "error: stopped; the index is as it was before\n");
    assert_eq!(place.hits("round1", &[]), before);
}

#[test]
fn a_second_writer_is_told_who_is_building() {
    let place = Place::new();
    write(&place, 1);
    place.done(&["build", "feed.jsonl"]);
    let before = place.hits("round1", &[]);
    let child = endless(&place);
    let holder = child.id();
    for args in [&["build", "feed.jsonl"][..], &["build", "--fresh", "feed.jsonl"]] {
        let run = place.run(args);
        let expected = format!(
            "error: another newsidx (process {holder}) is building the index in `index`: \
             wait until it is done (searching goes on meanwhile)\n"
        );
        assert_eq!((run.status, run.stderr), (2, expected));
    }
    assert_eq!(place.hits("round1", &[]), before);
    // Its input ends as it is waited for, with nothing in it.
    assert_eq!(child.wait_with_output().unwrap().status.code(), Some(3));
    place.done(&["build", "feed.jsonl"]);
}

/// What the index answers now, asked as a program that embeds the library does.
fn answer(dir: &IndexDir, paths: &PathView) -> Result<String, newsidx::Error> {
    let reader = IndexReader::open(dir)?;
    let parsed = parse("round1 OR round2 OR item8", &ParseOptions::new(jiff::civil::date(2026, 3, 9))).unwrap();
    let request = SearchRequest { copies: Copies::Expand, limit: 400, ..SearchRequest::new("x", parsed.query) };
    let hits = Searcher::new(&reader, paths).search(&request)?.hits;
    // Statistics read what lies beside the engine.
    let ledger = IndexReader::with(dir, |reader| reader.ledger())?;
    assert!(ledger.articles() > 0);
    Ok(serde_json::to_string(&hits).unwrap())
}

#[test]
fn searches_go_on_while_the_index_is_built() {
    let place = Place::new();
    let dir = IndexDir::new(place.path().join("index"));
    let paths = PathView::new(dir.path(), place.path());
    let known = [2, 1].map(|round| {
        write(&place, round);
        place.done(&["build", "feed.jsonl"]);
        answer(&dir, &paths).unwrap()
    });
    let is_over = AtomicBool::new(false);
    let seen = std::thread::scope(|scope| {
        let search = || {
            let mut seen = [0, 0];
            while !is_over.load(Ordering::Relaxed) {
                let found = answer(&dir, &paths).unwrap();
                let state = known.iter().position(|known| *known == found);
                seen[state.expect("the answer is that of the state before or of the one after")] += 1;
            }
            seen
        };
        let readers = [scope.spawn(search), scope.spawn(search)];
        for (round, fresh) in [(2, false), (1, false), (2, true), (1, false), (2, false), (1, true)] {
            write(&place, round);
            place.done(if fresh { &["build", "--fresh", "feed.jsonl"] } else { &["build", "feed.jsonl"] });
        }
        is_over.store(true, Ordering::Relaxed);
        readers.map(|reader| reader.join().unwrap())
    });
    assert!(seen.iter().all(|[first, second]| *first > 0 && *second > 0), "{seen:?}");
}
