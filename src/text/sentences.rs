//! Cuts a paragraph into sentences: knows abbreviations, initials, numbers,
//! quotes and ellipses, and the full stops of other scripts.

use std::ops::Range;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::Language;

/// What a word with a dot says of the end of a sentence.
#[derive(Clone, Copy)]
enum Abbreviation {
    /// It stands before what it belongs to: the sentence goes on.
    Before,
    /// It may also be the last word of a sentence.
    Also,
    /// It is one before a number; otherwise it is a word.
    Number,
    /// It is one with a capital; otherwise it is a word.
    Capital,
}

/// Abbreviations, folded, without the last dot.
static ABBREVIATIONS: LazyLock<FxHashMap<&'static str, Abbreviation>> = LazyLock::new(|| {
    let words = include_str!("../../data/abbreviations.txt").lines().filter(|line| !line.starts_with('#'));
    let words = words.flat_map(str::split_whitespace).map(|word| {
        let (word, kind) = word.split_once(':').unwrap_or((word, ""));
        let kind = match kind {
            "also" => Abbreviation::Also,
            "number" => Abbreviation::Number,
            "capital" => Abbreviation::Capital,
            _ => Abbreviation::Before,
        };
        (word, kind)
    });
    words.collect()
});

/// The byte ranges of the sentences of a paragraph, in order, without the
/// white space between them. Together they hold every non-blank character.
/// Cost: one pass.
#[must_use]
pub fn sentences(paragraph: &str) -> Vec<Range<usize>> {
    let mut found = vec![];
    let (mut start, mut next) = (0, 0);
    while let Some((at, c)) = next_mark(paragraph, next) {
        let after = at + c.len_utf8();
        next = after;
        let end = match c {
            _ if is_full_stop(c) => {
                let end = closing_end(paragraph, after);
                if is_quoted(&paragraph[at..end]) && AFTER_QUOTE.iter().any(|word| paragraph[end..].starts_with(word)) {
                    continue;
                }
                end
            }
            _ if matches!(c, '.' | '!' | '?' | '…') || c == ';' && is_greek(&paragraph[..at]) => {
                let end = closing_end(paragraph, after);
                if !may_end(&paragraph[end..]) {
                    // None of the stops up to there ends a sentence: a row of dots is looked at once.
                    next = after + paragraph[after..end].find(is_full_stop).unwrap_or(end - after);
                    continue;
                }
                if !ends_here(&paragraph[start..], at - start, c, end - start) {
                    continue;
                }
                end
            }
            _ => continue,
        };
        next = next.max(end);
        push(paragraph, start..end, &mut found);
        start = end;
    }
    push(paragraph, start..paragraph.len(), &mut found);
    found
}

/// The next character from `from` on that may end a sentence: ASCII of which most text is, is passed over fast.
fn next_mark(text: &str, from: usize) -> Option<(usize, char)> {
    let mut at = from;
    loop {
        let rest = text.as_bytes().get(at..)?;
        at += rest.iter().position(|byte| !byte.is_ascii() || matches!(byte, b'.' | b'!' | b'?' | b';'))?;
        let c = text.get(at..)?.chars().next()?;
        if c.is_ascii() || c == '…' || is_full_stop(c) {
            return Some((at, c));
        }
        at += c.len_utf8();
    }
}

/// Stops that end a sentence wherever they stand: Chinese and Japanese, Indian, Arabic and
/// Urdu, Armenian, Ethiopic, Khmer and Burmese.
fn is_full_stop(c: char) -> bool {
    matches!(c, '。' | '！' | '？' | '｡' | '।' | '॥' | '؟' | '۔' | '։' | '።' | '፧' | '។' | '៕' | '။')
}

/// Whether a text ends with a Greek letter, after which `;` is a question mark.
fn is_greek(text: &str) -> bool {
    text.ends_with(|c: char| matches!(c, '\u{370}'..='\u{3ff}' | '\u{1f00}'..='\u{1fff}'))
}

/// Japanese goes on with these after a quoted sentence: `「…。」と述べた`.
const AFTER_QUOTE: [&str; 3] = ["と", "って", "などと"];

/// Whether a stop is followed by the end of a quotation.
fn is_quoted(stop: &str) -> bool {
    stop.ends_with(['」', '』', '”'])
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
    let closing = |c: char| {
        matches!(
            c,
            '.' | '!'
                | '?'
                | '…'
                | '"'
                | '\''
                | '”'
                | '’'
                | '»'
                | '›'
                | '“'
                | ')'
                | ']'
                | '」'
                | '』'
                | '）'
                | '】'
                | '》'
                | '。'
        )
    };
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

/// Whether the sentence ends with the stop at `at`, closed at `end`, where it may. The text
/// begins with the sentence.
fn ends_here(text: &str, at: usize, stop: char, end: usize) -> bool {
    let rest = &text[end..];
    if rest.trim_start().trim_start_matches(OPENING).is_empty() {
        return true;
    }
    if stop != '.' {
        return true;
    }
    if rest.trim_start().starts_with('.') {
        return false; // an ellipsis with blanks
    }
    let before = &text[..at];
    let word_start = before
        .rfind(|c: char| c.is_whitespace() || matches!(c, '(' | '"' | '“' | '„' | '«' | '\'' | '‘' | '/' | '-'))
        .map_or(0, |i| i + before[i..].chars().next().map_or(1, char::len_utf8));
    let word = &before[word_start..];
    let closes_more = end > at + 1;
    if closes_more && !text[at + 1..end].starts_with(')') {
        return true; // a quote or more stops follow the dot
    }
    let next = rest.trim_start();
    let mut letters = word.chars();
    if let (Some(only), None) = (letters.next(), letters.next())
        && only.is_alphabetic()
    {
        // An initial, or a part of `z. B.`, except `So did I. The …`
        return only == 'I' && opens_sentence(next);
    }
    if word.chars().all(|c| c.is_ascii_digit()) && (1..=2).contains(&word.len()) {
        return !is_ordinal(&before[..word_start], next);
    }
    let folded = super::fold(word);
    if let Some(kind) = ABBREVIATIONS.get(folded.as_str()) {
        return match kind {
            Abbreviation::Before => false,
            Abbreviation::Also => opens_sentence(next),
            Abbreviation::Number => !next.starts_with(|c: char| c.is_numeric()),
            Abbreviation::Capital => !word.starts_with(char::is_uppercase),
        };
    }
    if is_dotted(word) {
        // `U.S.`, `a.m.`: ends the sentence only before a word that opens one.
        return opens_sentence(next);
    }
    true
}

/// Whether a short number with a dot is a day or a place in an order, as in German and its
/// neighbours: `am 18. Februar`, `im 2. Stock`; or the number of an item.
fn is_ordinal(before: &str, next: &str) -> bool {
    const BEFORE: [&str; 30] = [
        "am", "der", "die", "das", "den", "dem", "des", "vom", "zum", "zur", "im", "bis", "ab", "seit", "und", "dne", "od", "do",
        "v", "ve", "az", "a", "det", "de", "el", "dnia", "og", "och", "ja", "na",
    ];
    let before = before.trim_end();
    let last = before.rsplit(|c: char| c.is_whitespace() || c == '(').next().unwrap_or_default();
    // A list goes on: `3. und 4. Oktober`, `12. 5. 2026`.
    let is_number = last.strip_suffix('.').is_some_and(|digits| !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit()));
    before.is_empty() || is_number || next.starts_with(char::is_numeric) || BEFORE.contains(&super::fold(last).as_str())
}

/// Whether a word is letters with dots between (`U.S`).
fn is_dotted(word: &str) -> bool {
    word.contains('.') && word.split('.').all(|part| part.chars().count() <= 2 && part.chars().all(char::is_alphabetic))
}

/// Whether the text begins with a word that usually opens a sentence and is seldom a part of
/// a name.
fn opens_sentence(rest: &str) -> bool {
    const OPENERS: [&str; 22] = [
        "Officials",
        "Police",
        "Critics",
        "Experts",
        "Meanwhile",
        "However",
        "Yesterday",
        "Today",
        "Last",
        "Earlier",
        "Later",
        "Nobody",
        "Nothing",
        "Everyone",
        "Many",
        "Several",
        "Two",
        "Three",
        "Yet",
        "Still",
        "Here",
        "Now",
    ];
    let first = rest.trim_start_matches(OPENING).split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let is_function_word = || {
        let english = Language::from_code("en");
        let folded = super::fold(first);
        folded != "us" && english.is_some_and(|english| super::is_function_word(&folded, &[english]))
    };
    OPENERS.contains(&first) || first.starts_with(char::is_uppercase) && is_function_word()
}

#[cfg(test)]
#[path = "sentences_tests.rs"]
mod tests;
