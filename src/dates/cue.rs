//! Says what the words beside a date call it: published, updated, today.
//!
//! The phrases are `data/cues.tsv`. Weighing a cue against where the date
//! stands on the page is left to `meta`.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::lexicon::{forms, key, rows};
use super::token::{Kind, Token, tokens};

const CUES: &str = include_str!("../../data/dates/cues.tsv");
/// Bytes beside the date that are looked at: `Published by`, a name, `on`.
const REACH: usize = 160;
/// The most words (characters, in Chinese, Japanese and Korean) of a phrase.
const LONGEST: usize = 5;
/// Words that may stand between a cue and its date.
const BETWEEN: usize = 8;
/// The same after a date, where the next words are often about another thing.
const BETWEEN_AFTER: usize = 1;

/// What a date is said to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateCue {
    /// When the page was published.
    Published,
    /// When it was changed.
    Modified,
    /// The page's own clock: `Today:`, `Heute ist`.
    Crawled,
    /// A date the text is about: `until`, `deadline`, `born on`.
    Event,
    /// No cue.
    None,
}

static PHRASES: LazyLock<FxHashMap<String, DateCue>> = LazyLock::new(|| {
    let mut phrases = FxHashMap::default();
    for mut row in rows(CUES) {
        let Some(cue) = row.next().and_then(named) else { continue };
        for form in row.nth(1).into_iter().flat_map(forms) {
            phrases.entry(key(form)).or_insert(cue);
        }
    }
    phrases
});

fn named(name: &str) -> Option<DateCue> {
    match name {
        "published" => Some(DateCue::Published),
        "modified" => Some(DateCue::Modified),
        "crawled" => Some(DateCue::Crawled),
        "event" => Some(DateCue::Event),
        _ => None,
    }
}

/// The cue before a date on its line; the nearest one counts.
///
/// `date` is the date's bytes in `line`; of more lines than one, only the
/// date's own is looked at. `Today` counts only where it opens the line or
/// follows a bar and nothing but a weekday stands between: in prose, "today"
/// is no clock. Event cues must stand next to the date.
#[must_use]
pub fn cue_before(line: &str, date: &Range<usize>) -> DateCue {
    let end = line.floor_char_boundary(date.start);
    let start = line.floor_char_boundary(end.saturating_sub(REACH));
    let start = line.get(start..end).and_then(|part| part.rfind('\n')).map_or(start, |at| start + at + 1);
    let tokens = tokens(line, start..end);
    let mut words = 0;
    for at in (0..tokens.len()).rev() {
        let Some(token) = tokens.get(at) else { break };
        match token.kind {
            // Another field begins here, or another number stood here.
            Kind::Mark('|' | '•' | '·') if words > 0 => return DateCue::None,
            Kind::Word => {
                let Some((cue, first)) = phrase_ending(line, &tokens, at) else {
                    words += 1;
                    if words > BETWEEN {
                        return DateCue::None;
                    }
                    continue;
                };
                let fits = match cue {
                    DateCue::Crawled => words <= 2 && opens(&tokens, first),
                    DateCue::Event => words == 0,
                    _ => true,
                };
                if fits {
                    return cue;
                }
                words += 1;
            }
            Kind::Mark('.' | '!' | '?' | '。') if words > 3 => return DateCue::None,
            _ => {}
        }
    }
    DateCue::None
}

/// The cue right after a date on its line: `2025年2月18日 更新`,
/// `18.02.2025 tarihinde güncellendi`, `25/04/2026 Actualizado`.
///
/// Only publication and change are told by words after a date.
#[must_use]
pub fn cue_after(line: &str, date: &Range<usize>) -> DateCue {
    let start = line.ceil_char_boundary(date.end.min(line.len()));
    let end = line.ceil_char_boundary(start.saturating_add(REACH).min(line.len()));
    let end = line.get(start..end).and_then(|part| part.find('\n')).map_or(end, |at| start + at);
    let tokens = tokens(line, start..end);
    let mut words = 0;
    for (at, token) in tokens.iter().enumerate() {
        match token.kind {
            Kind::Word => {
                let found = (at..(at + LONGEST).min(tokens.len())).rev().find_map(|last| phrase(line, tokens.get(at..=last)?));
                // A cue with a colon is the label of what follows it.
                let label = tokens.iter().skip(at).take(4).any(|t| t.kind == Kind::Mark(':'));
                match found {
                    Some(cue @ (DateCue::Published | DateCue::Modified)) if !label => return cue,
                    _ if words == BETWEEN_AFTER => return DateCue::None,
                    _ => words += 1,
                }
            }
            Kind::Mark(',' | '(' | '[' | '-' | '–') => {}
            _ => return DateCue::None,
        }
    }
    DateCue::None
}

/// The longest phrase that ends with the token, and its first token.
fn phrase_ending(line: &str, tokens: &[Token], last: usize) -> Option<(DateCue, usize)> {
    (last.saturating_sub(LONGEST)..=last).find_map(|first| Some((phrase(line, tokens.get(first..=last)?)?, first)))
}

/// The cue that the tokens spell; they begin and end with words, and have no
/// marks inside but apostrophes and hyphens.
fn phrase(line: &str, tokens: &[Token]) -> Option<DateCue> {
    let (first, last) = (tokens.first()?, tokens.last()?);
    let whole = first.kind == Kind::Word
        && last.kind == Kind::Word
        && tokens.iter().all(|t| matches!(t.kind, Kind::Word | Kind::Mark('\'' | '-')));
    if !whole {
        return None;
    }
    PHRASES.get(&key(line.get(first.start..last.end)?)).copied()
}

/// Whether a phrase stands at the start of its line or field.
fn opens(tokens: &[Token], first: usize) -> bool {
    let before = first.checked_sub(1).and_then(|at| tokens.get(at));
    before.is_none_or(|token| matches!(token.kind, Kind::Mark('|' | '•' | '·' | '(' | '[' | '–')))
}

#[cfg(test)]
mod tests {
    //! 1. The nearest cue counts, in many languages.
    //! 2. Prose is not a cue.
    //! 3. No phrase has two meanings in the table.

    use super::super::{DayMonth, find_dates};
    use std::collections::HashMap;

    use super::*;
    use proptest::prelude::*;

    /// The cues before each date of the line.
    #[track_caller]
    fn check(line: &str, expected: &[DateCue]) {
        let dates = find_dates(line, DayMonth::DayFirst);
        let cues: Vec<DateCue> = dates.iter().map(|date| cue_before(line, &date.range)).collect();
        assert_eq!(cues, expected, "{line}");
    }

    #[test]
    fn cues_before_are_read() {
        use DateCue::{Crawled, Event, Modified, None, Published};
        for (line, cue) in [
            ("Published: February 18, 2025", Published),
            ("Published by John Smith on February 18, 2025", Published),
            ("Last updated on 18 Feb 2025", Modified),
            ("Veröffentlicht am 18.02.2025", Published),
            ("Aktualisiert: 18. Februar 2025, 14:05 Uhr", Modified),
            ("Publié le 18 février 2025 à 08h12", Published),
            ("Mis à jour le 18/02/2025", Modified),
            ("Опубликовано: 18 февраля 2025", Published),
            ("Обновлено 18.02.2025", Modified),
            ("发布时间：2025-02-18", Published),
            ("更新日：2025年2月18日", Modified),
            ("입력 2025.02.18 14:05", Published),
            ("نشر في: 18 فبراير 2025", Published),
            ("Today: March 28, 2025", Crawled),
            ("Heute ist Dienstag, 18. Februar 2025", Crawled),
            ("Aujourd'hui, 18 février 2025", Crawled),
            ("Сегодня 18 февраля 2025", Crawled),
            ("Home | Today is Tuesday, February 18, 2025", Crawled),
            ("Open until 18 February 2025", Event),
            ("geboren am 18. Februar 1975", Event),
            ("February 18, 2025", None),
            ("He said today that on February 18, 2025 it rained", None),
            ("The paper was published. Many people read it and then in May 2025", None),
        ] {
            check(line, &[cue]);
        }
        check("Published: Feb 17, 2025 | Updated: Feb 18, 2025", &[Published, Modified]);
        check("Published 17.02.2025\n18.02.2025", &[Published, None]);
    }

    #[test]
    fn cues_after_are_read() {
        for (line, cue) in [
            ("2025年2月18日 更新", DateCue::Modified),
            ("18.02.2025 tarihinde güncellendi", DateCue::Modified),
            ("25/04/2026 Actualizado a las 15:10h.", DateCue::Modified),
            ("18/02/2025 Updated: 19/02/2025", DateCue::None),
            ("2025-02-18", DateCue::None),
            ("2025-02-18 | Posted by x", DateCue::None),
        ] {
            let date = find_dates(line, DayMonth::DayFirst).remove(0);
            assert_eq!(cue_after(line, &date.range), cue, "{line}");
        }
    }

    #[test]
    fn phrases_mean_one_thing() {
        let (mut seen, mut wrong) = (HashMap::new(), Vec::new());
        for row in rows(CUES) {
            let cells: Vec<&str> = row.collect();
            assert_eq!(cells.len(), 3, "{cells:?}");
            let cue = named(cells[0]).unwrap();
            let mut row = std::collections::HashSet::new();
            for form in forms(cells[2]) {
                let phrase = key(form);
                assert!(phrase.split(' ').count() <= LONGEST, "{form} is too long");
                if !row.insert(phrase.clone()) || *seen.entry(phrase).or_insert(cue) != cue {
                    wrong.push(format!("{} {form}", cells[1]));
                }
            }
        }
        assert_eq!(wrong, [""; 0]);
    }

    proptest! {
        #[test]
        fn never_panics(line in "\\PC*", start in 0usize..99, end in 0usize..99) {
            let _ = (cue_before(&line, &(start..end)), cue_after(&line, &(start..end)));
        }
    }
}
