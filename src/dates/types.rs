//! The values that date reading yields, and how they print.
//!
//! A value made by the constructors is a real calendar date; the fields are
//! public so that callers may match on them. Reading text is left to `find`
//! and `stamp`.

use std::fmt;
use std::ops::Range;
use std::str::FromStr;

use jiff::civil::Date;

/// A day of the week.
pub use jiff::civil::Weekday;

/// A calendar date known to the day, the month or the year.
///
/// Prints as `2025-02-18`, `2025-02` or `2025`, and reads the same back.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PartialDate {
    /// The year, 1600 to 2100 when read from text.
    pub year: i16,
    /// The month, 1 to 12, if known.
    pub month: Option<i8>,
    /// The day of the month, if known; never without a month.
    pub day: Option<i8>,
}

impl PartialDate {
    /// A date known to the day; `None` if the calendar has no such day.
    #[must_use]
    pub fn from_day(year: i16, month: i8, day: i8) -> Option<Self> {
        Date::new(year, month, day).ok()?;
        Some(Self { year, month: Some(month), day: Some(day) })
    }

    /// A date known to the month; `None` if there is no such month.
    #[must_use]
    pub fn from_month(year: i16, month: i8) -> Option<Self> {
        Date::new(year, month, 1).ok()?;
        Some(Self { year, month: Some(month), day: None })
    }

    /// A date known to the year.
    #[must_use]
    pub fn from_year(year: i16) -> Self {
        Self { year, month: None, day: None }
    }

    /// The civil date, if the day is known and real.
    #[must_use]
    pub fn civil(self) -> Option<Date> {
        Date::new(self.year, self.month?, self.day?).ok()
    }

    /// The day of the week, if the day is known.
    #[must_use]
    pub fn weekday(self) -> Option<Weekday> {
        self.civil().map(Date::weekday)
    }
}

impl fmt::Display for PartialDate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
            if let Some(day) = self.day {
                write!(f, "-{day:02}")?;
            }
        }
        Ok(())
    }
}

/// The text was not `YYYY`, `YYYY-MM` or `YYYY-MM-DD`, or names no real date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotADate;

impl fmt::Display for NotADate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not a date: write `2025-02-18`, `2025-02` or `2025`")
    }
}

impl std::error::Error for NotADate {}

impl FromStr for PartialDate {
    type Err = NotADate;

    fn from_str(text: &str) -> Result<Self, NotADate> {
        fn number<T: FromStr>(part: &str, width: usize) -> Option<T> {
            let digits = part.len() == width && part.bytes().all(|b| b.is_ascii_digit());
            digits.then(|| part.parse().ok()).flatten()
        }
        let mut parts = text.split('-');
        let year = parts.next().and_then(|part| number(part, 4));
        let date = match (year, parts.next(), parts.next(), parts.next()) {
            (Some(year), None, _, _) => Some(Self::from_year(year)),
            (Some(year), Some(month), None, _) => number(month, 2).and_then(|month| Self::from_month(year, month)),
            (Some(year), Some(month), Some(day), None) => {
                number(month, 2).zip(number(day, 2)).and_then(|(month, day)| Self::from_day(year, month, day))
            }
            _ => None,
        };
        date.ok_or(NotADate)
    }
}

/// A time of day as written, in whatever zone it was written.
///
/// Prints as `14:05`, `14:05:30`, `14:05:30+01:00` or `14:05Z`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct ClockTime {
    /// The hour, 0 to 23.
    pub hour: i8,
    /// The minute, 0 to 59.
    pub minute: i8,
    /// The second, 0 to 59, if given. A leap second reads as 59.
    pub second: Option<i8>,
    /// Minutes east of UTC, if an offset or an unambiguous zone name was given.
    pub offset_minutes: Option<i16>,
}

impl ClockTime {
    /// Checks the parts of a time of day.
    pub(super) fn new(hour: u32, minute: u32, second: Option<u32>, offset_minutes: Option<i16>) -> Option<Self> {
        let second = match second {
            Some(second @ 0..=60) => Some(i8::try_from(second.min(59)).ok()?),
            Some(_) => return None,
            None => None,
        };
        if hour > 23 || minute > 59 {
            return None;
        }
        let (hour, minute) = (i8::try_from(hour).ok()?, i8::try_from(minute).ok()?);
        Some(Self { hour, minute, second, offset_minutes })
    }
}

impl fmt::Display for ClockTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)?;
        if let Some(second) = self.second {
            write!(f, ":{second:02}")?;
        }
        match self.offset_minutes {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(offset) => {
                let sign = if offset < 0 { '-' } else { '+' };
                let minutes = offset.unsigned_abs();
                write!(f, "{sign}{:02}:{:02}", minutes / 60, minutes % 60)
            }
        }
    }
}

/// A date, and the time of day if one was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Timestamp {
    /// The date, in its own zone.
    pub date: PartialDate,
    /// The time of day; only ever with a date known to the day.
    pub time: Option<ClockTime>,
}

impl fmt::Display for Timestamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.date)?;
        self.time.map_or(Ok(()), |time| write!(f, "T{time}"))
    }
}

/// A date found in text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FoundDate {
    /// Bytes of the text, with the weekday and the time if they belong to it.
    pub range: Range<usize>,
    /// What was read.
    pub stamp: Timestamp,
    /// The weekday written beside the date.
    pub weekday: Option<Weekday>,
    /// Whether that weekday is the date's own; `None` if none was written or
    /// the day is not known.
    pub weekday_agrees: Option<bool>,
    /// Another date is as good a reading: `03/04/2025` was read by the order
    /// given, `18.2.25` has a guessed century, or a month name means another
    /// month in another language.
    pub ambiguous: bool,
}

/// How to read `03/04/2025`. When one number is over 12, it decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum DayMonth {
    /// 3 April 2025.
    #[default]
    DayFirst,
    /// March 4, 2025.
    MonthFirst,
}

impl DayMonth {
    /// The order usual for a language, given as `en`, `en-US` or `en_US`, and
    /// a region (`US`) if the language tag has none.
    ///
    /// English of the United States and the Philippines puts the month first;
    /// everything else, English without a region too, the day.
    #[must_use]
    pub fn for_language(language: &str, region: Option<&str>) -> Self {
        let mut subtags = language.split(['-', '_']);
        let english = subtags.next().is_some_and(|tag| tag.eq_ignore_ascii_case("en"));
        let region = subtags.rfind(|tag| tag.len() == 2).or(region);
        let month_first = |tag: &str| tag.eq_ignore_ascii_case("us") || tag.eq_ignore_ascii_case("ph");
        if english && region.is_some_and(month_first) { Self::MonthFirst } else { Self::DayFirst }
    }
}

#[cfg(test)]
mod tests {
    //! 1. Dates print as they read.
    //! 2. No date is made that the calendar lacks.
    //! 3. Only en-US and en-PH put the month first.

    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn display_reads_back(year in 1i16..=9999, month in 0i8..=13, day in 0i8..=32) {
            let dates = [
                Some(PartialDate::from_year(year)),
                PartialDate::from_month(year, month),
                PartialDate::from_day(year, month, day),
            ];
            for date in dates.into_iter().flatten() {
                prop_assert_eq!(date.to_string().parse(), Ok(date));
            }
        }
    }

    #[test]
    fn impossible_dates_are_refused() {
        for text in ["2025-02-31", "2025-13", "2025-2-1", "2025-02-18x", "+025", "", "2025-"] {
            assert_eq!(text.parse::<PartialDate>(), Err(NotADate), "{text}");
        }
        assert!(PartialDate::from_day(2024, 2, 29).is_some());
    }

    #[test]
    fn clock_times_print_their_offset() {
        let time = |second, offset| ClockTime::new(14, 5, second, offset).unwrap().to_string();
        assert_eq!(time(None, None), "14:05");
        assert_eq!(time(Some(30), Some(60)), "14:05:30+01:00");
        assert_eq!(time(Some(60), Some(0)), "14:05:59Z");
        assert_eq!(time(None, Some(-210)), "14:05-03:30");
    }

    #[test]
    fn order_follows_language_and_region() {
        use DayMonth::{DayFirst, MonthFirst};
        assert_eq!(DayMonth::for_language("en-US", None), MonthFirst);
        assert_eq!(DayMonth::for_language("en", Some("us")), MonthFirst);
        assert_eq!(DayMonth::for_language("en", None), DayFirst);
        assert_eq!(DayMonth::for_language("es-US", None), DayFirst);
        assert_eq!(DayMonth::for_language("en_GB", Some("US")), DayFirst);
    }
}
