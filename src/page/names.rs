//! Bylines as markup gives them, cut into single names: `By Ann Lee and Bo Li,
//! Staff Writer` is two names.
//!
//! Only for values markup calls an author; finding bylines in running text,
//! and telling agencies from persons, is for the judge.

use crate::text::WordList;

/// Words of links to all an author wrote.
const LISTS: &[&str] = &[
    "view all posts by ",
    "all posts by ",
    "posts by ",
    "articles by ",
    "zeige alle beiträge von ",
    "alle beiträge von ",
    "alle artikel von ",
    "voir tous les articles par ",
    "ver todas las entradas de ",
    "mostra tutti gli articoli di ",
];

/// Words that join two names.
const JOINTS: &[&str] =
    &[" and ", " und ", " et ", " og ", " och ", " ja ", " en ", " & ", " und\u{a0}", " oraz ", " и ", " with ", " mit "];

/// Words that join two names but also stand inside one (`Ortega y Gasset`).
const RISKY_JOINTS: &[&str] = &[" y ", " e ", " i ", " a "];

/// Cuts a byline into names, without the words around them.
pub(super) fn split(byline: &str) -> Vec<String> {
    let byline = crate::text::collapse_whitespace(byline);
    let parts: Vec<&str> =
        byline.split([',', ';', '|', '\u{2022}', '·', '、', '，']).map(str::trim).filter(|part| !part.is_empty()).collect();
    if let [last, first] = parts.as_slice()
        && byline.contains(',')
        && [last, first].iter().all(|part| !part.contains(' ') && part.chars().count() > 1)
        && !is_acronym(first)
    {
        // `Lee, Ann` is one name.
        return vec![byline];
    }
    let mut names: Vec<String> = Vec::new();
    for (at, part) in parts.iter().enumerate() {
        for piece in joined(part) {
            let name = bare(piece);
            let is_role = at > 0 && WordList::RoleBeginnings.words().contains(&first_word(name).to_lowercase().as_str());
            if is_name(name) && !is_role && !names.iter().any(|known| known == name) {
                names.push(name.to_owned());
            }
        }
    }
    names
}

/// The pieces between joining words.
fn joined(part: &str) -> Vec<&str> {
    let mut pieces = vec![part];
    for (joints, is_risky) in [(JOINTS, false), (RISKY_JOINTS, true)] {
        for joint in joints {
            pieces = pieces
                .into_iter()
                .flat_map(|piece| match piece.split_once(joint) {
                    Some((left, right)) if is_joint(left, right, is_risky) => {
                        std::iter::once(left).chain(right.split(joint)).collect()
                    }
                    _ => vec![piece],
                })
                .collect();
        }
    }
    pieces
}

/// Whether a joining word parts two names: `Ministry of Trade and Industry` is
/// one, `Ann Lee and Reuters` are two.
fn is_joint(left: &str, right: &str, is_risky: bool) -> bool {
    let words = |side: &str| side.split_whitespace().count();
    let (left, right) = (words(left), words(right));
    if is_risky { left > 1 && right > 1 } else { left < 3 || right > 1 }
}

/// Whether a name is written as a person's is: two to five words without
/// digits, most of them large.
pub(super) fn is_person(name: &str) -> bool {
    let words = name.split_whitespace().count();
    let small = name.split_whitespace().filter(|word| word.starts_with(char::is_lowercase)).count();
    let is_odd = |c: char| c.is_numeric() || matches!(c, '→' | '»' | '«' | '!' | '?' | ':' | '|' | '…' | '/' | '@');
    (2..=5).contains(&words) && small * 2 < words && !name.contains(is_odd)
}

/// A name without the words before it and without marks around it.
fn bare(piece: &str) -> &str {
    let mut name = piece;
    if let Some(rest) = LISTS
        .iter()
        .find_map(|list| name.get(..list.len()).filter(|start| start.eq_ignore_ascii_case(list)).and(name.get(list.len()..)))
    {
        name = rest;
    }
    loop {
        name = name.trim_matches(|c: char| {
            c.is_whitespace() || matches!(c, ':' | '-' | '–' | '—' | '/' | '*' | '"' | '(' | ')' | '@' | '→' | '»' | '›')
        });
        let first = first_word(name);
        let is_before = WordList::BeforeNames.words().iter().any(|word| first.eq_ignore_ascii_case(word))
            || WordList::BeforeNames.words().contains(&first.to_lowercase().as_str());
        match name.get(first.len()..).filter(|rest| is_before && !rest.trim().is_empty()) {
            Some(rest) => name = rest,
            None => return name,
        }
    }
}

fn first_word(text: &str) -> &str {
    text.split_whitespace().next().unwrap_or_default()
}

fn is_acronym(word: &str) -> bool {
    word.chars().all(|c| c.is_uppercase() || matches!(c, '.' | '/'))
        || matches!(word.to_lowercase().as_str(), "dpa" | "afp" | "apa" | "sda" | "ansa")
}

/// Addresses and sentences are not names.
fn is_name(name: &str) -> bool {
    let is_address = name.contains("://") || name.contains("www.") || (name.contains('@') && name.contains('.'));
    let is_lead = WordList::BeforeNames.words().iter().any(|word| name.eq_ignore_ascii_case(word));
    !is_address
        && !is_lead
        && !name.is_empty()
        && name.len() <= 120
        && name.split_whitespace().count() <= 9
        && name.chars().any(char::is_alphabetic)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_name_an_entry() {
        for (byline, expected) in [
            ("Ann Lee", vec!["Ann Lee"]),
            ("By Ann Lee and Bo Li", vec!["Ann Lee", "Bo Li"]),
            ("Von Ann Lee, Bo Li und Cy Oz", vec!["Ann Lee", "Bo Li", "Cy Oz"]),
            ("José Ortega y Gasset", vec!["José Ortega y Gasset"]),
            ("Ana Ruiz y Luis Gil", vec!["Ana Ruiz", "Luis Gil"]),
            ("View all posts by Ann Lee →", vec!["Ann Lee"]),
            ("Ministerium für Handel und Verkehr", vec!["Ministerium für Handel und Verkehr"]),
            ("Lee, Ann", vec!["Lee, Ann"]),
            ("Ann Lee, Staff Writer", vec!["Ann Lee"]),
            ("https://facebook.com/ann", vec![]),
            ("ann@x.org", vec![]),
            ("By", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(split(byline), expected, "{byline}");
        }
    }
}
