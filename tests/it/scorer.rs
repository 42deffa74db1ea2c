//! Scores what cleaning makes of pages against what a careful reader finds in them. Used by
//! the test of the floors and by the `score` example, on any folder of pages.
//!
//! The gold of a page is a JSON object: `page` (its path inside the folder) and, for a file
//! of many, `record`; then any of `body` (the article's paragraphs and headings, a line
//! each), `title`, `date` (`2025-12-02`), `authors` and `outlet`. What is missing is not
//! judged; null says that the page has none.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::fs;
use std::path::Path;

use newsidx::build::PARSER_STACK_BYTES;
use newsidx::clean::CleanOptions;
use newsidx::corpus::{Input, ReadOptions, walk};
use newsidx::model::{Article, Role};
use newsidx::text::{fold, is_unspaced};
use serde_json::{Value, json};

/// Words in a row that are compared.
const SHINGLE: usize = 4;

/// Articles by the path of their page inside a folder and their record.
pub(crate) type Found = BTreeMap<(String, Option<u64>), Article>;

/// Reads and cleans every page of a folder.
pub(crate) fn articles(folder: &Path) -> newsidx::Result<Found> {
    let walked = walk(folder)?;
    let mut found = Found::new();
    std::thread::scope(|scope| {
        let work = || {
            for file in &walked.files {
                let name = file.path.strip_prefix(folder).unwrap_or(&file.path).to_string_lossy().into_owned();
                let input = Input::file(file, &name, &name, None);
                let (articles, _) = newsidx::build::inspect(&input, &ReadOptions::default(), &CleanOptions::default());
                found.extend(articles.into_iter().map(|article| ((name.clone(), article.record), article)));
            }
        };
        // A scope that ends has joined its threads, and passed on their panics.
        drop(std::thread::Builder::new().stack_size(PARSER_STACK_BYTES).spawn_scoped(scope, work));
    });
    Ok(found)
}

/// Sums over pages.
#[derive(Debug, Clone, Default)]
pub(crate) struct Scores {
    pages: usize,
    means: BTreeMap<&'static str, (f64, usize)>,
    /// Names found, names found wrongly, names missed.
    authors: Option<(usize, usize, usize)>,
}

impl Scores {
    /// Adds a page: its gold, and its article if there is one.
    pub(crate) fn add(&mut self, gold: &Value, article: Option<&Article>) {
        self.pages += 1;
        if let Some(body) = gold["body"].as_str() {
            self.add_body(body, gold["title"].as_str(), article);
        }
        let mut field = |name, key: &str, found: Option<&str>, is_same: fn(&str, &str) -> bool| {
            if let Some(gold) = gold.get(key) {
                let right = match (gold.as_str(), found) {
                    (Some(gold), Some(found)) => is_same(gold, found),
                    (gold, found) => gold.is_none() && found.is_none(),
                };
                self.mean(name, if right { 1.0 } else { 0.0 });
            }
        };
        field("title", "title", article.and_then(|article| article.title.value.as_deref()), |gold, found| {
            tokens(gold) == tokens(found)
        });
        field("date", "date", article.and_then(|article| article.date.value.as_deref()), |gold, found| gold == found);
        field("outlet", "outlet", article.and_then(|article| article.outlet.value.as_deref()), is_same_outlet);
        if let Some(gold) = gold["authors"].as_array() {
            let gold: HashSet<_> = gold.iter().filter_map(Value::as_str).map(tokens).collect();
            let found: HashSet<_> = article.iter().flat_map(|article| &article.authors).map(|name| tokens(name)).collect();
            let both = gold.intersection(&found).count();
            let (right, wrong, missed) = self.authors.get_or_insert_default();
            *right += both;
            *wrong += found.len() - both;
            *missed += gold.len() - both;
        }
    }

    fn add_body(&mut self, gold: &str, title: Option<&str>, article: Option<&Article>) {
        let blocks: Vec<_> = article.iter().flat_map(|article| &article.blocks).collect();
        let is_kept = |role| matches!(role, Role::Body | Role::Heading | Role::Subtitle);
        let kept: Vec<&str> = blocks.iter().filter(|block| is_kept(block.role)).map(|block| block.text.as_str()).collect();
        let (gold_words, kept_words) = (tokens(gold), tokens(&kept.join("\n")));
        let (wanted, found) = (shingles(&gold_words), shingles(&kept_words));
        self.mean("body F1", f1(&wanted, &found));
        let lines: HashSet<Vec<String>> = gold.lines().map(tokens).collect();
        let title = title.map(tokens);
        // Of the page's lines: body kept, body, junk removed, junk.
        let mut counts = [0.0; 4];
        for block in blocks {
            let own = tokens(&block.text);
            if own.is_empty() || title.as_ref() == Some(&own) {
                continue;
            }
            let is_body = if own.len() < SHINGLE {
                lines.contains(&own)
            } else {
                let own = shingles(&own);
                own.keys().filter(|shingle| wanted.contains_key(*shingle)).count() * 2 >= own.len()
            };
            let is_right = is_body == is_kept(block.role);
            let at = if is_body { 0 } else { 2 };
            counts[at] += if is_right { 1.0 } else { 0.0 };
            counts[at + 1] += 1.0;
        }
        for (name, right, all) in [("body lines kept", counts[0], counts[1]), ("junk lines removed", counts[2], counts[3])] {
            if all > 0.0 {
                self.mean(name, right / all);
            }
        }
    }

    fn mean(&mut self, name: &'static str, value: f64) {
        let (sum, count) = self.means.entry(name).or_default();
        *sum += value;
        *count += 1;
    }

    /// Each measure by name, with the number of pages (of names, for authors) it is over.
    #[expect(clippy::cast_precision_loss, reason = "counts of pages")]
    pub(crate) fn measures(&self) -> BTreeMap<&'static str, (f64, usize)> {
        let mut measures: BTreeMap<_, _> =
            self.means.iter().map(|(name, (sum, count))| (*name, (sum / *count as f64, *count))).collect();
        if let Some((right, wrong, missed)) = self.authors {
            let all = 2 * right + wrong + missed;
            if all > 0 {
                measures.insert("authors F1", (2.0 * right as f64 / all as f64, right + missed));
            }
        }
        measures
    }

    /// Pages that were added.
    pub(crate) fn pages(&self) -> usize {
        self.pages
    }
}

/// Words without case and accents; in scripts without spaces, characters.
fn tokens(text: &str) -> Vec<String> {
    let mut tokens: Vec<String> = vec![];
    let mut joins = false;
    for c in fold(text).chars() {
        if !c.is_alphanumeric() {
            joins = false;
        } else if is_unspaced(c) {
            tokens.push(c.to_string());
            joins = false;
        } else {
            match tokens.last_mut().filter(|_| joins) {
                Some(word) => word.push(c),
                None => tokens.push(c.to_string()),
            }
            joins = true;
        }
    }
    tokens
}

/// The shingles of a text with how often each stands there; a shorter text is one shingle.
fn shingles(tokens: &[String]) -> HashMap<&[String], usize> {
    let mut shingles = HashMap::new();
    for shingle in tokens.windows(SHINGLE.min(tokens.len()).max(1)) {
        *shingles.entry(shingle).or_default() += 1;
    }
    shingles
}

#[expect(clippy::cast_precision_loss, reason = "counts of words")]
fn f1(wanted: &HashMap<&[String], usize>, found: &HashMap<&[String], usize>) -> f64 {
    let both: usize = wanted.iter().map(|(shingle, count)| found.get(shingle).copied().unwrap_or(0).min(*count)).sum();
    match wanted.values().sum::<usize>() + found.values().sum::<usize>() {
        0 => 1.0,
        all => 2.0 * both as f64 / all as f64,
    }
}

/// Letters and digits alike, or one name inside the other.
fn is_same_outlet(gold: &str, found: &str) -> bool {
    let (gold, found) = (tokens(gold).concat(), tokens(found).concat());
    let inside = |one: &str, other: &str| one.chars().count() >= 4 && other.contains(one);
    gold == found || inside(&gold, &found) || inside(&found, &gold)
}

/// The gold of the sample corpus, with the condition of each page: `html`, `text`, or
/// `record` for what came as fields.
pub(crate) fn sample_gold(corpus: &Path) -> std::io::Result<Vec<(&'static str, Value)>> {
    let (pages, mut gold) = (corpus.join("pages"), vec![]);
    for file in walk(&pages).map_err(std::io::Error::other)?.files {
        let name = file.path.strip_prefix(&pages).unwrap_or(&file.path).to_string_lossy().into_owned();
        let truth: Value = serde_json::from_str(&fs::read_to_string(corpus.join("truth").join(format!("{name}.json")))?)?;
        let condition = match name.trim_end_matches(".gz").rsplit('.').next() {
            Some("html") => "html",
            Some("txt") => "text",
            _ => "record",
        };
        for truth in truth["articles"].as_array().into_iter().flatten() {
            let body = if truth["lines"].is_object() { body_lines(&file.path, truth)? } else { body_texts(truth) };
            let mut entry = json!({ "page": name, "record": truth["record"], "body": body });
            for key in ["title", "date", "authors", "outlet"] {
                entry[key] = truth[key].clone();
            }
            if truth["title_source"] == "lead" {
                entry.as_object_mut().map(|entry| entry.remove("title"));
            }
            gold.push((condition, entry));
        }
    }
    Ok(gold)
}

fn body_texts(truth: &Value) -> String {
    let subtitles = truth["other"].as_object().into_iter().flatten().filter(|(_, role)| *role == "subtitle");
    let body = truth["body"].as_array().into_iter().flatten().filter_map(Value::as_str);
    subtitles.map(|(text, _)| text.as_str()).chain(body).collect::<Vec<_>>().join("\n")
}

/// The lines of a text to which the truth gives a role of the body.
fn body_lines(path: &Path, truth: &Value) -> std::io::Result<String> {
    let mut wanted = HashSet::new();
    for (range, role) in truth["lines"].as_object().into_iter().flatten() {
        if matches!(role.as_str(), Some("body" | "heading" | "subtitle")) {
            let (first, last) = range.split_once('-').unwrap_or((range, range));
            let number = |text: &str| text.parse::<usize>().map_err(std::io::Error::other);
            wanted.extend(number(first)?..=number(last)?);
        }
    }
    let mut text = String::new();
    if path.extension().is_some_and(|ending| ending == "gz") {
        std::io::Read::read_to_string(&mut flate2::read::GzDecoder::new(fs::File::open(path)?), &mut text)?;
    } else {
        text = String::from_utf8_lossy(&fs::read(path)?).into_owned();
    }
    let lines = text.lines().enumerate().filter(|(at, _)| wanted.contains(&(at + 1))).map(|(_, line)| line);
    Ok(lines.collect::<Vec<_>>().join("\n"))
}
