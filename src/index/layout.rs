//! Where an index lives: its folder, the manifest that names the data folder
//! in use, the writer's lock, and how source paths are kept.

use std::fmt::Write as _;
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Component, MAIN_SEPARATOR, Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::FORMAT;
use super::steps::step;
use crate::error::{Error, ErrorKind, Result};

const MANIFEST: &str = "newsidx.json";
const LOCK: &str = "lock";

/// The extension of a file that is not yet whole.
pub(super) const NEW: &str = "new";

/// What `newsidx.json` says. It is the one file whose replacement makes
/// another data folder answer.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// See [`FORMAT`].
    pub(super) format: u32,
    /// The data folder in use.
    pub(super) data: String,
    /// The index holds the bundled sample corpus.
    #[serde(default)]
    pub(super) demo: bool,
}

/// The folder of an index.
#[derive(Debug, Clone)]
pub struct IndexDir {
    path: PathBuf,
}

/// The writer's lock, held.
pub(super) struct WriterLock(File);

impl Drop for WriterLock {
    /// Closing the file would not do: a process that another thread is just starting
    /// holds a copy of it until it runs its own program.
    fn drop(&mut self) {
        // If it cannot be unlocked, closing it frees it a moment later.
        let _ = self.0.unlock();
    }
}

impl IndexDir {
    /// Names the folder; nothing is opened or made.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into() }
    }

    /// The folder.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The manifest's file.
    pub(super) fn manifest_path(&self) -> PathBuf {
        self.path.join(MANIFEST)
    }

    /// Whether there is an index of any format in the folder.
    #[must_use]
    pub fn holds_index(&self) -> bool {
        self.manifest_path().is_file()
    }

    /// Whether the index holds the bundled sample corpus.
    #[must_use]
    pub fn is_demo(&self) -> bool {
        self.manifest().is_ok_and(|manifest| manifest.demo)
    }

    /// The manifest of an index of this format.
    ///
    /// # Errors
    ///
    /// No index there, another format, or a manifest that cannot be read.
    pub(super) fn manifest(&self) -> Result<Manifest> {
        let path = self.manifest_path();
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) if matches!(e.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
                return Err(ErrorKind::NoIndex(self.path.clone()).into());
            }
            Err(e) => return Err(Error::io(path, e)),
        };
        let manifest: Manifest =
            serde_json::from_str(&text).map_err(|_| Error::corrupt(&self.path, format!("`{MANIFEST}` cannot be read")))?;
        if manifest.format != FORMAT {
            let path = self.path.clone();
            return Err(ErrorKind::VersionMismatch { path, found: manifest.format, expected: FORMAT }.into());
        }
        Ok(manifest)
    }

    /// Replaces the manifest in one step.
    pub(super) fn write_manifest(&self, manifest: &Manifest) -> Result<()> {
        let text = serde_json::to_string(manifest).map_err(Error::engine)?;
        replace_file(&self.manifest_path(), format!("{text}\n").as_bytes())
    }

    /// Takes the writer's lock, making the folder if need be. The lock is free
    /// again when it is dropped or the process ends, however it ends.
    pub(super) fn lock(&self) -> Result<WriterLock> {
        fs::create_dir_all(&self.path).map_err(|e| Error::io(&self.path, e))?;
        let path = self.path.join(LOCK);
        let opened = File::options().create(true).truncate(false).write(true).open(&path);
        let mut file = opened.map_err(|e| Error::io(&path, e))?;
        match file.try_lock() {
            // Who had it before may have removed the file meanwhile: then another can be made and locked.
            Ok(()) if !is_still(&file, &path) => self.lock(),
            Ok(()) => {
                // Who holds the lock is told to others; that it cannot be noted on a full disk is no failure.
                let _ = file.set_len(0).and_then(|()| writeln!(file, "{}", std::process::id()));
                Ok(WriterLock(file))
            }
            Err(TryLockError::WouldBlock) => {
                let holder = fs::read_to_string(&path).ok().and_then(|text| text.trim().parse().ok());
                Err(ErrorKind::Locked { path: self.path.clone(), holder }.into())
            }
            Err(TryLockError::Error(e)) => Err(Error::io(path, e)),
        }
    }

    /// What tells one committed state from another.
    pub(super) fn state(&self) -> Option<(Vec<u8>, Vec<u8>)> {
        let manifest = fs::read(self.path.join(MANIFEST)).ok()?;
        let meta = self.data_in_use().and_then(|data| fs::read(self.data(&data).join("meta.json")).ok());
        Some((manifest, meta.unwrap_or_default()))
    }

    /// The data folder in use, whatever the format of the index; none if the manifest does not say.
    pub(super) fn data_in_use(&self) -> Option<String> {
        let text = fs::read_to_string(self.path.join(MANIFEST)).ok()?;
        let manifest: serde_json::Value = serde_json::from_str(&text).ok()?;
        Some(manifest.get("data")?.as_str()?.to_owned())
    }

    /// Removes the folder again if it was made for an index that came to nothing.
    pub(super) fn remove_if_unused(&self) {
        if !self.holds_index() {
            // Whatever else is in the folder keeps it.
            let _ = fs::remove_file(self.path.join(LOCK)).and_then(|()| fs::remove_dir(&self.path));
        }
    }

    /// A data folder by its name.
    pub(super) fn data(&self, name: &str) -> PathBuf {
        self.path.join(name)
    }

    /// Removes what stopped builds left: data folders that no manifest names, a manifest that
    /// is not whole. Call only with the lock held.
    pub(super) fn sweep(&self, in_use: Option<&str>) -> Result<()> {
        for entry in fs::read_dir(&self.path).map_err(|e| Error::io(&self.path, e))?.flatten() {
            let name = entry.file_name();
            let Some(name) = name.to_str() else { continue };
            let path = entry.path();
            let swept = match entry.file_type().is_ok_and(|kind| kind.is_dir()) {
                true if data_number(name).is_some() && Some(name) != in_use && holds_data_only(&path) => {
                    step(&path, "before sweeping").and_then(|()| fs::remove_dir_all(&path))
                }
                false if Path::new(name) == Path::new(MANIFEST).with_extension(NEW) => fs::remove_file(&path),
                _ => continue,
            };
            swept.map_err(|e| Error::io(path, e))?;
        }
        Ok(())
    }

    /// A name for a new data folder.
    pub(super) fn next_data_name(&self) -> String {
        let numbers =
            fs::read_dir(&self.path).into_iter().flatten().flatten().filter_map(|entry| data_number(entry.file_name().to_str()?));
        format!("data-{}", u64::from(numbers.max().unwrap_or(0)) + 1)
    }
}

/// Whether a path still leads to an open file.
fn is_still(file: &File, path: &Path) -> bool {
    let held = file.try_clone().and_then(same_file::Handle::from_file);
    held.is_ok_and(|held| same_file::Handle::from_path(path).is_ok_and(|there| there == held))
}

/// The number of a data folder, by its name.
fn data_number(name: &str) -> Option<u32> {
    name.strip_prefix("data-").filter(|number| number.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
}

/// Whether all that lies in a folder was written for an index. People call folders of their own `data-2024`:
/// nothing else is ever removed.
fn holds_data_only(folder: &Path) -> bool {
    let is_data = |entry: io::Result<fs::DirEntry>| {
        entry.is_ok_and(|entry| {
            let is_file = entry.file_type().is_ok_and(|kind| kind.is_file());
            is_file && entry.file_name().to_str().is_some_and(is_data_file)
        })
    };
    fs::read_dir(folder).is_ok_and(|mut entries| entries.all(is_data))
}

/// What begins the names of files that lie beside the engine's; a generation follows.
pub(super) const BESIDE: [&str; 6] = ["ledger-", "blocks-", "sketches-", "addresses-", "stories-", "forms-"];

/// Whether a file in a data folder is ours or the engine's, by its name.
fn is_data_file(name: &str) -> bool {
    let is_number = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let is_beside = || {
        let rest = BESIDE.iter().find_map(|start| name.strip_prefix(start));
        rest.and_then(|rest| rest.split_once('.'))
            .is_some_and(|(generation, end)| is_number(generation) && matches!(end, "jsonl" | "bin" | NEW))
    };
    // A segment's files are called by its number.
    let is_segment = || {
        let (number, end) = name.split_once('.').unwrap_or((name, ""));
        number.len() == 32 && number.bytes().all(|byte| byte.is_ascii_hexdigit()) && !end.is_empty()
    };
    let names = ["meta.json", ".managed.json", "meta.new", ".managed.new", "dictionary.bin", "dictionary.new", "spool.new"];
    names.contains(&name) || name.starts_with(".tantivy-") || name.starts_with(".tmp") || is_beside() || is_segment()
}

/// Writes a file so that it is found whole or not at all, whatever happens.
pub(super) fn replace_file(path: &Path, bytes: &[u8]) -> Result<()> {
    replace(path, bytes).map_err(|e| Error::io(path, e))
}

/// The same, with the error as the system gave it.
pub(super) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = path.with_extension(NEW);
    let write = || -> io::Result<()> {
        step(path, "before making")?;
        let mut file = File::create(&temporary)?;
        step(path, "made")?;
        file.write_all(bytes)?;
        step(path, "written")?;
        file.sync_all()?;
        step(path, "synced")?;
        fs::rename(&temporary, path)?;
        step(path, "renamed")?;
        if let Some(folder) = path.parent() {
            File::open(folder)?.sync_all()?;
        }
        step(path, "folder synced")
    };
    write().inspect_err(|_| {
        // It is in the way of a folder that shall go; what cannot be removed is swept by the next build.
        let _ = fs::remove_file(&temporary);
    })
}

/// How source paths are kept in an index and shown to people.
///
/// A source below the folder that holds the index is kept relative to that
/// folder, so a project folder can be moved or shared with its index; any
/// other is kept absolute. Paths are shown as they can be opened from where
/// the program runs.
#[derive(Debug, Clone)]
pub struct PathView {
    base: PathBuf,
    here: PathBuf,
    /// Both as the text that keys are.
    base_text: PathBuf,
    here_text: PathBuf,
}

/// The key and name of standard input.
const STDIN: &str = "-";

/// The key of the folder that holds the index.
const HERE: &str = ".";

impl PathView {
    /// For an index folder, seen from the working folder `here`.
    #[must_use]
    pub fn new(index: &Path, here: &Path) -> Self {
        let index = clean(&here.join(index));
        let base = index.parent().map_or_else(|| index.clone(), Path::to_path_buf);
        let here = clean(here);
        let (base_text, here_text) = (text(&base).into(), text(&here).into());
        Self { base, here, base_text, here_text }
    }

    /// The lasting key of a source path.
    #[must_use]
    pub fn key(&self, path: &Path) -> String {
        if path == Path::new(STDIN) {
            return STDIN.to_owned();
        }
        let absolute = clean(&self.here.join(path));
        match absolute.strip_prefix(&self.base) {
            Ok(below) if below.as_os_str().is_empty() => HERE.to_owned(),
            Ok(below) => text(below),
            Err(_) => text(&absolute),
        }
    }

    /// Whether a key is the root with this key, or lies below it.
    #[must_use]
    pub fn is_below(&self, key: &str, root: &str) -> bool {
        if key == STDIN || root == STDIN {
            return key == root;
        }
        let (key_path, root_path) = (Path::new(key), Path::new(root));
        if key_path.is_absolute() == root_path.is_absolute() && root != HERE {
            return key_path.starts_with(root_path);
        }
        self.absolute(key).starts_with(self.absolute(root))
    }

    fn absolute(&self, key: &str) -> PathBuf {
        if key == HERE { self.base_text.clone() } else { self.base_text.join(key) }
    }

    /// Where a key lies below a root: nowhere if it does not, an empty path if it is the root.
    #[must_use]
    pub fn below(&self, key: &str, root: &str) -> Option<PathBuf> {
        let is_below = self.is_below(key, root);
        is_below.then(|| self.absolute(key).strip_prefix(self.absolute(root)).map(untext).unwrap_or_default())
    }

    /// A key as a path that can be opened from here.
    #[must_use]
    pub fn path(&self, key: &str) -> PathBuf {
        untext(Path::new(&self.shown(key)))
    }

    /// A key as it is shown here: the path that can be opened, if that is text.
    #[must_use]
    pub fn shown(&self, key: &str) -> String {
        if key == STDIN {
            return key.to_owned();
        }
        let absolute = self.absolute(key);
        match absolute.strip_prefix(&self.here_text) {
            Ok(below) if below.as_os_str().is_empty() => HERE.to_owned(),
            Ok(below) => below.display().to_string(),
            Err(_) => absolute.display().to_string(),
        }
    }
}

/// A path as text; bytes that are not UTF-8 as `\xNN`, and so a backslash before an `x`, so that
/// different paths stay different.
fn text(path: &Path) -> String {
    let bytes = path.as_os_str().as_encoded_bytes();
    let mut text = String::with_capacity(bytes.len());
    for chunk in bytes.utf8_chunks() {
        // Where a backslash stands between folders, no name has one.
        let valid = chunk.valid();
        let valid = if MAIN_SEPARATOR == '\\' { valid.into() } else { valid.replace("\\x", "\\x5cx") };
        text.push_str(&valid);
        for byte in chunk.invalid() {
            // Writing to a string cannot fail.
            let _ = write!(text, "\\x{byte:02x}");
        }
    }
    text
}

/// The path of which this is the text.
#[cfg(unix)]
fn untext(text: &Path) -> PathBuf {
    use std::os::unix::ffi::OsStringExt;
    let mut bytes: &[u8] = text.as_os_str().as_encoded_bytes();
    let mut path = Vec::with_capacity(bytes.len());
    while let Some((first, rest)) = bytes.split_first() {
        let digits = bytes.strip_prefix(b"\\x").and_then(|rest| rest.split_at_checked(2));
        let number = digits.and_then(|(digits, _)| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
        let escaped = number.filter(|byte| *byte == b'\\' || !byte.is_ascii()).zip(digits);
        path.push(escaped.map_or(*first, |(byte, _)| byte));
        bytes = escaped.map_or(rest, |(_, (_, rest))| rest);
    }
    std::ffi::OsString::from_vec(path).into()
}

/// The path of which this is the text.
#[cfg(not(unix))]
fn untext(text: &Path) -> PathBuf {
    text.to_owned()
}

/// Removes `.` and `..` without asking the file system.
fn clean(path: &Path) -> PathBuf {
    let mut cleaned = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                cleaned.pop();
            }
            other => cleaned.push(other),
        }
    }
    cleaned
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_do_not_depend_on_where_one_stands() {
        let from_project = PathView::new(Path::new("index"), Path::new("/home/ana/project"));
        let from_corpus = PathView::new(Path::new("../index"), Path::new("/home/ana/project/corpus"));
        assert_eq!(from_project.key(Path::new("corpus/a.txt")), "corpus/a.txt");
        assert_eq!(from_project.key(Path::new("./corpus/../corpus/a.txt")), "corpus/a.txt");
        assert_eq!(from_corpus.key(Path::new("a.txt")), "corpus/a.txt");
        assert_eq!(from_project.key(Path::new("/data/b.txt")), "/data/b.txt");
        assert_eq!(from_project.key(Path::new("-")), "-");
    }

    #[cfg(unix)]
    #[test]
    fn different_paths_have_different_keys() {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        let names: [&[u8]; 9] =
            [b"a\xff", b"a\\xff", b"a\\x5cxff", b"a\\\xff", b"a\\\\xff", b"a\\", b"a\\b", b"a\\x", "a\u{e9}\\x41".as_bytes()];
        let view = PathView::new(Path::new("index"), Path::new("/home/ana\\xff"));
        let mut keys = std::collections::BTreeSet::new();
        for name in names {
            let path = Path::new(OsStr::from_bytes(name));
            let key = view.key(path);
            assert_eq!(view.path(&key), path, "{key}");
            assert_eq!(view.shown(&key), key);
            assert!(view.is_below(&key, "/home/ana\\x5cxff"));
            assert_eq!(view.below(&key, "."), Some(path.to_owned()));
            keys.insert(key);
        }
        assert_eq!(keys.len(), names.len(), "{keys:?}");
        assert!(keys.contains("a\\b"), "a backslash that could mean nothing else stays");
    }

    #[test]
    fn roots_cover_what_lies_below_them() {
        let view = PathView::new(Path::new("index"), Path::new("/home/ana/project"));
        assert_eq!(view.key(Path::new(".")), ".");
        assert_eq!(view.shown("."), ".");
        for (key, root, is_below) in [
            ("news/a.txt", ".", true),
            ("news/a.txt", "/home/ana", true),
            ("news/a.txt", "news", true),
            ("news-b/a.txt", "news", false),
            ("/data/a.txt", ".", false),
            ("/data/a.txt", "/data", true),
            ("-", ".", false),
            (".", "news", false),
            (".", "/home/ana", true),
            (".", ".", true),
            ("-", "-", true),
        ] {
            assert_eq!(view.is_below(key, root), is_below, "{key} below {root}");
        }
    }

    #[test]
    fn shown_paths_open_from_here() {
        let from_project = PathView::new(Path::new("index"), Path::new("/home/ana/project"));
        let from_corpus = PathView::new(Path::new("../index"), Path::new("/home/ana/project/corpus"));
        assert_eq!(from_project.shown("corpus/a.txt"), "corpus/a.txt");
        assert_eq!(from_corpus.shown("corpus/a.txt"), "a.txt");
        assert_eq!(from_corpus.shown("/data/b.txt"), "/data/b.txt");
        assert_eq!(from_corpus.shown("other/a.txt"), "/home/ana/project/other/a.txt");
    }
}
