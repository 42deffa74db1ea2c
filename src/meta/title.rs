//! Chooses the headline, and reads what the page's head claims it is.
//!
//! Source metadata win; then the best claim of the head, without the outlet's
//! name, unless it is short and the headline that `clean` found on the page says
//! something else; then that line; then the first sentence of the body.

use crate::model::{Claim, JudgedBlock, Page, Provenance, RawDocument, Role, Sourced};
use crate::text::{Words, collapse_whitespace, fold, sentences};

/// Marks that part a headline from the outlet's name in a `title` element.
const SEPARATORS: [&str; 10] = [" | ", " - ", " – ", " — ", " • ", " · ", " :: ", " » ", " / ", "｜"];

/// A claim cut: the headline without the outlet's name.
///
/// The tail is cut if it is the name of an outlet or the host, or if it is
/// short and the head also stands elsewhere (`lines` are folded).
pub(crate) fn without_outlet(title: &str, outlets: &[String], is_line: impl Fn(&str) -> bool) -> String {
    let mut title = collapse_whitespace(title);
    for _ in 0..3 {
        if is_line(&fold(&title)) {
            break;
        }
        let last = SEPARATORS.iter().filter_map(|mark| Some((title.rfind(mark)?, *mark))).max();
        let Some((at, mark)) = last else { break };
        let (Some(head), Some(tail)) = (title.get(..at), title.get(at + mark.len()..)) else { break };
        let is_outlet = names_outlet(tail, outlets);
        let short = tail.split_whitespace().count() <= 4 && head.split_whitespace().count() >= 3;
        if is_outlet || is_line(&fold(head)) || (short && mark == " | ") {
            title = head.trim().to_owned();
        } else if names_outlet(head, outlets) {
            title = tail.trim().to_owned();
        } else {
            break;
        }
    }
    title
}

/// Whether a text is (or holds) the name of one of the outlets.
fn names_outlet(text: &str, outlets: &[String]) -> bool {
    let squash = |text: &str| fold(text).chars().filter(|c| c.is_alphanumeric()).collect::<String>();
    let text = squash(text);
    text.chars().count() >= 2
        && outlets.iter().map(|outlet| squash(outlet)).any(|outlet| {
            let long = outlet.chars().count() >= 4;
            text == outlet || (long && text.contains(&outlet)) || (text.chars().count() >= 4 && outlet.contains(&text))
        })
}

/// The labels of a host that can be an outlet's name: `www.the-post.co.uk` gives `the-post`.
pub(crate) fn host_label(url: &str) -> Option<String> {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    let host = rest.split(['/', '?', '#']).next()?;
    let labels: Vec<&str> = host.split('.').filter(|label| !matches!(*label, "www" | "m" | "amp" | "mobile" | "news")).collect();
    labels.into_iter().rev().skip(1).find(|label| label.len() > 3).map(str::to_owned)
}

/// The headline and where it was found.
pub(super) fn choose(document: &RawDocument, page: &Page, blocks: &[JudgedBlock], outlets: &[String]) -> Sourced {
    if let Some(given) = document.given.title.as_deref().map(str::trim).filter(|title| !title.is_empty()) {
        return Sourced::found(collapse_whitespace(given), Provenance::Metadata);
    }
    let shown = blocks.iter().find(|block| block.role == Role::Title);
    let line = shown.map(|block| without_marker(&block.text.split('\n').map(str::trim).collect::<Vec<_>>().join(" ")));
    let is_line = |folded: &str| line.as_deref().is_some_and(|line| fold(line) == folded);
    let claims = page.head.titles.iter().map(|claim: &Claim| without_outlet(&claim.value, outlets, is_line));
    let claims: Vec<String> = claims.filter(|claim| !claim.is_empty() && !names_only_outlet(claim, outlets)).collect();
    match (claims.into_iter().next(), line) {
        // Pages shorten and vary their headlines, so the best claim wins; but
        // `News` on every page is a claim about the site.
        (Some(claim), Some(line)) if claim.chars().count() >= SAYS_MUCH || agree(&claim, &line) => {
            Sourced::found(claim, Provenance::Metadata)
        }
        (_, Some(line)) => Sourced::found(line, Provenance::Page),
        (Some(claim), None) => Sourced::found(claim, Provenance::Metadata),
        (None, None) => lead(blocks),
    }
}

/// A claim of so many characters is about the article even if the page words
/// its headline quite differently.
const SAYS_MUCH: usize = 16;

/// Whether two headlines share a third of the shorter one's words.
fn agree(one: &str, other: &str) -> bool {
    let words = |text: &str| {
        let mut found = vec![];
        let mut words = Words::new(text);
        while let Some(word) = words.next() {
            found.push(word.folded.to_owned());
        }
        found
    };
    let (one, other) = (words(one), words(other));
    let shared = one.iter().filter(|word| other.contains(word)).count();
    shared * 3 >= one.len().min(other.len()).max(1) && shared >= 1
}

/// A headline without the list mark some dumps set before it (`4. `, `* `, `# `).
fn without_marker(line: &str) -> String {
    let bare = line.trim_start_matches(['*', '•', '#']);
    let bare = if bare.len() < line.len() && bare.starts_with(' ') { bare.trim_start() } else { line };
    let digits = bare.len() - bare.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    match bare.get(digits..).and_then(|rest| rest.strip_prefix(". ")) {
        Some(rest) if (1..=2).contains(&digits) => rest.trim().to_owned(),
        _ => bare.trim().to_owned(),
    }
}

/// Whether a claim is nothing but the outlet's name.
fn names_only_outlet(claim: &str, outlets: &[String]) -> bool {
    let folded = fold(claim);
    outlets.iter().any(|outlet| fold(outlet) == folded)
}

/// The first sentence of the body.
pub(crate) fn lead(blocks: &[JudgedBlock]) -> Sourced {
    let first = blocks.iter().find(|block| block.role == Role::Body || block.role == Role::Subtitle);
    let Some(block) = first else { return Sourced::default() };
    let text = collapse_whitespace(&block.text);
    let skip = super::dateline::read(&text).map_or(0, |line| line.len);
    let text = text.get(skip..).unwrap_or(&text);
    let sentence = sentences(text).first().and_then(|range| text.get(range.clone())).unwrap_or(text);
    Sourced::found(sentence.trim(), Provenance::Lead)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(title: &str, outlets: &[&str], lines: &[&str], expected: &str) {
        let outlets: Vec<String> = outlets.iter().map(|name| (*name).to_owned()).collect();
        let lines: Vec<String> = lines.iter().map(|line| fold(line)).collect();
        assert_eq!(without_outlet(title, &outlets, |folded| lines.iter().any(|line| line == folded)), expected);
    }

    #[test]
    fn outlets_are_cut() {
        check("Rain in Spain | The Post", &["The Post"], &[], "Rain in Spain");
        check("Rain in Spain - Sport - The Post", &["The Post"], &["Rain in Spain"], "Rain in Spain");
        check("Rain - and snow - in Spain", &["The Post"], &[], "Rain - and snow - in Spain");
        check("The Post: Rain", &["The Post"], &[], "The Post: Rain");
        check("Rain in Spain – quaycourier.example", &["quaycourier"], &[], "Rain in Spain");
    }

    #[test]
    fn hosts_have_labels() {
        assert_eq!(host_label("https://www.quay-courier.co.uk/a").as_deref(), Some("quay-courier"));
        assert_eq!(host_label("https://orf.at/x"), None);
    }
}
