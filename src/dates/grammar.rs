//! Dates with a month's name: `18 February 2025`, `February 18, 2025`,
//! `2025. február 18.`, `February 2025`.
//!
//! Each rule starts from the date's first number and looks at a bounded
//! number of tokens. Dates in numbers alone are left to `numeric`, weekdays
//! and times around a date to `find`.

use super::lexicon::{MonthWord, Role};
use super::reader::{Reader, Reading, Shape};
use super::types::PartialDate;

/// The years that text may name.
pub(super) const YEARS: std::ops::RangeInclusive<i16> = 1600..=2100;
/// The Buddhist year that began in the common year 0.
const BUDDHIST: i16 = 543;
/// Marks between two days: `18-20 February`.
const BETWEEN_DAYS: &str = "-–";

/// A day of the month as written.
#[derive(Clone, Copy)]
pub(super) struct Day {
    pub(super) value: i8,
    /// Whether it is an ordinal number with a dot: `18.`.
    pub(super) dotted: bool,
    pub(super) next: usize,
}

impl Reader<'_> {
    /// The date whose first number is the token `at`.
    pub(super) fn date_at(&self, at: usize) -> Option<Shape> {
        let (_, digits) = self.number(at)?;
        if digits > 4 || !self.is_free_before(at) {
            return None;
        }
        self.month_first(at)
            .or_else(|| self.by_counters(at))
            .or_else(|| self.numeric(at))
            .or_else(|| if digits < 3 { self.day_first(at) } else { None })
            .or_else(|| if digits == 4 { self.year_first(at) } else { None })
            .filter(|shape| self.is_free_after(shape.next))
    }

    /// A day and a month without a year, or a month and a day.
    pub(super) fn yearless_at(&self, at: usize) -> Option<(Shape, i8, i8)> {
        if !self.is_free_before(at) {
            return None;
        }
        let named = |word: MonthWord, place: usize| {
            let source = self.source(place);
            // `iPhone 11 Pro` is no Czech December, `18 may` no English May.
            let short = !word.alone && source.is_ascii() && source.len() <= 3;
            let small = word.capital && self.is_lowercase(place);
            (!short && !small).then_some(word.month)
        };
        let (first, next, month, day) = self
            .month_before(at)
            .and_then(|(first, word)| {
                let day = self.day(at)?;
                Some((first, day.next, named(word, first)?, day.value))
            })
            .or_else(|| {
                let (day, place) = self.day_before_month(at)?;
                let (word, next) = self.month(place)?;
                Some((at, next, named(word, place)?, day.value))
            })
            .or_else(|| self.month_day_by_counters(at))?;
        // A leap year, so that 29 February passes.
        PartialDate::from_day(2024, month, day)?;
        let shape = Shape { first, next, reading: None };
        self.is_free_after(next).then_some((shape, month, day))
    }

    /// A month named just before the token: its first token, and the month.
    fn month_before(&self, at: usize) -> Option<(usize, MonthWord)> {
        let mut end = at;
        let mut connected = false;
        while end > self.floor {
            let before = end - 1;
            if self.is_mark(before, ",.'-/–)") && at - before <= 2 {
                // A mark or two may stand between.
            } else if !connected
                && (self.role(before, Role::Of) == Some(end)
                    || self.role(before, Role::Year) == Some(end)
                    || self.lexicon_era(before).is_some())
            {
                connected = true;
            } else {
                break;
            }
            end = before;
        }
        if end <= self.floor || !self.is_word(end - 1) {
            return None;
        }
        let mut last = String::with_capacity(24);
        super::fold::fold_into(self.source(end - 1), &mut last);
        if !self.lexicon.ends_month(&last) {
            return None;
        }
        // The longest name that ends here; two names joined by a slash count
        // from the last.
        let lowest = end.saturating_sub(super::lexicon::LONGEST).max(self.floor);
        (lowest..end).find_map(|first| {
            let (word, next) = self.longest(first, |key| self.lexicon.month(key))?;
            (next == end).then_some((first, word))
        })
    }

    /// `February 18, 2025`, `Feb 18 14:05:00 2025`, `February 2025`.
    fn month_first(&self, at: usize) -> Option<Shape> {
        let (first, word) = self.month_before(at)?;
        if !self.is_free_before(first) {
            return None;
        }
        let (_, digits) = self.number(at)?;
        if digits == 4 {
            let (year, next) = self.year(at, word)?;
            if !word.alone || (word.capital && self.is_lowercase(first)) {
                return None;
            }
            let other = word.other.and_then(|month| PartialDate::from_month(year, month));
            let reading = PartialDate::from_month(year, word.month).map(|date| Reading {
                other,
                ambiguous: other.is_some(),
                ..Reading::of(date)
            });
            return Some(Shape { first, next, reading });
        }
        let day = self.day(at)?;
        let mut time = None;
        let years = self.year_after(day.next, word).or_else(|| {
            let last = self.second_day(day.next)?;
            self.year_after(last.next, word)
        });
        let (year, next) = years.or_else(|| {
            let (clock, after) = self.clock(day.next, false)?;
            time = Some(clock);
            self.year_after(after, word)
        })?;
        let reading = named(word, year, day).map(|reading| Reading { time, ..reading });
        Some(Shape { first, next, reading })
    }

    /// `18 February 2025`, `18. listopada 2025.`, `12 de enero de 2026`.
    fn day_first(&self, at: usize) -> Option<Shape> {
        let (day, place) = self.day_before_month(at)?;
        let (word, after) = self.month(place)?;
        if let Some((year, next)) = self.year_after(after, word) {
            return Some(Shape { first: at, next, reading: named(word, year, day) });
        }
        let short = after + 1;
        if word.thai
            && let Some(year) = self.number_of(after, 2).or_else(|| self.number_of(short, 2))
            && !self.is_mark(after, ",-/")
        {
            let next = if self.number(after).is_some() { short } else { short + 1 };
            let year = i16::try_from(year).ok()? + 2500 - BUDDHIST;
            let reading = named(word, year, day).map(|r| Reading { ambiguous: true, ..r });
            return Some(Shape { first: at, next, reading });
        }
        // `18-Feb-25`, as in RFC 850.
        if self.is_mark(after, "-") && self.is_mark(at + 1, "-") && self.is_glued(short) {
            let year = century(self.number_of(short, 2)?)?;
            let reading = named(word, year, day).map(|r| Reading { ambiguous: true, ..r });
            return Some(Shape { first: at, next: short + 1, reading });
        }
        None
    }

    /// A day, and the place of the month's name after it.
    fn day_before_month(&self, at: usize) -> Option<(Day, usize)> {
        let day = self.day(at)?;
        let place = self.after_day(day.next);
        if self.month(place).is_some() {
            return Some((day, place));
        }
        let place = self.after_day(self.second_day(day.next)?.next);
        self.month(place).is_some().then_some((day, place))
    }

    /// Past the mark and the words between a day and its month.
    fn after_day(&self, at: usize) -> usize {
        // `18, జనవరి 2025`; elsewhere a comma parts a number from the next clause.
        let comma = self.is_mark(at, ",") && !self.source(at + 1).starts_with(|c: char| c < '\u{900}');
        let mut next = at + usize::from(comma || self.is_mark(at, "-/–"));
        for _ in 0..2 {
            if self.month(next).is_some() {
                break;
            }
            match self.role(next, Role::Of) {
                Some(after) => next = after + usize::from(self.is_mark(after, "'")),
                None => break,
            }
        }
        next
    }

    /// `2025. február 18.`, `2025 m. vasario 18 d.`, `2025eko otsailaren 18a`,
    /// `2025. gada 18. februāris`, `2025 February 18`.
    fn year_first(&self, at: usize) -> Option<Shape> {
        let year = common_year(self.number_of(at, 4)?)?;
        let (mut next, mut word, mut dot) = (at + 1, false, false);
        for _ in 0..6 {
            if self.month(next).is_some() {
                break;
            }
            if self.is_mark(next, ".,-/()") {
                dot |= self.is_mark(next, ".");
                next += 1;
            } else if let Some(after) = self.role(next, Role::Year) {
                word = true;
                next = after;
            } else {
                break;
            }
        }
        if word && self.number(next).is_some() {
            let (day, place) = self.day_before_month(next)?;
            let (month, next) = self.month(place)?;
            let complete = self.year_after(next, month).is_none();
            let shape = Shape { first: at, next, reading: named(month, year, day) };
            return complete.then_some(shape);
        }
        let (month, after) = self.month(next)?;
        // "It closed in 2024. February 18 was…" is two sentences.
        if dot && !word && !self.is_lowercase(next) {
            return None;
        }
        let place = after + usize::from(self.is_mark(after, "-/,"));
        if let Some(day) = self.day(place) {
            let complete = self.year_after(day.next, month).is_none();
            let shape = Shape { first: at, next: day.next, reading: named(month, year, day) };
            return complete.then_some(shape);
        }
        let reading = PartialDate::from_month(year, month.month).map(Reading::of);
        (word || dot).then_some(Shape { first: at, next: after, reading })
    }

    /// A number of one or two digits with what is written onto it.
    pub(super) fn day(&self, at: usize) -> Option<Day> {
        let (value, digits) = self.number(at)?;
        if digits > 2 {
            return None;
        }
        let value = i8::try_from(value).ok()?;
        let mut next = at + 1;
        if self.is_glued(next) && self.is_mark(next, "°") {
            next += 1;
        } else if self.is_glued(next) && self.is_word(next) && self.month(next).is_none() {
            match self.role(next, Role::Ordinal) {
                Some(after) if after == next + 1 => next = after,
                _ if self.source(next).is_ascii() => return None,
                _ => {}
            }
        } else if self.is_glued(next) && self.is_mark(next, "-") && self.month(next + 1).is_none() {
            let ordinal = self.role(next + 1, Role::Ordinal).filter(|_| self.is_glued(next + 1));
            next = ordinal.unwrap_or(next);
        }
        let dotted = self.is_glued(next) && self.is_mark(next, ".");
        Some(Day { value, dotted, next: next + usize::from(dotted) })
    }

    /// The last day of a range of days, after the first.
    fn second_day(&self, at: usize) -> Option<Day> {
        let next = match self.role(at, Role::And) {
            Some(next) => next,
            None if self.is_mark(at, BETWEEN_DAYS) => at + 1,
            None => return None,
        };
        self.day(next)
    }

    /// The year after a day and a month, with the marks and words before it.
    pub(super) fn year_after(&self, at: usize, word: MonthWord) -> Option<(i16, usize)> {
        let mut next = at;
        if self.is_mark(next, ",.-/'–") {
            next += 1;
        }
        for _ in 0..2 {
            let after = self.role(next, Role::Of).or_else(|| self.role(next, Role::Year));
            next = after.unwrap_or(next);
        }
        self.year(next, word)
    }

    /// The year at `at`, perhaps after the name of its era.
    fn year(&self, at: usize, word: MonthWord) -> Option<(i16, usize)> {
        let era = self.lexicon_era(at);
        let (add, mut place) = era.unwrap_or((0, at));
        if era.is_some() && self.is_mark(place, ".") {
            place += 1;
        }
        let value = self.number_of(place, 4)?;
        let value = i16::try_from(value).ok()? + add;
        let buddhist = era.is_none() && word.thai && value > 2400;
        let year = value - if buddhist { BUDDHIST } else { 0 };
        // "Feb 18, 1830 GMT" is a time, "Feb 18, 2025 GMT" a year without one.
        let is_time = self.zone(place + 1, false).is_some() && !self.is_glued(place + 1) && !LIKELY.contains(&year);
        (YEARS.contains(&year) && !is_time).then_some((year, place + 1))
    }

    /// The era named at `at`: what to add to its years, and the next token.
    pub(super) fn lexicon_era(&self, at: usize) -> Option<(i16, usize)> {
        self.longest(at, |key| self.lexicon.era(key))
    }
}

/// A date of a named month, or of the month's other meaning.
fn named(word: MonthWord, year: i16, day: Day) -> Option<Reading> {
    let make = |month| PartialDate::from_day(year, month, day.value);
    let Some(other) = word.other else { return make(word.month).map(Reading::of) };
    // Only the language of the later row writes days with a dot.
    let (month, other) = if day.dotted { (other, word.month) } else { (word.month, other) };
    Some(Reading { other: make(other), ambiguous: true, ..Reading::of(make(month)?) })
}

/// Years of news pages, which are years even where a time could stand.
const LIKELY: std::ops::RangeInclusive<i16> = 1990..=2039;

/// A year of the common era within [`YEARS`].
pub(super) fn common_year(value: u32) -> Option<i16> {
    i16::try_from(value).ok().filter(|year| YEARS.contains(year))
}

/// A year of two digits: 1970 to 2069.
pub(super) fn century(value: u32) -> Option<i16> {
    let value = i16::try_from(value).ok().filter(|value| (0..100).contains(value))?;
    Some(if value < 70 { 2000 + value } else { 1900 + value })
}
