//! What commands that take a query have in common: its filters, and how it is read.

use clap::Args;

use super::DatesArg;
use crate::choices::{DialectArg, InArg, MatchArg};

/// Conditions beside a query, and how the query is read.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Asking {
    /// Only outlets with these words in their name, or called just so behind `=`; repeatable
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub(crate) outlet: Vec<String>,
    /// Only wire copy of this agency; `=` as with outlets; repeatable
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub(crate) agency: Vec<String>,
    /// Only articles by an author with these words in the name; `=` as with outlets; repeatable
    #[arg(long, value_name = "NAME", help_heading = "Filters")]
    pub(crate) author: Vec<String>,
    /// Only articles in this language, as a two-letter code; repeatable
    #[arg(long, value_name = "CODE", help_heading = "Filters")]
    pub(crate) lang: Vec<String>,
    /// Only articles of this day, month or year, or later; also 7d, last-month
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    pub(crate) since: Option<String>,
    /// Only articles of this day, month or year, or earlier
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    pub(crate) until: Option<String>,
    /// Only articles of this day, month or year
    #[arg(long, value_name = "DATE", help_heading = "Filters")]
    pub(crate) on: Option<String>,
    /// Let an article known only to its month or year match a part of it
    #[arg(long, help_heading = "Filters")]
    pub(crate) loose_dates: bool,
    /// Which dates count: `stated` leaves out those taken from another copy of the story
    #[arg(long, value_name = "WHICH", default_value = "all", help_heading = "Filters")]
    pub(crate) dates: DatesArg,
    /// How much of the query must match
    #[arg(long, value_name = "HOW", default_value = "auto")]
    pub(crate) r#match: MatchArg,
    /// Which parts of pages are searched
    #[arg(long, value_name = "WHERE", default_value = "article")]
    pub(crate) r#in: InArg,
    /// Take the query as plain words: nothing in it is special
    #[arg(long)]
    pub(crate) literal: bool,
    /// Refuse what would be read in a way that may not have been meant
    #[arg(long, conflicts_with = "literal")]
    pub(crate) strict: bool,
    /// Whose habits the query follows where news databases differ
    #[arg(long, value_name = "WHOSE", default_value = "own")]
    pub(crate) dialect: DialectArg,
    /// Do not search other spellings of names
    #[arg(long)]
    pub(crate) no_variants: bool,
}
