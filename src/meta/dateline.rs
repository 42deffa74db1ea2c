//! Reads the dateline that opens a report: `RIYADH/WASHINGTON (Reuters) - `,
//! `PORT ELLERY, Dec 2 (Reuters) — `, `(ANSA) - TRAPANI, 4 FEB - `,
//! `新华社杭州2月18日电`.
//!
//! Invariants: only the first bytes of a paragraph are looked at; a dateline
//! ends with a dash, colon or bracket, so an ordinary sentence has none.
//!
//! The block stays body. What day it means without a year is for `date`.

use super::agency;
use crate::text::{Marks, is_unspaced};

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
    let rest = head.strip_prefix(['(', '[', '【'])?;
    let close = rest.find([')', ']', '】'])?;
    let (inside, agency) = bracketed(rest.get(..close)?)?;
    let bracket = rest.get(close..)?.chars().next()?;
    let after = rest.get(close + bracket.len_utf8()..)?;
    let body = after.trim_start_matches([' ', '\u{3000}', '-', '–', '—', '.']);
    if body.len() == after.len() && bracket != '】' {
        return None;
    }
    let start = head.len() - body.len();
    if inside.is_some() {
        return Some(Dateline { place: inside, agency: Some(agency), len: start });
    }
    let place = dash(body).and_then(|(at, len)| {
        let place = place_of(body.get(..at)?)?;
        Some((place, start + at + len))
    });
    let len = place.as_ref().map_or(start, |(_, len)| *len);
    Some(Dateline { place: place.map(|(place, _)| place), agency: Some(agency), len })
}

/// What a bracket says: an agency, or its place before it: `서울=연합뉴스`, `東京 2日 ロイター`, `北京共同`.
fn bracketed(inner: &str) -> Option<(Option<String>, &'static str)> {
    if let Some(agency) = agency::among(inner) {
        return Some((None, agency));
    }
    if inner.chars().count() > PLACE_AND_AGENCY {
        return None;
    }
    let starts = inner.char_indices().map(|(at, _)| at).skip(1);
    let mut parts = starts.filter_map(|at| inner.split_at_checked(at)).filter(|(before, after)| {
        // Letters that have case are parted by more than nothing.
        let is_apart = |c: char| !c.is_alphanumeric() || !(c.is_uppercase() || c.is_lowercase());
        before.ends_with(is_apart) && !after.starts_with(|c: char| !c.is_alphanumeric())
    });
    let (before, agency) = parts.find_map(|(before, after)| Some((before, agency::named(after)?)))?;
    Some((Some(place_of(before.trim_end_matches(['=', ' ', '\u{3000}']))?), agency))
}

/// The longest place, day and agency in one bracket, in characters.
const PLACE_AND_AGENCY: usize = 30;

/// `RIYADH/WASHINGTON (Reuters) - …`, `HALDEN BAY — …`, `BERLIN (dpa) Text`.
fn place_first(head: &str) -> Option<Dateline> {
    // `МОСКВА, 2 декабря. /ТАСС/.` has slashes for brackets.
    let bracket = head.match_indices(['(', '（', '/']).find_map(|(open, bracket)| {
        let rest = head.get(open + bracket.len()..)?;
        let close = rest.find(if bracket == "/" { ['/', '/'] } else { [')', '）'] })?;
        let inner = rest.get(..close)?;
        let open_end = open + bracket.len();
        let agency = agency::among(inner)?;
        let after = open_end + close + rest.get(close..)?.chars().next()?.len_utf8();
        Some((open, after, agency))
    });
    if let Some((open, after, agency)) = bracket {
        let tail = head.get(after..)?;
        let trimmed = tail.trim_start_matches([' ', '-', '–', '—', ':', '.', '\n', '\u{a0}']);
        let ended = tail.len() - trimmed.len();
        let has_dash = tail.get(..ended)?.contains(['-', '–', '—', ':', '.']);
        let place = place_of(head.get(..open)?);
        let written = head.get(..open)?;
        let certain = place.is_some() && (has_dash || is_shouted(written) || is_caseless(written));
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
    let after_dash = || {
        let mut stop = tail.find('.').map(|stop| (stop, 1)).into_iter().chain(dash(tail));
        stop.find_map(|(stop, len)| Some((agency::named(tail.get(..stop)?)?, stop + len)))
    };
    let (agency, len) = match agency {
        None => after_dash().map_or((None, len), |(named, stop)| (Some(named), len + stop)),
        known => (known, len),
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

/// Whether a place is written in letters without case between spaces, and is not a sentence.
fn is_caseless(text: &str) -> bool {
    let is_other = |c: char| c.is_uppercase() || c.is_lowercase() || is_unspaced(c);
    !text.contains(is_other)
        && text.split_whitespace().count() <= 5
        && text.split_whitespace().all(|word| word.chars().count() <= 10)
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
    fn agencies_are_found_the_way_each_country_writes_them() {
        for (text, agency) in [
            ("KUALA LUMPUR, Dec 2 (Bernama) -- Ferries were cancelled", "Bernama"),
            ("SEOUL, Dec. 2 (Yonhap) -- A museum", "Yonhap"),
            ("(서울=연합뉴스) 홍길동 기자 = 해녀들이", "Yonhap"),
            ("[東京 2日 ロイター] - 港の水先案内人が", "Reuters"),
            ("【ワシントン時事】港の水先案内人が", "Jiji Press"),
            ("【北京共同】港の水先案内人が", "Kyodo"),
            ("（中央社台北2日電）渡輪停駛", "CNA"),
            ("中新社杭州12月2日电 每逢周末", "China News Service"),
            ("МОСКВА, 2 декабря. /ТАСС/. Паромы", "TASS"),
            ("МОСКВА, 2 дек — РИА Новости. Паромы", "RIA Novosti"),
            ("КИЇВ, 2 грудня (Укрінформ) — Пороми", "Ukrinform"),
            ("МИНСК, 2 декабря /БЕЛТА/. Паромы", "Belta"),
            ("नई दिल्ली, 2 दिसंबर (भाषा) नौका सेवा", "Bhasha"),
            ("मुंबई, 2 दिसंबर (पीटीआई) नौका सेवा", "PTI"),
            ("القاهرة 2 ديسمبر (أ ش أ) - العبارات", "MENA"),
            ("الرياض (واس) - العبارات", "SPA"),
            ("تهران - ایرنا - کشتی‌ها", "IRNA"),
            ("TEHRAN, Dec. 02 (MNA) – Ferries", ""),
            ("Madrid, 2 dic (EFE).- Los transbordadores", "EFE"),
            ("Lisboa, 02 dez 2025 (Lusa) – Os barcos", "Lusa"),
            ("Praha 2. prosince (ČTK) - Přívozy", "ČTK"),
            ("Bratislava 2. decembra (TASR) - Kompy", "TASR"),
            ("BUDAPEST, 2025. december 2., kedd (MTI) - A kompok", "MTI"),
            ("Warszawa, 2.12 (PAP) – Promy", "PAP"),
            ("ZAGREB, 2. prosinca (Hina) - Trajekti", "HINA"),
            ("BEOGRAD (Tanjug) - Trajekti", "Tanjug"),
            ("BANJALUKA, 2. DECEMBRA /SRNA/ - Trajekti", "SRNA"),
            ("LJUBLJANA, 2. decembra (STA) - Trajekti", "STA"),
            ("ROMA (ITALPRESS) - I traghetti", "Italpress"),
            ("Buenos Aires, 2 dic (Télam) - Los barcos", "Télam"),
            ("LA HABANA, 2 dic (Prensa Latina) Los barcos", "Prensa Latina"),
            ("Ankara, 2 Aralık (AA) - Feribotlar", "Anadolu"),
            ("BAKU, December 2 (AzerTac) - Ferries", "AzerTac"),
            ("Jakarta (ANTARA) - Kapal feri", "Antara"),
            ("Hà Nội (TTXVN) - Phà", "VNA"),
            ("ISLAMABAD, Dec 2 (APP): Ferries", "APP"),
            ("PYONGYANG, December 2 (KCNA) -- Ferries", "KCNA"),
            ("Abuja, Dec. 2, 2025 (NAN) – Ferries", "NAN"),
            ("Windhoek, 2 Dec (NAMPA) - Ferries", "NAMPA"),
            ("Stockholm (TT) - Färjorna", "TT"),
            ("Αθήνα (ΑΠΕ-ΜΠΕ) - Τα πλοία", "AMNA"),
        ] {
            let agency = Some(agency).filter(|agency| !agency.is_empty());
            assert_eq!(read(text).and_then(|line| line.agency), agency, "{text}");
        }
    }

    #[test]
    fn sentences_have_none() {
        check("The Maritime Accident Panel (MAP) met on Monday.", None, None);
        check("他告诉记者（法新社）后离开了会场并且没有再回来。", None, None);
        check("Fares rose on the Orrin/APP/Halden line.", None, None);
        check("Rubio told the Associated Press (AP) on Monday - again.", None, None);
        check("The move — the first of its kind — was welcomed.", None, None);
        check("Rain fell on the town.", None, None);
    }
}
