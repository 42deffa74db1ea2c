//! What a failure of the engine to read says of an index, in our words: the engine speaks to
//! programmers, and quotes whole files.

use std::io;
use std::path::Path;

use tantivy::TantivyError;
use tantivy::directory::error::{OpenDirectoryError, OpenReadError};

use crate::error::Error;

/// A failure to read the index in a folder: a file may not be read, or it is damaged.
pub(super) fn unreadable(index: &Path, error: impl Into<TantivyError>) -> Error {
    let (file, source) = match error.into() {
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file))
        | TantivyError::OpenDirectoryError(OpenDirectoryError::DoesNotExist(file)) => {
            return Error::corrupt(index, format!("`{}` is missing", name(&file)));
        }
        TantivyError::OpenDirectoryError(OpenDirectoryError::NotADirectory(file)) => {
            return Error::corrupt(index, format!("`{}` is no folder", name(&file)));
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => (Some(filepath), io_error),
        TantivyError::OpenDirectoryError(OpenDirectoryError::IoError { io_error, directory_path }) => {
            (Some(directory_path), io_error)
        }
        TantivyError::IoError(io_error) => (None, io_error),
        // Its text holds the file.
        TantivyError::DataCorruption(found) if format!("{found:?}").contains("meta.json") => {
            return Error::corrupt(index, "`meta.json` cannot be read");
        }
        TantivyError::DataCorruption(_) | TantivyError::OpenReadError(_) => {
            return Error::corrupt(index, "one of its files cannot be read");
        }
        TantivyError::SchemaError(_) => return Error::corrupt(index, "its files do not belong together"),
        other => {
            return Error::corrupt(index, other.to_string().lines().next().unwrap_or_default());
        }
    };
    let shown = file.as_deref().map_or_else(|| "one of its files".to_owned(), |file| format!("`{}`", name(file)));
    match source.kind() {
        io::ErrorKind::PermissionDenied => {
            let source = io::Error::from(io::ErrorKind::PermissionDenied);
            Error::io(file.as_deref().unwrap_or(index), source)
        }
        io::ErrorKind::NotFound => Error::corrupt(index, format!("{shown} is missing")),
        _ => Error::corrupt(index, format!("{shown} is cut or damaged")),
    }
}

/// A file's name without its folder, which the message names already.
fn name(file: &Path) -> String {
    file.file_name().unwrap_or(file.as_os_str()).to_string_lossy().into_owned()
}
