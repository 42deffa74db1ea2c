//! Counts as rows of a table, for spreadsheets and scripts. Cells that a spreadsheet would
//! take for a formula are quoted with an apostrophe.

use std::io::{self, Write};

use super::table::Table;
use crate::model::{Count, FacetList, FacetTable, Imprecise, Timeline};

/// Writes the first table of counts: a column for each field, then articles and stories. Of fields within
/// others the innermost counts are written. An article without a value has an empty cell.
///
/// # Errors
///
/// Writing failed.
pub fn facet_rows(list: &FacetList, delimiter: u8, out: &mut dyn Write) -> io::Result<()> {
    let Some(table) = list.facets.first() else { return Ok(()) };
    let mut rows = Table::new(out, delimiter);
    let mut names = vec![];
    let mut deeper = Some(table);
    while let Some(table) = deeper {
        names.push(table.by.as_str());
        deeper = table.values.first().and_then(|value| value.within.as_ref());
    }
    rows.row(names.into_iter().chain(["articles", "stories"]))?;
    table_rows(table, &mut vec![], &mut rows)?;
    rows.finish()
}

fn table_rows<W: Write>(table: &FacetTable, above: &mut Vec<String>, rows: &mut Table<W>) -> io::Result<()> {
    for value in &table.values {
        above.push(value.value.clone().unwrap_or_default());
        if let Some(within) = &value.within {
            table_rows(within, above, rows)?;
        } else {
            let counts = [value.articles.to_string(), value.stories.to_string()];
            rows.row(above.iter().chain(&counts))?;
        }
        above.pop();
    }
    Ok(())
}

/// Writes a timeline: a row for each period of each query (`kind` is `period`), then for
/// what is known less exactly (`imprecise`) and for what is undated (`undated`).
///
/// # Errors
///
/// Writing failed.
pub fn timeline_rows(timeline: &Timeline, delimiter: u8, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = Table::new(out, delimiter);
    let shares: &[&str] = if timeline.all.is_some() { &["article_share", "story_share"] } else { &[] };
    let names = ["query", "kind", "period", "first", "last", "articles", "stories"];
    rows.row(names.iter().chain(shares))?;
    for series in &timeline.series {
        let mut row = |kind: &str, [period, first, last]: [&str; 3], count: &Count| {
            let (articles, stories) = (count.articles.to_string(), count.stories.to_string());
            let share = |share: Option<Option<f64>>| share.flatten().map(|share| share.to_string()).unwrap_or_default();
            let parts = [share(count.article_share), share(count.story_share)];
            let cells = [series.query.as_str(), kind, period, first, last, &articles, &stories];
            rows.row(cells.into_iter().chain(parts.iter().take(shares.len()).map(String::as_str)))
        };
        for (period, count) in timeline.periods.iter().zip(&series.counts) {
            row("period", [&period.period, &period.first, &period.last], count)?;
        }
        for Imprecise { period, articles, stories } in &series.imprecise {
            let count = Count { articles: *articles, stories: *stories, ..Count::default() };
            row("imprecise", [&period.period, &period.first, &period.last], &count)?;
        }
        row("undated", ["", "", ""], &series.undated)?;
    }
    rows.finish()
}

/// Writes one row.
///
/// # Errors
///
/// Writing failed.
pub fn write_row(out: &mut dyn Write, delimiter: u8, cells: &[&str]) -> io::Result<()> {
    let mut rows = Table::new(out, delimiter);
    rows.row(cells)?;
    rows.finish()
}
