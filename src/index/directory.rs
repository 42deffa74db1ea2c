//! A data folder as the engine sees it.
//!
//! When reading, it may lie on a medium that cannot be written. tantivy 0.27 takes a lock
//! file even to read (tantivy#557); where the medium refuses, nobody can be writing either,
//! so no lock is needed.
//!
//! When writing, the first refusal of the medium is remembered: tantivy writes in threads, and
//! what comes back of a full disk is that a thread has ended.

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, OnceLock};

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, MmapDirectory, TerminatingWrite, WatchCallback, WatchHandle,
    WritePtr,
};

use super::layout::replace;
use super::steps::step;

/// A data folder opened for reading.
#[derive(Debug, Clone)]
pub(super) struct ReadDirectory(pub(super) MmapDirectory);

impl Directory for ReadDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.0.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.0.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.0.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        self.0.open_write(path)
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.0.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.0.atomic_write(path, data)
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.0.sync_directory()
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.0.acquire_lock(lock) {
            Err(LockError::IoError(e))
                if matches!(e.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) =>
            {
                Ok(DirectoryLock::from(Box::new(())))
            }
            other => other,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.0.watch(callback)
    }
}

/// A data folder opened for writing.
#[derive(Debug, Clone)]
pub(super) struct WriteDirectory {
    inner: MmapDirectory,
    path: PathBuf,
    refusal: Refusal,
}

/// Why the medium refused to be written, once it has.
#[derive(Debug, Clone, Default)]
pub(super) struct Refusal(Arc<OnceLock<(io::ErrorKind, Option<i32>, String)>>);

impl Refusal {
    /// Remembers an error if it is the first.
    fn note<T>(&self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result {
            let _ = self.0.set((error.kind(), error.raw_os_error(), error.to_string()));
        }
        result
    }

    /// The error as the system gave it.
    pub(super) fn error(&self) -> Option<io::Error> {
        let (kind, code, text) = self.0.get()?;
        Some(code.map_or_else(|| io::Error::new(*kind, text.clone()), io::Error::from_raw_os_error))
    }
}

impl WriteDirectory {
    /// Opens a folder, which must be there.
    pub(super) fn open(path: &Path) -> tantivy::Result<Self> {
        let inner = MmapDirectory::open(path)?;
        Ok(Self { inner, path: path.to_owned(), refusal: Refusal::default() })
    }

    /// Where refusals of the medium are found.
    pub(super) fn refusal(&self) -> Refusal {
        self.refusal.clone()
    }

    /// A step of writing, which tests let fail.
    fn step(&self, path: &Path, name: &'static str) -> io::Result<()> {
        self.refusal.note(step(&self.path.join(path), name))
    }
}

impl Directory for WriteDirectory {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.inner.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        let failed = |e| DeleteError::IoError { io_error: Arc::new(e), filepath: path.to_owned() };
        self.step(path, "before deleting").map_err(failed)?;
        self.inner.delete(path)?;
        self.step(path, "deleted").map_err(failed)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.inner.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let failed = |e| OpenWriteError::wrap_io_error(e, path.to_owned());
        self.step(path, "before opening").map_err(failed)?;
        let inner = self.inner.open_write(path).inspect_err(|error| {
            if let OpenWriteError::IoError { io_error, .. } = error {
                let _ = self.refusal.note::<()>(Err(copied(io_error)));
            }
        })?;
        self.step(path, "opened").map_err(failed)?;
        // tantivy takes the writer out of its buffer again.
        Ok(BufWriter::new(Box::new(Writer { inner, directory: self.clone(), path: path.to_owned() })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.inner.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        // tantivy's own makes files that only their owner may read.
        self.refusal.note(replace(&self.path.join(path), data))
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.step(Path::new(""), "before syncing")?;
        self.refusal.note(self.inner.sync_directory())?;
        self.step(Path::new(""), "synced")
    }

    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        self.inner.acquire_lock(lock)
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.inner.watch(callback)
    }
}

/// A file that is being written.
struct Writer {
    inner: WritePtr,
    directory: WriteDirectory,
    path: PathBuf,
}

impl Write for Writer {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.directory.refusal.note(self.inner.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.directory.refusal.note(self.inner.flush())
    }
}

impl TerminatingWrite for Writer {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.directory.step(&self.path, "before closing")?;
        self.directory.refusal.note(self.inner.terminate_ref(token))?;
        self.directory.step(&self.path, "closed")
    }
}

/// An error that is shared, as one's own.
fn copied(error: &io::Error) -> io::Error {
    error.raw_os_error().map_or_else(|| io::Error::new(error.kind(), error.to_string()), io::Error::from_raw_os_error)
}
