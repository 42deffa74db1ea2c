//! Tells people's names from other words, and lists of names apart.
//!
//! Invariants: a name has one to five words, begins each with a capital (in
//! scripts that have them) and holds no digit; nothing is invented, only cut
//! and re-cased.
//!
//! Where names stand is for `byline`.

/// Words between names, in lower case.
const AND: &[&str] = &[
    " and ", " und ", " et ", " y ", " e ", " og ", " och ", " ja ", " a ", " i ", " és ", " și ", " ve ", " и ", " і ", " та ",
    " και ", " en ", " dan ", " mit ", " with ", " avec ", " con ", " for ", " für ", " pour ", " at ", " bei ",
];

/// Particles that names may hold in small letters.
const PARTICLES: &[&str] = &[
    "de", "del", "della", "di", "da", "do", "dos", "das", "van", "von", "der", "den", "zu", "la", "le", "el", "al", "bin", "ibn",
    "ter", "ten", "af", "e", "y",
];

/// Words that show a text to be a desk, a role or an outlet, not a person.
const NOT_PEOPLE: &[&str] = &[
    "staff",
    "reporter",
    "reporters",
    "editor",
    "editors",
    "correspondent",
    "desk",
    "team",
    "newsroom",
    "news",
    "writer",
    "admin",
    "redaktion",
    "redaktionen",
    "redacción",
    "rédaction",
    "redazione",
    "redação",
    "redactie",
    "redakcja",
    "agencies",
    "agency",
    "online",
    "editorial",
    "press",
    "media",
    "contributor",
    "contributors",
    "the",
    "post",
    "times",
    "daily",
    "associated",
    "service",
    "services",
    "web",
    "publisher",
    "guest",
    "unknown",
    "редакция",
    "редакція",
    "today",
    "magazine",
    "group",
    "columnist",
    "university",
    "professor",
    "director",
    "network",
    "column",
    "report",
    "board",
];

/// Longest list of names read, in bytes.
const LONGEST: usize = 300;

/// The names in a list: `A and B`, `A, B und C`, `A、B`.
pub(crate) fn split(list: &str) -> Vec<String> {
    let list = list.get(..list.floor_char_boundary(LONGEST)).unwrap_or_default();
    let mut parts: Vec<String> = vec![];
    for (at, part) in list.split([',', ';', '、', '|', '/', '•', '·', '，', '،', '&', '+', '\n']).enumerate() {
        if at > 0 && has_role(part) {
            continue; // `Mara Lindqvist, City Hall reporter`
        }
        let mut rest = vec![part.to_owned()];
        for and in AND {
            rest = rest.iter().flat_map(|text| split_once_each(text, and)).collect();
        }
        parts.extend(rest);
    }
    let mut names: Vec<String> = vec![];
    for part in parts {
        let Some(name) = clean(&part) else {
            // A role after a name (`, City Hall reporter`) is passed over; names may follow.
            continue;
        };
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Cuts at a joining word, but never inside a name such as `Ortega y Gasset`.
fn split_once_each(text: &str, and: &str) -> Vec<String> {
    let shouted = and.to_uppercase();
    let and = if text.contains(shouted.as_str()) { shouted.as_str() } else { and };
    let pieces: Vec<&str> = text.split(and).collect();
    let short =
        |piece: &&str| piece.split_whitespace().count() < 2 && piece.is_ascii() && matches!(and, " y " | " e " | " a " | " i ");
    if pieces.len() == 1 || pieces.iter().any(short) {
        return vec![text.to_owned()];
    }
    pieces.into_iter().map(str::to_owned).collect()
}

/// A name without roles, addresses and marks, in its usual case; none if it is
/// no person's name.
pub(crate) fn clean(text: &str) -> Option<String> {
    let text = text.split(['(', '（', '<', '@', '[']).next().unwrap_or_default();
    let text = text.trim().trim_matches(|c: char| !c.is_alphanumeric() && c != '.').trim_start_matches('.').trim();
    let text = without_role(text);
    let text = text.strip_prefix("Dr. ").or_else(|| text.strip_prefix("Prof. ")).unwrap_or(text);
    let text = undoubled(text);
    is_name(&text).then(|| usual_case(&text))
}

/// Words of roles that follow a name without a comma.
const ROLES: &[&str] = &[
    "reporter",
    "correspondent",
    "editor",
    "writer",
    "korrespondent",
    "korrespondentin",
    "redakteur",
    "redakteurin",
    "reporterin",
    "journalist",
    "journalistin",
    "redactor",
    "redactora",
    "periodista",
    "journaliste",
    "giornalista",
    "redaktör",
    "journalista",
    "columnist",
    "jornalista",
];

/// The name before a role that follows it: `Sophie Foster Travel News Reporter`.
fn without_role(text: &str) -> &str {
    let words: Vec<&str> = text.split_whitespace().collect();
    match words.get(1) {
        Some(second) if words.len() > 2 && has_role(text) => {
            text.find(second).and_then(|at| text.get(..at + second.len())).unwrap_or(text)
        }
        _ => text,
    }
}

fn has_role(text: &str) -> bool {
    text.split_whitespace().any(|word| ROLES.contains(&word.to_lowercase().as_str()))
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
        first.is_some_and(|c| !c.is_lowercase()) || PARTICLES.contains(word) || word.starts_with("d'") || word.starts_with("al-")
    });
    let other = words.iter().any(|word| NOT_PEOPLE.contains(&word.trim_end_matches(['.', ',']).to_lowercase().as_str()));
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
    let letters: Vec<char> = name.chars().filter(|c| c.is_alphabetic()).collect();
    let shouted = letters.len() > 4 && letters.iter().all(|c| c.is_uppercase());
    if !shouted {
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
    }

    #[test]
    fn desks_are_no_people() {
        for text in ["Staff reporter", "The Associated Press", "Reuters", "our correspondent", "admin"] {
            check(text, &[]);
        }
    }
}
