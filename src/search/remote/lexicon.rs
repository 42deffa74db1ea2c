//! The words of a corpus in an engine elsewhere, asked for one by one and remembered.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use serde_json::{Value, json};

use crate::engine::{Client, Generation, field};
use crate::error::{Error, Result};
use crate::index::{Lexicon, NAME_MARK, stem_term};
use crate::text::Language;

/// Spellings of names that are asked for at once.
const MOST_NAMES: u32 = 500;

/// The words of a generation.
pub(super) struct RemoteLexicon {
    client: Arc<Client>,
    generation: Generation,
    counts: Mutex<BTreeMap<String, u64>>,
    names: Mutex<BTreeMap<String, Vec<String>>>,
    /// The first thing that went wrong.
    failed: Mutex<Option<Error>>,
}

impl RemoteLexicon {
    pub(super) fn new(client: Arc<Client>, generation: Generation) -> Self {
        Self { client, generation, counts: Mutex::default(), names: Mutex::default(), failed: Mutex::default() }
    }

    /// What went wrong since this was last asked.
    pub(super) fn failure(&self) -> Result<()> {
        lock(&self.failed).take().map_or(Ok(()), Err)
    }

    /// Articles that a query finds.
    pub(super) fn count(&self, query: &Value) -> Result<u64> {
        let key = query.to_string();
        if let Some(known) = lock(&self.counts).get(&key) {
            return Ok(*known);
        }
        let wanted = json!({"query": query, "size": 0, "track_total_hits": true});
        let answer = self.client.search(&self.generation.index, field::ID, &wanted)?;
        let count = answer.pointer("/hits/total/value").and_then(Value::as_u64).unwrap_or(0);
        lock(&self.counts).insert(key, count);
        Ok(count)
    }

    /// Counts what these queries find, in one request.
    pub(super) fn learn(&self, queries: Vec<Value>) -> Result<()> {
        let mut unknown: BTreeMap<String, Value> = BTreeMap::new();
        {
            let known = lock(&self.counts);
            let new = queries.into_iter().map(|query| (query.to_string(), query)).filter(|(key, _)| !known.contains_key(key));
            unknown.extend(new);
        }
        // One alone is asked for when it is needed.
        if unknown.len() < 2 {
            return Ok(());
        }
        let queries: Vec<&Value> = unknown.values().collect();
        let counts = self.client.counts(&self.generation.index, &queries)?;
        let found = unknown.into_keys().zip(counts).filter_map(|(key, count)| Some((key, count?)));
        lock(&self.counts).extend(found);
        Ok(())
    }

    fn or_none<T: Default>(&self, found: Result<T>) -> T {
        found.unwrap_or_else(|error| {
            lock(&self.failed).get_or_insert(error);
            T::default()
        })
    }

    /// The terms of the field of names that begin so, counted by the engine.
    fn names_from(&self, prefix: &str) -> Result<Vec<String>> {
        if let Some(known) = lock(&self.names).get(prefix) {
            return Ok(known.clone());
        }
        let starts = format!("{}.*", regex::escape(prefix));
        let wanted = json!({
            "query": {"prefix": {field::NAMES: {"value": prefix}}},
            "size": 0,
            "aggs": {"names": {"terms": {"field": field::NAMES, "include": starts, "size": MOST_NAMES}}},
        });
        let answer = self.client.search(&self.generation.index, field::ID, &wanted)?;
        let buckets = answer.pointer("/aggregations/names/buckets").and_then(Value::as_array);
        let names = buckets.into_iter().flatten().filter_map(|bucket| bucket.get("key")?.as_str());
        let mut names: Vec<String> =
            names.filter(|name| name.starts_with(prefix) && name.contains(NAME_MARK)).map(str::to_owned).collect();
        names.sort_unstable();
        lock(&self.names).insert(prefix.to_owned(), names.clone());
        Ok(names)
    }
}

impl Lexicon for RemoteLexicon {
    fn articles(&self) -> u64 {
        self.generation.articles
    }

    fn languages(&self) -> Vec<Language> {
        let mut languages: Vec<Language> =
            self.generation.languages.keys().filter_map(|code| Language::from_code(code)).collect();
        languages.sort_unstable();
        languages
    }

    fn words(&self, field: &str) -> u64 {
        self.generation.words.get(field).copied().unwrap_or(0)
    }

    fn frequency(&self, field: &str, word: &str) -> u64 {
        if field == field::LANGUAGE {
            return self.generation.languages.get(word).copied().unwrap_or(0);
        }
        self.or_none(self.count(&with(field, word)))
    }

    fn frequency_of_any(&self, fields: &[&str], words: &[String], stems: &[(Option<Language>, String)]) -> u64 {
        with_any(fields, words, stems).map_or(0, |query| self.or_none(self.count(&query)))
    }

    fn names(&self, prefix: &str) -> Vec<String> {
        self.or_none(self.names_from(prefix))
    }
}

/// Articles that have a word in a field.
pub(super) fn with(field: &str, word: &str) -> Value {
    json!({"term": {field: {"value": word}}})
}

/// Articles that have any of these words, or of these stems, in any of the fields; none if there is nothing
/// to have.
pub(super) fn with_any(fields: &[&str], words: &[String], stems: &[(Option<Language>, String)]) -> Option<Value> {
    let mut parts = vec![];
    for field in fields {
        let stem_field = if *field == field::TITLE { field::TITLE_STEMS } else { field::BODY_STEMS };
        let stems: Vec<String> = stems.iter().map(|(language, stem)| stem_term(*language, stem)).collect();
        for (field, terms) in [(*field, words), (stem_field, &stems)] {
            match terms {
                [] => {}
                [one] => parts.push(with(field, one)),
                many => parts.push(json!({"terms": {field: many}})),
            }
        }
    }
    match parts.len() {
        0 | 1 => parts.pop(),
        _ => Some(json!({"bool": {"should": parts, "minimum_should_match": 1}})),
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
