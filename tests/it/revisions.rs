//! Several versions of one page: the newest is the article, the older ones are kept beside it,
//! whatever the order in which they come.

use std::fs;

use serde_json::{Value, json};

use crate::support::Place;

const PAGE: &str = "https://www.quay.example/news/pilots-1";

/// A page of a crawl.
fn record(number: u32, url: &str, day: u32, title: &str, paragraphs: &[&str]) -> String {
    let paragraphs: String = paragraphs.iter().flat_map(|text| ["<p>", text, "</p>"]).collect();
    let html =
        format!("<html><head><title>{title}</title></head><body><article><h1>{title}</h1>{paragraphs}</article></body></html>");
    let body = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{html}");
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Target-URI: {url}\r\n\
         WARC-Date: 2026-03-{day:02}T08:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n\
         Content-Length: {}\r\n\r\n{body}\r\n\r\n",
        body.len()
    )
}

const LEAD: &str = "Harbour pilots in Port Ellery voted on Monday to stop work at midnight, their union said in the evening.";
const TALKS: &str = "Talks with the port had ended without a result after nine hours, both sides said, and none are planned.";
const FERRIES: &str = "The ferries to Halden Bay sail as usual, since their captains need no pilots inside the breakwater.";
const RATES: &str = "The port had offered four per cent more over two years, which the union called a decoy for the press.";

/// Writes three versions of a page, a feed's entry for it, another page, and a front page, each in a file.
fn write(place: &Place, names: &[&str]) {
    for name in names {
        let text = match *name {
            "1.warc" => {
                record(1, &format!("{PAGE}?utm_source=front"), 3, "Pilots to strike in Port Ellery", &[LEAD, TALKS, FERRIES])
            }
            "2.warc" => {
                let changed = TALKS.replace("nine hours", "eleven hours");
                record(2, "http://quay.example/news/pilots-1/", 4, "Port Ellery pilots on strike", &[LEAD, &changed, FERRIES])
            }
            "3.warc" => {
                let changed = TALKS.replace("nine hours", "twelve hours");
                record(3, PAGE, 5, "Port Ellery pilots on strike", &[LEAD, &changed, RATES])
            }
            "feed.xml" => format!(
                "<rss><channel><title>Quay Courier</title><item><title>Port Ellery pilots on strike</title><link>{PAGE}#top</link>\
                 <pubDate>Sat, 07 Mar 2026 08:00:00 GMT</pubDate><description>Teaserword: no ship has moved since midnight.</description>\
                 </item></channel></rss>"
            ),
            "other.warc" => record(
                4,
                PAGE,
                9,
                "Bakers honoured in Ulm",
                &["The guild of bakers honoured its oldest members with a loaf of rye on Sunday, as it has for eighty years."],
            ),
            "front.jsonl" => (0..2)
                .map(|n| {
                    let text =
                        format!("Council item {n} was read out by the clerk of the council to an empty hall on Friday evening.");
                    json!({"title": "Council", "text": text, "url": "https://www.quay.example/"}).to_string() + "\n"
                })
                .collect(),
            _ => panic!("{name}"),
        };
        place.write(&format!("crawl/{name}"), text);
    }
}

const ALL: [&str; 6] = ["1.warc", "2.warc", "3.warc", "feed.xml", "front.jsonl", "other.warc"];

/// What the index holds and finds.
fn state(place: &Place) -> Value {
    let mut answer = place.json(&["search", "NOT zzqqxx", "--json", "--copies", "expand"]);
    answer["summary"]["elapsed_ms"] = Value::Null;
    let stats = place.json(&["stats", "--json"]);
    let counts = ["articles", "revisions", "stories", "undated"].map(|key| stats[key].clone());
    let versions: Vec<Value> = answer["hits"]
        .as_array()
        .unwrap()
        .iter()
        .map(|hit| place.json(&["show", hit["id"].as_str().unwrap(), "--revisions", "--json"]))
        .collect();
    place.done(&["check"]);
    json!([answer, counts, versions])
}

fn found(place: &Place, query: &str) -> Vec<String> {
    place.hits(query, &["--match", "all"])
}

#[test]
fn the_newest_version_is_the_article() {
    let place = Place::new();
    write(&place, &ALL);
    let report = place.json(&["build", "crawl", "--json"]);
    assert_eq!((&report["articles"], &report["revisions"]), (&json!(4), &json!(3)), "{report}");
    assert_eq!(found(&place, "\"twelve hours\""), ["crawl/3.warc#1"]);
    for gone in ["\"nine hours\"", "\"eleven hours\"", "teaserword"] {
        assert_eq!(found(&place, gone), [""; 0], "{gone}");
    }
    assert_eq!(found(&place, "bakers"), ["crawl/other.warc#1"], "another report is no version, whatever its address");
    assert_eq!(found(&place, "clerk").len(), 2, "the address of a site is no page's");
    assert_eq!(place.hits("date:none", &[]).len() + place.hits("NOT date:none", &[]).len(), 4);
    let hit = &place.json(&["search", "twelve hours", "--json"])["hits"][0];
    let listed = place.json(&["show", hit["id"].as_str().unwrap(), "--revisions", "--json"]);
    let versions = listed["revisions"].as_array().unwrap();
    let paths: Vec<_> = versions.iter().map(|one| one["path"].as_str().unwrap()).collect();
    assert_eq!(paths, ["crawl/3.warc", "crawl/feed.xml", "crawl/2.warc", "crawl/1.warc"], "a teaser takes nobody's place");
    assert_eq!(versions[0]["is_current"], true);
    assert_eq!(versions[3]["changes"][0]["kind"], "changed", "{}", versions[3]);
    let old = versions[3]["id"].as_str().unwrap();
    let run = place.done(&["show", old, "-v"]);
    assert!(
        run.stdout.contains("nine hours") && run.stderr.starts_with("this is an older version; `newsidx show "),
        "{}",
        run.stderr
    );
    assert_eq!(place.json(&["show", old, "--revisions", "--json"]), listed, "by the id of any version");
    assert!(place.done(&["stats"]).stdout.contains("3 versions of these articles"));
    insta::assert_snapshot!(place.done(&["show", old, "--revisions"]).stdout);
    let alone = &place.json(&["search", "bakers", "--json"])["hits"][0];
    let run = place.done(&["show", alone["id"].as_str().unwrap(), "--revisions"]);
    assert!(run.stdout.contains("no older version"), "{}", run.stdout);
}

#[test]
fn order_and_number_of_builds_change_nothing() {
    let whole = Place::new();
    write(&whole, &ALL);
    whole.done(&["build", "crawl"]);
    let expected = state(&whole);
    for order in [[2, 0, 1, 3, 4, 5], [3, 2, 5, 1, 0, 4], [0, 1, 2, 3, 4, 5], [5, 3, 4, 1, 2, 0]] {
        let place = Place::new();
        for parts in order.chunks(if order[0] == 5 { 2 } else { 1 }) {
            write(&place, &parts.iter().map(|part| ALL[*part]).collect::<Vec<_>>());
            place.done(&["build", "crawl"]);
        }
        assert_eq!(state(&place), expected, "{order:?}");
    }
}

#[test]
fn an_older_version_takes_the_place_of_one_that_is_gone() {
    let place = Place::new();
    write(&place, &ALL);
    place.done(&["build", "crawl"]);
    let mut left = ALL.to_vec();
    for gone in ["3.warc", "other.warc", "2.warc", "1.warc"] {
        left.retain(|name| *name != gone);
        fs::remove_file(place.path().join("crawl").join(gone)).unwrap();
        place.done(&["build"]);
        let whole = Place::new();
        write(&whole, &left);
        whole.done(&["build", "crawl"]);
        assert_eq!(state(&place), state(&whole), "without {gone}");
    }
    assert_eq!(found(&place, "teaserword"), ["crawl/feed.xml#1"]);
}

/// So many words that stand on no other page.
fn words(count: usize, name: &str) -> String {
    (0..count).map(|number| format!("{name}{}", number * 7919 % 100_000)).collect::<Vec<_>>().join(" ") + "."
}

/// What recurs on an outlet's pages is set aside later; which version is the article must not depend on that.
#[test]
fn what_recurs_does_not_decide_which_version_is_the_article() {
    let recurs = words(200, "terms");
    let line = |url: &str, title: &str, paragraphs: &[&str], day: u32| {
        json!({"url": url, "title": title, "text": paragraphs.join("\n\n"), "date": format!("2025-02-{day:02}")}).to_string()
            + "\n"
    };
    let others = (1..5).map(|number| {
        let own = words(160, &format!("other{number}x"));
        line(&format!("https://news.example/a/{number}"), &format!("Report {number}"), &[&own, &recurs], number)
    });
    let page = "https://news.example/s/ferry";
    let old = line(page, "Ferry strike divides the island", &[&words(150, "early"), &recurs], 1);
    let new = line(page, "Ferry strike divides the island", &[&words(100, "late")], 3);
    let at_once = Place::new();
    at_once.write("news/a.jsonl", others.clone().collect::<String>() + &old);
    at_once.write("news/b.jsonl", new.clone());
    at_once.done(&["build", "news"]);
    let in_steps = Place::new();
    in_steps.write("news/a.jsonl", others.collect::<String>() + &old);
    in_steps.done(&["build", "news"]);
    assert_eq!(found(&in_steps, "terms0"), [""; 0], "it was set aside");
    in_steps.write("news/b.jsonl", new);
    in_steps.done(&["build", "news"]);
    assert_eq!(found(&at_once, "early0 OR late0"), ["news/a.jsonl#5"], "with less than half of the words it is a teaser");
    assert_eq!(state(&at_once), state(&in_steps));
}
