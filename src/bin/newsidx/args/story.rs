//! What can be typed of stories.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use newsidx::search::{Copies, StorySort};

/// Show the history of a story: who had it first, and what each copy changed
///
/// The story's id, or that of one of its articles. The earliest copy comes first; then each other
/// one with its date and where that is from, its outlet and agency, how much of the first one it keeps, and
/// which paragraphs, words of the headline and quotations differ.
#[derive(Debug, Args)]
pub(crate) struct Story {
    /// The id of a story or an article, or a beginning of an article's that no other has
    #[arg(value_name = "ID", required_unless_present = "diff")]
    pub(crate) id: Option<String>,
    /// Show two articles beside each other, paragraph by paragraph (in a narrow terminal, one below the other)
    #[arg(long, num_args = 2, value_names = ["A", "B"], conflicts_with_all = ["id", "json"])]
    pub(crate) diff: Vec<String>,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Tell which articles reuse press releases, how much of them, and which passages
///
/// The releases are files of any format that `build` reads; they need not be in the index. Each comes with
/// the articles that have passages of it word for word (but for a few words changed between), earliest first: the share of the
/// release that an article keeps, and the share of the article that is its own.
#[derive(Debug, Args)]
pub(crate) struct Reuse {
    /// A folder or file of releases; may be given several times
    #[arg(long, value_name = "DIR", required = true)]
    pub(crate) against: Vec<PathBuf>,
    /// Take the text of the releases whole, as for `build`
    #[arg(long)]
    pub(crate) no_clean: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
    /// Print a table with commas: a row for each release and article
    #[arg(long, conflicts_with = "json")]
    pub(crate) csv: bool,
}

/// List the stories of the index or of a query
///
/// A story is one report wherever it stands: copied, cut, or told in other words. Only stories of
/// several articles are listed.
#[derive(Debug, Args)]
pub(crate) struct Stories {
    /// Only stories with an article that matches all of it; as in `newsidx search`
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// In which order
    #[arg(long, value_name = "ORDER", default_value = "size")]
    pub(crate) sort: StorySortArg,
    /// Stories shown, or `all`
    #[arg(short = 'n', long = "limit", value_name = "N", default_value = "10", value_parser = super::limit)]
    pub(crate) limit: usize,
    #[command(flatten)]
    pub(crate) form: RowsForm,
}

/// In which form a table is printed; text for people if none is named.
#[derive(Debug, Args)]
#[group(multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct RowsForm {
    /// Print one JSON object
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
    /// Print a line of JSON a row
    #[arg(long, help_heading = "Output")]
    pub(crate) jsonl: bool,
    /// Print a table with commas
    #[arg(long, help_heading = "Output")]
    pub(crate) csv: bool,
    /// Print a table with tabs
    #[arg(long, help_heading = "Output")]
    pub(crate) tsv: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum StorySortArg {
    /// Most articles first
    Size,
    /// Most outlets first
    Spread,
    /// Most articles a day first
    Speed,
}

impl From<StorySortArg> for StorySort {
    fn from(arg: StorySortArg) -> Self {
        match arg {
            StorySortArg::Size => Self::Size,
            StorySortArg::Spread => Self::Spread,
            StorySortArg::Speed => Self::Speed,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DatesArg {
    /// Also dates that undated articles take from their stories
    All,
    /// Only dates that articles state themselves
    Stated,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum CopiesArg {
    /// One row a story, led by the best copy
    Fold,
    /// Every article
    Expand,
    /// No rows, only counts of articles and stories
    Count,
}

impl From<CopiesArg> for Copies {
    fn from(arg: CopiesArg) -> Self {
        match arg {
            CopiesArg::Fold => Self::Fold,
            CopiesArg::Expand => Self::Expand,
            CopiesArg::Count => Self::Count,
        }
    }
}
