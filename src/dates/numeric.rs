//! Dates in numbers: `2025-02-18`, `18.02.2025`, `2025年2月18日`,
//! `18 tháng 2 năm 2025`.
//!
//! Numbers that look like dates and are not (versions, addresses, telephone
//! numbers) are refused here and by [`Reader::is_free_before`] and
//! [`Reader::is_free_after`].

use super::fold::fold_into;
use super::grammar::{century, common_year};
use super::lexicon::Role;
use super::reader::{Reader, Reading, Shape};
use super::types::{DayMonth, PartialDate};

impl Reader<'_> {
    /// Three numbers with the same mark between them.
    pub(super) fn numeric(&self, at: usize) -> Option<Shape> {
        let mark = self.mark(at + 1).filter(|mark| "-/.".contains(*mark))?;
        if self.mark(at + 3) != Some(mark) || !self.is_evenly_spaced(at, mark) {
            return None;
        }
        let ((a, a_digits), (b, b_digits)) = (self.number(at)?, self.number(at + 2)?);
        let (c, c_digits) = self.number(at + 4)?;
        if b_digits > 2 || (mark == '.' && self.is_version(at)) {
            return None;
        }
        let next = at + 5;
        let reading = match (a_digits, c_digits) {
            (4, 1 | 2) => day_of(common_year(a)?, b, c).map(Reading::of),
            (1 | 2, 4) => self.by_order(common_year(c)?, a, b, mark),
            (1 | 2, 2) if mark != '-' => {
                if mark == '.' && (a_digits, b_digits) != (2, 2) && self.follows_name(at) {
                    return None;
                }
                let reading = self.by_order(century(c)?, a, b, mark)?;
                Some(Reading { ambiguous: true, ..reading })
            }
            _ => return None,
        };
        Some(Shape { first: at, next, reading })
    }

    /// `18.02.2025`, `18. 2. 2025`, `18 / 02 / 2025`; hyphens stand close.
    fn is_evenly_spaced(&self, at: usize, mark: char) -> bool {
        let [m1, b, m2, c] = [1, 2, 3, 4].map(|step| self.is_glued(at + step));
        match mark {
            '.' => m1 && m2 && b == c,
            '/' => m1 == m2 && b == c && m1 == b,
            _ => m1 && b && m2 && c,
        }
    }

    /// Whether a capitalized word stands before, as in `Python 3.12.10`.
    fn follows_name(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        let is_name = self.is_word(before) && !self.is_lowercase(before);
        is_name && self.weekday(before).is_none()
    }

    /// `a` and `b` as day and month, in the order given unless only the other
    /// makes sense.
    fn by_order(&self, year: i16, a: u32, b: u32, mark: char) -> Option<Reading> {
        let day_first = day_of(year, b, a);
        let month_first = day_of(year, a, b);
        let (date, other) = match self.order {
            DayMonth::DayFirst => (day_first, month_first),
            DayMonth::MonthFirst => (month_first, day_first),
        };
        let date = match (date, other) {
            (Some(date), Some(other)) => {
                // Dots are for days first nearly everywhere.
                let certain = mark == '.' && self.order == DayMonth::DayFirst;
                let ambiguous = date != other && !certain;
                let other = ambiguous.then_some(other);
                return Some(Reading { other, ambiguous, ..Reading::of(date) });
            }
            (date, other) => date.or(other)?,
        };
        Some(Reading::of(date))
    }

    /// Numbers told apart by counters: `2025年2月18日`, `2025년 2월`,
    /// `令和7年2月18日`, `18 tháng 2 năm 2025`.
    pub(super) fn by_counters(&self, at: usize) -> Option<Shape> {
        if let Some(place) = self.counter(at + 1, Role::CjkYear) {
            return self.year_by_counter(at, place);
        }
        self.vietnamese(at)
    }

    fn year_by_counter(&self, at: usize, place: usize) -> Option<Shape> {
        let (value, digits) = self.number(at)?;
        let era = (1..=2).filter_map(|back| at.checked_sub(back)).filter(|first| *first >= self.floor).find_map(|first| {
            let (add, next) = self.lexicon_era(first)?;
            (next == at && add != 0).then_some((first, add))
        });
        let (first, year) = match era {
            Some((first, add)) if digits < 4 => (first, common_year(value.checked_add(u32::try_from(add).ok()?)?)?),
            _ if digits == 4 => (at, common_year(value)?),
            _ => return None,
        };
        let (month, _) = self.number(place)?;
        let next = self.counter(place + 1, Role::CjkMonth)?;
        let Some((day, 1 | 2)) = self.number(next) else {
            let month = i8::try_from(month).ok()?;
            let reading = PartialDate::from_month(year, month).map(Reading::of);
            return Some(Shape { first, next, reading });
        };
        let reading = day_of(year, month, day).map(Reading::of);
        let end = self.counter(next + 1, Role::CjkDay);
        let bare = !(self.is_glued(next + 1) && self.is_word(next + 1));
        let next = end.or(bare.then_some(next + 1))?;
        Some(Shape { first, next, reading })
    }

    /// `2月18日`, `2월 18일`, `18 tháng 2`: first token, next, month, day.
    pub(super) fn month_day_by_counters(&self, at: usize) -> Option<(usize, usize, i8, i8)> {
        let (value, _) = self.number(at)?;
        let value = i8::try_from(value).ok()?;
        if let Some(place) = self.counter(at + 1, Role::CjkMonth) {
            let (day, _) = self.number(place)?;
            let next = self.counter(place + 1, Role::CjkDay)?;
            return Some((at, next, value, i8::try_from(day).ok()?));
        }
        let place = self.counter(at + 1, Role::MonthWord)?;
        let (month, _) = self.number(place)?;
        Some((at, place + 1, i8::try_from(month).ok()?, value))
    }

    /// `18 tháng 2 năm 2025`, `tháng 2/2025`.
    fn vietnamese(&self, at: usize) -> Option<Shape> {
        let before = at.checked_sub(1).filter(|before| *before >= self.floor);
        let (first, day, place) = if let Some(place) = self.counter(at + 1, Role::MonthWord) {
            (at, Some(self.number(at)?.0), place)
        } else {
            let before = before.filter(|before| self.role(*before, Role::MonthWord) == Some(at))?;
            (before, None, at)
        };
        let (month, 1 | 2) = self.number(place)? else { return None };
        let mut next = place + 1;
        next += usize::from(self.is_mark(next, ",/-"));
        next = self.role(next, Role::Year).unwrap_or(next);
        let year = common_year(self.number_of(next, 4)?)?;
        let reading = match day {
            Some(day) => day_of(year, month, day),
            None => PartialDate::from_month(year, i8::try_from(month).ok()?),
        };
        Some(Shape { first, next: next + 1, reading: reading.map(Reading::of) })
    }

    /// The token after a counter of one character or word.
    fn counter(&self, at: usize, role: Role) -> Option<usize> {
        if !self.is_word(at) {
            return None;
        }
        let mut key = String::new();
        fold_into(self.source(at), &mut key);
        self.lexicon.is(&key, role).then_some(at + 1)
    }
}

/// A day of the calendar.
fn day_of(year: i16, month: u32, day: u32) -> Option<PartialDate> {
    PartialDate::from_day(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?)
}
