//! What to look for, as a tree over a flat list of leaves; read by `engine`,
//! which finds articles, and by `evidence`, which marks what matched. It knows
//! neither the engine nor the query's text.

use crate::query::DateFilter;
use crate::text::Language;

/// Everything to look for.
pub(super) struct Plan {
    /// The words, phrases and conditions.
    pub(super) leaves: Vec<Leaf>,
    /// How they are combined.
    pub(super) root: Clause,
    /// Conditions beside the query; all must hold.
    pub(super) filters: Vec<Clause>,
}

/// A combination of leaves, which are named by their place in the list.
pub(super) enum Clause {
    Everything,
    Leaf(usize),
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

/// One thing to look for in one place.
pub(super) struct Leaf {
    pub(super) test: Test,
    pub(super) place: Place,
    /// Finding it speaks for an article: it is marked and makes passages.
    pub(super) positive: bool,
    /// How rare it is: the weight of a passage that has it.
    pub(super) weight: f32,
}

/// What is looked for.
pub(super) enum Test {
    /// One of these exact words, or in an article of one of these languages a word with its stem.
    Word { exact: Vec<String>, stems: Vec<(Option<Language>, String)> },
    /// These exact words in a row.
    Phrase(Vec<String>),
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
