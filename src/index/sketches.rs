//! What grouping has to know of every article and what it found, kept beside the ledger so that a build can group
//! all of them without reading any text again, and only those that something new concerns. Only builds that write read it.
//!
//! ```text
//! NISKETC2, number of sketches, sketches in order of ids, hash of all before
//! ```
//!
//! All numbers are little-endian. A sketch takes some 1,000 bytes.

use std::path::Path;

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
    let mut bytes = Vec::with_capacity(sketches.iter().map(|one| 64 + 4 * (one.prints.len() + one.facts.len())).sum());
    bytes.extend(MAGIC);
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
        for row in [&one.prints, &one.facts, &one.title] {
            bytes.extend(u32::try_from(row.len()).unwrap_or(0).to_le_bytes());
            bytes.extend(row.iter().flat_map(|value| value.to_le_bytes()));
        }
    }
    bytes.extend(seal(&bytes));
    replace_file(path, &bytes)
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
    let sketches = (0..rest.long()?).map(|_| sketch(&mut rest)).collect::<Option<_>>()?;
    rest.0.is_empty().then_some(sketches)
}

fn sketch(rest: &mut Bytes<'_>) -> Option<Sketch> {
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
    let mut row = || {
        let count = rest.word()? as usize;
        rest.words(count)
    };
    let (prints, facts, title) = (row()?, row()?, row()?);
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
                facts: vec![5, 0],
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
