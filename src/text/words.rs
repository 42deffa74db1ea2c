//! Cuts text into words, the same way for index, query and highlighter.
//!
//! * `U.S.A.` and `USA` are one word `usa`; `J. K.` are two. Initials that spell a word of their
//!   own keep their dots: `U.S.` and `US` are `u.s`, and not `us`.
//! * `O'Brien` is `obrien`; the possessive `'s` is dropped; French and Italian
//!   elisions split (`l'homme` is `l` and `homme`).
//! * `1,234.50` and `3.5` are one word; `COVID-19` is two.
//! * Scripts written without spaces (Chinese, Japanese, Thai …) and Korean are
//!   cut into overlapping pairs of characters, so every substring of two or
//!   more characters can be found. In texts that are searched the last character stands
//!   alone too ([`Words::searched`]), so that each character begins a word.
//!
//! Stemming is left to [`Stemmer`](super::Stemmer).

use super::fold::composed;
use super::letters::{is_alphabetic, is_alphanumeric, is_lowercase, is_mark, is_numeric, push_folded, push_lower};

/// One word of a text.
#[derive(Debug, PartialEq, Eq)]
pub struct Word<'a> {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// The folded form: what the exact index holds.
    pub folded: &'a str,
    /// The form in lower case with its accents: what stemmers expect.
    pub lower: &'a str,
}

/// The words of a text, in order. A lending iterator: a word borrows the
/// buffers, so that cutting a text allocates nothing per word.
pub struct Words<'t> {
    text: &'t str,
    at: usize,
    /// A run of unspaced script under way: where it ends.
    run_end: usize,
    /// Whether the last character of a run is a word too.
    has_lasts: bool,
    folded: String,
    lower: String,
    /// The word has no other letters than ASCII: its folded form is its lower case.
    is_plain: bool,
}

/// ASCII letters and digits with which folded words begin.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FirstLetters(u128);

impl FirstLetters {
    /// Adds the first letter of a folded word.
    pub fn add(&mut self, folded: &str) {
        self.0 |= folded.chars().next().map_or(0, bit);
    }

    /// Whether a word that begins so may be folded to one of them; true of all but ASCII.
    fn has(self, first: char) -> bool {
        !first.is_ascii() || self.0 & bit(first.to_ascii_lowercase()) != 0
    }
}

fn bit(c: char) -> u128 {
    if c.is_ascii() { 1 << u32::from(c) } else { 0 }
}

/// Characters of scripts that are cut into pairs.
#[must_use]
#[inline]
pub fn is_unspaced(c: char) -> bool {
    c >= '\u{e00}'
        && matches!(c, '\u{e00}'..='\u{eff}' | '\u{1000}'..='\u{109f}' | '\u{1780}'..='\u{17ff}'
        | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30ff}' | '\u{31f0}'..='\u{31ff}' | '\u{3400}'..='\u{4dbf}' | '\u{4e00}'..='\u{9fff}'
        | '\u{ac00}'..='\u{d7af}' | '\u{1100}'..='\u{11ff}' | '\u{f900}'..='\u{faff}' | '\u{20000}'..='\u{3ffff}')
        && c != '\u{30fb}'
}

/// Longest word kept, in bytes of the text; the rest of a longer one is another word.
const MAX_WORD_BYTES: usize = 255;

impl<'t> Words<'t> {
    /// Starts at the beginning of `text`.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        Self { text, at: 0, run_end: 0, has_lasts: false, folded: String::new(), lower: String::new(), is_plain: true }
    }

    /// The same for a text that is searched, or marked: every character of an unspaced script
    /// begins a word.
    #[must_use]
    pub fn searched(text: &'t str) -> Self {
        Self { has_lasts: true, ..Self::new(text) }
    }

    /// The next word, or none at the end.
    #[expect(clippy::should_implement_trait, reason = "a word borrows the stream's buffers, which Iterator cannot say")]
    pub fn next(&mut self) -> Option<Word<'_>> {
        let (start, end) = self.advance(true)?;
        let lower = if self.is_plain { &self.folded } else { &self.lower };
        Some(Word { start, end, folded: &self.folded, lower })
    }

    /// The folded form of the next word: half the cost where its lower case is of no interest.
    pub fn next_folded(&mut self) -> Option<&str> {
        self.advance(false)?;
        Some(&self.folded)
    }

    /// Passes over words that begin with none of these; says over how many. Most words cost no more
    /// than a look at their letters.
    pub fn pass(&mut self, wanted: FirstLetters) -> u32 {
        let mut passed = 0;
        let mut rest = self.text.as_bytes().get(self.at..).unwrap_or_default();
        while let Some(start) = rest.iter().position(|byte| byte.is_ascii_alphanumeric() || !byte.is_ascii()) {
            let word = &rest[start..];
            if word.first().is_none_or(|first| wanted.has(char::from(*first))) {
                break;
            }
            let Some(end) = plain_end(word, 0) else { break };
            rest = &word[end..];
            passed += 1;
        }
        self.at = self.text.len() - rest.len();
        passed
    }

    /// The words that follow, without going on to them.
    #[must_use]
    pub fn ahead(&self) -> Self {
        let Self { text, at, run_end, has_lasts, .. } = *self;
        Self { at, run_end, has_lasts, ..Self::new(text) }
    }

    /// Reads the next word into the buffers; tells where it stands.
    fn advance(&mut self, with_lower: bool) -> Option<(usize, usize)> {
        loop {
            let (start, first) = word_start(self.text, self.at)?;
            if let Some(end) = plain_end(self.text.as_bytes(), start) {
                self.at = end;
                self.is_plain = true;
                self.folded.clear();
                self.folded.push_str(&self.text[start..end]);
                self.folded.make_ascii_lowercase();
                self.spell_capitals(start, end);
                return Some((start, end));
            }
            let end = if is_unspaced(first) {
                self.pair_end(start, first)
            } else {
                let (end, next) = self.word_end(start);
                self.at = next;
                end
            };
            self.fill(start, end, with_lower);
            if !self.folded.is_empty() {
                return Some((start, end));
            }
        }
    }

    /// The end of the pair of unspaced characters at `start`; sets where to go on.
    fn pair_end(&mut self, start: usize, first: char) -> usize {
        if self.run_end <= start {
            let run = self.text[start..].find(|c: char| !is_unspaced(c) && !is_mark(c));
            self.run_end = run.map_or(self.text.len(), |length| start + length);
        }
        let second_at = cluster_end(self.text, start, first, self.run_end);
        let Some(second) = self.text[second_at..self.run_end].chars().next() else {
            self.at = self.run_end; // a single character
            return self.run_end;
        };
        let end = cluster_end(self.text, second_at, second, self.run_end);
        self.at = if end >= self.run_end && !self.has_lasts { self.run_end } else { second_at };
        end
    }

    /// The end of the spaced word at `start`, and where to go on after it.
    fn word_end(&self, start: usize) -> (usize, usize) {
        let text = self.text;
        if let Some(end) = acronym_end(text, start) {
            return (end, end);
        }
        let mut end = start;
        let mut chars = text[start..].char_indices().peekable();
        let mut letters = 0;
        let mut last_is_digit = false;
        while let Some((offset, c)) = chars.next() {
            let here = start + offset;
            if here - start >= MAX_WORD_BYTES {
                return (end, end);
            }
            if is_word_char(c) && !is_unspaced(c) || is_mark(c) || is_joiner(c) {
                end = here + c.len_utf8();
                letters += 1;
                last_is_digit = is_numeric(c);
                continue;
            }
            let Some(&(_, next)) = chars.peek() else { break };
            match c {
                '.' | ',' if last_is_digit && is_numeric(next) => {}
                '\'' | '’' | 'ʼ' if is_alphabetic(next) && !is_unspaced(next) && !last_is_digit => {
                    let after = here + c.len_utf8();
                    if is_possessive(text, after) {
                        return (end, after + 1);
                    }
                    if letters <= 7 && is_elision(&text[start..end]) {
                        return (end, after);
                    }
                }
                _ => break,
            }
        }
        (end, end.max(start + 1))
    }

    /// Puts a dot between letters that are initials.
    fn spell(&mut self) {
        let letters: Vec<String> = self.folded.chars().map(String::from).collect();
        self.folded = letters.join(".");
    }

    fn spell_capitals(&mut self, start: usize, end: usize) {
        let is_spelled = end - start <= 3 && CAPITALS.contains(&&self.text[start..end]);
        if is_spelled && is_among_small_letters(self.text, start, end) {
            self.spell();
        }
    }

    /// Fills the buffers with the forms of a word.
    fn fill(&mut self, start: usize, end: usize, with_lower: bool) {
        self.folded.clear();
        let raw = &self.text[start..end];
        self.is_plain = raw.is_ascii();
        if self.is_plain {
            self.folded.push_str(raw);
            self.folded.make_ascii_lowercase();
            if raw.bytes().any(|byte| matches!(byte, b'\'' | b'.')) {
                let is_dotted = raw.trim_end_matches('\'').ends_with('.') || is_acronym(raw);
                self.folded.retain(|c| c != '\'' && !(is_dotted && c == '.'));
                if is_dotted && SPELLED.contains(&self.folded.as_str()) {
                    self.spell();
                }
            } else {
                self.spell_capitals(start, end);
            }
            return;
        }
        self.lower.clear();
        let dots = is_acronym(raw);
        let (folded, lower) = (&mut self.folded, &mut self.lower);
        composed(raw, |c| {
            if matches!(c, '\'' | '’' | 'ʼ') || dots && c == '.' {
                return;
            }
            push_folded(c, folded);
            if with_lower && !is_joiner(c) {
                push_lower(c, lower);
            }
        });
    }
}

/// Words that initials spell when their dots are dropped.
const SPELLED: [&str; 22] = [
    "am", "an", "as", "at", "be", "by", "do", "go", "he", "if", "in", "is", "it", "me", "my", "no", "on", "or", "so", "up", "us",
    "who",
];

/// Such of them as are written without dots.
const CAPITALS: [&str; 2] = ["US", "WHO"];

/// The word in capitals that a word may also be meant as: people who search write small letters.
#[must_use]
pub fn initials(folded: &str) -> Option<&'static str> {
    match folded {
        "us" => Some("u.s"),
        "who" => Some("w.h.o"),
        _ => None,
    }
}

/// Whether a word in capitals stands among small letters, or alone: in a line of capitals they
/// say nothing.
fn is_among_small_letters(text: &str, start: usize, end: usize) -> bool {
    const AROUND: usize = 200;
    let before = &text[text.floor_char_boundary(start.saturating_sub(AROUND))..start];
    let after = &text[end..text.floor_char_boundary(end + AROUND)];
    let before = before.rsplit('\n').next().unwrap_or_default();
    let after = after.split('\n').next().unwrap_or_default();
    let has = |is: fn(char) -> bool| after.chars().any(is) || before.chars().any(is);
    has(is_lowercase) || !has(is_word_char)
}

/// The words of what is looked for in a text that is searched, folded: without the single
/// character that ends a run, for in the text the run may go on.
#[must_use]
pub fn sought_words(text: &str) -> Vec<String> {
    let mut words = Words::searched(text);
    let mut sought = vec![];
    let (mut at_end, mut before_end) = (0, 0);
    while let Some(word) = words.next() {
        before_end = at_end;
        at_end = word.end;
        sought.push(word.folded.to_owned());
    }
    if at_end > 0 && at_end == before_end {
        sought.pop();
    }
    sought
}

/// The words of a text that is searched in their folded form, in order.
#[must_use]
pub fn searched_words(text: &str) -> Vec<String> {
    folded_of(Words::searched(text))
}

/// The words of a text in their folded form, in order.
#[must_use]
pub fn folded_words(text: &str) -> Vec<String> {
    folded_of(Words::new(text))
}

fn folded_of(mut words: Words<'_>) -> Vec<String> {
    let mut folded = vec![];
    while let Some(word) = words.next_folded() {
        folded.push(word.to_owned());
    }
    folded
}

/// Where the next word begins, and its first character.
fn word_start(text: &str, from: usize) -> Option<(usize, char)> {
    let bytes = text.as_bytes();
    let mut at = from;
    loop {
        let byte = *bytes.get(at)?;
        if byte.is_ascii() {
            if byte.is_ascii_alphanumeric() {
                return Some((at, char::from(byte)));
            }
            at += 1;
            continue;
        }
        let c = text.get(at..)?.chars().next()?;
        if is_word_char(c) {
            return Some((at, c));
        }
        at += c.len_utf8();
    }
}

/// The end of a word of ASCII letters and digits that no mark inside words can
/// prolong: most words.
fn plain_end(bytes: &[u8], start: usize) -> Option<usize> {
    let rest = bytes.get(start..bytes.len().min(start + MAX_WORD_BYTES + 2))?;
    let len = rest.iter().position(|byte| !byte.is_ascii_alphanumeric()).unwrap_or(rest.len());
    let ends = match rest.get(len) {
        None => true,
        Some(b'.' | b',') => {
            let ends_in_digit = len.checked_sub(1).and_then(|last| rest.get(last)).is_some_and(u8::is_ascii_digit);
            len > 1 && (!ends_in_digit || rest.get(len + 1).is_none_or(|next| next.is_ascii() && !next.is_ascii_digit()))
        }
        Some(byte) => byte.is_ascii() && *byte != b'\'',
    };
    (ends && (1..=MAX_WORD_BYTES).contains(&len)).then_some(start + len)
}

/// Whether a word can begin with it.
fn is_word_char(c: char) -> bool {
    is_alphanumeric(c)
}

/// Invisible characters that stand inside words.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{ad}' | '\u{200c}' | '\u{200d}' | '\u{2060}' | '\u{640}')
}

/// The end of a character with the marks that follow it.
fn cluster_end(text: &str, start: usize, first: char, limit: usize) -> usize {
    let mut end = start + first.len_utf8();
    while let Some(mark) = text[end..limit].chars().next().filter(|c| is_mark(*c)) {
        end += mark.len_utf8();
    }
    end
}

/// The end of letters with dots between them (`U.S.`, `e.g.`), at least two.
fn acronym_end(text: &str, start: usize) -> Option<usize> {
    let mut end = start;
    let mut letters = 0;
    let mut chars = text[start..].chars();
    loop {
        let letter = chars.next().filter(|c| is_alphabetic(*c));
        let Some(letter) = letter else { break };
        let after_letter = end + letter.len_utf8();
        if chars.next() == Some('.') {
            end = after_letter + 1;
            letters += 1;
        } else {
            // A last letter without its dot (`U.S.A`), unless a word begins with it.
            let next = text[after_letter..].chars().next();
            if letters >= 1 && !next.is_some_and(is_word_char) {
                end = after_letter;
                letters += 1;
            }
            break;
        }
    }
    (letters >= 2).then_some(end)
}

/// Whether the text of a word is letters with dots between them.
fn is_acronym(raw: &str) -> bool {
    raw.bytes().any(|byte| byte == b'.')
        && raw.split('.').all(|part| part.chars().count() <= 1 && part.chars().all(char::is_alphabetic))
}

/// Whether only an `s` follows before the word ends.
fn is_possessive(text: &str, after: usize) -> bool {
    let mut chars = text[after..].chars();
    matches!(chars.next(), Some('s' | 'S')) && !chars.next().is_some_and(|c| is_word_char(c) || matches!(c, '\'' | '’'))
}

/// Words that French, Italian and Catalan shorten before a vowel.
fn is_elision(word: &str) -> bool {
    const ELIDED: [&str; 23] = [
        "l", "d", "j", "m", "n", "s", "c", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu", "gl", "dell", "nell", "sull", "all",
        "dall", "un", "quest", "quell", "sant",
    ];
    ELIDED.iter().any(|elided| elided.eq_ignore_ascii_case(word))
}

#[cfg(test)]
mod tests;
