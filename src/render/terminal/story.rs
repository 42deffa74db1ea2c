//! Stories for people: lists, histories, and two copies beside each other.

use std::io::{self, Write};

use super::super::beside::beside;
use super::super::wrap::wrap;
use super::{Style, Terminal, counted, date_text};
use crate::model::{Article, Carried, Change, ChangeKind, Lineage, StoryList, StoryRole};
use crate::text::display_width;

/// Columns below which two copies stand one below the other.
const SIDE_BY_SIDE: usize = 100;

impl Terminal {
    /// A list of stories.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn stories(&self, list: &StoryList, out: &mut dyn Write) -> io::Result<()> {
        let shown = list.stories.len() as u64;
        let of = if shown < list.total { format!("{shown} of ") } else { String::new() };
        writeln!(out, "{of}{} of several articles", counted(list.total, "story"))?;
        for story in &list.stories {
            writeln!(out)?;
            let count = format!("{:>4}  ", story.articles);
            self.wrapped(story.title.as_deref().unwrap_or("(no text)"), &[], (&count, "      "), Style::Title, out)?;
            let mut facts = vec![];
            facts.extend(story.outlet.clone());
            facts.extend(story.agency.clone().filter(|agency| story.outlet.as_ref() != Some(agency)));
            match (&story.first, &story.last) {
                (Some(from), Some(to)) if from == to => facts.push(from.clone()),
                (Some(from), Some(to)) => facts.push(format!("{from} to {to}")),
                _ => facts.push("undated".to_owned()),
            }
            facts.push(counted(story.outlets, "outlet"));
            let roles = [(story.roles.copy, "copy"), (story.roles.cut, "cut"), (story.roles.reworded, "reworded")];
            let roles = roles.iter().filter(|(number, _)| *number > 0);
            facts.extend(
                roles.map(|(number, name)| if *name == "copy" { counted(*number, name) } else { format!("{number} {name}") }),
            );
            if story.matching < story.articles {
                facts.push(format!("{} match", story.matching));
            }
            self.wrapped(&facts.join(" · "), &[], ("      ", "      "), Style::Label, out)?;
            writeln!(out, "      {}", self.paint(Style::Dim, &story.id))?;
        }
        Ok(())
    }

    /// The history of a story.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn lineage(&self, lineage: &Lineage, out: &mut dyn Write) -> io::Result<()> {
        let number = lineage.articles.len() as u64;
        let mut facts = vec![counted(number, "article"), counted(lineage.outlets.len() as u64, "outlet")];
        facts.extend(lineage.agencies.iter().cloned());
        let head = format!("story {}: {}", lineage.id, facts.join(", "));
        self.wrapped(&head, &[], ("", "  "), Style::Label, out)?;
        for copy in &lineage.articles {
            writeln!(out)?;
            self.carried(copy, out)?;
        }
        Ok(())
    }

    fn carried(&self, copy: &Carried, out: &mut dyn Write) -> io::Result<()> {
        let article = &copy.article;
        let role = format!("{:<9} ", copy.role.as_str());
        self.wrapped(article.title.as_deref().unwrap_or("(no text)"), &[], (&role, "          "), Style::Title, out)?;
        let indent = ("          ", "          ");
        let mut facts = vec![];
        facts.extend(article.outlet.clone());
        facts.push(date_text(&article.date));
        facts.extend(article.agency.clone().filter(|agency| article.outlet.as_ref() != Some(agency)));
        self.wrapped(&facts.join(" · "), &[], indent, Style::Label, out)?;
        if !matches!(copy.role, StoryRole::Original | StoryRole::Single) {
            self.wrapped(&differences(copy), &[], indent, Style::Plain, out)?;
        }
        for (words, sign) in [(&copy.title_cut, '-'), (&copy.title_added, '+')] {
            if !words.is_empty() && copy.role != StoryRole::Original {
                let text = format!("headline {sign} {}", words.join(" "));
                self.wrapped(&text, &[], indent, Style::Plain, out)?;
            }
        }
        for quote in &copy.quotes {
            self.wrapped(&format!("quote - “{}”", quote.original), &[], indent, Style::Warning, out)?;
            self.wrapped(&format!("      + “{}”", quote.quote), &[], ("          ", "            "), Style::Warning, out)?;
        }
        writeln!(out, "          {}", self.paint(Style::Dim, &format!("{}  {}", article.id, article.place())))
    }

    /// Two articles, paragraph by paragraph: side by side if there is room.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn copies(&self, a: &Article, b: &Article, changes: &[Change], out: &mut dyn Write) -> io::Result<()> {
        let title = |article: &Article| {
            let outlet = article.outlet.value.as_deref().map(|outlet| format!("{outlet}, ")).unwrap_or_default();
            let title = article.title.value.as_deref().unwrap_or("(no text)");
            format!("{title} ({outlet}{})", date_text(&article.date))
        };
        self.pair(Some(&title(a)), Some(&title(b)), true, out)?;
        for pair in beside(a, b, changes) {
            self.pair(pair.left.as_deref(), pair.right.as_deref(), pair.kind.is_some(), out)?;
        }
        Ok(())
    }

    fn pair(&self, left: Option<&str>, right: Option<&str>, differs: bool, out: &mut dyn Write) -> io::Result<()> {
        if self.width < SIDE_BY_SIDE {
            if !differs {
                return self.wrapped(left.unwrap_or_default(), &[], ("  ", "  "), Style::Dim, out);
            }
            if let Some(left) = left {
                self.wrapped(left, &[], ("- ", "- "), Style::Struck, out)?;
            }
            return right.map_or(Ok(()), |right| self.wrapped(right, &[], ("+ ", "+ "), Style::Plain, out));
        }
        let column = (self.width - 3) / 2;
        let lines = |text: Option<&str>| -> Vec<String> {
            let lines = text.map(|text| wrap(text, &[], column)).unwrap_or_default();
            lines.into_iter().map(|line| line.into_iter().map(|(part, _)| part.clone()).collect()).collect()
        };
        let (left, right) = (lines(left), lines(right));
        let mark = if differs { '|' } else { ' ' };
        for line in 0..left.len().max(right.len()) {
            let (one, other) = (left.get(line).map_or("", String::as_str), right.get(line).map_or("", String::as_str));
            let space = " ".repeat(column.saturating_sub(display_width(one)));
            let style = if differs { Style::Plain } else { Style::Dim };
            let row = format!("{}{space} {mark} {}", self.paint(style, one), self.paint(style, other));
            writeln!(out, "{}", row.trim_end())?;
        }
        writeln!(out)
    }
}

/// What a copy made of the original, in a line.
fn differences(copy: &Carried) -> String {
    let count = |kind| copy.changes.iter().filter(|change| change.kind == kind).count() as u64;
    let mut parts = vec![format!("keeps {:.0} %, {:.0} % of its own", copy.kept * 100.0, copy.own * 100.0)];
    for (kind, name) in [(ChangeKind::Cut, "cut"), (ChangeKind::Added, "added"), (ChangeKind::Changed, "changed")] {
        if count(kind) > 0 {
            parts.push(format!("{} {name}", counted(count(kind), "paragraph")));
        }
    }
    parts.join(", ")
}
