//! How well answers are ranked on the development queries of `../shared/bench/ir`, where that
//! folder is: figures that must not fall (`tests/ranking.tsv`). The collection of 21,578
//! articles is searched only by an optimised build: `cargo test --release ranking`.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Read, Write};

use newsidx::index::{IndexDir, IndexReader, PathView};
use newsidx::query::{ParseOptions, parse};
use newsidx::search::{Copies, MatchMode, SearchRequest, Searcher};
use serde_json::Value;

use crate::support::{Place, package, skipped};

/// Hits of a query that count.
const HITS: usize = 100;

fn lines(path: &std::path::Path) -> Vec<Value> {
    let bytes = fs::read(path).unwrap();
    let text = if path.extension().is_some_and(|extension| extension == "gz") {
        let mut text = String::new();
        flate2::read::MultiGzDecoder::new(&*bytes).read_to_string(&mut text).unwrap();
        text
    } else {
        String::from_utf8(bytes).unwrap()
    };
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Mean average precision, and the share of the relevant articles among the first hundred.
fn measure(searcher: &Searcher<'_>, ids: &BTreeMap<String, String>, set: &str) -> (f64, f64) {
    let queries = package().join("../shared/bench/ir/queries");
    let mut relevant: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in fs::read_to_string(queries.join(format!("{set}.qrels"))).unwrap().lines() {
        let cells: Vec<&str> = line.split_whitespace().collect();
        if cells[3] != "0" {
            relevant.entry(cells[0].to_owned()).or_default().insert(cells[2].to_owned());
        }
    }
    let (mut precision, mut recall) = (0.0, 0.0);
    for query in lines(&queries.join(format!("{set}.jsonl"))) {
        let Some(wanted) = relevant.get(query["id"].as_str().unwrap()) else { continue };
        let (text, op) = (query["text"].as_str().unwrap(), query["op"].as_str().unwrap());
        let text = if op == "phrase" { format!("\"{}\"", text.replace('"', " ").trim()) } else { text.to_owned() };
        let parsed = parse(&text, &ParseOptions::new(jiff::civil::date(2026, 1, 1))).unwrap();
        let request = SearchRequest {
            match_mode: if op == "or" { MatchMode::Any } else { MatchMode::All },
            copies: Copies::Expand,
            limit: HITS,
            passages: 0,
            variants: false,
            ..SearchRequest::new(text, parsed.query)
        };
        let hits = searcher.search(&request).unwrap().hits;
        let found = hits.iter().map(|hit| wanted.contains(&ids[hit.url.as_deref().unwrap()]));
        let (mut right, mut sum) = (0.0, 0.0);
        for (rank, _) in (1u32..).zip(found).filter(|(_, is_right)| *is_right) {
            right += 1.0;
            sum += right / f64::from(rank);
        }
        let all = f64::from(u32::try_from(wanted.len()).unwrap());
        precision += sum / all;
        recall += right / all;
    }
    let queries = f64::from(u32::try_from(relevant.len()).unwrap());
    (precision / queries, recall / queries)
}

#[test]
fn no_ranking_falls_below_its_floor() {
    let shared = package().join("../shared/bench/ir");
    if !shared.exists() {
        return skipped("no ../shared/bench/ir beside the package");
    }
    let floors = fs::read_to_string(package().join("tests/ranking.tsv")).unwrap();
    let floors: Vec<Vec<&str>> =
        floors.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
    let mut below = vec![];
    for collection in ["time", "reuters"] {
        if collection == "reuters" && cfg!(debug_assertions) {
            skipped("../shared/bench/ir/reuters takes an optimised build: cargo test --release ranking");
            continue;
        }
        let place = Place::new();
        let mut ids = BTreeMap::new();
        let mut corpus = String::new();
        for mut article in lines(&shared.join(format!("{collection}.jsonl.gz"))) {
            if collection == "reuters" {
                // Its queries are titles, so the titles are not indexed.
                article["title"] = Value::String(String::new());
            }
            ids.insert(article["url"].as_str().unwrap().to_owned(), article["id"].as_str().unwrap().to_owned());
            corpus.push_str(&article.to_string());
            corpus.push('\n');
        }
        place.write("docs.jsonl", corpus);
        place.run(&["build", "docs.jsonl", "--no-clean"]);
        let dir = IndexDir::new(place.path().join("index"));
        let paths = PathView::new(dir.path(), place.path());
        let reader = IndexReader::open(&dir).unwrap();
        let searcher = Searcher::new(&reader, &paths);
        for floor in floors.iter().filter(|cells| cells[0].starts_with(collection)) {
            let [set, least_precision, least_recall] = floor[..] else { panic!("set, MAP, recall: {floor:?}") };
            let (precision, recall) = measure(&searcher, &ids, set);
            writeln!(std::io::stderr(), "{set}: MAP {precision:.4}, of 100 hits recall {recall:.4}").unwrap();
            if precision < least_precision.parse().unwrap() || recall < least_recall.parse().unwrap() {
                below.push(format!("{set}: MAP {precision:.4}, recall {recall:.4}; floors {least_precision}, {least_recall}"));
            }
        }
    }
    assert!(below.is_empty(), "\n{}", below.join("\n"));
}
