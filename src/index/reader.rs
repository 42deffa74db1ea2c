//! Opens an index for searching: the state of the last commit, unmoved by
//! builds that go on meanwhile.

mod counted;
mod verify;
mod versions;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, OnceLock};

use tantivy::collector::DocSetCollector;
use tantivy::directory::MmapDirectory;
use tantivy::query::{Bm25StatisticsProvider, RangeQuery, TermQuery};
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, ReloadPolicy, Searcher, TantivyDocument, Term};

pub(crate) use counted::SharedStories;

use super::analysis::tokenizers;
use super::directory::ReadDirectory;
use super::forms::FormTable;
use super::layout::IndexDir;
use super::packed::Unpacker;
use super::schema::{NO_NUMBER, StoredArticle};
use super::stamp::Stamp;
use super::statistics::{Statistics, articles};
use super::stories::StoryTable;
use super::unreadable::unreadable;
use super::values::NameValues;
use super::writer::generation_of;
use super::{BoundsColumns, Fields, Ledger, PageBlocks, blocks};
use crate::clean;
use crate::error::{Error, Result};
use crate::model::{Article, ArticleId};
use crate::story::Sketch;
use crate::text::Language;

/// How often an index is opened again while builds commit.
const ATTEMPTS: u32 = 20;

/// An index opened for searching. Cheap to share; opening costs about a millisecond.
pub struct IndexReader {
    dir: IndexDir,
    data_name: String,
    index: tantivy::Index,
    searcher: Searcher,
    statistics: Statistics,
    fields: Fields,
    unpacker: Unpacker,
    bounds: Arc<BoundsColumns>,
    languages: OnceLock<Vec<Language>>,
    stories: Arc<StoryTable>,
    generation: u64,
    forms: FormTable,
    stamp: Stamp,
    /// The values of columns that were asked for.
    names: Mutex<BTreeMap<&'static str, Arc<NameValues>>>,
    articles: OnceLock<u64>,
    /// By segment: documents whose stories have others.
    shared: OnceLock<SharedStories>,
}

impl IndexReader {
    /// Opens the last committed state.
    ///
    /// # Errors
    ///
    /// No index there, another format, or a damaged one.
    pub fn open(dir: &IndexDir) -> Result<Self> {
        Self::with(dir, Ok)
    }

    /// Opens the last committed state and reads what is beside the engine; once more if a build
    /// has put another state in its place meanwhile, whose files are then others.
    ///
    /// # Errors
    ///
    /// Those of [`Self::open`] and of `read`.
    pub fn with<T>(dir: &IndexDir, mut read: impl FnMut(Self) -> Result<T>) -> Result<T> {
        for _ in 1..ATTEMPTS {
            let before = dir.state();
            let done = Self::open_once(dir).and_then(&mut read);
            if done.is_ok() || dir.state() == before {
                return done;
            }
        }
        Self::open_once(dir).and_then(read)
    }

    fn open_once(dir: &IndexDir) -> Result<Self> {
        let manifest = dir.manifest()?;
        let corrupt = |e: tantivy::TantivyError| unreadable(dir.path(), e);
        let data = dir.data(&manifest.data);
        let stamp = Stamp::of(&dir.manifest_path(), &data);
        let directory = MmapDirectory::open(&data).map_err(|e| unreadable(dir.path(), e))?;
        let mut index = tantivy::Index::open(ReadDirectory(directory.clone())).map_err(corrupt)?;
        index.set_tokenizers(tokenizers());
        index.set_fast_field_tokenizers(tokenizers());
        let (schema, fields) = Fields::schema();
        if index.schema() != schema {
            return Err(Error::corrupt(dir.path(), "its fields are not those of its format"));
        }
        let reader = index.reader_builder().reload_policy(ReloadPolicy::Manual).num_warming_threads(0);
        let reader: tantivy::IndexReader = reader.try_into().map_err(corrupt)?;
        // A build may commit between the engine's opening and ours: both must be of one generation.
        for attempt in 1.. {
            let before = generation_of(dir, &index)?;
            reader.reload().map_err(corrupt)?;
            let stories = StoryTable::open(&directory, before, dir.path());
            let forms = FormTable::open(&directory, before, dir.path());
            if generation_of(dir, &index)? != before && attempt < ATTEMPTS {
                continue;
            }
            let (searcher, stories, forms, languages) = (reader.searcher(), Arc::new(stories?), forms?, OnceLock::new());
            let (dir, data_name, names, shared) = (dir.clone(), manifest.data, Mutex::default(), OnceLock::new());
            let statistics = Statistics::new(searcher.clone(), &fields);
            let unpacker = Unpacker::new(&data);
            let (bounds, articles) = (Arc::default(), OnceLock::new());
            return Ok(Self {
                dir,
                data_name,
                index,
                searcher,
                statistics,
                fields,
                unpacker,
                bounds,
                languages,
                stories,
                generation: before,
                forms,
                stamp,
                names,
                articles,
                shared,
            });
        }
        Err(Error::corrupt(dir.path(), "it changes all the time"))
    }

    /// Which commit this is: counts up from 1 while the index is added to, and begins anew
    /// when it is made from nothing.
    #[must_use]
    pub fn generation(&self) -> u64 {
        self.generation
    }

    /// The name of this state: of two answers to one question, those of states with one name are alike,
    /// also where an index was removed and made anew.
    #[must_use]
    pub fn state(&self) -> String {
        format!("{}.{}.{:x}", self.data_name, self.generation, self.stamp.mark())
    }

    /// Whether no build has committed since this state was opened. Cost: a few microseconds.
    #[must_use]
    pub fn is_last(&self) -> bool {
        Stamp::of(&self.dir.manifest_path(), &self.dir.data(&self.data_name)) == self.stamp
    }

    /// The stories of this state.
    #[must_use]
    pub fn stories(&self) -> &Arc<StoryTable> {
        &self.stories
    }

    /// Where sentences and paragraphs begin.
    pub(crate) fn bounds(&self) -> &Arc<BoundsColumns> {
        &self.bounds
    }

    /// The forms of words.
    pub(crate) fn forms(&self) -> &FormTable {
        &self.forms
    }

    /// The engine's view of the state.
    pub(crate) fn searcher(&self) -> &Searcher {
        &self.searcher
    }

    /// What ranking counts.
    pub(crate) fn statistics(&self) -> &Statistics {
        &self.statistics
    }

    /// Articles that have a term.
    ///
    /// # Errors
    ///
    /// The index is damaged.
    pub(crate) fn frequency(&self, term: &Term) -> Result<u64> {
        self.statistics.doc_freq(term).map_err(|e| self.failed(e))
    }

    /// What a failure of the engine means once an index is open: it is damaged.
    pub(crate) fn failed(&self, error: impl Into<tantivy::TantivyError>) -> Error {
        unreadable(self.dir.path(), error)
    }

    /// An error that says of the index what does not fit.
    pub(crate) fn damaged(&self, detail: impl Into<String>) -> Error {
        Error::corrupt(self.dir.path(), detail)
    }

    /// The fields.
    #[must_use]
    pub fn fields(&self) -> &Fields {
        &self.fields
    }

    /// The languages of the articles, in order of their codes.
    pub fn languages(&self) -> &[Language] {
        self.languages.get_or_init(|| {
            let mut found = vec![];
            for segment in self.searcher.segment_readers() {
                let Ok(Some(column)) = segment.fast_fields().str("language") else { continue };
                // Those of removed articles stay in the dictionary.
                let ords: BTreeSet<u64> = if segment.has_deletes() {
                    segment.doc_ids_alive().flat_map(|doc| column.term_ords(doc)).collect()
                } else {
                    (0..column.num_terms() as u64).collect()
                };
                let mut code = String::new();
                for ord in ords {
                    code.clear();
                    if column.ord_to_str(ord, &mut code).unwrap_or(false) {
                        found.extend(Language::from_code(&code));
                    }
                }
            }
            found.sort_unstable();
            found.dedup();
            found
        })
    }

    /// The stored article. Cost: some 10 µs for a usual one.
    ///
    /// # Errors
    ///
    /// The stored bytes are damaged.
    pub(crate) fn article(&self, address: DocAddress) -> Result<Article> {
        let (mut article, repeated, date) = self.stored(address)?;
        clean::set_aside(&mut article, &repeated);
        if let Some(date) = date {
            article.date = date;
        }
        Ok(article)
    }

    /// The stored article with what the corpus tells of it.
    fn stored(&self, address: DocAddress) -> Result<StoredArticle> {
        let document: TantivyDocument = self.searcher.doc(address).map_err(|e| self.failed(e))?;
        self.fields.stored(&document, &self.unpacker).map_err(|detail| self.damaged(detail))
    }

    /// The article with this id as its page alone was judged, with the blocks that recur.
    ///
    /// # Errors
    ///
    /// No such article, or the index is damaged.
    pub fn judged_alone(&self, id: ArticleId) -> Result<Article> {
        Ok(self.stored(self.address(id)?)?.0)
    }

    /// Where the article with this id is.
    pub(crate) fn address(&self, id: ArticleId) -> Result<DocAddress> {
        let query = TermQuery::new(Term::from_field_u64(self.fields.id, id.0), IndexRecordOption::Basic);
        let found = self.searcher.search(&query, &DocSetCollector).map_err(|e| self.failed(e))?;
        found.into_iter().min().ok_or_else(|| self.damaged("an article is missing"))
    }

    /// The blocks that may be template, of every page but older versions of others. Cost: in proportion to their number.
    ///
    /// # Errors
    ///
    /// The file is missing or damaged.
    pub fn blocks(&self) -> Result<Vec<PageBlocks>> {
        let mut pages = blocks::read(&self.beside(&blocks::file_name(self.generation)), self.dir.path())?;
        let revisions = self.revisions()?;
        pages.retain(|page| !revisions.contains(&page.id));
        Ok(pages)
    }

    /// The article with this id, or whose id alone begins with it.
    ///
    /// # Errors
    ///
    /// No such article, or several.
    pub fn find(&self, id: &str) -> Result<Article> {
        let none = || Error::config(format!("no article `{id}` in the index: ids are shown by `newsidx search`"));
        let (low, high) = ArticleId::range(id).ok_or_else(none)?;
        let term = |id: ArticleId| Term::from_field_u64(self.fields.id, id.0);
        let query = RangeQuery::new(std::ops::Bound::Included(term(low)), std::ops::Bound::Included(term(high)));
        let found = self.searcher.search(&query, &DocSetCollector).map_err(|e| self.failed(e))?;
        match found.len() {
            0 => Err(none()),
            1 => found.into_iter().next().map_or_else(|| Err(none()), |address| self.article(address)),
            many => Err(Error::config(format!("`{id}` begins the ids of {many} articles: write more of it"))),
        }
    }

    /// The sketches of all articles. Cost: in proportion to their number.
    ///
    /// # Errors
    ///
    /// The file is missing or damaged.
    pub fn sketches(&self) -> Result<Vec<Sketch>> {
        let mut sketches = self.all_sketches()?;
        let revisions = self.revisions()?;
        sketches.retain(|one| !revisions.contains(&one.id));
        Ok(sketches)
    }

    /// The number of the article with this id; none if there is none.
    pub(crate) fn number(&self, id: ArticleId) -> Result<Option<u32>> {
        Ok(Some(self.number_at(self.address(id)?)?).filter(|number| *number != u32::MAX))
    }

    /// The number of the article at this place; the largest there is if it has none.
    pub(crate) fn number_at(&self, address: DocAddress) -> Result<u32> {
        let columns = self.searcher.segment_reader(address.segment_ord).fast_fields();
        let number = columns.u64("number").map_err(|e| self.failed(e))?.first(address.doc_id);
        Ok(number.and_then(|number| u32::try_from(number).ok()).unwrap_or(u32::MAX))
    }

    /// The first day that each article can be of, as days since 1970, by its number.
    /// Cost: one pass over two columns.
    pub(crate) fn days_by_number(&self) -> Result<Vec<Option<i64>>> {
        let mut days = vec![];
        for segment in self.searcher.segment_readers() {
            let columns = segment.fast_fields();
            let number = columns.u64("number").map_err(|e| self.failed(e))?;
            let day = columns.i64("first_day").map_err(|e| self.failed(e))?;
            for doc in segment.doc_ids_alive() {
                let number = number.first(doc).filter(|number| *number != u64::from(NO_NUMBER));
                let Some(number) = number.and_then(|number| usize::try_from(number).ok()) else { continue };
                if days.len() <= number {
                    days.resize(number + 1, None);
                }
                if let Some(slot) = days.get_mut(number) {
                    *slot = day.first(doc);
                }
            }
        }
        Ok(days)
    }

    /// The article with this number; none if there is none.
    pub(crate) fn numbered(&self, number: u32) -> Result<Option<DocAddress>> {
        let query = TermQuery::new(Term::from_field_u64(self.fields.number, u64::from(number)), IndexRecordOption::Basic);
        let found = self.searcher.search(&query, &DocSetCollector).map_err(|e| self.failed(e))?;
        Ok(found.into_iter().min())
    }

    /// Articles, without older versions of others.
    #[must_use]
    pub fn articles(&self) -> u64 {
        *self.articles.get_or_init(|| articles(&self.searcher).unwrap_or_else(|_| self.searcher.num_docs()))
    }

    /// What was read into the index. Cost: in proportion to the number of documents.
    ///
    /// # Errors
    ///
    /// The ledger is missing or damaged.
    pub fn ledger(&self) -> Result<Ledger> {
        Ledger::read(&self.beside(&Ledger::file_name(self.generation)), self.dir.path())
    }

    /// A file beside the engine's.
    fn beside(&self, name: &str) -> PathBuf {
        self.dir.data(&self.data_name).join(name)
    }

    /// Counts over the whole index. Cost: one pass over the columns.
    ///
    /// # Errors
    ///
    /// The index is damaged.
    pub fn stats(&self) -> Result<IndexStats> {
        let corrupt = |e: tantivy::TantivyError| self.failed(e);
        let articles = self.articles();
        let revisions = self.searcher.num_docs().saturating_sub(articles);
        let mut stats = IndexStats { articles, revisions, ..IndexStats::default() };
        stats.segments = self.searcher.segment_readers().len();
        stats.bytes = self.searcher.space_usage().map_err(|e| Error::io(self.dir.path(), e))?.total().get_bytes();
        for segment in self.searcher.segment_readers() {
            let columns = segment.fast_fields();
            let first_day = columns.i64("first_day").map_err(corrupt)?;
            let last_day = columns.i64("last_day").map_err(corrupt)?;
            let number = columns.u64("number").map_err(corrupt)?;
            for doc in
                segment.doc_ids_alive().filter(|doc| number.first(*doc).is_some_and(|number| number < u64::from(NO_NUMBER)))
            {
                match (first_day.first(doc), last_day.first(doc)) {
                    (Some(first), Some(last)) => {
                        stats.first_day = Some(stats.first_day.map_or(first, |known| known.min(first)));
                        stats.last_day = Some(stats.last_day.map_or(last, |known| known.max(last)));
                    }
                    _ => stats.undated += 1,
                }
            }
            for (column, counts) in
                [("outlet_facet", &mut stats.outlets), ("language", &mut stats.languages), ("agency", &mut stats.agencies)]
            {
                count_values(segment, column, counts).map_err(corrupt)?;
            }
        }
        stats.stories = u64::from(self.stories.len());
        Ok(stats)
    }

    /// The values of a column of names, with the number of articles of each. Cost: one pass
    /// over the column.
    ///
    /// # Errors
    ///
    /// The index is damaged.
    pub fn values(&self, column: &str) -> Result<BTreeMap<String, u64>> {
        let mut counts = BTreeMap::new();
        for segment in self.searcher.segment_readers() {
            count_values(segment, column, &mut counts).map_err(|e| self.failed(e))?;
        }
        Ok(counts)
    }
}

/// Counts over a whole index.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct IndexStats {
    /// Articles.
    pub articles: u64,
    /// Older versions of articles.
    pub revisions: u64,
    /// Stories.
    pub stories: u64,
    /// Articles without a known date.
    pub undated: u64,
    /// First day of any article, as days since 1970.
    pub first_day: Option<i64>,
    /// Last day of any article.
    pub last_day: Option<i64>,
    /// Articles by outlet.
    pub outlets: BTreeMap<String, u64>,
    /// Articles by language.
    pub languages: BTreeMap<String, u64>,
    /// Articles by agency.
    pub agencies: BTreeMap<String, u64>,
    /// Pieces the engine keeps the index in.
    pub segments: usize,
    /// Size of the index on disk.
    pub bytes: u64,
}

/// Counts the values of a column in one segment.
fn count_values(segment: &tantivy::SegmentReader, name: &str, counts: &mut BTreeMap<String, u64>) -> tantivy::Result<()> {
    let Some(column) = segment.fast_fields().str(name)? else { return Ok(()) };
    let mut by_ord = vec![0u64; column.num_terms()];
    for doc in segment.doc_ids_alive() {
        for ord in column.term_ords(doc) {
            if let Some(count) = usize::try_from(ord).ok().and_then(|ord| by_ord.get_mut(ord)) {
                *count += 1;
            }
        }
    }
    let mut value = String::new();
    for (ord, count) in by_ord.into_iter().enumerate().filter(|(_, count)| *count > 0) {
        value.clear();
        if column.ord_to_str(ord as u64, &mut value)? {
            // A facet of one level is kept as its name.
            *counts.entry(value.clone()).or_default() += count;
        }
    }
    Ok(())
}
