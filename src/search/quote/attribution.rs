//! Who is said to have said a quotation: the name beside a verb of saying
//! (`data/attribution.tsv`) in the paragraph around it. Names are words with capitals, so scripts without
//! capitals tell none.

use std::collections::{HashMap, HashSet};
use std::ops::Range;
use std::sync::LazyLock;

use super::Paragraph;
use crate::meta::has_given;
use crate::model::Speaker;
use crate::text::{WordList, Words, fold, is_uppercase, quotations, sentences};

/// Words between a name and its verb: `Solheim, who heads the museum, told reporters`.
const REACH: usize = 12;

/// Words of a speaker who has no name: `the port authority`.
const DESCRIBED: usize = 5;

/// Paragraphs before the quotation in which a name is looked for.
const BACK: usize = 3;

#[derive(Default)]
struct Lexicon {
    verbs: HashSet<&'static str>,
    /// First word and the words that follow it.
    sources: HashMap<&'static str, Vec<Vec<&'static str>>>,
    pronouns: HashSet<&'static str>,
    titles: HashSet<&'static str>,
}

static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
    let mut lexicon = Lexicon::default();
    let lines = include_str!("../../../data/attribution.tsv").lines().filter(|line| !line.starts_with('#'));
    for (kind, words) in lines.filter_map(|line| line.split_once('\t')?.1.split_once('\t')) {
        for word in words.split(' ') {
            match kind {
                "verb" => {
                    lexicon.verbs.insert(word);
                }
                "pronoun" => {
                    lexicon.pronouns.insert(word);
                }
                "title" => {
                    lexicon.titles.insert(word);
                }
                _ => {
                    let mut parts = word.split('-');
                    if let Some(first) = parts.next() {
                        lexicon.sources.entry(first).or_default().push(parts.collect());
                    }
                }
            }
        }
    }
    lexicon
});

/// A word outside quotations.
struct Word<'t> {
    raw: &'t str,
    folded: String,
    range: Range<usize>,
    /// Nothing but blanks stands before it and after the word before.
    joins: bool,
    /// A sentence begins with it.
    begins: bool,
    /// A quotation ends before it.
    is_after_quote: bool,
}

/// Who is said to have said what stands at `place` of a paragraph. What is not quoted is somebody's only
/// if its own sentence says so.
pub(super) fn speaker(paragraphs: &[Paragraph], at: usize, place: Range<usize>, is_quoted: bool) -> Option<Speaker> {
    let here = paragraphs.get(at)?;
    if !is_quoted {
        let sentence = sentences(&here.text).into_iter().find(|range| range.contains(&place.start))?;
        return beside(here.text.get(sentence)?, None).filter(|one| !one.inferred);
    }
    let found = beside(&here.text, Some(&place));
    let named = |text: &str, before: Option<&Range<usize>>| beside(text, before).filter(|one| !one.inferred);
    let mut speaker = match found {
        Some(found) if !found.inferred => found,
        // A pronoun, or nobody: whoever spoke last before it.
        other => {
            let earlier = paragraphs.get(at.saturating_sub(BACK)..at).unwrap_or_default();
            let earlier = earlier.iter().rev().find_map(|one| named(&one.text, None).filter(|one| is_named(&one.name)));
            let same = before_in(&here.text, place.start).and_then(|text| named(text, None));
            let known = same.or(earlier)?;
            let verb = other.map_or(known.verb, |one| one.verb);
            Speaker { name: known.name, verb, inferred: true }
        }
    };
    if let Some(whole) = whole_name(paragraphs, at, &speaker.name) {
        speaker.name = whole;
    }
    Some(speaker)
}

/// The paragraph up to the sentence in which something begins.
fn before_in(text: &str, start: usize) -> Option<&str> {
    let end = sentences(text).into_iter().rev().find(|range| range.start <= start)?.start;
    text.get(..end).filter(|text| !text.is_empty())
}

fn is_named(name: &str) -> bool {
    name.starts_with(is_uppercase)
}

/// The speaker whom a paragraph names nearest to a place, or last; `inferred` if it is a pronoun.
fn beside(text: &str, place: Option<&Range<usize>>) -> Option<Speaker> {
    let words = words_outside(text);
    let distance = |range: &Range<usize>| match place {
        Some(place) if range.start >= place.end => range.start - place.end,
        // Of two as near, the one after the quotation: `“…,” said A. B said: “…”`.
        Some(place) => place.start.saturating_sub(range.end) + 1,
        None => text.len() - range.end,
    };
    let lexicon = &*LEXICON;
    let mut best: Option<(usize, Speaker)> = None;
    for (number, word) in words.iter().enumerate() {
        let found = if lexicon.verbs.contains(word.folded.as_str()) {
            by_verb(&words, number)
        } else {
            lexicon.sources.get(word.folded.as_str()).and_then(|sources| by_source(&words, number, sources))
        };
        let Some(found) = found else { continue };
        let far = distance(&word.range);
        if best.as_ref().is_none_or(|(known, _)| far < *known) {
            best = Some((far, found));
        }
    }
    best.map(|(_, found)| found)
}

/// The words of a paragraph outside quotations.
fn words_outside(text: &str) -> Vec<Word<'_>> {
    let quotations = quotations(text);
    let ends: Vec<usize> = sentences(text).into_iter().map(|range| range.start).collect();
    let mut found: Vec<Word<'_>> = vec![];
    let mut words = Words::new(text);
    let mut last_end = 0;
    while let Some(word) = words.next() {
        let range = word.start..word.end;
        if quotations.iter().any(|quotation| quotation.start <= range.start && range.end <= quotation.end) {
            continue;
        }
        let gap = text.get(last_end..range.start).unwrap_or_default();
        let begins = found.is_empty() || ends.iter().any(|start| last_end <= *start && *start <= range.start);
        let is_after_quote = quotations.iter().any(|quotation| last_end <= quotation.start && quotation.end <= range.start);
        let raw = text.get(range.clone()).unwrap_or_default();
        // An initial keeps its dot.
        let is_initial = raw.chars().count() == 1
            && raw.starts_with(is_uppercase)
            && text.get(range.end..).is_some_and(|rest| rest.starts_with('.'));
        let raw = if is_initial { text.get(range.start..range.end + 1).unwrap_or(raw) } else { raw };
        let joins = gap.chars().all(|c| c == ' ' || c == '-' || c == '\u{a0}') || gap == ". " && raw.starts_with(is_uppercase);
        found.push(Word {
            raw,
            folded: word.folded.to_owned(),
            joins: joins && !begins && !is_after_quote,
            begins,
            is_after_quote,
            range: range.clone(),
        });
        last_end = range.end;
    }
    found
}

/// Who said it, by a verb.
fn by_verb(words: &[Word<'_>], verb: usize) -> Option<Speaker> {
    let told = words.get(verb)?;
    let speaker = |name: String, inferred| Some(Speaker { name, verb: told.raw.to_owned(), inferred });
    let is_pronoun = |at: usize| words.get(at).is_some_and(|word| LEXICON.pronouns.contains(word.folded.as_str()));
    let joins = |at: usize| words.get(at).is_some_and(|word| word.joins);
    // `said Greta Solheim`, `a déclaré Greta Solheim`, and `sagte die Sprecherin Greta Solheim`.
    let lead = (0..=verb).rev().find(|at| words.get(*at).is_some_and(|word| word.begins || word.is_after_quote));
    let lead = lead.unwrap_or(0);
    let is_inverted = verb - lead <= 1 && !is_pronoun(lead) && name_among(words, lead..verb).is_none();
    if is_inverted && joins(verb + 1) {
        let until = (verb + 1..words.len()).take(DESCRIBED).take_while(|at| joins(*at));
        if let Some(name) = until.into_iter().find_map(|at| name_from(words, at)) {
            return speaker(person(&name).unwrap_or(name), false);
        }
    }
    // Before it, in its sentence.
    let first = (0..=verb).rev().take(REACH + 1).find(|at| words.get(*at).is_some_and(|word| word.begins));
    let first = first.unwrap_or(verb.saturating_sub(REACH));
    let is_pronoun_before = verb > 0 && is_pronoun(verb - 1);
    if !is_pronoun_before && let Some(name) = name_among(words, first..verb) {
        return speaker(name, false);
    }
    if is_pronoun_before || joins(verb + 1) && is_pronoun(verb + 1) {
        return speaker(words.get(verb - 1).map_or_else(String::new, |word| word.raw.to_owned()), true);
    }
    // `said the operator`, `the operator said`.
    let described = |range: Range<usize>| {
        let text: Vec<&str> = words.get(range)?.iter().map(|word| word.raw).collect();
        (text.len() >= 2).then(|| text.join(" "))
    };
    let after = (verb + 1..words.len()).take(DESCRIBED).take_while(|at| joins(*at)).last().map_or(verb + 1, |at| at + 1);
    if told.is_after_quote
        && let Some(name) = described(verb + 1..after)
    {
        return speaker(name, false);
    }
    if verb - first <= DESCRIBED
        && (first + 1..=verb).all(joins)
        && let Some(name) = described(first..verb)
    {
        return speaker(name, false);
    }
    None
}

/// The likeliest speaker among the names before a verb: a person whose given name is known, then
/// who stands right before the verb, then the first; more words speak for a name.
fn name_among(words: &[Word<'_>], range: Range<usize>) -> Option<String> {
    let mut names: Vec<(String, bool)> = vec![];
    let mut at = range.start;
    while at < range.end {
        match name_from(words, at) {
            // An article or the like that opens the sentence is no name.
            Some(name) if name.contains(' ') || !words.get(at).is_some_and(|word| word.begins && is_little(word)) => {
                at += name.split(' ').count();
                names.push((name, at == range.end));
            }
            _ => at += 1,
        }
    }
    let rank = |(name, is_last): &(String, bool)| match (person(name), name.contains(' '), is_last) {
        (Some(_), ..) => 0,
        (None, true, true) => 1,
        (None, true, false) => 2,
        (None, false, true) => 3,
        (None, false, false) => 4,
    };
    let best = names.iter().min_by_key(|name| rank(name))?;
    Some(person(&best.0).unwrap_or_else(|| best.0.clone()))
}

/// The part of a name that is a person's, from a given name on: `Chief Executive Greta Sandvik`.
fn person(name: &str) -> Option<String> {
    let words: Vec<&str> = name.split(' ').collect();
    let rest = (0..words.len().saturating_sub(1)).filter_map(|from| words.get(from..)).map(|rest| rest.join(" "));
    rest.into_iter().find(|rest| has_given(rest))
}

/// Whether a word is so short that it may be an article or the like.
fn is_little(word: &Word<'_>) -> bool {
    word.folded.chars().count() <= 3
}

/// Who said it, by words such as `according to`.
fn by_source(words: &[Word<'_>], at: usize, sources: &[Vec<&str>]) -> Option<Speaker> {
    let matches =
        |rest: &Vec<&&str>| (at + 1..).zip(rest).all(|(at, word)| words.get(at).is_some_and(|found| found.folded == ***word));
    let rest = sources.iter().map(|rest| rest.iter().collect::<Vec<_>>()).find(matches)?;
    let from = at + rest.len() + 1;
    let verb: Vec<&str> = words.get(at..from)?.iter().map(|word| word.raw).collect();
    let name = (from..words.len()).take(DESCRIBED).take_while(|at| words.get(*at).is_some_and(|word| word.joins));
    let name = name.into_iter().find_map(|at| name_from(words, at))?;
    let name = person(&name).unwrap_or(name);
    Some(Speaker { name, verb: verb.join(" "), inferred: false })
}

/// The name that begins at a word: words with capitals, and particles between them.
fn name_from(words: &[Word<'_>], at: usize) -> Option<String> {
    let is_capital = |word: &Word<'_>| word.raw.starts_with(is_uppercase);
    let first = words.get(at).filter(|word| is_capital(word))?;
    if LEXICON.pronouns.contains(first.folded.as_str()) || LEXICON.verbs.contains(first.folded.as_str()) {
        return None;
    }
    let mut name = vec![first.raw];
    let mut waiting = vec![];
    for word in words.iter().skip(at + 1).take_while(|word| word.joins) {
        if is_capital(word) {
            name.append(&mut waiting);
            name.push(word.raw);
        } else if WordList::Particles.words().contains(&word.folded.as_str()) && waiting.len() < 2 {
            waiting.push(word.raw);
        } else {
            break;
        }
    }
    // A title before a name in full says nothing more; before a surname it is kept until the text tells the rest.
    if name.len() > 2 && name.first().is_some_and(|first| LEXICON.titles.contains(fold(first).trim_end_matches('.'))) {
        name.remove(0);
    }
    Some(name.join(" "))
}

/// The name in full, if only its end stands beside the quotation and the text had all of it.
fn whole_name(paragraphs: &[Paragraph], at: usize, name: &str) -> Option<String> {
    let name = match name.split_once(' ') {
        Some((title, name)) if LEXICON.titles.contains(fold(title).trim_end_matches('.')) => name,
        Some(_) => return None,
        None => name,
    };
    if !is_named(name) {
        return None;
    }
    let earlier = paragraphs.get(..=at).unwrap_or_default().iter().filter(|one| one.number > 0);
    earlier.into_iter().find_map(|one| {
        let words = words_outside(&one.text);
        let found = (0..words.len()).filter_map(|start| name_from(&words, start));
        found.into_iter().find(|whole| whole.strip_suffix(name).is_some_and(|given| given.ends_with(' ')))
    })
}

#[cfg(test)]
mod tests {
    use super::super::paragraph;
    use super::*;

    #[track_caller]
    fn said(text: &str, quote: &str) -> Option<(String, String, bool)> {
        let paragraphs: Vec<_> = (1..).zip(text.lines()).map(|(number, line)| paragraph(number, None, line)).collect();
        let at = paragraphs.iter().position(|one| one.text.contains(quote)).unwrap();
        let start = paragraphs[at].text.find(quote).unwrap();
        let found = speaker(&paragraphs, at, start..start + quote.len(), !paragraphs[at].text.contains("according"))?;
        Some((found.name, found.verb, found.inferred))
    }

    #[test]
    fn names_stand_beside_verbs() {
        for (text, name) in [
            ("“It is over,” said Greta Sandvik, who leads the association.", "Greta Sandvik"),
            ("“It is over,” Greta Sandvik of the Harbour Board told reporters in Halden.", "Greta Sandvik"),
            ("On Tuesday Greta Sandvik told the court: “It is over.”", "Greta Sandvik"),
            ("“It is over,” said the port authority.", "the port authority"),
            ("The operator said: “It is over.”", "The operator"),
            ("“It is not,” the head of the Pilots’ Association, Greta Sandvik, told reporters. “It is over.”", "Greta Sandvik"),
            ("“It is over,” Chief Executive Marguerite Fonteyn told analysts.", "Marguerite Fonteyn"),
            (
                "Councillor Graham Pellow, who leads the minority, called the loan “It is over” and asked for time.",
                "Graham Pellow",
            ),
            ("Owen Pryce, a cargo agent, said “no”. “It is over,” added Greta Sandvik.", "Greta Sandvik"),
            ("„It is over“, sagte die Sprecherin Grete von Hohn am Montag.", "Grete von Hohn"),
            ("«It is over», a déclaré Jeanne Moreau.", "Jeanne Moreau"),
            ("«It is over», сказала Анна Волкова.", "Анна Волкова"),
            ("It is over, according to Greta Sandvik.", "Greta Sandvik"),
        ] {
            assert_eq!(said(text, "It is over").map(|one| (one.0, one.2)), Some((name.to_owned(), false)), "{text}");
        }
    }

    #[test]
    fn pronouns_and_bare_quotations_lead_back() {
        let text =
            "Museum director Greta Sandvik told reporters in Halden that she was glad.\n“It is over,” she said.\n“Good night.”";
        assert_eq!(said(text, "It is over"), Some(("Greta Sandvik".to_owned(), "said".to_owned(), true)));
        assert_eq!(said(text, "Good night").map(|one| (one.0, one.2)), Some(("Greta Sandvik".to_owned(), true)));
        let text = "The report names Greta Sandvik as its author.\n“It is over,” Sandvik said.";
        assert_eq!(said(text, "It is over"), Some(("Greta Sandvik".to_owned(), "said".to_owned(), false)));
        let text = "Dexter Hale, a shipbroker, may stand again.\n“It is over,” Mr Hale said.";
        assert_eq!(said(text, "It is over").map(|one| one.0).as_deref(), Some("Dexter Hale"));
        assert_eq!(said("It is over.", "It is over"), None);
    }

    #[test]
    fn the_words_are_folded() {
        for line in include_str!("../../../data/attribution.tsv").lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<_> = line.split('\t').collect();
            assert!(fields.len() == 3 && ["verb", "source", "pronoun", "title"].contains(&fields[1]), "{line}");
            let mut seen = HashSet::new();
            for word in fields[2].split(' ') {
                assert_eq!(fold(word), word);
                assert!(seen.insert(word), "{line}: {word} stands twice");
            }
        }
    }
}
