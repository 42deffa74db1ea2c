//! Feeds, crawls, mail and archives as users have them: from file to hit.

use std::io::Write;

use crate::support::Place;

const TEXT: &str =
    "The harbour pilots of Ulm went back to work on Monday, the union said, after nine days without a ship in the port.";

fn zip_of(members: &[(&str, String)]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    for (name, text) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(text.as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

fn crawl() -> String {
    let page = format!(
        "<html><head><title>Pilots back at work</title></head><body><article><h1>Pilots back at work</h1><p>{TEXT} Crawled.</p></article></body></html>"
    );
    let answer = format!("HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n{page}");
    format!(
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\nWARC-Target-URI: https://quay.example/1\r\n\
         WARC-Date: 2026-03-03T08:00:00Z\r\nContent-Type: application/http\r\nContent-Length: {}\r\n\r\n{answer}\r\n\r\n",
        answer.len()
    )
}

/// A folder with one article in each kind of file.
fn corpus() -> Place {
    let place = Place::new();
    let page = |word: &str| format!("Pilots {word}\n\n{TEXT} {word}.\n");
    place.write("news/crawl.warc", crawl());
    place.write(
        "news/feed.rss",
        format!("<rss><channel><title>Dune Herald</title><item><title>Pilots fed</title><description>{TEXT} Fed.</description></item></channel></rss>"),
    );
    place.write(
        "news/letter.eml",
        format!("From: Ann Lee <a@b.example>\nSubject: Pilots mailed\nDate: Tue, 3 Mar 2026 08:00:00 +0000\n\n{TEXT} Mailed.\n"),
    );
    place.write("news/reut.sgm", format!("<REUTERS NEWID=\"1\"><DATE> 3-MAR-1987 09:12:44.10</DATE><TEXT><TITLE>PILOTS WIRED</TITLE><BODY>{TEXT} Wired.</BODY></TEXT></REUTERS>"));
    let members = [("quay/2026-03-04/one.txt", page("zipped")), ("photo.jpg", String::new()), ("in.zip", String::new())];
    place.write("news/pages.zip", zip_of(&members));
    place.write("news/map.xml", "<urlset/>");
    place
}

#[test]
fn what_was_packed_is_found_and_shown() {
    let place = corpus();
    let built = place.run(&["build", "news", "--layout", "{outlet}/{date}/*.txt"]);
    assert_eq!(built.status, 3, "{}", built.stderr);
    for (word, path, record, date, outlet) in [
        ("crawled", "news/crawl.warc", Some(1), None, None),
        ("fed", "news/feed.rss", Some(1), None, Some("Dune Herald")),
        ("mailed", "news/letter.eml", None, Some("2026-03-03"), None),
        ("wired", "news/reut.sgm", Some(1), Some("1987-03-03"), Some("Reuters")),
        ("zipped", "news/pages.zip!/quay/2026-03-04/one.txt", None, Some("2026-03-04"), Some("quay")),
    ] {
        let answer = place.json(&["search", &format!("={word} harbour"), "--match", "all", "--json"]);
        let hit = &answer["hits"][0];
        assert_eq!((hit["path"].as_str(), hit["record"].as_u64()), (Some(path), record), "{word}");
        assert_eq!((hit["date"]["value"].as_str(), hit["outlet"].as_str()), (date, outlet), "{word}");
        let shown = place.done(&["show", hit["id"].as_str().unwrap()]).stdout;
        assert!(shown.contains("nine days without a ship"), "{shown}");
    }
    let skipped = place.done(&["stats", "--skipped"]).stdout;
    let expected = [
        "malformed news/map.xml: XML of another kind (its outermost element is `urlset`): RSS, Atom, NITF and NewsML are read",
        "ignored news/pages.zip: 1 file of other kinds in it passed over",
        "limit news/pages.zip!/in.zip: an archive inside an archive is not read: unpack it",
    ];
    assert_eq!(skipped.lines().collect::<Vec<_>>(), expected);
    let again = place.json(&["build", "--json"]);
    assert_eq!((again["unchanged"].as_u64(), again["added"].as_u64()), (Some(5), Some(0)), "settings are remembered");
}

#[test]
fn limits_are_raised_by_flags() {
    let place = Place::new();
    let long = format!("Pilots back\n\n{TEXT}\n\n").repeat(100);
    place.write("news/long.txt", &long);
    place.write("news/pages.zip", zip_of(&[("1.txt", TEXT.to_owned()), ("2.txt", format!("{TEXT} Two."))]));
    let built = place.run(&["build", "news", "--max-document", "10K", "--max-members", "1"]);
    assert_eq!(built.status, 3);
    let skipped = place.done(&["stats", "--skipped"]).stdout;
    let expected = [
        "limit news/long.txt: longer than 10 KiB, the limit for one document; it is left out",
        "limit news/pages.zip: it has more than 1 member, the limit for archives; the rest is left out",
    ];
    assert_eq!(skipped.lines().collect::<Vec<_>>(), expected);
    place.done(&["build", "news", "--max-document", "1M"]);
    assert_eq!(place.json(&["stats", "--json"])["articles"], 3);
    let wrong = place.run(&["build", "news", "--max-document", "much"]);
    assert!(wrong.stderr.contains("write a size like 500K, 64M or 1G"), "{}", wrong.stderr);
    let wrong = place.run(&["inspect", "news", "--layout", "{paper}/*"]);
    assert!(wrong.stderr.contains("`{paper}` is nothing a path can say"), "{}", wrong.stderr);
}

#[test]
fn inspect_names_members_as_they_were_typed() {
    let place = corpus();
    let found = place.json(&["inspect", "news/pages.zip", "--json"]);
    assert_eq!(found["articles"][0]["path"], "news/pages.zip!/quay/2026-03-04/one.txt");
    assert_eq!(found["issues"][0]["path"], "news/pages.zip!/in.zip");
    let why = place.run(&["inspect", "news/pages.zip", "--why", "3"]);
    assert!(why.stdout.contains("pages.zip!/quay"), "{}", why.stdout);
}
