//! Values of the fields of names: what an agency is called in the index, and which outlet,
//! agency or author was meant by a name that is nowhere.

use std::cmp::Reverse;

use tantivy::Term;
use tantivy::collector::Count;
use tantivy::query::{PhraseQuery, Query as EngineQuery, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::fields;
use super::plan::{Clause, Place};
use super::planner::Planner;
use super::vocabulary;
use crate::error::Result;
use crate::meta::agency_named;
use crate::query::{Kind, Node, Phrase, Span};
use crate::text::folded_words;

impl Planner<'_> {
    /// A word, pattern or phrase as a clause; a name of an agency finds it under its other names.
    pub(super) fn named(&mut self, node: &Node) -> Result<Clause> {
        let clause = self.text(node)?;
        let text = match &node.kind {
            Kind::Word(word) => &word.text,
            Kind::Phrase(Phrase { text, slop: 0 }) if !text.contains(['*', '?']) => text,
            _ => return Ok(clause),
        };
        let (column, kind) = match self.place {
            Place::Outlet => ("outlet_facet", "outlet"),
            Place::Agency => ("agency", "agency"),
            Place::Author => ("author", "author"),
            Place::Section => ("section", "section"),
            Place::Tag => ("tag", "tag"),
            _ => return Ok(clause),
        };
        // Typed names are often in small letters, which in a text are no agency.
        let known = agency_named(text).or_else(|| agency_named(&text.to_uppercase()));
        if let Some(known) = known.filter(|known| self.place == Place::Agency && folded_words(known) != folded_words(text)) {
            let phrase = Phrase { text: known.to_owned(), slop: 0 };
            let other = self.text(&Node::new(Kind::Phrase(phrase), Span::default()))?;
            return Ok(Clause::Any(vec![clause, other]));
        }
        let words = folded_words(text);
        if !words.is_empty() && self.articles_named(&words)? == 0 {
            let found = nearest(&words, self.reader.values(column)?.into_iter());
            let meant = found.map_or(String::new(), |(name, articles)| format!(": did you mean `{name}` ({articles})?"));
            self.notice("did_you_mean", format!("no {kind} has `{text}` in its name{meant}"));
        }
        Ok(clause)
    }

    /// In how many articles words stand in a row where they are looked for.
    fn articles_named(&self, words: &[String]) -> Result<usize> {
        let Some((field, _)) = fields::exact(self.reader.fields(), self.place).into_iter().next() else { return Ok(0) };
        let mut terms: Vec<Term> = words.iter().map(|word| Term::from_field_text(field, word)).collect();
        let query: Box<dyn EngineQuery> = match (terms.len(), terms.pop()) {
            (1, Some(term)) => Box::new(TermQuery::new(term, IndexRecordOption::Basic)),
            (_, last) => {
                terms.extend(last);
                Box::new(PhraseQuery::new(terms))
            }
        };
        self.reader.searcher().search(&*query, &Count).map_err(|e| self.reader.failed(e))
    }
}

/// The name in which words most like these stand in a row; the commonest of several.
fn nearest(words: &[String], names: impl Iterator<Item = (String, u64)>) -> Option<(String, u64)> {
    let letters: Vec<Vec<char>> = words.iter().map(|word| word.chars().collect()).collect();
    let edits = |name: &[String]| -> Option<usize> {
        let pairs = letters.iter().zip(name);
        pairs.map(|(word, other)| vocabulary::distance(word, other, word.len() / 3)).sum()
    };
    let near = names.filter_map(|(name, articles)| {
        let best = folded_words(&name).windows(words.len()).filter_map(edits).min()?;
        Some((best, Reverse(articles), name))
    });
    near.min().map(|(_, Reverse(articles), name)| (name, articles))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_name() {
        let names = [("Quay Courier", 2), ("Halden Bay Post", 7), ("Halden Bay Host", 9), ("AB", 1)];
        let check = |text: &str| {
            let names = names.iter().map(|(name, count)| ((*name).to_owned(), *count));
            nearest(&folded_words(text), names).map(|(name, _)| name)
        };
        assert_eq!(check("Quay Courrier").as_deref(), Some("Quay Courier"));
        assert_eq!(check("courrier").as_deref(), Some("Quay Courier"));
        assert_eq!(check("bay pst").as_deref(), Some("Halden Bay Post"));
        assert_eq!(check("Bay Cost").as_deref(), Some("Halden Bay Host"), "the commonest of two");
        assert_eq!(check("Varnholm"), None);
        assert_eq!(check("XY"), None, "two letters are nobody's slip");
    }
}
