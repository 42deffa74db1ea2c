//! Makes leaves of words, patterns and phrases: cuts them as the index was cut, looks up
//! which words of the index a pattern matches, and says which word was meant by one that
//! is nowhere.

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy::collector::Count;
use tantivy::query::{BooleanQuery, Query as EngineQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use unicode_normalization::char::is_combining_mark;

use super::fields;
use super::names;
use super::plan::{Clause, Leaf, Place, Spans, Test};
use super::planner::Planner;
use super::request::WHOLE;
use super::spans::{Top, Tree};
use super::stems::form_terms;
use super::vocabulary;
use crate::error::{Error, Result};
use crate::model::Notice;
use crate::query::{Kind, Near, Node, Pattern, Phrase, Piece, Word, expression, pieces};
use crate::text::{Stemmer, Words, fold, folded_words, initials, is_unspaced, searched_words, sought_words};

/// So many words of what a pattern finds are told.
const TOLD: usize = 5;

/// For so many words of a query the nearest is looked for.
const GUESSES: usize = 5;

/// What a word, a pattern or a phrase comes down to.
enum Found {
    /// There is nothing to search in it.
    Nothing,
    /// Forms of one word.
    One(Forms),
    /// Words in a row, moved by so many places at most.
    Row(Vec<Forms>, u32),
}

/// Forms of a word, with the number of articles that have the exact ones.
struct Forms {
    exact: Vec<String>,
    stems: Vec<(Option<crate::text::Language>, String)>,
    articles: u64,
    /// Only the first character of the words is looked for.
    is_character: bool,
}

impl Forms {
    fn exact(exact: Vec<String>, articles: u64) -> Self {
        Self { exact, stems: vec![], articles, is_character: false }
    }
}

impl Planner<'_> {
    /// A word, pattern or phrase as a clause.
    pub(super) fn text(&mut self, node: &Node) -> Result<Clause> {
        let found = self.found(node)?;
        if self.top == Top::All {
            match found {
                Found::Nothing => return Ok(Clause::Everything),
                Found::One(forms) => return Ok(Clause::Leaf(self.word_leaf(forms, false))),
                Found::Row(forms, 0) if forms.iter().all(|forms| forms.exact.len() == 1) => {
                    return Ok(Clause::Leaf(self.phrase_leaf(forms)));
                }
                row @ Found::Row(..) => return Ok(self.spans(row, 1)),
            }
        }
        Ok(self.spans(found, 1))
    }

    /// What is near something, or counted, as a clause.
    pub(super) fn places(&mut self, node: &Node, count: u32) -> Result<Clause> {
        let tree = self.tree(node)?;
        Ok(self.spans_of(tree, count))
    }

    /// Exact words in a row in a named field; behind `=` the whole name.
    pub(super) fn name(&mut self, text: &str, place: Place) -> Result<Clause> {
        let outer = (std::mem::replace(&mut self.place, place), std::mem::replace(&mut self.top, Top::All));
        let phrase = match text.strip_prefix(WHOLE) {
            Some(name) => Phrase { text: name.to_owned(), slop: 0, is_whole: true },
            None => Phrase { text: text.replace(['*', '?'], " "), ..Phrase::default() },
        };
        let clause = self.named(&Node::new(Kind::Phrase(phrase), crate::query::Span::default()));
        (self.place, self.top) = outer;
        clause
    }

    fn spans(&mut self, found: Found, count: u32) -> Clause {
        let tree = self.tree_of(found);
        self.spans_of(tree, count)
    }

    fn spans_of(&mut self, tree: Option<Tree>, count: u32) -> Clause {
        let Some(tree) = tree else { return Clause::Everything };
        let (place, top) = (self.place, self.top);
        self.spans.push(Spans { tree: tree.into(), place, top, count: count as usize });
        Clause::Spans(self.spans.len() - 1)
    }

    /// The tree of what stands somewhere; none if there is nothing to search in it.
    fn tree(&mut self, node: &Node) -> Result<Option<Tree>> {
        Ok(match &node.kind {
            Kind::Or(parts) => {
                let trees = parts.iter().filter_map(|part| self.tree(part).transpose());
                let trees = trees.collect::<Result<Vec<_>>>()?;
                (!trees.is_empty()).then_some(Tree::Any(trees))
            }
            Kind::Near(Near { operands, proximity }) => {
                let [left, right] = operands.as_ref();
                let left = self.tree(left)?;
                let positive = self.positive;
                self.positive &= !proximity.is_negated;
                let right = self.tree(right)?;
                self.positive = positive;
                match (left, right) {
                    (Some(left), Some(right)) => Some(Tree::Near(Box::new([left, right]), *proximity)),
                    (one, other) => one.or(other),
                }
            }
            _ => {
                let found = self.found(node)?;
                self.tree_of(found)
            }
        })
    }

    fn tree_of(&mut self, found: Found) -> Option<Tree> {
        match found {
            Found::Nothing => None,
            Found::One(forms) => Some(Tree::Leaf(self.word_leaf(forms, true))),
            Found::Row(slots, slop) => {
                let rarest = slots.iter().map(|forms| forms.articles).min().unwrap_or(0);
                let row = self.leaf(Test::Row, self.place, rarest, true);
                let slots = slots.into_iter().map(|forms| self.word_leaf(forms, true)).collect();
                Some(Tree::Row(row, slots, slop))
            }
        }
    }

    fn found(&mut self, node: &Node) -> Result<Found> {
        match &node.kind {
            Kind::Word(Word { text, exact }) => self.word(text, *exact),
            Kind::Pattern(Pattern::Wild(text)) => self.row(text, 0),
            Kind::Pattern(pattern) => self.like(pattern),
            Kind::Phrase(Phrase { text, slop, .. }) => self.row(text, *slop),
            _ => Err(Error::config(format!("`{node}` has no place in a text"))),
        }
    }

    /// A written word: one word of the index, or several in a row (`COVID-19`).
    fn word(&mut self, text: &str, exact_only: bool) -> Result<Found> {
        let mut sought = sought_words(text);
        if sought.len() > 1 {
            let slots = sought.into_iter().map(|word| self.exactly(word));
            return Ok(Found::Row(slots.collect::<Result<_>>()?, 0));
        }
        let Some(folded) = sought.pop() else { return Ok(Found::Nothing) };
        let lower = Words::searched(text).next().map(|word| word.lower.to_owned()).unwrap_or_default();
        let is_text = !fields::stems(self.reader.fields(), self.place).is_empty();
        if exact_only || is_character(&folded) || !(is_text || matches!(self.place, Place::Author | Place::Dateline)) {
            return Ok(Found::One(self.exactly(folded)?));
        }
        let mut forms = Forms::exact(vec![folded.clone()], self.document_frequency(&folded));
        let mut stems = BTreeSet::new();
        for language in self.languages.iter().copied().map(Some).chain([None]).filter(|_| is_text) {
            stems.insert((language, Stemmer::new(language).stem(&lower)));
            stems.extend(initials(&folded).map(|initials| (language, Stemmer::new(language).stem(initials))));
        }
        forms.exact.extend(initials(&folded).map(str::to_owned));
        if self.request.variants {
            let mut spellings = self.known_variants(&folded)?;
            forms.articles += spellings.iter().map(|(_, articles)| articles).sum::<u64>();
            forms.exact.extend(spellings.iter().map(|(spelling, _)| spelling.clone()));
            if is_text && names::is_name_or_new(self.reader, &folded) {
                spellings.push((folded.clone(), forms.articles));
            }
            for language in self.languages.iter().filter(|language| is_text && language.inflects_names()) {
                let stemmer = Stemmer::new(Some(*language));
                for (spelling, _) in &spellings {
                    stems.insert((Some(*language), stemmer.stem(spelling)));
                    // Stemmers cut what looks like an ending off a bare name (`Putin`), but not twice (`Putinin`).
                    stems.insert((Some(*language), spelling.clone()));
                }
            }
        }
        forms.stems = stems.into_iter().collect();
        if forms.articles == 0 && !self.has_stem(&forms) {
            self.guess(&folded)?;
        }
        Ok(Found::One(forms))
    }

    /// One word as it is written.
    fn exactly(&mut self, folded: String) -> Result<Forms> {
        if is_character(&folded) {
            return self.character(&folded);
        }
        let articles = self.document_frequency(&folded);
        if articles == 0 {
            self.guess(&folded)?;
        }
        Ok(Forms::exact(vec![folded], articles))
    }

    /// One character of a script that is cut into pairs: all pairs that begin with it.
    fn character(&self, folded: &str) -> Result<Forms> {
        let is_pair = |word: &str| {
            let rest = word.strip_prefix(folded).unwrap_or_default();
            !rest.starts_with(is_combining_mark) && rest.chars().filter(|c| !is_combining_mark(*c)).count() <= 1
        };
        let fields: Vec<_> = fields::exact(self.reader.fields(), self.place).into_iter().map(|(field, _)| field).collect();
        let pairs = vocabulary::words(self.reader, &fields, folded, is_pair)?;
        let articles = pairs.values().sum::<u64>().min(self.reader.articles());
        Ok(Forms { is_character: true, ..Forms::exact(pairs.into_keys().collect(), articles) })
    }

    /// Exact words, of which some may have wildcards.
    fn row(&mut self, text: &str, slop: u32) -> Result<Found> {
        let mut slots = vec![];
        let mut chunks = text.split_whitespace().peekable();
        while let Some(chunk) = chunks.next() {
            let cut = if chunks.peek().is_some() { searched_words } else { sought_words };
            if pieces(chunk).iter().all(|piece| matches!(piece, Piece::Char(_))) {
                for word in cut(chunk) {
                    let initials = initials(&word).filter(|initials| self.document_frequency(initials) > 0);
                    let mut forms = self.exactly(word)?;
                    forms.exact.extend(initials.map(str::to_owned));
                    slots.push(forms);
                }
                continue;
            }
            if chunk.chars().filter(|c| is_unspaced(*c)).count() > 1 {
                // Words of such scripts are pairs of characters, so any part of a word finds it.
                for word in sought_words(&chunk.replace(['*', '?'], " ")) {
                    slots.push(self.exactly(word)?);
                }
                continue;
            }
            for part in parts(chunk) {
                slots.push(self.wild(&part)?);
            }
        }
        Ok(match slots.len() {
            0 => Found::Nothing,
            1 => slots.pop().map_or(Found::Nothing, Found::One),
            _ => Found::Row(slots, slop),
        })
    }

    /// One word with wildcards, or without.
    fn wild(&mut self, pattern: &[Piece]) -> Result<Forms> {
        let letter = |piece: &Piece| if let Piece::Char(c) = piece { Some(*c) } else { None };
        if let Some(word) = pattern.iter().map(letter).collect::<Option<String>>() {
            return self.exactly(word);
        }
        let prefix: String = pattern.iter().map_while(letter).collect();
        let sign = |piece: &Piece| match piece {
            Piece::Char(c) => *c,
            Piece::Any => '*',
            Piece::One => '?',
        };
        let shown: String = pattern.iter().map(sign).collect();
        self.forms(&shown, &prefix, |word| vocabulary::matches(pattern, word))
    }

    /// Words like another, or such as an expression describes.
    fn like(&mut self, pattern: &Pattern) -> Result<Found> {
        let shown = pattern.to_string();
        Ok(Found::One(match pattern {
            Pattern::Wild(text) | Pattern::Regex(text) => {
                let expression = expression(text).map_err(|error| Error::config(format!("`{shown}`: {error}")))?;
                self.forms(&shown, "", |word| expression.is_match(word))?
            }
            Pattern::Fuzzy { text, edits } => {
                let Some(folded) = folded_words(text).into_iter().next() else { return Ok(Found::Nothing) };
                let letters: Vec<char> = folded.chars().collect();
                let most = usize::from(*edits);
                self.forms(&shown, "", |word| vocabulary::distance(&letters, word, most).is_some())?
            }
        }))
    }

    /// The words of the index that pass a test, told in a notice.
    fn forms(&mut self, shown: &str, prefix: &str, is_like: impl FnMut(&str) -> bool) -> Result<Forms> {
        let fields: Vec<_> = fields::exact(self.reader.fields(), self.place).into_iter().map(|(field, _)| field).collect();
        let found = vocabulary::words(self.reader, &fields, prefix, is_like)?;
        let (found, count) = vocabulary::commonest(found, vocabulary::MAX_WORDS);
        let text = if count == 0 {
            format!("no word is like `{shown}`")
        } else {
            let told = found.iter().take(TOLD).map(|(word, _)| Ok(format!("{word} ({})", self.articles_with(word)?)));
            let told = told.collect::<Result<Vec<_>>>()?;
            let more = if count > TOLD { format!(" and {} more", count - TOLD) } else { String::new() };
            format!("`{shown}` finds {}{more}", told.join(", "))
        };
        self.notice("expansion", text);
        if count > found.len() {
            let most = vocabulary::MAX_WORDS;
            self.notice(
                "bound",
                format!("`{shown}` finds {count} words; only the {most} commonest are searched: write more letters"),
            );
        }
        let articles = found.iter().map(|(_, count)| count).sum();
        Ok(Forms::exact(found.into_iter().map(|(word, _)| word).collect(), articles))
    }

    /// In how many articles a word stands where it is searched.
    fn articles_with(&self, word: &str) -> Result<usize> {
        let fields = fields::exact(self.reader.fields(), self.place);
        let term = |(field, _)| TermQuery::new(Term::from_field_text(field, word), IndexRecordOption::Basic);
        let terms = fields.into_iter().map(|field| Box::new(term(field)) as Box<dyn EngineQuery>);
        let query = BooleanQuery::union(terms.collect());
        self.reader.searcher().search(&query, &Count).map_err(|e| self.reader.failed(e))
    }

    /// Other spellings of a name that the index has, told in a notice.
    fn known_variants(&mut self, folded: &str) -> Result<Vec<(String, u64)>> {
        let spellings = names::spellings(self.reader, folded)?.into_iter();
        let known = spellings.map(|spelling| {
            let articles = self.document_frequency(&spelling);
            // In another script it can be of few languages, so that a case of it will do.
            let articles = if articles == 0 && !spelling.is_ascii() { self.inflected_frequency(&spelling) } else { articles };
            (spelling, articles)
        });
        let mut known: Vec<_> = known.filter(|(_, articles)| *articles > 0).collect();
        known.sort_by(|(a, a_count), (b, b_count)| b_count.cmp(a_count).then_with(|| a.cmp(b)));
        if !known.is_empty() {
            let told: Vec<_> = known.iter().map(|(spelling, articles)| format!("{spelling} ({articles})")).collect();
            self.notice(
                "variants",
                format!("`{folded}` also finds {}; `={folded}` or `--no-variants` does not", told.join(", ")),
            );
        }
        Ok(known)
    }

    /// Articles that have a name with any ending.
    fn inflected_frequency(&self, spelling: &str) -> u64 {
        let frequency = |field, language| {
            let stems = [(Some(language), Stemmer::new(Some(language)).stem(spelling))];
            let forms = form_terms(self.reader, field, &stems);
            forms.iter().map(|form| form.articles(self.reader).unwrap_or(0)).sum::<u64>()
        };
        let fields = fields::stems(self.reader.fields(), self.place);
        let languages = self.languages.iter().copied().filter(|language| language.inflects_names());
        languages.flat_map(|language| fields.iter().map(move |(field, _)| frequency(*field, language))).max().unwrap_or(0)
    }

    /// Tells which word of the index is nearest to one that is nowhere.
    fn guess(&mut self, folded: &str) -> Result<()> {
        let is_letter = |c: char| (c.is_alphabetic() || is_combining_mark(c)) && !is_unspaced(c);
        let can = folded.chars().count() >= 3 && folded.chars().all(is_letter);
        if !can || self.guesses >= GUESSES || !self.positive || !fields::is_text(self.place) {
            return Ok(());
        }
        self.guesses += 1;
        let fields: Vec<_> = fields::exact(self.reader.fields(), self.place).into_iter().map(|(field, _)| field).collect();
        let nearest = vocabulary::nearest(self.reader, &fields, folded)?;
        let told = nearest.iter().map(|word| Ok(format!("`{word}` ({})", self.articles_with(word)?)));
        let told = told.collect::<Result<Vec<_>>>()?;
        let text = match told.as_slice() {
            [] => format!("`{folded}` is in no article"),
            told => format!("`{folded}` is in no article: did you mean {}?", told.join(" or ")),
        };
        self.notice("did_you_mean", text);
        Ok(())
    }

    fn has_stem(&self, forms: &Forms) -> bool {
        let fields = fields::stems(self.reader.fields(), self.place);
        let mut terms = fields.iter().flat_map(|(field, _)| form_terms(self.reader, *field, &forms.stems));
        terms.any(|form| form.articles(self.reader).unwrap_or(0) > 0)
    }

    /// Articles that have a folded word at the place that is searched.
    pub(super) fn document_frequency(&self, folded: &str) -> u64 {
        let fields = fields::exact(self.reader.fields(), self.place);
        let frequency = |field| self.reader.frequency(&Term::from_field_text(field, folded)).unwrap_or(0);
        fields.into_iter().map(|(field, _)| frequency(field)).max().unwrap_or(0)
    }

    pub(super) fn notice(&mut self, kind: &str, text: String) {
        if !self.notices.iter().any(|notice| notice.text == text) {
            self.notices.push(Notice { kind: kind.to_owned(), text });
        }
    }

    fn word_leaf(&mut self, forms: Forms, is_part: bool) -> usize {
        let number = self.leaf(Test::Word { exact: forms.exact, stems: forms.stems }, self.place, forms.articles, is_part);
        if let Some(leaf) = self.leaves.get_mut(number) {
            leaf.is_character = forms.is_character;
        }
        number
    }

    fn phrase_leaf(&mut self, slots: Vec<Forms>) -> usize {
        let rarest = slots.iter().map(|forms| forms.articles).min().unwrap_or(0);
        let words = slots.into_iter().flat_map(|forms| forms.exact).collect();
        self.leaf(Test::Phrase(words), self.place, rarest, false)
    }

    /// Adds a leaf that about so many articles have.
    pub(super) fn leaf(&mut self, test: Test, place: Place, articles: u64, is_part: bool) -> usize {
        let all = self.reader.articles();
        #[expect(clippy::cast_precision_loss, reason = "a weight needs no more than a float's precision")]
        let weight = (1.0 + (all as f32 + 1.0) / (articles as f32 + 1.0)).ln();
        self.leaves.push(Leaf { test, place, is_part, positive: self.positive, is_character: false, weight });
        self.leaves.len() - 1
    }
}

/// Whether a word is one character of a script that is cut into pairs.
fn is_character(folded: &str) -> bool {
    let mut characters = folded.chars().filter(|c| !is_combining_mark(*c));
    characters.next().is_some_and(is_unspaced) && characters.next().is_none()
}

/// The words of a text without blanks that has wildcards, folded: `COVID-1*` is two.
fn parts(chunk: &str) -> Vec<Vec<Piece>> {
    let all = pieces(chunk);
    let is_digit = |piece: Option<&Piece>| matches!(piece, Some(Piece::Char(c)) if c.is_numeric());
    let mut parts: Vec<Vec<Piece>> = vec![vec![]];
    for (at, piece) in all.iter().enumerate() {
        let joins_digits = is_digit(at.checked_sub(1).and_then(|before| all.get(before))) && is_digit(all.get(at + 1));
        match piece {
            Piece::Char('\'' | '.') if !joins_digits => {}
            Piece::Char(c) if c.is_alphanumeric() || is_combining_mark(*c) || (joins_digits && matches!(c, '.' | ',')) => {
                if let Some(last) = parts.last_mut() {
                    last.extend(fold(&c.to_string()).chars().map(Piece::Char));
                }
            }
            Piece::Char(_) => parts.push(vec![]),
            wild => {
                if let Some(last) = parts.last_mut() {
                    last.push(*wild);
                }
            }
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}
