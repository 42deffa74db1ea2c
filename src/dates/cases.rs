//! Dates as outlets write them, and what only looks like a date.
//!
//! One line of text each, in `read`, `refused` and `mixed`; the rules
//! themselves are in `grammar`, `numeric`, `clock` and `find`.

mod mixed;
mod read;
mod refused;

use super::{DayMonth, find_dates};

/// The dates in the text, with `?` if ambiguous and `!` if the weekday written
/// is not the date's.
fn shown(text: &str, order: DayMonth) -> String {
    let shown: Vec<String> = find_dates(text, order)
        .into_iter()
        .map(|found| {
            let doubt = if found.ambiguous { "?" } else { "" };
            let wrong = if found.weekday_agrees == Some(false) { "!" } else { "" };
            format!("{}{doubt}{wrong}", found.stamp)
        })
        .collect();
    if shown.is_empty() { "-".to_owned() } else { shown.join(" ") }
}

/// Checks lines of `text => dates`; reports every line that fails.
#[track_caller]
fn check(table: &str, order: DayMonth) -> usize {
    let lines = || table.lines().map(str::trim).filter(|line| !line.is_empty());
    let wrong: Vec<String> = lines()
        .filter_map(|line| {
            let (text, expected) = line.rsplit_once(" => ").unwrap_or((line, "-"));
            let got = shown(text, order);
            (got != expected).then(|| format!("{text} => {got}, not {expected}"))
        })
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
    lines().count()
}
