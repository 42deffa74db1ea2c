//! Tells whether a state of an index that was opened is still the last one, by two looks at
//! the file system.

use std::fs;
use std::path::Path;
use std::time::SystemTime;

/// The engine's list of what its last commit holds. It is replaced as a whole.
const COMMIT: &str = "meta.json";

/// When files that every build replaces were written, and how long they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Stamp([Option<(SystemTime, u64)>; 2]);

impl Stamp {
    /// Looks at the manifest and at the last commit of a data folder. Take it before opening:
    /// a build that ends meanwhile then makes it an old one.
    pub(super) fn of(manifest: &Path, data: &Path) -> Self {
        let seen = |path: &Path| fs::metadata(path).and_then(|file| Ok((file.modified()?, file.len()))).ok();
        Self([seen(manifest), seen(&data.join(COMMIT))])
    }

    /// A number that another commit has not: when it was made, in milliseconds.
    pub(super) fn mark(self) -> u128 {
        let [_, commit] = self.0;
        let made = commit.and_then(|(made, _)| made.duration_since(SystemTime::UNIX_EPOCH).ok());
        made.map_or(0, |made| made.as_millis())
    }
}
