//! What goes wrong on the way to an engine and in it: no article is lost or sent twice, and what is told is
//! one line.

use std::collections::BTreeSet;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use newsidx::engine::{Part, Patience, push};
use newsidx::search::{Remote, SearchRequest};
use serde_json::json;

use super::fake::{Fake, Fault};
use super::{HASTE, client, options, pushed};
use crate::support::{Place, Records};

/// A corpus of so many small articles.
fn records(number: usize) -> Records {
    let lines = (0..number).map(|at| {
        let text = format!("Pilots of harbour {at} went on strike on Monday. The council of ward {at} met at noon to vote.");
        json!({"id": at, "title": format!("Harbour {at}"), "text": text, "outlet": "Quay Courier"}).to_string() + "\n"
    });
    Records::of("feed.jsonl", lines.collect::<String>())
}

fn all_once(fake: &Fake, index: &str, number: usize) {
    let ids = fake.ids(index);
    assert_eq!((ids.len(), ids.iter().collect::<BTreeSet<_>>().len()), (number, number));
}

#[test]
fn a_push_bears_what_passes() {
    let corpus = records(120);
    for fault in [
        Fault::Answer(429, "Retry-After: 0\r\n", json!({"message": "too many requests"}).to_string()),
        Fault::Answer(503, "", "upstream not ready".to_owned()),
        Fault::Answer(502, "", "<html>bad gateway</html>".to_owned()),
        Fault::Close,
        Fault::Lost,
        Fault::Half,
        Fault::Odd(429),
        Fault::Odd(500),
    ] {
        let fake = Fake::start();
        fake.fail("/_bulk", fault.clone());
        let folder = tempfile::tempdir().unwrap();
        let report = pushed(&client(&fake.url).unwrap(), &corpus.reader, folder.path(), &options("1")).unwrap();
        assert_eq!((report.articles, report.retries > 0), (120, true), "{fault:?}");
        all_once(&fake, &report.index, 120);
        assert!(folder.path().read_dir().unwrap().next().is_none(), "the journal is gone");
    }
}

#[test]
fn a_push_that_was_stopped_goes_on() {
    let corpus = records(150);
    let fake = Fake::start();
    let folder = tempfile::tempdir().unwrap();
    let there = client(&fake.url).unwrap();
    let (cancel, seen) = (AtomicBool::new(false), AtomicUsize::new(0));
    let stop = |_| cancel.store(seen.fetch_add(1, Ordering::Relaxed) == 2, Ordering::Relaxed);
    let stopped = push(&there, &corpus.reader, folder.path(), &options("1"), &stop, &cancel);
    assert!(stopped.is_err());
    let sent = fake.ids("news-1").len();
    assert!((1..150).contains(&sent), "{sent}");
    let paths = corpus.paths.clone();
    let early = Remote::open(client(&fake.url).unwrap(), "news", paths.clone()).err().unwrap().to_string();
    assert!(early.contains("no index `news-generations`"), "{early}");
    // Another name is not taken: the generation that was begun is finished.
    let report = pushed(&there, &corpus.reader, folder.path(), &options("2")).unwrap();
    assert_eq!((report.index.as_str(), report.resumed), ("news-1", sent));
    all_once(&fake, "news-1", 150);
    Remote::open(client(&fake.url).unwrap(), "news", paths).unwrap();
}

#[test]
fn a_push_that_was_killed_while_it_sent_goes_on() {
    let corpus = records(150);
    let fake = Fake::start();
    let folder = tempfile::tempdir().unwrap();
    let there = client(&fake.url).unwrap();
    // As if the process had ended after the request arrived, before it knew.
    for _ in 0..=HASTE.retries {
        fake.fail("/_bulk", Fault::Lost);
        fake.fail("_source_includes=id", Fault::Answer(500, "", "{}".to_owned()));
    }
    assert!(pushed(&there, &corpus.reader, folder.path(), &options("1")).is_err());
    let sent = fake.ids("news-1").len();
    assert!(sent > 0, "the first batch arrived");
    assert!(!fake.requests("/_bulk").is_empty());
    while pushed(&there, &corpus.reader, folder.path(), &options("2")).is_err() {}
    all_once(&fake, "news-1", 150);
    assert_eq!(fake.indexes(), ["news-1", "news-generations"]);
}

#[test]
fn parts_are_searched_when_all_are_there() {
    let (one, other) = (records(30), records(40));
    let fake = Fake::start();
    let folder = tempfile::tempdir().unwrap();
    let there = client(&fake.url).unwrap();
    let part = |number| super::PushOptions { part: Part { number, of: 2 }, ..options("1") };
    pushed(&there, &one.reader, folder.path(), &part(1)).unwrap();
    let early = Remote::open(client(&fake.url).unwrap(), "news", one.paths.clone()).err().unwrap().to_string();
    assert!(early.contains("no whole generation of `news`"), "{early}");
    pushed(&there, &other.reader, folder.path(), &part(2)).unwrap();
    let remote = Remote::open(client(&fake.url).unwrap(), "news", one.paths.clone()).unwrap();
    let everything = SearchRequest::new("", newsidx::query::Query::default());
    // Both call their records the same, so that articles of one id are one.
    assert_eq!(fake.ids("news-1").len(), 70);
    assert!(remote.search(&everything).unwrap().summary.articles >= 40);
}

#[test]
fn each_failure_is_one_line() {
    let corpus = records(20);
    let answer = |status, text: &str| Fault::Answer(status, "", text.to_owned());
    let flood =
        r#"{"error":{"reason":"index [news-1] blocked by: [TOO_MANY_REQUESTS/12/disk usage exceeded flood-stage watermark]"}}"#;
    for (path, fault, times, expected) in [
        ("/_bulk", answer(507, ""), 1, "has no room left"),
        ("/_bulk", answer(429, flood), 1, "has no room left (index [news-1] blocked by"),
        ("/_bulk", answer(413, ""), 1, "smaller `--batch`"),
        (
            "/_bulk",
            answer(403, r#"{"message":"forbidden by policy"}"#),
            1,
            "does not let this user do that (forbidden by policy)",
        ),
        ("/_bulk", answer(429, ""), 9, "too busy (429)"),
        ("/_bulk", Fault::Odd(400), 1, "refused the request (400): status 400"),
        ("/indexes", answer(500, "\u{1b}[31mpanic\nat line 3"), 1, "failed (500): [31mpanic at line 3"),
        ("/version", answer(401, ""), 1, "wants to know who asks"),
        ("/version", answer(503, ""), 9, "neither Quickwit nor Elasticsearch nor OpenSearch"),
        ("/indexes", answer(200, "<html>hello</html>"), 1, "sent an answer that cannot be read"),
    ] {
        let fake = Fake::start();
        (0..times).for_each(|_| fake.fail(path, fault.clone()));
        let folder = tempfile::tempdir().unwrap();
        let failed = client(&fake.url).and_then(|there| pushed(&there, &corpus.reader, folder.path(), &options("1")));
        let text = failed.err().map(|error| error.to_string()).unwrap_or_default();
        assert!(text.contains(expected) && !text.contains('\n'), "{fault:?}: {text}");
        assert!(text.contains(&fake.url), "{text}");
    }
}

#[test]
fn versions_and_strangers() {
    let fake = Fake::start();
    for (version, expected) in [
        (json!({"build": {"version": "0.6.5"}}), "the Quickwit at `URL` is version 0.6.5: newsidx needs 0.8 or newer"),
        (json!({"version": {"number": "6.8.1"}}), "the Elasticsearch at `URL` is version 6.8.1: newsidx needs 8.0 or newer"),
        (
            json!({"version": {"number": "1.3.0", "distribution": "opensearch"}}),
            "the OpenSearch at `URL` is version 1.3.0: newsidx needs 2.0 or newer",
        ),
        (json!({"version": {"number": "1.0", "distribution": "other"}}), "`URL` answers, but is neither"),
        (json!({}), "`URL` answers, but is neither"),
    ] {
        fake.set_version(version);
        let text = client(&fake.url).err().unwrap().to_string().replace(&fake.url, "URL");
        assert!(text.starts_with(expected), "{text}");
    }
    fake.set_version(json!({"version": {"number": "8.19.0"}}));
    assert!(client(&fake.url).is_ok());
}

#[test]
fn failures_of_a_search_end_the_program_with_2() {
    let place = Place::new();
    let fake = Fake::start();
    let failed = |args: &[&str], expected: &str| {
        let run = place.run(&[&["search", "strike", "--engine"], args].concat());
        assert_eq!((run.status, run.stdout.as_str(), run.stderr.lines().count()), (2, "", 1), "{}", run.stderr);
        assert!(run.stderr.contains(expected), "{}", run.stderr);
    };
    failed(&["http://127.0.0.1:9"], "cannot be reached");
    failed(&["http://news.invalid"], "there is no such host");
    failed(&["ftp://host"], "write an address as");
    failed(&[&fake.url], "no index `news-generations`: make it with `newsidx push`");
    failed(&[&fake.url, "--name", "No/Name"], "small letters");
    fake.fail("_search", Fault::Hang(Duration::from_secs(20)));
    let began = Instant::now();
    failed(&[&fake.url, "--timeout", "1"], "did not answer in time");
    assert!(began.elapsed() < Duration::from_secs(15));
    fake.want("Basic YW5hOm5v");
    failed(&[&fake.url], "wants to know who asks");
    let known = fake.url.replace("http://", "http://ana:no@");
    failed(&[&known], "no index `news-generations`");
}

#[test]
fn a_timeout_while_pushing_is_looked_into() {
    let corpus = records(40);
    let fake = Fake::start();
    let folder = tempfile::tempdir().unwrap();
    fake.fail("/_bulk", Fault::Hang(Duration::from_secs(3)));
    let patience = Patience { timeout: Duration::from_millis(500), ..HASTE };
    let there = newsidx::engine::Client::connect(newsidx::engine::Address::new(&fake.url, None).unwrap(), patience).unwrap();
    let report = pushed(&there, &corpus.reader, folder.path(), &options("1")).unwrap();
    all_once(&fake, &report.index, 40);
}
