//! How well the sample corpus comes out, in figures that must not fall: `tests/floors.tsv`.
//! `cargo run --release --example score` prints them.

use std::collections::BTreeMap;
use std::fs;

use serde_json::json;

use crate::scorer::{Scores, articles, sample_gold};
use crate::support::package;

#[test]
fn no_measure_falls_below_its_floor() {
    let corpus = package().join("sample_corpus");
    let found = articles(&corpus.join("pages")).unwrap();
    let mut scores: BTreeMap<&str, Scores> = BTreeMap::new();
    for (condition, gold) in sample_gold(&corpus).unwrap() {
        let page = (gold["page"].as_str().unwrap().to_owned(), gold["record"].as_u64());
        scores.entry(condition).or_default().add(&gold, found.get(&page));
    }
    let table = fs::read_to_string(package().join("tests/floors.tsv")).unwrap();
    let mut below = vec![];
    let mut seen = 0;
    for line in table.lines().filter(|line| !line.starts_with('#')) {
        let cells: Vec<&str> = line.split('\t').collect();
        let [condition, measure, floor] = cells[..] else { panic!("condition, measure, floor: `{line}`") };
        let (value, _) = scores[condition].measures()[measure];
        seen += 1;
        if value < floor.parse().unwrap() {
            below.push(format!("{condition}: {measure} is {value:.4}, below its floor of {floor}"));
        }
    }
    assert_eq!(seen, scores.values().map(|scores| scores.measures().len()).sum::<usize>(), "a measure without a floor");
    assert!(below.is_empty(), "\n{}", below.join("\n"));
}

#[test]
fn scores_are_what_they_say() {
    let place = crate::support::Place::new();
    let body = "Harbour pilots went back to work on Monday after nine days, the union said in the evening.\n\
                The port of Ellery had been closed, and twenty-three ships had waited outside the breakwater.";
    place.write("a.txt", format!("Pilots end strike at Port Ellery\n\n{body}\n\nRelated stories\n\nOld ferry terminal sold\n"));
    let found = articles(place.path()).unwrap();
    let measures = |gold: serde_json::Value| {
        let mut scores = Scores::default();
        scores.add(&gold, found.get(&("a.txt".to_owned(), None)));
        assert_eq!(scores.pages(), 1);
        scores.measures().into_iter().map(|(name, (value, _))| (name, format!("{value:.2}"))).collect::<BTreeMap<_, _>>()
    };
    let perfect = measures(json!({ "body": body, "title": "Pilots end strike at Port Ellery", "date": null, "authors": [] }));
    assert!(perfect.values().all(|value| value == "1.00"), "{perfect:?}");
    assert!(!perfect.contains_key("outlet") && !perfect.contains_key("authors F1"), "{perfect:?}");
    // One of two paragraphs is wanted (14 of 30 shingles: 28 / 44), and other metadata. The other
    // paragraph is then one of four lines of junk, and stays.
    let half = body.lines().next().unwrap();
    let wrong =
        measures(json!({ "body": half, "title": "Another", "date": "2025-01-01", "authors": ["Jo Berg"], "outlet": "Quay" }));
    let expected = [
        ("authors F1", "0.00"),
        ("body F1", "0.64"),
        ("body lines kept", "1.00"),
        ("date", "0.00"),
        ("junk lines removed", "0.75"),
        ("outlet", "0.00"),
        ("title", "0.00"),
    ];
    assert_eq!(wrong, expected.map(|(name, value)| (name, value.to_owned())).into());
    let mut missing = Scores::default();
    missing.add(&json!({ "body": body }), None);
    assert_eq!(missing.measures()["body F1"], (0.0, 1));
}
