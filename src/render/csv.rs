//! Hits as rows of a table, for spreadsheets and scripts: one row a hit, with
//! its best passage. Cells that a spreadsheet would take for a formula are
//! quoted with an apostrophe.

use std::io::{self, Write};

use super::escape::spreadsheet_safe;
use crate::model::Hit;

/// Columns of the table, in order.
const COLUMNS: [&str; 19] = [
    "rank",
    "score",
    "id",
    "date",
    "date_source",
    "outlet",
    "agency",
    "authors",
    "language",
    "title",
    "title_source",
    "story",
    "story_articles",
    "partial",
    "missing",
    "path",
    "record",
    "url",
    "passage",
];

/// Writes hits as rows.
pub struct CsvRows<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> CsvRows<W> {
    /// Starts a table with its header row; `delimiter` is `,` or a tab.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn new(out: W, delimiter: u8) -> io::Result<Self> {
        let mut writer = csv::WriterBuilder::new().delimiter(delimiter).from_writer(out);
        writer.write_record(COLUMNS)?;
        Ok(Self { writer })
    }

    /// Adds a row.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn hit(&mut self, hit: &Hit) -> io::Result<()> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let cells = [
            hit.rank.to_string(),
            hit.score.to_string(),
            hit.id.clone(),
            text(&hit.date.value),
            hit.date.source.as_str().to_owned(),
            text(&hit.outlet),
            text(&hit.agency),
            hit.authors.join("; "),
            text(&hit.language),
            text(&hit.title),
            hit.title_source.as_str().to_owned(),
            hit.story.id.clone(),
            hit.story.articles.to_string(),
            hit.partial.to_string(),
            hit.missing.join("; "),
            hit.path.clone(),
            hit.record.map(|record| record.to_string()).unwrap_or_default(),
            text(&hit.url),
            hit.passages.first().map(|passage| passage.text.clone()).unwrap_or_default(),
        ];
        self.writer.write_record(cells.iter().map(|cell| spreadsheet_safe(cell).into_owned()))?;
        Ok(())
    }

    /// Ends the table.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn finish(mut self) -> io::Result<()> {
        self.writer.flush()
    }
}
