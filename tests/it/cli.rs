//! Whole runs on the sample corpus, held against snapshots: what a user sees,
//! to the letter, but for times.

use crate::support::Place;

pub(crate) fn demo() -> Place {
    let place = Place::new();
    place.done(&["demo", "-q"]);
    place
}

/// Compares a run with its snapshot. `INSTA_UPDATE=always` writes it anew.
macro_rules! check {
    ($place:expr, $name:literal, $args:expr) => {
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!($name, $place.run($args).snapshot());
        });
    };
}

pub(crate) use check;

#[test]
fn the_demo() {
    check!(Place::new(), "demo", &["demo"]);
}

#[test]
fn searches_for_people() {
    let place = demo();
    check!(place, "search", &["search", "Ketterby", "bridge", "-v"]);
    check!(place, "search_phrase", &["search", "“night shifts”"]);
    check!(place, "search_partial", &["search", "pilots lighthouse", "-v", "-n", "4"]);
    check!(place, "search_narrow", &["search", "bridge", "--columns", "44", "-n", "2", "--passages", "1"]);
    check!(place, "search_color", &["search", "astrolabe", "--color", "always", "-n", "1"]);
    check!(place, "search_facets", &["search", "strike", "--facets", "-n", "0"]);
    check!(place, "search_everything", &["search", "--lang", "ru", "--sort", "oldest", "--passages", "1"]);
    check!(place, "search_junk", &["search", "lighthouse", "--in", "junk", "-n", "2", "--passages", "1"]);
    check!(place, "search_chinese", &["search", "乌篷船", "--passages", "1"]);
    check!(place, "search_arabic", &["search", "الضباب", "--passages", "1"]);
}

#[test]
fn searches_for_scripts() {
    let place = demo();
    check!(place, "search_json", &["search", "\"it is a crowbar\"", "--json"]);
    check!(place, "search_jsonl", &["search", "astrolabe", "--jsonl", "-n", "2", "--passages", "1", "--match", "all"]);
    check!(place, "search_csv", &["search", "Norderkai", "--csv", "--match", "all"]);
    check!(place, "search_tsv", &["search", "posidonia", "--tsv", "--match", "all"]);
}

#[test]
fn press_releases_are_found_again() {
    let place = demo();
    let folder = crate::support::package().join("tests/it/press_releases");
    for file in std::fs::read_dir(folder).unwrap().map(|file| file.unwrap().path()) {
        place.write(&format!("press/{}", file.file_name().unwrap().to_str().unwrap()), std::fs::read(&file).unwrap());
    }
    check!(place, "reuse", &["reuse", "--against", "press"]);
    check!(place, "reuse_narrow", &["reuse", "--against", "press/straitline.txt", "--columns", "44"]);
    check!(place, "reuse_json", &["reuse", "--against", "press/genossenschaft.html", "--json"]);
    check!(place, "reuse_csv", &["reuse", "--against", "press", "--csv"]);
    check!(place, "reuse_none", &["reuse", "--against", "press/bee-hotel.txt"]);
    check!(place, "reuse_no_such_folder", &["reuse", "--against", "nowhere"]);
}

#[test]
fn articles_and_pages() {
    let place = demo();
    let id = place.json(&["search", "astrolabe", "--outlet", "Halden Bay Post", "--json"])["hits"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    check!(place, "show", &["show", &id]);
    check!(place, "show_junk", &["show", &id[..6], "--junk"]);
    let page = "index/sample_corpus/text/quay-courier/pilots.txt";
    check!(place, "inspect", &["inspect", page]);
    let page = "index/sample_corpus/html/ostrand-ledger/tram-strike-ends.html";
    check!(place, "inspect_html", &["inspect", page]);
    check!(place, "stats", &["stats"]);
}

#[test]
fn help() {
    let place = Place::new();
    check!(place, "help", &["--help"]);
    check!(place, "help_search", &["search", "--help"]);
    check!(place, "help_build", &["build", "-h"]);
}

#[test]
fn a_closed_pipe_is_success() {
    let place = demo();
    let exe = assert_cmd::cargo::cargo_bin!("newsidx");
    let searches =
        ["--json", "--jsonl", "--csv", "--tsv", "--md", "--ris", "--bibtex", ""].map(|form| format!("search '' -n 200 {form}"));
    let exports = ["--jsonl", "--csv", "--tsv", "--ris", "--bibtex"].map(|form| format!("export {form}"));
    for command in searches.iter().chain(&exports) {
        let line = format!("\"{}\" {command} | (head -c 1 >/dev/null); echo ${{PIPESTATUS[0]}}", exe.display());
        let output = std::process::Command::new("bash").args(["-c", &line]).current_dir(place.path()).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "0\n", "{command}");
        assert_eq!(String::from_utf8_lossy(&output.stderr), "", "{command}");
    }
}

#[test]
fn the_same_search_gives_the_same_bytes() {
    let (one, other) = (demo(), demo());
    other.done(&["build", "--fresh", "index/sample_corpus", "--threads", "1", "-q"]);
    for args in [&["search", "strike OR bridge", "--csv", "-n", "100"][..], &["search", "the", "--tsv", "--sort", "newest"]] {
        assert_eq!(one.run(args).stdout, other.run(args).stdout);
    }
}

#[test]
fn formulas_do_not_reach_a_spreadsheet() {
    let place = Place::new();
    place.write(
        "feed.jsonl",
        r#"{"title": "=HYPERLINK(\"http://evil.example\",\"x\")", "text": "Harbour pilots went back to work on Monday, the union said."}"#,
    );
    place.done(&["build", "feed.jsonl"]);
    let csv = place.done(&["search", "pilots", "--csv"]).stdout;
    assert!(csv.contains("\"'=HYPERLINK("), "{csv}");
}

#[test]
fn scraped_text_does_not_command_the_terminal() {
    let place = Place::new();
    place.write(
        "feed.jsonl",
        r#"{"title": "Red\u001b[31m alert\u202e", "text": "Harbour pilots went\u001b]0;owned\u0007 back to work on Monday, the union said."}"#,
    );
    place.done(&["build", "feed.jsonl"]);
    let text = place.done(&["search", "pilots"]).stdout;
    assert!(!text.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{text:?}");
    let table = place.done(&["search", "pilots", "--csv"]).stdout;
    assert!(!table.contains(['\u{1b}', '\u{202e}', '\u{7}']), "{table:?}");
    let answer = place.json(&["search", "pilots", "--json"]);
    assert!(!answer["hits"][0]["passages"][0]["html"].as_str().unwrap().contains("<b"));
}

#[test]
fn folders_of_others_are_left_alone() {
    let place = Place::new();
    place.write("data-2024/a.txt", "Harbour pilots went back to work on Monday, the union of pilots said.");
    place.write("b.txt", "The ferries to Halden Bay sail as usual, since their captains need no pilots.");
    for args in [
        &["build", "data-2024", "--index", "."][..],
        &["build", "b.txt", "--index", "."],
        &["build", "b.txt", "--fresh", "--index", "."],
    ] {
        place.done(args);
        assert!(place.path().join("data-2024/a.txt").exists(), "{args:?}");
    }
    assert_eq!(place.hits("ferries", &["--index", "."]), ["b.txt"]);
}

#[test]
fn the_demo_removes_no_page_that_is_in_use_or_was_changed() {
    let place = demo();
    place.done(&["build", "index/sample_corpus", "-q"]);
    assert!(!place.hits("pilots", &[]).is_empty() && place.path().join("index/sample_corpus").is_dir());
    let place = demo();
    place.write(
        "index/sample_corpus/notes.txt",
        "My notes of the visit to the harbour on Monday, and who said what to whom there.",
    );
    place.write("news/b.txt", "The ferries to Halden Bay sail as usual, since their captains need no pilots.");
    place.done(&["build", "news", "-q"]);
    let left: Vec<_> =
        std::fs::read_dir(place.path().join("index/sample_corpus")).unwrap().flatten().map(|entry| entry.file_name()).collect();
    assert_eq!(left, ["notes.txt"]);
}

/// One user builds, others search.
#[cfg(unix)]
#[test]
fn all_files_of_an_index_are_as_readable_as_others() {
    use std::os::unix::fs::MetadataExt;
    let place = demo();
    place.write("usual", "");
    let mode = |path: &std::path::Path| path.metadata().unwrap().mode() & 0o777;
    let usual = mode(&place.path().join("usual"));
    let files = walkdir::WalkDir::new(place.path().join("index")).into_iter().map(|entry| entry.unwrap().into_path());
    let others: Vec<_> = files.filter(|path| path.is_file() && mode(path) != usual).collect();
    assert!(others.is_empty(), "{others:?}");
}
