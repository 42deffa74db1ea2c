//! The language of the article: what its body shows, or what was declared.

use crate::model::{JudgedBlock, Page, RawDocument, Role};
use crate::text::{Language, detect_language};

/// How much of the body is looked at, in bytes.
const SAMPLE: usize = 4096;

/// The language of the judged body.
pub(super) fn of(document: &RawDocument, page: &Page, blocks: &[JudgedBlock]) -> Option<Language> {
    let declared = document.given.language.as_deref().or(page.head.language.as_deref());
    let mut sample = String::new();
    for block in blocks.iter().filter(|block| block.role == Role::Body) {
        sample.push_str(&block.text);
        sample.push('\n');
        if sample.len() > SAMPLE {
            break;
        }
    }
    if sample.is_empty() {
        for block in blocks.iter().filter(|block| block.role == Role::Title) {
            sample.push_str(&block.text);
        }
    }
    detect_language(&sample, declared)
}
