//! The versions of one page for people.

use std::io::{self, Write};

use super::{Style, Terminal, counted, date_text};
use crate::model::{ChangeKind, Revision, RevisionList};

impl Terminal {
    /// The versions of an article.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn revisions(&self, list: &RevisionList, out: &mut dyn Write) -> io::Result<()> {
        let older = list.revisions.len().saturating_sub(1) as u64;
        let head = match older {
            0 => format!("article {}: no older version", list.id),
            _ => format!("article {}: {}", list.id, counted(older, "older version")),
        };
        writeln!(out, "{}", self.paint(Style::Label, &head))?;
        for one in &list.revisions {
            writeln!(out)?;
            let label = if one.is_current { "current   " } else { "older     " };
            self.wrapped(one.article.title.as_deref().unwrap_or("(no text)"), &[], (label, "          "), Style::Title, out)?;
            let indent = ("          ", "          ");
            self.wrapped(&facts(one), &[], indent, Style::Label, out)?;
            if !one.is_current {
                self.wrapped(&format!("then {}", differences(one)), &[], indent, Style::Plain, out)?;
            }
            let place = format!("{}  {}", one.article.id, one.article.place());
            writeln!(out, "          {}", self.paint(Style::Dim, &place))?;
        }
        Ok(())
    }
}

/// When a version was seen and published, and its length.
fn facts(one: &Revision) -> String {
    let mut facts = vec![];
    if let Some(seen) = &one.seen {
        let minutes = seen.strip_suffix(":00").unwrap_or(seen);
        facts.push(format!("seen {}", minutes.strip_suffix("T00:00").unwrap_or(minutes).replace('T', " ")));
    }
    let date = &one.article.date;
    facts.push(if date.value.is_some() { format!("published {}", date_text(date)) } else { date_text(date) });
    facts.push(counted(one.words, "word"));
    facts.join(" · ")
}

/// What the next version made of it.
fn differences(one: &Revision) -> String {
    let count = |kind| one.changes.iter().filter(|change| change.kind == kind).count() as u64;
    let kinds = [(ChangeKind::Cut, "cut"), (ChangeKind::Added, "added"), (ChangeKind::Changed, "changed")];
    let parts: Vec<_> = kinds
        .into_iter()
        .filter(|(kind, _)| count(*kind) > 0)
        .map(|(kind, name)| format!("{} {name}", counted(count(kind), "paragraph")))
        .collect();
    if parts.is_empty() { "nothing changed in the text".to_owned() } else { parts.join(", ") }
}
