//! Chooses the headline, and reads what the page's head claims it is.
//!
//! Source metadata win; then the best claim of the head, without the outlet's
//! name, unless it is short and the headline that `clean` found on the page says
//! something else; then that line; then the first sentence of the body.

use super::phrases::{is_control, is_section_name};
use crate::model::{BlockKind, Claim, JudgedBlock, Page, Provenance, RawDocument, Role, Sourced};
use crate::text::{Words, collapse_whitespace, fold, folded_words, host, sentences};

/// Whether a mark can part a headline from the outlet's name in a `title` element.
pub(crate) fn is_separator(c: char) -> bool {
    is_bar(c) || matches!(c, '-' | '–' | '—' | '•' | '·' | '»' | '/' | '*')
}

/// Bars part also without spaces around them. (`ㅣ` is a letter that Korean pages use as a bar.)
fn is_bar(c: char) -> bool {
    matches!(c, '|' | '｜' | 'ㅣ')
}

/// The last place where a title is parted: the head's end, the tail's beginning.
pub(super) fn last_cut(title: &str) -> Option<(&str, &str)> {
    title.char_indices().rev().find_map(|(at, c)| {
        let (head, tail) = (title.get(..at)?, title.get(at + c.len_utf8()..)?);
        let spaced = head.ends_with(' ') && tail.starts_with(' ');
        let doubled = c == ':' && head.ends_with(" :") && tail.starts_with(' ');
        let head = if doubled { head.trim_end_matches(':') } else { head };
        (is_bar(c) || doubled || (spaced && is_separator(c))).then_some((head.trim(), tail.trim()))
    })
}

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
        let Some((head, tail)) = last_cut(&title) else { break };
        let bar = title.get(head.len()..).is_some_and(|rest| rest.trim_start().starts_with(is_bar));
        let is_outlet = names_outlet(tail, outlets)
            || is_domain(tail)
            || (is_section_name(&fold(tail)) && head.split_whitespace().count() >= 4);
        let short = tail.split_whitespace().count() <= 4 && head.split_whitespace().count() >= 3;
        if is_outlet || is_line(&fold(head)) || (short && bar) {
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
            text == outlet
                || (long && text.contains(&outlet) && text.chars().count() <= 3 * outlet.chars().count())
                || (text.chars().count() >= 4 && outlet.contains(&text))
        })
}

/// The labels of a host that can be an outlet's name: `www.the-post.co.uk` gives `the-post`.
pub(crate) fn host_label(url: &str) -> Option<String> {
    let labels: Vec<&str> =
        host(url)?.split('.').filter(|label| !matches!(*label, "www" | "m" | "amp" | "mobile" | "news")).collect();
    labels.into_iter().rev().skip(1).find(|label| label.len() > 3).map(str::to_owned)
}

/// The headline and where it was found.
pub(super) fn choose(document: &RawDocument, page: &Page, blocks: &[JudgedBlock], outlets: &[String]) -> Sourced {
    if let Some(given) = document.given.title.as_deref().map(str::trim).filter(|title| !title.is_empty()) {
        return Sourced::found(collapse_whitespace(given), Provenance::Metadata);
    }
    if let Some(title) = document.given.by_path.title.as_deref() {
        return Sourced::found(title, Provenance::Path);
    }
    let shown = blocks.iter().position(|block| block.role == Role::Title);
    let line = shown.and_then(|at| Some((at, blocks.get(at)?))).map(|(at, block)| {
        let line = without_marker(&block.text.split('\n').map(str::trim).collect::<Vec<_>>().join(" "));
        if block.line.is_none() { line } else { with_first_line(at, without_label(line), blocks, outlets) }
    });
    let is_line = |folded: &str| line.as_deref().is_some_and(|line| fold(line) == folded);
    let claims =
        page.head.titles.iter().map(|claim| Claim { value: without_outlet(&claim.value, outlets, is_line), ..claim.clone() });
    let claims: Vec<Claim> =
        claims.filter(|claim| !claim.value.is_empty() && !names_only_outlet(&claim.value, outlets)).collect();
    let claim =
        best_claim(&claims, top_headings(page).chain(shown).filter_map(|at| blocks.get(at)).map(|block| block.text.as_str()));
    match (claim, line) {
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

/// The headline of a bare text, whose first line may be the `title` element: that
/// line without the outlet's name, if it is the headline or the headline with
/// its kicker (`Flood: Bridge closed`); else the headline as it stands.
fn with_first_line(at: usize, line: String, blocks: &[JudgedBlock], outlets: &[String]) -> String {
    let Some(first) = blocks.first().map(|block| collapse_whitespace(&block.text)) else { return line };
    if at == 0 {
        return without_outlet(&line, outlets, |_| false);
    }
    let folded = fold(&line);
    let first = without_outlet(&first, outlets, |head| head.ends_with(&folded));
    let kicker = fold(&first).strip_suffix(&folded).map(|kicker| kicker.trim_end().to_owned());
    let is_kicker = kicker
        .as_deref()
        .and_then(|kicker| kicker.strip_suffix(':'))
        .is_some_and(|kicker| (1..=KICKER_WORDS).contains(&kicker.split_whitespace().count()) && !is_section_name(kicker));
    if is_kicker { first } else { line }
}

/// A headline without a section's name or a button's before it: `Culture: Who reads?`.
fn without_label(line: String) -> String {
    match line.split_once(':') {
        Some((label, rest)) if rest.split_whitespace().count() >= 4 && is_control(&fold(label.trim())).is_some() => {
            rest.trim().to_owned()
        }
        _ => line,
    }
}

/// Longest kicker, in words.
const KICKER_WORDS: usize = 5;

/// `example.org`, as sites call themselves.
fn is_domain(text: &str) -> bool {
    let end = text.rsplit_once('.').map_or("", |(_, end)| end);
    (2..=5).contains(&end.len())
        && text.is_ascii()
        && text.len() <= 40
        && !text.contains(' ')
        && end.bytes().all(|b| b.is_ascii_alphabetic())
}

/// The first or structured claim that the page shows as its headline (`shown` are
/// its likeliest headlines, best first); else the first, without what it has
/// beyond another claim behind a mark.
fn best_claim<'b>(claims: &[Claim], shown: impl Iterator<Item = &'b str>) -> Option<String> {
    let first = &claims.first()?.value;
    if claims.len() == 1 {
        return Some(first.clone());
    }
    let trusted = claims.iter().enumerate().filter(|(at, claim)| *at == 0 || claim.from == Provenance::Structured);
    let trusted: Vec<(Vec<String>, &String)> = trusted.map(|(_, claim)| (folded_words(&claim.value), &claim.value)).collect();
    for line in shown.map(folded_words) {
        if let Some((_, claim)) = trusted.iter().find(|(words, _)| *words == line) {
            return Some((*claim).clone());
        }
    }
    let heads = claims.iter().map(|claim| &claim.value).filter(|claim| {
        let rest = first.strip_prefix(claim.as_str()).unwrap_or_default().trim_start();
        rest.starts_with(is_separator) && claim.chars().count() >= SAYS_MUCH
    });
    Some(heads.max_by_key(|claim| claim.len()).unwrap_or(first).clone())
}

/// Headings of the first level, as far as a page should have any.
fn top_headings(page: &Page) -> impl Iterator<Item = usize> {
    let headings = page.blocks.iter().enumerate().filter(|(_, block)| block.kind == BlockKind::Heading(1));
    headings.map(|(at, _)| at).take(4)
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
    fn bars_part_without_spaces() {
        check("강 다리 다시 열렸다ㅣ강변일보", &["강변일보"], &[], "강 다리 다시 열렸다");
        check("Rain in Spain today|quay.example", &[], &[], "Rain in Spain today");
        check("Hafen bleibt nach dem Sturm zu - Politik", &[], &[], "Hafen bleibt nach dem Sturm zu");
        check("Mill-Bridge closed", &["The Post"], &[], "Mill-Bridge closed");
        check(
            "Ferry lost - mayor of the Quay island blames owner",
            &["Quay"],
            &[],
            "Ferry lost - mayor of the Quay island blames owner",
        );
    }

    #[track_caller]
    fn claimed(claims: &[(&str, Provenance)], shown: &[&str], expected: &str) {
        let claims: Vec<Claim> = claims.iter().map(|(value, from)| Claim { value: (*value).to_owned(), from: *from }).collect();
        assert_eq!(best_claim(&claims, shown.iter().copied()).as_deref(), Some(expected));
    }

    #[test]
    fn the_claim_that_is_shown_is_believed() {
        let (meta, data) = (Provenance::Metadata, Provenance::Structured);
        let both = [("Ferry runs aground", meta), ("What the ferry's captain saw", data), ("Ferry aground: what we know", meta)];
        claimed(&both, &["What the ferry’s captain saw"], "What the ferry's captain saw");
        claimed(&both, &["Sport", "FERRY RUNS AGROUND"], "Ferry runs aground");
        claimed(&both, &["Ferry aground: what we know"], "Ferry runs aground");
        claimed(&both, &[], "Ferry runs aground");
        // A tail that another claim lacks is the outlet's.
        claimed(&[("Fähre läuft auf Grund-Regionales", meta), ("Fähre läuft auf Grund", data)], &[], "Fähre läuft auf Grund");
    }

    fn line(text: &str) -> JudgedBlock {
        JudgedBlock { line: Some(1), role: Role::Junk, reason: None, text: text.to_owned() }
    }

    #[track_caller]
    fn shown(first: &str, headline: &str, expected: &str) {
        assert_eq!(with_first_line(9, headline.to_owned(), &[line(first)], &["Quay Courier".to_owned()]), expected);
    }

    #[test]
    fn first_lines_lend_their_kicker() {
        shown("Flood: Mill bridge closed - Quay Courier", "Mill bridge closed", "Flood: Mill bridge closed");
        shown(
            "Nach dem Hochwasser: Mühlbrücke gesperrt | Quay Courier",
            "Mühlbrücke gesperrt",
            "Nach dem Hochwasser: Mühlbrücke gesperrt",
        );
        shown("Politik: Mühlbrücke gesperrt | Quay Courier", "Mühlbrücke gesperrt", "Mühlbrücke gesperrt");
        shown("Something else - Quay Courier", "Mill bridge closed", "Mill bridge closed");
        assert_eq!(
            with_first_line(0, "Mill bridge closed - Quay Courier".to_owned(), &[line("")], &["Quay Courier".to_owned()]),
            "Mill bridge closed"
        );
    }

    #[test]
    fn section_names_are_no_kickers() {
        assert_eq!(without_label("Politics: Who will pay for the bridge?".to_owned()), "Who will pay for the bridge?");
        assert_eq!(without_label("Flood: Who will pay for the bridge?".to_owned()), "Flood: Who will pay for the bridge?");
    }

    #[test]
    fn hosts_have_labels() {
        assert_eq!(host_label("https://www.quay-courier.co.uk/a").as_deref(), Some("quay-courier"));
        assert_eq!(host_label("https://orf.at/x"), None);
    }
}
