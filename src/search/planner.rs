//! Makes the plan of a request: analyses its words for the languages of the
//! index, says which parts an article must match, and adds the filters.

use std::collections::BTreeSet;

use tantivy::Term;

use super::names::variants;
use super::plan::{Clause, Leaf, Need, Operand, Place, Plan, Test};
use super::request::{MatchMode, Scope, SearchRequest};
use crate::error::{Error, Result};
use crate::index::IndexReader;
use crate::model::{ArticleId, Notice};
use crate::query::{Field, Kind, Node, Span, Word};
use crate::text::{Language, Stemmer, Words, folded_words, is_function_word};

/// An index with fewer articles does not show which words are common.
const SMALL_INDEX: u64 = 1000;

impl Plan {
    /// Analyses a request's query and filters.
    pub(super) fn new(request: &SearchRequest, reader: &IndexReader, notices: &mut Vec<Notice>) -> Result<Self> {
        let languages = if request.filters.languages.is_empty() {
            reader.languages().to_vec()
        } else {
            request.filters.languages.iter().filter_map(|code| Language::from_code(code)).collect()
        };
        let place = match request.scope {
            Scope::Article => Place::Article,
            Scope::Junk => Place::Junk,
            Scope::All => Place::Page,
        };
        let mut planner = Planner { request, reader, languages, leaves: vec![], notices, positive: true, place };
        let root = match &request.query.root {
            Some(node) => planner.clause(node)?,
            None if request.text.trim().is_empty() => Clause::Everything,
            None => {
                let text = "there is no word in it to search for".to_owned();
                planner.notices.push(Notice { kind: "nothing_to_search".to_owned(), text });
                Clause::Any(vec![])
            }
        };
        let filters = planner.filters()?;
        let leaves = planner.leaves;
        Ok(Self { leaves, root, filters })
    }
}

/// Whether a node says what is wanted, and is no condition: what is excluded, when, by whom.
fn is_wanted(node: &Node) -> bool {
    match &node.kind {
        Kind::Not(_) | Kind::Date(_) => false,
        Kind::Field(field, _) => matches!(field, Field::Title | Field::Body | Field::Junk),
        _ => true,
    }
}

struct Planner<'p> {
    request: &'p SearchRequest,
    reader: &'p IndexReader,
    languages: Vec<Language>,
    leaves: Vec<Leaf>,
    notices: &'p mut Vec<Notice>,
    positive: bool,
    place: Place,
}

impl Planner<'_> {
    fn clause(&mut self, node: &Node) -> Result<Clause> {
        Ok(match &node.kind {
            Kind::Word(word) => self.word(&word.text, word.exact),
            Kind::Phrase(text) => self.phrase(text, self.place),
            Kind::Date(filter) => self.leaf(Test::Date(*filter), Place::Whole),
            Kind::All(parts) | Kind::And(parts) if self.request.match_mode == MatchMode::Any => self.any_of(parts)?,
            Kind::All(parts) => Clause::All(self.relaxable(parts)?),
            Kind::And(parts) => {
                let operands = parts.iter().map(|part| self.operand(part, Need::Required));
                Clause::All(operands.collect::<Result<_>>()?)
            }
            Kind::Or(parts) => Clause::Any(parts.iter().map(|part| self.clause(part)).collect::<Result<_>>()?),
            Kind::Not(inner) => {
                self.positive = !self.positive;
                let clause = self.clause(inner)?;
                self.positive = !self.positive;
                Clause::Not(Box::new(clause))
            }
            Kind::Field(field, inner) => self.field(*field, inner)?,
        })
    }

    fn operand(&mut self, node: &Node, need: Need) -> Result<Operand> {
        Ok(Operand { clause: self.clause(node)?, need, label: node.to_string(), is_anchor: node.required })
    }

    /// Operands under `--match any`: one is enough, whether or not `and` stands between them (titles
    /// and questions are full of it), but for what is required or excluded.
    fn any_of(&mut self, parts: &[Node]) -> Result<Clause> {
        let mut wanted = vec![];
        let mut operands = vec![];
        for part in parts {
            if part.required || !is_wanted(part) {
                operands.push(self.operand(part, Need::Required)?);
            } else {
                wanted.push(self.clause(part)?);
            }
        }
        if !wanted.is_empty() {
            operands.push(Operand { clause: Clause::Any(wanted), need: Need::Required, label: String::new(), is_anchor: false });
        }
        Ok(Clause::All(operands))
    }

    /// Words side by side: all are wanted, partial matches may miss some, and
    /// words that carry only grammar are not insisted on beside others that do more.
    fn relaxable(&mut self, parts: &[Node]) -> Result<Vec<Operand>> {
        let auto = self.request.match_mode == MatchMode::Auto;
        let little = if auto { self.function_words(parts) } else { vec![] };
        let common: Vec<bool> = parts.iter().map(|part| !part.required && little.contains(&part.span)).collect();
        let all_common = parts.iter().zip(&common).all(|(part, common)| *common || !is_wanted(part));
        if all_common {
            let text = "all of these words are among the commonest there are; put them in quotes to find them as a phrase";
            self.notices.push(Notice { kind: "common_words".to_owned(), text: text.to_owned() });
        }
        let mut operands = vec![];
        for (part, is_common) in parts.iter().zip(common) {
            let need = match &part.kind {
                _ if part.required || !is_wanted(part) => Need::Required,
                _ if is_common && !all_common => Need::Optional,
                _ => Need::Relaxable,
            };
            operands.push(self.operand(part, need)?);
        }
        Ok(operands)
    }

    /// The words among operands that carry only grammar, by their places: in the language of
    /// most articles, or in another that at least two of the words are of (`war` is one in
    /// German, but not in `war bridge`).
    fn function_words(&self, parts: &[Node]) -> Vec<Span> {
        let main = self.languages.iter().copied().max_by_key(|language| {
            let term = Term::from_field_text(self.reader.fields().language, language.code());
            self.reader.searcher().doc_freq(&term).unwrap_or(0)
        });
        let of = |language: Language| -> Vec<Span> {
            parts.iter().filter(|part| self.is_common(part, language)).map(|part| part.span).collect()
        };
        let best = self.languages.iter().map(|language| (*language, of(*language)));
        let best = best.filter(|(language, words)| Some(*language) == main || words.len() >= 2);
        best.map(|(_, words)| words).max_by_key(Vec::len).unwrap_or_default()
    }

    /// Whether a node is a word that carries grammar and stands in many articles.
    fn is_common(&self, node: &Node, language: Language) -> bool {
        let Kind::Word(Word { text, exact: false }) = &node.kind else { return false };
        let folded = crate::text::fold(text);
        let articles = self.reader.searcher().num_docs();
        is_function_word(&folded, &[language]) && (articles < SMALL_INDEX || self.document_frequency(&folded) * 20 >= articles)
    }

    fn field(&mut self, field: Field, inner: &Node) -> Result<Clause> {
        let place = match field {
            Field::Title => Place::Title,
            Field::Body => Place::Body,
            Field::Junk => Place::Junk,
            Field::Outlet => Place::Outlet,
            Field::Agency => Place::Agency,
            Field::Author => Place::Author,
            Field::Url => Place::Url,
            Field::Path => Place::Path,
            Field::Dateline => Place::Dateline,
            Field::Lang | Field::Story => Place::Whole,
        };
        if place == Place::Whole {
            return self.whole(field, inner);
        }
        let outer = std::mem::replace(&mut self.place, place);
        let clause = self.clause(inner);
        self.place = outer;
        clause
    }

    /// `lang:` and `story:`, whose values are codes and not words.
    fn whole(&mut self, field: Field, node: &Node) -> Result<Clause> {
        let value = match &node.kind {
            Kind::Word(word) => &word.text,
            Kind::Phrase(phrase) => phrase,
            Kind::Or(parts) => {
                return Ok(Clause::Any(parts.iter().map(|part| self.whole(field, part)).collect::<Result<_>>()?));
            }
            _ => {
                let name = field.name();
                return Err(Error::config(format!("`{name}:` takes one value, or several joined by OR: `{name}:(a OR b)`")));
            }
        };
        let test = if field == Field::Lang {
            let language = Language::from_code(value);
            let language = language.ok_or_else(|| Error::config(format!("`lang:{value}`: no language has this code")))?;
            Test::Language(language.code())
        } else {
            let story = ArticleId::parse(value);
            Test::Story(story.ok_or_else(|| Error::config(format!("`story:{value}`: not the id of a story")))?.0)
        };
        Ok(self.leaf(test, Place::Whole))
    }

    /// A written word: one word of the index, or several in a row (`COVID-19`).
    fn word(&mut self, text: &str, exact_only: bool) -> Clause {
        let mut words = Words::new(text);
        let Some((folded, lower)) = words.next().map(|word| (word.folded.to_owned(), word.lower.to_owned())) else {
            return Clause::Everything;
        };
        if words.next().is_some() {
            return self.phrase(text, self.place);
        }
        let stemmed = matches!(self.place, Place::Article | Place::Title | Place::Body | Place::Page);
        let mut exact = vec![folded.clone()];
        let mut stems = BTreeSet::new();
        if !exact_only && stemmed {
            let languages = self.languages.iter().copied().map(Some).chain([None]);
            stems.extend(languages.map(|language| (language, Stemmer::new(language).stem(&lower))));
            if self.request.variants {
                exact.extend(self.known_variants(&folded));
            }
        }
        self.leaf(Test::Word { exact, stems: stems.into_iter().collect() }, self.place)
    }

    /// Other spellings of a name that the index has, told in a notice.
    fn known_variants(&mut self, folded: &str) -> Vec<String> {
        let mut known = vec![];
        let mut told = vec![];
        for spelling in variants(folded) {
            let articles = self.document_frequency(spelling);
            if articles > 0 {
                known.push(spelling.to_owned());
                told.push(format!("{spelling} ({articles})"));
            }
        }
        if !told.is_empty() {
            let text = format!("`{folded}` also finds {}; `={folded}` or `--no-variants` does not", told.join(", "));
            self.notices.push(Notice { kind: "variants".to_owned(), text });
        }
        known
    }

    fn phrase(&mut self, text: &str, place: Place) -> Clause {
        let folded = folded_words(text);
        match folded.len() {
            0 => Clause::Everything,
            1 => self.leaf(Test::Word { exact: folded, stems: vec![] }, place),
            _ => self.leaf(Test::Phrase(folded), place),
        }
    }

    fn leaf(&mut self, test: Test, place: Place) -> Clause {
        let rarest = match &test {
            Test::Word { exact, .. } => exact.iter().map(|word| self.document_frequency(word)).sum(),
            Test::Phrase(words) => words.iter().map(|word| self.document_frequency(word)).min().unwrap_or(0),
            _ => 0,
        };
        let articles = self.reader.searcher().num_docs();
        #[expect(clippy::cast_precision_loss, reason = "a weight needs no more than a float's precision")]
        let weight = (1.0 + (articles as f32 + 1.0) / (rarest as f32 + 1.0)).ln();
        self.leaves.push(Leaf { test, place, positive: self.positive, weight });
        Clause::Leaf(self.leaves.len() - 1)
    }

    /// Articles that have a folded word in their text.
    fn document_frequency(&self, folded: &str) -> u64 {
        let term = Term::from_field_text(self.reader.fields().body, folded);
        self.reader.searcher().doc_freq(&term).unwrap_or(0)
    }

    fn filters(&mut self) -> Result<Vec<Clause>> {
        let filters = &self.request.filters;
        self.positive = false;
        let mut clauses = vec![];
        for (place, names) in
            [(Place::Outlet, &filters.outlets), (Place::Agency, &filters.agencies), (Place::Author, &filters.authors)]
        {
            let mut any = vec![];
            for name in names {
                match self.phrase(name, place) {
                    Clause::Everything => return Err(Error::config(format!("`{name}`: there is no word in this name"))),
                    clause => any.push(clause),
                }
            }
            if !any.is_empty() {
                clauses.push(Clause::Any(any));
            }
        }
        if !filters.languages.is_empty() {
            let languages = std::mem::take(&mut self.languages);
            let any = languages.iter().map(|language| self.leaf(Test::Language(language.code()), Place::Whole)).collect();
            clauses.push(Clause::Any(any));
            self.languages = languages;
        }
        for date in &filters.dates {
            clauses.push(self.leaf(Test::Date(*date), Place::Whole));
        }
        Ok(clauses)
    }
}
