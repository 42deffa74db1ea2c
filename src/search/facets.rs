//! Counts by outlet and by date, over all matches of the whole query.

use std::collections::BTreeMap;

use jiff::ToSpan;
use tantivy::schema::Facet;

use super::collect::{Gathered, Tally};
use crate::error::Result;
use crate::index::IndexReader;
use crate::model::{FacetValue, Facets, PartialDate};

/// Spans up to so many days are counted by day, up to three years by month, else by year.
const DAYS_BY_DAY: i64 = 62;
const DAYS_BY_MONTH: i64 = 3 * 366;

/// The facets of what was found.
pub(super) fn facets(reader: &IndexReader, found: &Gathered) -> Result<Facets> {
    Ok(Facets { outlet: outlets(reader, found)?, date: dates(found) })
}

#[expect(clippy::iter_over_hash_type, reason = "the values are sorted by a total order")]
fn outlets(reader: &IndexReader, found: &Gathered) -> Result<Vec<FacetValue>> {
    let mut values = vec![];
    for (key, (tally, _, address)) in &found.by_outlet {
        let value = if key.is_some() {
            let segment = reader.searcher().segment_reader(address.segment_ord);
            let names = segment.facet_reader("outlet_facet").map_err(|e| reader.failed(e))?;
            let Some(ord) = names.facet_ords(address.doc_id).next() else { continue };
            let mut facet = Facet::root();
            names.facet_from_ord(ord, &mut facet).map_err(|e| reader.failed(e))?;
            facet.to_path().last().map(|name| (*name).to_owned())
        } else {
            None
        };
        values.push(facet_value(value, tally));
    }
    values.sort_by(|a, b| b.articles.cmp(&a.articles).then_with(|| a.value.cmp(&b.value)));
    Ok(values)
}

#[expect(clippy::iter_over_hash_type, reason = "the values are gathered in a sorted map")]
fn dates(found: &Gathered) -> Vec<FacetValue> {
    let known = || found.days.keys().flatten();
    let first = known().map(|(first, _)| *first).min().unwrap_or(0);
    let last = known().map(|(_, last)| *last).max().unwrap_or(0);
    let mut values: BTreeMap<Option<String>, FacetValue> = BTreeMap::new();
    let mut stories: BTreeMap<Option<String>, rustc_hash::FxHashSet<u32>> = BTreeMap::new();
    for (days, tally) in &found.days {
        let value = days.and_then(|(from, to)| period(from, to, last - first)).map(|period| period.to_string());
        let entry = values.entry(value.clone()).or_insert_with(|| FacetValue { value: value.clone(), articles: 0, stories: 0 });
        entry.articles += tally.articles;
        let stories = stories.entry(value).or_default();
        stories.extend(&tally.stories);
        entry.stories = stories.len() as u64;
    }
    // Undated articles come last.
    let undated = values.remove(&None);
    values.into_values().chain(undated).collect()
}

/// The day, month or year that a date is counted under.
fn period(first: i64, last: i64, span: i64) -> Option<PartialDate> {
    let date = jiff::civil::date(1970, 1, 1).checked_add(first.days()).ok()?;
    let day = PartialDate::from(date);
    let length = last - first;
    Some(if length > 31 || span > DAYS_BY_MONTH {
        PartialDate { month: None, day: None, ..day }
    } else if length > 0 || span > DAYS_BY_DAY {
        PartialDate { day: None, ..day }
    } else {
        day
    })
}

fn facet_value(value: Option<String>, tally: &Tally) -> FacetValue {
    FacetValue { value, articles: tally.articles, stories: tally.stories.len() as u64 }
}
