//! Which articles are older versions of others.

use std::collections::BTreeSet;

use super::IndexReader;
use crate::error::Result;
use crate::index::{Address, addresses, sketches};
use crate::model::{Article, ArticleId};
use crate::story::Sketch;

impl IndexReader {
    /// The addresses of all articles that have one of their own. Cost: in proportion to their number.
    ///
    /// # Errors
    ///
    /// The file is missing or damaged.
    pub fn addresses(&self) -> Result<Vec<Address>> {
        addresses::read(&self.beside(&addresses::file_name(self.generation)), self.dir.path())
    }

    /// The article of which this one is an older version. Cost: little, unless it is one.
    ///
    /// # Errors
    ///
    /// The index is damaged.
    pub fn newer(&self, article: &Article) -> Result<Option<ArticleId>> {
        let Some(id) = ArticleId::parse(&article.id) else { return Ok(None) };
        if self.number(id)?.is_some() {
            return Ok(None);
        }
        Ok(self.addresses()?.into_iter().find(|one| one.id == id).and_then(|one| one.newer))
    }

    /// The sketches of all articles and their older versions.
    pub(super) fn all_sketches(&self) -> Result<Vec<Sketch>> {
        sketches::read(&self.beside(&sketches::file_name(self.generation)), self.dir.path())
    }

    /// The articles that are older versions of others.
    pub(super) fn revisions(&self) -> Result<BTreeSet<ArticleId>> {
        Ok(self.addresses()?.into_iter().filter(|one| one.newer.is_some()).map(|one| one.id).collect())
    }
}
