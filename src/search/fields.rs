//! Which fields of the index are looked at for a place, and what a word in each is worth.

use tantivy::schema::Field;

use super::forms::Weighing;
use super::plan::Place;
use crate::index::Fields;

/// What the forms of a word are worth; the stem in the text is the measure of all. The
/// figures were found on the development queries (`tests/bench/ranking/README.md`).
const STEM: Weighing = Weighing { weight: 1.0, k1: 2.5, b: 0.75 };
const EXACT: Weighing = Weighing { weight: 0.8, k1: 0.3, b: 0.3 };
const JUNK: Weighing = Weighing { weight: 0.3, ..EXACT };
const NAMED: Weighing = Weighing { weight: 1.0, ..EXACT };

/// The fields of exact words at a place, with what a word is worth there.
pub(super) fn exact(fields: &Fields, place: Place) -> Vec<(Field, Weighing)> {
    let named = match place {
        Place::Outlet => Some(fields.outlet),
        Place::Agency => Some(fields.agency),
        Place::Author => Some(fields.author),
        Place::Url => Some(fields.url),
        Place::Path => Some(fields.path),
        Place::Dateline => Some(fields.dateline),
        Place::Section => Some(fields.section),
        Place::Tag => Some(fields.tag),
        _ => None,
    };
    let mut exact: Vec<_> = named.map(|field| (field, NAMED)).into_iter().collect();
    for (is_searched, field, weighing) in
        [(place.has_title(), fields.title, EXACT), (place.has_body(), fields.body, EXACT), (place.has_junk(), fields.junk, JUNK)]
    {
        if is_searched {
            exact.push((field, weighing));
        }
    }
    exact
}

/// The fields that are searched for all forms of a word at a place, with what it is worth there.
pub(super) fn stems(fields: &Fields, place: Place) -> Vec<(Field, Weighing)> {
    let all = [(place.has_title(), fields.title), (place.has_body(), fields.body)];
    all.into_iter().filter(|(is_searched, _)| *is_searched).map(|(_, field)| (field, STEM)).collect()
}

/// Whether a place is text that people read.
pub(super) fn is_text(place: Place) -> bool {
    place.has_title() || place.has_body() || place.has_junk()
}
