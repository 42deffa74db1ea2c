//! What a container (a file, a record in a file of many, standard input)
//! hands over: decoded text, and what the container itself says of it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// Where a document came from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
pub struct Source {
    /// The file, as it can be opened from where the program runs; `-` is standard input.
    pub path: String,
    /// The record's number from 1 in a file of many (a line of JSON lines, a row of CSV).
    pub record: Option<u64>,
    /// Where it was published, if known.
    pub url: Option<String>,
}

impl fmt::Display for Source {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&place_of(&self.path, self.record, None))
    }
}

/// Where something stands: `feed.jsonl#3` for a record, else with its line if one is known: `a.txt:12`.
#[must_use]
pub fn place_of(path: &str, record: Option<u64>, line: Option<u32>) -> String {
    match (record, line) {
        (Some(record), _) => format!("{path}#{record}"),
        (None, Some(line)) => format!("{path}:{line}"),
        (None, None) => path.to_owned(),
    }
}

/// The lasting name of an article: the same file and record get the same id,
/// whatever its content, the order of reading or the number of builds.
///
/// 64 bits of a hash: among ten million articles two share an id with a
/// probability of about three in a million.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct ArticleId(pub u64);

/// Letters of an id: digits and small letters that cannot be misread.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

impl ArticleId {
    /// Length of an id in letters.
    pub const LEN: usize = 13;

    /// The id of a document: from its file's key and, in a file of many, the
    /// record's own key (its id or address if it has one, else its number).
    #[must_use]
    pub fn of(file_key: &str, record_key: Option<&str>) -> Self {
        let mut hasher = blake3::Hasher::new();
        hasher.update(file_key.as_bytes());
        if let Some(record) = record_key {
            hasher.update(b"\0").update(record.as_bytes());
        }
        let mut first = [0; 8];
        first.copy_from_slice(&hasher.finalize().as_bytes()[..8]);
        Self(u64::from_be_bytes(first))
    }

    /// Reads a whole id.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        let (low, high) = Self::range(text)?;
        (low == high).then_some(low)
    }

    /// The lowest and highest id that begin with `start`; none if none can.
    #[must_use]
    pub fn range(start: &str) -> Option<(Self, Self)> {
        let missing = u32::try_from(Self::LEN.checked_sub(start.len())?).ok()? * 5;
        if start.is_empty() {
            return None;
        }
        let low = start.bytes().try_fold(0u128, |id, byte| {
            let digit = ALPHABET.iter().position(|letter| *letter == byte.to_ascii_lowercase())?;
            Some(id * 32 + digit as u128)
        })? << missing;
        let high = low | ((1 << missing) - 1);
        Some((Self(u64::try_from(low).ok()?), Self(u64::try_from(high).unwrap_or(u64::MAX))))
    }
}

impl fmt::Display for ArticleId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for place in (0..Self::LEN).rev() {
            let digit = (self.0 >> (5 * place)) & 31;
            f.write_str(char::from(ALPHABET[usize::try_from(digit).unwrap_or(0)]).encode_utf8(&mut [0; 4]))?;
        }
        Ok(())
    }
}

/// How the text of a document is to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Media {
    /// Plain text, as a scraper or a text browser leaves it.
    Text,
    /// Markdown.
    Markdown,
    /// HTML or XHTML.
    Html,
}

/// What the container says of the document: record fields, front matter.
/// Values are as found; empty ones are left out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Given {
    /// The headline.
    pub title: Option<String>,
    /// The standfirst.
    pub subtitle: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Who wrote it: one name or byline an entry.
    pub authors: Vec<String>,
    /// When it was published, as written.
    pub date: Option<String>,
    /// Its language, as written.
    pub language: Option<String>,
    /// The agency it is from, as written.
    pub agency: Option<String>,
    /// Its dateline, as written.
    pub dateline: Option<String>,
    /// The parts of the outlet it stands in (`Sport`), as written.
    pub sections: Vec<String>,
    /// What it is said to be about, as written.
    pub tags: Vec<String>,
    /// When it was fetched, as written: never a date of publication, but what a day
    /// without a year can be told from.
    pub crawled: Option<String>,
    /// Whether the text is a page as it was served or sent, though it came in a file of
    /// many: nobody has taken the article out of it yet.
    pub is_page: bool,
    /// What the path says, as the user described it.
    pub by_path: GivenByPath,
}

/// What a document's path says of it, where the user has told how to read paths.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct GivenByPath {
    /// The headline.
    pub title: Option<String>,
    /// Who published it.
    pub outlet: Option<String>,
    /// When it was published, as written.
    pub date: Option<String>,
}

/// One document, decoded but not yet looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RawDocument {
    /// Its lasting name.
    pub id: ArticleId,
    /// Where it came from.
    pub source: Source,
    /// How to read `text`.
    pub media: Media,
    /// The decoded text.
    pub text: String,
    /// What the container says.
    pub given: Given,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_print_what_they_parse() {
        for raw in [0, 1, 31, 32, u64::MAX, 0x0123_4567_89ab_cdef] {
            let id = ArticleId(raw);
            assert_eq!(id.to_string().len(), ArticleId::LEN);
            assert_eq!(ArticleId::parse(&id.to_string()), Some(id));
        }
        assert_eq!(ArticleId::parse("zzzzzzzzzzzzz"), None, "more than 64 bits");
        assert_eq!(ArticleId::parse("short"), None);
        assert_eq!(ArticleId::range("0000000000001"), Some((ArticleId(1), ArticleId(1))));
        assert_eq!(ArticleId::range("000000000000"), Some((ArticleId(0), ArticleId(31))));
        assert_eq!(ArticleId::range("0000000000000000"), None, "longer than an id");
    }

    #[test]
    fn a_record_is_not_its_file() {
        assert_ne!(ArticleId::of("a", None), ArticleId::of("a", Some("1")));
        assert_ne!(ArticleId::of("a", Some("1")), ArticleId::of("a", Some("2")));
    }
}
