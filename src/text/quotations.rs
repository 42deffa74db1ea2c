//! What stands between quotation marks, in the habits of many languages: “…”, „…“, «…», »…«,
//! 「…」, "…", ‘…’.

use std::ops::Range;

use super::is_alphanumeric;

/// An opening mark and those that close what it opens.
const MARKS: [(char, &str); 13] = [
    ('“', "”\""),
    ('„', "“”\""),
    ('‟', "”"),
    ('«', "»"),
    ('»', "«»"),
    ('‹', "›"),
    ('›', "‹›"),
    ('”', "”"),
    ('"', "\"”"),
    ('「', "」"),
    ('『', "』"),
    ('‘', "’'"),
    ('\'', "'’"),
];

/// The quotations of a paragraph, in bytes, without their marks. One that is not closed goes on to the
/// end, as those do which go on in the next paragraph. Quotations inside quotations are part of the
/// outer one. An apostrophe is no mark.
#[must_use]
pub fn quotations(paragraph: &str) -> Vec<Range<usize>> {
    let mut found = vec![];
    let mut open: Option<(usize, &str, bool)> = None;
    let mut before = None;
    let mut chars = paragraph.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map(|(_, next)| *next);
        let in_word = |c: Option<char>| c.is_some_and(is_alphanumeric);
        let is_single = matches!(c, '\'' | '’' | '‘');
        if let Some((start, closing, _)) = open {
            if closing.contains(c) && !(is_single && in_word(next)) {
                found.push(start..at);
                open = None;
            }
        } else {
            let mark = MARKS.iter().find(|(mark, _)| *mark == c);
            // A single mark opens at the beginning of a word, others not inside one.
            let opens = !in_word(before) && (!is_single || in_word(next)) || matches!(c, '「' | '『');
            if let Some((_, closing)) = mark.filter(|_| opens) {
                open = Some((at + c.len_utf8(), closing, is_single));
            }
        }
        before = Some(c);
    }
    if let Some((start, _, false)) = open {
        found.push(start..paragraph.len());
    }
    found.retain(|range| !range.is_empty());
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_of_many_habits() {
        let inside = |text: &'static str| -> Vec<&str> { quotations(text).into_iter().map(|range| &text[range]).collect() };
        assert_eq!(inside("“We won’t go,” she said. \"Not 'now',\" he said."), ["We won’t go,", "Not 'now',"]);
        assert_eq!(inside("„Nein“, sagte er, »nie«."), ["Nein", "nie"]);
        assert_eq!(inside("« Non », dit-il"), [" Non "]);
        assert_eq!(inside("他说：「不去。」"), ["不去。"]);
        assert_eq!(inside("‘It’s over,’ the sailors’ union said"), ["It’s over,"]);
        assert_eq!(inside("“The first part goes on"), ["The first part goes on"]);
        assert_eq!(inside("the sailors' union won't say 5' 3\""), [""; 0]);
    }
}
