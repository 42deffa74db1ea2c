//! JSON lines: each line is parsed on its own, so a bad line costs only itself.
//! The record's number is the line's.
//!
//! Invariant: no more than one line is in memory, and of a line that is too
//! long no more than the limit.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use crate::model::IssueKind;

use super::charset;
use super::json_record;
use super::limits::size;
use super::run::Run;
use super::stream::Utf8Stream;

/// Whether a file named JSON lines is in fact one JSON value over many lines:
/// a line that opens a bracket and ends is never a record.
pub(super) fn is_one_value(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xef\xbb\xbf").unwrap_or(head);
    let mut lines = head.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii);
    lines.find(|line| !line.is_empty()).is_some_and(|line| line == b"{" || line == b"[")
}

/// Reads JSON lines to their end.
pub(super) fn read(stream: &mut Utf8Stream, run: &mut Run) -> ControlFlow<()> {
    let mut line = Vec::new();
    for number in 1.. {
        match next_line(stream, &mut line, run.options.limits.max_record_bytes) {
            Ok(Line::Whole) => take_line(&line, number, run)?,
            Ok(Line::TooLong) => {
                let limit = size(run.options.limits.max_record_bytes);
                run.issue(
                    Some(number),
                    IssueKind::Limit,
                    format!("longer than {limit}, the limit for one record; it is left out"),
                );
            }
            Ok(Line::End) => break,
            Err(error) => {
                run.broken_records(&error);
                break;
            }
        }
    }
    ControlFlow::Continue(())
}

/// Reads one record from its bytes, in a line or a list.
pub(super) fn take_line(bytes: &[u8], number: u64, run: &mut Run) -> ControlFlow<()> {
    let bytes = bytes.trim_ascii();
    if bytes.is_empty() {
        return ControlFlow::Continue(());
    }
    let (text, replaced) = charset::decode_piece(bytes);
    match json_record::parse(&text, &run.options.fields) {
        Ok(fields) => {
            if let Some(replaced) = replaced {
                run.issue(Some(number), IssueKind::Encoding, replaced);
            }
            run.record(fields.into_draft(false), number)
        }
        Err(text) => {
            run.issue(Some(number), IssueKind::Malformed, text);
            ControlFlow::Continue(())
        }
    }
}

enum Line {
    Whole,
    TooLong,
    End,
}

/// Reads a line into `line`, or past it if it is too long.
fn next_line(stream: &mut Utf8Stream, line: &mut Vec<u8>, limit: u64) -> io::Result<Line> {
    line.clear();
    // One byte for the end of the line, one to see that it is too long.
    let read = stream.take(limit.saturating_add(2)).read_until(b'\n', line)?;
    if line.last() == Some(&b'\n') {
        line.pop();
    }
    if line.len() as u64 > limit {
        if read > line.len() {
            return Ok(Line::TooLong);
        }
        stream.skip_until(b'\n')?;
        *line = Vec::new();
        return Ok(Line::TooLong);
    }
    Ok(if read == 0 { Line::End } else { Line::Whole })
}
