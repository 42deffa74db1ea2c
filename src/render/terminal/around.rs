//! The parts of an article around what matched.

use std::io::{self, Write};

use super::{Style, Terminal, counted};
use crate::model::{Around, Article};

impl Terminal {
    /// The head of an article and its paragraphs around what matched; `…` stands for what is left out.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn around(&self, article: &Article, around: &Around, out: &mut dyn Write) -> io::Result<()> {
        self.facts(article, out)?;
        let matches = if around.matches == 1 { "1 match".to_owned() } else { format!("{} matches", around.matches) };
        writeln!(out)?;
        self.wrapped(&format!("{}: {matches}", around.parsed), &[], ("", ""), Style::Label, out)?;
        let mut next = 1;
        for paragraph in &around.paragraphs {
            if paragraph.paragraph > next {
                writeln!(out, "\n{}", self.paint(Style::Dim, "…"))?;
            }
            next = paragraph.paragraph + 1;
            writeln!(out)?;
            let line = paragraph.line.map(|line| format!(", line {line}")).unwrap_or_default();
            let place = format!("paragraph {}{line}", paragraph.paragraph);
            if !paragraph.highlights.is_empty() {
                writeln!(out, "{}", self.paint(Style::Dim, &place))?;
            }
            self.wrapped(&paragraph.text, &paragraph.highlights, ("", ""), Style::Dim, out)?;
        }
        let all = article.text_blocks().count() as u64;
        let shown = around.paragraphs.len() as u64;
        if shown < all {
            let text = format!("{shown} of {}; `newsidx show {}` shows the rest", counted(all, "paragraph"), article.id);
            writeln!(out, "\n{}", self.paint(Style::Dim, &text))?;
        }
        Ok(())
    }
}
