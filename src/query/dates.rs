//! What people write for dates (`2025-02`, `7d`, `last-month`, `>=2025`), read
//! into days: for `date:` in a query and for `--since`, `--until`, `--on`.
//!
//! Pure: the caller says which day today is. Which articles a range matches,
//! and how sure their dates are, is left to the search.

use std::error::Error;
use std::fmt;

use jiff::civil::Date;

use super::error::ErrorKind;
use super::field::is_one_edit;

/// Is a condition on the date of publication; its `Display` is what stands
/// after `date:`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DateFilter {
    /// Articles without a date (`none`).
    Undated,
    /// Articles dated inside a range, both ends included; an end that is `None`
    /// is open. Both open (`..`) is any article with a date.
    Range {
        /// The first day.
        from: Option<Date>,
        /// The last day.
        to: Option<Date>,
    },
}

/// Says why a text is no date, with the nearest text that is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateSpecError {
    /// What is wrong with it.
    pub kind: ErrorKind,
    /// What is wrong: lower case, no final period.
    pub message: String,
    /// The nearest right form, to be written instead of the whole value.
    pub nearest: Option<String>,
    /// Another right form, if two are as near.
    pub other: Option<String>,
}

impl DateSpecError {
    /// Returns the remedy; `prefix` is what stands before the value (`date:`).
    #[must_use]
    pub fn help(&self, prefix: &str) -> String {
        self.nearest_help(prefix).unwrap_or_else(|| {
            format!(
                "write a day, month or year (`{prefix}2025-02-28`, `{prefix}2025-02`, \
                 `{prefix}2025`), a range (`{prefix}2025-02..2025-03`), `{prefix}7d`, \
                 `{prefix}last-month` or `{prefix}none`"
            )
        })
    }

    /// Returns the remedy where one end of a range is asked for (`--since`).
    #[must_use]
    pub fn end_help(&self, prefix: &str) -> String {
        self.nearest_help(prefix).unwrap_or_else(|| {
            format!(
                "write a day, month or year (`{prefix}2025-02-28`, `{prefix}2025-02`, `{prefix}2025`), \
                 `{prefix}7d` or `{prefix}last-month`"
            )
        })
    }

    fn nearest_help(&self, prefix: &str) -> Option<String> {
        let nearest = self.nearest.as_ref()?;
        let other = self.other.as_ref().map(|other| format!(" or `{prefix}{other}`"));
        Some(format!("write `{prefix}{nearest}`{}", other.unwrap_or_default()))
    }
}

impl fmt::Display for DateSpecError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.message, self.help(""))
    }
}

impl Error for DateSpecError {}

/// Reads a date, a period, a range or a comparison.
///
/// A year or a month is all its days. `last-week` is the Monday to Sunday
/// before this week, `last-month` and `last-year` are whole calendar periods,
/// `7d` is seven days of which today is the last. Case and outer white space do
/// not matter.
///
/// # Errors
///
/// Returns what is wrong, and where it can the nearest form that is right.
pub fn parse_date_spec(text: &str, today: Date) -> Result<DateFilter, DateSpecError> {
    let spec = text.trim().to_lowercase();
    if spec == "none" {
        return Ok(DateFilter::Undated);
    }
    if let Some((left, right)) = spec.split_once("..") {
        return range(left.trim(), right.trim(), today);
    }
    for sign in [">=", "<=", ">", "<"] {
        if let Some(rest) = spec.strip_prefix(sign) {
            return comparison(sign, rest.trim(), today);
        }
    }
    let period = Period::parse(&spec, today)?;
    Ok(DateFilter::Range { from: Some(period.first), to: Some(period.last) })
}

/// Reads what follows a sign.
fn comparison(sign: &str, rest: &str, today: Date) -> Result<DateFilter, DateSpecError> {
    let period = Period::parse(rest, today).map_err(|error| error.within(sign, ""))?;
    let beyond = || impossible(format!("no day {sign} `{rest}`"), Some(rest.to_owned()));
    let (from, to) = match sign {
        ">=" => (Some(period.first), None),
        "<=" => (None, Some(period.last)),
        ">" => (Some(period.last.tomorrow().map_err(|_| beyond())?), None),
        _ => {
            let before = period.first.yesterday().ok().filter(|day| day.year() > 0);
            (None, Some(before.ok_or_else(beyond)?))
        }
    };
    Ok(DateFilter::Range { from, to })
}

/// Reads the two sides of `..`, of which either may be empty, or leave out its own
/// days: `>2025-01..<2025-03`.
fn range(left: &str, right: &str, today: Date) -> Result<DateFilter, DateSpecError> {
    if let Some(from) = left.strip_prefix('>') {
        let after = comparison(">", from.trim(), today).map_err(|error| error.within("", &format!("..{right}")))?;
        return both(after, range("", right, today)?, left, right);
    }
    if let Some(to) = right.strip_prefix('<') {
        let until = comparison("<", to.trim(), today).map_err(|error| error.within(&format!("{left}.."), ""))?;
        return both(range(left, "", today)?, until, left, right);
    }
    let side = |text: &str| match text {
        "" => Ok(None),
        _ => Period::parse(text, today).map(Some),
    };
    let (from, to) = match (side(left), side(right)) {
        (Ok(from), Ok(to)) => (from.map(|p| p.first), to.map(|p| p.last)),
        (Err(error), Ok(_)) => return Err(error.within("", &format!("..{right}"))),
        (Ok(_), Err(error)) => return Err(error.within(&format!("{left}.."), "")),
        (Err(first), Err(second)) => {
            let nearest = first.nearest.zip(second.nearest);
            return Err(DateSpecError {
                kind: first.kind,
                message: format!("{}, and {}", first.message, second.message),
                nearest: nearest.map(|(from, to)| format!("{from}..{to}")),
                other: None,
            });
        }
    };
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(DateSpecError {
            kind: ErrorKind::ReversedRange,
            message: format!("`{left}` is after `{right}`"),
            nearest: Some(format!("{right}..{left}")),
            other: None,
        });
    }
    Ok(DateFilter::Range { from, to })
}

/// Joins what begins somewhere and what ends somewhere.
fn both(begins: DateFilter, ends: DateFilter, left: &str, right: &str) -> Result<DateFilter, DateSpecError> {
    let (DateFilter::Range { from, .. }, DateFilter::Range { to, .. }) = (begins, ends) else {
        return Ok(DateFilter::Undated);
    };
    if from.zip(to).is_some_and(|(from, to)| from > to) {
        return Err(impossible(format!("no day is after `{left}` and before `{right}`"), None));
    }
    Ok(DateFilter::Range { from, to })
}

/// Is a run of days.
#[derive(Debug, Clone, Copy)]
struct Period {
    first: Date,
    last: Date,
}

/// The words for periods, for the guess at a misspelt one.
const WORDS: &[&str] = &["today", "yesterday", "last-week", "last-month", "last-year", "none"];

impl Period {
    /// Reads a word, a number of days, or a year with or without month and day.
    fn parse(spec: &str, today: Date) -> Result<Self, DateSpecError> {
        let known = match spec {
            "today" => Some(Self::day(today)),
            "yesterday" => today.yesterday().ok().map(Self::day),
            "last-week" => Self::last_week(today),
            "last-month" => before(today.first_of_month()).map(Self::month_of),
            "last-year" => before(today.first_of_year()).map(Self::year_of),
            _ => None,
        };
        if let Some(period) = known {
            return Ok(period);
        }
        if let Some(count) = spec.strip_suffix('d').filter(|count| is_number(count)) {
            return Self::last_days(count, today);
        }
        Self::written(spec)
    }

    fn day(day: Date) -> Self {
        Self { first: day, last: day }
    }

    fn month_of(day: Date) -> Self {
        Self { first: day.first_of_month(), last: day.last_of_month() }
    }

    fn year_of(day: Date) -> Self {
        Self { first: day.first_of_year(), last: day.last_of_year() }
    }

    /// Returns the Monday to Sunday before the week of `today`.
    fn last_week(today: Date) -> Option<Self> {
        let since_monday = i64::from(today.weekday().to_monday_zero_offset());
        Some(Self { first: days_before(today, since_monday + 7)?, last: days_before(today, since_monday + 1)? })
    }

    /// Returns as many days as `count` says, of which today is the last.
    fn last_days(count: &str, today: Date) -> Result<Self, DateSpecError> {
        let days: Option<i64> = count.parse().ok();
        if days == Some(0) {
            return Err(impossible("`0d` is no days".to_owned(), Some("1d".to_owned())));
        }
        let first = days.and_then(|days| days_before(today, days.saturating_sub(1)));
        let first = first.filter(|day| day.year() > 0);
        let first = first.ok_or_else(|| impossible(format!("no date is {} days back", clip(count)), None))?;
        Ok(Self { first, last: today })
    }

    /// Reads `2025`, `2025-02` or `2025-02-28`.
    fn written(spec: &str) -> Result<Self, DateSpecError> {
        let unreadable = || DateSpecError {
            kind: ErrorKind::UnreadableDate,
            message: match spec {
                "" => "no date".to_owned(),
                _ => format!("`{}` is no date", clip(spec)),
            },
            nearest: guess(spec).or_else(|| both_orders(spec).map(|(day, _)| day)),
            other: both_orders(spec).map(|(_, day)| day),
        };
        let mut parts = spec.split('-');
        let year = parts.next().filter(|part| part.len() == 4);
        let year: Option<i16> = year.and_then(number);
        let month: Option<Option<i8>> = parts.next().map(number);
        let day: Option<Option<i8>> = parts.next().map(number);
        let (Some(year), None) = (year, parts.next()) else {
            return Err(unreadable());
        };
        match (month, day) {
            (None, _) => within_year(year, None, None),
            (Some(Some(month)), None) => within_year(year, Some(month), None),
            (Some(Some(month)), Some(Some(day))) => within_year(year, Some(month), Some(day)),
            _ => Err(unreadable()),
        }
    }
}

/// Returns the days of a year, a month or a day, if the calendar has it.
fn within_year(year: i16, month: Option<i8>, day: Option<i8>) -> Result<Period, DateSpecError> {
    let none = |message: String, nearest: String| impossible(message, Some(nearest));
    let Some(first) = Date::new(year, 1, 1).ok().filter(|_| year > 0) else {
        return Err(none("no year 0".to_owned(), "0001".to_owned()));
    };
    let Some(month) = month else {
        return Ok(Period::year_of(first));
    };
    let nearest_month = month.clamp(1, 12);
    let first = Date::new(year, nearest_month, 1).unwrap_or(first);
    let nearest_day = day.map(|day| day.clamp(1, first.days_in_month()));
    if month != nearest_month {
        let day = nearest_day.map_or(String::new(), |day| format!("-{day:02}"));
        let nearest = format!("{year:04}-{nearest_month:02}{day}");
        return Err(none(format!("no month {month}"), nearest));
    }
    let (Some(day), Some(nearest)) = (day, nearest_day) else {
        return Ok(Period::month_of(first));
    };
    match Date::new(year, month, day) {
        Ok(date) => Ok(Period::day(date)),
        Err(_) => Err(none(format!("no day {day} in {year:04}-{month:02}"), format!("{year:04}-{month:02}-{nearest:02}"))),
    }
}

/// Guesses what was meant by a value that is no date, if only one thing can be.
fn guess(spec: &str) -> Option<String> {
    if let Some(word) = WORDS.iter().find(|word| is_one_edit(spec, word)) {
        return Some((*word).to_owned());
    }
    let parts: Vec<&str> = spec.split(['-', '/', '.', ' ']).collect();
    if !parts.iter().all(|part| is_number(part)) {
        return None;
    }
    let found = match parts.as_slice() {
        [all] if all.len() == 8 => join(all.get(..4)?, all.get(4..6)?, all.get(6..)?),
        [year, month] if year.len() == 4 && month.len() <= 2 => Some(format!("{year}-{month:0>2}")),
        [from, to] if from.len() == 4 && to.len() == 4 => Some(format!("{from}..{to}")),
        [year, month, day] if year.len() == 4 => join(year, month, day),
        [day, month, year] if year.len() == 4 && (spec.contains('.') || day == month) => join(year, month, day),
        // 28/02 and 02/28 can only be one day, 01/02 could be two.
        [a, b, year] if year.len() == 4 => match (join(year, a, b), join(year, b, a)) {
            (Some(_), Some(_)) => None,
            (one, other) => one.or(other),
        },
        _ => None,
    };
    // A guess that is itself a mistake helps nobody.
    found.filter(|found| parse_date_spec(found, Date::constant(2000, 1, 1)).is_ok())
}

/// Returns the two days that `12/2/2025` may be, the month first and the day first.
fn both_orders(spec: &str) -> Option<(String, String)> {
    let parts: Vec<&str> = spec.split(['-', '/', ' ']).collect();
    let [a, b, year] = parts.as_slice() else { return None };
    let is_date = year.len() == 4 && a != b && [a, b].iter().all(|part| part.len() <= 2 && is_number(part));
    if is_date { join(year, a, b).zip(join(year, b, a)) } else { None }
}

/// Writes a day the right way, if there is such a day.
fn join(year: &str, month: &str, day: &str) -> Option<String> {
    let spec = format!("{year}-{month:0>2}-{day:0>2}");
    let real = Period::written(&spec);
    real.is_ok().then_some(spec)
}

impl DateSpecError {
    /// Sets the guess for a part into the whole value it was a part of.
    fn within(mut self, before: &str, after: &str) -> Self {
        let whole = |part: String| format!("{before}{part}{after}");
        self.nearest = self.nearest.map(whole);
        self.other = self.other.map(whole);
        self
    }
}

fn impossible(message: String, nearest: Option<String>) -> DateSpecError {
    DateSpecError { kind: ErrorKind::ImpossibleDate, message, nearest, other: None }
}

/// Returns the last day before another.
fn before(day: Date) -> Option<Date> {
    day.yesterday().ok()
}

fn days_before(day: Date, days: i64) -> Option<Date> {
    let span = jiff::Span::new().try_days(days).ok()?;
    day.checked_sub(span).ok()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Reads digits, at most four of them.
fn number<N: std::str::FromStr>(text: &str) -> Option<N> {
    let fits = is_number(text) && text.len() <= 4;
    text.parse().ok().filter(|_| fits)
}

/// Cuts a value that is too long to repeat.
fn clip(value: &str) -> &str {
    let end = value.char_indices().nth(40).map_or(value.len(), |(at, _)| at);
    value.get(..end).unwrap_or_default()
}

impl fmt::Display for DateFilter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self::Range { from, to } = *self else {
            return f.write_str("none");
        };
        if let (Some(from), Some(to)) = (from, to) {
            let (year, month) = (from.year(), from.month());
            if from == to {
                return write!(f, "{from}");
            } else if from == from.first_of_year() && to == from.last_of_year() {
                return write!(f, "{year:04}");
            } else if from == from.first_of_month() && to == from.last_of_month() {
                return write!(f, "{year:04}-{month:02}");
            }
        }
        if let Some(from) = from {
            write!(f, "{from}")?;
        }
        f.write_str("..")?;
        match to {
            Some(to) => write!(f, "{to}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
#[path = "dates_tests.rs"]
mod tests;
