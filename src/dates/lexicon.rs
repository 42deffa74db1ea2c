//! The words of dates: months, weekdays, connecting words, zones, eras.
//!
//! All come from the tables in `data/`, read once. Rows that cannot be read
//! are left out; a test holds that there are none. How words combine into a
//! date is left to `grammar` and `clock`.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::fold::fold_into;
use super::token::{Kind, tokens};
use super::types::Weekday;

const MONTHS: &str = include_str!("../../data/dates/months.tsv");
const WEEKDAYS: &str = include_str!("../../data/dates/weekdays.tsv");
const WORDS: &str = include_str!("../../data/dates/words.tsv");
const ZONES: &str = include_str!("../../data/dates/zones.tsv");
const ERAS: &str = include_str!("../../data/dates/eras.tsv");

/// The most words a name may have (`tháng mười một`).
pub(super) const LONGEST: usize = 3;

/// What a month name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct MonthWord {
    /// 1 to 12.
    pub(super) month: i8,
    /// Another month of the same name: `listopada` is November in Polish,
    /// October in Croatian. The later row of the table.
    pub(super) other: Option<i8>,
    /// May stand with a year alone.
    pub(super) alone: bool,
    /// Thai: years may count from 543 BC.
    pub(super) thai: bool,
    /// A common word too unless it has a capital letter: `May`.
    pub(super) capital: bool,
}

/// What a weekday name says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct WeekdayWord {
    /// The day.
    pub(super) day: Weekday,
    /// Too short to count unless a mark stands beside it (`Di.`, `（火）`).
    pub(super) needs_mark: bool,
}

/// What a zone's abbreviation says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct ZoneName {
    /// Minutes east of UTC; `None` if several zones go by the name.
    pub(super) offset: Option<i16>,
}

/// What a connecting word may do in a date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Role {
    /// Between day, month and year: `18 de febrero de 2025`.
    Of,
    /// Between two days: `18 and 19 February`.
    And,
    /// Between weekday or time and the date: `Dienstag, den`.
    Lead,
    /// Between date and time: `um`.
    At,
    /// After a year: `года`.
    Year,
    /// After a day, written onto it: `18th`.
    Ordinal,
    /// Before a number that is a month: `tháng 2`.
    MonthWord,
    /// After a number that is a year, a month, a day: `年`, `月`, `日`.
    CjkYear,
    /// See [`Role::CjkYear`].
    CjkMonth,
    /// See [`Role::CjkYear`].
    CjkDay,
    /// Before noon.
    Am,
    /// After noon.
    Pm,
    /// After an hour: `14h05`, `14 Uhr`.
    Hour,
    /// After a minute.
    Minute,
    /// After a whole time: `14:05 Uhr`.
    ClockTail,
    /// Before a number that is a version, a telephone number, a clause.
    Version,
}

impl Role {
    const NAMES: [(&str, Role); 16] = [
        ("of", Role::Of),
        ("and", Role::And),
        ("lead", Role::Lead),
        ("at", Role::At),
        ("year", Role::Year),
        ("ordinal", Role::Ordinal),
        ("monthword", Role::MonthWord),
        ("cjkyear", Role::CjkYear),
        ("cjkmonth", Role::CjkMonth),
        ("cjkday", Role::CjkDay),
        ("am", Role::Am),
        ("pm", Role::Pm),
        ("hour", Role::Hour),
        ("minute", Role::Minute),
        ("clocktail", Role::ClockTail),
        ("version", Role::Version),
    ];

    fn bit(self) -> u32 {
        1 << (self as u32)
    }
}

/// All tables, ready for look-up by [`key`].
pub(super) struct Lexicon {
    months: FxHashMap<String, MonthWord>,
    month_ends: FxHashSet<String>,
    weekdays: FxHashMap<String, WeekdayWord>,
    words: FxHashMap<String, u32>,
    zones: FxHashMap<String, ZoneName>,
    eras: FxHashMap<String, i16>,
    /// The first words of the names above, except those of zones.
    first_words: FxHashSet<String>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(Lexicon::read);

/// The one lexicon.
pub(super) fn lexicon() -> &'static Lexicon {
    &LEXICON
}

/// The folded words of a phrase, one space between them; marks fall away.
pub(super) fn key(phrase: &str) -> String {
    let mut key = String::with_capacity(phrase.len());
    for token in tokens(phrase, 0..phrase.len()) {
        if token.kind == Kind::Word {
            if !key.is_empty() {
                key.push(' ');
            }
            fold_into(phrase.get(token.start..token.end).unwrap_or(""), &mut key);
        }
    }
    key
}

/// The rows of a table, without its heading.
pub(super) fn rows(table: &str) -> impl Iterator<Item = std::str::Split<'_, char>> {
    table.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t'))
}

/// The forms in a cell.
pub(super) fn forms(cell: &str) -> impl Iterator<Item = &str> {
    cell.split('/').filter(|form| !form.is_empty())
}

impl Lexicon {
    /// The month of this name, if it is one.
    pub(super) fn month(&self, key: &str) -> Option<MonthWord> {
        self.months.get(key).copied()
    }

    /// Whether a month's name ends with this word.
    pub(super) fn ends_month(&self, key: &str) -> bool {
        self.month_ends.contains(key)
    }

    /// The weekday of this name, if it is one.
    pub(super) fn weekday(&self, key: &str) -> Option<WeekdayWord> {
        self.weekdays.get(key).copied()
    }

    /// Whether the words may play the role.
    pub(super) fn is(&self, key: &str, role: Role) -> bool {
        self.words.get(key).is_some_and(|roles| roles & role.bit() != 0)
    }

    /// The zone of this abbreviation.
    pub(super) fn zone(&self, abbreviation: &str) -> Option<ZoneName> {
        self.zones.get(abbreviation).copied()
    }

    /// Whether the name of a month, a weekday or an era, or words with a role,
    /// begin with this word.
    pub(super) fn begins(&self, word: &str) -> bool {
        self.first_words.contains(word)
    }

    /// What to add to a year of the era of this name.
    pub(super) fn era(&self, key: &str) -> Option<i16> {
        self.eras.get(key).copied()
    }

    fn read() -> Self {
        let mut months = FxHashMap::default();
        for row in rows(MONTHS) {
            read_months(row, &mut months);
        }
        let last = |name: &str| name.rsplit(' ').next().unwrap_or(name).to_owned();
        let month_ends = months.keys().map(|name: &String| last(name)).collect();
        let mut weekdays = FxHashMap::default();
        for mut row in rows(WEEKDAYS) {
            let needs_mark = row.nth(1) == Some("mark");
            for (cell, day) in row.zip(Weekday::Monday.cycle_forward()) {
                for form in forms(cell) {
                    weekdays.entry(key(form)).or_insert(WeekdayWord { day, needs_mark });
                }
            }
        }
        let mut words = FxHashMap::default();
        for mut row in rows(WORDS) {
            let (name, cell) = (row.next().unwrap_or(""), row.next().unwrap_or(""));
            let role = Role::NAMES.iter().find(|(known, _)| *known == name);
            for (form, (_, role)) in forms(cell).zip(role.into_iter().cycle()) {
                *words.entry(key(form)).or_insert(0) |= role.bit();
            }
        }
        let mut zones = FxHashMap::default();
        for mut row in rows(ZONES) {
            if let (Some(name), Some(minutes)) = (row.next(), row.next()) {
                zones.insert(name.to_owned(), ZoneName { offset: minutes.parse().ok() });
            }
        }
        let mut eras = FxHashMap::default();
        for mut row in rows(ERAS) {
            if let (Some(name), Some(Ok(years))) = (row.next(), row.next().map(str::parse)) {
                eras.insert(key(name), years);
            }
        }
        let names = months.keys().chain(weekdays.keys()).chain(words.keys()).chain(eras.keys());
        let first_words = names.map(|name| name.split(' ').next().unwrap_or(name).to_owned()).collect();
        Self { months, month_ends, weekdays, words, zones, eras, first_words }
    }
}

fn read_months(mut row: std::str::Split<'_, char>, months: &mut FxHashMap<String, MonthWord>) {
    let kind = row.nth(1).unwrap_or("");
    for (cell, month) in row.zip(1i8..=12) {
        for form in forms(cell) {
            let word = MonthWord { month, other: None, alone: kind != "day", thai: kind == "thai", capital: kind == "capital" };
            let known = months.entry(key(form)).or_insert(word);
            if known.month != month {
                known.other = Some(month);
            }
            known.alone |= word.alone;
            known.capital |= word.capital;
        }
    }
}

#[cfg(test)]
mod tests {
    //! 1. Every row reads, and no form stands twice in a language or a role.
    //! 2. A month name means two months only where listed here.
    //! 3. A weekday name means one day.

    use std::collections::{BTreeSet, HashMap, HashSet};

    use super::*;

    #[test]
    fn month_table_is_whole() {
        let (mut seen, mut twice) = (HashSet::new(), Vec::new());
        for row in rows(MONTHS) {
            let cells: Vec<&str> = row.collect();
            assert_eq!(cells.len(), 14, "{cells:?}");
            assert!(matches!(cells[1], "name" | "day" | "capital" | "thai"), "{cells:?}");
            for (month, cell) in cells[2..].iter().enumerate() {
                for form in forms(cell) {
                    assert!((1..=LONGEST).contains(&key(form).split(' ').count()), "{form}");
                    if !seen.insert((cells[0], key(form))) {
                        twice.push(format!("{} {} {form}", cells[0], month + 1));
                    }
                }
            }
        }
        assert_eq!(twice, [""; 0]);
    }

    #[test]
    fn two_meanings_are_known() {
        let two: BTreeSet<&str> =
            lexicon().months.iter().filter(|(_, word)| word.other.is_some()).map(|(name, _)| name.as_str()).collect();
        let known = ["lip", "lis", "listopad", "listopada", "srp"];
        assert_eq!(two, BTreeSet::from(known));
    }

    #[test]
    fn weekday_names_mean_one_day() {
        let (mut seen, mut two) = (HashMap::new(), Vec::new());
        for row in rows(WEEKDAYS) {
            let cells: Vec<&str> = row.collect();
            assert_eq!(cells.len(), 9, "{cells:?}");
            for (day, cell) in cells[2..].iter().enumerate() {
                for form in forms(cell) {
                    if *seen.entry(key(form)).or_insert(day) != day {
                        two.push(format!("{} {form}", cells[0]));
                    }
                }
            }
        }
        assert_eq!(two, [""; 0]);
    }

    #[test]
    fn roles_zones_and_eras_are_whole() {
        let mut twice = Vec::new();
        for row in rows(WORDS) {
            let cells: Vec<&str> = row.collect();
            assert_eq!(cells.len(), 2, "{cells:?}");
            assert!(Role::NAMES.iter().any(|(name, _)| *name == cells[0]), "{}", cells[0]);
            let mut seen = HashSet::new();
            for form in forms(cells[1]) {
                if !seen.insert(key(form)) {
                    twice.push(format!("{} {form}", cells[0]));
                }
            }
        }
        assert_eq!(twice, [""; 0]);
        for (table, size) in [(ZONES, lexicon().zones.len()), (ERAS, lexicon().eras.len())] {
            assert_eq!(rows(table).count(), size);
            for mut row in rows(table) {
                let value = row.next_back().unwrap();
                assert!(value == "-" || value.parse::<i16>().is_ok(), "{value}");
            }
        }
    }
}
