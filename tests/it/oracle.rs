//! Random queries over a small corpus, answered by the index and by an evaluator that
//! knows nothing of it: lists of words, looked at one by one. Both must find the same.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::sync::atomic::AtomicBool;

use newsidx::build::{BuildOptions, DEFAULT_MEMORY, Settings, Silent, build};
use newsidx::index::{IndexDir, IndexReader, PathView};
use newsidx::query::{Kind, Node, ParseOptions, parse};
use newsidx::search::{Copies, MatchMode, SearchRequest, Searcher};
use proptest::prelude::*;

use self::naive::{Doc, Scope, holds};

mod naive;

/// Words of the corpus; each line holds forms of one word.
const WORDS: &[&[&str]] = &[
    &["harbour", "harbours"],
    &["ferry", "ferries"],
    &["strike", "strikes", "striking"],
    &["port"],
    &["crew", "crews"],
    &["night"],
    &["shift"],
];

/// Numbers that are the same on every run.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: u64) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from((self.0 >> 33) % end).unwrap()
    }

    fn word(&mut self) -> String {
        let forms = WORDS[self.below(WORDS.len() as u64)];
        forms[self.below(forms.len() as u64)].to_owned()
    }

    fn sentence(&mut self) -> Vec<String> {
        (0..2 + self.below(5)).map(|_| self.word()).collect()
    }
}

fn docs() -> Vec<Doc> {
    let mut numbers = Numbers(20_251_122);
    let paragraph = |numbers: &mut Numbers| (0..=numbers.below(2)).map(|_| numbers.sentence()).collect::<Vec<_>>();
    (0..40)
        .map(|_| {
            let title = numbers.sentence();
            let body = (0..=numbers.below(3)).map(|_| paragraph(&mut numbers)).collect();
            Doc::new(&title, body)
        })
        .collect()
}

/// A sentence as it is written.
fn written(words: &[String]) -> String {
    let text = words.join(" ");
    let mut letters = text.chars();
    letters.next().into_iter().flat_map(char::to_uppercase).chain(letters).collect()
}

struct Corpus {
    docs: Vec<Doc>,
    reader: IndexReader,
    paths: PathView,
    _folder: tempfile::TempDir,
}

static CORPUS: LazyLock<Corpus> = LazyLock::new(|| {
    let folder = tempfile::tempdir().unwrap();
    let docs = docs();
    let mut lines = String::new();
    for doc in &docs {
        let paragraph =
            |sentences: &Vec<Vec<String>>| sentences.iter().map(|words| written(words) + ".").collect::<Vec<_>>().join(" ");
        let text: Vec<_> = doc.body.iter().map(paragraph).collect();
        let record = serde_json::json!({ "title": written(&doc.title_words()), "text": text.join("\n\n"), "language": "en" });
        lines += &(record.to_string() + "\n");
    }
    std::fs::write(folder.path().join("feed.jsonl"), lines).unwrap();
    let dir = IndexDir::new(folder.path().join("index"));
    let paths = PathView::new(dir.path(), folder.path());
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
    Corpus { docs, reader: IndexReader::open(&dir).unwrap(), paths, _folder: folder }
});

/// The numbers of the documents that the index finds, from 0; what is marked must be there.
fn answered(text: &str, root: &Node) -> BTreeSet<usize> {
    let query = newsidx::query::Query { root: Some(root.clone()) };
    let request = SearchRequest {
        match_mode: MatchMode::All,
        copies: Copies::Expand,
        limit: usize::MAX,
        ..SearchRequest::new(text, query)
    };
    let answer = Searcher::new(&CORPUS.reader, &CORPUS.paths).search(&request).unwrap();
    assert_eq!(answer.summary.articles, answer.hits.len() as u64, "{text}");
    answer.hits.iter().map(|hit| usize::try_from(hit.record.unwrap()).unwrap() - 1).collect()
}

#[track_caller]
fn check(text: &str) {
    let parsed = match parse(text, &ParseOptions::new(jiff::civil::date(2026, 1, 1))) {
        Ok(parsed) => parsed,
        Err(errors) => panic!("{}", errors.render(text)),
    };
    let root = parsed.query.root.unwrap();
    let wanted: BTreeSet<usize> = (0..CORPUS.docs.len()).filter(|n| holds(&root, &CORPUS.docs[*n], Scope::default())).collect();
    assert_eq!(answered(text, &root), wanted, "{text}\n{root}");
}

#[test]
fn the_corpus_is_what_it_is_made_of() {
    check("harbour");
    check("harbour OR -harbour");
    let answer = answered("x", &parse("ferry", &ParseOptions::new(jiff::civil::date(2026, 1, 1))).unwrap().query.root.unwrap());
    assert!(answer.len() > 5 && answer.len() < 40, "{answer:?}");
}

fn leaf() -> impl Strategy<Value = String> {
    let forms: Vec<&str> = WORDS.iter().flat_map(|forms| forms.iter().copied()).collect();
    let word = prop::sample::select(forms);
    let words = prop::collection::vec(word.clone(), 2..4).prop_map(|words| words.join(" "));
    prop_oneof![
        6 => word.clone().prop_map(str::to_owned),
        1 => word.clone().prop_map(|word| format!("={word}")),
        2 => words.prop_map(|words| format!("\"{words}\"")),
        1 => (word.clone(), 2..5_usize).prop_map(|(word, at)| format!("{}*", &word[..at.min(word.len())])),
        1 => (word.clone(), 1..3_usize).prop_map(|(word, at)| format!("{}?{}", &word[..at], &word[at + 1..])),
        1 => (word.clone(), 1..3_u8).prop_map(|(word, edits)| format!("{word}~{edits}")),
        1 => (word.clone(), word).prop_map(|(a, b)| format!("\"{a} {}*\"", &b[..2])),
        1 => Just("/(port|crews?)/".to_owned()),
    ]
}

fn sloppy() -> impl Strategy<Value = String> {
    let forms: Vec<&str> = WORDS.iter().flat_map(|forms| forms.iter().copied()).collect();
    (prop::collection::vec(prop::sample::select(forms), 2..4), 1..5_u8)
        .prop_map(|(words, slop)| format!("\"{}\"~{slop}", words.join(" ")))
}

fn operator() -> impl Strategy<Value = String> {
    let distance = || 1..8_u8;
    prop_oneof![
        4 => distance().prop_map(|n| format!("w/{n}")),
        3 => distance().prop_map(|n| format!("PRE/{n}")),
        2 => distance().prop_map(|n| format!("NOT w/{n}")),
        1 => distance().prop_map(|n| format!("NOT PRE/{n}")),
        2 => Just("w/s".to_owned()),
        1 => Just("PRE/s".to_owned()),
        2 => Just("w/p".to_owned()),
        1 => Just("NOT w/s".to_owned()),
        1 => Just("NOT w/p".to_owned()),
    ]
}

/// What has places: can be near, and be counted.
fn placed() -> impl Strategy<Value = String> {
    leaf().prop_recursive(2, 8, 2, |inner| {
        prop_oneof![
            3 => (inner.clone(), operator(), inner.clone()).prop_map(|(a, near, b)| format!("({a} {near} {b})")),
            1 => (inner.clone(), inner).prop_map(|(a, b)| format!("({a} OR {b})")),
        ]
    })
}

fn query() -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => placed(),
        1 => sloppy(),
        1 => (1..5_u8, placed()).prop_map(|(n, part)| format!("atleast{n}({part})")),
    ];
    part.prop_recursive(3, 8, 2, |inner| {
        let pair = || (inner.clone(), inner.clone());
        prop_oneof![
            2 => pair().prop_map(|(a, b)| format!("({a} AND {b})")),
            2 => pair().prop_map(|(a, b)| format!("({a} OR {b})")),
            1 => pair().prop_map(|(a, b)| format!("({a} NOT {b})")),
            1 => (1..12_u8, inner.clone()).prop_map(|(n, part)| format!("first/{n}({part})")),
            2 => (prop::sample::select(&["title", "body", "lead", "hlead"][..]), inner.clone())
                .prop_map(|(field, part)| format!("{field}:({part})")),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(100))]

    #[test]
    fn places_are_found_where_they_are(text in placed()) {
        check(&text);
    }

    #[test]
    fn queries_find_what_they_say(text in query()) {
        check(&text);
    }
}

#[test]
fn what_is_marked_makes_the_match() {
    // In a passage of a single pair, exactly the pair is marked.
    let parsed = parse("ferry PRE/3 port", &ParseOptions::new(jiff::civil::date(2026, 1, 1))).unwrap();
    assert!(matches!(parsed.query.root.as_ref().unwrap().kind, Kind::Near(_)));
    let request = SearchRequest { copies: Copies::Expand, limit: usize::MAX, ..SearchRequest::new("", parsed.query) };
    let answer = Searcher::new(&CORPUS.reader, &CORPUS.paths).search(&request).unwrap();
    let mut marked = 0;
    for passage in answer.hits.iter().flat_map(|hit| &hit.passages) {
        let text: Vec<char> = passage.text.chars().collect();
        for highlight in &passage.highlights {
            let word: String = text[highlight.start as usize..highlight.end as usize].iter().collect();
            assert!(["ferry", "ferries", "port"].contains(&word.to_lowercase().as_str()), "{word}");
            marked += 1;
        }
    }
    assert!(marked > 10);
}
