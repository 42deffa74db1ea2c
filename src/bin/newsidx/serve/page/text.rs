//! Scraped text on its way into a page. What could be markup is escaped, what could reorder
//! or break the page is replaced, and every piece is isolated, so that it has its own direction
//! and changes that of nothing around it.

use std::borrow::Cow;

use maud::{Markup, Render, html};
use newsidx::model::Highlight;
use newsidx::render::{escape_html, split_marked};

/// Text inside an element that has `dir="auto"`, or an attribute's value.
pub(super) struct Scraped<'t>(pub(super) &'t str);

impl Render for Scraped<'_> {
    fn render_to(&self, buffer: &mut String) {
        buffer.push_str(&escape_html(&readable(self.0)));
    }
}

/// Text in the middle of other text.
pub(super) fn inline(text: &str) -> Markup {
    html! { bdi { (Scraped(text)) } }
}

/// Text with what matched in it, inside an element that has `dir="auto"`.
pub(super) fn marked(text: &str, highlights: &[Highlight]) -> Markup {
    html! {
        @for (part, is_marked) in split_marked(text, highlights) {
            @if is_marked { mark { (Scraped(part)) } } @else { (Scraped(part)) }
        }
    }
}

/// Control characters and overrides of direction as `�`, so that nothing vanishes; white space
/// as blanks.
fn readable(text: &str) -> Cow<'_, str> {
    let is_harmful = |c: char| c.is_control() || matches!(c, '\u{202d}' | '\u{202e}');
    if !text.chars().any(is_harmful) {
        return Cow::Borrowed(text);
    }
    let readable = text.chars().map(|c| match c {
        '\t' | '\n' | '\r' => ' ',
        c if is_harmful(c) => '\u{fffd}',
        c => c,
    });
    Cow::Owned(readable.collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scraped_text_stays_text() {
        let shown = |text: &str| html! { p title=(Scraped(text)) { (Scraped(text)) } }.into_string();
        assert_eq!(shown("<b>\"'&"), "<p title=\"&lt;b&gt;&quot;&#39;&amp;\">&lt;b&gt;&quot;&#39;&amp;</p>");
        assert_eq!(shown("a\0b\u{202e}c\td"), "<p title=\"a\u{fffd}b\u{fffd}c d\">a\u{fffd}b\u{fffd}c d</p>");
        let marks = [Highlight { start: 1, end: 2 }];
        assert_eq!(marked("a<b", &marks).into_string(), "a<mark>&lt;</mark>b");
    }
}
