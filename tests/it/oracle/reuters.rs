//! Random queries over a corpus of twenty thousand articles, where one is named: none fails,
//! and none takes more than a second of a processor.

use std::io::Write;
use std::time::Duration;

use newsidx::query::{ParseOptions, parse};
use newsidx::search::{SearchRequest, Searcher};
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;

use super::grammar::query;
use crate::support::{Records, Stopwatch};

/// Words that are in most articles, in some, and in few.
const WORDS: &[&str] = &[
    "the", "of", "said", "mln", "in", "to", "dlrs", "company", "shares", "oil", "trade", "bank", "prices", "wheat", "japan",
    "rates", "merger", "tonnes", "strike", "ferry",
];

#[test]
fn no_query_takes_a_second() {
    let Ok(corpus) = std::env::var("NEWSIDX_REUTERS") else {
        writeln!(std::io::stderr(), "SKIPPED: `NEWSIDX_REUTERS` names no file of records").unwrap();
        return;
    };
    let cases = super::many().unwrap_or(1000);
    let records = Records::of("reuters.jsonl.gz", std::fs::read(corpus).unwrap());
    let searcher = Searcher::new(&records.reader, &records.paths);
    let options = ParseOptions::new(jiff::civil::date(2026, 1, 1));
    let queries = query(WORDS);
    let mut runner = TestRunner::default();
    let mut slowest = (Duration::ZERO, String::new());
    for _ in 0..cases {
        let text = queries.new_tree(&mut runner).unwrap().current();
        let parsed = parse(&text, &options).unwrap_or_else(|errors| panic!("{}", errors.render(&text)));
        let watch = Stopwatch::start();
        searcher.search(&SearchRequest::new(&text, parsed.query)).unwrap();
        slowest = slowest.max((watch.took(), text));
    }
    writeln!(std::io::stderr(), "{cases} queries, the slowest {:?}: {}", slowest.0, slowest.1).unwrap();
    assert!(slowest.0 < Duration::from_secs(1), "{:?}: {}", slowest.0, slowest.1);
}
