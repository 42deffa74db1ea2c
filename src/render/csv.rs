//! Hits as rows of a table, for spreadsheets and scripts: one row a hit, with
//! its best passage or the whole text; stories as rows too. Cells that a spreadsheet would take for a formula are
//! quoted with an apostrophe.

use std::io::{self, Write};

use super::table::Table;
use crate::model::{Hit, Reuse, Reuser, StorySummary};

/// Columns of a table of hits, in order; the last one is the passage or the text.
const COLUMNS: [&str; 18] = [
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
];

/// Columns of a table of stories.
const STORY_COLUMNS: [&str; 14] = [
    "rank", "id", "title", "outlet", "agency", "articles", "matching", "outlets", "copies", "cut", "reworded", "first", "last",
    "per_day",
];

/// Writes hits as rows.
pub struct CsvRows<W: Write> {
    table: Table<W>,
}

impl<W: Write> CsvRows<W> {
    /// Starts a table of hits with its header row; `delimiter` is `,` or a tab, `last` the name of
    /// the last column: `passage` or `text`.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn new(out: W, delimiter: u8, last: &str) -> io::Result<Self> {
        let mut table = Table::new(out, delimiter);
        table.row(COLUMNS.iter().copied().chain([last]))?;
        Ok(Self { table })
    }

    /// Adds a hit with its best passage.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn hit(&mut self, hit: &Hit) -> io::Result<()> {
        self.row(hit, hit.passages.first().map_or("", |passage| &passage.text))
    }

    /// Adds a hit with a text in the last column.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn row(&mut self, hit: &Hit, last: &str) -> io::Result<()> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        self.table.row(&[
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
            last.to_owned(),
        ])
    }

    /// Writes a whole table of stories.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn stories(out: W, delimiter: u8, stories: &[StorySummary]) -> io::Result<()> {
        let mut table = Table::new(out, delimiter);
        table.row(STORY_COLUMNS)?;
        for (rank, story) in (1..).zip(stories) {
            let text = |value: &Option<String>| value.clone().unwrap_or_default();
            table.row(&[
                u64::to_string(&rank),
                story.id.clone(),
                text(&story.title),
                text(&story.outlet),
                text(&story.agency),
                story.articles.to_string(),
                story.matching.to_string(),
                story.outlets.to_string(),
                story.roles.copy.to_string(),
                story.roles.cut.to_string(),
                story.roles.reworded.to_string(),
                text(&story.first),
                text(&story.last),
                story.per_day.map(|rate| rate.to_string()).unwrap_or_default(),
            ])?;
        }
        table.finish()
    }

    /// Ends the table.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn finish(self) -> io::Result<()> {
        self.table.finish()
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
        let mut table = Table::new(out, b',');
        table.row(REUSE_COLUMNS)?;
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let number = |value: Option<u64>| value.map(|number| number.to_string()).unwrap_or_default();
        for release in &reuse.releases {
            for Reuser { article, kept, own, passages } in &release.articles {
                let longest = passages.iter().rev().max_by_key(|passage| passage.words);
                table.row(&[
                    release.path.clone(),
                    number(release.record),
                    text(&release.title),
                    text(&release.date.value),
                    kept.to_string(),
                    own.to_string(),
                    passages.iter().map(|passage| passage.words).sum::<u32>().to_string(),
                    article.id.clone(),
                    text(&article.date.value),
                    text(&article.outlet),
                    text(&article.agency),
                    text(&article.title),
                    article.path.clone(),
                    number(article.record),
                    text(&article.url),
                    longest.map(|passage| passage.article.clone()).unwrap_or_default(),
                ])?;
            }
        }
        table.finish()
    }
}
