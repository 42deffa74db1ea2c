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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::{ArticleId, Given, Media, Source};

    #[track_caller]
    fn check(role: Role, text: &str, declared: Option<&str>, expected: Option<&str>) {
        let given = Given { language: declared.map(str::to_owned), ..Given::default() };
        let document =
            RawDocument { id: ArticleId(1), source: Source::default(), media: Media::Text, text: String::new(), given };
        let block = JudgedBlock { line: None, role, reason: None, text: text.to_owned() };
        assert_eq!(of(&document, &Page::default(), &[block]).map(Language::code), expected, "{text}");
    }

    #[test]
    fn the_body_shows_it() {
        let german = "Die Lotsen kehrten am Dienstag an die Arbeit zurück, nachdem der Stadtrat einem neuen Vertrag zugestimmt hatte, sagte ein Sprecher der Hafenbehörde. Die Schiffe warten noch.";
        check(Role::Body, german, None, Some("de"));
        check(Role::Body, german, Some("en"), Some("de"));
        check(Role::Title, german, None, Some("de"));
        check(Role::Junk, german, None, None);
        check(Role::Body, "Hamburg", Some("de-AT"), Some("de"));
    }
}
