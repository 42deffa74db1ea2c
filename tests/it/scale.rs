//! Builds that have little memory, or are stopped.

use std::process::Stdio;
use std::thread::sleep;
use std::time::Duration;

use crate::support::{Place, package};

/// What searches of a place answer, but for the time they took.
fn answers(place: &Place) -> Vec<serde_json::Value> {
    let queries = ["harbour", "\"the council\"", "ministers w/5 said", "budget OR strike"];
    let answer = |query: &&str| {
        let mut answer = place.json(&["search", "--json", query, "-n", "50"]);
        answer["summary"]["elapsed_ms"] = 0.into();
        answer
    };
    queries.iter().map(answer).collect()
}

#[test]
fn memory_and_threads_change_no_answer() {
    let corpus = package().join("sample_corpus/pages");
    let corpus = corpus.to_str().unwrap();
    let place = Place::new();
    place.done(&["build", corpus]);
    let usual = answers(&place);
    assert!(usual.iter().any(|answer| answer["summary"]["articles"].as_u64() > Some(0)));
    for flags in [["--memory", "1M"], ["--memory", "2G"], ["--threads", "1"], ["--threads", "7"]] {
        place.done(&["build", "--fresh", corpus, flags[0], flags[1]]);
        assert_eq!(answers(&place), usual, "{flags:?}");
    }
}

#[test]
fn a_stopped_build_leaves_the_index_as_it_was_or_is_done() {
    let place = Place::new();
    let article =
        |number: u32| format!("{{\"title\":\"Report {number}\",\"text\":\"The ferries of pier {number} sailed on.\"}}\n");
    std::fs::write(place.path().join("feed.jsonl"), (0..50).map(article).collect::<String>()).unwrap();
    place.done(&["build", "feed.jsonl"]);
    std::fs::write(place.path().join("feed.jsonl"), (0..20_000).map(article).collect::<String>()).unwrap();
    for wait in [50, 200, 800] {
        let mut child = place.command(&["build", "feed.jsonl"]).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap();
        sleep(Duration::from_millis(wait));
        let signal = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
        let is_running = signal.success();
        let status = child.wait().unwrap();
        let articles = place.json(&["stats", "--json"])["articles"].as_u64().unwrap();
        let mut told = String::new();
        std::io::Read::read_to_string(&mut child.stderr.take().unwrap(), &mut told).unwrap();
        match status.code() {
            // It was stopped: the old state, and says so.
            Some(2) => assert_eq!((articles, told.as_str()), (50, "error: stopped; the index is as it was before\n")),
            Some(0) => {
                assert_eq!(articles, 20_000);
                return; // it was done before the signal came, or was writing already
            }
            // The signal came before anyone listened for it.
            None if is_running => assert_eq!(articles, 50),
            other => panic!("{other:?}: {told}"),
        }
    }
    place.done(&["build", "feed.jsonl"]);
    assert_eq!(place.json(&["stats", "--json"])["articles"], 20_000);
}
