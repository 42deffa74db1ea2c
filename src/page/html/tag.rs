//! What each element means for the walk: break a block, carry a kind, or say
//! nothing. Elements, roles and attributes only; class names are
//! [`hint`](crate::page::hint)'s.

use dom_query::{Element, local_name};

use crate::model::{BlockKind, Region};

/// What an element does to the text around it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Flow {
    /// Its text runs on with the text around it.
    Inline,
    /// A link.
    Link,
    /// Its text is apart from the text around it; the kind it gives, if any.
    Block(Option<BlockKind>),
    /// A paragraph: a block that keeps the kind of a quotation or caption around it.
    Paragraph,
    /// Preformatted text.
    Preformatted,
    /// A line break.
    Break,
    /// Not text for readers.
    Skip,
    /// Shown only without scripts.
    NoScript,
    /// An element of the page's own making: a block, unless inside running text.
    Custom,
}

/// The flow of an element by its name.
pub(super) fn flow(name: &str) -> Flow {
    match name {
        "a" => Flow::Link,
        "p" => Flow::Paragraph,
        "br" => Flow::Break,
        "pre" | "listing" => Flow::Preformatted,
        "h1" => Flow::Block(Some(BlockKind::Heading(1))),
        "h2" => Flow::Block(Some(BlockKind::Heading(2))),
        "h3" => Flow::Block(Some(BlockKind::Heading(3))),
        "h4" => Flow::Block(Some(BlockKind::Heading(4))),
        "h5" => Flow::Block(Some(BlockKind::Heading(5))),
        "h6" => Flow::Block(Some(BlockKind::Heading(6))),
        "li" | "dt" | "dd" => Flow::Block(Some(BlockKind::ListItem)),
        "blockquote" => Flow::Block(Some(BlockKind::Quote)),
        "figure" | "figcaption" | "caption" => Flow::Block(Some(BlockKind::Caption)),
        "td" | "th" => Flow::Block(Some(BlockKind::Cell)),
        "button" | "label" | "option" | "legend" | "optgroup" => Flow::Block(Some(BlockKind::Control)),
        "section" | "article" | "main" | "aside" | "header" | "footer" | "nav" | "body" | "table" => {
            Flow::Block(Some(BlockKind::Paragraph))
        }
        "div" | "ul" | "ol" | "dl" | "menu" | "dir" | "tr" | "tbody" | "thead" | "tfoot" | "form" | "fieldset" | "address"
        | "details" | "summary" | "dialog" | "hr" | "center" | "html" | "frameset" | "noframes" | "select" | "search"
        | "hgroup" => Flow::Block(None),
        "script" | "style" | "template" | "svg" | "iframe" | "head" | "object" | "embed" | "audio" | "video" | "canvas"
        | "map" | "textarea" | "input" | "img" | "picture" | "rt" | "rp" | "datalist" | "progress" | "meter" | "title" => {
            Flow::Skip
        }
        "noscript" => Flow::NoScript,
        _ if name.contains('-') => Flow::Custom,
        _ => Flow::Inline,
    }
}

/// The part of the page an element or its role opens, and whether it is an
/// article, of which a page may have many.
pub(super) fn region(name: &str, element: &Element) -> (Option<Region>, bool) {
    let region = match name {
        "nav" | "menu" => Region::Navigation,
        "aside" => Region::Aside,
        "header" => Region::Header,
        "footer" => Region::Footer,
        "main" => Region::Main,
        "article" => return (Some(Region::Main), true),
        _ => match element.attr_ref(local_name!("role")) {
            Some("navigation" | "menu" | "menubar") => Region::Navigation,
            Some("banner") => Region::Header,
            Some("contentinfo") => Region::Footer,
            Some("complementary" | "search") => Region::Aside,
            Some("main") => Region::Main,
            Some("article") => return (Some(Region::Main), true),
            _ => return (None, false),
        },
    };
    (Some(region), false)
}

/// Whether an element says it is not shown.
pub(super) fn is_hidden(element: &Element) -> bool {
    element.attrs.iter().any(|attribute| {
        let value: &str = attribute.value.as_ref();
        match attribute.name.local.as_ref() {
            "hidden" => value != "false",
            "aria-hidden" => value == "true",
            "style" => hides(value),
            "class" => value.split_ascii_whitespace().any(|class| {
                matches!(
                    class,
                    "sr-only"
                        | "visually-hidden"
                        | "visuallyhidden"
                        | "screen-reader-text"
                        | "screen-reader"
                        | "a11y-hidden"
                        | "screenreader"
                        | "screenreader-only"
                        | "show-for-sr"
                        | "u-visually-hidden"
                        | "is-visually-hidden"
                        | "element-invisible"
                        | "sr-text"
                        | "assistive-text"
                        | "u-hiddenVisually"
                        | "u-sr-only"
                )
            }),
            _ => false,
        }
    })
}

fn hides(style: &str) -> bool {
    style.split(';').filter_map(|rule| rule.split_once(':')).any(|(property, value)| {
        let is = |name: &str, hidden: &str| {
            property.trim().eq_ignore_ascii_case(name)
                && value.trim().get(..hidden.len()).is_some_and(|value| value.eq_ignore_ascii_case(hidden))
        };
        is("display", "none") || is("visibility", "hidden")
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn styles_that_hide() {
        assert!(hides("color:red; Display : None !important"));
        assert!(hides("visibility:hidden"));
        assert!(!hides("display:block;é:ü"));
        assert!(!hides("--display:none"));
    }
}
