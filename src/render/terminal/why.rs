//! Why a block was judged as it was: its scores, and what each feature adds to them.
//! Nothing here knows what kind of model made them.

use std::io::{self, Write};

use super::inspect::{label, label_style, place_of, text_style};
use super::{Style, Terminal, flat};
use crate::model::{self, Article, Explained};
use crate::render::escape::terminal_safe;
use crate::render::wrap::wrap_hard;

/// Columns of what a feature adds.
const ADDS: usize = 6;

impl Terminal {
    /// Why block `number` (from 0) of an article was judged as it was.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn why(&self, article: &Article, number: usize, explained: &Explained, out: &mut dyn Write) -> io::Result<()> {
        let Some(block) = article.blocks.get(number) else { return Ok(()) };
        let separator = if block.line.is_some() { ":" } else { "" };
        let place = format!("{}{separator}{}", model::place_of(&article.path, article.record, None), place_of(block, number));
        for line in wrap_hard(&terminal_safe(&place), self.width) {
            writeln!(out, "{}", self.paint(Style::Title, &line))?;
        }
        let role =
            if block.reason.is_some() { format!("set aside: {}", label(block)) } else { format!("kept: {}", label(block)) };
        writeln!(out, "{}", self.paint(label_style(block), &role))?;
        for line in wrap_hard(&terminal_safe(&flat(block)), self.width - 2) {
            writeln!(out, "  {}", self.paint(text_style(block), &line))?;
        }
        writeln!(out)?;
        for (name, score) in [("alone", explained.first), ("in place", explained.score)] {
            self.fact(name, &format!("{score:+.2}, {:.0} % likely to be the article's text", likely(score) * 100.0), out)?;
        }
        self.fact("decided", &format!("by {}: {}", explained.decided_by.as_str(), explained.because), out)?;
        writeln!(out)?;
        self.features(explained, out)
    }

    fn features(&self, explained: &Explained, out: &mut dyn Write) -> io::Result<()> {
        let names = explained.features.iter().map(|feature| feature.name.len()).max().unwrap_or(0).max("feature".len());
        // `+1.20   0.60  name  meaning`; in a narrow terminal `+1.20  name = 0.60: meaning`
        let wide = ADDS + 2 + 6 + 2 + names + 2;
        let is_wide = wide + 16 <= self.width;
        let head = if is_wide {
            format!("{:>ADDS$}  {:>6}  {:<names$}  what it means", "adds", "value", "feature")
        } else {
            format!("{:>ADDS$}  feature", "adds")
        };
        writeln!(out, "{}", self.paint(Style::Title, &head))?;
        let indent = if is_wide { wide } else { ADDS + 2 };
        // What adds nothing explains nothing.
        for feature in explained.features.iter().filter(|feature| feature.contribution.abs() >= 0.005) {
            let style = if feature.contribution < 0.0 { Style::Warning } else { Style::Label };
            let adds = self.paint(style, &format!("{:>+ADDS$.2}", feature.contribution));
            let (first, text) = if is_wide {
                (format!("{adds}  {:>6.2}  {:<names$}", feature.value, feature.name), feature.meaning.to_owned())
            } else {
                (adds, format!("{} = {:.2}: {}", feature.name, feature.value, feature.meaning))
            };
            for (number, line) in wrap_hard(&text, self.width - indent).iter().enumerate() {
                let line = self.paint(if is_wide { Style::Dim } else { Style::Plain }, line);
                match number {
                    0 => writeln!(out, "{first}  {line}")?,
                    _ => writeln!(out, "{:indent$}{line}", "")?,
                }
            }
        }
        let sum: f32 = explained.features.iter().map(|feature| feature.contribution).sum();
        writeln!(out, "{}", self.paint(Style::Title, &format!("{sum:>+ADDS$.2}  in all")))
    }
}

/// Log-odds as a share.
fn likely(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}
