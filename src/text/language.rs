//! Languages by their ISO 639-1 codes, which of them a text is in, and the
//! words of each that carry grammar rather than meaning.

use std::cell::RefCell;
use std::sync::LazyLock;

use rustc_hash::FxHashMap;

use super::letters::is_alphabetic;
use super::words::Words;

/// A language, by its two-letter code.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Language(&'static str);

/// ISO 639-1 and 639-3 codes of the languages newsidx knows by name.
const CODES: &[(&str, &str)] = &[
    ("af", "afr"),
    ("am", "amh"),
    ("ar", "ara"),
    ("az", "aze"),
    ("be", "bel"),
    ("bg", "bul"),
    ("bn", "ben"),
    ("bs", "bos"),
    ("ca", "cat"),
    ("cs", "ces"),
    ("cy", "cym"),
    ("da", "dan"),
    ("de", "deu"),
    ("el", "ell"),
    ("en", "eng"),
    ("eo", "epo"),
    ("es", "spa"),
    ("et", "est"),
    ("eu", "eus"),
    ("fa", "pes"),
    ("fi", "fin"),
    ("fr", "fra"),
    ("ga", "gle"),
    ("gl", "glg"),
    ("gu", "guj"),
    ("ha", "hau"),
    ("he", "heb"),
    ("hi", "hin"),
    ("hr", "hrv"),
    ("hu", "hun"),
    ("hy", "hye"),
    ("id", "ind"),
    ("is", "isl"),
    ("it", "ita"),
    ("ja", "jpn"),
    ("jv", "jav"),
    ("ka", "kat"),
    ("kk", "kaz"),
    ("km", "khm"),
    ("kn", "kan"),
    ("ko", "kor"),
    ("la", "lat"),
    ("lt", "lit"),
    ("lv", "lav"),
    ("mk", "mkd"),
    ("ml", "mal"),
    ("mn", "mon"),
    ("mr", "mar"),
    ("ms", "msa"),
    ("my", "mya"),
    ("ne", "nep"),
    ("nl", "nld"),
    ("no", "nob"),
    ("or", "ori"),
    ("pa", "pan"),
    ("pl", "pol"),
    ("pt", "por"),
    ("ro", "ron"),
    ("ru", "rus"),
    ("si", "sin"),
    ("sk", "slk"),
    ("sl", "slv"),
    ("sn", "sna"),
    ("so", "som"),
    ("sq", "sqi"),
    ("sr", "srp"),
    ("sv", "swe"),
    ("sw", "swa"),
    ("ta", "tam"),
    ("te", "tel"),
    ("th", "tha"),
    ("tk", "tuk"),
    ("tl", "tgl"),
    ("tr", "tur"),
    ("uk", "ukr"),
    ("ur", "urd"),
    ("uz", "uzb"),
    ("vi", "vie"),
    ("xh", "xho"),
    ("yi", "yid"),
    ("zh", "cmn"),
    ("zu", "zul"),
];

impl Language {
    /// Reads a code as pages declare it: `en`, `en-US`, `pt_BR`, `eng`, `nb`.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        let main = code.trim().split(['-', '_']).next()?.to_ascii_lowercase();
        let main = match main.as_str() {
            "nb" | "nn" | "nor" | "nno" => "no",
            "iw" => "he",
            "in" => "id",
            "zho" | "chi" | "yue" => "zh",
            "fas" | "per" => "fa",
            "ger" => "de",
            "fre" => "fr",
            "dut" => "nl",
            "gre" => "el",
            "cze" => "cs",
            "rum" => "ro",
            other => other,
        };
        CODES.iter().find(|(two, three)| *two == main || *three == main).map(|(two, _)| Self(two))
    }

    /// The two-letter code.
    #[must_use]
    pub fn code(self) -> &'static str {
        self.0
    }

    /// Whether a stem begins as its word does. Dutch and Polish stemmers cut prefixes, the
    /// Serbian one writes Cyrillic in Latin letters, the Irish one undoes mutations.
    pub(crate) fn stems_keep_first_letters(self) -> bool {
        matches!(
            self.0,
            "da" | "de" | "el" | "en" | "es" | "et" | "fi" | "fr" | "hu" | "it" | "lt" | "no" | "pt" | "ro" | "ru" | "sv" | "tr"
        )
    }

    /// Whether names take endings (`Zełenskiego`, `Putinin`), so that they too are looked up by
    /// their stems.
    pub(crate) fn inflects_names(self) -> bool {
        matches!(self.0, "bs" | "cs" | "el" | "et" | "eu" | "fi" | "hr" | "hu" | "hy" | "lt" | "pl" | "ru" | "sr" | "tr" | "uk")
    }
}

/// Longest text looked at, in bytes: more does not change the answer.
const SAMPLE_BYTES: usize = 2048;

/// So much is looked at first: most texts leave no doubt by then.
const FIRST_BYTES: usize = 512;

/// Languages that no neighbour shares its function words with: where these abound, trigrams,
/// which cost thirty times as much, need not be asked.
const PLAIN: [&str; 3] = ["en", "de", "fr"];

/// Texts with fewer letters are too short for trigrams; their function words tell more.
const SHORT_LETTERS: usize = 200;

/// Shortest text the detector is trusted with against a declared language.
const TRUSTED_CHARS: usize = 120;

thread_local! {
    /// The last sample, what was declared of it, and its language: cutting a page into blocks, judging
    /// it and describing it each ask, mostly of the same words.
    static LAST: RefCell<(String, Option<Language>, Option<Language>)> = RefCell::default();
}

/// The language of a text. A declared language wins over the detector only
/// where the text is short or the detector unsure.
/// Cost: bounded, the first 2 KiB are looked at; the same text once more costs nothing.
#[must_use]
pub fn detect_language(text: &str, declared: Option<&str>) -> Option<Language> {
    let declared = declared.and_then(Language::from_code);
    let sample = &text[..text.floor_char_boundary(SAMPLE_BYTES)];
    LAST.with_borrow_mut(|(last, last_declared, found)| {
        if last != sample || *last_declared != declared {
            sample.clone_into(last);
            (*last_declared, *found) = (declared, detect(sample, declared));
        }
        *found
    })
}

fn detect(sample: &str, declared: Option<Language>) -> Option<Language> {
    let letters = sample.chars().filter(|c| is_alphabetic(*c)).count();
    if letters < 12 {
        return declared;
    }
    let start = &sample[..sample.floor_char_boundary(FIRST_BYTES)];
    if let Some(voted) = plain(&votes(start)).filter(|_| start.len() < sample.len()) {
        return Some(voted);
    }
    let (votes, words) = votes(sample);
    if let Some(voted) = plain(&(votes.clone(), words)) {
        return Some(voted);
    }
    if let [(most, voted), (second, _), ..] = votes.as_slice() {
        let is_short = declared.is_none() && letters < SHORT_LETTERS && *most >= 2 && most > second;
        if is_short {
            return Some(*voted);
        }
    }
    let Some(info) = whatlang::detect(sample) else { return declared };
    let detected = Language::from_code(info.lang().code());
    let sure = info.is_reliable() || (info.confidence() > 0.5 && letters >= TRUSTED_CHARS) || letters >= 600;
    match (declared, detected) {
        (Some(declared), _) if !sure || letters < TRUSTED_CHARS => Some(declared),
        (None, _) if !sure && letters < 40 => None,
        (_, detected) => detected.or(declared),
    }
}

/// The language of votes that leave no doubt.
fn plain((votes, words): &Votes) -> Option<Language> {
    let [(most, language), (second, _), ..] = votes.as_slice() else { return None };
    (*most >= 8 && *most >= 3 * second && most * 5 >= *words && PLAIN.contains(&language.code())).then_some(*language)
}

/// Function words by language, most first; and all words.
type Votes = (Vec<(usize, Language)>, usize);

/// The function words of a text, counted.
fn votes(text: &str) -> Votes {
    let mut counts = vec![0; TABLE.languages.len()];
    let mut words = Words::new(text);
    let mut all = 0;
    while let Some(word) = words.next_folded() {
        all += 1;
        let mut mask = TABLE.mask(word);
        while mask != 0 {
            if let Some(count) = counts.get_mut(mask.trailing_zeros() as usize) {
                *count += 1;
            }
            mask &= mask - 1;
        }
    }
    let mut votes: Vec<_> = counts.into_iter().zip(TABLE.languages.iter().copied()).collect();
    votes.sort_unstable_by(|a, b| b.cmp(a));
    (votes, all)
}

/// Function words of every language that has a list.
struct Table {
    languages: Vec<Language>,
    /// By word: a bit for each language, in the order of `languages`.
    masks: FxHashMap<&'static str, u64>,
    /// Bytes of the longest.
    longest: usize,
}

impl Table {
    /// The languages in which a folded word is a function word.
    fn mask(&self, folded: &str) -> u64 {
        if folded.len() > self.longest { 0 } else { self.masks.get(folded).copied().unwrap_or(0) }
    }
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    let mut known = Table { languages: vec![], masks: FxHashMap::default(), longest: 0 };
    for (code, words) in function_word_lines() {
        let Some(language) = Language::from_code(code).filter(|_| known.languages.len() < 64) else { continue };
        for word in words.split_whitespace() {
            *known.masks.entry(word).or_default() |= 1 << known.languages.len();
            known.longest = known.longest.max(word.len());
        }
        known.languages.push(language);
    }
    known
});

/// The lines of the data file: a code and its words.
fn function_word_lines() -> impl Iterator<Item = (&'static str, &'static str)> {
    let lines = include_str!("../../data/function-words.txt").lines();
    lines.filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once(':'))
}

/// The words of some languages that carry grammar rather than meaning (`the`,
/// `of`, `und`).
#[derive(Debug, Clone, Copy)]
pub struct FunctionWords(u64);

impl FunctionWords {
    /// Those of the given languages.
    #[must_use]
    pub fn of(languages: &[Language]) -> Self {
        if languages.is_empty() {
            return Self(0);
        }
        let known = TABLE.languages.iter().enumerate();
        Self(known.filter(|(_, language)| languages.contains(language)).map(|(at, _)| 1_u64 << at).sum())
    }

    /// Whether a folded word is one of them.
    #[must_use]
    pub fn contains(self, folded: &str) -> bool {
        self.0 != 0 && TABLE.mask(folded) & self.0 != 0
    }
}

/// Whether a folded word carries grammar rather than meaning in one of the languages.
#[must_use]
pub fn is_function_word(folded: &str, languages: &[Language]) -> bool {
    FunctionWords::of(languages).contains(folded)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_as_pages_declare_them() {
        for (written, code) in [("en-US", "en"), ("pt_BR", "pt"), ("nb", "no"), ("DE", "de"), ("zho", "zh"), ("eng", "en")] {
            assert_eq!(Language::from_code(written).map(Language::code), Some(code), "{written}");
        }
        assert_eq!(Language::from_code("xx"), None);
    }

    #[test]
    fn texts_tell_their_language() {
        let check = |text: &str, declared: Option<&str>, code: &str| {
            assert_eq!(detect_language(text, declared).map(Language::code), Some(code), "{text}");
        };
        check("The harbour pilots went back to work after the council had agreed to a new contract.", None, "en");
        check("Die Lotsen kehrten am Dienstag an die Arbeit zurück, nachdem der Stadtrat zugestimmt hatte.", None, "de");
        check("Лоцманы вернулись к работе после того, как городской совет одобрил новый договор.", None, "ru");
        check("港の水先案内人は、市議会が新しい契約を承認した後、仕事に戻った。", None, "ja");
        check("Port", Some("fr"), "fr");
        check("The mayor left town yesterday, the council said on Monday.", None, "en");
        check("Le maire a quitté la ville hier, a dit le conseil.", None, "fr");
    }

    #[test]
    fn function_words_are_folded_and_of_known_languages() {
        for (code, words) in function_word_lines() {
            assert!(Language::from_code(code).is_some(), "{code}");
            for word in words.split_whitespace() {
                assert_eq!(word, crate::text::fold(word), "{code}");
            }
        }
        assert_eq!(TABLE.languages.len(), function_word_lines().count());
        let english = [Language::from_code("en").unwrap()];
        assert!(is_function_word("the", &english) && !is_function_word("strike", &english));
    }
}
