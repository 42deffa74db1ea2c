//! What was read into the index: every file with its size, its time, its
//! documents and what was wrong with it. It tells the next build what is new,
//! changed or gone.
//!
//! One line of JSON a file, in order of keys, after a first line about the whole; the last line
//! is a hash of all before.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::bytes::{read_file, seal};
use super::layout::{PathView, replace_file};
use crate::error::{Error, Result};
use crate::model::{ArticleId, Issue};

/// Everything that was read into an index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Ledger {
    /// Keys of the files and folders that were given to `build`.
    pub roots: Vec<String>,
    /// The rules and options by which articles were cleaned.
    pub settings: String,
    /// Every file by its key.
    pub files: BTreeMap<String, FileEntry>,
}

/// One file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FileEntry {
    /// Its size in bytes.
    pub size: u64,
    /// When it was last changed, in nanoseconds since 1970, if the system tells.
    pub modified_ns: Option<u64>,
    /// Its documents in the index, with a digest of each.
    pub documents: Vec<(ArticleId, u64)>,
    /// What was wrong with it.
    pub issues: Vec<Issue>,
}

#[derive(Serialize, Deserialize)]
struct HeaderLine {
    roots: Vec<String>,
    settings: String,
}

#[derive(Serialize, Deserialize)]
struct FileLine {
    key: String,
    size: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    modified_ns: Option<u64>,
    /// Ids and digests, as hexadecimal numbers of 16 digits each.
    documents: String,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    issues: Vec<Issue>,
}

impl Ledger {
    /// The name of the ledger of a generation.
    pub(super) fn file_name(generation: u64) -> String {
        format!("ledger-{generation}.jsonl")
    }

    /// Reads a ledger. Cost: in proportion to the number of documents.
    pub(super) fn read(path: &Path, index: &Path) -> Result<Self> {
        let bytes = read_file(path, index)?;
        let whole = || Error::corrupt(index, "its ledger cannot be read");
        let text = String::from_utf8(bytes).map_err(|_| whole())?;
        let end = text.trim_end_matches('\n').rfind('\n').map_or(0, |at| at + 1);
        let (text, found) = text.split_at(end);
        if found.trim_end_matches('\n') != sealed(text) {
            return Err(whole());
        }
        let damaged = |line: usize| Error::corrupt(index, format!("line {} of its ledger cannot be read", line + 1));
        let mut lines = text.lines().enumerate();
        let header = lines.next().and_then(|(_, line)| serde_json::from_str::<HeaderLine>(line).ok());
        let header = header.ok_or_else(|| damaged(0))?;
        let mut files = BTreeMap::new();
        for (number, line) in lines {
            let line: FileLine = serde_json::from_str(line).map_err(|_| damaged(number))?;
            let documents = parse_documents(&line.documents).ok_or_else(|| damaged(number))?;
            files.insert(line.key, FileEntry { size: line.size, modified_ns: line.modified_ns, documents, issues: line.issues });
        }
        Ok(Self { roots: header.roots, settings: header.settings, files })
    }

    /// Writes the ledger, whole or not at all.
    pub(super) fn write(&self, path: &Path) -> Result<()> {
        let mut text = String::new();
        let header = HeaderLine { roots: self.roots.clone(), settings: self.settings.clone() };
        text.push_str(&serde_json::to_string(&header).map_err(Error::engine)?);
        text.push('\n');
        for (key, file) in &self.files {
            let mut documents = String::with_capacity(file.documents.len() * 32);
            for (id, digest) in &file.documents {
                // Writing to a string cannot fail.
                let _ = write!(documents, "{:016x}{digest:016x}", id.0);
            }
            let line = FileLine {
                key: key.clone(),
                size: file.size,
                modified_ns: file.modified_ns,
                documents,
                issues: file.issues.clone(),
            };
            text.push_str(&serde_json::to_string(&line).map_err(Error::engine)?);
            text.push('\n');
        }
        let seal = sealed(&text);
        text.push_str(&seal);
        text.push('\n');
        replace_file(path, text.as_bytes())
    }

    /// The files below a root, in order. Cost: one look at every file.
    pub fn files_below<'a>(&'a self, root: &'a str, paths: &'a PathView) -> impl Iterator<Item = (&'a String, &'a FileEntry)> {
        self.files.iter().filter(|(key, _)| paths.is_below(key, root))
    }

    /// Adds a root, unless one that is known covers it; those that it covers go. `covers` says whether the first
    /// of two roots covers the second.
    pub fn add_root(&mut self, root: String, covers: impl Fn(&str, &str) -> bool) {
        if self.roots.iter().any(|known| covers(known, &root)) {
            return;
        }
        self.roots.retain(|known| !covers(&root, known));
        self.roots.push(root);
        self.roots.sort();
    }

    /// Issues of the files below some roots, and of those roots, in order of files.
    pub fn issues_below<'a>(&'a self, roots: &'a [String], paths: &'a PathView) -> impl Iterator<Item = &'a Issue> {
        let looked_at = |issue: &&Issue| roots.iter().any(|root| paths.is_below(&issue.path, root));
        self.issues().filter(looked_at)
    }

    /// All issues, in order of files.
    pub fn issues(&self) -> impl Iterator<Item = &Issue> {
        self.files.values().flat_map(|file| &file.issues)
    }

    /// Articles in the index.
    #[must_use]
    pub fn articles(&self) -> usize {
        self.files.values().map(|file| file.documents.len()).sum()
    }
}

/// The last line of a ledger.
fn sealed(text: &str) -> String {
    format!("{{\"seal\":\"{:016x}\"}}", u64::from_le_bytes(seal(text.as_bytes())))
}

fn parse_documents(text: &str) -> Option<Vec<(ArticleId, u64)>> {
    let number = |digits: &[u8]| u64::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok();
    let chunks = text.as_bytes().chunks(32);
    chunks.map(|chunk| Some((ArticleId(number(chunk.get(..16)?)?), number(chunk.get(16..32)?)?))).collect()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::model::IssueKind;

    #[test]
    fn a_ledger_reads_what_it_wrote() {
        let mut ledger = Ledger { settings: "rules 1".into(), ..Ledger::default() };
        ledger.add_root("corpus".into(), |_, _| false);
        let issue = Issue { path: "corpus/a.txt".into(), record: None, kind: IssueKind::Encoding, text: "\"odd\" bytes".into() };
        ledger.files.insert(
            "corpus/a.txt".into(),
            FileEntry { size: 7, modified_ns: Some(u64::MAX), documents: vec![(ArticleId(1), u64::MAX)], issues: vec![issue] },
        );
        ledger.files.insert("corpus/b.txt".into(), FileEntry::default());
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("ledger");
        ledger.write(&path).unwrap();
        assert_eq!(Ledger::read(&path, folder.path()).unwrap(), ledger);
        let bytes = fs::read(&path).unwrap();
        for at in 0..bytes.len() {
            let mut damaged = bytes.clone();
            damaged[at] ^= 1;
            fs::write(&path, &damaged).unwrap();
            assert!(Ledger::read(&path, folder.path()).is_err(), "byte {at}");
            fs::write(&path, &bytes[..at]).unwrap();
            let cut = Ledger::read(&path, folder.path());
            assert!(cut.is_err() || at + 1 == bytes.len() && cut.unwrap() == ledger, "cut at {at}");
        }
    }

    #[test]
    fn roots_cover_what_lies_below_them() {
        let mut ledger = Ledger::default();
        let paths = PathView::new(Path::new("index"), Path::new("/project"));
        for root in ["news/2024", "news", "news/2025", "newspapers"] {
            ledger.add_root(root.into(), |root, other| paths.is_below(other, root));
        }
        assert_eq!(ledger.roots, ["news", "newspapers"]);
        for key in ["news", "news/a", "news-b", "newspapers/c", "news/d"] {
            ledger.files.insert(key.into(), FileEntry::default());
        }
        let below: Vec<_> = ledger.files_below("news", &paths).map(|(key, _)| key.as_str()).collect();
        assert_eq!(below, ["news", "news/a", "news/d"]);
    }
}
