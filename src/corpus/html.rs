//! HTML and XHTML: the whole file is one document, in the charset it declares
//! unless its bytes say otherwise. Elements are parsed elsewhere.

use std::ops::ControlFlow;

use crate::model::{Given, Media};

use super::run::Run;
use super::stream::Peeked;
use super::whole;

/// Reads a page.
pub(super) fn read(peeked: Peeked, run: &mut Run) -> ControlFlow<()> {
    match whole::text(peeked, true, run) {
        Some(text) => run.document(Media::Html, text, Given::default(), None),
        None => ControlFlow::Continue(()),
    }
}
