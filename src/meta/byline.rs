//! Reads bylines and credit lines: who wrote, who edited, for which agency.
//!
//! `By Anna Varga and Jo Berg`, `Von Falk Rübesam`, `记者 沈若溪`,
//! `(Reporting by A and B; Editing by C)`, `홍길동 기자`.
//!
//! Invariants: a line is a byline only if a phrase says so and names (or a desk
//! or agency) follow; a sentence that begins with `By` is none. A line that is
//! only a name is `bare`: its neighbours must decide.
//!
//! What a name is, is for `names`; the phrases are data (`phrases`).

use super::phrases::{Class, Hit, Line, Mode, hits, openings};
use super::{agency, names};
use crate::dates::{DayMonth, find_dates};
use crate::text::{Marks, WordList, collapse_whitespace, fold_char_into};

/// What a byline or credit says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Byline {
    /// Who wrote or reported.
    pub authors: Vec<String>,
    /// Who edited.
    pub editors: Vec<String>,
    /// The agency named.
    pub agency: Option<&'static str>,
    /// It is a closing credit (`Reporting by`, `Editing by`), not a byline.
    pub is_credit: bool,
}

/// Longest line that can be a byline, in bytes, and in words.
const LONGEST: usize = 400;
const MOST_WORDS: usize = 40;

/// Longest line whose later parts are looked at for a cue, in bytes.
const PARTED: usize = 200;

/// Reads a line as a byline or credit.
/// Cost: linear in the line, which is bounded.
pub(crate) fn read(line: &str) -> Option<Byline> {
    if line.len() > LONGEST { None } else { read_with(line, &hits(&Line::new(line))) }
}

/// Reads a line whose phrases are known already.
pub(crate) fn read_with(line: &str, hits: &[Hit]) -> Option<Byline> {
    let cued = || hits.iter().any(|hit| hit.mode == Mode::Start && is_cue(hit.class));
    let short = || line.len() <= PARTED && (is_parted(line) || names_role(line) || glued_cue(line).is_some());
    if line.len() > LONGEST || !(cued() || short()) || line.split_whitespace().count() > MOST_WORDS {
        return None;
    }
    let text = collapse_whitespace(&without_dates(line));
    let bracketed = text.starts_with(['(', '[']) && text.trim_end_matches('.').ends_with([')', ']']);
    let inner = text.trim_matches(|c: char| matches!(c, '(' | ')' | '[' | ']' | '*' | '_'));
    let mut byline = Byline { is_credit: bracketed, ..Byline::default() };
    let mut is_one = false;
    let mut after_cue = false;
    let mut is_byline = false;
    for segment in segments(inner) {
        if let Some((class, rest)) = cue(segment) {
            let taken = take(&mut byline, class, rest, bracketed);
            is_one |= taken;
            is_byline |= taken && class == Class::Byline;
            after_cue = true;
            continue;
        }
        if let Some(name) = after_name(segment) {
            byline.authors.push(name);
            is_one = true;
        }
        if after_cue && byline.agency.is_none() {
            byline.agency = agency::among(segment);
        }
    }
    // `By A — Editing: B` is a byline that also names the editor.
    byline.is_credit &= !is_byline || bracketed;
    is_one.then_some(byline)
}

fn is_cue(class: Class) -> bool {
    matches!(class, Class::Byline | Class::Reporting | Class::Editing)
}

/// Reads lines that stand together as one byline: `By` / `Anna Varga` / `and` /
/// `Jo Berg`, as dumps print it that put every text node on its own line.
pub(crate) fn together<'l>(lines: impl IntoIterator<Item = &'l str>) -> Byline {
    let mut all = Byline::default();
    let mut open = None;
    let mut above = "";
    for line in lines {
        let before = std::mem::replace(&mut above, line.trim());
        if WordList::RolesAfterNames.words().contains(&above) {
            all.authors.extend(after_name(&format!("{before}{above}")));
        } else if let Some(class) = lone_cue(line) {
            open = Some(class);
        } else if is_joint(line) {
        } else if let Some(one) = read(line) {
            open = open.or_else(|| (!one.is_credit).then_some(Class::Byline));
            all.add(one);
        } else {
            let mut found = if open.is_some() { after_cue(line) } else { bare(line) };
            let editing = open == Some(Class::Editing);
            let undated = without_dates(line);
            let agency = agency::only(undated.trim_matches(|c: char| !c.is_alphanumeric()));
            if agency.is_some() && found.is_empty() && all.authors.is_empty() {
                found.extend(as_written(&undated));
            }
            all.agency = all.agency.or(agency);
            let people = if editing { &mut all.editors } else { &mut all.authors };
            people.extend(found.into_iter().filter(|name| !people.contains(name)).collect::<Vec<_>>());
        }
    }
    all
}

impl Byline {
    /// Adds what another line says. A credit repeats or lengthens the byline; it
    /// gives authors only if there is none.
    pub(crate) fn add(&mut self, other: Self) {
        if !other.is_credit || self.authors.is_empty() {
            self.authors.extend(other.authors.into_iter().filter(|name| !self.authors.contains(name)).collect::<Vec<_>>());
        }
        self.editors.extend(other.editors.into_iter().filter(|name| !self.editors.contains(name)).collect::<Vec<_>>());
        self.agency = self.agency.or(other.agency);
    }
}

/// What a line that is nothing but a cue announces: `By`, `Von:`, `Kolumne von`.
pub(crate) fn lone_cue(line: &str) -> Option<Class> {
    /// Words with which a cue of several words ends.
    const ENDS: &[&str] = &["by", "von", "par", "por", "door", "av", "af", "przez"];
    let line = line.trim();
    if line.len() > 60 || line.split_whitespace().count() > 5 {
        return None;
    }
    if let Some((class, rest)) = cue(line) {
        return rest.is_empty().then_some(class);
    }
    let last = line.trim_end_matches([':', ' ']).rsplit(char::is_whitespace).next()?;
    let capital = line.starts_with(char::is_uppercase);
    (capital && line.contains(' ') && ENDS.contains(&last)).then_some(Class::Byline)
}

/// The authors in a field that markup or a record calls the author: names, else
/// a desk or an agency as it is written there.
pub(crate) fn claimed(value: &str) -> Vec<String> {
    let value = value.trim();
    let line = read(value).map(|line| line.authors).unwrap_or_default();
    let found = if line.is_empty() { names::split(value) } else { line };
    let is_section = || super::phrases::is_control(&crate::text::fold(value)).is_some();
    if found.is_empty() && !is_section() { as_named(value).into_iter().collect() } else { found }
}

/// A mark or word that stands between the names of a list.
pub(crate) fn is_joint(line: &str) -> bool {
    let line = line.trim();
    line.len() <= 8
        && (!line.chars().any(char::is_alphabetic)
            || matches!(line.to_lowercase().as_str(), "and" | "und" | "et" | "y" | "e" | "og" | "och" | "en" | "i" | "и" | "και"))
}

/// The authors in a line below a lone cue: names, else what is written there,
/// be it a desk, an agency or initials.
pub(crate) fn after_cue(line: &str) -> Vec<String> {
    let found = names::split(line);
    if !found.is_empty() || is_desk(line) {
        return found;
    }
    as_written(line).into_iter().collect()
}

/// Whether a line is only a role that follows the name on the line above.
pub(crate) fn is_role_after(line: &str) -> bool {
    WordList::RolesAfterNames.words().contains(&line.trim())
}

/// The names in a line that is otherwise a date: `28 April 2024, 14:26, Anna Varga`.
pub(crate) fn beside_date(line: &str) -> Vec<String> {
    if line.len() > PARTED {
        return vec![];
    }
    let undated = without_dates(line);
    let parts = undated.split(['|', ',', ';', '•', '·', '\n', '–', '-']);
    let is_person = |name: &String| names::has_given(name) && name.split_whitespace().count() <= 3;
    parts.flat_map(bare).filter(is_person).collect()
}

/// An author who is no person, as the line has it: a proper name, or an agency's.
fn as_written(line: &str) -> Option<String> {
    as_named(line).filter(|name| !name.starts_with(char::is_lowercase) || agency::named(name).is_some())
}

/// The same of a text that surely names an author.
fn as_named(line: &str) -> Option<String> {
    let first = line.split([',', '(', '|', ';', '•', '@']).next().unwrap_or_default();
    let first = names::joined(first).into_iter().next().unwrap_or_default();
    let first = first.trim_matches(|c: char| c.is_whitespace() || matches!(c, ':' | '-' | '–' | '*' | '"'));
    let fits = first.chars().count() <= 40
        && first.split_whitespace().count() <= 4
        && first.chars().any(char::is_alphabetic)
        && !first.ends_with(['?', '!', '…'])
        && !first.contains("://");
    fits.then(|| first.to_owned())
}

/// The line with a bar in place of each date.
fn without_dates(line: &str) -> String {
    if !line.chars().any(char::is_numeric) {
        return line.to_owned();
    }
    let mut out = String::with_capacity(line.len());
    let mut at = 0;
    for found in find_dates(line, DayMonth::DayFirst) {
        out.push_str(line.get(at..found.range.start).unwrap_or_default());
        out.push('|');
        at = found.range.end.max(at);
    }
    out.push_str(line.get(at..).unwrap_or_default());
    out
}

/// Marks between the parts of a line.
const MARKS: &[char] = &[';', '|', '•', '·', '｜', '；'];

/// Dashes between the parts of a line.
const DASHES: [&str; 3] = [" — ", " – ", " - "];

/// Whether a line has several parts.
fn is_parted(line: &str) -> bool {
    static PARTING: Marks = Marks::new(MARKS);
    PARTING.is_in(line)
        || line.as_bytes().windows(3).any(|part| part == b" - ")
        || (!line.is_ascii() && DASHES.iter().any(|dash| line.contains(dash)))
}

/// The parts of a line that can each have their own cue.
fn segments(text: &str) -> impl Iterator<Item = &str> {
    let [long, middle, short] = DASHES;
    text.split(MARKS)
        .flat_map(move |part| part.split(long))
        .flat_map(move |part| part.split(middle))
        .flat_map(move |part| part.split(short))
        .map(str::trim)
        .filter(|part| !part.is_empty())
}

/// What follows a cue that an extractor glued to the name: `byAnna Varga`.
fn glued_cue(segment: &str) -> Option<&str> {
    const CUES: &[&str] = &["by", "By", "BY", "von", "Von", "por", "Por", "par", "Par"];
    if !segment.starts_with(['b', 'B', 'v', 'V', 'p', 'P']) {
        return None;
    }
    let rest = CUES.iter().find_map(|cue| segment.strip_prefix(cue))?;
    let mut chars = rest.chars();
    (chars.next().is_some_and(char::is_uppercase) && chars.next().is_some_and(char::is_lowercase) && rest.contains(' '))
        .then_some(rest)
}

/// The cue a segment begins with, and what follows it.
fn cue(segment: &str) -> Option<(Class, &str)> {
    if let Some(rest) = glued_cue(segment) {
        return Some((Class::Byline, rest));
    }
    let best = openings(&Line::opening(segment))
        .into_iter()
        .filter(|hit| is_cue(hit.class))
        .max_by_key(|hit| (hit.end, hit.class == Class::Byline))?;
    let rest = segment.get(origin(segment, best)..)?;
    Some((best.class, rest.trim_start_matches([' ', ':', '：', '/', '／', '=', '＝', '-', '–', '.'])))
}

/// Where a match in the normal form ends in the text it was made from.
fn origin(text: &str, hit: Hit) -> usize {
    let mut folded = String::new();
    for (at, c) in text.char_indices() {
        if folded.len() >= hit.end {
            return at;
        }
        fold_char_into(c, &mut folded);
    }
    text.len()
}

/// Adds what follows a cue; whether that makes the line a byline.
fn take(byline: &mut Byline, class: Class, rest: &str, bracketed: bool) -> bool {
    let found = names::split(rest);
    // A desk or agency (`By Reuters`, `Von unserer Redaktion`) makes a byline without authors.
    let desk = rest.split_whitespace().count() <= 4 && !rest.is_empty() && !rest.ends_with(['?', '!']) && is_desk(rest);
    let agency =
        agency::among(rest).or_else(|| rest.split_once('(').and_then(|(_, tail)| agency::among(tail.trim_end_matches(')'))));
    let initials = is_initials(rest);
    if found.is_empty() && !desk && !initials && agency.is_none() {
        return false;
    }
    // A sentence may begin with `By Peter Hale's reckoning`: names must be most of it.
    let words = rest.split_whitespace().count();
    let named: usize = found.iter().map(|name| name.split_whitespace().count()).sum();
    if words > named * 3 + 6 || (rest.ends_with('.') && !bracketed && words > named + 3) {
        return false;
    }
    byline.agency = byline.agency.or(agency);
    let people = if class == Class::Editing { &mut byline.editors } else { &mut byline.authors };
    // An agency or initials are the author if the byline names no other.
    let other = as_written(rest).filter(|_| found.is_empty() && class == Class::Byline && people.is_empty() && !desk);
    for name in found.into_iter().chain(other) {
        if !people.contains(&name) {
            people.push(name);
        }
    }
    byline.is_credit |= matches!(class, Class::Reporting | Class::Editing);
    true
}

/// Whether what follows a cue is a desk: `Staff`, `unserer Redaktion`, `admin`.
fn is_desk(rest: &str) -> bool {
    let folded = crate::text::fold(rest);
    WordList::Desks
        .words()
        .iter()
        .any(|desk| folded.split(|c: char| !c.is_alphanumeric()).any(|word| word == *desk) || folded == *desk)
}

/// `E.P.`
fn is_initials(rest: &str) -> bool {
    let parts: Vec<&str> = rest.trim().split_terminator('.').collect();
    rest.trim().ends_with('.')
        && (2..=4).contains(&parts.len())
        && parts.iter().all(|part| part.trim().chars().count() == 1 && part.trim().chars().all(char::is_uppercase))
}

/// Whether a line holds such a word.
fn names_role(line: &str) -> bool {
    static BEGINNINGS: Marks = Marks::new(&['기', '특', '記', '记', '論']);
    BEGINNINGS.is_in(line) && WordList::RolesAfterNames.words().iter().any(|role| line.contains(role))
}

/// A name before its role, as in Korean and Japanese: `홍길동 기자`, `山田太郎記者`.
fn after_name(segment: &str) -> Option<String> {
    let bare = segment.split_whitespace().take_while(|word| !word.contains('@')).collect::<Vec<_>>().join(" ");
    let bare = bare.rsplit(['=', '】']).next().unwrap_or_default();
    let name = WordList::RolesAfterNames.words().iter().find_map(|role| bare.strip_suffix(role))?.trim();
    // `서울, 홍길동 기자`: the place goes.
    let name = name.rsplit([' ', ',', '、']).next().unwrap_or(name);
    let chars = name.chars().count();
    ((2..=6).contains(&chars) && name.chars().all(crate::text::is_unspaced)).then(|| name.to_owned())
}

/// Whether a name begins with a known given name.
pub(crate) fn is_known(name: &str) -> bool {
    names::has_given(name)
}

/// Whether a line names a journalist's role.
pub(crate) fn has_role(line: &str) -> bool {
    names::has_role(line)
}

/// The name, if the whole line is one person's name or a list of names.
pub(crate) fn bare(line: &str) -> Vec<String> {
    let line = line.trim();
    if line.len() > 160 || line.ends_with(['.', '!', '?', ':', '…']) {
        return vec![];
    }
    let line = without_dates(line.trim_end_matches([',', '&', '|', ' ', '\n']));
    let cased = line.chars().any(char::is_lowercase) || line.chars().any(char::is_uppercase);
    let found = names::split(&line);
    let words: usize = found.iter().map(|name| name.split_whitespace().count()).sum();
    let role = names::has_role(&line);
    let other = |word: &&str| word.chars().any(char::is_alphabetic) && !word.contains('@');
    let all = line.split_whitespace().filter(other).count();
    if cased && !found.is_empty() && (words + found.len() > all || (role && words + 5 > all)) { found } else { vec![] }
}

#[cfg(test)]
mod tests {
    //! 1. Phrases in many languages open bylines; roles and dates are cut off.
    //! 2. Credits name authors and editors apart.
    //! 3. Sentences are no bylines.

    use super::*;

    #[track_caller]
    fn check(line: &str, authors: &[&str], editors: &[&str]) {
        let byline = read(line).unwrap_or_default();
        assert_eq!(byline.authors, authors, "{line}");
        assert_eq!(byline.editors, editors, "{line}");
    }

    #[test]
    fn bylines() {
        check("By Humeyra Pamuk and Simon Lewis", &["Humeyra Pamuk", "Simon Lewis"], &[]);
        check("By Mara Lindqvist, City Hall reporter | January 13, 2026", &["Mara Lindqvist"], &[]);
        check("BY RHONA MACREADY AND ELLIS VANE", &["Rhona Macready", "Ellis Vane"], &[]);
        check("Von Falk Rübesam", &["Falk Rübesam"], &[]);
        check("Por Wanderley Guaritá — Edição: Tainá Borges", &["Wanderley Guaritá"], &["Tainá Borges"]);
        check("Авторка: Оксана Горицвіт", &["Оксана Горицвіт"], &[]);
        check("记者 沈若溪", &["沈若溪"], &[]);
        check("责任编辑：陆怀远", &[], &["陆怀远"]);
        check("홍길동 기자 hong@example.kr", &["홍길동"], &[]);
        check("서울, 홍길동 기자", &["홍길동"], &[]);
        check("byAnna Varga", &["Anna Varga"], &[]);
        check("Par E.P.", &["E.P."], &[]);
        check("Von dpa 30.04.2024, 18:58", &["dpa"], &[]);
        check("By Anna Varga, Reuters", &["Anna Varga"], &[]);
        assert_eq!(read("By Anna Varga, Reuters").and_then(|byline| byline.agency), Some("Reuters"));
    }

    #[test]
    fn credits() {
        check("(Reporting by A. Moran and Jo Berg; Editing by Frances Kerry)", &["A. Moran", "Jo Berg"], &["Frances Kerry"]);
        check(
            "(Reporting by Daniel Osei and Mirja Salo; Writing by Anna Varga; Editing by Louise Hart)",
            &["Daniel Osei", "Mirja Salo", "Anna Varga"],
            &["Louise Hart"],
        );
        assert!(read("(Reporting by Jo Berg)").is_some_and(|credit| credit.is_credit));
    }

    #[test]
    fn split_over_lines() {
        for (lines, authors) in [
            (&["By", "ANNA VARGA", ",", "JO BERG", "and", "KARI MOE"][..], &["Anna Varga", "Jo Berg", "Kari Moe"][..]),
            (&["Kolumne von", "Anna Varga"], &["Anna Varga"]),
            (&["von", "Anna Varga ,", "dpa"], &["Anna Varga", "dpa"]),
            (&["Par", "E.P."], &["E.P."]),
            (&["By Anna Varga", "and", "Jo Berg"], &["Anna Varga", "Jo Berg"]),
            (&["Von:", "dpa"], &["dpa"]),
            (&["홍길동", "기자"], &["홍길동"]),
            (&["by", "shares"], &[]),
        ] {
            assert_eq!(together(lines.iter().copied()).authors, authors, "{lines:?}");
        }
    }

    #[test]
    fn names_beside_dates() {
        assert_eq!(beside_date("Published on 28 April 2024, 14:26, Anna Varga"), ["Anna Varga"]);
        assert_eq!(beside_date("28 April 2024 | Reading time 3 min"), [""; 0]);
        assert_eq!(beside_date("Tuesday, 28 April 2024, Upper Harbour"), [""; 0]);
    }

    #[test]
    fn sentences_are_none() {
        for line in [
            "By Monday the water had risen.",
            "Von der Leyen",
            "De Telegraaf",
            "By the time Jo Berg arrived, the house was empty.",
        ] {
            assert_eq!(read(line), None, "{line}");
        }
    }
}
