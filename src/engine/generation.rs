//! Generations: one push of a whole corpus, by one machine or several, each with its part. A generation
//! is whole when each of its parts has said so; the figures of the parts are what ranking counts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::client::{Again, Client};
use super::failure;
use super::mapping::{GENERATION, Holds, ROW, make};
use crate::error::Result;

/// So many rows are read: parts of generations.
const MAX_ROWS: u32 = 10_000;

/// A part of a corpus, of so many.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Part {
    /// From 1.
    pub number: u32,
    /// All of them.
    pub of: u32,
}

impl Default for Part {
    fn default() -> Self {
        Self { number: 1, of: 1 }
    }
}

/// What a part says when all of it is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Row {
    pub(super) generation: String,
    pub(super) part: Part,
    pub(super) figures: Figures,
}

/// What ranking counts.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Figures {
    pub(super) articles: u64,
    /// Lengths of fields, all articles together.
    pub(super) words: BTreeMap<String, u64>,
    pub(super) languages: BTreeMap<String, u64>,
}

/// A whole generation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Generation {
    /// Its index in the engine.
    pub index: String,
    /// Its articles.
    pub articles: u64,
    /// Words of each field that is searched, all articles together.
    pub words: BTreeMap<String, u64>,
    /// Articles by language code.
    pub languages: BTreeMap<String, u64>,
}

/// The index of a generation.
pub(super) fn index_of(name: &str, generation: &str) -> String {
    format!("{name}-{generation}")
}

/// The index of generations.
fn table_of(name: &str) -> String {
    format!("{name}-generations")
}

/// The newest whole generation. Cost: one request.
///
/// # Errors
///
/// No answer, or nothing that is whole.
pub(crate) fn newest(client: &Client, name: &str) -> Result<Generation> {
    checked(name)?;
    let table = table_of(name);
    let answer = client.search(&table, ROW, &json!({"query": {"match_all": {}}, "size": MAX_ROWS, "track_total_hits": true}))?;
    let hits = answer.pointer("/hits/hits").and_then(Value::as_array).ok_or_else(|| failure::not_json(client.shown()))?;
    let rows = hits.iter().filter_map(|hit| serde_json::from_str(hit.pointer(&format!("/_source/{ROW}"))?.as_str()?).ok());
    let found = whole(name, rows);
    found.ok_or_else(|| {
        let shown = client.shown();
        failure::error(format!(
            "`{shown}` has no whole generation of `{name}` yet: finish `newsidx push`, or wait until it is committed"
        ))
    })
}

/// The newest generation of which every part is there.
fn whole(name: &str, rows: impl Iterator<Item = Row>) -> Option<Generation> {
    let mut found: BTreeMap<String, BTreeMap<u32, Row>> = BTreeMap::new();
    for row in rows {
        found.entry(row.generation.clone()).or_default().insert(row.part.number, row);
    }
    let is_whole = |parts: &BTreeMap<u32, Row>| parts.values().next().is_some_and(|row| parts.len() == row.part.of as usize);
    let (generation, parts) = found.into_iter().rev().find(|(_, parts)| is_whole(parts))?;
    let mut sum = Figures::default();
    for row in parts.into_values() {
        sum.articles += row.figures.articles;
        for (field, words) in row.figures.words {
            *sum.words.entry(field).or_default() += words;
        }
        for (language, articles) in row.figures.languages {
            *sum.languages.entry(language).or_default() += articles;
        }
    }
    let Figures { articles, words, languages } = sum;
    Some(Generation { index: index_of(name, &generation), articles, words, languages })
}

/// Says that a part is all there.
pub(super) fn announce(client: &Client, name: &str, row: &Row) -> Result<()> {
    let table = table_of(name);
    make(client, &table, Holds::Generations)?;
    let text = serde_json::to_string(row).map_err(crate::error::Error::engine)?;
    let id = format!("{}.{}", row.generation, row.part.number);
    let body = format!("{}\n{}\n", json!({"index": {"_id": id}}), json!({GENERATION: row.generation, ROW: text}));
    let path = format!("{}/{table}/_bulk?refresh=wait_for", client.kind().prefix());
    // A row that is there twice counts once.
    let answer = client.send("POST", &path, Some(&body), Again::Always)?;
    let answer = client.json(&answer, &table)?;
    if answer.get("errors").and_then(Value::as_bool) == Some(true) {
        return Err(failure::error(format!(
            "`{}` did not take the last row of the push: run the same command again",
            client.shown()
        )));
    }
    Ok(())
}

/// A name that every engine takes for an index.
pub(super) fn checked(name: &str) -> Result<()> {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if (2..=100).contains(&name.len()) && name.starts_with(|c: char| c.is_ascii_lowercase()) && name.chars().all(is_allowed) {
        return Ok(());
    }
    Err(failure::error(format!("`--name {name}`: write two to a hundred small letters, digits and hyphens, a letter first")))
}

/// A generation's name: they are put in order by it.
pub(super) fn checked_generation(generation: &str) -> Result<()> {
    let is_allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if (1..=40).contains(&generation.len())
        && generation.starts_with(|c: char| c.is_ascii_digit())
        && generation.chars().all(is_allowed)
    {
        return Ok(());
    }
    Err(failure::error(format!(
        "`--generation {generation}`: write small letters and digits, a digit first: the greatest name is the newest"
    )))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(generation: &str, number: u32, of: u32, articles: u64) -> Row {
        let languages = BTreeMap::from([("en".to_owned(), articles)]);
        let words = BTreeMap::from([("body".to_owned(), 30)]);
        let figures = Figures { articles, words, languages };
        Row { generation: generation.to_owned(), part: Part { number, of }, figures }
    }

    #[test]
    fn only_whole_generations_count() {
        let rows = [row("20250101", 1, 1, 5), row("20250301", 2, 2, 4), row("20250201", 2, 2, 3), row("20250201", 1, 2, 2)];
        let found = whole("news", [rows.to_vec(), vec![rows[3].clone()]].concat().into_iter()).unwrap();
        assert_eq!((found.index.as_str(), found.articles, found.words["body"]), ("news-20250201", 5, 60));
        assert_eq!(found.languages["en"], 5);
        assert!(whole("news", [row("1", 1, 2, 1)].into_iter()).is_none());
    }

    #[test]
    fn names_are_those_that_engines_take() {
        assert!(checked("news-2").is_ok() && checked_generation("20250101t101010").is_ok());
        for name in ["n", "News", "2news", "news_1", "ne ws", "news/x", ""] {
            assert!(checked(name).is_err(), "{name}");
        }
        for name in ["generations", "", "2-5", "2025 "] {
            assert!(checked_generation(name).is_err(), "{name}");
        }
    }
}
