//! Times of day beside a date: `14:05`, `2.05pm`, `14 Uhr`, `08h12`,
//! `오후 2시 5분`, `14:05:30+01:00`, `14:05 CET`.
//!
//! A time is read only where a date is; times alone are left alone. Nothing
//! is converted: the offset is kept beside the time.

use super::lexicon::{Role, ZoneName};
use super::reader::Reader;
use super::types::ClockTime;

/// No zone is further from UTC, in hours.
const FURTHEST_ZONE: u32 = 14;
/// Tokens between a date and its time: `2025 г., в`.
const BETWEEN: usize = 5;

/// A zone read at some token.
pub(super) struct Zone {
    /// Minutes east of UTC, if certain.
    offset: Option<i16>,
    next: usize,
}

impl Reader<'_> {
    /// The time at `at` and the token after it. `dots` lets `14.05` be one
    /// without a word that says so.
    pub(super) fn clock(&self, at: usize, dots: bool) -> Option<(ClockTime, usize)> {
        self.clock_in(at, dots, false)
    }

    fn clock_in(&self, at: usize, dots: bool, iso: bool) -> Option<(ClockTime, usize)> {
        let (half, start) = match self.half(at) {
            Some((pm, next)) => (Some(pm), next),
            None => (None, at),
        };
        let (hour, 1 | 2) = self.number(start)? else { return None };
        let mut next = start + 1;
        let mut minute = 0;
        let mut second = None;
        let mut told = half.is_some();
        let close = |at: usize| self.is_glued(at) && self.is_glued(at + 1);
        if self.is_mark(next, ":.") && close(next) && self.number_of(next + 1, 2).is_some() {
            let mark = self.mark(next);
            told |= mark == Some(':') || dots;
            minute = self.number_of(next + 1, 2)?;
            next += 2;
            if self.mark(next) == mark && close(next) {
                second = Some(self.number_of(next + 1, 2)?);
                next += 2;
                // Fractions of a second say nothing about a publication.
                if self.is_mark(next, ".,") && close(next) && self.number(next + 1).is_some() {
                    next += 2;
                }
            }
        } else if let Some(after) = self.hour_word(next) {
            told = true;
            (minute, next) = self.minute(next, after);
        }
        if let Some(after) = self.role(next, Role::ClockTail) {
            told = true;
            let abbreviated = !self.source(next).is_ascii() && self.source(next).chars().nth(1).is_none();
            next = after + usize::from(abbreviated && self.is_mark(after, ".") && self.is_glued(after));
        }
        let half = match self.half(next) {
            Some((pm, after)) if half.is_none() => {
                (told, next) = (true, after);
                Some(pm)
            }
            _ => half,
        };
        let hour = match half {
            Some(true) if hour < 12 => hour + 12,
            Some(false) if hour == 12 => 0,
            _ => hour,
        };
        let zone = self.zone(next, iso || second.is_some());
        told |= zone.is_some();
        let (offset, next) = zone.map_or((None, next), |zone| (zone.offset, zone.next));
        let free = self.number(next).is_none() || !self.is_glued(next);
        let time = ClockTime::new(hour, minute, second, offset)?;
        (told && free).then_some((time, next))
    }

    /// A word after an hour; one of a single letter must stand close.
    fn hour_word(&self, at: usize) -> Option<usize> {
        let next = self.role(at, Role::Hour)?;
        (self.is_glued(at) || self.source(at).chars().nth(1).is_some())
            .then_some(next)
            .or_else(|| (self.source(at) == "h" || self.source(at) == "u").then_some(next))
    }

    /// The minutes after an hour's word: `14h05`, `2시 5분`.
    fn minute(&self, word: usize, after: usize) -> (u32, usize) {
        let Some((minute, 1 | 2)) = self.number(after) else { return (0, after) };
        if minute > 59 {
            return (0, after);
        }
        if let Some(next) = self.role(after + 1, Role::Minute) {
            return (minute, next);
        }
        let two = self.number_of(after, 2).is_some();
        let close = self.is_glued(after) || self.source(word).eq_ignore_ascii_case("h");
        if two && close { (minute, after + 1) } else { (0, after) }
    }

    /// `a.m.` or `p.m.` at `at`, and the token after it.
    fn half(&self, at: usize) -> Option<(bool, usize)> {
        let (pm, next) = match self.role(at, Role::Pm) {
            Some(next) => (true, next),
            None => (false, self.role(at, Role::Am)?),
        };
        let dotted = self.source(next - 1).chars().nth(1).is_none() && self.is_mark(next, ".");
        Some((pm, next + usize::from(dotted && self.is_glued(next))))
    }

    /// The zone at `at`. After a time without seconds `-06:00` is more often
    /// the end of a span of time, so it needs `exact`.
    pub(super) fn zone(&self, at: usize, exact: bool) -> Option<Zone> {
        if let Some((offset, next)) = self.offset(at, exact) {
            let named = self.zone_name(next);
            let next = named.map_or(next, |(_, next)| next);
            return Some(Zone { offset: Some(offset), next: self.bracketed(next) });
        }
        let open = usize::from(self.is_mark(at, "("));
        let (ZoneName { mut offset }, mut next) = self.zone_name(at + open)?;
        if let Some((more, after)) = self.offset(next, true).or_else(|| self.hours(next)) {
            offset = Some(more);
            next = after;
        }
        next += usize::from(open == 1 && self.is_mark(next, ")"));
        Some(Zone { offset, next: if open == 1 { next } else { self.bracketed(next) } })
    }

    /// Past a second name of the zone: `+0100 (CET)`.
    fn bracketed(&self, at: usize) -> usize {
        let named = self.zone_name(at + 1).filter(|_| self.is_mark(at, "("));
        match named {
            Some((_, next)) if self.is_mark(next, ")") => next + 1,
            _ => at,
        }
    }

    /// A zone's abbreviation, in capitals as `est` is a word too.
    fn zone_name(&self, at: usize) -> Option<(ZoneName, usize)> {
        if !self.is_word(at) {
            return None;
        }
        let source = self.source(at);
        let offset = match source {
            "z" if self.is_glued(at) => Some(ZoneName { offset: Some(0) }),
            _ => self.lexicon.zone(source),
        };
        Some((offset?, at + 1))
    }

    /// `+0100`, `+01:00`.
    fn offset(&self, at: usize, exact: bool) -> Option<(i16, usize)> {
        let sign = self.sign(at)?;
        if let Some(value) = self.number_of(at + 1, 4) {
            return Some((minutes(sign, value / 100, value % 100)?, at + 2));
        }
        let hours = self.number_of(at + 1, 2)?;
        if self.is_mark(at + 2, ":") && self.is_glued(at + 2) && self.is_glued(at + 3) {
            let part = self.number_of(at + 3, 2)?;
            let offset = minutes(sign, hours, part)?;
            return (exact || sign > 0).then_some((offset, at + 4));
        }
        (exact && self.is_glued(at)).then_some((minutes(sign, hours, 0)?, at + 2))
    }

    /// `+1`, after `GMT` or `UTC`.
    fn hours(&self, at: usize) -> Option<(i16, usize)> {
        let sign = self.sign(at).filter(|_| self.is_glued(at))?;
        let (hours, 1 | 2) = self.number(at + 1)? else { return None };
        if self.is_mark(at + 2, ":")
            && let Some(part) = self.number_of(at + 3, 2)
        {
            return Some((minutes(sign, hours, part)?, at + 4));
        }
        Some((minutes(sign, hours, 0)?, at + 2))
    }

    /// A sign that stands close to the number after it.
    fn sign(&self, at: usize) -> Option<i16> {
        let sign = match self.mark(at)? {
            '+' => 1,
            '-' => -1,
            _ => return None,
        };
        self.is_glued(at + 1).then_some(sign)
    }

    /// The time after a date that ends before `at`.
    pub(super) fn clock_after(&self, at: usize) -> Option<(ClockTime, usize)> {
        let (mut next, mut dots, mut iso) = (at, true, false);
        for _ in 0..=BETWEEN {
            if let Some(time) = self.clock_in(next, dots, iso) {
                return Some(time);
            }
            if self.is_mark(next, ",-–|·•/(@") {
                dots = false;
                next += 1;
            } else if self.is_mark(next, ".") && self.number(next + 1).is_none() {
                next += 1;
            } else if self.source(next).eq_ignore_ascii_case("t") && self.is_glued(next) {
                iso = true;
                next += 1;
            } else if let Some(after) = self.role(next, Role::At) {
                dots = true;
                next = after + usize::from(self.is_mark(after, ":."));
            } else if let Some(after) = self.role(next, Role::Year) {
                next = after;
            } else {
                return None;
            }
        }
        None
    }

    /// The time before a date that begins at `first`, and its first token.
    pub(super) fn clock_before(&self, first: usize) -> Option<(ClockTime, usize)> {
        let lowest = first.saturating_sub(10).max(self.floor);
        (lowest..first).find_map(|at| {
            if self.number(at).is_none() || !self.is_free_before(at) {
                return None;
            }
            let (time, end) = self.clock(at, false)?;
            (end <= first && self.is_connected(end, first)).then_some((time, at))
        })
    }

    /// Whether only marks and connecting words stand between two tokens.
    fn is_connected(&self, from: usize, to: usize) -> bool {
        let mut next = from;
        while next < to {
            let word = self.role(next, Role::Lead).or_else(|| self.role(next, Role::At));
            next = match word {
                Some(after) => after,
                None if self.is_mark(next, ",-–|·•.)") => next + 1,
                None => return false,
            };
        }
        next == to
    }
}

fn minutes(sign: i16, hours: u32, minutes: u32) -> Option<i16> {
    if hours > FURTHEST_ZONE || minutes > 59 {
        return None;
    }
    i16::try_from(hours * 60 + minutes).ok().map(|offset| sign * offset)
}
