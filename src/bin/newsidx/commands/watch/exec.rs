//! Runs the user's command for a story. What was scraped is data to it: a line of JSON on
//! standard input, and variables of the environment; never a part of the command.

use std::io::{self, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, bail};

use super::Line;

/// Longer values are cut: systems refuse an environment that is too large.
const MAX_VALUE: usize = 8192;

pub(super) fn run(command: &str, line: &Line<'_>) -> anyhow::Result<()> {
    let (shell, flag) = if cfg!(windows) { ("cmd", "/C") } else { ("sh", "-c") };
    let mut child = Command::new(shell);
    child.args([flag, command]).stdin(Stdio::piped()).stdout(io::stderr());
    let hit = line.hit;
    for (name, value) in [
        ("LABEL", line.label.unwrap_or(line.query)),
        ("QUERY", line.query),
        ("ID", &hit.id),
        ("TITLE", hit.title.as_deref().unwrap_or_default()),
        ("OUTLET", hit.outlet.as_deref().unwrap_or_default()),
        ("DATE", hit.date.value.as_deref().unwrap_or_default()),
        ("URL", hit.url.as_deref().unwrap_or_default()),
        ("PATH", &hit.path),
    ] {
        child.env(format!("NEWSIDX_{name}"), value_of(value));
    }
    let mut child = child.spawn().with_context(|| format!("`{shell}` cannot be run"))?;
    if let Some(mut input) = child.stdin.take() {
        let mut text = serde_json::to_string(line)?;
        text.push('\n');
        match input.write_all(text.as_bytes()) {
            // It need not read it.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => return Err(error.into()),
            _ => {}
        }
    }
    let status = child.wait()?;
    if !status.success() {
        bail!("`{command}` failed ({status})");
    }
    Ok(())
}

/// A value that an environment can hold: without control characters, and not too long.
fn value_of(text: &str) -> String {
    let text: String = newsidx::render::terminal_safe(text).into_owned();
    let end = text.floor_char_boundary(MAX_VALUE);
    text.get(..end).unwrap_or_default().to_owned()
}
