//! Markdown to blocks, line by line: headings, list items, quotations,
//! paragraphs, pictures and code, without the marks.
//!
//! Invariants: a block says its first line; lines joined into a paragraph keep
//! their line breaks; no text is lost but rules, comments and link targets.
//!
//! A small reader for what news in Markdown uses, not a full one: tables stay
//! rows of text, HTML inside stays as it is, and reference links keep their text.

mod inline;

use crate::model::{Block, BlockKind, Head, Page, Region};

/// Cuts a Markdown text into blocks.
/// Cost: linear in the text.
pub(super) fn page(text: &str) -> Page {
    let mut reader = Reader::default();
    for (at, line) in text.lines().enumerate() {
        reader.line(u32::try_from(at + 1).unwrap_or(u32::MAX), line);
    }
    reader.flush();
    Page { head: Head::default(), blocks: reader.blocks }
}

#[derive(Default)]
struct Reader {
    blocks: Vec<Block>,
    /// The block being read: kind, first line, raw lines.
    open: Option<(BlockKind, u32, Vec<String>)>,
    /// The fence that ends the code being read.
    fence: Option<&'static str>,
    in_comment: bool,
}

impl Reader {
    fn line(&mut self, number: u32, raw: &str) {
        let line = raw.trim();
        if let Some(fence) = self.fence {
            if line.starts_with(fence) {
                self.fence = None;
            } else if !line.is_empty() {
                self.put(number, raw.trim_end(), BlockKind::Paragraph, 0);
            }
            return;
        }
        let without = self.without_comments(line);
        let line = without.trim();
        if line.is_empty() {
            self.flush();
            return;
        }
        if let Some(fence) = ["```", "~~~"].into_iter().find(|fence| line.starts_with(fence)) {
            self.flush();
            self.fence = Some(fence);
        } else if let Some((level, text)) = heading(line) {
            self.flush();
            self.whole(number, BlockKind::Heading(level), text);
        } else if let Some(level) = self.underline(line) {
            if let Some((kind, _, _)) = &mut self.open {
                *kind = BlockKind::Heading(level);
            }
            self.flush();
        } else if is_rule(line) {
            self.flush();
        } else if let Some(alt) = inline::only_image(line) {
            self.flush();
            self.whole(number, BlockKind::Caption, alt);
        } else if is_definition(line) {
            self.flush();
        } else if let Some(text) = line.strip_prefix('>') {
            let text = text.trim_start_matches(['>', ' ']);
            if text.is_empty() {
                self.flush();
            } else {
                self.go_on(number, BlockKind::Quote, text);
            }
        } else if let Some(text) = item(line) {
            self.flush();
            self.open = Some((BlockKind::ListItem, number, vec![text.to_owned()]));
        } else {
            let kind = self.open.as_ref().map_or(BlockKind::Paragraph, |open| open.0);
            self.go_on(number, kind, line);
        }
    }

    /// Adds a line to the open block of that kind, or opens one.
    fn go_on(&mut self, number: u32, kind: BlockKind, text: &str) {
        match &mut self.open {
            Some((open, _, lines)) if *open == kind => lines.push(text.to_owned()),
            _ => {
                self.flush();
                self.open = Some((kind, number, vec![text.to_owned()]));
            }
        }
    }

    fn whole(&mut self, number: u32, kind: BlockKind, text: &str) {
        self.open = Some((kind, number, vec![text.to_owned()]));
        self.flush();
    }

    /// Ends the open block.
    fn flush(&mut self) {
        let Some((kind, number, lines)) = self.open.take() else { return };
        let (text, link_bytes) = inline::plain(&lines.join("\n"));
        self.put(number, &text, kind, link_bytes);
    }

    fn put(&mut self, number: u32, text: &str, kind: BlockKind, link_bytes: usize) {
        let lead = text.len() - text.trim_start().len();
        // Lines that are empty without their marks must not shift the count.
        let skipped = text.get(..lead).unwrap_or_default().matches('\n').count();
        let trimmed = text.trim();
        if trimmed.is_empty() {
            return;
        }
        self.blocks.push(Block {
            line: Some(number.saturating_add(u32::try_from(skipped).unwrap_or(0))),
            text: trimmed.to_owned(),
            kind,
            region: Region::Unknown,
            link_bytes: u32::try_from(link_bytes.min(trimmed.len())).unwrap_or(u32::MAX),
            in_main: false,
            hint: None,
        });
    }

    /// The level of a heading whose underline this line is.
    fn underline(&self, line: &str) -> Option<u8> {
        let (kind, _, lines) = self.open.as_ref()?;
        if *kind != BlockKind::Paragraph || lines.len() > 3 {
            return None;
        }
        match line.chars().next()? {
            '=' if line.chars().all(|c| c == '=') => Some(1),
            '-' if line.len() >= 2 && line.chars().all(|c| c == '-') => Some(2),
            _ => None,
        }
    }

    /// The line without what stands in `<!-- -->`, which may span lines.
    fn without_comments(&mut self, line: &str) -> String {
        let mut kept = String::new();
        let mut rest = line;
        loop {
            let mark = if self.in_comment { "-->" } else { "<!--" };
            let Some((before, after)) = rest.split_once(mark) else {
                if !self.in_comment {
                    kept.push_str(rest);
                }
                return kept;
            };
            if !self.in_comment {
                kept.push_str(before);
            }
            self.in_comment = !self.in_comment;
            rest = after;
        }
    }
}

fn heading(line: &str) -> Option<(u8, &str)> {
    let text = line.trim_start_matches('#');
    let level = u8::try_from(line.len() - text.len()).ok().filter(|level| (1..=6).contains(level))?;
    if !text.is_empty() && !text.starts_with([' ', '\t']) {
        return None;
    }
    Some((level, text.trim().trim_end_matches('#').trim_end()))
}

fn is_rule(line: &str) -> bool {
    ['-', '*', '_'].into_iter().any(|mark| line.matches(mark).count() >= 3 && line.chars().all(|c| c == mark || c == ' '))
}

/// Whether a line only gives the target of a reference link.
fn is_definition(line: &str) -> bool {
    line.strip_prefix('[').and_then(|rest| rest.split_once("]:")).is_some_and(|(name, target)| {
        let target = target.trim_start();
        !name.contains(']') && (target.starts_with("http") || target.starts_with('<') || target.starts_with('/'))
    })
}

/// The text of a list item.
fn item(line: &str) -> Option<&str> {
    if let Some(text) = ["- ", "* ", "+ ", "• "].into_iter().find_map(|mark| line.strip_prefix(mark)) {
        return Some(text.trim_start());
    }
    let text = line.trim_start_matches(|c: char| c.is_ascii_digit());
    // `1990. It was a good year` is a sentence.
    let digits = line.len() - text.len();
    (1..=3).contains(&digits).then(|| text.strip_prefix(". ").or_else(|| text.strip_prefix(") "))).flatten().map(str::trim_start)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One line a block: line number, kind, link bytes if any, text.
    #[track_caller]
    fn check(markdown: &str, expected: &[&str]) {
        let shown: Vec<String> = page(markdown)
            .blocks
            .iter()
            .map(|block| {
                let links = if block.link_bytes == 0 { String::new() } else { format!(" @{}", block.link_bytes) };
                format!("{} {:?}{links}: {}", block.line.unwrap_or(0), block.kind, block.text.replace('\n', "/"))
            })
            .collect();
        assert_eq!(shown, expected, "{markdown}");
    }

    #[test]
    fn blocks() {
        check("# A #\n\nb\nc\n\n- d\n  e\n- f", &["1 Heading(1): A", "3 Paragraph: b/c", "6 ListItem: d/e", "8 ListItem: f"]);
        check("A\n===\nB\n---\n\n---\nc", &["1 Heading(1): A", "3 Heading(2): B", "7 Paragraph: c"]);
        check("> a\n> b\n\n1. c\n2) d", &["1 Quote: a/b", "4 ListItem: c", "5 ListItem: d"]);
        check("![a cat](x.jpg)\ntext", &["1 Caption: a cat", "2 Paragraph: text"]);
        check("```rust\na *b*\n\nc\n```\nd", &["2 Paragraph: a *b*", "4 Paragraph: c", "6 Paragraph: d"]);
        check("a <!-- b\nc --> d\n\n#tag\n\n[1]: http://x", &["1 Paragraph: a/d", "4 Paragraph: #tag"]);
        check("1990. It was", &["1 Paragraph: 1990. It was"]);
    }

    #[test]
    fn inline_marks() {
        check("see [the *page*](http://x \"t\") **now**", &["1 Paragraph @8: see the page now"]);
    }
}
