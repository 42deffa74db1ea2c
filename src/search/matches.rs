//! The matches of a query as lists of documents, without ranks, and how columns are read for
//! many of them at once.

use std::cell::OnceCell;
use std::fmt::Debug;

use tantivy::collector::{Collector, SegmentCollector};
use tantivy::columnar::{Column, ColumnIndex};
use tantivy::query::Query;
use tantivy::{DocId, Score, SegmentOrdinal, SegmentReader};

use super::collect::Columns;
use crate::error::Result;
use crate::index::IndexReader;

/// So many matches are looked up at once.
const BLOCK: usize = 1024;

/// A document without a value.
pub(super) const NO_ORD: u64 = u64::MAX;
pub(super) const NO_DAY: i64 = i64::MIN;

/// The matches of a query, by segment.
pub(super) struct Matches {
    found: Vec<Found>,
    /// The first and the last day, once they were asked for.
    days: OnceCell<Option<(i64, i64)>>,
}

/// The matches in one segment.
enum Found {
    /// All documents; so many there are.
    All(DocId),
    /// These, in order.
    Some(Vec<DocId>),
}

impl Matches {
    fn new(found: Vec<Found>) -> Self {
        Self { found, days: OnceCell::new() }
    }

    /// All articles.
    pub(super) fn all(reader: &IndexReader) -> Self {
        let of_segment = |segment: &SegmentReader| match segment.alive_bitset() {
            None => Found::All(segment.max_doc()),
            Some(_) => Found::Some(segment.doc_ids_alive().collect()),
        };
        Self::new(reader.searcher().segment_readers().iter().map(of_segment).collect())
    }

    /// The articles that a query matches.
    pub(super) fn of(reader: &IndexReader, query: &dyn Query) -> Result<Self> {
        let found = reader.searcher().search(query, &Lists).map_err(|e| reader.failed(e))?;
        Ok(Self::new(found.into_iter().map(Found::Some).collect()))
    }

    /// Articles that were found otherwise, by segment.
    pub(super) fn listed(found: Vec<(SegmentOrdinal, Vec<DocId>)>, reader: &IndexReader) -> Self {
        let mut lists: Vec<Vec<DocId>> = vec![vec![]; reader.searcher().segment_readers().len()];
        for (ord, docs) in found {
            if let Some(list) = lists.get_mut(ord as usize) {
                list.extend(docs);
            }
        }
        Self::new(lists.into_iter().map(Found::Some).collect())
    }

    /// Visits the matches of each segment, some at a time.
    pub(super) fn visit(&self, mut visit: impl FnMut(usize, &[DocId])) {
        for (segment, found) in self.found.iter().enumerate() {
            match found {
                Found::Some(docs) => docs.chunks(BLOCK).for_each(|docs| visit(segment, docs)),
                Found::All(number) => {
                    let mut docs = Vec::with_capacity(BLOCK);
                    for begin in (0..*number).step_by(BLOCK) {
                        docs.clear();
                        docs.extend((begin..*number).take(BLOCK));
                        visit(segment, &docs);
                    }
                }
            }
        }
    }

    /// The first and the last day that any match can be of. Cost: one pass over the matches, once.
    pub(super) fn days(&self, columns: &[Columns]) -> Option<(i64, i64)> {
        *self.days.get_or_init(|| self.span(columns))
    }

    fn span(&self, columns: &[Columns]) -> Option<(i64, i64)> {
        let mut days: Option<(i64, i64)> = None;
        let mut widen = |first: i64, last: i64| {
            days = Some(days.map_or((first, last), |(from, to)| (from.min(first), to.max(last))));
        };
        for (found, columns) in self.found.iter().zip(columns) {
            if let (Found::All(_), Some(first), Some(last)) = (found, &columns.first_day, &columns.last_day)
                && first.values.num_vals() > 0
            {
                widen(first.min_value(), last.max_value());
            }
        }
        let (mut firsts, mut lasts) = (vec![], vec![]);
        self.visit(|segment, docs| {
            let (Some(Found::Some(_)), Some(columns)) = (self.found.get(segment), columns.get(segment)) else { return };
            read(columns.first_day.as_ref(), docs, NO_DAY, &mut firsts);
            read(columns.last_day.as_ref(), docs, NO_DAY, &mut lasts);
            let dated = firsts.iter().zip(&lasts).filter(|(first, _)| **first != NO_DAY);
            dated.for_each(|(first, last)| widen(*first, *last));
        });
        days
    }
}

/// Lists the matches of every segment.
struct Lists;

struct List(Vec<DocId>);

impl Collector for Lists {
    type Fruit = Vec<Vec<DocId>>;
    type Child = List;

    fn for_segment(&self, _: SegmentOrdinal, _: &SegmentReader) -> tantivy::Result<List> {
        Ok(List(vec![]))
    }

    fn requires_scoring(&self) -> bool {
        false
    }

    fn merge_fruits(&self, segments: Vec<Vec<DocId>>) -> tantivy::Result<Self::Fruit> {
        Ok(segments)
    }
}

impl SegmentCollector for List {
    type Fruit = Vec<DocId>;

    fn collect(&mut self, doc: DocId, _: Score) {
        self.0.push(doc);
    }

    fn collect_block(&mut self, docs: &[DocId]) {
        self.0.extend_from_slice(docs);
    }

    fn harvest(self) -> Vec<DocId> {
        self.0
    }
}

/// Whether documents, which are in order, follow each other without gaps.
pub(super) fn is_run(docs: &[DocId]) -> bool {
    docs.first().zip(docs.last()).is_some_and(|(first, last)| (last - first) as usize + 1 == docs.len())
}

/// The first value that each document has in a column, or `missing`. Documents in a row are read as a run.
pub(super) fn read<T>(column: Option<&Column<T>>, docs: &[DocId], missing: T, values: &mut Vec<T>)
where
    T: PartialOrd + Copy + Debug + Send + Sync + 'static,
{
    // A full column overwrites what was there.
    if !column.is_some_and(|column| matches!(column.index, ColumnIndex::Full)) {
        values.clear();
    }
    values.resize(docs.len(), missing);
    let (Some(column), Some(first), Some(last)) = (column, docs.first(), docs.last()) else { return };
    let is_run = is_run(docs);
    match &column.index {
        ColumnIndex::Empty { .. } => {}
        ColumnIndex::Full if is_run => column.values.get_range(u64::from(*first), values),
        ColumnIndex::Full => column.values.get_vals(docs, values),
        ColumnIndex::Optional(_) => {
            if is_run {
                let rows = column.index.docid_range_to_rowids(*first..last + 1);
                if rows.len() == docs.len() {
                    column.values.get_range(u64::from(rows.start), values);
                    return;
                }
            }
            let (mut known, mut rows) = (vec![], vec![]);
            column.row_ids_for_docs(docs, &mut known, &mut rows);
            let mut found = vec![missing; rows.len()];
            column.values.get_vals(&rows, &mut found);
            let mut known = known.into_iter().zip(found).peekable();
            for (doc, value) in docs.iter().zip(values) {
                if let Some((_, found)) = known.next_if(|(known, _)| known == doc) {
                    *value = found;
                }
            }
        }
        ColumnIndex::Multivalued(_) => {
            for (doc, value) in docs.iter().zip(values) {
                *value = column.first(*doc).unwrap_or(missing);
            }
        }
    }
}
