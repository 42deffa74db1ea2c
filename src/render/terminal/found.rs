//! Why an article is found by a query, or is not, in plain words.

use std::io::{self, Write};

use super::{Style, Terminal, counted, date_text};
use crate::model::{Found, PartNeed, QueryPart, ScoreKind, Why};

impl Terminal {
    /// Each part of a query, with where it was found or why it was not.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn why_found(&self, why: &Why, out: &mut dyn Write) -> io::Result<()> {
        let article = &why.article;
        self.wrapped(article.title.as_deref().unwrap_or("(no text)"), &[], ("", ""), Style::Title, out)?;
        let facts: Vec<String> =
            article.outlet.clone().into_iter().chain([date_text(&article.date), article.id.clone()]).collect();
        self.wrapped(&facts.join(" · "), &[], ("", ""), Style::Label, out)?;
        let read_as = if why.parsed.is_empty() { "every article".to_owned() } else { format!("`{}`", why.parsed) };
        self.wrapped(&verdict(why, &read_as), &[], ("", ""), Style::Plain, out)?;
        if !why.parts.is_empty() {
            writeln!(out)?;
            why.parts.iter().try_for_each(|part| self.part(part, 0, out))?;
        }
        if !why.filters.is_empty() {
            writeln!(out, "\n{}", self.paint(Style::Title, "filters"))?;
            why.filters.iter().try_for_each(|part| self.part(part, 0, out))?;
        }
        if !why.added.is_empty() {
            writeln!(out, "\n{}", self.paint(Style::Title, "beside that"))?;
            for added in &why.added {
                let what = match added.kind {
                    ScoreKind::Lead => format!("`{}` stands near the beginning", added.label),
                    ScoreKind::Proximity => format!("`{}` stand near each other", added.label),
                    ScoreKind::Coverage => "the article has much of the query".to_owned(),
                    ScoreKind::Word | ScoreKind::Phrase | ScoreKind::Pattern => format!("`{}`", added.label),
                };
                self.wrapped(&format!("{:>6.2}  {what}", added.score), &[], ("  ", "          "), Style::Plain, out)?;
            }
        }
        Ok(())
    }

    fn part(&self, part: &QueryPart, depth: usize, out: &mut dyn Write) -> io::Result<()> {
        let indent = "  ".repeat(depth);
        let (sign, style) = if part.holds { ("+", Style::Match) } else { ("-", Style::Warning) };
        let need = if part.need == PartNeed::Optional { ", which only adds to the rank" } else { "" };
        let score = part.score.map(|score| format!("  {score:.2}")).unwrap_or_default();
        let first = format!("{indent}{} ", self.paint(style, sign));
        self.wrapped(&format!("{}{need}{score}", part.part), &[], (&first, &format!("{indent}  ")), Style::Label, out)?;
        let further = format!("{indent}    ");
        self.wrapped(&part.because, &[], (&further, &further), Style::Plain, out)?;
        part.parts.iter().try_for_each(|part| self.part(part, depth + 1, out))
    }
}

/// In one sentence.
fn verdict(why: &Why, read_as: &str) -> String {
    let rows = why.rows;
    let score = why.score.map(|score| format!(" with a score of {score:.2}")).unwrap_or_default();
    let place = match (why.rank, &why.folded_into) {
        (Some(rank), _) => format!("row {rank} of {rows}{score}"),
        (None, Some(other)) => {
            format!(
                "row {} of {rows} stands for its story and shows the copy {}; `--copies expand` lists both",
                other.rank, other.id
            )
        }
        (None, None) => format!("not among the {}", counted(rows, "row")),
    };
    match why.found {
        Found::Whole => format!("matches {read_as}: {place}"),
        Found::Partial => format!("matches only a part of {read_as}, so it comes after those that match all: {place}"),
        Found::No if why.filters.iter().any(|filter| !filter.holds) && why.parts.iter().all(|part| part.holds) => {
            format!("is not found by {read_as}: a filter leaves it out")
        }
        Found::No => format!("is not found by {read_as}"),
    }
}
