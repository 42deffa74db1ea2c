//! Exit statuses, the same for every command.

use std::process::ExitCode;

/// How a command ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Exit {
    /// Something was found, or everything was done.
    Done,
    /// Nothing was found.
    Nothing,
    /// It could not be done: usage, query, index, disk.
    Failed,
    /// Done, but some inputs could not be read; each was listed.
    WithIssues,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(match exit {
            Exit::Done => 0,
            Exit::Nothing => 1,
            Exit::Failed => 2,
            Exit::WithIssues => 3,
        })
    }
}
