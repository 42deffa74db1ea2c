//! Articles as a Parquet file, for pandas, `DuckDB`, R and the like: a row an article, with typed
//! columns. Written a group of rows at a time.

use std::io::{self, Write};
use std::sync::Arc;

use parquet::basic::Compression;
use parquet::data_type::{ByteArray, ByteArrayType, FloatType, Int32Type, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::parser::parse_message_type;

use crate::model::{Hit, Precision, day_number};

/// The columns. `published` is there where the day is known; `date` is as precise as it is known.
const SCHEMA: &str = "message article {
    REQUIRED BYTE_ARRAY id (STRING);
    REQUIRED BYTE_ARRAY path (STRING);
    OPTIONAL INT64 record;
    OPTIONAL BYTE_ARRAY url (STRING);
    OPTIONAL BYTE_ARRAY title (STRING);
    REQUIRED BYTE_ARRAY title_source (STRING);
    OPTIONAL BYTE_ARRAY outlet (STRING);
    OPTIONAL BYTE_ARRAY agency (STRING);
    REQUIRED GROUP authors (LIST) { REPEATED GROUP list { REQUIRED BYTE_ARRAY element (STRING); } }
    OPTIONAL BYTE_ARRAY language (STRING);
    OPTIONAL BYTE_ARRAY date (STRING);
    OPTIONAL INT32 published (DATE);
    OPTIONAL BYTE_ARRAY date_time (STRING);
    REQUIRED BYTE_ARRAY date_source (STRING);
    REQUIRED FLOAT date_confidence;
    REQUIRED BYTE_ARRAY story (STRING);
    REQUIRED INT64 story_articles;
    REQUIRED INT64 story_outlets;
    REQUIRED BYTE_ARRAY story_role (STRING);
    REQUIRED BYTE_ARRAY text (STRING);
}";

/// A group of rows is written when it has so many.
const ROWS: usize = 8192;

/// Or so many bytes of text.
const BYTES: usize = 32 << 20;

/// Writes articles as Parquet. Cost: memory for one group of rows, some 50 MB at most beside a
/// single longer article.
pub struct ParquetArticles<W: Write + Send> {
    writer: SerializedFileWriter<W>,
    columns: Vec<Column>,
    rows: usize,
    bytes: usize,
}

/// Values of a column with their levels.
struct Column {
    values: Values,
    /// 1 where there is a value, 0 where there is none.
    definition: Vec<i16>,
    /// 1 where a value goes on the list of the one before.
    repetition: Vec<i16>,
}

enum Values {
    Text(Vec<ByteArray>),
    Whole(Vec<i64>),
    Day(Vec<i32>),
    Share(Vec<f32>),
}

impl Column {
    fn of(values: Values) -> Self {
        Self { values, definition: vec![], repetition: vec![] }
    }

    fn add(&mut self, cell: Cell<'_>) {
        let mut values = 1;
        match (&mut self.values, cell) {
            (Values::Text(known), Cell::Text(Some(text))) => known.push(text.as_bytes().to_vec().into()),
            (Values::Text(known), Cell::List(texts)) => {
                known.extend(texts.iter().map(|text| ByteArray::from(text.as_bytes().to_vec())));
                values = texts.len();
            }
            (Values::Whole(known), Cell::Whole(Some(number))) => known.push(number),
            (Values::Day(known), Cell::Day(Some(day))) => known.push(day),
            (Values::Share(known), Cell::Share(share)) => known.push(share),
            _ => values = 0,
        }
        self.definition.extend(std::iter::repeat_n(1, values));
        if values == 0 {
            self.definition.push(0);
        }
        self.repetition.push(0);
        self.repetition.extend(std::iter::repeat_n(1, values.saturating_sub(1)));
    }

    fn write(&self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = (Some(self.definition.as_slice()), Some(self.repetition.as_slice()));
        match &self.values {
            Values::Text(values) => column.typed::<ByteArrayType>().write_batch(values, levels.0, levels.1)?,
            Values::Whole(values) => column.typed::<Int64Type>().write_batch(values, levels.0, levels.1)?,
            Values::Day(values) => column.typed::<Int32Type>().write_batch(values, levels.0, levels.1)?,
            Values::Share(values) => column.typed::<FloatType>().write_batch(values, levels.0, levels.1)?,
        };
        Ok(())
    }
}

/// What one row has in one column.
enum Cell<'a> {
    Text(Option<&'a str>),
    List(&'a [String]),
    Whole(Option<i64>),
    Day(Option<i32>),
    Share(f32),
}

impl<W: Write + Send> ParquetArticles<W> {
    /// Starts a file.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn new(out: W) -> io::Result<Self> {
        let schema = parse_message_type(SCHEMA).map_err(io_error)?;
        let properties = WriterProperties::builder().set_compression(Compression::SNAPPY).build();
        let writer = SerializedFileWriter::new(out, Arc::new(schema), Arc::new(properties)).map_err(io_error)?;
        Ok(Self { writer, columns: vec![], rows: 0, bytes: 0 })
    }

    /// Adds an article.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn article(&mut self, hit: &Hit, text: &str) -> io::Result<()> {
        let whole = |number: u64| Some(i64::try_from(number).unwrap_or(i64::MAX));
        let day = hit.date.bounds().filter(|_| hit.date.precision == Precision::Day);
        let day = day.and_then(|(day, _)| i32::try_from(day_number(day)).ok());
        let cells = [
            Cell::Text(Some(&hit.id)),
            Cell::Text(Some(&hit.path)),
            Cell::Whole(hit.record.and_then(whole)),
            Cell::Text(hit.url.as_deref()),
            Cell::Text(hit.title.as_deref()),
            Cell::Text(Some(hit.title_source.as_str())),
            Cell::Text(hit.outlet.as_deref()),
            Cell::Text(hit.agency.as_deref()),
            Cell::List(&hit.authors),
            Cell::Text(hit.language.as_deref()),
            Cell::Text(hit.date.value.as_deref()),
            Cell::Day(day),
            Cell::Text(hit.date.time.as_deref()),
            Cell::Text(Some(hit.date.source.as_str())),
            Cell::Share(hit.date.confidence),
            Cell::Text(Some(&hit.story.id)),
            Cell::Whole(whole(hit.story.articles)),
            Cell::Whole(whole(hit.story.outlets)),
            Cell::Text(Some(hit.story.role.as_str())),
            Cell::Text(Some(text)),
        ];
        if self.columns.is_empty() {
            self.columns = cells.iter().map(Cell::column).collect();
        }
        self.columns.iter_mut().zip(cells).for_each(|(column, cell)| column.add(cell));
        self.rows += 1;
        self.bytes += text.len();
        if self.rows == ROWS || self.bytes >= BYTES { self.group() } else { Ok(()) }
    }

    /// Writes the rows that wait.
    fn group(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group().map_err(io_error)?;
        for values in &self.columns {
            if let Some(mut column) = group.next_column().map_err(io_error)? {
                values.write(&mut column).map_err(io_error)?;
                column.close().map_err(io_error)?;
            }
        }
        group.close().map_err(io_error)?;
        self.columns.clear();
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    ///
    /// Writing failed.
    pub fn finish(mut self) -> io::Result<()> {
        self.group()?;
        self.writer.close().map_err(io_error)?;
        Ok(())
    }
}

impl Cell<'_> {
    fn column(&self) -> Column {
        Column::of(match self {
            Self::Text(_) | Self::List(_) => Values::Text(vec![]),
            Self::Whole(_) => Values::Whole(vec![]),
            Self::Day(_) => Values::Day(vec![]),
            Self::Share(_) => Values::Share(vec![]),
        })
    }
}

fn io_error(error: ParquetError) -> io::Error {
    match error {
        ParquetError::External(inner) => match inner.downcast::<io::Error>() {
            Ok(error) => *error,
            Err(other) => io::Error::other(other),
        },
        other => io::Error::other(other.to_string()),
    }
}
