//! Reads off a bare text who published it. No place says it reliably, so all
//! that may say it vote: the tail of a `title` element that heads the page, the
//! copyright line, the masthead, addresses of the site and its people, names of
//! known outlets, and names that recur in the labels around the article
//! (`Quay Courier app`, `About the Quay Courier`).
//!
//! Invariants: an agency is never an outlet; one mention is not enough; the
//! article's own text has no vote. Cost: one pass over the lines around it.

use rustc_hash::FxHashMap;

use super::outlet::{copyright_holder, is_outlet_name, squash};
use super::title::is_separator;
use super::{outlets, phrases};
use crate::model::{JudgedBlock, Role};
use crate::text::{Language, Marks, WordList, fold, is_function_word};

/// Votes a name needs.
const ENOUGH: f32 = 2.0;

/// Longest line that is looked at, in bytes.
const LINE: usize = 400;

/// Longest label, in bytes and words.
const LABEL: (usize, usize) = (60, 6);

/// Longest line that calls readers to an account or app, in bytes and words.
const CALLS: usize = 140;
const CALL: usize = 16;

/// The last line that is surely a masthead.
const MASTHEAD: u32 = 3;

/// Most names that are counted.
const CANDIDATES: usize = 48;

/// Mail and other services whose addresses stand on everybody's pages.
const SERVICES: &str = include_str!("../../data/services.txt");

struct Name {
    key: String,
    shown: String,
    votes: f32,
    /// Its form is a domain.
    is_domain: bool,
}

#[derive(Default)]
struct Votes {
    names: Vec<Name>,
}

impl Votes {
    fn add(&mut self, name: &str, votes: f32) {
        let (name, has_form) = without_form(name);
        let is_domain = domain(name).is_some();
        // `der Anzeiger`, `euroquay`: names that begin small are names in certain places only.
        let small = votes >= 2.0 && name.split_whitespace().count() <= 3 && is_outlet_name(&capital(name));
        if !is_domain && !is_outlet_name(name) && !small {
            return;
        }
        // Owners have legal forms, papers seldom.
        let votes = if has_form { votes / 2.0 } else { votes };
        self.count(if is_domain { label(name) } else { squash(name) }, name, votes, is_domain);
    }

    fn count(&mut self, key: String, shown: &str, votes: f32, is_domain: bool) {
        if let Some(known) = self.names.iter_mut().find(|known| known.key == key) {
            known.votes += votes;
            if known.is_domain && !is_domain {
                shown.clone_into(&mut known.shown);
                known.is_domain = false;
            }
        } else if self.names.len() < CANDIDATES && key.chars().count() >= 2 {
            self.names.push(Name { key, shown: shown.to_owned(), votes, is_domain });
        }
    }

    /// The name with the most votes, with half of those of names that hold it or that it holds.
    fn winner(&self) -> Option<&Name> {
        let related = |one: &Name, other: &Name| {
            let (short, long) = if one.key.len() < other.key.len() { (one, other) } else { (other, one) };
            short.key.len() >= 4 && long.key.contains(short.key.as_str())
        };
        let total = |at: usize, name: &Name| {
            let others = self.names.iter().enumerate().filter(|(other, known)| *other != at && related(name, known));
            name.votes + others.map(|(_, other)| other.votes / 2.0).sum::<f32>()
        };
        let mut best: Option<(f32, &Name)> = None;
        for (at, name) in self.names.iter().enumerate().filter(|(_, name)| name.votes >= 0.5) {
            let votes = total(at, name);
            // Between a name and its domain the name is for readers.
            let rank = if name.is_domain { votes - 0.25 } else { votes };
            if votes >= ENOUGH && best.is_none_or(|(most, _)| rank > most) {
                best = Some((rank, name));
            }
        }
        best.map(|(_, name)| name)
    }
}

/// The outlet's name, as most places have it.
pub(super) fn vote(blocks: &[JudgedBlock], language: Option<Language>) -> Option<String> {
    let languages: Vec<Language> = language.into_iter().collect();
    let mut votes = Votes::default();
    if let Some(first) = blocks.first().filter(|block| block.line.is_some() && block.role != Role::Body) {
        first_line(&mut votes, first.text.trim());
    }
    let mut labels: Vec<&str> = vec![];
    let mut sites: FxHashMap<String, (String, f32)> = FxHashMap::default();
    // Lines after a bare copyright sign.
    let mut after_sign = 0;
    for block in blocks.iter().filter(|block| block.text.len() <= LINE) {
        let text = block.text.trim().trim_start_matches(['*', '•', '+', '|', '-', '>', '»', 'o']).trim();
        let is_frame = matches!(block.role, Role::Junk | Role::Outlet | Role::Credit | Role::Date);
        if !is_frame {
            continue;
        }
        if block.role == Role::Outlet {
            // Mastheads stand at the very top.
            votes.add(text, if block.line.is_none_or(|line| line <= MASTHEAD) { 2.5 } else { 1.0 });
        }
        after_sign = copyright(&mut votes, text, after_sign);
        if text.contains('.') {
            for site in text.split_whitespace().filter(|word| word.contains('.')).filter_map(domain) {
                let known = sites.entry(label(site)).or_insert_with(|| (site.to_owned(), 0.0));
                known.1 += if text.contains('@') { 2.0 } else { 1.0 };
            }
        }
        if text.len() <= CALLS {
            labels.push(text);
        }
    }
    for (key, (site, count)) in sorted(sites) {
        votes.count(key, &site, count.min(3.0), true);
    }
    labels.sort_unstable();
    labels.dedup();
    known(&mut votes, &labels);
    recurrent(&mut votes, &labels, &languages);
    votes.winner().map(|name| {
        let site =
            if name.is_domain { domain(&name.shown).and_then(|site| outlets::at_host(&site.to_ascii_lowercase())) } else { None };
        site.or_else(|| outlets::named(&name.key)).map_or_else(|| name.shown.clone(), str::to_owned)
    })
}

fn sorted<V>(map: FxHashMap<String, V>) -> Vec<(String, V)> {
    let mut entries: Vec<(String, V)> = map.into_iter().collect();
    entries.sort_by(|one, other| one.0.cmp(&other.0));
    entries
}

/// A `title` element that heads the page: `Headline - Sport - The Quay Courier`.
fn first_line(votes: &mut Votes, text: &str) {
    let mut parts = text.split(|c: char| is_separator(c) || c == '\u{3163}').map(str::trim);
    if text.split_whitespace().count() < 4 || parts.clone().count() < 2 {
        return;
    }
    if let Some((head, tail)) = super::title::last_cut(text) {
        if head.split_whitespace().count() >= 3 || head.chars().any(crate::text::is_unspaced) {
            votes.add(tail, 2.0);
        }
        if let Some((_, middle)) = super::title::last_cut(head) {
            votes.add(middle, if middle.split_whitespace().count() <= 4 { 1.0 } else { 0.0 });
        }
    }
    if let Some(head) = parts.next().filter(|head| domain(head).is_some()) {
        votes.add(head, 1.0);
    }
}

/// Copyright lines; returns how many more lines may hold the name.
fn copyright(votes: &mut Votes, text: &str, after_sign: usize) -> usize {
    if !is_signed(text) {
        if after_sign > 0 && text.len() <= LINE {
            let bare = text.trim_start_matches(|c: char| !c.is_alphabetic());
            if bare.is_empty() {
                return after_sign;
            }
            let name = bare.split(['.', '|', ',']).next().unwrap_or(bare).split(" All ").next().unwrap_or(bare);
            votes.add(name.trim(), 1.5);
        }
        return after_sign.saturating_sub(1);
    }
    let has_year =
        text.split(|c: char| !c.is_ascii_digit()).any(|run| run.len() == 4 && (run.starts_with("19") || run.starts_with("20")));
    match copyright_holder(text) {
        Some(name) => {
            // The credit of a picture stands behind its caption, or has no year.
            let opens = text.find(['©', 'ⓒ', 'C', 'c']).is_some_and(|at| at <= 12);
            votes.add(&name, if has_year && opens { 2.0 } else { 0.5 });
            0
        }
        None if text.chars().filter(|c| c.is_alphabetic()).count() <= 10 => 3,
        None => 0,
    }
}

/// Whether a line has a copyright sign or says the word.
fn is_signed(text: &str) -> bool {
    static SIGNS: Marks = Marks::new(&['©', 'ⓒ']);
    let may_say = text.as_bytes().windows(3).any(|part| matches!(part, b"(c)" | b"opy" | b"OPY"));
    SIGNS.is_in(text) || (may_say && ["(c)", "opyright", "OPYRIGHT"].iter().any(|word| text.contains(word)))
}

/// Names of well-known outlets among the labels, and names before their accounts and apps.
fn known(votes: &mut Votes, labels: &[&str]) {
    for text in labels {
        let words: Vec<&str> = text.split_whitespace().take(CALL + 1).collect();
        if words.len() > CALL {
            continue;
        }
        if let Some(name) = outlets::among(&words) {
            votes.count(squash(name), name, 1.0, false);
        }
        if words.len() > 1 {
            called(votes, &words);
        }
    }
}

/// `Follow the Quay Courier on WhatsApp`, `Get the Quay Courier app`.
fn called(votes: &mut Votes, words: &[&str]) {
    let end = words.iter().enumerate().skip(1).find_map(|(at, word)| {
        let word = bare(word);
        if is_folded(word, "app") {
            return Some((at, 1.0));
        }
        let before = words.get(at - 1).filter(|before| before.starts_with(char::is_lowercase) && before.chars().count() <= 4);
        (before.is_some() && WordList::Platforms.words().iter().any(|place| is_folded(word, place))).then_some((at - 1, 1.5))
    });
    let Some((end, weight)) = end else { return };
    let big = |word: &&&str| word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit());
    let count = words.iter().take(end).rev().take_while(big).count().min(4);
    // The verb that opens the line is not part of the name.
    let from = if count == end && count > 1 { 1 } else { end - count };
    if let Some(name) = words.get(from..end).filter(|name| !name.is_empty() && from > 0) {
        votes.add(&name.join(" "), weight);
    }
}

/// Whether the folded form of a word is the given one.
fn is_folded(word: &str, folded: &str) -> bool {
    if word.is_ascii() { word.eq_ignore_ascii_case(folded) } else { fold(word) == folded }
}

/// Names that several labels begin or end with.
fn recurrent(votes: &mut Votes, labels: &[&str], languages: &[Language]) {
    let mut counts: FxHashMap<&str, usize> = FxHashMap::default();
    let is_label = |text: &&&str| text.len() <= LABEL.0 && text.split_whitespace().take(LABEL.1).count() < LABEL.1;
    for text in labels.iter().filter(is_label) {
        let first = text.split_whitespace().next().map(bare);
        let last = text.split_whitespace().next_back().map(bare).filter(|last| first != Some(*last));
        for word in first.into_iter().chain(last).filter(|word| word.starts_with(char::is_uppercase)) {
            *counts.entry(word).or_default() += 1;
        }
    }
    let mut often: Vec<(&str, usize)> = counts.into_iter().filter(|(_, count)| *count >= 3).collect();
    often.sort_unstable_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(other.0)));
    for (word, count) in often.into_iter().take(12) {
        let name = longest(word, count, labels);
        let folded = fold(name);
        let common = is_function_word(&folded, languages) || phrases::is_control(&folded).is_some() || folded.chars().count() < 2;
        if common {
            continue;
        }
        let shouted = name.chars().all(|c| !c.is_lowercase()) && name.chars().count() >= 3;
        let sure = shouted || name.contains(' ');
        let weight = if sure { 0.35 } else { 0.2 };
        let count = u8::try_from(count.min(6)).unwrap_or(6);
        votes.add(name, f32::from(count) * weight);
    }
}

/// The name that begins or ends with the word in most of the labels.
fn longest<'l>(word: &'l str, count: usize, labels: &[&'l str]) -> &'l str {
    // Labels are sorted: those with the same next word follow each other.
    let mut tried = "";
    let holding: Vec<&str> = labels.iter().copied().filter(|label| label.contains(word)).collect();
    for text in &holding {
        let Some(rest) = text.strip_prefix(word).filter(|rest| rest.starts_with(' ')) else { continue };
        let Some(next) = rest.split_whitespace().next().filter(|next| next.starts_with(char::is_uppercase)) else { continue };
        let Some(end) = rest.find(next).map(|at| word.len() + at + next.len()) else { continue };
        let Some(name) = text.get(..end).filter(|name| *name != tried) else { continue };
        tried = name;
        let same = holding.iter().filter(|label| label.contains(name)).count();
        if same * 5 >= count * 4 && same >= 3 {
            return name;
        }
    }
    word
}

/// The text with a capital first letter.
fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().into_iter().flat_map(char::to_uppercase).chain(chars).collect()
}

fn bare(word: &str) -> &str {
    word.trim_matches(|c: char| !c.is_alphanumeric())
}

/// A name without the legal form behind it, and whether it had one.
fn without_form(name: &str) -> (&str, bool) {
    let mut name = name.trim().trim_end_matches(['.', ',']);
    let mut has_form = false;
    while let Some((head, tail)) = name.rsplit_once(' ') {
        let tail = tail.trim_matches(['.', ',', '(', ')']).to_lowercase();
        if !WordList::LegalForms.words().contains(&tail.as_str()) {
            break;
        }
        name = head.trim_end_matches([',', ' ', '.']);
        has_form = true;
    }
    (name, has_form)
}

/// The domain that a word names: `redaktion@quay.example`, `www.quay.example/kontakt`.
fn domain(word: &str) -> Option<&str> {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    let word = word.rsplit_once("://").map_or(word, |(_, rest)| rest);
    let word = word.rsplit_once('@').map_or(word, |(_, host)| host);
    let host = word.split(['/', '?', '#', '’', '\'', ',']).next().unwrap_or(word);
    // `quay.example-Navigation` is a word about the site.
    let host = match host.rsplit_once('-') {
        Some((site, rest)) if !rest.contains('.') => site,
        _ => host,
    };
    let host = host.strip_prefix("www.").unwrap_or(host);
    let (name, end) = host.rsplit_once('.')?;
    let fits = name.chars().filter(char::is_ascii_alphabetic).count() >= 2
        && host.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-'))
        && is_ending(end);
    (fits && !is_service(host)).then_some(host)
}

/// Top-level domains of the web's news sites: countries' and the usual general ones.
fn is_ending(end: &str) -> bool {
    let end = end.to_ascii_lowercase();
    (end.len() == 2 && end.bytes().all(|b| b.is_ascii_lowercase()))
        || matches!(end.as_str(), "com" | "org" | "net" | "info" | "news" | "media" | "online" | "press" | "africa" | "example")
}

fn is_service(host: &str) -> bool {
    let host = host.to_ascii_lowercase();
    SERVICES.lines().any(|service| host == service || host.strip_suffix(service).is_some_and(|rest| rest.ends_with('.')))
}

/// The label of a host that is its name: `thepost` of `news.thepost.co.uk`.
fn label(host: &str) -> String {
    let host = domain(host).unwrap_or(host);
    let labels: Vec<&str> = host.split('.').collect();
    let name =
        labels.iter().rev().skip(1).find(|label| !matches!(**label, "co" | "com" | "org" | "net" | "gov" | "ac" | "or" | "ne"));
    squash(name.unwrap_or(&host))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(lines: &[&str], expected: Option<&str>) {
        let block = |(at, text): (usize, &&str)| JudgedBlock {
            line: u32::try_from(at + 1).ok(),
            role: if text.len() > 120 { Role::Body } else { Role::Junk },
            reason: None,
            text: (*text).to_owned(),
        };
        let blocks: Vec<JudgedBlock> = lines.iter().enumerate().map(block).collect();
        assert_eq!(vote(&blocks, None).as_deref(), expected, "{lines:?}");
    }

    #[test]
    fn places_vote() {
        check(&["Mill bridge closed after flood | Quay Courier"], Some("Quay Courier"));
        check(&["Mühlbrücke nach Hochwasser gesperrt - Politik - Kaiblatt", "Zum Inhalt", "Kaiblatt App"], Some("Kaiblatt"));
        check(&["Menu", "© 2026 Varnholm Ledger. All rights reserved."], Some("Varnholm Ledger"));
        check(&["Menu", "©", "2026", "Varnholm Ledger. All Rights Reserved."], None);
        check(&["Menu", "Varnholm Ledger app", "©", "2026", "Varnholm Ledger. All Rights Reserved."], Some("Varnholm Ledger"));
        check(&["Kontakt", "redaktion@kaiblatt.example"], Some("kaiblatt.example"));
        check(&["Das Kaiblatt auf Facebook", "redaktion@kaiblatt.example"], Some("Kaiblatt"));
        check(&["Sigue al Correo del Muelle en WhatsApp", "Menú"], None);
        check(&["KAI TV", "KAI Shop", "KAI Plus", "KAI Wetter", "Mein KAI", "KAI Abo", "Sport"], Some("KAI"));
    }

    #[test]
    fn credits_owners_and_services_have_little_say() {
        check(&["Foto: © Jo Berg", "© Anna Varga"], None);
        check(&["Der Kran im Hafen. © Jo Berg 2025", "Menü"], None);
        check(&["© 2026 Hafen Medien GmbH"], None);
        check(&["www.facebook.com/quaycourier", "jo.berg@gmail.com"], None);
        check(&["© 2026 Reuters. All rights reserved."], None);
    }

    #[test]
    fn domains_are_read() {
        let cases = [
            ("redaktion@kai-blatt.example", Some("kai-blatt.example")),
            ("https://www.kaiblatt.example/kontakt?x=1", Some("kaiblatt.example")),
            ("(Kaiblatt.example)", Some("Kaiblatt.example")),
            ("Kaiblatt.example-Navigation", Some("Kaiblatt.example")),
            ("Ende.Anfang", None),
            ("3.14", None),
            ("youtube.com/kaiblatt", None),
            ("m.facebook.com", None),
        ];
        for (word, expected) in cases {
            assert_eq!(domain(word), expected, "{word}");
        }
        assert_eq!(label("news.kaiblatt.co.uk"), "kaiblatt");
    }
}
