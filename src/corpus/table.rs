//! Tables: CSV with commas, semicolons or whatever its first line is parted by,
//! and TSV. The first row names the columns, every other row is an article,
//! numbered from 1.
//!
//! A row with values too many or too few was torn by a missing quotation mark,
//! so its text may not be whole: it is left out. Let through are values too
//! many that are empty, and rows that end early but after their text, because
//! spreadsheets leave out empty columns at the end.
//!
//! Invariant: no more than a row is in memory. A row that is too long (as a
//! quotation mark that is never closed makes it) is given up, and reading goes
//! on with the next line.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use csv::{ByteRecord, ErrorKind, ReaderBuilder};

use crate::model::IssueKind;

use super::columns::Columns;
use super::limits::{Fault, size};
use super::run::Run;
use super::stream::Utf8Stream;

/// How a table is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Dialect {
    separator: u8,
    /// Whether the first line only names the separator, as spreadsheets do.
    has_sep_line: bool,
}

impl Dialect {
    /// Tells it from the beginning of a table and whether it is named `.tsv`.
    pub(super) fn of(head: &str, is_tsv: bool) -> Self {
        let line = head.lines().next().unwrap_or_default();
        let stated = line.strip_prefix("sep=").and_then(|rest| rest.bytes().next()).filter(u8::is_ascii);
        let separator = stated.unwrap_or_else(|| if is_tsv { b'\t' } else { most_frequent(line) });
        Self { separator, has_sep_line: stated.is_some() }
    }
}

/// Reads a table to its end.
pub(super) fn read(stream: &mut Utf8Stream, dialect: Dialect, run: &mut Run) -> ControlFlow<()> {
    if dialect.has_sep_line
        && let Err(error) = stream.skip_until(b'\n')
    {
        run.broken_records(&error);
        return ControlFlow::Continue(());
    }
    let mut table = Table { run, columns: None, number: 0 };
    loop {
        match table.part(stream, dialect.separator)? {
            Part::Last => break,
            Part::RowTooLong => {
                let limit = size(table.run.options.limits.max_record_bytes);
                let (record, row) = match table.columns {
                    Some(_) => {
                        table.number += 1;
                        (Some(table.number), "row")
                    }
                    None => (None, "first row"),
                };
                let text = format!(
                    "the {row} is longer than {limit}, the limit for one record (a quotation mark that is never closed?); \
                     it is left out and reading goes on with the line after it"
                );
                table.run.issue(record, IssueKind::Limit, text);
                if let Err(error) = stream.skip_until(b'\n') {
                    table.run.broken_records(&error);
                    break;
                }
            }
        }
    }
    if table.number == 0 && table.run.issues.is_empty() {
        table.run.issue(None, IssueKind::Empty, "there are no rows in it");
    }
    ControlFlow::Continue(())
}

/// How the reading of a part of a table ended.
enum Part {
    Last,
    RowTooLong,
}

/// A table that is being read.
struct Table<'r, 'a> {
    run: &'r mut Run<'a>,
    columns: Option<Columns>,
    /// The number of the last row.
    number: u64,
}

impl Table<'_, '_> {
    /// Reads rows until the end, or until one is too long.
    fn part(&mut self, stream: &mut Utf8Stream, separator: u8) -> ControlFlow<(), Part> {
        let limit = self.run.options.limits.max_record_bytes;
        let meter = Meter { stream, since_row: 0, limit, is_over: false };
        let mut rows = ReaderBuilder::new().delimiter(separator).flexible(true).has_headers(false).from_reader(meter);
        let mut row = ByteRecord::new();
        loop {
            match rows.read_byte_record(&mut row) {
                Ok(true) => {}
                Ok(false) => return ControlFlow::Continue(Part::Last),
                Err(error) => {
                    if rows.get_ref().is_over {
                        return ControlFlow::Continue(Part::RowTooLong);
                    }
                    match error.into_kind() {
                        ErrorKind::Io(error) => self.run.broken_records(&error),
                        _ => self.run.issue(None, IssueKind::Malformed, "not a table that can be read"),
                    }
                    return ControlFlow::Continue(Part::Last);
                }
            }
            rows.get_mut().since_row = 0;
            let Some(columns) = &self.columns else {
                let columns = Columns::of(&row, &self.run.options.fields);
                if !columns.has_text() {
                    self.run.issue(None, IssueKind::Malformed, columns.complaint());
                    return ControlFlow::Continue(Part::Last);
                }
                self.columns = Some(columns);
                continue;
            };
            self.number += 1;
            match columns.read(&row, &self.run.options.fields) {
                Ok(None) => {}
                Ok(Some((fields, replaced))) => {
                    if let Some(replaced) = replaced {
                        self.run.issue(Some(self.number), IssueKind::Encoding, replaced);
                    }
                    self.run.record(fields.into_draft(false), self.number)?;
                }
                Err(text) => self.run.issue(Some(self.number), IssueKind::Malformed, text),
            }
        }
    }
}

/// Fails when a row is too long to be held.
struct Meter<'s, 'r> {
    stream: &'s mut Utf8Stream<'r>,
    /// Bytes read since a row was complete.
    since_row: u64,
    limit: u64,
    is_over: bool,
}

impl Read for Meter<'_, '_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.since_row > self.limit {
            self.is_over = true;
            return Err(Fault { kind: IssueKind::Limit, text: "a row is too long".to_owned() }.into());
        }
        let read = self.stream.read(buffer)?;
        self.since_row += read as u64;
        Ok(read)
    }
}

/// What parts the values of a line: the likeliest sign that stands in it most
/// often, outside quotation marks.
fn most_frequent(line: &str) -> u8 {
    let outside: String = line.split('"').step_by(2).collect();
    let count = |sign: u8| outside.bytes().filter(|byte| *byte == sign).count();
    // Of equals, `max_by_key` takes the last.
    [b'|', b'\t', b';', b','].into_iter().max_by_key(|sign| count(*sign)).unwrap_or(b',')
}

#[cfg(test)]
mod tests {
    use super::super::limits::Limits;
    use super::super::tests::{check, check_with};
    use super::super::{Format, ReadOptions};
    use super::*;

    #[test]
    fn separators() {
        for (line, sign) in [("a,b;c,d", b','), ("a;b;\"x,y,z\"", b';'), ("a\tb", b'\t'), ("a|b", b'|'), ("title", b',')] {
            assert_eq!(most_frequent(line), sign, "{line}");
        }
    }

    #[test]
    fn rows() {
        check(Format::Csv, "title,text\nA,one\n\"B, b\",\"two\n\"\"2\"\"\"\r\n", "1 A|one; 2 B, b|two\n\"2\"");
        check(Format::Csv, "title;text\nA;one, two\n", "1 A|one, two");
        check(Format::Csv, "sep=;\ntitle;text\nA;one\n", "1 A|one");
        check(Format::Csv, "\u{feff}\"Title\",Text\nA,one\n\nB,two", "1 A|one; 2 B|two");
        check(Format::Tsv, "title\ttext\nA\tone, two; three\n", "1 A|one, two; three");
        check(Format::Csv, "headline\nA\n", "1 A|");
    }

    #[test]
    fn torn_rows() {
        let torn =
            |values: &str| format!("malformed@1 the row has {values} for 3 columns: a quotation mark or a separator is missing");
        check(Format::Csv, "title,text,date\nA,one,2,x\nB,two,2\n", &format!("2 B|two; {}", torn("4 values")));
        check(Format::Csv, "title,text,date\nA\nB,two,2\n", &format!("2 B|two; {}", torn("1 value")));
        check(Format::Csv, "title,text,date\nA,on\nB,two,2\n", &format!("2 B|two; {}", torn("2 values")));
        check(Format::Csv, "text,title,date\none,A\ntwo,B,2,,\n,,\n", "1 A|one; 2 B|two");
    }

    #[test]
    fn columns_without_a_name() {
        let none = "malformed no column is named like a text or a title (columns: a, b): say which is with `--field text=NAME`";
        check(Format::Csv, "a,b\nA,one\n", none);
        check(Format::Csv, "title,text\n", "empty there are no rows in it");
        check(Format::Csv, "title,text\n,\n", "empty there is no record in it");
        check(
            Format::Csv,
            "title,date\n,2\n",
            "empty@1 no text and no title: if they have unusual names, give them with `--field text=NAME`",
        );
        let mut options = ReadOptions::default();
        options.fields.add("text=b").unwrap();
        check_with(Format::Csv, b"a,b\nA,one\n", &options, "1 |one");
    }

    #[test]
    fn encodings() {
        check_with(Format::Csv, b"title,text\nCaf\xe9,d\xe9j\xe0 vu\n", &ReadOptions::default(), "1 Café|déjà vu");
        let mixed = "title,text\nÉ,Ü\n".bytes().chain(*b"\xe9\xff,\xc3\xa9\xc3\xa9\xc3\xa9\n").collect::<Vec<_>>();
        let note = "encoding@2 2 bytes are not valid UTF-8 and were replaced";
        check_with(Format::Csv, &mixed, &ReadOptions::default(), &format!("1 É|Ü; 2 \u{fffd}\u{fffd}|ééé; {note}"));
    }

    #[test]
    fn rows_that_never_end() {
        let options = ReadOptions { limits: Limits { max_record_bytes: 50_000, ..Limits::default() }, ..ReadOptions::default() };
        let filler = "x,y\n".repeat(40_000);
        let text = format!("title,text\nA,one\nB,\"two\n{filler}");
        let mut issues = Vec::new();
        let input = super::super::Input { path: None, shown: "t", key: "t", format: Some(Format::Csv), sidecar: None };
        let mut titles = Vec::new();
        issues.extend(super::super::read_bytes(text.into_bytes(), &input, &options, &mut |document| {
            titles.push(document.given.title.unwrap_or_default());
            ControlFlow::Continue(())
        }));
        assert!(issues[0].text.starts_with("the row is longer than 50000 bytes, the limit for one record"));
        assert_eq!((issues.len(), issues[0].record), (1, Some(2)));
        assert_eq!((titles[0].as_str(), titles[1].as_str()), ("A", "x"));
        assert!(titles.len() > 1000, "reading went on");
    }
}
