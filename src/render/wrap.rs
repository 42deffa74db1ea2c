//! Breaks text into lines of a terminal's width, keeping track of what is
//! highlighted. Breaks at spaces, and between characters of scripts without.

use super::escape::terminal_safe;
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

/// Breaks a text to lines of at most `width` columns, parting even words that are longer.
pub(super) fn wrap_hard(text: &str, width: usize) -> Vec<String> {
    let width = width.max(2);
    let mut lines = vec![];
    let mut line = String::new();
    let mut column = 0;
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let wide = display_width(word);
        let gap = usize::from(column > 0);
        let is_parted = wide > width || word.contains(is_unspaced);
        if column + gap + wide > width && (!is_parted || column + gap + 2 > width) {
            lines.push(std::mem::take(&mut line));
            column = 0;
        }
        if column > 0 {
            line.push(' ');
            column += 1;
        }
        if column + wide <= width {
            line.push_str(word);
            column += wide;
            continue;
        }
        for c in word.chars() {
            let wide = display_width(c.encode_utf8(&mut [0; 4]));
            if column + wide > width {
                lines.push(std::mem::take(&mut line));
                column = 0;
            }
            line.push(c);
            column += wide;
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// A text cut to so many columns.
pub(super) fn shortened(text: &str, columns: usize) -> String {
    if display_width(text) <= columns {
        return text.to_owned();
    }
    let mut short = String::new();
    for c in text.chars() {
        short.push(c);
        // One column is for the sign that it was cut.
        if display_width(&short) + 1 > columns {
            short.pop();
            break;
        }
    }
    short + "…"
}

/// A text in exactly so many columns, made safe for a terminal.
#[must_use]
pub fn fitted(text: &str, columns: usize) -> String {
    let mut fitted = shortened(&terminal_safe(text), columns);
    let rest = columns.saturating_sub(display_width(&fitted));
    fitted.extend(std::iter::repeat_n(' ', rest));
    fitted
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_words_are_parted_where_nothing_may_stick_out() {
        assert_eq!(wrap_hard("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap_hard("see http://quay.example/a", 10), ["see http:/", "/quay.exam", "ple/a"]);
        assert_eq!(wrap_hard("今日は晴れ", 6), ["今日は", "晴れ"]);
        assert_eq!(wrap_hard("a 今日は", 5), ["a 今", "日は"]);
        assert_eq!(wrap_hard("  ", 5), Vec::<String>::new());
        for width in 0..9 {
            for line in wrap_hard("ab e\u{301}\u{301}\u{301} 今日は 👩\u{200d}👩\u{200d}👧 extraordinarily", width) {
                assert!(display_width(&line) <= width.max(2), "{width}: {line}");
            }
        }
    }

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

    #[test]
    fn names_that_are_too_long_are_cut() {
        assert_eq!(fitted("Quay Courier", 14), "Quay Courier  ");
        assert_eq!(fitted("Quay Courier", 6), "Quay …");
        assert_eq!(fitted("日本新聞", 5), "日本…");
        assert_eq!(fitted("日本新聞", 4), "日… ");
    }
}
