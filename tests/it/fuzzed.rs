//! The targets of `fuzz/` on random bytes: compiled and tried with a stable compiler.

use proptest::prelude::*;

use crate::entries;

/// Bytes, and pieces that mean something to the readers.
fn bytes() -> impl Strategy<Value = Vec<u8>> {
    let pieces: &[&[u8]] = &[
        b"<p>",
        b"</p>",
        b"<div class=share>",
        b"</div>",
        b"<a href=x>",
        b"<h1>",
        b"<!--",
        b"-->",
        b"<script>",
        b"<table><td>",
        b"<script type=application/ld+json>",
        b"{\"@type\":\"NewsArticle\",\"author\":[",
        b"</script>",
        b"&#x",
        b"&amp;",
        b"{\"title\":\"a\",\"text\":\"",
        b"\"}\n",
        b"title,text\n",
        b"\"",
        b",",
        b"\t",
        b"\n",
        b"\r\n",
        b"---\n",
        b"# ",
        b"- ",
        b"\xff\xfe",
        b"\xef\xbb\xbf",
        b"\x1f\x8b\x08",
        b"\x28\xb5\x2f\xfd",
        b"\0",
        b"\xc3",
        b"By Jo Berg\n",
        b"12 March 2024",
        b"(Reuters) - ",
        b"Read more: ",
        b"\xe4\xbb\x8a\xe6\x97\xa5",
        b"\xcc\x81",
        b"\xe2\x80\xae",
        b"\x1b[2J",
        b"U.S. ",
        b"The pilots went back to work on Monday, the union said, after nine days. ",
        b"title:",
        b"date:2025-",
        b"<rss><channel><title>",
        b"<item>",
        b"</item>",
        b"<content:encoded><![CDATA[",
        b"]]>",
        b"<feed><entry>",
        b"<nitf><body><body.content>",
        b"<newsItem><contentSet>",
        b"<REUTERS NEWID=\"1\">",
        b"<BODY>",
        b"</REUTERS>",
        b"From a@b.example Tue Mar  3 08:00:00 2026\n",
        b"Subject: =?utf-8?q?a=C3?=\n",
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n",
        b"WARC/1.0\r\nWARC-Type: response\r\nContent-Length: 99\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"PK\x03\x04",
        b"PK\x05\x06",
        b" OR ",
        b"-(",
    ];
    let piece = prop_oneof![
        4 => prop::sample::select(pieces.to_vec()).prop_map(<[u8]>::to_vec),
        1 => prop::collection::vec(any::<u8>(), 0..20),
    ];
    prop::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

/// Numbers as files of an index have them: small ones, and the largest.
fn index_bytes() -> impl Strategy<Value = Vec<u8>> {
    let number = prop_oneof![
        4 => (0u64..4).prop_map(|number| number.to_le_bytes().to_vec()),
        2 => (0u32..4).prop_map(|number| number.to_le_bytes().to_vec()),
        1 => any::<u64>().prop_map(|number| number.to_le_bytes().to_vec()),
        1 => Just(vec![0xff; 8]),
        1 => Just(b"{\"roots\":[],\"settings\":\"\"}\n".to_vec()),
        1 => Just(b"{\"key\":\"a\",\"size\":1,\"documents\":\"\"}\n".to_vec()),
    ];
    let numbers = prop::collection::vec(number, 0..20).prop_map(|numbers| numbers.concat());
    (any::<u8>(), numbers).prop_map(|(which, numbers)| [vec![which], numbers].concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    #[test]
    fn files(bytes in bytes(), format in any::<u8>()) {
        entries::file(&[&[format], bytes.as_slice()].concat());
    }

    #[test]
    fn web_pages(bytes in bytes()) {
        entries::html(&bytes);
    }

    #[test]
    fn plain_texts(bytes in bytes()) {
        entries::text(&bytes);
    }

    #[test]
    fn records_of_markup(bytes in bytes()) {
        entries::xml(&bytes);
        entries::sgml(&bytes);
    }

    #[test]
    fn records(bytes in bytes()) {
        entries::records(&bytes);
    }

    #[test]
    fn stories(texts in prop::collection::vec(bytes(), 1..5)) {
        entries::story(&texts.join(&0));
    }

    #[test]
    fn files_of_an_index(bytes in index_bytes()) {
        entries::index(&bytes);
    }

    #[test]
    fn letters_and_crawls(bytes in bytes()) {
        entries::mail(&bytes);
        entries::warc(&bytes);
    }

    #[test]
    fn archives(bytes in bytes()) {
        entries::archive(&bytes);
    }

    #[test]
    fn queries(bytes in bytes()) {
        entries::query(&bytes);
    }

    #[test]
    fn lines(bytes in bytes()) {
        entries::line(&bytes);
    }
}

/// Every target of `fuzz/` is one of the doors, and every door is a target.
#[test]
fn every_door_is_a_target() {
    let folder = crate::support::package().join("fuzz");
    if !folder.is_dir() {
        crate::support::skipped("the published package has no `fuzz` folder");
        return;
    }
    let doors = include_str!("entries.rs").lines().filter_map(|line| line.strip_prefix("pub(crate) fn ")?.split('(').next());
    let doors: std::collections::BTreeSet<&str> = doors.collect();
    let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
    for door in &doors {
        let target = std::fs::read_to_string(folder.join(format!("fuzz_targets/{door}.rs"))).unwrap();
        assert!(target.contains(&format!("entries::{door}(bytes)")), "{door}");
        assert!(manifest.contains(&format!("fuzz_targets/{door}.rs")), "{door}");
    }
    assert_eq!(std::fs::read_dir(folder.join("fuzz_targets")).unwrap().count(), doors.len());
}
