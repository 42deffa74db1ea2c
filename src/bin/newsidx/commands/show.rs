//! `newsidx show ID`: one article, with what was set aside if asked, or only around what matches
//! a query, or its versions.

use newsidx::index::IndexReader;
use newsidx::model::{Around, Article, Role, SCHEMA_VERSION};
use newsidx::search::{Scope, SearchRequest, Searcher};
use serde::Serialize;

use super::asked::Asked;
use super::{index_of, open};
use crate::args::{Global, Show};
use crate::exit::Exit;
use crate::output::Output;

/// The JSON of `show`: the shape of `inspect`, with one article.
#[derive(Serialize)]
pub(crate) struct Shown<'a> {
    schema_version: u32,
    articles: [&'a Article; 1],
    issues: [(); 0],
    /// Where it matches, with `--around`.
    #[serde(skip_serializing_if = "Option::is_none")]
    around: Option<&'a Around>,
}

impl<'a> Shown<'a> {
    pub(crate) fn new(article: &'a Article, around: Option<&'a Around>) -> Self {
        Self { schema_version: SCHEMA_VERSION, articles: [article], issues: [], around }
    }
}

pub(crate) fn run(show: &Show, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let (dir, paths) = index_of(global)?;
    let asked = show.around.as_ref().map(|query| Asked::plain(query.clone(), output)).transpose()?;
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
    let (article, around) = match &asked {
        None => {
            let mut article = reader.find(&show.id)?;
            if let Some(newer) = reader.newer(&article)? {
                output.talk(&format!("this is an older version; `newsidx show {newer} --revisions` lists them all"));
            }
            article.path = paths.shown(&article.path);
            (article, None)
        }
        Some(asked) => {
            let scope = if show.junk { Scope::All } else { Scope::Article };
            let request = SearchRequest { scope, ..asked.request() };
            let (article, around) = Searcher::new(&reader, &paths).around(&show.id, &request)?;
            asked.tell(&around.notices, output);
            (article, Some(around))
        }
    };
    if let Some(with) = show.open {
        let found = around.as_ref().and_then(|around| around.paragraphs.iter().find(|one| !one.highlights.is_empty()));
        let first = || article.blocks.iter().find(|block| block.role.is_text()).and_then(|block| block.line);
        open::open(&article, found.and_then(|one| one.line).or_else(first), with)?;
        return Ok(Exit::Done);
    }
    if show.json {
        Output::json(&Shown::new(&article, around.as_ref()))?;
    } else {
        Output::data(|out| match &around {
            Some(around) => output.terminal.around(&article, around, out),
            None => output.terminal.article(&article, show.junk, out),
        })?;
    }
    if show.junk && !article.blocks.iter().any(|block| block.role == Role::Junk) {
        output.talk("nothing of it was set aside");
    }
    match &around {
        Some(around) if around.matches == 0 => {
            output.talk("nothing of the query stands in this article");
            Ok(Exit::Nothing)
        }
        _ => Ok(Exit::Done),
    }
}
