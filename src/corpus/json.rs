//! JSON: one object, a list of objects, an object that holds such a list under
//! a usual key, or several of these one after the other (as in JSON lines
//! whose name says `.json`).
//!
//! Values are cut out of the stream by `json_scan` and parsed one by one, so a
//! list may be larger than memory and a bad element costs only itself. A single
//! object is a document without a number; everything else is numbered from 1.

use std::io::{self, BufRead, Cursor, Read};
use std::ops::ControlFlow;

use crate::model::IssueKind;

use super::charset;
use super::json_lines::take_line;
use super::json_record;
use super::json_scan::{State, Taken, peek, skip, take};
use super::limits::size;
use super::run::Run;
use super::stream::Utf8Stream;

/// Keys under which an object holds a list of articles, or an object that does.
const LIST_KEYS: [&str; 12] =
    ["articles", "items", "docs", "documents", "results", "hits", "data", "posts", "entries", "stories", "response", "records"];

/// Objects inside objects that are looked into: `{"response": {"docs": […]}}`.
const MAX_DEPTH: usize = 2;

/// How the reading of something ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum End {
    /// Where it should.
    Reached,
    /// Where the file did, too early.
    Cut,
    /// It makes no sense from here on; that has been noted.
    Lost,
    /// The sink wants no more.
    Enough,
}

/// Reads a JSON file to its end.
pub(super) fn read(stream: &mut Utf8Stream, run: &mut Run) -> ControlFlow<()> {
    let mut lists = Lists { run, number: 0, has_list: false };
    match lists.values(stream) {
        Ok(End::Enough) => return ControlFlow::Break(()),
        Ok(End::Cut) => {
            let rest = lists.run.before_the_break();
            lists.run.issue(None, IssueKind::Malformed, format!("the file ends in the middle of its data; {rest}"));
        }
        Ok(End::Reached | End::Lost) => {}
        Err(error) => lists.run.broken_records(&error),
    }
    ControlFlow::Continue(())
}

/// Finds the records of a file.
struct Lists<'r, 'a> {
    run: &'r mut Run<'a>,
    /// The number of the last record.
    number: u64,
    /// Whether a list of objects was found in the object at hand.
    has_list: bool,
}

impl Lists<'_, '_> {
    /// Reads the values a file consists of, nearly always one.
    fn values(&mut self, stream: &mut dyn BufRead) -> io::Result<End> {
        while let Some(first) = peek(stream)? {
            let end = match first {
                b'[' => {
                    stream.consume(1);
                    self.elements(stream)?
                }
                b'{' => self.object(stream)?,
                b',' => {
                    stream.consume(1);
                    End::Reached
                }
                _ => {
                    let text = if self.number == 0 {
                        "not JSON: it begins with neither an object nor a list".to_owned()
                    } else {
                        format!("not valid JSON after record {}; the rest is left out", self.number)
                    };
                    self.run.issue(None, IssueKind::Malformed, text);
                    End::Lost
                }
            };
            if end != End::Reached {
                return Ok(end);
            }
        }
        Ok(End::Reached)
    }

    /// Reads the elements of a list whose bracket was read.
    fn elements(&mut self, reader: &mut dyn BufRead) -> io::Result<End> {
        let limit = self.run.options.limits.max_record_bytes;
        let mut element = Vec::new();
        while let Some(first) = peek(reader)? {
            if matches!(first, b',' | b']') {
                reader.consume(1);
                if first == b']' {
                    return Ok(End::Reached);
                }
                continue;
            }
            element.clear();
            self.number += 1;
            let mut state = State::default();
            let taken = take(reader, &mut state, &mut element, limit)?;
            if taken == Taken::Cut {
                return Ok(End::Cut);
            }
            if element.len() as u64 > limit {
                self.too_long();
                element = Vec::new();
                if taken == Taken::TooLong && skip(reader, &mut state)? == Taken::Cut {
                    return Ok(End::Cut);
                }
            } else if take_line(&element, self.number, self.run).is_break() {
                return Ok(End::Enough);
            }
        }
        Ok(End::Cut)
    }

    /// Reads an object of the file: an article, or one that holds a list of them.
    fn object(&mut self, stream: &mut dyn BufRead) -> io::Result<End> {
        let limit = self.run.options.limits.max_record_bytes;
        let mut bytes = Vec::new();
        // Of a list that breaks off, what is there is read first.
        let (taken, failure) = match take(stream, &mut State::default(), &mut bytes, limit) {
            Ok(taken) => (taken, None),
            Err(error) => (Taken::Cut, Some(error)),
        };
        if taken == Taken::TooLong || bytes.len() as u64 > limit {
            // Too long for an article, but maybe not for a list.
            self.has_list = false;
            let end = if taken == Taken::TooLong {
                self.list_in(&mut Cursor::new(bytes).chain(stream), 0)?
            } else {
                self.list_in(&mut Cursor::new(bytes), 0)?
            };
            if !self.has_list {
                self.number += 1;
                self.too_long();
            }
            return Ok(end);
        }
        let (text, replaced) = charset::decode_piece(&bytes);
        let fields = json_record::parse(&text, &self.run.options.fields);
        if !fields.as_ref().is_ok_and(super::record::Fields::has_body) {
            // Even where it is not valid as a whole, its articles may be.
            self.has_list = false;
            let end = self.list_in(&mut Cursor::new(&bytes), 0)?;
            if self.has_list && (taken == Taken::Whole || end == End::Enough) {
                return Ok(end);
            }
        }
        if taken == Taken::Cut {
            return failure.map_or(Ok(End::Cut), Err);
        }
        self.number += 1;
        // An error behind the object is met again by nobody, so it is kept.
        let next = peek(stream);
        let is_single = self.number == 1 && matches!(next, Ok(None));
        let record = (!is_single).then_some(self.number);
        let fields = match fields {
            Ok(fields) => fields,
            Err(text) => {
                self.run.issue(record, IssueKind::Malformed, text);
                return next.map(|_| End::Reached);
            }
        };
        if let Some(replaced) = replaced {
            self.run.issue(record, IssueKind::Encoding, replaced);
        }
        let draft = fields.into_draft(false);
        let flow = if !is_single {
            self.run.record(draft, self.number)
        } else if self.run.is_empty(&draft, None) {
            ControlFlow::Continue(())
        } else {
            let media = draft.media();
            self.run.document(media, draft.text, draft.given, draft.url)
        };
        if flow.is_break() { Ok(End::Enough) } else { next.map(|_| End::Reached) }
    }

    /// Looks for lists of objects under the usual keys of an object, and reads
    /// their elements.
    fn list_in(&mut self, reader: &mut dyn BufRead, depth: usize) -> io::Result<End> {
        reader.consume(1);
        let mut is_usual = false;
        while let Some(first) = peek(reader)? {
            let end = match first {
                b'}' => {
                    reader.consume(1);
                    return Ok(End::Reached);
                }
                b',' | b':' => {
                    reader.consume(1);
                    continue;
                }
                b'"' => {
                    // A key, or a value that is a string: which is not a list,
                    // and harmless if it is taken for a key.
                    let mut key = Vec::new();
                    let mut state = State::default();
                    let taken = take(reader, &mut state, &mut key, 4096)?;
                    let key = key.strip_prefix(b"\"").and_then(|key| key.strip_suffix(b"\"")).unwrap_or_default();
                    is_usual =
                        peek(reader)? == Some(b':') && LIST_KEYS.iter().any(|usual| usual.as_bytes().eq_ignore_ascii_case(key));
                    if taken == Taken::TooLong && skip(reader, &mut state)? == Taken::Cut {
                        return Ok(End::Cut);
                    }
                    continue;
                }
                b'[' if is_usual => {
                    reader.consume(1);
                    if peek(reader)? == Some(b'{') {
                        self.has_list = true;
                        self.elements(reader)?
                    } else {
                        end_of(skip(reader, &mut State::inside())?)
                    }
                }
                b'{' if is_usual && depth < MAX_DEPTH => self.list_in(reader, depth + 1)?,
                _ => end_of(skip(reader, &mut State::default())?),
            };
            is_usual = false;
            if end != End::Reached {
                return Ok(end);
            }
        }
        Ok(End::Cut)
    }

    fn too_long(&mut self) {
        let limit = size(self.run.options.limits.max_record_bytes);
        let text = format!("longer than {limit}, the limit for one record; it is left out");
        self.run.issue(Some(self.number), IssueKind::Limit, text);
    }
}

fn end_of(taken: Taken) -> End {
    if taken == Taken::Cut { End::Cut } else { End::Reached }
}
