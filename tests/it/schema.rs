//! Every JSON output holds to the schema that ships and is printed.

use serde_json::Value;

use crate::support::{Place, package};

fn validator(place: &Place, output: &str) -> jsonschema::Validator {
    let printed = place.done(&["schema", output]).stdout;
    let file = if output == "show" { "inspect" } else { output };
    let shipped = std::fs::read_to_string(package().join(format!("schema/{file}.json"))).unwrap();
    assert_eq!(printed, shipped);
    jsonschema::validator_for(&serde_json::from_str(&printed).unwrap()).unwrap()
}

#[track_caller]
fn check(place: &Place, output: &str, args: &[&str]) -> Value {
    let value = place.json(args);
    hold(place, output, &value);
    value
}

#[track_caller]
fn hold(place: &Place, output: &str, value: &Value) {
    let errors: Vec<_> = validator(place, output).iter_errors(value).map(|e| format!("{}: {e}", e.instance_path())).collect();
    assert!(errors.is_empty(), "{output}\n{}", errors.join("\n"));
}

#[test]
fn outputs_hold_to_their_schemas() {
    let place = Place::new();
    let pages = package().join("sample_corpus/pages");
    let pages = pages.to_str().unwrap();
    place.write("bad/a.txt.gz", [0x1f, 0x8b, 8, 0]);
    check(&place, "build", &["build", pages, "bad", "--json"]);
    check(&place, "stats", &["stats", "--json"]);
    check(&place, "audit", &["audit", "--json"]);
    check(&place, "inspect", &["inspect", pages, "bad", "--json"]);
    let why = check(&place, "why", &["inspect", pages, "bad", "--why", "7", "--why", "9", "--json"]);
    assert!(why["explained"].as_array().unwrap().len() > 80, "{why}");
    for query in ["strike", "bridge OR Norderkai", "strike lighthouse nickel", "zzqqxx", ""] {
        check(&place, "search", &["search", query, "--json", "--facets", "-n", "200"]);
    }
    check(&place, "search", &["search", "strike", "--json", "--in", "all", "--copies", "expand"]);
    let answer = place.json(&["search", "strike", "--json"]);
    let id = answer["hits"][0]["id"].as_str().unwrap();
    for query in ["strike", "strike lighthouse -nickel", "outlet:x OR (bridge w/3 fog)"] {
        check(&place, "why", &["why", id, query, "--since", "2025", "--json"]);
    }
    place.write("queries.tsv", "a\tstrike\nb\tstrike w/x\n");
    place.write("qrels", format!("a 0 {id} 1\n"));
    check(&place, "batch", &["batch", "queries.tsv", "--json"]);
    check(&place, "batch", &["batch", "queries.tsv", "--qrels", "qrels", "--json"]);
    let shown = check(&place, "show", &["show", id, "--json"]);
    assert_eq!(shown["articles"][0]["id"], id);
    for args in [
        &["facets", "--by", "outlet,month", "--by", "story-size"][..],
        &["facets", "zzqqxx"],
        &["facets", "strike", "--by", "author"],
    ] {
        check(&place, "facets", &[args, &["--json"]].concat());
    }
    for args in [&["timeline", "strike", "bridge"][..], &["timeline", "", "--share", "--every", "day"], &["timeline", "zzqqxx"]] {
        check(&place, "timeline", &[args, &["--json"]].concat());
    }
    check(&place, "revisions", &["show", id, "--revisions", "--json"]);
    let listed = check(&place, "stories", &["stories", "--json", "-n", "all"]);
    let story = listed["stories"][0]["id"].as_str().unwrap();
    let lineage = check(&place, "story", &["story", story, "--json"]);
    assert_eq!(lineage["articles"].as_array().unwrap().len() as u64, listed["stories"][0]["articles"].as_u64().unwrap());
    check(&place, "show", &["show", id, "--around", "strike", "--json"]);
    check(&place, "quote", &["quote", "nobody should have to die for a berth window", "--json"]);
    check(&place, "quote", &["quote", "zzqqxx", "--json"]);
    place.write("q.txt", "strike\nbridge OR Norderkai\n");
    check(&place, "watch", &["watch", "q.txt", "--all", "--copies", "--peek", "--json"]);
    place.done(&["search", "strike", "--receipt", "r.json"]);
    let receipt = serde_json::from_slice(&std::fs::read(place.path().join("r.json")).unwrap()).unwrap();
    hold(&place, "receipt", &receipt);
    check(&place, "rerun", &["rerun", "r.json", "--ranks", "--json"]);
    place.write("bad/b.txt", "Dockers on strike\n\nThe dockers of Port Ellery began a strike on Monday, the union said.\n");
    place.run(&["build"]);
    let differs = check(&place, "rerun", &["rerun", "r.json", "--ranks", "--json"]);
    assert_eq!(differs["added"].as_array().unwrap().len(), 1);
    let releases = package().join("tests/it/press_releases");
    let reuse = check(&place, "reuse", &["reuse", "--against", releases.to_str().unwrap(), "--json"]);
    assert_eq!((reuse["reused"].as_u64(), reuse["releases"].as_array().unwrap().len()), (Some(3), 4));
    let validator = validator(&place, "export");
    for line in place.done(&["export", "--jsonl"]).stdout.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let errors: Vec<_> = validator.iter_errors(&line).map(|e| format!("{}: {e}", e.instance_path())).collect();
        assert!(errors.is_empty(), "{line}\n{}", errors.join("\n"));
    }
}

#[test]
fn lines_of_json_are_the_same_hits() {
    let place = Place::new();
    place.done(&["demo", "-q"]);
    let whole = place.json(&["search", "bridge", "--json", "--facets"]);
    let run = place.done(&["search", "bridge", "--jsonl", "--facets"]);
    let mut lines: Vec<Value> = run.stdout.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let last = lines.pop().unwrap();
    assert_eq!(last["type"], "summary");
    assert_eq!(last["summary"]["articles"], whole["summary"]["articles"]);
    assert_eq!(last["facets"], whole["facets"]);
    for (line, hit) in lines.iter_mut().zip(whole["hits"].as_array().unwrap()) {
        let kind = line.as_object_mut().unwrap().remove("type");
        assert_eq!(kind, Some(Value::from("hit")));
        assert_eq!(line, hit);
    }
    assert_eq!(lines.len(), whole["hits"].as_array().unwrap().len());
}
