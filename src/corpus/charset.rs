//! Bytes to text, on evidence, and never lossy in silence.
//!
//! The evidence, strongest first:
//!
//! 1. A byte order mark, or the zero bytes of UTF-16 without one.
//! 2. Valid UTF-8. Text in another encoding is not valid UTF-8 by accident,
//!    whereas pages that declare an encoding they no longer have, because a
//!    scraper saved them anew, are common. Only where there is next to nothing
//!    to go by (one or two characters) does a declared double-byte encoding win.
//! 3. Mostly valid UTF-8 (see [`is_damaged_utf8`]): the bad bytes are replaced.
//! 4. The charset an HTML page declares.
//! 5. A guess from the letters, unless it yields what nobody writes.
//!
//! What could not be decoded becomes U+FFFD and is counted. Line breaks become
//! LF, a byte order mark at the start is taken off.
//!
//! Streams are `stream`'s work; this file decides for them what they are.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{DecoderResult, Encoding, ISO_2022_JP, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::limits::count;

/// Where a page may declare its charset. Browsers look at 1024 bytes; pages
/// saved with a banner in front need more.
const DECLARATION_BYTES: usize = 4096;

/// Decoded text, and what could not be decoded, in words.
#[derive(Debug)]
pub(super) struct Decoded {
    pub(super) text: String,
    pub(super) replaced: Option<String>,
}

/// Decodes a whole document.
pub(super) fn decode(bytes: &[u8], is_html: bool) -> Decoded {
    decode_stated(bytes, is_html, None)
}

/// Decodes a whole document that came with the name of its encoding, which is trusted as far
/// as one that it declares itself.
pub(super) fn decode_stated(bytes: &[u8], is_html: bool, stated: Option<&'static Encoding>) -> Decoded {
    let declared = stated.or_else(|| if is_html { declared(bytes) } else { None });
    let (encoding, mark) = choose(bytes, true, declared);
    let (text, bad, line) = decode_as(bytes.get(mark..).unwrap_or_default(), encoding);
    let replaced = (bad > 0).then(|| {
        let place = if bad == 1 { "on" } else { "first on" };
        format!("{}, {place} line {line}", replaced(bad, encoding))
    });
    let text = text.strip_prefix('\u{feff}').map(str::to_owned).unwrap_or(text);
    Decoded { text: plain_breaks(text), replaced }
}

/// Decodes a piece of a stream that is UTF-8 as far as is known.
pub(super) fn decode_piece(bytes: &[u8]) -> (Cow<'_, str>, Option<String>) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return (Cow::Borrowed(text), None);
    }
    let encoding = piece_encoding(bytes);
    let (text, bad, _) = decode_as(bytes, encoding);
    (Cow::Owned(text), (bad > 0).then(|| replaced(bad, encoding)))
}

/// The encoding of a piece of a stream that is UTF-8 as far as is known.
pub(super) fn piece_encoding(bytes: &[u8]) -> &'static Encoding {
    if std::str::from_utf8(bytes).is_ok() { UTF_8 } else { choose_8bit(bytes, true, None) }
}

/// Decodes; the text, how many bytes were replaced, and the line of the first.
pub(super) fn decode_as(bytes: &[u8], encoding: &'static Encoding) -> (String, u64, u64) {
    let mut decoder = encoding.new_decoder_without_bom_handling();
    let mut text = String::with_capacity(bytes.len() + bytes.len() / 8 + 16);
    let (mut bad, mut line, mut rest) = (0, 0, bytes);
    loop {
        let (result, read) = decoder.decode_to_string_without_replacement(rest, &mut text, true);
        rest = rest.get(read..).unwrap_or_default();
        match result {
            DecoderResult::InputEmpty => return (text, bad, line),
            DecoderResult::OutputFull => text.reserve(rest.len() + 1024),
            DecoderResult::Malformed(length, _) => {
                if bad == 0 {
                    line = line_of_end(&text);
                }
                bad += u64::from(length);
                text.push('\u{fffd}');
            }
        }
    }
}

/// The encoding of a text, and the length of its byte order mark. `is_all`
/// says whether `bytes` are the whole text or its beginning.
pub(super) fn choose(bytes: &[u8], is_all: bool, declared: Option<&'static Encoding>) -> (&'static Encoding, usize) {
    if let Some(marked) = Encoding::for_bom(bytes) {
        return marked;
    }
    (utf16_without_mark(bytes).unwrap_or_else(|| choose_8bit(bytes, is_all, declared)), 0)
}

fn choose_8bit(bytes: &[u8], is_all: bool, declared: Option<&'static Encoding>) -> &'static Encoding {
    let tally = Utf8Tally::of(bytes, is_all);
    let declared = declared.filter(|encoding| *encoding != UTF_8);
    if tally.bad == 0 {
        let is_doubtful = |encoding: &'static Encoding| tally.good > 0 && tally.good < 3 && !encoding.is_single_byte();
        return match declared {
            Some(encoding) if encoding == ISO_2022_JP || is_doubtful(encoding) => encoding,
            _ => UTF_8,
        };
    }
    if is_damaged_utf8(&tally, declared.is_some()) {
        return UTF_8;
    }
    declared.or_else(|| guess(bytes)).unwrap_or(UTF_8)
}

/// Whether a text with bad bytes is UTF-8 all the same.
///
/// The measure is not how much of the text is good, because plain ASCII is good
/// in any encoding: an English article with three curly quotes in windows-1252
/// is 99.9 % valid UTF-8. It is the multi-byte characters that tell: a damaged
/// UTF-8 text has more whole than broken ones, a text in another encoding has
/// hardly a whole one. A declaration to the contrary asks for stronger proof.
fn is_damaged_utf8(tally: &Utf8Tally, is_declared_otherwise: bool) -> bool {
    if is_declared_otherwise { tally.good >= 3 && tally.good >= 4 * tally.bad } else { tally.good >= tally.bad }
}

/// How many characters past ASCII are whole, and how many are broken.
struct Utf8Tally {
    good: usize,
    bad: usize,
}

impl Utf8Tally {
    fn of(bytes: &[u8], is_all: bool) -> Self {
        let mut tally = Self { good: 0, bad: 0 };
        let mut rest = bytes;
        loop {
            let error = std::str::from_utf8(rest).err();
            let valid = error.map_or(rest.len(), |error| error.valid_up_to());
            tally.good += leads(rest.get(..valid).unwrap_or_default());
            let Some(error) = error else { return tally };
            let Some(length) = error.error_len() else {
                // Cut off inside a character. One byte alone may as well be the
                // last letter of a text in another encoding.
                let is_cut = !is_all || tally.good > 0 || rest.len() - valid > 1;
                tally.bad += usize::from(!is_cut);
                return tally;
            };
            tally.bad += 1;
            rest = rest.get(valid + length..).unwrap_or_default();
        }
    }
}

/// How many characters past ASCII a valid text has.
fn leads(valid: &[u8]) -> usize {
    // Sums of bytes, a short piece at a time, are what compilers make wide.
    let count = |piece: &[u8]| usize::from(piece.iter().map(|byte| u8::from(*byte >= 0xc0)).sum::<u8>());
    valid.chunks(128).map(count).sum()
}

/// What the letters look like, unless the result is implausible.
fn guess(bytes: &[u8]) -> Option<&'static Encoding> {
    // In a broken single-byte guess, C1 controls are what nobody ever writes,
    // and byte 255 alone is filler rather than a ÿ.
    if bytes.iter().all(|byte| byte.is_ascii() || *byte == 0xff) {
        return None;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let encoding = detector.guess(None, Utf8Detection::Deny);
    let (text, bad, _) = decode_as(bytes, encoding);
    let is_plausible = bad == 0 && !text.chars().any(|c| ('\u{80}'..='\u{9f}').contains(&c));
    is_plausible.then_some(encoding)
}

/// UTF-16 without a mark: in Latin text every other byte is zero.
fn utf16_without_mark(bytes: &[u8]) -> Option<&'static Encoding> {
    let sample = bytes.get(..bytes.len().min(4096)).unwrap_or_default();
    let pairs = sample.len() / 2;
    let zeros = |parity: usize| sample.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    // Four in ten, because spaces and figures alone are that many in any script.
    let is_most = |zeros: usize| pairs >= 2 && zeros * 10 >= pairs * 4;
    let encoding = match (is_most(even), is_most(odd)) {
        (false, true) if even * 100 <= pairs => UTF_16LE,
        (true, false) if odd * 100 <= pairs => UTF_16BE,
        _ => return None,
    };
    // Sound and pictures can have as many zeros, but not in front of letters.
    let (text, ..) = decode_as(sample.get(..pairs * 2).unwrap_or_default(), encoding);
    let controls = text.chars().filter(|c| c.is_control() && !matches!(c, '\n' | '\r' | '\t')).count();
    (controls * 100 <= pairs).then_some(encoding)
}

/// The charset an HTML page declares in a `meta` element or an XML declaration.
pub(super) fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let start = bytes.get(..bytes.len().min(DECLARATION_BYTES)).unwrap_or_default();
    let start = String::from_utf8_lossy(start).to_ascii_lowercase();
    let xml =
        start.trim_start().strip_prefix("<?xml").and_then(|rest| rest.split_once("?>")).map(|(inside, _)| (inside, "encoding"));
    let metas = start.split("<meta").skip(1).filter_map(|rest| rest.split_once('>')).map(|(inside, _)| (inside, "charset"));
    let labels = xml.into_iter().chain(metas).filter_map(|(inside, name)| {
        let (_, value) = inside.split_once(name)?;
        let value = value.trim_start().strip_prefix('=')?.trim_start_matches([' ', '\t', '\n', '\r', '"', '\'']);
        value.split(['"', '\'', ';', ' ', '/', '\n', '\r', '\t']).next()
    });
    let encoding = labels.map(str::as_bytes).find_map(Encoding::for_label_no_replacement)?;
    // A label that could be read is not in UTF-16, whatever it says.
    Some(match encoding.name() {
        "UTF-16LE" | "UTF-16BE" => UTF_8,
        "x-user-defined" => WINDOWS_1252,
        _ => encoding,
    })
}

/// What is wrong with bytes that are not text at all.
pub(super) fn binary(bytes: &[u8]) -> Option<String> {
    const SIGNATURES: [(&[u8], &str); 11] = [
        (b"%PDF-", "a PDF file"),
        (b"PK\x03\x04", "a zip archive or an office document"),
        (b"\xd0\xcf\x11\xe0", "an old office document"),
        (b"{\\rtf", "an RTF document"),
        (b"\x89PNG", "a picture"),
        (b"GIF8", "a picture"),
        (b"\xff\xd8\xff", "a picture"),
        (b"BZh", "packed with bzip2"),
        (b"\xfd7zXZ", "packed with xz"),
        (b"7z\xbc\xaf", "a 7z archive"),
        (b"\x7fELF", "a program"),
    ];
    if let Some((_, what)) = SIGNATURES.iter().find(|(signature, _)| bytes.starts_with(signature)) {
        return Some(format!("it is {what}, not text"));
    }
    if Encoding::for_bom(bytes).is_some() || utf16_without_mark(bytes).is_some() {
        return None;
    }
    let sample = bytes.get(..bytes.len().min(8192)).unwrap_or_default();
    let controls = sample.iter().filter(|byte| matches!(byte, 0..=7 | 0x0e..=0x1a | 0x1c..=0x1f)).count();
    // A stray control character is dirt; one in a hundred is not a text.
    (controls > 1 && controls * 100 >= sample.len()).then(|| "it looks like a binary file".to_owned())
}

/// Makes every line break an LF.
pub(super) fn plain_breaks(text: String) -> String {
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

/// `3 bytes are not valid UTF-8 and were replaced`.
pub(super) fn replaced(bad: u64, encoding: &'static Encoding) -> String {
    let (are, were) = if bad == 1 { ("is", "was") } else { ("are", "were") };
    format!("{} {are} not valid {} and {were} replaced", count(bad, "byte"), encoding.name())
}

/// The number of the line that `text` ends in.
fn line_of_end(text: &str) -> u64 {
    let breaks = |separator: &str| text.matches(separator).count() as u64;
    1 + breaks("\n") + breaks("\r") - breaks("\r\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(bytes: &[u8], is_html: bool, text: &str, replaced: Option<&str>) {
        let decoded = decode(bytes, is_html);
        assert_eq!((decoded.text.as_str(), decoded.replaced.as_deref()), (text, replaced));
    }

    fn utf16(text: &str, encode: impl Fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(encode).collect()
    }

    #[test]
    fn marks_and_utf16() {
        check("Émile".as_bytes(), false, "Émile", None);
        check(b"\xef\xbb\xbfRain", false, "Rain", None);
        check(&utf16("\u{feff}Émile fell", u16::to_le_bytes), false, "Émile fell", None);
        check(&utf16("\u{feff}Émile fell", u16::to_be_bytes), false, "Émile fell", None);
        check(&utf16("Émile fell", u16::to_le_bytes), false, "Émile fell", None);
        check(&utf16("Émile fell", u16::to_be_bytes), false, "Émile fell", None);
        check(b"\xff\xfeR\0a\0!", false, "Ra\u{fffd}", Some("1 byte is not valid UTF-16LE and was replaced, on line 1"));
    }

    #[test]
    fn declared_charsets() {
        check(b"<meta charset=windows-1252>caf\xe9 \x93x\x94", true, "<meta charset=windows-1252>café “x”", None);
        let page = "<meta http-equiv=\"Content-Type\" content=\"text/html; charset=Shift_JIS\"><p>東京で雨";
        check(&encoding_rs::SHIFT_JIS.encode(page).0, true, page, None);
        let page = "<?xml version=\"1.0\" encoding=\"iso-8859-2\"?><p>Łódź";
        check(&encoding_rs::ISO_8859_2.encode(page).0, true, page, None);
        // Saved anew as UTF-8, but still declaring what it was.
        check("<meta charset=\"iso-8859-1\">é".as_bytes(), true, "<meta charset=\"iso-8859-1\">é", None);
        check("<meta charset='gbk'>北京下雨了".as_bytes(), true, "<meta charset='gbk'>北京下雨了", None);
        check(b"<meta charset=nonsense>caf\xe9", true, "<meta charset=nonsense>café", None);
    }

    #[test]
    fn guessed_charsets() {
        let text = "Правительство приняло решение о строительстве новой дороги между городами.";
        check(&encoding_rs::WINDOWS_1251.encode(text).0, false, text, None);
        check(b"It\x92s raining in caf\xe9s", false, "It’s raining in cafés", None);
        check(b"caf\xe9", false, "café", None);
    }

    #[test]
    fn damaged_utf8_stays_utf8() {
        let bad = "one\r\ntwo “three”\rfour é".as_bytes().to_vec();
        let bad = [&bad[..], b" \xff\n\x80 end"].concat();
        let note = "2 bytes are not valid UTF-8 and were replaced, first on line 3";
        check(&bad, false, "one\ntwo “three”\nfour é \u{fffd}\n\u{fffd} end", Some(note));
        let note = "1 byte is not valid UTF-8 and was replaced, on line 1";
        check(b"plain \xff text", false, "plain \u{fffd} text", Some(note));
        check(b"plain \x81 text", false, "plain \u{fffd} text", Some(note));
        let note = "2 bytes are not valid UTF-8 and were replaced, first on line 1";
        check(b"cut off in a dash \xe2\x80", false, "cut off in a dash \u{fffd}", Some(note));
    }

    #[test]
    fn binary_files() {
        let check = |bytes: &[u8], expected: Option<&str>| assert_eq!(binary(bytes).as_deref(), expected);
        check(b"%PDF-1.7 text", Some("it is a PDF file, not text"));
        check(b"\0\x01\x02\x03abc", Some("it looks like a binary file"));
        check(b"one stray \0 in a text", None);
        check(&utf16("Rain fell", u16::to_le_bytes), None);
        check(b"\x01\0\x05\0\x02\0\x03\0\x06\0", Some("it looks like a binary file"));
        check(b"", None);
        check(b"tab\tline\r\nform\x0cescape\x1b[0m", None);
    }
}
