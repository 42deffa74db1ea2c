//! Reads folders of pages for the programs that fit weights.

use std::error::Error;
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

use newsidx::model::{ArticleId, Given, Media, RawDocument, Source};
use newsidx::page;
use serde_json::{Value, json};

pub(crate) type Result<T> = std::result::Result<T, Box<dyn Error>>;

/// Reads every page of a folder and writes a line of JSON for each.
pub(crate) fn write_pages(pages: &str, out: &str, value: impl Fn(&RawDocument, &newsidx::model::Page) -> Value) -> Result<()> {
    let mut paths: Vec<PathBuf> = fs::read_dir(pages)?.map(|entry| Ok(entry?.path())).collect::<Result<_>>()?;
    paths.sort();
    let mut out = BufWriter::new(fs::File::create(out)?);
    for path in paths {
        let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let document = document(&path)?;
        let (page, _) = page::page(&document);
        writeln!(out, "{}", json!({ "id": name.split('.').next(), "blocks": value(&document, &page) }))?;
    }
    Ok(out.flush()?)
}

fn document(path: &Path) -> Result<RawDocument> {
    let is_html = path.extension().is_some_and(|extension| extension == "html");
    Ok(RawDocument {
        id: ArticleId(1),
        source: Source { path: "page".to_owned(), ..Source::default() },
        media: if is_html { Media::Html } else { Media::Text },
        text: String::from_utf8_lossy(&fs::read(path)?).into_owned(),
        given: Given::default(),
    })
}
