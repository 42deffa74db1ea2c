//! Plain text to blocks: a line is a block, except where one sentence or one
//! paragraph was cut into several lines.
//!
//! Invariants:
//!
//! * Every non-blank line is in exactly one block, in order.
//! * Joined lines keep their line breaks: a block's first line and the number
//!   of its line breaks say which source lines it is.
//! * Lines with a blank line between them are never joined.
//!
//! Two reasons to join, both decided on what the whole file shows: the file is
//! hard-wrapped (each line of a paragraph is as full as the next word allows), or a
//! sentence was broken at a link, as dumps of text nodes do. In doubt, lines
//! stay apart: two headlines run together are worse than a sentence in halves.

use crate::model::{Block, Head, Page};
use crate::text::{Language, WordList, detect_language, display_width, fold, is_function_word, is_unspaced};

/// Narrowest and widest column at which files are wrapped.
const WRAP_COLUMNS: std::ops::RangeInclusive<usize> = 45..=110;

/// Fewest full lines that show a file is wrapped.
const WRAPPED_LINES: usize = 6;

/// Columns from which a line is running text rather than a label.
const PROSE_COLUMNS: usize = 40;

/// Most lines joined into one sentence.
const MOST_JOINED: usize = 60;

/// A non-blank line.
struct Line<'t> {
    /// From 1.
    number: u32,
    text: &'t str,
    width: usize,
    indent: usize,
    /// The line before is not blank.
    follows: bool,
}

/// Cuts a text into blocks.
/// Cost: linear in the text.
pub(super) fn page(text: &str) -> Page {
    let lines = lines(text);
    let wrap = wrap_column(&lines);
    let languages: Vec<Language> = detect_language(&sample(&lines), None).into_iter().collect();
    let breaks = breaks(&lines);
    let mut blocks: Vec<Block> = Vec::with_capacity(lines.len());
    let mut at = 0;
    while let Some(first) = lines.get(at) {
        let mut len = 1;
        if let Some(column) = wrap {
            while pair(&lines, at + len).is_some_and(|(line, next)| is_wrapped(line, next, column)) {
                len += 1;
            }
        }
        if len == 1 {
            len = sentence_len(lines.get(at..).unwrap_or_default(), breaks, &languages);
        }
        let taken = lines.get(at..at + len).unwrap_or_default();
        let text = match taken {
            [line] => line.text.to_owned(),
            _ => taken.iter().map(|line| line.text).collect::<Vec<_>>().join("\n"),
        };
        blocks.push(Block::line(first.number, text));
        at += len;
    }
    Page { head: Head::default(), blocks }
}

fn lines(text: &str) -> Vec<Line<'_>> {
    let mut lines: Vec<Line<'_>> = Vec::new();
    let mut is_after_blank = true;
    for (at, raw) in text.lines().enumerate() {
        let line = raw.trim_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        if line.is_empty() {
            is_after_blank = true;
            continue;
        }
        let indent = raw.chars().take_while(|c| c.is_whitespace()).count();
        // Very long lines are paragraphs; how long exactly is of no interest.
        let width = if line.len() > 2_000 { line.len() } else { display_width(line) };
        let number = u32::try_from(at + 1).unwrap_or(u32::MAX);
        lines.push(Line { number, text: line, width, indent, follows: !is_after_blank });
        is_after_blank = false;
    }
    lines
}

/// The longer lines, from which the language shows best.
fn sample(lines: &[Line<'_>]) -> String {
    let mut sample = String::new();
    for line in lines.iter().filter(|line| line.width >= PROSE_COLUMNS) {
        sample.push_str(line.text);
        sample.push('\n');
        if sample.len() > 4_000 {
            break;
        }
    }
    sample
}

/// The line before a line, and that line, if no blank line is between.
fn pair<'l, 't>(lines: &'l [Line<'t>], at: usize) -> Option<(&'l Line<'t>, &'l Line<'t>)> {
    let next = lines.get(at)?;
    next.follows.then(|| lines.get(at.checked_sub(1)?)).flatten().map(|line| (line, next))
}

/// The column at which the file is hard-wrapped, if it is.
///
/// That is so if nearly all lines that another follows are so full that the
/// next word would not have fitted, and many of them end in mid-sentence. Lists of
/// headlines, names and menus fail both.
fn wrap_column(lines: &[Line<'_>]) -> Option<usize> {
    let pairs = || (1..lines.len()).filter_map(|at| pair(lines, at));
    let mut widths: Vec<usize> = pairs().map(|(line, _)| line.width).collect();
    if widths.len() < WRAPPED_LINES {
        return None;
    }
    widths.sort_unstable();
    // A few lines (addresses, say) may stick out.
    let column = widths.get(widths.len() - 1 - widths.len() / 40).copied()?;
    if !WRAP_COLUMNS.contains(&column) {
        return None;
    }
    let mut of_paragraphs = 0;
    let mut full = 0;
    let mut in_mid_sentence = 0;
    for (line, next) in pairs().filter(|(line, _)| line.width * 2 > column) {
        of_paragraphs += 1;
        if is_wrapped(line, next, column) {
            full += 1;
            in_mid_sentence += usize::from(!ends_sentence(line.text));
        }
    }
    let is_wrapped = full >= WRAPPED_LINES && full * 100 >= of_paragraphs * 85 && in_mid_sentence * 100 >= full * 70;
    // A file of which only a corner has paired lines shows nothing.
    (is_wrapped && full * 100 >= lines.len() * 25).then_some(column)
}

/// Whether the next line goes on where this one was full.
fn is_wrapped(line: &Line<'_>, next: &Line<'_>, column: usize) -> bool {
    let word = match next.text.chars().next() {
        Some(c) if is_unspaced(c) => 2,
        _ => display_width(next.text.split_whitespace().next().unwrap_or_default()) + 1,
    };
    line.width + word > column && line.width <= column + 20 && next.indent <= line.indent + 1 && !starts_item(next.text)
}

fn starts_item(text: &str) -> bool {
    let mut chars = text.chars();
    let first = chars.next();
    match chars.next() {
        Some(' ') => matches!(first, Some('•' | '*' | '·' | '▪' | '–' | '-' | '>' | '+' | 'o')),
        Some(')') => first.is_some_and(char::is_alphanumeric),
        _ => false,
    }
}

/// What the text as a whole shows about how its lines came to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Breaks {
    /// Lines are lines of the page.
    Lines,
    /// Each text node stands on a line of its own, so that every link cuts its sentence.
    Nodes,
}

/// Fewest lines that go on with the line above, for a text to be a dump of nodes.
const NODES: usize = 3;

/// Whether the text is a dump of nodes: again and again a line begins with the
/// comma or the small letter that goes on with the line above.
fn breaks(lines: &[Line<'_>]) -> Breaks {
    let goes_on = |(line, next): (&Line<'_>, &Line<'_>)| {
        let is_rest = is_tail(next.text) && next.width >= 12 || is_small(next) && next.width >= PROSE_COLUMNS;
        is_rest && !ends_sentence(line.text)
    };
    let found = (1..lines.len()).filter_map(|at| pair(lines, at)).filter(|pair| goes_on(*pair)).count();
    if found >= NODES { Breaks::Nodes } else { Breaks::Lines }
}

/// How many lines, from the first, are one broken sentence; 1 if none is sure.
fn sentence_len(lines: &[Line<'_>], breaks: Breaks, languages: &[Language]) -> usize {
    let mut len = 1;
    let mut width = lines.first().map_or(0, |line| line.width);
    while len < MOST_JOINED {
        let Some((line, next)) = pair(lines, len) else { break };
        if ends_sentence(line.text) && !is_tail(next.text) {
            break;
        }
        let after = pair(lines, len + 1).map(|(_, after)| after);
        let step = if goes_on(line, next, width, languages) || (breaks == Breaks::Nodes && node_goes_on(line, next, width)) {
            1
        } else if is_bridge(line, next, after, width) || (breaks == Breaks::Nodes && node_is_bridge(line, next, after, width)) {
            2
        } else {
            break;
        };
        width += next.width + if step == 2 { after.map_or(0, |after| after.width) } else { 0 };
        len += step;
    }
    len
}

/// Whether the next line surely goes on with the sentence of this one; `width`
/// is that of all lines joined so far.
fn goes_on(line: &Line<'_>, next: &Line<'_>, width: usize, languages: &[Language]) -> bool {
    if is_tail(next.text) {
        return width >= 12 || next.width >= PROSE_COLUMNS;
    }
    if line.text.split_whitespace().count() >= 3 && ends_open(line.text, languages) {
        return true;
    }
    let is_prose = width >= 20 && next.width >= PROSE_COLUMNS;
    let is_end = width >= PROSE_COLUMNS && ends_sentence(next.text) && next.text.split_whitespace().count() >= 3;
    is_small(next) && (is_prose || is_end)
}

/// The same among text nodes, where a small letter after an open line is nearly
/// always the rest of its sentence.
fn node_goes_on(line: &Line<'_>, next: &Line<'_>, width: usize) -> bool {
    is_small(next) && is_clause(next, width) && !line.text.ends_with('|')
}

/// Whether a line begins with a small letter, and not as the item of a list.
fn is_small(line: &Line<'_>) -> bool {
    line.text.chars().next().is_some_and(char::is_lowercase) && !starts_item(line.text) && !line.text.contains("://")
}

/// Whether a text node is more than a label, below text of the given width.
fn is_clause(line: &Line<'_>, width: usize) -> bool {
    let words = line.text.split_whitespace().count();
    // `tuesday 3 march 2026, 17:25`: in many languages a date begins small.
    let is_date = words <= 7 && line.text.chars().filter(char::is_ascii_digit).count() >= 4 && !ends_sentence(line.text);
    if is_date {
        return false;
    }
    words >= CLAUSE || line.width >= PROSE_COLUMNS || (width >= 25 && words >= 2)
}

/// Words from which a text node is more than a label.
const CLAUSE: usize = 4;

/// Whether the next line is the link in the middle of a sentence that the line
/// after it surely goes on with.
fn is_bridge(line: &Line<'_>, next: &Line<'_>, after: Option<&Line<'_>>, width: usize) -> bool {
    let Some(after) = after else { return false };
    let ends_small = line.text.chars().next_back().is_some_and(|c| c.is_lowercase() || c == ',');
    let goes_on = (is_tail(after.text) && after.text.chars().count() > 1)
        || (after.text.chars().next().is_some_and(char::is_lowercase) && after.width >= PROSE_COLUMNS);
    ends_small && goes_on && width >= 60 && next.width < 60 && !ends_sentence(next.text)
}

/// The same among text nodes.
fn node_is_bridge(line: &Line<'_>, next: &Line<'_>, after: Option<&Line<'_>>, width: usize) -> bool {
    let Some(after) = after else { return false };
    let ends_small = line.text.chars().next_back().is_some_and(|c| c.is_lowercase() || c == ',');
    let goes_on = is_tail(after.text) || (is_small(after) && is_clause(after, width));
    let is_sentence = width >= PROSE_COLUMNS || (line.text.contains(' ') && after.text.split_whitespace().count() >= CLAUSE);
    ends_small && goes_on && is_sentence && next.width < 60 && !ends_sentence(next.text)
}

/// Whether a text begins with a mark that only ends or continues something.
fn is_tail(text: &str) -> bool {
    let mut chars = text.chars();
    let (first, second) = (chars.next(), chars.next());
    matches!(first, Some(',' | '.' | ';' | ')' | '!' | '?' | '’' | '”' | '、' | '。' | '，' | '」' | '』'))
        && (second.is_none_or(|c| c.is_whitespace() || matches!(c, '"' | '”' | '»' | '“' | ')' | '.' | ','))
            || matches!(first, Some('、' | '。' | '，' | '」' | '』')))
        && !text.starts_with("..")
}

/// Whether a line ends on a word that needs another after it.
fn ends_open(text: &str, languages: &[Language]) -> bool {
    if text.ends_with([',', '(', '„', '“', '«']) && text.chars().count() >= PROSE_COLUMNS {
        return !text.ends_with('“') || text.matches('„').count() == 0;
    }
    let last = text.split_whitespace().next_back().unwrap_or_default();
    // Headlines write all words large; only small function words are sure.
    last.chars().next().is_some_and(char::is_lowercase)
        && last.chars().all(char::is_alphabetic)
        && last.chars().count() >= 2
        && is_bound(last)
        && is_function_word(&fold(last), languages)
}

/// Function words that can well end a sentence or a label (`on`, `up`, `auf`)
/// are not sure; articles and `of`, `and` are.
fn is_bound(word: &str) -> bool {
    !WordList::LooseWords.words().contains(&word)
}

fn ends_sentence(text: &str) -> bool {
    let end = text.trim_end_matches(['"', '”', '“', '»', '«', '’', '\'', ')', ']', '」', '』']);
    end.ends_with(['.', '!', '?', '…', ':', '。', '！', '？', '؟', '।', '|'])
}

#[cfg(test)]
mod tests;
