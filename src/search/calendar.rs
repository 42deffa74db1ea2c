//! Days as periods: which days are which week, month or year, and what of a date
//! that is known only to its month or year.

use std::cmp::Reverse;

use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

use crate::model::{PartialDate, Period, day_number};

/// How long periods are.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Every {
    /// A day.
    Day,
    /// A week as ISO 8601 has it, from Monday.
    Week,
    /// A month.
    Month,
    /// A year.
    Year,
}

impl Every {
    /// All of them, shortest first.
    pub const ALL: [Self; 4] = [Self::Day, Self::Week, Self::Month, Self::Year];

    /// The word for it in JSON and on the screen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Day => "day",
            Self::Week => "week",
            Self::Month => "month",
            Self::Year => "year",
        }
    }

    /// The period of this length that a day is in.
    fn around(self, day: Date) -> Option<Span> {
        let partial = PartialDate::from(day);
        let partial = match self {
            Self::Day => partial,
            Self::Week => {
                let first = day.checked_sub(i64::from(day.weekday().since(Weekday::Monday)).days()).ok()?;
                return Some(Span { first, last: first.checked_add(6.days()).ok()?, every: self });
            }
            Self::Month => PartialDate { day: None, ..partial },
            Self::Year => PartialDate { month: None, day: None, ..partial },
        };
        partial.bounds().map(|(first, last)| Span { first, last, every: self })
    }
}

/// A period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Span {
    first: Date,
    last: Date,
    every: Every,
}

impl Span {
    pub(super) fn name(&self) -> String {
        let partial = PartialDate::from(self.first);
        match self.every {
            Every::Day => partial.to_string(),
            Every::Week => {
                let week = self.first.iso_week_date();
                format!("{:04}-W{:02}", week.year(), week.week())
            }
            Every::Month => PartialDate { day: None, ..partial }.to_string(),
            Every::Year => PartialDate { month: None, day: None, ..partial }.to_string(),
        }
    }

    /// Whether it has any of the days.
    pub(super) fn overlaps(&self, from: i64, to: i64) -> bool {
        day_number(self.first) <= to && from <= day_number(self.last)
    }

    pub(super) fn period(&self) -> Period {
        Period { period: self.name(), first: self.first.to_string(), last: self.last.to_string() }
    }
}

/// The day with this number.
pub(super) fn day(number: i64) -> Option<Date> {
    jiff::civil::date(1970, 1, 1).checked_add(number.days()).ok()
}

/// How many periods the days from `first` to `last` are in.
pub(super) fn periods(every: Every, first: i64, last: i64) -> usize {
    let (Some(from), Some(to)) = (day(first), day(last)) else { return 0 };
    let year = |date: Date| i64::from(date.year());
    let number = match every {
        Every::Day => last - first,
        // Day 4 was a Monday.
        Every::Week => (last - 4).div_euclid(7) - (first - 4).div_euclid(7),
        Every::Month => 12 * (year(to) - year(from)) + i64::from(to.month()) - i64::from(from.month()),
        Every::Year => year(to) - year(from),
    };
    usize::try_from(number + 1).unwrap_or(0)
}

/// What a date is counted under, looked up by its days.
pub(super) struct Calendar {
    every: Every,
    /// All periods and the longer ones that articles may be known to, by first day, longer ones
    /// first. Articles are counted under their places.
    spans: Vec<Span>,
    /// The first day.
    from: i64,
    /// By day: the place of its period, and whether a month begins there (`BEGINS`).
    exact: Vec<u32>,
    /// By day: the place of the month that begins there; none where years are counted by, which
    /// months are as exact for as days.
    months: Vec<u32>,
    /// By day: the place of the year that begins there.
    years: Vec<u32>,
}

/// No place.
const NONE: u32 = u32::MAX;

/// A month or year that articles may be known to begins there.
const BEGINS: u32 = 1 << 31;

impl Calendar {
    /// Of the days from `from` to `to`. Cost: in proportion to their number.
    pub(super) fn new(every: Every, from: i64, to: i64) -> Self {
        let mut spans = vec![];
        for each in Every::ALL.into_iter().filter(|each| *each == every || (*each > every && *each >= Every::Month)) {
            let mut at = day(from);
            while let Some(span) = at.filter(|at| day_number(*at) <= to).and_then(|at| each.around(at)) {
                spans.push(span);
                at = span.last.tomorrow().ok();
            }
        }
        spans.sort_by_key(|span| (span.first, Reverse(span.last)));
        let days = usize::try_from(to - from + 1).unwrap_or(0);
        let (mut exact, mut months, mut years) = (vec![NONE; days], vec![NONE; days], vec![NONE; days]);
        let place_of = |day: Date| usize::try_from(day_number(day) - from).ok();
        for (span, place) in spans.iter().zip(0..) {
            if span.every == every {
                let end = usize::try_from(day_number(span.last) - from + 1).unwrap_or(0).min(days);
                let begin = place_of(span.first).unwrap_or(0).min(end);
                exact.get_mut(begin..end).into_iter().flatten().for_each(|day| *day = place);
            }
            let begins = place_of(span.first);
            for (length, begin_there) in [(Every::Month, &mut months), (Every::Year, &mut years)] {
                if span.every == length
                    && let Some(known) = begins.and_then(|day| begin_there.get_mut(day))
                {
                    *known = place;
                }
            }
        }
        for (exact, month) in exact.iter_mut().zip(&months) {
            if *exact != NONE && *month != NONE {
                *exact |= BEGINS;
            }
        }
        Self { every, spans, from, exact, months, years }
    }

    pub(super) fn spans(&self) -> &[Span] {
        &self.spans
    }

    /// Whether the place of a span is one of the periods, not of a longer one.
    pub(super) fn is_period(&self, span: &Span) -> bool {
        span.every == self.every
    }

    /// The place that an article of this first day is counted under; `last` tells its last
    /// day, which is asked for only where a month begins.
    #[inline]
    pub(super) fn place(&self, first: i64, last: impl FnOnce() -> i64) -> u32 {
        let at = usize::try_from(first.wrapping_sub(self.from)).unwrap_or(usize::MAX);
        let place = self.exact.get(at).copied().unwrap_or(NONE);
        if place & BEGINS == 0 || place == NONE {
            return place;
        }
        let length = last() - first;
        let longer = if length > 31 { &self.years } else { &self.months };
        let known = longer.get(at).filter(|_| length > 0);
        known.copied().unwrap_or(place & !BEGINS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> i64 {
        day_number(text.parse().unwrap())
    }

    /// What a date is counted under.
    fn counted(every: Every, date: &str) -> String {
        let calendar = Calendar::new(every, number("2023-12-06"), number("2025-03-02"));
        let (first, last) = date.parse::<PartialDate>().unwrap().bounds().unwrap();
        let place = calendar.place(day_number(first), || day_number(last));
        calendar.spans()[place as usize].name()
    }

    #[test]
    fn dates_are_counted_as_exactly_as_they_are_known() {
        for (every, date, name) in [
            (Every::Day, "2024-02-29", "2024-02-29"),
            (Every::Day, "2024-01-01", "2024-01-01"),
            (Every::Day, "2024-02", "2024-02"),
            (Every::Day, "2024", "2024"),
            (Every::Week, "2024-12-30", "2025-W01"),
            (Every::Week, "2024-01-01", "2024-W01"),
            (Every::Week, "2024-04", "2024-04"),
            (Every::Month, "2024-02-01", "2024-02"),
            (Every::Month, "2024-02", "2024-02"),
            (Every::Month, "2023-12-31", "2023-12"),
            (Every::Month, "2024", "2024"),
            (Every::Year, "2024-01-01", "2024"),
            (Every::Year, "2024-01", "2024"),
            (Every::Year, "2025-03", "2025"),
            (Every::Year, "2024", "2024"),
        ] {
            assert_eq!(counted(every, date), name, "{date} by {}", every.as_str());
        }
    }

    #[test]
    fn periods_are_counted_as_they_are_listed() {
        for every in Every::ALL {
            for (from, to) in [("2023-12-31", "2024-01-01"), ("2024-01-01", "2024-01-01"), ("1969-12-28", "1970-01-05")] {
                let calendar = Calendar::new(every, number(from), number(to));
                let listed = calendar.spans().iter().filter(|span| calendar.is_period(span)).count();
                assert_eq!(periods(every, number(from), number(to)), listed, "{from} to {to} by {}", every.as_str());
            }
        }
    }
}
