//! Whole runs of `newsidx serve`: the answers are those of the commands and hold to the schemas,
//! strangers are turned away, and the server bears what is sent to it.

mod client;
mod counted;
mod hostile;
mod limits;
mod names;

use std::collections::BTreeMap;

use serde_json::Value;

use crate::support::Place;
use client::{Server, encoded};

/// The sample corpus, served.
fn demo() -> (Place, Server) {
    let place = Place::new();
    place.done(&["demo", "-q"]);
    let server = Server::start(&place, &[]);
    (place, server)
}

/// The same answer but for the time it took.
fn timeless(mut value: Value) -> Value {
    for path in ["/elapsed_ms", "/summary/elapsed_ms"] {
        if let Some(time) = value.pointer_mut(path) {
            *time = Value::from(0);
        }
    }
    value
}

#[test]
fn answers_are_those_of_the_commands() {
    let (place, server) = demo();
    let hit = place.json(&["search", "strike", "--json"])["hits"][0].clone();
    let (id, story) = (hit["id"].as_str().unwrap(), hit["story"]["id"].as_str().unwrap());
    let (article, lineage) = (format!("/api/v1/articles/{id}"), format!("/api/v1/stories/{story}"));
    let why = format!("/api/v1/why?id={id}&q=strike+bridge&outlet=Post");
    for (path, args) in [
        ("/api/v1/search?q=strike", vec!["search", "strike"]),
        (
            "/api/v1/search?q=strike+bridge&match=any&facets=true&copies=expand&sort=oldest&limit=3&passages=1&width=90",
            vec![
                "search",
                "strike bridge",
                "--match",
                "any",
                "--facets",
                "--copies",
                "expand",
                "--sort",
                "oldest",
                "-n",
                "3",
                "--passages",
                "1",
                "--width",
                "90",
            ],
        ),
        ("/api/v1/search?q=%22harbour&explain=true", vec!["search", "\"harbour", "--explain"]),
        (
            "/api/v1/search?lang=de&lang=fr&since=2025-11&until=2026-01&in=all&by=passage",
            vec![
                "search", "", "--lang", "de", "--lang", "fr", "--since", "2025-11", "--until", "2026-01", "--in", "all", "--by",
                "passage",
            ],
        ),
        ("/api/v1/search?q=zzqqxx", vec!["search", "zzqqxx"]),
        (&article, vec!["show", id]),
        (&lineage, vec!["story", story]),
        ("/api/v1/stories?q=strike&sort=spread&limit=2", vec!["stories", "strike", "--sort", "spread", "-n", "2"]),
        (
            "/api/v1/facets?q=strike&by=outlet,month&by=language&limit=5",
            vec!["facets", "strike", "--by", "outlet,month", "--by", "language", "-n", "5"],
        ),
        (
            "/api/v1/timeline?q=strike&q=bridge&every=month&share=true",
            vec!["timeline", "strike", "bridge", "--every", "month", "--share"],
        ),
        (&why, vec!["why", id, "strike", "bridge", "--outlet", "Post"]),
        ("/api/v1/stats", vec!["stats"]),
    ] {
        let answer = server.get(path);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("application/json")), "{path}: {}", answer.body);
        let args: Vec<&str> = args.into_iter().chain(["--json"]).collect();
        assert_eq!(timeless(answer.json()), timeless(place.json(&args)), "{path}");
    }
}

/// The schema of each answer in the `OpenAPI` document that the server gives, by operation and status.
fn validators(document: &Value) -> BTreeMap<(String, String), jsonschema::Validator> {
    let mut validators = BTreeMap::new();
    for (path, operations) in document["paths"].as_object().unwrap() {
        for (status, answer) in operations["get"]["responses"].as_object().unwrap() {
            for kind in ["application/json", "application/problem+json"] {
                let schema = &answer["content"][kind]["schema"];
                if schema.is_null() {
                    continue;
                }
                let mut root = schema.as_object().unwrap().clone();
                root.insert("components".to_owned(), document["components"].clone());
                let validator = jsonschema::validator_for(&Value::Object(root)).unwrap();
                validators.insert((path.clone(), status.clone()), validator);
            }
        }
    }
    validators
}

#[test]
fn every_answer_holds_to_the_openapi_document() {
    let (place, server) = demo();
    let document = server.get("/api/v1/openapi.json").json();
    assert_eq!(document["openapi"], "3.1.0");
    let validators = validators(&document);
    let hit = place.json(&["search", "strike", "--json"])["hits"][0].clone();
    let (id, story) = (hit["id"].as_str().unwrap(), hit["story"]["id"].as_str().unwrap());
    let next = server.get("/api/v1/search?q=strike&limit=1").header("link").unwrap().split(['?', '>']).nth(1).unwrap().to_owned();
    let mut seen: BTreeMap<String, Vec<u16>> = BTreeMap::new();
    for (path, query, status) in [
        ("/api/v1/search", "q=strike+lighthouse+nickel&facets=true&explain=true", 200),
        ("/api/v1/search", &next, 200),
        ("/api/v1/search", "q=zzqqxx", 200),
        ("/api/v1/search", "q=date:2025-13+a+w/x+b", 400),
        ("/api/v1/search", "q=strike&limit=1000", 400),
        ("/api/v1/search", "q=strike&since=2025-13", 400),
        ("/api/v1/search", "q=a&q=b", 400),
        ("/api/v1/search", "nonsense=1", 400),
        ("/api/v1/search", "outlet=-", 400),
        ("/api/v1/why", "q=strike&agency=-&id=ID", 400),
        ("/api/v1/search", "cursor=10-data-7.3", 410),
        ("/api/v1/articles/{id}", "", 200),
        ("/api/v1/stories", "", 200),
        ("/api/v1/stories", "lang=xx", 400),
        ("/api/v1/stories/{id}", "", 200),
        ("/api/v1/facets", "by=author&by=week,outlet", 200),
        ("/api/v1/facets", "by=weather", 400),
        ("/api/v1/timeline", "q=strike&q=bridge&share=true", 200),
        ("/api/v1/timeline", "every=hour", 400),
        ("/api/v1/why", "id=ID&q=strike+-bridge+lighthouse", 200),
        ("/api/v1/why", "q=strike", 400),
        ("/api/v1/why", "id=0000000000000&q=strike", 404),
        ("/api/v1/stats", "", 200),
        ("/api/v1/export", "q=strike&format=json", 200),
        ("/api/v1/export", "format=pdf", 400),
        ("/api/v1/openapi.json", "", 200),
    ] {
        let asked = path.replace("articles/{id}", &format!("articles/{id}")).replace("stories/{id}", &format!("stories/{story}"));
        let answer = server.get(&format!("{asked}?{}", query.replace("ID", id)));
        assert_eq!(answer.status, status, "{path}?{query}: {}", answer.body);
        seen.entry(path.to_owned()).or_default().push(status);
        let validator = &validators[&(path.to_owned(), status.to_string())];
        let errors: Vec<String> = validator.iter_errors(&answer.json()).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{path}?{query}\n{}", errors.join("\n"));
    }
    let nothing = server.get("/api/v1/articles/0000000000000");
    assert!(validators[&("/api/v1/articles/{id}".to_owned(), "404".to_owned())].is_valid(&nothing.json()), "{}", nothing.body);
    for path in document["paths"].as_object().unwrap().keys() {
        assert!(seen.get(path).is_some_and(|seen| seen.contains(&200)), "no answer of {path} was looked at");
    }
}

#[test]
fn mistakes_have_places() {
    let (_place, server) = demo();
    let answer = server.get("/api/v1/search?q=%C3%A9t%C3%A9+date:2025-13");
    assert_eq!((answer.status, answer.header("content-type")), (400, Some("application/problem+json")));
    let problem = answer.json();
    let mistake = &problem["errors"][0];
    assert_eq!((mistake["start"].as_u64(), mistake["end"].as_u64()), (Some(9), Some(16)), "{problem}");
    assert_eq!(mistake["help"], "write `date:2025-12`");
    assert_eq!(problem["type"], "about:blank#query");
    let page = server.get("/?q=%C3%A9t%C3%A9+date:2025-13");
    assert_eq!(page.status, 400);
    assert!(page.body.contains("<u class=\"here\">2025-13</u>") && page.body.contains("no month 13"), "{}", page.body);
}

#[test]
fn lists_go_on_where_they_stopped() {
    let (place, server) = demo();
    let whole = place.json(&["search", "the", "--json", "-n", "all"]);
    let mut listed = vec![];
    let mut next = Some("/api/v1/search?q=the&limit=7".to_owned());
    while let Some(path) = next {
        let answer = server.get(&path);
        listed.extend(answer.json()["hits"].as_array().unwrap().clone());
        next = answer.header("link").map(|link| link.split(['<', '>']).nth(1).unwrap().to_owned());
    }
    assert!(listed.len() > 20, "{}", listed.len());
    assert_eq!(Value::Array(listed), whole["hits"]);
}

#[test]
fn what_is_known_already_is_not_sent_again() {
    let (place, server) = demo();
    let path = "/api/v1/search?q=strike";
    let first = server.get(path);
    let tag = first.header("etag").unwrap().to_owned();
    let again = server.ask("GET", path, &[("If-None-Match", &tag)]);
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    assert_eq!(server.ask("GET", "/api/v1/search?q=bridge", &[("If-None-Match", &tag)]).status, 200);
    assert_eq!(
        server.ask("GET", "/?q=strike", &[("If-None-Match", server.get("/?q=strike").header("etag").unwrap())]).status,
        304
    );
    // A build makes it another state, which is served at once, by the server that runs.
    let cursor = server.get("/api/v1/search?q=the&limit=1").header("link").unwrap().split(['<', '>']).nth(1).unwrap().to_owned();
    place.write(
        "more/a.txt",
        "Lamplighters strike in Oxhaven\n\nThe lamplighters of Oxhaven went on strike on Monday over pay.\n",
    );
    place.done(&["build", "more", "-q"]);
    let later = server.ask("GET", path, &[("If-None-Match", &tag)]);
    assert_eq!(later.status, 200);
    assert!(later.body.contains("Lamplighters strike in Oxhaven"), "{}", later.body);
    assert_eq!(server.get(&cursor).status, 410);
    // So does another data folder.
    place.done(&["build", "--fresh", "more", "-q"]);
    assert_eq!(server.get("/api/v1/stats").json()["articles"], 1);
    std::fs::remove_file(place.path().join("index/newsidx.json")).unwrap();
    let gone = server.get(path);
    assert_eq!((gone.status, gone.header("retry-after")), (503, Some("1")));
    assert!(gone.json()["detail"].as_str().unwrap().contains("no index in `index`"), "{}", gone.body);
}

#[test]
fn files_to_take_away() {
    let (place, server) = demo();
    for (format, kind) in [
        ("csv", "text/csv; charset=utf-8"),
        ("tsv", "text/tab-separated-values; charset=utf-8"),
        ("jsonl", "application/x-ndjson"),
    ] {
        let answer = server.get(&format!("/api/v1/export?q=strike&format={format}"));
        assert_eq!((answer.status, answer.header("content-type")), (200, Some(kind)));
        assert!(answer.header("content-disposition").unwrap().contains(&format!("newsidx.{format}")));
        let printed = place.done(&["search", "strike", "-n", "all", &format!("--{format}")]).stdout;
        let lines = |text: &str| text.lines().filter(|line| !line.contains("elapsed_ms")).map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(lines(&answer.body), lines(&printed));
    }
}

#[test]
fn pages_are_whole_without_scripts() {
    let (place, server) = demo();
    let hit = place.json(&["search", "strike", "--json"])["hits"][0].clone();
    let stories = place.json(&["stories", "--json"]);
    let (id, story) = (hit["id"].as_str().unwrap(), stories["stories"][0]["id"].as_str().unwrap());
    let lineage = place.json(&["story", story, "--json"]);
    let (a, b) = (lineage["articles"][0]["id"].as_str().unwrap(), lineage["articles"][1]["id"].as_str().unwrap());
    for (path, parts) in [
        ("/".to_owned(), vec!["113 articles", "name=\"q\"", "<title>Search · newsidx</title>"]),
        ("/?q=strike".to_owned(), vec!["<mark>strike</mark>", "Read as", "aria-label=\"Filters\"", "<svg", "format=csv"]),
        (format!("/articles/{id}?q=strike"), vec!["<mark>strike</mark>", "id=\"junk\"", "class=\"reason\"", "Results for"]),
        (format!("/articles/{id}?q=strike&junk=true"), vec!["name=\"junk\" checked"]),
        ("/stories?q=strike".to_owned(), vec!["of several articles"]),
        (format!("/why?id={id}&q=strike+-bridge"), vec!["Number 1 of", "class=\"sign holds\""]),
        (format!("/why?id={id}&q=zzqqxx"), vec!["does not answer"]),
        (format!("/stories/{story}"), vec!["keeps", "Side by side"]),
        (format!("/compare?a={a}&b={b}"), vec!["class=\"beside\""]),
        ("/about".to_owned(), vec!["Outlets", "/api/v1/openapi.json"]),
        ("/help".to_owned(), vec!["atleast3"]),
        ("/?q=zzqqxx".to_owned(), vec!["Nothing found"]),
    ] {
        let answer = server.get(&path);
        assert_eq!((answer.status, answer.header("content-type")), (200, Some("text/html; charset=utf-8")), "{path}");
        for part in parts {
            assert!(answer.body.contains(part), "{path} has no {part}\n{}", answer.body);
        }
        assert!(!answer.body.contains("style=\"") && !answer.body.contains("<script>"), "{path}");
        for address in answer.body.split("/assets/").skip(1) {
            let asset = server.get(&format!("/assets/{}", address.split('"').next().unwrap()));
            assert_eq!(asset.status, 200);
            assert!(asset.header("cache-control").unwrap().contains("immutable"));
        }
    }
    for path in ["/nowhere", "/articles/0000000000000", "/stories/zz", "/assets/style.css", "/compare?a=1"] {
        let answer = server.get(path);
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
        assert_eq!(answer.header("content-type"), Some("text/html; charset=utf-8"), "{path}");
        assert!(answer.body.contains("<h1>"), "{path}");
    }
    assert_eq!(server.get("/api/v1/nowhere").header("content-type"), Some("application/problem+json"));
    assert_eq!(encoded("a b&"), "a+b%26");
}
