//! Each command that works with results on Reuters-21578, where `../shared` is: whole runs, held against
//! snapshots in which no text of the collection stands. Of JSON they keep numbers, ids, dates and names
//! of the program's own; of everything the number of lines and a digest.
//!
//! An unoptimised build reads a part of the collection, so there are two snapshots.

use std::fmt::Write;
use std::fs;
use std::io::Read;

use serde_json::Value;

use crate::support::{Place, Run, package, skipped};

/// Articles that are added after the first queries.
const ADDED: usize = 100;

/// Elements of a list that are shown.
const SHOWN: usize = 3;

/// Keys whose strings are not the collection's.
const OWN: [&str; 20] = [
    "id",
    "by",
    "period",
    "first",
    "last",
    "every",
    "source",
    "precision",
    "role",
    "kind",
    "type",
    "label",
    "found",
    "need",
    "field",
    "why",
    "was",
    "now",
    "format",
    "parsed",
];

/// A digest of what must not stand in a snapshot.
fn digest(bytes: impl AsRef<[u8]>) -> String {
    blake3::hash(bytes.as_ref()).to_hex()[..12].to_owned()
}

/// JSON without the collection's text; a value of `date` is the date.
fn told(value: &Value, key: &str, within: &str) -> Value {
    match value {
        Value::String(text) if OWN.contains(&key) || (key == "value" && within == "date") => Value::String(text.clone()),
        Value::String(text) => Value::String(format!("#{}", digest(text))),
        Value::Number(_) if key == "elapsed_ms" => Value::Null,
        Value::Array(items) => {
            let mut shown: Vec<Value> = items.iter().take(SHOWN).map(|item| told(item, key, within)).collect();
            if items.len() > SHOWN {
                shown.push(Value::String(format!("and {} more", items.len() - SHOWN)));
            }
            Value::Array(shown)
        }
        Value::Object(keys) => {
            let is_counted = |name: &str| name == "value" && keys.contains_key("articles");
            let of = |name: &String, value: &Value| match value {
                // A value that is counted is a name of the collection's, but for dates and sizes.
                Value::String(text) if is_counted(name) && text.starts_with(|c: char| c.is_ascii_digit()) => {
                    Value::String(text.clone())
                }
                value => told(value, name, key),
            };
            keys.iter().map(|(name, value)| (name.clone(), of(name, value))).collect()
        }
        other => other.clone(),
    }
}

/// What was run, and what came of it.
struct Log {
    place: Place,
    text: String,
}

impl Log {
    /// Runs the program and notes the end, the length and a digest of what it wrote.
    fn run(&mut self, args: &[&str]) -> Run {
        self.run_as(&args.join(" "), args)
    }

    /// The same, where arguments are the collection's.
    fn run_as(&mut self, shown: &str, args: &[&str]) -> Run {
        let run = self.place.run(args);
        assert!([0, 1].contains(&run.status), "{shown}: {}", run.stderr);
        let whole = run.snapshot();
        writeln!(
            self.text,
            "\n$ newsidx {shown}\nstatus {}, {} lines, #{}",
            run.status,
            run.stdout.lines().count(),
            digest(whole)
        )
        .unwrap();
        run
    }

    /// Runs the program and notes its JSON too.
    fn json(&mut self, shown: &str, args: &[&str]) -> Value {
        let run = self.run_as(shown, args);
        let value: Value = serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{shown}: {e}\n{}", run.stderr));
        writeln!(self.text, "{}", serde_json::to_string_pretty(&told(&value, "", "")).unwrap()).unwrap();
        value
    }

    /// Notes a file that was written.
    fn file(&mut self, name: &str) {
        let bytes = fs::read(self.place.path().join(name)).unwrap();
        writeln!(self.text, "{name}: #{}", digest(bytes)).unwrap();
    }
}

#[test]
fn each_command_on_reuters() {
    let shared = package().join("../shared/bench/ir");
    if !shared.exists() {
        return skipped("no ../shared/bench/ir beside the package");
    }
    let mut text = String::new();
    let file = fs::File::open(shared.join("reuters.jsonl.gz")).unwrap();
    flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
    let is_part = cfg!(debug_assertions);
    let lines: Vec<&str> = text.lines().take(if is_part { 1_000 } else { usize::MAX }).collect();
    let mut log = Log { place: Place::new(), text: format!("{} articles\n", lines.len()) };
    log.place.write("reuters.jsonl", lines[..lines.len() - ADDED].join("\n"));
    assert!([0, 3].contains(&log.place.run(&["build", "reuters.jsonl", "--no-clean", "-q"]).status));

    counts(&mut log);
    results(&mut log);
    judged(&mut log, &shared);
    changes(&mut log, &lines);

    insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!(if is_part { "reuters_part" } else { "reuters" }, log.text);
    });
}

fn counts(log: &mut Log) {
    log.json("facets --by section,month --json", &["facets", "--by", "section,month", "--json"]);
    log.json("facets oil --by day --by story-size --json", &["facets", "oil", "--by", "day", "--by", "story-size", "--json"]);
    log.run(&["facets", "--by", "tag", "--by", "language", "--by", "agency", "--by", "author"]);
    log.run(&["facets", "oil OR wheat", "--by", "section", "--csv"]);
    log.json(
        "timeline oil wheat --every month --share --json",
        &["timeline", "oil", "wheat", "--every", "month", "--share", "--json"],
    );
    log.run(&["timeline", "oil", "wheat", "--by", "stories"]);
    log.run(&["timeline", "oil", "--csv"]);
    log.run(&["timeline", "oil", "wheat", "--svg", "plot.svg"]);
    log.file("plot.svg");
}

fn results(log: &mut Log) {
    let found = log.json("search cocoa buffer --json -n 3", &["search", "cocoa", "buffer", "--json", "-n", "3"]);
    let id = found["hits"][0]["id"].as_str().unwrap().to_owned();
    for form in ["--jsonl", "--csv", "--tsv", "--md", "--bibtex", "--ris"] {
        log.run(&["search", "oil", form, "-n", "all"]);
    }
    for form in ["--jsonl", "--csv", "--tsv", "--bibtex", "--ris"] {
        log.run(&["export", form]);
    }
    if cfg!(feature = "parquet") {
        log.run(&["export", "oil", "--parquet", "oil.parquet"]);
        log.file("oil.parquet");
    }
    log.json("why ID 'cocoa buffer -coffee' --json", &["why", &id, "cocoa buffer -coffee", "--json"]);
    log.run(&["why", &id, "cocoa \"sugar beet\"", "--since", "1987-03"]);
    log.run(&["show", &id]);
    log.run(&["show", &id, "--around", "cocoa", "--junk"]);
    log.run(&["stories", "-n", "5"]);
    log.run(&["story", &id]);
    // Words that an article has between quotation marks.
    let said =
        log.place.json(&["search", "\"he said\" OR \"he added\"", "--json", "--passages", "3", "-n", "50", "--match", "all"]);
    let passages = said["hits"].as_array().unwrap().iter().flat_map(|hit| hit["passages"].as_array().unwrap());
    let mut quoted = passages.filter_map(|passage| passage["text"].as_str()?.split('"').nth(1).map(str::to_owned));
    let words = quoted.find(|words| words.split_whitespace().count() >= 8).unwrap();
    let quote = log.json("quote WORDS --json", &["quote", &words, "--json"]);
    assert_eq!(quote["matches"][0]["verbatim"], true);
    log.run_as("quote WORDS --copies", &["quote", &words, "--copies"]);
}

fn judged(log: &mut Log, shared: &std::path::Path) {
    log.place.write("queries.tsv", "oil\toil price\nwheat\twheat OR grain\nnone\tzzqqxx\n");
    log.run(&["batch", "queries.tsv", "--jsonl"]);
    log.run(&["batch", "queries.tsv", "--csv"]);
    log.run(&["batch", "queries.tsv", "--trec"]);
    let mut queries = String::new();
    for line in fs::read_to_string(shared.join("queries/reuters-rareor.jsonl")).unwrap().lines() {
        let query: Value = serde_json::from_str(line).unwrap();
        writeln!(queries, "{}", serde_json::json!({"id": query["id"], "query": query["text"]})).unwrap();
    }
    log.place.write("judged.jsonl", queries);
    let qrels = fs::read_to_string(shared.join("queries/reuters-rareor.qrels")).unwrap();
    // The article `r00001` has the address `…/00001`.
    let line = |line: &str| {
        let cells: Vec<&str> = line.split_whitespace().collect();
        format!("{} 0 https://reuters.example/1987/{} {}", cells[0], cells[2].trim_start_matches('r'), cells[3])
    };
    log.place.write("qrels", qrels.lines().map(line).collect::<Vec<_>>().join("\n"));
    let args = ["batch", "judged.jsonl", "--match", "any", "--docno", "url", "--qrels", "qrels", "--json"];
    let run = log.place.json(&args);
    writeln!(log.text, "\n$ newsidx {}\n{}", args.join(" "), serde_json::to_string_pretty(&run["mean"]).unwrap()).unwrap();
    assert!(run["mean"]["measures"]["map"].as_f64().unwrap() > 0.0);
}

/// What was asked before articles were added is asked again.
fn changes(log: &mut Log, lines: &[&str]) {
    log.place.write("saved.tsv", "oil\toil\nnone\tzzqqxx\n");
    log.run(&["watch", "saved.tsv"]);
    log.place.done(&["search", "oil", "--receipt", "receipt.json", "-n", "0"]);
    // What it prints names the day.
    assert_eq!(log.place.run(&["rerun", "receipt.json"]).status, 0);
    log.place.write("reuters.jsonl", lines.join("\n"));
    assert!([0, 3].contains(&log.place.run(&["build", "-q"]).status));
    let new = log.json("watch saved.tsv --json", &["watch", "saved.tsv", "--json"]);
    let again = log.place.json(&["rerun", "receipt.json", "--json"]);
    let count = |key: &str| again[key].as_array().unwrap().len();
    writeln!(
        log.text,
        "\n$ newsidx rerun receipt.json\nadded {}, lost {}, redated {}",
        count("added"),
        count("lost"),
        count("redated")
    )
    .unwrap();
    assert!(count("added") > 0 && new.to_string().len() > 100);
    log.run(&["watch", "saved.tsv"]);
}
