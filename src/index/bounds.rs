//! Columns of bounds, opened once: each is a table of its own, which costs more to open than many
//! a search takes.

use std::sync::{Mutex, PoisonError};

use rustc_hash::FxHashMap;
use tantivy::SegmentReader;
use tantivy::columnar::Column;
use tantivy::index::SegmentId;

/// Columns by segment and name; none where no article of the segment has bounds.
type Opened = FxHashMap<(SegmentId, &'static str), Option<Column<u64>>>;

/// Those of every segment that were needed.
#[derive(Default)]
pub(crate) struct BoundsColumns(Mutex<Opened>);

impl BoundsColumns {
    /// The column of this name; none if no article of the segment has bounds.
    pub(crate) fn of(&self, segment: &SegmentReader, name: &'static str) -> tantivy::Result<Option<Column<u64>>> {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let key = (segment.segment_id(), name);
        if let Some(column) = known.get(&key) {
            return Ok(column.clone());
        }
        let column = segment.fast_fields().column_opt(name)?;
        known.insert(key, column.clone());
        Ok(column)
    }
}
