//! What flags make of a query, what is told of it, and whether the echo finds the same.

use crate::support::{Place, package};

fn place() -> Place {
    let place = Place::new();
    std::fs::copy(package().join("tests/it/queries/corpus.jsonl"), place.path().join("feed.jsonl")).unwrap();
    place.done(&["build", "feed.jsonl", "--no-clean"]);
    place
}

#[test]
fn flags_say_how_a_query_is_read() {
    let place = place();
    let parsed = |args: &[&str]| {
        let answer = place.json(&[&["search", "--json"], args].concat());
        answer["parsed"].as_str().unwrap().to_owned()
    };
    assert_eq!(parsed(&["port authority w/3 strike", "--dialect", "factiva"]), "\"port authority\" PRE/3 strike");
    assert_eq!(parsed(&["strike w/5 port", "--literal"]), "strike AND \\w/5 AND port");
    let run = place.run(&["search", "strike AND port OR ferry", "--strict"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("write `(strike AND port) OR ferry`, or the other way"), "{}", run.stderr);
    assert_eq!(place.run(&["search", "(strike AND port) OR ferry", "--strict"]).status, 0);
}

#[test]
fn any_is_never_stricter_than_auto() {
    let place = place();
    let count = |args: &[&str]| {
        let answer = place.json(&[&["search", "--json"], args].concat());
        answer["summary"]["articles"].as_u64().unwrap() + answer["summary"]["partial"].as_u64().unwrap()
    };
    let strike = count(&["strike"]);
    assert!(strike > 1);
    assert_eq!(count(&["+strike port", "--match", "any"]), strike);
    assert_eq!(count(&["+strike xylophone", "--match", "any"]), strike);
    assert!(count(&["strike recycling", "--match", "any"]) > strike);
}

#[test]
fn every_mistake_is_told_at_once() {
    let run = place().run(&["search", "strike w/x port date:2025-13 roam~7"]);
    assert_eq!(run.status, 2);
    let carets = run.stderr.lines().filter(|line| line.trim_start().starts_with('^')).count();
    assert_eq!(carets, 3, "{}", run.stderr);
}

#[test]
fn spellings_of_names_are_told_and_can_be_left_out() {
    let place = Place::new();
    std::fs::copy(package().join("tests/it/languages/corpus.jsonl"), place.path().join("feed.jsonl")).unwrap();
    place.done(&["build", "feed.jsonl", "--no-clean"]);
    let told = |args: &[&str]| {
        let answer = place.json(&[&["search", "--json"], args].concat());
        let notices = answer["notices"].as_array().unwrap().iter().filter(|notice| notice["kind"] == "variants");
        notices.map(|notice| notice["text"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(told(&["Kiev"]), ["`kiev` also finds kyiv (1), київ (1); `=kiev` or `--no-variants` does not"]);
    assert_eq!(
        told(&["Zabelskyy"]),
        ["`zabelskyy` also finds sabelskij (1), zabelskeho (1), zabelski (1), zabelskiego (1), zabelsky (1), ζαμπελσκι (1), \
          забельского (1), забельського (1); `=zabelskyy` or `--no-variants` does not"]
    );
    for query in ["=Kiev", "\"Kiev\"", "Maria", "Martin", "tram", "Turk"] {
        assert_eq!(told(&[query]), Vec::<String>::new(), "{query}");
    }
    assert_eq!(told(&["Kiev", "--no-variants"]), Vec::<String>::new());
    assert_eq!(place.hits("Kiev", &["--no-variants"]), ["feed.jsonl#2"]);
    // A name that no article has: spellings are found all the same.
    assert_eq!(place.hits("Zabelskii", &["--match", "all"]).len(), 10);
    let answer = place.json(&["search", "--json", "Malchenka"]);
    assert_eq!(answer["notices"][0]["text"], "`malchenka` is in no article: did you mean `malchenko` (1)?");
}

#[test]
fn words_that_are_nowhere_are_told_with_the_nearest() {
    let place = place();
    let notices = |args: &[&str]| {
        let answer = place.json(&[&["search", "--json"], args].concat());
        let texts = answer["notices"].as_array().unwrap().iter().map(|notice| notice["text"].as_str().unwrap().to_owned());
        texts.collect::<Vec<_>>()
    };
    assert_eq!(notices(&["harbor"]), ["`harbor` is in no article: did you mean `harbour` (3)?"]);
    assert_eq!(notices(&["\"harbor pilots\""]), ["`harbor` is in no article: did you mean `harbour` (3)?"]);
    assert_eq!(notices(&["xylophone"]), ["`xylophone` is in no article"]);
    assert_eq!(notices(&["harbours", "--match", "all"]), Vec::<String>::new(), "another form is there");
    assert_eq!(
        notices(&["ferry AND budget"]),
        ["no article has all of it; 2 have some: join the words with OR, or use `--match any`"]
    );
    assert_eq!(
        notices(&["kiln AND xylophone"])[1],
        "no article has all of it; 1 has some: join the words with OR, or use `--match any`"
    );
    assert_eq!(notices(&["wom?n"]), ["`wom?n` finds woman (1), women (1)"]);
}

/// Queries and flags; the echo alone must find the same articles.
#[test]
fn the_echo_finds_the_same() {
    let place = place();
    let queries = ["", "strike", "strike harbour", "+strike port", "strike OR recycling", "strike -port", "title:(pilots ferry)"];
    let queries = queries.into_iter().chain([
        "(strike AND night) OR glass",
        "+strike +night talks",
        "pilots w/3 strike ferry",
        "strike date:2025",
    ]);
    let flags: &[&[&str]] = &[
        &[],
        &["--match", "any"],
        &["--since", "2025-12-02", "--until", "2026-01"],
        &["--outlet", "courier", "--outlet", "halden bay"],
        &["--author", "mara \"lindqvist\"", "--lang", "en"],
        &["--on", "none", "--match", "any"],
        &["--lang", "de", "--lang", "zh"],
    ];
    let found = |query: &str, flags: &[&str]| {
        let answer = place.json(&[&["search", query, "--json", "-n", "all", "--copies", "expand"], flags].concat());
        let full = answer["hits"].as_array().unwrap().iter().filter(|hit| hit["partial"] == false);
        let mut records: Vec<u64> = full.map(|hit| hit["record"].as_u64().unwrap()).collect();
        records.sort_unstable();
        (answer["parsed"].as_str().unwrap().to_owned(), records)
    };
    for query in queries {
        for flags in flags {
            let (parsed, records) = found(query, flags);
            assert_eq!(found(&parsed, &["--match", "all"]), (parsed.clone(), records), "{query} {flags:?}");
        }
    }
    let parsed = |query: &str, flags: &[&str]| found(query, flags).0;
    assert_eq!(parsed("strike harbour", &["--match", "any"]), "strike OR harbour");
    assert_eq!(parsed("+strike port -ferry", &["--match", "any"]), "strike AND NOT ferry AND (strike OR port)");
    assert_eq!(
        parsed("strike", &["--outlet", "courier", "--outlet", "post", "--since", "2025-12"]),
        "strike AND outlet:(\"courier\" OR \"post\") AND date:2025-12-01.."
    );
    assert_eq!(parsed("", &["--lang", "de"]), "lang:de");
    let run = place.done(&["search", "--lang", "de"]);
    assert!(run.stdout.starts_with("lang:de\n"), "{}", run.stdout);
}

#[test]
fn dates_of_flags() {
    let place = place();
    let error = |args: &[&str]| {
        let run = place.run(&[&["search", "strike"], args].concat());
        assert_eq!(run.status, 2, "{args:?}");
        run.stderr
    };
    let reversed = error(&["--since", "2026", "--until", "2025-12"]);
    assert!(reversed.contains("`--since 2026` is after `--until 2025-12`: write `--since 2025-12 --until 2026`"), "{reversed}");
    let none = error(&["--since", "none"]);
    assert!(none.contains("`--since none`: no first day: write one, as in `--since 2025-02`"), "{none}");
    let soon = error(&["--since", "soon"]);
    assert!(soon.contains("`soon` is no date") && !soon.contains("none"), "{soon}");
    let both = error(&["--until", "1/2/2026"]);
    assert!(both.contains("write `--until 2026-01-02` or `--until 2026-02-01`"), "{both}");
    place.done(&["search", "strike", "--since", "2025-12", "--until", "2025-12"]);
}

#[test]
fn excerpts_are_as_wide_as_the_terminal() {
    let place = place();
    let query = format!("{} date:2025-13 {}", "harbour ".repeat(30), "strike ".repeat(30));
    for columns in ["20", "40", "80", "200"] {
        let run = place.run(&["search", &query, "--columns", columns]);
        let width: usize = columns.parse().unwrap();
        let longest = run.stderr.lines().skip(1).map(|line| line.chars().count()).max().unwrap();
        assert!(longest <= width, "{columns}: {longest}\n{}", run.stderr);
        assert!(run.stderr.contains("2025-12`"), "{}", run.stderr);
    }
}

#[test]
fn names_that_are_nowhere_are_told_with_the_nearest() {
    let place = place();
    let notices = |args: &[&str]| {
        let answer = place.json(&[&["search", "--json"], args].concat());
        let texts = answer["notices"].as_array().unwrap().iter().map(|notice| notice["text"].as_str().unwrap().to_owned());
        texts.collect::<Vec<_>>()
    };
    let courier = ["no outlet has `Quay Courrier` in its name: did you mean `Quay Courier` (2)?"];
    assert_eq!(notices(&["outlet:\"Quay Courrier\""]), courier);
    assert_eq!(notices(&["--outlet", "Quay Courrier"]), courier);
    assert_eq!(notices(&["author:linqvist"]), ["no author has `linqvist` in its name: did you mean `Mara Lindqvist` (2)?"]);
    assert_eq!(notices(&["author:zzz"]), ["no author has `zzz` in its name"]);
    assert_eq!(notices(&["outlet:courier"]), Vec::<String>::new());
}

#[test]
fn agencies_are_found_under_every_name() {
    let place = Place::new();
    let record = |title: &str, agency: &str| {
        serde_json::json!({ "title": title, "text": "Pilots in Varnholm went back to work.", "agency": agency, "date": "2025-12-01" }).to_string()
    };
    let feed = [record("One", "AP"), record("Two", "The Associated Press"), record("Three", "AFP")].join("\n");
    place.write("feed.jsonl", feed);
    place.done(&["build", "feed.jsonl"]);
    for query in ["agency:AP", "agency:ap", "agency:\"Associated Press\"", "agency:associated"] {
        assert_eq!(place.hits(query, &["--copies", "expand"]).len(), 2, "{query}");
    }
    assert_eq!(place.hits("", &["--agency", "ap", "--copies", "expand"]).len(), 2);
    assert_eq!(place.hits("agency:\"agence france-presse\"", &[]).len(), 1);
    assert_eq!(place.hits("pilots -agency:ap", &[]).len(), 1);
}
