//! Counts by outlet, date and other fields, over all matches of the whole query.

use std::time::Instant;

use super::calendar::{Calendar, Every};
use super::collect::Columns;
use super::count::{Cell, Dimension, Tally, tally};
use super::matches::Matches;
use super::{SearchRequest, Searcher};
use crate::error::Result;
use crate::index::IndexReader;
use crate::model::{CountSummary, FacetList, FacetTable, FacetValue, Facets, Notice, SCHEMA_VERSION};

/// Spans up to so many days are counted by day, up to three years by month, else by year.
const DAYS_BY_DAY: i64 = 62;
const DAYS_BY_MONTH: i64 = 3 * 366;

/// So many values are listed in order of count if nothing else is asked.
const USUAL_LIMIT: usize = 20;

/// So many values more than twice those listed are held before they are cut.
const ROOM: usize = 64;

/// From so many articles a size of stories is counted.
const SIZES: [u32; 8] = [1, 2, 3, 6, 11, 21, 51, 101];

/// What articles can be counted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacetBy {
    /// Who published it.
    Outlet,
    /// The news agency that wrote it.
    Agency,
    /// Who wrote it; an article of several authors counts for each.
    Author,
    /// Its language.
    Language,
    /// The part of the outlet it stands in; an article of several counts for each.
    Section,
    /// What it is said to be about; an article of several counts for each.
    Tag,
    /// The year of publication.
    Year,
    /// The month.
    Month,
    /// The week.
    Week,
    /// The day.
    Day,
    /// How many articles its story has in the whole index.
    StorySize,
}

impl FacetBy {
    /// All of them.
    pub const ALL: [Self; 11] = [
        Self::Outlet,
        Self::Agency,
        Self::Author,
        Self::Language,
        Self::Section,
        Self::Tag,
        Self::Year,
        Self::Month,
        Self::Week,
        Self::Day,
        Self::StorySize,
    ];

    /// The word for it in JSON and on the screen.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Outlet => "outlet",
            Self::Agency => "agency",
            Self::Author => "author",
            Self::Language => "language",
            Self::Section => "section",
            Self::Tag => "tag",
            Self::Year => "year",
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
            Self::StorySize => "story-size",
        }
    }

    /// The order in which its values are of use: names by count, dates and sizes as they follow.
    #[must_use]
    pub fn usual_sort(self) -> FacetSort {
        match self {
            Self::Outlet | Self::Agency | Self::Author | Self::Language | Self::Section | Self::Tag => FacetSort::Count,
            Self::Year | Self::Month | Self::Week | Self::Day | Self::StorySize => FacetSort::Value,
        }
    }
}

/// In which order values come. Articles without a value come last by value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacetSort {
    /// Most articles first; ties fall to the first by value.
    Count,
    /// Names in order of the alphabet, dates and sizes as they follow.
    Value,
}

/// How matches are to be counted.
#[derive(Debug, Clone)]
pub struct FacetRequest {
    /// The tables wanted; in each, articles of each value of the first field are counted by the
    /// second, and so on.
    pub tables: Vec<Vec<FacetBy>>,
    /// In which order values come; each field's usual one if nothing is said.
    pub sort: Option<FacetSort>,
    /// So many values are listed of each field at most; if nothing is said, 20 in order of
    /// count, all in order of value.
    pub limit: Option<usize>,
}

impl Searcher<'_> {
    /// Counts the articles that match the whole query, and their stories. Partial matches are
    /// not counted. Cost: the query, and one pass over its matches for each field of each table.
    ///
    /// # Errors
    ///
    /// The index is damaged, the engine fails, or values have too many combinations.
    pub fn facets(&self, request: &SearchRequest, wanted: &FacetRequest) -> Result<FacetList> {
        let began = Instant::now();
        let mut notices = request.notices.clone();
        let matches = self.matches(request, &mut notices)?;
        let mut list = self.facets_of(request, wanted, &matches, notices)?;
        list.summary.elapsed_ms = super::milliseconds(began);
        Ok(list)
    }

    /// The same of matches that are known.
    pub(super) fn facets_of(
        &self,
        request: &SearchRequest,
        wanted: &FacetRequest,
        matches: &Matches,
        notices: Vec<Notice>,
    ) -> Result<FacetList> {
        let columns = self.columns()?;
        let mut summary = CountSummary::default();
        let mut facets = vec![];
        for by in &wanted.tables {
            let dimensions = by.iter().map(|by| dimension(self.reader, &columns, matches, *by)).collect::<Result<Vec<_>>>()?;
            let mut levels = vec![];
            for depth in 1..=by.len() {
                let some: Vec<_> = dimensions.iter().take(depth).collect();
                levels.push(tally(self.reader, &columns, matches, &some)?);
            }
            if let Some(whole) = levels.first() {
                (summary.articles, summary.stories) = (whole.articles, whole.stories);
            }
            let levels: Vec<_> = by
                .iter()
                .zip(&dimensions)
                .zip(&levels)
                .map(|((by, dimension), tally)| Level { by: *by, dimension, tally })
                .collect();
            facets.extend(table(&levels, 0, wanted));
        }
        if wanted.tables.is_empty() {
            let whole = tally(self.reader, &columns, matches, &[])?;
            (summary.articles, summary.stories) = (whole.articles, whole.stories);
        }
        Ok(FacetList {
            schema_version: SCHEMA_VERSION,
            query: request.text.clone(),
            parsed: super::echo::echo(request),
            notices,
            summary,
            facets,
        })
    }
}

/// The facets of a search.
pub(super) fn of_search(reader: &IndexReader, columns: &[Columns], matches: &Matches) -> Result<Facets> {
    let (from, to) = matches.days(columns).unwrap_or_default();
    let date = match to - from {
        days if days <= DAYS_BY_DAY => FacetBy::Day,
        days if days <= DAYS_BY_MONTH => FacetBy::Month,
        _ => FacetBy::Year,
    };
    let values = |by| -> Result<Vec<FacetValue>> {
        let dimension = dimension(reader, columns, matches, by)?;
        let tally = tally(reader, columns, matches, &[&dimension])?;
        let wanted = FacetRequest { tables: vec![], sort: None, limit: Some(usize::MAX) };
        let table = table(&[Level { by, dimension: &dimension, tally: &tally }], 0, &wanted);
        Ok(table.map(|table| table.values).unwrap_or_default())
    };
    Ok(Facets { outlet: values(FacetBy::Outlet)?, date: values(date)? })
}

fn dimension(reader: &IndexReader, columns: &[Columns], matches: &Matches, by: FacetBy) -> Result<Dimension> {
    let names = |column| Ok(Dimension::Names(reader.names(column)?));
    let dates = |every| {
        let (from, to) = matches.days(columns).unwrap_or_default();
        Ok(Dimension::Dates(Calendar::new(every, from, to)))
    };
    match by {
        FacetBy::Outlet => names("outlet_facet"),
        FacetBy::Agency => names("agency"),
        FacetBy::Author => names("author"),
        FacetBy::Language => names("language"),
        FacetBy::Section => names("section"),
        FacetBy::Tag => names("tag"),
        FacetBy::Year => dates(Every::Year),
        FacetBy::Month => dates(Every::Month),
        FacetBy::Week => dates(Every::Week),
        FacetBy::Day => dates(Every::Day),
        FacetBy::StorySize => Ok(Dimension::StorySize(&SIZES)),
    }
}

/// The counts by the first fields of a table, up to one.
struct Level<'a> {
    by: FacetBy,
    dimension: &'a Dimension,
    tally: &'a Tally,
}

/// The values of the first level that are within a combination of those above.
fn table(levels: &[Level<'_>], within: u64, wanted: &FacetRequest) -> Option<FacetTable> {
    let (level, deeper) = levels.split_first()?;
    let values = level.dimension.len() as u64 + 1;
    let cells = &level.tally.cells;
    let from = cells.partition_point(|cell| cell.number < within * values);
    let cells = cells.get(from..).unwrap_or_default();
    let cells = cells.get(..cells.partition_point(|cell| cell.number < (within + 1) * values)).unwrap_or_default();
    let distinct = cells.len() as u64;
    let sort = wanted.sort.unwrap_or(level.by.usual_sort());
    let limit = wanted.limit.unwrap_or(if sort == FacetSort::Count { USUAL_LIMIT } else { usize::MAX });
    let listed = if sort == FacetSort::Count { largest(cells, limit) } else { cells.iter().take(limit).collect() };
    let value = |cell: &Cell| FacetValue {
        value: usize::try_from(cell.number - within * values).ok().and_then(|place| level.dimension.value(place)),
        articles: u64::from(cell.articles),
        stories: u64::from(cell.stories),
        within: table(deeper, cell.number, wanted),
    };
    Some(FacetTable { by: level.by.as_str().to_owned(), distinct, values: listed.into_iter().map(value).collect() })
}

/// The cells of most articles, in order of count. Of many, few are ever held.
fn largest(cells: &[Cell], limit: usize) -> Vec<&Cell> {
    let order = |cell: &&Cell| (std::cmp::Reverse(cell.articles), cell.number);
    let mut best: Vec<&Cell> = vec![];
    let mut least = 0;
    for cell in cells.iter().filter(|_| limit > 0) {
        if cell.articles < least {
            continue;
        }
        best.push(cell);
        if best.len() >= limit.saturating_mul(2).saturating_add(ROOM) {
            best.select_nth_unstable_by_key(limit - 1, order);
            best.truncate(limit);
            least = best.last().map_or(0, |cell| cell.articles);
        }
    }
    best.sort_unstable_by_key(order);
    best.truncate(limit);
    best
}
