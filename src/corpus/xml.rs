//! XML, by the name of its outermost element: feeds (RSS 2.0 and 1.0, Atom),
//! press formats (NITF, NewsML-G2, NewsML 1) and XHTML. Everything else is an
//! issue that names the element.

use std::ops::ControlFlow;

use quick_xml::Reader;
use quick_xml::events::Event;

use crate::model::IssueKind;

use super::elements;
use super::press;
use super::run::Run;
use super::stream::Peeked;
use super::xml_tree::{Fault, Node, parse};
use super::{feed, html, records, sgml};

/// What an XML file is by its outermost element.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// RSS 2.0, and RSS 1.0, which is RDF.
    Rss,
    Atom,
    Nitf,
    NewsMl,
    Xhtml,
    Reuters,
}

impl Kind {
    fn of(root: &str) -> Option<Self> {
        let local = root.rsplit(':').next().unwrap_or_default().to_ascii_lowercase();
        match local.as_str() {
            "rss" | "rdf" => Some(Self::Rss),
            "feed" => Some(Self::Atom),
            "nitf" => Some(Self::Nitf),
            "newsitem" | "newsmessage" | "newsml" => Some(Self::NewsMl),
            "html" => Some(Self::Xhtml),
            "reuters" | "lewis" => Some(Self::Reuters),
            _ => None,
        }
    }

    /// What the beginning of a text is, if it is any of these.
    pub(super) fn of_text(text: &str) -> Option<Self> {
        Self::of(&root(text)?)
    }
}

/// Reads an XML file.
pub(super) fn read(peeked: Peeked, run: &mut Run) -> ControlFlow<()> {
    let root = root(&peeked.head_text());
    match root.as_deref().and_then(Kind::of) {
        Some(Kind::Xhtml) => html::read(peeked, run),
        Some(Kind::Reuters) => records(peeked, run, false, sgml::read),
        Some(Kind::Rss) => of_elements(peeked, "item", run, |node, prelude, run| Ok(feed::item(node, prelude, run))),
        Some(Kind::Atom) => of_elements(peeked, "entry", run, |node, prelude, run| Ok(feed::entry(node, prelude, run))),
        Some(Kind::Nitf) => of_elements(peeked, "nitf", run, |node, _, _| Ok(press::nitf(node))),
        Some(Kind::NewsMl) => of_elements(peeked, "newsitem", run, |node, _, _| press::newsml(node)),
        None => {
            let text = match root {
                Some(root) => {
                    let root: String = root.chars().take(40).collect();
                    format!("XML of another kind (its outermost element is `{root}`): RSS, Atom, NITF and NewsML are read")
                }
                None => "not XML: there is no element in it".to_owned(),
            };
            run.issue(None, IssueKind::Malformed, text);
            ControlFlow::Continue(())
        }
    }
}

/// What makes a record of an element; in words, if it has none.
type Take = fn(&Node, &[u8], &Run) -> Result<super::record::Draft, String>;

/// Reads a file whose records are elements of one name.
fn of_elements(peeked: Peeked, name: &'static str, run: &mut Run, take: Take) -> ControlFlow<()> {
    let mut stream = peeked.into_declared_utf8();
    elements::each(&mut stream, name, run, |text, number, prelude, run| {
        let max_nesting = run.options.limits.max_nesting;
        match parse(text, max_nesting) {
            Ok(node) => match take(&node, prelude, run) {
                Ok(draft) => return run.record(draft, number),
                Err(text) => run.issue(Some(number), IssueKind::Empty, text),
            },
            Err(Fault::Malformed(text)) => run.issue(Some(number), IssueKind::Malformed, text),
            Err(Fault::TooDeep) => {
                let text = format!("nested more than {max_nesting} levels deep, the limit for XML; it is left out");
                run.issue(Some(number), IssueKind::Limit, text);
            }
            Err(Fault::TooMany) => {
                run.issue(Some(number), IssueKind::Limit, "it has more than 200,000 elements, the limit; it is left out");
            }
        }
        ControlFlow::Continue(())
    })?;
    if let Some(replaced) = stream.replaced() {
        run.issue(None, IssueKind::Encoding, replaced);
    }
    if run.records() == 0 && run.issues.is_empty() {
        run.issue(None, IssueKind::Empty, "there is no record in it");
    }
    ControlFlow::Continue(())
}

/// The name of the outermost element, from the beginning of a file.
fn root(text: &str) -> Option<String> {
    let mut reader = Reader::from_str(text.trim_start_matches('\u{feff}').trim_start());
    loop {
        match reader.read_event().ok()? {
            Event::Start(tag) | Event::Empty(tag) => return Some(tag.name().as_ref().to_owned()),
            Event::Eof => return None,
            _ => {}
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::check;
    use super::super::{Format, Limits, ReadOptions, tests::check_with};
    use super::*;

    #[test]
    fn roots() {
        let kind = Kind::of_text;
        assert_eq!(kind("<?xml version='1.0'?><!-- x --><!DOCTYPE rss [<!ENTITY a 'b'>]><rss>"), Some(Kind::Rss));
        assert_eq!(kind("<rdf:RDF xmlns='http://purl.org/rss/1.0/'>"), Some(Kind::Rss));
        assert_eq!(kind("\u{feff} <newsMessage"), None, "cut off");
        assert_eq!(kind("<nar:newsItem a='b'>"), Some(Kind::NewsMl));
        assert_eq!(kind("<p>"), None);
    }

    #[test]
    fn other_kinds() {
        let other = "malformed XML of another kind (its outermost element is `urlset`): RSS, Atom, NITF and NewsML are read";
        check(Format::Xml, "<?xml version='1.0'?><urlset><url/></urlset>", other);
        check(Format::Xml, "just text", "malformed not XML: there is no element in it");
        check(Format::Xml, "<html><p>Rain</p></html>", "- |<html><p>Rain</p></html>");
        check(Format::Xml, "<rss><channel/></rss>", "empty there is no record in it");
    }

    #[test]
    fn deep_records() {
        let limits = Limits { max_nesting: 3, ..Limits::default() };
        let options = ReadOptions { limits, ..ReadOptions::default() };
        let deep = "<rss><item><title>A</title></item><item><a><b><c><d/></c></b></a></item><item><a><b><c>x</c></b></a><title>B</title></item></rss>";
        let noted = "1 A|; limit@2 nested more than 3 levels deep, the limit for XML; it is left out; limit@3 nested more than 3 levels deep, the limit for XML; it is left out";
        check_with(Format::Xml, deep.as_bytes(), &options, noted);
    }

    #[test]
    fn a_bad_record_costs_itself() {
        let feed = "<rss><item><title>A</title></item><item><title>B</b></item><item><title>C</title></item></rss>";
        let noted = "1 A|; 3 C|; malformed@2 not valid XML: ill-formed document: expected `</title>`, but `</b>` was found";
        check(Format::Xml, feed, noted);
    }
}
