//! What was found, as a file to take away.

use axum::http::header;
use clap::ValueEnum;
use newsidx::model::SearchResponse;
use newsidx::render::{bibtex, markdown, ris};
use newsidx::search::SearchRequest;

use super::answer::{Answer, Asked, JSON};
use super::problem::Problem;
use super::request::{QUESTION, layout, question};
use crate::written::{write_lines, write_rows};

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
    Md,
    Bibtex,
    Ris,
}

impl Format {
    pub(super) const ALL: [(Self, &str, &str); 7] = [
        (Self::Csv, "csv", "CSV"),
        (Self::Tsv, "tsv", "TSV"),
        (Self::Json, "json", "JSON"),
        (Self::Jsonl, "jsonl", "JSON lines"),
        (Self::Md, "md", "Markdown"),
        (Self::Bibtex, "bibtex", "BibTeX"),
        (Self::Ris, "ris", "RIS"),
    ];

    fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Tsv => "text/tab-separated-values; charset=utf-8",
            Self::Json => JSON,
            Self::Jsonl => "application/x-ndjson",
            Self::Md => "text/markdown; charset=utf-8",
            Self::Bibtex => "application/x-bibtex; charset=utf-8",
            Self::Ris => "application/x-research-info-systems; charset=utf-8",
        }
    }

    fn write(self, mut response: SearchResponse, out: &mut Vec<u8>) -> std::io::Result<()> {
        if matches!(self, Self::Json) {
            return serde_json::to_writer_pretty(out, &response).map_err(Into::into);
        }
        let mut hits = std::mem::take(&mut response.hits).into_iter();
        match self {
            Self::Csv => write_rows(&mut hits, b',', out),
            Self::Tsv => write_rows(&mut hits, b'\t', out),
            Self::Md => hits.try_for_each(|hit| markdown(&hit, out)),
            Self::Bibtex => hits.try_for_each(|hit| bibtex(&hit, out)),
            Self::Ris => hits.try_for_each(|hit| ris(&hit, out)),
            Self::Json | Self::Jsonl => write_lines(&response, &mut hits, out),
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
    format.write(response, &mut body).map_err(|e| Problem::internal(&e))?;
    let name = format.to_possible_value().map(|word| word.get_name().to_owned()).unwrap_or_default();
    let disposition = format!("attachment; filename=\"newsidx.{name}\"");
    Ok(Answer::new(format.media_type(), body).header(header::CONTENT_DISPOSITION, &disposition))
}
