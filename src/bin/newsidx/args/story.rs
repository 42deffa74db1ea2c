//! What can be typed of stories, and of articles in bulk.

use clap::Args;

/// Write the articles as lines of JSON
///
/// A line an article, in order of the query or, without one, newest first: the keys of a hit of
/// `search` but its passages, and `text`. Copies are not folded.
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Only articles that match all of it; as in `newsidx search`
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    /// Write JSON lines (the only form)
    #[arg(long)]
    pub(crate) jsonl: bool,
}
