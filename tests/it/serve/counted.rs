//! Results with counts in one pass are what searching, counting and drawing say one by one; and a
//! build that commits meanwhile is no failure.

use std::thread;

use newsidx::index::{IndexDir, IndexReader, PathView};
use newsidx::query::{ParseOptions, parse};
use newsidx::search::{FacetBy, FacetRequest, SearchRequest, Searcher, TimelineRequest};
use serde::Serialize;
use serde_json::Value;

use super::{demo, timeless};

fn told(value: &impl Serialize) -> Value {
    timeless(serde_json::to_value(value).unwrap())
}

#[test]
fn one_pass_says_what_three_do() {
    let (place, _server) = demo();
    let dir = IndexDir::new(place.path().join("index"));
    let paths = PathView::new(dir.path(), place.path());
    let reader = IndexReader::open(&dir).unwrap();
    let searcher = Searcher::new(&reader, &paths);
    let wanted = FacetRequest {
        tables: FacetBy::ALL.iter().map(|by| vec![*by]).chain([vec![FacetBy::Outlet, FacetBy::Month]]).collect(),
        sort: None,
        limit: Some(5),
    };
    let mut drawn = 0;
    for text in ["", "strike", "strike bridge lighthouse", "the -strike", "outlet:post date:2026", "zzqqxx", "\"said on Monday\""]
    {
        let options = ParseOptions::new(jiff::civil::date(2026, 3, 1));
        let request = SearchRequest::new(text, parse(text, &options).unwrap().query);
        let (response, counts) = searcher.search_counted(&request, &wanted).unwrap();
        assert_eq!(told(&response), told(&searcher.search(&request).unwrap()), "{text}");
        let Some(counts) = counts else {
            assert_eq!(response.summary.articles, 0, "{text}");
            continue;
        };
        let mut facets = searcher.facets(&request, &wanted).unwrap();
        facets.notices.clear();
        assert_eq!(told(&counts.facets), told(&facets), "{text}");
        let timeline = TimelineRequest { queries: vec![request], every: None, share: false };
        let mut timeline = searcher.timeline(&timeline).unwrap();
        timeline.series[0].notices.clear();
        assert_eq!(told(&counts.timeline.unwrap()), told(&timeline), "{text}");
        drawn += 1;
    }
    assert!(drawn >= 4, "{drawn}");
}

#[test]
fn a_commit_is_no_failure() {
    let (place, server) = demo();
    let (place, server) = (&place, &server);
    thread::scope(|scope| {
        let builds = scope.spawn(move || {
            for number in 0..8 {
                let text =
                    format!("Tug number {number} sails\n\nThe tug Hexley {number} sailed on Monday with {number} on board.\n");
                place.write(&format!("more/{number}.txt"), text);
                place.done(&["build", "more", "-q"]);
            }
        });
        while !builds.is_finished() {
            for path in ["/api/v1/stats", "/about", "/api/v1/search?q=tug", "/?q=tug"] {
                let answer = server.get(path);
                assert_eq!(answer.status, 200, "{path}: {}", answer.body);
            }
        }
    });
    assert!(server.get("/api/v1/search?q=tug").json()["summary"]["articles"].as_u64().unwrap() >= 8);
}
