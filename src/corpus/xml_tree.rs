//! One record of XML as a tree, and a tree as text or as HTML.
//!
//! Declared entities are not expanded, so there is nothing to blow up; those of
//! HTML are known, because feeds use them undeclared. Names are in small
//! letters, with their prefix.

use std::borrow::Cow;

use quick_xml::Reader;
use quick_xml::escape::{resolve_html5_entity, unescape_with};
use quick_xml::events::{BytesStart, Event};

/// Elements of one record; a tree takes many times the bytes of its text.
const MAX_ELEMENTS: usize = 200_000;

/// An element.
#[derive(Debug, Default)]
pub(super) struct Node {
    pub(super) name: String,
    attributes: Vec<(String, String)>,
    children: Vec<Child>,
}

#[derive(Debug)]
enum Child {
    Text(String),
    Node(Node),
}

/// Why a record could not be parsed.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Fault {
    Malformed(String),
    TooDeep,
    TooMany,
}

/// Parses one element and what is in it.
pub(super) fn parse(text: &str, max_depth: u32) -> Result<Node, Fault> {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut open: Vec<Node> = vec![Node::default()];
    let mut elements = 0;
    loop {
        let event = reader.read_event().map_err(|error| Fault::Malformed(format!("not valid XML: {error}")))?;
        match event {
            Event::Start(tag) => {
                elements += 1;
                if open.len() > usize::try_from(max_depth).unwrap_or(usize::MAX) {
                    return Err(Fault::TooDeep);
                }
                open.push(node(&tag));
            }
            Event::Empty(tag) => {
                elements += 1;
                add(&mut open, Child::Node(node(&tag)));
            }
            Event::End(_) => {
                if let Some(closed) = open.pop() {
                    add(&mut open, Child::Node(closed));
                }
            }
            Event::Text(text) => add_text(&mut open, &text.xml10_content()),
            Event::CData(text) => add_text(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => match reference.resolve_char_ref() {
                Ok(Some(c)) if c.is_control() && !c.is_whitespace() => {}
                Ok(Some(c)) => add_text(&mut open, c.encode_utf8(&mut [0; 4])),
                Ok(None) => {
                    let name = reference.xml10_content();
                    match resolve_html5_entity(&name) {
                        Some(text) => add_text(&mut open, text),
                        None => add_text(&mut open, &format!("&{name};")),
                    }
                }
                Err(_) => {}
            },
            Event::Eof => break,
            Event::Comment(_) | Event::Decl(_) | Event::PI(_) | Event::DocType(_) => {}
        }
        if elements > MAX_ELEMENTS {
            return Err(Fault::TooMany);
        }
    }
    match (open.pop(), open.is_empty()) {
        (Some(mut outer), true) => outer.take_node().ok_or_else(|| Fault::Malformed("there is no element in it".to_owned())),
        _ => Err(Fault::Malformed("not valid XML: it ends too early".to_owned())),
    }
}

/// Parses as far as it goes: what is open at the end, or where it breaks, ends there.
pub(super) fn parse_start(text: &str) -> Node {
    let mut reader = Reader::from_str(text);
    reader.config_mut().allow_dangling_amp = true;
    let mut open: Vec<Node> = vec![Node::default()];
    while let Ok(event) = reader.read_event() {
        match event {
            Event::Start(tag) if open.len() < 16 => open.push(node(&tag)),
            Event::End(_) if open.len() > 1 => {
                if let Some(closed) = open.pop() {
                    add(&mut open, Child::Node(closed));
                }
            }
            Event::Text(text) => add_text(&mut open, &text.xml10_content()),
            Event::CData(text) => add_text(&mut open, &text.xml10_content()),
            Event::GeneralRef(reference) => {
                let name = reference.xml10_content();
                add_text(&mut open, &unescaped(&format!("&{name};")));
            }
            Event::Empty(tag) => add(&mut open, Child::Node(node(&tag))),
            Event::Start(_) | Event::Eof => break,
            _ => {}
        }
    }
    while open.len() > 1 {
        if let Some(closed) = open.pop() {
            add(&mut open, Child::Node(closed));
        }
    }
    open.pop().unwrap_or_default()
}

/// A text with the entities of HTML replaced; as it is if one makes no sense.
pub(super) fn unescaped(text: &str) -> Cow<'_, str> {
    unescape_with(text, resolve_html5_entity).unwrap_or(Cow::Borrowed(text))
}

fn node(tag: &BytesStart) -> Node {
    let mut attributes = tag.attributes();
    let attributes = attributes.with_checks(false).flatten().map(|attribute| {
        let value: &str = attribute.value.as_ref();
        (attribute.key.as_ref().to_lowercase(), unescaped(value).into_owned())
    });
    let attributes = attributes.collect();
    Node { name: tag.name().as_ref().to_lowercase(), attributes, children: Vec::new() }
}

fn add(open: &mut [Node], child: Child) {
    if let Some(last) = open.last_mut() {
        last.children.push(child);
    }
}

fn add_text(open: &mut [Node], text: &str) {
    let Some(last) = open.last_mut() else { return };
    match last.children.last_mut() {
        Some(Child::Text(before)) => before.push_str(text),
        _ => last.children.push(Child::Text(text.to_owned())),
    }
}

impl Node {
    /// The name without its prefix.
    pub(super) fn local(&self) -> &str {
        self.name.rsplit(':').next().unwrap_or_default()
    }

    /// An attribute that says something.
    pub(super) fn attribute(&self, name: &str) -> Option<&str> {
        let value = self.attributes.iter().find(|(key, _)| key == name).map(|(_, value)| value.trim())?;
        (!value.is_empty()).then_some(value)
    }

    /// The elements in it.
    pub(super) fn nodes(&self) -> impl Iterator<Item = &Node> {
        self.children.iter().filter_map(|child| match child {
            Child::Node(node) => Some(node),
            Child::Text(_) => None,
        })
    }

    fn take_node(&mut self) -> Option<Node> {
        self.children.drain(..).find_map(|child| match child {
            Child::Node(node) => Some(node),
            Child::Text(_) => None,
        })
    }

    /// The element in it that has this name, prefix aside.
    pub(super) fn child(&self, name: &str) -> Option<&Node> {
        self.nodes().find(|node| node.local() == name)
    }

    /// The first element below it, at any depth, that has this name.
    pub(super) fn find(&self, name: &str) -> Option<&Node> {
        let mut waiting: Vec<&Node> = self.nodes().collect();
        waiting.reverse();
        while let Some(node) = waiting.pop() {
            if node.local() == name {
                return Some(node);
            }
            let from = waiting.len();
            waiting.extend(node.nodes());
            if let Some(added) = waiting.get_mut(from..) {
                added.reverse();
            }
        }
        None
    }

    /// All text in it, with single spaces; nothing if there is none.
    pub(super) fn line(&self) -> Option<String> {
        let mut text = String::new();
        self.add_text_to(&mut text);
        let line = crate::text::collapse_whitespace(&text);
        (!line.is_empty()).then_some(line)
    }

    /// All text in it as it stands.
    pub(super) fn text(&self) -> String {
        let mut text = String::new();
        self.add_text_to(&mut text);
        text
    }

    fn add_text_to(&self, text: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(more) => text.push_str(more),
                Child::Node(node) => {
                    node.add_text_to(text);
                    text.push(' ');
                }
            }
        }
    }

    /// What is in it as HTML. The elements of NITF become those of HTML.
    pub(super) fn html(&self) -> String {
        let mut html = String::new();
        self.add_html_to(&mut html);
        html
    }

    fn add_html_to(&self, html: &mut String) {
        for child in &self.children {
            match child {
                Child::Text(text) => escape_into(text, html),
                Child::Node(node) => node.add_element_to(html),
            }
        }
    }

    fn add_element_to(&self, html: &mut String) {
        let name = match self.local() {
            "hl1" => "h1",
            "hl2" => "h2",
            "bq" => "blockquote",
            "media" => "figure",
            "media-caption" => "figcaption",
            "block" => "div",
            // Pictures, sounds and whatever describes them to machines.
            "media-reference" | "media-metadata" | "media-object" | "script" | "style" => return,
            name => name,
        };
        html.push('<');
        html.push_str(name);
        for (key, value) in &self.attributes {
            html.push(' ');
            html.push_str(key);
            html.push_str("=\"");
            escape_into(value, html);
            html.push('"');
        }
        html.push('>');
        if !(self.children.is_empty() && matches!(name, "br" | "hr" | "img" | "meta" | "link" | "col" | "wbr" | "input")) {
            self.add_html_to(html);
            html.push_str("</");
            html.push_str(name);
            html.push('>');
        }
    }
}

fn escape_into(text: &str, html: &mut String) {
    for c in text.chars() {
        match c {
            '&' => html.push_str("&amp;"),
            '<' => html.push_str("&lt;"),
            '>' => html.push_str("&gt;"),
            '"' => html.push_str("&quot;"),
            c => html.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trees() {
        let node = parse("<a x='1 &amp; 2'><dc:b>B &eacute;&#x41;&#3; &bomb; R&D</dc:b><c/>t<![CDATA[<p>]]></a>", 9).unwrap();
        assert_eq!(node.attribute("x"), Some("1 & 2"));
        assert_eq!(node.child("b").unwrap().line().as_deref(), Some("B éA &bomb; R&D"));
        assert_eq!(node.text(), "B éA &bomb; R&D  t<p>");
        assert_eq!(parse("<a><b></a>", 9).unwrap_err(), parse("<a><b></a>", 9).unwrap_err());
        assert!(matches!(parse("<a><b>", 9), Err(Fault::Malformed(_))));
        assert_eq!(parse("<a><b><c></c></b></a>", 2).unwrap_err(), Fault::TooDeep);
        assert_eq!(parse(&format!("<a>{}</a>", "<b/>".repeat(MAX_ELEMENTS)), 2).unwrap_err(), Fault::TooMany);
    }

    #[test]
    fn entities_that_a_document_declares_are_not_expanded() {
        let bomb = "<!DOCTYPE a [<!ENTITY x \"ha\"><!ENTITY y \"&x;&x;\">]><a>&y;</a>";
        assert_eq!(parse(bomb, 9).unwrap().text(), "&y;");
    }

    #[test]
    fn starts() {
        let start = parse_start("<rss><channel><title>Post &amp; Co</title><link/><image><title>No");
        assert_eq!(start.find("channel").unwrap().child("title").unwrap().line().as_deref(), Some("Post & Co"));
    }

    #[test]
    fn html() {
        let node =
            parse("<a><hl2>H</hl2><p class='x&quot;'>1 &lt; 2<br/></p><media><media-caption>C</media-caption></media></a>", 9);
        assert_eq!(
            node.unwrap().html(),
            "<h2>H</h2><p class=\"x&quot;\">1 &lt; 2<br></p><figure><figcaption>C</figcaption></figure>"
        );
    }
}
