//! Breaks text into lines of a terminal's width, keeping track of what is
//! highlighted. Breaks at spaces, and between characters of scripts without.

use super::html::split_marked;
use crate::model::Highlight;
use crate::text::{display_width, is_unspaced};

/// A line: parts of text that are highlighted or not.
pub(super) type Line = Vec<(String, bool)>;

/// Wraps a text with its highlights to lines of at most `width` columns, where
/// words are not longer than that.
pub(super) fn wrap(text: &str, highlights: &[Highlight], width: usize) -> Vec<Line> {
    let mut lines: Vec<Line> = vec![vec![]];
    let mut column = 0;
    for piece in pieces(text, highlights) {
        let wide: usize = piece.iter().map(|(part, _)| display_width(part)).sum();
        let is_space = piece.iter().all(|(part, _)| part.trim().is_empty());
        if column + wide > width && column > 0 {
            lines.push(vec![]);
            column = 0;
        }
        if is_space && column == 0 {
            continue;
        }
        let Some(line) = lines.last_mut() else { break };
        for (part, is_marked) in piece {
            match line.last_mut() {
                Some((last, marked)) if *marked == is_marked => last.push_str(&part),
                _ => line.push((part, is_marked)),
            }
        }
        column += wide;
    }
    for line in &mut lines {
        if let Some((last, _)) = line.last_mut() {
            last.truncate(last.trim_end().len());
        }
    }
    lines.retain(|line| !line.is_empty());
    lines
}

/// The text in pieces that are not broken: words, spaces, unspaced characters.
fn pieces(text: &str, highlights: &[Highlight]) -> Vec<Line> {
    let mut pieces: Vec<Line> = vec![];
    let mut joins = false;
    for (part, is_marked) in split_marked(text, highlights) {
        for c in part.chars() {
            let stands_alone = c == ' ' || is_unspaced(c);
            if stands_alone || !joins {
                pieces.push(vec![]);
            }
            joins = !stands_alone;
            let Some(piece) = pieces.last_mut() else { continue };
            match piece.last_mut() {
                Some((last, marked)) if *marked == is_marked => last.push(c),
                _ => piece.push((c.to_string(), is_marked)),
            }
        }
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, marks: &[(u32, u32)], width: usize, expected: &[&str]) {
        let marks: Vec<_> = marks.iter().map(|(start, end)| Highlight { start: *start, end: *end }).collect();
        let lines = wrap(text, &marks, width).into_iter().map(|line| {
            line.into_iter().map(|(part, marked)| if marked { format!("[{part}]") } else { part }).collect::<String>()
        });
        assert_eq!(lines.collect::<Vec<_>>(), expected);
    }

    #[test]
    fn lines_break_at_spaces() {
        check("one two three", &[], 7, &["one two", "three"]);
        check("one two three", &[(4, 7)], 80, &["one [two] three"]);
        check("one two three", &[(4, 13)], 7, &["one [two]", "[three]"]);
        check("unbreakable", &[], 4, &["unbreakable"]);
        check("", &[], 4, &[]);
    }

    #[test]
    fn unspaced_scripts_break_between_characters() {
        check("今日は晴れ", &[], 6, &["今日は", "晴れ"]);
    }

    #[test]
    fn a_mark_inside_a_word_does_not_break_it() {
        check("consulates now", &[(0, 9)], 10, &["[consulate]s", "now"]);
    }
}
