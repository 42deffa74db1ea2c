//! Publication dates: as precise as they are known, with where they were found.

use serde::{Deserialize, Serialize};

use super::Provenance;

pub use crate::dates::{ClockTime, PartialDate};

impl PartialDate {
    /// The first and last day it can mean.
    #[must_use]
    pub fn bounds(self) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
        let first = jiff::civil::Date::new(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1)).ok()?;
        let last = match (self.month, self.day) {
            (Some(_), Some(_)) => first,
            (Some(_), None) => first.last_of_month(),
            (None, _) => first.last_of_year(),
        };
        Some((first, last))
    }

    /// How much is known.
    #[must_use]
    pub fn precision(self) -> Precision {
        match (self.month, self.day) {
            (Some(_), Some(_)) => Precision::Day,
            (Some(_), None) => Precision::Month,
            (None, _) => Precision::Year,
        }
    }
}

impl From<jiff::civil::Date> for PartialDate {
    fn from(date: jiff::civil::Date) -> Self {
        Self { year: date.year(), month: Some(date.month()), day: Some(date.day()) }
    }
}

/// Days since 1970-01-01, negative before.
#[must_use]
pub fn day_number(date: jiff::civil::Date) -> i64 {
    let epoch = jiff::civil::date(1970, 1, 1);
    i64::from((date - epoch).get_days())
}

/// How precisely a date is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Precision {
    /// To the day.
    Day,
    /// To the month.
    Month,
    /// To the year.
    Year,
    /// Not at all.
    #[default]
    None,
}

/// When an article was published, as far as is known. This is the `date` of the JSON.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct PublicationDate {
    /// `2025-02-18`, `2025-02`, `2025` or null; the calendar day where the page was published.
    pub value: Option<String>,
    /// How much of it is known.
    pub precision: Precision,
    /// The time of day as written (`14:05:30+01:00`), or null.
    pub time: Option<String>,
    /// Where it was found.
    pub source: Provenance,
    /// 0 to 1: how often dates found this way are right.
    pub confidence: f32,
}

impl PublicationDate {
    /// A date that was found.
    #[must_use]
    pub fn new(date: PartialDate, time: Option<ClockTime>, source: Provenance, confidence: f32) -> Self {
        Self {
            value: Some(date.to_string()),
            precision: date.precision(),
            time: time.map(|time| time.to_string()),
            source,
            confidence,
        }
    }

    /// Seconds from the start of the day in UTC to the time of day, 0 if it is
    /// not known. May leave the day: 00:30+02:00 is before it.
    #[must_use]
    pub fn seconds_of_day(&self) -> i64 {
        let Some(time) = self.time.as_deref() else { return 0 };
        let (clock, offset) = match time.find(['Z', '+', '-']) {
            Some(at) => time.split_at(at),
            None => (time, "Z"),
        };
        let seconds = |text: &str| -> i64 {
            let parts = text.split(':').zip([3600, 60, 1]);
            parts.map(|(part, unit)| part.parse::<i64>().unwrap_or(0) * unit).sum()
        };
        let east = seconds(offset.trim_start_matches(['Z', '+', '-']));
        seconds(clock) - if offset.starts_with('-') { -east } else { east }
    }

    /// The first and last day it can mean; none if it is not known.
    #[must_use]
    pub fn bounds(&self) -> Option<(jiff::civil::Date, jiff::civil::Date)> {
        self.value.as_deref()?.parse::<PartialDate>().ok()?.bounds()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_follow_precision() {
        let bounds = |value: &str| {
            let date = PublicationDate { value: Some(value.to_owned()), ..PublicationDate::default() };
            date.bounds().map(|(first, last)| format!("{first}..{last}"))
        };
        assert_eq!(bounds("2024").as_deref(), Some("2024-01-01..2024-12-31"));
        assert_eq!(bounds("2024-02").as_deref(), Some("2024-02-01..2024-02-29"));
        assert_eq!(bounds("2024-02-18").as_deref(), Some("2024-02-18..2024-02-18"));
        assert_eq!(bounds("soon"), None);
    }

    #[test]
    fn times_count_in_utc() {
        let seconds = |time: &str| {
            let date = PublicationDate { time: Some(time.to_owned()), ..PublicationDate::default() };
            date.seconds_of_day()
        };
        assert_eq!(seconds("14:05"), 50_700);
        assert_eq!(seconds("14:05:30Z"), 50_730);
        assert_eq!(seconds("00:30+02:00"), -5_400);
        assert_eq!(seconds("23:30-01:30"), 90_000);
    }

    #[test]
    fn days_count_from_the_epoch() {
        assert_eq!(day_number(jiff::civil::date(1970, 1, 2)), 1);
        assert_eq!(day_number(jiff::civil::date(1969, 12, 31)), -1);
    }
}
