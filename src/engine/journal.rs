//! How far a push has come, in a file beside the index, so that it can be stopped at any time and goes on
//! where it was.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use super::generation::Part;
use crate::error::{Error, Result};

/// What a push has done.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Done {
    pub(super) engine: String,
    pub(super) generation: String,
    /// The state of the index that is pushed.
    pub(super) state: String,
    pub(super) part: Part,
    /// Articles, in order of their ids, that the engine has.
    pub(super) sent: usize,
    /// Those up to which it was sent more without knowing yet whether it has them.
    pub(super) trying: usize,
}

/// The file of a push under this name.
pub(super) fn file(index: &Path, name: &str) -> PathBuf {
    index.join(format!("push-{name}.json"))
}

/// What was done so far; none if there is no such file, or it cannot be read: then all begins anew.
pub(super) fn read(file: &Path) -> Option<Done> {
    serde_json::from_slice(&fs::read(file).ok()?).ok()
}

/// Puts what was done in place of what was known.
pub(super) fn write(file: &Path, done: &Done) -> Result<()> {
    let text = serde_json::to_vec(done).map_err(Error::engine)?;
    let beside = file.with_extension("json.new");
    fs::write(&beside, text).and_then(|()| fs::rename(&beside, file)).map_err(|e| Error::io(file, e))
}

/// The push is over.
pub(super) fn remove(file: &Path) -> Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(Error::io(file, error)),
        _ => Ok(()),
    }
}
