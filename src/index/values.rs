//! The values of a column of names over all segments, spellings that differ only in case and
//! accents joined, so that articles can be counted by number instead of by name.

use std::collections::BTreeMap;

use tantivy::columnar::Column;
use tantivy::{DocId, Searcher};

use crate::text::fold;

/// The names of a column.
pub(crate) struct NameValues {
    /// In order of their folded forms; each as most articles have it.
    names: Vec<String>,
    segments: Vec<SegmentValues>,
}

/// The names of one segment.
pub(crate) struct SegmentValues {
    /// The place of each document's names in the segment's dictionary; none if no document has any.
    pub(crate) ords: Option<Column<u64>>,
    /// From places in the dictionary to places in all names.
    pub(crate) places: Vec<u32>,
}

/// A spelling in one segment.
struct Spelling {
    text: String,
    segment: usize,
    ord: u64,
}

impl NameValues {
    /// Reads the dictionaries of a column. Cost: in proportion to the names there are; where a
    /// name has several spellings, one pass over the column too.
    pub(super) fn read(searcher: &Searcher, column: &str) -> tantivy::Result<Self> {
        let mut spellings: BTreeMap<String, Vec<Spelling>> = BTreeMap::new();
        let mut segments = vec![];
        for (segment, reader) in searcher.segment_readers().iter().enumerate() {
            let Some(column) = reader.fast_fields().str(column)? else {
                segments.push(SegmentValues { ords: None, places: vec![] });
                continue;
            };
            let mut stream = column.dictionary().stream()?;
            while stream.advance() {
                let text = String::from_utf8_lossy(stream.key()).into_owned();
                spellings.entry(fold(&text)).or_default().push(Spelling { text, segment, ord: stream.term_ord() });
            }
            segments.push(SegmentValues { ords: Some(column.ords().clone()), places: vec![0; column.num_terms()] });
        }
        let is_one =
            |spellings: &Vec<Spelling>| spellings.iter().all(|one| Some(&one.text) == spellings.first().map(|s| &s.text));
        let counts = if spellings.values().all(is_one) { vec![] } else { counts(searcher, &segments) };
        let mut names = vec![];
        for spellings in spellings.into_values() {
            let place = u32::try_from(names.len()).unwrap_or(u32::MAX);
            let mut articles: BTreeMap<&str, u64> = BTreeMap::new();
            for Spelling { text, segment, ord } in &spellings {
                let at = usize::try_from(*ord).unwrap_or(usize::MAX);
                if let Some(known) = segments.get_mut(*segment).and_then(|segment| segment.places.get_mut(at)) {
                    *known = place;
                }
                let count = counts.get(*segment).and_then(|counts: &Vec<u64>| counts.get(at)).copied().unwrap_or(0);
                *articles.entry(text).or_default() += count;
            }
            // Of equals the first.
            let usual = articles.iter().rev().max_by_key(|(_, articles)| **articles);
            names.push(usual.map_or_else(String::new, |(text, _)| (*text).to_owned()));
        }
        Ok(Self { names, segments })
    }

    /// The names.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// The names of a segment.
    pub(crate) fn segment(&self, ord: usize) -> Option<&SegmentValues> {
        self.segments.get(ord)
    }
}

/// How many articles have each name of each segment's dictionary.
fn counts(searcher: &Searcher, segments: &[SegmentValues]) -> Vec<Vec<u64>> {
    let of_segment = |(reader, values): (&tantivy::SegmentReader, &SegmentValues)| {
        let mut counts = vec![0; values.places.len()];
        let docs: &mut dyn Iterator<Item = DocId> = &mut reader.doc_ids_alive();
        for ord in docs.flat_map(|doc| values.ords.iter().flat_map(move |ords| ords.values_for_doc(doc))) {
            if let Some(count) = usize::try_from(ord).ok().and_then(|ord| counts.get_mut(ord)) {
                *count += 1;
            }
        }
        counts
    };
    searcher.segment_readers().iter().zip(segments).map(of_segment).collect()
}
