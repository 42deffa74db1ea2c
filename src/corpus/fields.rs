//! Which field of a record is the headline, which the text: by the names
//! exporters, scrapers and press interfaces use, or by what the user says.
//!
//! Names are compared without regard to case, underscores, hyphens and spaces.
//! What a value looks like is not considered here; see `record`.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::error::{Error, Result};

/// What a field of a record can be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Field {
    Title,
    Subtitle,
    /// A summary: the standfirst of a record with a text, the text of one without.
    Lead,
    Body,
    /// A body that is HTML by its name.
    Html,
    Date,
    Author,
    Outlet,
    Url,
    Language,
    Agency,
    Dateline,
    Section,
    Tag,
    Id,
}

/// The usual names, normalized; the first that has a value is taken.
const USUAL: [(Field, &[&str]); 15] = [
    (Field::Title, &["title", "headline", "hed", "head", "webtitle", "name"]),
    (Field::Subtitle, &["subtitle", "standfirst", "dek", "subheadline", "subhead", "kicker"]),
    (Field::Lead, &["description", "summary", "abstract", "excerpt", "snippet", "leadparagraph"]),
    (
        Field::Body,
        &[
            "text",
            "body",
            "content",
            "articlebody",
            "article",
            "fulltext",
            "bodytext",
            "articletext",
            "maintext",
            "plaintext",
            "story",
        ],
    ),
    (Field::Html, &["html", "contenthtml", "bodyhtml", "articlehtml"]),
    (
        Field::Date,
        &[
            "date",
            "published",
            "datepublished",
            "publishedat",
            "pubdate",
            "publicationdate",
            "publishdate",
            "webpublicationdate",
            "publishedon",
            "createdat",
            "timestamp",
            "datetime",
            "time",
        ],
    ),
    (Field::Author, &["author", "authors", "byline", "creator", "by", "writer"]),
    (
        Field::Outlet,
        &["outlet", "source", "publisher", "publication", "newspaper", "site", "sitename", "domain", "sourcedomain", "medium"],
    ),
    (Field::Url, &["url", "link", "permalink", "canonicalurl", "weburl", "articleurl"]),
    (Field::Language, &["language", "lang", "locale", "inlanguage"]),
    (Field::Agency, &["agency", "wire", "newsagency"]),
    (Field::Dateline, &["dateline"]),
    (Field::Section, &["section", "sections", "sectionname", "articlesection", "category", "categories", "rubric", "desk"]),
    (Field::Tag, &["tags", "tag", "keywords", "keyword", "newskeywords", "topics", "topic", "subjects"]),
    (Field::Id, &["id", "guid", "uuid"]),
];

/// What a user may write before `=`.
const WORDS: [(&str, Field); 13] = [
    ("title", Field::Title),
    ("subtitle", Field::Subtitle),
    ("text", Field::Body),
    ("date", Field::Date),
    ("author", Field::Author),
    ("outlet", Field::Outlet),
    ("url", Field::Url),
    ("language", Field::Language),
    ("agency", Field::Agency),
    ("dateline", Field::Dateline),
    ("section", Field::Section),
    ("tag", Field::Tag),
    ("id", Field::Id),
];

/// Objects that hold the fields of a record one level down.
const HOLDERS: [&str; 6] = ["metadata", "meta", "fields", "attributes", "document", "doc"];

/// Keys of an object that stands for one value: `{"name": "Ann"}`.
pub(super) const INNER: [&str; 10] = ["name", "main", "rendered", "original", "value", "text", "title", "#text", "$date", "$oid"];

/// How good a name is; smaller is better.
pub(super) type Rank = u16;

/// Ranks of the usual names begin here, below all names the user gives.
const USUAL_FROM: Rank = 1000;

/// Names one level down come after all names on the record itself.
const NESTED_FROM: Rank = 10_000;

static BY_NAME: LazyLock<HashMap<&'static str, (Field, Rank)>> = LazyLock::new(|| {
    let ranked = |(field, names): (Field, &'static [&'static str])| {
        names.iter().zip(USUAL_FROM..).map(move |(name, rank)| (*name, (field, rank)))
    };
    USUAL.into_iter().flat_map(ranked).collect()
});

/// The names of fields: the usual ones, and before them those the user gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FieldMap {
    given: Vec<(String, &'static str)>,
}

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Meaning {
    /// A field, and how good its name is.
    Field(Field, Rank),
    /// An object with fields of the record in it.
    Holder,
}

impl FieldMap {
    /// Reads one `FIELD=NAME`, as in `title=Überschrift`.
    ///
    /// # Errors
    ///
    /// [`Config`](crate::error::ErrorKind::Config) if the field is unknown or the name is missing.
    pub fn parse(spec: &str) -> Result<Self> {
        let mut map = Self::default();
        map.add(spec)?;
        Ok(map)
    }

    /// Adds one more `FIELD=NAME`. Several names for one field are tried in
    /// the order they were added, and the usual names after them.
    ///
    /// # Errors
    ///
    /// As [`FieldMap::parse`].
    pub fn add(&mut self, spec: &str) -> Result<()> {
        let (word, name) = spec.split_once('=').unwrap_or((spec, ""));
        let (word, name) = (word.trim(), normal(name));
        if name.is_empty() {
            return Err(Error::config(format!("`{spec}` names no field of your data: write it like `title=Überschrift`")));
        }
        let alias = BY_NAME.get(normal(word).as_str()).map(|(field, _)| *field);
        let alias = alias.map(|field| if field == Field::Html { Field::Body } else { field });
        let found = WORDS.iter().find(|(known, field)| *known == normal(word) || Some(*field) == alias);
        let Some((known, _)) = found else {
            let all = WORDS.map(|(known, _)| known).join(", ");
            return Err(Error::config(format!("`{word}` is no field of an article: use one of {all}")));
        };
        self.given.push((name, known));
        Ok(())
    }

    /// What a key of a record stands for.
    pub(super) fn meaning(&self, key: &str) -> Option<Meaning> {
        if key == "_source" {
            return Some(Meaning::Holder);
        }
        let name = normal(key);
        if let Some(meaning) = self.given_or_usual(&name) {
            return Some(meaning);
        }
        if HOLDERS.contains(&name.as_str()) || self.given.iter().any(|(given, _)| is_parent(&name, given)) {
            return Some(Meaning::Holder);
        }
        // A dotted name, as tables have that were made from nested records.
        let (parent, child) = name.rsplit_once('.')?;
        let outer = parent.rsplit('.').next().unwrap_or_default();
        match self.given_or_usual(outer) {
            Some(meaning) if INNER.contains(&child) && !HOLDERS.contains(&outer) && !key.starts_with("_source.") => Some(meaning),
            _ if HOLDERS.contains(&outer) || key.starts_with("_source.") => self.nested(parent, child),
            _ => None,
        }
    }

    /// What a key of an object inside the record stands for.
    pub(super) fn nested_meaning(&self, parent: &str, key: &str) -> Option<Meaning> {
        self.nested(&normal(parent), &normal(key))
    }

    fn nested(&self, parent: &str, name: &str) -> Option<Meaning> {
        let full = self.given(&format!("{parent}.{name}"));
        full.or_else(|| match self.given_or_usual(name)? {
            Meaning::Field(field, rank) => Some(Meaning::Field(field, rank.saturating_add(NESTED_FROM))),
            Meaning::Holder => None,
        })
    }

    fn given_or_usual(&self, name: &str) -> Option<Meaning> {
        self.given(name).or_else(|| BY_NAME.get(name).map(|(field, rank)| Meaning::Field(*field, *rank)))
    }

    fn given(&self, name: &str) -> Option<Meaning> {
        let (place, (_, word)) = self.given.iter().enumerate().find(|(_, (given, _))| given == name)?;
        let (_, field) = WORDS.iter().find(|(known, _)| known == word)?;
        Some(Meaning::Field(*field, Rank::try_from(place).unwrap_or(USUAL_FROM - 1).min(USUAL_FROM - 1)))
    }
}

/// Whether `given` is `name.` and more.
fn is_parent(name: &str, given: &str) -> bool {
    given.strip_prefix(name).is_some_and(|rest| rest.starts_with('.'))
}

/// A name without what people vary.
fn normal(name: &str) -> String {
    name.trim().chars().filter(|c| !matches!(c, '_' | '-' | ' ')).flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(map: &FieldMap, key: &str, expected: Option<Field>) {
        let found = map.meaning(key).and_then(|meaning| match meaning {
            Meaning::Field(field, _) => Some(field),
            Meaning::Holder => None,
        });
        assert_eq!(found, expected, "{key}");
    }

    #[test]
    fn usual_names() {
        let map = FieldMap::default();
        for (key, field) in [
            ("Title", Field::Title),
            ("article_body", Field::Body),
            ("articleBody", Field::Body),
            ("Article Body", Field::Body),
            ("content-html", Field::Html),
            ("DATE_PUBLISHED", Field::Date),
            ("_id", Field::Id),
            ("source", Field::Outlet),
            ("metadata.title", Field::Title),
            ("_source.body", Field::Body),
            ("_source.title", Field::Title),
            ("source.name", Field::Outlet),
            ("author.name", Field::Author),
            ("headline.main", Field::Title),
            ("tags.name", Field::Tag),
        ] {
            check(&map, key, Some(field));
        }
        for key in ["", "x", "place.name", "a.title", "metadata.x", "."] {
            check(&map, key, None);
        }
        assert_eq!(map.meaning("_source"), Some(Meaning::Holder));
        assert_eq!(map.meaning("Metadata"), Some(Meaning::Holder));
    }

    #[test]
    fn every_usual_name_is_normal_and_stands_once() {
        let names = USUAL.iter().flat_map(|(_, names)| names.iter());
        assert_eq!(names.clone().count(), BY_NAME.len());
        assert!(names.clone().all(|name| normal(name) == **name));
    }

    #[test]
    fn names_the_user_gives() {
        let mut map = FieldMap::parse("title=Überschrift").unwrap();
        map.add("body=data.inhalt").unwrap();
        map.add(" date = title ").unwrap();
        check(&map, "ÜBERSCHRIFT", Some(Field::Title));
        check(&map, "title", Some(Field::Date));
        assert_eq!(map.meaning("data"), Some(Meaning::Holder));
        assert_eq!(map.nested_meaning("data", "Inhalt"), Some(Meaning::Field(Field::Body, 1)));
        let error = |spec: &str| FieldMap::parse(spec).unwrap_err().to_string();
        assert_eq!(error("title"), "`title` names no field of your data: write it like `title=Überschrift`");
        assert!(error("colour=x").starts_with("`colour` is no field of an article: use one of title, subtitle, text,"));
    }
}
