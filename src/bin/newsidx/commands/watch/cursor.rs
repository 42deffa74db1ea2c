//! What was told of each saved query: the ids of articles and of their stories. Ids rest on
//! files and records, so an index that is made anew has the same. What is gone stays in it: it may
//! come back, and is no news then.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use anyhow::{Context, bail};
use newsidx::model::{ArticleId, SCHEMA_VERSION};
use serde::{Deserialize, Serialize};

use crate::kept::replace;
use crate::query_file::SavedQuery;

/// What was told of a query.
#[derive(Debug, Default)]
pub(super) struct Told {
    /// Nothing was, in these words.
    pub(super) is_new: bool,
    pub(super) articles: BTreeSet<ArticleId>,
    pub(super) stories: BTreeSet<ArticleId>,
    query: String,
    args: Vec<String>,
}

/// All that was told, by label or query.
#[derive(Debug, Default)]
pub(super) struct Cursor {
    queries: BTreeMap<String, Told>,
    nothing: Told,
}

#[derive(Serialize, Deserialize)]
struct Stored {
    schema_version: u32,
    r#type: String,
    queries: BTreeMap<String, StoredQuery>,
}

#[derive(Serialize, Deserialize)]
struct StoredQuery {
    query: String,
    args: Vec<String>,
    stories: Vec<String>,
    articles: Vec<String>,
}

impl Cursor {
    /// Reads what was told; nothing was if there is no such file.
    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        let name = || format!("`{}`", path.display());
        let mut cursor = Self { nothing: Told { is_new: true, ..Told::default() }, ..Self::default() };
        let bytes = match std::fs::read(path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(cursor),
            Err(error) => return Err(newsidx::Error::io(path, error).into()),
        };
        let help = "remove it to begin anew, or name another with `--cursor`";
        let stored: Stored = serde_json::from_slice(&bytes)
            .map_err(|error| anyhow::anyhow!("{}: no cursor of `newsidx watch` ({error}): {help}", name()))?;
        if stored.r#type != "cursor" || stored.schema_version > SCHEMA_VERSION {
            bail!("{}: no cursor of this version of newsidx: {help}", name());
        }
        let ids = |ids: Vec<String>| ids.iter().filter_map(|id| ArticleId::parse(id)).collect();
        for (key, one) in stored.queries {
            let told =
                Told { is_new: false, articles: ids(one.articles), stories: ids(one.stories), query: one.query, args: one.args };
            cursor.queries.insert(key, told);
        }
        Ok(cursor)
    }

    /// What was told of a query in its present words.
    pub(super) fn told(&self, saved: &SavedQuery) -> &Told {
        let told = self.queries.get(&key(saved));
        told.filter(|told| told.query == saved.query && told.args == saved.args).unwrap_or(&self.nothing)
    }

    /// Remembers articles with their stories.
    pub(super) fn add<'a>(&mut self, saved: &SavedQuery, found: impl Iterator<Item = &'a (ArticleId, ArticleId)>) {
        let mut told = self.queries.remove(&key(saved)).unwrap_or_default();
        if told.query != saved.query || told.args != saved.args {
            told = Told { query: saved.query.clone(), args: saved.args.clone(), ..Told::default() };
        }
        for (article, story) in found {
            told.articles.insert(*article);
            told.stories.insert(*story);
        }
        self.queries.insert(key(saved), told);
    }

    /// Writes all of it in place of what was there.
    pub(super) fn write(&self, path: &Path) -> anyhow::Result<()> {
        let ids = |ids: &BTreeSet<ArticleId>| ids.iter().map(ToString::to_string).collect();
        let one = |told: &Told| StoredQuery {
            query: told.query.clone(),
            args: told.args.clone(),
            stories: ids(&told.stories),
            articles: ids(&told.articles),
        };
        let queries = self.queries.iter().map(|(key, told)| (key.clone(), one(told))).collect();
        let stored = Stored { schema_version: SCHEMA_VERSION, r#type: "cursor".to_owned(), queries };
        let text = serde_json::to_string(&stored)?;
        replace(path, |out| writeln!(out, "{text}"))
            .map_err(|error| newsidx::Error::io(path, error))
            .context("what was told cannot be remembered")
    }
}

/// The label; where there is none, the query with its arguments.
fn key(saved: &SavedQuery) -> String {
    match &saved.label {
        Some(label) => label.clone(),
        None => std::iter::once(&saved.query).chain(&saved.args).cloned().collect::<Vec<_>>().join(" "),
    }
}
