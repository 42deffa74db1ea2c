//! Where an article matches: the plan looked up in its words, with the same
//! cutting and stemming as the index. What is marked is what was searched.

use std::ops::Range;

use super::matcher::{Matcher, PartWords};
use super::plan::{Clause, Leaf, Need, Part, Place, Plan, Spans, Test};
use super::request::Scope;
use crate::model::{Article, Highlight, Provenance, Reason};
use crate::text::{Bounds, Language, collapse_whitespace, fold, searched_words};

/// The matches of a plan in one article.
pub(super) struct Evidence {
    /// The headline's matches.
    title: Passageless,
    /// The paragraphs that are searched, with their matches.
    pub(super) paragraphs: Vec<Paragraph>,
    /// Which leaves match anywhere in the article.
    found: Vec<bool>,
    /// Which spans are found in headline, text and junk.
    found_spans: Vec<bool>,
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
    /// Why it was set aside, if it is junk.
    pub(super) junk: Option<Reason>,
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
    /// Looks a plan up in an article; `bounds` are those of its text and of its junk, which
    /// only a plan with spans needs. Cost: one pass over the searched text.
    pub(super) fn find(plan: &Plan, article: &Article, scope: Scope, bounds: [Bounds; 2]) -> Self {
        let language = article.language.as_deref().and_then(Language::from_code);
        let mut matcher = Matcher::new(plan, language);
        let has_title = article.title.source != Provenance::Lead;
        let title = article.title.value.clone().unwrap_or_default();
        let mut title_words = PartWords::default();
        let title_matches = if has_title { matcher.matches(&title, Place::has_title, 0, &mut title_words) } else { vec![] };
        let (mut body_words, mut junk_words) = (PartWords::default(), PartWords::default());
        let mut paragraphs: Vec<Paragraph> = vec![];
        let mut number = 0;
        // `junk:word` looks into junk whatever the scope.
        let junk_is_named = plan.leaves.iter().any(|leaf| leaf.place == Place::Junk);
        for block in &article.blocks {
            let is_text = block.role.is_text();
            number += u32::from(is_text);
            let is_junk = block.role == crate::model::Role::Junk;
            let wanted = match scope {
                Scope::Article => is_text,
                Scope::Junk => is_junk,
                Scope::All => is_text || is_junk,
            };
            if !(wanted || is_junk && junk_is_named) {
                continue;
            }
            let text = collapse_whitespace(&block.text);
            let (place, words): (fn(Place) -> bool, _) =
                if is_text { (Place::has_body, &mut body_words) } else { (Place::has_junk, &mut junk_words) };
            let found = matcher.matches(&text, place, paragraphs.len(), words);
            let junk = block.reason.filter(|_| is_junk);
            paragraphs.push(Paragraph { number, line: block.line, junk, source: block.text.clone(), text, matches: found });
        }
        let mut title = Passageless { text: title, matches: title_matches };
        let mut found_spans = vec![];
        [body_words.bounds, junk_words.bounds] = bounds;
        for spans in &plan.spans {
            let mut count = 0;
            for (part, words) in [(Part::Title, &mut title_words), (Part::Body, &mut body_words), (Part::Junk, &mut junk_words)] {
                let Some(top) = spans.covers(part, spans.place) else { continue };
                let mut marks = vec![];
                count += words.find(spans, top, &mut marks);
                for (paragraph, found) in marks {
                    let marked = match part {
                        Part::Title => &mut title.matches,
                        _ => match paragraphs.get_mut(paragraph) {
                            Some(paragraph) => &mut paragraph.matches,
                            None => continue,
                        },
                    };
                    marked.push(found);
                }
            }
            found_spans.push(count >= spans.count);
        }
        let mut found = vec![false; plan.leaves.len()];
        let all = paragraphs.iter_mut().map(|paragraph| &mut paragraph.matches).chain([&mut title.matches]);
        for matches in all {
            if !plan.spans.is_empty() {
                matches.sort_by_key(|found| (found.range.start, found.range.end, found.leaf));
                matches.dedup();
            }
            for matched in matches.iter() {
                if let Some(found) = found.get_mut(matched.leaf) {
                    *found = true;
                }
            }
        }
        Self { title, paragraphs, found, found_spans }
    }

    /// The headline, with what matched in it.
    pub(super) fn in_title(&self) -> (&str, &[Match]) {
        (&self.title.text, &self.title.matches)
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
            Clause::Spans(spans) => {
                self.found_spans.get(*spans).copied().unwrap_or(false)
                    || plan.spans.get(*spans).is_some_and(|spans| stands_in_metadata(spans, plan, article))
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

/// The values of the field that a place names.
fn named_values(place: Place, article: &Article) -> Vec<&str> {
    match place {
        Place::Outlet => article.outlet.value.iter().map(String::as_str).collect(),
        Place::Agency => article.agency.value.iter().map(String::as_str).collect(),
        Place::Author => article.authors.iter().map(String::as_str).collect(),
        Place::Url => article.url.iter().map(String::as_str).collect(),
        Place::Path => vec![&article.path],
        Place::Dateline => article.dateline.iter().map(String::as_str).collect(),
        Place::Section => article.sections.iter().map(String::as_str).collect(),
        Place::Tag => article.tags.iter().map(String::as_str).collect(),
        _ => vec![],
    }
}

/// Whether a leaf on a whole article or a named field holds.
fn in_metadata(leaf: &Leaf, article: &Article) -> bool {
    if leaf.place == Place::Whole {
        return leaf.holds_for_whole(article);
    }
    named_values(leaf.place, article).iter().any(|value| {
        let folded = searched_words(value);
        match &leaf.test {
            Test::Word { exact, .. } => folded.iter().any(|word| exact.contains(word)),
            Test::Name { folded, .. } => fold(value) == *folded,
            Test::Phrase(phrase) => folded.windows(phrase.len()).any(|window| window == phrase.as_slice()),
            _ => false,
        }
    })
}

/// Whether words stand as asked in a named field.
fn stands_in_metadata(spans: &Spans, plan: &Plan, article: &Article) -> bool {
    let Some(top) = spans.covers(Part::Named, spans.place) else { return false };
    let mut matcher = Matcher::new(plan, None);
    let mut words = PartWords::default();
    for (number, value) in named_values(spans.place, article).into_iter().enumerate() {
        matcher.matches(value, Place::is_named, number, &mut words);
    }
    words.find(spans, top, &mut vec![]) >= spans.count
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
