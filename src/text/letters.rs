//! What the alphabets of Europe and the Near East need to know of a character,
//! worked out once: its folded form, its lower case, whether words hold it.
//!
//! Unicode's own tables answer in ten to fifty nanoseconds, and text asks for every
//! character; this one answers in one. What it does not cover is asked there.

use std::sync::LazyLock;

use unicode_normalization::char::is_combining_mark;

use super::fold::fold_one;

/// The first character that is not in the table: past Latin, Greek, Cyrillic,
/// Armenian, Hebrew and Arabic.
const END: u32 = 0x700;

/// One character.
#[derive(Clone, Copy)]
struct Letter {
    /// Its folded form if that is one character, else zero.
    folded: char,
    /// Its lower case if that is one character, else zero.
    lower: char,
    /// What it is: the bits below.
    class: u8,
}

/// Bits of [`Letter::class`].
const ALPHABETIC: u8 = 1;
const NUMERIC: u8 = 2;
const UPPERCASE: u8 = 4;
const LOWERCASE: u8 = 8;

static LETTERS: LazyLock<Vec<Letter>> = LazyLock::new(|| (0..END).filter_map(char::from_u32).map(letter).collect());

fn letter(c: char) -> Letter {
    let mut folded = String::new();
    fold_one(c, &mut folded);
    let classes = [
        (ALPHABETIC, c.is_alphabetic()),
        (NUMERIC, c.is_numeric()),
        (UPPERCASE, c.is_uppercase()),
        (LOWERCASE, c.is_lowercase()),
    ];
    Letter {
        folded: only(folded.chars()),
        lower: only(c.to_lowercase()),
        class: classes.into_iter().filter(|(_, holds)| *holds).map(|(bit, _)| bit).sum(),
    }
}

/// The one character, or zero.
fn only(mut chars: impl Iterator<Item = char>) -> char {
    let first = chars.next().unwrap_or('\0');
    if chars.next().is_none() { first } else { '\0' }
}

#[inline]
fn known(c: char) -> Option<&'static Letter> {
    LETTERS.get(usize::try_from(u32::from(c)).unwrap_or(usize::MAX))
}

/// Appends the folded form of a character of a text in NFC.
#[inline]
pub(super) fn push_folded(c: char, folded: &mut String) {
    if c.is_ascii() {
        folded.push(c.to_ascii_lowercase());
        return;
    }
    match known(c) {
        Some(Letter { folded: one @ '\u{1}'.., .. }) => folded.push(*one),
        _ => fold_one(c, folded),
    }
}

/// Appends the lower case of a character.
pub(super) fn push_lower(c: char, lower: &mut String) {
    match known(c) {
        Some(Letter { lower: one @ '\u{1}'.., .. }) => lower.push(*one),
        _ => lower.extend(c.to_lowercase()),
    }
}

/// What a character is, if that is known without asking Unicode's tables.
#[inline]
fn class(c: char) -> Option<u8> {
    match c {
        ..'\u{700}' => known(c).map(|letter| letter.class),
        '\u{3041}'..='\u{3096}' | '\u{30a1}'..='\u{30fa}' | '\u{ac00}'..='\u{d7a3}' => Some(ALPHABETIC),
        '\u{2010}'..='\u{203a}' | '\u{3000}'..='\u{3004}' | '\u{ff01}'..='\u{ff0f}' => Some(0),
        _ => None,
    }
}

/// As [`char::is_alphanumeric`].
#[inline]
pub(crate) fn is_alphanumeric(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphanumeric();
    }
    match c {
        '\u{4e00}'..='\u{9fff}' => true,
        _ => class(c).map_or_else(|| c.is_alphanumeric(), |class| class & (ALPHABETIC | NUMERIC) != 0),
    }
}

/// As [`char::is_alphabetic`].
#[inline]
pub(crate) fn is_alphabetic(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_alphabetic();
    }
    match c {
        '\u{4e00}'..='\u{9fff}' => true,
        _ => class(c).map_or_else(|| c.is_alphabetic(), |class| class & ALPHABETIC != 0),
    }
}

/// As [`char::is_numeric`].
#[inline]
pub(crate) fn is_numeric(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_digit();
    }
    class(c).map_or_else(|| c.is_numeric(), |class| class & NUMERIC != 0)
}

/// As [`char::is_uppercase`].
#[inline]
pub(crate) fn is_uppercase(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_uppercase();
    }
    class(c).map_or_else(|| c.is_uppercase(), |class| class & UPPERCASE != 0)
}

/// As [`char::is_lowercase`].
#[inline]
pub(crate) fn is_lowercase(c: char) -> bool {
    if c.is_ascii() {
        return c.is_ascii_lowercase();
    }
    class(c).map_or_else(|| c.is_lowercase(), |class| class & LOWERCASE != 0)
}

/// Whether a character is a mark that combines with the one before it.
#[inline]
pub(super) fn is_mark(c: char) -> bool {
    match c {
        ..'\u{300}'
        | '\u{370}'..='\u{482}'
        | '\u{48a}'..='\u{590}'
        | '\u{1e00}'..='\u{20cf}'
        | '\u{309b}'..='\u{a66e}'
        | '\u{ac00}'..='\u{d7ff}'
        | '\u{ff00}'..='\u{ffff}' => false,
        _ => is_combining_mark(c),
    }
}

/// Whether a character may be part of another one in NFC: a mark, or a part of
/// a Korean syllable.
pub(super) fn may_compose(c: char) -> bool {
    is_mark(c) || ('\u{1100}'..='\u{11ff}').contains(&c)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_says_what_unicode_says() {
        for c in (0..=0x0010_ffff).filter_map(char::from_u32) {
            let found = [is_alphanumeric(c), is_alphabetic(c), is_numeric(c), is_uppercase(c), is_lowercase(c)];
            let expected = [c.is_alphanumeric(), c.is_alphabetic(), c.is_numeric(), c.is_uppercase(), c.is_lowercase()];
            assert_eq!(found, expected, "{c:?}");
            assert_eq!(is_mark(c), is_combining_mark(c), "{c:?}");
            if u32::from(c) <= END {
                let (mut folded, mut lower, mut slow) = (String::new(), String::new(), String::new());
                push_folded(c, &mut folded);
                push_lower(c, &mut lower);
                fold_one(c, &mut slow);
                assert_eq!((folded, lower), (slow, c.to_lowercase().collect()), "{c:?}");
            }
        }
    }
}
