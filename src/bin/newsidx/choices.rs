//! Values that flags of `newsidx search` take, and what they mean to the library.

use clap::ValueEnum;
use newsidx::search;

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum MatchArg {
    /// All of it; where few articles have it, partial matches follow
    Auto,
    /// All of it
    All,
    /// Any of the words, even where AND joins them; +word, NOT and dates still hold
    Any,
}

impl From<MatchArg> for search::MatchMode {
    fn from(arg: MatchArg) -> Self {
        match arg {
            MatchArg::Auto => Self::Auto,
            MatchArg::All => Self::All,
            MatchArg::Any => Self::Any,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum DialectArg {
    /// What the guide describes, which is nearest to Lexis
    Own,
    /// Factiva: words side by side are a phrase, w/5 keeps the order, `same` is one paragraph
    Factiva,
}

impl From<DialectArg> for newsidx::query::Dialect {
    fn from(arg: DialectArg) -> Self {
        match arg {
            DialectArg::Own => Self::Own,
            DialectArg::Factiva => Self::Factiva,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum InArg {
    /// Headline and text
    Article,
    /// What was set aside
    Junk,
    /// Both
    All,
}

impl From<InArg> for search::Scope {
    fn from(arg: InArg) -> Self {
        match arg {
            InArg::Article => Self::Article,
            InArg::Junk => Self::Junk,
            InArg::All => Self::All,
        }
    }
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum SortArg {
    /// Best answers first
    Relevance,
    /// Newest first
    Newest,
    /// Oldest first
    Oldest,
}

impl From<SortArg> for search::Sort {
    fn from(arg: SortArg) -> Self {
        match arg {
            SortArg::Relevance => Self::Relevance,
            SortArg::Newest => Self::Newest,
            SortArg::Oldest => Self::Oldest,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum ByArg {
    /// Articles, best first
    Article,
    /// Passages of all articles as one list, best first
    Passage,
}

impl From<ByArg> for search::By {
    fn from(arg: ByArg) -> Self {
        match arg {
            ByArg::Article => Self::Article,
            ByArg::Passage => Self::Passage,
        }
    }
}
