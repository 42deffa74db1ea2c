//! What of a page's markup no one reads, so that it need not be parsed: the
//! inside of drawings, attributes that are for scripts, and addresses of links and pictures.
//!
//! Invariant: what is told here is whole: leaving it out changes no other element,
//! attribute or text.

use std::ops::Range;

use super::guard::{Name, name, name_bytes, name_of, tag_end};

pub(super) const SVG: Name = name(b"svg");

/// Elements of drawings that have no text and end no drawing.
const DRAWING: [Name; 19] = [
    name(b"path"),
    name(b"g"),
    name(b"circle"),
    name(b"rect"),
    name(b"use"),
    name(b"defs"),
    name(b"line"),
    name(b"polygon"),
    name(b"polyline"),
    name(b"ellipse"),
    name(b"symbol"),
    name(b"stop"),
    name(b"lineargradient"),
    name(b"radialgradient"),
    name(b"clippath"),
    name(b"mask"),
    name(b"pattern"),
    name(b"animate"),
    name(b"animatetransform"),
];

/// The length of the inside of a drawing, if nothing but a drawing is in it.
pub(super) fn drawing_len(rest: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        at += rest.get(at..)?.find('<')? + 1;
        let tag = rest.as_bytes().get(at..)?;
        let end = tag.strip_prefix(b"/");
        let name = name_of(name_bytes(end.unwrap_or(tag)));
        if end.is_some() && name == SVG {
            return Some(at - 1);
        }
        if !DRAWING.contains(&name) {
            return None;
        }
        at += tag_end(tag).0;
    }
}

/// Elements whose addresses and names no one reads.
const LINKS: [Name; 8] =
    [name(b"a"), name(b"img"), name(b"source"), name(b"iframe"), name(b"script"), name(b"video"), name(b"audio"), name(b"embed")];

/// What holds addresses and names there.
const ADDRESSES: [&[u8]; 6] = [b"href", b"src", b"srcset", b"sizes", b"alt", b"title"];

/// Calls `leave` with the place of each attribute that no one reads, in the text of a
/// start tag without its `<`. Attributes are cut as the HTML standard says.
pub(super) fn attributes(tag: &str, mut leave: impl FnMut(Range<usize>)) {
    let bytes = tag.as_bytes();
    let find = |from: usize, ends: fn(&u8) -> bool| {
        let rest = bytes.get(from..).unwrap_or_default();
        from + rest.iter().position(ends).unwrap_or(rest.len())
    };
    let element = name_bytes(bytes);
    let is_link = LINKS.contains(&name_of(element));
    let is_unread =
        |name: &[u8]| is_for_scripts(name) || is_link && ADDRESSES.iter().any(|other| name.eq_ignore_ascii_case(other));
    let mut at = element.len();
    loop {
        let start = find(at, |byte| !byte.is_ascii_whitespace() && *byte != b'/');
        if bytes.get(start).is_none_or(|byte| *byte == b'>') {
            return;
        }
        // An equals sign may be the first letter of a name.
        let name_end = find(start + 1, |byte| byte.is_ascii_whitespace() || matches!(byte, b'/' | b'>' | b'='));
        let mut end = name_end;
        let sign = find(name_end, |byte| !byte.is_ascii_whitespace());
        if bytes.get(sign) == Some(&b'=') {
            let value = find(sign + 1, |byte| !byte.is_ascii_whitespace());
            end = match bytes.get(value) {
                Some(b'"') => find(value + 1, |byte| *byte == b'"') + 1,
                Some(b'\'') => find(value + 1, |byte| *byte == b'\'') + 1,
                _ => find(value, |byte| byte.is_ascii_whitespace() || *byte == b'>'),
            };
        }
        if end - start >= WORTH && bytes.get(start..name_end).is_some_and(is_unread) && end < bytes.len() {
            leave(start..end);
        }
        at = end;
    }
}

/// Least length of an attribute that is worth leaving out, in bytes.
const WORTH: usize = 16;

/// Whether an attribute is for scripts.
fn is_for_scripts(name: &[u8]) -> bool {
    let begins = |with: &[u8]| name.get(..with.len()).is_some_and(|start| start.eq_ignore_ascii_case(with));
    begins(b"data-") || begins(b"on")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn left(tag: &str, expected: &str) {
        let (mut kept, mut from) = (String::new(), 0);
        attributes(tag, |range| {
            kept.push_str(&tag[from..range.start]);
            from = range.end;
        });
        kept.push_str(&tag[from..]);
        assert_eq!(kept, expected, "{tag}");
    }

    #[test]
    fn attributes_for_scripts_go() {
        left("p class=a data-things='b > c' id=d>", "p class=a  id=d>");
        left("p DATA-THINGS = \"x x x x x\"id=d>", "p id=d>");
        left("p onclick=doSomething(1)/x id=d>", "p  id=d>");
        left("p data-a=1 on=x>", "p data-a=1 on=x>");
    }

    #[test]
    fn addresses_go_where_no_one_reads_them() {
        left("a class=a href='/news/2025/a.html' rel=author>", "a class=a  rel=author>");
        left("IMG srcset=\"a.jpg 1x, b.jpg 2x\" id=d>", "IMG  id=d>");
        left("link rel=canonical href=/news/2025/a.html>", "link rel=canonical href=/news/2025/a.html>");
    }

    #[test]
    fn others_and_odd_ones_stay() {
        for tag in [
            "p class='data-things=onclick=' title=\"data-things='12345'\">",
            "p =data-things-and-more=1>",
            "p data-things='1234567890",
            "p data-things=1234567890",
            "p",
            "p/",
            "p a=>",
        ] {
            left(tag, tag);
        }
    }
}
