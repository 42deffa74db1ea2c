//! Finds the files to read under a path, and opens none of them.
//!
//! Invariants:
//!
//! * The order of `files` is that of the bytes of their paths, on every system.
//! * Nothing that could block or be endless (pipes, devices, sockets) is listed.
//! * A link that leads back into its own folder ends there.

use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};
use std::time::UNIX_EPOCH;

use walkdir::{DirEntry, WalkDir};

use crate::error::{Error, ErrorKind, Result};
use crate::model::{Issue, IssueKind};

use super::bytes::plain_io;
use super::format::{Compression, Format, of_name};
use super::sidecar;

/// A file that can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundFile {
    /// The path, beginning with the root that was asked for.
    pub path: PathBuf,
    /// Its size in bytes, as stored.
    pub size: u64,
    /// When it was last changed, in nanoseconds since 1970; `None` if unknown or earlier.
    pub modified_ns: Option<u64>,
    /// What its name says it holds. `None` only for a root that is itself a
    /// file with an unknown ending: what it holds is told from its text.
    pub format: Option<Format>,
    /// How its name says it is packed.
    pub compression: Compression,
    /// A file beside it that says what is known of it. `size` and `modified_ns` are of both.
    pub sidecar: Option<PathBuf>,
}

/// What lies under a path.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Walked {
    /// The files to read.
    pub files: Vec<FoundFile>,
    /// Folders and files that could not be listed, and why.
    pub issues: Vec<Issue>,
    /// How many files have a name that says they are of no known format.
    pub ignored: u64,
}

/// Lists a file, or everything in a folder and the folders below it.
///
/// Links are followed; indexes of newsidx are passed over. What is hidden (its name begins with a dot) is passed
/// over, unless it is the root.
///
/// # Errors
///
/// [`ErrorKind::NoSuchPath`] if there is nothing at `root`.
pub fn walk(root: &Path) -> Result<Walked> {
    // `metadata` would also fail on a folder that exists but may not be entered.
    if root.symlink_metadata().is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
        return Err(Error::from(ErrorKind::NoSuchPath(root.to_owned())));
    }
    let mut walked = Walked::default();
    let entries = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
    for entry in entries.filter_entry(|entry| entry.depth() == 0 || !(is_hidden(entry.path()) || is_index(entry.path()))) {
        match entry {
            Ok(entry) => take_entry(&entry, &mut walked),
            Err(error) => take_error(&error, root, &mut walked),
        }
    }
    // The walk orders names folder by folder, which is not the order of paths:
    // `a-b` comes before `a/b`.
    walked.files.sort_by(|a, b| a.path.as_os_str().as_encoded_bytes().cmp(b.path.as_os_str().as_encoded_bytes()));
    pair(&mut walked.files);
    walked.issues.sort();
    Ok(walked)
}

/// Puts files of metadata to the pages they stand beside.
fn pair(files: &mut Vec<FoundFile>) {
    let by_path: HashMap<PathBuf, (u64, Option<u64>)> = files
        .iter()
        .filter(|file| file.format == Some(Format::Json) && file.compression == Compression::None)
        .map(|file| (file.path.clone(), (file.size, file.modified_ns)))
        .collect();
    if by_path.is_empty() {
        return;
    }
    let mut taken = HashSet::new();
    for file in files.iter_mut() {
        let beside = sidecar::names(&file.path, file.format).into_iter().find_map(|name| by_path.get_key_value(&name));
        let Some((name, (size, modified_ns))) = beside else { continue };
        file.size += size;
        file.modified_ns = file.modified_ns.zip(*modified_ns).map(|(own, other)| own.max(other));
        file.sidecar = Some(name.clone());
        taken.insert(name.clone());
    }
    files.retain(|file| !taken.contains(&file.path));
}

/// Lists one thing the walk came to.
fn take_entry(entry: &DirEntry, walked: &mut Walked) {
    let path = entry.path();
    let kind = entry.file_type();
    if kind.is_dir() {
        return;
    }
    let (format, compression) = of_name(path);
    let is_root = entry.depth() == 0;
    if format.is_none() && !is_root {
        walked.ignored += 1;
    } else if !kind.is_file() {
        let text = "it is not a file but a pipe, a socket or a device";
        walked.issues.push(unreadable(path, text.to_owned()));
    } else {
        match entry.metadata() {
            Ok(metadata) => {
                let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
                let modified_ns = since.and_then(|since| u64::try_from(since.as_nanos()).ok());
                walked.files.push(FoundFile {
                    path: path.to_owned(),
                    size: metadata.len(),
                    modified_ns,
                    format,
                    compression,
                    sidecar: None,
                });
            }
            Err(error) => take_error(&error, path, walked),
        }
    }
}

/// Notes what the walk could not enter.
fn take_error(error: &walkdir::Error, root: &Path, walked: &mut Walked) {
    let path = error.path().unwrap_or(root);
    if error.depth() > 0 && is_hidden(path) {
        return;
    }
    if let Some(ancestor) = error.loop_ancestor() {
        let text = format!("the link leads back to `{}`, which is being read already", ancestor.display());
        walked.issues.push(unreadable(path, text));
        return;
    }
    if path.is_symlink() && !path.exists() {
        match of_name(path).0 {
            None if error.depth() > 0 => walked.ignored += 1,
            _ => walked.issues.push(unreadable(path, "the link leads nowhere".to_owned())),
        }
        return;
    }
    let text = error.io_error().map_or_else(|| "it cannot be read".to_owned(), plain_io);
    walked.issues.push(unreadable(path, text));
}

fn unreadable(path: &Path, text: String) -> Issue {
    Issue { path: path.display().to_string(), record: None, kind: IssueKind::Unreadable, text }
}

/// The file that marks a folder as an index of this program.
const INDEX_MANIFEST: &str = "newsidx.json";

/// Whether a path is an index of this program, or a part of one whose folder is itself a root.
fn is_index(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let is_part = name == INDEX_MANIFEST || name.starts_with("data-");
    path.join(INDEX_MANIFEST).is_file() || is_part && path.with_file_name(INDEX_MANIFEST).is_file()
}

fn is_hidden(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b"."))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::process::Command;

    use super::*;

    /// Makes the files, walks, and compares what is found with `expected`:
    /// paths below the root, then issues as `path: text`, then the ignored.
    #[track_caller]
    fn check(folder: &Path, expected: &[&str], ignored: u64) {
        let walked = walk(folder).unwrap();
        let short = |text: &str| text.replace(&format!("{}/", folder.display()), "");
        let files = walked.files.iter().map(|file| short(&file.path.display().to_string()));
        let issues = walked.issues.iter().map(|issue| format!("{}: {}", short(&issue.path), short(&issue.text)));
        assert_eq!(files.chain(issues).collect::<Vec<_>>(), expected);
        assert_eq!(walked.ignored, ignored);
    }

    fn folder_with(names: &[&str]) -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        for name in names {
            let path = folder.path().join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, "x").unwrap();
        }
        folder
    }

    #[test]
    fn files_in_the_order_of_their_paths() {
        let folder =
            folder_with(&["b.txt", "a/z.html.gz", "a-b/y.md", "a.txt", ".hidden.txt", ".git/x.txt", "c.pdf", "e.txt/in.txt"]);
        check(folder.path(), &["a-b/y.md", "a.txt", "a/z.html.gz", "b.txt", "e.txt/in.txt"], 1);
    }

    #[test]
    fn roots() {
        let folder = folder_with(&["notes", ".secret/x.txt"]);
        let walked = walk(&folder.path().join("notes")).unwrap();
        assert_eq!(walked.files.iter().map(|file| (file.size, file.format)).collect::<Vec<_>>(), [(1, None)]);
        assert!(walked.files[0].modified_ns.is_some());
        assert_eq!(walk(&folder.path().join(".secret")).unwrap().files.len(), 1, "named, so not passed over");
        let missing = walk(&folder.path().join("nowhere")).unwrap_err();
        assert!(matches!(missing.kind(), ErrorKind::NoSuchPath(_)));
    }

    #[cfg(unix)]
    #[test]
    fn links() {
        use std::os::unix::fs::symlink;
        let folder = folder_with(&["a/one.txt"]);
        symlink(folder.path().join("a/one.txt"), folder.path().join("two.txt")).unwrap();
        symlink(folder.path().join("gone"), folder.path().join("three.txt")).unwrap();
        symlink(folder.path().join("gone"), folder.path().join("four")).unwrap();
        symlink(folder.path(), folder.path().join("a/up")).unwrap();
        let back = format!("a/up: the link leads back to `{}`, which is being read already", folder.path().display());
        check(folder.path(), &["a/one.txt", "two.txt", &back, "three.txt: the link leads nowhere"], 1);
    }

    #[cfg(unix)]
    #[test]
    fn pipes_are_not_opened() {
        let folder = folder_with(&["one.txt"]);
        for name in ["pipe.txt", "pipe"] {
            assert!(Command::new("mkfifo").arg(folder.path().join(name)).status().unwrap().success());
        }
        check(folder.path(), &["one.txt", "pipe.txt: it is not a file but a pipe, a socket or a device"], 1);
        assert_eq!(walk(&folder.path().join("pipe")).unwrap().issues.len(), 1);
    }
}
