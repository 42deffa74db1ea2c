//! The columns of a table, and one row as the fields of a record.

use csv::ByteRecord;
use serde_json::Value;

use super::charset;
use super::fields::{Field, FieldMap, Meaning};
use super::limits::count;
use super::record::Fields;

/// The first row of a table.
pub(super) struct Columns {
    names: Vec<String>,
    meanings: Vec<Option<Meaning>>,
    /// The column the text is in or, in a table of headlines, the title.
    text: Option<usize>,
}

impl Columns {
    pub(super) fn of(row: &ByteRecord, map: &FieldMap) -> Self {
        let names: Vec<_> = row.iter().map(|name| charset::decode_piece(name).0.trim().to_owned()).collect();
        let meanings: Vec<_> = names.iter().map(|name| map.meaning(name)).collect();
        let text = [Field::Body, Field::Html, Field::Lead, Field::Title].into_iter().find_map(|field| {
            let is_field = |meaning: &Option<Meaning>| matches!(meaning, Some(Meaning::Field(of, _)) if *of == field);
            meanings.iter().position(is_field)
        });
        Self { names, meanings, text }
    }

    /// Whether there is anything in the table that could be searched.
    pub(super) fn has_text(&self) -> bool {
        self.text.is_some()
    }

    /// Why the table cannot be used if it has no text.
    pub(super) fn complaint(&self) -> String {
        // A file that is no table may have anything in its first line.
        let names: Vec<String> = self.names.iter().take(12).map(|name| name.chars().take(30).collect()).collect();
        let more = if self.names.len() > names.len() { ", …" } else { "" };
        let names = names.join(", ");
        format!("no column is named like a text or a title (columns: {names}{more}): say which is with `--field text=NAME`")
    }

    /// The fields of a row, with what had to be replaced in them; nothing if
    /// the row is blank; why not, if it was torn.
    pub(super) fn read(&self, row: &ByteRecord, map: &FieldMap) -> Result<Option<(Fields, Option<String>)>, String> {
        if row.as_slice().trim_ascii().is_empty() {
            return Ok(None);
        }
        let has_more = row.iter().skip(self.names.len()).any(|value| !value.trim_ascii().is_empty());
        // If it ends with its text, the text may go on in the next row.
        let ends_early = row.len() < self.names.len() && self.text.is_some_and(|text| row.len() <= text + 1);
        if has_more || ends_early {
            let (values, columns) = (count(row.len() as u64, "value"), count(self.names.len() as u64, "column"));
            return Err(format!("the row has {values} for {columns}: a quotation mark or a separator is missing"));
        }
        let encoding = charset::piece_encoding(row.as_slice());
        let (mut fields, mut bad) = (Fields::default(), 0);
        for ((value, name), meaning) in row.iter().zip(&self.names).zip(&self.meanings) {
            let Some(meaning) = meaning else { continue };
            let text = if let Ok(text) = std::str::from_utf8(value) {
                text.to_owned()
            } else {
                let (text, more, _) = charset::decode_as(value, encoding);
                bad += more;
                text
            };
            fields.add(map, name, *meaning, Value::String(text));
        }
        Ok(Some((fields, (bad > 0).then(|| charset::replaced(bad, encoding)))))
    }
}
