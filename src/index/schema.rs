//! The fields of the index, and how an article becomes a document and back.
//!
//! Words are indexed as they are written, folded; forms of one word are found by the table
//! of `forms`. Where sentences and paragraphs begin is a column. The article itself is
//! stored whole, as JSON, packed.

use tantivy::TantivyDocument;
use tantivy::schema::{
    BytesOptions, FAST, Facet, FacetOptions, Field, INDEXED, IndexRecordOption, NumericOptions, STORED, Schema,
    TextFieldIndexing, TextOptions, Value,
};

use super::analysis::{CUT, Cutter, WORDS};
use super::names::Names;
use super::packed::Unpacker;
use crate::model::{Article, ArticleId, JudgedBlock, Provenance, PublicationDate, Role, day_number};
use crate::text::{Language, collapse_whitespace, fold};

/// The fields of the index.
#[derive(Debug, Clone, Copy)]
pub struct Fields {
    /// The article's id as a number: deletes, ties, look-up.
    pub id: Field,
    /// Words of the headline.
    pub title: Field,
    /// Words of the text.
    pub body: Field,
    /// Words of what was set aside.
    pub junk: Field,
    /// Words of the text that are written like names, under their skeletons.
    pub names: Field,
    /// Where sentences and paragraphs of the text begin.
    pub body_bounds: Field,
    /// Where sentences and paragraphs of what was set aside begin.
    pub junk_bounds: Field,
    /// Words of the outlet's name.
    pub outlet: Field,
    /// `/Outlet` as a facet.
    pub outlet_facet: Field,
    /// A hash of the folded outlet name, to count outlets.
    pub outlet_key: Field,
    /// Words of the agency's name; also a column of the name.
    pub agency: Field,
    /// Words of the authors' names; also a column of the names.
    pub author: Field,
    /// The language code.
    pub language: Field,
    /// Words of the address.
    pub url: Field,
    /// Words of the file's path.
    pub path: Field,
    /// Words of the dateline.
    pub dateline: Field,
    /// `/2025/02/18` as a facet, as deep as the date is known.
    pub date_facet: Field,
    /// First day the date can mean, as days since 1970.
    pub first_day: Field,
    /// Last day the date can mean.
    pub last_day: Field,
    /// Seconds since 1970 for sorting: the day's start, plus the time of day if known.
    pub published: Field,
    /// The article's number in this index, by which its story is known; of older versions `NO_NUMBER`.
    pub number: Field,
    /// Where its date was found.
    pub date_source: Field,
    /// The article as JSON, as judged by its page alone, packed.
    pub article: Field,
    /// Places of its blocks that are set aside because they recur, 16 bits each.
    pub repeated: Field,
    /// The date it takes from its story, as JSON.
    pub story_date: Field,
    /// Words of the sections; also a column of them.
    pub section: Field,
    /// Words of the tags; also a column of them.
    pub tag: Field,
}

impl Fields {
    /// The schema and its fields.
    #[must_use]
    pub fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let text = |tokenizer: &str, record| {
            let indexing = TextFieldIndexing::default().set_tokenizer(tokenizer).set_index_option(record);
            TextOptions::default().set_indexing_options(indexing)
        };
        let exact = text(WORDS, IndexRecordOption::WithFreqsAndPositions);
        let cut = text(CUT, IndexRecordOption::WithFreqsAndPositions);
        let named = exact.clone().set_fast("raw");
        let code = text("raw", IndexRecordOption::Basic).set_fast("raw");
        let number: NumericOptions = (FAST | INDEXED).into();
        let column: NumericOptions = FAST.into();
        let fields = Self {
            id: schema.add_u64_field("id", number.clone()),
            title: schema.add_text_field("title", cut.clone()),
            body: schema.add_text_field("body", cut.clone()),
            junk: schema.add_text_field("junk", cut),
            names: schema.add_text_field("names", text("raw", IndexRecordOption::Basic)),
            body_bounds: schema.add_u64_field(BODY_BOUNDS, column.clone()),
            junk_bounds: schema.add_u64_field(JUNK_BOUNDS, column.clone()),
            outlet: schema.add_text_field("outlet", exact.clone()),
            outlet_facet: schema.add_facet_field("outlet_facet", FacetOptions::default()),
            outlet_key: schema.add_u64_field("outlet_key", column.clone()),
            agency: schema.add_text_field("agency", named.clone()),
            author: schema.add_text_field("author", named.clone()),
            language: schema.add_text_field("language", code.clone()),
            url: schema.add_text_field("url", exact.clone()),
            path: schema.add_text_field("path", exact.clone()),
            dateline: schema.add_text_field("dateline", exact),
            date_facet: schema.add_facet_field("date_facet", FacetOptions::default()),
            first_day: schema.add_i64_field("first_day", column.clone()),
            last_day: schema.add_i64_field("last_day", column.clone()),
            published: schema.add_i64_field("published", column),
            number: schema.add_u64_field("number", number),
            date_source: schema.add_text_field("date_source", code.clone()),
            article: schema.add_bytes_field("article", BytesOptions::from(STORED)),
            repeated: schema.add_bytes_field("repeated", BytesOptions::from(STORED)),
            story_date: schema.add_bytes_field("story_date", BytesOptions::from(STORED)),
            section: schema.add_text_field("section", named.clone()),
            tag: schema.add_text_field("tag", named),
        };
        (schema.build(), fields)
    }

    /// The document of an article without its blocks at the `repeated` places and with the date
    /// of its story; `stored` is the article as its page alone was judged, packed.
    pub(super) fn document(
        &self,
        id: ArticleId,
        number: u32,
        article: &Article,
        stored: &[u8],
        repeated: &[u16],
        cutter: &mut Cutter,
    ) -> TantivyDocument {
        let language = article.language.as_deref().and_then(Language::from_code);
        let mut document = TantivyDocument::default();
        document.add_u64(self.id, id.0);
        document.add_u64(self.number, u64::from(number));
        document.add_text(self.date_source, article.date.source.as_str());
        if article.title.source != Provenance::Lead
            && let Some(title) = &article.title.value
        {
            let title = cutter.cut([(title.as_str(), true)].into_iter(), language, |_, _| {});
            document.add_text(self.title, title.words);
        }
        let mut names = Names::new(language);
        let body = shown(article.text_blocks());
        let body = cutter.cut(blocks(&body), language, |text, word| names.see(text, word));
        for name in names.terms() {
            document.add_text(self.names, name);
        }
        // What is set aside is not searched by stems.
        let junk = shown(article.junk_blocks());
        let junk = cutter.cut(blocks(&junk), None, |_, _| {});
        for (field, bounds) in [(self.body_bounds, &body.bounds), (self.junk_bounds, &junk.bounds)] {
            for code in bounds.codes() {
                document.add_u64(field, code);
            }
        }
        document.add_text(self.body, body.words);
        document.add_text(self.junk, junk.words);
        if let Some(outlet) = &article.outlet.value {
            document.add_text(self.outlet, outlet);
            // A facet's levels are parted by NUL.
            document.add_facet(self.outlet_facet, Facet::from_path([outlet.replace('\0', " ")]));
            document.add_u64(self.outlet_key, hash(&fold(outlet)));
        }
        for (field, value) in [
            (self.agency, &article.agency.value),
            (self.language, &article.language),
            (self.url, &article.url),
            (self.dateline, &article.dateline),
        ] {
            if let Some(value) = value {
                document.add_text(field, value);
            }
        }
        document.add_text(self.path, &article.path);
        for (field, values) in [(self.author, &article.authors), (self.section, &article.sections), (self.tag, &article.tags)] {
            for value in values {
                document.add_text(field, value);
            }
        }
        if let Some((first, last)) = article.date.bounds() {
            let value = article.date.value.as_deref().unwrap_or_default();
            document.add_facet(self.date_facet, Facet::from_path(value.split('-')));
            document.add_i64(self.first_day, day_number(first));
            document.add_i64(self.last_day, day_number(last));
            document.add_i64(self.published, day_number(first) * 86_400 + article.date.seconds_of_day());
        }
        document.add_bytes(self.article, stored);
        if !repeated.is_empty() {
            let places: Vec<u8> = repeated.iter().flat_map(|place| place.to_le_bytes()).collect();
            document.add_bytes(self.repeated, &places);
        }
        if article.date.source == Provenance::Story
            && let Ok(date) = serde_json::to_vec(&article.date)
        {
            document.add_bytes(self.story_date, &date);
        }
        document
    }

    /// The document of an older version of an article: it is kept, and no search finds it.
    pub(super) fn revision(&self, id: ArticleId, stored: &[u8]) -> TantivyDocument {
        let mut document = TantivyDocument::default();
        document.add_u64(self.id, id.0);
        document.add_u64(self.number, u64::from(NO_NUMBER));
        document.add_bytes(self.article, stored);
        document
    }

    /// The article of a stored document as its page alone was judged, the places of its
    /// blocks that recur, and the date it takes from its story.
    pub(super) fn stored(&self, document: &TantivyDocument, unpacker: &Unpacker) -> Result<StoredArticle, String> {
        let bytes = document.get_first(self.article).and_then(|value| value.as_bytes());
        let bytes = bytes.ok_or_else(|| "an article is missing".to_owned())?;
        let bytes = unpacker.unpack(bytes).map_err(|e| e.to_string())?;
        let article = serde_json::from_slice(&bytes).map_err(|e| format!("an article cannot be read: {e}"))?;
        let places = document.get_first(self.repeated).and_then(|value| value.as_bytes()).unwrap_or_default();
        let places = places.as_chunks().0.iter().map(|place| u16::from_le_bytes(*place));
        let date = document.get_first(self.story_date).and_then(|value| value.as_bytes());
        let date = date.map(serde_json::from_slice).transpose().map_err(|e| format!("a date cannot be read: {e}"))?;
        Ok((article, places.collect(), date))
    }
}

/// An article as its page alone was judged, places of blocks that recur, the date of its story.
pub(super) type StoredArticle = (Article, Vec<u16>, Option<PublicationDate>);

/// A column that every article has, and no older version of one.
pub(crate) const ARTICLES: &str = "date_source";

/// The number of all older versions: it is no article's. Columns of numbers are read in rows, so every
/// document has one.
pub(super) const NO_NUMBER: u32 = u32::MAX;

/// The columns of bounds.
pub(crate) const BODY_BOUNDS: &str = "body_bounds";
pub(crate) const JUNK_BOUNDS: &str = "junk_bounds";

/// Blocks as they are shown, each with whether it is a paragraph of the article itself.
fn shown<'a>(blocks: impl Iterator<Item = &'a JudgedBlock>) -> Vec<(String, bool)> {
    blocks.map(|block| (collapse_whitespace(&block.text), block.role == Role::Body)).collect()
}

fn blocks(shown: &[(String, bool)]) -> impl Iterator<Item = (&str, bool)> {
    shown.iter().map(|(text, is_body)| (text.as_str(), *is_body))
}

/// 64 bits of a text.
fn hash(text: &str) -> u64 {
    let mut first = [0; 8];
    first.copy_from_slice(&blake3::hash(text.as_bytes()).as_bytes()[..8]);
    u64::from_le_bytes(first)
}
