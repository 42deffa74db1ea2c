//! What counting needs of an open index, made once and kept: the values of columns, and which
//! documents' stories have others.

use std::sync::{Arc, PoisonError};

use tantivy::DocId;

use super::IndexReader;
use crate::error::Result;
use crate::index::{Lexicon, NameValues};

/// Values of a column that are read at once.
const RUN: usize = 1024;

impl IndexReader {
    /// The name of a field.
    pub(crate) fn field_name(&self, field: tantivy::schema::Field) -> &str {
        self.searcher.schema().get_field_name(field)
    }

    /// The whole corpus, if this is a part of one that is elsewhere.
    pub(crate) fn lexicon(&self) -> Option<&dyn Lexicon> {
        self.lexicon.as_deref()
    }

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

    /// By segment, the documents whose stories have others, in order, each with the place of its story.
    /// Cost: one pass over the column of numbers, once.
    pub(crate) fn shared_stories(&self) -> Result<&[Vec<(DocId, u32)>]> {
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
        let shared = shared.map_err(|e| self.failed(e))?;
        Ok(self.shared.get_or_init(|| shared))
    }
}
