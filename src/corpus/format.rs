//! Names of formats: from a file's name, from the first characters of its
//! text, and from the word a user types after `--format`.
//!
//! What the bytes are (gzip, zstd, nothing) is decided by the bytes themselves
//! when the file is opened; a [`Compression`] here is only what the name says.

use std::path::Path;

use super::xml;

/// What is inside a file once it is unpacked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Plain text: one document.
    Text,
    /// Markdown, with or without front matter: one document.
    Markdown,
    /// HTML or XHTML: one document.
    Html,
    /// JSON: an object, a list of objects, an object that holds such a list.
    Json,
    /// JSON lines: an object a line.
    JsonLines,
    /// A table with commas or semicolons: an article a row.
    Csv,
    /// A table with tabs: an article a row.
    Tsv,
    /// XML: feeds, NITF, NewsML, XHTML.
    Xml,
    /// SGML as Reuters-21578 has it.
    Sgml,
    /// A mail message.
    Eml,
    /// A file of mail messages.
    Mbox,
    /// What a crawler fetched.
    Warc,
    /// A zip archive, of files of the other formats.
    Zip,
    /// A tar archive, of files of the other formats.
    Tar,
}

impl Format {
    /// All formats with the words that name them on the command line, the
    /// first of which is printed.
    pub const ALL: [(Self, &'static [&'static str]); 14] = [
        (Self::Text, &["text", "txt"]),
        (Self::Markdown, &["markdown", "md"]),
        (Self::Html, &["html", "htm", "xhtml"]),
        (Self::Json, &["json"]),
        (Self::JsonLines, &["jsonl", "ndjson"]),
        (Self::Csv, &["csv"]),
        (Self::Tsv, &["tsv"]),
        (Self::Xml, &["xml", "rss", "atom", "rdf", "nitf", "newsml"]),
        (Self::Sgml, &["sgm", "sgml"]),
        (Self::Eml, &["eml"]),
        (Self::Mbox, &["mbox"]),
        (Self::Warc, &["warc"]),
        (Self::Zip, &["zip"]),
        (Self::Tar, &["tar", "tgz"]),
    ];

    /// Reads a format's word, in any case.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        let word = word.to_ascii_lowercase();
        Self::ALL.into_iter().find(|(_, words)| words.contains(&word.as_str())).map(|(format, _)| format)
    }

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        Self::ALL.iter().find(|(format, _)| *format == self).and_then(|(_, words)| words.first()).copied().unwrap_or_default()
    }

    /// Tells a format from the beginning of a text, for standard input and for
    /// files whose name says nothing. Anything that is not plainly something
    /// else is [`Format::Text`].
    #[must_use]
    pub fn sniff(text: &str) -> Self {
        let text = text.trim_start_matches(|c: char| c.is_whitespace() || c == '\u{feff}');
        match text.as_bytes().first() {
            Some(b'<') => match xml::Kind::of_text(text) {
                Some(xml::Kind::Reuters) => Self::Sgml,
                Some(kind) if kind != xml::Kind::Xhtml => Self::Xml,
                _ if looks_like_html(text) => Self::Html,
                _ => Self::Text,
            },
            Some(b'{') => sniff_objects(text),
            Some(b'[') if opens_list(text) => Self::Json,
            Some(b'W') if text.starts_with("WARC/1.") => Self::Warc,
            Some(b'F') if begins_message(text) => Self::Mbox,
            _ => Self::Text,
        }
    }
}

/// How a file's name says it is packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, `.gz`.
    Gzip,
    /// Zstandard, `.zst`.
    Zstd,
}

/// What a file's name says of it; no format if the ending is unknown.
#[must_use]
pub fn of_name(path: &Path) -> (Option<Format>, Compression) {
    let name = path.file_name().map(|name| name.to_string_lossy().to_ascii_lowercase()).unwrap_or_default();
    let (name, compression) = match name.rsplit_once('.') {
        Some((_, "tgz")) => (name.as_str(), Compression::Gzip),
        Some((stem, "gz")) => (stem, Compression::Gzip),
        Some((stem, "zst")) => (stem, Compression::Zstd),
        _ => (name.as_str(), Compression::None),
    };
    // Formats go by the endings of their files.
    let format = name.rsplit_once('.').and_then(|(_, ending)| Format::parse(ending));
    (format, compression)
}

/// Whether a text that opens with `<` is a page: a declaration, a comment, or
/// one of the elements pages and fragments of pages begin with.
fn looks_like_html(text: &str) -> bool {
    const OPENINGS: [&str; 20] = [
        "!doctype", "!--", "html", "head", "body", "meta", "title", "article", "main", "section", "div", "p", "h1", "h2", "span",
        "table", "header", "figure", "a", "br",
    ];
    let Some(rest) = text.strip_prefix('<') else { return false };
    if let Some(rest) = rest.strip_prefix("?xml") {
        // Only an XML file that turns out to be XHTML.
        return rest.chars().take(1000).collect::<String>().to_ascii_lowercase().contains("<html");
    }
    let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '!' | '-'))).unwrap_or(rest.len());
    let name = rest.get(..end).unwrap_or_default().to_ascii_lowercase();
    OPENINGS.contains(&name.as_str()) || name.starts_with("!--")
}

/// Whether a text begins with the line that begins a message: `From ann@post.example Tue Mar  3 …`.
pub(super) fn begins_message(text: &str) -> bool {
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let mut words = text.lines().next().unwrap_or_default().split_whitespace();
    words.next() == Some("From") && words.nth(1).is_some_and(|day| DAYS.contains(&day))
}

/// JSON lines if the first line is a whole object and the next line opens one.
fn sniff_objects(text: &str) -> Format {
    let mut lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
    match (lines.next(), lines.next()) {
        (Some(first), Some(second)) if first.ends_with('}') && second.starts_with('{') => Format::JsonLines,
        _ if opens_object(text) => Format::Json,
        _ => Format::Text,
    }
}

/// Whether `[` is followed by an object or by nothing.
fn opens_list(text: &str) -> bool {
    matches!(text.trim_start_matches('[').trim_start().as_bytes().first(), Some(b'{' | b']'))
}

/// Whether `{` is followed by a key or by nothing.
fn opens_object(text: &str) -> bool {
    matches!(text.trim_start_matches('{').trim_start().as_bytes().first(), Some(b'"' | b'}'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check_name(name: &str, format: Option<Format>, compression: Compression) {
        assert_eq!(of_name(Path::new(name)), (format, compression), "{name}");
    }

    #[track_caller]
    fn check_sniff(text: &str, format: Format) {
        assert_eq!(Format::sniff(text), format, "{text}");
    }

    #[test]
    fn names() {
        check_name("a/b.TXT", Some(Format::Text), Compression::None);
        check_name("b.text", Some(Format::Text), Compression::None);
        check_name("b.md.gz", Some(Format::Markdown), Compression::Gzip);
        check_name("b.HTML.GZ", Some(Format::Html), Compression::Gzip);
        check_name("b.xhtml", Some(Format::Html), Compression::None);
        check_name("b.json", Some(Format::Json), Compression::None);
        check_name("b.ndjson.zst", Some(Format::JsonLines), Compression::Zstd);
        check_name("b.csv", Some(Format::Csv), Compression::None);
        check_name("b.tsv.zst", Some(Format::Tsv), Compression::Zstd);
        check_name("b.tar.gz", Some(Format::Tar), Compression::Gzip);
        check_name("b.tgz", Some(Format::Tar), Compression::Gzip);
        check_name("b.warc.gz", Some(Format::Warc), Compression::Gzip);
        check_name("b.rss", Some(Format::Xml), Compression::None);
        check_name("b.sgm", Some(Format::Sgml), Compression::None);
        check_name("gz", None, Compression::None);
        check_name("b.gz", None, Compression::Gzip);
        check_name("b.pdf", None, Compression::None);
        check_name("folder.txt/", Some(Format::Text), Compression::None);
        check_name("/", None, Compression::None);
    }

    #[test]
    fn sniffed() {
        check_sniff("", Format::Text);
        check_sniff("Rain fell.", Format::Text);
        check_sniff(" \n<!DOCTYPE html><html>", Format::Html);
        check_sniff("<!--x--><p>", Format::Html);
        check_sniff("<p class=a>", Format::Html);
        check_sniff("<?xml version='1.0'?><html xmlns='x'>", Format::Html);
        check_sniff("<?xml version='1.0'?><rss>", Format::Xml);
        check_sniff("<feed xmlns='x'>", Format::Xml);
        check_sniff("<!DOCTYPE lewis SYSTEM \"lewis.dtd\">\n<REUTERS NEWID=\"1\">", Format::Sgml);
        check_sniff("<?xml version='1.0'?><urlset>", Format::Text);
        check_sniff("WARC/1.0\r\n", Format::Warc);
        check_sniff("From a@b Tue Mar  3 08:00:00 2026\nSubject: x", Format::Mbox);
        check_sniff("From London to Paris", Format::Text);
        check_sniff("<3 this", Format::Text);
        check_sniff("{\"a\":1}\n{\"a\":2}", Format::JsonLines);
        check_sniff("{\"a\":1}", Format::Json);
        check_sniff("{\n \"a\":1}", Format::Json);
        check_sniff("{curly} text", Format::Text);
        check_sniff("[ {\"a\":1}]", Format::Json);
        check_sniff("[Reuters] Rain", Format::Text);
    }

    #[test]
    fn words_read_what_they_print() {
        for (format, _) in Format::ALL {
            assert_eq!(Format::parse(format.as_str()), Some(format));
        }
        assert_eq!(Format::parse("JSONL"), Some(Format::JsonLines));
        assert_eq!(Format::parse("pdf"), None);
    }
}
