//! From a decoded document to blocks in reading order, and what the page
//! claims of itself.
//!
//! Invariants:
//!
//! * Nothing is judged here: menus and advertisements are blocks like any other.
//! * Every non-blank line of a text is in exactly one block; of HTML, all text a
//!   reader could see is in exactly one block.
//! * No input makes it fail, panic or recurse deeply.
//! * A page has a bounded number of blocks, whatever its length (`bound`).
//!
//! What is the article, and which claim to believe, is for `clean`.

mod bound;
mod hint;
mod html;
mod markdown;
mod names;
mod plain;

pub use hint::Hint;

use crate::model::{Issue, IssueKind, Media, Page, RawDocument};

/// Cuts a document into blocks and reads its claims.
///
/// Cost: linear in the text.
#[must_use]
pub fn page(document: &RawDocument) -> (Page, Vec<Issue>) {
    let Page { head, blocks } = match document.media {
        Media::Text => plain::page(&document.text),
        Media::Markdown => markdown::page(&document.text),
        Media::Html => html::page(&document.text),
    };
    let page = Page { head, blocks: bound::bounded(blocks) };
    let issues = if page.blocks.is_empty() {
        vec![Issue {
            path: document.source.path.clone(),
            record: document.source.record,
            kind: IssueKind::Empty,
            text: "there is no text in it".to_owned(),
        }]
    } else {
        Vec::new()
    };
    (page, issues)
}

#[cfg(test)]
mod tests {
    //! 1. The medium decides how text is read.
    //! 2. No string makes a reader panic, whatever its medium.
    //! 3. A document without text is an issue, not an error.

    use proptest::prelude::*;

    use super::*;
    use crate::model::{ArticleId, Given, Source};

    fn read(media: Media, text: &str) -> (Page, Vec<Issue>) {
        page(&RawDocument { id: ArticleId(1), source: Source::default(), media, text: text.to_owned(), given: Given::default() })
    }

    #[test]
    fn the_medium_decides() {
        let text = "# *A* &lt;";
        let first = |media| read(media, text).0.blocks.first().map(|block| block.text.clone());
        assert_eq!(first(Media::Text).as_deref(), Some("# *A* &lt;"));
        assert_eq!(first(Media::Markdown).as_deref(), Some("A &lt;"));
        assert_eq!(first(Media::Html).as_deref(), Some("# *A* <"));
    }

    #[test]
    fn no_text_is_an_issue() {
        for media in [Media::Text, Media::Markdown, Media::Html] {
            let (page, issues) = read(media, " \n\t");
            assert!(page.blocks.is_empty());
            assert_eq!(issues.first().map(|issue| issue.kind), Some(IssueKind::Empty));
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(200))]

        #[test]
        fn nothing_panics(pieces in prop::collection::vec(prop_oneof![
            Just("<p>"), Just("</p>"), Just("<div class=\"share nav\">"), Just("</div>"), Just("<a href=x>"), Just("</a>"),
            Just("<br>"), Just("<table>"), Just("<td>"), Just("<b>"), Just("<!--"), Just("-->"), Just("<script type=application/ld+json>"),
            Just("</script>"), Just("{\"@type\":\"NewsArticle\",\"author\":["), Just("<meta property=og:title content='"),
            Just("<"), Just("\u{0}"), Just("&#x1F600;"), Just("<noscript>"), Just("<template>"), Just("<svg>"), Just("<select><option>"),
            Just("A word, and another. "), Just("日本語。"), Just("\n"), Just("- item\n"), Just("```\n"), Just("![alt](x)"), Just("[l](x"),
            Just("**b_"), Just("> "), Just("=="), Just("<time datetime=2020-01-01>"), Just("'"), Just("<h1 hidden>"), Just("]]>"),
        ], 0..60), noise in "\\PC{0,20}") {
            let text = pieces.concat() + &noise;
            for media in [Media::Text, Media::Markdown, Media::Html] {
                let (page, _) = read(media, &text);
                for block in &page.blocks {
                    prop_assert!(!block.text.trim().is_empty());
                    prop_assert!(usize::try_from(block.link_bytes).unwrap_or(0) <= block.text.len());
                }
            }
        }
    }
}
