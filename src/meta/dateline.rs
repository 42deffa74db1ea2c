//! Reads the dateline that opens a report: `RIYADH/WASHINGTON (Reuters) - `,
//! `PORT ELLERY, Dec 2 (Reuters) — `, `(ANSA) - TRAPANI, 4 FEB - `,
//! `新华社杭州2月18日电`.
//!
//! Invariants: only the first bytes of a paragraph are looked at; a dateline
//! ends with a dash, colon or bracket, so an ordinary sentence has none.
//!
//! The block stays body. What day it means without a year is for `date`.

use super::agency;
use crate::text::Marks;

/// An opening dateline.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Dateline {
    /// The places as written, without date and agency.
    pub place: Option<String>,
    /// The agency named in it.
    pub agency: Option<&'static str>,
    /// Its length in bytes, with the dash.
    pub len: usize,
}

/// How far into a paragraph a dateline can reach, in bytes.
const REACH: usize = 160;

/// Dashes that end a dateline; a hyphen counts only with spaces around it.
const DASHES: [&str; 8] = [" - ", " – ", " — ", " -- ", "— ", "– ", " —", " –"];

/// Reads the dateline of a paragraph, if it has one.
/// Cost: bounded, the first bytes are looked at.
pub(crate) fn read(text: &str) -> Option<Dateline> {
    let head = text.get(..text.floor_char_boundary(REACH))?;
    agency_first(head).or_else(|| place_first(head)).or_else(|| chinese(head))
}

/// `(ANSA) - TRAPANI, 4 FEB - …` and `(Reuters) - …`
fn agency_first(head: &str) -> Option<Dateline> {
    let rest = head.strip_prefix(['(', '['])?;
    let close = rest.find([')', ']'])?;
    let agency = agency::among(rest.get(..close)?)?;
    let after = rest.get(close + 1..)?;
    let body = after.trim_start_matches([' ', '-', '–', '—', '.']);
    if body.len() == after.len() {
        return None;
    }
    let start = head.len() - body.len();
    let place = dash(body).and_then(|(at, len)| {
        let place = place_of(body.get(..at)?)?;
        Some((place, start + at + len))
    });
    let len = place.as_ref().map_or(start, |(_, len)| *len);
    Some(Dateline { place: place.map(|(place, _)| place), agency: Some(agency), len })
}

/// `RIYADH/WASHINGTON (Reuters) - …`, `HALDEN BAY — …`, `BERLIN (dpa) Text`.
fn place_first(head: &str) -> Option<Dateline> {
    let bracket = head.find(['(', '（']).and_then(|open| {
        let rest = head.get(open..)?;
        let close = rest.find([')', '）'])?;
        let inner = rest.get(..close)?.trim_start_matches(['(', '（']);
        let agency = agency::among(inner)?;
        let after = open + close + rest.get(close..)?.chars().next()?.len_utf8();
        Some((open, after, agency))
    });
    if let Some((open, after, agency)) = bracket {
        let tail = head.get(after..)?;
        let trimmed = tail.trim_start_matches([' ', '-', '–', '—', ':', '.', '\n', '\u{a0}']);
        let ended = tail.len() - trimmed.len();
        let has_dash = tail.get(..ended)?.contains(['-', '–', '—', ':', '.']);
        let place = place_of(head.get(..open)?);
        let certain = place.is_some() && (has_dash || is_shouted(head.get(..open)?));
        return certain.then(|| Dateline { place, agency: Some(agency), len: after + ended });
    }
    let (at, len) = dash(head)?;
    let before = head.get(..at)?;
    // `Berlin, dpa -` and `BERLIN, Dec 2, AFP —`: the agency after a comma.
    let (place, agency) = match before.rsplit_once(',').map(|(place, name)| (place, agency::named(name))) {
        Some((place, Some(agency))) => (place, Some(agency)),
        _ => (before, None),
    };
    // `ПЕТРОЗАВОДСК, 18 фев — ТАСС. …`: the agency after the dash.
    let tail = head.get(at + len..).unwrap_or_default();
    let (agency, len) = match tail.find('.').and_then(|stop| Some((agency::named(tail.get(..stop)?)?, stop))) {
        Some((named, stop)) if agency.is_none() => (Some(named), len + stop + 1),
        _ => (agency, len),
    };
    let shouted = is_shouted(place);
    if !(shouted || agency.is_some()) {
        return None;
    }
    Some(Dateline { place: Some(place_of(place)?), agency, len: at + len })
}

/// `新华社杭州2月18日电（记者…）`: agency, place, day, `电`.
fn chinese(head: &str) -> Option<Dateline> {
    let end = head.find(['电', '電'])?;
    let before = head.get(..end)?.trim_start_matches(['【', '（', '(']);
    let agency = ["新华社", "中新社", "中新网", "新華社", "中央社"].into_iter().find(|name| before.starts_with(name))?;
    let place: String = before.get(agency.len()..)?.chars().take_while(|c| !c.is_numeric()).collect();
    let place = place.trim_matches(|c: char| !c.is_alphanumeric()).to_owned();
    (before.chars().count() <= 24).then(|| Dateline {
        place: (!place.is_empty()).then_some(place),
        agency: agency::named(agency),
        len: end + '电'.len_utf8(),
    })
}

/// The first dash that can end a dateline.
fn dash(text: &str) -> Option<(usize, usize)> {
    static MARKS: Marks = Marks::new(&['-', '–', '—']);
    if !MARKS.is_in(text) {
        return None;
    }
    DASHES.iter().filter_map(|dash| Some((text.find(dash)?, dash.len()))).min()
}

/// The places of a dateline: short, capitalised, without its date.
fn place_of(text: &str) -> Option<String> {
    let text = text.trim();
    // `In Riyadh and Washington (Reuters) –` is written by rewriting machines.
    let text = text.strip_prefix("In ").unwrap_or(text);
    let cut = text.find(|c: char| c.is_numeric()).unwrap_or(text.len());
    let place = text.get(..cut)?;
    let place = match place.rfind(',') {
        // What stands between the last comma and a day is a month or weekday.
        Some(comma) if cut < text.len() || is_month(place.get(comma + 1..)?) => place.get(..comma)?,
        _ => place,
    };
    let place = place.trim().trim_end_matches([',', '.', ';', '-', '–']).trim();
    let place = place.rsplit_once(", ").filter(|(_, tail)| is_month(tail)).map_or(place, |(place, _)| place);
    let words = place.split(|c: char| c.is_whitespace() || c == '/').filter(|word| !word.is_empty()).count();
    let named = place.split_whitespace().all(|word| {
        let first = word.chars().find(|c| c.is_alphabetic());
        first.is_none_or(|c| !c.is_lowercase())
            || matches!(
                word,
                "and"
                    | "de"
                    | "del"
                    | "la"
                    | "am"
                    | "an"
                    | "der"
                    | "und"
                    | "et"
                    | "on"
                    | "of"
                    | "do"
                    | "da"
                    | "in"
                    | "sur"
                    | "en"
            )
    });
    ((1..=8).contains(&words) && named && place.chars().count() >= 2 && !place.contains(['"', '“', ':', '?', '!']))
        .then(|| place.to_owned())
}

/// Whether a short text names a month or a day rather than a place.
fn is_month(text: &str) -> bool {
    let text = text.trim().trim_end_matches('.');
    !text.is_empty() && text.chars().count() <= 10 && !crate::dates::find_yearless(&format!("{text} 1")).is_empty()
}

/// Whether the place is written in capitals throughout (date and small words aside).
fn is_shouted(text: &str) -> bool {
    let place = text.split(',').next().unwrap_or(text);
    let letters: Vec<char> = place.chars().filter(|c| c.is_alphabetic()).collect();
    letters.len() >= 3 && letters.iter().all(|c| c.is_uppercase())
}

#[cfg(test)]
mod tests {
    //! 1. Places, dates and agencies come apart.
    //! 2. Sentences have no dateline.

    use super::*;

    #[track_caller]
    fn check(text: &str, place: Option<&str>, agency: Option<&str>) {
        let read = read(text);
        assert_eq!(read.as_ref().and_then(|line| line.place.as_deref()), place, "{text}: {read:?}");
        assert_eq!(read.and_then(|line| line.agency), agency, "{text}");
    }

    #[test]
    fn datelines_come_apart() {
        check("RIYADH/WASHINGTON (Reuters) - The U.S. and", Some("RIYADH/WASHINGTON"), Some("Reuters"));
        check("In Riyadh and Washington (Reuters) – Secretary", Some("Riyadh and Washington"), Some("Reuters"));
        check("PORT ELLERY, Dec 2 (Reuters) - Harbour pilots", Some("PORT ELLERY"), Some("Reuters"));
        check("PARIS (AFP) — Le gouvernement", Some("PARIS"), Some("AFP"));
        check("Berlin (dpa) - Die Lotsen", Some("Berlin"), Some("dpa"));
        check("HALDEN BAY — Storm Idris tore roofs", Some("HALDEN BAY"), None);
        check("(ANSA) - TRAPANI, 4 FEB - È stato aperto", Some("TRAPANI"), Some("ANSA"));
        check("(Reuters) - The U.S.", None, Some("Reuters"));
        check("新华社杭州2月18日电（记者沈若溪）每逢周末", Some("杭州"), Some("Xinhua"));
    }

    #[test]
    fn sentences_have_none() {
        check("Rubio told the Associated Press (AP) on Monday - again.", None, None);
        check("The move — the first of its kind — was welcomed.", None, None);
        check("Rain fell on the town.", None, None);
    }
}
