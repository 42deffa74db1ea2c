//! What grouping has to know of every article and what it found, kept beside the ledger so that a build can group
//! all of them without reading any text again, and only those that something new concerns. Only builds that write read it.
//!
//! ```text
//! NISKETC2, values of facts from the most frequent down, number of sketches, sketches in order of ids,
//! hash of all before
//! ```
//!
//! All numbers are little-endian. A fact is its place among the values, in as many bytes of seven
//! bits as it takes: few facts are most of what is told. A sketch takes some 600 bytes.

use std::path::Path;

use rustc_hash::FxHashMap;

use super::bytes::{Bytes, SEAL, read_file, seal};
use super::layout::replace_file;
use crate::error::{Error, Result};
use crate::model::ArticleId;
use crate::story::{Link, Peg, Sketch, Tie};

const MAGIC: &[u8; 8] = b"NISKETC2";

/// The name of the file of a generation.
pub(super) fn file_name(generation: u64) -> String {
    format!("sketches-{generation}.bin")
}

/// Writes sketches, in order of their ids; whole or not at all.
pub(super) fn write(path: &Path, sketches: &[Sketch]) -> Result<()> {
    let mut bytes = Vec::with_capacity(sketches.iter().map(|one| 64 + 4 * one.prints.len() + 2 * one.facts.len()).sum());
    bytes.extend(MAGIC);
    let values = by_frequency(sketches);
    let places: FxHashMap<u32, u32> = (0..).zip(&values).map(|(place, value)| (*value, place)).collect();
    push_row(&values, &mut bytes);
    bytes.extend((sketches.len() as u64).to_le_bytes());
    for one in sketches {
        bytes.extend(one.id.0.to_le_bytes());
        bytes.extend(one.key.to_le_bytes());
        bytes.extend(one.outlet.to_le_bytes());
        bytes.extend(one.agency.to_le_bytes());
        bytes.extend(one.number.to_le_bytes());
        bytes.extend(one.words.to_le_bytes());
        bytes.extend(one.peg.month_day.to_le_bytes());
        bytes.extend(one.peg.dateline.to_le_bytes());
        bytes.extend([one.peg.weekday, one.thinning, u8::from(one.published.is_some())]);
        if let Some((first, last, seconds)) = one.published {
            bytes.extend(first.to_le_bytes());
            bytes.extend(last.to_le_bytes());
            bytes.extend(seconds.to_le_bytes());
        }
        let (leader, link) = one.tie.map_or((0, 0), |tie| (tie.leader.0, code(tie.link)));
        bytes.extend(leader.to_le_bytes());
        bytes.push(link);
        push_row(&one.prints, &mut bytes);
        push_row(&one.title, &mut bytes);
        push_short(u32::try_from(one.facts.len()).unwrap_or(0), &mut bytes);
        for fact in &one.facts {
            push_short(places.get(fact).copied().unwrap_or(0), &mut bytes);
        }
    }
    bytes.extend(seal(&bytes));
    replace_file(path, &bytes)
}

fn push_row(row: &[u32], bytes: &mut Vec<u8>) {
    bytes.extend(u32::try_from(row.len()).unwrap_or(0).to_le_bytes());
    bytes.extend(row.iter().flat_map(|value| value.to_le_bytes()));
}

/// Adds a number in bytes of seven bits, the lowest first.
fn push_short(mut number: u32, bytes: &mut Vec<u8>) {
    while number >= 0x80 {
        bytes.push(number.to_le_bytes()[0] | 0x80);
        number >>= 7;
    }
    bytes.push(number.to_le_bytes()[0]);
}

fn short(rest: &mut Bytes<'_>) -> Option<u32> {
    let mut number = 0;
    for shift in (0..32).step_by(7) {
        let byte = rest.byte()?;
        number |= u32::from(byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(number);
        }
    }
    None
}

/// The values of all facts, the most frequent first.
fn by_frequency(sketches: &[Sketch]) -> Vec<u32> {
    let mut counts: FxHashMap<u32, u32> = FxHashMap::default();
    for fact in sketches.iter().flat_map(|one| &one.facts) {
        *counts.entry(*fact).or_default() += 1;
    }
    let mut values: Vec<(u32, u32)> = counts.into_iter().map(|(value, count)| (count, value)).collect();
    values.sort_unstable_by(|one, other| other.cmp(one));
    values.into_iter().map(|(_, value)| value).collect()
}

/// Reads sketches, in order of their ids. Cost: in proportion to their number.
pub(super) fn read(path: &Path, index: &Path) -> Result<Vec<Sketch>> {
    let bytes = read_file(path, index)?;
    parse(&bytes).ok_or_else(|| Error::corrupt(index, "the sketches of its articles cannot be read"))
}

fn parse(bytes: &[u8]) -> Option<Vec<Sketch>> {
    let (bytes, found) = bytes.split_at_checked(bytes.len().checked_sub(SEAL)?)?;
    let mut rest = Bytes(bytes.strip_prefix(MAGIC)?);
    if found != seal(bytes) {
        return None;
    }
    let values = row(&mut rest)?;
    let sketches = (0..rest.long()?).map(|_| sketch(&mut rest, &values)).collect::<Option<_>>()?;
    rest.0.is_empty().then_some(sketches)
}

fn row(rest: &mut Bytes<'_>) -> Option<Vec<u32>> {
    let count = rest.word()? as usize;
    rest.words(count)
}

fn sketch(rest: &mut Bytes<'_>, values: &[u32]) -> Option<Sketch> {
    let (id, key, outlet, agency) = (ArticleId(rest.long()?), rest.long()?, rest.long()?, rest.long()?);
    let (number, words, month_day, dateline) = (rest.word()?, rest.word()?, rest.short()?, rest.short()?);
    let (weekday, thinning, is_dated) = (rest.byte()?, rest.byte()?, rest.byte()? != 0);
    let published = if is_dated {
        Some((rest.take().map(i32::from_le_bytes)?, rest.take().map(i32::from_le_bytes)?, rest.take().map(i64::from_le_bytes)?))
    } else {
        None
    };
    let leader = ArticleId(rest.long()?);
    let tie = match rest.byte()? {
        0 => None,
        code => Some(Tie { leader, link: link(code)? }),
    };
    let (prints, title) = (row(rest)?, row(rest)?);
    let facts = (0..short(rest)?).map(|_| values.get(short(rest)? as usize).copied()).collect::<Option<_>>()?;
    let peg = Peg { weekday, month_day, dateline };
    Some(Sketch { id, number, key, published, outlet, agency, words, thinning, prints, facts, title, peg, tie })
}

fn code(link: Link) -> u8 {
    match link {
        Link::Leads => 1,
        Link::Exact => 2,
        Link::Shingles => 3,
        Link::Reworded => 4,
    }
}

fn link(code: u8) -> Option<Link> {
    [Link::Leads, Link::Exact, Link::Shingles, Link::Reworded].into_iter().find(|link| self::code(*link) == code)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn sketches_read_what_they_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(file_name(3));
        let sketches = vec![
            Sketch::default(),
            Sketch {
                id: ArticleId(u64::MAX),
                number: 7,
                key: 8,
                published: Some((-3, 20_000, i64::MIN)),
                outlet: 9,
                agency: 10,
                words: 11,
                thinning: 2,
                prints: vec![1, u32::MAX],
                facts: (0..300).map(|n| n * n % 251 * 17).chain([u32::MAX, 0]).collect(),
                title: vec![6],
                peg: Peg { weekday: 7, month_day: 400, dateline: 32 },
                tie: Some(Tie { leader: ArticleId(1), link: Link::Reworded }),
            },
        ];
        write(&path, &sketches).unwrap();
        assert_eq!(read(&path, folder.path()).unwrap(), sketches);
        let mut bytes = fs::read(&path).unwrap();
        bytes[20] ^= 1;
        fs::write(&path, bytes).unwrap();
        assert!(read(&path, folder.path()).is_err());
    }
}
