//! Makes hostile markup harmless before the parser sees it, in one pass over
//! the source.
//!
//! Three things blow up a parser: nesting (recursion), formatting elements
//! left open (each block tag opens them all again), and tags with very many
//! attributes (each is compared with all before). Tags beyond the bounds are
//! left out; text is never lost.
//!
//! What no one reads is left out as well, because parsing it costs half of all
//! time: the inside of scripts that carry no data, of style sheets, drawings and
//! comments (their elements stay), and attributes for scripts.
//!
//! The depth counted here is an upper bound: end tags the author may leave out
//! are taken as missing, except where a sibling of the same name closes them.

use std::borrow::Cow;

use super::unread;

/// Deepest nesting let through.
pub(super) const DEPTH_LIMIT: usize = 480;

/// Deepest nesting let through once tags have looked at [`PATIENCE`] open elements.
const SHALLOW: usize = 64;

/// Open elements that all tags of a page together may have above them: the parser looks
/// through them at many a tag. A page of 5,000 tags nested thirty deep has 150,000.
const PATIENCE: usize = 10_000_000;

/// Most formatting elements open at once.
const FORMATTING_LIMIT: usize = 24;

/// Most attributes of one tag.
const ATTRIBUTE_LIMIT: usize = 400;

/// Scans and, if need be, thins the tags of a page: the source, without those that were left out.
pub(super) fn guard(html: &str) -> Cow<'_, str> {
    let mut scan = Scan { html, at: 0, open: Vec::new(), formatting: 0, above: 0, kept: String::new(), copied: 0 };
    scan.run();
    if scan.copied == 0 {
        return Cow::Borrowed(html);
    }
    scan.kept.push_str(html.get(scan.copied..).unwrap_or_default());
    Cow::Owned(scan.kept)
}

struct Scan<'t> {
    html: &'t str,
    at: usize,
    /// Names of open elements, as hashes of their small letters.
    open: Vec<Name>,
    formatting: usize,
    /// Open elements above all tags so far.
    above: usize,
    kept: String,
    /// Up to where the source was copied or left out; 0 if all is as it was.
    copied: usize,
}

/// A tag name: up to eight small letters in one number.
pub(super) type Name = u64;

pub(super) const fn name(text: &[u8]) -> Name {
    let mut value = 0;
    let mut at = 0;
    while at < text.len() {
        value = (value << 8) | text[at].to_ascii_lowercase() as u64;
        at += 1;
    }
    value
}

/// Names longer than eight letters keep the last eight: enough to pair tags.
pub(super) fn name_of(text: &[u8]) -> Name {
    text.iter().fold(0, |value, byte| (value << 8) | u64::from(byte.to_ascii_lowercase()))
}

const VOID: [Name; 15] = [
    name(b"area"),
    name(b"base"),
    name(b"br"),
    name(b"col"),
    name(b"embed"),
    name(b"hr"),
    name(b"img"),
    name(b"input"),
    name(b"link"),
    name(b"meta"),
    name(b"param"),
    name(b"source"),
    name(b"track"),
    name(b"wbr"),
    name(b"frame"),
];

const FORMATTING: [Name; 14] = [
    name(b"a"),
    name(b"b"),
    name(b"big"),
    name(b"code"),
    name(b"em"),
    name(b"font"),
    name(b"i"),
    name(b"nobr"),
    name(b"s"),
    name(b"small"),
    name(b"strike"),
    name(b"strong"),
    name(b"tt"),
    name(b"u"),
];

/// Elements a sibling of the same name closes.
const SELF_CLOSING: [Name; 8] =
    [name(b"p"), name(b"li"), name(b"dt"), name(b"dd"), name(b"tr"), name(b"td"), name(b"th"), name(b"option")];

/// Elements whose content is not markup.
const RAW: [(&str, Name); 7] = [
    ("script", name(b"script")),
    ("style", name(b"style")),
    ("textarea", name(b"textarea")),
    ("title", name(b"title")),
    ("xmp", name(b"xmp")),
    ("iframe", name(b"iframe")),
    ("noembed", name(b"noembed")),
];

/// Elements inside of which scripts, styles and comments may be text.
const OTHER_RULES: [Name; 5] = [name(b"svg"), name(b"math"), name(b"select"), name(b"noframes"), name(b"plaintext")];

/// Least length of what is worth leaving out, in bytes.
const WORTH: usize = 48;

impl Scan<'_> {
    fn run(&mut self) {
        while let Some(found) = self.rest().find('<') {
            let start = self.at + found;
            let tag = self.html.get(start + 1..).unwrap_or_default();
            let bytes = tag.as_bytes();
            self.at = start + 1;
            match bytes.first() {
                Some(b'!') if tag.starts_with("!--") => {
                    // `<!-->` is a whole comment.
                    let body = tag.get(3..).unwrap_or_default();
                    let len = if body.starts_with('>') { 0 } else { comment_end(body).map_or(body.len(), |end| end + 2) };
                    self.at = (start + 4 + len).min(self.html.len());
                    let inside = self.html.get(start + 4..self.at.saturating_sub(2)).unwrap_or_default();
                    // Comments with odd beginnings and ends are the parser's to tell.
                    if !inside.starts_with(['>', '-'])
                        && !inside.contains("--!>")
                        && self.html.as_bytes().get(self.at) == Some(&b'>')
                    {
                        self.leave_inside(start + 4, start + 4 + inside.len());
                    }
                }
                Some(b'/') if bytes.get(1).is_some_and(u8::is_ascii_alphabetic) => {
                    let name = bytes.get(1..).map(name_bytes).map_or(0, name_of);
                    self.at = start + 1 + tag_end(bytes).0;
                    self.close(name);
                }
                Some(first) if first.is_ascii_alphabetic() => {
                    let text = name_bytes(bytes);
                    let name = name_of(text);
                    let (len, attributes) = tag_end(bytes);
                    self.at = start + 1 + len;
                    if attributes > ATTRIBUTE_LIMIT || !self.open(name) {
                        self.leave_out(start);
                    } else if name == unread::SVG && !tag.get(..len).is_some_and(|tag| tag.ends_with("/>")) {
                        if let Some(inside) = unread::drawing_len(self.rest()) {
                            self.open.pop();
                            self.leave_inside(self.at, self.at + inside);
                            self.open.push(name);
                            self.at += inside;
                        }
                    } else {
                        let tag = tag.get(..len).unwrap_or_default();
                        if attributes > 0 && len >= WORTH {
                            unread::attributes(tag, |range| self.leave(start + 1 + range.start, start + 1 + range.end));
                        }
                        self.raw(name, tag);
                    }
                }
                _ => {}
            }
        }
    }

    /// Passes over the content of an element of the given name that holds no markup.
    fn raw(&mut self, name: Name, tag: &str) {
        let Some((raw, _)) = RAW.iter().find(|(_, raw)| *raw == name) else { return };
        self.open.pop();
        let (from, len) = (self.at, raw_len(self.rest(), raw));
        self.at += len;
        if is_unread(name, tag, self.html.get(from..).unwrap_or_default(), len) {
            self.leave_inside(from, from + len);
        }
    }

    fn rest(&self) -> &str {
        self.html.get(self.at..).unwrap_or_default()
    }

    /// Notes a start tag; false if it must be left out.
    fn open(&mut self, name: Name) -> bool {
        if VOID.contains(&name) {
            return true;
        }
        if SELF_CLOSING.contains(&name) && self.open.last() == Some(&name) {
            self.close(name);
        }
        let is_formatting = FORMATTING.contains(&name);
        self.above += self.open.len();
        let limit = if self.above > PATIENCE { SHALLOW } else { DEPTH_LIMIT };
        if self.open.len() >= limit || (is_formatting && self.formatting >= FORMATTING_LIMIT) {
            return false;
        }
        self.formatting += usize::from(is_formatting);
        self.open.push(name);
        true
    }

    /// Closes the nearest open element of that name and all inside it, except
    /// that formatting elements close only themselves.
    fn close(&mut self, name: Name) {
        // The parser, too, looks no further than its stack; the stack is short.
        let Some(at) = self.open.iter().rposition(|open| *open == name) else { return };
        if FORMATTING.contains(&name) {
            self.open.remove(at);
            self.formatting = self.formatting.saturating_sub(1);
            return;
        }
        // Formatting elements left open outlive the element around them.
        let mut write = at;
        for read in at + 1..self.open.len() {
            if let Some(open) = self.open.get(read).copied().filter(|open| FORMATTING.contains(open))
                && let Some(slot) = self.open.get_mut(write)
            {
                *slot = open;
                write += 1;
            }
        }
        self.open.truncate(write);
    }

    /// Leaves out what stands inside an element or comment.
    fn leave_inside(&mut self, from: usize, to: usize) {
        if to < from + WORTH || self.open.iter().any(|open| OTHER_RULES.contains(open)) {
            return;
        }
        self.leave(from, to);
    }

    fn leave(&mut self, from: usize, to: usize) {
        self.kept.push_str(self.html.get(self.copied..from).unwrap_or_default());
        self.copied = to;
    }

    fn leave_out(&mut self, start: usize) {
        let kept = self.html.get(self.copied..start).unwrap_or_default();
        self.kept.push_str(kept);
        self.kept.push(' ');
        self.copied = self.at;
    }
}

/// Whether the raw text at the start of `rest` is a style sheet or a script
/// without data, and surely ends where it seems to.
fn is_unread(name: Name, tag: &str, rest: &str, len: usize) -> bool {
    let is_script = name == self::name(b"script");
    if !is_script && name != self::name(b"style") {
        return false;
    }
    let end = rest.as_bytes().get(len + 2 + if is_script { 6 } else { 5 });
    // The plus of `ld+json` may be a character reference.
    let is_data = || tag.as_bytes().windows(4).any(|part| part.eq_ignore_ascii_case(b"json"));
    end.is_some_and(|byte| byte.is_ascii_whitespace() || matches!(byte, b'>' | b'/'))
        && !(is_script && (is_data() || rest.get(..len).is_some_and(|text| text.contains("<!--"))))
}

/// The letters of a tag name at the start of `bytes`.
pub(super) fn name_bytes(bytes: &[u8]) -> &[u8] {
    let len = bytes.iter().position(|b| b.is_ascii_whitespace() || matches!(b, b'>' | b'/')).unwrap_or(bytes.len());
    bytes.get(..len).unwrap_or_default()
}

/// Where a tag ends (after its `>`), and how many attributes it may have.
pub(super) fn tag_end(bytes: &[u8]) -> (usize, usize) {
    let mut attributes = 0;
    let mut was = b' ';
    let mut is_value = false;
    let mut at = 0;
    while let Some(byte) = bytes.get(at).copied() {
        at += 1;
        match byte {
            b'>' => return (at, attributes),
            b'"' | b'\'' if was == b'=' && is_value => {
                let len = bytes.get(at..).and_then(|rest| rest.iter().position(|other| *other == byte));
                let Some(len) = len else { break };
                at += len + 1;
            }
            b'=' => is_value = true,
            _ if byte.is_ascii_whitespace() => {}
            _ if was.is_ascii_whitespace() || matches!(was, b'/' | b'"' | b'\'') => {
                attributes += 1;
                is_value = false;
            }
            _ => {}
        }
        // White space may stand between `=` and the quote.
        if !(byte.is_ascii_whitespace() && was == b'=') {
            was = byte;
        }
    }
    (bytes.len(), attributes)
}

/// The length of raw text up to and without its end tag.
fn raw_len(rest: &str, name: &str) -> usize {
    let mut from = 0;
    // One byte is found many times faster than two.
    while let Some(found) = rest.get(from..).and_then(|rest| rest.find('<')) {
        let at = from + found;
        let after = rest.as_bytes().get(at + 1..at + 2 + name.len());
        if after.and_then(|after| after.strip_prefix(b"/")).is_some_and(|tag| tag.eq_ignore_ascii_case(name.as_bytes())) {
            return at;
        }
        from = at + 1;
    }
    rest.len()
}

/// Where `-->` begins.
fn comment_end(rest: &str) -> Option<usize> {
    let mut from = 0;
    while let Some(found) = rest.get(from..).and_then(|rest| rest.find('>')) {
        let at = from + found;
        if rest.as_bytes().get(..at).is_some_and(|before| before.ends_with(b"--")) {
            return Some(at - 2);
        }
        from = at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    //! 1. A harmless page is not copied.
    //! 2. Depth, open formatting and attributes stay within the bounds.
    //! 3. Text is never lost; what is no text is.

    use super::*;

    #[test]
    fn harmless_pages_are_borrowed() {
        let html = "<!doctype html><p>a<p>b<script>if (a<b) '<div><div>'</script><img src='>'><!-- <div> --><b>x</b>";
        assert!(matches!(guard(html), Cow::Borrowed(_)));
    }

    #[test]
    fn what_no_one_reads_is_left_out() {
        let long = "x".repeat(WORTH);
        for (html, expected) in [
            ("<script async>LONG</script >a", "<script async></script >a"),
            ("<style>LONG</STYLE>a<style>b</style>", "<style></STYLE>a<style>b</style>"),
            ("a<!--LONG-->b", "a<!---->b"),
            ("<script type='application/LD+JSON'>LONG</script>", "<script type='application/LD+JSON'>LONG</script>"),
            ("<script><!--<script>LONG</script>--></script>", "<script><!--<script>LONG</script>--></script>"),
            ("<svg><style>LONG</style></svg>", "<svg><style>LONG</style></svg>"),
            ("a<svg b><g><path d='LONG></svg>'/></g></svg>c", "a<svg b></svg>c"),
            ("<svg/><path d='LONG'/>b</svg>", "<svg/><path d='LONG'/>b</svg>"),
            ("<svg><path d='LONG'/><p>b</svg>", "<svg><path d='LONG'/><p>b</svg>"),
            ("<svg><path d='LONG'/>", "<svg><path d='LONG'/>"),
            ("<!--a--!>LONG-->b", "<!--a--!>LONG-->b"),
            ("<!-->LONG-->b", "<!-->LONG-->b"),
            ("<script>LONG", "<script>LONG"),
            ("<!--LONG", "<!--LONG"),
        ] {
            let (html, expected) = (html.replace("LONG", &long), expected.replace("LONG", &long));
            assert_eq!(guard(&html), expected);
        }
    }

    #[test]
    fn depth_is_cut_and_text_kept() {
        let guarded = guard(&("<div>".repeat(20_000) + "deep" + &"</div>".repeat(20_000) + "<p>after")).into_owned();
        assert_eq!(guarded.matches("<div>").count(), DEPTH_LIMIT);
        assert!(guarded.contains("deep") && guarded.contains("<p>after"));
    }

    #[test]
    fn many_deep_tags_are_cut_to_less() {
        let html = "<div>".repeat(400) + &"<div>x</div>".repeat(60_000);
        let guarded = guard(&html).into_owned();
        // Those that are too deep go until end tags have made room.
        assert_eq!(guarded.matches("<div>").count(), 60_400 - (400 - SHALLOW + 1));
        assert_eq!(guarded.matches('x').count(), 60_000);
    }

    #[test]
    fn open_formatting_is_cut() {
        let html = (0..1000).map(|n| format!("<p><font color={n}>x</p>")).collect::<Vec<_>>().concat();
        let guarded = guard(&html);
        assert_eq!(guarded.matches("<font").count(), FORMATTING_LIMIT);
        assert_eq!(guarded.matches('x').count(), 1000);
    }

    #[test]
    fn tags_of_many_attributes_are_cut() {
        let html = (0..1000).map(|n| format!(" a{n}='>'")).collect::<Vec<_>>().concat();
        let guarded = guard(&format!("x<p{html}>y")).into_owned();
        assert_eq!(guarded, "x y");
    }

    #[test]
    fn odd_ends() {
        for html in ["<", "</", "<p", "<!--", "<!-->", "<p a='", "<script>", "<script></scrip", "a<b>c<é", "</p é", "<!---"] {
            assert_eq!(guard(html), html);
        }
    }
}
