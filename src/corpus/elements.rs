//! Cuts records out of a stream of markup: the elements of one name (`item`,
//! `entry`, `REUTERS`), whole, as bytes. What is in them is parsed elsewhere,
//! each on its own, so that a torn or overlong record costs only itself.
//!
//! Invariant: no more than a record is in memory, and of one that is too long
//! no more than the limit.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use crate::model::IssueKind;

use super::charset;
use super::limits::size;
use super::run::Run;
use super::stream::Utf8Stream;

/// Bytes kept of what stands before the first record: a feed says there who publishes it.
const PRELUDE_BYTES: usize = 64 << 10;

/// The longest tag outside records; what is longer is no tag.
const TAG_BYTES: u64 = 64 << 10;

/// How the search for the next record ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Cut {
    /// With a whole record.
    Element,
    /// With one longer than the limit.
    TooLong,
    /// With one that goes on until the next begins or the file ends.
    Unclosed,
    /// With the end of one that has no beginning.
    Unopened,
    /// There is no other.
    End,
}

/// What a piece of markup that begins with `<` is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Tag {
    Opens,
    Closes,
    /// `<name/>`
    Alone,
    Other,
}

/// The records of a stream.
pub(super) struct Elements<'s> {
    stream: &'s mut dyn BufRead,
    /// The name of a record, without a prefix, in small letters.
    name: &'static str,
    limit: u64,
    /// The start tag of the next record, if it was read already.
    opened: Vec<u8>,
    /// What stands before the first record; its beginning if it is long.
    pub(super) prelude: Vec<u8>,
    has_record: bool,
    /// Whether the end of a record that was too long is still to come.
    is_past: bool,
}

impl<'s> Elements<'s> {
    pub(super) fn new(stream: &'s mut dyn BufRead, name: &'static str, limit: u64) -> Self {
        Self { stream, name, limit, opened: Vec::new(), prelude: Vec::new(), has_record: false, is_past: false }
    }

    /// Reads the next record into `record`.
    pub(super) fn next(&mut self, record: &mut Vec<u8>) -> io::Result<Cut> {
        record.clear();
        record.append(&mut self.opened);
        if record.is_empty() {
            match self.find_start(record)? {
                Tag::Other => return Ok(Cut::End),
                Tag::Closes => return Ok(Cut::Unopened),
                Tag::Opens | Tag::Alone => {}
            }
        }
        self.has_record = true;
        if self.tag(record) == Tag::Alone {
            return Ok(Cut::Element);
        }
        loop {
            let before = record.len();
            if !self.piece(record, self.limit.saturating_sub(before as u64))? {
                self.is_past = record.len() as u64 >= self.limit;
                return Ok(if self.is_past { Cut::TooLong } else { Cut::Unclosed });
            }
            let start = record.get(before..).map_or(0, |piece| before + find(piece, b"<").unwrap_or(piece.len()));
            match self.tag(record.get(start..).unwrap_or_default()) {
                Tag::Closes => return Ok(Cut::Element),
                Tag::Opens | Tag::Alone => {
                    self.opened = record.split_off(start);
                    return Ok(Cut::Unclosed);
                }
                Tag::Other => {}
            }
        }
    }

    /// Reads up to and with the start tag of a record, or the end tag of one that has none.
    fn find_start(&mut self, record: &mut Vec<u8>) -> io::Result<Tag> {
        loop {
            record.clear();
            if !self.has_record && self.prelude.len() < PRELUDE_BYTES {
                let room = (PRELUDE_BYTES - self.prelude.len()) as u64;
                let mut text = Vec::new();
                (&mut *self.stream).take(room).read_until(b'<', &mut text)?;
                let is_all = text.pop_if(|last| *last == b'<').is_some();
                self.prelude.append(&mut text);
                if !is_all && (self.prelude.len() < PRELUDE_BYTES) {
                    return Ok(Tag::Other);
                }
                if !is_all {
                    continue;
                }
            } else if self.stream.skip_until(b'<')? == 0 {
                return Ok(Tag::Other);
            }
            record.push(b'<');
            self.rest_of_tag(record, TAG_BYTES)?;
            match self.tag(record) {
                Tag::Closes if self.is_past => self.is_past = false,
                tag if tag != Tag::Other => {
                    self.is_past = false;
                    return Ok(tag);
                }
                _ if !self.has_record && self.prelude.len() + record.len() <= PRELUDE_BYTES => self.prelude.append(record),
                _ => {}
            }
        }
    }

    /// Reads text and the markup after it; says whether it is whole.
    fn piece(&mut self, record: &mut Vec<u8>, room: u64) -> io::Result<bool> {
        let before = record.len() as u64;
        (&mut *self.stream).take(room).read_until(b'<', record)?;
        let rest = room.saturating_sub(record.len() as u64 - before);
        Ok(record.last() == Some(&b'<') && rest > 0 && self.rest_of_tag(record, rest)?)
    }

    /// Reads on from `<` to the end of a tag, a comment or a marked section.
    fn rest_of_tag(&mut self, record: &mut Vec<u8>, room: u64) -> io::Result<bool> {
        let start = record.len() - 1;
        let mut room = room;
        loop {
            let read = (&mut *self.stream).take(room).read_until(b'>', record)?;
            room = room.saturating_sub(read as u64);
            if read == 0 || record.last() != Some(&b'>') {
                return Ok(false);
            }
            let tag = record.get(start..).unwrap_or_default();
            let is_whole = if tag.starts_with(b"<!--") {
                tag.len() >= 7 && tag.ends_with(b"-->")
            } else if tag.starts_with(b"<![CDATA[") {
                tag.ends_with(b"]]>")
            } else {
                true
            };
            if is_whole {
                return Ok(true);
            }
            if start > 0 && self.begins_anew(record, read) {
                return Ok(false);
            }
        }
    }

    /// Whether a record ends and another begins in what looks like a comment or a marked section:
    /// then this has no end. The record that begins is kept for later.
    fn begins_anew(&mut self, record: &mut Vec<u8>, read: usize) -> bool {
        // Only what was read last can be a tag: there is no `>` in it but at its end.
        let from = record.len() - read;
        let Some(at) = record.get(from..).and_then(|last| last.iter().rposition(|byte| *byte == b'<')) else { return false };
        let at = from + at;
        let (before, tag) = (record.get(..at).unwrap_or_default().trim_ascii_end(), record.get(at..).unwrap_or_default());
        let closes = |before: &[u8]| {
            let end = before.iter().rposition(|byte| *byte == b'<').and_then(|at| before.get(at..)).unwrap_or_default();
            self.tag(end) == Tag::Closes
        };
        let begins = self.tag(tag) == Tag::Opens && before.ends_with(b">") && closes(before);
        if begins {
            self.opened = record.split_off(at);
        }
        begins
    }

    fn tag(&self, tag: &[u8]) -> Tag {
        let Some(inside) = tag.strip_prefix(b"<") else { return Tag::Other };
        let (is_end, inside) = inside.strip_prefix(b"/").map_or((false, inside), |rest| (true, rest));
        let end = inside.iter().position(|byte| matches!(byte, b'>' | b'/') || byte.is_ascii_whitespace());
        let name = inside.get(..end.unwrap_or(inside.len())).unwrap_or_default();
        let local = name.iter().rposition(|byte| *byte == b':').map_or(name, |colon| name.get(colon + 1..).unwrap_or_default());
        match local.eq_ignore_ascii_case(self.name.as_bytes()) {
            false => Tag::Other,
            true if is_end => Tag::Closes,
            true if tag.ends_with(b"/>") => Tag::Alone,
            true => Tag::Opens,
        }
    }
}

/// Hands over every record of a stream: its text, its number from 1, and what stood before the
/// first. Notes those that are torn or too long.
pub(super) fn each(
    stream: &mut Utf8Stream,
    name: &'static str,
    run: &mut Run,
    mut take: impl FnMut(&str, u64, &[u8], &mut Run) -> ControlFlow<()>,
) -> ControlFlow<()> {
    let limit = run.options.limits.max_record_bytes;
    let mut elements = Elements::new(stream, name, limit);
    let mut record = Vec::new();
    for number in 1.. {
        match elements.next(&mut record) {
            Ok(Cut::End) => break,
            Ok(Cut::Element) => {
                let (text, replaced) = charset::decode_piece(&record);
                if let Some(replaced) = replaced {
                    run.issue(Some(number), IssueKind::Encoding, replaced);
                }
                take(&text, number, &elements.prelude, run)?;
            }
            Ok(Cut::TooLong) => {
                let text = format!("longer than {}, the limit for one record; it is left out", size(limit));
                run.issue(Some(number), IssueKind::Limit, text);
            }
            Ok(Cut::Unclosed) => {
                let text = format!("the element `{name}` does not end; it is left out");
                run.issue(Some(number), IssueKind::Malformed, text);
            }
            Ok(Cut::Unopened) => {
                let text = format!("an element `{name}` ends that does not begin; it is left out");
                run.issue(Some(number), IssueKind::Malformed, text);
            }
            Err(error) => {
                run.broken_records(&error);
                break;
            }
        }
    }
    ControlFlow::Continue(())
}

/// Where `part` first stands in `bytes`.
pub(super) fn find(bytes: &[u8], part: &[u8]) -> Option<usize> {
    bytes.windows(part.len()).position(|window| window == part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, limit: u64, prelude: &str, expected: &[&str]) {
        let mut stream = text.as_bytes();
        let mut elements = Elements::new(&mut stream, "item", limit);
        let (mut found, mut record) = (Vec::new(), Vec::new());
        loop {
            let cut = elements.next(&mut record).unwrap();
            match cut {
                Cut::End => break,
                Cut::Element => found.push(String::from_utf8(record.clone()).unwrap()),
                cut => found.push(format!("{cut:?}")),
            }
        }
        assert_eq!(found, expected, "{text}");
        assert_eq!(String::from_utf8_lossy(&elements.prelude), prelude);
    }

    #[test]
    fn records_are_cut_whole() {
        check("", 99, "", &[]);
        check("<a>x</a>", 99, "<a>x</a>", &[]);
        check("<a><item>x</item> <ITEM y='1'>z</ITEM></a>", 99, "<a>", &["<item>x</item>", "<ITEM y='1'>z</ITEM>"]);
        check("<p:item><items/><item2></item2></p:item>", 99, "", &["<p:item><items/><item2></item2></p:item>"]);
        check("<item/><item />", 99, "", &["<item/>", "<item />"]);
        let hidden = "<item><![CDATA[a > </item>]]><!-- > </item> --></item>";
        check(hidden, 99, "", &[hidden]);
    }

    #[test]
    fn torn_and_long_records_cost_themselves() {
        check("<item>a<item>b</item>", 99, "", &["Unclosed", "<item>b</item>"]);
        check("<item>a</item><item>b", 99, "", &["<item>a</item>", "Unclosed"]);
        check("<item>a</item><item", 99, "", &["<item>a</item>", "Unclosed"]);
        check("<item>aaaaaaaaaaaaaaaaaaaaaa</item><item>b</item>", 20, "", &["TooLong", "<item>b</item>"]);
        check("<itam>a</item><item>b</item>", 99, "<itam>a", &["Unopened", "<item>b</item>"]);
        check("<item><!-- b</item><item>c</item>", 99, "", &["Unclosed", "<item>c</item>"]);
        check("<item><![CDATA[b</item> <item y=1>c</item>", 99, "", &["Unclosed", "<item y=1>c</item>"]);
        let quoted = "<item><![CDATA[an <item>]]></item>";
        check(quoted, 99, "", &[quoted]);
        check(
            "<!-- <item>a</item><item>b</item> --><item>c</item>",
            99,
            "<!-- <item>a</item><item>b</item> -->",
            &["<item>c</item>"],
        );
    }
}
