//! Mail: a message a file (`.eml`), or many of them (mbox, each after a line
//! that begins with `From `). The text is the page a newsletter is sent as, or
//! the plain text if there is none; attachments are passed over.
//!
//! Invariant: no more than a message is in memory, and of one that is too long
//! no more than the limit.

use std::io::{self, BufRead, Read};
use std::ops::ControlFlow;

use mail_parser::{Address, HeaderValue, Message, MessageParser, PartType};

use crate::model::{Given, IssueKind};

use super::charset::plain_breaks;
use super::format::begins_message;
use super::limits::size;
use super::record::Draft;
use super::run::Run;
use super::stream::Peeked;

/// Reads a file that is one message.
pub(super) fn read(peeked: Peeked, run: &mut Run) -> ControlFlow<()> {
    let limit = run.options.limits.max_record_bytes;
    let mut bytes = Vec::new();
    if let Err(error) = peeked.reader.take(limit.saturating_add(1)).read_to_end(&mut bytes) {
        run.broken_document(&error);
        return ControlFlow::Continue(());
    }
    if bytes.len() as u64 > limit {
        let text = format!("longer than {}, the limit for one message; it is left out", size(limit));
        run.issue(None, IssueKind::Limit, text);
        return ControlFlow::Continue(());
    }
    match draft(&bytes) {
        Ok(draft) if run.is_empty(&draft, None) => ControlFlow::Continue(()),
        Ok(draft) => {
            let media = draft.media();
            run.document(media, draft.text, draft.given, draft.url)
        }
        Err(text) => {
            run.issue(None, IssueKind::Malformed, text);
            ControlFlow::Continue(())
        }
    }
}

/// Reads a file of many messages.
pub(super) fn read_many(peeked: Peeked, run: &mut Run) -> ControlFlow<()> {
    let limit = run.options.limits.max_record_bytes;
    let mut messages = Messages { stream: peeked.reader, line: Vec::new(), is_begun: false };
    let mut message = Vec::new();
    for number in 1.. {
        match messages.next(&mut message, limit) {
            Ok(Cut::Message) => match draft(&message) {
                Ok(draft) => run.record(draft, number)?,
                Err(text) => run.issue(Some(number), IssueKind::Malformed, text),
            },
            Ok(Cut::TooLong) => {
                let text = format!("longer than {}, the limit for one message; it is left out", size(limit));
                run.issue(Some(number), IssueKind::Limit, text);
            }
            Ok(Cut::End) => break,
            Err(error) => {
                run.broken_records(&error);
                break;
            }
        }
    }
    if run.records() == 0 && run.issues.is_empty() {
        run.issue(None, IssueKind::Malformed, "no line in it begins a message (`From ` and an address)");
    }
    ControlFlow::Continue(())
}

/// How the search for the next message ended.
enum Cut {
    Message,
    TooLong,
    End,
}

/// The messages of an mbox file.
struct Messages<'s> {
    stream: Box<dyn BufRead + 's>,
    line: Vec<u8>,
    /// Whether the line that begins a message was read already.
    is_begun: bool,
}

impl Messages<'_> {
    /// Reads the next message, without the line that begins it.
    fn next(&mut self, message: &mut Vec<u8>, limit: u64) -> io::Result<Cut> {
        message.clear();
        let mut is_after_blank = true;
        let mut is_long = false;
        let mut is_line_start = true;
        loop {
            self.line.clear();
            // A line may be longer than a message may: it comes in pieces.
            let read = self.stream.by_ref().take(64 << 10).read_until(b'\n', &mut self.line)?;
            let begins = is_line_start
                && self.line.starts_with(b"From ")
                && (is_after_blank || begins_message(&String::from_utf8_lossy(&self.line)));
            if read == 0 || begins {
                let was_begun = std::mem::replace(&mut self.is_begun, begins);
                if was_begun {
                    return Ok(if is_long { Cut::TooLong } else { Cut::Message });
                }
                if read == 0 {
                    return Ok(Cut::End);
                }
                is_after_blank = false;
                continue;
            }
            is_after_blank = is_line_start && self.line.trim_ascii().is_empty();
            let quoted = self.line.iter().position(|byte| *byte != b'>').unwrap_or(0);
            let is_quoted = is_line_start && quoted > 0 && self.line.get(quoted..).is_some_and(|rest| rest.starts_with(b"From "));
            is_line_start = self.line.ends_with(b"\n");
            if !self.is_begun || is_long {
                continue;
            }
            message.extend_from_slice(self.line.get(usize::from(is_quoted)..).unwrap_or_default());
            if message.len() as u64 > limit {
                is_long = true;
                *message = Vec::new();
            }
        }
    }
}

/// What a message says.
fn draft(bytes: &[u8]) -> Result<Draft, String> {
    let none = || "not a mail message: it has no header".to_owned();
    let message = MessageParser::default().parse(bytes).ok_or_else(none)?;
    if message.subject().is_none() && message.from().is_none() && message.date().is_none() {
        return Err(none());
    }
    let html = bodies(&message, &message.html_body).find_map(|part| match part {
        PartType::Html(html) => Some(html),
        _ => None,
    });
    let text = bodies(&message, &message.text_body).find_map(|part| match part {
        PartType::Text(text) => Some(text),
        _ => None,
    });
    let is_html = html.is_some_and(|html| !html.trim().is_empty());
    let body = if is_html { html } else { text };
    let sender = message.from().and_then(Address::first);
    let name = sender.and_then(|sender| sender.name.as_deref()).map(str::trim).filter(|name| !name.is_empty());
    // Who sends to a list is the outlet; who sends a letter is a person.
    let is_list = ["List-Unsubscribe", "List-Id", "List-Post"].iter().any(|name| message.header(*name).is_some());
    let archived = message.header("Archived-At").and_then(HeaderValue::as_text);
    let url = archived.map(|text| text.trim_matches(['<', '>', ' ']).to_owned()).filter(|url| url.starts_with("http"));
    Ok(Draft {
        given: Given {
            title: message.subject().map(str::trim).filter(|subject| !subject.is_empty()).map(str::to_owned),
            outlet: name.filter(|_| is_list).map(str::to_owned),
            authors: name.filter(|_| !is_list).map(str::to_owned).into_iter().collect(),
            date: message.date().filter(|date| date.is_valid()).map(mail_parser::DateTime::to_rfc3339),
            is_page: is_html,
            ..Given::default()
        },
        text: plain_breaks(body.map(|body| body.trim().to_owned()).unwrap_or_default()),
        is_html,
        url,
        id: message.message_id().map(str::to_owned),
    })
}

/// The parts of a message that a reader shows.
fn bodies<'m>(message: &'m Message<'m>, places: &'m [u32]) -> impl Iterator<Item = &'m PartType<'m>> {
    places.iter().filter_map(|place| message.parts.get(usize::try_from(*place).ok()?)).map(|part| &part.body)
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::{check, check_with, documents, tight};
    use crate::model::Media;

    const LETTER: &str = "From: \"Quay Courier\" <news@quay.example>\nSubject: =?utf-8?q?Tide_=C3=A9t=C3=A9?=\n\
        Date: Tue, 3 Mar 2026 08:00:00 +0100\nMessage-ID: <a1@quay.example>\nList-Unsubscribe: <https://quay.example/u>\nArchived-At: <https://quay.example/m/1>\n\
        MIME-Version: 1.0\nContent-Type: multipart/alternative; boundary=\"b\"\n\n\
        --b\nContent-Type: text/plain; charset=utf-8\n\nPlain tide.\n\n--b\nContent-Type: text/html; charset=iso-8859-1\n\
        Content-Transfer-Encoding: quoted-printable\n\n<p>The tide =E9t=E9.</p>\n\n--b--\n";

    #[test]
    fn letters() {
        check(Format::Eml, LETTER, "- Tide été|<p>The tide été.</p>");
        let one = documents(Format::Eml, LETTER).remove(0);
        assert_eq!((one.media, one.given.is_page), (Media::Html, true));
        assert_eq!((one.given.outlet.as_deref(), one.given.authors.len()), (Some("Quay Courier"), 0));
        assert_eq!(one.given.date.as_deref(), Some("2026-03-03T08:00:00+01:00"));
        assert_eq!(one.source.url.as_deref(), Some("https://quay.example/m/1"));
        let plain = "From: Ann Lee <a@b.example>\nSubject: Rain\n\nIt fell.\nAll day.\n";
        check(Format::Eml, plain, "- Rain|It fell.\nAll day.");
        assert_eq!(documents(Format::Eml, plain).remove(0).given.authors, ["Ann Lee"]);
        check(Format::Eml, "just a text", "malformed not a mail message: it has no header");
        check_with(Format::Eml, &[b'x'; 200], &tight(), "limit longer than 100 bytes, the limit for one message; it is left out");
    }

    #[test]
    fn boxes() {
        let from = "From a@b.example Tue Mar  3 08:00:00 2026\n";
        let one = format!("{from}Subject: A\n\n>From here\nFrom there\n>>From x\n\n");
        let two = format!("{from}Subject: B\n\ntwo\n");
        check(Format::Mbox, &format!("{one}{two}"), "1 A|From here\nFrom there\n>From x; 2 B|two");
        check(Format::Mbox, &format!("{from}Subject: A\n\none\n{two}"), "1 A|one; 2 B|two");
        let long = format!("{from}Subject: L\n\n{}\n\n", "x".repeat(200));
        check_with(
            Format::Mbox,
            format!("{long}{two}").as_bytes(),
            &tight(),
            "2 B|two; limit@1 longer than 100 bytes, the limit for one message; it is left out",
        );
        check(Format::Mbox, &format!("{from}\n\n{two}"), "2 B|two; malformed@1 not a mail message: it has no header");
        check(Format::Mbox, "text\n", "malformed no line in it begins a message (`From ` and an address)");
    }
}
