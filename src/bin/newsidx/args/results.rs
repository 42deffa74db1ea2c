//! What can be typed of results: taking them elsewhere, coming back to them, and quotations.

use std::path::PathBuf;

use clap::Args;

/// Write the cleaned articles: as lines of JSON, a table, a bibliography or Parquet
///
/// An article a line, in order of the query or, without one, newest first. Lines of JSON have the
/// keys of a hit of `search` but its passages, and `text`. Copies are not folded. However many
/// articles there are, only one is held in memory (of Parquet, some thousands).
#[derive(Debug, Args)]
pub(crate) struct Export {
    /// Only articles that match all of it; as in `newsidx search`
    #[arg(value_name = "QUERY")]
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) form: ExportForm,
}

/// In which form articles are written; lines of JSON if none is named.
#[derive(Debug, Args)]
#[group(multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct ExportForm {
    /// Write a line of JSON an article (as without a flag)
    #[arg(long, help_heading = "Output")]
    pub(crate) jsonl: bool,
    /// Write a table with commas, the text in its last column
    #[arg(long, help_heading = "Output")]
    pub(crate) csv: bool,
    /// Write a table with tabs, the text in its last column
    #[arg(long, help_heading = "Output")]
    pub(crate) tsv: bool,
    /// Write entries of a BibTeX bibliography
    #[arg(long, help_heading = "Output")]
    pub(crate) bibtex: bool,
    /// Write entries for Zotero and other managers of references (RIS)
    #[arg(long, help_heading = "Output")]
    pub(crate) ris: bool,
    /// Write a Parquet file, for pandas, R and other programs that count
    #[cfg(feature = "parquet")]
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) parquet: Option<PathBuf>,
}

/// Find the articles that carry a quotation, word for word or nearly so
///
/// Finds the words in their order, though some were changed, cut or put in between, in whatever
/// quotation marks or none. Each place is told with the share of the words it keeps, which words
/// differ, and who is said to have said it; earliest first. Copies of one report are one row.
#[derive(Debug, Args)]
pub(crate) struct Quote {
    /// The words, or a part of them; quotation marks around them do not count
    #[arg(value_name = "WORDS", required = true)]
    pub(crate) words: Vec<String>,
    /// The share of the words that must be kept, in percent
    #[arg(long, value_name = "PERCENT", default_value_t = 60, value_parser = clap::value_parser!(u8).range(30..=100))]
    pub(crate) least: u8,
    /// Show every article, also copies of one report
    #[arg(long)]
    pub(crate) copies: bool,
    /// Articles shown, or `all`
    #[arg(short = 'n', long = "limit", value_name = "N", default_value = "20", value_parser = super::limit)]
    pub(crate) limit: usize,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Tell what saved queries find that is new since the last time
///
/// FILE has a query a line; or a label, a tab and a query; or JSON lines with `query`, and if
/// wanted `label` and `args` (filters of `newsidx search`). What was told is remembered in
/// FILE.cursor, by the ids of articles, so that making the index anew changes nothing. The first
/// time a query is seen, what it finds is only counted. New stories are told; new copies of stories that
/// were told before are counted.
///
/// Exit status: 0 something is new, 1 nothing is, 2 failed.
#[derive(Debug, Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Watch {
    /// The saved queries; `-` reads standard input and needs `--cursor`
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Tell new copies of old stories too
    #[arg(long)]
    pub(crate) copies: bool,
    /// Tell also what is found the first time
    #[arg(long)]
    pub(crate) all: bool,
    /// Remember nothing: the next time tells the same
    #[arg(long)]
    pub(crate) peek: bool,
    /// Where to remember what was told [default: FILE.cursor]
    #[arg(long, value_name = "FILE")]
    pub(crate) cursor: Option<PathBuf>,
    /// Run a command of the shell for each new story (with `--copies`, each new copy)
    ///
    /// It gets the story as a line of JSON on standard input, and `NEWSIDX_LABEL`, `NEWSIDX_QUERY`,
    /// `NEWSIDX_ID`, `NEWSIDX_TITLE`, `NEWSIDX_OUTLET`, `NEWSIDX_DATE`, `NEWSIDX_URL` and `NEWSIDX_PATH`
    /// in its environment: write `"$NEWSIDX_TITLE"` with the double quotes. Nothing scraped is put into
    /// the command itself. What it prints goes to standard error. If it fails, the story is told
    /// again the next time.
    #[arg(long, value_name = "COMMAND", conflicts_with = "peek")]
    pub(crate) exec: Option<String>,
    /// Print one JSON object
    #[arg(long, conflicts_with = "jsonl")]
    pub(crate) json: bool,
    /// Print a line of JSON a story, then one for the summary
    #[arg(long)]
    pub(crate) jsonl: bool,
}

/// Ask again what a receipt records, and tell what differs
///
/// `newsidx search QUERY --receipt FILE` wrote the receipt. Tells which articles were added, which
/// were lost and why, and whose date or text changed.
///
/// Exit status: 0 the same, 1 something differs, 2 failed.
#[derive(Debug, Args)]
pub(crate) struct Rerun {
    /// The receipt
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Count other places in the order as differences too
    #[arg(long)]
    pub(crate) ranks: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}
