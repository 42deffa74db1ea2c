//! What a user meets on a wrong path: every message, word for word.

use std::fs;
use std::io::Write;

use crate::support::Place;

const ARTICLE: &str = "Harbour pilots end strike\n\nHarbour pilots in Port Ellery went back to work on Monday, the union said. \
The port had been closed for nine days.\n";

#[track_caller]
fn check(place: &Place, args: &[&str], status: i32, stderr: &str) {
    let run = place.run(args);
    assert_eq!((run.status, run.stderr.as_str()), (status, stderr), "{args:?}\nstdout: {}", run.stdout);
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::default());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn with_article() -> Place {
    let place = Place::new();
    place.write("news/a.txt", ARTICLE);
    place.done(&["build", "news"]);
    place
}

#[test]
fn no_such_folder() {
    let place = Place::new();
    check(&place, &["build", "nosuch"], 2, "error: `nosuch`: no such file or folder\n");
    assert!(!place.path().join("index").exists(), "nothing is made for nothing");
}

#[test]
fn empty_folder() {
    let place = Place::new();
    fs::create_dir(place.path().join("empty")).unwrap();
    let kinds = ".text .txt .markdown .md .html .htm .xhtml .json .jsonl .ndjson .csv .tsv .xml .rss .atom .rdf .nitf \
         .newsml .sgm .sgml .eml .mbox .warc .zip .tar .tgz, also as .gz and .zst";
    check(&place, &["build", "empty"], 2, &format!("error: no articles in `empty`: newsidx reads {kinds}\n"));
    place.write("empty/photo.jpg", "x");
    let ignored = "; 1 file of another kind was ignored";
    check(&place, &["build", "empty"], 2, &format!("error: no articles in `empty`: newsidx reads {kinds}{ignored}\n"));
    assert!(!place.path().join("index/newsidx.json").exists());
}

#[test]
fn nothing_to_build() {
    let message = "error: nothing to build: name a folder or file, as in `newsidx build FOLDER`\n";
    check(&Place::new(), &["build"], 2, message);
}

#[test]
fn no_index() {
    let message = "error: no index in `index`: make one with `newsidx build FOLDER`, or name another with `--index DIR`\n";
    let place = Place::new();
    for args in [&["search", "strike"][..], &["stats"], &["show", "abc"]] {
        check(&place, args, 2, message);
    }
    place.write("index/README.md", "not an index");
    check(&place, &["search", "strike"], 2, message);
    place.write("file", "x");
    let message = message.replace("`index`", "`file`");
    check(&place, &["search", "strike", "--index", "file"], 2, &message);
}

#[test]
fn damaged_index() {
    let place = with_article();
    let manifest = fs::read_to_string(place.path().join("index/newsidx.json")).unwrap();
    place.write("index/newsidx.json", "{\"form");
    let remedy = "build it again with `newsidx build --fresh FOLDER`";
    let message = |detail: &str| format!("error: the index in `index` is damaged ({detail}): {remedy}\n");
    check(&place, &["search", "strike"], 2, &message("`newsidx.json` cannot be read"));
    place.write("index/newsidx.json", &manifest);
    fs::remove_file(place.path().join("index/data-1/ledger-1.jsonl")).unwrap();
    let run = place.run(&["stats"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("ledger-1.jsonl"), "{}", run.stderr);
    fs::remove_dir_all(place.path().join("index/data-1")).unwrap();
    let run = place.run(&["search", "strike"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.starts_with("error: the index in `index` is damaged (") && run.stderr.contains(remedy), "{}", run.stderr);
    place.done(&["build", "--fresh", "news"]);
    assert_eq!(place.hits("strike", &[]), ["news/a.txt"]);
}

#[test]
fn another_format() {
    let place = with_article();
    place.write("index/newsidx.json", "{\"format\":0,\"data\":\"data-1\"}");
    check(
        &place,
        &["search", "strike"],
        2,
        "error: the index in `index` has the older format 0, this newsidx reads format 8: \
         build it again with `newsidx build --fresh FOLDER`\n",
    );
    place.write("index/newsidx.json", "{\"format\":99,\"data\":\"data-1\"}");
    check(
        &place,
        &["build", "news"],
        2,
        "error: the index in `index` has the newer format 99, this newsidx reads format 8: \
         use the newsidx that made it, or build it again with `newsidx build --fresh FOLDER`\n",
    );
    place.done(&["build", "--fresh", "news"]);
    assert_eq!(place.hits("strike", &[]), ["news/a.txt"]);
}

#[test]
fn only_common_words() {
    let place = with_article();
    check(
        &place,
        &["search", "the to", "-v"],
        0,
        "all of these words are among the commonest there are; put them in quotes to find them as a phrase\n",
    );
}

#[test]
fn nothing_found() {
    let place = with_article();
    let run = place.run(&["search", "zzqqxx"]);
    assert_eq!((run.status, run.stdout.as_str(), run.stderr.as_str()), (1, "zzqqxx\n0 articles\n", ""));
    let answer = place.json(&["search", "zzqqxx", "--json"]);
    let full = place.json(&["search", "strike", "--json"]);
    let keys = |value: &serde_json::Value| value.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys(&answer), keys(&full), "an empty answer has the same keys");
}

#[test]
fn no_hits_wanted() {
    let place = with_article();
    check(&place, &["search", "strike", "-n", "0", "-v"], 0, "`-n 0` shows no hits, only counts\n");
    assert_eq!(place.run(&["search", "strike", "-n", "0"]).stdout, "strike\n1 article, 1 undated\n");
}

#[test]
fn mistakes_in_the_query() {
    let place = with_article();
    let run = place.run(&["search", "strike date:2025-13 date:soon"]);
    assert_eq!(run.status, 2);
    assert_eq!(
        run.stderr,
        "error: the query cannot be read\n\
         strike date:2025-13 date:soon\n            \
         ^^^^^^^ no month 13: write `date:2025-12`\n\
         strike date:2025-13 date:soon\n                         \
         ^^^^ `soon` is no date: write a day, month or year (`date:2025-02-28`, `date:2025-02`, `date:2025`), \
         a range (`date:2025-02..2025-03`), `date:7d`, `date:last-month` or `date:none`\n"
    );
    check(&place, &["search", "x", "--since", "2025-13"], 2, "error: `--since 2025-13`: no month 13: write `--since 2025-12`\n");
    check(
        &place,
        &["search", "x", "--lang", "xx"],
        2,
        "error: `--lang xx`: no language has this code: write two letters, as in `--lang en`\n",
    );
}

#[test]
fn ordinary_text_is_never_a_mistake() {
    let place = with_article();
    for query in ["who's on first", "U.S.", "COVID-19", "C++", "[sic]", "an \"unbalanced quote", "10:30", "(", "*", "🙂"] {
        let run = place.run(&["search", query]);
        assert!(run.status < 2, "{query}: {}", run.stderr);
    }
    check(&place, &["search", "a \"strike", "-v"], 0, "a \"strike\n  ^ `\"` has no other half, so it is read past\n");
}

#[test]
fn unknown_ids() {
    let place = with_article();
    check(&place, &["show", "nosuch"], 2, "error: no article `nosuch` in the index: ids are shown by `newsidx search`\n");
    place.write("news/b.txt", ARTICLE);
    place.done(&["build"]);
    let ids: Vec<String> = {
        let answer = place.json(&["search", "strike", "--json", "--copies", "expand"]);
        answer["hits"].as_array().unwrap().iter().map(|hit| hit["id"].as_str().unwrap().to_owned()).collect()
    };
    assert_eq!(ids.len(), 2);
    place.done(&["show", &ids[0]]);
}

#[cfg(unix)]
#[test]
fn unreadable_file() {
    let place = Place::new();
    place.write("news/a.txt", ARTICLE);
    let status = std::process::Command::new("mkfifo").arg(place.path().join("news/pipe.txt")).status().unwrap();
    assert!(status.success());
    check(&place, &["build", "news"], 3, "unreadable news/pipe.txt: it is not a file but a pipe, a socket or a device\n");
    assert_eq!(place.hits("strike", &[]), ["news/a.txt"], "the others are read");
}

#[test]
fn truncated_gzip() {
    let place = Place::new();
    place.write("news/a.txt", ARTICLE);
    let whole = gzip(ARTICLE.repeat(50).as_bytes());
    place.write("news/b.txt.gz", &whole[..whole.len() - 12]);
    check(&place, &["build", "news"], 3, "damaged news/b.txt.gz: the gzip data end early; the document is left out\n");
    let record =
        |n: u64| serde_json::json!({ "title": format!("Number {n}"), "text": format!("Story {n} about item {}", n * 7919) });
    let lines = (0..5000).map(|n| record(n).to_string()).collect::<Vec<_>>().join("\n");
    let whole = gzip(lines.as_bytes());
    place.write("news/c.jsonl.gz", &whole[..whole.len() / 2]);
    let run = place.run(&["build", "news"]);
    assert_eq!(run.status, 3);
    assert!(run.stderr.contains("damaged news/c.jsonl.gz: the gzip data end early; "), "{}", run.stderr);
    assert_eq!(place.hits("title:\"number 7\"", &[]), ["news/c.jsonl.gz#8"], "what came before the break is read");
    assert_eq!(place.run(&["stats", "--skipped"]).stdout, run.stderr);
}

#[test]
fn invalid_utf8() {
    let place = Place::new();
    let mut bytes = "Der Straßenbahnbetrieb in Grünwald läuft wieder, sagte Bürgermeisterin Jäger am Montag vor Journalisten. \
                     Für Fahrgäste ändert sich zunächst nichts.\n"
        .as_bytes()
        .to_vec();
    bytes.insert(40, 0xff);
    place.write("news/a.txt", &bytes);
    check(&place, &["build", "news"], 0, "encoding news/a.txt: 1 byte is not valid UTF-8 and was replaced, on line 1\n");
    assert_eq!(place.hits("Bürgermeisterin", &[]), ["news/a.txt"]);
}

#[test]
fn usage() {
    let place = Place::new();
    let run = place.run(&["serach", "x"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("similar subcommand") && run.stderr.contains("'search'"), "{}", run.stderr);
    check(&place, &["man", "nosuch"], 2, "error: no command `nosuch`: `newsidx --help` lists them\n");
    let run = place.run(&["build", "x", "--field", "colour=y"]);
    assert_eq!(run.status, 2);
    assert!(run.stderr.contains("`colour` is no field of an article"), "{}", run.stderr);
}

#[test]
fn the_demo_spares_an_index_of_your_own() {
    let place = with_article();
    check(
        &place,
        &["demo"],
        2,
        "error: `index` holds an index of your own: name another folder, as in `newsidx demo --index demo-index`\n",
    );
}
