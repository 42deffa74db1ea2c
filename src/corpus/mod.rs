//! From paths to decoded documents: which files there are ([`walk()`]), and what
//! is in them ([`read`]).
//!
//! What one input goes through: `bytes` unpacks it, `stream` looks at its
//! beginning, `charset` says what it is encoded in, and the file named after
//! its format takes it apart: `text`, `html`, `markdown`, `json`, `json_lines`,
//! `table`, `xml` (with `feed` and `press`), `sgml`, `mail`, `warc`, `archive`. `fields` and
//! `record` know what the fields of a record mean.
//!
//! Invariants:
//!
//! * Bad input is data. Whatever the bytes are, nothing panics, what can be
//!   read is read, and each thing left out is an [`Issue`] with the reason.
//! * No document is a part of one: what is cut, torn or too long is left out.
//! * Files of records are read in constant memory, ids aside.
//! * Documents come in the order of the file, the same ones every time.
//!
//! What a document says (its blocks, its date, its language) is not looked at.

mod archive;
mod bytes;
mod charset;
mod columns;
mod elements;
mod feed;
mod fields;
mod format;
mod gzip;
mod html;
mod http;
mod input;
mod json;
mod json_lines;
mod json_record;
mod json_scan;
mod layout;
mod limits;
mod mail;
mod markdown;
mod press;
mod record;
mod run;
mod sgml;
mod sidecar;
mod stream;
mod table;
mod text;
mod walk;
mod warc;
mod whole;
mod xml;
mod xml_tree;

use std::io::{self, BufRead};
use std::ops::ControlFlow;
use std::path::Path;

use crate::model::{Issue, IssueKind, RawDocument};

pub use fields::FieldMap;
pub use format::{Compression, Format, of_name};
pub use layout::Layout;
pub use limits::Limits;
pub use walk::{FoundFile, Walked, is_listed, walk, walk_until};

use run::Run;
use stream::Peeked;

/// One input: a file or standard input.
#[derive(Debug, Clone, Copy)]
pub struct Input<'a> {
    /// The file; `None` is standard input.
    pub path: Option<&'a Path>,
    /// What documents and issues show as their path.
    pub shown: &'a str,
    /// What the input is known by: documents keep their ids as long as it stays.
    pub key: &'a str,
    /// What is in it; `None` to go by the name, and by the text if the name
    /// says nothing.
    pub format: Option<Format>,
    /// A file beside it that says what is known of it.
    pub sidecar: Option<&'a Path>,
}

/// How inputs are read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ReadOptions {
    /// How much of one thing is read.
    pub limits: Limits,
    /// Which fields of records are what.
    pub fields: FieldMap,
    /// What paths say.
    pub layout: Option<Layout>,
}

/// Reads an input and hands over its documents in order, until `sink` says that
/// it is enough. Returns what was left out, and why.
///
/// A file of many records is never held in memory as a whole.
pub fn read(input: &Input, options: &ReadOptions, sink: &mut dyn FnMut(RawDocument) -> ControlFlow<()>) -> Vec<Issue> {
    let mut run = Run::new(input, options, sink);
    let opened = match input.path {
        Some(path) if is_zip(input) && path.is_file() => {
            let _ = archive::read_zip_file(path, &mut run);
            return run.issues;
        }
        Some(path) => bytes::open(path, &options.limits, &run.meter),
        None => bytes::unpack(io::stdin(), &options.limits, &run.meter),
    };
    read_opened(opened, run)
}

/// Whether an input is a zip archive, whose list of members stands at its end.
fn is_zip(input: &Input) -> bool {
    let name = input.path.unwrap_or_else(|| Path::new(input.shown));
    let named = of_name(name);
    input.format.or(named.0) == Some(Format::Zip) && named.1 == Compression::None
}

/// As [`read`], but from memory; `input.path` only gives the format.
pub fn read_bytes(
    bytes: Vec<u8>,
    input: &Input,
    options: &ReadOptions,
    sink: &mut dyn FnMut(RawDocument) -> ControlFlow<()>,
) -> Vec<Issue> {
    let mut run = Run::new(input, options, sink);
    if is_zip(input) {
        let _ = archive::read_zip(io::Cursor::new(bytes), &mut run);
        return run.issues;
    }
    read_opened(bytes::open_bytes(bytes, &options.limits, &run.meter), run)
}

fn read_opened(opened: io::Result<Box<dyn BufRead>>, mut run: Run) -> Vec<Issue> {
    match opened {
        // Whether the sink broke off is known to whoever made it.
        Ok(reader) => drop(dispatch(Peeked::new(reader), &mut run)),
        Err(error) => run.broken_document(&error),
    }
    run.issues
}

/// Gives an input to the reader of its format.
fn dispatch(peeked: Peeked, run: &mut Run) -> ControlFlow<()> {
    if peeked.is_empty {
        run.issue(None, IssueKind::Empty, "the file is empty");
        return ControlFlow::Continue(());
    }
    let name = run.input.path.unwrap_or_else(|| Path::new(run.input.shown));
    let format = run.input.format.or_else(|| of_name(name).0).or_else(|| archive::is_tar(&peeked.head).then_some(Format::Tar));
    let is_text = !matches!(format, Some(Format::Tar | Format::Zip | Format::Warc | Format::Eml | Format::Mbox));
    if let Some(text) = charset::binary(&peeked.head).filter(|_| is_text) {
        run.issue(None, IssueKind::Malformed, text);
        return ControlFlow::Continue(());
    }
    let format = format.unwrap_or_else(|| Format::sniff(&peeked.head_text()));
    match format {
        Format::Text => text::read(peeked, run),
        Format::Markdown => markdown::read(peeked, run),
        Format::Html => html::read(peeked, run),
        Format::Json => records(peeked, run, false, json::read),
        Format::JsonLines if json_lines::is_one_value(&peeked.head) => records(peeked, run, false, json::read),
        // Lines are often put together from many sources.
        Format::JsonLines => records(peeked, run, true, json_lines::read),
        Format::Csv | Format::Tsv => {
            let dialect = table::Dialect::of(&peeked.head_text(), format == Format::Tsv);
            records(peeked, run, false, |stream, run| table::read(stream, dialect, run))
        }
        Format::Xml => xml::read(peeked, run),
        Format::Sgml => records(peeked, run, false, sgml::read),
        Format::Eml => mail::read(peeked, run),
        Format::Mbox => mail::read_many(peeked, run),
        Format::Warc => warc::read(peeked, run),
        Format::Tar => archive::read_tar(peeked, run),
        Format::Zip => {
            let text = "a zip archive can only be read from a file of its own, neither packed once more nor from standard input";
            run.issue(None, IssueKind::Malformed, text);
            ControlFlow::Continue(())
        }
    }
}

/// Reads a file of records, and notes what recoding it has lost.
fn records(
    peeked: Peeked,
    run: &mut Run,
    is_by_record: bool,
    read: impl FnOnce(&mut stream::Utf8Stream, &mut Run) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let mut stream = peeked.into_utf8(is_by_record);
    read(&mut stream, run)?;
    if let Some(replaced) = stream.replaced() {
        run.issue(None, IssueKind::Encoding, replaced);
    }
    if run.records() == 0 && run.issues.is_empty() {
        run.issue(None, IssueKind::Empty, "there is no record in it");
    }
    ControlFlow::Continue(())
}

#[cfg(test)]
mod tests;
