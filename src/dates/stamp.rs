//! Reads metadata values: ISO 8601, RFC 2822 and 850, epoch numbers,
//! JavaScript dates, and short human-written dates.
//!
//! The day is the day in the value's own zone; nothing is converted, save
//! that an epoch number, which has no zone, is read in UTC.

use jiff::Timestamp as Instant;
use jiff::tz::Offset;

use super::find::find_dates;
use super::grammar::YEARS;
use super::types::{ClockTime, DayMonth, PartialDate, Timestamp};

/// A value of this many characters or more is prose, not a date.
const LONGEST_VALUE: usize = 80;

/// Reads a metadata value as a date, perhaps with a time.
///
/// Reads all that [`find_dates`] reads, and beyond it `20250218`,
/// `20250218T140500Z`, `20250218140500`, `2025-02`, `2025`, and seconds (ten
/// digits) or milliseconds (thirteen) since 1970. In a longer value the first
/// date counts; a value of 80 characters or more is not read.
#[must_use]
pub fn parse_timestamp(value: &str, order: DayMonth) -> Option<Timestamp> {
    let value = value.trim();
    if value.chars().nth(LONGEST_VALUE - 1).is_some() {
        return None;
    }
    if value.bytes().all(|byte| byte.is_ascii_digit()) {
        return digits(value);
    }
    if let Some((day, time)) = value.split_once(['T', 't', ' '])
        && day.len() == 8
        && let Some(stamp) = compact(day, time, order)
    {
        return Some(stamp);
    }
    if let Ok(date) = value.parse::<PartialDate>() {
        return plausible(date).map(|date| Timestamp { date, time: None });
    }
    find_dates(value, order).into_iter().next().map(|found| found.stamp)
}

/// A value of digits alone, told apart by their number.
fn digits(value: &str) -> Option<Timestamp> {
    match value.len() {
        4 => plausible(value.parse().ok()?).map(|date| Timestamp { date, time: None }),
        8 => Some(Timestamp { date: basic_date(value)?, time: None }),
        10 => epoch(value.parse().ok()?),
        13 => epoch(value.parse::<i64>().ok()?.div_euclid(1000)),
        12 | 14 => {
            let (date, time) = value.split_at_checked(8)?;
            Some(Timestamp { date: basic_date(date)?, time: Some(basic_time(time)?) })
        }
        _ => None,
    }
}

/// Seconds since 1970, in UTC.
fn epoch(seconds: i64) -> Option<Timestamp> {
    let moment = Offset::UTC.to_datetime(Instant::from_second(seconds).ok()?);
    let date = plausible(PartialDate::from_day(moment.year(), moment.month(), moment.day())?)?;
    let time = ClockTime { hour: moment.hour(), minute: moment.minute(), second: Some(moment.second()), offset_minutes: Some(0) };
    Some(Timestamp { date, time: Some(time) })
}

/// `20250218T140500Z`, `20250218 14:05`. The zone, or a time with colons, is
/// read by putting the date in its common form.
fn compact(day: &str, time: &str, order: DayMonth) -> Option<Timestamp> {
    let date = basic_date(day)?;
    let clock_end = time.bytes().take_while(u8::is_ascii_digit).count();
    let (digits, rest) = time.split_at_checked(clock_end)?;
    let time = match (digits.get(..2), digits.get(2..4), digits.get(4..)) {
        (Some(hour), Some(minute), Some("")) => format!("{hour}:{minute}{rest}"),
        (Some(hour), Some(minute), Some(second)) => format!("{hour}:{minute}:{second}{rest}"),
        _ => time.to_owned(),
    };
    let found = find_dates(&format!("{date}T{time}"), order).into_iter().next();
    found.map(|found| found.stamp).or(Some(Timestamp { date, time: None }))
}

/// `20250218`.
pub(super) fn basic_date(digits: &str) -> Option<PartialDate> {
    if digits.len() != 8 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let year = digits.get(..4)?.parse().ok()?;
    let month = digits.get(4..6)?.parse().ok()?;
    plausible(PartialDate::from_day(year, month, digits.get(6..)?.parse().ok()?)?)
}

/// `1405` or `140530`.
pub(super) fn basic_time(digits: &str) -> Option<ClockTime> {
    let (hour, minute) = (digits.get(..2)?.parse().ok()?, digits.get(2..4)?.parse().ok()?);
    let second = match digits.get(4..)? {
        "" => None,
        second => Some(second.parse().ok()?),
    };
    ClockTime::new(hour, minute, second, None)
}

fn plausible(date: PartialDate) -> Option<PartialDate> {
    YEARS.contains(&date.year).then_some(date)
}

#[cfg(test)]
mod tests {
    //! 1. Every machine format reads, with its own day, time and offset.
    //! 2. Prose, ids and nonsense do not.

    use super::*;
    use proptest::prelude::*;

    #[track_caller]
    fn check(value: &str, expected: &str) {
        let read = parse_timestamp(value, DayMonth::DayFirst);
        assert_eq!(read.map_or_else(|| "-".to_owned(), |stamp| stamp.to_string()), expected, "{value}");
    }

    #[test]
    fn iso_reads_in_all_shapes() {
        check("2025-02-18", "2025-02-18");
        check(" 2025-02-18T14:05:00Z\n", "2025-02-18T14:05:00Z");
        check("2025-02-18T14:05:00.123456+01:00", "2025-02-18T14:05:00+01:00");
        check("2025-02-18T14:05:00,5+01:00", "2025-02-18T14:05:00+01:00");
        check("2025-02-18T14:05:00+0100", "2025-02-18T14:05:00+01:00");
        check("2025-02-18T14:05:00+01", "2025-02-18T14:05:00+01:00");
        check("2025-02-18T14:05-05:00", "2025-02-18T14:05-05:00");
        check("2025-02-18T23:59:00-11:30", "2025-02-18T23:59:00-11:30");
        check("2025-02-18 14:05:00 +0000 UTC", "2025-02-18T14:05:00Z");
        check("2025-02-18 14:05", "2025-02-18T14:05");
        check("2025-02-18t14:05:00z", "2025-02-18T14:05:00Z");
        check("2025-02-18T14:05:00+01:00[Europe/Berlin]", "2025-02-18T14:05:00+01:00");
        check("20250218T140500Z", "2025-02-18T14:05:00Z");
        check("20250218T1405+0100", "2025-02-18T14:05+01:00");
        check("20250218 14:05", "2025-02-18T14:05");
        check("20250218", "2025-02-18");
        check("20250218140500", "2025-02-18T14:05:00");
        check("2025-02", "2025-02");
        check("2025", "2025");
        check("2025/02/18 14:05:00", "2025-02-18T14:05:00");
        check("2025-02-18T25:99:00Z", "2025-02-18");
    }

    #[test]
    fn mail_and_script_dates_read() {
        check("Tue, 18 Feb 2025 14:05:00 +0100", "2025-02-18T14:05:00+01:00");
        check("Tue, 18 Feb 2025 14:05:00 GMT", "2025-02-18T14:05:00Z");
        check("Tuesday, 18-Feb-25 14:05:00 GMT", "2025-02-18T14:05:00Z");
        check("Tue Feb 18 14:05:00 2025", "2025-02-18T14:05:00");
        check("Tue Feb 18 14:05:00 CET 2025", "2025-02-18T14:05:00+01:00");
        check("Tue Feb 18 14:05:00 +0000 2025", "2025-02-18T14:05:00Z");
        check("Tue Feb 18 2025 14:05:00 GMT+0100 (CET)", "2025-02-18T14:05:00+01:00");
        check("Tue Feb 18 2025 14:05:00 GMT+0100 (Central European Standard Time)", "2025-02-18T14:05:00+01:00");
        check("1739887500", "2025-02-18T14:05:00Z");
        check("1739887500123", "2025-02-18T14:05:00Z");
    }

    #[test]
    fn written_values_read_if_short() {
        check("Published February 18, 2025 at 2:05 PM", "2025-02-18T14:05");
        check("18 février 2025", "2025-02-18");
        check(&format!("18 February 2025{}", " and so on".repeat(8)), "-");
    }

    #[test]
    fn nonsense_does_not_read() {
        for value in ["", "-", "0", "20251301", "9999999999999", "99999999", "1234567890123456"] {
            check(value, "-");
        }
        for value in ["2025-02-31", "1492", "3025", "PT5M", "now", "0000-00-00", "2025-13"] {
            check(value, "-");
        }
    }

    proptest! {
        #[test]
        fn never_panics(value in "\\PC*|[0-9TZ :+.-]{0,30}") {
            let _ = parse_timestamp(&value, DayMonth::MonthFirst);
        }

        #[test]
        fn display_reads_back(y in 1600i16..=2100, m in 1i8..=12, d in 1i8..=28, h in 0u32..24, s in proptest::option::of(0u32..60), o in proptest::option::of(-840i16..=840)) {
            let stamp = Timestamp {
                date: PartialDate { year: y, month: Some(m), day: Some(d) },
                time: ClockTime::new(h, 7, s, o),
            };
            prop_assert_eq!(parse_timestamp(&stamp.to_string(), DayMonth::DayFirst), Some(stamp));
        }
    }
}
