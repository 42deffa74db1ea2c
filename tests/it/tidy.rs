//! The order of the code itself: rooms import only from floors below, files
//! stay short, data files and samples are what their READMEs say.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::package;

/// Rooms by floor, lowest first. A room imports only from floors below its own.
const FLOORS: &[&[&str]] = &[
    &["error", "dates", "text"],
    &["model"],
    &["clean", "corpus", "meta", "page", "query", "render", "story"],
    &["index"],
    &["engine"],
    &["build", "search"],
    // Tests that go through all rooms.
    &["crash_tests"],
];

/// Imports inside one floor that are wanted.
const SAME_FLOOR: &[(&str, &str)] = &[("clean", "meta")];

const MAX_LINES: usize = 500;

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn rooms_import_only_from_floors_below() {
    let src = package().join("src");
    let mut files = vec![];
    rust_files(&src, &mut files);
    let mut wrong = vec![];
    for file in &files {
        let place = file.strip_prefix(&src).unwrap();
        let room = place.iter().next().unwrap().to_str().unwrap().trim_end_matches(".rs");
        let code = fs::read_to_string(file).unwrap();
        if matches!(room, "lib" | "bin") {
            continue;
        }
        let Some(own) = floor(room) else {
            wrong.push(format!("{}: add the room `{room}` to FLOORS", place.display()));
            continue;
        };
        for (number, line) in code.lines().enumerate().filter(|(_, line)| !line.trim_start().starts_with("//")) {
            for rest in line.split("crate::").skip(1) {
                let to = rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap();
                let is_wanted = to == room || SAME_FLOOR.contains(&(room, to)) || floor(to).is_some_and(|floor| floor < own);
                if !is_wanted {
                    wrong.push(format!("{}:{}: `{room}` may not import `{to}`", place.display(), number + 1));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn only_the_index_and_the_search_name_the_engine() {
    let src = package().join("src");
    let mut files = vec![];
    rust_files(&src, &mut files);
    for file in files {
        let place = file.strip_prefix(&src).unwrap();
        if place.starts_with("index") || place.starts_with("search") {
            continue;
        }
        let code = fs::read_to_string(&file).unwrap();
        let named = code.lines().find(|line| line.contains("tantivy::") && !line.trim_start().starts_with("//"));
        assert_eq!(named, None, "{}", place.display());
    }
}

#[test]
fn files_are_short_and_say_what_they_are() {
    let mut files = vec![];
    rust_files(&package().join("src"), &mut files);
    rust_files(&package().join("tests"), &mut files);
    let mut wrong = vec![];
    for file in files {
        let code = fs::read_to_string(&file).unwrap();
        let place = file.strip_prefix(package()).unwrap().display();
        if code.lines().count() > MAX_LINES {
            wrong.push(format!("{place}: longer than {MAX_LINES} lines"));
        }
        if !code.starts_with("//!") {
            wrong.push(format!("{place}: does not begin with what it is"));
        }
    }
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}
