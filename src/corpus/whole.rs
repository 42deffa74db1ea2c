//! Files that are one document: all of it or, if it is too long, damaged or
//! empty, none of it. Half an article must not pass for a whole one.

use std::io::Read;

use crate::model::IssueKind;

use super::charset;
use super::limits::size;
use super::run::Run;
use super::stream::Peeked;

/// Reads the text of a file that is one document. Notes why if there is none.
pub(super) fn text(peeked: Peeked, is_html: bool, run: &mut Run) -> Option<String> {
    let limit = run.options.limits.max_document_bytes;
    let mut bytes = Vec::new();
    if let Err(error) = peeked.reader.take(limit.saturating_add(1)).read_to_end(&mut bytes) {
        run.broken_document(&error);
        return None;
    }
    if bytes.len() as u64 > limit {
        let text = format!("longer than {}, the limit for one document; it is left out", size(limit));
        run.issue(None, IssueKind::Limit, text);
        return None;
    }
    let decoded = charset::decode(&bytes, is_html);
    if decoded.text.trim().is_empty() {
        run.issue(None, IssueKind::Empty, "there is no text in it");
        return None;
    }
    if let Some(replaced) = decoded.replaced {
        run.issue(None, IssueKind::Encoding, replaced);
    }
    Some(decoded.text)
}
