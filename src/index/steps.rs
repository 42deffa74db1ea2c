//! Places where a process can die or a disk be full, for tests that try each of them. In the
//! program this is nothing: what it does is compiled for unit tests alone.

use std::io;
use std::path::Path;

/// Passes a step of writing at a place. Never fails but in tests.
#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, clippy::inline_always, reason = "tests have another one that fails")]
#[inline(always)]
pub(super) fn step(_path: &Path, _name: &'static str) -> io::Result<()> {
    Ok(())
}

#[cfg(test)]
pub(super) use tests::step;
#[cfg(test)]
pub(crate) use tests::{Mishap, expect, passed};

#[cfg(test)]
mod tests {
    use std::path::PathBuf;
    use std::sync::{Mutex, PoisonError};

    use super::*;

    /// What happens at a step.
    #[derive(Debug, Clone, Copy, PartialEq, Eq)]
    pub(crate) enum Mishap {
        /// Nothing: steps are counted.
        None,
        /// The process dies.
        Death,
        /// The disk is full, from this step on.
        FullDisk,
    }

    /// What is expected below a folder.
    struct Plan {
        folder: PathBuf,
        mishap: Mishap,
        at: usize,
        passed: Vec<String>,
    }

    /// Steps of removing.
    const FREEING: [&str; 4] = ["before deleting", "deleted", "before removing", "before sweeping"];

    /// Tests run side by side, each in a folder of its own.
    static PLANS: Mutex<Vec<Plan>> = Mutex::new(vec![]);

    /// Lets something happen at the step with this number below a folder, and counts anew.
    pub(crate) fn expect(folder: &Path, mishap: Mishap, at: usize) {
        let mut plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
        plans.retain(|plan| plan.folder != folder);
        plans.push(Plan { folder: folder.to_owned(), mishap, at, passed: vec![] });
    }

    /// The steps that were passed below a folder, in order.
    pub(crate) fn passed(folder: &Path) -> Vec<String> {
        let plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
        plans.iter().find(|plan| plan.folder == folder).map(|plan| plan.passed.clone()).unwrap_or_default()
    }

    pub(in super::super) fn step(path: &Path, name: &'static str) -> io::Result<()> {
        let mut plans = PLANS.lock().unwrap_or_else(PoisonError::into_inner);
        let Some(plan) = plans.iter_mut().find(|plan| path.starts_with(&plan.folder)) else { return Ok(()) };
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        plan.passed.push(format!("{name} {file}"));
        let number = plan.passed.len() - 1;
        match plan.mishap {
            Mishap::Death if number == plan.at => std::process::abort(),
            // Removing needs no room.
            Mishap::FullDisk if number >= plan.at && !FREEING.contains(&name) => Err(io::Error::from(io::ErrorKind::StorageFull)),
            _ => Ok(()),
        }
    }
}
