//! Visual width: how many terminal columns a text takes, in every script.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The text with every run of white space as one space, and none at the ends.
#[must_use]
pub fn collapse_whitespace(text: &str) -> String {
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

/// Columns a text takes in a terminal.
#[must_use]
pub fn display_width(text: &str) -> usize {
    text.width()
}

/// The longest beginning of `text` that takes at most `columns`, with `…` in
/// its last column if anything was cut.
#[must_use]
pub fn truncate_to_width(text: &str, columns: usize) -> String {
    if text.width() <= columns {
        return text.to_owned();
    }
    let mut kept = String::new();
    let mut width = 0;
    for c in text.chars() {
        let wide = c.width().unwrap_or(0);
        if width + wide + 1 > columns {
            break;
        }
        width += wide;
        kept.push(c);
    }
    kept.truncate(kept.trim_end().len());
    if columns > 0 {
        kept.push('…');
    }
    kept
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn truncation_counts_columns() {
        assert_eq!(truncate_to_width("short", 5), "short");
        assert_eq!(truncate_to_width("longer text", 8), "longer…");
        assert_eq!(truncate_to_width("日本語の見出し", 7), "日本語…");
        assert_eq!(truncate_to_width("x", 0), "");
    }
}
