//! Tells people's names from other words, and lists of names apart.
//!
//! Invariants: a name has one to five words, begins each with a capital (in
//! scripts that have them) and holds no digit; nothing is invented, only cut
//! and re-cased.
//!
//! Where names stand is for `byline`.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::{WordList, fold};

/// Given names, folded.
static GIVEN: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let file = include_str!("../../data/clean/given-names.txt");
    file.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace).collect()
});

/// Whether a name begins with a known given name (`Jean-Luc` with `Jean`).
pub(crate) fn has_given(name: &str) -> bool {
    let first = name.split_whitespace().find(|word| word.chars().filter(|c| c.is_alphabetic()).count() > 1);
    first.is_some_and(|word| {
        let word = fold(word.trim_matches(|c: char| !c.is_alphanumeric()));
        GIVEN.contains(word.as_str()) || word.split('-').next().is_some_and(|part| part != word && GIVEN.contains(part))
    })
}

/// Longest list of names read, in bytes.
const LONGEST: usize = 300;

/// The names in a list: `A and B`, `A, B und C`, `A、B`.
pub(crate) fn split(list: &str) -> Vec<String> {
    let list = list.get(..list.floor_char_boundary(LONGEST)).unwrap_or_default();
    let mut names: Vec<String> = vec![];
    let mut first_shouts = false;
    for (at, part) in list.split([',', ';', '、', '|', '/', '•', '·', '，', '،', '&', '+', '\n']).enumerate() {
        if at > 0 && has_role(part) {
            continue; // `Mara Lindqvist, City Hall reporter`
        }
        for piece in joined(part) {
            // `Anna Varga, FUNKHAUS WEST`: the house, not a name.
            let shouts = is_shouted(&piece);
            if !names.is_empty() && shouts && !first_shouts {
                continue;
            }
            // A role after a name is passed over; names may follow.
            let Some(name) = clean(&piece) else { continue };
            if names.is_empty() {
                first_shouts = shouts;
            }
            if !names.contains(&name) {
                names.push(name);
            }
        }
    }
    names
}

/// The pieces of a text between joining words, each without the place or house
/// it ends with (`Jo Berg in Ulm`), but never cut inside a name such as
/// `Ortega y Gasset`.
pub(crate) fn joined(text: &str) -> Vec<String> {
    let words: Vec<&str> = text.split_whitespace().collect();
    let folded: Vec<String> = words.iter().map(|word| fold(word)).collect();
    let mut pieces: Vec<String> = vec![];
    let mut piece: Vec<&str> = vec![];
    let mut is_cut = false;
    for (at, (word, folded)) in words.iter().zip(&folded).enumerate() {
        // `Diego A. Ruiz` has an initial, `Ana e Luis` a joint; a title-case list is joined by small words.
        let is_joint = WordList::Joints.words().contains(&folded.as_str())
            && (!WordList::InnerJoints.words().contains(&folded.as_str()) || (piece.len() > 1 && at + 2 < words.len()));
        // `Anna Varga published`: what follows is no name.
        let is_verb = word.starts_with(char::is_lowercase)
            && !WordList::Particles.words().contains(word)
            && !word.contains(['\'', '’', '-']);
        let is_from = piece.len() > 1 && (WordList::FromHouse.words().contains(&folded.as_str()) || is_verb);
        if is_joint && !piece.is_empty() && at + 1 < words.len() {
            pieces.push(piece.join(" "));
            piece.clear();
            is_cut = false;
        } else if is_from || is_cut {
            is_cut = true;
        } else {
            piece.push(word);
        }
    }
    pieces.push(piece.join(" "));
    pieces
}

/// Whether a text of some length is in capitals only.
fn is_shouted(text: &str) -> bool {
    let mut letters = text.chars().filter(|c| c.is_alphabetic());
    let count = letters.clone().count();
    count > 4 && letters.all(char::is_uppercase)
}

/// A name without roles, addresses and marks, in its usual case; none if it is
/// no person's name.
pub(crate) fn clean(text: &str) -> Option<String> {
    let text = text.split(['(', '（', '<', '@', '[']).next().unwrap_or_default();
    let text = text.trim().trim_matches(|c: char| !c.is_alphanumeric() && c != '.').trim_start_matches('.').trim();
    let text = unglued(text);
    let text = without_role(text);
    let text = text.strip_prefix("Dr. ").or_else(|| text.strip_prefix("Prof. ")).unwrap_or(text);
    let text = undoubled(text);
    is_name(&text).then(|| usual_case(&text))
}

/// The name without what an extractor glued to it: `Jo BergReporter`, `Jo Berg0`.
fn unglued(text: &str) -> &str {
    let text = text.trim_end_matches(|c: char| c.is_ascii_digit());
    let start = text.rfind(char::is_whitespace).map_or(0, |at| at + 1);
    let word = text.get(start..).unwrap_or_default();
    let mut before = ' ';
    for (at, c) in word.char_indices() {
        let tail = word.get(at..).unwrap_or_default();
        if c.is_uppercase() && before.is_lowercase() && at > 1 && (has_role(tail) || WordList::LinkLabels.words().contains(&tail))
        {
            return text.get(..start + at).unwrap_or(text);
        }
        before = c;
    }
    text
}

/// The name before a role that follows it: `Sophie Foster Travel News Reporter`.
fn without_role(text: &str) -> &str {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.get(1) {
        Some(second) if words.len() > 2 && has_role(text) => {
            // `Jo BergCity News Reporter`: the role may be glued on.
            let glued = second
                .char_indices()
                .zip(second.chars().skip(1))
                .find_map(|((at, c), next)| (at > 2 && c.is_lowercase() && next.is_uppercase()).then_some(at + c.len_utf8()));
            text.find(second).and_then(|at| text.get(..at + glued.unwrap_or(second.len()))).unwrap_or(text)
        }
        _ => text,
    }
}

/// Whether a text names a journalist's role.
pub(crate) fn has_role(text: &str) -> bool {
    text.split_whitespace()
        .any(|word| WordList::Roles.words().contains(&fold(word.trim_matches(|c: char| !c.is_alphanumeric())).as_str()))
}

/// A name set twice (`Jo Berg Jo Berg`: the picture's text and the link) is one.
fn undoubled(name: &str) -> String {
    let words: Vec<&str> = name.split_whitespace().collect();
    let (first, second) = words.split_at(words.len() / 2);
    if words.len() >= 4 && first == second { first.join(" ") } else { name.to_owned() }
}

/// Whether a text can be a person's name.
pub(crate) fn is_name(text: &str) -> bool {
    let chars = text.chars().count();
    if !(2..=60).contains(&chars)
        || text.chars().any(|c| c.is_numeric() || matches!(c, ':' | '?' | '!' | '"' | '“' | '«' | '…' | '%' | '$'))
    {
        return false;
    }
    let words: Vec<&str> = text.split_whitespace().collect();
    let cased = text.chars().any(|c| c.is_uppercase() || c.is_lowercase());
    if !cased {
        // Scripts without capitals: only the length tells.
        return if text.chars().any(crate::text::is_unspaced) { chars <= 10 } else { (2..=5).contains(&words.len()) };
    }
    let proper = words.iter().all(|word| {
        let first = word.chars().find(|c| c.is_alphabetic());
        first.is_some_and(|c| !c.is_lowercase())
            || WordList::Particles.words().contains(word)
            || word.starts_with("d'")
            || word.starts_with("al-")
    });
    let other =
        words.iter().any(|word| WordList::NotPeople.words().contains(&word.trim_end_matches(['.', ',']).to_lowercase().as_str()));
    let controls = words.iter().all(|word| super::phrases::is_control(&crate::text::fold(word)).is_some());
    let other = other || controls;
    let starts_big = words.first().and_then(|word| word.chars().next()).is_some_and(|c| !c.is_lowercase() || words.len() > 2);
    (2..=5).contains(&words.len())
        && proper
        && !other
        && starts_big
        && super::agency::named(text).is_none()
        && !text.ends_with("...")
}

/// `ANNA VARGA` becomes `Anna Varga`; other cases stay.
fn usual_case(name: &str) -> String {
    if !is_shouted(name) {
        return crate::text::collapse_whitespace(name);
    }
    let mut out = String::with_capacity(name.len());
    let mut opens = true;
    for c in crate::text::collapse_whitespace(name).chars() {
        if opens {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        opens = !c.is_alphabetic();
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(list: &str, expected: &[&str]) {
        assert_eq!(split(list), expected, "{list}");
    }

    #[test]
    fn lists_come_apart() {
        check("Humeyra Pamuk and Simon Lewis", &["Humeyra Pamuk", "Simon Lewis"]);
        check("RHONA MACREADY AND ELLIS VANE", &["Rhona Macready", "Ellis Vane"]);
        check("Mara Lindqvist, City Hall reporter", &["Mara Lindqvist"]);
        check("Jo Berg, Ole Dahl og Kari Moe", &["Jo Berg", "Ole Dahl", "Kari Moe"]);
        check("ANNA VARGA", &["Anna Varga"]);
        check("José Ortega y Gasset", &["José Ortega y Gasset"]);
        check("沈若溪、顾砚秋", &["沈若溪", "顾砚秋"]);
        check("Anna Varga (Reuters)", &["Anna Varga"]);
        check("Anna Varga, FUNKHAUS WEST", &["Anna Varga"]);
        check("ANNA VARGA FOR THE DAILY BUGLE", &["Anna Varga"]);
        check("Anna Varga For Bugle.example", &["Anna Varga"]);
        check("Jo Berg in Ulm und Kari Moe", &["Jo Berg", "Kari Moe"]);
        check("Anna VargaKorrespondentin", &["Anna Varga"]);
        check("Anna Varga0", &["Anna Varga"]);
        check("Anna VargaCity News Reporter", &["Anna Varga"]);
        check("Anna McVarga", &["Anna McVarga"]);
    }

    #[test]
    fn given_names_are_folded_and_stand_once() {
        let file = include_str!("../../data/clean/given-names.txt");
        let mut seen = HashSet::new();
        for name in file.lines().filter(|line| !line.starts_with('#')).flat_map(str::split_whitespace) {
            assert_eq!(name, fold(name));
            assert!(seen.insert(name), "{name} stands twice");
        }
        assert!(has_given("Jean-Luc Moreau") && has_given("J. Anna Varga") && !has_given("Upper Harbour"));
    }

    #[test]
    fn desks_are_no_people() {
        for text in ["Staff reporter", "The Associated Press", "Reuters", "our correspondent", "admin"] {
            check(text, &[]);
        }
    }
}
