//! What is asked of a search.

use crate::model::Notice;
use crate::query::{DateFilter, Query};

/// Hits shown if nothing else is asked.
pub const DEFAULT_LIMIT: usize = 10;

/// Passages a hit shows if nothing else is asked.
pub const DEFAULT_PASSAGES: usize = 2;

/// Visual width of a passage at most, in columns; a single sentence that is wider is cut.
pub const DEFAULT_WIDTH: usize = 320;

/// A search.
#[derive(Debug, Clone)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
pub struct SearchRequest {
    /// The query as typed.
    pub text: String,
    /// The query as read.
    pub query: Query,
    /// What was noticed while reading it.
    pub notices: Vec<Notice>,
    /// Conditions beside the query.
    pub filters: Filters,
    /// How much of the query an article must match.
    pub match_mode: MatchMode,
    /// Which parts of pages are searched.
    pub scope: Scope,
    /// Whether copies of one story are one row.
    pub copies: Copies,
    /// Whether rows are articles or passages.
    pub by: By,
    /// In which order hits come.
    pub sort: Sort,
    /// Hits wanted.
    pub limit: usize,
    /// Hits skipped before them.
    pub offset: usize,
    /// Whether to count by outlet and date.
    pub facets: bool,
    /// Passages wanted for each hit.
    pub passages: usize,
    /// Visual width of a passage at most, in columns.
    pub width: usize,
    /// Whether other spellings of names are searched too.
    pub variants: bool,
    /// Whether hits say what their scores are made of.
    pub explain: bool,
    /// Whether an article dated only to its month or year matches a part of it.
    pub loose_dates: bool,
    /// Whether a date that an article takes from its story counts as none in filters.
    pub stated_dates: bool,
}

impl SearchRequest {
    /// A request with the defaults of the command line.
    #[must_use]
    pub fn new(text: impl Into<String>, query: Query) -> Self {
        Self {
            text: text.into(),
            query,
            notices: vec![],
            filters: Filters::default(),
            match_mode: MatchMode::default(),
            scope: Scope::default(),
            copies: Copies::default(),
            by: By::default(),
            sort: Sort::default(),
            limit: DEFAULT_LIMIT,
            offset: 0,
            facets: false,
            passages: DEFAULT_PASSAGES,
            width: DEFAULT_WIDTH,
            variants: true,
            explain: false,
            loose_dates: false,
            stated_dates: false,
        }
    }
}

/// Stands before a name in [`Filters`] if the whole name is meant, and not words in it.
pub const WHOLE: char = '=';

/// Conditions beside the query. Several values of one field are alternatives;
/// several fields must all hold.
#[derive(Debug, Clone, Default)]
pub struct Filters {
    /// Words in a row in the outlet's name; behind [`WHOLE`] the whole name, but for case and accents.
    pub outlets: Vec<String>,
    /// The same of the agency.
    pub agencies: Vec<String>,
    /// The same of an author.
    pub authors: Vec<String>,
    /// Language codes.
    pub languages: Vec<String>,
    /// Conditions on the date; all must hold.
    pub dates: Vec<DateFilter>,
}

/// How much of the query an article must match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum MatchMode {
    /// All of it; where few articles do, partial matches follow.
    #[default]
    Auto,
    /// All of it.
    All,
    /// Any of the words, also where AND stands between them; `+word`, NOT and dates still hold.
    Any,
}

/// Which parts of pages are searched.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Scope {
    /// The article: headline and text.
    #[default]
    Article,
    /// What was set aside as junk.
    Junk,
    /// Both.
    All,
}

/// What to do with copies of one story.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Copies {
    /// One row a story, led by the best-ranked copy.
    #[default]
    Fold,
    /// Every article its own row.
    Expand,
    /// No rows: only the counts of articles and stories.
    Count,
}

/// What a row of the answer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum By {
    /// An article with its best passages.
    #[default]
    Article,
    /// A passage with its article: the best passages of all articles as one list.
    Passage,
}

/// In which order hits come. Ties fall to the newer, then to the smaller id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// Best answers first.
    #[default]
    Relevance,
    /// Newest first, undated last.
    Newest,
    /// Oldest first, undated last.
    Oldest,
}
