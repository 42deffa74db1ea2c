//! Reads publication dates in news pages, metadata values, URLs and file
//! paths, in some seventy languages.
//!
//! Invariants:
//!
//! * Nothing is guessed. A bare year is no date, a month and a year stay a
//!   month and a year, and a date read by day/month order alone says so.
//! * No clock, no time zone data: a day is the day in its own zone, never
//!   converted, and "2 hours ago" is not read.
//! * Every range is in bytes of the text given and lies on character
//!   boundaries. No input panics; time is linear in the length of the text.
//!
//! Deciding *which* date is the publication date belongs to `meta`, not here.
//! Words (months, weekdays, cues) are data: see `data/README.md`.

mod address;
mod clock;
mod cue;
mod find;
mod fold;
mod grammar;
mod lexicon;
mod numeric;
mod reader;
mod stamp;
mod token;
mod types;

#[cfg(test)]
mod cases;

pub use address::{date_in_path, date_in_url};
pub use cue::{DateCue, cue_after, cue_before};
pub use find::{YearlessDate, find_dates, find_yearless, weekdays};
pub use stamp::parse_timestamp;
pub use types::{ClockTime, DayMonth, FoundDate, NotADate, PartialDate, Timestamp, Weekday};
