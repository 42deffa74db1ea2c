//! Finds the files to read under a path, and opens none of them.
//!
//! Invariants:
//!
//! * The order of `files` is that of the bytes of their paths, on every system.
//! * Nothing that could block or be endless (pipes, devices, sockets) is listed.
//! * A folder is read once, under its own name if it has one below the root, whatever links lead to it.

use std::collections::{HashMap, HashSet};
use std::fs::Metadata;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
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
    walk_until(root, &AtomicBool::new(false))
}

/// As [`walk()`], until it is told to stop.
///
/// # Errors
///
/// As there; [`ErrorKind::Interrupted`] if it was stopped.
pub fn walk_until(root: &Path, stop: &AtomicBool) -> Result<Walked> {
    // `metadata` would also fail on a folder that exists but may not be entered.
    if root.symlink_metadata().is_err_and(|error| error.kind() == std::io::ErrorKind::NotFound) {
        return Err(Error::from(ErrorKind::NoSuchPath(root.to_owned())));
    }
    let mut walked = Walked::default();
    let mut links = Links::new(root);
    let entries = WalkDir::new(root).follow_links(true).sort_by_file_name().into_iter();
    let mut entries = entries.filter_entry(|entry| entry.depth() == 0 || !is_passed_over(entry.path()));
    while let Some(entry) = entries.next() {
        if stop.load(Ordering::Relaxed) {
            return Err(ErrorKind::Interrupted.into());
        }
        match entry {
            Ok(entry) if entry.file_type().is_dir() => {
                if let Some(real) = links.read_elsewhere(&entry) {
                    let text = format!("the folder is `{}`, which is read under another name", real.display());
                    let path = entry.path().display().to_string();
                    walked.issues.push(Issue { path, record: None, kind: IssueKind::Ignored, text });
                    entries.skip_current_dir();
                }
            }
            Ok(entry) => take_entry(&entry, &mut walked),
            Err(error) => take_error(&error, root, &mut walked),
        }
    }
    // The walk orders names folder by folder, which is not the order of paths:
    // `a-b` comes before `a/b`.
    walked.files.sort_by(|a, b| a.path.as_os_str().as_encoded_bytes().cmp(b.path.as_os_str().as_encoded_bytes()));
    pair(&mut walked.files, root);
    walked.issues.sort();
    Ok(walked)
}

/// Whether [`walk()`] of a root lists the file at `below` it, or what is in the folder there. Of what is not there
/// it would be the walk that misses it.
pub fn is_listed(root: &Path, below: &Path) -> bool {
    let path = root.join(below);
    let is_reached = !path.ancestors().take(below.components().count()).any(is_passed_over);
    is_reached && (!path.is_file() || of_name(&path).0.is_some() && !sidecar::is_one(&path))
}

/// Keeps folders to which links lead from being read under many names.
struct Links<'r> {
    root: &'r Path,
    /// The root without links, if it is there.
    real_root: PathBuf,
    /// Folders that were come to by links.
    followed: HashSet<PathBuf>,
    /// The depth of the link below which the walk is.
    since: Option<usize>,
}

impl<'r> Links<'r> {
    fn new(root: &'r Path) -> Self {
        Self { root, real_root: root.canonicalize().unwrap_or_default(), followed: HashSet::new(), since: None }
    }

    /// What folder the walk has come to by a link, if that is read under another name.
    fn read_elsewhere(&mut self, entry: &DirEntry) -> Option<PathBuf> {
        self.since = self.since.filter(|depth| entry.depth() > *depth);
        if entry.path_is_symlink() && entry.depth() > 0 {
            self.since = self.since.or(Some(entry.depth()));
        }
        self.since?;
        let real = entry.path().canonicalize().ok()?;
        match real.strip_prefix(&self.real_root) {
            // Without the slash that an empty path would leave.
            Ok(below) if is_listed(&self.real_root, below) => Some(self.root.join(below).components().collect()),
            _ => (!self.followed.insert(real.clone())).then_some(real),
        }
    }
}

/// Puts files of metadata to the pages they stand beside; a page that is itself the root has them beside it too.
fn pair(files: &mut Vec<FoundFile>, root: &Path) {
    let mut by_path: HashMap<PathBuf, (u64, Option<u64>)> = files
        .iter()
        .filter(|file| file.format == Some(Format::Json) && file.compression == Compression::None)
        .map(|file| (file.path.clone(), (file.size, file.modified_ns)))
        .collect();
    if let [file] = files.as_slice()
        && file.path == root
    {
        let beside = sidecar::names(root, file.format).into_iter();
        by_path.extend(beside.filter_map(|name| {
            let metadata = name.metadata().ok().filter(Metadata::is_file)?;
            Some((name, (metadata.len(), modified_ns(&metadata))))
        }));
    }
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

/// Lists one thing the walk came to that is no folder.
fn take_entry(entry: &DirEntry, walked: &mut Walked) {
    let path = entry.path();
    let kind = entry.file_type();
    let (format, compression) = of_name(path);
    let is_root = entry.depth() == 0;
    if format.is_none() && !is_root {
        walked.ignored += 1;
    } else if !kind.is_file() {
        let text = "it is not a file but a pipe, a socket or a device";
        walked.issues.push(unreadable(path, text.to_owned()));
    } else {
        match entry.metadata() {
            Ok(metadata) => walked.files.push(FoundFile {
                path: path.to_owned(),
                size: metadata.len(),
                modified_ns: modified_ns(&metadata),
                format,
                compression,
                sidecar: None,
            }),
            Err(error) => take_error(&error, path, walked),
        }
    }
}

fn modified_ns(metadata: &Metadata) -> Option<u64> {
    let since = metadata.modified().ok().and_then(|time| time.duration_since(UNIX_EPOCH).ok());
    since.and_then(|since| u64::try_from(since.as_nanos()).ok())
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

/// The engine's list of its files, which marks a folder as the data of an index.
const ENGINE_FILES: &str = ".managed.json";

/// Whether a path is an index of this program, or a part of one whose folder is itself a root.
fn is_index(path: &Path) -> bool {
    let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let number = name.strip_prefix("data-").filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()));
    let is_part = name == INDEX_MANIFEST || number.is_some() && path.join(ENGINE_FILES).is_file();
    path.join(INDEX_MANIFEST).is_file() || is_part && path.with_file_name(INDEX_MANIFEST).is_file()
}

fn is_passed_over(path: &Path) -> bool {
    is_hidden(path) || is_index(path)
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
    fn folders_are_read_once_whatever_links_lead_to_them() {
        use std::os::unix::fs::symlink;
        // Each folder has two links to the next: 2^16 ways to the last one.
        let fan = folder_with(&["d16/x.txt"]);
        for number in 0..16 {
            let own = fan.path().join(format!("d{number:02}"));
            fs::create_dir(&own).unwrap();
            for name in ["a", "b"] {
                symlink(format!("../d{:02}", number + 1), own.join(name)).unwrap();
            }
        }
        let walked = walk(fan.path()).unwrap();
        assert_eq!((walked.files.len(), walked.issues.len()), (1, 32));
        assert_eq!(walked.files[0].path, fan.path().join("d16/x.txt"), "under its own name");
        assert!(walked.issues.iter().all(|issue| issue.kind == IssueKind::Ignored));
        // Where none has a name of its own below the root, the first in order is read.
        let walked = walk(&fan.path().join("d00")).unwrap();
        assert_eq!((walked.files.len(), walked.issues.len()), (1, 16));
        assert!(walked.files[0].path.ends_with("d00".to_owned() + &"/a".repeat(16) + "/x.txt"));
        // What is hidden is read if a link leads there, and what holds the root is read around it.
        let folder = folder_with(&["in/.far/one.txt", "in/z/two.txt", "three.txt"]);
        for (to, name) in [(".far", "in/far"), ("z", "in/a"), ("..", "in/up"), (".far", "in/far2")] {
            symlink(to, folder.path().join(name)).unwrap();
        }
        let root = folder.path().join("in");
        let far = root.join(".far").canonicalize().unwrap();
        let told = |name: &str, is: &Path| format!("{name}: the folder is `{}`, which is read under another name", is.display());
        let [a, far2, up] =
            [told("a", Path::new("z")), told("far2", far.strip_prefix(&root).unwrap_or(&far)), told("up/in", &root)];
        check(&root, &["far/one.txt", "up/three.txt", "z/two.txt", &a, &far2, &up], 0);
    }

    #[test]
    fn only_an_index_is_passed_over() {
        let folder = folder_with(&[
            "newsidx.json",
            "data-1/.managed.json",
            "data-1/ledger-1.json",
            "in/newsidx.json",
            "in/a.txt",
            "data-centres.txt",
            "data-2/a.txt",
            "data-x/b.txt",
        ]);
        check(folder.path(), &["data-2/a.txt", "data-centres.txt", "data-x/b.txt"], 0);
    }

    #[test]
    fn what_a_walk_lists() {
        let folder =
            folder_with(&["a.txt", "notes", ".hid/a.txt", "sub/.b.txt", "p.html", "p.json", "q.json", "in/newsidx.json"]);
        for (below, expected) in [
            ("", true),
            ("a.txt", true),
            ("sub", true),
            ("gone", true),
            ("q.json", true),
            ("notes", false),
            (".hid", false),
            (".hid/a.txt", false),
            ("sub/.b.txt", false),
            ("p.json", false),
            ("in", false),
        ] {
            assert_eq!(is_listed(folder.path(), Path::new(below)), expected, "{below}");
        }
    }

    #[test]
    fn walks_stop() {
        let folder = folder_with(&["a.txt"]);
        let stopped = walk_until(folder.path(), &AtomicBool::new(true)).unwrap_err();
        assert!(matches!(stopped.kind(), ErrorKind::Interrupted));
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
