//! Visual width: how many terminal columns a text takes, in every script.

use unicode_width::UnicodeWidthStr;

/// The text with every run of white space as one space, and none at the ends.
#[must_use]
pub fn collapse_whitespace(text: &str) -> String {
    if is_collapsed(text) {
        return text.to_owned();
    }
    let mut collapsed = String::with_capacity(text.len());
    for word in text.split_whitespace() {
        if !collapsed.is_empty() {
            collapsed.push(' ');
        }
        collapsed.push_str(word);
    }
    collapsed
}

/// Whether a text of plain letters is known to have single spaces only, and none at the ends.
fn is_collapsed(text: &str) -> bool {
    let mut before = b' ';
    for byte in text.bytes() {
        if byte == b' ' && before == b' ' || byte != b' ' && !byte.is_ascii_graphic() {
            return false;
        }
        before = byte;
    }
    before != b' ' || text.is_empty()
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
    fn white_space_collapses() {
        for text in [
            "",
            " ",
            "a",
            "a b",
            " a",
            "a ",
            "a  b",
            "a\tb",
            "a\nb",
            "a\u{a0}b",
            "\u{3000}a b",
            "é b",
            "é  b",
            "  a \n\t b\u{a0}c ",
        ] {
            let words: Vec<_> = text.split_whitespace().collect();
            assert_eq!(collapse_whitespace(text), words.join(" "), "{text:?}");
        }
    }

    #[test]
    fn width_counts_columns() {
        assert_eq!(display_width("日本 e\u{301}"), 6);
    }
}
