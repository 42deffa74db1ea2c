//! Claims in the visible part of a page that markup makes sure of: `time`
//! elements, microdata, and bylines where the head names no author.
//!
//! Text that merely looks like a date or a byline is for the judge.

use dom_query::{Document, Element, NodeData, NodeRef, local_name};

use super::head::push_all;
use crate::model::{Head, Provenance};
use crate::page::hint::{self, Hint};
use crate::page::names;

/// Most bytes of a byline; longer ones are sentences about the author.
const BYLINE_BYTES: usize = 160;

/// Most values of one sort collected.
const MOST: usize = 50;

/// Values found on one pass.
#[derive(Default)]
struct Seen {
    /// `itemprop=datePublished`.
    microdata: Vec<String>,
    /// `time` marked as published, or in the header of the article.
    marked: Vec<String>,
    /// Other `time` in the main part.
    other: Vec<String>,
    /// Authors by microdata or link relation.
    authors: Vec<String>,
    /// Text of elements whose class says byline.
    bylines: Vec<String>,
}

/// Adds the visible claims after those of the head.
/// Cost: one pass over the nodes.
pub(super) fn add_claims(document: &Document, head: &mut Head) {
    let mut seen = Seen::default();
    let wants_authors = head.authors.is_empty();
    for node in document.root().descendants_it() {
        node.query(|tree_node| {
            if let NodeData::Element(element) = &tree_node.data {
                look(&mut seen, &node, element, wants_authors);
            }
        });
    }
    for dates in [&seen.microdata, &seen.marked, &seen.other] {
        push_all(&mut head.dates, dates, Provenance::Structured);
    }
    for (found, from) in [(&seen.authors, Provenance::Structured), (&seen.bylines, Provenance::Page)] {
        if head.authors.is_empty() {
            let names = found.iter().flat_map(|name| names::split(name));
            push_all(&mut head.authors, names.filter(|name| from != Provenance::Page || names::is_person(name)), from);
        }
    }
}

fn look(seen: &mut Seen, node: &NodeRef<'_>, element: &Element, wants_authors: bool) {
    if element.attrs.is_empty() || element.name.local == local_name!("meta") {
        return;
    }
    let itemprop = element.attr_ref(local_name!("itemprop")).unwrap_or_default();
    if element.name.local == local_name!("time") {
        look_at_time(seen, node, element, itemprop);
        return;
    }
    if itemprop.split_ascii_whitespace().any(|word| word == "datePublished") {
        let value = element.attr_ref(local_name!("content")).map_or_else(|| node.text().to_string(), str::to_owned);
        put(&mut seen.microdata, value);
    }
    if !wants_authors {
        return;
    }
    let is_author = itemprop == "author"
        || element.attr_ref(local_name!("rel")).is_some_and(|rel| rel.split_ascii_whitespace().any(|word| word == "author"));
    if is_author && element.name.local != local_name!("link") && !is_beside(node) {
        put_short(&mut seen.authors, node);
    } else if seen.bylines.is_empty()
        && element
            .attr_ref(local_name!("class"))
            .map(hint::read_names)
            .is_some_and(|named| named.hint == Some(Hint::Byline) && named.region.is_none())
        && !is_beside(node)
    {
        put_short(&mut seen.bylines, node);
    }
}

fn look_at_time(seen: &mut Seen, node: &NodeRef<'_>, element: &Element, itemprop: &str) {
    let Some(value) = element.attr_ref(local_name!("datetime")).filter(|value| !value.trim().is_empty()) else { return };
    let class = element.attr_ref(local_name!("class")).unwrap_or_default().to_ascii_lowercase();
    let is_change = |words: &str| words.contains("modif") || words.contains("updat");
    if is_change(&class) || itemprop.contains("dateModified") {
        return;
    }
    let is_marked = element.has_attr("pubdate") || ["publi", "entry-date", "pubdate"].iter().any(|word| class.contains(word));
    if itemprop.contains("datePublished") {
        put(&mut seen.microdata, value.to_owned());
        return;
    }
    match surroundings(node) {
        Place::ArticleHeader => put(&mut seen.marked, value.to_owned()),
        Place::Main | Place::Unknown if is_marked => put(&mut seen.marked, value.to_owned()),
        Place::Main => put(&mut seen.other, value.to_owned()),
        Place::Beside | Place::Changed | Place::Unknown => {}
    }
}

/// Where an element stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    ArticleHeader,
    Main,
    /// In a box, menu, comment or list of other articles.
    Beside,
    /// In an element that says when the page was changed.
    Changed,
    Unknown,
}

/// Looks at up to a dozen elements around; nested articles and links to other
/// articles are beside the main part.
fn surroundings(node: &NodeRef<'_>) -> Place {
    let mut place = Place::Unknown;
    let mut in_header = false;
    for outer in node.ancestors_it(Some(14)) {
        let Some(element) = outer.element_ref() else { continue };
        let class = element.attr_ref(local_name!("class")).unwrap_or_default();
        let lower = class.to_ascii_lowercase();
        if place == Place::Unknown && (lower.contains("modified") || lower.contains("updated")) && !lower.contains("publi") {
            return Place::Changed;
        }
        let named = hint::read_names(class);
        let is_list =
            matches!(element.name.local, local_name!("aside") | local_name!("nav") | local_name!("footer") | local_name!("li"));
        if place == Place::Unknown && (is_list || matches!(named.hint, Some(Hint::Related | Hint::Promotion))) {
            return Place::Beside;
        }
        if matches!(named.region, Some(crate::model::Region::Comments)) || element.name.local == local_name!("aside") {
            return Place::Beside;
        }
        match element.name.local {
            local_name!("header") => in_header = true,
            local_name!("article") if place == Place::Main => return Place::Beside,
            local_name!("article") if in_header => place = Place::ArticleHeader,
            local_name!("article") => place = Place::Main,
            local_name!("main") if place == Place::Unknown => place = Place::Main,
            _ => {}
        }
    }
    place
}

fn is_beside(node: &NodeRef<'_>) -> bool {
    surroundings(node) == Place::Beside
}

fn put(values: &mut Vec<String>, value: String) {
    if values.len() < MOST && value.len() < 200 {
        values.push(value);
    }
}

/// The text of a short element; of a person in microdata, the name alone.
fn put_short(values: &mut Vec<String>, node: &NodeRef<'_>) {
    let name = node.descendants_it().find(|inner| inner.attr("itemprop").is_some_and(|prop| prop.as_ref() == "name"));
    let named = name.as_ref().unwrap_or(node);
    let Some(text) = named.attr("content").map(|content| content.to_string()).or_else(|| short_text(named)) else { return };
    let text = crate::text::collapse_whitespace(&text);
    if !text.is_empty() && text.len() <= BYLINE_BYTES {
        put(values, text);
    }
}

/// The text of an element, unless it is long or has very many nodes.
fn short_text(node: &NodeRef<'_>) -> Option<String> {
    let mut text = String::new();
    for (at, inner) in node.descendants_it().enumerate() {
        let is_long = inner.query_or(false, |inner| {
            if let NodeData::Text { contents } = &inner.data {
                // Indentation between elements may be long, words may not.
                let words = contents.trim();
                text.push_str(if contents.starts_with(char::is_whitespace) { " " } else { "" });
                text.push_str(words.get(..words.floor_char_boundary(2 * BYLINE_BYTES)).unwrap_or_default());
                text.push_str(if contents.ends_with(char::is_whitespace) { " " } else { "" });
            }
            text.len() > 2 * BYLINE_BYTES
        });
        if is_long || at > 200 {
            return None;
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn claims(html: &str) -> (Vec<String>, Vec<String>) {
        let mut head = Head::default();
        add_claims(&Document::from(html), &mut head);
        let values = |claims: Vec<crate::model::Claim>| claims.into_iter().map(|claim| claim.value).collect();
        (values(head.dates), values(head.authors))
    }

    #[test]
    fn times() {
        for (html, expected) in [
            ("<article><header><time datetime=1>", vec!["1"]),
            ("<article><time datetime=2></time><time pubdate datetime=1>", vec!["1", "2"]),
            ("<article><time class=updated datetime=1>", vec![]),
            ("<article><p class=post-modified><time datetime=1>", vec![]),
            ("<article><aside><time datetime=1>", vec![]),
            ("<time datetime=1>", vec![]),
            ("<time class=entry-date datetime=1>", vec!["1"]),
            ("<span itemprop=datePublished content=1>x</span>", vec!["1"]),
        ] {
            assert_eq!(claims(html).0, expected, "{html}");
        }
    }

    #[test]
    fn bylines() {
        for (html, expected) in [
            ("<a rel=author>Ann Lee</a><span class=byline>By Bo Li</span>", vec!["Ann Lee"]),
            ("<span class=byline>By Bo Li and Cy Oz</span>", vec!["Bo Li", "Cy Oz"]),
            ("<div itemprop=author><img><span itemprop=name>Ann</span> writes</div>", vec!["Ann"]),
            ("<article><ul><li><span class=author>Bo Li</span></ul>", vec![]),
        ] {
            assert_eq!(claims(html).1, expected, "{html}");
        }
    }
}
