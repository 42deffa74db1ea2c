//! Stories: what is one and what is not, whatever the order, the number of builds, the threads and
//! what was deleted meanwhile; and what is told of them.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use proptest::prelude::*;
use serde_json::Value;

use crate::support::Place;

const REPORT: &str = "Dredgers found the wreck of the coaster Anselma off Cape Torrin on Tuesday, 61 years after she vanished with \
    a cargo of 412 tonnes of tin, the Maritime Museum of Halden said.\n\nThe 48-metre ship lies upright in 73 metres of \
    water, museum director Greta Solheim told reporters in Halden.\n\n\"We had given up hope of ever seeing her again,\" \
    Solheim said. \"Her bell is still in its place.\"\n\nThe Anselma left Port Ellery on 4 March 1964 with nine men \
    under captain Osric Vane. A storm had been forecast for the Torrin Banks, but the owners, Brandvik and Sons, insisted \
    that she sail, a court of inquiry found in 1966.\n\nDivers will raise the bell next spring, and the museum will show it \
    in the old customs house.\n";

const REWORDED: &str = "The Maritime Museum of Halden said on Tuesday that dredging vessels had come upon the remains of the \
    Anselma near Cape Torrin, 61 years following her disappearance with 412 tonnes of tin aboard.\n\nThe vessel, 48 metres \
    long, rests upright at a depth of 73 metres, Greta Solheim, who heads the museum, informed journalists.\n\nAccording to \
    Solheim, they no longer believed they would set eyes on the ship again. Its bell remains in position, she added.\n\n\
    Osric Vane was captain of the nine-man crew when the Anselma departed from Port Ellery in March 1964. Bad weather was \
    predicted over the Torrin Banks, yet Brandvik and Sons, to whom she belonged, demanded she go, according to an \
    inquiry in 1966.\n\nNext spring divers are to bring up the bell for display at the former customs house.\n";

const OTHER: &str = "Divers who wanted to film the wreck of the Anselma off Cape Torrin were turned back by the coastguard on \
    Wednesday, and a court in Halden fined their skipper 2,500 crowns.\n\nThe Maritime Museum of Halden has asked for an \
    exclusion zone of half a mile. Fishermen of Port Ellery object: the Torrin Banks feed 30 boats, said their \
    spokesman Ivar Lund.\n\nThe council will vote in June. A ferry line has already moved its route to the north.\n";

fn page(outlet: &str, date: &str, body: &str) -> String {
    format!("---\ntitle: {outlet} on the Anselma\noutlet: {outlet}\n{date}---\n\n{body}")
}

/// Pages by file name.
fn pages() -> BTreeMap<&'static str, String> {
    let cut = REPORT.split("\n\nDivers will").next().unwrap();
    BTreeMap::from([
        ("a.md", page("Halden Post", "date: 2025-02-18\n", REPORT)),
        ("b.md", page("Quay Courier", "date: 2025-02-19\n", REPORT)),
        ("c.md", page("Tollgate News", "", cut)),
        ("d.md", page("Varnholm Ledger", "", REWORDED)),
        ("e.md", page("Tidewick Courier", "date: 2025-02-19\n", OTHER)),
        ("f.md", page("Orrin Star", "", &REWORDED.replace("on Tuesday", "on Friday"))),
    ])
}

/// Files of each story, and the story's id and the file's role and date by file.
type Grouped = (BTreeSet<Vec<String>>, BTreeMap<String, Value>);

fn grouped(place: &Place) -> Grouped {
    let mut files: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut facts = BTreeMap::new();
    for line in place.done(&["export"]).stdout.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        let file = line["path"].as_str().unwrap().rsplit('/').next().unwrap().to_owned();
        files.entry(line["story"]["id"].as_str().unwrap().to_owned()).or_default().push(file.clone());
        facts.insert(file, serde_json::json!([line["story"], line["date"]]));
    }
    for files in files.values_mut() {
        files.sort();
    }
    (files.into_values().collect(), facts)
}

#[test]
fn copies_are_one_story_and_another_report_is_not() {
    let place = Place::new();
    for (name, text) in pages() {
        place.write(&format!("news/{name}"), text);
    }
    place.done(&["build", "news"]);
    let (stories, facts) = grouped(&place);
    let expected = [vec!["a.md", "b.md", "c.md", "d.md", "f.md"], vec!["e.md"]];
    assert_eq!(stories, expected.into_iter().map(|files| files.into_iter().map(str::to_owned).collect()).collect());
    let role = |file: &str| facts[file][0]["role"].as_str().unwrap().to_owned();
    let roles: Vec<_> = ["a.md", "b.md", "c.md", "d.md", "e.md"].map(role).into();
    assert_eq!(roles, ["original", "copy", "copy", "reworded", "single"]);
    // The weekday of `d` speaks for the story's date, that of `f` against it.
    assert_eq!(facts["d.md"][1]["value"], "2025-02-18");
    assert_eq!(facts["d.md"][1]["source"], "story");
    assert_eq!(facts["f.md"][1]["value"], Value::Null);
    let count = |args: &[&str]| {
        let args: Vec<_> = ["search", "Anselma", "--json", "--on", "2025-02-18"].iter().chain(args).copied().collect();
        place.json(&args)["summary"]["articles"].as_u64().unwrap()
    };
    assert_eq!((count(&[]), count(&["--dates", "stated"])), (3, 1));
    let folded = place.json(&["search", "Anselma", "--json"]);
    assert_eq!((folded["hits"].as_array().unwrap().len(), folded["summary"]["articles"].as_u64()), (2, Some(6)));
    let counted = place.json(&["search", "Anselma", "--json", "--copies", "count"]);
    assert_eq!((counted["hits"].as_array().unwrap().len(), counted["summary"]["stories"].as_u64()), (0, Some(2)));
}

#[test]
fn order_builds_threads_and_deletions_change_nothing() {
    let at_once = Place::new();
    for (name, text) in pages() {
        at_once.write(&format!("news/{name}"), text);
    }
    at_once.done(&["build", "news", "--threads", "4"]);
    let expected = grouped(&at_once);
    for backwards in [false, true] {
        let place = Place::new();
        place.write("news/gone.md", page("Gone Gazette", "date: 2025-02-17\n", &REPORT.repeat(2)));
        place.write("news/gone-too.md", page("Gone Too", "", REWORDED));
        let mut pages: Vec<_> = pages().into_iter().collect();
        if backwards {
            pages.reverse();
        }
        for (number, (name, text)) in pages.into_iter().enumerate() {
            place.write(&format!("news/{name}"), text);
            place.done(&["build", "news", "--threads", "1"]);
            if number == 3 {
                fs::remove_file(place.path().join("news/gone.md")).unwrap();
            }
        }
        fs::remove_file(place.path().join("news/gone-too.md")).unwrap();
        place.done(&["build", "news"]);
        assert_eq!(grouped(&place), expected, "backwards: {backwards}");
        place.done(&["check"]);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { max_shrink_iters: 8, ..ProptestConfig::with_cases(5) })]

    /// Whatever comes in which build, beside what that goes again, with so many threads.
    #[test]
    fn any_way_to_a_corpus_gives_its_stories(
        order in Just(pages().into_iter().collect::<Vec<_>>()).prop_shuffle(),
        builds in prop::collection::vec((0usize..7, prop::bool::ANY), 0..4),
        deleted in prop::sample::subsequence(pages().into_iter().collect::<Vec<_>>(), 0..4),
    ) {
        let at_once = Place::new();
        for (name, text) in pages() {
            at_once.write(&format!("news/{name}"), text);
        }
        at_once.done(&["build", "news"]);
        let place = Place::new();
        for (name, text) in &deleted {
            // The same report by another outlet, longer and earlier: it would lead.
            let text = text.replace("outlet: ", "outlet: Gone ").replace("-18", "-17").replace("-19", "-17");
            place.write(&format!("news/gone-{name}"), format!("{text}\nIt was foggy on the Torrin Banks.\n"));
        }
        let mut from = 0;
        for (until, is_single) in builds {
            for (name, text) in order.get(from..until).unwrap_or_default() {
                place.write(&format!("news/{name}"), text);
            }
            from = from.max(until);
            if from > 0 || !deleted.is_empty() {
                place.done(&["build", "news", "--threads", if is_single { "1" } else { "4" }]);
            }
        }
        for (name, text) in order.get(from..).unwrap_or_default() {
            place.write(&format!("news/{name}"), text);
        }
        for (name, _) in &deleted {
            fs::remove_file(place.path().join(format!("news/gone-{name}"))).unwrap();
        }
        place.done(&["build", "news", "--threads", "4"]);
        prop_assert_eq!(grouped(&place), grouped(&at_once));
    }
}

#[test]
fn lineage_tells_what_changed() {
    let place = Place::new();
    let altered =
        REPORT.replace("given up hope of ever seeing", "given up all thought of seeing").replace("48-metre", "50-metre");
    place.write("news/a.md", page("Halden Post", "date: 2025-02-18\n", REPORT));
    place.write(
        "news/b.md",
        page(
            "Quay Courier",
            "date: 2025-02-19\n",
            &format!("{altered}\nSubscribers read more in our weekend edition of Saturday.\n"),
        ),
    );
    place.done(&["build", "news", "--no-clean"]);
    let listed = place.json(&["stories", "Anselma", "--json"]);
    assert_eq!(listed["total"], 1);
    let id = listed["stories"][0]["id"].as_str().unwrap();
    let story = place.json(&["story", id, "--json"]);
    let copy = &story["articles"][1];
    let kinds: Vec<_> = copy["changes"].as_array().unwrap().iter().map(|change| change["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["changed", "changed", "added"]);
    assert_eq!(copy["quotes"].as_array().unwrap().len(), 1, "{copy}");
    assert!(copy["kept"].as_f64().unwrap() > 0.9);
    let text = place.done(&["story", copy["id"].as_str().unwrap(), "--columns", "80"]).stdout;
    assert!(text.lines().all(|line| line.chars().count() <= 80) && text.contains("quote - “We had given up hope"), "{text}");
    let (a, b) = (story["articles"][0]["id"].as_str().unwrap(), copy["id"].as_str().unwrap());
    let diff = place.done(&["story", "--diff", a, b, "--columns", "80"]).stdout;
    assert!(diff.lines().filter(|line| line.starts_with("+ ")).count() > 3, "{diff}");
    assert!(place.done(&["story", "--diff", a, b, "--columns", "140"]).stdout.contains(" | "));
    let none = place.run(&["story", "nosuch"]);
    assert_eq!(none.status, 2);
}

#[test]
fn what_is_noticed_of_a_query_is_told_by_every_command() {
    let place = Place::new();
    place.write(
        "news/a.md",
        page("Quay Courier", "date: 2025-02-18\n", "The old ferry was sold to a museum by the lake on Tuesday."),
    );
    place.done(&["build", "news", "--no-clean"]);
    let kinds = |answer: &Value| -> Vec<String> {
        answer["notices"].as_array().unwrap().iter().map(|notice| notice["kind"].as_str().unwrap().to_owned()).collect()
    };
    let listed: Value = serde_json::from_str(&place.run(&["stories", "musem topic:ferry", "--json"]).stdout).unwrap();
    assert_eq!(kinds(&listed), ["unknown_field", "did_you_mean", "did_you_mean"]);
    for command in ["stories", "export"] {
        let run = place.run(&[command, "musem topic:ferry", "-v"]);
        assert_eq!(run.status, 1);
        assert!(
            run.stderr.contains("^^^^^^ `topic:` is no field") && run.stderr.contains("did you mean `museum` (1)?"),
            "{}",
            run.stderr
        );
        let wrong = place.run(&[command, "ferry w/x lake", "--columns", "40"]);
        assert_eq!(wrong.status, 2);
        assert!(
            wrong.stderr.contains("the query cannot be read")
                && wrong.stderr.lines().skip(1).all(|line| line.chars().count() <= 40),
            "{}",
            wrong.stderr
        );
    }
}
