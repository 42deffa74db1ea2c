//! Scores cleaning on pages whose articles are known.
//!
//! ```text
//! score                    the sample corpus, by condition
//! score PAGES GOLD.jsonl   a folder of pages, and a line of JSON for each article
//! ```
//!
//! What a line of gold holds stands in `tests/it/scorer.rs`. Lines may have a `condition`, by
//! which they are then told apart.

#[path = "../it/scorer.rs"]
mod scorer;

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::time::Instant;

use scorer::{Scores, articles, sample_gold};
use serde_json::Value;

fn main() -> Result<(), Box<dyn Error>> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let corpus = Path::new(env!("CARGO_MANIFEST_DIR")).join("sample_corpus");
    let (pages, gold) = match args.as_slice() {
        [] => {
            let gold = sample_gold(&corpus)?;
            (corpus.join("pages"), gold.into_iter().map(|(condition, gold)| (condition.to_owned(), gold)).collect())
        }
        [pages, gold] => (Path::new(pages).to_owned(), read_gold(gold)?),
        _ => return Err("usage: score, or score PAGES GOLD.jsonl".into()),
    };
    let began = Instant::now();
    let found = articles(&pages)?;
    let seconds = began.elapsed().as_secs_f64();
    let mut scores: BTreeMap<String, Scores> = BTreeMap::new();
    let mut missing = vec![];
    for (condition, gold) in &gold {
        let page = gold["page"].as_str().ok_or("a line of gold without `page`")?;
        let article = found.get(&(page.to_owned(), gold["record"].as_u64()));
        if article.is_none() {
            missing.push(page);
        }
        scores.entry(condition.clone()).or_default().add(gold, article);
    }
    let mut out = std::io::stdout().lock();
    for (condition, scores) in &scores {
        writeln!(out, "{condition}: {} pages", scores.pages())?;
        for (name, (value, count)) in scores.measures() {
            writeln!(out, "  {name:<20} {value:.4}  of {count}")?;
        }
    }
    writeln!(out, "{} articles in {seconds:.2} s on one core", found.len())?;
    for page in missing {
        writeln!(out, "no article: {page}")?;
    }
    Ok(())
}

fn read_gold(path: &str) -> Result<Vec<(String, Value)>, Box<dyn Error>> {
    let lines = fs::read_to_string(path).map_err(|e| format!("{path}: {e}"))?;
    let lines = lines.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    lines
        .map(|(at, line)| {
            let gold: Value = serde_json::from_str(line).map_err(|e| format!("{path}, line {}: {e}", at + 1))?;
            Ok((gold["condition"].as_str().unwrap_or("all").to_owned(), gold))
        })
        .collect()
}
