//! The plan as a tantivy query. This file only reads the plan; what is found
//! here is what `evidence` marks.
//!
//! A word is looked up as it is written and by its stem, in the headline and in
//! the text; each contributes its BM25 score. Phrases and `=words` use exact
//! words only. Conditions on whole articles add nothing to the score.

use std::ops::Bound;

use tantivy::Term;
use tantivy::query::{
    AllQuery, BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, ExistsQuery, Occur, PhraseQuery, Query, RangeQuery,
    TermQuery,
};
use tantivy::schema::{Facet, Field, IndexRecordOption};

use super::plan::{Clause, Leaf, Need, Operand, Place, Plan, Test};
use crate::index::{Fields, IndexReader, with_language};
use crate::model::{PartialDate, day_number};
use crate::query::DateFilter;
use crate::text::Language;

/// Weights of the forms of a word. A stem in the text is the measure of all.
const TITLE_EXACT: f32 = 1.0;
const TITLE_STEM: f32 = 1.0;
const BODY_EXACT: f32 = 0.6;
const BODY_STEM: f32 = 1.0;
const JUNK_EXACT: f32 = 0.3;

/// Whether everything must match, or partial matches are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Full,
    Partial,
}

/// Makes engine queries of one plan.
pub(super) struct Engine<'p> {
    fields: &'p Fields,
    plan: &'p Plan,
    loose_dates: bool,
}

type Boxed = Box<dyn Query>;

impl<'p> Engine<'p> {
    pub(super) fn new(reader: &'p IndexReader, plan: &'p Plan, loose_dates: bool) -> Self {
        Self { fields: reader.fields(), plan, loose_dates }
    }

    /// The query with its filters.
    pub(super) fn query(&self, mode: Mode) -> Boxed {
        let root = self.clause(&self.plan.root, mode, false);
        self.filtered(root, false)
    }

    /// The same with junk searched beside the article; none if the plan already says where to look.
    pub(super) fn query_with_junk(&self) -> Option<Boxed> {
        let widens = |leaf: &Leaf| leaf.place == Place::Article && leaf.positive;
        if !self.plan.leaves.iter().any(widens) {
            return None;
        }
        let root = self.clause(&self.plan.root, Mode::Full, true);
        Some(self.filtered(root, true))
    }

    fn filtered(&self, root: Boxed, with_junk: bool) -> Boxed {
        if self.plan.filters.is_empty() {
            return root;
        }
        let mut clauses = vec![(Occur::Must, root)];
        for filter in &self.plan.filters {
            clauses.push((Occur::Must, unscored(self.clause(filter, Mode::Full, with_junk))));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    fn clause(&self, clause: &Clause, mode: Mode, with_junk: bool) -> Boxed {
        match clause {
            Clause::Everything => unscored(Box::new(AllQuery)),
            Clause::Leaf(leaf) => {
                self.plan.leaves.get(*leaf).map_or_else(|| Box::new(EmptyQuery) as Boxed, |leaf| self.leaf(leaf, with_junk))
            }
            Clause::Any(clauses) => any(clauses.iter().map(|clause| self.clause(clause, Mode::Full, with_junk)).collect()),
            Clause::Not(_) => self.all(std::iter::once((clause, Need::Required)), false, mode, with_junk),
            Clause::All(operands) => {
                let has_anchor = operands.iter().any(|operand| operand.is_anchor);
                let operands = operands.iter().map(|Operand { clause, need, .. }| (clause, *need));
                self.all(operands, has_anchor, mode, with_junk)
            }
        }
    }

    fn all<'c>(
        &self,
        operands: impl Iterator<Item = (&'c Clause, Need)>,
        has_anchor: bool,
        mode: Mode,
        with_junk: bool,
    ) -> Boxed {
        let mut clauses = vec![];
        let mut relaxed = vec![];
        let mut has_must = false;
        for (clause, need) in operands {
            if let Clause::Not(inner) = clause {
                // What is excluded is excluded from the article, whatever stands beside it.
                clauses.push((Occur::MustNot, self.clause(inner, Mode::Full, false)));
                continue;
            }
            let query = self.clause(clause, Mode::Full, with_junk);
            match need {
                Need::Relaxable if mode == Mode::Partial => relaxed.push((Occur::Should, query)),
                Need::Optional => clauses.push((Occur::Should, query)),
                _ => {
                    clauses.push((Occur::Must, query));
                    has_must = true;
                }
            }
        }
        if has_anchor {
            clauses.append(&mut relaxed);
        } else if !relaxed.is_empty() {
            let half = relaxed.len().div_ceil(2);
            clauses.push((Occur::Must, Box::new(BooleanQuery::with_minimum_required_clauses(relaxed, half))));
            has_must = true;
        }
        if !has_must {
            clauses.push((Occur::Must, unscored(Box::new(AllQuery))));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    fn leaf(&self, leaf: &Leaf, with_junk: bool) -> Boxed {
        let fields = self.fields;
        let place = if with_junk && leaf.place == Place::Article { Place::Page } else { leaf.place };
        match &leaf.test {
            Test::Word { exact, stems } => self.word(exact, stems, place),
            Test::Phrase(words) => {
                let exact = self.exact_fields(place);
                any(exact.into_iter().map(|(field, weight)| weighted(phrase(field, words), weight)).collect())
            }
            Test::Language(code) => unscored(term(Term::from_field_text(fields.language, code))),
            Test::Story(number) => unscored(term(Term::from_field_u64(fields.story, *number))),
            Test::Date(filter) => unscored(self.date(*filter)),
        }
    }

    fn word(&self, exact: &[String], stems: &[(Option<Language>, String)], place: Place) -> Boxed {
        let mut forms = vec![];
        for (field, weight) in self.exact_fields(place) {
            for word in exact {
                forms.push(weighted(term(Term::from_field_text(field, word)), weight));
            }
        }
        for (is_searched, field, weight) in
            [(place.has_title(), self.fields.title_stems, TITLE_STEM), (place.has_body(), self.fields.body_stems, BODY_STEM)]
        {
            for (language, stem) in stems.iter().filter(|_| is_searched) {
                forms.push(weighted(term(Term::from_field_text(field, &with_language(*language, stem))), weight));
            }
        }
        any(forms)
    }

    /// The fields of exact words at a place, with their weights.
    fn exact_fields(&self, place: Place) -> Vec<(Field, f32)> {
        let fields = self.fields;
        let named = match place {
            Place::Outlet => Some(fields.outlet),
            Place::Agency => Some(fields.agency),
            Place::Author => Some(fields.author),
            Place::Url => Some(fields.url),
            Place::Path => Some(fields.path),
            Place::Dateline => Some(fields.dateline),
            _ => None,
        };
        let mut exact: Vec<_> = named.map(|field| (field, 1.0)).into_iter().collect();
        for (is_searched, field, weight) in [
            (place.has_title(), fields.title, TITLE_EXACT),
            (place.has_body(), fields.body, BODY_EXACT),
            (place.has_junk(), fields.junk, JUNK_EXACT),
        ] {
            if is_searched {
                exact.push((field, weight));
            }
        }
        exact
    }

    fn date(&self, filter: DateFilter) -> Boxed {
        let dated = || Box::new(ExistsQuery::new("first_day".to_owned(), false)) as Boxed;
        let DateFilter::Range { from, to } = filter else {
            return Box::new(BooleanQuery::new(vec![(Occur::Must, Box::new(AllQuery)), (Occur::MustNot, dated())]));
        };
        if !self.loose_dates
            && let Some(facet) = from.zip(to).and_then(|(from, to)| period(from, to))
        {
            return term(Term::from_facet(self.fields.date_facet, &facet));
        }
        // Strict: the whole time an article's date can mean lies inside; loose: a part of it does.
        let (low, high) = if self.loose_dates {
            (self.fields.last_day, self.fields.first_day)
        } else {
            (self.fields.first_day, self.fields.last_day)
        };
        let mut clauses = vec![(Occur::Must, dated())];
        let day = |field, day| Bound::Included(Term::from_field_i64(field, day_number(day)));
        if let Some(from) = from {
            let none = Bound::Included(Term::from_field_i64(low, i64::MAX));
            clauses.push((Occur::Must, Box::new(RangeQuery::new(day(low, from), none))));
        }
        if let Some(to) = to {
            let none = Bound::Included(Term::from_field_i64(high, i64::MIN));
            clauses.push((Occur::Must, Box::new(RangeQuery::new(none, day(high, to)))));
        }
        Box::new(BooleanQuery::new(clauses))
    }
}

/// A day, month or year as a facet, if the range is exactly one.
fn period(from: jiff::civil::Date, to: jiff::civil::Date) -> Option<Facet> {
    let day = PartialDate::from(from);
    let periods = [PartialDate { month: None, day: None, ..day }, PartialDate { day: None, ..day }, day];
    let exact = periods.into_iter().find(|period| period.bounds() == Some((from, to)))?;
    Some(Facet::from_path(exact.to_string().split('-')))
}

fn term(term: Term) -> Boxed {
    Box::new(TermQuery::new(term, IndexRecordOption::WithFreqs))
}

fn phrase(field: Field, words: &[String]) -> Boxed {
    match words {
        [word] => term(Term::from_field_text(field, word)),
        _ => Box::new(PhraseQuery::new(words.iter().map(|word| Term::from_field_text(field, word)).collect())),
    }
}

fn weighted(query: Boxed, weight: f32) -> Boxed {
    if (weight - 1.0).abs() < f32::EPSILON { query } else { Box::new(BoostQuery::new(query, weight)) }
}

fn unscored(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn any(mut queries: Vec<Boxed>) -> Boxed {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}
