//! What is said when a command stops where it never should. The engine trusts the bytes of an
//! index, so that damaged ones can stop it anywhere: then the user is told so, in one line.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::{Mutex, PoisonError};

use newsidx::index::{IndexDir, IndexReader};

use crate::exit::Exit;

/// Where the first thread stopped, and why.
static STOPPED: Mutex<Option<String>> = Mutex::new(None);

/// Runs a command. If it stops, the index it used is looked at.
pub(crate) fn guarded(index: &Path, command: impl FnOnce() -> anyhow::Result<Exit>) -> anyhow::Result<Exit> {
    std::panic::set_hook(Box::new(|panic| {
        STOPPED.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert_with(|| panic.to_string());
    }));
    let ended = catch_unwind(AssertUnwindSafe(command));
    let stopped = STOPPED.lock().unwrap_or_else(PoisonError::into_inner).take();
    let Some(stopped) = stopped else { return ended.unwrap_or(Ok(Exit::Failed)) };
    match ended {
        // The page that broke its reader is among the issues.
        Ok(Ok(exit)) => Ok(exit),
        ended => {
            let dir = IndexDir::new(index);
            let looked_at = catch_unwind(|| IndexReader::with(&dir, |reader| reader.verify()));
            let failed = ended.ok().and_then(Result::err);
            Err(match looked_at {
                Ok(Err(damaged)) if dir.holds_index() => damaged.into(),
                Err(_) => IndexReader::broken(&dir).into(),
                _ => failed.unwrap_or_else(|| {
                    anyhow::anyhow!("newsidx stopped where it should not; please report this: {}", one_line(&stopped))
                }),
            })
        }
    }
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
