//! Whole names: what was counted filters to as many articles, whatever it is made of.

use std::fmt::Write;

use serde_json::{Value, json};

use super::client::{Server, encoded};
use crate::support::Place;

/// Names that share words, differ in case and accents, have no words, or signs of the query language.
const OUTLETS: [&str; 12] = [
    "Post",
    "Evening Post",
    "Post of Ostrand",
    "POST",
    "Pöst",
    "=Post",
    "\"Post\"",
    "Po*t?",
    "A.B. & C!",
    "***",
    "朝日新聞",
    "朝日",
];

fn corpus() -> (Place, Server) {
    let place = Place::new();
    let mut lines = String::new();
    for (number, outlet) in OUTLETS.iter().enumerate() {
        let record = json!({
            "id": format!("{number}"),
            "title": format!("Ferry number {number} sails"),
            "text": format!("Ferry number {number} of the Hexley line sailed on Monday with {number}{number} guests on board."),
            "outlet": outlet,
            "authors": [outlet, "Ann Varga", if number == 3 { "Ann Varga-Holm" } else { "Bea Lind" }],
        });
        writeln!(lines, "{record}").unwrap();
    }
    place.write("feed.jsonl", lines);
    place.done(&["build", "feed.jsonl", "--no-clean", "-q"]);
    let server = Server::start(&place, &[]);
    (place, server)
}

/// How many articles the API finds.
#[track_caller]
fn found(server: &Server, query: &str) -> (u64, Value) {
    let answer = server.get(&format!("/api/v1/search?copies=count&{query}"));
    assert_eq!(answer.status, 200, "{query}: {}", answer.body);
    let answer = answer.json();
    (answer["summary"]["articles"].as_u64().unwrap(), answer)
}

#[test]
fn what_was_counted_is_found() {
    let (_place, names) = corpus();
    let (_demo, demo) = super::demo();
    for server in [&names, &demo] {
        for by in ["outlet", "agency", "author"] {
            let facets = server.get(&format!("/api/v1/facets?by={by}&limit=1000")).json();
            let values = facets["facets"][0]["values"].as_array().cloned().unwrap_or_default();
            for value in values {
                let Some(name) = value["value"].as_str() else { continue };
                let (articles, answer) = found(server, &format!("{by}={}", encoded(&format!("={name}"))));
                assert_eq!(Some(articles), value["articles"].as_u64(), "{by} {name}: {}", answer["notices"]);
                // The query as it was read says the same.
                let parsed = answer["parsed"].as_str().unwrap();
                if name.chars().any(char::is_alphanumeric) {
                    assert_eq!(found(server, &format!("q={}", encoded(parsed))).0, articles, "{by} {name}: {parsed}");
                }
            }
        }
    }
}

#[test]
fn a_whole_name_is_not_words_of_a_name() {
    let (place, server) = corpus();
    let articles = |query: &str| found(&server, query).0;
    assert_eq!((articles("outlet=Post"), articles("outlet=%3DPost"), articles("outlet=%3Dpost")), (7, 3, 3));
    assert_eq!(articles("outlet=%3DPost&outlet=%3DEvening+Post"), 4);
    assert_eq!(articles(&format!("q={}", encoded("outlet:=\"evening post\""))), 1);
    assert_eq!(articles(&format!("q={}", encoded("ferry -outlet:=\"post\""))), OUTLETS.len() as u64 - 3);
    assert_eq!(articles("author=%3DAnn+Varga"), OUTLETS.len() as u64);
    assert_eq!(articles("author=%3DAnn+Varga-Holm"), 1);
    let (none, answer) = found(&server, "outlet=%3DEvening+Pots");
    assert_eq!(none, 0);
    assert_eq!(answer["notices"][0]["text"], "no outlet is called `Evening Pots`: did you mean `Evening Post` (1)?");
    let other = place.json(&["search", "ferry", "--json", "--outlet", "=***"])["hits"][0]["id"].clone();
    let why = place.json(&["why", other.as_str().unwrap(), "ferry", "--outlet", "=Post", "--json"]);
    assert_eq!((&why["filters"][0]["part"], &why["filters"][0]["holds"]), (&json!("outlet:=\"Post\""), &json!(false)));
    // On the page a value leads to itself alone.
    let page = server.get("/?q=ferry").body;
    assert!(page.contains("href=\"/?q=ferry&amp;outlet=%3DEvening+Post\""), "{page}");
    let page = server.get("/?q=ferry&outlet=%3DEvening+Post").body;
    assert!(page.contains("1 article ") && page.contains("<bdi>Evening Post</bdi>") && !page.contains("<bdi>=Evening"), "{page}");
}
