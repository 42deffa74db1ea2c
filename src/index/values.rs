//! The values of a column of names over all segments, spellings that differ only in case and
//! accents joined, so that articles can be counted by number instead of by name.

use tantivy::columnar::{Cardinality, Column};
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
    folded: String,
    text: String,
    segment: usize,
    ord: usize,
}

impl NameValues {
    /// Reads the dictionaries of a column. Cost: in proportion to the names there are, which are folded
    /// and sorted; where a name has several spellings, one pass over the column too.
    pub(super) fn read(searcher: &Searcher, column: &str) -> tantivy::Result<Self> {
        let mut spellings: Vec<Spelling> = vec![];
        let mut segments = vec![];
        for (segment, reader) in searcher.segment_readers().iter().enumerate() {
            let Some(column) = reader.fast_fields().str(column)? else {
                segments.push(SegmentValues { ords: None, places: vec![] });
                continue;
            };
            let mut stream = column.dictionary().stream()?;
            while stream.advance() {
                let text = String::from_utf8_lossy(stream.key()).into_owned();
                let ord = usize::try_from(stream.term_ord()).unwrap_or(usize::MAX);
                spellings.push(Spelling { folded: fold(&text), text, segment, ord });
            }
            segments.push(SegmentValues { ords: Some(column.ords().clone()), places: vec![0; column.num_terms()] });
        }
        // Dictionaries are in order, so the spellings nearly are.
        spellings.sort_by(|a, b| a.folded.cmp(&b.folded).then_with(|| a.text.cmp(&b.text)));
        let is_one = |(a, b): (&Spelling, &Spelling)| a.folded != b.folded || a.text == b.text;
        let has_several = !spellings.iter().zip(spellings.iter().skip(1)).all(is_one);
        let counts = if has_several { counts(searcher, &segments) } else { vec![] };
        let mut names = vec![];
        for spellings in spellings.chunk_by_mut(|a, b| a.folded == b.folded) {
            let place = u32::try_from(names.len()).unwrap_or(u32::MAX);
            for Spelling { segment, ord, .. } in &*spellings {
                if let Some(known) = segments.get_mut(*segment).and_then(|segment| segment.places.get_mut(*ord)) {
                    *known = place;
                }
            }
            // The usual spelling; of equals the first.
            let mut usual = (0, String::new());
            for spelling in spellings.chunk_by_mut(|a, b| a.text == b.text) {
                let count = |one: &Spelling| counts.get(one.segment).and_then(|counts| counts.get(one.ord)).copied().unwrap_or(0);
                let articles: u64 = spelling.iter().map(count).sum();
                if let Some(one) = spelling.first_mut().filter(|_| articles > usual.0 || usual.1.is_empty()) {
                    usual = (articles, std::mem::take(&mut one.text));
                }
            }
            names.push(usual.1);
        }
        Ok(Self { names, segments })
    }

    /// The names.
    pub(crate) fn names(&self) -> &[String] {
        &self.names
    }

    /// Whether no document has several names.
    pub(crate) fn has_one_each(&self) -> bool {
        let columns = self.segments.iter().filter_map(|segment| segment.ords.as_ref());
        !columns.into_iter().any(|ords| ords.get_cardinality() == Cardinality::Multivalued)
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
