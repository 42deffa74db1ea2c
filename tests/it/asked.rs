//! `why` says what the query did with an article, and `batch` runs many and measures them.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::io::Read;
use std::process::Command;

use serde_json::Value;

use crate::cli::{check, demo};
use crate::support::{Place, package, skipped};

/// A page whose lists of headlines name what its text does not.
const PAGE: &str = "Home | World | Business

Harbour pilots end walkout

December 2, 2025

PORT ELLERY - Harbour pilots went back to work on Tuesday after four days of talks with the port authority.

The union said that its members had voted for a new rota, which limits night shifts to nine hours.

Ships had waited outside the breakwater since Friday, and the first tankers were brought in at noon.

Related articles

Vladivostok consulate closes after thirty years

Lighthouse keeper retires to the mainland
";

fn page() -> (Place, String) {
    let place = Place::new();
    place.write("quay/pilots.txt", PAGE);
    place.done(&["build", "quay", "-q"]);
    let id = place.json(&["search", "harbour", "--json"])["hits"][0]["id"].as_str().unwrap().to_owned();
    (place, id)
}

#[test]
fn why_tells_what_did_not_match() {
    let (place, id) = page();
    for (query, args, holds, because) in [
        ("pilots", &[][..], true, "stands in the headline and in paragraph 1 (line 7) as `pilots`"),
        ("pilot", &[], true, "stands in the headline and in paragraph 1 (line 7) as `pilots`"),
        ("Vladivostok", &[], false, "stands only in a part that was set aside as related headlines (line 15) as `Vladivostok`"),
        ("=pilot", &[], false, "stands there only in another form, in the headline and in paragraph 1 (line 7) as `pilots`"),
        ("tanker*", &[], true, "stands in paragraph 3 (line 11) as `tankers`"),
        ("break", &[], false, "is there only as the beginning of another word, in paragraph 3 (line 11) as `breakwater`"),
        (
            "pilats",
            &[],
            false,
            "is not there, but a word that is one letter apart is, in the headline and in paragraph 1 (line 7) as `pilots`",
        ),
        ("\"night shift\"", &[], false, "is not there word for word: `shift` only as `shifts`"),
        ("\"shifts night\"", &[], false, "is not there in this order, though each of its words is"),
        ("\"night ferries\"", &[], false, "is not there: nowhere `ferries`"),
        ("tankers w/5 rota", &[], false, "both are there, but never within 5 words"),
        ("union w/5 zebra", &[], false, "is not there: nowhere `zebra`"),
        ("atleast3(pilots)", &[], false, "stands there 2 times, not 3"),
        ("title:tankers", &[], false, "is not in the headline; it stands in paragraph 3 (line 11) as `tankers`"),
        ("outlet:Courier", &[], false, "the outlet is not known"),
        ("date:2024", &[], false, "it is dated 2025-12-02"),
        ("date:2025", &[], true, "it is dated 2025-12-02"),
        ("zebra", &[], false, "is nowhere in it"),
        ("-pilots", &[], false, "is excluded, but stands in the headline and in paragraph 1 (line 7) as `pilots`"),
        ("-zebra", &[], true, "is excluded, and is not there"),
    ] {
        let args: Vec<&str> = ["why", &id, query, "--json"].iter().chain(args).copied().collect();
        let why = place.json(&args);
        let part = &why["parts"][0];
        assert_eq!((part["holds"].as_bool().unwrap(), part["because"].as_str().unwrap()), (holds, because), "{query}\n{why:#}");
        assert_eq!(why["found"], if holds { "whole" } else { "no" }, "{query}");
        assert_eq!(why["rank"].as_u64(), holds.then_some(1), "{query}");
        assert_eq!(place.run(&args).status, i32::from(!holds), "{query}");
        let listed = place.hits(query, &["--match", "all"]);
        assert_eq!(listed.len(), usize::from(holds), "search agrees: {query}");
    }
}

#[test]
fn why_tells_filters_and_scores() {
    let (place, id) = page();
    let why = place.json(&["why", &id, "pilots union", "--since", "2026", "--json"]);
    assert_eq!((why["found"].as_str(), why["rank"].as_u64()), (Some("no"), None));
    assert!(why["parts"].as_array().unwrap().iter().all(|part| part["holds"] == true));
    assert_eq!(why["filters"][0]["because"], "it is dated 2025-12-02");
    assert_eq!(why["filters"][0]["holds"], false);
    // The parts are what the score of the search is made of.
    let why = place.json(&["why", &id, "pilots union", "--json"]);
    let found = place.json(&["search", "pilots union", "--json"]);
    let score = |part: &Value| part["score"].as_f64().unwrap_or(0.0);
    let parts: f64 = why["parts"].as_array().unwrap().iter().chain(why["added"].as_array().unwrap()).map(score).sum();
    assert!((parts - found["hits"][0]["score"].as_f64().unwrap()).abs() < 1e-3, "{why:#}");
    assert_eq!(why["score"], found["hits"][0]["score"]);
    assert!(place.run(&["why", "zzzzzzzzzzzzz", "pilots"]).stderr.contains("no article"));
}

#[test]
fn why_and_search_agree_on_the_sample() {
    let place = demo();
    for query in ["strike", "bridge OR fog", "pilots lighthouse", "the strike", "harbour w/10 pilots"] {
        for copies in ["fold", "expand"] {
            let found = place.json(&["search", query, "--json", "-n", "all", "--copies", copies]);
            for hit in found["hits"].as_array().unwrap().iter().take(4) {
                let why = place.json(&["why", hit["id"].as_str().unwrap(), query, "--copies", copies, "--json"]);
                assert_eq!((&why["rank"], &why["score"]), (&hit["rank"], &hit["score"]), "{query} {copies}");
                assert_eq!(why["rows"].as_u64().unwrap(), found["hits"].as_array().unwrap().len() as u64);
                assert_eq!(why["found"], if hit["partial"] == true { "partial" } else { "whole" });
                for part in hit["missing"].as_array().unwrap() {
                    let told = why["parts"].as_array().unwrap().iter().find(|told| told["part"] == *part).unwrap();
                    assert_eq!(told["holds"], false, "{query}: {part}");
                }
            }
        }
    }
    // A copy that has no row of its own says which row stands for it.
    let all = place.json(&["search", "strike", "--json", "-n", "all", "--copies", "expand"]);
    let folded = place.json(&["search", "strike", "--json", "-n", "all"]);
    let shown: Vec<&Value> = folded["hits"].as_array().unwrap().iter().map(|hit| &hit["id"]).collect();
    let hidden = all["hits"].as_array().unwrap().iter().find(|hit| !shown.contains(&&hit["id"])).unwrap();
    let why = place.json(&["why", hidden["id"].as_str().unwrap(), "strike", "--json"]);
    let row = usize::try_from(why["folded_into"]["rank"].as_u64().unwrap()).unwrap();
    assert_eq!(why["folded_into"]["id"], *shown[row - 1]);
    assert_eq!(folded["hits"][row - 1]["story"]["id"], hidden["story"]["id"]);
}

#[test]
fn why_for_people() {
    let (place, id) = page();
    check!(place, "why", &["why", &id, "pilots (rota OR zebra) Vladivostok", "--until", "2025-11"]);
    check!(place, "why_found", &["why", &id, "pilots the union", "--columns", "60"]);
    check!(place, "why_json", &["why", &id, "pilots -Vladivostok", "--json"]);
}

#[test]
fn batches_for_people_and_scripts() {
    let place = demo();
    place.write(
        "queries.tsv",
        "# walkouts\nstrike\tstrike\nwrong\tstrike w/x pilots\nbridge\tbridge AND -fog\n{\"id\": \"ru\", \"query\": \"водолазы\", \"args\": [\"--lang\", \"ru\"]}\n{\"query\": 3}\nzzqqxx\n",
    );
    check!(place, "batch", &["batch", "queries.tsv"]);
    check!(place, "batch_csv", &["batch", "queries.tsv", "--csv", "-n", "1"]);
    check!(place, "batch_trec", &["batch", "queries.tsv", "--trec", "--docno", "path"]);
    let run = place.run(&["batch", "queries.tsv", "--jsonl"]);
    assert_eq!(run.status, 3, "{}", run.stderr);
    let lines: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let labels: Vec<&str> = lines.iter().map(|line| line["label"].as_str().unwrap()).collect();
    assert_eq!(labels, ["strike", "wrong", "bridge", "ru", "6"]);
    for (line, args) in [(0, &["strike"][..]), (2, &["bridge AND -fog"]), (3, &["водолазы", "--lang", "ru"]), (4, &["zzqqxx"])]
    {
        let searched = place.json(&[&["search", "--json"][..], args].concat());
        assert_eq!(lines[line]["hits"], searched["hits"], "a query of many is answered as one alone");
        assert_eq!(lines[line]["parsed"], searched["parsed"]);
    }
    assert!(lines[1]["error"].as_str().unwrap().contains("w/"));
    // What cannot be run at all is a failure.
    place.write("none.txt", "a w/x b\n");
    assert_eq!(place.run(&["batch", "none.txt"]).status, 2);
    place.write("empty.txt", "zzqqxx\n");
    assert_eq!(place.run(&["batch", "empty.txt"]).status, 1);
    place.write("blank.txt", "\n# nothing\n");
    assert_eq!(place.run(&["batch", "blank.txt"]).status, 2);
    assert_eq!(place.run(&["batch", "missing.txt"]).status, 2);
}

#[test]
fn the_sample_queries_run() {
    let place = demo();
    for file in ["demo", "english", "formats", "languages", "operators"] {
        let file = package().join(format!("sample_queries/{file}.jsonl"));
        let run = place.run(&["batch", file.to_str().unwrap(), "--json"]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        let found: Value = serde_json::from_str(&run.stdout).unwrap();
        assert!(found["queries"].as_array().unwrap().iter().all(|query| query["error"].is_null()));
    }
}

#[test]
fn judged_batches_say_what_is_missing() {
    let place = demo();
    place.write("queries.tsv", "strike\tstrike\nbridge\tbridge\nunjudged\tfog\n");
    let first = |query: &str| place.json(&["search", query, "--json"])["hits"][0]["id"].as_str().unwrap().to_owned();
    place.write("qrels", format!("strike 0 {} 1\nbridge 0 nowhere 1\nabsent 0 nowhere 1\n", first("strike")));
    let run = place.done(&["batch", "queries.tsv", "--qrels", "qrels"]);
    check!(place, "batch_judged", &["batch", "queries.tsv", "--qrels", "qrels"]);
    assert!(run.stderr.contains("1 judged query not in"), "{}", run.stderr);
    let found = place.json(&["batch", "queries.tsv", "--qrels", "qrels", "--json"]);
    assert_eq!(found["mean"]["queries"], 3);
    assert!((found["mean"]["measures"]["map"].as_f64().unwrap() - 1.0 / 3.0).abs() < 1e-9);
    place.write("other", "strike 0 t17 1\n");
    assert!(place.run(&["batch", "queries.tsv", "--qrels", "other"]).stderr.contains("--docno"));
    place.write("torn", "strike 0\n");
    let torn = place.run(&["batch", "queries.tsv", "--qrels", "torn"]);
    assert_eq!((torn.status, torn.stderr.contains("line 1")), (2, true), "{}", torn.stderr);
}

/// The means of the project's own scorer for a run.
fn scored(qrels: &str, run: &str) -> Vec<f64> {
    let script = package().join("../shared/bench/ir/score.py");
    let output = Command::new("python3").args([script.to_str().unwrap(), qrels, run]).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    let last = text.lines().last().unwrap().to_owned();
    last.split_whitespace().skip(1).map(|figure| figure.parse().unwrap()).collect()
}

/// `--qrels` agrees with another scorer of the run that `--trec` writes. The large collection takes an
/// optimised build.
#[test]
fn measures_agree_with_another_scorer() {
    let shared = package().join("../shared/bench/ir");
    if !shared.exists() {
        return skipped("no ../shared/bench/ir beside the package");
    }
    if Command::new("python3").arg("--version").output().is_err() {
        return skipped("no python3, which the other scorer is written in");
    }
    for (collection, sets) in [("time", &["time"][..]), ("reuters", &["reuters-title", "reuters-rareor", "reuters-phrase"])] {
        if collection == "reuters" && cfg!(debug_assertions) {
            skipped("../shared/bench/ir/reuters takes an optimised build: cargo test --release asked");
            continue;
        }
        let place = Place::new();
        let mut text = String::new();
        let file = fs::File::open(shared.join(format!("{collection}.jsonl.gz"))).unwrap();
        flate2::read::MultiGzDecoder::new(file).read_to_string(&mut text).unwrap();
        let mut urls: BTreeMap<String, String> = BTreeMap::new();
        let mut corpus = String::new();
        for line in text.lines() {
            let mut article: Value = serde_json::from_str(line).unwrap();
            if collection == "reuters" {
                article["title"] = Value::String(String::new());
            }
            urls.insert(article["id"].as_str().unwrap().to_owned(), article["url"].as_str().unwrap().to_owned());
            writeln!(corpus, "{article}").unwrap();
        }
        place.write("docs.jsonl", corpus);
        place.run(&["build", "docs.jsonl", "--no-clean", "-q"]);
        for set in sets {
            let mut queries = String::new();
            let mut mode = "all";
            for line in fs::read_to_string(shared.join(format!("queries/{set}.jsonl"))).unwrap().lines() {
                let query: Value = serde_json::from_str(line).unwrap();
                let text = query["text"].as_str().unwrap();
                mode = if query["op"] == "or" { "any" } else { "all" };
                let text = if query["op"] == "phrase" { format!("\"{}\"", text.replace('"', " ")) } else { text.to_owned() };
                writeln!(queries, "{}", serde_json::json!({"id": query["id"], "query": text})).unwrap();
            }
            place.write("queries.jsonl", queries);
            let qrels = fs::read_to_string(shared.join(format!("queries/{set}.qrels"))).unwrap();
            let qrels: Vec<String> = (qrels.lines())
                .map(|line| line.split_whitespace().collect::<Vec<_>>())
                .map(|cells| format!("{} 0 {} {}", cells[0], urls[cells[2]], cells[3]))
                .collect();
            let qrels = qrels.join("\n");
            let qrels = place.write("qrels", qrels);
            let args = ["batch", "queries.jsonl", "--match", mode, "--docno", "url", "--no-variants"];
            let trec = place.run(&[&args[..], &["--trec"]].concat());
            let run = place.write("run", trec.stdout);
            let judged = place.json(&[&args[..], &["--qrels", "qrels", "--json"]].concat());
            let mean = &judged["mean"]["measures"];
            let [map, ndcg, p, mrr, .., recall] = scored(qrels.to_str().unwrap(), run.to_str().unwrap())[..] else { panic!() };
            for (name, expected) in [("map", map), ("ndcg_10", ndcg), ("p_5", p), ("mrr", mrr), ("recall_100", recall)] {
                let found = mean[name].as_f64().unwrap();
                assert!((found - expected).abs() <= 0.000_05 + 1e-9, "{set} {name}: {found}, not {expected}");
                assert!(found > 0.0, "{set} {name}");
            }
        }
    }
}
