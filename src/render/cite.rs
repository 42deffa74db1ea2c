//! Hits as entries of a bibliography: BibTeX and RIS. An article has the same key in every
//! export, because its id is part of it.

use std::io::{self, Write};

use super::escape::{terminal_safe, web_address};
use crate::model::{Hit, Provenance, place_of};
use crate::text::{collapse_whitespace, fold};

/// Months as BibTeX's styles know them.
const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// Letters of an outlet's name in a key.
const KEY_LETTERS: usize = 24;

/// Writes hits as BibTeX: `@article`, or `@misc` where the outlet is not known. Text stays
/// UTF-8; what LaTeX takes for commands is escaped.
///
/// # Errors
///
/// Writing failed.
pub fn bibtex(hit: &Hit, out: &mut dyn Write) -> io::Result<()> {
    let kind = if hit.outlet.is_some() { "article" } else { "misc" };
    writeln!(out, "@{kind}{{{},", key(hit))?;
    let mut field = |name: &str, value: &str| writeln!(out, "  {name} = {value},");
    if let Some(title) = &hit.title {
        field("title", &format!("{{{{{}}}}}", latex(title)))?;
    }
    let authors: Vec<_> = credited(hit).iter().map(|name| bibtex_name(name, &hit.authors)).collect();
    if !authors.is_empty() {
        field("author", &format!("{{{}}}", authors.join(" and ")))?;
    }
    if let Some(outlet) = &hit.outlet {
        field("journal", &format!("{{{}}}", latex(outlet)))?;
    }
    if let Some(date) = &hit.date.value {
        field("date", &format!("{{{date}}}"))?;
        field("year", &format!("{{{}}}", year(hit)))?;
        let month = date.get(5..7).and_then(|month| month.parse::<usize>().ok());
        if let Some(month) = month.and_then(|month| MONTHS.get(month.wrapping_sub(1))) {
            field("month", month)?;
        }
    }
    if let Some(url) = hit.url.as_deref().and_then(web_address) {
        field("url", &format!("{{{url}}}"))?;
    }
    if let Some(language) = &hit.language {
        field("language", &format!("{{{}}}", latex(language)))?;
    }
    let notes = notes(hit);
    if !notes.is_empty() {
        field("note", &format!("{{{}}}", latex(&notes.join("; "))))?;
    }
    writeln!(out, "}}\n")
}

/// Writes hits as RIS, type NEWS. Lines end as the format wants, with carriage return and
/// line feed.
///
/// # Errors
///
/// Writing failed.
pub fn ris(hit: &Hit, out: &mut dyn Write) -> io::Result<()> {
    let mut line = |tag: &str, value: &str| write!(out, "{tag}  - {}\r\n", one_line(value));
    line("TY", "NEWS")?;
    line("ID", &hit.id)?;
    if let Some(title) = &hit.title {
        line("TI", title)?;
    }
    for name in credited(hit) {
        line("AU", name)?;
    }
    if let Some(outlet) = &hit.outlet {
        line("T2", outlet)?;
    }
    if let Some(date) = &hit.date.value {
        line("PY", year(hit))?;
        // Year, month, day and more, each ended by a stroke though it is not known.
        let mut parts = date.split('-').map(str::to_owned).collect::<Vec<_>>();
        parts.resize(4, String::new());
        line("DA", &parts.join("/"))?;
    }
    if let Some(url) = hit.url.as_deref().and_then(web_address) {
        line("UR", &url)?;
    }
    if let Some(language) = &hit.language {
        line("LA", language)?;
    }
    for note in notes(hit) {
        line("N1", &note)?;
    }
    write!(out, "ER  - \r\n\r\n")
}

/// Who wrote it: the authors, else the agency.
fn credited(hit: &Hit) -> &[String] {
    if hit.authors.is_empty() { hit.agency.as_slice() } else { &hit.authors }
}

fn year(hit: &Hit) -> &str {
    hit.date.value.as_deref().and_then(|date| date.get(..4)).unwrap_or_default()
}

/// What a reader of the entry has to know: whose copy it is, where the date is from, and the file
/// where there is no address.
fn notes(hit: &Hit) -> Vec<String> {
    let mut notes = vec![];
    if let Some(agency) = hit.agency.as_ref().filter(|_| !hit.authors.is_empty()) {
        notes.push(format!("Agency: {agency}"));
    }
    match hit.date.source {
        Provenance::Story => notes.push("Date taken from another copy of the story".to_owned()),
        Provenance::Url | Provenance::Path => notes.push(format!("Date taken from the {}", hit.date.source.as_str())),
        _ => {}
    }
    if hit.url.as_deref().and_then(web_address).is_none() {
        notes.push(format!("File: {}", place_of(&hit.path, hit.record, None)));
    }
    notes
}

/// `QuayCourier2025_2p2t8ffp8c8xt`.
fn key(hit: &Hit) -> String {
    let mut key = String::new();
    let name = hit.outlet.as_deref().or(hit.agency.as_deref()).unwrap_or_default();
    for word in name.split_whitespace() {
        let letters: String = fold(word).chars().filter(char::is_ascii_alphanumeric).collect();
        if key.len() + letters.len() > KEY_LETTERS {
            break;
        }
        let (first, rest) = letters.split_at(letters.len().min(1));
        key.push_str(&first.to_ascii_uppercase());
        key.push_str(rest);
    }
    if key.is_empty() {
        key.push_str("News");
    }
    format!("{key}{}_{}", year(hit), hit.id)
}

/// A name as BibTeX reads it: agencies, and people whose names it would part in the wrong place,
/// stand whole in braces.
fn bibtex_name(name: &str, people: &[String]) -> String {
    let text = latex(name);
    let is_parted = text.contains(',') || text.split_whitespace().any(|word| word.eq_ignore_ascii_case("and"));
    if people.is_empty() || is_parted { format!("{{{text}}}") } else { text }
}

/// Text in one line, without what commands programs.
fn one_line(text: &str) -> String {
    terminal_safe(&collapse_whitespace(text)).into_owned()
}

/// Text as LaTeX prints it. Braces are written by name: BibTeX counts them wherever they stand.
fn latex(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        match c {
            '\\' => escaped.push_str("\\textbackslash{}"),
            '{' => escaped.push_str("\\textbraceleft{}"),
            '}' => escaped.push_str("\\textbraceright{}"),
            '~' => escaped.push_str("\\textasciitilde{}"),
            '^' => escaped.push_str("\\textasciicircum{}"),
            '<' => escaped.push_str("\\textless{}"),
            '>' => escaped.push_str("\\textgreater{}"),
            '|' => escaped.push_str("\\textbar{}"),
            '&' | '%' | '$' | '#' | '_' => escaped.extend(['\\', c]),
            _ => escaped.push(c),
        }
    }
    escaped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn latex_is_not_commanded() {
        assert_eq!(latex("50 % of R&D_1 {\n$5}"), "50 \\% of R\\&D\\_1 \\textbraceleft{} \\$5\\textbraceright{}");
        assert_eq!(latex("\\input{x} “é”"), "\\textbackslash{}input\\textbraceleft{}x\\textbraceright{} “é”");
    }

    #[test]
    fn names_are_parted_where_people_are() {
        let people = ["Ada Hale".to_owned()];
        assert_eq!(bibtex_name("Ada Hale", &people), "Ada Hale");
        assert_eq!(bibtex_name("Hale and Sons", &people), "{Hale and Sons}");
        assert_eq!(bibtex_name("Torvik Press", &[]), "{Torvik Press}");
    }
}
