//! Finds the articles that carry a quotation, word for word or nearly so: candidates by their
//! words (`candidates`), held against the text word by word (`align`), with who is said to
//! have said it (`attribution`).

mod align;
mod attribution;
mod candidates;

use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;
use std::time::Instant;

use tantivy::DocAddress;

use self::align::{Pair, Unit, align, units};
use self::candidates::Wanted;
use super::{Searcher, milliseconds};
use crate::error::{Error, Result};
use crate::model::{
    Article, ArticleId, ArticleRef, Highlight, Notice, Provenance, QuoteMatch, QuoteResponse, QuoteRun, QuoteRunKind,
    QuoteSummary, SCHEMA_VERSION, Speaker, Story, StoryRole, day_number,
};
use crate::text::{Language, collapse_whitespace, is_function_word, is_unspaced, quotations, sentences, sought_words};

/// Words of a quotation at most: longer ones are articles.
const MOST_WORDS: usize = 400;

/// Of quotations with fewer words every word must be there.
const FEW_WORDS: usize = 4;

/// Words of an article that are looked at.
const MOST_TEXT: usize = 50_000;

/// What to look for.
#[derive(Debug, Clone)]
pub struct QuoteRequest {
    /// The quotation; marks around it do not count.
    pub text: String,
    /// The share of its words that must be kept, 0 to 1.
    pub least: f32,
    /// Whether later copies of a story that carry it have rows of their own.
    pub copies: bool,
    /// Rows wanted.
    pub limit: usize,
}

/// A text of an article that is looked at, with its units.
struct Paragraph {
    number: u32,
    line: Option<u32>,
    text: String,
    units: Vec<Unit>,
}

impl Searcher<'_> {
    /// The articles that carry a quotation, earliest first, undated ones last; ties fall to the
    /// smaller id. Cost: the postings of its rarer words; reads every article that has
    /// enough of them near each other.
    ///
    /// # Errors
    ///
    /// There is no word in it, it is too long, or the index is damaged.
    pub fn quote(&self, request: &QuoteRequest) -> Result<QuoteResponse> {
        let began = Instant::now();
        let quote = collapse_whitespace(&request.text);
        let wanted = units(&quote);
        if wanted.is_empty() {
            return Err(Error::config(format!("`{quote}`: there is no word in it to look for")));
        }
        if wanted.len() > MOST_WORDS {
            return Err(Error::config(format!(
                "a quotation of {} words: give {MOST_WORDS} of them at most, the most telling part",
                wanted.len()
            )));
        }
        let mut notices = vec![];
        let least = if wanted.len() < FEW_WORDS { 1.0 } else { request.least };
        if least > request.least {
            let text = format!("with fewer than {FEW_WORDS} words all must be there");
            notices.push(Notice { kind: "short_quote".to_owned(), text });
        }
        let mut found = vec![];
        for address in self.candidates(&quote, &wanted, least)? {
            let article = self.reader.article(address)?;
            found.extend(self.matched(&quote, &wanted, least, &article, address)?);
        }
        found.sort_by_cached_key(|one| (moment(one), one.article.id.clone()));
        let mut summary = QuoteSummary {
            articles: found.len() as u64,
            verbatim: found.iter().filter(|one| one.verbatim).count() as u64,
            stories: found.iter().map(|one| &one.story.id).collect::<BTreeSet<_>>().len() as u64,
            outlets: found.iter().filter_map(|one| one.article.outlet.as_ref()).collect::<BTreeSet<_>>().len() as u64,
            undated: found.iter().filter(|one| one.article.date.value.is_none()).count() as u64,
            elapsed_ms: 0.0,
        };
        if !request.copies {
            found = folded(found);
        }
        found.truncate(request.limit);
        summary.elapsed_ms = milliseconds(began);
        Ok(QuoteResponse {
            schema_version: SCHEMA_VERSION,
            quote,
            words: wanted.len() as u64,
            least,
            notices,
            summary,
            matches: found,
        })
    }

    /// Articles that may carry it.
    #[expect(
        clippy::cast_precision_loss,
        clippy::cast_possible_truncation,
        clippy::cast_sign_loss,
        reason = "a share of some hundred words"
    )]
    fn candidates(&self, quote: &str, wanted: &[Unit], least: f32) -> Result<Vec<DocAddress>> {
        let terms = sought_words(quote);
        let kept = (wanted.len() as f32 * least).ceil() as usize;
        let changed = wanted.len().saturating_sub(kept);
        // Of pairs of characters two change with each character.
        let is_paired = wanted.iter().any(|unit| unit.folded.starts_with(is_unspaced));
        let needed = terms.len().saturating_sub(if is_paired { 2 * changed } else { changed }).max(1);
        let wanted = Wanted::new(&terms, needed);
        let fields = self.reader.fields();
        let mut found = vec![];
        for (ord, segment) in (0..).zip(self.reader.searcher().segment_readers()) {
            for field in [fields.body, fields.title] {
                wanted.find(segment, ord, field, &mut found).map_err(|e| self.reader.failed(e))?;
            }
        }
        found.sort_unstable();
        found.dedup();
        Ok(found)
    }

    /// The best place of the quotation in an article.
    #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
    fn matched(
        &self,
        quote: &str,
        wanted: &[Unit],
        least: f32,
        article: &Article,
        address: DocAddress,
    ) -> Result<Option<QuoteMatch>> {
        let language = article.language.as_deref().and_then(Language::from_code);
        let is_content: Vec<bool> =
            wanted.iter().map(|unit| !language.is_some_and(|language| is_function_word(&unit.folded, &[language]))).collect();
        let paragraphs = paragraphs(article);
        let (title, body) = paragraphs.split_at(usize::from(paragraphs.first().is_some_and(|one| one.number == 0)));
        // The text tells more than the headline, where both carry it.
        let best = [body, title].into_iter().filter_map(|part| Place::find(quote, wanted, &is_content, part));
        let best = best.fold(None, |best: Option<Place>, next| match best {
            Some(best) if best.kept >= next.kept => Some(best),
            _ => Some(next),
        });
        // What has only little words in common says something else.
        let contents = is_content.iter().filter(|is| **is).count();
        let is_near =
            |place: &Place| place.kept as f32 >= least * wanted.len() as f32 && place.content as f32 >= least * contents as f32;
        let Some(place) = best.filter(is_near) else { return Ok(None) };
        let number = self.reader.number_at(address)?;
        let stories = self.reader.stories();
        let id = ArticleId::parse(&article.id).unwrap_or_default();
        Ok(Some(QuoteMatch {
            story: stories.membership(number).unwrap_or_else(|| Story::single(id)),
            article: ArticleRef::new(article, self.paths.shown(&article.path)),
            copies: 0,
            kept: (place.kept as f32 / wanted.len() as f32 * 1000.0).round() / 1000.0,
            added: place.added as u64,
            verbatim: place.kept == wanted.len() && place.added == 0,
            quoted: place.quoted,
            speaker: place.speaker,
            paragraph: place.paragraph,
            line: place.line,
            text: place.text,
            highlights: place.highlights,
            alignment: place.alignment,
        }))
    }
}

/// Where a quotation stands in an article.
struct Place {
    kept: usize,
    /// Of the words that are not mere grammar.
    content: usize,
    added: usize,
    quoted: bool,
    speaker: Option<Speaker>,
    paragraph: u32,
    line: Option<u32>,
    text: String,
    highlights: Vec<Highlight>,
    alignment: Vec<QuoteRun>,
}

impl Place {
    fn find(quote: &str, wanted: &[Unit], is_content: &[bool], paragraphs: &[Paragraph]) -> Option<Self> {
        let words: Vec<&str> = wanted.iter().map(|unit| unit.folded.as_str()).collect();
        let text: Vec<(usize, &Unit)> = paragraphs
            .iter()
            .enumerate()
            .flat_map(|(at, one)| one.units.iter().map(move |unit| (at, unit)))
            .take(MOST_TEXT)
            .collect();
        let folded: Vec<&str> = text.iter().map(|(_, unit)| unit.folded.as_str()).collect();
        let pairs = align(&words, &folded);
        let is_same = |pair: &Pair| matches!(pair, (Some(one), Some(other)) if words.get(*one) == folded.get(*other));
        let same = || pairs.iter().filter(|pair| is_same(pair)).filter_map(|pair| pair.0);
        let (kept, content) = (same().count(), same().filter(|word| is_content.get(*word) == Some(&true)).count());
        let at = |pair: Option<&Pair>| pair.and_then(|pair| pair.1).and_then(|at| text.get(at)).copied();
        let (first, last) = at(pairs.first()).zip(at(pairs.last()))?;
        let shown = Shown::of(paragraphs, first, last)?;
        let raw = |pair: &Pair| {
            let (paragraph, unit) = at(Some(pair))?;
            paragraphs.get(paragraph)?.text.get(unit.range.clone()).map(str::to_owned)
        };
        let marks = pairs.iter().filter(|pair| is_same(pair)).filter_map(|pair| at(Some(pair)));
        let marks: Vec<(usize, Range<usize>)> = marks.map(|(paragraph, unit)| (paragraph, unit.range.clone())).collect();
        let beginning = paragraphs.get(first.0)?;
        let end = if first.0 == last.0 { last.1.range.end } else { beginning.text.len() };
        let quotations = quotations(&beginning.text);
        let own = marks.iter().filter(|(paragraph, _)| *paragraph == first.0);
        let (own, inside) = own.fold((0, 0), |(all, inside), (_, mark)| {
            let is_inside = quotations.iter().any(|range| range.start <= mark.start && mark.end <= range.end);
            (all + 1, inside + usize::from(is_inside))
        });
        let quoted = inside * 2 > own;
        Some(Self {
            kept,
            content,
            added: pairs.iter().filter(|pair| pair.0.is_none() || (pair.1.is_some() && !is_same(pair))).count(),
            quoted,
            speaker: attribution::speaker(paragraphs, first.0, first.1.range.start..end, quoted),
            paragraph: beginning.number,
            line: beginning.line,
            highlights: shown.highlights(&marks),
            text: shown.text,
            alignment: runs(quote, wanted, &pairs, &is_same, &raw),
        })
    }
}

/// The sentences that are shown of a place, of one paragraph or several.
struct Shown {
    text: String,
    /// The paragraphs' parts, and where each begins in the text.
    parts: Vec<(usize, Range<usize>, usize)>,
}

impl Shown {
    fn of(paragraphs: &[Paragraph], first: (usize, &Unit), last: (usize, &Unit)) -> Option<Self> {
        let mut shown = Self { text: String::new(), parts: vec![] };
        for (number, paragraph) in paragraphs.iter().enumerate().take(last.0 + 1).skip(first.0) {
            let sentences = sentences(&paragraph.text);
            let from = if number == first.0 { first.1.range.start } else { 0 };
            let to = if number == last.0 { last.1.range.end } else { paragraph.text.len() };
            let covering = sentences.iter().filter(|range| range.end > from && range.start < to);
            let (start, end) = covering.fold((usize::MAX, 0), |(start, end), range| (start.min(range.start), end.max(range.end)));
            let part = paragraph.text.get(start..end)?;
            if !shown.text.is_empty() {
                shown.text.push(' ');
            }
            shown.parts.push((number, start..end, shown.text.len()));
            shown.text.push_str(part);
        }
        Some(shown)
    }

    /// Marks that stand in a row as one; code points.
    fn highlights(&self, marks: &[(usize, Range<usize>)]) -> Vec<Highlight> {
        let mut ranges: Vec<Range<usize>> = vec![];
        for (paragraph, mark) in marks {
            let Some((_, range, at)) = self.parts.iter().find(|(number, ..)| number == paragraph) else { continue };
            let mark = at + mark.start - range.start..at + mark.end - range.start;
            match ranges.last_mut() {
                Some(last) if self.text.get(last.end..mark.start).is_some_and(is_blank) => last.end = mark.end,
                _ => ranges.push(mark),
            }
        }
        let points =
            |byte: usize| u32::try_from(self.text.get(..byte).map_or(0, |text| text.chars().count())).unwrap_or(u32::MAX);
        ranges.into_iter().map(|range| Highlight { start: points(range.start), end: points(range.end) }).collect()
    }
}

/// Whether nothing but blanks and marks stands there.
fn is_blank(text: &str) -> bool {
    !text.chars().any(char::is_alphanumeric)
}

/// The alignment in runs of what is the same, changed, cut or added. What the alignment leaves out at
/// the ends of the quotation is cut.
fn runs(
    quote: &str,
    wanted: &[Unit],
    pairs: &[Pair],
    is_same: &dyn Fn(&Pair) -> bool,
    raw: &dyn Fn(&Pair) -> Option<String>,
) -> Vec<QuoteRun> {
    let first = pairs.iter().find_map(|pair| pair.0).unwrap_or(0);
    let last = pairs.iter().rev().find_map(|pair| pair.0).map_or(0, |last| last + 1);
    let cut = |range: Range<usize>| range.map(|at| (Some(at), None));
    let all: Vec<Pair> = cut(0..first).chain(pairs.iter().copied()).chain(cut(last..wanted.len())).collect();
    let mut runs: Vec<(QuoteRunKind, Vec<usize>, Vec<String>)> = vec![];
    for pair in &all {
        let kind = match pair {
            pair if is_same(pair) => QuoteRunKind::Same,
            (Some(_), Some(_)) => QuoteRunKind::Changed,
            (Some(_), None) => QuoteRunKind::Cut,
            _ => QuoteRunKind::Added,
        };
        let word = raw(pair);
        match runs.last_mut() {
            Some(run) if run.0 == kind => {
                run.1.extend(pair.0);
                run.2.extend(word);
            }
            _ => runs.push((kind, pair.0.into_iter().collect(), word.into_iter().collect())),
        }
    }
    // Words of the quotation as they were typed, with their marks between.
    let typed = |places: &[usize]| {
        let of = |place: Option<&usize>| place.and_then(|place| wanted.get(*place));
        let (first, last) = of(places.first()).zip(of(places.last()))?;
        quote.get(first.range.start..last.range.end).map(str::to_owned)
    };
    let spaced = |words: &[String]| {
        let blank = if words.iter().any(|word| word.starts_with(is_unspaced)) { "" } else { " " };
        (!words.is_empty()).then(|| words.join(blank))
    };
    runs.into_iter().map(|(kind, places, words)| QuoteRun { kind, quote: typed(&places), text: spaced(&words) }).collect()
}

/// Headline and text, paragraph by paragraph.
fn paragraphs(article: &Article) -> Vec<Paragraph> {
    let title = article.title.value.iter().filter(|_| article.title.source != Provenance::Lead);
    let mut found: Vec<Paragraph> = title.map(|title| paragraph(0, None, title)).collect();
    let blocks = article.blocks.iter().filter(|block| block.role.is_text());
    found.extend((1..).zip(blocks).map(|(number, block)| paragraph(number, block.line, &block.text)));
    found
}

fn paragraph(number: u32, line: Option<u32>, text: &str) -> Paragraph {
    let text = collapse_whitespace(text);
    let units = units(&text);
    Paragraph { number, line, text, units }
}

/// When a match was published, for the order: of one day, those that state it come before those that
/// have it from their story, and a story's original before its copies.
fn moment(one: &QuoteMatch) -> (i64, bool, bool, i64) {
    let day = one.article.date.bounds().map_or(i64::MAX, |(first, _)| day_number(first));
    let is_taken = one.article.date.source == Provenance::Story;
    let is_copy = !matches!(one.story.role, StoryRole::Original | StoryRole::Single);
    (day, is_taken, is_copy, one.article.date.seconds_of_day())
}

/// The first match of each story, which counts the others.
fn folded(found: Vec<QuoteMatch>) -> Vec<QuoteMatch> {
    let mut places: BTreeMap<String, usize> = BTreeMap::new();
    let mut kept: Vec<QuoteMatch> = vec![];
    for one in found {
        if let Some(first) = places.get(&one.story.id).and_then(|place| kept.get_mut(*place)) {
            first.copies += 1;
        } else {
            places.insert(one.story.id.clone(), kept.len());
            kept.push(one);
        }
    }
    kept
}
