//! Which articles are a story: beside the engine, because a new article can change the stories
//! of old ones, and the engine would have to write them anew. Readers map the file into memory.
//!
//! ```text
//! NISTORY1, numbers, stories, members, dates
//! story of each number; what the article is in it; stories by key: key, first member, members, outlets;
//! members by number; dates taken from stories: id, day, confidence; hash of all before
//! ```
//!
//! All numbers are little-endian: 32 bits, keys and ids 64.

use std::path::Path;

use jiff::ToSpan;
use tantivy::directory::{Directory, MmapDirectory, OwnedBytes};

use super::bytes::{Bytes, SEAL, read_file, seal};
use super::layout::replace_file;
use super::unreadable::unreadable;
use crate::error::{Error, Result};
use crate::model::{ArticleId, PartialDate, Provenance, PublicationDate, Story, StoryRole, day_number};
use crate::story::Stories;

const MAGIC: &[u8; 8] = b"NISTORY1";
const HEADER: usize = 8 + 4 * 4;
const STORY: usize = 8 + 3 * 4;
const DATE: usize = 8 + 4 + 4;

/// No story.
const NONE: u32 = u32::MAX;

/// The name of the file of a generation.
pub(super) fn file_name(generation: u64) -> String {
    format!("stories-{generation}.bin")
}

/// Writes stories of articles of which `numbers` have been given; whole or not at all.
pub(super) fn write(path: &Path, stories: &Stories, numbers: u32) -> Result<()> {
    let mut story_of = vec![NONE; numbers as usize];
    let mut roles = vec![0u8; numbers as usize];
    let mut table = vec![];
    let mut members: Vec<u32> = vec![];
    let short = |number: usize| u32::try_from(number).unwrap_or(NONE);
    for (place, story) in stories.records.iter().enumerate() {
        table.extend(story.key.to_le_bytes());
        for number in [short(members.len()), short(story.members.len()), story.outlets] {
            table.extend(number.to_le_bytes());
        }
        for (number, role) in &story.members {
            members.push(*number);
            let at = *number as usize;
            if let (Some(story), Some(known)) = (story_of.get_mut(at), roles.get_mut(at)) {
                (*story, *known) = (short(place), code(*role));
            }
        }
    }
    let mut bytes = MAGIC.to_vec();
    for number in [numbers, short(stories.records.len()), short(members.len()), short(stories.dates.len())] {
        bytes.extend(number.to_le_bytes());
    }
    bytes.extend(story_of.iter().flat_map(|story| story.to_le_bytes()));
    bytes.extend(roles);
    bytes.extend(table);
    bytes.extend(members.iter().flat_map(|number| number.to_le_bytes()));
    for (id, date) in &stories.dates {
        let day = date.bounds().map_or(0, |(first, _)| day_number(first));
        bytes.extend(id.0.to_le_bytes());
        bytes.extend(i32::try_from(day).unwrap_or(0).to_le_bytes());
        bytes.extend(date.confidence.to_le_bytes());
    }
    bytes.extend(seal(&bytes));
    replace_file(path, &bytes)
}

fn code(role: StoryRole) -> u8 {
    match role {
        StoryRole::Single => 0,
        StoryRole::Original => 1,
        StoryRole::Copy => 2,
        StoryRole::Cut => 3,
        StoryRole::Reworded => 4,
    }
}

/// The numbers given to articles so far. Cost: reads the file, to be sure that it is whole: a number
/// that is given twice would mix up stories.
pub(super) fn numbers(path: &Path, index: &Path) -> Result<u32> {
    let table = StoryTable::of(OwnedBytes::new(read_file(path, index)?));
    let table = table.ok_or_else(|| damaged(index))?;
    table.verify(index)?;
    Ok(table.numbers)
}

fn damaged(index: &Path) -> Error {
    Error::corrupt(index, "its stories cannot be read")
}

/// A story, by its place among the stories of one state of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StoryEntry {
    /// Its lasting number.
    pub key: u64,
    /// Articles.
    pub articles: u32,
    /// Outlets that are known.
    pub outlets: u32,
    first: u32,
}

/// The stories of one state of an index, in memory as far as they were looked at.
pub struct StoryTable {
    bytes: OwnedBytes,
    numbers: u32,
    stories: u32,
    roles: usize,
    table: usize,
    members: usize,
    dates: usize,
    end: usize,
}

impl StoryTable {
    /// Opens the file of a generation. Cost: none to speak of, whatever its size.
    pub(super) fn open(directory: &MmapDirectory, generation: u64, index: &Path) -> Result<Self> {
        let name = file_name(generation);
        let file = directory.open_read(Path::new(&name)).map_err(|e| unreadable(index, e))?;
        let bytes = file.read_bytes().map_err(|e| Error::io(index, e))?;
        let table = Self::of(bytes);
        table.ok_or_else(|| damaged(index))
    }

    fn of(bytes: OwnedBytes) -> Option<Self> {
        let mut rest = Bytes(bytes.as_slice().strip_prefix(MAGIC)?);
        let (numbers, stories, members, dates) = (rest.word()?, rest.word()?, rest.word()?, rest.word()?);
        let roles_at = HEADER + 4 * numbers as usize;
        let table_at = roles_at + numbers as usize;
        let members_at = table_at + STORY * stories as usize;
        let dates_at = members_at + 4 * members as usize;
        let end = dates_at + DATE * dates as usize;
        (bytes.len() == end + SEAL).then_some(Self {
            bytes,
            numbers,
            stories,
            roles: roles_at,
            table: table_at,
            members: members_at,
            dates: dates_at,
            end,
        })
    }

    /// Reads every byte and compares it with the hash.
    pub(super) fn verify(&self, index: &Path) -> Result<()> {
        let found = self.bytes.split_at_checked(self.end);
        if found.is_some_and(|(bytes, found)| found == seal(bytes)) { Ok(()) } else { Err(damaged(index)) }
    }

    fn word(&self, at: usize) -> Option<u32> {
        Bytes(self.bytes.get(at..)?).word()
    }

    /// The place of the story of an article.
    #[must_use]
    pub fn story_of(&self, number: u32) -> Option<u32> {
        if number >= self.numbers {
            return None;
        }
        self.word(HEADER + 4 * number as usize).filter(|story| *story < self.stories)
    }

    /// Of documents in a row, from `first` on, with these numbers: those whose stories have other articles,
    /// with the places of the stories.
    pub(super) fn shared(&self, first: u32, numbers: &[u64], found: &mut Vec<(u32, u32)>) {
        let roles = self.bytes.get(self.roles..self.roles + self.numbers as usize).unwrap_or_default();
        for (number, doc) in numbers.iter().zip(first..) {
            let role = usize::try_from(*number).ok().and_then(|number| roles.get(number));
            // The role of a single one is looked up faster than its story.
            if role.is_some_and(|role| *role != 0)
                && let Some(story) = u32::try_from(*number).ok().and_then(|number| self.story_of(number))
            {
                found.push((doc, story));
            }
        }
    }

    /// What an article is in its story.
    #[must_use]
    pub fn role(&self, number: u32) -> StoryRole {
        let code = if number < self.numbers { self.bytes.get(self.roles + number as usize).copied() } else { None };
        match code {
            Some(1) => StoryRole::Original,
            Some(2) => StoryRole::Copy,
            Some(3) => StoryRole::Cut,
            Some(4) => StoryRole::Reworded,
            _ => StoryRole::Single,
        }
    }

    /// How many stories there are; their places are below.
    #[must_use]
    pub fn len(&self) -> u32 {
        self.stories
    }

    /// Whether there is no story.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.stories == 0
    }

    /// The story of an article as answers tell it.
    #[must_use]
    pub fn membership(&self, number: u32) -> Option<Story> {
        let story = self.get(self.story_of(number)?)?;
        let (articles, outlets) = (u64::from(story.articles), u64::from(story.outlets));
        Some(Story { id: ArticleId(story.key).to_string(), articles, outlets, role: self.role(number) })
    }

    /// A story by its place.
    #[must_use]
    pub fn get(&self, place: u32) -> Option<StoryEntry> {
        if place >= self.stories {
            return None;
        }
        let mut rest = Bytes(self.bytes.get(self.table + STORY * place as usize..)?);
        let (key, first, articles, outlets) = (rest.long()?, rest.word()?, rest.word()?, rest.word()?);
        Some(StoryEntry { key, articles, outlets, first })
    }

    /// The place of the story with this number.
    #[must_use]
    pub fn find(&self, key: u64) -> Option<u32> {
        let (mut low, mut high) = (0, self.stories);
        while low < high {
            let middle = low + (high - low) / 2;
            match self.get(middle)?.key.cmp(&key) {
                std::cmp::Ordering::Equal => return Some(middle),
                std::cmp::Ordering::Less => low = middle + 1,
                std::cmp::Ordering::Greater => high = middle,
            }
        }
        None
    }

    /// Numbers of the articles of a story, the original first.
    #[must_use]
    pub fn members(&self, place: u32) -> Vec<u32> {
        let Some(story) = self.get(place) else { return vec![] };
        let rest = self.bytes.get(self.members + 4 * story.first as usize..self.dates);
        rest.and_then(|rest| Bytes(rest).words(story.articles as usize)).unwrap_or_default()
    }

    /// Dates that articles took from their stories, in order of ids.
    #[must_use]
    pub fn dates(&self) -> Vec<(ArticleId, PublicationDate)> {
        let mut rest = Bytes(self.bytes.get(self.dates..self.end).unwrap_or_default());
        let mut date = || {
            let (id, day, confidence) =
                (rest.long()?, rest.take().map(i32::from_le_bytes)?, rest.take().map(f32::from_le_bytes)?);
            let day = jiff::civil::date(1970, 1, 1).checked_add(i64::from(day).days()).ok()?;
            Some((ArticleId(id), PublicationDate::new(PartialDate::from(day), None, Provenance::Story, confidence)))
        };
        std::iter::from_fn(&mut date).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::StoryRecord;

    #[test]
    fn stories_read_what_they_wrote() {
        let folder = tempfile::tempdir().unwrap();
        let stories = Stories {
            records: vec![
                StoryRecord { key: 3, outlets: 2, members: vec![(5, StoryRole::Original), (0, StoryRole::Cut)] },
                StoryRecord { key: 9, outlets: 0, members: vec![(2, StoryRole::Single)] },
            ],
            dates: vec![(
                ArticleId(77),
                PublicationDate::new(PartialDate::from(jiff::civil::date(1987, 3, 2)), None, Provenance::Story, 0.5),
            )],
        };
        let path = folder.path().join(file_name(4));
        write(&path, &stories, 6).unwrap();
        assert_eq!(numbers(&path, folder.path()).unwrap(), 6);
        let directory = MmapDirectory::open(folder.path()).unwrap();
        let table = StoryTable::open(&directory, 4, folder.path()).unwrap();
        table.verify(folder.path()).unwrap();
        let places: Vec<_> = (0..7).map(|number| table.story_of(number)).collect();
        assert_eq!(places, [Some(0), None, Some(1), None, None, Some(0), None]);
        assert_eq!((table.role(5), table.role(0), table.role(2)), (StoryRole::Original, StoryRole::Cut, StoryRole::Single));
        assert_eq!((table.find(3), table.find(9), table.find(4)), (Some(0), Some(1), None));
        let mut shared = vec![];
        table.shared(7, &[2, 0, 1, 9, 5], &mut shared);
        assert_eq!(shared, [(8, 0), (11, 0)], "the story of 2 has no other article");
        assert_eq!(table.members(0), [5, 0]);
        assert_eq!(table.get(0).map(|story| (story.articles, story.outlets)), Some((2, 2)));
        assert_eq!(table.dates(), stories.dates);
    }
}
