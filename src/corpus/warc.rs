//! WARC, as crawlers write it (Common Crawl's CC-NEWS among them): of its
//! records those that hold a page are documents. These are `response` records
//! that a server answered with 200, `resource` records, and the plain text of
//! `conversion` records. Each has the id it was written with.
//!
//! Invariants:
//!
//! * No more than a record is in memory; one that is too long is read past.
//! * A record is handed over only when the gzip member that it ends is known to be whole. A
//!   damaged member costs what is in it; reading goes on at the next.

use std::collections::BTreeMap;
use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use encoding_rs::Encoding;

use crate::model::{Given, IssueKind, Media};

use super::charset;
use super::format::Format;
use super::gzip::BadMember;
use super::http::{self, Answer, BodyFault};
use super::limits::{Fault, count, size};
use super::record::Draft;
use super::run::Run;
use super::stream::Peeked;

/// The longest header of a record.
const HEADER_BYTES: u64 = 64 << 10;

/// Reads a WARC file.
pub(super) fn read(peeked: Peeked, run: &mut Run) -> ControlFlow<()> {
    let mut warc = Warc { stream: peeked.reader, passed: BTreeMap::new(), bad: None };
    for number in 1.. {
        match warc.next(number, run) {
            Ok(Some(ControlFlow::Continue(()))) => {}
            Ok(Some(ControlFlow::Break(()))) => return ControlFlow::Break(()),
            Ok(None) => break,
            Err(error) if BadMember::of(&error).is_some_and(|bad| bad.goes_on) => {
                let text = "its gzip data are damaged; it is left out, and reading goes on at the next member";
                run.issue(Some(number), IssueKind::Damaged, text);
            }
            Err(error) => {
                run.broken_records(&error);
                break;
            }
        }
    }
    for (what, number) in warc.passed {
        run.issue(None, IssueKind::Ignored, format!("{} passed over: {what}", count(number, "record")));
    }
    if run.records() == 0 && run.issues.is_empty() {
        run.issue(None, IssueKind::Empty, "there is no page in it");
    }
    ControlFlow::Continue(())
}

/// A WARC file that is being read.
struct Warc<'s> {
    stream: Box<dyn BufRead + 's>,
    /// How many records are no pages, by what they are.
    passed: BTreeMap<String, u64>,
    /// A gzip member that could not be begun.
    bad: Option<io::Error>,
}

/// A page in a record, with the encoding its header names.
struct Found {
    bytes: Vec<u8>,
    media: Media,
    stated: Option<&'static Encoding>,
}

impl Warc<'_> {
    /// Reads one record; nothing at the end.
    fn next(&mut self, number: u64, run: &mut Run) -> io::Result<Option<ControlFlow<()>>> {
        if let Some(bad) = self.bad.take() {
            return Err(bad);
        }
        let Some(headers) = self.headers(number, run)? else { return Ok(None) };
        let value = |name: &str| http::value(&headers, name);
        let Some(length) = value("content-length").and_then(|length| length.parse::<u64>().ok()) else {
            run.issue(Some(number), IssueKind::Malformed, "its header does not say how long it is; it is left out");
            return Ok(Some(ControlFlow::Continue(())));
        };
        let kind = value("warc-type").unwrap_or_default().to_ascii_lowercase();
        let content_type = value("content-type").unwrap_or_default();
        let limit = run.options.limits.max_record_bytes;
        let is_page = match kind.as_str() {
            "response" => content_type.is_empty() || http::media_type(content_type) == "application/http",
            "resource" | "conversion" => true,
            _ => false,
        };
        let bytes = if is_page && length <= limit { Some(self.body(length)?) } else { None };
        if bytes.is_none() && io::copy(&mut self.stream.by_ref().take(length), &mut io::sink())? < length {
            return Err(damaged("the file ends in the middle of a record"));
        }
        if !self.end()? {
            run.issue(Some(number), IssueKind::Damaged, "it is longer than its header says; it is left out");
            return Ok(Some(ControlFlow::Continue(())));
        }
        let Some(bytes) = bytes else {
            // What a crawler notes for itself is no document; a page it did not store again is one.
            if is_page {
                let text = format!("longer than {}, the limit for one record; it is left out", size(limit));
                run.issue(Some(number), IssueKind::Limit, text);
            } else if matches!(kind.as_str(), "response" | "revisit") {
                self.pass(format!("{kind} without a page"));
            }
            return Ok(Some(ControlFlow::Continue(())));
        };
        let found = match kind.as_str() {
            "response" => self.of_response(&bytes, limit),
            _ => Ok(self.found(bytes, &http::media_type(content_type), http::charset(content_type))),
        };
        Ok(Some(match found {
            Ok(Some(found)) => document(&found, &headers, number, run),
            Ok(None) => ControlFlow::Continue(()),
            Err(BodyFault::TooLong) => {
                let text = format!("longer than {} once it is unpacked, the limit for one record; it is left out", size(limit));
                run.issue(Some(number), IssueKind::Limit, text);
                ControlFlow::Continue(())
            }
            Err(BodyFault::Damaged(what)) => {
                run.issue(Some(number), IssueKind::Damaged, format!("{what}; it is left out"));
                ControlFlow::Continue(())
            }
        }))
    }

    /// The body of a record.
    fn body(&mut self, length: u64) -> io::Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let read = self.stream.by_ref().take(length).read_to_end(&mut bytes)? as u64;
        if read < length { Err(damaged("the file ends in the middle of a record")) } else { Ok(bytes) }
    }

    /// Reads on to what follows a record, so that it is known whether its gzip member was whole; says
    /// whether the record ended where it should.
    fn end(&mut self) -> io::Result<bool> {
        let mut is_ended = false;
        loop {
            match self.stream.fill_buf() {
                Ok(ready) => {
                    let breaks = ready.iter().take_while(|byte| matches!(byte, b'\r' | b'\n')).count();
                    // Some writers leave out the breaks.
                    is_ended |= breaks > 0 || ready.is_empty() || ready.starts_with(b"W");
                    if breaks == 0 {
                        return Ok(is_ended);
                    }
                    self.stream.consume(breaks);
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if BadMember::of(&error).is_some_and(|bad| !bad.is_torn) => {
                    self.bad = Some(error);
                    return Ok(true);
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// The header of the next record. What stands before it and is none is passed over.
    fn headers(&mut self, number: u64, run: &mut Run) -> io::Result<Option<Vec<(String, String)>>> {
        let mut line = Vec::new();
        let mut garbage = 0;
        let is_end = loop {
            line.clear();
            if self.stream.by_ref().take(HEADER_BYTES).read_until(b'\n', &mut line)? == 0 {
                break true;
            }
            if line.starts_with(b"WARC/") {
                break false;
            }
            garbage += line.trim_ascii().len() as u64;
        };
        if garbage > 0 {
            let text = format!("{} before it belong to no record (a wrong length?)", count(garbage, "byte"));
            run.issue(Some(number), IssueKind::Damaged, text);
        }
        if is_end {
            return Ok(None);
        }
        let mut header = Vec::new();
        loop {
            let before = header.len();
            let room = HEADER_BYTES.saturating_sub(before as u64);
            if self.stream.by_ref().take(room).read_until(b'\n', &mut header)? == 0 {
                let text =
                    if room == 0 { "the header of a record has no end" } else { "the file ends in the middle of a record" };
                return Err(damaged(text));
            }
            if header.get(before..).unwrap_or_default().trim_ascii().is_empty() {
                return Ok(Some(http::headers(&header).0));
            }
        }
    }

    /// The page in an HTTP answer.
    fn of_response(&mut self, bytes: &[u8], limit: u64) -> Result<Option<Found>, BodyFault> {
        let Some(answer) = Answer::parse(bytes) else {
            self.pass("response that is no HTTP".to_owned());
            return Ok(None);
        };
        if answer.status != 200 {
            self.pass(format!("answered with status {}", answer.status));
            return Ok(None);
        }
        let kind = answer.media_type();
        // What is plainly no text is not unpacked.
        if media(&kind, b"<html").is_none() {
            self.pass(of_type(&kind));
            return Ok(None);
        }
        let bytes = answer.body(limit)?;
        Ok(self.found(bytes, &kind, answer.charset()))
    }

    fn found(&mut self, bytes: Vec<u8>, kind: &str, stated: Option<&'static Encoding>) -> Option<Found> {
        let media = media(kind, &bytes).filter(|_| charset::binary(&bytes).is_none());
        if media.is_none() {
            self.pass(of_type(kind));
        }
        Some(Found { bytes, media: media?, stated })
    }

    fn pass(&mut self, what: String) {
        // Kinds are what servers say they are; a hostile one must not make a list of them.
        let what = if self.passed.len() < 50 || self.passed.contains_key(&what) { what } else { "of further kinds".to_owned() };
        *self.passed.entry(what).or_default() += 1;
    }
}

/// Hands over a page.
fn document(found: &Found, headers: &[(String, String)], number: u64, run: &mut Run) -> ControlFlow<()> {
    let decoded = charset::decode_stated(&found.bytes, found.media == Media::Html, found.stated);
    if let Some(replaced) = decoded.replaced {
        run.issue(Some(number), IssueKind::Encoding, replaced);
    }
    if decoded.text.trim().is_empty() {
        run.issue(Some(number), IssueKind::Empty, "there is no text in it");
        return ControlFlow::Continue(());
    }
    let own = |name: &str| http::value(headers, name).map(|value| value.trim_matches(['<', '>']).to_owned());
    let given = Given { crawled: own("warc-date"), is_page: true, ..Given::default() };
    let is_html = found.media == Media::Html;
    run.record(Draft { given, text: decoded.text, is_html, url: own("warc-target-uri"), id: own("warc-record-id") }, number)
}

/// How a body is read, by what it was served as and what it looks like; none if it is no page.
fn media(kind: &str, body: &[u8]) -> Option<Media> {
    match kind {
        "text/html" | "application/xhtml+xml" => Some(Media::Html),
        "text/plain" => Some(Media::Text),
        "" | "application/octet-stream" | "unknown/unknown" => {
            let start = String::from_utf8_lossy(body.get(..body.len().min(4096)).unwrap_or_default());
            (Format::sniff(&start) == Format::Html).then_some(Media::Html)
        }
        _ => None,
    }
}

fn of_type(kind: &str) -> String {
    let kind: String = kind.chars().filter(|c| !c.is_control()).take(60).collect();
    if kind.is_empty() { "no text".to_owned() } else { format!("{kind}, which is no page") }
}

fn damaged(text: &str) -> io::Error {
    Fault { kind: IssueKind::Damaged, text: text.to_owned() }.into()
}

#[cfg(test)]
mod tests {
    use super::super::bytes::tests::gz;
    use super::super::http::tests::answer;
    use super::super::tests::{check_with, documents_of, tight};
    use super::super::{Format, ReadOptions};

    fn record(kind: &str, extra: &str, body: &[u8]) -> Vec<u8> {
        let header = format!("WARC/1.0\r\nWARC-Type: {kind}\r\n{extra}Content-Length: {}\r\n\r\n", body.len());
        [header.as_bytes(), body, b"\r\n\r\n"].concat()
    }

    fn page(number: u32, headers: &str, body: &[u8]) -> Vec<u8> {
        let extra = format!(
            "WARC-Record-ID: <urn:uuid:{number}>\r\nWARC-Target-URI: https://quay.example/{number}\r\n\
             WARC-Date: 2026-03-03T08:00:00Z\r\nContent-Type: application/http; msgtype=response\r\n"
        );
        record("response", &extra, &answer(headers, body))
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: &str) {
        check_with(Format::Warc, bytes, &ReadOptions::default(), expected);
    }

    const HTML: &str = "Content-Type: text/html\r\n";

    #[test]
    fn pages() {
        let info = record("warcinfo", "", b"software: x\r\n");
        let cyrillic = encoding_rs::WINDOWS_1251.encode("<p>Дождь").0.into_owned();
        let parts = [
            info,
            page(1, HTML, b"<p>Rain"),
            record("request", "", b"GET / HTTP/1.1\r\n\r\n"),
            page(2, "Content-Type: text/html; charset=windows-1251\r\nContent-Encoding: gzip\r\n", &gz(&cyrillic)),
            page(3, "", b"<!doctype html><p>Sleet"),
            page(4, "Content-Type: image/png\r\n", b"\x89PNG"),
            record("response", "Content-Type: application/http\r\n", b"HTTP/1.1 404 Gone\r\n\r\nx"),
            record("revisit", "", b""),
            record("conversion", "Content-Type: text/plain\r\nWARC-Record-ID: <urn:uuid:9>\r\n", b"Hail fell."),
        ];
        let expected = "2 |<p>Rain; 4 |<p>Дождь; 5 |<!doctype html><p>Sleet; 9 |Hail fell.; \
            ignored 1 record passed over: answered with status 404; ignored 1 record passed over: image/png, which is no page; \
            ignored 1 record passed over: revisit without a page";
        check(&parts.concat(), expected);
        // As Common Crawl writes it: each record packed by itself.
        let packed: Vec<u8> = parts.iter().flat_map(|part| gz(part)).collect();
        check(&packed, expected);
        let found = documents_of(Format::Warc, &packed);
        assert_eq!(found[0].source.url.as_deref(), Some("https://quay.example/1"));
        assert_eq!(found[0].given.crawled.as_deref(), Some("2026-03-03T08:00:00Z"));
        assert!(found[0].given.is_page && found[0].given.date.is_none());
        let alone = documents_of(Format::Warc, &parts[3]);
        assert_eq!(alone[0].id, found[1].id, "known by its own id, wherever it stands");
    }

    #[test]
    fn torn_files() {
        let whole = page(1, HTML, b"<p>Rain");
        let two = [&whole[..], &page(2, HTML, b"<p>Sleet")].concat();
        check(
            &two[..two.len() - 9],
            "1 |<p>Rain; damaged the file ends in the middle of a record; 1 record before the break was read",
        );
        let spoilt = [&whole[..], b"garbage\n", &whole].concat();
        check(&spoilt, "1 |<p>Rain; 2 |<p>Rain; damaged@2 7 bytes before it belong to no record (a wrong length?)");
        check(&record("warcinfo", "", b""), "empty there is no page in it");
        check(b"WARC/1.0\r\n\r\n", "malformed@1 its header does not say how long it is; it is left out");
    }

    #[test]
    fn a_damaged_member_costs_its_record() {
        let parts = [1, 2, 3].map(|number| gz(&page(number, HTML, format!("<p>Rain fell on day {number}.").as_bytes())));
        let whole = parts.concat();
        let (begin, end) = (parts[0].len(), parts[0].len() + parts[1].len());
        let noted = "damaged@2 its gzip data are damaged; it is left out, and reading goes on at the next member";
        for at in (begin..end).step_by(7).chain([begin, end - 8, end - 1]) {
            let mut bytes = whole.clone();
            bytes[at] ^= 0x40;
            let found = documents_of(Format::Warc, &bytes);
            let texts: Vec<_> = found.iter().map(|document| document.text.as_str()).collect();
            // The time and the system in the header of a member are nobody's.
            let is_read = texts == ["<p>Rain fell on day 1.", "<p>Rain fell on day 2.", "<p>Rain fell on day 3."];
            assert!(
                is_read && at < begin + 10 || texts == ["<p>Rain fell on day 1.", "<p>Rain fell on day 3."],
                "{at}: {texts:?}"
            );
        }
        let mut bytes = whole.clone();
        bytes[end - 1] ^= 1;
        check(&bytes, &format!("1 |<p>Rain fell on day 1.; 3 |<p>Rain fell on day 3.; {noted}"));
        assert_eq!(documents_of(Format::Warc, &bytes)[1].source.record, Some(3), "records keep their numbers");
        let mut bytes = whole;
        let last = bytes.len() - 1;
        bytes[last] ^= 1;
        let noted = "damaged the gzip data are damaged; 2 records before the break were read";
        check(&bytes, &format!("1 |<p>Rain fell on day 1.; 2 |<p>Rain fell on day 2.; {noted}"));
    }

    #[test]
    fn a_damaged_body_costs_its_record() {
        let mut spoilt = gz(&b"<p>Rain fell on the harbour of Port Ellery.".repeat(20));
        let middle = spoilt.len() / 2;
        spoilt[middle] ^= 0xff;
        let gzip = "Content-Type: text/html\r\nContent-Encoding: gzip\r\n";
        let chunked = "Content-Type: text/html\r\nTransfer-Encoding: chunked\r\n";
        let bytes = [
            page(1, gzip, &spoilt),
            page(2, chunked, b"8\r\n<p>Sleet\r\n40\r\nfell"),
            page(3, chunked, b"8\r\n<p>Sleet\r\n0\r\n\r\n"),
            page(4, gzip, b"<p>Hail"),
        ];
        check(
            &bytes.concat(),
            "3 |<p>Sleet; 4 |<p>Hail; damaged@1 its packed body is damaged; it is left out; \
             damaged@2 its body ends in the middle of a chunk; it is left out",
        );
    }

    #[test]
    fn long_records() {
        let long = [page(1, HTML, &[b'x'; 200]), record("conversion", "Content-Type: text/plain\r\n", b"Hail.")].concat();
        let noted = "2 |Hail.; limit@1 longer than 100 bytes, the limit for one record; it is left out";
        check_with(Format::Warc, &long, &tight(), noted);
        let bomb = page(1, "Content-Encoding: gzip\r\nContent-Type: text/html\r\n", &gz(&vec![b' '; 20 << 20]));
        check(&bomb, "limit@1 longer than 16 MiB once it is unpacked, the limit for one record; it is left out");
    }
}
