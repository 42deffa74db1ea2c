//! An index in memory of a few articles that were fetched from an engine elsewhere, so that they are
//! checked, ranked and marked by the same code as those of an index on disk.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, OnceLock};

use tantivy::directory::{OwnedBytes, RamDirectory};
use tantivy::store::Compressor;
use tantivy::{IndexSettings, ReloadPolicy};

use super::IndexReader;
use crate::error::{Error, Result};
use crate::index::analysis::{Cutter, tokenizers};
use crate::index::forms::{self, FormTable};
use crate::index::packed::{Unpacker, pack_alone};
use crate::index::stamp::Stamp;
use crate::index::statistics::Statistics;
use crate::index::stories::{self, StoryTable};
use crate::index::{Fields, IndexDir, Lexicon};
use crate::model::{Article, ArticleId, StoryRole};
use crate::story::{Stories, StoryRecord};

/// By this the engine's writer sizes its table of words, which grows if it must.
const WRITER_BYTES: usize = 1_000_000;

/// An article from elsewhere, with what is known there of its story.
#[derive(Debug, Clone)]
pub(crate) struct Fetched {
    pub(crate) article: Article,
    /// The lasting number of its story.
    pub(crate) story: u64,
    pub(crate) role: StoryRole,
    /// Articles of its story in the part of the corpus that it is of, and their outlets.
    pub(crate) articles: u32,
    pub(crate) outlets: u32,
    /// That part: stories are found in each alone.
    pub(crate) part: u32,
}

impl IndexReader {
    /// An index of these articles, of which each must be there once, as a part of the corpus whose
    /// words the lexicon knows; `name` is what errors call it. Cost: below what a build
    /// takes for them, in one thread.
    ///
    /// # Errors
    ///
    /// The engine fails.
    pub(crate) fn of_articles(name: &str, articles: &[Fetched], lexicon: Arc<dyn Lexicon>) -> Result<Self> {
        let dir = IndexDir::new(name);
        let failed = |e: tantivy::TantivyError| Error::engine(e);
        let (schema, fields) = Fields::schema();
        // Threads would take longer to start than this takes.
        let settings = IndexSettings {
            docstore_compression: Compressor::None,
            docstore_compress_dedicated_thread: false,
            ..IndexSettings::default()
        };
        let builder = tantivy::Index::builder().schema(schema).settings(settings);
        let builder = builder.tokenizers(tokenizers()).fast_field_tokenizers(tokenizers());
        let mut cutter = Cutter::default();
        let mut writer = builder.single_segment_index_writer(RamDirectory::create(), WRITER_BYTES).map_err(failed)?;
        for (number, fetched) in (0..).zip(articles) {
            let article = &fetched.article;
            let id = ArticleId::parse(&article.id).ok_or_else(|| Error::corrupt(name, "an article has no id"))?;
            let stored = serde_json::to_vec(article).map_err(Error::engine)?;
            let stored = pack_alone(&stored).map_err(Error::engine)?;
            let document = fields.document(id, number, article, &stored, &[], &mut cutter);
            writer.add_document(document).map_err(failed)?;
        }
        let index = writer.finalize().map_err(failed)?;
        cutter.found.sort_unstable();
        cutter.found.dedup();
        let damaged = || Error::corrupt(name, "what was fetched from it does not fit");
        let forms = FormTable::of(OwnedBytes::new(forms::encoded(&cutter.found))).ok_or_else(damaged)?;
        let numbers = u32::try_from(articles.len()).map_err(|_| damaged())?;
        let stories = stories::encoded(&stories_of(articles), numbers);
        let stories = Arc::new(StoryTable::of(OwnedBytes::new(stories)).ok_or_else(damaged)?);
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).num_warming_threads(0);
        let reader: tantivy::IndexReader = reader.try_into().map_err(failed)?;
        let searcher = reader.searcher();
        let statistics = Statistics::new(searcher.clone(), &fields, Some(Arc::clone(&lexicon)));
        let nowhere = PathBuf::new();
        Ok(Self {
            stamp: Stamp::of(&nowhere, &nowhere),
            unpacker: Unpacker::new(Path::new("")),
            dir,
            data_name: String::new(),
            index,
            searcher,
            statistics,
            fields,
            bounds: Arc::default(),
            languages: OnceLock::new(),
            stories,
            generation: 0,
            forms,
            names: Mutex::default(),
            articles: OnceLock::new(),
            shared: OnceLock::new(),
            lexicon: Some(lexicon),
        })
    }
}

/// The stories of these articles. Members that were not fetched have numbers that no article has, so
/// that a story counts them.
fn stories_of(articles: &[Fetched]) -> Stories {
    let mut by_key: BTreeMap<u64, Vec<(u32, &Fetched)>> = BTreeMap::new();
    for (number, fetched) in (0..).zip(articles) {
        by_key.entry(fetched.story).or_default().push((number, fetched));
    }
    let records = by_key.into_iter().map(|(key, found)| {
        let mut parts: BTreeMap<u32, (u32, u32)> = BTreeMap::new();
        for (_, fetched) in &found {
            parts.insert(fetched.part, (fetched.articles, fetched.outlets));
        }
        let all: u32 = parts.values().map(|(articles, _)| articles).sum();
        // Parts may share outlets: the most that one has is certain.
        let outlets = parts.values().map(|(_, outlets)| *outlets).max().unwrap_or(0);
        let mut members: Vec<(u32, StoryRole)> = found.iter().map(|(number, fetched)| (*number, fetched.role)).collect();
        let missing = (all as usize).saturating_sub(members.len());
        members.extend(std::iter::repeat_n((u32::MAX - 1, StoryRole::Copy), missing));
        StoryRecord { key, outlets, members }
    });
    Stories { records: records.collect(), dates: vec![] }
}
