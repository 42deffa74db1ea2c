//! What was found, as a file to take away.

use axum::http::header;
use clap::ValueEnum;
use newsidx::model::SearchResponse;
use newsidx::search::SearchRequest;

use super::answer::{Answer, Asked, JSON};
use super::problem::Problem;
use super::request::{QUESTION, layout, question};
use crate::commands::search::{write_lines, write_rows};

/// Hits of a file.
pub(super) const MOST_ROWS: usize = 1000;

const LAYOUT: [&str; 6] = ["copies", "by", "sort", "passages", "width", "format"];

/// Forms of a file.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(super) enum Format {
    Csv,
    Tsv,
    Json,
    Jsonl,
}

impl Format {
    pub(super) const ALL: [(Self, &str); 4] =
        [(Self::Csv, "csv"), (Self::Tsv, "tsv"), (Self::Json, "json"), (Self::Jsonl, "jsonl")];

    fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Tsv => "text/tab-separated-values; charset=utf-8",
            Self::Json => JSON,
            Self::Jsonl => "application/x-ndjson",
        }
    }

    fn write(self, response: &SearchResponse, out: &mut Vec<u8>) -> std::io::Result<()> {
        match self {
            Self::Csv => write_rows(response, b',', out),
            Self::Tsv => write_rows(response, b'\t', out),
            Self::Json => serde_json::to_writer_pretty(out, response).map_err(Into::into),
            Self::Jsonl => write_lines(response, out),
        }
    }
}

pub(super) fn export(asked: &Asked<'_>) -> Result<Answer, Problem> {
    asked.given.only(&[&QUESTION[..], &LAYOUT].concat())?;
    let format = asked.given.choice("format", Format::Json)?;
    let request = layout(asked.given, question(asked.given)?.request)?;
    let request = SearchRequest { limit: MOST_ROWS, ..request };
    let response = asked.opened.searcher(&asked.shared.paths).search(&request)?;
    let mut body = vec![];
    format.write(&response, &mut body).map_err(|e| Problem::internal(&e))?;
    let name = format.to_possible_value().map(|word| word.get_name().to_owned()).unwrap_or_default();
    let disposition = format!("attachment; filename=\"newsidx.{name}\"");
    Ok(Answer::new(format.media_type(), body).header(header::CONTENT_DISPOSITION, &disposition))
}
