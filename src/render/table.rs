//! Rows for spreadsheets and scripts, with commas or tabs between their cells.

use std::io::{self, Write};

use super::escape::spreadsheet_safe;

/// A table that is being written. No cell is taken for a formula.
pub(super) struct Table<W: Write>(csv::Writer<W>);

impl<W: Write> Table<W> {
    /// An empty table.
    pub(super) fn new(out: W, delimiter: u8) -> Self {
        Self(csv::WriterBuilder::new().delimiter(delimiter).from_writer(out))
    }

    /// Writes a row. Errors are those of the medium, so that a closed pipe is known for one.
    pub(super) fn row(&mut self, cells: impl IntoIterator<Item = impl AsRef<str>>) -> io::Result<()> {
        let cells = cells.into_iter().map(|cell| spreadsheet_safe(cell.as_ref()).into_owned());
        self.0.write_record(cells).map_err(|error| match error.into_kind() {
            csv::ErrorKind::Io(error) => error,
            other => io::Error::other(format!("{other:?}")),
        })
    }

    /// Writes what is still held.
    pub(super) fn finish(mut self) -> io::Result<()> {
        self.0.flush()
    }
}
