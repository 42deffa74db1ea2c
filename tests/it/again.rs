//! Commands that go on with what was found, on the sample corpus: whole runs, held against snapshots.

use crate::cli::{check, demo};

/// A page that is added later.
const PAGE: &str = "The Quay Courier

Pilots strike again over berth windows

December 18, 2025

PORT ELLERY - Harbour pilots called a second strike on Thursday, two weeks after the first ended, and said that the new rota
had been kept on paper only. The port authority called the strike a surprise and asked for talks before Christmas.

Nine ships were waiting outside the breakwater at noon.
";

#[test]
fn stories_and_reasons_on_the_sample() {
    let place = demo();
    let found = place.json(&["search", "pilots strike", "--json"]);
    let id = found["hits"][0]["id"].as_str().unwrap();
    check!(place, "sample_why", &["why", id, "pilots strike Vladivostok", "--since", "2025-12"]);
    check!(place, "sample_story", &["story", id]);
    check!(place, "sample_stories", &["stories", "-n", "3"]);
    check!(place, "sample_show_around", &["show", id, "--around", "berth OR rota"]);
    check!(place, "sample_export_jsonl", &["export", "pilots strike"]);
    check!(place, "sample_export_bibtex", &["export", "pilots strike", "--bibtex"]);
    check!(place, "sample_export_ris", &["export", "pilots strike", "--ris"]);
}

#[test]
fn what_is_new_on_the_sample() {
    let place = demo();
    place.write("saved.tsv", "pilots\tpilots strike\nfog\tfog\n");
    check!(place, "sample_watch_first", &["watch", "saved.tsv", "-v"]);
    check!(place, "sample_receipt", &["search", "pilots strike", "--match", "all", "--receipt", "r.json", "-n", "1", "-v"]);
    assert_eq!(place.run(&["rerun", "r.json"]).status, 0);
    place.write("index/sample_corpus/text/quay-courier/pilots-again.txt", PAGE);
    place.done(&["build", "-q"]);
    check!(place, "sample_watch", &["watch", "saved.tsv"]);
    let told = place.run(&["rerun", "r.json"]).snapshot();
    let (before, _) = told.split_once(" articles, now").unwrap();
    // The day of the receipt is that of the test.
    let (_, line) = before.rsplit_once('\n').unwrap();
    let day = line.get(..10).unwrap();
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("sample_rerun", told.replace(day, "[DAY]"));
    });
}
