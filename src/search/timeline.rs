//! Counts over time, of one query or several.

use std::time::Instant;

use super::calendar::{Calendar, Every, Span, day, periods};
use super::count::{Dimension, Tally, tally};
use super::matches::Matches;
use super::{SearchRequest, Searcher};
use crate::error::{Error, Result};
use crate::model::{Count, Imprecise, Notice, SCHEMA_VERSION, Series, Timeline, day_number};
use crate::query::{DateFilter, Query};

/// The shortest periods are chosen of which the span has so many at most.
const FITTING: usize = 62;

/// So many periods there can be.
const MOST: usize = 20_000;

/// What counts over time are wanted.
#[derive(Debug, Clone)]
pub struct TimelineRequest {
    /// The queries. Their filters are taken to be the same.
    pub queries: Vec<SearchRequest>,
    /// How long the periods are; chosen to fit if nothing is said.
    pub every: Option<Every>,
    /// Whether to say what part of all articles and stories of a period the matches are.
    pub share: bool,
}

impl Searcher<'_> {
    /// Counts the articles that match each query, and their stories, by period. The periods
    /// reach from the first day of any match to the last; where filters name the days, over all of them.
    /// Cost: the queries, and two passes over their matches; shares cost two over the articles
    /// that pass the filters.
    ///
    /// # Errors
    ///
    /// The index is damaged, the engine fails, or there would be more than 20,000 periods.
    pub fn timeline(&self, wanted: &TimelineRequest) -> Result<Timeline> {
        let began = Instant::now();
        let mut lines = vec![];
        for request in &wanted.queries {
            let mut notices = request.notices.clone();
            let matches = self.matches(request, &mut notices)?;
            lines.push((request, notices, matches));
        }
        let mut timeline = self.timeline_of(wanted, lines)?;
        timeline.elapsed_ms = super::milliseconds(began);
        Ok(timeline)
    }

    /// The same of matches that are known: for each query what is told of it, and what it matches.
    pub(super) fn timeline_of(
        &self,
        wanted: &TimelineRequest,
        lines: Vec<(&SearchRequest, Vec<Notice>, Matches)>,
    ) -> Result<Timeline> {
        let columns = self.columns()?;
        let found = lines.iter().filter_map(|(_, _, matches)| matches.days(&columns)).reduce(wider);
        let days = match (found, wanted.queries.first().and_then(filtered)) {
            (Some(found), Some(filtered)) => Some(wider(found, filtered)),
            (found, filtered) => found.or(filtered),
        };
        let every = wanted.every.unwrap_or_else(|| fitting(days));
        let (from, to) = days.unwrap_or((0, -1));
        let number = periods(every, from, to);
        if number > MOST {
            return Err(Error::config(format!(
                "`--every {}` makes {number} periods of {} to {}, more than {MOST}: count by longer ones, or narrow the dates",
                every.as_str(),
                shown(from),
                shown(to)
            )));
        }
        let all = wanted.queries.first().filter(|_| wanted.share).map(|request| -> Result<_> {
            let request = SearchRequest { text: String::new(), query: Query { root: None }, notices: vec![], ..request.clone() };
            let matches = self.matches(&request, &mut vec![])?;
            Ok((request, matches))
        });
        let all = all.transpose()?;
        // The calendar also has days of articles that no query matches.
        let others = all.as_ref().and_then(|(_, matches)| matches.days(&columns));
        let (low, high) = others.into_iter().chain(days).reduce(wider).unwrap_or((0, -1));
        let by = Dimension::Dates(Calendar::new(every, low, high));
        let Dimension::Dates(calendar) = &by else { return Err(Error::config("no calendar")) };
        let series = |request: &SearchRequest, notices: Vec<Notice>, matches: &Matches| -> Result<Series> {
            let tally = tally(self.reader, &columns, matches, &[&by])?;
            Ok(line(request, notices, calendar, &tally, (from, to)))
        };
        let all = all.map(|(request, matches)| series(&request, vec![], &matches)).transpose()?;
        let mut found = vec![];
        for (request, notices, matches) in lines {
            let mut line = series(request, notices, &matches)?;
            if let Some(all) = &all {
                for (count, all) in line.counts.iter_mut().zip(&all.counts) {
                    count.article_share = Some(share(count.articles, all.articles));
                    count.story_share = Some(share(count.stories, all.stories));
                }
            }
            found.push(line);
        }
        let periods = calendar.spans().iter().filter(|span| calendar.is_period(span) && span.overlaps(from, to));
        Ok(Timeline {
            schema_version: SCHEMA_VERSION,
            every: every.as_str(),
            periods: periods.map(Span::period).collect(),
            series: found,
            all,
            elapsed_ms: 0.0,
        })
    }
}

/// The counts of one query; of periods, those that overlap the days.
fn line(request: &SearchRequest, notices: Vec<Notice>, calendar: &Calendar, tally: &Tally, (from, to): (i64, i64)) -> Series {
    let mut cells = tally.cells.iter().peekable();
    let (mut counts, mut imprecise) = (vec![], vec![]);
    for (span, place) in calendar.spans().iter().zip(0..) {
        let cell = cells.next_if(|cell| cell.number == place);
        let (articles, stories) = cell.map_or((0, 0), |cell| (u64::from(cell.articles), u64::from(cell.stories)));
        if !span.overlaps(from, to) {
            continue;
        }
        if calendar.is_period(span) {
            counts.push(Count { articles, stories, ..Count::default() });
        } else if articles > 0 {
            imprecise.push(Imprecise { period: span.period(), articles, stories });
        }
    }
    let undated = cells.next().map_or_else(Count::default, |cell| Count {
        articles: u64::from(cell.articles),
        stories: u64::from(cell.stories),
        ..Count::default()
    });
    Series {
        query: request.text.clone(),
        parsed: super::echo::echo(request),
        notices,
        articles: tally.articles,
        stories: tally.stories,
        undated,
        counts,
        imprecise,
    }
}

fn wider((from, to): (i64, i64), (other_from, other_to): (i64, i64)) -> (i64, i64) {
    (from.min(other_from), to.max(other_to))
}

/// The days that filters name, where they name a first and a last one.
fn filtered(request: &SearchRequest) -> Option<(i64, i64)> {
    let ranges = || {
        request.filters.dates.iter().filter_map(|date| match date {
            DateFilter::Range { from, to } => Some((from.map(day_number), to.map(day_number))),
            DateFilter::Undated => None,
        })
    };
    let from = ranges().filter_map(|(from, _)| from).max()?;
    let to = ranges().filter_map(|(_, to)| to).min()?;
    (from <= to).then_some((from, to))
}

/// The shortest periods of which there are not too many to be seen at once.
fn fitting(days: Option<(i64, i64)>) -> Every {
    let (from, to) = days.unwrap_or((0, 0));
    Every::ALL.into_iter().find(|every| periods(*every, from, to) <= FITTING).unwrap_or(Every::Year)
}

fn shown(number: i64) -> String {
    day(number).map_or_else(String::new, |day| day.to_string())
}

/// A share, to a millionth.
#[expect(clippy::cast_precision_loss, reason = "counts are far below 2^52")]
fn share(some: u64, all: u64) -> Option<f64> {
    (all > 0).then(|| (some as f64 / all as f64 * 1e6).round() / 1e6)
}
