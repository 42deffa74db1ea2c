//! Which blocks the extraction library counts as main content.
//!
//! The library returns new markup, not places in the old; so every element
//! that owns a block is numbered before, and the numbers that survive are read
//! off its markup.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use dom_query::{Document, NodeId};
use dom_smoothie::{Config, Readability};

use super::walk::Found;

/// The attribute that carries the number.
const MARK: &str = "data-nx";

/// Largest page given to the library, in bytes.
const BYTES: usize = 3_000_000;

/// Deepest nesting given to it: parts of it are recursive.
const DEPTH: usize = 200;

/// Most elements given to it: parts of it are quadratic.
const ELEMENTS: usize = 60_000;

/// Longest stretch of text without a tag given to it, in bytes: writing text out is
/// quadratic where it holds many characters but none of those that are escaped.
const LONGEST: usize = 100_000;

/// Whether the library can be let loose on a page.
pub(super) fn is_fit(bytes: usize, depth: usize, elements: usize, longest: usize) -> bool {
    bytes < BYTES && depth < DEPTH && elements < ELEMENTS && longest < LONGEST
}

/// For each block, whether it is main content; nothing if the library found
/// none. Takes the document, because the library rewrites it.
pub(super) fn mark(document: Document, found: &[Found]) -> Vec<bool> {
    let mut numbers: HashMap<NodeId, usize> = HashMap::with_capacity(found.len());
    for found in found {
        let next = numbers.len();
        numbers.entry(found.owner).or_insert_with(|| {
            if let Some(node) = document.tree.get(&found.owner) {
                node.set_attr(MARK, &next.to_string());
            }
            next
        });
    }
    let Some(markup) = main_markup(document) else { return Vec::new() };
    let mut survives = vec![false; numbers.len()];
    for after in markup.split("data-nx=\"").skip(1) {
        let number = after.split('"').next().and_then(|digits| digits.parse::<usize>().ok());
        if let Some(slot) = number.and_then(|number| survives.get_mut(number)) {
            *slot = true;
        }
    }
    found
        .iter()
        .map(|found| numbers.get(&found.owner).and_then(|number| survives.get(*number)).copied().unwrap_or(false))
        .collect()
}

/// The library's main content as markup.
fn main_markup(document: Document) -> Option<String> {
    let config = Config { disable_json_ld: true, max_elements_to_parse: ELEMENTS, ..Config::default() };
    // It sorts scores and trusts the tree's shape: a surprise there must cost
    // this page its marks, not the whole build.
    catch_unwind(AssertUnwindSafe(|| {
        let mut reader = Readability::with_document(document, None, Some(config)).ok()?;
        reader.parse().ok().map(|article| article.content.to_string())
    }))
    .ok()
    .flatten()
}

#[cfg(test)]
mod tests {
    use crate::page::html::page;

    #[test]
    fn main_content_is_marked() {
        let prose = "The river rose again on Monday, and the mayor, who had hoped for better, asked people to leave. ".repeat(4);
        let html = format!(
            "<body><div class=menu><a href=/>Home</a> <a href=/n>News</a></div><div><p>{prose}</p><p>{prose}</p><p>{prose}</p></div>\
             <div class=footer>Copyright</div>"
        );
        let marks: Vec<bool> = page(&html).blocks.iter().map(|block| block.in_main).collect();
        assert_eq!(marks, [false, true, true, true, false]);
    }
}
