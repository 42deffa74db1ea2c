//! Fits the weights of the headline's measures (`data/clean/headline.tsv`) to pages whose
//! title is known.
//!
//! ```text
//! headline dump PAGES OUT                          the lines that may be each page's headline
//! headline fit  half|all TABLE GOLD DUMP...        TABLE with the weights that were fitted
//! ```
//!
//! PAGES is a folder of `.html` and `.txt` files. GOLD is lines of JSON with `id`, `title` (empty if
//! the page has none) and, if there, `weight` and `family`, the publisher. With `half`, only half of the families is fitted, and how often the
//! likeliest line is the title is told for both halves; with `all`, all are.

#![expect(clippy::cast_possible_truncation, reason = "weights of a regression")]

#[path = "pages.rs"]
mod pages;

use std::collections::HashMap;
use std::fs;
use std::io::Write;

use newsidx::clean;
use newsidx::text::fold;
use serde_json::{Value, json};

use pages::{Result, write_pages};

/// Measures that are set by hand: a page of which the headline was missed has a section's name
/// in its place, and the pages have too few of these to teach what readers know.
const FIXED: [&str; 2] = ["words_1_2", "words_3"];

/// Passes over all pages, size of the first steps, and weight of large weights.
const PASSES: usize = 600;
const STEP: f32 = 0.2;
const RIDGE: f32 = 1e-3;

/// The lines of a page that may be its headline: measures by place in the table, and whether it is.
struct Candidates {
    lines: Vec<(Vec<(usize, f32)>, bool)>,
    weight: f32,
    is_fitted: bool,
}

fn main() -> Result<()> {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match args.as_slice() {
        ["dump", pages, out] => write_pages(pages, out, |document, page| {
            let lines = clean::headlines(document, page).into_iter().filter_map(|(at, measures)| {
                let text = &page.blocks.get(at)?.text;
                Some(json!({ "text": text, "first": at == 0, "measures": measures }))
            });
            json!(lines.collect::<Vec<_>>())
        }),
        ["fit", pages @ ("half" | "all"), table, gold, dumps @ ..] if !dumps.is_empty() => {
            fit(*pages == "all", table, gold, dumps)
        }
        _ => Err("usage: headline dump PAGES OUT, or headline fit half|all TABLE GOLD DUMP...".into()),
    }
}

/// Letters and digits: how titles are compared.
fn bare(text: &str) -> String {
    fold(text).chars().filter(|c| c.is_alphanumeric()).collect()
}

fn fit(has_all: bool, table: &str, gold: &str, dumps: &[&str]) -> Result<()> {
    let text = fs::read_to_string(table)?;
    let rows = || text.lines().filter(|line| !line.starts_with('#')).filter_map(|line| line.split_once('\t'));
    let places: HashMap<&str, usize> = rows().enumerate().map(|(at, (name, _))| (name, at)).collect();
    let mut weights: Vec<f32> =
        rows().map(|(_, rest)| rest.split('\t').next().unwrap_or_default().parse()).collect::<std::result::Result<_, _>>()?;
    let is_fixed: Vec<bool> = rows().map(|(name, _)| FIXED.contains(&name)).collect();
    for (weight, is_fixed) in weights.iter_mut().zip(&is_fixed) {
        *weight = if *is_fixed { *weight } else { 0.0 };
    }
    let pages = read(gold, dumps, has_all, &places)?;
    descend(&mut weights, &is_fixed, &pages);
    for (half, is_fitted) in [("fitted", true), ("held out", false)] {
        let of_half = || pages.iter().filter(|page| page.is_fitted == is_fitted);
        let right = of_half().filter(|page| best(page, &weights)).count();
        writeln!(std::io::stderr(), "{half}: {right} of {} pages", of_half().count())?;
    }
    let written = text.lines().map(|line| {
        let cells: Vec<&str> = line.splitn(3, '\t').collect();
        match (cells.as_slice(), cells.first().and_then(|name| places.get(name))) {
            ([name, _, meaning], Some(at)) => format!("{name}\t{:.2}\t{meaning}\n", weights[*at]),
            _ => format!("{line}\n"),
        }
    });
    fs::write(table, written.collect::<String>())?;
    Ok(())
}

/// The pages of which a line is the title, and those that have none.
fn read(gold: &str, dumps: &[&str], has_all: bool, places: &HashMap<&str, usize>) -> Result<Vec<Candidates>> {
    let mut titles: HashMap<String, (String, f32, bool)> = HashMap::new();
    for line in fs::read_to_string(gold)?.lines() {
        let page: Value = serde_json::from_str(line)?;
        let family = page["family"].as_str().and_then(|family| u32::from_str_radix(family.get(..4)?, 16).ok());
        if let (Some(id), Some(title)) = (page["id"].as_str(), page["title"].as_str()) {
            let weight = page["weight"].as_f64().unwrap_or(1.0) as f32;
            titles.insert(id.to_owned(), (bare(title), weight, has_all || family.is_none_or(|family| family % 2 == 0)));
        }
    }
    let mut pages = vec![];
    for dump in dumps {
        for line in fs::read_to_string(dump)?.lines() {
            let page: Value = serde_json::from_str(line)?;
            let Some((title, weight, is_fitted)) = titles.get(page["id"].as_str().unwrap_or_default()) else { continue };
            let lines = page["blocks"].as_array().into_iter().flatten().map(|line| {
                let measures = line["measures"].as_array().into_iter().flatten();
                let measures = measures.filter_map(|pair| Some((*places.get(pair[0].as_str()?)?, pair[1].as_f64()? as f32)));
                let text = bare(line["text"].as_str().unwrap_or_default());
                // The `title` element has the outlet's name behind the title.
                let is_title = text == *title || (line["first"] == true && text.starts_with(title.as_str()));
                (measures.collect(), is_title && !title.is_empty())
            });
            let lines: Vec<(Vec<(usize, f32)>, bool)> = lines.collect();
            if title.is_empty() || lines.iter().any(|(_, is_title)| *is_title) {
                pages.push(Candidates { lines, weight: *weight, is_fitted: *is_fitted });
            }
        }
    }
    Ok(pages)
}

fn score(measures: &[(usize, f32)], weights: &[f32]) -> f32 {
    measures.iter().map(|(at, value)| weights[*at] * value).sum()
}

/// Whether the likeliest line, if one is likelier than none, is the title.
fn best(page: &Candidates, weights: &[f32]) -> bool {
    let scored = page.lines.iter().map(|(measures, is_title)| (score(measures, weights), *is_title));
    let found = scored.filter(|(score, _)| *score > 0.0).max_by(|one, other| one.0.total_cmp(&other.0));
    let has_title = page.lines.iter().any(|(_, is_title)| *is_title);
    found.map_or(!has_title, |(_, is_title)| is_title)
}

/// Conditional logit, a softmax over the lines of a page: of a page's lines, and none of them, the title should be the
/// likeliest. Batch gradient steps, each weight with its own step size (Duchi et al. 2011).
fn descend(weights: &mut [f32], is_fixed: &[bool], pages: &[Candidates]) {
    let mut squares = vec![1e-6f32; weights.len()];
    let count: f32 = pages.iter().filter(|page| page.is_fitted).map(|page| page.weight).sum();
    for _ in 0..PASSES {
        let mut gradient = vec![0.0f32; weights.len()];
        for page in pages.iter().filter(|page| page.is_fitted) {
            let odds: Vec<f32> = page.lines.iter().map(|(measures, _)| score(measures, weights).exp()).collect();
            let all = odds.iter().sum::<f32>() + 1.0;
            let of_title: f32 = odds.iter().zip(&page.lines).filter(|(_, line)| line.1).map(|(odds, _)| odds).sum();
            for (odds, (measures, is_title)) in odds.iter().zip(&page.lines) {
                let wanted = if *is_title { odds / of_title.max(f32::MIN_POSITIVE) } else { 0.0 };
                for (at, value) in measures {
                    gradient[*at] += (odds / all - wanted) * value * page.weight;
                }
            }
        }
        for (at, slope) in gradient.iter().enumerate().filter(|(at, _)| !is_fixed[*at]) {
            let slope = slope / count + RIDGE * weights[at];
            squares[at] += slope * slope;
            weights[at] -= STEP * slope / squares[at].sqrt();
        }
    }
}
