//! The text of one block while it is read: white space folded, unseen
//! characters left out, words neither parted nor run together.
//!
//! Where a block begins and ends is the walk's.

use dom_query::NodeId;

use crate::model::BlockKind;
use crate::page::hint::Hint;
use crate::page::html::zone::ZoneId;

/// The text of the block being read.
#[derive(Debug, Default)]
pub(super) struct Text {
    /// What was read.
    pub(super) words: String,
    /// Bytes of it in links.
    pub(super) link_bytes: usize,
    /// White space was seen since.
    pub(super) needs_space: bool,
    /// The element it began in, and what that is.
    pub(super) from: Option<(NodeId, BlockKind, ZoneId)>,
    /// What an inline element around it is called, and how much it holds.
    pub(super) hint: Option<(Hint, usize)>,
}

impl Text {
    /// Appends text, white space folded to single spaces.
    pub(super) fn push(&mut self, text: &str, is_preformatted: bool) {
        if is_preformatted {
            self.words.extend(text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')));
            return;
        }
        for c in text.chars() {
            if c.is_whitespace() {
                self.needs_space = true;
            } else if !is_unseen(c) {
                if self.needs_space && !self.words.is_empty() {
                    self.words.push(' ');
                }
                self.needs_space = false;
                self.words.push(c);
            }
        }
    }
}

/// Characters that only say where a line may break, and control characters.
fn is_unseen(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200b}' | '\u{2060}' | '\u{feff}') || c.is_control()
}

/// Whether two inline elements that touch in the source are two things on the
/// page: links always, others where letters could not be one word.
pub(super) fn is_parted(before: &str, after: &str, is_link: bool) -> bool {
    let (Some(last), Some(first)) = (before.chars().next_back(), after.chars().next()) else { return false };
    if is_link {
        return first.is_alphanumeric() && !matches!(last, '(' | '“' | '"' | '‘' | '«' | '„' | '-' | '/' | '#' | '@');
    }
    (last.is_lowercase() || matches!(last, '.' | ',' | ':' | '|' | ')')) && first.is_uppercase()
        || (last.is_alphabetic() && first.is_numeric() && last.is_lowercase())
        || (last.is_numeric() && first.is_uppercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seams() {
        for (before, after, is_link, expected) in [
            ("T", "he", false, false),
            ("By", "Ann", false, true),
            ("News", "Sport", true, true),
            ("(", "Sport", true, false),
            ("Mc", "", false, false),
            ("3", "4", false, false),
        ] {
            assert_eq!(is_parted(before, after, is_link), expected, "{before}|{after}");
        }
    }

    #[test]
    fn white_space_is_folded() {
        let mut text = Text::default();
        text.push(" a\n b\u{ad}c", false);
        text.push("\u{a0}d ", false);
        assert_eq!(text.words, "a bc d");
    }
}
