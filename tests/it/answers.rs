//! What a search must and must not do, on small corpora made for it.

use serde_json::json;

use crate::support::Place;

/// A corpus of records: title, text, outlet.
fn corpus(records: &[(&str, &str, &str)]) -> Place {
    let place = Place::new();
    let lines = records.iter().map(|(title, text, outlet)| {
        let text = format!("{text}. The council of Port Ellery met on Monday and heard the report.");
        json!({ "title": title, "text": text, "outlet": outlet }).to_string() + "\n"
    });
    place.write("feed.jsonl", lines.collect::<String>());
    place.done(&["build", "feed.jsonl", "--no-clean"]);
    place
}

fn harbour() -> Place {
    corpus(&[
        ("Ferry fire", "A ferry burned after the strike", "Quay Courier"),
        ("Strike", "The dockers began a strike over pay", "Harbour Post"),
        ("Bridge", "The war memorial bridge was closed", "Quay Courier"),
        ("Port", "The port opened a new bridge", "Harbour Post"),
    ])
}

#[test]
fn conditions_are_never_relaxed() {
    let place = harbour();
    assert_eq!(place.hits("strike outlet:courier", &[]), ["feed.jsonl#1"]);
    assert_eq!(place.hits("strike ferry outlet:post", &[]), ["feed.jsonl#2"], "partial, but of this outlet");
    assert_eq!(place.hits("strike lang:de", &[]), [""; 0]);
    assert_eq!(place.hits("ferry strike", &["--outlet", "harbour post"]), ["feed.jsonl#2"]);
    assert_eq!(place.hits("ferry bridge outlet:post", &["--match", "any"]), ["feed.jsonl#4"]);
}

#[test]
fn a_required_word_anchors_partial_matches() {
    let place = harbour();
    let mut hits = place.hits("+strike ferry", &[]);
    hits.sort();
    assert_eq!(hits, ["feed.jsonl#1", "feed.jsonl#2"]);
    assert_eq!(place.hits("+ferry memorial", &[]), ["feed.jsonl#1"]);
}

#[test]
fn little_words_of_other_languages_count() {
    let place = harbour();
    let answer = place.json(&["search", "war bridge", "--json"]);
    assert_eq!(answer["summary"]["articles"], 1, "`war` is a little word in German only");
    let answer = place.json(&["search", "the bridge", "--json"]);
    assert_eq!(answer["summary"]["articles"], 2);
    let answer = place.json(&["search", "the -ferry", "--json"]);
    assert_eq!(answer["summary"]["articles"], 3, "with nothing else wanted, the little word is");
}

#[test]
fn running_text_finds_its_article() {
    let place = corpus(&[
        ("One", "He said he would not negotiate in public the details or terms of the talks", "A"),
        ("Two", "She will negotiate terms", "B"),
    ]);
    let sentence = "He said he would not negotiate in public the details or terms of the talks.";
    assert_eq!(place.hits(sentence, &[]).first().map(String::as_str), Some("feed.jsonl#1"));
}

#[test]
fn words_with_a_hyphen_need_no_quotes() {
    let place = harbour();
    let run = place.run(&["search", "strike", "-ferry", "-n", "5"]);
    assert!(run.stdout.starts_with("strike AND NOT ferry\n1 article, 1 outlet"), "{}{}", run.stdout, run.stderr);
    let run = place.run(&["search", "strike", "-nato", "-v"]);
    assert!(run.stdout.starts_with("strike AND NOT nato\n2 articles"), "{}{}", run.stdout, run.stderr);
}

#[test]
fn one_story_is_one_row() {
    let report = "Boats stay in harbour from Monday, the operator said, and nobody could tell when the crossing to Tidewick \
                  would be open again for lorries, coaches and people on foot";
    let place = corpus(&[("Ferry strike", report, "A"), ("Ferry", report, "B"), ("Other", "A strike", "C")]);
    let answer = place.json(&["search", "ferry strike", "--json"]);
    let stories: Vec<_> = answer["hits"].as_array().unwrap().iter().map(|hit| hit["story"]["id"].clone()).collect();
    assert_eq!(stories.len(), 2, "{answer:#}");
    assert_ne!(stories[0], stories[1]);
    assert_eq!(answer["hits"][0]["story"]["articles"], 2);
    assert_eq!(answer["hits"][0]["story"]["outlets"], 2);
}

#[test]
fn facets_name_an_outlet_in_one_way() {
    let place = corpus(&[("a", "one", "QUAY Courier"), ("b", "two", "Quay Courier"), ("c", "three", "quay courier")]);
    let facets = |args: &[&str]| {
        place.done(&[&["build", "--fresh", "feed.jsonl"], args].concat());
        place.json(&["search", "--json", "--facets"])["facets"]["outlet"].clone()
    };
    assert_eq!(facets(&["--threads", "1"]), facets(&["--threads", "8"]));
    assert_eq!(facets(&[]).as_array().unwrap().len(), 1);
}

#[test]
fn filters_that_say_nothing_are_mistakes() {
    let place = harbour();
    for (args, message) in [
        (
            ["--since", "none"],
            "error: `--since none`: no first day: write one, as in `--since 2025-02`; `date:none` in the query finds articles without a date\n",
        ),
        (
            ["--until", ">=2026"],
            "error: `--until >=2026`: no last day: write one, as in `--until 2025-02`; `date:none` in the query finds articles without a date\n",
        ),
        (["--outlet", "???"], "error: `???`: there is no word in this name\n"),
    ] {
        let run = place.run(&["search", "strike", args[0], args[1]]);
        assert_eq!((run.status, run.stderr.as_str()), (2, message));
    }
}

#[test]
fn a_query_without_a_word_finds_nothing() {
    let place = harbour();
    for query in ["-", "+", "\"\"", "…"] {
        let run = place.run(&["search", query, "-v"]);
        assert_eq!(run.status, 1, "{query}: {}", run.stdout);
        assert!(run.stderr.contains("there is no word in it to search for"), "{query}: {}", run.stderr);
    }
}

#[test]
fn captions_are_found() {
    let place = Place::new();
    let text = "Ferry returns\n\nThe Lady Orrin came back to Tidewick on Monday after ten weeks in dock, the operator said.\n\n\
                Photo: Campaigners with lanterns on the quay. Photo: Joss Terrant\n\nThe crossing takes forty minutes, and tickets cost the same as before.\n";
    place.write("a.txt", text);
    place.done(&["build", "a.txt"]);
    assert_eq!(place.hits("\"campaigners with lanterns\"", &[]), ["a.txt"]);
}

#[test]
fn many_copies_are_counted_once() {
    let records: Vec<_> = (0..300).map(|_| ("Copy", "The same report everywhere", "A")).collect();
    let place = corpus(&records);
    let answer = place.json(&["search", "report", "--json", "--copies", "expand", "-n", "all"]);
    assert_eq!(answer["hits"].as_array().unwrap().len(), 300);
    assert_eq!(answer["hits"][299]["story"]["articles"], 300);
    let originals = answer["hits"].as_array().unwrap().iter().filter(|hit| hit["story"]["role"] == "original").count();
    assert_eq!(originals, 1);
}
