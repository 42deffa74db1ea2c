//! What a build has to do: the files there are, held against the ledger of
//! those that were read before; and afterwards the new ledger.

use std::collections::{BTreeMap, HashSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;

use super::pipeline::{Outcome, STDIN_FILE};
use super::{BuildOptions, BuildReport, Settings};
use crate::clean::CleanOptions;
use crate::corpus::{self, FoundFile, ReadOptions, Walked};
use crate::error::{Error, ErrorKind, Result};
use crate::index::{FileEntry, IndexWriter, Ledger, PathView, RULES};
use crate::model::{ArticleId, Issue, IssueKind};

/// A root with what is below it.
pub(super) type Named = Vec<(PathBuf, Walked)>;

pub(super) fn walk_named(roots: &[PathBuf], stop: &AtomicBool) -> Result<Named> {
    let walk = |root: &PathBuf| {
        let walked = if root == Path::new("-") { Walked::default() } else { corpus::walk_until(root, stop)? };
        Ok((root.clone(), walked))
    };
    roots.iter().map(walk).collect()
}

/// A file on disk, beside what the ledger knows of it.
pub(super) struct PlannedFile {
    pub(super) key: String,
    pub(super) found: FoundFile,
    pub(super) known: Option<FileEntry>,
    /// Its size and time are those of the ledger and the rules have not changed.
    pub(super) is_same: bool,
}

/// What a build has to do.
pub(super) struct Plan {
    pub(super) files: Vec<PlannedFile>,
    /// Keys of files that are gone.
    pub(super) gone: Vec<String>,
    /// The settings are those of the builds before.
    pub(super) same_settings: bool,
    pub(super) roots: Vec<String>,
    /// The rules and settings, as the ledger keeps them.
    pub(super) settings: String,
    pub(super) clean: CleanOptions,
    pub(super) read: ReadOptions,
    /// Keys of the roots that were walked.
    pub(super) looked_at: Vec<String>,
    pub(super) issues: Vec<Issue>,
    pub(super) ignored: u64,
    pub(super) stdin: bool,
}

impl Plan {
    pub(super) fn new(
        writer: &IndexWriter,
        paths: &PathView,
        options: &BuildOptions,
        mut named: Named,
        stop: &AtomicBool,
    ) -> Result<Self> {
        let ledger = writer.ledger();
        let effective = options.settings.clone().or_else(|| remembered(ledger)).unwrap_or_default();
        let (clean, read) = (effective.clean_options(), effective.read_options()?);
        let settings = format!("{RULES} {}", serde_json::to_string(&effective).map_err(Error::engine)?);
        let same_settings = settings == ledger.settings;
        let mut issues = vec![];
        let mut looked_at = vec![];
        let mut gone = vec![];
        if options.roots.is_empty() || !same_settings {
            for root in &ledger.roots {
                let path = paths.path(root);
                if root == "-" || named.iter().any(|(known, _)| *known == path) {
                    continue;
                }
                match corpus::walk_until(&path, stop) {
                    Err(e) if matches!(e.kind(), ErrorKind::Interrupted) => return Err(e),
                    // A file that was named and is gone, though its folder is there.
                    Err(_) if ledger.files.contains_key(root) && path.parent().is_some_and(is_there) => {
                        looked_at.push(root.clone());
                        gone.push(root.clone());
                    }
                    Ok(walked) => named.push((path, walked)),
                    Err(e) => {
                        looked_at.push(root.clone());
                        issues.push(kept_root(root, &e, ledger, paths));
                    }
                }
            }
        }
        let mut files: BTreeMap<String, PlannedFile> = BTreeMap::new();
        let mut ignored = 0;
        let mut stdin = false;
        let roots: Vec<String> = options.roots.iter().map(|root| paths.key(root)).collect();
        let index_key = paths.key(writer.path());
        for (root, walked) in named {
            let root_key = paths.key(&root);
            looked_at.push(root_key.clone());
            if root_key == "-" {
                stdin = true;
                continue;
            }
            ignored += walked.ignored;
            issues.extend(walked.issues.into_iter().map(|issue| keyed(issue, paths)));
            for found in walked.files {
                let key = paths.key(&found.path);
                if paths.is_below(&key, &index_key) && !paths.is_below(&root_key, &index_key) {
                    continue; // the index itself
                }
                let known = ledger.files.get(&key).cloned();
                let is_same = same_settings
                    && !known.as_ref().is_some_and(was_unreadable)
                    && found.modified_ns.is_some()
                    && known.as_ref().is_some_and(|known| (known.size, known.modified_ns) == (found.size, found.modified_ns));
                files.insert(key.clone(), PlannedFile { key, found, known, is_same });
            }
            // A folder that could not be opened keeps its articles, and so does a root that only its own walk lists.
            let kept = roots
                .iter()
                .chain(&ledger.roots)
                .filter(|other| paths.is_below(other, &root_key) && !covers(&root_key, other, paths));
            let unreadable = issues.iter().filter(|issue| issue.kind == IssueKind::Unreadable).map(|issue| &issue.path);
            let kept: Vec<&String> = kept.chain(unreadable).collect();
            gone.extend(
                ledger
                    .files_below(&root_key, paths)
                    .map(|(key, _)| key)
                    .filter(|key| !files.contains_key(*key) && !kept.iter().any(|folder| paths.is_below(key, folder)))
                    .cloned(),
            );
        }
        gone.retain(|key| !files.contains_key(key));
        let files = files.into_values().collect();
        Ok(Self { files, gone, same_settings, roots, settings, clean, read, looked_at, issues, ignored, stdin })
    }

    pub(super) fn to_read(&self) -> impl Iterator<Item = &PlannedFile> {
        self.files.iter().filter(|file| !file.is_same)
    }

    /// Removes what is gone, and tells in a new ledger what the index holds now; also which
    /// articles are gone.
    pub(super) fn settle(
        self,
        writer: &IndexWriter,
        paths: &PathView,
        mut outcome: Outcome,
        report: &mut BuildReport,
    ) -> (Ledger, HashSet<ArticleId>) {
        let mut gone = HashSet::new();
        let mut ledger = writer.ledger().clone();
        ledger.settings = self.settings;
        for root in self.roots {
            ledger.add_root(root, |root, other| covers(root, other, paths));
        }
        let gone_files: HashSet<&String> = self.gone.iter().collect();
        ledger.roots.retain(|root| !gone_files.contains(root));
        if !self.same_settings {
            // What is not read now is read again as soon as it can be.
            ledger.files.values_mut().for_each(|file| file.modified_ns = None);
        }
        let mut forget = |entry: &FileEntry, kept: &FileEntry| {
            for (id, _) in &entry.documents {
                if kept.documents.binary_search_by_key(id, |(known, _)| *known).is_err() {
                    writer.remove(*id);
                    report.removed += 1;
                    gone.insert(*id);
                }
            }
        };
        for key in &self.gone {
            if let Some(entry) = ledger.files.remove(key) {
                forget(&entry, &FileEntry::default());
            }
        }
        let stdin = self.stdin.then(|| (STDIN_FILE, "-".to_owned()));
        let read = self.files.iter().enumerate().filter(|(_, file)| !file.is_same).map(|(place, file)| (place, file.key.clone()));
        for (place, key) in read.chain(stdin) {
            let mut entry = outcome.files.remove(&place).unwrap_or_default();
            entry.documents.sort_unstable();
            entry.issues.sort();
            if let Some(known) = ledger.files.get(&key) {
                if was_unreadable(&entry) && entry.documents.is_empty() {
                    entry.documents.clone_from(&known.documents); // kept until it can be read again
                }
                forget(known, &entry);
            }
            ledger.files.insert(key, entry);
        }
        report.added = outcome.added;
        report.changed = outcome.changed;
        report.bytes = outcome.bytes;
        let untouched = self.files.iter().filter(|file| file.is_same).filter_map(|file| file.known.as_ref());
        report.unchanged = outcome.unchanged + untouched.map(|known| known.documents.len() as u64).sum::<u64>();
        for issue in self.issues {
            let entry = ledger.files.entry(issue.path.clone()).or_default();
            if !entry.issues.contains(&issue) {
                entry.issues.push(issue);
            }
        }
        (ledger, gone)
    }
}

/// Whether the walk of a root lists what that of another does: not if the other is hidden there, or a file of no known
/// kind, and is read only because it was named.
fn covers(root: &str, other: &str, paths: &PathView) -> bool {
    paths.below(other, root).is_some_and(|below| corpus::is_listed(&paths.path(root), &below))
}

/// Whether a folder is there; the empty path is the working folder.
fn is_there(folder: &Path) -> bool {
    folder.as_os_str().is_empty() || folder.exists()
}

/// Whether a file could not be opened when it was last looked at.
fn was_unreadable(file: &FileEntry) -> bool {
    file.issues.iter().any(|issue| issue.kind == IssueKind::Unreadable)
}

/// The settings of the builds before, whatever the rules were.
fn remembered(ledger: &Ledger) -> Option<Settings> {
    serde_json::from_str(ledger.settings.split_once(' ')?.1).ok()
}

/// A root that was given once and cannot be walked now.
fn kept_root(root: &str, error: &Error, ledger: &Ledger, paths: &PathView) -> Issue {
    let articles: usize = ledger.files_below(root, paths).map(|(_, file)| file.documents.len()).sum();
    let reason = match error.kind() {
        ErrorKind::NoSuchPath(_) => "no such file or folder".to_owned(),
        _ => error.to_string(),
    };
    let text = format!("{reason}; the {articles} articles read from it before are kept");
    Issue { path: root.to_owned(), record: None, kind: IssueKind::Unreadable, text }
}

fn keyed(issue: Issue, paths: &PathView) -> Issue {
    Issue { path: paths.key(Path::new(&issue.path)), ..issue }
}
