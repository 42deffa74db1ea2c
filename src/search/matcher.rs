//! Looks up the leaves of a plan word by word in a text, with the same cutting and
//! stemming as the index, and at the same positions.

use std::ops::Range;

use rustc_hash::FxHashMap;
use unicode_normalization::char::is_combining_mark;

use super::evidence::Match;
use super::plan::{Place, Plan, Spans, Test};
use super::spans::{self, Text, Top};
use crate::text::{Bounds, FirstLetters, Language, Positions, Stemmer, Word, Words};

/// The leaves of a plan, ready to be looked up word by word.
pub(super) struct Matcher<'p> {
    plan: &'p Plan,
    exact: FxHashMap<&'p str, Vec<usize>>,
    stems: FxHashMap<&'p str, Vec<usize>>,
    phrases: FxHashMap<&'p str, Vec<(usize, &'p [String])>>,
    stemmer: Stemmer,
    /// First letters of all words that are looked for; none if the language's stemmer may change them.
    first_letters: Option<FirstLetters>,
    known: FxHashMap<String, String>,
}

impl<'p> Matcher<'p> {
    pub(super) fn new(plan: &'p Plan, language: Option<Language>) -> Self {
        let mut exact: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        let mut stems: FxHashMap<&str, Vec<usize>> = FxHashMap::default();
        let mut phrases: FxHashMap<&str, Vec<(usize, &[String])>> = FxHashMap::default();
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
        let stemmer = Stemmer::new(language);
        let keeps_first = stemmer.is_identity() || language.is_none_or(Language::stems_keep_first_letters);
        let first_letters = (keeps_first || stems.is_empty()).then(|| {
            let mut letters = FirstLetters::default();
            exact.keys().chain(stems.keys()).chain(phrases.keys()).for_each(|word| letters.add(word));
            letters
        });
        Self { plan, exact, stems, phrases, stemmer, first_letters, known: FxHashMap::default() }
    }

    /// The matches in a text, of leaves that are looked for at this kind of place. What is
    /// looked for only as a part of something goes to `words`, with its position.
    pub(super) fn matches(
        &mut self,
        text: &str,
        place: fn(Place) -> bool,
        paragraph: usize,
        words: &mut PartWords,
    ) -> Vec<Match> {
        let mut matches = vec![];
        let mut begins_block = true;
        let mut cut = Words::searched(text);
        loop {
            for _ in 0..self.first_letters.map_or(0, |letters| cut.pass(letters)) {
                words.counter.next(std::mem::take(&mut begins_block));
            }
            let Some(word) = cut.next() else { break };
            let range = word.start..word.end;
            let by_word = self.exact.get(word.folded).map(Vec::as_slice).unwrap_or_default();
            let stem = stem_of(&self.stemmer, self.first_letters.is_some(), &self.stems, &mut self.known, &word);
            let by_stem = self.stems.get(stem).map(Vec::as_slice).unwrap_or_default();
            let first = || word.start..word.start + first_character(text.get(range.clone()).unwrap_or_default());
            let position = words.counter.next(std::mem::take(&mut begins_block));
            for leaf in by_word.iter().chain(by_stem.iter().filter(|leaf| !by_word.contains(leaf))) {
                match self.plan.leaves.get(*leaf) {
                    Some(found) if !place(found.place) => {}
                    Some(found) if found.is_part => {
                        words.add(*leaf, position, paragraph, &range);
                        if found.is_character {
                            words.firsts.insert(position, first().end);
                        }
                    }
                    Some(found) if found.is_character => matches.push(Match { leaf: *leaf, range: first() }),
                    _ => matches.push(Match { leaf: *leaf, range: range.clone() }),
                }
            }
            for (leaf, phrase) in self.phrases.get(word.folded).map(Vec::as_slice).unwrap_or_default() {
                if self.plan.leaves.get(*leaf).is_some_and(|leaf| place(leaf.place))
                    && let Some(end) = end_of_row(cut.ahead(), range.end, phrase)
                {
                    matches.push(Match { leaf: *leaf, range: range.start..end });
                }
            }
        }
        matches.sort_by_key(|found| (found.range.start, found.range.end, found.leaf));
        matches
    }
}

/// The words of a part of an article, with the positions they have in the index.
#[derive(Default)]
pub(super) struct PartWords {
    pub(super) bounds: Bounds,
    counter: Positions,
    /// Each found word's position, paragraph and place in its text, in order.
    words: Vec<(u32, usize, Range<usize>)>,
    /// Where the first characters end of words of which no more is looked for, by position.
    firsts: FxHashMap<u32, usize>,
    /// The positions of each leaf.
    positions: FxHashMap<usize, Vec<u32>>,
}

impl PartWords {
    /// Adds a place of a leaf.
    fn add(&mut self, leaf: usize, position: u32, paragraph: usize, range: &Range<usize>) {
        self.positions.entry(leaf).or_default().push(position);
        if self.words.last().is_none_or(|(last, ..)| *last != position) {
            self.words.push((position, paragraph, range.clone()));
        }
    }

    /// How often spans are found, as far as more than once is asked for; adds what is to be marked, with
    /// the paragraph it is in.
    pub(super) fn find(&mut self, spans: &Spans, top: Top, marks: &mut Vec<(usize, Match)>) -> usize {
        let mut leaves = vec![];
        spans::marks(&spans.tree, top, self, &mut leaves);
        leaves.sort_unstable();
        leaves.dedup();
        let is_found = !leaves.is_empty();
        for (leaf, span) in leaves {
            let first = self.words.partition_point(|(position, ..)| *position < span.start);
            let words = self.words.iter().skip(first).take_while(|(position, ..)| *position <= span.end);
            let first = |position: &u32, range: &Range<usize>| {
                let end = self.firsts.get(position).filter(|_| span.end == *position);
                range.start..end.copied().unwrap_or(range.end)
            };
            let mut words = words.map(|(position, paragraph, range)| (*paragraph, first(position, range)));
            let Some((paragraph, mut range)) = words.next() else { continue };
            if let Some((_, last)) = words.last() {
                range.end = last.end;
            }
            marks.push((paragraph, Match { leaf, range }));
        }
        if spans.count <= 1 {
            return usize::from(is_found);
        }
        let mut found = spans::places(&spans.tree, self);
        top.keep(&mut found, self);
        spans::count_apart(&found)
    }
}

impl Text for PartWords {
    fn positions(&mut self, leaf: usize) -> Vec<u32> {
        self.positions.get(&leaf).cloned().unwrap_or_default()
    }

    fn bounds(&mut self) -> &Bounds {
        &self.bounds
    }
}

/// Bytes of the first character of a word, with its marks.
fn first_character(word: &str) -> usize {
    let mut letters = word.char_indices().skip(1);
    letters.find(|(_, c)| !is_combining_mark(*c)).map_or(word.len(), |(at, _)| at)
}

/// Where a row of words ends of which the first ends at `end` and others may stand ahead.
fn end_of_row(mut ahead: Words<'_>, mut end: usize, row: &[String]) -> Option<usize> {
    for wanted in row.iter().skip(1) {
        let next = ahead.next().filter(|next| next.folded == wanted)?;
        end = next.end;
    }
    Some(end)
}

/// The stem of a word; an empty one where it cannot be any that is looked for.
fn stem_of<'k>(
    stemmer: &Stemmer,
    keeps_first: bool,
    stems: &FxHashMap<&str, Vec<usize>>,
    known: &'k mut FxHashMap<String, String>,
    word: &Word<'k>,
) -> &'k str {
    let begins_so = |stem: &&str| stem.chars().next() == word.folded.chars().next();
    if stems.is_empty() || keeps_first && !stems.keys().any(begins_so) {
        return "";
    }
    if stemmer.is_identity() {
        return word.folded;
    }
    known.entry(word.lower.to_owned()).or_insert_with(|| stemmer.stem(word.lower))
}
