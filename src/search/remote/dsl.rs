//! The plan as a query of the Elasticsearch query DSL, for the fields that [`crate::engine`] writes.
//! It only reads the plan and makes JSON of it.
//!
//! What the engine cannot do (nearness, sentences, counts, the first words) goes down as a superset:
//! every article that can match is found, and the others are sorted out where the articles are read.
//! What a superset would exclude is not excluded there.

use serde_json::{Map, Value, json};

use super::super::engine::Mode;
use super::super::plan::{Clause, Leaf, Need, Operand, Place, Plan, Spans, Test, WordPattern};
use super::super::request::SearchRequest;
use super::super::spans::Tree;
use crate::engine::field;
use crate::error::{Error, Result};
use crate::index::stem_term;
use crate::model::{ArticleId, Provenance, day_number};
use crate::query::DateFilter;
use crate::text::Language;

/// More words than these are asked for without weighing them.
const MANY_WORDS: usize = 64;

/// What an exact word is worth beside a stem, as in an index of our own.
const EXACT: f32 = 0.8;
const JUNK: f32 = 0.3;

/// A query, and whether the engine finds nothing by it that does not match.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Compiled {
    pub(super) query: Value,
    pub(super) is_exact: bool,
}

/// Compiles one plan.
pub(super) struct Compiler<'p> {
    plan: &'p Plan,
    request: &'p SearchRequest,
}

/// A part of a query.
type Part = (Value, bool);

impl<'p> Compiler<'p> {
    /// For a plan.
    ///
    /// # Errors
    ///
    /// The plan asks for what engines are not asked for: words by edits.
    pub(super) fn new(plan: &'p Plan, request: &'p SearchRequest) -> Result<Self> {
        for leaf in &plan.leaves {
            if let Some(WordPattern::Fuzzy(shown)) = &leaf.pattern {
                return Err(Error::config(format!(
                    "`{shown}`: words by edits are not searched with `--engine`: write a wildcard, or the spellings joined by OR"
                )));
            }
        }
        Ok(Self { plan, request })
    }

    /// The query with its filters; with `junk`, what was set aside is searched beside the article.
    pub(super) fn query(&self, mode: Mode, junk: bool) -> Compiled {
        let (root, mut is_exact) = self.clause(&self.plan.root, mode, junk);
        let mut filters = vec![];
        for filter in &self.plan.filters {
            let (filter, exact) = self.clause(filter, Mode::Full, false);
            is_exact &= exact;
            filters.push(filter);
        }
        let query = if filters.is_empty() { root } else { json!({"bool": {"must": [root], "filter": filters}}) };
        Compiled { query, is_exact }
    }

    /// Articles that have any of what the query wants all of; none if it does not want several things.
    pub(super) fn query_any(&self) -> Option<Compiled> {
        let Clause::All(operands) = &self.plan.root else { return None };
        let wanted: Vec<_> = operands.iter().filter(|operand| self.is_text(&operand.clause)).collect();
        if wanted.len() < 2 {
            return None;
        }
        let mut is_exact = true;
        let mut bool_query = Bool::default();
        for operand in wanted {
            let (part, exact) = self.clause(&operand.clause, Mode::Full, false);
            is_exact &= exact;
            bool_query.should.push(part);
        }
        bool_query.least = Some(1);
        let others = operands.iter().filter(|operand| !self.is_text(&operand.clause));
        is_exact &= self.join(others.map(|operand| (&operand.clause, Need::Required)), &mut bool_query, Mode::Full, false);
        for filter in &self.plan.filters {
            let (filter, exact) = self.clause(filter, Mode::Full, false);
            is_exact &= exact;
            bool_query.filter.push(filter);
        }
        Some(Compiled { query: bool_query.into_value(), is_exact })
    }

    fn is_text(&self, clause: &Clause) -> bool {
        let place = match clause {
            Clause::Leaf(leaf) => self.plan.leaves.get(*leaf).map(|leaf| leaf.place),
            Clause::Spans(spans) => self.plan.spans.get(*spans).map(|spans| spans.place),
            Clause::Any(clauses) => return clauses.iter().all(|clause| self.is_text(clause)),
            Clause::All(operands) => return operands.iter().all(|operand| self.is_text(&operand.clause)),
            Clause::Not(_) | Clause::Everything => None,
        };
        place.is_some_and(|place| place.has_title() || place.has_body() || place.has_junk())
    }

    fn clause(&self, clause: &Clause, mode: Mode, junk: bool) -> Part {
        match clause {
            Clause::Everything => (json!({"match_all": {}}), true),
            Clause::Leaf(leaf) => self.plan.leaves.get(*leaf).map_or_else(nothing, |leaf| self.leaf(leaf, leaf.place, junk)),
            Clause::Spans(spans) => self.plan.spans.get(*spans).map_or_else(nothing, |spans| self.spans(spans, junk)),
            Clause::Any(clauses) => any(clauses.iter().map(|clause| self.clause(clause, Mode::Full, junk)).collect()),
            Clause::Not(_) => {
                let mut bool_query = Bool::default();
                let is_exact = self.join(std::iter::once((clause, Need::Required)), &mut bool_query, mode, junk);
                (bool_query.into_value(), is_exact)
            }
            Clause::All(operands) => {
                let mut bool_query = Bool::default();
                let has_anchor = operands.iter().any(|operand| operand.is_anchor);
                let may_miss = |operand: &&Operand| mode == Mode::Partial && operand.need == Need::Relaxable;
                let held = operands.iter().filter(|operand| !may_miss(operand));
                let held = held.map(|operand| (&operand.clause, operand.need));
                let mut is_exact = self.join(held, &mut bool_query, mode, junk);
                let mut relaxed = vec![];
                for operand in operands.iter().filter(may_miss) {
                    let (part, exact) = self.clause(&operand.clause, Mode::Full, junk);
                    is_exact &= exact;
                    relaxed.push(part);
                }
                if has_anchor {
                    bool_query.should.append(&mut relaxed);
                } else if !relaxed.is_empty() {
                    let half = relaxed.len().div_ceil(2);
                    bool_query.must.push(json!({"bool": {"should": relaxed, "minimum_should_match": half}}));
                }
                (bool_query.into_value(), is_exact)
            }
        }
    }

    /// Adds operands that must hold, must not, or may; says whether all of it is exact.
    fn join<'c>(&self, operands: impl Iterator<Item = (&'c Clause, Need)>, into: &mut Bool, mode: Mode, junk: bool) -> bool {
        let mut is_exact = true;
        for (clause, need) in operands {
            if let Clause::Not(inner) = clause {
                let (excluded, exact) = self.clause(inner, Mode::Full, false);
                is_exact &= exact;
                // What only may match may also stay.
                if exact {
                    into.must_not.push(excluded);
                }
                continue;
            }
            let (part, exact) = self.clause(clause, mode, junk);
            is_exact &= exact || need == Need::Optional;
            if need == Need::Optional { into.should.push(part) } else { into.must.push(part) }
        }
        is_exact
    }

    fn leaf(&self, leaf: &Leaf, place: Place, junk: bool) -> Part {
        let place = if junk && place == Place::Article { Place::Page } else { place };
        let exact = exact_fields(place);
        match &leaf.test {
            Test::Word { exact: words, stems } => word(leaf.pattern.as_ref(), words, stems, place),
            Test::Phrase(words) => {
                let phrase = |(field, boost): &(&str, f32)| (phrase(field, words, *boost), true);
                any(exact.iter().map(phrase).collect())
            }
            // Which names are the same but for case and accents is looked into where articles are read.
            Test::Name { words, .. } if words.is_empty() => (json!({"match_all": {}}), false),
            Test::Name { words, .. } => {
                (any(exact.iter().map(|(field, boost)| (phrase(field, words, *boost), true)).collect()).0, false)
            }
            Test::Row => nothing(),
            Test::Language(code) => (term(field::LANGUAGE, code), true),
            Test::Story(key) => (term(field::STORY, &ArticleId(*key).to_string()), true),
            Test::Date(filter) => (self.date(*filter), true),
        }
    }

    /// Articles that have what must stand in a certain way, wherever it stands.
    fn spans(&self, spans: &Spans, junk: bool) -> Part {
        let place = if junk && spans.place == Place::Article { Place::Page } else { spans.place };
        let (query, _) = self.tree(&spans.tree, place);
        (query, false)
    }

    fn tree(&self, tree: &Tree, place: Place) -> Part {
        let leaf = |number: &usize| self.plan.leaves.get(*number).map_or_else(nothing, |leaf| self.leaf(leaf, place, false));
        match tree {
            Tree::Leaf(number) => leaf(number),
            Tree::Row(_, slots, slop) => match self.words_of(slots).filter(|_| *slop == 0) {
                Some(words) => {
                    any(exact_fields(place).iter().map(|(field, boost)| (phrase(field, &words, *boost), true)).collect())
                }
                None => all(slots.iter().map(leaf).collect()),
            },
            Tree::Any(parts) => any(parts.iter().map(|part| self.tree(part, place)).collect()),
            Tree::Near(parts, proximity) if proximity.is_negated => self.tree(&parts[0], place),
            Tree::Near(parts, _) => all(parts.iter().map(|part| self.tree(part, place)).collect()),
        }
    }

    /// The words of a row that has one in each place.
    fn words_of(&self, slots: &[usize]) -> Option<Vec<String>> {
        let word = |slot: &usize| match self.plan.leaves.get(*slot)? {
            Leaf { test: Test::Word { exact, stems }, pattern: None, .. } if stems.is_empty() => match exact.as_slice() {
                [word] => Some(word.clone()),
                _ => None,
            },
            _ => None,
        };
        slots.iter().map(word).collect()
    }

    fn date(&self, filter: DateFilter) -> Value {
        let dated = || json!({"exists": {"field": field::FIRST_DAY}});
        let taken = || term(field::DATE_SOURCE, Provenance::Story.as_str());
        let stated = self.request.stated_dates;
        let DateFilter::Range { from, to } = filter else {
            let undated = json!({"bool": {"must": [{"match_all": {}}], "must_not": [dated()]}});
            return if stated { json!({"bool": {"should": [undated, taken()], "minimum_should_match": 1}}) } else { undated };
        };
        // Strict: the whole time an article's date can mean lies inside; loose: a part of it does.
        let (low, high) =
            if self.request.loose_dates { (field::LAST_DAY, field::FIRST_DAY) } else { (field::FIRST_DAY, field::LAST_DAY) };
        let mut filters = vec![dated()];
        filters.extend(from.map(|from| json!({"range": {low: {"gte": day_number(from)}}})));
        filters.extend(to.map(|to| json!({"range": {high: {"lte": day_number(to)}}})));
        let excluded: Vec<Value> = stated.then(taken).into_iter().collect();
        json!({"bool": {"filter": filters, "must_not": excluded}})
    }
}

/// The parts of a boolean query.
#[derive(Default)]
struct Bool {
    must: Vec<Value>,
    filter: Vec<Value>,
    must_not: Vec<Value>,
    should: Vec<Value>,
    least: Option<usize>,
}

impl Bool {
    fn into_value(mut self) -> Value {
        if self.must.is_empty() && self.least.is_none() {
            self.must.push(json!({"match_all": {}}));
        }
        if self.must.len() == 1 && self.filter.is_empty() && self.must_not.is_empty() && self.should.is_empty() {
            return self.must.remove(0);
        }
        let mut parts = Map::new();
        for (name, clauses) in
            [("must", self.must), ("filter", self.filter), ("must_not", self.must_not), ("should", self.should)]
        {
            if !clauses.is_empty() {
                parts.insert(name.to_owned(), Value::from(clauses));
            }
        }
        if let Some(least) = self.least {
            parts.insert("minimum_should_match".to_owned(), least.into());
        }
        json!({"bool": parts})
    }
}

/// Any form of a word.
fn word(pattern: Option<&WordPattern>, words: &[String], stems: &[(Option<Language>, String)], place: Place) -> Part {
    let mut parts = vec![];
    for (field, boost) in exact_fields(place) {
        match pattern {
            Some(WordPattern::Expression(expression)) => {
                parts.push((json!({"regexp": {field: {"value": expression}}}), true));
            }
            _ if words.len() > MANY_WORDS => parts.push((json!({"terms": {field: words}}), true)),
            _ => parts.extend(words.iter().map(|word| (json!({"term": {field: {"value": word, "boost": boost}}}), true))),
        }
    }
    for field in stem_fields(place) {
        parts.extend(stems.iter().map(|(language, stem)| (term(field, &stem_term(*language, stem)), true)));
    }
    any(parts)
}

/// The fields of exact words at a place, with what a word is worth there.
fn exact_fields(place: Place) -> Vec<(&'static str, f32)> {
    let named = match place {
        Place::Outlet => field::OUTLET,
        Place::Agency => field::AGENCY,
        Place::Author => field::AUTHOR,
        Place::Url => field::URL,
        Place::Path => field::PATH,
        Place::Dateline => field::DATELINE,
        Place::Section => field::SECTION,
        Place::Tag => field::TAG,
        _ => {
            let all = [
                (place.has_title(), field::TITLE, EXACT),
                (place.has_body(), field::BODY, EXACT),
                (place.has_junk(), field::JUNK, JUNK),
            ];
            return all.into_iter().filter(|(is_searched, ..)| *is_searched).map(|(_, field, boost)| (field, boost)).collect();
        }
    };
    vec![(named, 1.0)]
}

/// The fields of stems at a place.
fn stem_fields(place: Place) -> impl Iterator<Item = &'static str> {
    let all = [(place.has_title(), field::TITLE_STEMS), (place.has_body(), field::BODY_STEMS)];
    all.into_iter().filter(|(is_searched, _)| *is_searched).map(|(_, field)| field)
}

fn term(field: &str, value: &str) -> Value {
    json!({"term": {field: {"value": value}}})
}

fn phrase(field: &str, words: &[String], boost: f32) -> Value {
    match words {
        [word] => json!({"term": {field: {"value": word, "boost": boost}}}),
        _ => json!({"match_phrase": {field: {"query": words.join(" ")}}}),
    }
}

/// Nothing has this id.
fn nothing() -> Part {
    (term(field::ID, ""), true)
}

fn any(mut parts: Vec<Part>) -> Part {
    let is_exact = parts.iter().all(|(_, exact)| *exact);
    match parts.len() {
        0 => nothing(),
        1 => parts.remove(0),
        _ => {
            let parts: Vec<Value> = parts.into_iter().map(|(part, _)| part).collect();
            (json!({"bool": {"should": parts, "minimum_should_match": 1}}), is_exact)
        }
    }
}

fn all(mut parts: Vec<Part>) -> Part {
    let is_exact = parts.iter().all(|(_, exact)| *exact);
    match parts.len() {
        0 => nothing(),
        1 => parts.remove(0),
        _ => {
            let parts: Vec<Value> = parts.into_iter().map(|(part, _)| part).collect();
            (json!({"bool": {"must": parts}}), is_exact)
        }
    }
}
