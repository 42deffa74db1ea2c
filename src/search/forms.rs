//! Any form of a word, scored as one word: as it is written and by its stem, in
//! headline and text, whatever the language of the article.
//!
//! Each group of forms brings BM25 (Robertson and Zaragoza 2009) with its own parameters:
//! how often a stem stands in an article says what the article is about, but that a word
//! stands there exactly as written is nearly a yes or no. Terms of one group count as one
//! term: their articles are added up, so that a stem of a language which few articles are
//! in is not taken for a rare word.

use std::sync::Arc;

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::{EnableScoring, Explanation, Query, Scorer, Weight};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{DocId, DocSet, Score, SegmentReader, TERMINATED, TantivyError, Term};

use super::stems::{FormPostings, FormTerm, articles_with_any};

/// How a group of forms is weighed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Weighing {
    /// What the group is worth beside others.
    pub(super) weight: f32,
    /// How slowly more occurrences cease to count.
    pub(super) k1: f32,
    /// How much longer texts count less, from 0 to 1.
    pub(super) b: f32,
}

/// Terms of one field that count as one.
#[derive(Debug, Clone)]
pub(super) struct Group {
    pub(super) field: Field,
    pub(super) terms: Vec<FormTerm>,
    /// The terms are the forms of stems.
    pub(super) is_stem: bool,
    pub(super) weighing: Weighing,
    /// How many articles have any of them, if that is known already.
    pub(super) articles: Option<u64>,
}

/// The query: articles that have any of the terms.
#[derive(Debug, Clone)]
pub(super) struct Forms {
    /// The word, for explanations.
    label: Arc<str>,
    groups: Arc<[Group]>,
}

impl Forms {
    pub(super) fn new(label: &str, groups: Vec<Group>) -> Self {
        Self { label: label.into(), groups: groups.into() }
    }
}

impl Query for Forms {
    fn weight(&self, scoring: EnableScoring<'_>) -> tantivy::Result<Box<dyn Weight>> {
        let mut measures = vec![];
        for group in self.groups.iter() {
            measures.push(match &scoring {
                EnableScoring::Enabled { searcher, statistics_provider } => {
                    let articles = match group.articles {
                        Some(articles) => articles,
                        None => articles_with_any(searcher, *statistics_provider, &group.terms)?,
                    };
                    let all = statistics_provider.total_num_docs()?;
                    let words = statistics_provider.total_num_tokens(group.field)?;
                    Some(Measure::new(group.weighing, articles, all, words))
                }
                EnableScoring::Disabled { .. } => None,
            });
        }
        Ok(Box::new(FormsWeight { forms: self.clone(), measures }))
    }

    fn query_terms<'a>(&'a self, visitor: &mut dyn FnMut(&'a Term, bool)) {
        self.groups.iter().flat_map(|group| &group.terms).for_each(|term| visitor(&term.term, false));
    }
}

/// What a group's occurrences are worth.
#[derive(Debug, Clone)]
pub(super) struct Measure {
    weighing: Weighing,
    pub(super) idf: f32,
    average_length: f32,
    /// By how much occurrences are damped in a text of each length.
    damping: Arc<[f32; 256]>,
}

impl Measure {
    /// For a term that `articles` of `all` have, in a field of so many words.
    #[expect(clippy::cast_precision_loss, reason = "a score needs no more than a float's precision")]
    pub(super) fn new(weighing: Weighing, articles: u64, all: u64, words: u64) -> Self {
        let average_length = (words as f32 / all.max(1) as f32).max(1.0);
        let mut damping = [0.0; 256];
        for (code, damping) in (0..=u8::MAX).zip(&mut damping) {
            let length = FieldNormReader::id_to_fieldnorm(code) as f32 / average_length;
            *damping = weighing.k1 * (1.0 - weighing.b + weighing.b * length);
        }
        Self { weighing, idf: idf(articles, all), average_length, damping: Arc::new(damping) }
    }

    /// BM25 of so many occurrences in a text whose length has this code.
    #[expect(clippy::cast_precision_loss, reason = "a score needs no more than a float's precision")]
    pub(super) fn score(&self, occurrences: u32, length: u8) -> f32 {
        let occurrences = occurrences as f32;
        let damping = self.damping.get(usize::from(length)).copied().unwrap_or(self.weighing.k1);
        self.weighing.weight * self.idf * occurrences * (self.weighing.k1 + 1.0) / (occurrences + damping)
    }
}

/// How rare something is that `articles` of `all` have.
#[expect(clippy::cast_precision_loss, reason = "a score needs no more than a float's precision")]
pub(super) fn idf(articles: u64, all: u64) -> f32 {
    // Terms of one group can stand in the same article, so the sum may exceed all.
    let (articles, all) = (articles.min(all) as f32, all as f32);
    (1.0 + (all - articles + 0.5) / (articles + 0.5)).ln()
}

struct FormsWeight {
    forms: Forms,
    /// One a group; none without scores.
    measures: Vec<Option<Measure>>,
}

impl FormsWeight {
    fn open(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<FormsScorer> {
        let mut parts = vec![];
        for (number, (group, measure)) in self.forms.groups.iter().zip(&self.measures).enumerate() {
            let option = if measure.is_some() { IndexRecordOption::WithFreqs } else { IndexRecordOption::Basic };
            for term in &group.terms {
                let Some(postings) = FormPostings::open(term, reader, option)? else { continue };
                let scale = match measure {
                    Some(measure) => Some((measure.clone(), reader.get_fieldnorms_reader(group.field)?)),
                    None => None,
                };
                parts.push(Part { postings, group: number, scale });
            }
        }
        let mut scorer = FormsScorer { parts, doc: TERMINATED, boost };
        scorer.doc = scorer.first();
        Ok(scorer)
    }
}

impl Weight for FormsWeight {
    fn scorer(&self, reader: &SegmentReader, boost: Score) -> tantivy::Result<Box<dyn Scorer>> {
        Ok(Box::new(self.open(reader, boost)?))
    }

    fn explain(&self, reader: &SegmentReader, doc: DocId) -> tantivy::Result<Explanation> {
        let mut scorer = self.open(reader, 1.0)?;
        if scorer.doc > doc || scorer.seek(doc) != doc {
            return Err(TantivyError::InvalidArgument(format!("document {doc} does not match")));
        }
        let mut explanation = Explanation::new_with_string(format!("{WORD}{}", self.forms.label), scorer.score());
        for found in scorer.found() {
            let Some(group) = self.forms.groups.get(found.group) else { continue };
            let name = reader.schema().get_field_name(group.field).to_owned() + if group.is_stem { STEMS } else { "" };
            let mut part = Explanation::new_with_string(name, found.score);
            part.add_const("weight", found.measure.weighing.weight);
            part.add_const("idf", found.measure.idf);
            #[expect(clippy::cast_precision_loss, reason = "counts of words in one text")]
            let (occurrences, length) = (found.occurrences as f32, FieldNormReader::id_to_fieldnorm(found.length) as f32);
            part.add_const("occurrences", occurrences);
            part.add_const("length", length);
            part.add_const("average_length", found.measure.average_length);
            explanation.add_detail(part);
        }
        Ok(explanation)
    }
}

/// How the name of a field ends whose stems are told of.
pub(super) const STEMS: &str = "_stems";

/// How the explanation of a word begins.
pub(super) const WORD: &str = "word ";

struct Part {
    postings: FormPostings,
    group: usize,
    scale: Option<(Measure, FieldNormReader)>,
}

struct FormsScorer {
    /// In order of their groups.
    parts: Vec<Part>,
    doc: DocId,
    boost: Score,
}

/// A group found in a document.
struct FoundGroup<'s> {
    group: usize,
    measure: &'s Measure,
    occurrences: u32,
    length: u8,
    score: f32,
}

impl FormsScorer {
    fn first(&self) -> DocId {
        self.parts.iter().map(|part| part.postings.doc()).min().unwrap_or(TERMINATED)
    }

    /// The groups that the document has, with what each is worth.
    fn found(&self) -> Vec<FoundGroup<'_>> {
        let mut found: Vec<FoundGroup<'_>> = vec![];
        for part in self.parts.iter().filter(|part| part.postings.doc() == self.doc) {
            let Some((measure, lengths)) = &part.scale else { continue };
            let occurrences = part.postings.term_freq();
            match found.last_mut() {
                Some(last) if last.group == part.group => last.occurrences += occurrences,
                _ => {
                    let length = lengths.fieldnorm_id(self.doc);
                    found.push(FoundGroup { group: part.group, measure, occurrences, length, score: 0.0 });
                }
            }
        }
        for found in &mut found {
            found.score = found.measure.score(found.occurrences, found.length);
        }
        found
    }
}

impl DocSet for FormsScorer {
    fn advance(&mut self) -> DocId {
        let mut next = TERMINATED;
        for part in &mut self.parts {
            let at = part.postings.doc();
            next = next.min(if at == self.doc { part.postings.advance() } else { at });
        }
        self.doc = next;
        next
    }

    fn seek(&mut self, target: DocId) -> DocId {
        let mut next = TERMINATED;
        for part in &mut self.parts {
            let at = part.postings.doc();
            next = next.min(if at < target { part.postings.seek(target) } else { at });
        }
        self.doc = next;
        next
    }

    fn doc(&self) -> DocId {
        self.doc
    }

    fn size_hint(&self) -> u32 {
        self.parts.iter().map(|part| part.postings.size_hint()).fold(0, u32::saturating_add)
    }
}

impl Scorer for FormsScorer {
    fn score(&mut self) -> Score {
        let mut score = 0.0;
        let mut parts = self.parts.iter().filter(|part| part.postings.doc() == self.doc).peekable();
        while let Some(part) = parts.next() {
            let mut occurrences = part.postings.term_freq();
            while let Some(same) = parts.next_if(|next| next.group == part.group) {
                occurrences += same.postings.term_freq();
            }
            if let Some((measure, lengths)) = &part.scale {
                score += measure.score(occurrences, lengths.fieldnorm_id(self.doc));
            }
        }
        score * self.boost
    }
}
