//! Looks at the tokens of one window: names, connecting words, and whether a
//! number stands free of its neighbours.
//!
//! Every question takes a token's index and answers for any index. Which
//! tokens make a date is left to `grammar` and `numeric`, which time to
//! `clock`.

use super::fold::fold_into;
use super::lexicon::{LONGEST, Lexicon, MonthWord, Role, WeekdayWord};
use super::token::{Kind, Token};
use super::types::{ClockTime, DayMonth, PartialDate};

/// The tokens of a window, and how to read them.
pub(super) struct Reader<'t> {
    pub(super) text: &'t str,
    pub(super) tokens: &'t [Token],
    pub(super) lexicon: &'static Lexicon,
    pub(super) order: DayMonth,
    /// Tokens before this one belong to an earlier date.
    pub(super) floor: usize,
}

/// Tokens shaped like a date.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shape {
    pub(super) first: usize,
    /// The token after the last.
    pub(super) next: usize,
    /// `None` if the calendar has no such day: then nothing inside the shape
    /// is a date either.
    pub(super) reading: Option<Reading>,
}

/// What a shape says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reading {
    pub(super) date: PartialDate,
    /// The other date it may mean.
    pub(super) other: Option<PartialDate>,
    pub(super) ambiguous: bool,
    /// A time written inside the date, as in `Feb 18 14:05:00 2025`.
    pub(super) time: Option<ClockTime>,
}

impl Reading {
    /// A reading without doubt.
    pub(super) fn of(date: PartialDate) -> Self {
        Self { date, other: None, ambiguous: false, time: None }
    }
}

impl Reader<'_> {
    /// The token at an index.
    pub(super) fn token(&self, at: usize) -> Option<Token> {
        self.tokens.get(at).copied()
    }

    /// The value and the count of digits, if the token is a number.
    pub(super) fn number(&self, at: usize) -> Option<(u32, u8)> {
        match self.token(at)?.kind {
            Kind::Number { value, digits } => Some((value, digits)),
            _ => None,
        }
    }

    /// The number at an index if it has exactly `digits` digits.
    pub(super) fn number_of(&self, at: usize, digits: u8) -> Option<u32> {
        self.number(at).and_then(|(value, count)| (count == digits).then_some(value))
    }

    /// The mark, if the token is one.
    pub(super) fn mark(&self, at: usize) -> Option<char> {
        match self.token(at)?.kind {
            Kind::Mark(mark) => Some(mark),
            _ => None,
        }
    }

    /// Whether the token is one of the marks.
    pub(super) fn is_mark(&self, at: usize, marks: &str) -> bool {
        self.mark(at).is_some_and(|mark| marks.contains(mark))
    }

    /// Whether the token is a word.
    pub(super) fn is_word(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| token.kind == Kind::Word)
    }

    /// Whether there is a token and no space before it.
    pub(super) fn is_glued(&self, at: usize) -> bool {
        self.token(at).is_some_and(|token| !token.spaced)
    }

    /// The text of a token.
    pub(super) fn source(&self, at: usize) -> &str {
        self.token(at).and_then(|token| self.text.get(token.start..token.end)).unwrap_or("")
    }

    /// The longest run of words from `at` that `look` knows, and the token
    /// after it. A hyphen, dot or apostrophe inside a run does not count.
    pub(super) fn longest<T>(&self, at: usize, look: impl Fn(&str) -> Option<T>) -> Option<(T, usize)> {
        if !self.is_word(at) {
            return None;
        }
        // Most words stand in no table; those must cost little.
        let mut key = String::with_capacity(32);
        let mut ends = [(0, 0); LONGEST];
        let mut count = 0;
        let mut next = at;
        for end in &mut ends {
            let inner = self.is_mark(next, "-.'") && self.is_glued(next) && self.is_glued(next + 1);
            let word = if count > 0 && inner { next + 1 } else { next };
            if !self.is_word(word) {
                break;
            }
            if count > 0 {
                key.push(' ');
            }
            fold_into(self.source(word), &mut key);
            if count == 0 && !self.lexicon.begins(&key) {
                return None;
            }
            next = word + 1;
            *end = (key.len(), next);
            count += 1;
        }
        ends.iter().take(count).rev().find_map(|&(length, next)| Some((look(key.get(..length)?)?, next)))
    }

    /// The token after the words at `at`, if they can play the role.
    pub(super) fn role(&self, at: usize, role: Role) -> Option<usize> {
        self.longest(at, |key| self.lexicon.is(key, role).then_some(())).map(|((), next)| next)
    }

    /// The month named at `at`, with its dot and with its second name, as in
    /// `فبراير/شباط` or `شباط (فبراير)`.
    pub(super) fn month(&self, at: usize) -> Option<(MonthWord, usize)> {
        let (word, next) = self.longest(at, |key| self.lexicon.month(key))?;
        let dotted = self.is_mark(next, ".") && self.is_glued(next);
        let next = next + usize::from(dotted);
        if self.is_mark(next, "/(")
            && let Some((second, end)) = self.longest(next + 1, |key| self.lexicon.month(key))
            && second.month == word.month
        {
            let closed = self.is_mark(next, "(") && self.is_mark(end, ")");
            return Some((word, end + usize::from(closed)));
        }
        Some((word, next))
    }

    /// The weekday named at `at`.
    pub(super) fn weekday(&self, at: usize) -> Option<(WeekdayWord, usize)> {
        self.longest(at, |key| self.lexicon.weekday(key))
    }

    /// Whether the word begins with a small letter.
    pub(super) fn is_lowercase(&self, at: usize) -> bool {
        self.source(at).starts_with(char::is_lowercase)
    }

    /// Whether the token is of an alphabet whose words are set off by spaces
    /// and never glued to numbers without changing their meaning.
    fn is_western_word(&self, at: usize) -> bool {
        self.is_word(at) && self.source(at).ends_with(|c: char| c < '\u{590}')
    }

    /// Whether a date may begin at this token, for what stands before it.
    pub(super) fn is_free_before(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return true };
        if before < self.floor || !self.is_glued(at) {
            return true;
        }
        if self.is_western_word(before) || self.is_mark(before, "$€£¥₹#@&+%*") {
            return false;
        }
        let number_before = before.checked_sub(1).is_some_and(|at| at >= self.floor && self.number(at).is_some());
        !(number_before && self.is_glued(before) && self.is_mark(before, ".,/:-–_'"))
    }

    /// Whether a date may end before the token `next`.
    pub(super) fn is_free_after(&self, next: usize) -> bool {
        if !self.is_glued(next) {
            return true;
        }
        if self.is_mark(next, "%°€$£") {
            return false;
        }
        if self.number(next).is_some() {
            // `2025年2月18日14:05`
            return next.checked_sub(1).is_some_and(|at| self.is_word(at) && !self.is_western_word(at));
        }
        if self.is_western_word(next) {
            let begins_time =
                self.source(next).eq_ignore_ascii_case("t") && self.number(next + 1).is_some() && self.is_glued(next + 1);
            return begins_time || self.role(next, Role::Year).is_some();
        }
        let joins = self.is_mark(next, ".,-–/:_") && self.number(next + 1).is_some() && self.is_glued(next + 1);
        !joins || self.clock(next + 1, true).is_some() || self.is_dotted_triple(next + 1)
    }

    /// Three numbers with marks between, as a second date of a range has.
    fn is_dotted_triple(&self, at: usize) -> bool {
        let part = |at: usize| self.number(at).is_some() && self.is_glued(at);
        part(at) && part(at + 2) && part(at + 4) && self.mark(at + 1) == self.mark(at + 3)
    }

    /// Whether the word before says that what follows is no date.
    pub(super) fn is_version(&self, at: usize) -> bool {
        let Some(before) = at.checked_sub(1) else { return false };
        let word = if self.is_mark(before, ".:") { before.saturating_sub(1) } else { before };
        self.role(word, Role::Version) == Some(word + 1)
    }
}
