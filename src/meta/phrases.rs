//! Knows the phrases that tell what a line is: `Read also`, `Foto:`, `Von`.
//!
//! The phrases are data, one file a language (`data/clean/phrases/`, with a
//! README); all languages are looked up at once, because pages mix them.
//!
//! Invariants:
//!
//! * Phrases and lines meet folded, with white space collapsed.
//! * A phrase matches whole words only (whole runs in scripts without spaces).
//! * Cost is linear in the line: at each word a bucket of phrases with the same
//!   first two letters is tried.
//!
//! What follows from a match is for `clean` and the other files here.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::model::Reason;
use crate::text::{collapse_whitespace, fold, is_unspaced};

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
pub(crate) struct Line {
    /// The normal form.
    pub text: String,
    /// The part of it between the outer marks.
    inner: std::ops::Range<usize>,
}

/// Longest part of a line that is looked at: no phrase that matters stands
/// further in.
const LOOKED_AT: usize = 600;

impl Line {
    /// The normal form of a text.
    pub(crate) fn new(text: &str) -> Self {
        let cut = text.get(..text.floor_char_boundary(LOOKED_AT)).unwrap_or(text);
        let text = collapse_whitespace(&fold(cut)).replace(['“', '”', '„'], "\"");
        let first = text.find(char::is_alphanumeric).unwrap_or(text.len());
        let last = text.char_indices().rfind(|(_, c)| c.is_alphanumeric()).map_or(first, |(at, c)| at + c.len_utf8());
        Self { inner: first..last.max(first), text }
    }

    /// The whole line without marks and counters around it: `comments` of
    /// `12 Comments (3) »`.
    fn bare(&self) -> &str {
        let inner = self.text.get(self.inner.clone()).unwrap_or_default();
        inner.trim_matches(|c: char| c.is_ascii_digit() || !c.is_alphanumeric())
    }
}

struct Entry {
    phrase: &'static str,
    class: Class,
    mode: Mode,
}

#[derive(Default)]
struct Table {
    whole: HashMap<&'static str, Vec<Class>>,
    buckets: HashMap<(char, char), Vec<Entry>>,
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
    for (_, file) in FILES {
        for (class, mode, phrase) in phrases(file) {
            if mode == Mode::Whole {
                let classes = table.whole.entry(phrase).or_default();
                if !classes.contains(&class) {
                    classes.push(class);
                }
            } else if let Some(key) = key(phrase) {
                let bucket = table.buckets.entry(key).or_default();
                if !bucket.iter().any(|entry| entry.phrase == phrase && entry.mode == mode && entry.class == class) {
                    bucket.push(Entry { phrase, class, mode });
                }
            }
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

/// The first two characters of a text.
fn key(text: &str) -> Option<(char, char)> {
    let mut chars = text.chars();
    Some((chars.next()?, chars.next().unwrap_or('\0')))
}

/// All phrases in a line.
pub(crate) fn hits(line: &Line) -> Vec<Hit> {
    let mut hits = Vec::new();
    let bare = line.bare();
    let whole = TABLE.whole.get(bare).or_else(|| TABLE.whole.get(line.text.as_str()));
    for class in whole.into_iter().flatten() {
        hits.push(Hit { class: *class, mode: Mode::Whole, start: 0, end: line.text.len() });
    }
    let mut before = ' ';
    for (at, c) in line.text.char_indices() {
        let opens = !before.is_alphanumeric() || is_unspaced(c) || is_unspaced(before) || !c.is_alphanumeric();
        before = c;
        if opens {
            at_place(line, at, &mut hits);
        }
    }
    hits
}

/// Adds the phrases that stand at one place of the line.
fn at_place(line: &Line, at: usize, hits: &mut Vec<Hit>) {
    let rest = line.text.get(at..).unwrap_or_default();
    let mut chars = rest.chars();
    let (Some(first), second) = (chars.next(), chars.next().unwrap_or('\0')) else { return };
    let is_start = at == 0 || at == line.inner.start;
    for key in [(first, second), (first, '\0')] {
        for entry in TABLE.buckets.get(&key).into_iter().flatten() {
            let fits = (entry.mode == Mode::Inside || is_start) && rest.starts_with(entry.phrase);
            if fits && ends_word(rest, entry.phrase) {
                hits.push(Hit { class: entry.class, mode: entry.mode, start: at, end: at + entry.phrase.len() });
            }
        }
        if second == '\0' {
            break;
        }
    }
}

/// Whether a word ends where the phrase does.
fn ends_word(rest: &str, phrase: &str) -> bool {
    let last = phrase.chars().next_back().unwrap_or(' ');
    let next = rest.get(phrase.len()..).and_then(|after| after.chars().next()).unwrap_or(' ');
    !last.is_alphanumeric() || !next.is_alphanumeric() || is_unspaced(last)
}

/// Whether the line as a whole is a section name (`Politics`, `Wirtschaft`).
pub(crate) fn is_section_name(folded: &str) -> bool {
    let names = TABLE.whole.get(folded);
    names.is_some_and(|classes| classes.contains(&Class::Junk(Reason::Navigation)))
}

/// Whether a word or phrase of a row belongs to menus or share bars.
pub(crate) fn is_control(folded: &str) -> Option<Reason> {
    let classes = TABLE.whole.get(folded)?;
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
