//! The forms of a stem as terms of the engine. The index has words only as they are written,
//! whatever the language of their article; a form counts in articles of the languages in which it
//! has the stem.

use std::collections::BTreeMap;

use tantivy::columnar::Column;
use tantivy::postings::{Postings, SegmentPostings};
use tantivy::query::Bm25StatisticsProvider;
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Searcher, SegmentReader, TERMINATED, Term};

use crate::index::IndexReader;
use crate::text::Language;

/// A term that counts in articles of some languages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FormTerm {
    pub(super) term: Term,
    /// In order; none is that of articles whose language is not known. Without any it counts in all.
    languages: Vec<Option<Language>>,
}

impl FormTerm {
    /// A word, in whatever article it stands.
    pub(super) fn exact(field: Field, word: &str) -> Self {
        Self { term: Term::from_field_text(field, word), languages: vec![] }
    }

    /// Articles that it counts in. Cost: its postings.
    pub(super) fn articles(&self, reader: &IndexReader) -> tantivy::Result<u64> {
        let mut articles = 0;
        for segment in reader.searcher().segment_readers() {
            let Some(mut postings) = FormPostings::open(self, segment, IndexRecordOption::Basic)? else { continue };
            while postings.doc() != TERMINATED {
                articles += u64::from(!segment.is_deleted(postings.doc()));
                postings.advance();
            }
        }
        Ok(articles)
    }
}

/// The forms of stems, each once, in order of the words.
pub(super) fn form_terms(reader: &IndexReader, field: Field, stems: &[(Option<Language>, String)]) -> Vec<FormTerm> {
    let mut forms: BTreeMap<String, Vec<Option<Language>>> = BTreeMap::new();
    for (language, stem) in stems {
        for form in reader.forms().of_stem(*language, stem) {
            let languages = forms.entry(form).or_default();
            if !languages.contains(language) {
                languages.push(*language);
            }
        }
    }
    let forms = forms.into_iter().map(|(form, mut languages)| {
        languages.sort_unstable();
        FormTerm { term: Term::from_field_text(field, &form), languages }
    });
    forms.collect()
}

/// Words and the forms of stems, each once: what is looked for in positions.
pub(super) fn any_terms(
    reader: &IndexReader,
    field: Field,
    exact: &[String],
    stems: &[(Option<Language>, String)],
) -> Vec<FormTerm> {
    let mut terms: Vec<_> = exact.iter().map(|word| FormTerm::exact(field, word)).collect();
    let forms = form_terms(reader, field, stems);
    terms.extend(forms.into_iter().filter(|form| !exact.iter().any(|word| form.term.value().as_str() == Some(word))));
    terms
}

/// Postings up to which articles are counted; of more a close guess will do.
const COUNTED: u64 = 4096;

/// Articles that have any of the terms. Forms of one word share articles: their sum would make
/// the word seem commoner than it is. Cost: bounded.
#[expect(
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a guess of how common a word is"
)]
pub(super) fn articles_with_any(
    searcher: &Searcher,
    statistics: &dyn Bm25StatisticsProvider,
    terms: &[FormTerm],
) -> tantivy::Result<u64> {
    let frequencies = terms.iter().map(|form| statistics.doc_freq(&form.term)).collect::<tantivy::Result<Vec<_>>>()?;
    let sum: u64 = frequencies.iter().sum();
    if frequencies.iter().filter(|articles| **articles > 0).count() < 2 {
        return Ok(sum);
    }
    if sum > COUNTED {
        // As if each stood wherever it stands regardless of the others.
        let all = statistics.total_num_docs()?.max(1) as f64;
        let without: f64 = frequencies.iter().map(|articles| 1.0 - (*articles as f64 / all).min(1.0)).product();
        return Ok((all * (1.0 - without)).round() as u64);
    }
    let mut articles = 0;
    let mut found = vec![];
    for segment in searcher.segment_readers() {
        found.clear();
        for term in terms {
            let Some(mut postings) = FormPostings::open(term, segment, IndexRecordOption::Basic)? else { continue };
            while postings.doc() != TERMINATED {
                found.push(postings.doc());
                postings.advance();
            }
        }
        found.sort_unstable();
        found.dedup();
        articles += found.iter().filter(|doc| !segment.is_deleted(**doc)).count() as u64;
    }
    Ok(articles)
}

/// The column of languages.
const LANGUAGE: &str = "language";

/// Which articles of a segment a term counts in.
struct Spoken {
    /// The place of each article's language in the dictionary of the segment.
    column: Column<u64>,
    allowed: Vec<bool>,
    with_unknown: bool,
}

impl Spoken {
    /// None if the term counts in all articles.
    fn of(term: &FormTerm, reader: &SegmentReader) -> tantivy::Result<Option<Self>> {
        if term.languages.is_empty() {
            return Ok(None);
        }
        let with_unknown = term.languages.contains(&None);
        let Some(column) = reader.fast_fields().str(LANGUAGE)? else { return Ok(None) };
        let mut allowed = vec![];
        let mut code = String::new();
        for ord in 0..column.num_terms() as u64 {
            code.clear();
            column.ord_to_str(ord, &mut code)?;
            allowed.push(term.languages.iter().flatten().any(|language| language.code() == code));
        }
        if allowed.iter().all(|allowed| *allowed) && (with_unknown || column.ords().get_cardinality().is_full()) {
            return Ok(None);
        }
        Ok(Some(Self { column: column.ords().clone(), allowed, with_unknown }))
    }

    fn has(&self, doc: DocId) -> bool {
        match self.column.first(doc) {
            Some(ord) => usize::try_from(ord).ok().and_then(|ord| self.allowed.get(ord)).is_some_and(|allowed| *allowed),
            None => self.with_unknown,
        }
    }
}

/// The postings of a term in the articles that it counts in.
pub(super) struct FormPostings {
    postings: SegmentPostings,
    spoken: Option<Spoken>,
}

impl FormPostings {
    /// None if no article of the segment has the term.
    pub(super) fn open(term: &FormTerm, reader: &SegmentReader, option: IndexRecordOption) -> tantivy::Result<Option<Self>> {
        let inverted = reader.inverted_index(term.term.field())?;
        let Some(postings) = inverted.read_postings(&term.term, option)? else { return Ok(None) };
        let mut found = Self { postings, spoken: Spoken::of(term, reader)? };
        found.settle();
        Ok(Some(found))
    }

    /// Goes on to an article that the term counts in.
    fn settle(&mut self) -> DocId {
        let mut doc = self.postings.doc();
        if let Some(spoken) = &self.spoken {
            while doc != TERMINATED && !spoken.has(doc) {
                doc = self.postings.advance();
            }
        }
        doc
    }

    pub(super) fn term_freq(&self) -> u32 {
        self.postings.term_freq()
    }

    /// Adds the positions in the article.
    pub(super) fn append_positions(&mut self, positions: &mut Vec<u32>) {
        self.postings.append_positions_with_offset(0, positions);
    }
}

impl DocSet for FormPostings {
    fn advance(&mut self) -> DocId {
        self.postings.advance();
        self.settle()
    }

    fn seek(&mut self, target: DocId) -> DocId {
        self.postings.seek(target);
        self.settle()
    }

    fn doc(&self) -> DocId {
        self.postings.doc()
    }

    fn size_hint(&self) -> u32 {
        self.postings.size_hint()
    }
}
