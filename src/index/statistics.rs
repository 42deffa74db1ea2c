//! What ranking counts: living articles only.
//!
//! The engine counts what was removed or replaced until its segment is merged, so an
//! index would rank differently by its history. Here the same articles give the same
//! figures, in however many builds and threads they were read.

use std::sync::{Arc, OnceLock};

use tantivy::columnar::Cardinality;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::TermInfo;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{InvertedIndexReader, Searcher, SegmentReader, Term};

use super::{ARTICLES, Fields, Lexicon};

/// Statistics of the living articles of an index.
pub(crate) struct Statistics {
    searcher: Searcher,
    /// The words of each field that is scored, once asked for.
    words: Vec<(Field, OnceLock<u64>)>,
    /// The whole corpus, if the index holds a part of it.
    lexicon: Option<Arc<dyn Lexicon>>,
}

impl Statistics {
    pub(super) fn new(searcher: Searcher, fields: &Fields, lexicon: Option<Arc<dyn Lexicon>>) -> Self {
        let scored = [fields.title, fields.body];
        Self { searcher, words: scored.map(|field| (field, OnceLock::new())).into(), lexicon }
    }

    /// Sum of the lengths of a field, each as exact as its code (tantivy keeps one byte of it).
    /// Cost: a byte an article.
    fn count_words(&self, field: Field) -> tantivy::Result<u64> {
        let mut words = 0;
        for segment in self.searcher.segment_readers() {
            let lengths = segment.get_fieldnorms_reader(field)?;
            let mut by_code = [0_u64; 256];
            let mut count = |doc| by_code[usize::from(lengths.fieldnorm_id(doc))] += 1;
            // Every search that starts the program goes through here: the engine's own iterator takes
            // thrice the time where nothing was removed.
            match segment.alive_bitset() {
                None => (0..segment.max_doc()).for_each(&mut count),
                Some(alive) => alive.iter_alive().for_each(&mut count),
            }
            let lengths = (0..=u8::MAX).map(FieldNormReader::id_to_fieldnorm);
            words += lengths.zip(by_code).map(|(length, articles)| u64::from(length) * articles).sum::<u64>();
        }
        Ok(words)
    }
}

impl Bm25StatisticsProvider for Statistics {
    fn total_num_tokens(&self, field: Field) -> tantivy::Result<u64> {
        if let Some(lexicon) = &self.lexicon {
            return Ok(lexicon.words(self.searcher.schema().get_field_name(field)));
        }
        let known = self.words.iter().find(|(scored, _)| *scored == field).map(|(_, words)| words);
        if let Some(words) = known.and_then(OnceLock::get) {
            return Ok(*words);
        }
        let words = self.count_words(field)?;
        Ok(known.map_or(words, |known| *known.get_or_init(|| words)))
    }

    fn total_num_docs(&self) -> tantivy::Result<u64> {
        match &self.lexicon {
            Some(lexicon) => Ok(lexicon.articles()),
            None => articles(&self.searcher),
        }
    }

    fn doc_freq(&self, term: &Term) -> tantivy::Result<u64> {
        if let Some(lexicon) = &self.lexicon
            && let Some(word) = term.value().as_str()
        {
            return Ok(lexicon.frequency(self.searcher.schema().get_field_name(term.field()), word));
        }
        let mut articles = 0;
        for segment in self.searcher.segment_readers() {
            let inverted = segment.inverted_index(term.field())?;
            if let Some(info) = inverted.get_term_info(term)? {
                articles += living(segment, &inverted, &info)?;
            }
        }
        Ok(articles)
    }
}

/// Articles of an index, without those that are older versions of others. Cost: none to speak of where
/// there are no versions, else a look at a column.
pub(crate) fn articles(searcher: &Searcher) -> tantivy::Result<u64> {
    let mut articles = 0;
    for segment in searcher.segment_readers() {
        let Some(column) = segment.fast_fields().str(ARTICLES)? else { continue };
        articles += match column.ords().get_cardinality() {
            Cardinality::Full => u64::from(segment.num_docs()),
            _ => segment.doc_ids_alive().filter(|doc| column.ords().first(*doc).is_some()).count() as u64,
        };
    }
    Ok(articles)
}

/// Living articles of a segment that have a term. Cost: a look at a table, or its postings
/// where the segment has removed articles.
pub(crate) fn living(segment: &SegmentReader, inverted: &InvertedIndexReader, term: &TermInfo) -> tantivy::Result<u64> {
    let Some(alive) = segment.alive_bitset() else { return Ok(u64::from(term.doc_freq)) };
    let postings = inverted.read_postings_from_terminfo(term, IndexRecordOption::Basic)?;
    Ok(u64::from(postings.doc_freq_given_deletes(alive)))
}
