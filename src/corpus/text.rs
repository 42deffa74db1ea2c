//! Plain text: the whole file is one document. What is an article in it and
//! what is a menu, the cleaning decides.

use std::ops::ControlFlow;

use crate::model::{Given, Media};

use super::run::Run;
use super::stream::Peeked;
use super::whole;

/// Reads a text file.
pub(super) fn read(peeked: Peeked, run: &mut Run) -> ControlFlow<()> {
    match whole::text(peeked, false, run) {
        Some(text) => run.document(Media::Text, text, Given::default(), None),
        None => ControlFlow::Continue(()),
    }
}
