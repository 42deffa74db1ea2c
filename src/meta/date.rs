//! Finds the publication date: reads lines that are dates, and chooses among
//! all places that offer one.
//!
//! Order of trust: source metadata, what the page's head claims, the URL, a
//! date line of the page, the dateline, the path. A date inside prose is never
//! a publication date; nor is a crawl date; a bare year is no date.
//!
//! Reading dates is for `dates`; which lines are the article's is for `clean`.

use crate::dates::{
    DateCue, DayMonth, FoundDate, cue_after, cue_before, date_in_path, date_in_url, find_dates, find_yearless, parse_timestamp,
};
use crate::model::{ClockTime, JudgedBlock, Page, PartialDate, Provenance, PublicationDate, RawDocument, Reason, Role};

/// How often dates from each place are right; from the extraction benchmark
/// where it has the place, else a cautious guess.
mod confidence {
    /// A column or field of the source.
    pub(super) const GIVEN: f32 = 0.97;
    /// JSON-LD and `meta` elements.
    pub(super) const HEAD: f32 = 0.95;
    /// `/2025/02/18/` in the address.
    pub(super) const URL: f32 = 0.9;
    /// A date line that says `Published`.
    pub(super) const CUED: f32 = 0.95;
    /// A date line at the top of the article.
    pub(super) const LINE: f32 = 0.9;
    /// A date line after the article.
    pub(super) const AFTER: f32 = 0.6;
    /// A label and a date far from the article, or the end of the title line.
    pub(super) const LABELLED: f32 = 0.6;
    /// Only the day of a change is known.
    pub(super) const MODIFIED: f32 = 0.5;
    /// Day and year in the dateline.
    pub(super) const DATELINE: f32 = 0.85;
    /// Day in the dateline, year from the day of the crawl.
    pub(super) const DATELINE_YEAR: f32 = 0.6;
    /// A day in the file's path.
    pub(super) const PATH: f32 = 0.7;
    /// What a reading with another meaning as good is multiplied with.
    pub(super) const AMBIGUOUS: f32 = 0.7;
}

/// A date found in a line.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct LineDate {
    /// The day, month or year.
    pub date: PartialDate,
    /// The time of day.
    pub time: Option<ClockTime>,
    /// What the words beside it say.
    pub cue: DateCue,
    /// Another reading is as good.
    pub ambiguous: bool,
}

/// Longest line that can be a date line, in bytes.
const LONGEST: usize = 300;

/// The dates in a short line, with their cues.
pub(crate) fn dates_in(line: &str, order: DayMonth) -> Vec<LineDate> {
    if line.len() > LONGEST {
        return vec![];
    }
    let line = &*one_line(line);
    cued(line, &find_dates(line, order))
}

/// The dates found in a line, with their cues.
fn cued(line: &str, found: &[FoundDate]) -> Vec<LineDate> {
    let found = found.iter().filter(|found| found.stamp.date.month.is_some());
    found
        .map(|found| {
            let mut cue = cue_before(line, &found.range);
            if cue == DateCue::None {
                cue = cue_after(line, &found.range);
            }
            LineDate { date: found.stamp.date, time: found.stamp.time, cue, ambiguous: found.ambiguous }
        })
        .collect()
}

/// The dates of a line that is hardly more than dates (`Published: 2025-09-26`,
/// `18 January 2026, 10:05`), else none.
pub(crate) fn date_line(line: &str, order: DayMonth) -> Vec<LineDate> {
    if line.len() > LONGEST {
        return vec![];
    }
    let line = &*one_line(line);
    let found = find_dates(line, order);
    if found.is_empty() {
        return vec![];
    }
    let mut rest = 0;
    let mut words = 0;
    let mut small = false;
    let mut at = 0;
    for range in found.iter().map(|found| found.range.clone()).chain(std::iter::once(line.len()..line.len())) {
        let between = line.get(at..range.start).unwrap_or_default();
        for word in between.split(|c: char| !c.is_alphabetic()).filter(|word| !word.is_empty()) {
            small |= word.starts_with(char::is_lowercase) && rest > 0;
            if !SPANS.contains(&word.to_lowercase().as_str()) {
                let length = word.chars().count();
                rest += length;
                words += usize::from(length > 2);
            }
        }
        at = range.end.max(at);
    }
    let cued = cued(line, &found);
    // `Publicado el 3 de mayo por la tarde`: a cue allows a few more words.
    // So does a time, if nothing but names stands beside it: `Ann Lee Bugle Ulm 15.04.25 09:56`.
    let room = if cued.iter().any(|date| date.cue != DateCue::None) {
        (45, 7)
    } else if cued.iter().any(|date| date.time.is_some()) && !small {
        (40, 6)
    } else {
        (24, 4)
    };
    if rest <= room.0 && words <= room.1 { cued } else { vec![] }
}

/// Words of reading times and ages, which stand beside dates and say nothing.
const SPANS: &[&str] = &[
    "read", "min", "mins", "minute", "minutes", "minuten", "minuti", "minutos", "lettura", "lesezeit", "lecture", "lectura",
    "leitura", "ago", "hours", "hour", "uhr", "clock", "di", "de", "last",
];

/// A block of several lines as one: dumps break dates over them.
fn one_line(text: &str) -> std::borrow::Cow<'_, str> {
    if text.contains('\n') { text.replace('\n', " ").into() } else { text.into() }
}

/// Everything the choice is made from.
pub(super) struct Sources<'a> {
    pub document: &'a RawDocument,
    pub page: &'a Page,
    pub blocks: &'a [JudgedBlock],
    pub order: DayMonth,
    /// The first block of the body.
    pub body: usize,
    /// The block that gave the title.
    pub title: Option<usize>,
}

/// The publication date, from the most trusted place that has one.
pub(super) fn publication(sources: &Sources<'_>) -> PublicationDate {
    given(sources)
        .or_else(|| head(sources))
        .or_else(|| url(sources))
        .or_else(|| on_page(sources))
        .or_else(|| dateline(sources))
        .or_else(|| labelled(sources))
        .or_else(|| title_line(sources))
        .or_else(|| path(sources))
        .unwrap_or_default()
}

fn read(value: &str, order: DayMonth, source: Provenance, trust: f32) -> Option<PublicationDate> {
    if let Some(stamp) = parse_timestamp(value, order) {
        return Some(PublicationDate::new(stamp.date, stamp.time, source, trust));
    }
    dates_in(value, order).first().map(|found| PublicationDate::new(found.date, found.time, source, trust))
}

fn given(sources: &Sources<'_>) -> Option<PublicationDate> {
    let given = &sources.document.given;
    let read = |value: &Option<String>, source| read(value.as_deref()?, sources.order, source, confidence::GIVEN);
    read(&given.date, Provenance::Metadata).or_else(|| read(&given.by_path.date, Provenance::Path))
}

fn head(sources: &Sources<'_>) -> Option<PublicationDate> {
    sources.page.head.dates.iter().find_map(|claim| read(&claim.value, sources.order, claim.from, confidence::HEAD))
}

fn url(sources: &Sources<'_>) -> Option<PublicationDate> {
    let urls = [sources.document.source.url.as_deref(), sources.page.head.url.as_deref()];
    let date = urls.into_iter().flatten().find_map(date_in_url)?;
    // A month alone (`/2025/02/`) is beaten by any day the page shows.
    date.day?;
    Some(PublicationDate::new(date, None, Provenance::Url, confidence::URL))
}

fn path(sources: &Sources<'_>) -> Option<PublicationDate> {
    let date = date_in_path(&sources.document.source.path)?;
    Some(PublicationDate::new(date, None, Provenance::Path, confidence::PATH))
}

/// The best date line: `Published` before none before `Updated`, above the body
/// before below it, nearest to the title first; of two neighbours the earlier.
fn on_page(sources: &Sources<'_>) -> Option<PublicationDate> {
    let anchor = sources.title.unwrap_or(sources.body);
    let mut best: Option<(Key, LineDate, f32)> = None;
    for (at, block) in sources.blocks.iter().enumerate() {
        if !matches!(block.role, Role::Date | Role::Byline | Role::Credit) {
            continue;
        }
        let above = at <= sources.body.max(anchor);
        let label = at.checked_sub(1).and_then(|above| sources.blocks.get(above)).map_or("", |block| block.text.as_str());
        for found in dates_in(&block.text, sources.order) {
            let (rank, trust) = match cue_with(label, block, &found, sources.order) {
                DateCue::Published => (0, confidence::CUED),
                DateCue::None if above => (1, confidence::LINE),
                DateCue::Modified if above => (2, confidence::MODIFIED),
                DateCue::None => (3, confidence::AFTER),
                DateCue::Modified => (4, confidence::MODIFIED),
                DateCue::Crawled | DateCue::Event => continue,
            };
            let key = Key { rank, distance: at.abs_diff(anchor), at };
            let trust = if found.ambiguous { trust * confidence::AMBIGUOUS } else { trust };
            if best.as_ref().is_none_or(|(other, before, _)| key.beats(other, &found, before)) {
                best = Some((key, found, trust));
            }
        }
    }
    best.map(|(_, found, trust)| PublicationDate::new(found.date, found.time, Provenance::Page, trust))
}

/// What speaks for a date line: the smaller, the more.
struct Key {
    rank: u8,
    distance: usize,
    at: usize,
}

impl Key {
    /// Whether this line is the better one.
    fn beats(&self, other: &Self, date: &LineDate, before: &LineDate) -> bool {
        // Two dates side by side without a word: a page is published, then changed.
        let neighbours = self.rank == other.rank && self.rank == 1 && self.at.abs_diff(other.at) <= 2;
        let days = |date: &LineDate| date.date.day.and(date.date.bounds()).map(|bounds| crate::model::day_number(bounds.0));
        if neighbours
            && let (Some(own), Some(other)) = (days(date), days(before))
            && own != other
        {
            return own < other;
        }
        (self.rank, self.distance) < (other.rank, other.distance)
    }
}

/// What the words beside a date say, be they on its own line or a label above:
/// `Published` / `3 May 2024`.
fn cue_with(label: &str, block: &JudgedBlock, found: &LineDate, order: DayMonth) -> DateCue {
    let is_label = found.cue == DateCue::None && label.len() <= 40 && !label.is_empty() && !label.contains(char::is_numeric);
    if !is_label {
        return found.cue;
    }
    let joined = dates_in(&format!("{label} {}", block.text), order);
    joined.iter().find(|date| date.date == found.date).map_or(found.cue, |date| date.cue)
}

/// The date of the lines all over the page that are nothing but a label and a
/// date (`Date 28.04.2023`), if they agree.
fn labelled(sources: &Sources<'_>) -> Option<PublicationDate> {
    let mut only: Option<LineDate> = None;
    for (at, block) in sources.blocks.iter().enumerate() {
        if block.role != Role::Junk || matches!(block.reason, Some(Reason::CrawlDate | Reason::Comments)) {
            continue;
        }
        let [found] = *date_line(&block.text, sources.order).as_slice() else { continue };
        let label = at.checked_sub(1).and_then(|above| sources.blocks.get(above)).map_or("", |block| block.text.as_str());
        let published = cue_with(label, block, &found, sources.order) == DateCue::Published;
        if !published || found.date.day.is_none() {
            continue;
        }
        if only.is_some_and(|other| other.date != found.date) {
            return None;
        }
        only = Some(found);
    }
    only.map(|found| PublicationDate::new(found.date, found.time, Provenance::Page, confidence::LABELLED))
}

/// The date that ends the page's first line, if that is its `title` element:
/// `Storm hits the coast – Bugle – 13.06.2023`.
fn title_line(sources: &Sources<'_>) -> Option<PublicationDate> {
    let title = &sources.blocks.get(sources.title?)?.text;
    let first = sources.blocks.first().filter(|_| sources.title != Some(0)).map(|block| block.text.as_str());
    let claims = sources.page.head.titles.iter().map(|claim| claim.value.as_str());
    first.into_iter().chain(claims).find_map(|line| {
        let rest = line.trim().strip_prefix(title.trim())?.trim_end();
        let found = find_dates(rest, sources.order).into_iter().find(|found| found.range.end == rest.len())?;
        let mark = rest.get(..found.range.start)?.trim_end().ends_with(['|', '-', '–', '—', '·', '•']);
        (mark && found.stamp.date.day.is_some())
            .then(|| PublicationDate::new(found.stamp.date, None, Provenance::Page, confidence::LABELLED))
    })
}

/// The day in the dateline; without a year only if the page, or the file it
/// was stored in, says when it was crawled and the day lies shortly before that.
fn dateline(sources: &Sources<'_>) -> Option<PublicationDate> {
    let text = &sources.blocks.get(sources.body)?.text;
    let line = super::dateline::read(text)?;
    let head = text.get(..line.len)?;
    if let Some(found) = find_dates(head, sources.order).into_iter().find(|found| found.stamp.date.day.is_some()) {
        return Some(PublicationDate::new(found.stamp.date, None, Provenance::Dateline, confidence::DATELINE));
    }
    let day = find_yearless(head).into_iter().next()?;
    let crawled = sources.blocks.iter().filter(|block| block.reason == Some(Reason::CrawlDate));
    let on_page = crawled.flat_map(|block| dates_in(&block.text, sources.order)).find_map(|found| found.date.bounds());
    let told = || parse_timestamp(sources.document.given.crawled.as_deref()?, sources.order)?.date.bounds();
    let crawl = on_page.or_else(told)?.1;
    let near = |year: i16| {
        let date = jiff::civil::Date::new(year, day.month, day.day).ok()?;
        let days = crate::model::day_number(crawl) - crate::model::day_number(date);
        (0..=RECENT_DAYS).contains(&days).then_some(date)
    };
    let date = near(crawl.year()).or_else(|| near(crawl.year() - 1))?;
    Some(PublicationDate::new(PartialDate::from(date), None, Provenance::Dateline, confidence::DATELINE_YEAR))
}

/// Pages are crawled within so many days of a dateline without a year.
const RECENT_DAYS: i64 = 120;

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(line: &str, expected: Option<&str>) {
        let found = date_line(line, DayMonth::DayFirst).first().map(|found| found.date.to_string());
        assert_eq!(found.as_deref(), expected, "{line}");
    }

    #[test]
    fn lines_that_are_dates() {
        check("February 18, 2025", Some("2025-02-18"));
        check("Published: 2025-09-26", Some("2025-09-26"));
        check("12 Feb 2026, 17:48 GMT", Some("2026-02-12"));
        check("Posted on 5th February 2026", Some("2026-02-05"));
        check("2026年2月18日 08:15", Some("2026-02-18"));
        check("2 minute read April 25, 2023 2:26 PM GMT+2 Last Updated 9 min ago", Some("2023-04-25"));
        check("2 minute readApril 25, 20232:26 PM GMT+2Last Updated 9 min ago", Some("2023-04-25"));
        check("Artikel veröffentlicht am\n28. April\n2024, 14:26 Uhr", Some("2024-04-28"));
        check("April 28, 2023 GMT", Some("2023-04-28"));
        check("Ann Lee Bugle Ulm 15.04.25 09:56", Some("2025-04-15"));
        check("Geschrieben am 15. April 2025 in Nachrichten", Some("2025-04-15"));
        check("Even before the invasion of Ukraine on February 24, 2022, officials had expressed concerns", None);
        check("2022", None);
    }
}
