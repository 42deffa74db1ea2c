//! What to look for, as a tree over flat lists of leaves and of places; read by `engine`,
//! which finds articles, and by `evidence`, which marks what matched. It knows
//! neither the engine nor the query's text.

use std::sync::Arc;

use super::spans::{Top, Tree};
use crate::index::NameValues;
use crate::query::DateFilter;
use crate::text::Language;

/// Everything to look for.
pub(super) struct Plan {
    /// The words, phrases and conditions.
    pub(super) leaves: Vec<Leaf>,
    /// What must stand in a certain way.
    pub(super) spans: Vec<Spans>,
    /// How they are combined.
    pub(super) root: Clause,
    /// Conditions beside the query; all must hold.
    pub(super) filters: Vec<Clause>,
}

/// A combination of leaves, which are named by their place in the list.
pub(super) enum Clause {
    Everything,
    Leaf(usize),
    Spans(usize),
    All(Vec<Operand>),
    Any(Vec<Clause>),
    Not(Box<Clause>),
}

/// A part of an `All`.
pub(super) struct Operand {
    pub(super) clause: Clause,
    pub(super) need: Need,
    /// The operand in canonical form.
    pub(super) label: String,
    /// Written with `+`: where it is found, partial matches may miss all else.
    pub(super) is_anchor: bool,
}

/// Whether an article must match an operand.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Need {
    Required,
    /// Required at first; partial matches may miss it.
    Relaxable,
    /// Never required: it only adds to the rank.
    Optional,
}

/// Leaves that must stand in a certain way.
pub(super) struct Spans {
    pub(super) tree: Arc<Tree>,
    pub(super) place: Place,
    /// How much of a text counts.
    pub(super) top: Top,
    /// So many times at least.
    pub(super) count: usize,
}

/// A text of an article.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Title,
    Body,
    Junk,
    /// The one that a named field is.
    Named,
}

impl Spans {
    /// How much of a part is searched; none if it is not. The first words and the lead
    /// are those of the text.
    pub(super) fn covers(&self, part: Part, place: Place) -> Option<Top> {
        let is_first = matches!(self.top, Top::First(_));
        match part {
            Part::Title if is_first && place != Place::Title => None,
            Part::Title => place.has_title().then_some(if is_first { self.top } else { Top::All }),
            Part::Body => place.has_body().then_some(self.top),
            Part::Junk if self.top != Top::All && place != Place::Junk => None,
            Part::Junk => place.has_junk().then_some(self.top),
            Part::Named => place.is_named().then_some(self.top),
        }
    }
}

/// One thing to look for in one place.
pub(super) struct Leaf {
    pub(super) test: Test,
    pub(super) place: Place,
    /// It is looked for only as a part of `Spans`.
    pub(super) is_part: bool,
    /// Finding it speaks for an article: it is marked and makes passages.
    pub(super) positive: bool,
    /// Its words are pairs of characters of which only the first is looked for.
    pub(super) is_character: bool,
    /// How rare it is: the weight of a passage that has it.
    pub(super) weight: f32,
}

/// What is looked for.
pub(super) enum Test {
    /// One of these exact words, or in an article of one of these languages a word with its stem.
    Word { exact: Vec<String>, stems: Vec<(Option<Language>, String)> },
    /// These exact words in a row.
    Phrase(Vec<String>),
    /// Other leaves in a row.
    Row,
    /// A whole name: its folded form, its words, and its place among the names of a column.
    Name { folded: String, words: Vec<String>, names: Arc<NameValues>, place: u32 },
    /// A language code.
    Language(&'static str),
    /// A story's number.
    Story(u64),
    /// A date.
    Date(DateFilter),
}

/// Where it is looked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// Headline and text.
    Article,
    Title,
    Body,
    Junk,
    /// Headline, text and junk.
    Page,
    Outlet,
    Agency,
    Author,
    Url,
    Path,
    Dateline,
    Section,
    Tag,
    /// The article as a whole: its language, story or date.
    Whole,
}

impl Place {
    pub(super) fn has_title(self) -> bool {
        matches!(self, Self::Article | Self::Title | Self::Page)
    }

    pub(super) fn has_body(self) -> bool {
        matches!(self, Self::Article | Self::Body | Self::Page)
    }

    pub(super) fn has_junk(self) -> bool {
        matches!(self, Self::Junk | Self::Page)
    }

    /// A field that is neither headline nor text.
    pub(super) fn is_named(self) -> bool {
        matches!(
            self,
            Self::Outlet | Self::Agency | Self::Author | Self::Url | Self::Path | Self::Dateline | Self::Section | Self::Tag
        )
    }
}

impl Plan {
    /// Whether partial matches are possible at all.
    pub(super) fn can_relax(&self) -> bool {
        match &self.root {
            Clause::All(operands) => {
                let count = |need| operands.iter().filter(|operand| operand.need == need).count();
                let has_anchor = operands.iter().any(|operand| operand.is_anchor);
                count(Need::Relaxable) >= 2 || (count(Need::Relaxable) == 1 && has_anchor)
            }
            _ => false,
        }
    }
}
