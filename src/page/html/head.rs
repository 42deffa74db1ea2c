//! What a page claims of itself in its head: structured data first, then
//! `meta` elements, then the title element.
//!
//! Values are decoded and trimmed, nothing else: outlet suffixes of titles stay
//! on, dates stay as written. Days on which a page was changed are never
//! claims. Which claim to believe is not decided here.

use dom_query::{Document, Element, LocalName, NodeData, NodeRef, local_name};

use super::jsonld::{self, Structured};
use crate::model::{Claim, Head, Provenance};
use crate::page::names;

/// `meta` keys by what they claim, best first.
const TITLES: &[&str] = &["twitter:title", "dc.title", "dcterms.title", "sailthru.title", "parsely-title", "headline", "title"];
const DATES: &[&str] = &[
    "article:published_time",
    "article:published",
    "og:article:published_time",
    "og:published_time",
    "datepublished",
    "parsely-pub-date",
    "sailthru.date",
    "cxenseparse:recs:publishtime",
    "cxenseparse:publishtime",
    "cxenseparse:recs:articlepublishtime",
    "dc.date.issued",
    "dcterms.issued",
    "dcterms.date",
    "dc.date",
    "dc.date.created",
    "dcterms.created",
    "article.published",
    "publish-date",
    "publish_date",
    "publishdate",
    "publication_date",
    "publication-date",
    "published-date",
    "published_time",
    "publishedat",
    "pubdate",
    "pub_date",
    "citation_publication_date",
    "citation_date",
    "article_date_original",
    "originalpublicationdate",
    "date_published",
    "rnews:datepublished",
    "bt:pubdate",
    "iso-8601-publish-date",
    "ptime",
    "date",
];
const OUTLETS: &[&str] = &[
    "og:site_name",
    "application-name",
    "publisher",
    "dc.publisher",
    "dcterms.publisher",
    "cxenseparse:recs:publisher",
    "copyright-holder",
];
const AUTHORS: &[&str] = &[
    "author",
    "article:author",
    "og:article:author",
    "parsely-author",
    "sailthru.author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "cxenseparse:author",
    "citation_author",
    "rnews:creator",
    "articleauthor",
    "creator",
];

const SECTIONS: &[&str] =
    &["article:section", "og:article:section", "og:section", "parsely-section", "cxenseparse:category", "section", "category"];
const TAGS: &[&str] = &[
    "article:tag",
    "og:article:tag",
    "news_keywords",
    "parsely-tags",
    "sailthru.tags",
    "keywords",
    "dc.subject",
    "dcterms.subject",
];

/// Most bytes of a value that can be a claim.
const VALUE_BYTES: usize = 2_000;

/// What one pass over the page collects.
#[derive(Default)]
struct Raw {
    /// `meta` keys in small letters, and values.
    metas: Vec<(String, String)>,
    title: Option<String>,
    language: Option<String>,
    canonical: Option<String>,
    scripts: Vec<String>,
}

impl Raw {
    /// Values of the given keys, in the order of the keys.
    fn values<'r>(&'r self, keys: &'r [&str]) -> impl Iterator<Item = &'r str> {
        keys.iter().flat_map(|key| self.metas.iter().filter(move |(name, _)| name == key)).map(|(_, value)| value.as_str())
    }
}

/// Reads the claims of a page's head. Titles are as written, with outlet names.
/// Cost: one pass over the nodes.
pub(super) fn read(document: &Document) -> Head {
    let raw = collect(document);
    let address = raw.canonical.as_deref().into_iter().chain(raw.values(&["og:url"])).find_map(absolute);
    let structured = jsonld::read(&raw.scripts, address.as_deref());
    let mut head = Head::default();

    // What a page shows when it is shared is more often its headline than what it tells search engines.
    push_all(&mut head.titles, raw.values(&["og:title"]), Provenance::Metadata);
    push_all(&mut head.titles, structured.headline.iter().map(String::as_str), Provenance::Structured);
    push_all(&mut head.titles, raw.values(TITLES), Provenance::Metadata);
    push_all(&mut head.titles, raw.title.as_deref(), Provenance::Metadata);

    push_all(&mut head.dates, structured.published.iter().map(String::as_str), Provenance::Structured);
    push_all(&mut head.dates, raw.values(DATES), Provenance::Metadata);

    push_all(&mut head.outlets, structured.publisher.iter().map(String::as_str), Provenance::Structured);
    push_all(&mut head.outlets, raw.values(OUTLETS), Provenance::Metadata);
    push_all(&mut head.outlets, raw.values(&["twitter:site"]).map(|name| name.trim_start_matches('@')), Provenance::Metadata);

    head.authors = authors(&structured, &raw);
    head.sections = labels(structured.sections, &raw, SECTIONS);
    head.tags = labels(structured.tags, &raw, TAGS);
    head.language = raw
        .language
        .as_deref()
        .into_iter()
        .chain(raw.values(&["og:locale", "content-language", "dc.language", "language"]))
        .chain(structured.language.as_deref())
        .map(str::trim)
        .find(|code| (2..=12).contains(&code.len()) && code.is_ascii())
        .map(str::to_owned);
    head.url = address.or_else(|| structured.url.as_deref().and_then(absolute));
    head
}

/// The values of the best place that has any.
fn labels(structured: Vec<String>, raw: &Raw, keys: &[&str]) -> Vec<String> {
    if !structured.is_empty() {
        return structured.iter().map(|value| decode(value)).collect();
    }
    let of_key = |key: &&str| raw.values(&[key]).map(decode).collect::<Vec<_>>();
    keys.iter().map(of_key).find(|values| !values.is_empty()).unwrap_or_default()
}

/// Author names from the best place that names any.
fn authors(structured: &Structured, raw: &Raw) -> Vec<Claim> {
    let mut found = Vec::new();
    push_all(&mut found, structured.authors.iter().flat_map(|name| names::split(name)), Provenance::Structured);
    for key in AUTHORS {
        if found.is_empty() {
            push_all(&mut found, raw.values(&[key]).flat_map(names::split), Provenance::Metadata);
        }
    }
    if found.is_empty() {
        push_all(&mut found, &structured.house, Provenance::Structured);
    }
    found
}

/// Adds values that are new, decoded and not empty.
pub(super) fn push_all<S: AsRef<str>>(claims: &mut Vec<Claim>, values: impl IntoIterator<Item = S>, from: Provenance) {
    for value in values {
        let value = decode(value.as_ref());
        if !value.is_empty() && claims.len() < 40 && !claims.iter().any(|claim| claim.value == value) {
            claims.push(Claim { value, from });
        }
    }
}

/// The text of a value: entities that were encoded twice, stray tags and odd
/// white space are common in machine-made claims.
pub(super) fn decode(value: &str) -> String {
    let value = value.get(..value.floor_char_boundary(VALUE_BYTES)).unwrap_or_default();
    let is_entity = value.split('&').skip(1).any(|after| after.find(';').is_some_and(|end| (2..10).contains(&end)));
    let is_tagged = value.split('<').skip(1).any(|after| after.starts_with(|c: char| c.is_ascii_alphabetic() || c == '/'));
    if is_entity || is_tagged {
        return crate::text::collapse_whitespace(&Document::from(value).text());
    }
    crate::text::collapse_whitespace(value)
}

fn absolute(address: &str) -> Option<String> {
    let address = address.trim();
    let is_web =
        ["http://", "https://"].iter().any(|start| address.get(..start.len()).is_some_and(|a| a.eq_ignore_ascii_case(start)));
    (is_web && address.len() < VALUE_BYTES && !address.contains(char::is_whitespace)).then(|| address.to_owned())
}

fn collect(document: &Document) -> Raw {
    let mut raw = Raw::default();
    for node in document.root().descendants_it() {
        node.query(|tree_node| {
            if let NodeData::Element(element) = &tree_node.data {
                collect_element(&mut raw, &node, element);
            }
        });
    }
    raw
}

fn collect_element(raw: &mut Raw, node: &NodeRef<'_>, element: &Element) {
    match element.name.local {
        local_name!("meta") => collect_meta(raw, element),
        local_name!("title") if raw.title.is_none() => {
            let is_svg = node.parent().is_some_and(|parent| parent.has_name("svg"));
            raw.title = (!is_svg).then(|| node.text().to_string());
        }
        local_name!("html") if raw.language.is_none() => {
            let language = element.attr_ref(local_name!("lang")).or_else(|| element.attr_ref(LocalName::from("xml:lang")));
            raw.language = language.map(str::to_owned);
        }
        local_name!("link") if raw.canonical.is_none() && element.attr_ref(local_name!("rel")) == Some("canonical") => {
            raw.canonical = element.attr_ref(local_name!("href")).map(str::to_owned);
        }
        local_name!("script") => {
            let is_data = element
                .attr_ref(local_name!("type"))
                .is_some_and(|kind| kind.get(..19).is_some_and(|kind| kind.eq_ignore_ascii_case("application/ld+json")));
            if is_data && raw.scripts.len() < 64 {
                raw.scripts.push(node.text().to_string());
            }
        }
        _ => {}
    }
}

fn collect_meta(raw: &mut Raw, element: &Element) {
    let Some(value) = element.attr_ref(local_name!("content")).filter(|value| !value.trim().is_empty()) else { return };
    let value = value.get(..value.floor_char_boundary(VALUE_BYTES)).unwrap_or_default();
    for attribute in [local_name!("property"), local_name!("name"), local_name!("itemprop"), local_name!("http-equiv")] {
        let is_itemprop = attribute == local_name!("itemprop");
        let Some(keys) = element.attr_ref(attribute) else { continue };
        for key in keys.split_ascii_whitespace().take(4) {
            // Microdata of other things on the page use general words.
            if raw.metas.len() < 1_000 && (!is_itemprop || matches!(key, "datePublished" | "headline")) {
                raw.metas.push((key.to_ascii_lowercase(), value.to_owned()));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    //! 1. Claims stand in the order of trust and say where they were found.
    //! 2. Days of change are never publication dates.
    //! 3. Values are decoded once more than the parser does.

    use dom_query::Document;

    use super::*;

    fn values(claims: &[Claim]) -> Vec<&str> {
        claims.iter().map(|claim| claim.value.as_str()).collect()
    }

    #[test]
    fn order_of_trust() {
        let head = read(&Document::from(
            r#"<html lang="de-AT"><title>A - Paper</title><meta property="og:title" content="A og">
            <meta name="twitter:title" content="A tw"><meta property="og:site_name" content="Paper">
            <meta name="date" content="2020-01-03"><meta property="article:published_time" content="2020-01-02">
            <meta property="article:modified_time" content="2021-01-01"><meta name="author" content="By Ann Lee and Bo Li">
            <meta name="keywords" content="a, b"><meta property="article:tag" content="Tea &amp;amp; cake"><meta property="article:tag" content="c">
            <link rel="canonical" href="https://x.org/a"><meta name="twitter:site" content="@paper">
            <script type="application/ld+json">{"@type":"NewsArticle","headline":"A &amp; ld","datePublished":"2020-01-01",
            "articleSection":["Food"],"dateModified":"2022-01-01","publisher":{"name":"The Paper"}}</script>"#,
        ));
        assert_eq!(values(&head.titles), ["A og", "A & ld", "A tw", "A - Paper"]);
        assert_eq!(values(&head.dates), ["2020-01-01", "2020-01-02", "2020-01-03"]);
        let from: Vec<_> = head.dates.iter().map(|date| date.from).collect();
        assert_eq!(from, [Provenance::Structured, Provenance::Metadata, Provenance::Metadata]);
        assert_eq!(values(&head.outlets), ["The Paper", "Paper", "paper"]);
        assert_eq!(values(&head.authors), ["Ann Lee", "Bo Li"]);
        assert_eq!(
            (&head.sections[..], &head.tags[..]),
            (&["Food".to_owned()][..], &["Tea & cake".to_owned(), "c".to_owned()][..])
        );
        assert_eq!(head.language.as_deref(), Some("de-AT"));
        assert_eq!(head.url.as_deref(), Some("https://x.org/a"));
    }

    #[test]
    fn addresses_are_absolute() {
        for (href, expected) in [("/a", None), ("javascript:x", None), (" HTTPS://x.org/ ", Some("HTTPS://x.org/")), ("é", None)]
        {
            assert_eq!(absolute(href).as_deref(), expected);
        }
    }

    #[test]
    fn values_are_decoded() {
        assert_eq!(decode(" Tom &amp; <i>Jerry</i>\n"), "Tom & Jerry");
        assert_eq!(decode("AT&T; 5 < 6"), "AT&T; 5 < 6");
        assert_eq!(decode("R&D"), "R&D");
    }
}
