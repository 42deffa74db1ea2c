//! What each query finds in a small corpus, and what it marks: a table of the language,
//! checked line by line by a person. `queries/corpus.jsonl` is the corpus, a record an
//! article; `queries/table.txt` has `query => records => marked`, or the mistake.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::sync::atomic::AtomicBool;

use newsidx::build::{BuildOptions, DEFAULT_MEMORY, Settings, Silent, build};
use newsidx::index::{IndexDir, IndexReader, PathView};
use newsidx::model::{Highlight, Hit};
use newsidx::query::{ParseOptions, parse};
use newsidx::search::{Copies, MatchMode, SearchRequest, Searcher};

use crate::support::{Place, package};

fn marked(text: &str, highlights: &[Highlight], found: &mut BTreeSet<String>) {
    let letters: Vec<char> = text.chars().collect();
    found.extend(highlights.iter().map(|mark| letters[mark.start as usize..mark.end as usize].iter().collect::<String>()));
}

/// A line of the table as the index answers it.
fn answer(query: &str, searcher: &Searcher<'_>) -> String {
    let parsed = match parse(query, &ParseOptions::new(jiff::civil::date(2026, 3, 1))) {
        Ok(parsed) => parsed,
        Err(errors) => return format!("{query} => ERROR {}", errors.render(query).lines().last().unwrap().trim()),
    };
    let request = SearchRequest {
        match_mode: MatchMode::All,
        copies: Copies::Expand,
        limit: usize::MAX,
        passages: 20,
        ..SearchRequest::new(query, parsed.query)
    };
    let answer = match searcher.search(&request) {
        Ok(answer) => answer,
        Err(error) => return format!("{query} => ERROR error: {error}"),
    };
    let records: BTreeSet<u64> = answer.hits.iter().filter_map(|hit| hit.record).collect();
    let mut found = BTreeSet::new();
    for Hit { title, title_highlights, passages, .. } in &answer.hits {
        marked(title.as_deref().unwrap_or_default(), title_highlights, &mut found);
        for passage in passages {
            marked(&passage.text, &passage.highlights, &mut found);
        }
    }
    let records: Vec<_> = records.iter().map(ToString::to_string).collect();
    let found: Vec<_> = found.into_iter().collect();
    format!("{query} => {} => {}", records.join(" "), found.join(" | "))
}

/// Holds the index of a folder's corpus against the folder's table.
fn check(folder: &str, least: usize) {
    let files = package().join("tests/it").join(folder);
    let folder = tempfile::tempdir().unwrap();
    let dir = IndexDir::new(folder.path().join("index"));
    let paths = PathView::new(dir.path(), folder.path());
    std::fs::copy(files.join("corpus.jsonl"), folder.path().join("feed.jsonl")).unwrap();
    let options = BuildOptions {
        roots: vec![folder.path().join("feed.jsonl")],
        fresh: false,
        settings: Some(Settings { no_clean: true, ..Settings::default() }),
        format: None,
        threads: 1,
        memory: DEFAULT_MEMORY,
        demo: false,
    };
    build(&dir, &paths, &options, &Silent, &AtomicBool::new(false)).unwrap();
    let reader = IndexReader::open(&dir).unwrap();
    let searcher = Searcher::new(&reader, &paths);
    let table = std::fs::read_to_string(files.join("table.txt")).unwrap();
    let mut wrong = String::new();
    let mut lines = 0;
    for line in table.lines().filter(|line| line.contains(" => ")) {
        lines += 1;
        let (query, _) = line.split_once(" => ").unwrap();
        let found = answer(query, &searcher);
        if found.trim_end() != line.trim_end() {
            writeln!(wrong, "{line}\n{found}\n").unwrap();
        }
    }
    assert!(lines >= least, "{lines}");
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_query_finds_and_marks_what_the_table_says() {
    check("queries", 250);
}

#[test]
fn words_and_names_of_every_language_are_found_and_marked() {
    check("languages", 100);
}

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
