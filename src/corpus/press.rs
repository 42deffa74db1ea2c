//! Press formats: NITF, and NewsML (G2, and 1 as far as it is alike), which
//! wraps NITF, XHTML or plain text with what is known of it.

use crate::model::Given;

use super::record::Draft;
use super::xml_tree::Node;

/// An item of NewsML; in words why not, if it has no article.
pub(super) fn newsml(item: &Node) -> Result<Draft, String> {
    let status = item.find("pubstatus").and_then(|status| status.attribute("qcode")).unwrap_or_default();
    if status.ends_with("canceled") || status.ends_with("withheld") {
        return Err("its publisher has withdrawn it".to_owned());
    }
    let mut draft = item.find("nitf").map(nitf).unwrap_or_default();
    if draft.text.is_empty() {
        let html = item.find("html").and_then(|html| html.find("body")).or_else(|| item.find("body.content"));
        draft.text = html.map(Node::html).unwrap_or_default();
        draft.is_html = true;
    }
    if draft.text.trim().is_empty() {
        let data = item.find("inlinedata").or_else(|| item.find("datacontent"));
        draft.is_html = data.and_then(|data| data.attribute("contenttype")).is_some_and(|kind| kind.contains("html"));
        draft.text = data.map(|data| data.text().trim().to_owned()).unwrap_or_default();
    }
    if draft.text.trim().is_empty() {
        return Err("it has no text of its own, only what it says of files elsewhere".to_owned());
    }
    let line = |name: &str| item.find(name).and_then(Node::line);
    let named = |name: &str| item.find(name).and_then(|node| node.find("name").and_then(Node::line).or_else(|| literal(node)));
    let given = &mut draft.given;
    given.title = line("headline").or(given.title.take());
    given.outlet = named("provider").or(given.outlet.take());
    let described = || item.nodes().find(|node| node.local() == "contentmeta")?.child("description").and_then(Node::line);
    given.subtitle = given.subtitle.take().or_else(described);
    if given.authors.is_empty() {
        given.authors = line("by").or_else(|| line("byline")).or_else(|| named("creator")).into_iter().collect();
    }
    given.dateline = given.dateline.take().or_else(|| line("dateline"));
    let created = ["firstcreated", "contentcreated", "versioncreated", "thisrevisioncreated"].into_iter().find_map(line);
    given.date = given.date.take().or(created);
    let tag = item.find("language").and_then(|language| language.attribute("tag"));
    given.language = tag.or_else(|| item.attribute("xml:lang")).map(str::to_owned).or(given.language.take());
    draft.id = item.attribute("guid").map(str::to_owned).or_else(|| line("newsitemid")).or(draft.id);
    Ok(draft)
}

fn literal(node: &Node) -> Option<String> {
    node.attribute("literal").map(str::to_owned)
}

/// A document of NITF.
pub(super) fn nitf(nitf: &Node) -> Draft {
    let place = |path: &[&str]| path.iter().try_fold(nitf, |node, name| node.child(name));
    let line = |path: &[&str]| place(path).and_then(Node::line);
    let value = |path: &[&str], name: &str| place(path).and_then(|node| node.attribute(name)).map(str::to_owned);
    let head = place(&["body", "body.head"]);
    let bylines = head.into_iter().flat_map(Node::nodes).filter(|node| node.local() == "byline");
    let dateline = || line(&["body", "body.head", "dateline", "location"]).or_else(|| line(&["body", "body.head", "dateline"]));
    let dates = [
        (&["head", "docdata", "date.issue"][..], "norm"),
        (&["head", "docdata", "date.release"][..], "norm"),
        (&["head", "pubdata"][..], "date.publication"),
        (&["body", "body.head", "dateline", "story.date"][..], "norm"),
    ];
    Draft {
        given: Given {
            title: line(&["body", "body.head", "hedline", "hl1"])
                .or_else(|| line(&["body", "body.head", "hedline"]))
                .or_else(|| line(&["head", "title"])),
            subtitle: line(&["body", "body.head", "abstract"]).or_else(|| line(&["body", "body.head", "hedline", "hl2"])),
            outlet: value(&["head", "pubdata"], "name"),
            authors: bylines.flat_map(authors).collect(),
            date: dates.into_iter().find_map(|(path, name)| value(path, name)),
            language: nitf.attribute("xml:lang").map(str::to_owned),
            agency: line(&["body", "body.head", "distributor"]),
            dateline: dateline(),
            ..Given::default()
        },
        text: place(&["body", "body.content"]).map(Node::html).unwrap_or_default().trim().to_owned(),
        is_html: true,
        url: value(&["head", "pubdata"], "ex-ref"),
        id: value(&["head", "docdata", "doc-id"], "id-string"),
    }
}

/// The persons in a byline, or the byline without what they are.
fn authors(byline: &Node) -> Vec<String> {
    let persons: Vec<String> = byline.nodes().filter(|node| node.local() == "person").filter_map(Node::line).collect();
    if persons.is_empty() { byline.line().into_iter().collect() } else { persons }
}

#[cfg(test)]
mod tests {
    use super::super::Format;
    use super::super::tests::{check, documents};
    use crate::model::Media;

    const NITF: &str = r#"<nitf xml:lang="en"><head><title>Other</title><docdata><doc-id id-string="n1"/><date.issue norm="20260303T080000Z"/></docdata>
<pubdata name="The Quay Courier" date.publication="20260304"/></head>
<body><body.head><hedline><hl1>Harbour <b>shut</b></hl1></hedline><byline>By <person>Ann Lee</person><byttl>Reporter</byttl></byline>
<distributor>Coast Wire</distributor><dateline><location>Ulm</location><story.date norm="20260302"/></dateline><abstract>Ships wait.</abstract></body.head>
<body.content><p>Ice closed the harbour.</p><hl2>Outlook</hl2><p>It may thaw &amp; open.</p></body.content></body></nitf>"#;

    #[test]
    fn nitf() {
        let text = "<p>Ice closed the harbour.</p><h2>Outlook</h2><p>It may thaw &amp; open.</p>";
        check(Format::Xml, NITF, &format!("1 Harbour shut|{text}"));
        let one = documents(Format::Xml, NITF).remove(0);
        assert_eq!(one.media, Media::Html);
        assert_eq!(one.given.subtitle.as_deref(), Some("Ships wait."));
        assert_eq!(one.given.outlet.as_deref(), Some("The Quay Courier"));
        assert_eq!(one.given.agency.as_deref(), Some("Coast Wire"));
        assert_eq!(one.given.authors, ["Ann Lee"]);
        assert_eq!(one.given.date.as_deref(), Some("20260303T080000Z"));
        assert_eq!(one.given.dateline.as_deref(), Some("Ulm"));
    }

    #[test]
    fn newsml() {
        let meta = r#"<itemMeta><provider literal="Coast Wire"/><firstCreated>2026-03-03T08:00:00Z</firstCreated></itemMeta>
<contentMeta><language tag="en"/><headline>Thaw</headline><by>Ann Lee</by></contentMeta>"#;
        let item = |meta: &str, content: &str| format!("<newsItem guid='g1'>{meta}<contentSet>{content}</contentSet></newsItem>");
        let xhtml = "<inlineXML><html xmlns='x'><head><title>T</title></head><body><p>It thaws.</p></body></html></inlineXML>";
        check(Format::Xml, &item(meta, xhtml), "1 Thaw|<p>It thaws.</p>");
        let one = documents(Format::Xml, &item(meta, xhtml)).remove(0);
        assert_eq!((one.given.outlet.as_deref(), one.given.language.as_deref()), (Some("Coast Wire"), Some("en")));
        assert_eq!(
            (one.given.date.as_deref(), &one.given.authors[..]),
            (Some("2026-03-03T08:00:00Z"), &["Ann Lee".to_owned()][..])
        );
        check(Format::Xml, &item("", &format!("<inlineXML>{NITF}</inlineXML>")), &{
            let text = "<p>Ice closed the harbour.</p><h2>Outlook</h2><p>It may thaw &amp; open.</p>";
            format!("1 Harbour shut|{text}")
        });
        check(Format::Xml, &item(meta, "<inlineData contenttype='text/plain'> It thaws. </inlineData>"), "1 Thaw|It thaws.");
        let none = "empty@1 it has no text of its own, only what it says of files elsewhere";
        check(Format::Xml, &item(meta, "<remoteContent href='a.jpg'/>"), none);
        let gone = "<itemMeta><pubStatus qcode='stat:canceled'/></itemMeta>";
        check(Format::Xml, &item(gone, xhtml), "empty@1 its publisher has withdrawn it");
        let message =
            format!("<newsMessage><header/><itemSet>{}{}</itemSet></newsMessage>", item(meta, xhtml), item(meta, xhtml));
        assert_eq!(documents(Format::Xml, &message).len(), 2);
    }
}
