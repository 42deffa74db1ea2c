//! `newsidx show ID`: one article, with what was set aside if asked, or its versions.

use newsidx::index::IndexReader;
use newsidx::model::{Article, SCHEMA_VERSION};
use newsidx::search::Searcher;
use serde::Serialize;

use super::index_of;
use crate::args::{Global, Show};
use crate::exit::Exit;
use crate::output::Output;

/// The JSON of `show`: the shape of `inspect`, with one article.
#[derive(Serialize)]
struct Shown {
    schema_version: u32,
    articles: [Article; 1],
    issues: [(); 0],
}

pub(crate) fn run(show: &Show, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    if show.revisions {
        let list = Searcher::new(&reader, &paths).revisions(&show.id)?;
        if show.json {
            Output::json(&list)?;
        } else {
            Output::data(|out| output.terminal.revisions(&list, out))?;
        }
        return Ok(Exit::Done);
    }
    let mut article = reader.find(&show.id)?;
    if let Some(newer) = reader.newer(&article)? {
        output.talk(&format!("this is an older version; `newsidx show {newer} --revisions` lists them all"));
    }
    article.path = paths.shown(&article.path);
    if show.json {
        Output::json(&Shown { schema_version: SCHEMA_VERSION, articles: [article], issues: [] })?;
    } else {
        Output::data(|out| output.terminal.article(&article, show.junk, out))?;
    }
    Ok(Exit::Done)
}
