//! A document on its way to the engine's threads: it gives its room back when one takes it up.

use tantivy::TantivyDocument;
use tantivy::schema::Document;

use super::room::Taken;

/// A document that waits.
pub(super) struct Queued {
    pub(super) document: TantivyDocument,
    /// The room that it takes.
    pub(super) _taken: Option<Taken>,
}

impl Document for Queued {
    type Value<'a> = <TantivyDocument as Document>::Value<'a>;
    type FieldsValuesIter<'a> = <TantivyDocument as Document>::FieldsValuesIter<'a>;

    fn iter_fields_and_values(&self) -> Self::FieldsValuesIter<'_> {
        self.document.iter_fields_and_values()
    }

    fn into_tantivy_document(self) -> TantivyDocument {
        self.document
    }
}
