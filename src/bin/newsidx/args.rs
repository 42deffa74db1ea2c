//! What can be typed: every command, flag and default, with its help. What it
//! means is left to the commands.

mod asking;
mod batch;
mod counts;
mod results;
#[cfg(feature = "serve")]
mod serve;
mod story;

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Parser, Subcommand, ValueEnum};
use newsidx::build::Settings;
use newsidx::search;

use crate::choices::{ByArg, SortArg};
use crate::reading::{Cleaning, Reading, settings};
pub(crate) use asking::Asking;
pub(crate) use batch::{Batch, DocnoArg, Why};
pub(crate) use counts::{CountedArg, Facets, Timeline};
#[cfg(feature = "serve")]
pub(crate) use counts::{EveryArg, FacetSortArg, fields};
pub(crate) use results::{Export, Quote, Rerun, Watch};
#[cfg(feature = "serve")]
pub(crate) use serve::Serve;
#[cfg(feature = "serve")]
pub(crate) use story::StorySortArg;
pub(crate) use story::{CopiesArg, DatesArg, Reuse, Stories, Story};

/// Makes a folder of scraped or syndicated news searchable.
///
/// `newsidx build FOLDER` reads articles in many formats, sets junk aside, finds
/// title, date, outlet and byline, and makes an index; `newsidx search WORDS`
/// answers with ranked passages.
#[derive(Debug, Parser)]
#[command(name = "newsidx", version, max_term_width = 100, after_help = AFTER_HELP)]
pub(crate) struct Args {
    #[command(flatten)]
    pub(crate) global: Global,
    #[command(subcommand)]
    pub(crate) command: Command,
}

const AFTER_HELP: &str = "\
Exit status: 0 found or done, 1 nothing found, 2 failed, 3 done but some inputs could not be read.

Examples:
  newsidx build news/                         make or update the index of a folder
  newsidx search pilots strike                articles with both words, best first
  newsidx search '\"night shifts\"' --json
  newsidx search 'strike -football' --outlet 'Quay Courier' --since 2025-12
  newsidx demo                                try it on the bundled sample corpus";

/// The arguments as typed, with what `newsidx search strike -football` means: a word that
/// begins with a hyphen and is no flag is part of the query.
pub(crate) fn typed(args: impl Iterator<Item = OsString>) -> Vec<OsString> {
    let mut asks = false;
    let mut typed = vec![];
    for arg in args {
        let word = arg.to_str().unwrap_or_default();
        asks |= matches!(word, "search" | "facets" | "timeline" | "why" | "stories" | "export");
        let excluded = word.strip_prefix('-').filter(|rest| !rest.starts_with('-') && rest.chars().count() > 1);
        let is_flag = |rest: &str| {
            rest.strip_prefix('n').is_some_and(|number| number == "all" || number.bytes().all(|b| b.is_ascii_digit()))
                || rest.bytes().all(|b| matches!(b, b'v' | b'q' | b'h'))
        };
        let is_excluded = asks && excluded.is_some_and(|rest| !is_flag(rest));
        // A blank before it makes it a value to clap and nothing to the query.
        typed.push(if is_excluded { OsString::from(format!(" {word}")) } else { arg });
    }
    typed
}

#[derive(Debug, clap::Args)]
pub(crate) struct Global {
    /// Where the index is
    #[arg(long, global = true, help_heading = "Everywhere", env = "NEWSIDX_INDEX", value_name = "DIR", default_value = "index")]
    pub(crate) index: PathBuf,
    /// When to use colours
    #[arg(long, global = true, help_heading = "Everywhere", value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,
    /// Width of the layout, in columns [default: the terminal's, else 80]
    #[arg(long, global = true, help_heading = "Everywhere", value_name = "N")]
    pub(crate) columns: Option<usize>,
    /// Tell notices and hints even where standard error is not a terminal
    #[arg(short, long, global = true, help_heading = "Everywhere")]
    pub(crate) verbose: bool,
    /// Tell only errors and what could not be read
    #[arg(short, long, global = true, help_heading = "Everywhere", conflicts_with = "verbose")]
    pub(crate) quiet: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    Build(Build),
    Search(Search),
    Facets(Facets),
    Timeline(Timeline),
    Why(Why),
    Batch(Batch),
    Show(Show),
    Inspect(Inspect),
    Stats(Stats),
    Audit(Audit),
    Check(Check),
    Story(Story),
    Stories(Stories),
    Quote(Quote),
    Watch(Watch),
    Rerun(Rerun),
    Reuse(Reuse),
    Export(Export),
    #[cfg(feature = "serve")]
    Serve(Serve),
    Demo(Demo),
    Completions(Completions),
    Man(Man),
    Schema(Schema),
}

/// Make or update the index of files and folders
///
/// Only what is new or changed since the last build is read again, and what is
/// gone from the folders is removed. Without a path, the folders of the builds
/// before are looked at again. `--no-clean`, `--keep`, `--field`, `--layout` and the
/// limits hold for the whole index and are remembered. A build may be stopped at any time: the index
/// stays as it was before, or, once it is being written, the build is finished.
#[derive(Debug, clap::Args)]
pub(crate) struct Build {
    /// Files and folders; `-` reads standard input (one source: the next `-` replaces it)
    #[arg(value_name = "PATH")]
    pub(crate) paths: Vec<PathBuf>,
    /// Make the index from nothing, forgetting folders and settings; the old one answers until it is done
    #[arg(long)]
    pub(crate) fresh: bool,
    #[command(flatten)]
    pub(crate) cleaning: Cleaning,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Worker threads [default: one a core]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub(crate) threads: Option<u16>,
    /// Memory to keep to, as 500M or 2G [default: a quarter of the machine's, at most 1G: more makes it no faster]
    #[arg(long, value_name = "SIZE", value_parser = crate::reading::bytes)]
    pub(crate) memory: Option<u64>,
    /// Print the closing report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

impl Build {
    pub(crate) fn settings(&self) -> Option<Settings> {
        settings(&self.cleaning, &self.reading)
    }
}

impl Inspect {
    pub(crate) fn settings(&self) -> Settings {
        settings(&self.cleaning, &self.reading).unwrap_or_default()
    }
}

/// Search the index
///
/// All words must match; where fewer than ten articles have them all, the best
/// partial matches follow. "quotes" find exact phrases; AND, OR, NOT, -word and
/// ( ) combine; a w/5 b, a PRE/5 b, a w/s b stand near each other; recycl*, wom?n,
/// word~1 and /regex/ find words of a form; atleast3(word) and first/50(word) count;
/// title:word, outlet:name, author:name, lang:en and date:2025-02 look in one field.
/// `newsidx search` echoes how a query was read.
#[derive(Debug, clap::Args)]
pub(crate) struct Search {
    /// What to look for; nothing lists every article that passes the filters
    #[arg(value_name = "QUERY", allow_hyphen_values = false)]
    pub(crate) query: Vec<String>,
    #[command(flatten)]
    pub(crate) asking: Asking,
    /// Copies of one story: one row, every article, or no rows but counts
    #[arg(long, value_name = "HOW", default_value = "fold")]
    pub(crate) copies: CopiesArg,
    /// In which order
    #[arg(long, value_name = "ORDER", default_value = "relevance")]
    pub(crate) sort: SortArg,
    /// Hits shown, or `all`; 0 shows only counts
    #[arg(short = 'n', long = "limit", value_name = "N", default_value_t = search::DEFAULT_LIMIT, value_parser = limit)]
    pub(crate) limit: usize,
    /// Hits skipped before the first one shown
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub(crate) offset: usize,
    /// What a row is: an article with its passages, or a passage of any article
    #[arg(long, value_name = "WHAT", default_value = "article")]
    pub(crate) by: ByArg,
    /// Passages shown of each article
    #[arg(long, value_name = "N", default_value_t = search::DEFAULT_PASSAGES)]
    pub(crate) passages: usize,
    /// Width of a passage, in columns; a single sentence that is wider is cut around what matched
    #[arg(long, value_name = "N", default_value_t = search::DEFAULT_WIDTH)]
    pub(crate) width: usize,
    /// Count by outlet and date too
    #[arg(long)]
    pub(crate) facets: bool,
    /// Say what the score of each hit is made of, in JSON
    #[arg(long)]
    pub(crate) explain: bool,
    /// Record in a file what was asked and every article that was found; `newsidx rerun FILE`
    /// compares it with the index later
    #[arg(long, value_name = "FILE")]
    pub(crate) receipt: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) form: Form,
}

/// What parts the cells of a row, if a table is wanted.
pub(crate) fn delimiter(csv: bool, tsv: bool) -> Option<u8> {
    match (csv, tsv) {
        (true, _) => Some(b','),
        (_, true) => Some(b'\t'),
        _ => None,
    }
}

fn limit(word: &str) -> Result<usize, String> {
    if word == "all" { Ok(usize::MAX) } else { word.parse().map_err(|_| "write a number, or `all`".to_owned()) }
}

/// In which form the answer is printed; text for people if none is named.
#[derive(Debug, clap::Args)]
#[group(multiple = false)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub(crate) struct Form {
    /// Print one JSON object
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
    /// Print a line of JSON a hit, then one for the summary
    #[arg(long, help_heading = "Output")]
    pub(crate) jsonl: bool,
    /// Print a table with commas
    #[arg(long, help_heading = "Output")]
    pub(crate) csv: bool,
    /// Print a table with tabs
    #[arg(long, help_heading = "Output")]
    pub(crate) tsv: bool,
    /// Print Markdown, ready to quote: passages, title, outlet, date, link
    #[arg(long, help_heading = "Output")]
    pub(crate) md: bool,
    /// Print entries of a BibTeX bibliography
    #[arg(long, help_heading = "Output")]
    pub(crate) bibtex: bool,
    /// Print entries for Zotero and other managers of references (RIS)
    #[arg(long, help_heading = "Output")]
    pub(crate) ris: bool,
}

impl Form {
    /// Whether it is a list of rows, of which no more than `-n` says are written.
    pub(crate) fn is_list(&self) -> bool {
        self.jsonl || self.csv || self.tsv || self.md || self.bibtex || self.ris
    }
}

/// Show one article
#[derive(Debug, clap::Args)]
pub(crate) struct Show {
    /// The article's id, or a beginning that no other has
    pub(crate) id: String,
    /// Show what was set aside too, and why
    #[arg(long)]
    pub(crate) junk: bool,
    /// Show only the paragraphs in which this query matches, marked, with those beside them
    #[arg(long, value_name = "QUERY")]
    pub(crate) around: Option<String>,
    /// Open the source: a text in $VISUAL or $EDITOR at its line (with `--around`, at the first
    /// match), else the address or the page in the browser
    #[arg(long, value_name = "WITH", num_args = 0..=1, require_equals = true, default_missing_value = "auto", conflicts_with = "json")]
    pub(crate) open: Option<OpenArg>,
    /// List the versions of its page, the newest first, and what changed from one to the next
    #[arg(long, conflicts_with_all = ["junk", "around", "open"])]
    pub(crate) revisions: bool,
    /// Print JSON, in the shape of `inspect`; with `--revisions` in one of its own
    #[arg(long)]
    pub(crate) json: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum OpenArg {
    /// A text file in the editor if there is one, else the browser
    Auto,
    /// The file in $VISUAL or $EDITOR
    Editor,
    /// The address, or the file, in the browser
    Browser,
}

/// Show what pages would become, without an index
///
/// Lists every block with its line, its role or the reason why it is set aside (marked
/// with `-`), and the metadata with where they were found. A page without lines, as HTML,
/// has its blocks numbered: #1, #2.
///
/// Each page is judged alone: what recurs on the pages of an outlet (`repeated`) is found
/// only by `newsidx build`, and shown by `newsidx audit` and `newsidx show --junk`.
#[derive(Debug, clap::Args)]
pub(crate) struct Inspect {
    /// Files and folders; `-` reads standard input
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,
    /// Show the page as it came and what is kept of it side by side (in a narrow terminal, in one column)
    #[arg(long, conflicts_with_all = ["why", "json"])]
    pub(crate) diff: bool,
    /// Say which features decided about the block on this line (without lines: with this number); repeatable
    #[arg(long, value_name = "LINE", conflicts_with = "no_clean", value_parser = clap::value_parser!(u32).range(1..))]
    pub(crate) why: Vec<u32>,
    #[command(flatten)]
    pub(crate) cleaning: Cleaning,
    #[command(flatten)]
    pub(crate) reading: Reading,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show what is in the index
#[derive(Debug, clap::Args)]
pub(crate) struct Stats {
    /// List what could not be read, and why
    #[arg(long)]
    pub(crate) skipped: bool,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Show what recurs on the pages of each outlet
///
/// A block that is text as far as its own page shows, but stands on many pages of a site,
/// outlet or folder whose other text differs, is template: `build` sets it aside as
/// `repeated`. `removed` blocks are such; `rare` ones stand on at least three different
/// articles, but on too few of the pages to be sure; `kept` ones stay because of
/// `build --keep repeated`. `3 of 10  83 %`: ten pages have the block, which is 83 % of the
/// outlet's pages, and three of them alone take it for text.
#[derive(Debug, clap::Args)]
pub(crate) struct Audit {
    /// Only outlets with these words in their name, host or folder
    #[arg(long, value_name = "NAME")]
    pub(crate) outlet: Option<String>,
    /// Blocks shown of each outlet, or `all`
    #[arg(short = 'n', long = "limit", value_name = "N", default_value = "10", value_parser = limit)]
    pub(crate) limit: usize,
    /// Print one JSON object
    #[arg(long)]
    pub(crate) json: bool,
}

/// Read every byte of the index and compare it with its checksum
#[derive(Debug, clap::Args)]
pub(crate) struct Check {}

/// Build the bundled sample corpus and walk through sample queries
///
/// The index goes where `--index` says, if there is none yet; an index of your
/// own is never touched. The next `newsidx build FOLDER` replaces it.
#[derive(Debug, clap::Args)]
pub(crate) struct Demo {}

/// Print a completion script for a shell
#[derive(Debug, clap::Args)]
pub(crate) struct Completions {
    /// The shell
    pub(crate) shell: clap_complete::Shell,
}

/// Print the JSON Schema of a command's `--json`
#[derive(Debug, clap::Args)]
pub(crate) struct Schema {
    /// The command
    pub(crate) output: SchemaOutput,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum SchemaOutput {
    Search,
    Facets,
    Timeline,
    Inspect,
    /// `why`, and `inspect --why`
    Why,
    Batch,
    Show,
    /// `show --revisions`
    Revisions,
    Build,
    Stats,
    Audit,
    Story,
    Stories,
    Reuse,
    /// A line of `export`
    Export,
    Quote,
    Watch,
    /// The file of `search --receipt`
    Receipt,
    Rerun,
    /// A failed request to `serve`
    Problem,
}

/// Print the manual page of newsidx or of a command
#[derive(Debug, clap::Args)]
pub(crate) struct Man {
    /// The command
    pub(crate) command: Option<String>,
}
