//! Whether an index is whole.

use std::collections::BTreeSet;
use std::path::PathBuf;

use tantivy::DocAddress;
use tantivy::directory::Directory;

use super::IndexReader;
use crate::error::{Error, Result};
use crate::index::{IndexDir, forms};
use crate::model::ArticleId;

/// What every segment has. tantivy takes a list of positions that is not there for an empty one.
const SEGMENT_FILES: [&str; 6] = ["term", "idx", "pos", "fieldnorm", "fast", "store"];

/// Articles of a segment that are unpacked to see whether they can be.
const TRIED: usize = 64;

impl IndexReader {
    /// Reads every byte of the index and compares it with its checksum, and what its files say of
    /// each other.
    ///
    /// # Errors
    ///
    /// A file is damaged or missing, or is of another state.
    pub fn verify(&self) -> Result<()> {
        let meta = self.index.load_metas().map_err(|e| self.failed(e))?;
        let files: BTreeSet<PathBuf> = meta.list_segment_files().into_iter().collect();
        for file in files {
            let directory = self.index.directory();
            if !directory.exists(&file).map_err(|e| self.failed(e))? {
                let is_needed = file.extension().is_some_and(|extension| SEGMENT_FILES.iter().any(|name| extension == *name));
                if is_needed {
                    return Err(self.damaged(format!("`{}` is missing", file.display())));
                }
            } else if !directory.validate_checksum(&file).map_err(|e| self.failed(e))? {
                return Err(self.damaged(format!("`{}` does not match its checksum", file.display())));
            }
        }
        self.stories.verify(self.dir.path())?;
        self.blocks()?;
        forms::read(&self.beside(&forms::file_name(self.generation)), self.dir.path())?;
        self.unpacker.verify().map_err(|e| self.failed(e))?;
        // Whether what they are packed with is there.
        for (segment, reader) in self.searcher.segment_readers().iter().enumerate() {
            let (segment, stride) = (u32::try_from(segment).unwrap_or(u32::MAX), reader.num_docs() as usize / TRIED + 1);
            for doc in reader.doc_ids_alive().step_by(stride) {
                self.stored(DocAddress::new(segment, doc))?;
            }
        }
        let sketched: Vec<ArticleId> = self.all_sketches()?.into_iter().map(|sketch| sketch.id).collect();
        // The engine's list of its files has no checksum, but whatever is wrong with it costs articles.
        let listed: BTreeSet<ArticleId> =
            self.ledger()?.files.values().flat_map(|file| &file.documents).map(|(id, _)| *id).collect();
        let mut held = self.ids()?;
        held.sort_unstable();
        if !held.iter().eq(&listed) || !sketched.iter().eq(&listed) {
            return Err(self.damaged("its articles are not those that it lists"));
        }
        Ok(())
    }

    /// What to say of an index that stops whoever reads it.
    #[must_use]
    pub fn broken(dir: &IndexDir) -> Error {
        Error::corrupt(dir.path(), "its files cannot be read")
    }

    /// The ids of all documents the engine has. Cost: one pass over a column.
    fn ids(&self) -> Result<Vec<ArticleId>> {
        let mut ids = vec![];
        for segment in self.searcher.segment_readers() {
            let column = segment.fast_fields().u64("id").map_err(|e| self.failed(e))?;
            ids.extend(segment.doc_ids_alive().filter_map(|doc| column.first(doc)).map(ArticleId));
        }
        Ok(ids)
    }
}
