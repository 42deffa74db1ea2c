//! Cuts the neighbourhood of digits into numbers, words and marks.
//!
//! Text far from any digit is never cut: a date has a digit, and its other
//! parts stand within [`BEFORE`] and [`AFTER`] bytes of it, on the same line.
//! What the tokens mean is left to `reader` and `grammar`.

use std::ops::Range;

/// Bytes kept before the first digit of a window: room for a weekday, a
/// connecting word and a month in a script of three bytes a letter.
const BEFORE: usize = 96;
/// Bytes kept after the last digit of a window: room for a month, a weekday
/// and the words before a time.
const AFTER: usize = 96;
/// Bytes of digits after which a window is closed, so that a long line of
/// numbers is never held as tokens all at once.
const MOST: usize = 4096;

/// A number, a word or a mark, with its place in the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Token {
    /// First byte.
    pub(super) start: usize,
    /// Byte after the last.
    pub(super) end: usize,
    /// Whether white space stands before it.
    pub(super) spaced: bool,
    /// What it is.
    pub(super) kind: Kind,
}

/// What a token is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// Decimal digits of one of the scripts of [`digit`]; the value stops
    /// counting at nine digits.
    Number { value: u32, digits: u8 },
    /// Letters of an alphabet, or one character of Chinese, Japanese, Korean.
    Word,
    /// Anything else, with its look-alikes told as one.
    Mark(char),
}

/// A stretch of text around some digits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Window {
    /// From the first digit to the end of the last: where a date's number
    /// must begin for this window to report it.
    pub(super) anchors: Range<usize>,
    /// The bytes to cut into tokens.
    pub(super) reach: Range<usize>,
}

/// The windows of a text, in order. Linear in its length.
pub(super) struct Windows<'t> {
    text: &'t str,
    next: Option<usize>,
}

impl<'t> Windows<'t> {
    /// The windows of `text`; none if it has no digit.
    pub(super) fn new(text: &'t str) -> Self {
        Self { text, next: next_digit(text, 0) }
    }
}

impl Iterator for Windows<'_> {
    type Item = Window;

    fn next(&mut self) -> Option<Window> {
        let first = self.next?;
        let mut end = after_digit(self.text, first);
        loop {
            self.next = next_digit(self.text, end);
            match self.next {
                Some(digit) if digit < first + MOST && near(self.text, end, digit) => {
                    end = after_digit(self.text, digit);
                }
                _ => break,
            }
        }
        let before = self.text.floor_char_boundary(first.saturating_sub(BEFORE));
        let line = self.text.get(before..first).and_then(|part| part.rfind('\n'));
        let after = self.text.ceil_char_boundary(end.saturating_add(AFTER).min(self.text.len()));
        let rest = self.text.get(end..after).and_then(|part| part.find('\n'));
        let reach = line.map_or(before, |at| before + at + 1)..rest.map_or(after, |at| end + at);
        Some(Window { anchors: first..end, reach })
    }
}

/// Whether a digit continues the window whose digits end at `end`.
fn near(text: &str, end: usize, digit: usize) -> bool {
    digit - end <= AFTER && text.get(end..digit).is_some_and(|between| !between.contains('\n'))
}

fn after_digit(text: &str, at: usize) -> usize {
    text.ceil_char_boundary((at + 1).min(text.len()))
}

/// The place of the next digit of any script at or after `from`.
fn next_digit(text: &str, from: usize) -> Option<usize> {
    let bytes = text.as_bytes().get(from..)?;
    let mut at = 0;
    loop {
        // One look at each byte; only three lead bytes can begin a digit.
        let skipped =
            bytes.get(at..)?.iter().position(|&byte| byte.is_ascii_digit() || matches!(byte, 0xD9 | 0xDB | 0xE0 | 0xEF))?;
        at += skipped;
        let is_digit = matches!(
            (bytes.get(at)?, bytes.get(at + 1), bytes.get(at + 2)),
            (b'0'..=b'9', _, _)
                | (0xD9, Some(0xA0..=0xA9), _)
                | (0xDB, Some(0xB0..=0xB9), _)
                | (0xE0, Some(0xA5 | 0xA7), Some(0xA6..=0xAF))
                | (0xE0, Some(0xB9), Some(0x90..=0x99))
                | (0xEF, Some(0xBC), Some(0x90..=0x99))
        );
        if is_digit {
            return Some(from + at);
        }
        at += 1;
    }
}

/// The value of a decimal digit: Latin, Arabic, Persian, Devanagari, Bengali,
/// Thai or full-width. The ranges are those `next_digit` looks for.
fn digit(c: char) -> Option<u32> {
    let zero = match c {
        '0'..='9' => return c.to_digit(10),
        '\u{660}'..='\u{669}' => 0x660,
        '\u{6F0}'..='\u{6F9}' => 0x6F0,
        '\u{966}'..='\u{96F}' => 0x966,
        '\u{9E6}'..='\u{9EF}' => 0x9E6,
        '\u{E50}'..='\u{E59}' => 0xE50,
        '\u{FF10}'..='\u{FF19}' => 0xFF10,
        _ => return None,
    };
    u32::from(c).checked_sub(zero)
}

/// Cuts the bytes `range` of `text`; nothing if they are not whole characters.
///
/// A first or last token that the range cuts off in the middle is left out.
pub(super) fn tokens(text: &str, range: Range<usize>) -> Vec<Token> {
    let Some(part) = text.get(range.clone()) else { return Vec::new() };
    let mut tokens: Vec<Token> = Vec::with_capacity(part.len() / 4 + 1);
    let mut spaced = true;
    let mut joins = false;
    let mut chars = part.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let (start, end) = (range.start + at, range.start + at + c.len_utf8());
        if c.is_whitespace() {
            (spaced, joins) = (true, false);
            continue;
        }
        if is_invisible(c) {
            continue;
        }
        if c == ':' && joins {
            unglue_year(&mut tokens);
        }
        let open = if joins { tokens.last_mut() } else { None };
        if let Some(value) = digit(c) {
            match open {
                Some(Token { kind: Kind::Number { value: sum, digits }, end: last, .. }) => {
                    if *digits < 9 {
                        *sum = *sum * 10 + value;
                    }
                    (*digits, *last) = (digits.saturating_add(1), end);
                }
                _ => tokens.push(Token { start, end, spaced, kind: Kind::Number { value, digits: 1 } }),
            }
            joins = true;
        } else if is_letter(c) {
            match open {
                // Extractors glue fields: `readApril`.
                Some(Token { kind: Kind::Word, start: first, .. })
                    if c.is_uppercase() && start - *first >= GLUED && part.get(..at).is_some_and(ends_small) =>
                {
                    tokens.push(Token { start, end, spaced: true, kind: Kind::Word });
                }
                Some(Token { kind: Kind::Word, end: last, .. }) if !stands_alone(c) => *last = end,
                _ => tokens.push(Token { start, end, spaced, kind: Kind::Word }),
            }
            joins = !stands_alone(c);
        } else {
            // Thai abbreviations are written with dots inside: `ก.พ.`.
            let next_is_thai = chars.peek().is_some_and(|&(_, next)| is_thai(next));
            match open {
                Some(Token { kind: Kind::Word, end: last, start: first, .. })
                    if c == '.' && next_is_thai && begins_thai(text, *first) =>
                {
                    *last = end;
                    spaced = false;
                    continue;
                }
                _ => tokens.push(Token { start, end, spaced, kind: Kind::Mark(same_mark(c)) }),
            }
            joins = false;
        }
        spaced = false;
    }
    drop_cut_ends(text, &range, &mut tokens);
    tokens
}

/// Bytes of small letters before a capital that make it the start of another word.
const GLUED: usize = 4;

fn ends_small(before: &str) -> bool {
    before.chars().next_back().is_some_and(char::is_lowercase)
}

/// Parts a year from the hour glued to it: `April 25, 20232:26 PM`.
fn unglue_year(tokens: &mut Vec<Token>) {
    let Some(last) = tokens.last_mut() else { return };
    let Kind::Number { value, digits: digits @ (5 | 6) } = last.kind else { return };
    let scale = 10_u32.pow(u32::from(digits) - 4);
    let (year, hour) = (value / scale, value % scale);
    // Figures of one byte each, or the place of the cut is unknown.
    if (1990..2040).contains(&year) && hour < 24 && last.end - last.start == usize::from(digits) {
        let (cut, end) = (last.start + 4, last.end);
        (last.end, last.kind) = (cut, Kind::Number { value: year, digits: 4 });
        tokens.push(Token { start: cut, end, spaced: true, kind: Kind::Number { value: hour, digits: digits - 4 } });
    }
}

/// Leaves out a first or last token that goes on outside of `range`.
fn drop_cut_ends(text: &str, range: &Range<usize>, tokens: &mut Vec<Token>) {
    let goes_on = |c: char| digit(c).is_some() || (is_letter(c) && !stands_alone(c));
    let before = text.get(..range.start).and_then(|t| t.chars().next_back());
    let after = text.get(range.end..).and_then(|t| t.chars().next());
    if after.is_some_and(goes_on) && tokens.last().is_some_and(|token| token.end == range.end) {
        tokens.pop();
    }
    if before.is_some_and(goes_on) && tokens.first().is_some_and(|token| token.start == range.start) {
        tokens.remove(0);
    }
}

fn begins_thai(text: &str, at: usize) -> bool {
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(is_thai)
}

fn is_thai(c: char) -> bool {
    matches!(c, '\u{E01}'..='\u{E4E}')
}

/// Direction marks, soft hyphens and other characters that print nothing.
pub(super) fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{61C}' | '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}'
        | '\u{2060}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}')
}

/// Letters and the marks that combine with them.
fn is_letter(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    (c.is_alphabetic() && c != '\u{970}')
        || matches!(c, '\u{300}'..='\u{36F}' | '\u{591}'..='\u{5C7}' | '\u{64B}'..='\u{65F}'
            | '\u{900}'..='\u{963}' | '\u{971}'..='\u{DFF}' | '\u{E31}'..='\u{E4E}')
}

/// Characters of scripts without spaces between words: each is a word.
fn stands_alone(c: char) -> bool {
    matches!(c, '\u{3005}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}'
        | '\u{AC00}'..='\u{D7AF}' | '\u{F900}'..='\u{FAFF}')
}

/// One mark for all that look or serve alike.
fn same_mark(c: char) -> char {
    match c {
        '：' | '\u{2236}' => ':',
        '／' | '\u{2044}' => '/',
        '，' | '、' | '،' => ',',
        '．' | '\u{2024}' | '\u{5F3}' | '\u{970}' => '.',
        '（' => '(',
        '）' => ')',
        '‐' | '‑' | '−' | '－' => '-',
        '—' | '―' => '–',
        '’' | '‘' | '`' | '´' => '\'',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    //! 1. Numbers, words and marks come apart; spaces are remembered.
    //! 2. A window ends at a line end and never in the middle of a token.
    //! 3. Digits of every script are found and valued.

    use super::*;
    use proptest::prelude::*;

    /// The tokens of every window, `|` between tokens, `_` for a space.
    #[track_caller]
    fn check(text: &str, expected: &str) {
        let mut shown = String::new();
        for window in Windows::new(text) {
            for token in tokens(text, window.reach) {
                shown.push(if token.spaced { '_' } else { '|' });
                match token.kind {
                    Kind::Number { value, .. } => shown.push_str(&value.to_string()),
                    Kind::Word => shown.push_str(text.get(token.start..token.end).unwrap()),
                    Kind::Mark(mark) => shown.push(mark),
                }
            }
            shown.push(';');
        }
        assert_eq!(shown, expected);
    }

    #[test]
    fn numbers_words_and_marks_come_apart() {
        check("no digits here", "");
        check("18th of May, 2025", "_18|th_of_May|,_2025;");
        check("2025年2月", "_2025|年|2|月;");
        check("18 ก.พ. 2568", "_18_ก.พ|._2568;");
        check("20232:26", "_2023_2|:|26;");
        check("readApril 5 McKay", "_read_April_5_McKay;");
        check("٢٠٢٥ ۱۸ १८ ১৮ ๑๘ １８", "_2025_18_18_18_18_18;");
    }

    #[test]
    fn windows_end_at_lines_and_far_text() {
        check("a\nb 1 c\nd", "_b_1_c;");
        let far = format!("1 {} 2", "x".repeat(200));
        check(&far, "_1;_2;");
    }

    proptest! {
        #[test]
        fn tokens_lie_on_boundaries(text in "\\PC{0,80}|[0-9 ./กพ年\n]{0,300}") {
            for window in Windows::new(&text) {
                for token in tokens(&text, window.reach) {
                    prop_assert!(text.get(token.start..token.end).is_some());
                }
            }
        }
    }
}
