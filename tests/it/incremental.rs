//! Building again: what is unchanged is not touched, what is changed or gone
//! is, and an index built in steps equals one built in one go.

use std::fs;

use crate::support::Place;

fn article(n: u32) -> String {
    format!(
        "Council decision number {n}\n\nThe council of Port Ellery took decision {n} on Monday after a long debate about item{n}. \
         Residents said they had expected nothing else.\n"
    )
}

/// Names and contents of the data folder, to see whether anything was written.
fn state(place: &Place) -> Vec<(String, Vec<u8>)> {
    let folder = place.path().join("index/data-1");
    let mut files: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap())
        .map(|entry| (entry.file_name().into_string().unwrap(), fs::read(entry.path()).unwrap()))
        .collect();
    files.sort();
    files
}

fn report(place: &Place, args: &[&str]) -> [u64; 4] {
    let args: Vec<_> = ["build", "--json"].iter().chain(args).copied().collect();
    let report = place.json(&args);
    ["added", "changed", "removed", "unchanged"].map(|key| report[key].as_u64().unwrap())
}

#[test]
fn nothing_changed_means_nothing_written() {
    let place = Place::new();
    for n in 0..5 {
        place.write(&format!("news/{n}.txt"), article(n));
    }
    assert_eq!(report(&place, &["news"]), [5, 0, 0, 0]);
    let before = state(&place);
    assert_eq!(report(&place, &["news"]), [0, 0, 0, 5]);
    assert_eq!(report(&place, &[]), [0, 0, 0, 5]);
    assert!(state(&place) == before, "the data folder is the same, byte for byte");
}

#[test]
fn files_come_change_and_go() {
    let place = Place::new();
    for n in 0..5 {
        place.write(&format!("news/{n}.txt"), article(n));
    }
    place.done(&["build", "news"]);
    place.write("news/1.txt", article(11));
    place.write("news/9.txt", article(9));
    fs::remove_file(place.path().join("news/3.txt")).unwrap();
    assert_eq!(report(&place, &["news"]), [1, 1, 1, 3]);
    assert_eq!(place.hits("item11", &[]), ["news/1.txt"]);
    assert_eq!(place.hits("item1", &[]), [""; 0], "the old text is gone");
    assert_eq!(place.hits("item3", &[]), [""; 0], "the old file is gone");
    assert_eq!(place.hits("item9", &[]), ["news/9.txt"]);
}

#[test]
fn records_of_a_file_are_told_apart() {
    let place = Place::new();
    let line =
        |n: u32| serde_json::json!({ "id": format!("r{n}"), "title": format!("Title {n}"), "text": article(n) }).to_string();
    let lines = |numbers: &[u32]| numbers.iter().map(|n| line(*n) + "\n").collect::<String>();
    place.write("feed.jsonl", lines(&[1, 2, 3]));
    assert_eq!(report(&place, &["feed.jsonl"]), [3, 0, 0, 0]);
    place.write("feed.jsonl", lines(&[0, 1, 3]));
    assert_eq!(report(&place, &["feed.jsonl"]), [1, 1, 1, 1], "a record with an id keeps it when it moves");
    assert_eq!(place.hits("item2", &[]), [""; 0]);
    assert_eq!(place.hits("item0", &[]), ["feed.jsonl#1"]);
    assert_eq!(place.hits("item1", &[]), ["feed.jsonl#2"], "and is told where it stands now");
    place.write("feed.jsonl", lines(&[1, 3]));
    assert_eq!(report(&place, &["feed.jsonl"]), [0, 2, 1, 0]);
    assert_eq!(place.hits("item3", &[]), ["feed.jsonl#2"]);
}

#[test]
fn several_folders_are_kept_apart() {
    let place = Place::new();
    place.write("one/a.txt", article(1));
    place.write("two/b.txt", article(2));
    place.done(&["build", "one"]);
    place.done(&["build", "two"]);
    assert_eq!(place.hits("decision", &[]).len(), 2);
    fs::remove_file(place.path().join("two/b.txt")).unwrap();
    assert_eq!(report(&place, &["one"]), [0, 0, 0, 1], "only the named folder is looked at");
    assert_eq!(report(&place, &[]), [0, 0, 1, 1], "without a name, all are");
    fs::rename(place.path().join("one"), place.path().join("moved")).unwrap();
    let run = place.run(&["build"]);
    assert_eq!(run.status, 3);
    assert_eq!(run.stderr, "unreadable one: no such file or folder; the 1 articles read from it before are kept\n");
    assert_eq!(place.hits("decision", &[]), ["one/a.txt"]);
}

#[test]
fn the_same_folder_by_another_name_is_the_same() {
    let place = Place::new();
    place.write("news/a.txt", article(1));
    place.done(&["build", "news"]);
    let absolute = place.path().join("news");
    assert_eq!(report(&place, &[absolute.to_str().unwrap()]), [0, 0, 0, 1]);
    assert_eq!(report(&place, &["./news/../news"]), [0, 0, 0, 1]);
    let run = place.run_in("news", &["build", ".", "--index", "../index", "--json"]);
    assert!(run.stdout.contains("\"unchanged\": 1"), "{}", run.stdout);
}

#[test]
fn paths_open_from_where_one_stands_and_move_with_the_project() {
    let place = Place::new();
    place.write("project/news/a.txt", article(1));
    place.run_in("project/news", &["build", ".", "--index", "../index"]);
    let shown = |folder: &str, index: &str| {
        let run = place.run_in(folder, &["search", "item1", "--json", "--index", index]);
        let answer: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
        answer["hits"][0]["path"].as_str().unwrap().to_owned()
    };
    assert_eq!(shown("project", "index"), "news/a.txt");
    assert_eq!(shown("project/news", "../index"), "a.txt");
    assert_eq!(shown(".", "project/index"), "project/news/a.txt");
    fs::rename(place.path().join("project"), place.path().join("moved")).unwrap();
    assert_eq!(shown("moved", "index"), "news/a.txt");
    let run = place.run_in("moved", &["build", "news", "--json"]);
    assert!(run.stdout.contains("\"unchanged\": 1"), "{}", run.stdout);
}

#[test]
fn steps_and_one_go_give_the_same_answers() {
    let steps = Place::new();
    let once = Place::new();
    for n in 0..30 {
        steps.write(&format!("news/{n}.txt"), article(n + 100));
        if n % 7 == 0 {
            steps.done(&["build", "news"]);
        }
    }
    for n in 0..30 {
        steps.write(&format!("news/{n}.txt"), article(n));
        once.write(&format!("news/{n}.txt"), article(n));
    }
    fs::remove_file(steps.path().join("news/4.txt")).unwrap();
    fs::remove_file(once.path().join("news/4.txt")).unwrap();
    steps.done(&["build", "news"]);
    once.done(&["build", "news", "--threads", "1"]);
    let queries = ["decision", "debate residents", "item5 OR item6", "decision nosuchword", "item1*"];
    assert_same_answers(&steps, &once, &queries);
    steps.done(&["build", "--fresh", "news", "--threads", "7"]);
    assert_same_answers(&steps, &once, &queries);
}

/// Scores and their parts, echoes with counts, notices and facets included.
fn assert_same_answers(one: &Place, other: &Place, queries: &[&str]) {
    for query in queries {
        let answer = |place: &Place| {
            let mut answer = place.json(&["search", query, "--json", "-n", "100", "--facets", "--explain"]);
            answer["summary"]["elapsed_ms"] = 0.into();
            serde_json::to_string_pretty(&answer).unwrap()
        };
        assert_eq!(answer(one), answer(other), "{query}");
    }
}

#[test]
fn neither_threads_nor_steps_change_what_the_sample_corpus_answers() {
    let (once, threads, steps) = (Place::new(), Place::new(), Place::new());
    let pages = concat!(env!("CARGO_MANIFEST_DIR"), "/sample_corpus/pages");
    let mut files: Vec<_> = walkdir::WalkDir::new(pages).into_iter().flatten().filter(|e| e.file_type().is_file()).collect();
    files.sort_by(|a, b| a.path().cmp(b.path()));
    let copy = |place: &Place, step: usize| {
        for file in files.iter().skip(step % 3).step_by(step + 1) {
            let to = place.path().join("pages").join(file.path().strip_prefix(pages).unwrap());
            fs::create_dir_all(to.parent().unwrap()).unwrap();
            fs::copy(file.path(), to).unwrap();
        }
    };
    copy(&once, 0);
    once.run(&["build", "pages", "--threads", "1"]);
    copy(&threads, 0);
    threads.run(&["build", "pages", "--threads", "8"]);
    copy(&steps, 2);
    steps.run(&["build", "pages"]);
    for file in files.iter().step_by(5) {
        let at = steps.path().join("pages").join(file.path().strip_prefix(pages).unwrap());
        if at.is_file() {
            fs::write(&at, article(1)).unwrap();
        }
    }
    copy(&steps, 1);
    steps.run(&["build", "pages"]);
    copy(&steps, 0);
    steps.run(&["build", "pages", "--threads", "8"]);
    let queries =
        ["strike OR bridge", "Ketterby bridge", "the", "pilots lighthouse", "har*", "\"night shifts\"", "lang:de OR lang:fr"];
    assert_same_answers(&threads, &once, &queries);
    assert_same_answers(&steps, &once, &queries);
}

#[test]
fn standard_input_is_read_and_told_from_its_text() {
    use std::io::Write;
    use std::process::Stdio;
    let place = Place::new();
    let mut child = place.command(&["build", "-"]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
    let line = serde_json::json!({ "title": "A title", "text": article(1) }).to_string();
    writeln!(child.stdin.take().unwrap(), "{line}\n{line}").unwrap();
    assert!(child.wait().unwrap().success());
    assert_eq!(place.hits("item1", &["--copies", "expand"]), ["-#1", "-#2"]);
}

#[test]
fn options_of_cleaning_are_part_of_the_index() {
    let place = Place::new();
    place.write("news/a.txt", format!("{}\nShare Tweet Email Print\n", article(1)));
    place.done(&["build", "news"]);
    assert_eq!(place.hits("tweet", &[]), [""; 0]);
    assert_eq!(report(&place, &["news", "--no-clean"]), [0, 1, 0, 0]);
    assert_eq!(place.hits("tweet", &[]), ["news/a.txt"]);
    assert_eq!(report(&place, &["news", "--keep", "share"]), [0, 1, 0, 0]);
    assert_eq!(place.hits("tweet", &[]), ["news/a.txt"]);
}

#[test]
fn the_folder_that_holds_the_index_is_a_root_like_any_other() {
    let place = Place::new();
    place.write("a.txt", article(1));
    place.write("b.txt", article(2));
    assert_eq!(report(&place, &["."]), [2, 0, 0, 0]);
    let run = place.done(&["build", "."]);
    assert_eq!(run.stderr, "", "the index itself is not read");
    fs::remove_file(place.path().join("b.txt")).unwrap();
    assert_eq!(report(&place, &[]), [0, 0, 1, 1]);
    assert_eq!(place.hits("decision", &[]), ["a.txt"]);
}

#[test]
fn named_files_that_are_gone_are_removed() {
    let place = Place::new();
    place.write("a.txt", article(1));
    place.write("b.txt", article(2));
    place.done(&["build", "a.txt", "b.txt"]);
    fs::remove_file(place.path().join("b.txt")).unwrap();
    assert_eq!(report(&place, &[]), [0, 0, 1, 1]);
    assert_eq!(report(&place, &[]), [0, 0, 0, 1]);
}

#[test]
fn settings_are_remembered() {
    let place = Place::new();
    place.write("feed.csv", format!("Schlagzeile;Inhalt\nEine Zeile;\"{}\"\n", article(1)));
    assert_eq!(report(&place, &["feed.csv", "--field", "title=Schlagzeile", "--field", "text=Inhalt"]), [1, 0, 0, 0]);
    assert_eq!(report(&place, &[]), [0, 0, 0, 1]);
    place.write("more/b.txt", article(2));
    assert_eq!(report(&place, &["more"]), [1, 0, 0, 0]);
    assert_eq!(place.hits("title:zeile", &[]), ["feed.csv#1"]);
    assert_eq!(report(&place, &["more", "--fresh"]), [1, 0, 0, 0], "a fresh index forgets");
}

#[test]
fn problems_elsewhere_are_not_told_again() {
    let place = Place::new();
    place.write("bad/feed.jsonl", "{\"title\"\n");
    place.write("good/a.txt", article(1));
    assert_eq!(place.run(&["build", "bad"]).status, 3);
    assert_eq!(place.run(&["build", "good"]).status, 0);
    assert_eq!(place.run(&["build"]).status, 3, "here both are looked at");
}

#[test]
fn an_index_is_checked_byte_by_byte() {
    let place = Place::new();
    place.write("news/a.txt", article(1));
    place.done(&["build", "news"]);
    assert_eq!(place.done(&["check"]).stdout, "the index is whole: 1 article, every file matches its checksum\n");
    let data = place.path().join("index/data-1");
    let positions =
        fs::read_dir(data).unwrap().map(|entry| entry.unwrap().path()).find(|path| path.extension().is_some_and(|e| e == "pos"));
    let path = positions.unwrap();
    let mut bytes = fs::read(&path).unwrap();
    bytes[3] ^= 0xff;
    fs::write(&path, bytes).unwrap();
    let run = place.run(&["check"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains(".pos` does not match its checksum): build it again with"), "{}", run.stderr);
}
