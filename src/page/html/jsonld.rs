//! JSON-LD: finds the node that is this page's article among lists of others,
//! and reads what it claims.
//!
//! Broken JSON is mended where it is cheap (comment wrappers, control
//! characters in strings, trailing commas) and passed over otherwise. Depth is
//! bounded by the parser.

use std::collections::HashMap;

use serde_json::{Map, Value};

/// What structured data say of the article.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Structured {
    pub(super) headline: Option<String>,
    pub(super) published: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) authors: Vec<String>,
    /// Organizations named as the author that are the publisher too.
    pub(super) house: Vec<String>,
    pub(super) sections: Vec<String>,
    pub(super) tags: Vec<String>,
    pub(super) language: Option<String>,
    pub(super) url: Option<String>,
}

type Node = Map<String, Value>;

/// Most nodes looked at.
const NODES: usize = 2_000;

/// Reads the scripts of a page; `address` is the page's own, if it names one.
pub(super) fn read(scripts: &[String], address: Option<&str>) -> Structured {
    let values: Vec<Value> = scripts.iter().filter_map(|script| parse(script)).collect();
    let nodes = nodes(&values);
    let by_id: HashMap<&str, &Node> = nodes
        .iter()
        .filter(|node| node.len() > 1)
        .filter_map(|node| node.get("@id").and_then(Value::as_str).map(|id| (id, *node)))
        .collect();
    // The first of the best kind; a node that names the page's address wins among equals.
    let mut best: Option<(u8, &Node)> = None;
    for node in &nodes {
        let rank =
            2 * kind_rank(node) + u8::from(address.is_some_and(|address| addresses(node).any(|own| same_page(own, address))));
        if rank >= 2 && best.is_none_or(|(best, _)| rank > best) {
            best = Some((rank, node));
        }
    }
    let Some((rank, article)) = best else { return Structured::default() };
    let is_article = rank >= 4;
    let publishers: Vec<String> = ["publisher", "sourceOrganization", "copyrightHolder", "provider"]
        .iter()
        .flat_map(|key| names(article.get(*key), &by_id).into_iter().map(|(name, _)| name))
        .collect();
    let mut authors = ["author", "creator"].iter().filter(|_| is_article).map(|key| names(article.get(*key), &by_id));
    let authors = authors.find(|names| !names.is_empty()).unwrap_or_default();
    let is_house = |(name, is_person): &(String, bool)| !is_person && publishers.contains(name);
    let all_house = authors.iter().all(is_house);
    let (house, authors) = authors.into_iter().partition::<Vec<_>, _>(|_| all_house);
    let only_names = |names: Vec<(String, bool)>| names.into_iter().map(|(name, _)| name).collect();
    Structured {
        headline: ["headline", "name"].iter().filter(|_| is_article).find_map(|key| article.get(*key).and_then(first_text)),
        published: article.get("datePublished").and_then(first_text),
        publisher: publishers.into_iter().next(),
        authors: only_names(authors),
        house: only_names(house),
        sections: only_names(names(article.get("articleSection"), &by_id)),
        tags: only_names(names(article.get("keywords"), &by_id)),
        language: article.get("inLanguage").and_then(first_text),
        url: addresses(article).next().map(str::to_owned),
    }
}

/// How surely a node is the article: 2 by its type, 1 if it is a page or a
/// video with a date, 0 otherwise.
fn kind_rank(node: &Node) -> u8 {
    let is = |test: fn(&str) -> bool| match node.get("@type") {
        Some(Value::String(kind)) => test(kind),
        Some(Value::Array(kinds)) => kinds.iter().filter_map(Value::as_str).any(test),
        _ => false,
    };
    // `Report` and `Posting` take in ScholarlyArticle's and BlogPosting's kin.
    let is_page = node.contains_key("datePublished")
        && is(|kind| kind.ends_with("Page") || kind == "VideoObject" || kind == "CreativeWork");
    if is(|kind| kind.ends_with("Article") || kind.ends_with("Posting") || kind == "Report" || kind.ends_with("Report")) {
        2
    } else {
        u8::from(is_page)
    }
}

/// All nodes that may be the page's own, in order: the top, lists at the top,
/// graphs, and what a page is about. Lists of other articles are not entered.
fn nodes(values: &[Value]) -> Vec<&Node> {
    let mut nodes = Vec::new();
    let mut open: Vec<&Value> = values.iter().rev().collect();
    while let Some(value) = open.pop() {
        match value {
            Value::Array(items) => open.extend(items.iter().rev().take(NODES)),
            Value::Object(node) if nodes.len() < NODES => {
                nodes.push(node);
                for key in ["mainEntityOfPage", "mainEntity", "@graph"] {
                    open.extend(node.get(key).filter(|value| value.is_object() || value.is_array()));
                }
            }
            _ => {}
        }
    }
    nodes
}

/// Addresses a node gives for itself.
fn addresses(node: &Node) -> impl Iterator<Item = &str> {
    ["mainEntityOfPage", "url", "@id"].into_iter().filter_map(|key| match node.get(key)? {
        Value::String(address) => Some(address.as_str()),
        Value::Object(page) => ["@id", "url"].iter().find_map(|key| page.get(*key).and_then(Value::as_str)),
        _ => None,
    })
}

fn same_page(one: &str, other: &str) -> bool {
    fn bare(address: &str) -> &str {
        let address = address.trim().split(['#', '?']).next().unwrap_or_default().trim_end_matches('/');
        address.split_once("://").map_or(address, |(_, rest)| rest)
    }
    bare(one) == bare(other)
}

fn first_text(value: &Value) -> Option<String> {
    match value {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Array(items) => items.iter().find_map(|item| item.as_str().map(str::to_owned)),
        Value::Object(node) => {
            ["@value", "name"].iter().find_map(|key| node.get(*key).and_then(Value::as_str)).map(str::to_owned)
        }
        _ => None,
    }
}

/// Names in a value, and whether they are of persons.
fn names(value: Option<&Value>, by_id: &HashMap<&str, &Node>) -> Vec<(String, bool)> {
    let mut found = Vec::new();
    let items = match value {
        Some(Value::Array(items)) => items.as_slice(),
        Some(item) => std::slice::from_ref(item),
        None => &[],
    };
    for item in items.iter().take(50) {
        match item {
            // A list in a list, one for each kind of author.
            Value::Array(inner) => found.extend(inner.iter().take(50).filter_map(Value::as_object).flat_map(named)),
            Value::String(name) => match by_id.get(name.as_str()) {
                Some(node) => found.extend(named(node)),
                None => found.push((name.clone(), true)),
            },
            Value::Object(node) => {
                let target = node.get("@id").and_then(Value::as_str).and_then(|id| by_id.get(id)).copied();
                let own = named(node);
                if own.is_empty() {
                    found.extend(target.map(named).unwrap_or_default());
                } else {
                    found.extend(own);
                }
            }
            _ => {}
        }
    }
    found
}

/// The names of one node.
fn named(node: &Node) -> Vec<(String, bool)> {
    let is_organization = node
        .get("@type")
        .and_then(first_text)
        .is_some_and(|kind| kind.ends_with("Organization") || kind.ends_with("Corporation"));
    match node.get("name") {
        Some(Value::Array(names)) => {
            names.iter().filter_map(Value::as_str).map(|name| (name.to_owned(), !is_organization)).take(50).collect()
        }
        Some(value) => first_text(value).map(|name| (name, !is_organization)).into_iter().collect(),
        None => {
            let part = |key| node.get(key).and_then(Value::as_str).unwrap_or_default();
            let full = format!("{} {}", part("givenName"), part("familyName"));
            if full.trim().is_empty() { Vec::new() } else { vec![(full.trim().to_owned(), true)] }
        }
    }
}

/// Parses a script, mending it if it is broken.
fn parse(script: &str) -> Option<Value> {
    let text = unwrap(script);
    if text.is_empty() {
        return None;
    }
    serde_json::from_str(text).or_else(|_| serde_json::from_str(&mend(text))).ok()
}

/// The script without comment and CDATA marks around it.
fn unwrap(script: &str) -> &str {
    // `<![CDATA[` has a bracket of its own.
    let script = match script.split_once("CDATA[") {
        Some((before, after)) if before.len() < 20 => after,
        _ => script,
    };
    let script = script.find(['{', '[']).and_then(|start| script.get(start..)).unwrap_or_default();
    let script = script.trim_end();
    let script = script.strip_suffix("-->").unwrap_or(script).trim_end().trim_end_matches("//").trim_end();
    let script = script.strip_suffix("]]>").unwrap_or(script).trim_end().trim_end_matches("//").trim_end_matches("/*");
    script.trim_end().trim_end_matches(';')
}

/// Spaces for control characters, no commas before a closing bracket.
fn mend(text: &str) -> String {
    let mut mended = String::with_capacity(text.len());
    let mut in_string = false;
    let mut is_escaped = false;
    for c in text.chars() {
        if in_string {
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                '"' => in_string = false,
                _ => {}
            }
        } else {
            match c {
                '"' => in_string = true,
                '}' | ']' => {
                    let len = mended.trim_end().len();
                    if mended.get(..len).is_some_and(|text| text.ends_with(',')) {
                        mended.truncate(len - 1);
                    }
                }
                _ => {}
            }
        }
        mended.push(if c.is_control() { ' ' } else { c });
    }
    mended
}

#[cfg(test)]
mod tests {
    //! 1. The page's own article is found among others.
    //! 2. Authors are all that are named, but the publisher apart; references are followed.
    //! 3. Broken scripts are mended or passed over.

    use super::*;

    fn one(script: &str) -> Structured {
        read(&[script.to_owned()], Some("https://x.org/b"))
    }

    #[test]
    fn the_page_s_own_article() {
        for script in [
            r#"{"@type":"NewsArticle","headline":"B"}"#,
            r#"[{"@type":"WebSite","name":"X"},{"@type":["Thing","ReportageNewsArticle"],"headline":"B"}]"#,
            r#"{"@graph":[{"@type":"WebPage","datePublished":"2000"},{"@type":"Article","headline":"B"}]}"#,
            r#"[{"@type":"NewsArticle","headline":"A","url":"https://x.org/a"},
                {"@type":"NewsArticle","headline":"B","mainEntityOfPage":{"@id":"http://x.org/b/#c"}}]"#,
            r#"[{"@type":"ItemList","itemListElement":[{"@type":"NewsArticle","headline":"A"}]},{"@type":"NewsArticle","headline":"B"}]"#,
            r#"{"@type":"WebPage","mainEntity":{"@type":"BlogPosting","headline":"B"}}"#,
        ] {
            assert_eq!(one(script).headline.as_deref(), Some("B"), "{script}");
        }
        assert_eq!(one(r#"{"@type":"Organization","name":"X"}"#), Structured::default());
        assert_eq!(one(r#"{"@type":"WebPage","name":"X","datePublished":"2000"}"#).published.as_deref(), Some("2000"));
    }

    #[test]
    fn authors() {
        for (author, expected) in [
            (r#""Ann""#, vec!["Ann"]),
            (r#"["Ann",{"name":"Bo"}]"#, vec!["Ann", "Bo"]),
            (r#"[{"@type":"Person","name":"Ann"},{"@type":"Organization","name":"X"}]"#, vec!["Ann", "X"]),
            (r#"[{"@type":"Person","name":"Ann"},[{"@type":"Person","name":"Bo"}]]"#, vec!["Ann", "Bo"]),
            (r#"{"@type":"NewsMediaOrganization","name":"X"}"#, vec!["X"]),
            (r##"{"@id":"#ann"}"##, vec!["Ann Lee"]),
            (r#"{"@type":"Person","name":["Ann","Bo"]}"#, vec!["Ann", "Bo"]),
            ("null", vec![]),
        ] {
            let script =
                format!(r##"[{{"@type":"NewsArticle","author":{author}}},{{"@type":"Person","@id":"#ann","name":"Ann Lee"}}]"##);
            assert_eq!(one(&script).authors, expected, "{author}");
        }
        let house = one(r#"{"@type":"NewsArticle","author":{"@type":"Organization","name":"X"},"publisher":{"name":"X"}}"#);
        assert_eq!((house.authors, house.house), (vec![], vec!["X".to_owned()]));
    }

    #[test]
    fn broken_scripts() {
        for script in [
            "<!-- {\"@type\":\"Article\",\"headline\":\"B\"} -->",
            "//<![CDATA[\n{\"@type\":\"Article\",\"headline\":\"B\"}\n//]]>",
            "{\"@type\":\"Article\",\"headline\":\"B\",\n}",
            "{\"@type\":\"Article\",\"description\":\"a\n,]b\",\"headline\":\"B\"};",
        ] {
            assert_eq!(one(script).headline.as_deref(), Some("B"), "{script}");
        }
        assert_eq!(one("{\"@type\":"), Structured::default());
        assert_eq!(one(&"[".repeat(100_000)), Structured::default());
    }
}
