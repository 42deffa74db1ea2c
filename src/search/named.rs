//! Values of the fields of names: what an agency is called in the index, and which outlet,
//! agency or author was meant by a name that is nowhere.

use std::cmp::Reverse;

use tantivy::Term;
use tantivy::collector::Count;
use tantivy::query::{PhraseQuery, Query as EngineQuery, TermQuery};
use tantivy::schema::IndexRecordOption;

use super::fields;
use super::plan::{Clause, Place, Test};
use super::planner::Planner;
use super::vocabulary;
use crate::error::Result;
use crate::meta::agency_named;
use crate::query::{Kind, Node, Phrase, Span};
use crate::text::{fold, folded_words, searched_words};

/// Fields of names with their columns, and what has such a name.
const COLUMNS: [(Place, &str, &str); 5] = [
    (Place::Outlet, "outlet_facet", "outlet"),
    (Place::Agency, "agency", "agency"),
    (Place::Author, "author", "author"),
    (Place::Section, "section", "section"),
    (Place::Tag, "tag", "tag"),
];

impl Planner<'_> {
    /// A word, pattern or phrase as a clause; a name of an agency finds it under its other names.
    pub(super) fn named(&mut self, node: &Node) -> Result<Clause> {
        if let Kind::Phrase(Phrase { text, is_whole: true, .. }) = &node.kind
            && let Some((_, column, kind)) = COLUMNS.iter().find(|(place, ..)| *place == self.place)
        {
            return self.whole_name(text, column, kind);
        }
        let clause = self.text(node)?;
        let text = match &node.kind {
            Kind::Word(word) => &word.text,
            Kind::Phrase(Phrase { text, slop: 0, .. }) if !text.contains(['*', '?']) => text,
            _ => return Ok(clause),
        };
        let Some((_, column, kind)) = COLUMNS.iter().find(|(place, ..)| *place == self.place) else { return Ok(clause) };
        // Typed names are often in small letters, which in a text are no agency.
        let known = agency_named(text).or_else(|| agency_named(&text.to_uppercase()));
        if let Some(known) = known.filter(|known| self.place == Place::Agency && folded_words(known) != folded_words(text)) {
            let phrase = Phrase { text: known.to_owned(), ..Phrase::default() };
            let other = self.text(&Node::new(Kind::Phrase(phrase), Span::default()))?;
            return Ok(Clause::Any(vec![clause, other]));
        }
        let words = folded_words(text);
        if !words.is_empty() && self.articles_named(&words)? == 0 {
            self.unknown_name(&words, column, &format!("no {kind} has `{text}` in its name"))?;
        }
        Ok(clause)
    }

    /// A whole name; spellings that differ only in case and accents are one.
    fn whole_name(&mut self, text: &str, column: &'static str, kind: &str) -> Result<Clause> {
        let names = self.reader.names(column)?;
        let folded = fold(text);
        // Names are in order of their folded forms.
        let place = match names.names().binary_search_by(|name| fold(name).as_str().cmp(&folded)) {
            Ok(place) => place,
            // A part of a corpus may have no article of a name that the corpus has.
            Err(_) if self.reader.lexicon().is_some() => usize::MAX,
            Err(_) => {
                self.unknown_name(&folded_words(text), column, &format!("no {kind} is called `{text}`"))?;
                return Ok(Clause::Any(vec![]));
            }
        };
        let place = u32::try_from(place).unwrap_or(u32::MAX);
        let whole = Test::Name { folded, words: searched_words(text), names, place };
        Ok(Clause::Leaf(self.leaf(whole, self.place, 0, false)))
    }

    /// Tells that nobody has a name, and who may be meant.
    fn unknown_name(&mut self, words: &[String], column: &str, told: &str) -> Result<()> {
        let found = nearest(words, self.reader.values(column)?.into_iter());
        let meant = found.map_or(String::new(), |(name, articles)| format!(": did you mean `{name}` ({articles})?"));
        self.notice("did_you_mean", format!("{told}{meant}"));
        Ok(())
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
