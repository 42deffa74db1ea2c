//! Counts for people: bars as long as the terminal allows, in eighths of a character.

use std::io::{self, Write};

use super::super::drawn::{Counted, name, not_drawn, totals};
use super::{Style, Terminal, counted, stories};
use crate::model::{FacetList, FacetTable, Series, Timeline};
use crate::render::wrap::fitted;
use crate::text::display_width;

/// Parts of a character, from its foot.
const UPRIGHT: [char; 9] = [' ', '▁', '▂', '▃', '▄', '▅', '▆', '▇', '█'];

/// Parts of a character, from its left.
const LYING: [char; 9] = [' ', '▏', '▎', '▍', '▌', '▋', '▊', '▉', '█'];

/// Bars shorter than this say nothing.
const LEAST_BAR: usize = 6;

/// Columns of a period at most.
const WIDEST: usize = 8;

/// Lines of a plot: fewer where several queries stand below each other.
const HEIGHT: usize = 8;
const HEIGHT_OF_SEVERAL: usize = 5;

impl Terminal {
    /// Counts by fields, as tables with bars.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn facets(&self, list: &FacetList, out: &mut dyn Write) -> io::Result<()> {
        let read_as = if list.parsed.is_empty() { "all articles" } else { &list.parsed };
        self.wrapped(read_as, &[], ("", ""), Style::Label, out)?;
        let mut facts = counted(list.summary.articles, "article");
        if list.summary.stories != list.summary.articles {
            facts = format!("{facts}, {}", stories(list.summary.stories));
        }
        writeln!(out, "{facts}")?;
        for table in list.facets.iter().filter(|table| table.distinct > 0) {
            writeln!(out)?;
            // As the counts above: with stories where these are fewer.
            self.table(table, list.summary.stories != list.summary.articles, out)?;
        }
        Ok(())
    }

    fn table(&self, table: &FacetTable, has_stories: bool, out: &mut dyn Write) -> io::Result<()> {
        let mut rows = vec![];
        lines(table, 0, &mut rows);
        let largest = rows.iter().map(|row| row.articles).max().unwrap_or(0);
        let figures = |number: u64| number.to_string().len();
        let (first, second) = (figures(largest).max("articles".len()), if has_stories { "stories".len() + 2 } else { 0 });
        // The bars get what the names leave; names may take two thirds.
        let widest = rows.iter().filter(|row| !row.is_note).map(|row| display_width(&row.label)).max().unwrap_or(0);
        let room = self.width.saturating_sub(first + second + 2);
        let widest = widest.max(table.by.len());
        let mut names = widest.min(room * 2 / 3);
        let mut bars = room.saturating_sub(names + 2);
        if bars < LEAST_BAR {
            (names, bars) = (widest.min(room), 0);
        }
        let head = fitted(&table.by, names);
        let second_head = if has_stories { "  stories" } else { "" };
        writeln!(out, "{}", self.paint(Style::Title, &format!("{head}  {:>first$}{second_head}", "articles")))?;
        for row in &rows {
            if row.is_note {
                writeln!(out, "{}", self.paint(Style::Dim, &row.label))?;
                continue;
            }
            write!(out, "{}  {:>first$}", fitted(&row.label, names), row.articles)?;
            if has_stories {
                write!(out, "  {:>7}", row.stories)?;
            }
            if bars > 0 {
                write!(out, "  {}", self.paint(Style::Label, &lying(row.articles, largest, bars)))?;
            }
            writeln!(out)?;
        }
        Ok(())
    }

    /// Counts over time, drawn one query below the other on one scale.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn timeline(&self, timeline: &Timeline, by: Counted, out: &mut dyn Write) -> io::Result<()> {
        let mut title = by.title(timeline);
        if let (Some(first), Some(last)) = (timeline.periods.first(), timeline.periods.last()) {
            title = format!("{title}, {} to {}", first.period, last.period);
        }
        self.wrapped(&title, &[], ("", ""), Style::Title, out)?;
        let most = by.most(timeline);
        let height = if timeline.series.len() > 1 { HEIGHT_OF_SEVERAL } else { HEIGHT };
        for series in &timeline.series {
            writeln!(out)?;
            self.wrapped(name(series), &[], ("", ""), Style::Label, out)?;
            let mut facts = totals(series);
            let drawn =
                timeline.periods.iter().zip(&series.counts).filter_map(|(period, count)| Some((period, by.value(count)?)));
            // Of equals the first.
            let peak = drawn.rev().max_by(|(_, one), (_, other)| one.total_cmp(other)).filter(|(_, value)| *value > 0.0);
            if let Some((period, value)) = peak {
                facts = format!("{facts}; most in {}: {}", period.period, by.figure(value));
            }
            self.wrapped(&facts, &[], ("", ""), Style::Plain, out)?;
            // Without an article there is nothing to draw.
            if series.articles > 0 {
                self.plot(timeline, series, by, (most, height), out)?;
            }
            let rest = not_drawn(series, by);
            if !rest.is_empty() {
                self.wrapped(&format!("not in the plot: {rest}"), &[], ("", ""), Style::Warning, out)?;
            }
        }
        Ok(())
    }

    fn plot(
        &self,
        timeline: &Timeline,
        series: &Series,
        by: Counted,
        (most, height): (f64, usize),
        out: &mut dyn Write,
    ) -> io::Result<()> {
        if timeline.periods.is_empty() {
            return Ok(());
        }
        let top = by.figure(most);
        let margin = top.chars().count();
        let width = self.width.saturating_sub(margin + 3).max(1);
        let each = (width / timeline.periods.len()).clamp(1, WIDEST);
        let gap = usize::from(each > 2);
        let band = width / each;
        let names: Vec<&str> = timeline.periods.iter().map(|period| period.period.as_str()).collect();
        for (counts, names) in series.counts.chunks(band).zip(names.chunks(band)) {
            for row in (0..height).rev() {
                let label = if row + 1 == height { top.as_str() } else { "" };
                let mut line = String::new();
                for count in counts {
                    let block = upright(by.value(count), most, height, row);
                    line.extend(std::iter::repeat_n(block, each - gap));
                    line.extend(std::iter::repeat_n(' ', gap));
                }
                let tick = if row + 1 == height { '┤' } else { '│' };
                let line = self.paint(Style::Label, line.trim_end());
                let axis = self.paint(Style::Dim, &format!("{label:>margin$} {tick}"));
                writeln!(out, "{axis}{}{line}", if line.is_empty() { "" } else { " " })?;
            }
            let foot = "─".repeat(counts.len() * each - gap + 1);
            let (foot, names) = (format!("{:>margin$} └{foot}", 0), format!("{:margin$}   {}", "", below(names, each, width)));
            writeln!(out, "{}\n{}", self.paint(Style::Dim, &foot), self.paint(Style::Dim, names.trim_end()))?;
        }
        Ok(())
    }
}

/// A row of a table.
struct Row {
    label: String,
    articles: u64,
    stories: u64,
    /// It says what is not listed.
    is_note: bool,
}

fn lines(table: &FacetTable, depth: usize, rows: &mut Vec<Row>) {
    let indent = "  ".repeat(depth);
    for value in &table.values {
        let label = format!("{indent}{}", value.value.as_deref().unwrap_or("(none)"));
        rows.push(Row { label, articles: value.articles, stories: value.stories, is_note: false });
        if let Some(within) = &value.within {
            lines(within, depth + 1, rows);
        }
    }
    let left_out = table.distinct - (table.values.len() as u64).min(table.distinct);
    if left_out > 0 {
        rows.push(Row { label: format!("{indent}… {left_out} more (-n all)"), articles: 0, stories: 0, is_note: true });
    }
}

/// A lying bar; what there is of it is seen.
fn lying(number: u64, of: u64, columns: usize) -> String {
    let eighths = (u128::from(number) * columns as u128 * 8 / u128::from(of.max(1))).max(u128::from(number > 0));
    let eighths = usize::try_from(eighths).unwrap_or(0);
    let mut bar = "█".repeat(eighths / 8);
    bar.extend(LYING.get(eighths % 8).filter(|part| **part != ' '));
    bar
}

/// What is seen of an upright bar in one of its rows, counted from its foot.
fn upright(value: Option<f64>, of: f64, height: usize, row: usize) -> char {
    let value = value.unwrap_or(0.0);
    if value <= 0.0 || of <= 0.0 {
        return ' ';
    }
    let steps = height * 8;
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "at most 64")]
    let eighths = ((value / of * steps as f64).round() as usize).clamp(1, steps);
    UPRIGHT.get(eighths.saturating_sub(row * 8).min(8)).copied().unwrap_or(' ')
}

/// Names of periods below their bars, as many as there is room for.
fn below(names: &[&str], each: usize, width: usize) -> String {
    let mut line = String::new();
    for (number, name) in names.iter().enumerate() {
        let at = number * each;
        let has_room = line.is_empty() || at >= line.len() + 2;
        if has_room && at + name.len() <= width.max(name.len()) {
            line.extend(std::iter::repeat_n(' ', at - line.len()));
            line.push_str(name);
        }
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bars_end_in_eighths() {
        assert_eq!(lying(10, 10, 3), "███");
        assert_eq!(lying(5, 10, 3), "█▌");
        assert_eq!(lying(1, 1000, 3), "▏", "what there is of it is seen");
        assert_eq!(lying(0, 10, 3), "");
        let column = |value: f64| (0..3).map(|row| upright(Some(value), 12.0, 3, row)).collect::<String>();
        assert_eq!(column(12.0), "███");
        assert_eq!(column(6.5), "█▅ ");
        assert_eq!(column(0.01), "▁  ");
        assert_eq!(column(0.0), "   ");
    }

    #[test]
    fn periods_are_named_where_there_is_room() {
        assert_eq!(below(&["2024", "2025", "2026"], 3, 9), "2024  2026".get(..4).unwrap());
        assert_eq!(below(&["2024", "2025", "2026"], 3, 12), "2024  2026");
    }
}
