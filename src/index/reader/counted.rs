//! What counting needs of an open index, made once and kept: the values of columns, and which
//! documents' stories have others.

use std::sync::{Arc, PoisonError};

use tantivy::DocId;

use super::IndexReader;
use crate::error::Result;
use crate::index::NameValues;

/// Values of a column that are read at once.
const RUN: usize = 1024;

impl IndexReader {
    /// The values of a column of names, to count by. Cost: in proportion to their number, once.
    pub(crate) fn names(&self, column: &'static str) -> Result<Arc<NameValues>> {
        let known = self.names.lock().unwrap_or_else(PoisonError::into_inner).get(column).map(Arc::clone);
        if let Some(known) = known {
            return Ok(known);
        }
        let read = Arc::new(NameValues::read(&self.searcher, column).map_err(|e| self.failed(e))?);
        self.names.lock().unwrap_or_else(PoisonError::into_inner).insert(column, Arc::clone(&read));
        Ok(read)
    }

    /// The documents whose stories have others. Cost: one pass over the column of numbers, once.
    pub(crate) fn shared_stories(&self) -> Result<&SharedStories> {
        if let Some(shared) = self.shared.get() {
            return Ok(shared);
        }
        let of_segment = |segment: &tantivy::SegmentReader| -> tantivy::Result<_> {
            let column = segment.fast_fields().u64("number")?;
            let (mut shared, mut numbers) = (vec![], vec![]);
            for first in (0..segment.max_doc()).step_by(RUN) {
                numbers.resize(RUN.min((segment.max_doc() - first) as usize), 0);
                column.values.get_range(u64::from(first), &mut numbers);
                self.stories.shared(first, &numbers, &mut shared);
            }
            Ok(shared)
        };
        let shared: tantivy::Result<_> = self.searcher.segment_readers().iter().map(of_segment).collect();
        let shared = SharedStories::new(shared.map_err(|e| self.failed(e))?, self.stories.len());
        Ok(self.shared.get_or_init(|| shared))
    }
}

/// Which documents' stories have others. Each has a slot; those of one story follow each other, and stories
/// are in order of their first documents.
pub(crate) struct SharedStories {
    /// By segment, the documents in order with their slots.
    segments: Vec<Vec<(DocId, u32)>>,
    /// By slot: the number of its story among these.
    story_of: Vec<u32>,
    /// By that number: its place among all stories.
    places: Vec<u32>,
    /// By that number: so many slots it has.
    sizes: Vec<u32>,
}

impl SharedStories {
    /// Of documents by segment with the places of their stories, of which there are `stories`.
    fn new(mut segments: Vec<Vec<(DocId, u32)>>, stories: u32) -> Self {
        const NONE: u32 = u32::MAX;
        let mut number_of = vec![NONE; stories as usize];
        let (mut places, mut members) = (vec![], vec![]);
        for (_, place) in segments.iter().flatten() {
            let Some(number) = number_of.get_mut(*place as usize) else { continue };
            if *number == NONE {
                *number = u32::try_from(places.len()).unwrap_or(NONE);
                places.push(*place);
                members.push(0u32);
            }
            if let Some(members) = members.get_mut(*number as usize) {
                *members += 1;
            }
        }
        let story_of = (0..).zip(&members).flat_map(|(number, members)| std::iter::repeat_n(number, *members as usize)).collect();
        let mut slots = 0;
        let mut next: Vec<u32> = vec![];
        for members in &members {
            next.push(slots);
            slots += members;
        }
        for (_, known) in segments.iter_mut().flatten() {
            let number = number_of.get(*known as usize).copied().unwrap_or(NONE);
            if let Some(slot) = next.get_mut(number as usize) {
                *known = *slot;
                *slot += 1;
            }
        }
        Self { segments, story_of, places, sizes: members }
    }

    /// The documents of a segment, in order, with their slots.
    pub(crate) fn segment(&self, ord: usize) -> Option<&[(DocId, u32)]> {
        self.segments.get(ord).map(Vec::as_slice)
    }

    /// By slot: the number of its story.
    pub(crate) fn stories(&self) -> &[u32] {
        &self.story_of
    }

    /// So many slots each story has, in order.
    pub(crate) fn sizes(&self) -> &[u32] {
        &self.sizes
    }

    /// The place of a story among all, by its number.
    pub(crate) fn place(&self, number: u32) -> Option<u32> {
        self.places.get(number as usize).copied()
    }
}
