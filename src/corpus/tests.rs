//! The room through its door.
//!
//! 1. Every format gives its documents, numbered as documented.
//! 2. What is cut, too long, or no text is left out and said to be.
//! 3. Ids are the same however often and in whatever order files are read.
//! 4. No bytes make it panic.

use std::collections::HashSet;

use proptest::prelude::*;

use super::bytes::tests::{gz, zst};
use super::*;
use crate::model::{ArticleId, Media};

/// Reads; documents as `RECORD TITLE|TEXT`, then issues as `KIND@RECORD TEXT`.
fn outline(format: Option<Format>, bytes: &[u8], options: &ReadOptions) -> String {
    let input = Input { path: None, shown: "t", key: "t", format, sidecar: None };
    let mut lines = Vec::new();
    let issues = read_bytes(bytes.to_vec(), &input, options, &mut |document| {
        assert_eq!(document.source.path, "t");
        let record = document.source.record.map_or("-".to_owned(), |record| record.to_string());
        lines.push(format!("{record} {}|{}", document.given.title.unwrap_or_default(), document.text));
        ControlFlow::Continue(())
    });
    lines.extend(issues.iter().map(|issue| {
        assert_eq!(issue.path, "t");
        let record = issue.record.map_or(String::new(), |record| format!("@{record}"));
        format!("{}{record} {}", issue.kind.as_str(), issue.text)
    }));
    lines.join("; ")
}

/// Reads a text in a format with the usual options.
#[track_caller]
pub(super) fn check(format: Format, text: &str, expected: &str) {
    check_with(format, text.as_bytes(), &ReadOptions::default(), expected);
}

/// Reads bytes in a format.
#[track_caller]
pub(super) fn check_with(format: Format, bytes: &[u8], options: &ReadOptions, expected: &str) {
    assert_eq!(outline(Some(format), bytes, options), expected);
}

/// Limits small enough for tests.
pub(super) fn tight() -> ReadOptions {
    let limits = Limits { max_document_bytes: 100, max_record_bytes: 100, ..Limits::default() };
    ReadOptions { limits, ..ReadOptions::default() }
}

pub(super) fn documents(format: Format, text: &str) -> Vec<RawDocument> {
    documents_of(format, text.as_bytes())
}

pub(super) fn documents_of(format: Format, bytes: &[u8]) -> Vec<RawDocument> {
    let input = Input { path: None, shown: "t", key: "k", format: Some(format), sidecar: None };
    let mut documents = Vec::new();
    read_bytes(bytes.to_vec(), &input, &ReadOptions::default(), &mut |document| {
        documents.push(document);
        ControlFlow::Continue(())
    });
    documents
}

#[test]
fn files_of_one_document() {
    check(Format::Text, "Rain\r\nfell.", "- |Rain\nfell.");
    check(Format::Html, "<p>Rain", "- |<p>Rain");
    check(Format::Markdown, "# Rain", "- |# Rain");
    check(Format::Text, "", "empty the file is empty");
    check(Format::Text, " \n", "empty there is no text in it");
    check_with(
        Format::Text,
        b"a \xc3\xa9\nb \xff",
        &ReadOptions::default(),
        "- |a é\nb \u{fffd}; encoding 1 byte is not valid UTF-8 and was replaced, on line 2",
    );
}

#[test]
fn front_matter() {
    check(Format::Markdown, "---\ntitle: Rain\n---\nIt fell.", "- Rain|\n\n\nIt fell.");
    check(Format::Markdown, "---\r\ntitle: Rain\r\nx: y\r\n---\r\n", "- Rain|");
    check(
        Format::Markdown,
        "---\nx: y\n---\n",
        "empty no text and no title: if they have unusual names, give them with `--field text=NAME`",
    );
    let all = "---\nauthors: [Ann, Bob]\npubDate: 2025-01-02\nlink: https://x\nsummary: Wet\nlang: en\n---\nIt fell.";
    let document = documents(Format::Markdown, all).remove(0);
    assert_eq!(document.media, Media::Markdown);
    assert_eq!(document.source.url.as_deref(), Some("https://x"));
    assert_eq!(document.given.authors, ["Ann", "Bob"]);
    assert_eq!(document.given.date.as_deref(), Some("2025-01-02"));
    assert_eq!(document.given.subtitle.as_deref(), Some("Wet"));
}

#[test]
fn json_in_all_shapes() {
    check(Format::Json, r#"{"title": "A", "text": "one"}"#, "- A|one");
    check(Format::Json, r#"[{"title": "A", "text": "one"}, {"title": "B", "text": "two"}]"#, "1 A|one; 2 B|two");
    for (open, close) in [
        (r#"{"status": "ok", "articles": ["#, "]}"),
        (r#"{"title": "My feed", "items": ["#, r#"], "x": {}}"#),
        (r#"{"response": {"n": 1, "docs": ["#, "]}}"),
        (r#"{"x": ["items"], "y": "hits", "hits": {"total": {"value": 1}, "hits": ["#, "]}}"),
    ] {
        check(Format::Json, &format!(r#"{open}{{"title": "A", "text": "one"}}{close}"#), "1 A|one");
    }
    check(Format::Json, r#"{"hits": {"hits": [{"_id": "x", "_source": {"title": "A", "body": "one"}}]}}"#, "1 A|one");
    check(Format::Json, r#"{"title": "A", "text": "one", "items": [{"text": "no"}]}"#, "- A|one");
    check(Format::Json, r#"{"title": "A", "items": []}"#, "- A|");
    check(Format::Json, "{\"title\": \"A\"}\n{\"title\": \"B\"}\n", "1 A|; 2 B|");
    check(Format::Json, "[]", "empty there is no record in it");
    check(Format::Json, "\"A\"", "malformed not JSON: it begins with neither an object nor a list");
}

#[test]
fn json_that_is_broken() {
    check(
        Format::Json,
        r#"[{"title": "A"}, {"title": nul}, 3, {"title": "B"}]"#,
        "1 A|; 4 B|; malformed@2 not valid JSON at column 14: expected ident; malformed@3 not a JSON object",
    );
    check(
        Format::Json,
        r#"[{"title": "A"}, {"title": "B"#,
        "1 A|; malformed the file ends in the middle of its data; 1 record before the break was read",
    );
    check(
        Format::Json,
        r#"{"articles": [{"title": "A"}, {"title": "B"#,
        "1 A|; malformed the file ends in the middle of its data; 1 record before the break was read",
    );
    check(Format::Json, r#"{"title": "A"#, "malformed the file ends in the middle of its data; no record could be read");
    check(Format::Json, r#"{"title": "A"} x"#, "1 A|; malformed not valid JSON after record 1; the rest is left out");
    check(Format::Json, &"[".repeat(200_000), "malformed the file ends in the middle of its data; no record could be read");
    let long = "x".repeat(200);
    check_with(
        Format::Json,
        format!(r#"[{{"title": "{long}"}}, {{"title": "B"}}]"#).as_bytes(),
        &tight(),
        "2 B|; limit@1 longer than 100 bytes, the limit for one record; it is left out",
    );
    check_with(
        Format::Json,
        format!(r#"{{"title": "{long}"}}"#).as_bytes(),
        &tight(),
        "limit@1 longer than 100 bytes, the limit for one record; it is left out",
    );
    check_with(Format::Json, format!(r#"{{"x": "{long}", "articles": [{{"title": "B"}}]}}"#).as_bytes(), &tight(), "1 B|");
}

#[test]
fn json_lines() {
    check(
        Format::JsonLines,
        "{\"title\": \"A\"}\n\n{\"title\": }\r\n{\"title\": \"B\"}",
        "1 A|; 4 B|; malformed@3 not valid JSON at column 11: expected value",
    );
    check(Format::JsonLines, "{\n\"title\": \"A\"}", "- A|");
    check(
        Format::JsonLines,
        "{\"x\": 1}\n{\"title\": \"B\"}",
        "2 B|; empty@1 no text and no title: if they have unusual names, give them with `--field text=NAME`",
    );
    let long = format!("{{\"title\": \"{}\"}}\n{{\"title\": \"B\"}}\n{{\"title\": \"{}\"}}", "x".repeat(200), "y".repeat(87));
    check_with(
        Format::JsonLines,
        long.as_bytes(),
        &tight(),
        &format!("2 B|; 3 {}|; limit@1 longer than 100 bytes, the limit for one record; it is left out", "y".repeat(87)),
    );
    check_with(
        Format::JsonLines,
        b"{\"title\": \"\xc3\xa9\xff\"}\n{\"title\": \"\xe9t\xe9\"}",
        &ReadOptions::default(),
        "1 é\u{fffd}|; 2 été|; encoding@1 1 byte is not valid UTF-8 and was replaced",
    );
}

#[test]
fn unknown_formats_are_sniffed() {
    let check = |text: &str, expected: &str| assert_eq!(outline(None, text.as_bytes(), &ReadOptions::default()), expected);
    check("Rain fell.", "- |Rain fell.");
    check("{\"title\": \"A\"}\n{\"title\": \"B\"}", "1 A|; 2 B|");
    check("\u{feff}[{\"title\": \"A\"}]", "1 A|");
}

#[test]
fn utf16_records() {
    let text = "title\ttext\nÉmile\tone\n";
    let bytes: Vec<u8> = format!("\u{feff}{text}").encode_utf16().flat_map(u16::to_le_bytes).collect();
    check_with(Format::Tsv, &bytes, &ReadOptions::default(), "1 Émile|one");
}

#[test]
fn packed_files() {
    let line = "{\"title\": \"A\"}\n";
    // Not to be packed away, so that there is something before the break.
    let noise: Vec<String> =
        (0..20_000u64).map(|n| format!("{{\"title\": \"{}\"}}", n.wrapping_mul(0x9e37_79b9_7f4a_7c15))).collect();
    for (name, pack) in [("gzip", gz as fn(&[u8]) -> Vec<u8>), ("zstd", zst)] {
        check_with(Format::JsonLines, &pack(line.as_bytes()), &ReadOptions::default(), "1 A|");
        check_with(Format::Text, &pack(b"Rain"), &ReadOptions::default(), "- |Rain");
        let packed = pack(noise.join("\n").as_bytes());
        let read = outline(Some(Format::JsonLines), &packed[..packed.len() * 9 / 10], &ReadOptions::default());
        let records = read.matches("|;").count();
        assert!(records > 1000, "{records} before the break");
        assert!(read.ends_with(&format!("; damaged the {name} data end early; {records} records before the break were read")));
        let list = pack(format!("{{\"articles\": [{}]}}", noise.join(",")).as_bytes());
        let read = outline(Some(Format::Json), &list[..list.len() * 9 / 10], &ReadOptions::default());
        let records = read.matches("|;").count();
        assert!(records > 1000, "{records} before the break");
        assert!(read.ends_with(&format!("; damaged the {name} data end early; {records} records before the break were read")));
        let text = pack(b"Rain fell in the north.");
        let message = format!("damaged the {name} data end early; the document is left out");
        check_with(Format::Text, &text[..text.len() - 5], &ReadOptions::default(), &message);
        check_with(
            Format::Csv,
            &packed[..10],
            &ReadOptions::default(),
            &format!("damaged the {name} data end early; no record could be read"),
        );
    }
}

#[test]
fn what_is_no_text_or_too_much() {
    check(Format::Html, "%PDF-1.4", "malformed it is a PDF file, not text");
    check(Format::JsonLines, "\0\0\x01\x02", "malformed it looks like a binary file");
    check_with(Format::Text, &[b'x'; 101], &tight(), "limit longer than 100 bytes, the limit for one document; it is left out");
    check_with(Format::Text, &[b'x'; 100], &tight(), &format!("- |{}", "x".repeat(100)));
    let mut options = ReadOptions::default();
    options.limits.ratio_from_bytes = 100_000;
    let bomb = outline(Some(Format::JsonLines), &gz(&vec![b'\n'; 2_000_000]), &options);
    assert!(bomb.starts_with("limit it unpacks to more than 200 times its size"), "{bomb}");
}

#[test]
fn ids_tell_records_apart() {
    let lines = "{\"id\": \"x\", \"text\": \"a\"}\n{\"id\": \"x\", \"text\": \"b\"}\n{\"url\": \"u\", \"text\": \"c\"}\n{\"text\": \"d\"}\n{\"id\": 4, \"text\": \"e\"}";
    let ids: Vec<_> = documents(Format::JsonLines, lines).iter().map(|document| document.id).collect();
    let expected = ["x", "x\u{1}2", "u", "4", "4\u{1}5"].map(|key| ArticleId::of("k", Some(key)));
    assert_eq!(ids, expected);
    assert_eq!(documents(Format::Text, "a")[0].id, ArticleId::of("k", None));
    // An id that is what the next but one would be told apart by.
    let lines = ["x", "x\\u00013", "x", "x"].map(|id| format!("{{\"id\": \"{id}\", \"text\": \"a\"}}\n")).concat();
    let ids: HashSet<_> = documents(Format::JsonLines, &lines).iter().map(|document| document.id).collect();
    assert_eq!(ids.len(), 4);
}

#[test]
fn the_sink_may_have_enough() {
    for (format, text) in [
        (Format::JsonLines, "{\"text\": \"a\"}\n{\"text\": \"b\"}\nx"),
        (Format::Json, "[{\"text\": \"a\"}, {\"text\": \"b\"}, x"),
        (Format::Csv, "text,x\na,1\nb,2\nc"),
    ] {
        let input = Input { path: None, shown: "t", key: "t", format: Some(format), sidecar: None };
        let mut documents = 0;
        let issues = read_bytes(text.as_bytes().to_vec(), &input, &ReadOptions::default(), &mut |_| {
            documents += 1;
            ControlFlow::Break(())
        });
        assert_eq!((documents, issues), (1, vec![]));
    }
}

#[test]
fn paths() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.jsonl.gz");
    std::fs::write(&path, gz(b"{\"text\": \"<p>a</p>\"}")).unwrap();
    let mut media = Vec::new();
    let mut read = |path: &Path| {
        let input = Input { path: Some(path), shown: "t", key: "t", format: None, sidecar: None };
        let issues = read(&input, &ReadOptions::default(), &mut |document| {
            media.push(document.media);
            ControlFlow::Continue(())
        });
        issues.into_iter().map(|issue| format!("{} {}", issue.kind.as_str(), issue.text)).collect::<Vec<_>>()
    };
    assert!(read(&path).is_empty());
    assert_eq!(read(folder.path()), ["unreadable it is a folder"]);
    assert_eq!(read(&folder.path().join("x.txt")), ["unreadable no such file or directory"]);
    #[cfg(unix)]
    {
        let pipe = folder.path().join("pipe.txt");
        assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
        assert_eq!(read(&pipe), ["unreadable it is not a file but a pipe, a socket or a device"]);
    }
    assert_eq!(media, [Media::Html]);
}

/// Bytes that get far into the readers: pieces of all formats, and noise.
fn pieces() -> impl Strategy<Value = Vec<u8>> {
    let known = prop::sample::select(vec![
        "{",
        "}",
        "[",
        "]",
        "\"",
        "\\",
        ",",
        ":",
        "\n",
        "\r",
        ";",
        "\t",
        "---",
        "- ",
        "'",
        "#",
        " ",
        "title",
        "\"text\":",
        "articles",
        "hits",
        "_source",
        "\"a\"",
        "{\"title\":\"é\"}",
        "<p>",
        "</p",
        "<meta charset=",
        "gbk>",
        "|",
        "text,title\n",
        "é",
        "\u{feff}",
        "東京",
        "null",
        "1e9",
    ]);
    let piece = prop_oneof![4 => known.prop_map(|text| text.as_bytes().to_vec()), 1 => prop::collection::vec(any::<u8>(), 0..6)];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn no_bytes_make_it_panic(bytes in pieces(), cut in 0usize..60) {
        let mut options = tight();
        for limit in [5, 100, 1 << 20] {
            options.limits.max_record_bytes = limit;
            options.limits.max_document_bytes = limit;
            for (format, _) in Format::ALL {
                outline(Some(format), &bytes, &options);
            }
            outline(None, &bytes, &options);
        }
        for packed in [gz(&bytes), zst(&bytes)] {
            outline(None, &packed, &options);
            outline(Some(Format::Json), packed.get(..cut).unwrap_or(&packed), &options);
        }
    }

    #[test]
    fn reading_twice_gives_the_same(bytes in pieces()) {
        let options = ReadOptions::default();
        prop_assert_eq!(outline(None, &bytes, &options), outline(None, &bytes, &options));
    }
}
