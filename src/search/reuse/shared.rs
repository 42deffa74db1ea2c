//! Finds the passages that two texts share word for word.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::text::{Words, collapse_whitespace};

/// Words in a row that have to be the same before anything is.
const ROW: usize = 5;

/// Words of either text between two rows of one passage: an editor changed them.
const BETWEEN: usize = 8;

/// Words that a passage has in common at least; fewer are a phrase, or a title and a name.
const LEAST_WORDS: usize = 12;

/// Places of a row in the release that are tried.
const MOST_PLACES: usize = 32;

/// A text as words.
pub(super) struct Worded {
    text: String,
    words: Vec<(String, Range<usize>)>,
}

impl Worded {
    pub(super) fn new(text: String) -> Self {
        let mut found = vec![];
        let mut words = Words::new(&text);
        while let Some(word) = words.next() {
            found.push((word.folded.to_owned(), word.start..word.end));
        }
        Self { text, words: found }
    }

    pub(super) fn len(&self) -> usize {
        self.words.len()
    }

    fn row(&self, at: usize) -> Option<Vec<&str>> {
        let row = self.words.get(at..at + ROW)?;
        Some(row.iter().map(|(word, _)| word.as_str()).collect())
    }

    fn word(&self, at: usize) -> Option<&str> {
        self.words.get(at).map(|(word, _)| word.as_str())
    }

    /// What stands from one word to another, with the marks that belong to it.
    pub(super) fn between(&self, words: &Range<usize>) -> String {
        let start = self.words.get(words.start).map_or(0, |(_, at)| at.start);
        let before = self.text.get(..start).unwrap_or_default();
        let start = before.trim_end_matches(['"', '“', '„', '«', '‘', '「', '(']).len();
        let end = words.end.checked_sub(1).and_then(|last| self.words.get(last)).map_or(start, |(_, at)| at.end);
        let next = self.words.get(words.end).map_or(self.text.len(), |(_, at)| at.start);
        let marks = self.text.get(end..next).unwrap_or_default();
        let marks = marks.find(|c: char| c.is_whitespace() || "(“„«[".contains(c)).map_or(marks.len(), |stop| stop);
        collapse_whitespace(self.text.get(start..end + marks).unwrap_or_default())
    }
}

/// What two texts share.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Shared {
    /// Words that are the same.
    pub(super) words: usize,
    /// From where to where in the release.
    pub(super) release: Range<usize>,
    /// From where to where in the article.
    pub(super) article: Range<usize>,
}

/// The passages of an article that stand in a release: the longest rows of words, from the
/// article's beginning on, joined where little was changed between. Cost: in proportion to the words, more where a
/// text repeats itself.
pub(super) fn shared(release: &Worded, article: &Worded) -> Vec<Shared> {
    let mut places: FxHashMap<Vec<&str>, Vec<usize>> = FxHashMap::default();
    for at in 0..release.len() {
        if let Some(row) = release.row(at) {
            places.entry(row).or_default().push(at);
        }
    }
    let mut found: Vec<Shared> = vec![];
    let mut at = 0;
    while let Some(row) = article.row(at) {
        let next = found.last().map_or(0, |last| last.release.end);
        let length = |place: usize| {
            (0..).take_while(move |step: &usize| {
                let (one, other) = (release.word(place + step), article.word(at + step));
                one.is_some() && one == other
            })
        };
        let known = places.get(&row).map(Vec::as_slice).unwrap_or_default();
        let rows = known.iter().take(MOST_PLACES).map(|place| (length(*place).count(), *place));
        // Of rows of a length the one that goes on where the last one ended.
        let Some((words, place)) = rows.max_by_key(|(words, place)| (*words, *place >= next, std::cmp::Reverse(*place))) else {
            at += 1;
            continue;
        };
        let one = Shared { words, release: place..place + words, article: at..at + words };
        at += words;
        match found.last_mut() {
            Some(last)
                if one.release.start >= last.release.end
                    && one.release.start - last.release.end <= BETWEEN
                    && one.article.start - last.article.end <= BETWEEN =>
            {
                last.words += words;
                last.release.end = one.release.end;
                last.article.end = one.article.end;
            }
            _ => found.push(one),
        }
    }
    found.retain(|one| one.words >= LEAST_WORDS);
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    const RELEASE: &str = "The harbour board will open a second ferry berth at Torrin in May. \"We waited nine years for this berth,\" \
        said Greta Solheim, who chairs the board. The berth cost 41 million crowns and takes ships of 120 metres.";

    fn texts(article: &str) -> Vec<(usize, String)> {
        let (release, article) = (Worded::new(RELEASE.to_owned()), Worded::new(article.to_owned()));
        shared(&release, &article).into_iter().map(|one| (one.words, article.between(&one.article))).collect()
    }

    #[test]
    fn passages_are_found_with_what_was_changed_in_them() {
        let article = "Islanders rejoice. The harbour board is to open a second ferry berth at Torrin in May, it said. Fishermen doubt \
            it. The berth cost 41 million crowns and takes ships of 120 metres.";
        let found = texts(article);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].0, 12);
        assert!(found[0].1.starts_with("The berth cost") && found[0].1.ends_with("120 metres."), "{found:?}");
        let edited = RELEASE.replace("at Torrin in May", "there in May");
        let found = texts(&edited);
        assert_eq!(found.len(), 1, "{found:?}");
        assert_eq!(found[0].1, edited);
    }

    #[test]
    fn a_phrase_is_no_passage() {
        assert!(texts("A second ferry berth at Torrin was never built, said Greta Solheim, who chairs the board.").is_empty());
        assert!(texts("").is_empty());
    }
}
