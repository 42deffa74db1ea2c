//! How long counts take beside the engine's own aggregations, on an index that is given, in the
//! same process: every article matches.
//!
//! ```text
//! cargo bench --bench counts -- [-n TIMES] INDEX [FIELD...]
//! ```
//!
//! Both are asked TIMES times (20) in turn and the shortest time counts, so that other work on the
//! machine counts little. The engine counts articles only; here stories are counted beside them. The
//! engine's histogram of days has no months, so weeks are compared.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

#[path = "support/args.rs"]
mod args;
#[path = "support/beside.rs"]
mod beside;

use std::hint::black_box;
use std::time::{Duration, Instant};

use args::{Result, arguments};
use newsidx::query::{ParseOptions, parse};
use newsidx::search::{Every, FacetBy, FacetRequest, SearchRequest, Searcher, TimelineRequest};
use serde_json::json;
use tantivy::aggregation::agg_req::Aggregations;
use tantivy::aggregation::{AggContextParams, AggregationCollector};
use tantivy::query::AllQuery;

/// How often each is asked.
const TIMES: usize = 20;

/// The ratio not to exceed.
const MOST: f64 = 1.5;

fn main() -> Result<()> {
    let (times, paths) = arguments(TIMES)?;
    let Some((index, fields)) = paths.split_first() else {
        println!("no index is given: cargo bench --bench counts -- INDEX");
        return Ok(());
    };
    let plain = beside::engine(index)?;
    let (reader, paths) = beside::opened(index)?;
    let searcher = Searcher::new(&reader, &paths);
    println!("{} articles, {} stories, {} segments", plain.num_docs(), reader.stories().len(), plain.segment_readers().len());
    let query = SearchRequest::new("", parse("", &ParseOptions::new(jiff::civil::date(2026, 1, 1)))?.query);
    let terms = |field: &str| json!({"counts": {"terms": {"field": field, "size": 20}}});
    for (name, by, aggregation) in [
        ("outlet", Some(FacetBy::Outlet), terms("outlet_facet")),
        ("language", Some(FacetBy::Language), terms("language")),
        ("author", Some(FacetBy::Author), terms("author")),
        ("section", Some(FacetBy::Section), terms("section")),
        ("tag", Some(FacetBy::Tag), terms("tag")),
        ("week", None, json!({"counts": {"histogram": {"field": "first_day", "interval": 7}}})),
        ("day", Some(FacetBy::Day), json!({"counts": {"histogram": {"field": "first_day", "interval": 1}}})),
    ] {
        if !fields.is_empty() && !fields.iter().any(|field| field.as_os_str() == name) {
            continue;
        }
        let aggregations: Aggregations = serde_json::from_value(aggregation)?;
        let engine = || -> Result<()> {
            let collector = AggregationCollector::from_aggs(aggregations.clone(), AggContextParams::default());
            black_box(plain.search(&AllQuery, &collector)?);
            Ok(())
        };
        // What was counted is not nothing.
        let collector = AggregationCollector::from_aggs(aggregations.clone(), AggContextParams::default());
        let found = serde_json::to_value(plain.search(&AllQuery, &collector)?)?;
        let buckets = found["counts"]["buckets"].as_array().map(Vec::as_slice).unwrap_or_default();
        let listed: u64 = buckets.iter().filter_map(|bucket| bucket["doc_count"].as_u64()).sum();
        let counted = listed + found["counts"]["sum_other_doc_count"].as_u64().unwrap_or(0);
        if counted == 0 {
            println!("{name:9} no article has one");
            continue;
        }
        let ours = || -> Result<()> {
            if let Some(by) = by {
                let wanted = FacetRequest { tables: vec![vec![by]], sort: None, limit: None };
                black_box(searcher.facets(&query, &wanted)?);
            } else {
                let wanted = TimelineRequest { queries: vec![query.clone()], every: Some(Every::Week), share: false };
                black_box(searcher.timeline(&wanted)?);
            }
            Ok(())
        };
        let (first, mut best, mut best_engine) = (timed(&ours)?, Duration::MAX, Duration::MAX);
        for _ in 0..times {
            best_engine = best_engine.min(timed(&engine)?);
            best = best.min(timed(&ours)?);
        }
        let ratio = best.as_secs_f64() / best_engine.as_secs_f64();
        println!(
            "{name:9} {:>8.2} ms, the first time {:>8.2} ms; engine {:>8.2} ms for {counted} values; ratio {ratio:.2} (to stay below {MOST})",
            best.as_secs_f64() * 1e3,
            first.as_secs_f64() * 1e3,
            best_engine.as_secs_f64() * 1e3
        );
    }
    Ok(())
}

fn timed(run: &dyn Fn() -> Result<()>) -> Result<Duration> {
    let start = Instant::now();
    run()?;
    Ok(start.elapsed())
}
