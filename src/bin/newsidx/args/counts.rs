//! What can be typed of counts: facets and timelines.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use newsidx::search::{Every, FacetBy, FacetSort};

use super::Asking;

/// Count matching articles and stories by outlet, date or other fields
///
/// Counts every article that matches all of the query, and the stories they carry; without a
/// query, the whole index. `--by outlet,month` counts each outlet's articles by month;
/// `--by outlet --by month` makes two tables. An article of several authors, sections or tags counts for each, and a story whose
/// articles have several values counts for each. A date that is known less exactly than is counted by is a
/// row of its own.
#[derive(Debug, Args)]
pub(crate) struct Facets {
    /// What to look for; nothing counts every article that passes the filters
    #[arg(value_name = "QUERY", allow_hyphen_values = false)]
    pub(crate) query: Vec<String>,
    /// What to count by: outlet, agency, author, language, section, tag, year, month, week, day,
    /// story-size; with commas one within the other; repeatable
    #[arg(long, value_name = "FIELD", default_value = "outlet", value_parser = fields)]
    pub(crate) by: Vec<FieldsArg>,
    /// In which order [default: names by count, dates and sizes by value]
    #[arg(long, value_name = "ORDER")]
    pub(crate) sort: Option<FacetSortArg>,
    /// Values shown, or `all` [default: 20 by count, all by value]
    #[arg(short = 'n', long = "limit", value_name = "N", value_parser = super::limit)]
    pub(crate) limit: Option<usize>,
    #[command(flatten)]
    pub(crate) asking: Asking,
    #[command(flatten)]
    pub(crate) form: CountsForm,
}

/// Fields, each counted within the one before.
#[derive(Debug, Clone)]
pub(crate) struct FieldsArg(pub(crate) Vec<FacetBy>);

pub(crate) fn fields(word: &str) -> Result<FieldsArg, String> {
    let mut fields = vec![];
    for word in word.split(',').map(str::trim) {
        let field = FacetBy::ALL.into_iter().find(|field| field.as_str() == word);
        let names = || FacetBy::ALL.map(FacetBy::as_str).join(", ");
        fields.push(field.ok_or_else(|| format!("no field `{word}`: write one of {}", names()))?);
    }
    if let Some((_, twice)) = fields
        .iter()
        .zip(1..)
        .find(|(field, next)| fields.iter().skip(*next).any(|other| other == *field))
        .map(|(field, next)| (next, field))
    {
        return Err(format!("`{}` stands there twice: write it once", twice.as_str()));
    }
    Ok(FieldsArg(fields))
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum FacetSortArg {
    /// Most articles first
    Count,
    /// Names by the alphabet, dates and sizes as they follow
    Value,
}

impl From<FacetSortArg> for FacetSort {
    fn from(arg: FacetSortArg) -> Self {
        match arg {
            FacetSortArg::Count => Self::Count,
            FacetSortArg::Value => Self::Value,
        }
    }
}

/// Show how coverage grew: counts over time, of one query or several
///
/// Each argument is a query, so `newsidx timeline 'pilots strike' bridge` compares two. Undated articles
/// are counted apart, and so are those known only to a month or a year longer than the periods. A
/// story whose articles are of several periods counts in each.
#[derive(Debug, Args)]
pub(crate) struct Timeline {
    /// What to look for, a query an argument; "" is every article that passes the filters
    #[arg(value_name = "QUERY", required = true, allow_hyphen_values = false)]
    pub(crate) queries: Vec<String>,
    /// How long a period is [default: the shortest of which there are at most 62]
    #[arg(long, value_name = "PERIOD")]
    pub(crate) every: Option<EveryArg>,
    /// What is drawn
    #[arg(long, value_name = "WHAT", default_value = "articles")]
    pub(crate) by: CountedArg,
    /// Draw what part of all articles or stories of the period that pass the filters they are
    #[arg(long)]
    pub(crate) share: bool,
    /// Write the plot to a file too
    #[arg(long, value_name = "FILE", help_heading = "Output")]
    pub(crate) svg: Option<PathBuf>,
    #[command(flatten)]
    pub(crate) asking: Asking,
    #[command(flatten)]
    pub(crate) form: CountsForm,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum EveryArg {
    Day,
    /// From Monday, numbered as in ISO 8601
    Week,
    Month,
    Year,
}

impl From<EveryArg> for Every {
    fn from(arg: EveryArg) -> Self {
        match arg {
            EveryArg::Day => Self::Day,
            EveryArg::Week => Self::Week,
            EveryArg::Month => Self::Month,
            EveryArg::Year => Self::Year,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum CountedArg {
    /// Articles
    Articles,
    /// Stories: copies of one report count once in a period
    Stories,
}

/// In which form counts are printed; text for people if none is named.
#[derive(Debug, Args)]
#[group(multiple = false)]
pub(crate) struct CountsForm {
    /// Print one JSON object
    #[arg(long, help_heading = "Output")]
    pub(crate) json: bool,
    /// Print a table with commas
    #[arg(long, help_heading = "Output")]
    pub(crate) csv: bool,
    /// Print a table with tabs
    #[arg(long, help_heading = "Output")]
    pub(crate) tsv: bool,
}

impl CountsForm {
    /// What parts the cells of a row, if a table is wanted.
    pub(crate) fn delimiter(&self) -> Option<u8> {
        super::delimiter(self.csv, self.tsv)
    }
}
