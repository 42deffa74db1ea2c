//! Where an article matches: the plan looked up in its words, with the same
//! cutting and stemming as the index. What is marked is what was searched.

use std::collections::HashMap;
use std::ops::Range;

use super::plan::{Clause, Leaf, Need, Place, Plan, Test};
use super::request::Scope;
use crate::model::{Article, Highlight, Provenance};
use crate::text::{Language, Stemmer, Words, collapse_whitespace, folded_words};

/// The matches of a plan in one article.
pub(super) struct Evidence {
    /// The headline's matches.
    title: Passageless,
    /// The paragraphs that are searched, with their matches.
    pub(super) paragraphs: Vec<Paragraph>,
    /// Which leaves match anywhere in the article.
    found: Vec<bool>,
}

/// A text with matches that makes no passages.
struct Passageless {
    text: String,
    matches: Vec<Match>,
}

/// A paragraph with its matches in order.
pub(super) struct Paragraph {
    /// Its number in the article's text, from 1.
    pub(super) number: u32,
    /// The line of the source where it begins.
    pub(super) line: Option<u32>,
    /// Its text as in the source.
    pub(super) source: String,
    /// Its text with white space collapsed.
    pub(super) text: String,
    pub(super) matches: Vec<Match>,
}

/// A leaf found in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Match {
    pub(super) leaf: usize,
    /// Bytes of the text.
    pub(super) range: Range<usize>,
}

impl Evidence {
    /// Looks a plan up in an article. Cost: one pass over the searched text.
    pub(super) fn find(plan: &Plan, article: &Article, scope: Scope) -> Self {
        let language = article.language.as_deref().and_then(Language::from_code);
        let mut matcher = Matcher::new(plan, language);
        let has_title = article.title.source != Provenance::Lead;
        let title = article.title.value.clone().unwrap_or_default();
        let title_matches = if has_title { matcher.matches(&title, Place::has_title) } else { vec![] };
        let mut paragraphs = vec![];
        let mut number = 0;
        for block in &article.blocks {
            let is_text = block.role.is_text();
            number += u32::from(is_text);
            let is_junk = block.role == crate::model::Role::Junk;
            let wanted = match scope {
                Scope::Article => is_text,
                Scope::Junk => is_junk,
                Scope::All => is_text || is_junk,
            };
            // `junk:word` looks into junk whatever the scope.
            let wanted = wanted || (is_junk && plan.leaves.iter().any(|leaf| leaf.place == Place::Junk));
            if !wanted {
                continue;
            }
            let text = collapse_whitespace(&block.text);
            let place = if is_text { Place::has_body } else { Place::has_junk };
            let found = matcher.matches(&text, place);
            paragraphs.push(Paragraph { number, line: block.line, source: block.text.clone(), text, matches: found });
        }
        let mut found = vec![false; plan.leaves.len()];
        for matched in title_matches.iter().chain(paragraphs.iter().flat_map(|paragraph| &paragraph.matches)) {
            if let Some(found) = found.get_mut(matched.leaf) {
                *found = true;
            }
        }
        Self { title: Passageless { text: title, matches: title_matches }, paragraphs, found }
    }

    /// What matched in the headline, in code points.
    pub(super) fn title_highlights(&self, plan: &Plan) -> Vec<Highlight> {
        highlights(&self.title.text, self.title.matches.iter().filter(|found| is_positive(plan, found)))
    }

    /// The operands that the article does not match, in canonical form.
    pub(super) fn missing(&self, plan: &Plan, article: &Article) -> Vec<String> {
        let Clause::All(operands) = &plan.root else { return vec![] };
        let operands = operands.iter().filter(|operand| operand.need == Need::Relaxable);
        operands.filter(|operand| !self.holds(&operand.clause, plan, article)).map(|operand| operand.label.clone()).collect()
    }

    fn holds(&self, clause: &Clause, plan: &Plan, article: &Article) -> bool {
        match clause {
            Clause::Everything => true,
            Clause::Leaf(leaf) => {
                self.found.get(*leaf).copied().unwrap_or(false)
                    || plan.leaves.get(*leaf).is_some_and(|leaf| in_metadata(leaf, article))
            }
            Clause::All(operands) => operands
                .iter()
                .filter(|operand| operand.need != Need::Optional)
                .all(|operand| self.holds(&operand.clause, plan, article)),
            Clause::Any(clauses) => clauses.iter().any(|clause| self.holds(clause, plan, article)),
            Clause::Not(inner) => !self.holds(inner, plan, article),
        }
    }
}

/// Whether a match speaks for the article.
pub(super) fn is_positive(plan: &Plan, found: &Match) -> bool {
    plan.leaves.get(found.leaf).is_some_and(|leaf| leaf.positive)
}

/// Ranges of bytes as ranges of code points, overlapping ones joined.
pub(super) fn highlights<'m>(text: &str, matches: impl Iterator<Item = &'m Match>) -> Vec<Highlight> {
    let mut ranges: Vec<Range<usize>> = matches.map(|found| found.range.clone()).collect();
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut joined: Vec<Range<usize>> = vec![];
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start < last.end => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    let mut points = 0;
    let mut bytes = 0;
    let mut point_at = |byte: usize| {
        points += text.get(bytes..byte).map_or(0, |part| u32::try_from(part.chars().count()).unwrap_or(u32::MAX));
        bytes = byte;
        points
    };
    joined.into_iter().map(|range| Highlight { start: point_at(range.start), end: point_at(range.end) }).collect()
}

/// Whether a leaf on a whole article or a named field holds.
fn in_metadata(leaf: &Leaf, article: &Article) -> bool {
    let values: Vec<&str> = match leaf.place {
        Place::Outlet => article.outlet.value.iter().map(String::as_str).collect(),
        Place::Agency => article.agency.value.iter().map(String::as_str).collect(),
        Place::Author => article.authors.iter().map(String::as_str).collect(),
        Place::Url => article.url.iter().map(String::as_str).collect(),
        Place::Path => vec![&article.path],
        Place::Dateline => article.dateline.iter().map(String::as_str).collect(),
        Place::Whole => return leaf.holds_for_whole(article),
        _ => return false,
    };
    values.iter().any(|value| {
        let folded = folded_words(value);
        match &leaf.test {
            Test::Word { exact, .. } => folded.iter().any(|word| exact.contains(word)),
            Test::Phrase(phrase) => folded.windows(phrase.len()).any(|window| window == phrase.as_slice()),
            _ => false,
        }
    })
}

impl Leaf {
    fn holds_for_whole(&self, article: &Article) -> bool {
        match &self.test {
            Test::Language(code) => article.language.as_deref() == Some(code),
            // Dates and stories are never relaxed, so they always hold here.
            _ => true,
        }
    }
}

/// The leaves of a plan, ready to be looked up word by word.
struct Matcher<'p> {
    plan: &'p Plan,
    exact: HashMap<&'p str, Vec<usize>>,
    stems: HashMap<&'p str, Vec<usize>>,
    phrases: HashMap<&'p str, Vec<(usize, &'p [String])>>,
    stemmer: Stemmer,
    /// First letters of the stems; none if the language's stemmer cuts prefixes.
    first_letters: Option<Vec<char>>,
    known: HashMap<String, String>,
}

impl<'p> Matcher<'p> {
    fn new(plan: &'p Plan, language: Option<Language>) -> Self {
        let mut exact: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut stems: HashMap<&str, Vec<usize>> = HashMap::new();
        let mut phrases: HashMap<&str, Vec<(usize, &[String])>> = HashMap::new();
        for (number, leaf) in plan.leaves.iter().enumerate() {
            match &leaf.test {
                Test::Word { exact: words, stems: reduced } => {
                    for word in words {
                        exact.entry(word).or_default().push(number);
                    }
                    for (_, stem) in reduced.iter().filter(|(known, _)| *known == language) {
                        stems.entry(stem).or_default().push(number);
                    }
                }
                Test::Phrase(words) => {
                    if let Some(first) = words.first() {
                        phrases.entry(first).or_default().push((number, words));
                    }
                }
                _ => {}
            }
        }
        let cuts_prefixes = language.is_some_and(|language| matches!(language.code(), "ar" | "id" | "hi" | "ne"));
        let first_letters = (!cuts_prefixes).then(|| stems.keys().filter_map(|stem| stem.chars().next()).collect::<Vec<_>>());
        Self { plan, exact, stems, phrases, stemmer: Stemmer::new(language), first_letters, known: HashMap::new() }
    }

    /// The matches in a text, of leaves that are looked for at this kind of place.
    fn matches(&mut self, text: &str, place: fn(Place) -> bool) -> Vec<Match> {
        let mut matches = vec![];
        let mut tokens: Vec<(Range<usize>, String)> = vec![];
        let mut words = Words::new(text);
        while let Some(word) = words.next() {
            let range = word.start..word.end;
            let by_word = self.exact.get(word.folded).map(Vec::as_slice).unwrap_or_default();
            let stem = stem_of(&self.stemmer, self.first_letters.as_deref(), &mut self.known, word.folded, word.lower);
            let by_stem = self.stems.get(stem).map(Vec::as_slice).unwrap_or_default();
            for leaf in by_word.iter().chain(by_stem.iter().filter(|leaf| !by_word.contains(leaf))) {
                matches.push(Match { leaf: *leaf, range: range.clone() });
            }
            if !self.phrases.is_empty() {
                tokens.push((range, word.folded.to_owned()));
            }
        }
        for (at, (range, folded)) in tokens.iter().enumerate() {
            for (leaf, phrase) in self.phrases.get(folded.as_str()).map(Vec::as_slice).unwrap_or_default() {
                let window = tokens.get(at..at + phrase.len()).unwrap_or_default();
                if let Some((last, _)) = window.last()
                    && window.iter().map(|(_, word)| word).eq(phrase.iter())
                {
                    matches.push(Match { leaf: *leaf, range: range.start..last.end });
                }
            }
        }
        matches.retain(|found| self.plan.leaves.get(found.leaf).is_some_and(|leaf| place(leaf.place)));
        matches.sort_by_key(|found| (found.range.start, found.range.end, found.leaf));
        matches
    }
}

/// The stem of a word; an empty one where it cannot be any that is looked for.
fn stem_of<'k>(
    stemmer: &Stemmer,
    first_letters: Option<&[char]>,
    known: &'k mut HashMap<String, String>,
    folded: &'k str,
    lower: &str,
) -> &'k str {
    let may_match = first_letters.is_none_or(|letters| folded.chars().next().is_some_and(|first| letters.contains(&first)));
    if !may_match {
        return "";
    }
    if stemmer.is_identity() {
        return folded;
    }
    known.entry(lower.to_owned()).or_insert_with(|| stemmer.stem(lower))
}
