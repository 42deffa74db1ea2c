//! The same questions to an index on disk and to an engine that got it: the same articles, in the same
//! order, with the same scores, passages and notices.
//!
//! The engine is a fake one, so that this always runs; with `NEWSIDX_TEST_ENGINE=http://127.0.0.1:7280`
//! a real one is asked too.

use std::fmt::Write;
use std::time::{Duration, SystemTime};

use newsidx::engine::{Address, Client, Patience};
use newsidx::index::{IndexDir, IndexReader, PathView};
use newsidx::query::{ParseOptions, parse};
use newsidx::search::{
    By, Copies, Every, FacetBy, FacetRequest, Filters, MatchMode, Remote, Scope, SearchRequest, Searcher, Sort, TimelineRequest,
};
use serde_json::Value;

use super::fake::Fake;
use super::{client, options, pushed};
use crate::support::{Place, Records, package, skipped};

/// Notices that say what words an index has: of an engine only those of fetched articles are known.
const OF_WORDS: [&str; 3] = ["expansion", "did_you_mean", "variants"];

fn request(text: &str) -> Option<SearchRequest> {
    let parsed = parse(text, &ParseOptions::new(jiff::civil::date(2026, 3, 1))).ok()?;
    Some(SearchRequest { notices: vec![], limit: 1000, ..SearchRequest::new(text, parsed.query) })
}

/// The variations of a request that go other ways through an engine.
fn varied(text: &str) -> Vec<SearchRequest> {
    let Some(plain) = request(text) else { return vec![] };
    vec![
        SearchRequest { match_mode: MatchMode::All, copies: Copies::Expand, passages: 20, ..plain.clone() },
        SearchRequest { match_mode: MatchMode::Any, sort: Sort::Oldest, facets: true, ..plain.clone() },
        SearchRequest { scope: Scope::All, sort: Sort::Newest, limit: 2, offset: 1, ..plain.clone() },
        SearchRequest { scope: Scope::Junk, by: By::Passage, explain: true, loose_dates: true, ..plain.clone() },
        SearchRequest { variants: false, stated_dates: true, copies: Copies::Count, ..plain.clone() },
        plain,
    ]
}

/// An answer as it is compared.
fn told<T: serde::Serialize>(answer: newsidx::Result<T>) -> Value {
    let mut value = match answer {
        Ok(answer) => serde_json::to_value(answer).unwrap(),
        Err(error) => return Value::from(error.to_string()),
    };
    value["summary"]["elapsed_ms"] = Value::from(0);
    if let Some(notices) = value["notices"].as_array_mut() {
        notices.retain(|notice| !OF_WORDS.iter().any(|kind| notice["kind"] == *kind));
    }
    value
}

/// What differs between two answers, as paths of JSON.
fn differences(one: &Value, other: &Value, path: &str, of_pattern: bool, found: &mut String) {
    match (one, other) {
        (Value::Object(a), Value::Object(b)) if a.keys().eq(b.keys()) => {
            a.iter().for_each(|(key, value)| differences(value, &b[key], &format!("{path}/{key}"), of_pattern, found));
        }
        (Value::Array(a), Value::Array(b)) if a.len() == b.len() => {
            a.iter().zip(b).enumerate().for_each(|(at, (a, b))| differences(a, b, &format!("{path}/{at}"), of_pattern, found));
        }
        // Sums of floats in another order.
        (Value::Number(a), Value::Number(b)) if (a.as_f64().unwrap() - b.as_f64().unwrap()).abs() < 2e-4 => {}
        _ if one == other => {}
        // How rare the words of a pattern are, is known only of the articles that were read.
        (Value::Number(_), Value::Number(_)) if of_pattern && path.ends_with("/score") => {}
        _ => writeln!(found, "  {path}: {one} / {other}").unwrap(),
    }
}

/// Compares the answers to queries; one that engines are not asked is left out.
fn compare(here: &Searcher<'_>, there: &Remote, queries: &[String]) -> (usize, String) {
    let (mut compared, mut wrong) = (0, String::new());
    for (at, query) in queries.iter().enumerate() {
        // The variations take turns.
        for (variation, request) in varied(query).iter().enumerate().filter(|(variation, _)| at % 6 == *variation) {
            let found = told(there.search(request));
            if found.as_str().is_some_and(|text| text.contains("not searched with `--engine`")) {
                continue;
            }
            compared += 1;
            let mut differing = String::new();
            let of_pattern = query.contains(['*', '?', '!', '$', '/']);
            differences(&told(here.search(request)), &found, "", of_pattern, &mut differing);
            if !differing.is_empty() {
                let lines: Vec<&str> = differing.lines().take(6).collect();
                writeln!(wrong, "{query} ({variation})\n{}", lines.join("\n")).unwrap();
            }
        }
    }
    (compared, wrong)
}

fn table(folder: &str) -> Vec<String> {
    let table = std::fs::read_to_string(package().join("tests/it").join(folder).join("table.txt")).unwrap();
    let lines = table.lines().filter(|line| line.contains(" => ") && !line.contains("=> ERROR"));
    lines.filter_map(|line| Some(line.split_once(" => ")?.0.to_owned())).collect()
}

fn sample_queries() -> Vec<String> {
    let mut queries = vec![];
    for file in ["demo", "english", "formats", "languages", "operators"] {
        let text = std::fs::read_to_string(package().join(format!("sample_queries/{file}.jsonl"))).unwrap();
        queries.extend(text.lines().filter_map(|line| {
            let line: Value = serde_json::from_str(line).ok()?;
            Some(line["query"].as_str()?.to_owned())
        }));
    }
    queries
}

/// The engines to ask: a fake one, and a real one if there is one. Each gets a name of its own.
fn engines() -> Vec<(Option<Fake>, Client)> {
    let fake = Fake::start();
    let client = client(&fake.url).unwrap();
    let mut engines = vec![(Some(fake), client)];
    match std::env::var("NEWSIDX_TEST_ENGINE") {
        Ok(url) => {
            let patience = Patience { timeout: Duration::from_mins(2), ..Patience::default() };
            engines.push((None, Client::connect(Address::new(&url, None).unwrap(), patience).unwrap()));
        }
        Err(_) => skipped("no real engine: set NEWSIDX_TEST_ENGINE=http://127.0.0.1:7280 to ask one too"),
    }
    engines
}

/// A generation that no other run has.
#[expect(clippy::disallowed_methods, reason = "a real engine keeps what earlier runs made")]
fn generation() -> String {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    format!("{}", now.as_millis())
}

#[test]
fn the_table_of_queries() {
    let corpus = Records::of("feed.jsonl", std::fs::read(package().join("tests/it/queries/corpus.jsonl")).unwrap());
    let here = Searcher::new(&corpus.reader, &corpus.paths);
    for (_fake, client) in engines() {
        let folder = tempfile::tempdir().unwrap();
        let mut wanted = options(&generation());
        wanted.name = "newsidx-test-table".to_owned();
        pushed(&client, &corpus.reader, folder.path(), &wanted).unwrap();
        let there = Remote::open(client, &wanted.name, corpus.paths.clone()).unwrap();
        let (compared, wrong) = compare(&here, &there, &table("queries"));
        assert!(wrong.is_empty(), "\n{wrong}");
        assert!(compared > 250, "{compared}");
    }
}

#[test]
fn the_sample_queries() {
    let place = Place::new();
    place.done(&["demo", "-q"]);
    let dir = IndexDir::new(place.path().join("index"));
    let (reader, paths) = (IndexReader::open(&dir).unwrap(), PathView::new(dir.path(), place.path()));
    let here = Searcher::new(&reader, &paths);
    for (_fake, client) in engines() {
        let mut wanted = options(&generation());
        wanted.name = "newsidx-test-sample".to_owned();
        pushed(&client, &reader, dir.path(), &wanted).unwrap();
        let there = Remote::open(client, &wanted.name, paths.clone()).unwrap();
        let mut queries = sample_queries();
        queries.push(String::new());
        let (compared, wrong) = compare(&here, &there, &queries);
        assert!(wrong.is_empty(), "\n{wrong}");
        assert!(compared > 60, "{compared}");
        let filters = Filters { outlets: vec!["courier".to_owned()], languages: vec!["en".to_owned()], ..Filters::default() };
        let filtered = SearchRequest { filters, ..request("strike OR harbour").unwrap() };
        let mut wrong = String::new();
        for request in [filtered, request("").unwrap()] {
            differences(&told(here.search(&request)), &told(there.search(&request)), "search", false, &mut wrong);
            let by = vec![vec![FacetBy::Outlet, FacetBy::Month], vec![FacetBy::StorySize], vec![FacetBy::Language]];
            let by = FacetRequest { tables: by, sort: None, limit: None };
            differences(&told(here.facets(&request, &by)), &told(there.facets(&request, &by)), "facets", false, &mut wrong);
            let over = TimelineRequest { queries: vec![request], every: Some(Every::Month), share: false };
            let timeless = |timeline: newsidx::Result<newsidx::model::Timeline>| {
                let mut value = told(timeline);
                value["elapsed_ms"] = Value::from(0);
                value
            };
            differences(&timeless(here.timeline(&over)), &timeless(there.timeline(&over)), "timeline", false, &mut wrong);
        }
        assert!(wrong.is_empty(), "\n{wrong}");
    }
}

#[test]
fn the_program_does_not_know_whom_it_asks() {
    let place = Place::new();
    place.done(&["demo", "-q"]);
    let fake = Fake::start();
    let pushed = place.json(&["push", "--engine", &fake.url, "--json"]);
    let schema = serde_json::from_str(&place.done(&["schema", "push"]).stdout).unwrap();
    assert!(jsonschema::is_valid(&schema, &pushed), "{pushed}");
    assert_eq!(pushed["articles"], fake.ids(pushed["index"].as_str().unwrap()).len());
    for args in [
        ["search", "pilots strike", "-n", "3"],
        ["facets", "strike", "--by", "outlet"],
        ["timeline", "strike", "--every", "year"],
    ] {
        let here = place.done(&args).stdout;
        let there = place.done(&[&args[..], &["--engine", &fake.url]].concat()).stdout;
        let without_time = |text: &str| text.lines().filter(|line| !line.contains(" ms")).collect::<Vec<_>>().join("\n");
        assert_eq!(without_time(&here), without_time(&there), "{args:?}");
    }
    let refused = place.command(&["show", "abc"]).env("NEWSIDX_ENGINE", &fake.url).output().unwrap();
    assert_eq!(refused.status.code(), Some(2));
    assert!(String::from_utf8(refused.stderr).unwrap().contains("unset NEWSIDX_ENGINE"));
    let nothing = place.run(&["search", "zzyzx", "--engine", &fake.url]);
    assert_eq!(nothing.status, 1, "{}", nothing.stderr);
}
