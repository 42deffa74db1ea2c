//! 1. Every form reads as the days it says, and prints in one canonical way.
//! 2. What is printed reads as the same days.
//! 3. Every mistake has its kind, a message, and a guess that is itself right.
//! 4. No text and no day makes it panic.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

/// A Wednesday.
const TODAY: Date = date(2025, 3, 5);

/// Compares what a value prints as, or the whole error with its remedy.
#[track_caller]
fn check(spec: &str, expected: &str) {
    let printed = match parse_date_spec(spec, TODAY) {
        Ok(filter) => {
            let printed = filter.to_string();
            assert_eq!(parse_date_spec(&printed, TODAY), Ok(filter), "{spec}");
            printed
        }
        Err(error) => {
            if let Some(nearest) = &error.nearest {
                assert!(parse_date_spec(nearest, TODAY).is_ok(), "{spec}: {nearest}");
                let other = error.other.map_or(String::new(), |other| format!(" or {other}"));
                format!("{}: {nearest}{other}", error.message)
            } else {
                error.message
            }
        }
    };
    assert_eq!(printed, expected, "{spec}");
}

#[test]
fn periods() {
    check("2025", "2025");
    check("2025-02", "2025-02");
    check("2025-2", "2025-02");
    check("2025-02-01", "2025-02-01");
    check("2024-02-29", "2024-02-29");
    check("today", "2025-03-05");
    check(" Yesterday ", "2025-03-04");
    check("last-week", "2025-02-24..2025-03-02");
    check("last-month", "2025-02");
    check("last-year", "2024");
    check("7d", "2025-02-27..2025-03-05");
    check("1d", "2025-03-05");
    check("none", "none");
}

#[test]
fn ranges() {
    check("2025-02-01..2025-02-28", "2025-02");
    check("2025-01..2025-12", "2025");
    check("2025-02-01..2025-02-27", "2025-02-01..2025-02-27");
    check("2024-12..2025-01", "2024-12-01..2025-01-31");
    check("..2025", "..2025-12-31");
    check("2025-02..", "2025-02-01..");
    check("last-month..today", "2025-02-01..2025-03-05");
    check("..", "..");
    check(">=2025-02", "2025-02-01..");
    check(">2025-02", "2025-03-01..");
    check("<2025-02", "..2025-01-31");
    check("<= 2025-02", "..2025-02-28");
}

#[test]
fn impossible_dates() {
    check("2025-13", "no month 13: 2025-12");
    check("2025-00", "no month 0: 2025-01");
    check("2025-13-45", "no month 13: 2025-12-31");
    check("2025-02-30", "no day 30 in 2025-02: 2025-02-28");
    check("2024-02-30", "no day 30 in 2024-02: 2024-02-29");
    check("2025-04-0", "no day 0 in 2025-04: 2025-04-01");
    check("0000", "no year 0: 0001");
    check(">=2025-13", "no month 13: >=2025-12");
    check("2025-13..", "no month 13: 2025-12..");
    check("2025-02-30..2025-13", "no day 30 in 2025-02, and no month 13: 2025-02-28..2025-12");
    check(">9999", "no day > `9999`: 9999");
    check("<0001", "no day < `0001`: 0001");
    check("0d", "`0d` is no days: 1d");
    check("9999999d", "no date is 9999999 days back");
    check("99999999999999999999d", "no date is 99999999999999999999 days back");
    check("2025-02-28..2025-02-01", "`2025-02-28` is after `2025-02-01`: 2025-02-01..2025-02-28");
    check("2025..2024", "`2025` is after `2024`: 2024..2025");
}

#[test]
fn unreadable_dates() {
    check("", "no date");
    check("soon", "`soon` is no date");
    check("25", "`25` is no date");
    check("yesterdy", "`yesterdy` is no date: yesterday");
    check("last week", "`last week` is no date: last-week");
    check("20250228", "`20250228` is no date: 2025-02-28");
    check("2025/2/28", "`2025/2/28` is no date: 2025-02-28");
    check("28.02.2025", "`28.02.2025` is no date: 2025-02-28");
    check("01.02.2025", "`01.02.2025` is no date: 2025-02-01");
    check("02/28/2025", "`02/28/2025` is no date: 2025-02-28");
    check("01/02/2025", "`01/02/2025` is no date: 2025-01-02 or 2025-02-01");
    check("2024-2025", "`2024-2025` is no date: 2024..2025");
    check("2025-2024", "`2025-2024` is no date");
    check("2025-02-28-01", "`2025-02-28-01` is no date");
    check("２０２５", "`２０２５` is no date");
    check("2025...2026", "`.2026` is no date");
    check(">", "no date");
}

#[test]
fn help_names_the_flag_or_the_field() {
    let error = parse_date_spec("2025-13", TODAY).unwrap_err();
    assert_eq!(error.to_string(), "no month 13: write `2025-12`");
    assert_eq!(error.help("date:"), "write `date:2025-12`");
}

proptest! {
    #[test]
    fn no_text_panics(spec in "[-0-9./<>=dlast none]{0,24}|\\PC{0,12}", days in -4_000_000_i32..2_900_000) {
        let today = date(2000, 1, 1).saturating_add(jiff::Span::new().days(days));
        if let Ok(filter) = parse_date_spec(&spec, TODAY) {
            prop_assert_eq!(parse_date_spec(&filter.to_string(), TODAY), Ok(filter));
        }
        let _ = parse_date_spec(&spec, today);
    }
}
