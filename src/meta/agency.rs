//! Knows the news agencies: which one a name or abbreviation means, and
//! whether a place in the text credits one.
//!
//! A credit is a dateline (`RIYADH (Reuters) -`), a byline, a credit line or a
//! closing `(AFP)`. A mention in the prose (`told the Associated Press`) is
//! none: nothing here looks into sentences.
//!
//! The names are data: `data/clean/agencies.tsv`.

use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use crate::text::Marks;

const FILE: &str = include_str!("../../data/clean/agencies.tsv");

/// Canonical names by written form, as written and in lower case.
static FORMS: LazyLock<FxHashMap<String, &'static str>> = LazyLock::new(|| {
    let mut forms = FxHashMap::default();
    for (canonical, written) in rows() {
        for form in written.split('|') {
            forms.entry(form.to_owned()).or_insert(canonical);
            // Short names are names only as written: `map` is no agency, `MAP` is.
            if form.chars().count() > 5 {
                forms.entry(form.to_lowercase()).or_insert(canonical);
            }
        }
    }
    forms
});

fn rows() -> impl Iterator<Item = (&'static str, &'static str)> {
    FILE.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'))
}

/// Longest name looked up, in bytes.
const LONGEST: usize = 80;

/// The agency a name means: `AFP`, `The Associated Press`, `新华社`.
pub(crate) fn named(name: &str) -> Option<&'static str> {
    let name = name.trim().trim_matches(|c: char| matches!(c, '.' | ',' | ':' | '/' | '(' | ')' | '[' | ']')).trim();
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let name = name.strip_prefix("the ").or_else(|| name.strip_prefix("The ")).unwrap_or(name);
    let in_any_case = || if name.chars().nth(5).is_some() { FORMS.get(name.to_lowercase().as_str()) } else { None };
    FORMS.get(name).or_else(in_any_case).copied()
}

/// The first agency among the names in a bracket or byline: `Reuters`,
/// `dpa/AFP`, `Reuters, Varnholm`.
pub(crate) fn among(names: &str) -> Option<&'static str> {
    const PARTING: &[char] = &['/', ',', ';', '|', '、', '+'];
    const JOINTS: [&str; 3] = [" and ", " via ", " - "];
    static MARKS: Marks = Marks::new(PARTING);
    if names.len() > 2 * LONGEST {
        return None;
    }
    named(names).or_else(|| if MARKS.is_in(names) { names.split(PARTING).find_map(named) } else { None }).or_else(|| {
        if !JOINTS.iter().any(|joint| names.contains(joint)) {
            return None;
        }
        let [and, via, dash] = JOINTS;
        let words = names.split(and).flat_map(|part| part.split(via)).flat_map(|part| part.split(dash));
        words.skip(1).chain(names.split(and).take(1)).find_map(named)
    })
}

/// The agency credited by the end of a text: `… said. (AFP)`, `… /dpa`.
pub(crate) fn closing(text: &str) -> Option<&'static str> {
    let text = text.trim_end().trim_end_matches('.');
    if let Some(inner) = text.strip_suffix([')', ']', '）']) {
        let at = inner.rfind(['(', '[', '（'])?;
        let names = inner.get(at..)?.trim_start_matches(['(', '[', '（']);
        return among(names).filter(|_| !is_short_for(names, inner.get(..at).unwrap_or_default()));
    }
    None
}

/// Whether a name in brackets is short for the words before it: `the Orrin National Archive (ONA)`.
fn is_short_for(name: &str, before: &str) -> bool {
    let letters = || name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase);
    let words = before.rsplit(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).take(MOST_INITIALS);
    let initials: String = words.filter_map(|word| word.chars().next()).flat_map(char::to_lowercase).collect();
    // From the last to the first; small words between the others have no letter in the name.
    let mut initials = initials.chars();
    letters().count() > 1 && letters().rev().all(|letter| initials.any(|initial| initial == letter))
}

/// Words before a bracket that a name in it may be short for.
const MOST_INITIALS: usize = 8;

/// Whether a whole line is nothing but agencies: `Reuters`, `dpa/AFP`, `(AFP)`.
pub(crate) fn only(line: &str) -> Option<&'static str> {
    if line.len() > LONGEST {
        return None;
    }
    let bare = line.trim().trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '/' | '.' | '©' | ' ' | '-' | '—' | '–'));
    let mut names = bare.split(['/', ',', '+']).map(named);
    let first = names.next()??;
    names.all(|name| name.is_some()).then_some(first)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn no_form_stands_twice() {
        let mut seen = HashSet::new();
        for (canonical, written) in rows() {
            for form in written.split('|') {
                assert!(!form.trim().is_empty() && form == form.trim(), "{canonical}: `{form}`");
                assert!(seen.insert(form), "`{form}` stands twice");
            }
        }
    }

    #[test]
    fn names_are_known() {
        for (written, canonical) in [
            ("AFP", Some("AFP")),
            ("The Associated Press", Some("Associated Press")),
            ("dpa/AFP", Some("dpa")),
            ("新华社", Some("Xinhua")),
            ("朝鲜中央通讯社", Some("KCNA")),
            ("Укринформ", Some("Ukrinform")),
            ("וואלה", None),
            ("Philippine News Agency", Some("PNA")),
            ("PRESS TRUST OF INDIA", Some("PTI")),
            ("Kazinform", Some("Kazinform")),
            ("uni", None),
            ("ona", None),
            ("sta", None),
            ("Hina Rashid", None),
            ("Tass Kowalski", None),
            ("ap", None),
            ("map", None),
            ("Anna Varga", None),
        ] {
            assert_eq!(among(written), canonical, "{written}");
        }
    }

    #[test]
    fn only_the_end_credits() {
        assert_eq!(closing("He left on Monday. (AFP)"), Some("AFP"));
        assert_eq!(closing("Tickets are sold by the Halden Archive of Tunes (HAT)."), None);
        assert_eq!(closing("They went to the Orrin National Archive (ONA)."), None);
        assert_eq!(closing("It is run by the Union of Nurses of Ireland (UNI)"), None);
        assert_eq!(closing("Ferries to Salalah sail again, the port said. (ONA)"), Some("ONA"));
        assert_eq!(closing("Die Fähren fahren wieder. (APA)"), Some("APA"));
        assert_eq!(closing("渡輪將於週五恢復行駛。（中央社）"), Some("CNA"));
        assert_eq!(closing("Rubio told the Associated Press."), None);
        assert_eq!(closing("according to TASS"), None);
        assert_eq!(only("dpa/AFP"), Some("dpa"));
        assert_eq!(only("AFP reported on Monday"), None);
    }
}
