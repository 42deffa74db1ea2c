//! Whether two words are spellings of one name.
//!
//! A name that comes from another script is written by the rules of each language
//! (`Gorbachev`, `Gorbatschow`, `Gorbaczow`). Those rules are tables
//! (`data/names/readings.tsv`); a word is read by each that it may follow, and two words are
//! one name if some of what they are read as is the same. Edit distance is not
//! used: it takes `Iran` for `Iraq` and `Austria` for `Australia`.
//!
//! Two words in Latin letters must also show that they are of the kind the rules are
//! for, or `Bush` would be `Busch` and `Fisher` `Fischer`.

use std::collections::BTreeSet;
use std::sync::LazyLock;

use super::romanise::romanised;

/// Shorter words in Latin letters, and shorter sounds, are like too many others.
const FEWEST_LETTERS: usize = 5;
const FEWEST_SOUNDS: usize = 4;

/// The rules by which one language writes names of others.
struct System {
    name: &'static str,
    /// It may have been followed where one of these stands; always if there are none.
    marks: Vec<&'static str>,
    /// What is written and how it is read, longest first.
    rules: Vec<(&'static str, &'static str)>,
}

static SYSTEMS: LazyLock<Vec<System>> = LazyLock::new(|| {
    let mut systems: Vec<System> = vec![];
    for line in include_str!("../../data/names/readings.tsv").lines().filter(|line| !line.starts_with('#')) {
        let mut cells = line.split('\t');
        let (Some(name), Some(written), Some(read)) = (cells.next(), cells.next(), cells.next()) else { continue };
        if systems.last().is_none_or(|system| system.name != name) {
            systems.push(System { name, marks: vec![], rules: vec![] });
        }
        let Some(system) = systems.last_mut() else { continue };
        match written {
            "*" => system.marks = read.split(' ').collect(),
            _ => system.rules.push((written, read)),
        }
    }
    for system in &mut systems {
        system.rules.sort_by_key(|(written, _)| std::cmp::Reverse(written.len()));
    }
    systems
});

static ENDINGS: LazyLock<Vec<&'static str>> =
    LazyLock::new(|| include_str!("../../data/names/endings.txt").lines().filter(|line| !line.starts_with('#')).collect());

/// The system of Arabic names, which vouches for itself: its letters are rare elsewhere.
const ARABIC: &str = "ar";

/// Names that the rules take for one but are two, a line each.
static APART: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let lines = include_str!("../../data/names/apart.txt").lines().filter(|line| !line.starts_with('#'));
    lines.map(|line| line.split(' ').collect()).collect()
});

/// Endings in a case and in the nominative.
static CASES: LazyLock<Vec<(&'static str, &'static str)>> = LazyLock::new(|| {
    let lines = include_str!("../../data/names/cases.tsv").lines().filter(|line| !line.starts_with('#'));
    lines.filter_map(|line| line.split_once('\t')).collect()
});

/// The nominative of a folded Slavic surname in a case; none if it has no such ending.
#[must_use]
pub(crate) fn nominative(folded: &str) -> Option<String> {
    const FEWEST_BEFORE: usize = 2;
    CASES.iter().find_map(|(ending, nominative)| {
        let before = folded.strip_suffix(ending)?;
        (before.chars().count() >= FEWEST_BEFORE).then(|| format!("{before}{nominative}"))
    })
}

/// What a word may be read as.
struct Readings {
    /// By the rules for names from Slavic languages and Greek.
    sounds: BTreeSet<String>,
    /// By those for names from Arabic, and whether it has letters that are seldom in others.
    arabic: Option<(String, bool)>,
}

/// A word, ready to be compared with others.
pub(crate) struct Spelling<'w> {
    folded: &'w str,
    latin: Option<String>,
    readings: Readings,
    /// It has sounds or letters without which words in Latin letters are not one name.
    is_foreign: bool,
}

impl<'w> Spelling<'w> {
    /// Reads a folded word. Cost: some microseconds.
    #[must_use]
    pub(crate) fn new(folded: &'w str) -> Self {
        let latin = romanised(folded);
        let readings = readings(folded, latin.as_deref().unwrap_or_default());
        let is_arabic = readings.arabic.as_ref().is_some_and(|(_, shows)| *shows);
        let is_foreign = is_arabic || readings.sounds.iter().any(|sounds| is_slavic(sounds));
        Self { folded, latin, readings, is_foreign }
    }

    /// Whether another folded word is a spelling of the same name: by the rules of two
    /// languages, in two scripts, or with an umlaut and without. Cost: some microseconds.
    #[must_use]
    pub(crate) fn is_same_name(&self, other: &str) -> bool {
        let one = self.folded;
        if one == other || APART.iter().any(|names| names.contains(&one) && names.contains(&other)) {
            return false;
        }
        let (Some(one_latin), Some(other_latin)) = (&self.latin, romanised(other)) else { return false };
        let (one_is_latin, other_is_latin) = (one == one_latin, other == other_latin);
        let are_latin = one_is_latin && other_is_latin;
        if are_latin {
            if one.len() < FEWEST_LETTERS || other.len() < FEWEST_LETTERS {
                return false;
            }
            if without_umlauts(one) == without_umlauts(other) {
                return true;
            }
            if !self.is_foreign && !arabic().is_some_and(|system| system.may_have_written(other)) {
                return false;
            }
        }
        let one = &self.readings;
        let mut other = readings(other, &other_latin);
        if are_latin {
            let is_arabic = one.arabic.as_ref().zip(other.arabic).is_some_and(|((one, one_shows), (other, other_shows))| {
                (*one_shows || other_shows) && *one == other && one.len() >= FEWEST_LETTERS
            });
            return is_arabic || one.sounds.intersection(&other.sounds).any(|sounds| is_slavic(sounds));
        }
        let mut sounds = one.sounds.clone();
        if other_is_latin {
            add_without_hooks(&mut sounds);
        } else if one_is_latin {
            add_without_hooks(&mut other.sounds);
        }
        sounds.intersection(&other.sounds).any(|sounds| sounds.len() >= FEWEST_SOUNDS)
    }
}

fn arabic() -> Option<&'static System> {
    SYSTEMS.iter().find(|system| system.name == ARABIC)
}

fn is_slavic(sounds: &str) -> bool {
    ENDINGS.iter().any(|ending| sounds.len() >= ending.len() + 2 && sounds.ends_with(ending))
}

/// The same sounds as alphabets with hooks write them, less the hooks, which folding drops.
fn add_without_hooks(readings: &mut BTreeSet<String>) {
    let plain: Vec<_> = readings.iter().map(|sounds| sounds.replace("ts", "c").to_ascii_lowercase()).collect();
    readings.extend(plain);
}

fn readings(folded: &str, latin: &str) -> Readings {
    let mut found = Readings { sounds: BTreeSet::new(), arabic: None };
    let is_latin = folded == latin;
    for system in SYSTEMS.iter().filter(|system| is_latin || system.marks.is_empty()) {
        if system.name == ARABIC {
            found.arabic = Some((sounds(&system.read(latin)), system.may_have_written(latin)));
        } else if system.may_have_written(latin) {
            found.sounds.insert(sounds(&system.read(latin)));
        }
        // What Russian has for g is h in Ukrainian, and the other way round.
        if folded.contains('г') {
            found.sounds.insert(sounds(&system.read(latin).replace('g', "h")));
        }
    }
    found
}

impl System {
    /// Whether one of its marks stands in a word; `x$` is at the end.
    fn may_have_written(&self, word: &str) -> bool {
        let stands = |mark: &&str| mark.strip_suffix('$').map_or_else(|| word.contains(mark), |end| word.ends_with(end));
        self.marks.is_empty() || self.marks.iter().any(stands)
    }

    fn read(&self, written: &str) -> String {
        let mut read = String::with_capacity(written.len());
        let mut rest = written;
        while let Some(c) = rest.chars().next() {
            let rule = self.rules.iter().find(|(from, _)| rest.starts_with(from));
            let length = if let Some((from, to)) = rule {
                read.push_str(to);
                from.len()
            } else {
                read.push(c);
                c.len_utf8()
            };
            rest = rest.get(length..).unwrap_or_default();
        }
        read
    }
}

/// What systems agree to differ in: `y` and `j` are `i`, `ye` is `e` where a word or a syllable
/// begins, letters are not doubled, `o` after a hiss is `e`, `-off` is `-ov`.
fn sounds(read: &str) -> String {
    let mut sounds: Vec<char> = Vec::with_capacity(read.len());
    let is_vowel = |c: Option<&char>| c.is_none_or(|c| matches!(c, 'a' | 'e' | 'i' | 'o' | 'u'));
    for c in read.chars() {
        let c = if matches!(c, 'y' | 'j') { 'i' } else { c };
        if c == 'e' && sounds.last() == Some(&'i') {
            let before = sounds.len().checked_sub(2).and_then(|at| sounds.get(at));
            if is_vowel(before) {
                sounds.pop();
            }
        }
        let hisses = |c: Option<&char>| matches!(c, Some('S' | 'C' | 'Z'));
        if c == 'o' {
            if hisses(sounds.last()) {
                sounds.push('e');
                continue;
            }
            let before = sounds.len().checked_sub(2).and_then(|at| sounds.get(at));
            if sounds.last() == Some(&'i') && hisses(before) {
                sounds.pop();
                sounds.push('e');
                continue;
            }
        }
        if sounds.last() != Some(&c) {
            sounds.push(c);
        }
    }
    let mut sounds: String = sounds.into_iter().collect();
    if sounds.len() > 4 && (read.ends_with("off") || read.ends_with("eff")) {
        sounds.pop();
        sounds.push('v');
    }
    sounds
}

/// `ae`, `oe` and `ue` between consonants as the one letter that an umlaut leaves (not in
/// `Michael` and `Samuel`), `aa` as that a ring leaves where Nordic names begin with it or
/// end in `-gaard`.
fn without_umlauts(word: &str) -> String {
    let is_consonant =
        |letter: Option<&u8>| letter.is_some_and(|letter| !matches!(letter, b'a' | b'e' | b'i' | b'o' | b'u' | b'y' | b'q'));
    let word = word.replace("gaard", "gard");
    let letters = word.as_bytes();
    let mut plain = String::with_capacity(word.len());
    for (at, letter) in letters.iter().enumerate() {
        let before = at.checked_sub(1).and_then(|before| letters.get(before));
        let before_that = at.checked_sub(2).and_then(|before| letters.get(before));
        let is_umlaut = *letter == b'e'
            && matches!(before, Some(b'a' | b'o' | b'u'))
            && (at == 1 || is_consonant(before_that))
            && is_consonant(letters.get(at + 1))
            && letters.get(at + 1..) != Some(b"l");
        let is_ring = *letter == b'a' && at == 1 && before == Some(&b'a');
        if !is_umlaut && !is_ring {
            plain.push(char::from(*letter));
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::name_skeleton;

    fn check(one: &str, other: &str) -> bool {
        let same = Spelling::new(one).is_same_name(other);
        assert_eq!(Spelling::new(other).is_same_name(one), same, "{one} {other}");
        assert!(!same || name_skeleton(one) == name_skeleton(other), "{one} {other} would not be looked up");
        same
    }

    #[test]
    fn one_name_in_several_spellings() {
        for (one, other) in [
            ("zelensky", "zelenskyy"),
            ("zelensky", "zelenskiy"),
            ("zelensky", "selenskyj"),
            ("zelensky", "zelenski"),
            ("zelensky", "зеленскии"),
            ("zelenskyy", "зеленськии"),
            ("зеленскии", "зеленськии"),
            ("gorbachev", "gorbatschow"),
            ("gorbachev", "gorbatchev"),
            ("gorbaczow", "gorbatschow"),
            ("khrushchev", "chruschtschow"),
            ("lukashenko", "lukaschenko"),
            ("lukashenko", "loekasjenko"),
            ("lukashenko", "lukaszenko"),
            ("lavrov", "lawrow"),
            ("lavrov", "лавров"),
            ("romanov", "romanoff"),
            ("yanukovich", "yanukovych"),
            ("putin", "путин"),
            ("dostoyevsky", "dostojewski"),
            ("dostoyevsky", "dostoevsky"),
            ("tymoshenko", "timoschenko"),
            ("qaddafi", "kaddafi"),
            ("baghdad", "bagdad"),
            ("mahmoud", "mahmud"),
            ("muller", "mueller"),
            ("munchen", "muenchen"),
            ("aarhus", "arhus"),
            ("sorensen", "soerensen"),
            ("milosevic", "милошевић"),
            ("mitsotakis", "μητσοτακησ"),
            ("wagner", "вагнер"),
            ("merkel", "меркел"),
            ("lugansk", "луганск"),
            ("luhansk", "луганськ"),
        ] {
            assert!(check(one, other), "{one} {other}");
        }
    }

    #[test]
    fn cases_have_a_nominative() {
        assert_eq!(nominative("зеленского").as_deref(), Some("зеленский"));
        assert_eq!(nominative("зеленського").as_deref(), Some("зеленський"));
        assert_eq!(nominative("zelenskiego").as_deref(), Some("zelenski"));
        assert_eq!(nominative("порошенка").as_deref(), Some("порошенко"));
        assert_eq!(nominative("петрова"), None);
        assert_eq!(nominative("askim"), None);
    }

    #[test]
    fn names_that_differ_stay_apart() {
        for (one, other) in [
            ("maria", "marie"),
            ("martin", "marin"),
            ("martin", "martine"),
            ("iran", "iraq"),
            ("bush", "busch"),
            ("fisher", "fischer"),
            ("austria", "australia"),
            ("obama", "osama"),
            ("henry", "henri"),
            ("phillips", "philips"),
            ("irwin", "irvin"),
            ("houston", "huston"),
            ("sorkin", "zorkin"),
            ("stephen", "steven"),
            ("ivanov", "ivanova"),
            ("josef", "joseph"),
            ("junger", "younger"),
            ("kitchen", "qichen"),
            ("queen", "quinn"),
            ("shaanxi", "shanxi"),
            ("andrew", "andreev"),
            ("michael", "michal"),
            ("danny", "dhani"),
            ("hughes", "hugues"),
        ] {
            assert!(!check(one, other), "{one} {other}");
        }
    }
}
