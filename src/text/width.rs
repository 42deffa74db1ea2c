//! Visual width: how many terminal columns a text takes, in every script.

use unicode_width::UnicodeWidthStr;

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
    if text.bytes().all(|byte| matches!(byte, b' '..=b'~')) { text.len() } else { text.width() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn width_counts_columns() {
        assert_eq!(display_width("日本 e\u{301}"), 6);
    }

    #[test]
    fn white_space_collapses() {
        assert_eq!(collapse_whitespace("  a \n\t b\u{a0}c "), "a b c");
    }
}
