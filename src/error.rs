//! The one error type of the library: a call failed, and this says what, where
//! and what to do.
//!
//! Trouble with a single document is not an error but an
//! [`Issue`](crate::model::Issue); trouble with the text of a query is
//! [`query::ParseErrors`](crate::query::ParseErrors).

use std::fmt;
use std::io;
use std::path::{Path, PathBuf};

/// What library calls return.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// A failed call: its kind, and a one-line message with the remedy.
#[derive(Debug)]
pub struct Error {
    kind: Box<ErrorKind>,
}

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// Reading or writing failed.
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// An input path does not exist.
    NoSuchPath(PathBuf),
    /// There is no index in the folder.
    NoIndex(PathBuf),
    /// The folder holds an index of another format.
    VersionMismatch {
        /// The index folder.
        path: PathBuf,
        /// The format found there.
        found: u32,
        /// The format this program reads and writes.
        expected: u32,
    },
    /// The index is damaged.
    Corrupt {
        /// The index folder.
        path: PathBuf,
        /// What does not fit.
        detail: String,
    },
    /// Another process is writing the index.
    Locked {
        /// The index folder.
        path: PathBuf,
        /// The number of the process, if it is known.
        holder: Option<u32>,
    },
    /// The caller asked for something that cannot be done.
    Config(String),
    /// The work was stopped by the user.
    Interrupted,
    /// A search engine on other machines cannot do what was asked; the message says why.
    Remote(String),
    /// The search engine failed.
    Engine(Box<dyn std::error::Error + Send + Sync>),
}

impl Error {
    /// An input or output error at a place.
    #[must_use]
    pub fn io(path: impl AsRef<Path>, source: io::Error) -> Self {
        Self::from(ErrorKind::Io { path: path.as_ref().to_owned(), source })
    }

    /// A request that cannot be carried out, with the reason.
    pub(crate) fn config(message: impl Into<String>) -> Self {
        Self::from(ErrorKind::Config(message.into()))
    }

    /// A damaged index.
    pub(crate) fn corrupt(path: impl AsRef<Path>, detail: impl Into<String>) -> Self {
        Self::from(ErrorKind::Corrupt { path: path.as_ref().to_owned(), detail: detail.into() })
    }

    /// A failure of the search engine.
    pub(crate) fn engine(source: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::from(ErrorKind::Engine(Box::new(source)))
    }

    /// What went wrong.
    #[must_use]
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Self {
        Self { kind: Box::new(kind) }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            ErrorKind::Io { path, source } if is_full(source) => write!(
                f,
                "`{}` cannot be written ({}): what was indexed before still answers; make room and build again",
                path.display(),
                plain_io(source)
            ),
            ErrorKind::Io { path, source } => write!(f, "`{}`: {}", path.display(), plain_io(source)),
            ErrorKind::NoSuchPath(path) => write!(f, "`{}`: no such file or folder", path.display()),
            ErrorKind::NoIndex(path) => write!(
                f,
                "no index in `{}`: make one with `newsidx build FOLDER`, or name another with `--index DIR`",
                path.display()
            ),
            ErrorKind::VersionMismatch { path, found, expected } => {
                let (age, remedy) = if found < expected {
                    ("older", "build it again with `newsidx build --fresh FOLDER`")
                } else {
                    ("newer", "use the newsidx that made it, or build it again with `newsidx build --fresh FOLDER`")
                };
                write!(
                    f,
                    "the index in `{}` has the {age} format {found}, this newsidx reads format {expected}: {remedy}",
                    path.display()
                )
            }
            ErrorKind::Corrupt { path, detail } => write!(
                f,
                "the index in `{}` is damaged ({detail}): build it again with `newsidx build --fresh FOLDER`",
                path.display()
            ),
            ErrorKind::Locked { path, holder } => {
                let holder = holder.map(|number| format!(" (process {number})")).unwrap_or_default();
                write!(
                    f,
                    "another newsidx{holder} is building the index in `{}`: wait until it is done (searching goes on meanwhile)",
                    path.display()
                )
            }
            ErrorKind::Config(message) | ErrorKind::Remote(message) => f.write_str(message),
            ErrorKind::Interrupted => f.write_str("stopped; the index is as it was before"),
            ErrorKind::Engine(source) => write!(f, "the search engine failed: {source}"),
        }
    }
}

impl std::error::Error for Error {}

/// Whether there is no room, on the medium or under the user's limits.
fn is_full(error: &io::Error) -> bool {
    matches!(error.kind(), io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge)
}

/// The system's words without Rust's `(os error 2)`, in lower case.
fn plain_io(error: &io::Error) -> String {
    let text = error.to_string();
    let text = text.split(" (os error").next().unwrap_or_default();
    let mut chars = text.chars();
    match chars.next() {
        Some(first) => first.to_lowercase().chain(chars).collect(),
        None => error.kind().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn io_errors_read_like_a_sentence() {
        let missing = io::Error::from_raw_os_error(2);
        assert_eq!(Error::io("a/b", missing).to_string(), "`a/b`: no such file or directory");
        let full = io::Error::from(io::ErrorKind::StorageFull);
        let text = "`a/b` cannot be written (no storage space): what was indexed before still answers; make room and build again";
        assert_eq!(Error::io("a/b", full).to_string(), text);
    }
}
