//! Random queries over a small corpus, answered by the index and by an evaluator that
//! knows nothing of it: lists of words, looked at one by one. Both must find the same.

use std::collections::BTreeSet;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use newsidx::query::{Kind, Node, ParseOptions, parse};
use newsidx::search::{Copies, MatchMode, SearchRequest, Searcher};
use proptest::prelude::*;

use self::grammar::{language, placed, query};
use self::naive::{Doc, Scope, holds};
use crate::support::Records;

mod grammar;
mod naive;
mod reuters;

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

/// Every form.
static FORMS: LazyLock<Vec<&str>> = LazyLock::new(|| WORDS.iter().flat_map(|forms| forms.iter().copied()).collect());

/// So many cases as `NEWSIDX_ORACLE` says, for a full run.
fn many() -> Option<u32> {
    static MANY: LazyLock<Option<u32>> = LazyLock::new(|| std::env::var("NEWSIDX_ORACLE").ok()?.parse().ok());
    *MANY
}

fn cases(few: u32) -> ProptestConfig {
    ProptestConfig { max_shrink_iters: 4096, ..ProptestConfig::with_cases(many().unwrap_or(few)) }
}

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
    records: Records,
}

static CORPUS: LazyLock<Corpus> = LazyLock::new(|| {
    let docs = docs();
    let mut lines = String::new();
    for (number, doc) in docs.iter().enumerate() {
        let paragraph =
            |sentences: &Vec<Vec<String>>| sentences.iter().map(|words| written(words) + ".").collect::<Vec<_>>().join(" ");
        let text: Vec<_> = doc.body.iter().map(paragraph).collect();
        let record = serde_json::json!({ "title": written(&doc.title_words()), "text": text.join("\n\n"), "language": "en", "outlet": format!("Gazette {number}") });
        lines += &(record.to_string() + "\n");
    }
    Corpus { docs, records: Records::of("feed.jsonl", lines) }
});

/// Of so many queries of a full run one is answered with hits and passages.
const WITH_HITS: u64 = 50;

static ASKED: AtomicU64 = AtomicU64::new(0);

/// The numbers of the documents that the index finds, from 0: each has an outlet of its own.
fn answered(text: &str, root: &Node) -> BTreeSet<usize> {
    let query = newsidx::query::Query { root: Some(root.clone()) };
    let has_hits = many().is_none() || ASKED.fetch_add(1, Ordering::Relaxed).is_multiple_of(WITH_HITS);
    let request = SearchRequest {
        match_mode: MatchMode::All,
        copies: Copies::Expand,
        facets: true,
        limit: if has_hits { usize::MAX } else { 0 },
        ..SearchRequest::new(text, query)
    };
    let answer = Searcher::new(&CORPUS.records.reader, &CORPUS.records.paths).search(&request).unwrap();
    let outlets = answer.facets.unwrap().outlet;
    let found: BTreeSet<usize> = outlets
        .iter()
        .map(|outlet| outlet.value.as_deref().unwrap().strip_prefix("Gazette ").unwrap().parse().unwrap())
        .collect();
    assert_eq!(answer.summary.articles, found.len() as u64, "{text}");
    if has_hits {
        let hits: BTreeSet<usize> = answer.hits.iter().map(|hit| usize::try_from(hit.record.unwrap()).unwrap() - 1).collect();
        assert_eq!((answer.hits.len(), &hits), (found.len(), &found), "{text}");
    }
    found
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

proptest! {
    #![proptest_config(cases(100))]

    #[test]
    fn places_are_found_where_they_are(text in placed(&FORMS)) {
        check(&text);
    }

    /// Whatever is typed: no panic, and what it reads as reads as itself.
    #[test]
    fn texts_read_as_themselves(text in language(&FORMS)) {
        crate::entries::query(text.as_bytes());
    }

    #[test]
    fn queries_find_what_they_say(text in query(&FORMS)) {
        check(&text);
    }
}

#[test]
fn what_is_marked_makes_the_match() {
    // In a passage of a single pair, exactly the pair is marked.
    let parsed = parse("ferry PRE/3 port", &ParseOptions::new(jiff::civil::date(2026, 1, 1))).unwrap();
    assert!(matches!(parsed.query.root.as_ref().unwrap().kind, Kind::Near(_)));
    let request = SearchRequest { copies: Copies::Expand, limit: usize::MAX, ..SearchRequest::new("", parsed.query) };
    let answer = Searcher::new(&CORPUS.records.reader, &CORPUS.records.paths).search(&request).unwrap();
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
