//! Items of feeds: RSS 2.0, RSS 1.0 and Atom. Their elements go by the names
//! that fields of records have, so `--field` works on them too; a feed has a
//! summary for a text where it does not carry the article itself.

use serde_json::Value;

use super::fields::FieldMap;
use super::record::{Draft, Fields};
use super::run::Run;
use super::xml_tree::{Node, parse_start, unescaped};

/// Prefixes whose elements mean what they are called. Others (`media:title`) describe
/// something else than the article.
const PREFIXES: [&str; 6] = ["", "dc", "dcterms", "content", "atom", "rss"];

/// An item of RSS.
pub(super) fn item(item: &Node, prelude: &[u8], run: &Run) -> Draft {
    let map = &run.options.fields;
    let mut fields = Fields::default();
    for node in item.nodes() {
        let (prefix, local) = split(&node.name);
        match (prefix, local) {
            ("content", "encoded") => add(&mut fields, map, "contenthtml", Some(node.text())),
            ("" | "rss", "title") => add(&mut fields, map, "title", Some(title(&node.text()))),
            ("" | "rss", "author") => add(&mut fields, map, "author", author(&node.text())),
            ("" | "rss", "guid") => {
                let guid = node.line();
                let is_link = node.attribute("ispermalink") != Some("false");
                if let Some(address) = guid.as_ref().filter(|guid| is_link && is_address(guid)) {
                    add(&mut fields, map, "permalink", Some(address.clone()));
                }
                add(&mut fields, map, "guid", guid);
            }
            ("atom", "link") => {}
            _ => any(&mut fields, map, node),
        }
    }
    finish(fields, prelude)
}

/// An entry of Atom.
pub(super) fn entry(entry: &Node, prelude: &[u8], run: &Run) -> Draft {
    let map = &run.options.fields;
    let mut fields = Fields::default();
    let has_date = entry.child("published").is_some();
    for node in entry.nodes() {
        let kind = node.attribute("type").unwrap_or("text");
        match split(&node.name) {
            ("" | "atom", local) => match local {
                "title" => add(&mut fields, map, "title", Some(title(&content(node, kind)))),
                "link" if matches!(node.attribute("rel"), None | Some("alternate")) => {
                    add(&mut fields, map, "link", node.attribute("href").map(str::to_owned));
                }
                "link" => {}
                "category" => {
                    add(&mut fields, map, "category", node.attribute("label").or(node.attribute("term")).map(str::to_owned))
                }
                "content" if matches!(kind, "html" | "xhtml" | "text/html") => {
                    add(&mut fields, map, "contenthtml", Some(content(node, kind)));
                }
                "author" => add(&mut fields, map, "author", node.child("name").and_then(Node::line)),
                "source" => add(&mut fields, map, "source", node.child("title").and_then(Node::line)),
                "updated" if !has_date => add(&mut fields, map, "time", node.line()),
                _ => any(&mut fields, map, node),
            },
            _ => any(&mut fields, map, node),
        }
    }
    finish(fields, prelude)
}

/// The text of an element of Atom, as HTML if it is not plain.
fn content(node: &Node, kind: &str) -> String {
    if kind == "xhtml" { node.html() } else { node.text() }
}

/// An element by its name, or by the name the user gave it.
fn any(fields: &mut Fields, map: &FieldMap, node: &Node) {
    let (prefix, local) = split(&node.name);
    let key = if PREFIXES.contains(&prefix) && map.meaning(&node.name).is_none() { local } else { &node.name };
    add(fields, map, key, Some(node.text()));
}

fn add(fields: &mut Fields, map: &FieldMap, key: &str, text: Option<String>) {
    if let (Some(meaning), Some(text)) = (map.meaning(key), text) {
        fields.add(map, key, meaning, Value::String(text));
    }
}

/// The draft, with what the feed says of itself where the item says nothing.
fn finish(fields: Fields, prelude: &[u8]) -> Draft {
    let mut draft = fields.into_draft(false);
    let start = parse_start(&String::from_utf8_lossy(prelude));
    let of_feed = |name: &str| start.find("channel").or_else(|| start.child("feed")).and_then(|feed| feed.child(name));
    if draft.given.outlet.is_none() {
        draft.given.outlet = of_feed("title").and_then(Node::line).and_then(|title| publisher(&title));
    }
    if draft.given.language.is_none() {
        let stated = of_feed("language").and_then(Node::line);
        let atom = start.child("feed").and_then(|feed| feed.attribute("xml:lang")).map(str::to_owned);
        draft.given.language = stated.or(atom);
    }
    draft
}

/// The publisher in a feed's title. A title of parts (`World - The Post`, `Post > Sport`) does
/// not say which of them it is.
fn publisher(title: &str) -> Option<String> {
    const SIGNS: [&str; 8] = [" - ", " – ", " — ", " | ", " > ", " » ", ": ", " / "];
    let title = unescaped(title);
    (!SIGNS.iter().any(|sign| title.contains(sign))).then(|| title.into_owned())
}

/// A title without tags; many feeds escape it twice.
fn title(text: &str) -> String {
    let text = unescaped(text);
    let mut plain = String::with_capacity(text.len());
    let mut rest: &str = &text;
    while let Some((before, after)) = rest.split_once('<') {
        plain.push_str(before);
        // `<` is a tag only if it looks like one.
        let tag = after.split_once('>').filter(|(tag, _)| tag.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
        rest = if let Some((_, after)) = tag {
            after
        } else {
            plain.push('<');
            after
        };
    }
    plain.push_str(rest);
    plain
}

/// The name in `ann@post.example (Ann Lee)`; an address alone is no name.
fn author(text: &str) -> Option<String> {
    if !text.contains('@') {
        return Some(text.to_owned());
    }
    let (_, rest) = text.split_once('(')?;
    Some(rest.split(')').next().unwrap_or_default().to_owned())
}

fn is_address(text: &str) -> bool {
    text.starts_with("http://") || text.starts_with("https://")
}

fn split(name: &str) -> (&str, &str) {
    name.rsplit_once(':').unwrap_or(("", name))
}

#[cfg(test)]
mod tests {
    use super::super::tests::{check, documents};
    use super::super::{FieldMap, Format, ReadOptions, tests::check_with};
    use super::*;
    use crate::model::Media;

    const RSS: &str = r#"<?xml version="1.0"?><rss version="2.0"><channel><title>The Quay Courier</title><language>en-gb</language>
<image><title>No</title></image>
<item><title>Tide &amp;amp; &lt;b&gt;time&lt;/b&gt;</title><link>https://quay.example/a</link><guid isPermaLink="false">7</guid>
<description>A short one.</description><content:encoded><![CDATA[<p>The tide rose.</p><p>It fell.</p>]]></content:encoded>
<author>ann@quay.example (Ann Lee)</author><pubDate>Tue, 03 Mar 2026 08:00:00 GMT</pubDate><media:title>Picture</media:title></item>
<item><title>Short</title><guid>https://quay.example/b</guid><description>Only this.</description><dc:creator>Bo Ek</dc:creator></item>
</channel></rss>"#;

    #[test]
    fn rss() {
        check(Format::Xml, RSS, "1 Tide & time|<p>The tide rose.</p><p>It fell.</p>; 2 Short|Only this.");
        let found = documents(Format::Xml, RSS);
        let (first, second) = (&found[0], &found[1]);
        assert_eq!((first.media, second.media), (Media::Html, Media::Text));
        assert_eq!((first.given.subtitle.as_deref(), second.given.subtitle.as_deref()), (Some("A short one."), None));
        assert_eq!(first.given.outlet.as_deref(), Some("The Quay Courier"));
        assert_eq!(first.given.language.as_deref(), Some("en-gb"));
        assert_eq!(
            (&first.given.authors[..], &second.given.authors[..]),
            (&["Ann Lee".to_owned()][..], &["Bo Ek".to_owned()][..])
        );
        assert_eq!(first.source.url.as_deref(), Some("https://quay.example/a"));
        assert_eq!(second.source.url.as_deref(), Some("https://quay.example/b"));
        assert_eq!(first.given.date.as_deref(), Some("Tue, 03 Mar 2026 08:00:00 GMT"));
        let rdf = "<rdf:RDF><channel><title>Q</title></channel><item rdf:about='x'><title>A</title><dc:date>2026-03-03</dc:date></item></rdf:RDF>";
        assert_eq!(documents(Format::Xml, rdf)[0].given.date.as_deref(), Some("2026-03-03"));
    }

    #[test]
    fn atom() {
        let feed = r#"<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="fr"><title>Post | Monde</title>
<entry><title type="html">A &amp;lt; B</title><link rel="enclosure" href="x.mp3"/><link href="https://post.example/1"/><id>tag:1</id>
<category term="w"/><category term="p" label="Politics"/><updated>2026-03-04</updated><author><name>Ann Lee</name><email>a@b</email></author>
<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>One <b>two</b></p></div></content></entry>
<entry><title>C</title><published>2026-03-01</published><updated>2026-03-04</updated><summary>Short.</summary></entry></feed>"#;
        let found = documents(Format::Xml, feed);
        assert_eq!(found[0].text, "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>One <b>two</b></p></div>");
        assert_eq!(found[0].given.title.as_deref(), Some("A < B"));
        assert_eq!(found[0].given.date.as_deref(), Some("2026-03-04"));
        assert_eq!(found[0].given.language.as_deref(), Some("fr"));
        assert_eq!(found[0].given.authors, ["Ann Lee"]);
        assert_eq!(found[0].given.sections, ["w", "Politics"]);
        assert_eq!(found[0].given.outlet, None, "of two parts");
        assert_eq!(found[0].source.url.as_deref(), Some("https://post.example/1"));
        assert_eq!(found[1].given.date.as_deref(), Some("2026-03-01"));
        assert_eq!(found[1].text, "Short.");
    }

    #[test]
    fn names_the_user_gives() {
        let options = ReadOptions { fields: FieldMap::parse("text=x:full").unwrap(), ..ReadOptions::default() };
        check_with(Format::Xml, b"<rss><item><description>a</description><x:full>b</x:full></item></rss>", &options, "1 |b");
    }

    #[test]
    fn titles() {
        assert_eq!(title("a &amp; b < c <i>d</i> <3"), "a & b < c d <3");
    }
}
