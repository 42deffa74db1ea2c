//! One folding for index and query: case, accents, width and letter variants,
//! so that `Munchen` meets `München`, `ｗｉｄｅ` meets `wide` and `İstanbul`
//! meets `istanbul`.
//!
//! Accents are dropped where they are accents (Latin, Greek, Arabic and Hebrew
//! vowel points); marks that make another letter (Cyrillic `й`, Devanagari
//! vowels) stay. The German spelling `ue` for `ü` is not folded here.

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::{decompose_compatible, is_combining_mark};

use super::letters::{may_compose, push_folded};

/// The folded form of a text. Cost: one pass.
#[must_use]
pub fn fold(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    let mut folded = String::with_capacity(text.len());
    if composes(text) {
        text.nfc().for_each(|c| push_folded(c, &mut folded));
        return folded;
    }
    let mut rest = text;
    while !rest.is_empty() {
        let plain = rest.bytes().position(|byte| !byte.is_ascii()).unwrap_or(rest.len());
        let (run, others) = rest.split_at(plain);
        let at = folded.len();
        folded.push_str(run);
        if let Some(run) = folded.get_mut(at..) {
            run.make_ascii_lowercase();
        }
        let other = others.bytes().position(|byte| byte.is_ascii()).unwrap_or(others.len());
        let (run, after) = others.split_at(other);
        run.chars().for_each(|c| push_folded(c, &mut folded));
        rest = after;
    }
    folded
}

/// Whether a text may have other characters in NFC. No character below U+0300
/// composes, and those begin with smaller bytes.
fn composes(text: &str) -> bool {
    text.bytes().any(|byte| byte >= 0xcc) && text.chars().any(may_compose)
}

/// Visits the characters of a text in NFC. Composing costs several times the
/// rest of folding, and nearly all text is composed already.
pub(super) fn composed(text: &str, mut visit: impl FnMut(char)) {
    if composes(text) {
        text.nfc().for_each(visit);
    } else {
        text.chars().for_each(&mut visit);
    }
}

/// Appends the folded form of one character (of a text in NFC).
pub fn fold_char_into(c: char, folded: &mut String) {
    push_folded(c, folded);
}

/// Appends the folded form of one character, worked out anew. A letter becomes no blank, even where
/// Unicode spells it in several words (`ﷺ`): what stands in a word stays one.
pub(super) fn fold_one(c: char, folded: &mut String) {
    if let Some(written) = letter_variant(c) {
        folded.push_str(written);
        return;
    }
    if is_dropped(c) {
        return;
    }
    if let Some(digit) = digit(c) {
        folded.push(digit);
        return;
    }
    if keeps_marks(c) {
        folded.extend(c.to_lowercase());
        return;
    }
    decompose_compatible(c, |part| {
        let splits = part.is_whitespace() && c.is_alphanumeric();
        if !splits && (!is_combining_mark(part) || keeps_marks(part)) {
            match letter_variant(part) {
                Some(written) => folded.push_str(written),
                None => folded.extend(part.to_lowercase().filter(|lower| !('\u{300}'..='\u{36f}').contains(lower))),
            }
        }
    });
}

/// Letters that Unicode does not decompose but readers and keyboards do.
fn letter_variant(c: char) -> Option<&'static str> {
    Some(match c {
        'ß' | 'ẞ' => "ss",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ø' | 'Ø' => "o",
        'đ' | 'Đ' | 'ð' | 'Ð' => "d",
        'ł' | 'Ł' => "l",
        'þ' | 'Þ' => "th",
        'ı' | 'İ' => "i",
        'ħ' | 'Ħ' => "h",
        'ς' => "σ",
        'ё' | 'Ё' => "е",
        'أ' | 'إ' | 'آ' | 'ٱ' => "ا",
        'ة' => "ه",
        'ى' | 'ی' => "ي",
        'ک' => "ك",
        '’' | 'ʼ' | '‘' => "'",
        _ => return None,
    })
}

/// Arabic, Persian and Indian digits as those of the West.
fn digit(c: char) -> Option<char> {
    const ZEROS: [char; 6] = ['\u{660}', '\u{6f0}', '\u{966}', '\u{9e6}', '\u{a66}', '\u{ae6}'];
    let value = ZEROS.iter().find_map(|zero| u32::from(c).checked_sub(u32::from(*zero)).filter(|value| *value < 10))?;
    char::from_digit(value, 10)
}

/// Accents standing alone, vowel points, joiners and other invisible marks.
fn is_dropped(c: char) -> bool {
    matches!(c,
        '\u{300}'..='\u{36f}' | '\u{591}'..='\u{5c7}' | '\u{610}'..='\u{61a}' | '\u{64b}'..='\u{65f}' | '\u{670}'
        | '\u{640}' | '\u{ad}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Scripts in which a mark makes another letter.
fn keeps_marks(c: char) -> bool {
    matches!(c, '\u{400}'..='\u{52f}' | '\u{900}'..='\u{dff}' | '\u{e00}'..='\u{fff}' | '\u{1000}'..='\u{109f}'
        | '\u{1780}'..='\u{17ff}' | '\u{3040}'..='\u{30ff}' | '\u{ac00}'..='\u{d7af}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_meet() {
        for (one, other) in [
            ("München", "munchen"),
            ("STRASSE", "straße"),
            ("İstanbul", "istanbul"),
            ("Sa\u{303}o", "são"),
            ("ｗｉｄｅ", "wide"),
            ("Ёлка", "елка"),
            ("Ångström", "angstrom"),
            ("Łódź", "lodz"),
            ("Αθήνα", "αθηνα"),
            ("ΟΔΟΣ", "οδος"),
            ("أحمد", "احمد"),
            ("١٢٣ ۴۵ २०२६", "123 45 2026"),
            ("מְנַחֵם", "מנחם"),
            ("مُدَرِّسة", "مدرسه"),
            ("Đồng Sậy", "dong say"),
            ("Ｋｙｏｔｏ", "kyoto"),
        ] {
            assert_eq!(fold(one), fold(other), "{one} {other}");
        }
    }

    #[test]
    fn no_letter_becomes_a_blank() {
        for c in (0..=0x0010_ffff).filter_map(char::from_u32).filter(|c| c.is_alphanumeric() || is_combining_mark(*c)) {
            let folded = fold(c.encode_utf8(&mut [0; 4]));
            assert!(!folded.contains(char::is_whitespace), "{c:?} becomes {folded:?}");
        }
        assert_eq!(fold("\u{fdfa} \u{fe70} \u{a0}|"), "صلياللهعليهوسلم   |");
    }

    #[test]
    fn letters_that_differ_stay_apart() {
        assert_ne!(fold("май"), fold("маи"));
        assert_ne!(fold("कि"), fold("क"));
        assert_ne!(fold("が"), fold("か"));
    }
}
