//! Fits the weights of the block judge (`data/clean/weights.tsv`) to pages whose
//! body is known, and writes predictions to score.
//!
//! ```text
//! judge blocks PAGES OUT   the blocks of each page, for label.py
//! judge dump   PAGES OUT   the features of each block
//! judge fit    first|second half|all TABLE DUMP LABELS [DUMP LABELS]...
//! ```
//!
//! PAGES is a folder of `.html` and `.txt` files. DUMP and LABELS are lines of JSON in
//! the same order of pages; a label is 1 (article), 0 (not) or null (neither). With `half`, only
//! pages of `half` 0 are fitted and the other half is only scored: so it is seen what a change is
//! worth on outlets it has not seen. With `all`, all are fitted: so the shipped table is made. `fit`
//! writes one column of TABLE: the first is the block alone, the second its context, whose
//! features depend on the first.

#![expect(clippy::cast_precision_loss, clippy::cast_possible_truncation, reason = "weights and counts of a regression")]

#[path = "pages.rs"]
mod pages;

use std::collections::HashMap;
use std::fs;
use std::io::Write;

use newsidx::clean;
use serde_json::{Value, json};

use pages::{Result, write_pages};

/// Features that are set by hand.
const FIXED: [&str; 3] = ["given_text", "plain_page", "plain_short_lines"];

/// Passes over all samples, size of the first steps, and weight of large weights.
const PASSES: usize = 400;
const STEP: f32 = 0.3;
const RIDGE: f32 = 2e-4;

/// A block: its features by place in the table, its label and its weight.
struct Sample {
    features: Vec<(usize, f32)>,
    label: f32,
    weight: f32,
    is_fitted: bool,
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["blocks", pages, out] => write_pages(pages, out, |document, page| {
            let _ = document;
            json!(page.blocks.iter().map(|block| block.text.replace('\n', " ")).collect::<Vec<_>>())
        }),
        ["dump", pages, out] => write_pages(pages, out, |document, page| {
            let words = page.blocks.iter().map(|block| block.text.split_whitespace().count());
            let explained = clean::explain(document, page).into_iter().zip(words);
            json!(
                explained
                    .map(|(block, words)| {
                        let features: Vec<_> = block.features.iter().map(|feature| (feature.name, feature.value)).collect();
                        json!({ "features": features, "words": words })
                    })
                    .collect::<Vec<_>>()
            )
        }),
        ["fit", column @ ("first" | "second"), pages @ ("half" | "all"), table, files @ ..]
            if !files.is_empty() && files.len() % 2 == 0 =>
        {
            fit(*column == "first", *pages == "all", table, files)
        }
        _ => Err("usage: judge blocks|dump PAGES OUT, or judge fit first|second half|all TABLE DUMP LABELS...".into()),
    }
}

fn fit(is_first: bool, has_all: bool, table: &str, files: &[&str]) -> Result<()> {
    let text = fs::read_to_string(table)?;
    let rows: Vec<Vec<&str>> =
        text.lines().filter(|line| !line.starts_with('#')).map(|line| line.split('\t').collect()).collect();
    let places: HashMap<&str, usize> = rows.iter().enumerate().filter_map(|(at, row)| Some((*row.first()?, at))).collect();
    let mut samples = vec![];
    for pair in files.chunks(2) {
        if let [dump, labels] = pair {
            read_samples(dump, labels, (is_first, has_all), &rows, &places, &mut samples)?;
        }
    }
    let weights = descend(rows.len(), &samples);
    for (half, is_fitted) in [("fitted", true), ("held out", false)] {
        let (mut right, mut all) = (0.0, 0.0);
        for sample in samples.iter().filter(|sample| sample.is_fitted == is_fitted) {
            all += sample.weight;
            right += if (score(sample, &weights) > 0.0) == (sample.label > 0.5) { sample.weight } else { 0.0 };
        }
        writeln!(std::io::stderr(), "{half}: weighted accuracy {:.4}", right / all.max(1.0))?;
    }
    let column = if is_first { 1 } else { 2 };
    let mut written = String::new();
    for line in text.lines() {
        let mut cells: Vec<String> = line.split('\t').map(str::to_owned).collect();
        let name = cells.first().cloned().unwrap_or_default();
        if let (Some(at), false) = (places.get(name.as_str()), FIXED.contains(&name.as_str()))
            && let Some(cell) = cells.get_mut(column)
        {
            *cell = format!("{:.2}", weights[*at]);
        }
        written += &(cells.join("\t") + "\n");
    }
    fs::write(table, written)?;
    Ok(())
}

/// Pages count about the same; long blocks count more, as readers and scores do.
fn read_samples(
    dump: &str,
    labels: &str,
    (is_first, has_all): (bool, bool),
    rows: &[Vec<&str>],
    places: &HashMap<&str, usize>,
    samples: &mut Vec<Sample>,
) -> Result<()> {
    let own = |at: usize| rows.get(at).is_some_and(|row| row.get(3).is_some_and(|meaning| !meaning.starts_with("context:")));
    let labels: HashMap<String, Value> = fs::read_to_string(labels)?
        .lines()
        .map(|line| {
            let value: Value = serde_json::from_str(line)?;
            Ok((value["id"].as_str().unwrap_or_default().to_owned(), value))
        })
        .collect::<Result<_>>()?;
    for line in fs::read_to_string(dump)?.lines() {
        let page: Value = serde_json::from_str(line)?;
        let Some(truth) = labels.get(page["id"].as_str().unwrap_or_default()) else { continue };
        let (Some(blocks), Some(truths)) = (page["blocks"].as_array(), truth["labels"].as_array()) else { continue };
        let weight = truth["weight"].as_f64().unwrap_or(1.0) as f32;
        let count = |label: u64| truths.iter().filter(|truth| truth.as_u64() == Some(label)).count() as f32;
        let (body, junk) = (count(1).max(8.0), (count(0) * 0.5).max(8.0));
        for (block, label) in blocks.iter().zip(truths.iter().map(Value::as_u64)) {
            let Some(label) = label else { continue };
            let words = block["words"].as_f64().unwrap_or(0.0).min(50.0) as f32;
            let features = block["features"].as_array().into_iter().flatten().filter_map(|pair| {
                let at = *places.get(pair[0].as_str()?)?;
                let name = rows.get(at)?.first()?;
                let is_used = !FIXED.contains(name) && (!is_first || own(at));
                is_used.then_some((at, pair[1].as_f64()? as f32))
            });
            samples.push(Sample {
                features: features.collect(),
                label: label as f32,
                weight: weight * (0.35 + words / 30.0) * 20.0 / if label == 1 { body } else { junk },
                is_fitted: has_all || truth["half"].as_u64() == Some(0),
            });
        }
    }
    Ok(())
}

fn score(sample: &Sample, weights: &[f32]) -> f32 {
    sample.features.iter().map(|(at, value)| weights[*at] * value).sum()
}

/// Logistic regression by batch gradient steps, each weight with its own step size (Duchi et al. 2011).
fn descend(features: usize, samples: &[Sample]) -> Vec<f32> {
    let mut weights = vec![0.0f32; features];
    let mut squares = vec![1e-6f32; features];
    let total: f32 = samples.iter().filter(|sample| sample.is_fitted).map(|sample| sample.weight).sum();
    for _ in 0..PASSES {
        let mut gradient = vec![0.0f32; features];
        for sample in samples.iter().filter(|sample| sample.is_fitted) {
            let likely = 1.0 / (1.0 + (-score(sample, &weights)).exp());
            let pull = (likely - sample.label) * sample.weight;
            for (at, value) in &sample.features {
                gradient[*at] += pull * value;
            }
        }
        for ((weight, square), gradient) in weights.iter_mut().zip(&mut squares).zip(&gradient) {
            let slope = gradient / total.max(1.0) + RIDGE * *weight;
            *square += slope * slope;
            *weight -= STEP * slope / square.sqrt();
        }
    }
    weights
}
