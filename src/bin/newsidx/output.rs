//! Where words go: data to standard output, talk to standard error, and talk
//! only if somebody is there to read it. A closed pipe is success.

use std::io::{self, BufWriter, IsTerminal, Write};

use newsidx::render::{Style, Terminal};
use serde::Serialize;
use terminal_size::{Height, Width, terminal_size_of};

use crate::args::{Color, Global};
use crate::exit::Exit;

/// Columns where there is no terminal to ask.
const DEFAULT_WIDTH: usize = 80;

/// Lines longer than this are hard to read, however wide the terminal.
const MAX_WIDTH: usize = 100;

/// The program's outputs.
pub(crate) struct Output {
    /// For standard output.
    pub(crate) terminal: Terminal,
    /// For standard output, where two columns stand side by side.
    pub(crate) wide: Terminal,
    errors: Terminal,
    /// Columns for what is drawn under a query: a line is as long as it is where nobody sees it.
    pub(crate) error_columns: usize,
    /// Whether hints and notices are told.
    pub(crate) is_talkative: bool,
}

impl Output {
    pub(crate) fn new(global: &Global) -> Self {
        let whole_width = global.columns.or_else(|| terminal_size_of(io::stdout()).map(columns)).unwrap_or(DEFAULT_WIDTH);
        let width = global.columns.unwrap_or(whole_width.min(MAX_WIDTH));
        let wants = |choice: anstream::ColorChoice| match global.color {
            Color::Always => true,
            Color::Never => false,
            Color::Auto => choice != anstream::ColorChoice::Never,
        };
        let has_color = wants(anstream::AutoStream::choice(&io::stdout()));
        Self {
            terminal: Terminal::new(has_color, width).with_links(follows_links(has_color)),
            wide: Terminal::new(has_color, whole_width),
            errors: Terminal::new(wants(anstream::AutoStream::choice(&io::stderr())), width),
            error_columns: global.columns.or_else(|| terminal_size_of(io::stderr()).map(columns)).unwrap_or(usize::MAX),
            is_talkative: global.verbose || (io::stderr().is_terminal() && !global.quiet),
        }
    }

    /// Writes data; stops quietly when nobody reads on.
    pub(crate) fn data(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> anyhow::Result<()> {
        let mut out = BufWriter::new(io::stdout().lock());
        match write(&mut out).and_then(|()| out.flush()) {
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {
                // What is still buffered has nowhere to go.
                let _ = out.into_parts();
                Ok(())
            }
            Err(e) if e.raw_os_error().is_some() => Err(anyhow::Error::new(e).context("standard output")),
            other => Ok(other?),
        }
    }

    /// Writes data as one JSON object.
    pub(crate) fn json(value: &impl Serialize) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(value)?;
        Self::data(|out| writeln!(out, "{text}"))
    }

    /// Tells a hint or notice.
    pub(crate) fn talk(&self, text: &str) {
        if self.is_talkative {
            let _ = writeln!(io::stderr(), "{}", self.errors.paint(Style::Dim, text));
        }
    }

    /// Tells something in any case.
    pub(crate) fn warn(text: &str) {
        let _ = writeln!(io::stderr(), "{text}");
    }

    /// The layout of standard error.
    pub(crate) fn errors(&self) -> &Terminal {
        &self.errors
    }

    /// Tells why a command failed.
    pub(crate) fn fail(&self, error: &anyhow::Error) -> Exit {
        let text = format!("{error:#}");
        let mut lines = text.lines();
        let first = lines.next().unwrap_or_default();
        Self::warn(&format!("{} {}", self.errors.paint(Style::Warning, "error:"), newsidx::render::terminal_safe(first)));
        for line in lines {
            Self::warn(&newsidx::render::terminal_safe(line));
        }
        Exit::Failed
    }
}

/// Whether somebody looks at a terminal that may follow links: those that cannot, leave them out.
fn follows_links(has_color: bool) -> bool {
    let is_dumb = std::env::var_os("TERM").is_none_or(|name| name == "dumb" || name == "linux");
    has_color && io::stdout().is_terminal() && !is_dumb && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
}

fn columns((width, _): (Width, Height)) -> usize {
    usize::from(width.0)
}
