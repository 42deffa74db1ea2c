//! What single characters are to the query language: spaces, dashes, quotes,
//! and the characters that are not there at all.
//!
//! The lexer and the printer share these answers, so that what one writes the
//! other reads. Folding of case and accents is left to the engine's analysis.

/// Is one character of the text after normalisation, with its place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Char {
    /// The character to read.
    pub(super) is: char,
    /// Its first byte in the text.
    pub(super) start: usize,
    /// The byte after it.
    pub(super) end: usize,
}

/// Makes of a text the characters the lexer reads.
///
/// Linear in the text; spans still count the bytes that were typed.
pub(super) fn normalize(text: &str) -> Vec<Char> {
    text.char_indices()
        .filter_map(|(start, typed)| {
            let end = start + typed.len_utf8();
            normal(typed).map(|is| Char { is, start, end })
        })
        .collect()
}

/// Maps a typed character to the plain one, or to nothing if it is invisible.
fn normal(typed: char) -> Option<char> {
    Some(match typed {
        // Soft hyphen, zero-width no-break and word joiner, direction marks:
        // pasted along with the text, never meant.
        '\u{ad}'
        | '\u{feff}'
        | '\u{2060}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{61c}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2066}'..='\u{2069}' => return None,
        // An em dash parts words, it never joins them.
        '\u{2014}' | '\u{2015}' | '\u{200b}' => ' ',
        '\u{2010}'..='\u{2013}' | '\u{2212}' | '\u{fe63}' | '\u{ff0d}' => '-',
        '‘' | '’' | '‚' | '‛' | '\u{ff07}' => '\'',
        '‟' | '\u{2033}' | '\u{ff02}' => '"',
        '\u{ff08}' => '(',
        '\u{ff09}' => ')',
        '\u{ff1a}' => ':',
        c if c.is_whitespace() || c.is_control() => ' ',
        c => c,
    })
}

/// Returns the characters that close what this double quote opens, or nothing
/// if it opens nothing.
pub(super) fn closers(open: char) -> &'static [char] {
    match open {
        '"' => &['"'],
        '“' => &['”', '“', '"'],
        '”' => &['”', '"'],
        '„' => &['“', '”', '"'],
        '«' => &['»'],
        '»' => &['«', '»'],
        '「' => &['」'],
        '『' => &['』'],
        _ => &[],
    }
}

/// Tells whether a character is a double quote of any shape.
pub(super) fn is_double_quote(c: char) -> bool {
    matches!(c, '」' | '』') || !closers(c).is_empty()
}

/// Tells whether a quote mostly closes, and so opens only before a word.
pub(super) fn is_closing_shape(c: char) -> bool {
    matches!(c, '”' | '»' | '」' | '』')
}

/// Tells whether a straight quote between these two is part of a word: inches
/// (`5"`) and Hebrew abbreviations (`צה"ל`).
pub(super) fn is_inner_quote(before: Option<char>, quote: char, after: Option<char>) -> bool {
    let inches = before.is_some_and(|c| c.is_ascii_digit()) && !after.is_some_and(char::is_alphanumeric);
    quote == '"' && (inches || is_gershayim(before, quote, after))
}

/// Tells whether a straight quote stands between two Hebrew letters.
pub(super) fn is_gershayim(before: Option<char>, quote: char, after: Option<char>) -> bool {
    let is_hebrew = |c: Option<char>| c.is_some_and(|c| matches!(c, '\u{5d0}'..='\u{5ea}'));
    quote == '"' && is_hebrew(before) && is_hebrew(after)
}

/// Tells whether a backslash before this character takes away its meaning.
pub(super) fn is_escapable(c: char) -> bool {
    c != ' ' && !c.is_alphanumeric()
}

/// Tells whether a text has anything an index could hold.
pub(super) fn is_searchable(text: &str) -> bool {
    text.chars().any(char::is_alphanumeric)
}
