//! An index where nothing more can be written: a full disk, a limit on the size of files, a
//! medium that is only to be read.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::crash::{answers, two_rounds, write};
use crate::support::{Place, Run, skipped};

/// A small disk, gone when dropped.
struct Disk(PathBuf);

impl Disk {
    /// Puts a disk of so many kibibytes at a place; none where that is not allowed.
    fn new(place: &Place, kibibytes: u32) -> Option<Self> {
        let path = place.path().join("disk");
        fs::create_dir(&path).unwrap();
        let size = format!("size={kibibytes}k");
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", &size, "tmpfs"]).arg(&path).output();
        if mounted.is_ok_and(|output| output.status.success()) {
            return Some(Self(path));
        }
        skipped("no file system may be mounted here: a full disk and a read-only one are not tried");
        None
    }

    /// Fills it, but for so many kibibytes.
    fn fill(&self, left: usize) -> PathBuf {
        let path = self.0.join("filler");
        let mut size = 0;
        // The last write fails.
        let mut file = fs::File::create(&path).unwrap();
        while std::io::Write::write_all(&mut file, &[0; 1024]).is_ok() {
            size += 1;
        }
        assert!(size > left);
        file.set_len(1024 * (size - left) as u64).unwrap();
        path
    }

    fn used(&self) -> u64 {
        let sizes = walkdir::WalkDir::new(&self.0).into_iter().map(|entry| entry.unwrap().metadata().unwrap());
        sizes.filter(fs::Metadata::is_file).map(|metadata| metadata.len()).sum()
    }
}

impl Drop for Disk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg(&self.0).status();
    }
}

#[track_caller]
fn check_refused(run: &Run, reason: &str) {
    assert_eq!(run.status, 2, "{}", run.stderr);
    assert!(run.stderr.starts_with("error: `") && run.stderr.lines().count() == 1, "{}", run.stderr);
    let rest = format!("cannot be written ({reason}): what was indexed before still answers; make room and build again\n");
    assert!(run.stderr.ends_with(&rest), "{}", run.stderr);
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk() {
    let place = Place::new();
    write(&place, 1);
    let Some(disk) = Disk::new(&place, 8192) else { return };
    let index = "disk/index";
    let nothing = disk.fill(4);
    check_refused(&place.run(&["build", "feed.jsonl", "--index", index]), "no space left on device");
    assert!(!disk.0.join("index").exists(), "what came to nothing leaves nothing");
    fs::remove_file(nothing).unwrap();
    place.done(&["build", "feed.jsonl", "--index", index]);
    let before = answers(&place, index);
    let size = disk.used();
    write(&place, 2);
    for left in [4, 40, 120] {
        let filler = disk.fill(left);
        for args in [&["build", "feed.jsonl", "--index", index][..], &["build", "--fresh", "feed.jsonl", "--index", index]] {
            check_refused(&place.run(args), "no space left on device");
            assert!(answers(&place, index) == before, "{left} KiB: the old state answers");
            place.done(&["check", "--index", index]);
        }
        fs::remove_file(filler).unwrap();
        assert!(disk.used() < size + 20_000, "{left} KiB: what was half written is gone, {} bytes of {size}", disk.used());
    }
    place.done(&["build", "feed.jsonl", "--index", index]);
    let after = answers(&place, index);
    place.done(&["build", "--fresh", "feed.jsonl", "--index", index]);
    assert!(after != before && after == answers(&place, index), "the next build is whole");
}

#[cfg(unix)]
#[test]
fn files_that_outgrow_a_limit() {
    let (place, known) = two_rounds();
    write(&place, 2);
    let program = assert_cmd::cargo::cargo_bin!("newsidx").to_str().unwrap().to_owned();
    for fresh in ["", "--fresh"] {
        // Blocks of 512 bytes.
        let script = format!("ulimit -f 16; exec {program} build {fresh} feed.jsonl");
        let output = Command::new("/bin/sh").args(["-c", &script]).current_dir(place.path()).env_clear().output().unwrap();
        check_refused(&Run::from(output), "file too large");
        assert!(answers(&place, "index") == known[0], "the old state answers");
    }
    place.done(&["build", "feed.jsonl"]);
    assert!(answers(&place, "index") == known[1], "the next build is whole");
}

#[cfg(target_os = "linux")]
#[test]
fn a_medium_that_is_only_to_be_read() {
    let place = Place::new();
    write(&place, 1);
    let Some(disk) = Disk::new(&place, 8192) else { return };
    place.done(&["build", "feed.jsonl", "--index", "disk/index"]);
    let before = answers(&place, "disk/index");
    let remounted = Command::new("mount").args(["-o", "remount,ro"]).arg(&disk.0).status().unwrap();
    assert!(remounted.success());
    assert!(answers(&place, "disk/index") == before);
    for command in ["check", "stats", "audit"] {
        place.done(&[command, "--index", "disk/index"]);
    }
    let id = place.json(&["search", "delegates", "--json", "--index", "disk/index"])["hits"][0]["id"].clone();
    place.done(&["show", id.as_str().unwrap(), "--index", "disk/index"]);
    let run = place.run(&["build", "feed.jsonl", "--index", "disk/index"]);
    assert_eq!((run.status, run.stderr.as_str()), (2, "error: `disk/index/lock`: read-only file system\n"));
}
