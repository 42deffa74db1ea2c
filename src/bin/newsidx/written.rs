//! Writes the answer to a search in the form asked for, a hit at a time.

use std::cell::RefCell;
use std::io::{self, Write};

use newsidx::model::{Facets, Hit, Notice, SearchResponse, Summary};
use newsidx::render::{CsvRows, bibtex, markdown, ris};
use serde::ser::{Error as _, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::args::Form;
use crate::output::Output;

/// Hits on their way out.
pub(crate) type Hits<'a> = &'a mut dyn Iterator<Item = newsidx::Result<Hit>>;

/// Writes an answer; the hits of `head` are `hits`.
pub(crate) fn write(form: &Form, head: &SearchResponse, hits: Hits<'_>, output: &Output) -> anyhow::Result<()> {
    let mut damage = None;
    let mut hits = hits.map_while(|hit| hit.map_err(|error| damage = Some(error)).ok());
    Output::data(|out| match form {
        Form { json: true, .. } => write_json(head, &mut hits, out),
        Form { jsonl: true, .. } => write_lines(head, &mut hits, out),
        Form { csv: true, .. } => write_rows(&mut hits, b',', out),
        Form { tsv: true, .. } => write_rows(&mut hits, b'\t', out),
        Form { md: true, .. } => hits.try_for_each(|hit| markdown(&hit, out)),
        Form { bibtex: true, .. } => hits.try_for_each(|hit| bibtex(&hit, out)),
        Form { ris: true, .. } => hits.try_for_each(|hit| ris(&hit, out)),
        _ => {
            output.terminal.head(head, out)?;
            hits.try_for_each(|hit| output.terminal.hit(&hit, out))?;
            head.facets.as_ref().map_or(Ok(()), |facets| output.terminal.foot(facets, out))
        }
    })?;
    damage.map_or(Ok(()), |error| Err(error.into()))
}

/// An answer as one object of JSON, of which no more than a hit is held.
#[derive(Serialize)]
struct Streamed<'a> {
    schema_version: u32,
    query: &'a str,
    parsed: &'a str,
    notices: &'a [Notice],
    summary: &'a Summary,
    hits: Taken<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<&'a Facets>,
}

/// Hits that are made while they are written.
struct Taken<'a>(RefCell<&'a mut dyn Iterator<Item = Hit>>);

impl Serialize for Taken<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut hits = self.0.try_borrow_mut().map_err(S::Error::custom)?;
        let mut list = serializer.serialize_seq(None)?;
        for hit in &mut **hits {
            list.serialize_element(&hit)?;
        }
        list.end()
    }
}

fn write_json(head: &SearchResponse, hits: &mut dyn Iterator<Item = Hit>, out: &mut dyn Write) -> io::Result<()> {
    let whole = Streamed {
        schema_version: head.schema_version,
        query: &head.query,
        parsed: &head.parsed,
        notices: &head.notices,
        summary: &head.summary,
        hits: Taken(RefCell::new(hits)),
        facets: head.facets.as_ref(),
    };
    serde_json::to_writer_pretty(&mut *out, &whole)?;
    writeln!(out)
}

/// A hit as a line of JSON.
#[derive(Serialize)]
struct HitLine<'a> {
    r#type: &'static str,
    #[serde(flatten)]
    hit: &'a Hit,
}

/// The last line of JSON: the answer without its hits.
#[derive(Serialize)]
struct SummaryLine<'a> {
    r#type: &'static str,
    schema_version: u32,
    query: &'a str,
    parsed: &'a str,
    notices: &'a [Notice],
    summary: &'a Summary,
    #[serde(skip_serializing_if = "Option::is_none")]
    facets: Option<&'a Facets>,
}

pub(crate) fn write_lines(head: &SearchResponse, hits: &mut dyn Iterator<Item = Hit>, out: &mut dyn Write) -> io::Result<()> {
    for hit in hits {
        serde_json::to_writer(&mut *out, &HitLine { r#type: "hit", hit: &hit })?;
        writeln!(out)?;
    }
    let last = SummaryLine {
        r#type: "summary",
        schema_version: head.schema_version,
        query: &head.query,
        parsed: &head.parsed,
        notices: &head.notices,
        summary: &head.summary,
        facets: head.facets.as_ref(),
    };
    serde_json::to_writer(&mut *out, &last)?;
    writeln!(out)
}

pub(crate) fn write_rows(hits: &mut dyn Iterator<Item = Hit>, delimiter: u8, out: &mut dyn Write) -> io::Result<()> {
    let mut rows = CsvRows::new(out, delimiter, "passage")?;
    for hit in hits {
        rows.hit(&hit)?;
    }
    rows.finish()
}
