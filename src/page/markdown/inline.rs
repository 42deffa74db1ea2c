//! Marks inside a line of Markdown: emphasis, links, pictures, code, escapes.
//!
//! Marks that pair with nothing are text and stay.

/// The text without marks, and how many bytes of it are in links.
pub(super) fn plain(markdown: &str) -> (String, usize) {
    let mut text = String::with_capacity(markdown.len());
    let mut link_bytes = 0;
    let mut rest = markdown;
    let mut misses = 0;
    let count = |mark: char| markdown.matches(mark).count();
    let counts = [('*', count('*')), ('_', count('_')), ('`', count('`')), ('~', count('~'))];
    while let Some(at) = rest.find(['\\', '[', '!', '*', '_', '`', '<', '~']) {
        let (before, marked) = rest.split_at(at);
        text.push_str(before);
        if let Some(escaped) = marked.strip_prefix('\\').and_then(|after| after.chars().next()).filter(char::is_ascii_punctuation)
        {
            text.push(escaped);
            rest = marked.get(1 + escaped.len_utf8()..).unwrap_or_default();
        } else if let Some((link, after)) = link_within(marked, &mut misses) {
            let is_image = marked.starts_with('!');
            let label = if is_image { emphasis_free(link) } else { flat(link) };
            link_bytes += if is_image { 0 } else { label.len() };
            text.push_str(&label);
            rest = after;
        } else if let Some((address, after)) = autolink(marked) {
            text.push_str(address);
            link_bytes += address.len();
            rest = after;
        } else {
            let mark = marked.chars().next().unwrap_or('*');
            let run = marked.len() - marked.trim_start_matches(mark).len();
            let (run_text, after) = marked.split_at(run.max(mark.len_utf8()));
            if !is_mark(mark, run, &text, after, counts.iter().find(|(of, _)| *of == mark).map_or(0, |(_, count)| *count)) {
                text.push_str(run_text);
            }
            rest = after;
        }
    }
    text.push_str(rest);
    (text, link_bytes)
}

/// The alternative text of a line that is nothing but a picture, linked or not.
pub(super) fn only_image(line: &str) -> Option<&str> {
    if let Some((inner, "")) = line.strip_prefix('[').and_then(|_| link(line)) {
        return only_image_bare(inner);
    }
    only_image_bare(line)
}

fn only_image_bare(line: &str) -> Option<&str> {
    link(line.strip_prefix('!')?).filter(|(_, after)| after.trim().is_empty()).map(|(alt, _)| alt)
}

/// Most brackets of one block that turn out to be no link.
const MISSES: usize = 500;

/// The link or picture at a mark; gives up after very many that are none.
fn link_within<'t>(marked: &'t str, misses: &mut usize) -> Option<(&'t str, &'t str)> {
    let text = marked.strip_prefix('!').unwrap_or(marked);
    if !text.starts_with('[') || *misses > MISSES {
        return None;
    }
    let found = link(text);
    *misses += usize::from(found.is_none());
    found
}

/// The label of the link a text begins with, and what follows the link.
fn link(text: &str) -> Option<(&str, &str)> {
    let inside = text.strip_prefix('[')?;
    let mut depth = 1_usize;
    let end = inside.char_indices().take(2_000).find_map(|(at, c)| {
        match c {
            '[' => depth += 1,
            ']' => depth -= 1,
            _ => {}
        }
        (depth == 0).then_some(at)
    })?;
    let label = inside.get(..end)?;
    let after = inside.get(end + 1..)?;
    let (open, close) = match after.chars().next()? {
        '(' => ('(', ')'),
        '[' => ('[', ']'),
        _ => return None,
    };
    let mut depth = 0_usize;
    let end = after.char_indices().take(4_000).find_map(|(at, c)| {
        if c == open {
            depth += 1;
        } else if c == close {
            depth -= 1;
        }
        (depth == 0).then_some(at)
    })?;
    Some((label, after.get(end + 1..)?))
}

/// A label without its own marks; pictures inside keep their text.
fn flat(label: &str) -> String {
    match only_image_bare(label) {
        Some(alt) => emphasis_free(alt),
        None => emphasis_free(label),
    }
}

fn emphasis_free(label: &str) -> String {
    label.replace("**", "").replace(['*', '`'], "")
}

/// `<http://…>`.
fn autolink(text: &str) -> Option<(&str, &str)> {
    let (address, after) = text.strip_prefix('<').filter(|text| text.starts_with("http"))?.split_once('>')?;
    (address.len() < 2_000 && !address.contains(char::is_whitespace)).then_some((address, after))
}

/// Whether a run of marks is a mark and not text: it touches a word on one side,
/// and underscores stand at the edge of a word.
fn is_mark(mark: char, run: usize, before: &str, after: &str, count: usize) -> bool {
    let left = before.chars().next_back().is_some_and(|c| !c.is_whitespace());
    let right = after.chars().next().is_some_and(|c| !c.is_whitespace());
    match mark {
        '*' => run <= 3 && (left || right) && count > run,
        '_' => {
            let in_word = before.chars().next_back().is_some_and(char::is_alphanumeric)
                && after.chars().next().is_some_and(char::is_alphanumeric);
            run <= 3 && (left || right) && !in_word && count > run
        }
        '`' => count > run,
        '~' => run == 2 && count >= 4,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks() {
        for (markdown, expected, links) in [
            ("**a** _b_ `c` ~~d~~", "a b c d", 0),
            ("2 * 3 and snake_case", "2 * 3 and snake_case", 0),
            ("5* hotel", "5* hotel", 0),
            ("[a](x) [b][1] [c]", "a b [c]", 2),
            ("[a](x_(y)) z", "a z", 1),
            ("x ![alt](y) z", "x alt z", 0),
            ("<http://x.org> <b>", "http://x.org <b>", 12),
            ("\\*a\\* [x](", "*a* [x](", 0),
        ] {
            assert_eq!(plain(markdown), (expected.to_owned(), links), "{markdown}");
        }
    }

    #[test]
    fn pictures() {
        assert_eq!(only_image("![a](b)"), Some("a"));
        assert_eq!(only_image("[![a](b)](c)"), Some("a"));
        assert_eq!(only_image("![a](b) text"), None);
    }
}
