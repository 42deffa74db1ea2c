//! Dates in URLs and file paths.
//!
//! Outlets file stories under their day; ids look like days now and then, so
//! only whole segments and whole numbers count, and only days the calendar
//! has. Dates in words in a slug (`-18-february-2025`) are left alone: they
//! tend to be what the story is about.

use super::lexicon::{key, lexicon};
use super::types::PartialDate;

/// The years an address may name: newspaper archives begin before 1900.
const YEARS: std::ops::RangeInclusive<i16> = 1800..=2100;

/// Digits or letters of an address, and the byte on either side.
#[derive(Clone, Copy, Debug)]
struct Piece<'t> {
    text: &'t str,
    before: char,
    after: char,
}

impl Piece<'_> {
    fn is_digits(&self, count: usize) -> bool {
        self.text.len() == count && self.text.bytes().all(|byte| byte.is_ascii_digit())
    }

    fn number(&self) -> Option<i16> {
        if self.is_digits(self.text.len()) { self.text.parse().ok() } else { None }
    }

    fn small(&self) -> Option<i8> {
        if self.text.len() > 2 { None } else { i8::try_from(self.number()?).ok() }
    }

    fn year(&self) -> Option<i16> {
        if self.text.len() == 4 { self.number().filter(|year| YEARS.contains(year)) } else { None }
    }
}

/// Finds a date in the path of a URL: `/2025/02/18/`, `/2025/feb/18/`,
/// `/20250218/`, `2025-02-18-slug`, `news_20250218.html`, `/2025/02/`.
///
/// The host, the query and the fragment are not looked at. The first day
/// wins, else the first month; a bare year is no date. Linear in the length.
#[must_use]
pub fn date_in_url(url: &str) -> Option<PartialDate> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let has_host = rest.len() < url.len() || url.starts_with("//");
    let rest = rest.strip_prefix("//").unwrap_or(rest);
    let path = if has_host { rest.find('/').and_then(|at| rest.get(at..))? } else { rest };
    let path = path.split(['?', '#']).next().unwrap_or(path);
    let pieces = pieces(path);
    let tails = || (0..pieces.len()).filter_map(|at| pieces.get(at..));
    tails().find_map(day_in_url).or_else(|| tails().find_map(month_in_url))
}

/// Finds a date in a file path: `2025-02-18`, `20250218`, `2025/02/18`, also
/// with `\` or `_` between.
///
/// The last one wins: it is nearest to the file itself. Linear in the length.
#[must_use]
pub fn date_in_path(path: &str) -> Option<PartialDate> {
    let pieces = pieces(path);
    (0..pieces.len()).rev().filter_map(|at| pieces.get(at..)).find_map(day_in_path)
}

/// Cuts an address at every change between digits, letters and other bytes.
fn pieces(address: &str) -> Vec<Piece<'_>> {
    let kind = |c: char| if c.is_ascii_digit() { 1 } else { u8::from(c.is_alphabetic()) * 2 };
    let mut pieces = Vec::new();
    let (mut start, mut before, mut open) = (0, '/', 0);
    let ends = address.char_indices().map(|(at, c)| (at, c, kind(c)));
    let mut last = '/';
    for (at, c, kind) in ends.chain([(address.len(), '/', 0)]) {
        if kind != open {
            if open != 0 {
                let text = address.get(start..at).unwrap_or("");
                pieces.push(Piece { text, before, after: c });
            }
            (start, before, open) = (at, last, kind);
        }
        last = c;
    }
    pieces
}

/// Whether the pieces follow each other with one of `marks` between.
fn joined(a: &Piece<'_>, b: &Piece<'_>, marks: &str) -> bool {
    // One byte stands between two pieces exactly if both see the same one;
    // `//` is seen as one, which does no harm.
    a.after == b.before && marks.contains(a.after)
}

fn free(c: char) -> bool {
    !c.is_alphanumeric()
}

fn day_in_url(pieces: &[Piece<'_>]) -> Option<PartialDate> {
    let first = pieces.first()?;
    eight_digits(first, pieces.get(1)).or_else(|| {
        let second = pieces.get(1)?;
        if !free(first.before) || !joined(first, second, "/-_.") {
            return None;
        }
        // `/2025/0218/` and `/202502/18/`, as Chinese outlets have them.
        if first.before == '/' && first.after == '/' && free(second.after) {
            let digits = match (first.text.len(), second.text.len()) {
                (4, 4) | (6, 2) => [first.text, second.text].concat(),
                _ => String::new(),
            };
            if let Some(date) = eight(&digits) {
                return Some(date);
            }
        }
        let third = pieces.get(2)?;
        let month = month(second)?;
        let same = joined(second, third, "/-_.") && (first.after == second.after || second.after == '/');
        if !same || !free(third.after) {
            return None;
        }
        day(first.year()?, month, third.small()?)
    })
}

/// `20250218`, or `20250218140500` with a time; a single letter before may
/// open the segment, as in `/t20250218_1234.html`.
fn eight_digits(first: &Piece<'_>, second: Option<&Piece<'_>>) -> Option<PartialDate> {
    let piece = match second {
        Some(second) if first.before == '/' && first.text.len() == 1 && !free(first.after) => second,
        _ if free(first.before) => first,
        _ => return None,
    };
    if !free(piece.after) {
        return None;
    }
    let (date, time) = piece.text.split_at_checked(8)?;
    if !time.is_empty() {
        super::stamp::basic_time(time).filter(|_| matches!(time.len(), 4 | 6))?;
    }
    eight(date)
}

fn eight(digits: &str) -> Option<PartialDate> {
    super::stamp::basic_date(digits).filter(|date| YEARS.contains(&date.year))
}

/// `/2025/02/`, `/2025-02/`, `/2025/feb/`, with no day after.
fn month_in_url(pieces: &[Piece<'_>]) -> Option<PartialDate> {
    let (first, second) = (pieces.first()?, pieces.get(1)?);
    if first.before != '/' || second.after != '/' || !joined(first, second, "/-") {
        return None;
    }
    // `/2025/02/31/` is no month with a story numbered 31 in it.
    let third = pieces.get(2).filter(|third| joined(second, third, "/"));
    if third.is_some_and(|third| third.small().is_some() && free(third.after)) {
        return None;
    }
    PartialDate::from_month(first.year()?, month(second)?)
}

/// A month in one or two digits or by name.
fn month(piece: &Piece<'_>) -> Option<i8> {
    match piece.small() {
        Some(month) => Some(month),
        None => Some(lexicon().month(&key(piece.text))?.month),
    }
}

fn day_in_path(pieces: &[Piece<'_>]) -> Option<PartialDate> {
    let first = pieces.first()?;
    if !free(first.before) {
        return None;
    }
    if first.is_digits(8) && free(first.after) {
        return eight(first.text);
    }
    let (second, third) = (pieces.get(1)?, pieces.get(2)?);
    let shaped = joined(first, second, "-/\\_") && joined(second, third, "-/\\_");
    if !shaped || first.after != second.after || !free(third.after) {
        return None;
    }
    if !second.is_digits(2) || !third.is_digits(2) {
        return None;
    }
    day(first.year()?, second.small()?, third.small()?)
}

fn day(year: i16, month: i8, day: i8) -> Option<PartialDate> {
    PartialDate::from_day(year, month, day)
}

#[cfg(test)]
mod tests {
    //! 1. The forms that outlets use are read.
    //! 2. Ids, bare years and impossible days are not.

    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(read: Option<PartialDate>, expected: &str) {
        assert_eq!(read.map_or_else(|| "-".to_owned(), |date| date.to_string()), expected);
    }

    #[test]
    fn urls_give_their_day_or_month() {
        for (url, expected) in [
            ("https://a.com/2025/02/18/rain", "2025-02-18"),
            ("https://a.com/2025/2/8/rain.html", "2025-02-08"),
            ("https://a.com/world/2025/feb/18/rain", "2025-02-18"),
            ("https://a.com/2025/february/18/", "2025-02-18"),
            ("https://a.fr/2025/fevrier/18/pluie", "2025-02-18"),
            ("https://a.com/20250218/rain", "2025-02-18"),
            ("https://a.com/x/2025-02-18-rain", "2025-02-18"),
            ("https://a.com/rain-2025-02-18", "2025-02-18"),
            ("https://a.com/news_20250218.html", "2025-02-18"),
            ("https://a.com/2025_02_18/rain", "2025-02-18"),
            ("https://a.cn/n1/2025/0218/c1001-40421.html", "2025-02-18"),
            ("https://a.cn/202502/18/content_1.htm", "2025-02-18"),
            ("https://a.cn/2025-02/18/content_1.htm", "2025-02-18"),
            ("https://a.cn/202502/t20250218_1234.html", "2025-02-18"),
            ("https://a.ru/20250218140500-rain/", "2025-02-18"),
            ("https://a.com/2025/02/rain", "2025-02"),
            ("https://a.com/2025/02/", "2025-02"),
            ("https://a.com/2025/02/12345/", "2025-02"),
            ("https://a.com/2025/feb/rain", "2025-02"),
            ("/2025/02/18/rain", "2025-02-18"),
            ("//a.com/1893/02/18/rain", "1893-02-18"),
            ("https://2025.a.com/2024/02/18/", "2024-02-18"),
        ] {
            check(date_in_url(url), expected);
        }
    }

    #[test]
    fn ids_are_not_dates() {
        for url in [
            "https://a.com/2025/rain",
            "https://a.com/2025",
            "https://a.com/20251318/rain",
            "https://a.com/2025/02/31/rain",
            "https://a.com/120250218/",
            "https://a.com/abc20250218",
            "https://a.com/20250218abc",
            "https://a.com/17001231/",
            "https://a.com/2025021899",
            "https://2025.02.18.a.com/",
            "https://a.com/rain?d=2025-02-18",
            "https://a.com/rain#2025-02-18",
            "https://a.com/10.1016/2025-30",
            "https://a.com/sport/2024-25/results",
        ] {
            check(date_in_url(url), "-");
        }
    }

    #[test]
    fn paths_give_their_last_day() {
        for (path, expected) in [
            ("corpus/2025-02-18/a.txt", "2025-02-18"),
            ("corpus/2025/02/18/a.txt", "2025-02-18"),
            ("corpus\\2025\\02\\18\\a.txt", "2025-02-18"),
            ("20250218.txt", "2025-02-18"),
            ("2024-01-01/reuters_2025-02-18.txt", "2025-02-18"),
            ("2025_02_18.txt", "2025-02-18"),
            ("2025/02/a.txt", "-"),
            ("2025/feb/18/a.txt", "-"),
            ("000_40b18c851f358353.txt", "-"),
            ("2025-02-31.txt", "-"),
            ("a20250218.txt", "-"),
            ("v1.2025-02-1899", "-"),
            ("", "-"),
        ] {
            check(date_in_path(path), expected);
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "\\PC*|[0-9a-f/_.:-]{0,40}") {
            let _ = (date_in_url(&text), date_in_path(&text));
        }
    }
}
