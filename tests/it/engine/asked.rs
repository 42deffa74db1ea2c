//! What an engine is asked, word for word.

use newsidx::query::{ParseOptions, parse};
use newsidx::search::{MatchMode, Remote, SearchRequest};
use serde_json::{Value, json};

use super::fake::Fake;
use super::{client, options, pushed};
use crate::support::Records;

/// Any form of a word in headline and text.
fn word(word: &str, stem: &str) -> Value {
    let (english, unknown) = (format!("en:{stem}"), format!(":{word}"));
    let mut parts = vec![];
    for field in ["title", "body"] {
        parts.push(json!({"term": {field: {"value": word, "boost": 0.8_f32}}}));
    }
    for field in ["title_stems", "body_stems"] {
        parts.extend([&unknown, &english].map(|stem| json!({"term": {field: {"value": stem}}})));
    }
    any(&parts)
}

fn any(parts: &[Value]) -> Value {
    json!({"bool": {"should": parts, "minimum_should_match": 1}})
}

fn in_text(kind: &str, inner: &Value) -> Value {
    any(&["title", "body"].map(|field| json!({kind: {field: inner}})))
}

#[test]
fn queries_are_those_of_the_dsl() {
    let line = json!({"title": "Harbour pilots strike", "language": "en", "outlet": "Quay Courier",
        "text": "The harbour pilots went on strike on Monday, and the council of the town met at noon to vote about it."});
    let corpus = Records::of("feed.jsonl", line.to_string());
    let fake = Fake::start();
    let folder = tempfile::tempdir().unwrap();
    pushed(&client(&fake.url).unwrap(), &corpus.reader, folder.path(), &options("1")).unwrap();
    let remote = Remote::open(client(&fake.url).unwrap(), "news", corpus.paths.clone()).unwrap();
    let (pilots, strike, monday) = (word("pilots", "pilot"), word("strike", "strike"), word("monday", "monday"));
    let days = json!([
        {"exists": {"field": "first_day"}},
        {"range": {"first_day": {"gte": 20_120}}},
        {"range": {"last_day": {"lte": 20_147}}},
    ]);
    for (query, expected) in [
        ("pilots strike", json!({"bool": {"must": [pilots, strike]}})),
        ("pilots OR strike", any(&[pilots.clone(), strike.clone()])),
        ("pilots NOT strike", json!({"bool": {"must": [pilots], "must_not": [strike]}})),
        // What stands near each other is looked into here, so what may not be is not left out there.
        ("pilots w/5 strike", json!({"bool": {"must": [pilots, strike]}})),
        ("pilots NOT (strike w/5 monday)", pilots.clone()),
        ("pilots NOT w/5 strike", pilots.clone()),
        ("atleast2(monday)", monday),
        ("\"harbour pilots\"", in_text("match_phrase", &json!({"query": "harbour pilots"}))),
        ("recycl*", in_text("regexp", &json!({"value": "recycl.*"}))),
        ("/colou?r/", in_text("regexp", &json!({"value": "colou?r"}))),
        ("outlet:courier", json!({"term": {"outlet": {"value": "courier", "boost": 1.0}}})),
        ("lang:en", json!({"term": {"language": {"value": "en"}}})),
        ("date:2025-02", json!({"bool": {"filter": days, "must_not": []}})),
        ("", json!({"match_all": {}})),
    ] {
        let parsed = parse(query, &ParseOptions::new(jiff::civil::date(2026, 3, 1))).unwrap();
        let request = SearchRequest { match_mode: MatchMode::All, ..SearchRequest::new(query, parsed.query) };
        let before = fake.requests("_search").len();
        remote.search(&request).unwrap();
        let asked = fake.requests("_search").split_off(before);
        let asked: Vec<Value> = asked.iter().map(|body| serde_json::from_str(body).unwrap()).collect();
        let first = asked.iter().find(|body| body["size"] != 0).unwrap();
        assert_eq!(first["query"], expected, "{query}");
    }
}
