//! Finds every date in running text, with the weekday and time beside it.
//!
//! Goes once over the text, window by window of `token`, and asks `grammar`
//! at each number. Which of the dates matters is left to the caller.

use std::ops::Range;

use super::lexicon::{Role, key, lexicon};
use super::reader::{Reader, Shape};
use super::token::{Windows, tokens};
use super::types::{DayMonth, FoundDate, Timestamp, Weekday};

/// A day and a month without a year, found in text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct YearlessDate {
    /// Bytes of the text, from the first number or name to the last.
    pub range: Range<usize>,
    /// 1 to 12.
    pub month: i8,
    /// 1 to 31, and no more than the month ever has.
    pub day: i8,
}

/// Finds every date written in a text or on a line, in order of appearance.
///
/// A date stands on one line and names its year. Linear in the length of the
/// text; text without digits costs one look at each byte.
#[must_use]
pub fn find_dates(text: &str, order: DayMonth) -> Vec<FoundDate> {
    let mut found: Vec<FoundDate> = Vec::new();
    scan(text, order, |reader, at| {
        let shape = reader.date_at(at)?;
        let (date, next) = complete(reader, shape);
        found.extend(date);
        Some(next)
    });
    found
}

/// Finds every day and month that stand without a year, in order.
///
/// `February 18`, `18. Februar`, `2月18日`; never `18/02`, which is more often
/// a fraction. The caller must know the year from elsewhere.
#[must_use]
pub fn find_yearless(text: &str) -> Vec<YearlessDate> {
    let mut found = Vec::new();
    scan(text, DayMonth::DayFirst, |reader, at| {
        if let Some(shape) = reader.date_at(at) {
            return Some(shape.next);
        }
        let (shape, month, day) = reader.yearless_at(at)?;
        let range = span(reader, shape.first, shape.next);
        found.push(YearlessDate { range, month, day });
        Some(shape.next)
    });
    found
}

/// The weekdays that a text names by their whole names, in order.
///
/// Short forms (`Mo`, `sat`) are words of other meanings too often.
pub fn weekdays(text: &str) -> impl Iterator<Item = Weekday> {
    text.split(|c: char| !c.is_alphabetic() && c != '-').filter(|word| word.chars().nth(4).is_some()).filter_map(|word| {
        let found = lexicon().weekday(&key(word))?;
        (!found.needs_mark).then_some(found.day)
    })
}

/// Calls `read` at each number that is not inside what was read before. It
/// answers with the token after what it read.
fn scan(text: &str, order: DayMonth, mut read: impl FnMut(&Reader<'_>, usize) -> Option<usize>) {
    let mut done = 0;
    for window in Windows::new(text) {
        let tokens = tokens(text, window.reach);
        let floor = tokens.partition_point(|token| token.start < done);
        let mut reader = Reader { text, tokens: &tokens, lexicon: lexicon(), order, floor };
        let mut at = tokens.partition_point(|token| token.start < window.anchors.start).max(floor);
        while let Some(token) = reader.token(at).filter(|token| token.start < window.anchors.end) {
            let is_date = matches!(reader.number(at), Some((_, digits)) if digits <= 4);
            let next = if is_date { read(&reader, at) } else { None };
            at = next.map_or(at + 1, |next| next.max(at + 1));
            if next.is_some() {
                reader.floor = at;
                done = reader.token(at - 1).map_or(token.end, |last| last.end);
            }
        }
    }
}

/// Adds weekday and time to a shape; also tells where to go on.
fn complete(reader: &Reader<'_>, shape: Shape) -> (Option<FoundDate>, usize) {
    let Shape { mut first, mut next, reading } = shape;
    let Some(mut reading) = reading else { return (None, next) };
    let mut weekday = None;
    let mut time = reading.time;
    if reading.date.day.is_some() {
        if let Some((day, start)) = weekday_before(reader, first) {
            (weekday, first) = (Some(day), start);
        } else if let Some((day, end)) = weekday_after(reader, next) {
            (weekday, next) = (Some(day), end);
        }
        if time.is_none() {
            if let Some((clock, end)) = reader.clock_after(next) {
                (time, next) = (Some(clock), end);
            } else if let Some((clock, start)) = reader.clock_before(first) {
                (time, first) = (Some(clock), start);
            }
        }
    }
    if let (Some(day), Some(other)) = (weekday, reading.other) {
        let (date_agrees, other_agrees) = (reading.date.weekday() == Some(day), other.weekday() == Some(day));
        if other_agrees && !date_agrees {
            reading.date = other;
        }
        reading.ambiguous = date_agrees == other_agrees;
    }
    let date = reading.date;
    let found = FoundDate {
        range: span(reader, first, next),
        stamp: Timestamp { date, time },
        weekday,
        weekday_agrees: weekday.and_then(|day| date.weekday().map(|own| own == day)),
        ambiguous: reading.ambiguous,
    };
    (Some(found), next)
}

fn span(reader: &Reader<'_>, first: usize, next: usize) -> Range<usize> {
    let start = reader.token(first).map_or(0, |token| token.start);
    let end = next.checked_sub(1).and_then(|last| reader.token(last));
    start..end.map_or(start, |token| token.end)
}

/// The weekday before a date, and its first token: `Dienstag, den`.
fn weekday_before(reader: &Reader<'_>, first: usize) -> Option<(Weekday, usize)> {
    let mut end = first;
    for _ in 0..4 {
        let lowest = end.saturating_sub(5).max(reader.floor);
        let named = (lowest..end).find_map(|start| {
            let (word, next) = reader.weekday(start)?;
            let counts = !word.needs_mark || reader.is_mark(end, ",.");
            (next == end && counts).then_some((word.day, start))
        });
        if named.is_some() {
            return named;
        }
        let before = end.checked_sub(1).filter(|before| *before >= reader.floor)?;
        let passes = reader.is_mark(before, ",.(-–") || reader.role(before, Role::Lead) == Some(end);
        if !passes {
            return None;
        }
        end = before;
    }
    None
}

/// The weekday after a date, and the token after it: `18., kedd`, `（火）`.
fn weekday_after(reader: &Reader<'_>, next: usize) -> Option<(Weekday, usize)> {
    let mut at = next;
    if reader.is_mark(at, ".") && reader.is_mark(at + 1, ",(") {
        at += 1;
    }
    let open = reader.is_mark(at, "(");
    at += usize::from(reader.is_mark(at, ",("));
    let (word, end) = reader.weekday(at)?;
    let closed = open && reader.is_mark(end, ")");
    (!word.needs_mark || closed).then_some((word.day, end + usize::from(closed)))
}
