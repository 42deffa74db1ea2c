//! What is easily taken for one another: files and members of archives, records, paths, roots, a page
//! with metadata and one without. Each is its own article, and stays it whatever is built next.

use std::fs;
use std::io::Write;

use crate::support::Place;

fn article(n: u32) -> String {
    format!(
        "Decision {n}\n\nThe council of Port Ellery took decision item{n} on Monday after a long debate, number {n} this year.\n"
    )
}

/// Builds; what was added and removed.
#[track_caller]
fn built(place: &Place, args: &[&str]) -> (u64, u64) {
    let report = place.json(&[&["build", "--json"], args].concat());
    place.done(&["check"]);
    (report["added"].as_u64().unwrap(), report["removed"].as_u64().unwrap())
}

/// Which files there are articles of.
fn files(place: &Place) -> Vec<String> {
    let mut hits = place.hits("decision", &["--copies", "expand"]);
    hits.sort();
    hits
}

#[test]
fn a_member_and_a_file_that_is_called_like_it() {
    let place = Place::new();
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    zip.start_file("i.txt", zip::write::SimpleFileOptions::default()).unwrap();
    zip.write_all(article(1).as_bytes()).unwrap();
    place.write("news/z.zip", zip.finish().unwrap().into_inner());
    place.write("news/z.zip!/i.txt", article(2));
    assert_eq!(built(&place, &["news"]), (2, 0));
    fs::remove_file(place.path().join("news/z.zip!/i.txt")).unwrap();
    assert_eq!(built(&place, &["news"]), (0, 1));
    assert_eq!(place.hits("item1", &[]), ["news/z.zip!/i.txt"]);
}

#[test]
fn records_with_ids_like_one_another() {
    let place = Place::new();
    let record = |id: &str, n: u32| serde_json::json!({ "id": id, "text": article(n) }).to_string() + "\n";
    place.write("d.jsonl", [record("x", 1), record("x\u{1}3", 2), record("x", 3)].concat());
    assert_eq!(built(&place, &["d.jsonl"]), (3, 0));
    assert_eq!(files(&place).len(), 3);
}

#[cfg(unix)]
#[test]
fn names_that_are_no_text_and_names_that_look_like_them() {
    use std::ffi::OsStr;
    use std::os::unix::ffi::OsStrExt;
    let place = Place::new();
    let raw = place.path().join(OsStr::from_bytes(b"news/a\xff.txt"));
    place.write("news/a\\xff.txt", article(1));
    fs::write(&raw, article(2)).unwrap();
    assert_eq!(built(&place, &["news"]), (2, 0));
    assert_eq!(files(&place).len(), 2);
    // As roots they are found again too.
    let odd = Place::new();
    odd.write("a\\xff/a.txt", article(1));
    fs::create_dir(odd.path().join(OsStr::from_bytes(b"a\xff"))).unwrap();
    fs::write(odd.path().join(OsStr::from_bytes(b"a\xff/a.txt")), article(2)).unwrap();
    let mut build = odd.command(&["build", "a\\xff"]);
    assert!(build.arg(OsStr::from_bytes(b"a\xff")).output().unwrap().status.success());
    assert_eq!(built(&odd, &[]), (0, 0));
    assert_eq!(files(&odd).len(), 2);
}

#[test]
fn what_was_named_stays_though_no_walk_lists_it() {
    let place = Place::new();
    place.write("news/a.txt", article(1));
    place.write("news/.secret/b.txt", article(2));
    place.write("news/notes", article(3));
    place.write("news/sub/c.txt", article(4));
    assert_eq!(built(&place, &["news", "news/.secret", "news/notes", "news/sub"]), (4, 0));
    for roots in [&[][..], &["news"], &["."], &["news/sub"], &[]] {
        assert_eq!(built(&place, roots), (0, 0), "{roots:?}");
    }
    assert_eq!(files(&place), ["news/.secret/b.txt", "news/a.txt", "news/notes", "news/sub/c.txt"]);
    let roots = &place.json(&["stats", "--json"])["roots"];
    assert_eq!(*roots, serde_json::json!([".", "news/.secret", "news/notes"]), "what the walk of another lists is no root");
    fs::remove_file(place.path().join("news/.secret/b.txt")).unwrap();
    fs::remove_file(place.path().join("news/notes")).unwrap();
    fs::remove_file(place.path().join("news/sub/c.txt")).unwrap();
    assert_eq!(built(&place, &["news"]), (0, 2), "a file that is gone is gone for the walk around it too");
    assert_eq!(built(&place, &[]), (0, 1));
    assert_eq!(files(&place), ["news/a.txt"]);
}

#[test]
fn a_file_named_like_a_part_of_the_index() {
    let place = Place::new();
    place.write("a.txt", article(1));
    place.write("data-centres.txt", article(2));
    for expected in [(2, 0), (0, 0)] {
        let report = place.json(&["build", ".", "--index", ".", "--json"]);
        assert_eq!((report["added"].as_u64().unwrap(), report["removed"].as_u64().unwrap()), expected);
    }
}

#[test]
fn a_page_named_alone_has_its_metadata() {
    let place = Place::new();
    place.write("sc/a.html", format!("<p>{}</p>", article(1)));
    place.write("sc/a.json", r#"{"title": "Rain on the quay", "date": "2026-03-03"}"#);
    assert_eq!(built(&place, &["sc"]), (1, 0));
    assert_eq!(place.json(&["build", "sc/a.html", "--json"])["unchanged"], 1);
    assert_eq!(built(&place, &["sc/a.html", "--fresh"]), (1, 0));
    let hit = &place.json(&["search", "item1", "--json"])["hits"][0];
    assert_eq!((&hit["title"], &hit["date"]["value"]), (&"Rain on the quay".into(), &"2026-03-03".into()));
}
