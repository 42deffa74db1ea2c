//! Knows the phrases that tell what a line is: `Read also`, `Foto:`, `Von`.
//!
//! The phrases are data, one file a language (`data/clean/phrases/`, with a
//! README); all languages are looked up at once, because pages mix them.
//!
//! Invariants:
//!
//! * Phrases and lines meet folded, with white space collapsed.
//! * A phrase matches whole words only (whole runs in scripts without spaces).
//! * Cost is linear in the line: at each word the few phrases with the same first
//!   letters are tried.
//!
//! What follows from a match is for `clean` and the other files here.

use std::borrow::Cow;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::model::Reason;
use crate::text::{Marks, collapse_whitespace, fold, is_alphanumeric, is_unspaced};

/// What a phrase tells of its line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Class {
    /// The line is junk.
    Junk(Reason),
    /// Names of authors follow (or, in some languages, precede).
    Byline,
    /// Names of reporters follow, as in an agency's credit.
    Reporting,
    /// Names of editors follow.
    Editing,
    /// Words of a caption or picture credit.
    Photo,
}

/// Where in the line the phrase must stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Mode {
    /// It is the whole line, apart from marks and counters around it.
    Whole,
    /// The line begins with it.
    Start,
    /// It stands anywhere.
    Inside,
}

/// A phrase found in a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Hit {
    /// What it tells.
    pub class: Class,
    /// How it was found.
    pub mode: Mode,
    /// Where it begins, in bytes of the normal form.
    pub start: usize,
    /// One past its last byte.
    pub end: usize,
}

/// A line in the form phrases are looked up in: folded, white space
/// collapsed, cut to a sensible length.
pub(crate) struct Line<'t> {
    /// The normal form.
    text: Cow<'t, str>,
    /// The part of it between the outer marks.
    inner: std::ops::Range<usize>,
}

/// Longest part of a line that is looked at: no phrase that matters stands
/// further in.
const LOOKED_AT: usize = 600;

/// As much of a line, after its first marks, as an opening phrase can take.
const OPENING: usize = 240;

impl<'t> Line<'t> {
    /// The normal form of a text.
    pub(crate) fn new(text: &str) -> Self {
        Self::of(fold(text.get(..text.floor_char_boundary(LOOKED_AT)).unwrap_or(text)).into())
    }

    /// The normal form of a text of which the folded form is known.
    pub(crate) fn with_folded(text: &str, folded: &'t str) -> Self {
        if text.len() <= LOOKED_AT { Self::of(folded.into()) } else { Self::new(text) }
    }

    /// The normal form of a text's beginning, far enough for every phrase that
    /// lines begin with.
    pub(crate) fn opening(text: &str) -> Self {
        let marks = text.find(is_alphanumeric).unwrap_or(text.len());
        Self::of(fold(text.get(..text.floor_char_boundary(marks + OPENING)).unwrap_or(text)).into())
    }

    fn of(folded: Cow<'t, str>) -> Self {
        let text = normal(folded);
        let first = text.find(is_alphanumeric).unwrap_or(text.len());
        let last = text.char_indices().rfind(|(_, c)| is_alphanumeric(*c)).map_or(first, |(at, c)| at + c.len_utf8());
        Self { inner: first..last.max(first), text }
    }

    /// The whole line without marks and counters around it: `comments` of
    /// `12 Comments (3) »`.
    fn bare(&self) -> &str {
        let inner = self.text.get(self.inner.clone()).unwrap_or_default();
        inner.trim_matches(|c: char| c.is_ascii_digit() || !is_alphanumeric(c))
    }
}

/// Quotation marks that phrases write as `"`.
const QUOTES: &[char] = &['“', '”', '„'];

/// White space beyond ASCII.
const WIDE: &[char] = &[
    '\u{85}', '\u{a0}', '\u{1680}', '\u{2000}', '\u{2001}', '\u{2002}', '\u{2003}', '\u{2004}', '\u{2005}', '\u{2006}',
    '\u{2007}', '\u{2008}', '\u{2009}', '\u{200a}', '\u{2028}', '\u{2029}', '\u{202f}', '\u{205f}', '\u{3000}',
];

/// A folded text with white space collapsed and quotation marks alike.
fn normal(folded: Cow<'_, str>) -> Cow<'_, str> {
    static MARKS: Marks = Marks::new(QUOTES);
    let text = if is_collapsed(&folded) { folded } else { collapse_whitespace(&folded).into() };
    if MARKS.is_in(&text) { text.replace(QUOTES, "\"").into() } else { text }
}

/// Whether all white space of a text is single spaces inside it.
fn is_collapsed(text: &str) -> bool {
    static SPACES: Marks = Marks::new(WIDE);
    let mut before = b' ';
    for byte in text.bytes() {
        if matches!(byte, b'\t'..=b'\r') || (byte == b' ' && before == b' ') {
            return false;
        }
        before = byte;
    }
    (before != b' ' || text.is_empty()) && !SPACES.is_in(text)
}

struct Entry {
    phrase: &'static str,
    class: Class,
}

/// Phrases by their first bytes.
#[derive(Default)]
struct Opened {
    /// In the order of the files; single characters last.
    entries: Vec<Entry>,
    /// Places in `entries` by the first bytes, up to [`KEY`] of them.
    places: FxHashMap<u64, Vec<u16>>,
    /// By first byte: which lengths of keys there are, a bit each.
    lengths: Vec<u8>,
    /// A bit for each beginning of phrases (see [`may_stand`](Self::may_stand)).
    beginnings: Vec<u64>,
}

/// How many of a phrase's first bytes are looked up at once.
const KEY: usize = 4;

/// The first bytes of a phrase, at most [`KEY`], and how many they are.
fn key(bytes: &[u8]) -> u64 {
    let first = bytes.iter().take(KEY).fold(0, |key, byte| key << 8 | u64::from(*byte));
    first | (bytes.len().min(KEY) as u64) << 32
}

/// Words of [`Opened::beginnings`]: as many bits as sixteen tell apart.
const BITS: usize = (1 << 16) / 64;

/// The place of a beginning in [`Opened::beginnings`], and its bit there.
#[inline]
fn bit(beginning: &[u8]) -> (usize, u64) {
    let number = beginning.iter().fold(1_u64, |number, byte| number << 8 | u64::from(*byte));
    // Multiplying spreads them (Knuth's, by the golden ratio).
    let spread = number.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 48;
    ((spread >> 6) as usize, 1 << (spread & 63))
}

impl Opened {
    fn add(&mut self, phrase: &'static str, class: Class) {
        let bytes = phrase.as_bytes();
        let Ok(place) = u16::try_from(self.entries.len()) else { return };
        let places = self.places.entry(key(bytes)).or_default();
        let is_known = |place: &u16| {
            self.entries.get(usize::from(*place)).is_some_and(|entry| entry.phrase == phrase && entry.class == class)
        };
        if places.iter().any(is_known) {
            return;
        }
        places.push(place);
        self.entries.push(Entry { phrase, class });
        self.lengths.resize(256, 0);
        self.beginnings.resize(BITS, 0);
        let first = bytes.first().copied().unwrap_or(0);
        if let Some(lengths) = self.lengths.get_mut(usize::from(first)) {
            *lengths |= 1 << bytes.len().min(KEY);
        }
        let beginnings = match bytes {
            [_] => (0..=u8::MAX).map(|second| vec![first, second]).collect(),
            _ => vec![bytes.get(..KEY).or(bytes.get(..2)).unwrap_or_default().to_vec()],
        };
        for (place, bit) in beginnings.iter().map(|beginning| bit(beginning)) {
            if let Some(beginnings) = self.beginnings.get_mut(place) {
                *beginnings |= bit;
            }
        }
    }

    /// Whether a phrase may stand at a place of a text: rarely true in vain.
    /// Phrases are known by their first bytes, short ones by the first two.
    #[inline]
    fn may_stand(&self, text: &[u8], at: usize) -> bool {
        let is_known = |len: usize| {
            let (place, bit) = text.get(at..at + len).map(bit)?;
            Some(self.beginnings.get(place)? & bit != 0)
        };
        is_known(KEY).unwrap_or(false) || is_known(2).unwrap_or(at < text.len())
    }

    /// Adds the phrases that stand at a place of a text.
    fn find(&self, text: &str, at: usize, mode: Mode, hits: &mut Vec<Hit>) {
        if !self.may_stand(text.as_bytes(), at) {
            return;
        }
        let rest = text.get(at..).unwrap_or_default();
        let bytes = rest.as_bytes();
        let lengths = bytes.first().and_then(|first| self.lengths.get(usize::from(*first))).copied().unwrap_or(0);
        let mut found: Vec<u16> = Vec::new();
        for length in (1..=KEY).filter(|length| lengths >> length & 1 == 1) {
            let Some(first) = bytes.get(..length) else { break };
            for place in self.places.get(&key(first)).into_iter().flatten() {
                let entry = self.entries.get(usize::from(*place));
                if entry.is_some_and(|entry| rest.starts_with(entry.phrase) && ends_word(rest, entry.phrase)) {
                    found.push(*place);
                }
            }
        }
        // The first phrase of several decides: the earliest in the files.
        found.sort_unstable();
        let entries = found.into_iter().filter_map(|place| self.entries.get(usize::from(place)));
        hits.extend(entries.map(|entry| Hit { class: entry.class, mode, start: at, end: at + entry.phrase.len() }));
    }
}

#[derive(Default)]
struct Table {
    whole: FxHashMap<&'static str, Vec<Class>>,
    /// Bytes of the longest of them.
    longest: usize,
    start: Opened,
    inside: Opened,
}

impl Table {
    /// What a text tells that is a phrase as a whole.
    fn whole(&self, text: &str) -> Option<&Vec<Class>> {
        if text.len() > self.longest { None } else { self.whole.get(text) }
    }
}

/// The phrase files, by language code.
pub(crate) const FILES: &[(&str, &str)] = &[
    ("ar", include_str!("../../data/clean/phrases/ar.txt")),
    ("cs", include_str!("../../data/clean/phrases/cs.txt")),
    ("da", include_str!("../../data/clean/phrases/da.txt")),
    ("de", include_str!("../../data/clean/phrases/de.txt")),
    ("el", include_str!("../../data/clean/phrases/el.txt")),
    ("en", include_str!("../../data/clean/phrases/en.txt")),
    ("es", include_str!("../../data/clean/phrases/es.txt")),
    ("fa", include_str!("../../data/clean/phrases/fa.txt")),
    ("fi", include_str!("../../data/clean/phrases/fi.txt")),
    ("fr", include_str!("../../data/clean/phrases/fr.txt")),
    ("he", include_str!("../../data/clean/phrases/he.txt")),
    ("hi", include_str!("../../data/clean/phrases/hi.txt")),
    ("hu", include_str!("../../data/clean/phrases/hu.txt")),
    ("id", include_str!("../../data/clean/phrases/id.txt")),
    ("it", include_str!("../../data/clean/phrases/it.txt")),
    ("ja", include_str!("../../data/clean/phrases/ja.txt")),
    ("ko", include_str!("../../data/clean/phrases/ko.txt")),
    ("nl", include_str!("../../data/clean/phrases/nl.txt")),
    ("no", include_str!("../../data/clean/phrases/no.txt")),
    ("pl", include_str!("../../data/clean/phrases/pl.txt")),
    ("pt", include_str!("../../data/clean/phrases/pt.txt")),
    ("ro", include_str!("../../data/clean/phrases/ro.txt")),
    ("ru", include_str!("../../data/clean/phrases/ru.txt")),
    ("sv", include_str!("../../data/clean/phrases/sv.txt")),
    ("tr", include_str!("../../data/clean/phrases/tr.txt")),
    ("uk", include_str!("../../data/clean/phrases/uk.txt")),
    ("vi", include_str!("../../data/clean/phrases/vi.txt")),
    ("zh", include_str!("../../data/clean/phrases/zh.txt")),
];

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut table = Table::default();
    let is_single = |phrase: &str| phrase.chars().nth(1).is_none();
    let all = || FILES.iter().flat_map(|(_, file)| phrases(file));
    let longer = all().filter(|(_, _, phrase)| !is_single(phrase));
    for (class, mode, phrase) in longer.chain(all().filter(|(_, _, phrase)| is_single(phrase))) {
        match mode {
            Mode::Whole => {
                table.longest = table.longest.max(phrase.len());
                let classes = table.whole.entry(phrase).or_default();
                if !classes.contains(&class) {
                    classes.push(class);
                }
            }
            Mode::Start => table.start.add(phrase, class),
            Mode::Inside => table.inside.add(phrase, class),
        }
    }
    table
});

/// The phrases of a file: sections in brackets, then a sign for the mode and
/// the phrase.
fn phrases(file: &'static str) -> impl Iterator<Item = (Class, Mode, &'static str)> {
    let mut class = None;
    file.lines().filter_map(move |line| {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            class = read_class(name);
            return None;
        }
        let (sign, phrase) = line.split_once(' ')?;
        let mode = match sign {
            "=" => Mode::Whole,
            "^" => Mode::Start,
            "*" => Mode::Inside,
            _ => return None,
        };
        Some((class?, mode, phrase))
    })
}

fn read_class(name: &str) -> Option<Class> {
    Some(match name {
        "byline" => Class::Byline,
        "reporting" => Class::Reporting,
        "editing" => Class::Editing,
        "photo" => Class::Photo,
        _ => Class::Junk(Reason::parse(name)?),
    })
}

/// All phrases in a line.
pub(crate) fn hits(line: &Line<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    let bare = line.bare();
    let whole = TABLE.whole(bare).or_else(|| TABLE.whole(&line.text));
    for class in whole.into_iter().flatten() {
        hits.push(Hit { class: *class, mode: Mode::Whole, start: 0, end: line.text.len() });
    }
    hits.extend(openings(line));
    let (mut after_letter, mut after_unspaced) = (false, false);
    let mut at = 0;
    while let Some(byte) = line.text.as_bytes().get(at) {
        let (is_letter, is_unspaced, len) = if byte.is_ascii() {
            (byte.is_ascii_alphanumeric(), false, 1)
        } else {
            let Some(c) = line.text.get(at..).and_then(|rest| rest.chars().next()) else { break };
            (is_alphanumeric(c), is_unspaced(c), c.len_utf8())
        };
        let is_inside_word = after_letter && !after_unspaced && is_letter && !is_unspaced;
        if !is_inside_word && *byte != b' ' {
            TABLE.inside.find(&line.text, at, Mode::Inside, &mut hits);
        }
        (after_letter, after_unspaced) = (is_letter, is_unspaced);
        at += len;
    }
    hits
}

/// The phrases that stand at the line's start, before or after its opening marks.
pub(crate) fn openings(line: &Line<'_>) -> Vec<Hit> {
    let mut hits = Vec::new();
    let inner = line.inner.start;
    for at in std::iter::once(0).chain((inner > 0).then_some(inner)) {
        TABLE.start.find(&line.text, at, Mode::Start, &mut hits);
    }
    hits
}

/// Whether a word ends where the phrase does.
fn ends_word(rest: &str, phrase: &str) -> bool {
    let last = phrase.chars().next_back().unwrap_or(' ');
    let next = rest.get(phrase.len()..).and_then(|after| after.chars().next()).unwrap_or(' ');
    !is_alphanumeric(last) || !is_alphanumeric(next) || is_unspaced(last)
}

/// Whether the line as a whole is a section name (`Politics`, `Wirtschaft`).
pub(crate) fn is_section_name(folded: &str) -> bool {
    let names = TABLE.whole(folded);
    names.is_some_and(|classes| classes.contains(&Class::Junk(Reason::Navigation)))
}

/// Whether a word or phrase of a row belongs to menus or share bars.
pub(crate) fn is_control(folded: &str) -> Option<Reason> {
    let classes = TABLE.whole(folded)?;
    let of = |reason| classes.contains(&Class::Junk(reason));
    [Reason::Share, Reason::Navigation, Reason::Paywall, Reason::Boilerplate, Reason::Promotion].into_iter().find(|r| of(*r))
}

#[cfg(test)]
mod tests {
    //! 1. Every line of every file is a heading, a comment or a phrase of a known class.
    //! 2. No phrase stands twice in a file; every phrase is in its folded form.
    //! 3. Phrases match whole words, in their place.

    use std::collections::HashSet;

    use super::*;

    #[test]
    fn files_are_in_order() {
        for (code, file) in FILES {
            assert!(crate::text::Language::from_code(code).is_some(), "{code}");
            let mut seen = HashSet::new();
            let mut section = "";
            for line in file.lines().filter(|line| !line.is_empty() && !line.starts_with('#')) {
                if let Some(name) = line.strip_prefix('[') {
                    section = name.trim_end_matches(']');
                    assert!(read_class(section).is_some(), "{code}: section `{section}`");
                    continue;
                }
                let (sign, phrase) = line.split_once(' ').expect("a sign, a space, a phrase");
                assert!(["=", "^", "*"].contains(&sign), "{code}: `{line}`");
                assert!(phrase.len() * 2 <= OPENING, "{code}: `{phrase}` is long");
                assert!(seen.insert((section, sign, phrase)), "{code}: `{phrase}` stands twice in [{section}]");
                assert_eq!(phrase, collapse_whitespace(&fold(phrase)), "{code}: `{phrase}` is not folded");
            }
        }
    }

    #[track_caller]
    fn check(line: &str, expected: &[(Class, Mode)]) {
        let found = hits(&Line::new(line));
        for one in expected {
            assert!(found.iter().any(|hit| (hit.class, hit.mode) == *one), "{line}: {found:?}");
        }
        assert!(!expected.is_empty() || found.is_empty(), "{line}: {found:?}");
    }

    #[test]
    fn phrases_match_in_their_place() {
        check("Recommended news", &[(Class::Junk(Reason::Related), Mode::Whole)]);
        check("» Recommended News (3)", &[(Class::Junk(Reason::Related), Mode::Whole)]);
        check("12 Comments", &[(Class::Junk(Reason::Comments), Mode::Whole)]);
        check("Read more: Rain again", &[(Class::Junk(Reason::Related), Mode::Start)]);
        check("Der Kran. Foto: A. Berg", &[(Class::Photo, Mode::Inside)]);
        check("相关阅读", &[(Class::Junk(Reason::Related), Mode::Whole)]);
        check("The bystander read the readers a lesson.", &[]);
    }
}
