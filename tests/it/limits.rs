//! What hostile files and folders may cost: each limit, what is told when it is passed, and the
//! flag that raises it. What was left out stays listed until it is read.

use std::fs;
use std::io::Write;

use serde_json::Value;

use crate::support::Place;

const TEXT: &str = "Harbour pilots in Port Ellery went back to work on Monday, the union said. The port had been closed.";

fn gz(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(vec![], flate2::Compression::fast());
    encoder.write_all(bytes).unwrap();
    encoder.finish().unwrap()
}

fn zip(names: &[&str]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(std::io::Cursor::new(vec![]));
    for name in names {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(format!("{name}\n\n{TEXT}\n").as_bytes()).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

/// Builds a file that passes a limit, and builds again with the limit raised.
#[track_caller]
fn check(name: &str, bytes: impl AsRef<[u8]>, tight: &[&str], issue: &str, raised: &[&str]) {
    let place = Place::new();
    place.write("news/whole.txt", format!("Pilots return\n\n{TEXT}\n"));
    place.write(&format!("news/{name}"), bytes);
    let run = place.run(&[&["build", "news", "-q"], tight].concat());
    assert_eq!((run.status, run.stderr.as_str()), (3, format!("limit news/{name}{issue}\n").as_str()));
    assert!(place.hits("whole OR pilots", &[]).contains(&"news/whole.txt".to_owned()), "nothing else is lost");
    // It is remembered, in this form and in that.
    assert_eq!(place.done(&["stats", "--skipped"]).stdout, run.stderr);
    place.write("news/more.txt", format!("Pilots return again\n\n{TEXT}\n"));
    assert_eq!(place.run(&["build", "-q"]).status, 3);
    assert_eq!(place.done(&["stats", "--skipped"]).stdout, run.stderr);
    let listed = &place.json(&["stats", "--json"])["issues"][0];
    assert_eq!((&listed["kind"], listed["record"].is_null()), (&Value::from("limit"), !issue.starts_with('#')));
    let articles = place.json(&["stats", "--json"])["articles"].as_u64().unwrap();
    place.done(&[&["build", "news"], raised].concat());
    assert_eq!(place.done(&["stats", "--skipped"]).stdout, "");
    assert!(place.json(&["stats", "--json"])["articles"].as_u64().unwrap() > articles);
}

#[test]
fn long_documents_and_records() {
    let long = format!("Pilots return\n\n{}\n", TEXT.repeat(20));
    let text = ": longer than 1 KiB, the limit for one document; it is left out";
    check("long.txt", &long, &["--max-document", "1K"], text, &["--max-document", "1M"]);
    let record = serde_json::json!({"title": "Pilots return", "text": TEXT.repeat(20)}).to_string();
    let lines = format!("{record}\n{}\n", serde_json::json!({"title": "Pilots", "text": TEXT}));
    let text = "#1: longer than 1 KiB, the limit for one record; it is left out";
    check("long.jsonl", &lines, &["--max-document", "1K"], text, &["--max-document", "1M"]);
}

#[test]
fn nested_elements() {
    let deep = format!(
        "<nitf><body><body.content>{}<p>{TEXT}</p>{}</body.content></body></nitf>",
        "<block>".repeat(200),
        "</block>".repeat(200)
    );
    let place = Place::new();
    place.write("news/deep.xml", &deep);
    let run = place.run(&["build", "news", "-q"]);
    assert!(run.status == 3 && run.stderr.starts_with("limit news/deep.xml"), "{}", run.stderr);
    assert_eq!(place.run(&["stats", "--skipped"]).stdout, run.stderr);
    place.done(&["build", "news", "--max-nesting", "500"]);
    assert_eq!(place.hits("pilots", &[]), ["news/deep.xml"]);
}

#[test]
fn packed_files_that_grow() {
    let line = serde_json::json!({"title": "Pilots return", "text": TEXT}).to_string();
    let padded = format!("{line}\n{}\n{line}\n", " ".repeat(66 << 20));
    let place = Place::new();
    place.write("news/bomb.jsonl.gz", gz(padded.as_bytes()));
    let run = place.run(&["build", "news", "-q", "--max-document", "1G"]);
    let text = "limit news/bomb.jsonl.gz: it unpacks to more than 200 times its size, the limit for packed files (a compression bomb?); \
                1 record before the break was read\n";
    assert_eq!((run.status, run.stderr.as_str()), (3, text));
    place.done(&["build", "news", "--max-ratio", "5000", "--max-document", "1G"]);
    assert_eq!(place.hits("pilots", &["--copies", "expand"]).len(), 2);
}

#[test]
fn members_of_archives() {
    let text = ": it has more than 2 members, the limit for archives; the rest is left out";
    check("many.zip", zip(&["1.txt", "2.txt", "3.txt"]), &["--max-members", "2"], text, &["--max-members", "3"]);
}

#[test]
fn names_that_lead_out_of_an_archive() {
    let place = Place::new();
    let evil = ["../../evil.txt", "/evil.txt", "C:\\evil.txt", "a/../../evil.txt"];
    place.write("news/in/evil.zip", zip(&evil));
    let mut tar = tar::Builder::new(vec![]);
    for kind in [tar::EntryType::Symlink, tar::EntryType::Link, tar::EntryType::Fifo, tar::EntryType::Char] {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(kind);
        header.set_size(0);
        header.set_link_name("/etc/passwd").unwrap();
        tar.append_data(&mut header, "link.txt", &[][..]).unwrap();
    }
    place.write("news/in/links.tar", tar.into_inner().unwrap());
    let run = place.run(&["build", "news", "-q"]);
    let refused = |what: &str| format!("malformed news/in/links.tar!/link.txt: it is {what}\n").repeat(2);
    assert_eq!(run.stderr, refused("a link, which is not followed") + &refused("no file but a device"));
    assert_eq!(place.json(&["stats", "--json"])["articles"], evil.len());
    let names: Vec<_> = walkdir::WalkDir::new(place.path()).into_iter().map(|entry| entry.unwrap().into_path()).collect();
    assert!(!names.iter().any(|name| name.ends_with("evil.txt") || name.ends_with("link.txt")), "nothing is unpacked to disk");
    assert!(!place.path().join("../../evil.txt").exists());
}

#[cfg(unix)]
#[test]
fn folders_that_lead_astray() {
    use std::os::unix::fs::symlink;
    let place = Place::new();
    place.write("news/whole.txt", format!("Pilots return\n\n{TEXT}\n"));
    place.write("news/far/away.txt", format!("Pilots far away\n\n{TEXT}\n"));
    symlink(place.path().join("news"), place.path().join("news/far/up")).unwrap();
    symlink("/dev/zero", place.path().join("news/zero.txt")).unwrap();
    symlink("nowhere", place.path().join("news/gone.txt")).unwrap();
    assert!(std::process::Command::new("mkfifo").arg(place.path().join("news/pipe.txt")).status().unwrap().success());
    let run = place.run(&["build", "news", "-q"]);
    let up = fs::canonicalize(place.path()).unwrap();
    let expected = format!(
        "unreadable news/far/up: the link leads back to `{}/news`, which is being read already\n\
         unreadable news/gone.txt: the link leads nowhere\n\
         unreadable news/pipe.txt: it is not a file but a pipe, a socket or a device\n\
         unreadable news/zero.txt: it is not a file but a pipe, a socket or a device\n",
        up.display()
    );
    let told = run
        .stderr
        .replace(&place.path().display().to_string(), &up.display().to_string())
        .replace("`news`", &format!("`{}/news`", up.display()));
    assert_eq!((run.status, told), (3, expected));
    assert_eq!(place.run(&["stats", "--skipped"]).stdout, run.stderr);
    assert_eq!(place.hits("pilots", &["--copies", "expand"]).len(), 2);
}

/// Folders and files that belong to somebody else, seen by a user who is nobody if the test's user may read
/// all.
#[cfg(unix)]
#[test]
fn folders_that_may_not_be_entered() {
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::process::CommandExt;
    let place = Place::new();
    place.write("news/whole.txt", format!("Pilots return\n\n{TEXT}\n"));
    place.write("news/shut/in.txt", format!("Pilots inside\n\n{TEXT}\n"));
    place.write("news/shut.txt", format!("Pilots shut\n\n{TEXT}\n"));
    let allow = |name: &str, mode| fs::set_permissions(place.path().join(name), fs::Permissions::from_mode(mode)).unwrap();
    allow("", 0o777);
    let build = || {
        let mut command = place.command(&["build", "news", "-q"]);
        if fs::read_dir("/root").is_ok() {
            command.uid(65534).gid(65534);
        }
        crate::support::Run::from(command.output().unwrap())
    };
    let run = build();
    assert_eq!((run.status, run.stderr.as_str()), (0, ""));
    allow("news/shut", 0o000);
    allow("news/shut.txt", 0o000);
    place.write("news/whole.txt", format!("Pilots return at last\n\n{TEXT}\n"));
    let run = build();
    allow("news/shut", 0o755);
    let expected = "unreadable news/shut: permission denied\nunreadable news/shut.txt: permission denied\n";
    // A file that was read before and has not changed need not be opened.
    assert!(run.status == 3 && expected.starts_with(&run.stderr) && !run.stderr.is_empty(), "{}", run.stderr);
    assert_eq!(place.done(&["stats", "--skipped"]).stdout, run.stderr);
    assert_eq!(place.hits("pilots", &["--copies", "expand"]).len(), 3, "what was read before is kept");
}
