//! Makes leaves of words, patterns and phrases: cuts them as the index was cut, looks up
//! which words of the index a pattern matches, and says which word was meant by one that
//! is nowhere.

use std::collections::BTreeSet;

use tantivy::Term;
use tantivy::collector::Count;
use tantivy::query::{BooleanQuery, Query as EngineQuery, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::fields;
use super::names::variants;
use super::plan::{Clause, Leaf, Place, Spans, Test};
use super::planner::Planner;
use super::spans::{Top, Tree};
use super::vocabulary;
use crate::error::{Error, Result};
use crate::index::with_language;
use crate::model::Notice;
use crate::query::{Kind, Near, Node, Pattern, Phrase, Piece, Word, expression, pieces};
use crate::text::{Stemmer, Words, fold, folded_words, is_unspaced};

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

    /// Exact words in a row in a named field.
    pub(super) fn name(&mut self, text: &str, place: Place) -> Result<Clause> {
        let outer = (std::mem::replace(&mut self.place, place), std::mem::replace(&mut self.top, Top::All));
        let phrase = Phrase { text: text.replace(['*', '?'], " "), slop: 0 };
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
            Kind::Phrase(Phrase { text, slop }) => self.row(text, *slop),
            _ => Err(Error::config(format!("`{node}` has no place in a text"))),
        }
    }

    /// A written word: one word of the index, or several in a row (`COVID-19`).
    fn word(&mut self, text: &str, exact_only: bool) -> Result<Found> {
        let mut words = Words::new(text);
        let Some((folded, lower)) = words.next().map(|word| (word.folded.to_owned(), word.lower.to_owned())) else {
            return Ok(Found::Nothing);
        };
        if words.next().is_some() {
            let slots = folded_words(text).into_iter().map(|word| self.exactly(word));
            return Ok(Found::Row(slots.collect::<Result<_>>()?, 0));
        }
        if exact_only || fields::stems(self.reader.fields(), self.place).is_empty() {
            return Ok(Found::One(self.exactly(folded)?));
        }
        let mut stems = BTreeSet::new();
        for language in self.languages.iter().copied().map(Some).chain([None]) {
            stems.insert((language, Stemmer::new(language).stem(&lower)));
        }
        let stems: Vec<_> = stems.into_iter().collect();
        let mut forms = Forms { articles: self.document_frequency(&folded), exact: vec![folded.clone()], stems };
        if self.request.variants {
            for (variant, articles) in self.known_variants(&folded) {
                forms.articles += articles;
                forms.exact.push(variant);
            }
        }
        if forms.articles == 0 && !self.has_stem(&forms) {
            self.guess(&folded)?;
        }
        Ok(Found::One(forms))
    }

    /// One word as it is written.
    fn exactly(&mut self, folded: String) -> Result<Forms> {
        let articles = self.document_frequency(&folded);
        if articles == 0 {
            self.guess(&folded)?;
        }
        Ok(Forms { exact: vec![folded], stems: vec![], articles })
    }

    /// Exact words, of which some may have wildcards.
    fn row(&mut self, text: &str, slop: u32) -> Result<Found> {
        let mut slots = vec![];
        for chunk in text.split_whitespace() {
            if pieces(chunk).iter().all(|piece| matches!(piece, Piece::Char(_))) {
                for word in folded_words(chunk) {
                    slots.push(self.exactly(word)?);
                }
                continue;
            }
            if chunk.chars().filter(|c| is_unspaced(*c)).count() > 1 {
                // Words of such scripts are pairs of characters, so any part of a word finds it.
                for word in folded_words(&chunk.replace(['*', '?'], " ")) {
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
        Ok(Forms { exact: found.into_iter().map(|(word, _)| word).collect(), stems: vec![], articles })
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
    fn known_variants(&mut self, folded: &str) -> Vec<(String, u64)> {
        let mut known = vec![];
        for spelling in variants(folded) {
            let articles = self.document_frequency(spelling);
            if articles > 0 {
                known.push((spelling.to_owned(), articles));
            }
        }
        if !known.is_empty() {
            let told: Vec<_> = known.iter().map(|(spelling, articles)| format!("{spelling} ({articles})")).collect();
            self.notice(
                "variants",
                format!("`{folded}` also finds {}; `={folded}` or `--no-variants` does not", told.join(", ")),
            );
        }
        known
    }

    /// Tells which word of the index is nearest to one that is nowhere.
    fn guess(&mut self, folded: &str) -> Result<()> {
        let letters: Vec<char> = folded.chars().collect();
        let can = letters.len() >= 3 && letters.iter().all(|c| c.is_alphabetic() && !is_unspaced(*c));
        if !can || self.guesses >= GUESSES || !self.positive || !fields::is_text(self.place) {
            return Ok(());
        }
        self.guesses += 1;
        let most = if letters.len() <= 4 { 1 } else { 2 };
        let fields: Vec<_> = fields::exact(self.reader.fields(), self.place).into_iter().map(|(field, _)| field).collect();
        let near = vocabulary::words(self.reader, &fields, "", |word| vocabulary::distance(&letters, word, most).is_some())?;
        let best = near.into_iter().min_by_key(|(word, articles)| {
            let edits = vocabulary::distance(&letters, word, most).unwrap_or(most);
            (edits, std::cmp::Reverse(*articles), word.clone())
        });
        let text = match best {
            Some((word, _)) => {
                let articles = self.articles_with(&word)?;
                format!("`{folded}` is in no article: did you mean `{word}` ({articles})?")
            }
            None => format!("`{folded}` is in no article"),
        };
        self.notice("did_you_mean", text);
        Ok(())
    }

    fn has_stem(&self, forms: &Forms) -> bool {
        let fields = fields::stems(self.reader.fields(), self.place);
        let mut terms = fields.iter().flat_map(|(field, _)| {
            forms.stems.iter().map(|(language, stem)| Term::from_field_text(*field, &with_language(*language, stem)))
        });
        terms.any(|term| self.reader.searcher().doc_freq(&term).unwrap_or(0) > 0)
    }

    /// Articles that have a folded word at the place that is searched.
    pub(super) fn document_frequency(&self, folded: &str) -> u64 {
        let fields = fields::exact(self.reader.fields(), self.place);
        let frequency = |field| self.reader.searcher().doc_freq(&Term::from_field_text(field, folded)).unwrap_or(0);
        fields.into_iter().map(|(field, _)| frequency(field)).max().unwrap_or(0)
    }

    pub(super) fn notice(&mut self, kind: &str, text: String) {
        if !self.notices.iter().any(|notice| notice.text == text) {
            self.notices.push(Notice { kind: kind.to_owned(), text });
        }
    }

    fn word_leaf(&mut self, forms: Forms, is_part: bool) -> usize {
        self.leaf(Test::Word { exact: forms.exact, stems: forms.stems }, self.place, forms.articles, is_part)
    }

    fn phrase_leaf(&mut self, slots: Vec<Forms>) -> usize {
        let rarest = slots.iter().map(|forms| forms.articles).min().unwrap_or(0);
        let words = slots.into_iter().flat_map(|forms| forms.exact).collect();
        self.leaf(Test::Phrase(words), self.place, rarest, false)
    }

    /// Adds a leaf that about so many articles have.
    pub(super) fn leaf(&mut self, test: Test, place: Place, articles: u64, is_part: bool) -> usize {
        let all = self.reader.searcher().num_docs();
        #[expect(clippy::cast_precision_loss, reason = "a weight needs no more than a float's precision")]
        let weight = (1.0 + (all as f32 + 1.0) / (articles as f32 + 1.0)).ln();
        self.leaves.push(Leaf { test, place, is_part, positive: self.positive, weight });
        self.leaves.len() - 1
    }
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
            Piece::Char(c)
                if c.is_alphanumeric()
                    || unicode_normalization::char::is_combining_mark(*c)
                    || (joins_digits && matches!(c, '.' | ',')) =>
            {
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
