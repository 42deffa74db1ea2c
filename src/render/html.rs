//! Passages as HTML: escaped, with `<mark>` as the only tag.

use super::escape::escape_html;
use crate::model::Highlight;

/// The text escaped, with its highlights (code points, in order) marked.
#[must_use]
pub fn mark_html(text: &str, highlights: &[Highlight]) -> String {
    let mut html = String::with_capacity(text.len() + highlights.len() * 13);
    for (part, is_marked) in split_marked(text, highlights) {
        if is_marked {
            html.push_str("<mark>");
            html.push_str(&escape_html(part));
            html.push_str("</mark>");
        } else {
            html.push_str(&escape_html(part));
        }
    }
    html
}

/// The text in parts that are highlighted and parts that are not.
#[must_use]
pub fn split_marked<'t>(text: &'t str, highlights: &[Highlight]) -> Vec<(&'t str, bool)> {
    let mut parts = vec![];
    let mut rest = text;
    let mut at = 0;
    for highlight in highlights {
        for (end, is_marked) in [(highlight.start, false), (highlight.end, true)] {
            let points = end.saturating_sub(at) as usize;
            let byte = rest.char_indices().nth(points).map_or(rest.len(), |(byte, _)| byte);
            let (part, after) = rest.split_at(byte);
            if !part.is_empty() {
                parts.push((part, is_marked));
            }
            rest = after;
            at = at.max(end);
        }
    }
    if !rest.is_empty() {
        parts.push((rest, false));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_count_code_points() {
        let marks = [Highlight { start: 2, end: 4 }, Highlight { start: 5, end: 6 }];
        assert_eq!(mark_html("“é<&x”", &marks), "“é<mark>&lt;&amp;</mark>x<mark>”</mark>");
        assert_eq!(mark_html("plain", &[]), "plain");
    }
}
