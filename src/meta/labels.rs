//! Sections and tags: what an outlet files an article under, as its page or record says.
//!
//! They are taken as written, but for lists in one value, which are taken apart, and for what can
//! be no label: a sentence, a number, an address.

use crate::text::{collapse_whitespace, fold};

/// Longest label, in characters.
const LONGEST: usize = 60;

/// Most labels of an article.
const MOST_SECTIONS: usize = 8;
const MOST_TAGS: usize = 40;

/// The sections in the values of a claim. A comma is part of a name (`Arts, Books`).
pub(super) fn sections(values: &[String]) -> Vec<String> {
    labels(values, &[';', '|', '\n'], MOST_SECTIONS)
}

/// The tags in the values of a claim. In a list of its own, a comma is part of a name (`Varga, Anna`).
pub(super) fn tags(values: &[String]) -> Vec<String> {
    let marks: &[char] = if values.len() == 1 { &[',', ';', '|', '\n', '،', '、', '，'] } else { &['\n'] };
    labels(values, marks, MOST_TAGS)
}

fn labels(values: &[String], marks: &[char], most: usize) -> Vec<String> {
    let mut found: Vec<String> = vec![];
    let mut seen: Vec<String> = vec![];
    for part in values.iter().flat_map(|value| value.split(marks)) {
        let label = collapse_whitespace(part.trim().trim_start_matches('#').trim_matches('"'));
        let folded = fold(&label);
        let has_letters = label.chars().any(char::is_alphabetic);
        let is_label = has_letters && label.chars().count() <= LONGEST && !label.contains("://");
        if found.len() < most && is_label && !seen.contains(&folded) {
            seen.push(folded);
            found.push(label);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn strings(values: &[&str]) -> Vec<String> {
        values.iter().map(|value| (*value).to_owned()).collect()
    }

    #[test]
    fn lists_are_taken_apart() {
        for (values, expected) in [
            (&["Tides, ferries , FERRIES"][..], &["Tides", "ferries"][..]),
            (&["Varga, Anna", "tides"], &["Varga, Anna", "tides"]),
            (&["渡船、潮汐"], &["渡船", "潮汐"]),
            (&["#tides", " ", "2025", "https://a.example/tag"], &["tides"]),
            (&["a sentence that goes on for much longer than anything that could be a label of an article"], &[]),
        ] {
            assert_eq!(tags(&strings(values)), expected, "{values:?}");
        }
        assert_eq!(sections(&strings(&["Arts, Books | Culture", "arts, books"])), ["Arts, Books", "Culture"]);
        assert_eq!(tags(&(0..100).map(|at| format!("tag{at}")).collect::<Vec<_>>()).len(), MOST_TAGS);
    }
}
