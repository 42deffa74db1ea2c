//! Says why an article is found by a query, or is not: asks every part of the query of that one
//! article, and where a part is not found, asks for what is like it.

use tantivy::DocAddress;
use tantivy::query::EnableScoring;

use super::engine::{Engine, Mode};
use super::plan::{Clause, Need, Plan};
use super::rank::Ranker;
use super::request::{Filters, MatchMode, Scope, SearchRequest};
use super::{Added, Copies, Searcher, TOO_FEW, ranked};
use crate::error::{Error, Result};
use crate::model::{
    Article, ArticleId, ArticleRef, FoldedInto, Found, FoundAt, PartNeed, QueryPart, Reason, SCHEMA_VERSION, Why,
};
use crate::query::{DateFilter, Field, Kind, Near, Node, Pattern, Phrase, Query, Span, Within, Word};
use crate::text::searched_words;

/// A word of so many letters at least can be looked for as the beginning of another.
const LONG: usize = 4;

impl Searcher<'_> {
    /// Why the article with this id, or whose id alone begins with it, is found, or is not.
    /// Cost: the query with all its rows in order, and some queries of single words.
    ///
    /// # Errors
    ///
    /// No such article, or several; the index is damaged, or the engine fails.
    pub fn why(&self, id: &str, request: &SearchRequest) -> Result<Why> {
        let article = self.reader.find(id)?;
        let number = ArticleId::parse(&article.id).ok_or_else(|| Error::config(format!("no article `{id}` in the index")))?;
        let address = self.reader.address(number)?;
        let mut notices = request.notices.clone();
        let plan = Plan::new(request, self.reader, &mut notices)?;
        let engine = Engine::new(self.reader, &plan, request);
        let asked = Asked { searcher: self, request, article: &article, address, optional: optional(&plan) };

        let full = self.gather(&*engine.query(Mode::Full), request, usize::MAX, None)?;
        let relaxes = request.match_mode == MatchMode::Auto && full.articles < TOO_FEW && plan.can_relax();
        let partial =
            relaxes.then(|| self.gather(&*engine.query(Mode::Partial), request, usize::MAX, Some(&full))).transpose()?;
        let found = if asked.score(&engine, Mode::Full)?.is_some() {
            Found::Whole
        } else if relaxes && asked.score(&engine, Mode::Partial)?.is_some() {
            Found::Partial
        } else {
            Found::No
        };
        let ranker = Ranker::new(&plan, self.reader)?;
        let mut added = Added::default();
        let mut rows = ranked(full, &ranker, request.sort, usize::MAX, &mut added)?;
        if let Some(partial) = partial {
            rows.extend(ranked(partial, &ranker, request.sort, usize::MAX, &mut added)?);
        }
        let story = self.reader.number(number)?.and_then(|number| self.reader.stories().story_of(number));
        let own = rows.iter().position(|row| row.address == address);
        let folds = request.copies == Copies::Fold && found != Found::No && own.is_none();
        let other = rows.iter().position(|row| folds && Some(row.story) == story);
        let rank = |place: usize| place as u64 + 1;
        let row = own.and_then(|own| rows.get(own));
        let root = request.query.root.as_ref();
        let parts = match root {
            Some(Node { kind: Kind::All(parts) | Kind::And(parts), .. }) if request.match_mode != MatchMode::Any => {
                parts.iter().map(|part| asked.part(part, PartNeed::Wanted)).collect::<Result<Vec<_>>>()?
            }
            Some(Node { kind: Kind::All(parts) | Kind::And(parts), .. }) => {
                parts.iter().map(|part| asked.part(part, PartNeed::Any)).collect::<Result<Vec<_>>>()?
            }
            Some(root) => vec![asked.part(root, PartNeed::Wanted)?],
            None => vec![],
        };
        let filters = super::echo::filters(&request.filters);
        let filters = filters.iter().map(|filter| asked.part(filter, PartNeed::Wanted)).collect::<Result<Vec<_>>>()?;
        Ok(Why {
            schema_version: SCHEMA_VERSION,
            query: request.text.clone(),
            parsed: super::echo::echo(request),
            notices,
            found,
            rank: own.map(rank),
            rows: rows.len() as u64,
            folded_into: other.and_then(|at| {
                let row = rows.get(at)?;
                Some(FoldedInto { id: ArticleId(row.id).to_string(), rank: rank(at) })
            }),
            score: row.map(|row| row.score),
            added: row.and_then(|row| added.remove(&row.id)).unwrap_or_default(),
            parts,
            filters,
            article: ArticleRef::new(&article, self.paths.shown(&article.path)),
        })
    }
}

/// The operands of a plan that only add to the rank, in canonical form.
fn optional(plan: &Plan) -> Vec<String> {
    let Clause::All(operands) = &plan.root else { return vec![] };
    operands.iter().filter(|operand| operand.need == Need::Optional).map(|operand| operand.label.clone()).collect()
}

/// An article of which the parts of a query are asked.
struct Asked<'a> {
    searcher: &'a Searcher<'a>,
    request: &'a SearchRequest,
    article: &'a Article,
    address: DocAddress,
    /// Parts that only add to the rank.
    optional: Vec<String>,
}

/// What was found of one part.
struct Answer {
    score: Option<f32>,
    places: Vec<FoundAt>,
    /// So many matches are marked.
    matches: usize,
}

impl Asked<'_> {
    /// The score that a query gives the article; none if it does not match.
    fn score(&self, engine: &Engine<'_>, mode: Mode) -> Result<Option<f32>> {
        let reader = self.searcher.reader;
        let scoring = EnableScoring::enabled_from_statistics_provider(reader.statistics(), reader.searcher());
        let segment = reader.searcher().segment_reader(self.address.segment_ord);
        let doc = self.address.doc_id;
        let score = engine.query(mode).weight(scoring).and_then(|weight| {
            let mut scorer = weight.scorer(segment, 1.0)?;
            Ok((scorer.doc() <= doc && (scorer.doc() == doc || scorer.seek(doc) == doc)).then(|| scorer.score()))
        });
        score.map_err(|e| reader.failed(e))
    }

    /// Asks one part alone.
    fn ask(&self, node: &Node, change: impl FnOnce(&mut SearchRequest)) -> Result<Answer> {
        let mut request = SearchRequest {
            query: Query { root: Some(Node { required: false, ..node.clone() }) },
            filters: Filters::default(),
            match_mode: MatchMode::All,
            ..self.request.clone()
        };
        change(&mut request);
        let plan = Plan::new(&request, self.searcher.reader, &mut vec![])?;
        let score = self.score(&Engine::new(self.searcher.reader, &plan, &request), Mode::Full)?;
        let evidence = self.searcher.evidence(&plan, self.article, self.address, request.scope)?;
        let mut places = vec![];
        let mut matches = 0;
        let mut place = |field, reason, paragraph, line, text: &str, found: &[super::evidence::Match]| {
            let mut words: Vec<String> = vec![];
            for found in found {
                matches += 1;
                let word = text.get(found.range.clone()).unwrap_or_default();
                if !words.iter().any(|known| known == word) {
                    words.push(word.to_owned());
                }
            }
            if !found.is_empty() {
                places.push(FoundAt { field, reason, paragraph, line, words });
            }
        };
        let (title, marked) = evidence.in_title();
        place("title", None, None, None, title, marked);
        for paragraph in &evidence.paragraphs {
            let (field, number) = if paragraph.junk.is_some() { ("junk", None) } else { ("text", Some(paragraph.number)) };
            place(field, paragraph.junk, number, paragraph.line, &paragraph.text, &paragraph.matches);
        }
        Ok(Answer { score, places, matches })
    }

    fn holds(&self, node: &Node) -> Result<bool> {
        Ok(self.ask(node, |_| {})?.score.is_some())
    }

    /// What there is to say of a part.
    fn part(&self, node: &Node, need: PartNeed) -> Result<QueryPart> {
        let label = Query { root: Some(node.clone()) }.to_string();
        let need = if self.optional.contains(&label) { PartNeed::Optional } else { need };
        if let Kind::Not(inner) = &node.kind {
            let answer = self.ask(inner, |_| {})?;
            let holds = answer.score.is_none();
            let because = if holds {
                "is excluded, and is not there".to_owned()
            } else {
                format!("is excluded, but stands {}", places(&answer.places))
            };
            return Ok(QueryPart {
                part: label,
                need: PartNeed::Excluded,
                holds,
                score: None,
                because,
                places: answer.places,
                parts: vec![],
            });
        }
        let answer = self.ask(node, |_| {})?;
        let holds = answer.score.is_some();
        let parts =
            inner_parts(node).map(|(parts, need)| parts.iter().map(|part| self.part(part, need)).collect::<Result<Vec<_>>>());
        let parts = parts.transpose()?.unwrap_or_default();
        let (because, places) = match (holds, parts.is_empty()) {
            (true, false) => {
                let holding = parts.iter().filter(|part| part.holds).count();
                (format!("{holding} of its {} parts found", parts.len()), vec![])
            }
            (false, false) => {
                let missing: Vec<&str> = parts.iter().filter(|part| !part.holds).map(|part| part.part.as_str()).collect();
                (format!("is not there as a whole: {}", missing.join(", ")), vec![])
            }
            (true, true) => (self.found(node, &answer), answer.places),
            (false, true) => self.missed(node)?,
        };
        let score = answer.score.filter(|score| *score > 0.0);
        Ok(QueryPart { part: label, need, holds, score, because, places, parts })
    }

    /// Why a part without parts of its own holds.
    fn found(&self, node: &Node, answer: &Answer) -> String {
        if let Some(told) = self.metadata(node) {
            return told;
        }
        if answer.places.is_empty() { "holds".to_owned() } else { format!("stands {}", places(&answer.places)) }
    }

    /// The metadata that a part is about, in words; none if it is about the text.
    fn metadata(&self, node: &Node) -> Option<String> {
        let article = self.article;
        let some = |values: &[String]| (!values.is_empty()).then(|| values.join(", "));
        let said = |name: &str, value: Option<&str>| match value {
            Some(value) => format!("the {name} is `{value}`"),
            None => format!("the {name} is not known"),
        };
        match &node.kind {
            Kind::Date(filter) => Some(match (article.date.value.as_deref(), filter) {
                (None, _) => "it is undated".to_owned(),
                (Some(value), DateFilter::Undated) => format!("it is dated {value}"),
                (Some(value), _) if article.date.source == crate::model::Provenance::Story => {
                    format!(
                        "it is dated {value}, from another copy of its story{}",
                        if self.request.stated_dates { ", which `--dates stated` does not count" } else { "" }
                    )
                }
                (Some(value), _) if value.len() < 10 => {
                    format!(
                        "it is known only to be of {value}{}",
                        if self.request.loose_dates { "" } else { "; `--loose-dates` lets it match a part of that" }
                    )
                }
                (Some(value), _) => format!("it is dated {value}"),
            }),
            Kind::Field(field, _) => match field {
                Field::Outlet => Some(said("outlet", article.outlet.value.as_deref())),
                Field::Agency => Some(said("agency", article.agency.value.as_deref())),
                Field::Author => Some(match article.authors.as_slice() {
                    [] => "no author is known".to_owned(),
                    authors => format!("it is by {}", authors.join(", ")),
                }),
                Field::Lang => Some(said("language", article.language.as_deref())),
                Field::Url => Some(said("address", article.url.as_deref())),
                Field::Path => Some(said("path", Some(&self.searcher.paths.shown(&article.path)))),
                Field::Section => Some(said("section", some(&article.sections).as_deref())),
                Field::Tag => Some(said("tag", some(&article.tags).as_deref())),
                Field::Dateline => Some(said("dateline", article.dateline.as_deref())),
                Field::Story => Some("is about the story that it belongs to".to_owned()),
                _ => None,
            },
            _ => None,
        }
    }

    /// Why a part without parts of its own does not hold, and where something like it stands.
    fn missed(&self, node: &Node) -> Result<(String, Vec<FoundAt>)> {
        if let Some(told) = self.metadata(node) {
            return Ok((told, vec![]));
        }
        if let Some(told) = self.missed_by_kind(node)? {
            return Ok(told);
        }
        if self.request.scope != Scope::All {
            let answer = self.ask(node, |request| request.scope = Scope::All)?;
            if answer.score.is_some() {
                return Ok((format!("stands only {}", places(&answer.places)), answer.places));
            }
        }
        if !self.request.variants {
            let answer = self.ask(node, |request| request.variants = true)?;
            if answer.score.is_some() {
                return Ok((
                    format!("stands only in another spelling, which `--no-variants` leaves out, {}", places(&answer.places)),
                    answer.places,
                ));
            }
        }
        Ok(("is nowhere in it".to_owned(), vec![]))
    }

    fn missed_by_kind(&self, node: &Node) -> Result<Option<(String, Vec<FoundAt>)>> {
        Ok(match &node.kind {
            Kind::Word(word) => self.missed_word(word)?,
            Kind::Phrase(phrase) => self.missed_phrase(phrase)?,
            Kind::Near(near) => self.missed_near(near)?,
            Kind::AtLeast(count, inner) => {
                let answer = self.ask(inner, |_| {})?;
                answer.score.map(|_| (format!("stands there {} times, not {count}", answer.matches), answer.places))
            }
            Kind::First(words, inner) => {
                let answer = self.ask(inner, |_| {})?;
                let told = || format!("is not among the first {words} words; it stands {}", places(&answer.places));
                answer.score.map(|_| (told(), answer.places.clone()))
            }
            Kind::Field(field, inner) => {
                let answer = self.ask(inner, |request| request.scope = Scope::All)?;
                let part = match field {
                    Field::Title => "headline",
                    Field::Body => "text",
                    Field::Lead => "lead",
                    Field::HeadLead => "headline or lead",
                    _ => "junk",
                };
                let told = || format!("is not in the {part}; it stands {}", places(&answer.places));
                let nowhere = (format!("is not in the {part}, nor elsewhere"), vec![]);
                Some(if answer.score.is_some() { (told(), answer.places) } else { nowhere })
            }
            _ => None,
        })
    }

    /// A word that is not there: another form of it, or a longer or misspelt one.
    fn missed_word(&self, word: &Word) -> Result<Option<(String, Vec<FoundAt>)>> {
        let at = Span::default();
        if word.exact {
            let answer = self.ask(&Node::new(Kind::Word(Word { exact: false, ..word.clone() }), at), |_| {})?;
            if answer.score.is_some() {
                return Ok(Some((format!("stands there only in another form, {}", places(&answer.places)), answer.places)));
            }
        }
        // What was set aside says more than a word that is only alike.
        let node = Node::new(Kind::Word(word.clone()), at);
        if self.request.scope != Scope::All && self.ask(&node, |request| request.scope = Scope::All)?.score.is_some() {
            return Ok(None);
        }
        if word.text.chars().count() < LONG || !word.text.chars().all(char::is_alphabetic) {
            return Ok(None);
        }
        for (pattern, told) in [
            (Pattern::Wild(format!("{}*", word.text)), "is there only as the beginning of another word,"),
            (Pattern::Fuzzy { text: word.text.clone(), edits: 1 }, "is not there, but a word that is one letter apart is,"),
        ] {
            let answer = self.ask(&Node::new(Kind::Pattern(pattern), at), |_| {})?;
            if answer.score.is_some() {
                return Ok(Some((format!("{told} {}", places(&answer.places)), answer.places)));
            }
        }
        Ok(None)
    }

    fn missed_phrase(&self, phrase: &Phrase) -> Result<Option<(String, Vec<FoundAt>)>> {
        let at = Span::default();
        let node = Node::new(Kind::Phrase(phrase.clone()), at);
        if self.request.scope != Scope::All && self.ask(&node, |request| request.scope = Scope::All)?.score.is_some() {
            return Ok(None);
        }
        let words = searched_words(&phrase.text);
        let (mut missing, mut inflected) = (vec![], vec![]);
        for text in &words {
            let word = |exact| Node::new(Kind::Word(Word { text: text.clone(), exact }), at);
            if !self.holds(&word(true))? {
                let other = self.ask(&word(false), |_| {})?;
                let forms = other.places.iter().flat_map(|place| &place.words).find(|form| *form != text);
                match forms {
                    Some(form) => inflected.push(format!("`{text}` only as `{form}`")),
                    None => missing.push(format!("`{text}`")),
                }
            }
        }
        Ok(match (missing.is_empty(), inflected.is_empty()) {
            _ if words.len() < 2 => None,
            (false, _) => Some((format!("is not there: nowhere {}", missing.join(", ")), vec![])),
            (_, false) => Some((format!("is not there word for word: {}", inflected.join(", ")), vec![])),
            _ => Some(("is not there in this order, though each of its words is".to_owned(), vec![])),
        })
    }

    fn missed_near(&self, near: &Near) -> Result<Option<(String, Vec<FoundAt>)>> {
        let [left, right] = near.operands.as_ref();
        let label = |node: &Node| Query { root: Some(node.clone()) }.to_string();
        let mut missing = vec![];
        for operand in [left, right] {
            let is_unwanted = near.proximity.is_negated && std::ptr::eq(operand, right);
            if !is_unwanted && !self.holds(operand)? {
                missing.push(format!("`{}`", label(operand)));
            }
        }
        if !missing.is_empty() {
            return Ok(Some((format!("is not there: nowhere {}", missing.join(", ")), vec![])));
        }
        let within = match near.proximity.within {
            Within::Words(1) => "side by side".to_owned(),
            Within::Words(words) => format!("within {words} words"),
            Within::Sentence => "in one sentence".to_owned(),
            Within::Paragraph => "in one paragraph".to_owned(),
        };
        let order = if near.proximity.is_ordered { " in this order" } else { "" };
        let told = if near.proximity.is_negated {
            format!("stands there, but `{}` is always {within} of it", label(right))
        } else {
            format!("both are there, but never {within}{order}")
        };
        let mut places = self.ask(left, |_| {})?.places;
        places.extend(self.ask(right, |_| {})?.places);
        Ok(Some((told, places)))
    }
}

/// The operands of a combination, with what each is to it.
fn inner_parts(node: &Node) -> Option<(Vec<Node>, PartNeed)> {
    match &node.kind {
        Kind::All(parts) | Kind::And(parts) => Some((parts.clone(), PartNeed::Wanted)),
        Kind::Or(parts) => Some((parts.clone(), PartNeed::Any)),
        Kind::Field(field, inner) => {
            let (parts, need) = inner_parts(inner)?;
            Some((parts.into_iter().map(|part| part.in_field(*field, node.span)).collect(), need))
        }
        _ => None,
    }
}

/// Places in words: in the headline and paragraphs 1, 4 (lines 3, 9) as `strikes`.
fn places(found: &[FoundAt]) -> String {
    let mut parts = vec![];
    if found.iter().any(|place| place.field == "title") {
        parts.push("in the headline".to_owned());
    }
    let listed = |noun: &str, mut numbers: Vec<u32>| {
        numbers.dedup();
        let plural = if numbers.len() > 1 { "s" } else { "" };
        let rest = numbers.len().saturating_sub(SHOWN);
        let shown: Vec<String> = numbers.iter().take(SHOWN).map(u32::to_string).collect();
        let more = if rest > 0 { format!(" and {rest} more") } else { String::new() };
        (!numbers.is_empty()).then(|| format!("{noun}{plural} {}{more}", shown.join(", ")))
    };
    let paragraphs = listed("paragraph", found.iter().filter_map(|place| place.paragraph).collect());
    let text = || found.iter().filter(|place| place.field == "text");
    if let Some(paragraphs) = paragraphs {
        let lines = listed("line", text().filter_map(|place| place.line).collect());
        parts.push(lines.map_or_else(|| format!("in {paragraphs}"), |lines| format!("in {paragraphs} ({lines})")));
    }
    let mut reasons: Vec<Reason> = found.iter().filter_map(|place| place.reason).collect();
    reasons.sort_unstable();
    reasons.dedup();
    for reason in reasons {
        let lines = found.iter().filter(|place| place.reason == Some(reason)).filter_map(|place| place.line).collect();
        let lines = listed("line", lines).map(|lines| format!(" ({lines})")).unwrap_or_default();
        parts.push(format!("in a part that was set aside as {}{lines}", reason.in_words()));
    }
    let mut words: Vec<String> = vec![];
    for word in found.iter().flat_map(|place| &place.words) {
        let word = format!("`{word}`");
        if !words.contains(&word) {
            words.push(word);
        }
    }
    words.truncate(SHOWN);
    if words.is_empty() { parts.join(" and ") } else { format!("{} as {}", parts.join(" and "), words.join(", ")) }
}

/// So many places and words are told.
const SHOWN: usize = 6;
