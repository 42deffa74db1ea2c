//! A page and its article side by side: left what came, right what is kept. Where the
//! terminal is too narrow for two columns, one below the other with `-` and `+`.

use std::io::{self, Write};

use super::inspect::{label, label_style, mark, place_of, reasons, tally, text_style, width_of};
use super::{Style, Terminal, flat};
use crate::model::{Article, JudgedBlock, Provenance, Role};
use crate::render::escape::terminal_safe;
use crate::render::wrap::wrap_hard;
use crate::text::display_width;

/// Narrowest column of text, in columns of the terminal.
const NARROWEST: usize = 24;

/// Of a long run of menus and links so many blocks are shown at each end; `inspect` shows all.
const SHOWN: usize = 3;

/// Bytes from which a block that was set aside may be lost text, and is always shown.
const FURNITURE: usize = 160;

/// A line of the difference: what stands in the gutter, left and right.
struct Row {
    place: String,
    mark: char,
    label: String,
    label_style: Style,
    left: Option<(String, Style)>,
    right: Option<(String, Style)>,
}

impl Terminal {
    /// The page as it came beside what is kept of it.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn diff(&self, article: &Article, out: &mut dyn Write) -> io::Result<()> {
        self.facts(article, out)?;
        self.fact("blocks", &tally(article), out)?;
        writeln!(out)?;
        let rows = rows(article);
        let places = width_of(article, place_of);
        let labels = rows.iter().map(|row| row.label.len()).max().unwrap_or(0);
        // `12 left │ - reason │ right`
        let frame = places + 1 + 3 + 2 + labels + 3;
        let column = self.width.saturating_sub(frame) / 2;
        if column < NARROWEST {
            return self.unified(&rows, places, out);
        }
        self.beside(&rows, (places, column, labels), out)
    }

    fn beside(&self, rows: &[Row], (places, column, labels): (usize, usize, usize), out: &mut dyn Write) -> io::Result<()> {
        let gutter = labels + 2;
        let head = format!("{:places$} {:<column$} │ {:<gutter$} │ the article", "", "the page as it came", "");
        writeln!(out, "{}", self.paint(Style::Title, &head))?;
        for row in rows {
            let cell = |side: &Option<(String, Style)>| side.as_ref().map_or(vec![], |(text, _)| wrap_hard(text, column));
            let (left, right) = (cell(&row.left), cell(&row.right));
            for number in 0..left.len().max(right.len()).max(1) {
                let (place, label) =
                    if number == 0 { (row.place.as_str(), format!("{} {}", row.mark, row.label)) } else { ("", String::new()) };
                let label = self.paint(row.label_style, &format!("{label:<gutter$}"));
                let part = |lines: &[String], side: &Option<(String, Style)>| {
                    let text = lines.get(number).map_or("", String::as_str);
                    (
                        self.paint(side.as_ref().map_or(Style::Plain, |(_, style)| *style), text),
                        column.saturating_sub(display_width(text)),
                    )
                };
                let ((left, room), (right, _)) = (part(&left, &row.left), part(&right, &row.right));
                let place = self.paint(Style::Dim, &format!("{place:>places$}"));
                let line = format!("{place} {left}{:room$} │ {label} │ {right}", "");
                writeln!(out, "{}", line.trim_end())?;
            }
        }
        Ok(())
    }

    fn unified(&self, rows: &[Row], places: usize, out: &mut dyn Write) -> io::Result<()> {
        let indent = places + 3;
        for row in rows {
            let Some((text, style)) = row.left.as_ref().or(row.right.as_ref()) else { continue };
            let label = match row.mark {
                _ if row.label.is_empty() => String::new(),
                ' ' if row.label == Role::Body.as_str() => String::new(),
                _ => format!("[{}] ", row.label),
            };
            let lines = wrap_hard(&format!("{label}{text}"), self.width.saturating_sub(indent));
            for (number, line) in lines.iter().enumerate() {
                let place = if number == 0 { row.place.as_str() } else { "" };
                let place = self.paint(Style::Dim, &format!("{place:>places$}"));
                // The label is at the beginning of the first line, if it fits there.
                let text = match line.strip_prefix(label.trim_end()).filter(|_| number == 0 && !label.is_empty()) {
                    Some(rest) => format!("{}{}", self.paint(row.label_style, label.trim_end()), self.paint(*style, rest)),
                    None => self.paint(*style, line),
                };
                writeln!(out, "{place} {} {text}", row.mark)?;
            }
        }
        Ok(())
    }
}

fn rows(article: &Article) -> Vec<Row> {
    let mut rows = added(article);
    let mut number = 0;
    while let Some(block) = article.blocks.get(number) {
        let run = article.blocks.get(number..).unwrap_or_default().iter().take_while(|block| is_furniture(block)).count();
        let is_inside = number > 0 && article.blocks.get(number - 1).is_some_and(is_furniture);
        if !is_inside && run > SHOWN * 2 + 2 {
            let folded = number + SHOWN..number + run - SHOWN;
            for number in number..folded.start {
                rows.extend(article.blocks.get(number).map(|block| row(block, number)));
            }
            rows.push(fold_row(article.blocks.get(folded.clone()).unwrap_or_default()));
            number = folded.end;
            continue;
        }
        rows.push(row(block, number));
        number += 1;
    }
    rows
}

/// Junk too short to be lost text.
fn is_furniture(block: &JudgedBlock) -> bool {
    block.role == Role::Junk && block.text.len() < FURNITURE
}

fn row(block: &JudgedBlock, number: usize) -> Row {
    let text = terminal_safe(&flat(block)).into_owned();
    let is_junk = block.role == Role::Junk;
    Row {
        place: place_of(block, number),
        mark: mark(block),
        label: label(block).to_owned(),
        label_style: label_style(block),
        left: Some((text.clone(), if is_junk { Style::Struck } else { Style::Plain })),
        right: (!is_junk).then_some((text, text_style(block))),
    }
}

/// Stands for blocks that are not shown.
fn fold_row(blocks: &[JudgedBlock]) -> Row {
    let text = format!("… and {} more: {}", blocks.len(), reasons(blocks));
    Row {
        place: String::new(),
        mark: '-',
        label: String::new(),
        label_style: Style::Warning,
        left: Some((text, Style::Dim)),
        right: None,
    }
}

/// What the article has that no block of the page shows: metadata from elsewhere.
fn added(article: &Article) -> Vec<Row> {
    let is_elsewhere = |source| {
        matches!(source, Provenance::Metadata | Provenance::Structured | Provenance::Url | Provenance::Path | Provenance::Story)
    };
    let facts = [
        ("title", Some(Role::Title), article.title.value.as_deref(), article.title.source),
        ("outlet", Some(Role::Outlet), article.outlet.value.as_deref(), article.outlet.source),
        ("agency", None, article.agency.value.as_deref(), article.agency.source),
        ("date", Some(Role::Date), article.date.value.as_deref(), article.date.source),
    ];
    let row = |(name, role, value, source): (&str, Option<Role>, Option<&str>, Provenance)| {
        let is_shown = article.blocks.iter().any(|block| Some(block.role) == role);
        let text = format!("{} (from {})", terminal_safe(value?), source.as_str());
        let (place, label) = (String::new(), name.to_owned());
        let right = Some((text, Style::Plain));
        (is_elsewhere(source) && !is_shown).then_some(Row {
            place,
            mark: '+',
            label,
            label_style: Style::Label,
            left: None,
            right,
        })
    };
    facts.into_iter().filter_map(row).collect()
}
