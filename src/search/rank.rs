//! Ranks the best matches anew by what a score of single words cannot say: where in the
//! article the words stand. Three things speak for an article:
//!
//! * *coverage*: it has more of the query, by the rarity of the words;
//! * *lead*: the words stand near its beginning, where news says what it is about;
//! * *proximity*: words that stand side by side in the query stand near each other
//!   (the unordered windows of Metzler and Croft 2005, as BM25 of the pairs).
//!
//! All three only add to a score, so that an article which is not looked at again
//! stays below those that are.

use tantivy::fieldnorm::FieldNormReader;
use tantivy::query::Bm25StatisticsProvider;
use tantivy::{DocAddress, DocId};

use super::best::Candidate;
use super::check::Union;
use super::engine::MANY_FORMS;
use super::forms::{Measure, Weighing, idf};
use super::plan::{Plan, Test};
use super::stems::{FormTerm, any_terms, articles_with_any, form_terms};
use crate::error::Result;
use crate::index::IndexReader;
use crate::model::{ScoreKind, ScorePart};

/// So many matches are ranked anew.
pub(super) const RERANKED: usize = 100;

/// Words of a query that are looked at: longer queries are pasted text.
const MAX_WORDS: usize = 64;

/// What having all of the query is worth, as a share of the score.
const COVERAGE: f32 = 0.4;

/// What a word at the very beginning is worth, as a share of its rarity.
const LEAD: f32 = 2.0;

/// After so many words of the text the lead is worth half.
const LEAD_WORDS: f32 = 50.0;

/// Words so far apart at most are near each other.
const WINDOW: u32 = 8;

/// What two words near each other are worth.
const PAIR: Weighing = Weighing { weight: 0.4, k1: 1.2, b: 0.75 };

/// What to look at.
pub(super) struct Ranker<'r> {
    reader: &'r IndexReader,
    words: Vec<RankedWord>,
    /// The rarity of all words together.
    total: f32,
}

struct RankedWord {
    label: String,
    body: Vec<FormTerm>,
    title: Vec<FormTerm>,
    idf: f32,
}

/// Where the words stand in one article.
struct Places {
    /// The first place of each word in the text.
    first: Vec<Option<u32>>,
    /// The rarity of the words that it has.
    covered: f32,
    /// How often each word is near the one before it in the query.
    near: Vec<u32>,
    /// The code of the text's length.
    length: u8,
}

impl<'r> Ranker<'r> {
    /// Cost: some look-ups in the dictionary.
    pub(super) fn new(plan: &Plan, reader: &'r IndexReader) -> Result<Self> {
        let (fields, all) = (reader.fields(), reader.articles());
        let mut words: Vec<RankedWord> = vec![];
        for leaf in plan.leaves.iter().filter(|leaf| leaf.positive && !leaf.is_part && leaf.place.has_body()) {
            let Test::Word { exact, stems } = &leaf.test else { continue };
            let terms = |field| any_terms(reader, field, exact, stems);
            let (body, title) = (terms(fields.body), terms(fields.title));
            if exact.len() > MANY_FORMS || words.iter().any(|word| word.body == body) {
                continue;
            }
            if words.len() == MAX_WORDS {
                break;
            }
            let counted = if stems.is_empty() { body.clone() } else { form_terms(reader, fields.body, stems) };
            let articles = match reader.lexicon() {
                Some(lexicon) if stems.is_empty() => lexicon.frequency_of_any(&[reader.field_name(fields.body)], exact, stems),
                Some(lexicon) => lexicon.frequency_of_any(&[reader.field_name(fields.body)], &[], stems),
                None => articles_with_any(reader.searcher(), reader.statistics(), &counted).map_err(|e| reader.failed(e))?,
            };
            words.push(RankedWord { label: exact.first().cloned().unwrap_or_default(), body, title, idf: idf(articles, all) });
        }
        let total = words.iter().map(|word| word.idf).sum();
        Ok(Self { reader, words, total })
    }

    /// Adds to the scores of candidates; says what, part by part, in their order.
    /// Cost: the positions of the words in these articles.
    pub(super) fn rank(&self, candidates: &mut [Candidate]) -> Result<Vec<Vec<ScorePart>>> {
        if self.words.is_empty() || candidates.is_empty() {
            return Ok(vec![]);
        }
        let failed = |e| self.reader.failed(e);
        let searcher = self.reader.searcher();
        let mut order: Vec<(DocAddress, usize)> =
            candidates.iter().enumerate().map(|(at, candidate)| (candidate.address, at)).collect();
        order.sort_unstable();
        let mut places: Vec<Option<Places>> = candidates.iter().map(|_| None).collect();
        for segment in order.chunk_by(|(one, _), (other, _)| one.segment_ord == other.segment_ord) {
            let Some((address, _)) = segment.first() else { continue };
            let reader = searcher.segment_reader(address.segment_ord);
            let words = self.words.iter().map(|word| Ok((Union::new(&word.body, reader)?, Union::new(&word.title, reader)?)));
            let mut words = words.collect::<tantivy::Result<Vec<_>>>().map_err(failed)?;
            let lengths = reader.get_fieldnorms_reader(self.reader.fields().body).map_err(failed)?;
            for (address, at) in segment {
                if let Some(place) = places.get_mut(*at) {
                    *place = Some(self.places(&mut words, &lengths, address.doc_id));
                }
            }
        }
        let places: Vec<Places> = places.into_iter().flatten().collect();
        let text_words = self.reader.statistics().total_num_tokens(self.reader.fields().body).map_err(failed)?;
        let pairs: Vec<Measure> = (1..self.words.len())
            .map(|word| {
                // How rare a pair is, is only known of the candidates.
                let with = places.iter().filter(|places| places.near.get(word).is_some_and(|count| *count > 0)).count();
                Measure::new(PAIR, with as u64, self.reader.articles(), text_words)
            })
            .collect();
        let bonuses = candidates.iter_mut().zip(&places).map(|(candidate, places)| {
            let parts = self.bonuses(places, &pairs, candidate.score);
            candidate.score += parts.iter().map(|part| part.score).sum::<f32>();
            parts
        });
        Ok(bonuses.collect())
    }

    /// Where the words stand in an article, which must not be before the last one asked for.
    fn places(&self, words: &mut [(Union, Union)], lengths: &FieldNormReader, doc: DocId) -> Places {
        let mut found = Places { first: vec![], covered: 0.0, near: vec![], length: lengths.fieldnorm_id(doc) };
        let mut before: Vec<u32> = vec![];
        for (word, (body, title)) in self.words.iter().zip(words) {
            let places = body.positions(doc);
            if !places.is_empty() || !title.positions(doc).is_empty() {
                found.covered += word.idf;
            }
            found.first.push(places.first().copied());
            found.near.push(near(&before, places));
            before.clear();
            before.extend(places);
        }
        found
    }

    #[expect(clippy::cast_precision_loss, reason = "positions need no more than a float's precision")]
    fn bonuses(&self, places: &Places, pairs: &[Measure], score: f32) -> Vec<ScorePart> {
        let mut parts = vec![];
        let mut add = |kind, label: String, score| parts.push(ScorePart { kind, label, score, term: None });
        for (word, first) in self.words.iter().zip(&places.first) {
            if let Some(first) = first {
                add(ScoreKind::Lead, word.label.clone(), LEAD * word.idf / (1.0 + *first as f32 / LEAD_WORDS));
            }
        }
        if self.words.len() > 1 && self.total > 0.0 {
            add(ScoreKind::Coverage, String::new(), score * COVERAGE * places.covered / self.total);
        }
        for ((words, count), pair) in self.words.windows(2).zip(places.near.iter().skip(1)).zip(pairs) {
            if let ([one, other], 1..) = (words, *count) {
                add(ScoreKind::Proximity, format!("{} {}", one.label, other.label), pair.score(*count, places.length));
            }
        }
        parts
    }
}

/// How many places of one word are near a place of another. Both are in order.
fn near(one: &[u32], other: &[u32]) -> u32 {
    let mut count = 0;
    let mut from = 0;
    for place in one {
        while other.get(from).is_some_and(|other| other + WINDOW < *place) {
            from += 1;
        }
        count += u32::from(other.get(from).is_some_and(|other| *other <= place + WINDOW));
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn near_counts_places_of_the_first() {
        assert_eq!(near(&[0, 20, 40], &[8, 31]), 1);
        assert_eq!(near(&[0, 20, 40], &[8, 12, 32]), 3);
        assert_eq!(near(&[9, 10], &[1]), 1);
        assert_eq!(near(&[], &[1]), 0);
    }
}
