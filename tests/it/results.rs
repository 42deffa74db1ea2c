//! Results taken elsewhere and come back to: exports, receipts, saved queries, quotations, passages
//! in their context.

use std::collections::BTreeSet;
use std::fs;

use serde_json::{Value, json};

use crate::support::Place;

/// Compares a run with its snapshot. `INSTA_UPDATE=always` writes it anew.
macro_rules! check {
    ($place:expr, $name:literal, $args:expr) => {
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!($name, $place.run($args).snapshot());
        });
    };
}

fn demo() -> Place {
    let place = Place::new();
    place.done(&["demo", "-q"]);
    place
}

fn record(title: &str, text: &str, more: &Value) -> String {
    let mut record = json!({ "title": title, "text": text });
    record.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    record.to_string() + "\n"
}

const HARBOUR: &str = "Dredgers found the wreck of the coaster Anselma off Cape Torrin on Tuesday, sixty-one years after she \
    vanished with a cargo of tin, the Maritime Museum of Halden said. Divers will raise her bell next spring, and the museum \
    will show it in the old customs house beside the chart on which her last course was drawn.";

#[test]
fn forms_for_bibliographies_and_quoting() {
    let place = demo();
    check!(place, "search_md", &["search", "posidonia", "--md", "--match", "all"]);
    check!(place, "search_bibtex", &["search", "Ketterby", "--bibtex"]);
    check!(place, "search_ris", &["search", "\"a mortgage on a puddle\"", "--ris"]);
    check!(place, "stories_csv", &["stories", "--csv", "-n", "2"]);
    check!(place, "stories_jsonl", &["stories", "harbour", "--jsonl"]);
    check!(place, "export_csv", &["export", "posidonia", "--csv"]);
    let both = place.run(&["export", "--csv", "--ris"]);
    assert_eq!(both.status, 2);
}

#[test]
fn hostile_text_stays_text_in_every_form() {
    let place = Place::new();
    let fields = json!({
        "author": ["Ann and Bob {Ltd}", "Mara Lind"],
        "outlet": "R&D_News #1",
        "date": "2025-02-18",
        "url": "https://a.example/x}y?q=%7B&z=(1) é",
    });
    place.write("feed.jsonl", record("=cmd {50 %} of $1 \\write18 [x](y) | ~z\u{1b}[2J", HARBOUR, &fields));
    place.done(&["build", "feed.jsonl", "--no-clean"]);
    check!(place, "hostile_bibtex", &["search", "Anselma", "--bibtex"]);
    check!(place, "hostile_ris", &["search", "Anselma", "--ris"]);
    check!(place, "hostile_md", &["search", "Anselma", "--md", "--passages", "1"]);
    for form in ["--bibtex", "--ris", "--md"] {
        assert!(!place.done(&["search", "Anselma", form]).stdout.contains('\u{1b}'), "{form}");
    }
    let bibtex = place.done(&["search", "Anselma", "--bibtex"]).stdout;
    let depth = bibtex.chars().fold(0i32, |depth, c| depth + i32::from(c == '{') - i32::from(c == '}'));
    assert_eq!(depth, 0, "{bibtex}");
    assert!(
        place.done(&["export", "--csv"]).stdout.contains(",\"'=cmd ")
            || place.done(&["export", "--csv"]).stdout.contains(",'=cmd ")
    );
}

#[test]
fn keys_of_a_bibliography_are_unique_and_stay() {
    let place = demo();
    let keys = |args: &[&str]| -> Vec<String> {
        let text = place.done(args).stdout;
        let keys = text.lines().filter_map(|line| line.strip_prefix('@')?.split_once('{'));
        keys.map(|(_, key)| key.trim_end_matches(',').to_owned()).collect()
    };
    let all = keys(&["export", "--bibtex"]);
    assert!(all.len() > 100);
    let distinct: BTreeSet<_> = all.iter().collect();
    assert_eq!(distinct.len(), all.len());
    assert!(all.iter().all(|key| key.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')));
    let some = keys(&["search", "bridge", "--bibtex", "--match", "all", "-n", "all", "--copies", "expand"]);
    assert!(!some.is_empty() && some.iter().all(|key| distinct.contains(key)));
}

#[test]
fn many_rows_are_the_same_as_few() {
    let place = demo();
    // Above a thousand rows hits are written as they are made, below as they were made.
    for form in ["--json", "--jsonl", "--csv", "--md"] {
        let args = ["search", "the", "--match", "any", "--copies", "expand", form, "--passages", "1"];
        let few = place.run(&[&args[..], &["-n", "1000"]].concat()).snapshot();
        let all = place.run(&[&args[..], &["-n", "all"]].concat()).snapshot();
        assert_eq!(few, all, "{form}");
    }
    let all = place.json(&["search", "the", "--match", "any", "--copies", "expand", "--json", "-n", "all"]);
    assert_eq!(all["hits"].as_array().unwrap().len() as u64, all["summary"]["articles"].as_u64().unwrap());
}

#[cfg(feature = "parquet")]
#[test]
fn parquet_reads_back() {
    use parquet::file::reader::{FileReader, SerializedFileReader};
    use parquet::record::{Field, RowAccessor};

    let place = demo();
    place.done(&["export", "--parquet", "a.parquet"]);
    let file = fs::File::open(place.path().join("a.parquet")).unwrap();
    let reader = SerializedFileReader::new(file).unwrap();
    let lines = place.done(&["export"]).stdout;
    let mut rows = 0;
    for (row, line) in reader.get_row_iter(None).unwrap().zip(lines.lines()) {
        let (row, line): (_, Value) = (row.unwrap(), serde_json::from_str(line).unwrap());
        rows += 1;
        assert_eq!(row.get_string(0).unwrap(), line["id"].as_str().unwrap());
        let columns: Vec<&str> = row.get_column_iter().map(|(name, _)| name.as_str()).collect();
        let at = |name: &str| columns.iter().position(|column| *column == name).unwrap();
        assert_eq!(row.get_string(at("text")).unwrap(), line["text"].as_str().unwrap());
        assert_eq!(row.get_string(at("title")).ok().map(String::as_str), line["title"].as_str());
        let authors = row.get_list(at("authors")).unwrap().elements();
        let expected = line["authors"].as_array().unwrap().iter().map(|name| Field::Str(name.as_str().unwrap().to_owned()));
        assert!(authors.iter().cloned().eq(expected), "{authors:?}");
        let day = row.get_column_iter().nth(at("published")).unwrap().1.to_string();
        match line["date"]["precision"].as_str().unwrap() {
            "day" => assert_eq!(day.split(' ').next(), line["date"]["value"].as_str()),
            _ => assert_eq!(day, "null"),
        }
    }
    assert_eq!(rows, lines.lines().count());
}

#[test]
fn a_receipt_tells_what_changed_since() {
    let place = Place::new();
    let page = |name: &str, date: &str, text: &str| {
        place.write(&format!("news/{name}.md"), format!("---\ntitle: {name}\noutlet: Quay Courier\n{date}---\n\n{text}\n"));
    };
    let other = "The council of Port Ellery met on Monday and heard the report on the Anselma and her crew of nine.";
    page("a", "date: 2025-02-18\n", HARBOUR);
    page("b", "date: 2025-02-19\n", other);
    page("c", "", "A song about the Anselma was sung in the customs house by pupils of three schools last week.");
    place.done(&["build", "news", "--no-clean"]);
    let args = ["search", "Anselma", "--since", "2024", "--receipt", "r.json", "-n", "1", "-v"];
    let run = place.done(&args);
    assert!(run.stderr.contains("2 articles recorded in `r.json`"), "{}", run.stderr);
    let receipt: Value = serde_json::from_slice(&fs::read(place.path().join("r.json")).unwrap()).unwrap();
    assert_eq!(receipt["articles"].as_array().unwrap().len(), 2, "all, not the page");
    let same = place.run(&["rerun", "r.json"]);
    assert!(same.status == 0 && same.stdout.contains("nothing differs"), "{}", same.stdout);
    // Made anew, the index has the same articles.
    place.done(&["build", "--fresh", "news", "--no-clean"]);
    assert_eq!(place.run(&["rerun", "r.json"]).status, 0);
    page("a", "date: 2025-02-17\n", HARBOUR);
    page("b", "date: 2025-02-19\n", &other.replace("nine", "ten").replace("Anselma", "Ansgar"));
    page("d", "date: 2025-03-01\n", "Tickets for the boat to the wreck of the Anselma are sold out until the end of June.");
    place.done(&["build"]);
    let compared = place.json(&["rerun", "r.json", "--json"]);
    let titles = |key: &str| -> Vec<&str> {
        compared[key].as_array().unwrap().iter().map(|article| article["title"].as_str().unwrap()).collect()
    };
    assert_eq!((titles("added"), titles("lost"), titles("redated")), (vec!["d"], vec!["b"], vec!["a"]));
    assert_eq!((&compared["lost"][0]["why"], &compared["redated"][0]["was"]), (&json!("no_match"), &json!("2025-02-18")));
    assert_eq!(place.run(&["rerun", "r.json"]).status, 1);
    fs::remove_file(place.path().join("news/b.md")).unwrap();
    place.done(&["build"]);
    let told = place.run(&["rerun", "r.json", "--ranks"]).snapshot();
    let (before, day) = told.split_once(": 2 articles, now").map(|(before, _)| before.split_at(before.len() - 10)).unwrap();
    assert!(before.ends_with('\n'));
    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("rerun", told.replace(day, "[DAY]"));
    });
    place.write("wrong.json", "{\"type\": \"receipt\"}");
    let wrong = place.run(&["rerun", "wrong.json"]);
    assert!(wrong.status == 2 && wrong.stderr.contains("no receipt of `newsidx search --receipt`"), "{}", wrong.stderr);
}

#[test]
fn a_watch_tells_only_what_is_new() {
    let place = Place::new();
    place.write(
        "feed.jsonl",
        record("Wreck found", HARBOUR, &json!({ "id": "1", "outlet": "Halden Post", "date": "2025-02-18" })),
    );
    place.write("q.tsv", "wrecks\tAnselma\nferries\tferry\n");
    place.done(&["build", "feed.jsonl", "--no-clean"]);
    let first = place.run(&["watch", "q.tsv", "-v"]);
    assert_eq!((first.status, first.stdout.as_str()), (1, ""));
    assert!(first.stderr.contains("wrecks: asked for the first time, 1 article noted"), "{}", first.stderr);
    assert_eq!(place.run(&["watch", "q.tsv"]).status, 1);
    // A copy of the old story, and a new one.
    let more = [
        record("Wreck found", HARBOUR, &json!({ "id": "1", "outlet": "Halden Post", "date": "2025-02-18" })),
        record("Coaster found", HARBOUR, &json!({ "id": "2", "outlet": "Quay Courier", "date": "2025-02-19" })),
        record(
            "Bell raised",
            "Divers raised the bell of the Anselma on Friday while a band played on the quay of Halden, and \
                               two ferry captains sounded their horns.",
            &json!({ "id": "3", "outlet": "Quay Courier", "date": "2025-05-02" }),
        ),
    ];
    place.write("feed.jsonl", more.concat());
    place.done(&["build"]);
    let peek = place.json(&["watch", "q.tsv", "--peek", "--json", "--copies"]);
    assert_eq!(peek["summary"], json!({ "queries": 2, "new_stories": 2, "new_copies": 1, "failed": 0 }));
    assert_eq!(peek["queries"][0]["copies"][0]["title"], "Coaster found");
    place.done(&["build", "--fresh", "feed.jsonl", "--no-clean"]);
    check!(place, "watch", &["watch", "q.tsv", "--columns", "60"]);
    assert_eq!(place.run(&["watch", "q.tsv", "--copies"]).status, 1, "the copy was counted, that is told");
    // Other words under a label are another query.
    place.write("q.tsv", "wrecks\tbell\n");
    assert_eq!(place.run(&["watch", "q.tsv"]).status, 1);
    let all = place.json(&["watch", "q.tsv", "--cursor", "other", "--all", "--json"]);
    assert_eq!((&all["queries"][0]["first"], &all["summary"]["new_stories"]), (&json!(true), &json!(2)));
    place.write("q.tsv.cursor", "{}");
    let wrong = place.run(&["watch", "q.tsv"]);
    assert!(wrong.status == 2 && wrong.stderr.contains("no cursor of `newsidx watch`"), "{}", wrong.stderr);
    place.write("q.tsv", "x\tferry --\ny\tw/x\n{\"query\": \"a\", \"args\": [\"--nope\"]}\n");
    fs::remove_file(place.path().join("q.tsv.cursor")).unwrap();
    let wrong = place.run(&["watch", "q.tsv"]);
    assert!(wrong.status == 2 && wrong.stderr.contains("`q.tsv` line 2"), "{}", wrong.stderr);
}

#[cfg(unix)]
#[test]
fn a_watch_runs_commands_that_scraped_text_is_no_part_of() {
    let place = Place::new();
    let title = "Wreck $(touch owned) `touch owned`; touch owned";
    place.write("feed.jsonl", record(title, HARBOUR, &json!({ "date": "2025-02-18" })));
    place.write("q.txt", "Anselma\n");
    place.done(&["build", "feed.jsonl", "--no-clean"]);
    let path = std::env::var("PATH").unwrap();
    let watch = |command: &str| {
        let args = ["watch", "q.txt", "--all", "--exec", command];
        crate::support::Run::from(place.command(&args).env("PATH", &path).output().unwrap())
    };
    let failed = watch("exit 3");
    assert!(failed.status == 2 && failed.stderr.contains("`exit 3` failed"), "{}", failed.stderr);
    // What failed is told again.
    let done = watch("cat > line.json; echo \"$NEWSIDX_TITLE\" > title.txt; echo out");
    assert_eq!((done.status, done.stderr.as_str()), (0, "out\n"));
    let line: Value = serde_json::from_slice(&fs::read(place.path().join("line.json")).unwrap()).unwrap();
    assert_eq!((&line["type"], &line["title"], &line["query"]), (&json!("story"), &json!(title), &json!("Anselma")));
    assert_eq!(fs::read_to_string(place.path().join("title.txt")).unwrap(), format!("{title}\n"));
    assert!(!place.path().join("owned").exists());
    assert_eq!(watch("exit 3").status, 1, "nothing is new, so nothing is run");
}

#[test]
fn quotations_are_found_though_they_were_altered() {
    let place = demo();
    check!(place, "quote", &["quote", "\"Nobody should die for a berth window\""]);
    check!(place, "quote_copies", &["quote", "a", "mortgage", "on", "a", "puddle", "--copies", "--columns", "60"]);
    check!(place, "quote_none", &["quote", "nobody ever said anything like this", "-v"]);
    check!(place, "quote_short", &["quote", "crowbar", "--json"]);
    let wrong = place.run(&["quote", "…"]);
    assert!(wrong.status == 2 && wrong.stderr.contains("there is no word in it"), "{}", wrong.stderr);
}

#[test]
fn quotations_say_how_near_and_who() {
    let place = Place::new();
    let feed = [
        (
            "One",
            "2025-03-01",
            "“We will never sell the old harbour to anyone,” said Greta Solheim, who heads the museum of Halden.",
        ),
        ("Two", "2025-03-02", "She had been asked twice. „We will not sell the harbour“, Solheim told reporters, “to anyone.”"),
        (
            "Three",
            "2025-02-01",
            "The museum of Halden had said before that it will never sell the old harbour to anyone in this century.",
        ),
        (
            "Four",
            "2025-02-02",
            "“We may sell a boat,” said Ivar Lund of the harbour board. It will be the old one, never the new.",
        ),
        ("Five", "", "说明：市长今天表示：「我们永远不会出售旧港口。」"),
    ];
    place.write("feed.jsonl", feed.map(|(title, date, text)| record(title, text, &json!({ "date": date }))).concat());
    place.done(&["build", "feed.jsonl", "--no-clean"]);
    let answer = place.json(&["quote", "‘We will never sell the old harbour to anyone!’", "--json"]);
    let found: Vec<_> = answer["matches"].as_array().unwrap().iter().collect();
    let titles: Vec<_> = found.iter().map(|one| one["title"].as_str().unwrap()).collect();
    assert_eq!(titles, ["Three", "One", "Two"], "earliest first, and nothing that only shares words");
    assert_eq!((&found[0]["quoted"], &found[1]["verbatim"]), (&json!(false), &json!(true)));
    assert_eq!(found[1]["speaker"], json!({ "name": "Greta Solheim", "verb": "said", "inferred": false }));
    assert_eq!(found[2]["speaker"]["name"], "Solheim");
    assert!((found[2]["kept"].as_f64().unwrap() - 7.0 / 9.0).abs() < 0.001, "{}", found[2]);
    let kinds: Vec<_> = found[2]["alignment"].as_array().unwrap().iter().map(|run| run["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["same", "changed", "same", "cut", "same", "added", "same"]);
    let chinese = place.json(&["quote", "我们绝对不会出售旧港口", "--json"]);
    assert_eq!(chinese["matches"][0]["title"], "Five", "{chinese:#}");
    let exact = place.json(&["quote", "We will never sell the old harbour to anyone", "--least", "100", "--json"]);
    assert_eq!(exact["summary"]["articles"], 1);
}

#[test]
fn an_article_is_shown_around_what_matched() {
    let place = demo();
    let id = place.json(&["search", "astrolabe", "--outlet", "Halden Bay Post", "--json"])["hits"][0]["id"]
        .as_str()
        .unwrap()
        .to_owned();
    check!(place, "show_around", &["show", &id, "--around", "heating", "--columns", "70"]);
    let shown = place.json(&["show", &id, "--around", "heating", "--json"]);
    let marked = &shown["around"]["paragraphs"].as_array().unwrap();
    assert!(marked.iter().any(|one| one["html"].as_str().unwrap().contains("<mark>heating</mark>")));
    let none = place.run(&["show", &id, "--around", "zebra", "-v"]);
    assert!(none.status == 1 && none.stderr.contains("nothing of the query stands in this article"), "{}", none.stderr);
}

#[cfg(unix)]
#[test]
fn the_source_is_opened_in_an_editor_or_the_browser() {
    use std::os::unix::fs::PermissionsExt;

    let place = demo();
    let tool = |name: &str| {
        let path = place.write(&format!("bin/{name}"), format!("#!/bin/sh\necho {name} \"$@\" >> opened.txt\n"));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        path
    };
    tool("xdg-open");
    let vim = tool("vim");
    let bin = vim.parent().unwrap().to_owned();
    let id =
        place.json(&["search", "pilots", "--outlet", "Quay Courier", "--json"])["hits"][0]["id"].as_str().unwrap().to_owned();
    let open = |args: &[&str], editor: &str| {
        let args: Vec<&str> = [&["show", &id][..], args].concat();
        let mut command = place.command(&args);
        command.env("PATH", format!("{}:/usr/bin:/bin", bin.display()));
        if !editor.is_empty() {
            command.env("EDITOR", editor);
        }
        crate::support::Run::from(command.output().unwrap())
    };
    let opened = || {
        let text = fs::read_to_string(place.path().join("opened.txt")).unwrap_or_default();
        let _ = fs::remove_file(place.path().join("opened.txt"));
        text
    };
    let none = open(&["--open"], "");
    assert!(none.status == 2 && none.stderr.contains("set VISUAL or EDITOR"), "{}", none.stderr);
    assert_eq!(open(&["--open", "--around", "berth"], "vim -R").status, 0);
    let text = opened();
    assert!(text.starts_with("vim -R +13 /") && text.ends_with("pilots.txt\n"), "{text}");
    assert_eq!(open(&["--open=browser"], "vim").status, 0);
    assert!(opened().starts_with("xdg-open /"));
    let missing = open(&["--open"], "no-such-editor");
    assert!(missing.status == 2 && missing.stderr.contains("there is no program `no-such-editor`"), "{}", missing.stderr);
    let junk = place.write("feed.jsonl", record("Wreck", HARBOUR, &json!({ "url": "javascript:alert(1)" })));
    place.done(&["build", junk.to_str().unwrap(), "--index", "other"]);
    let id = place.json(&["search", "Anselma", "--index", "other", "--json"])["hits"][0]["id"].as_str().unwrap().to_owned();
    let mut command = place.command(&["show", &id, "--index", "other", "--open=browser"]);
    command.env("PATH", format!("{}:/usr/bin:/bin", bin.display()));
    command.output().unwrap();
    assert!(!opened().contains("javascript:"));
}
