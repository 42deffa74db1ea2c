//! The head of an article: its metadata, each with where it was found.

use std::io::{self, Write};

use super::{Style, Terminal, date_value};
use crate::model::{Article, Provenance, PublicationDate, Sourced, place_of};
use crate::render::escape::terminal_safe;
use crate::render::wrap::wrap_hard;

/// Columns of the names of facts.
const NAMES: usize = 10;

impl Terminal {
    /// The metadata of an article, with where they were found.
    pub(super) fn facts(&self, article: &Article, out: &mut dyn Write) -> io::Result<()> {
        let title = article.title.value.as_deref().unwrap_or("(no text)");
        for line in wrap_hard(&terminal_safe(title), self.width) {
            writeln!(out, "{}", self.linked(&self.paint(Style::Title, &line), article.url.as_deref()))?;
        }
        let list = |names: &[String]| (!names.is_empty()).then(|| names.join(", "));
        for (name, value) in [
            ("id", Some(article.id.clone())),
            ("file", Some(place_of(&article.path, article.record, None))),
            ("address", article.url.clone()),
            ("headline", Some(format!("from {}", article.title.source.as_str()))),
            ("outlet", sourced(&article.outlet)),
            ("agency", sourced(&article.agency)),
            ("authors", list(&article.authors)),
            ("editors", list(&article.editors)),
            ("date", Some(dated(&article.date))),
            ("dateline", article.dateline.clone()),
            ("section", list(&article.sections)),
            ("tags", list(&article.tags)),
            ("language", article.language.clone()),
        ] {
            if let Some(value) = value {
                self.fact(name, &value, out)?;
            }
        }
        Ok(())
    }

    /// A name and what it stands for, in as many lines as it takes.
    pub(super) fn fact(&self, name: &str, value: &str, out: &mut dyn Write) -> io::Result<()> {
        let name = self.paint(Style::Label, &format!("{name:<NAMES$}"));
        let lines = wrap_hard(&terminal_safe(value), self.width - NAMES);
        for (number, line) in lines.iter().enumerate() {
            match number {
                0 => writeln!(out, "{name}{line}")?,
                _ => writeln!(out, "{:NAMES$}{line}", "")?,
            }
        }
        Ok(())
    }
}

fn from(source: Provenance) -> String {
    if source == Provenance::None { String::new() } else { format!(" (from {})", source.as_str()) }
}

fn sourced(value: &Sourced) -> Option<String> {
    value.value.as_ref().map(|text| format!("{text}{}", from(value.source)))
}

/// `2025-12-02 14:05 (from page, 95 % sure)`.
fn dated(date: &PublicationDate) -> String {
    if date.source == Provenance::None {
        return date_value(date).to_owned();
    }
    let time = date.time.as_deref().map(|time| format!(" {time}")).unwrap_or_default();
    format!("{}{time} (from {}, {:.0} % sure)", date_value(date), date.source.as_str(), date.confidence * 100.0)
}
