//! A page block by block: where each stands, what it is, and why it was set aside.

use std::collections::BTreeMap;
use std::io::{self, Write};

use super::{Style, Terminal, flat};
use crate::model::{Article, JudgedBlock, Role};
use crate::render::escape::terminal_safe;
use crate::render::wrap::wrap_hard;
use crate::text::display_width;

/// Columns that a block's text has at least beside its role; with less, it stands below it.
const BESIDE: usize = 28;

/// Indent of a text that stands below its role.
const BELOW: usize = 4;

impl Terminal {
    /// Every block of a page with its line, role and reason.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn inspect(&self, article: &Article, out: &mut dyn Write) -> io::Result<()> {
        self.facts(article, out)?;
        self.fact("blocks", &tally(article), out)?;
        writeln!(out)?;
        let (places, roles) = (width_of(article, place_of), width_of(article, |block, _| label(block).to_owned()));
        let indent = places + 1 + 1 + 1 + roles + 2;
        let is_beside = indent + BESIDE <= self.width;
        let indent = if is_beside { indent } else { BELOW };
        for (number, block) in article.blocks.iter().enumerate() {
            let place = self.paint(Style::Dim, &format!("{:>places$}", place_of(block, number)));
            let role = if is_beside { format!("{:<roles$}", label(block)) } else { label(block).to_owned() };
            write!(out, "{place} {} {}", mark(block), self.paint(label_style(block), &role))?;
            let lines = wrap_hard(&terminal_safe(&flat(block)), self.width - indent);
            for (number, line) in lines.iter().enumerate() {
                let line = self.paint(text_style(block), line);
                match (number, is_beside) {
                    (0, true) => writeln!(out, "  {line}")?,
                    (0, false) => writeln!(out, "\n{:indent$}{line}", "")?,
                    _ => writeln!(out, "{:indent$}{line}", "")?,
                }
            }
        }
        Ok(())
    }
}

/// `18 kept, 11 set aside: 3 related, 2 promotion`.
pub(super) fn tally(article: &Article) -> String {
    let aside = article.junk_blocks().count();
    let kept = format!("{} kept", article.blocks.len() - aside);
    match aside {
        0 => kept,
        _ => format!("{kept}, {aside} set aside: {}", reasons(&article.blocks)),
    }
}

/// `3 related, 2 promotion`, the most frequent first.
pub(super) fn reasons(blocks: &[JudgedBlock]) -> String {
    let mut reasons: BTreeMap<&str, usize> = BTreeMap::new();
    for block in blocks.iter().filter(|block| block.role == Role::Junk) {
        *reasons.entry(label(block)).or_default() += 1;
    }
    let mut reasons: Vec<_> = reasons.into_iter().collect();
    reasons.sort_by_key(|(reason, count)| (std::cmp::Reverse(*count), *reason));
    reasons.into_iter().map(|(reason, count)| format!("{count} {reason}")).collect::<Vec<_>>().join(", ")
}

/// The line of a block in a text; of pages without lines its number, as `#4`.
pub(super) fn place_of(block: &JudgedBlock, number: usize) -> String {
    block.line.map_or_else(|| format!("#{}", number + 1), |line| line.to_string())
}

/// The role, or the reason if it is junk.
pub(super) fn label(block: &JudgedBlock) -> &'static str {
    block.reason.map_or_else(|| block.role.as_str(), |reason| reason.as_str())
}

/// What tells junk from the rest where there is no colour.
pub(super) fn mark(block: &JudgedBlock) -> char {
    if block.role == Role::Junk { '-' } else { ' ' }
}

pub(super) fn label_style(block: &JudgedBlock) -> Style {
    if block.role == Role::Junk { Style::Warning } else { Style::Label }
}

pub(super) fn text_style(block: &JudgedBlock) -> Style {
    match block.role {
        Role::Junk => Style::Dim,
        Role::Title | Role::Heading => Style::Title,
        _ => Style::Plain,
    }
}

/// Columns of the widest of what blocks show.
pub(super) fn width_of(article: &Article, text: impl Fn(&JudgedBlock, usize) -> String) -> usize {
    article.blocks.iter().enumerate().map(|(number, block)| display_width(&text(block, number))).max().unwrap_or(0)
}
