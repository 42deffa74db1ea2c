//! The plan as a tantivy query. This file only reads the plan; what is found
//! here is what `evidence` marks.
//!
//! A word is looked up as it is written and by its stem, in the headline and in
//! the text (`forms`). Phrases and `=words` use exact words only. Conditions on whole
//! articles add nothing to the score.

use std::ops::Bound;
use std::sync::Arc;

use tantivy::Term;
use tantivy::query::{
    BooleanQuery, BoostQuery, ConstScoreQuery, EmptyQuery, ExistsQuery, Occur, PhraseQuery, Query, RangeQuery, TermQuery,
    TermSetQuery,
};
use tantivy::schema::{Facet, Field, IndexRecordOption};

use super::check::{Check, Checked, Unit};
use super::day_range::DayRange;
use super::explain::Guarded;
use super::fields;
use super::forms::{Forms, Group};
use super::plan::{Clause, Leaf, Need, Operand, Part, Place, Plan, Spans, Test};
use super::request::SearchRequest;
use super::spans::Tree;
use super::stems::{FormTerm, any_terms, form_terms};
use super::whole_name::WholeName;
use crate::index::{ARTICLES, BODY_BOUNDS, Fields, IndexReader, JUNK_BOUNDS, StoryTable};
use crate::model::{PartialDate, Provenance, day_number};
use crate::query::DateFilter;
use crate::text::Language;

/// A word with more forms than this is looked up without saying how rare it is.
pub(super) const MANY_FORMS: usize = 64;

/// Whether everything must match, or partial matches are wanted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    Full,
    Partial,
}

/// Makes engine queries of one plan.
pub(super) struct Engine<'p> {
    reader: &'p IndexReader,
    fields: &'p Fields,
    stories: &'p StoryTable,
    plan: &'p Plan,
    request: &'p SearchRequest,
    explained: bool,
    /// What is made is for articles that are left out.
    excludes: bool,
}

type Boxed = Box<dyn Query>;

impl<'p> Engine<'p> {
    pub(super) fn new(reader: &'p IndexReader, plan: &'p Plan, request: &'p SearchRequest) -> Self {
        Self { reader, fields: reader.fields(), stories: reader.stories(), plan, request, explained: false, excludes: false }
    }

    /// One whose queries can be asked what a score is made of.
    pub(super) fn explained(&self) -> Self {
        Self { explained: true, ..*self }
    }

    /// The query with its filters.
    pub(super) fn query(&self, mode: Mode) -> Boxed {
        let root = self.clause(&self.plan.root, mode, false);
        self.filtered(root, false)
    }

    /// Articles that have any of what the query wants all of, under its conditions; none if
    /// it does not want several things.
    pub(super) fn query_any(&self) -> Option<Boxed> {
        let Clause::All(operands) = &self.plan.root else { return None };
        let is_wanted = |operand: &&Operand| self.is_text(&operand.clause);
        let wanted: Vec<_> =
            operands.iter().filter(is_wanted).map(|operand| self.clause(&operand.clause, Mode::Full, false)).collect();
        if wanted.len() < 2 {
            return None;
        }
        let mut clauses = vec![(Occur::Must, self.any(wanted))];
        for operand in operands.iter().filter(|operand| !self.is_text(&operand.clause)) {
            clauses.push(match &operand.clause {
                Clause::Not(inner) => (Occur::MustNot, Self { excludes: true, ..*self }.clause(inner, Mode::Full, false)),
                condition => (Occur::Must, self.clause(condition, Mode::Full, false)),
            });
        }
        Some(self.filtered(Box::new(BooleanQuery::new(clauses)), false))
    }

    /// Whether a clause looks for words in headlines, text or junk.
    fn is_text(&self, clause: &Clause) -> bool {
        let place = match clause {
            Clause::Leaf(leaf) => self.plan.leaves.get(*leaf).map(|leaf| leaf.place),
            Clause::Spans(spans) => self.plan.spans.get(*spans).map(|spans| spans.place),
            Clause::Any(clauses) => return clauses.iter().all(|clause| self.is_text(clause)),
            Clause::All(operands) => return operands.iter().all(|operand| self.is_text(&operand.clause)),
            Clause::Not(_) | Clause::Everything => None,
        };
        place.is_some_and(fields::is_text)
    }

    /// The same with junk searched beside the article; none if the plan already says where to
    /// look, or none of the words stands in junk.
    pub(super) fn query_with_junk(&self) -> Option<Boxed> {
        let is_in_junk = |word: &String| {
            let term = Term::from_field_text(self.fields.junk, word);
            self.reader.frequency(&term).is_ok_and(|articles| articles > 0)
        };
        let widens = |leaf: &Leaf| {
            let (Test::Word { exact: words, .. } | Test::Phrase(words)) = &leaf.test else { return false };
            leaf.place == Place::Article && leaf.positive && words.iter().any(is_in_junk)
        };
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
            Clause::Everything => unscored(everything()),
            Clause::Leaf(leaf) => {
                self.plan.leaves.get(*leaf).map_or_else(|| Box::new(EmptyQuery) as Boxed, |leaf| self.leaf(leaf, with_junk))
            }
            Clause::Spans(spans) => {
                self.plan.spans.get(*spans).map_or_else(|| Box::new(EmptyQuery) as Boxed, |spans| self.spans(spans, with_junk))
            }
            Clause::Any(clauses) => self.any(clauses.iter().map(|clause| self.clause(clause, Mode::Full, with_junk)).collect()),
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
                let excluded = Self { excludes: true, ..*self };
                clauses.push((Occur::MustNot, excluded.clause(inner, Mode::Full, false)));
                continue;
            }
            let query = self.clause(clause, Mode::Full, with_junk);
            match need {
                Need::Relaxable if mode == Mode::Partial => relaxed.push((Occur::Should, self.guarded(query))),
                Need::Optional => clauses.push((Occur::Should, self.guarded(query))),
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
            clauses.push((Occur::Must, unscored(everything())));
        }
        Box::new(BooleanQuery::new(clauses))
    }

    fn leaf(&self, leaf: &Leaf, with_junk: bool) -> Boxed {
        let place = if with_junk && leaf.place == Place::Article { Place::Page } else { leaf.place };
        self.test(&leaf.test, place)
    }

    fn test(&self, test: &Test, place: Place) -> Boxed {
        let fields = self.fields;
        match test {
            Test::Word { exact, stems } => self.word(exact, stems, place),
            Test::Phrase(words) => {
                let exact = fields::exact(fields, place);
                self.any(exact.into_iter().map(|(field, weighing)| weighted(phrase(field, words), weighing.weight)).collect())
            }
            Test::Name { words, names, place: name, .. } => {
                let Some((field, _)) = fields::exact(fields, place).into_iter().next() else { return Box::new(EmptyQuery) };
                let words: Vec<_> = words.iter().map(|word| term(Term::from_field_text(field, word))).collect();
                let superset = if words.is_empty() { everything() } else { must(words) };
                unscored(Box::new(WholeName::new(superset, Arc::clone(names), *name, self.reader)))
            }
            Test::Row => Box::new(EmptyQuery),
            Test::Language(code) => unscored(term(Term::from_field_text(fields.language, code))),
            Test::Story(key) => self.story(*key),
            Test::Date(filter) if self.request.stated_dates => unscored(self.stated_date(*filter)),
            Test::Date(filter) => unscored(self.date(*filter)),
        }
    }

    /// The articles of a story.
    fn story(&self, key: u64) -> Boxed {
        let members = self.stories.find(key).map(|place| self.stories.members(place)).unwrap_or_default();
        let terms = members.into_iter().map(|number| Term::from_field_u64(self.fields.number, u64::from(number)));
        unscored(Box::new(TermSetQuery::new(terms)))
    }

    fn word(&self, exact: &[String], stems: &[(Option<Language>, String)], place: Place) -> Boxed {
        let fields = fields::exact(self.fields, place);
        if exact.len() > MANY_FORMS {
            let sets = fields.into_iter().map(|(field, weighing)| {
                let terms = exact.iter().map(|word| Term::from_field_text(field, word));
                weighted(Box::new(TermSetQuery::new(terms)), weighing.weight)
            });
            return self.any(sets.collect());
        }
        let mut groups = vec![];
        for (field, weighing) in fields {
            let terms = exact.iter().map(|word| FormTerm::exact(field, word)).collect();
            groups.push(Group { field, terms, is_stem: false, weighing });
        }
        if !stems.is_empty() {
            for (field, weighing) in fields::stems(self.fields, place) {
                groups.push(Group { field, terms: form_terms(self.reader, field, stems), is_stem: true, weighing });
            }
        }
        Box::new(Forms::new(exact.first().map_or("", String::as_str), groups))
    }

    /// What stands in a certain way: the articles that have the words, checked in their positions.
    fn spans(&self, spans: &Spans, with_junk: bool) -> Boxed {
        let place = if with_junk && spans.place == Place::Article { Place::Page } else { spans.place };
        let mut leaves = vec![];
        spans.tree.leaves(&mut leaves);
        let fields = self.fields;
        let mut units = vec![];
        for (part, field, has_stems, bounds) in [
            (Part::Title, Some(fields.title), true, None),
            (Part::Body, Some(fields.body), true, Some(BODY_BOUNDS)),
            (Part::Junk, Some(fields.junk), false, Some(JUNK_BOUNDS)),
            (Part::Named, fields::exact(fields, place).first().map(|(field, _)| *field), false, None),
        ] {
            let Some((top, field)) = spans.covers(part, place).zip(field) else { continue };
            let terms = leaves.iter().map(|leaf| (*leaf, self.terms(*leaf, field, has_stems))).collect();
            let bounds = bounds.map(|name| (name, Arc::clone(self.reader.bounds())));
            units.push(Unit { terms, bounds, top });
        }
        let superset = self.superset(&spans.tree, place);
        Box::new(Checked::new(superset, Check { tree: Arc::clone(&spans.tree), units, count: spans.count }))
    }

    /// The terms of a leaf in a field.
    fn terms(&self, leaf: usize, field: Field, has_stems: bool) -> Vec<FormTerm> {
        let Some(Leaf { test: Test::Word { exact, stems }, .. }) = self.plan.leaves.get(leaf) else { return vec![] };
        any_terms(self.reader, field, exact, if has_stems { stems } else { &[] })
    }

    /// Articles that have what a tree needs, wherever it stands.
    fn superset(&self, tree: &Tree, place: Place) -> Boxed {
        let leaf = |leaf: &usize| {
            let leaf = self.plan.leaves.get(*leaf);
            leaf.map_or_else(|| Box::new(EmptyQuery) as Boxed, |leaf| self.test(&leaf.test, place))
        };
        match tree {
            Tree::Leaf(number) => leaf(number),
            Tree::Row(_, slots, _) => must(slots.iter().map(leaf).collect()),
            Tree::Any(parts) => self.any(parts.iter().map(|part| self.superset(part, place)).collect()),
            Tree::Near(parts, proximity) if proximity.is_negated => self.superset(&parts[0], place),
            Tree::Near(parts, _) => must(parts.iter().map(|part| self.superset(part, place)).collect()),
        }
    }

    /// Articles that match any of the queries.
    fn any(&self, queries: Vec<Boxed>) -> Boxed {
        any(queries.into_iter().map(|query| self.guarded(query)).collect())
    }

    /// A query that an article need not match.
    fn guarded(&self, query: Boxed) -> Boxed {
        if self.explained { Box::new(Guarded(query)) } else { query }
    }

    fn days(&self, range: RangeQuery) -> Boxed {
        if self.excludes { Box::new(DayRange(range)) } else { Box::new(range) }
    }

    /// Articles with such a date of their own; one that takes its date from its story has none.
    fn stated_date(&self, filter: DateFilter) -> Boxed {
        let taken = || term(Term::from_field_text(self.fields.date_source, Provenance::Story.as_str()));
        match filter {
            DateFilter::Range { .. } => {
                Box::new(BooleanQuery::new(vec![(Occur::Must, self.date(filter)), (Occur::MustNot, taken())]))
            }
            DateFilter::Undated => self.any(vec![self.date(filter), taken()]),
        }
    }

    fn date(&self, filter: DateFilter) -> Boxed {
        let dated = || Box::new(ExistsQuery::new("first_day".to_owned(), false)) as Boxed;
        let DateFilter::Range { from, to } = filter else {
            return Box::new(BooleanQuery::new(vec![(Occur::Must, everything()), (Occur::MustNot, dated())]));
        };
        if !self.request.loose_dates
            && let Some(facet) = from.zip(to).and_then(|(from, to)| period(from, to))
        {
            return term(Term::from_facet(self.fields.date_facet, &facet));
        }
        // Strict: the whole time an article's date can mean lies inside; loose: a part of it does.
        let (low, high) = if self.request.loose_dates {
            (self.fields.last_day, self.fields.first_day)
        } else {
            (self.fields.first_day, self.fields.last_day)
        };
        let mut clauses = vec![(Occur::Must, dated())];
        let day = |field, day| Bound::Included(Term::from_field_i64(field, day_number(day)));
        if let Some(from) = from {
            let none = Bound::Included(Term::from_field_i64(low, i64::MAX));
            clauses.push((Occur::Must, self.days(RangeQuery::new(day(low, from), none))));
        }
        if let Some(to) = to {
            let none = Bound::Included(Term::from_field_i64(high, i64::MIN));
            clauses.push((Occur::Must, self.days(RangeQuery::new(none, day(high, to)))));
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

/// All articles: older versions of one have no column but their id and number.
fn everything() -> Boxed {
    Box::new(ExistsQuery::new(ARTICLES.to_owned(), false))
}

fn unscored(query: Boxed) -> Boxed {
    Box::new(ConstScoreQuery::new(query, 0.0))
}

fn must(mut queries: Vec<Boxed>) -> Boxed {
    match queries.len() {
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::intersection(queries)),
    }
}

fn any(mut queries: Vec<Boxed>) -> Boxed {
    match queries.len() {
        0 => Box::new(EmptyQuery),
        1 => queries.remove(0),
        _ => Box::new(BooleanQuery::union(queries)),
    }
}
