//! What grouping has to know of one article: some 1,000 bytes, kept beside the index so that a build
//! can group all articles without reading any text again.
//!
//! Shingles are sampled by the value of their hash (Broder 1997, "On the resemblance and
//! containment of documents"; the share kept is halved until few enough are left), so that the
//! containment of one text in another can be told from the samples alone.

use jiff::ToSpan;

use super::facts::{Reading, hash, high, kind, mix, told};
use super::group::Tie;
use super::{FEW_WORDS, SHINGLE_WORDS, STORY_DAYS};
use crate::dates::{DayMonth, find_dates, find_yearless, weekdays};
use crate::model::{Article, ArticleId, Provenance, Role, day_number};
use crate::text::{FunctionWords, Language, fold, is_alphanumeric};

/// How far a dateline reaches.
const DATELINE_BYTES: usize = 60;

/// Facts kept of a headline.
const MOST_TITLE: usize = 16;

/// Shingles kept of a text at most.
const MOST_PRINTS: usize = 96;

/// What grouping has to know of one article.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Sketch {
    /// The article.
    pub id: ArticleId,
    /// Its number in the index.
    pub number: u32,
    /// The same for texts of the same letters and digits, and for no others.
    pub key: u64,
    /// When it says it was published: first and last day, as days since 1970, and seconds for order.
    pub published: Option<(i32, i32, i64)>,
    /// A hash of its outlet's folded name; 0 if unknown.
    pub outlet: u64,
    /// A hash of its agency's name; 0 if unknown.
    pub agency: u64,
    /// Words of its text.
    pub words: u32,
    /// One shingle in two to this power is kept.
    pub thinning: u8,
    /// Hashes of shingles, in order.
    pub prints: Vec<u32>,
    /// Facts in order of the text.
    pub facts: Vec<u32>,
    /// What its headline tells; nothing if it has none of its own.
    pub title: Vec<u32>,
    /// Days that its words name.
    pub peg: Peg,
    /// Where the last grouping put it.
    pub tie: Option<Tie>,
}

/// What the words of an article say of its day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Peg {
    /// The first weekday named in the text, 1 for Monday to 7; 0 if none.
    pub weekday: u8,
    /// The first month and day named without or with a year: month * 32 + day; 0 if none.
    pub month_day: u16,
    /// The month and day of the dateline, the same way.
    pub dateline: u16,
}

impl Peg {
    fn of(article: &Article) -> Self {
        let mut peg = Self::default();
        let number = |month: i8, day: i8| u16::from(month.unsigned_abs()) * 32 + u16::from(day.unsigned_abs());
        if let Some(first) = article.blocks.iter().find(|block| block.role == Role::Body) {
            let found = find_yearless(&first.text).into_iter().next().filter(|found| found.range.end <= DATELINE_BYTES);
            peg.dateline = found.map_or(0, |found| number(found.month, found.day));
        }
        for block in article.blocks.iter().filter(|block| matches!(block.role, Role::Body | Role::Subtitle | Role::Caption)) {
            if peg.weekday == 0 {
                peg.weekday = weekdays(&block.text).next().map_or(0, |day| day.to_monday_one_offset().unsigned_abs());
            }
            if peg.month_day == 0 {
                let order = DayMonth::for_language(article.language.as_deref().unwrap_or_default(), None);
                let dated = find_dates(&block.text, order).into_iter();
                let mut dated = dated.filter_map(|found| Some((found.stamp.date.month?, found.stamp.date.day?)));
                let yearless = || find_yearless(&block.text).into_iter().next().map(|found| (found.month, found.day));
                let found = yearless().or_else(|| dated.next());
                peg.month_day = found.map_or(0, |(month, day)| number(month, day));
            }
        }
        peg
    }

    /// Whether the dateline names a day that is not near the one another article was published.
    pub(super) fn contradicts(self, other: &Sketch) -> bool {
        let Some((first, last, _)) = other.published.filter(|_| self.dateline != 0) else { return false };
        let near = first.saturating_sub(STORY_DAYS)..=last.saturating_add(STORY_DAYS);
        let month_day = |day: i32| {
            let date = civil(day)?;
            Some(u16::from(date.month().unsigned_abs()) * 32 + u16::from(date.day().unsigned_abs()))
        };
        last - first < 300 && !near.into_iter().any(|day| month_day(day) == Some(self.dateline))
    }

    /// Whether the words speak against the day on which another article was published.
    pub(super) fn denies(self, other: &Sketch) -> bool {
        other.day().and_then(civil).and_then(|day| self.speaks_for(day)) == Some(false)
    }

    /// Whether the words speak for this day of publication, of the same day or the day after what they
    /// name; none if they name no day.
    pub(super) fn speaks_for(self, day: jiff::civil::Date) -> Option<bool> {
        let days = [Some(day), day.yesterday().ok()];
        let mut days = days.into_iter().flatten();
        let is_named = |day: jiff::civil::Date| {
            day.weekday().to_monday_one_offset().unsigned_abs() == self.weekday
                || u16::from(day.month().unsigned_abs()) * 32 + u16::from(day.day().unsigned_abs()) == self.month_day
        };
        (self.weekday != 0 || self.month_day != 0).then(|| days.any(is_named))
    }
}

impl Sketch {
    /// The sketch of an article. Cost: one pass over its text.
    #[must_use]
    pub fn of(id: ArticleId, number: u32, article: &Article) -> Self {
        let language = article.language.as_deref().and_then(Language::from_code);
        let mut reading = Reading::new(FunctionWords::of(language.as_slice()));
        let mut letters = String::new();
        let push_letters = |text: &str, letters: &mut String| {
            letters.extend(fold(text).chars().filter(|c| is_alphanumeric(*c)));
        };
        for block in article.blocks.iter().filter(|block| block.role == Role::Body) {
            reading.paragraph(&block.text);
            push_letters(&block.text, &mut letters);
        }
        let mut headline = Reading::new(FunctionWords::of(language.as_slice()));
        if article.title.source != Provenance::Lead {
            headline.paragraph(article.title.value.as_deref().unwrap_or_default());
        }
        let words = u32::try_from(reading.words.len()).unwrap_or(u32::MAX);
        if words < FEW_WORDS && !letters.is_empty() {
            // What says so little is told apart by its headline.
            letters.push('\0');
            if article.title.source != Provenance::Lead {
                push_letters(article.title.value.as_deref().unwrap_or_default(), &mut letters);
            }
        }
        let key = if letters.is_empty() { id.0 } else { key(&letters) };
        let (thinning, prints) = prints(&reading.words);
        let name = |value: &Option<String>| value.as_ref().map_or(0, |name| hash(fold(name).bytes()));
        Self {
            id,
            number,
            key,
            published: article.date.bounds().filter(|_| article.date.source != Provenance::Story).map(|(first, last)| {
                let (first, last) = (day_number(first), day_number(last));
                let short = |day: i64| i32::try_from(day).unwrap_or(0);
                (short(first), short(last), first * 86_400 + article.date.seconds_of_day())
            }),
            outlet: name(&article.outlet.value),
            agency: name(&article.agency.value),
            words,
            thinning,
            prints,
            facts: reading.facts,
            title: headline.facts.into_iter().filter(|fact| kind(*fact).is_some()).map(told).take(MOST_TITLE).collect(),
            peg: if article.date.value.is_none() { Peg::of(article) } else { Peg::default() },
            tie: None,
        }
    }

    /// The day it was published, if it is known to the day.
    pub(super) fn day(&self) -> Option<i32> {
        self.published.filter(|(first, last, _)| first == last).map(|(first, ..)| first)
    }

    /// Whether two dates can be within some days of each other.
    pub(super) fn is_near(&self, other: &Self, days: i32) -> bool {
        match (self.published, other.published) {
            (Some((first, last, _)), Some((other_first, other_last, _))) => {
                first <= other_last.saturating_add(days) && other_first <= last.saturating_add(days)
            }
            _ => true,
        }
    }
}

/// The day that is so many days after the first of 1970.
pub(super) fn civil(day: i32) -> Option<jiff::civil::Date> {
    jiff::civil::date(1970, 1, 1).checked_add(i64::from(day).days()).ok()
}

/// 64 bits of a text.
fn key(letters: &str) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(letters.as_bytes()).as_bytes()[..8]);
    u64::from_le_bytes(first)
}

/// Hashes of all shingles of an article's body, in order: a sketch has a sample of them. Cost: one pass over its text.
#[must_use]
pub fn shingles(article: &Article) -> Vec<u32> {
    let mut reading = Reading::new(FunctionWords::of(&[]));
    article.blocks.iter().filter(|block| block.role == Role::Body).for_each(|block| reading.paragraph(&block.text));
    all_prints(&reading.words)
}

fn all_prints(words: &[u64]) -> Vec<u32> {
    let shingle = |row: &[u64]| row.iter().fold(0u64, |all, word| mix(all.rotate_left(7) ^ word));
    let mut all: Vec<u32> = words.windows(SHINGLE_WORDS).map(|row| high(shingle(row))).collect();
    all.sort_unstable();
    all.dedup();
    all
}

/// The sample of a text's shingles, in order, and how much it was thinned.
fn prints(words: &[u64]) -> (u8, Vec<u32>) {
    let mut all = all_prints(words);
    let mut thinning = 0;
    while all.len() > MOST_PRINTS && thinning < 31 {
        thinning += 1;
        all.truncate(kept(&all, thinning));
    }
    (thinning, all)
}

/// How many of some prints in order are left at a thinning.
pub(super) fn kept(prints: &[u32], thinning: u8) -> usize {
    prints.partition_point(|print| u64::from(*print) < (1u64 << 32) >> thinning)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_of_a_text_and_of_its_half_are_comparable() {
        let words: Vec<u64> = (0..4000).map(mix).collect();
        let (whole_thinning, whole) = prints(&words);
        let (half_thinning, half) = prints(&words[..2000]);
        assert!(whole.len() <= MOST_PRINTS && whole.len() > MOST_PRINTS / 4, "{}", whole.len());
        assert_eq!(half_thinning + 1, whole_thinning);
        let half = &half[..kept(&half, whole_thinning)];
        assert!(half.iter().all(|print| whole.binary_search(print).is_ok()));
    }
}
