//! Knows outlets by their domains (`data/outlets.tsv`), so that an outlet goes
//! by one name on all its pages.

use std::sync::LazyLock;

use rustc_hash::{FxHashMap, FxHashSet};

use super::outlet::{squash, squash_into};
use crate::text::host;

const FILE: &str = include_str!("../../data/outlets.tsv");

/// Domain, name, and whether a mention of the name says nothing.
fn rows() -> impl Iterator<Item = (&'static str, &'static str, bool)> {
    FILE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
        let mut cells = line.split('\t');
        Some((cells.next()?, cells.next()?, cells.next()? == "~"))
    })
}

static DOMAINS: LazyLock<FxHashMap<&'static str, &'static str>> =
    LazyLock::new(|| rows().map(|(domain, name, _)| (domain, name)).collect());

/// Names that mean an outlet wherever they stand, squashed.
static NAMES: LazyLock<FxHashMap<String, &'static str>> =
    LazyLock::new(|| rows().filter(|(_, _, is_common)| !is_common).map(|(_, name, _)| (squash(name), name)).collect());

/// First words of those names, squashed.
static FIRST: LazyLock<FxHashSet<String>> = LazyLock::new(|| {
    let names = rows().filter(|(_, _, is_common)| !is_common);
    names.filter_map(|(_, name, _)| name.split_whitespace().next().map(squash)).collect()
});

/// The outlet at a host, `www.` and other labels before its domain aside.
pub(super) fn at_host(host: &str) -> Option<&'static str> {
    let mut rest = host;
    loop {
        if let Some(name) = DOMAINS.get(rest) {
            return Some(name);
        }
        (_, rest) = rest.split_once('.')?;
    }
}

/// The outlet at an address.
pub(super) fn at_url(url: &str) -> Option<&'static str> {
    at_host(&host(url)?.to_ascii_lowercase())
}

/// The outlet whose name a squashed text is.
pub(super) fn named(squashed: &str) -> Option<&'static str> {
    NAMES.get(squashed).copied()
}

/// The first name of a known outlet among words, as long as it can be.
pub(super) fn among(words: &[&str]) -> Option<&'static str> {
    let is_big = |word: &str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let mut first = String::new();
    words.iter().enumerate().filter(|(_, word)| is_big(word)).find_map(|(from, word)| {
        squash_into(word, &mut first);
        if !FIRST.contains(&first) {
            return None;
        }
        (1..=5.min(words.len() - from)).rev().find_map(|count| named(&squash(&words.get(from..from + count)?.concat())))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_order() {
        let domains: Vec<&str> = rows().map(|(domain, _, _)| domain).collect();
        assert_eq!(domains.len(), FILE.lines().filter(|line| !line.starts_with('#')).count());
        assert_eq!(domains.len(), domains.iter().collect::<FxHashSet<_>>().len(), "a domain stands twice");
        assert!(domains.is_sorted());
        for (domain, name, _) in rows() {
            assert!(domain.contains('.') && domain == domain.to_lowercase() && !domain.starts_with("www."), "{domain}");
            assert_eq!(name, name.trim(), "{domain}");
        }
    }

    #[test]
    fn hosts_are_known_without_their_first_labels() {
        assert_eq!(at_host("edition.cnn.com"), Some("CNN"));
        assert_eq!(at_url("https://WWW.Spiegel.de/politik/a-1.html"), Some("Der Spiegel"));
        assert_eq!(at_host("notcnn.com"), None);
        assert_eq!(at_host("quay-courier.example"), None);
        assert_eq!(named("newyorktimes"), None);
        assert_eq!(named("thenewyorktimes"), Some("The New York Times"));
    }
}
