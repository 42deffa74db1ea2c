//! Cuts a paragraph into sentences: knows abbreviations, initials, numbers,
//! quotes and ellipses, and the full stops of other scripts.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

/// Abbreviations after which a sentence goes on, folded, without the last dot.
static ABBREVIATIONS: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    include_str!("../../data/abbreviations.txt")
        .lines()
        .filter(|line| !line.starts_with('#'))
        .flat_map(str::split_whitespace)
        .collect()
});

/// The byte ranges of the sentences of a paragraph, in order, without the
/// white space between them. Together they hold every non-blank character.
/// Cost: one pass.
#[must_use]
pub fn sentences(paragraph: &str) -> Vec<Range<usize>> {
    let mut found = vec![];
    let mut start = 0;
    let mut chars = paragraph.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let after = at + c.len_utf8();
        let end = match c {
            '。' | '！' | '？' | '｡' | '।' | '॥' | '؟' | '۔' => closing_end(paragraph, after),
            '.' | '!' | '?' | '…' => {
                let end = closing_end(paragraph, after);
                if !may_end(&paragraph[end..]) {
                    // None of the stops up to there ends a sentence: a row of dots is looked at once.
                    while chars.next_if(|(next, c)| *next < end && *c != '。').is_some() {}
                    continue;
                }
                if !ends_here(paragraph, at, c, end) {
                    continue;
                }
                end
            }
            _ => continue,
        };
        while chars.next_if(|(next, _)| *next < end).is_some() {}
        push(paragraph, start..end, &mut found);
        start = end;
    }
    push(paragraph, start..paragraph.len(), &mut found);
    found
}

/// Adds the range without its outer white space, if anything is left.
fn push(paragraph: &str, range: Range<usize>, found: &mut Vec<Range<usize>>) {
    let text = &paragraph[range.clone()];
    let trimmed = text.trim();
    if !trimmed.is_empty() {
        let start = range.start + (text.len() - text.trim_start().len());
        found.push(start..start + trimmed.len());
    }
}

/// One past the stops, closing quotes and brackets that follow a stop.
fn closing_end(text: &str, after: usize) -> usize {
    let closing =
        |c: char| matches!(c, '.' | '!' | '?' | '…' | '"' | '\'' | '”' | '’' | '»' | '›' | ')' | ']' | '」' | '』' | '）' | '。');
    let rest = &text[after..];
    after + rest.find(|c| !closing(c)).unwrap_or(rest.len())
}

/// Quotes, brackets and dashes that may stand before the first word of a sentence.
const OPENING: [char; 14] = ['"', '\'', '“', '„', '‘', '«', '(', '[', '¿', '¡', '—', '–', '-', ' '];

/// Whether what follows stops and closing quotes lets a sentence end there.
fn may_end(rest: &str) -> bool {
    let Some(first) = rest.chars().next() else { return true };
    let mut next = rest.trim_start().chars().skip_while(|c| OPENING.contains(c));
    first.is_whitespace() && next.next().is_none_or(|next| !next.is_lowercase())
}

/// Whether the sentence ends with the stop at `at`, closed at `end`, where it may.
fn ends_here(text: &str, at: usize, stop: char, end: usize) -> bool {
    let rest = &text[end..];
    if rest.trim_start().trim_start_matches(OPENING).is_empty() {
        return true;
    }
    if stop != '.' {
        return true;
    }
    let before = &text[..at];
    let word_start = before
        .rfind(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“' | '\'' | '‘' | '/' | '-'))
        .map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
    let word = &before[word_start..];
    let closes_more = end > at + 1;
    if closes_more && !text[at + 1..end].starts_with(')') {
        return true; // a quote or more stops follow the dot
    }
    let mut letters = word.chars();
    if let (Some(only), None) = (letters.next(), letters.next())
        && only.is_alphabetic()
    {
        return false; // an initial, or a part of `z. B.`: a single letter rarely ends a sentence
    }
    if word.chars().all(|c| c.is_ascii_digit()) && word.len() <= 2 && !word.is_empty() {
        // `18. Februar`: a day, unless a word follows that opens sentences.
        return opens_sentence(rest.trim_start());
    }
    let folded = super::fold(word);
    if ABBREVIATIONS.contains(folded.as_str()) {
        return false;
    }
    if is_dotted(word) {
        // `U.S.`, `a.m.`: ends the sentence only before a word that opens one.
        return opens_sentence(rest.trim_start());
    }
    true
}

/// Whether a word is letters with dots between (`U.S`).
fn is_dotted(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic))
}

/// Whether the text begins with a word that usually opens a sentence.
fn opens_sentence(rest: &str) -> bool {
    const OPENERS: [&str; 26] = [
        "The", "A", "An", "In", "On", "It", "He", "She", "They", "We", "But", "And", "This", "That", "These", "Those", "There",
        "His", "Her", "Its", "At", "For", "As", "If", "After", "When",
    ];
    let first = rest.trim_start_matches(['"', '“', '‘', '\'']).split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    OPENERS.contains(&first)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[track_caller]
    fn check(paragraph: &str, expected: &[&str]) {
        let found: Vec<_> = sentences(paragraph).into_iter().map(|range| &paragraph[range]).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn stops_end_sentences() {
        check("Rain fell. Snow came! Why?", &["Rain fell.", "Snow came!", "Why?"]);
        check("One paragraph without a stop", &["One paragraph without a stop"]);
        check("  ", &[]);
    }

    #[test]
    fn abbreviations_and_initials_do_not() {
        check("Mr. J. K. Moran met Dr. Hale. They talked.", &["Mr. J. K. Moran met Dr. Hale.", "They talked."]);
        check("The U.S. Senate met. The end.", &["The U.S. Senate met.", "The end."]);
        check("They left the U.S. The plane was late.", &["They left the U.S.", "The plane was late."]);
        check("It cost 3.5 million. No. 5 won.", &["It cost 3.5 million.", "No. 5 won."]);
        check("at 5 p.m. on Monday, Inc. rules apply.", &["at 5 p.m. on Monday, Inc. rules apply."]);
    }

    #[test]
    fn quotes_stay_with_their_sentence() {
        check("“We won.” He smiled.", &["“We won.”", "He smiled."]);
        check("“Stop!” she said. It went on…", &["“Stop!” she said.", "It went on…"]);
        check("He said (twice.) Then he left.", &["He said (twice.)", "Then he left."]);
    }

    #[test]
    fn rows_of_stops_are_one_pass() {
        check("One .。Two", &["One .。", "Two"]);
        for (stop, rest) in [(".", "b"), (".", " b"), ("?!", "b"), (".)", "b"), (".)", " b"), ("…", ",")] {
            // Looked at again from each stop, these would take minutes.
            let text = format!("a{}{rest}", stop.repeat(200_000));
            check(&text, &[&text]);
        }
    }

    #[test]
    fn other_scripts_and_languages() {
        check("今日は晴れ。明日は雨？はい", &["今日は晴れ。", "明日は雨？", "はい"]);
        check("Am 18. Februar kam er z. B. an. Dann ging er.", &["Am 18. Februar kam er z. B. an.", "Dann ging er."]);
        check("यह अच्छा है। वह गया।", &["यह अच्छा है।", "वह गया।"]);
    }

    proptest! {
        #[test]
        fn nothing_is_lost(paragraph in "[A-Za-z0-9 .!?…\"“”。\\n']{0,120}") {
            let kept: String = sentences(&paragraph).into_iter().map(|range| paragraph[range].to_owned()).collect();
            let squeeze = |text: &str| text.split_whitespace().collect::<String>();
            prop_assert_eq!(squeeze(&kept), squeeze(&paragraph));
        }
    }
}
