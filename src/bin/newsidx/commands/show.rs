//! `newsidx show ID`: one article, with what was set aside if asked.

use newsidx::index::IndexReader;
use newsidx::model::{Article, SCHEMA_VERSION};
use serde::Serialize;

use super::index_of;
use crate::args::{Global, Show};
use crate::exit::Exit;
use crate::output::Output;

/// The JSON of `show`: the shape of `inspect`, with one article.
#[derive(Serialize)]
pub(crate) struct Shown {
    schema_version: u32,
    articles: [Article; 1],
    issues: [(); 0],
}

impl Shown {
    pub(crate) fn new(article: Article) -> Self {
        Self { schema_version: SCHEMA_VERSION, articles: [article], issues: [] }
    }
}

pub(crate) fn run(show: &Show, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let mut article = reader.find(&show.id)?;
    article.path = paths.shown(&article.path);
    if show.json {
        Output::json(&Shown::new(article))?;
    } else {
        Output::data(|out| output.terminal.article(&article, show.junk, out))?;
    }
    Ok(Exit::Done)
}
