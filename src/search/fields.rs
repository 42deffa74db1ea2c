//! Which fields of the index are looked at for a place, and what a word in each is worth.

use tantivy::schema::Field;

use super::plan::Place;
use crate::index::Fields;

/// Weights of the forms of a word. A stem in the text is the measure of all.
const TITLE_EXACT: f32 = 1.0;
const TITLE_STEM: f32 = 1.0;
const BODY_EXACT: f32 = 0.6;
const BODY_STEM: f32 = 1.0;
const JUNK_EXACT: f32 = 0.3;

/// The fields of exact words at a place, with their weights.
pub(super) fn exact(fields: &Fields, place: Place) -> Vec<(Field, f32)> {
    let named = match place {
        Place::Outlet => Some(fields.outlet),
        Place::Agency => Some(fields.agency),
        Place::Author => Some(fields.author),
        Place::Url => Some(fields.url),
        Place::Path => Some(fields.path),
        Place::Dateline => Some(fields.dateline),
        _ => None,
    };
    let mut exact: Vec<_> = named.map(|field| (field, 1.0)).into_iter().collect();
    for (is_searched, field, weight) in [
        (place.has_title(), fields.title, TITLE_EXACT),
        (place.has_body(), fields.body, BODY_EXACT),
        (place.has_junk(), fields.junk, JUNK_EXACT),
    ] {
        if is_searched {
            exact.push((field, weight));
        }
    }
    exact
}

/// The fields of stems at a place, with their weights.
pub(super) fn stems(fields: &Fields, place: Place) -> Vec<(Field, f32)> {
    let all = [(place.has_title(), fields.title_stems, TITLE_STEM), (place.has_body(), fields.body_stems, BODY_STEM)];
    all.into_iter().filter(|(is_searched, ..)| *is_searched).map(|(_, field, weight)| (field, weight)).collect()
}

/// Whether a place is text that people read.
pub(super) fn is_text(place: Place) -> bool {
    place.has_title() || place.has_body() || place.has_junk()
}
