//! Inputs as callers have them: a file that was found, or standard input.

use super::{Format, FoundFile, Input};

impl<'a> Input<'a> {
    /// A file that was found; `fallback` is its format if its name says nothing.
    #[must_use]
    pub fn file(found: &'a FoundFile, shown: &'a str, key: &'a str, fallback: Option<Format>) -> Self {
        Self { path: Some(&found.path), shown, key, format: found.format.or(fallback), sidecar: found.sidecar.as_deref() }
    }

    /// Standard input, of a format or of the one its text shows.
    #[must_use]
    pub fn stdin(shown: &'a str, key: &'a str, format: Option<Format>) -> Self {
        Self { path: None, shown, key, format, sidecar: None }
    }
}
