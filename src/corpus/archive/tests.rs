//! Archives made in memory, whole, hostile and torn.

use std::io::{Cursor, Write};

use zip::write::SimpleFileOptions;

use super::super::bytes::tests::{gz, zst};
use super::super::{Format, Limits, ReadOptions, read_bytes};
use super::*;
use crate::model::RawDocument;

/// A zip archive; a name with `->` is a link.
fn zip_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(vec![]));
    for (name, content) in members {
        if let Some((name, to)) = name.split_once("->") {
            writer.add_symlink(name, to, SimpleFileOptions::default()).unwrap();
            continue;
        }
        writer.start_file(*name, SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// A tar archive; a name with `->` is a link.
fn tar_of(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut builder = tar::Builder::new(vec![]);
    for (name, content) in members {
        let mut header = tar::Header::new_gnu();
        if let Some((name, to)) = name.split_once("->") {
            header.set_entry_type(tar::EntryType::Symlink);
            header.set_size(0);
            builder.append_link(&mut header, name, to).unwrap();
            continue;
        }
        header.set_size(content.len() as u64);
        if name.contains("..") {
            // The library would not write it.
            header.as_gnu_mut().unwrap().name[..name.len()].copy_from_slice(name.as_bytes());
            header.set_cksum();
            builder.append(&header, *content).unwrap();
        } else {
            builder.append_data(&mut header, name, *content).unwrap();
        }
    }
    builder.into_inner().unwrap()
}

fn documents(format: Format, bytes: &[u8], limits: &Limits) -> (Vec<RawDocument>, Vec<String>) {
    let options = ReadOptions { limits: limits.clone(), ..ReadOptions::default() };
    let input = Input { path: None, shown: "a", key: "a", format: Some(format), sidecar: None };
    let mut documents = Vec::new();
    let issues = read_bytes(bytes.to_vec(), &input, &options, &mut |document| {
        documents.push(document);
        ControlFlow::Continue(())
    });
    let told = issues.iter().map(|issue| format!("{} {}: {}", issue.kind.as_str(), issue.path, issue.text));
    (documents, told.collect())
}

/// Documents as `PATH TEXT`, then issues.
#[track_caller]
fn check(format: Format, bytes: &[u8], limits: &Limits, expected: &[&str]) {
    let (documents, issues) = documents(format, bytes, limits);
    let found = documents.iter().map(|document| format!("{} {}", document.source, document.text));
    assert_eq!(found.chain(issues).collect::<Vec<_>>(), expected);
}

const LONG: &str =
    "a-folder-with-a-long-name/another-folder-with-a-long-name/and-one-more-folder-with-a-long-name/and-a-file.txt";

#[test]
fn members_are_read_like_files() {
    let packed = gz(b"Hail.");
    let members: &[(&str, &[u8])] = &[
        ("in/one.txt", b"Rain."),
        ("../../etc/two.txt", b"Sleet."),
        ("in/rows.csv", b"title,text\nA,one\nB,two\n"),
        ("hail.txt.gz", &packed),
        ("in/photo.jpg", b"\xff\xd8"),
        ("in/.hidden.txt", b"x"),
        ("__MACOSX/in/one.txt", b"x"),
        ("link.txt->in/one.txt", b""),
        ("other.zip", b"PK"),
        (LONG, b"Snow."),
    ];
    let long = format!("a!/{LONG} Snow.");
    let expected = [
        "a!/in/one.txt Rain.",
        "a!/../../etc/two.txt Sleet.",
        "a!/in/rows.csv#1 one",
        "a!/in/rows.csv#2 two",
        "a!/hail.txt.gz Hail.",
        &long,
        "malformed a!/link.txt: it is a link, which is not followed",
        "limit a!/other.zip: an archive inside an archive is not read: unpack it",
        "ignored a: 1 file of other kinds in it passed over",
    ];
    let (zip, tar) = (zip_of(members), tar_of(members));
    check(Format::Zip, &zip, &Limits::default(), &expected);
    check(Format::Tar, &tar, &Limits::default(), &expected);
    check(Format::Tar, &gz(&tar), &Limits::default(), &expected);
    check(Format::Tar, &zst(&tar), &Limits::default(), &expected);
    let ids = |format, bytes: &[u8]| documents(format, bytes, &Limits::default()).0.iter().map(|d| d.id).collect::<Vec<_>>();
    assert_eq!(ids(Format::Zip, &zip), ids(Format::Tar, &tar), "by name, whatever holds it");
    assert_eq!(ids(Format::Zip, &zip_of(&members[1..]))[0], ids(Format::Zip, &zip)[1], "wherever it stands");
}

#[test]
fn names_that_come_twice_are_two_documents() {
    let tar = tar_of(&[("one.txt", b"Rain."), ("one.txt", b"Sleet.")]);
    check(Format::Tar, &tar, &Limits::default(), &["a!/one.txt Rain.", "a!/one.txt Sleet."]);
    let (found, _) = documents(Format::Tar, &tar, &Limits::default());
    assert_ne!(found[0].id, found[1].id);
}

#[test]
fn ids_are_of_members_alone() {
    let rows = b"id,text\nr.txt,Rain.\n2,Sleet.\n";
    let zip = zip_of(&[("rows.csv", rows), ("rows.csv\0r.txt", b"Hail."), ("one.txt", b"Snow.")]);
    let tar = tar_of(&[("rows.csv", rows), ("rows.csv", rows), ("./rows.csv", rows), ("2/rows.csv", rows)]);
    for (format, bytes, number) in [(Format::Zip, zip, 4), (Format::Tar, tar, 8)] {
        let (found, issues) = documents(format, &bytes, &Limits::default());
        let mut ids: Vec<_> = found.iter().map(|document| document.id).collect();
        // A file may be called as a member is shown.
        ids.extend(["a!/one.txt", "a!/rows.csv"].map(|path| ArticleId::of(path, None)));
        ids.extend(["r.txt", "2"].map(|record| ArticleId::of("a!/rows.csv", Some(record))));
        ids.sort_unstable();
        ids.dedup();
        assert_eq!((ids.len(), found.len(), issues), (number + 4, number, vec![]));
    }
}

#[test]
fn limits() {
    let few = Limits { max_members: 2, ..Limits::default() };
    let three: &[(&str, &[u8])] = &[("1.txt", b"a"), ("2.txt", b"b"), ("3.txt", b"c")];
    let expected =
        ["a!/1.txt a", "a!/2.txt b", "limit a: it has more than 2 members, the limit for archives; the rest is left out"];
    check(Format::Zip, &zip_of(three), &few, &expected);
    check(Format::Tar, &tar_of(three), &few, &expected);
    let tight = Limits { ratio_from_bytes: 100_000, ..Limits::default() };
    let bomb = zip_of(&[("small.txt", b"Rain."), ("big.txt", &vec![b' '; 4_000_000]), ("late.txt", b"Sleet.")]);
    let (found, issues) = documents(Format::Zip, &bomb, &tight);
    assert_eq!(found.len(), 1);
    assert!(issues[0].starts_with("limit a!/big.txt: the archive unpacks to more than "), "{issues:?}");
    let (found, issues) = documents(Format::Tar, &gz(&tar_of(&[("big.txt", &vec![b' '; 4_000_000])])), &tight);
    assert!(found.is_empty() && issues[0].contains("200 times its size"), "{issues:?}");
}

#[test]
fn packed_members_are_held_to_the_size_of_the_archive() {
    let tight = Limits { ratio_from_bytes: 100_000, ..Limits::default() };
    // A hundred times its size, and no more.
    let packed = gz(&[b'\n'; 4_000]).repeat(500);
    assert!(packed.len() > 2_000_000 / 200);
    let members: &[(&str, &[u8])] = &[("one.txt", b"Rain."), ("big.jsonl.gz", &packed)];
    let told = "limit a!/big.jsonl.gz: the archive unpacks to more than 200 times its size";
    for (format, bytes) in
        [(Format::Zip, zip_of(members)), (Format::Tar, gz(&tar_of(members))), (Format::Tar, zst(&tar_of(members)))]
    {
        let (found, issues) = documents(format, &bytes, &tight);
        assert_eq!(found.len(), 1);
        assert!(issues[0].starts_with(told), "{issues:?}");
    }
    let (_, issues) = documents(Format::Tar, &tar_of(members), &tight);
    assert_eq!(issues, ["empty a!/big.jsonl.gz: there is no record in it"], "here it is no larger than it may be");
}

#[test]
fn torn_archives() {
    let members: &[(&str, &[u8])] = &[("one.txt", b"Rain."), ("two.txt", &[b'x'; 2000])];
    let (zip, tar) = (zip_of(members), tar_of(members));
    let (found, issues) = documents(Format::Zip, &zip[..zip.len() - 30], &Limits::default());
    assert!(found.is_empty() && issues[0].starts_with("damaged a: not a whole zip archive"), "{issues:?}");
    let (found, issues) = documents(Format::Tar, &tar[..2048], &Limits::default());
    let torn = [
        "damaged a!/two.txt: the archive ends in the middle of it; the document is left out",
        "damaged a: the tar archive is damaged; 1 record before the break was read",
    ];
    assert_eq!((found.len(), &issues[..]), (1, &torn.map(str::to_owned)[..]));
    check(Format::Tar, b"no tar", &Limits::default(), &["damaged a: the tar archive is damaged; no record could be read"]);
    check(Format::Zip, b"", &Limits::default(), &["empty a: the file is empty"]);
    check(Format::Tar, &tar_of(&[]), &Limits::default(), &["empty a: there is no article in it"]);
    check(Format::Zip, &zip_of(&[]), &Limits::default(), &["empty a: there is no article in it"]);
}
