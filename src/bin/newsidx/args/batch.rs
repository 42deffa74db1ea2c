//! What can be typed of many queries at once, and of one article.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::{Asking, CopiesArg};

/// Run many queries over one index, and judge the answers
///
/// A line of FILE is a query; or a label, a tab and a query; or a JSON object with `query` and, if wanted, `label`
/// (or `id`) and `args`, further arguments of `newsidx search` that hold instead of the filters given here.
/// A query without a label goes by its number. A query that cannot be read is told with its line, and the
/// others are run; the exit status is then 3.
///
/// `--qrels` prints MAP, nDCG@10, P@5, MRR and recall@100 of each query and their means; `--trec` writes a
/// run for other scorers. Both list every copy, up to 1,000 articles a query.
#[derive(Debug, Args)]
pub(crate) struct Batch {
    /// The queries; `-` reads standard input
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,
    /// Judge the answers: a file of `query 0 article grade`, where a query goes by its label
    #[arg(long, value_name = "FILE", conflicts_with = "trec")]
    pub(crate) qrels: Option<PathBuf>,
    /// What articles are called in judgments and runs
    #[arg(long, value_name = "WHAT", default_value = "id")]
    pub(crate) docno: DocnoArg,
    /// Hits of each query, or `all` [default: 10; 1000 with --trec or --qrels]
    #[arg(short = 'n', long = "limit", value_name = "N", value_parser = super::limit)]
    pub(crate) limit: Option<usize>,
    /// Copies of one story [default: fold; expand with --trec or --qrels]
    #[arg(long, value_name = "HOW")]
    pub(crate) copies: Option<CopiesArg>,
    #[command(flatten)]
    pub(crate) asking: Asking,
    #[command(flatten)]
    pub(crate) form: BatchForm,
}

impl Batch {
    /// Whether rankings are wanted, not passages to read.
    pub(crate) fn ranks(&self) -> bool {
        self.form.trec || self.qrels.is_some()
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum DocnoArg {
    /// The article's id
    Id,
    /// Its address
    Url,
    /// Its file, and the record's number in a file of many: `feed.jsonl#3`
    Path,
}

/// In which form answers are printed; a line a query for people if none is named.
#[derive(Debug, Args)]
#[group(multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct BatchForm {
    /// Print one JSON object
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
    /// Print a line of JSON a query
    #[arg(long, help_heading = "Output")]
    pub(crate) jsonl: bool,
    /// Print a table of hits, or of measures, with commas
    #[arg(long, help_heading = "Output")]
    pub(crate) csv: bool,
    /// Print a table with tabs
    #[arg(long, help_heading = "Output")]
    pub(crate) tsv: bool,
    /// Print a TREC run: query, Q0, article, rank, score, `newsidx`
    #[arg(long, help_heading = "Output")]
    pub(crate) trec: bool,
}

/// Say why an article is found by a query, or is not
///
/// Lists each part of the query with where it was found, how much it adds to the score, or why it does not
/// match: it stands only in a part that was set aside, only in another form or spelling, not near enough, or
/// nowhere. Exit status 1 if the query does not find the article.
#[derive(Debug, Args)]
pub(crate) struct Why {
    /// The article's id, or a beginning that no other has
    #[arg(value_name = "ID")]
    pub(crate) id: String,
    /// The query; as in `newsidx search`
    #[arg(value_name = "QUERY", required = true, allow_hyphen_values = false)]
    pub(crate) query: Vec<String>,
    /// Copies of one story: one row or every article
    #[arg(long, value_name = "HOW", default_value = "fold")]
    pub(crate) copies: CopiesArg,
    #[command(flatten)]
    pub(crate) asking: Asking,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}
