//! Says why a block is junk, from its phrases, its form and where it stands.
//!
//! Invariants: every junk block gets exactly one reason; the words of the block
//! itself are asked before its neighbours, and those before its place.

use super::features::View;
use super::shape::Ending;
use crate::meta::phrases::Mode;
use crate::model::{Block, BlockKind, Hint, Reason, Region};

/// Where a junk block stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Above headline and body.
    Above,
    /// Among the body's blocks.
    Among,
    /// Below the body.
    Below,
}

/// The reason of one junk block; `in_box` is that of the box it stands in.
pub(super) fn reason(block: &Block, view: &View, place: Place, in_box: Option<Reason>) -> Reason {
    phrase(view)
        .filter(|reason| *reason != Reason::Navigation)
        .or_else(|| hinted(block).map(|reason| within(view, reason)))
        .or(view.controls)
        .or_else(|| phrase(view))
        .or_else(|| region(block))
        .or_else(|| in_box.map(|reason| within(view, reason)))
        .unwrap_or_else(|| by_place(block, view, place))
}

/// What class names say of a junk block.
pub(super) fn hinted(block: &Block) -> Option<Reason> {
    Some(match block.hint? {
        Hint::Share => Reason::Share,
        Hint::Related => Reason::Related,
        Hint::Promotion => Reason::Promotion,
        Hint::Advertisement => Reason::Advertisement,
        Hint::Consent => Reason::Consent,
        Hint::Paywall => Reason::Paywall,
        Hint::Tags => Reason::Tags,
        Hint::AuthorBio => Reason::AuthorBio,
        Hint::Byline | Hint::Date | Hint::Subtitle | Hint::Caption | Hint::Credit | Hint::Body => return None,
    })
}

fn phrase(view: &View) -> Option<Reason> {
    view.junk_phrase(Mode::Whole)
        .or_else(|| view.junk_phrase(Mode::Start).filter(|_| view.shape.words <= 60))
        .or_else(|| view.junk_phrase(Mode::Inside).filter(|_| view.shape.words <= 120))
        .filter(|reason| *reason != Reason::CrawlDate || !view.dates.is_empty())
}

fn region(block: &Block) -> Option<Reason> {
    match block.region {
        Region::Navigation => Some(Reason::Navigation),
        Region::Comments => Some(Reason::Comments),
        Region::Footer => Some(Reason::Boilerplate),
        _ if block.kind == BlockKind::Control => Some(Reason::Boilerplate),
        _ => None,
    }
}

/// Inside a list of other articles, running text is a teaser.
fn within(view: &View, reason: Reason) -> Reason {
    match reason {
        Reason::Related if is_teaser(view) => Reason::Teaser,
        reason => reason,
    }
}

fn is_teaser(view: &View) -> bool {
    view.shape.ending == Ending::Ellipsis || view.shape.is_prose()
}

fn by_place(block: &Block, view: &View, place: Place) -> Reason {
    let shape = &view.shape;
    if shape.copyright {
        return Reason::Boilerplate;
    }
    if block.region == Region::Aside {
        return if is_teaser(view) { Reason::Teaser } else { Reason::Related };
    }
    match place {
        Place::Above if shape.words <= 8 || shape.is_row() => Reason::Navigation,
        Place::Above | Place::Below if is_teaser(view) => Reason::Teaser,
        Place::Above => Reason::Related,
        Place::Below if shape.is_row() => Reason::Navigation,
        Place::Below if shape.words >= 3 || shape.unspaced => Reason::Related,
        Place::Below => Reason::Navigation,
        Place::Among if shape.ending == Ending::Ellipsis => Reason::Teaser,
        Place::Among if shape.is_label() && shape.words >= 3 => Reason::Related,
        Place::Among => Reason::Boilerplate,
    }
}
