//! Makes the plan of a request: says which parts an article must match, and adds the
//! filters. Words themselves are left to `terms`.

use tantivy::Term;

use super::plan::{Clause, Leaf, Need, Operand, Place, Plan, Spans, Test};
use super::request::{MatchMode, Scope, SearchRequest};
use super::spans::Top;
use crate::error::{Error, Result};
use crate::index::IndexReader;
use crate::model::{ArticleId, Notice};
use crate::query::{Field, Kind, Node, Span, Word};
use crate::text::{Language, Words, is_function_word, is_unspaced};

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
        let (leaves, spans) = (vec![], vec![]);
        let mut planner =
            Planner { request, reader, languages, leaves, spans, notices, positive: true, place, top: Top::All, guesses: 0 };
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
        let Planner { leaves, spans, .. } = planner;
        Ok(Self { leaves, spans, root, filters })
    }
}

/// Whether a node says what is wanted, and is no condition: what is excluded, when, by whom.
pub(super) fn is_wanted(node: &Node) -> bool {
    match &node.kind {
        Kind::Not(_) | Kind::Date(_) => false,
        Kind::Field(field, _) => field.is_text(),
        Kind::First(_, inner) => is_wanted(inner),
        _ => true,
    }
}

/// The words of a written word: `east/west` and `U.S.-Japan` are two. In scripts without blanks
/// a word stays whole, because its parts mean something else.
fn words_of(node: &Node) -> Vec<Node> {
    let Kind::Word(Word { text, exact: false }) = &node.kind else { return vec![node.clone()] };
    if text.chars().any(is_unspaced) {
        return vec![node.clone()];
    }
    let mut words = Words::new(text);
    let mut found = vec![];
    while let Some(word) = words.next() {
        let text = text[word.start..word.end].to_owned();
        found.push(Node::new(Kind::Word(Word { text, exact: false }), node.span));
    }
    if found.len() > 1 { found } else { vec![node.clone()] }
}

pub(super) struct Planner<'p> {
    pub(super) request: &'p SearchRequest,
    pub(super) reader: &'p IndexReader,
    pub(super) languages: Vec<Language>,
    pub(super) leaves: Vec<Leaf>,
    pub(super) spans: Vec<Spans>,
    pub(super) notices: &'p mut Vec<Notice>,
    pub(super) positive: bool,
    pub(super) place: Place,
    /// How much of the text is searched.
    pub(super) top: Top,
    /// For so many words the nearest was looked for.
    pub(super) guesses: usize,
}

impl Planner<'_> {
    fn clause(&mut self, node: &Node) -> Result<Clause> {
        Ok(match &node.kind {
            Kind::Word(_) | Kind::Pattern(_) | Kind::Phrase(_) => self.named(node)?,
            Kind::Near(_) => self.places(node, 1)?,
            Kind::AtLeast(count, inner) => self.places(inner, *count)?,
            Kind::First(words, inner) => {
                let outer = std::mem::replace(&mut self.top, Top::First(*words));
                let clause = self.clause(inner);
                self.top = outer;
                clause?
            }
            Kind::Date(filter) => Clause::Leaf(self.leaf(Test::Date(*filter), Place::Whole, 0, false)),
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
    /// and questions are full of it), but for what is required or excluded. Of `east/west` either
    /// word is enough too.
    fn any_of(&mut self, parts: &[Node]) -> Result<Clause> {
        let mut wanted = vec![];
        let mut operands = vec![];
        for part in parts {
            if part.required || !is_wanted(part) {
                operands.push(self.operand(part, Need::Required)?);
            } else {
                for word in words_of(part) {
                    wanted.push(self.clause(&word)?);
                }
            }
        }
        if !wanted.is_empty() {
            // Beside a word that is required the others only add to the rank.
            let need = if parts.iter().any(|part| part.required) { Need::Optional } else { Need::Required };
            operands.push(Operand { clause: Clause::Any(wanted), need, label: String::new(), is_anchor: false });
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
            self.reader.frequency(&term).unwrap_or(0)
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
        let words = crate::text::sought_words(text);
        let [folded] = words.as_slice() else { return false };
        let articles = self.reader.articles();
        is_function_word(folded, &[language]) && (articles < SMALL_INDEX || self.document_frequency(folded) * 20 >= articles)
    }

    fn field(&mut self, field: Field, inner: &Node) -> Result<Clause> {
        let place = match field {
            Field::Title => Place::Title,
            Field::Body | Field::Lead => Place::Body,
            Field::HeadLead => Place::Article,
            Field::Junk => Place::Junk,
            Field::Outlet => Place::Outlet,
            Field::Agency => Place::Agency,
            Field::Author => Place::Author,
            Field::Url => Place::Url,
            Field::Path => Place::Path,
            Field::Dateline => Place::Dateline,
            Field::Section => Place::Section,
            Field::Tag => Place::Tag,
            Field::Lang | Field::Story => Place::Whole,
        };
        if place == Place::Whole {
            return self.whole(field, inner);
        }
        let top = if matches!(field, Field::Lead | Field::HeadLead) { Top::Lead } else { self.top };
        let outer = (std::mem::replace(&mut self.place, place), std::mem::replace(&mut self.top, top));
        let clause = self.clause(inner);
        (self.place, self.top) = outer;
        clause
    }

    /// `lang:` and `story:`, whose values are codes and not words.
    fn whole(&mut self, field: Field, node: &Node) -> Result<Clause> {
        let value = match &node.kind {
            Kind::Word(word) => &word.text,
            Kind::Phrase(phrase) => &phrase.text,
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
        Ok(Clause::Leaf(self.leaf(test, Place::Whole, 0, false)))
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
                match self.name(name, place)? {
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
            let mut any = vec![];
            for language in &languages {
                any.push(Clause::Leaf(self.leaf(Test::Language(language.code()), Place::Whole, 0, false)));
            }
            clauses.push(Clause::Any(any));
            self.languages = languages;
        }
        for date in &filters.dates {
            clauses.push(Clause::Leaf(self.leaf(Test::Date(*date), Place::Whole, 0, false)));
        }
        Ok(clauses)
    }
}
