//! Hits as rows of a table, for spreadsheets and scripts: one row a hit, with
//! its best passage. Cells that a spreadsheet would take for a formula are
//! quoted with an apostrophe.

use std::io::{self, Write};

use super::escape::spreadsheet_safe;
use crate::model::{Hit, Reuse};

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

/// Columns of the table of reuse, in order.
const REUSE_COLUMNS: [&str; 16] = [
    "release",
    "release_record",
    "release_title",
    "release_date",
    "kept",
    "own",
    "words",
    "id",
    "date",
    "outlet",
    "agency",
    "title",
    "path",
    "record",
    "url",
    "passage",
];

/// Writes who reuses what as rows.
pub struct ReuseRows;

impl ReuseRows {
    /// Writes a header row, then a row for each release and article that reuses it, with the longest passage.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn write(reuse: &Reuse, out: impl Write) -> io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        writer.write_record(REUSE_COLUMNS)?;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let number = |value: Option<u64>| value.map(|number| number.to_string()).unwrap_or_default();
        for release in &reuse.releases {
            for article in &release.articles {
                let longest = article.passages.iter().rev().max_by_key(|passage| passage.words);
                let cells = [
                    release.path.clone(),
                    number(release.record),
                    text(&release.title),
                    text(&release.date.value),
                    article.kept.to_string(),
                    article.own.to_string(),
                    article.passages.iter().map(|passage| passage.words).sum::<u32>().to_string(),
                    article.id.clone(),
                    text(&article.date.value),
                    text(&article.outlet),
                    text(&article.agency),
                    text(&article.title),
                    article.path.clone(),
                    number(article.record),
                    text(&article.url),
                    longest.map(|passage| passage.article.clone()).unwrap_or_default(),
                ];
                writer.write_record(cells.iter().map(|cell| spreadsheet_safe(cell).into_owned()))?;
            }
        }
        writer.flush()
    }
}
