//! `newsidx inspect --why LINE FILE...`: which features decided about a block.

use std::ops::ControlFlow;

use newsidx::model::{Article, Explained, Issue, JudgedBlock, RawDocument, SCHEMA_VERSION, place_of};
use newsidx::{clean, corpus, page};
use serde::Serialize;

use super::inspect::{as_typed, ended, files, for_each};
use super::{index_of, on_large_stack};
use crate::args::{Global, Inspect};
use crate::exit::Exit;
use crate::output::Output;

/// The JSON of `inspect --why`.
#[derive(Serialize)]
struct Answer {
    schema_version: u32,
    explained: Vec<ExplainedBlock>,
    issues: Vec<Issue>,
}

#[derive(Serialize)]
struct ExplainedBlock {
    id: String,
    path: String,
    record: Option<u64>,
    /// From 1.
    block: usize,
    #[serde(flatten)]
    judged: JudgedBlock,
    #[serde(flatten)]
    explained: Explained,
}

pub(super) fn run(inspect: &Inspect, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let (_, paths) = index_of(global)?;
    let (files, mut issues) = files(inspect)?;
    let read = inspect.settings().read_options()?;
    let clean = inspect.settings().clean_options();
    let mut answer = vec![];
    on_large_stack(|| {
        Output::data(|out| {
            for_each(&files, inspect, &paths, &mut |input, shown| {
                let mut failed = Ok(());
                let noticed = corpus::read(input, &read, &mut |document| {
                    let (article, explained) = explained(&document, &clean, &as_typed(&document.source.path, input, shown));
                    for line in &inspect.why {
                        let Some((number, explained)) = on_line(&article, *line).and_then(|at| Some((at, explained.get(at)?)))
                        else {
                            Output::warn(&format!(
                                "{}: {}",
                                place_of(&article.path, article.record, None),
                                missing(&article, *line)
                            ));
                            continue;
                        };
                        if !inspect.json {
                            let gap = if answer.is_empty() { "" } else { "\n\n" };
                            failed = write!(out, "{gap}").and_then(|()| output.terminal.why(&article, number, explained, out));
                        }
                        answer.extend(explained_block(&article, number, explained));
                    }
                    if failed.is_ok() { ControlFlow::Continue(()) } else { ControlFlow::Break(()) }
                });
                issues.extend(noticed.into_iter().map(|issue| Issue { path: as_typed(&issue.path, input, shown), ..issue }));
                failed
            })
        })
    })??;
    let is_empty = answer.is_empty();
    if inspect.json {
        Output::json(&Answer { schema_version: SCHEMA_VERSION, explained: answer, issues: issues.clone() })?;
    }
    Ok(ended(output, &issues, is_empty))
}

fn explained(document: &RawDocument, options: &clean::CleanOptions, shown: &str) -> (Article, Vec<Explained>) {
    let (page, _) = page::page(document);
    let explained = clean::explain(document, &page);
    let article = clean::article(document, page, options);
    (Article { path: shown.to_owned(), ..article }, explained)
}

fn explained_block(article: &Article, number: usize, explained: &Explained) -> Option<ExplainedBlock> {
    Some(ExplainedBlock {
        id: article.id.clone(),
        path: article.path.clone(),
        record: article.record,
        block: number + 1,
        judged: article.blocks.get(number)?.clone(),
        explained: explained.clone(),
    })
}

/// The block on a line; where there are no lines, the block with that number from 1.
fn on_line(article: &Article, wanted: u32) -> Option<usize> {
    let lines = |block: &JudgedBlock| u32::try_from(block.text.matches('\n').count()).unwrap_or(u32::MAX);
    article.blocks.iter().enumerate().position(|(at, block)| match block.line {
        Some(first) => (first..=first.saturating_add(lines(block))).contains(&wanted),
        None => u32::try_from(at + 1) == Ok(wanted),
    })
}

/// Why nothing can be explained about a line.
fn missing(article: &Article, wanted: u32) -> String {
    let starts = || article.blocks.iter().filter_map(|block| block.line);
    let above = starts().take_while(|line| *line < wanted).last();
    let below = starts().find(|line| *line > wanted);
    match (above, below) {
        (Some(above), Some(below)) => format!("line {wanted} is blank: blocks begin on lines {above} and {below}"),
        (Some(above), None) => format!("there is no line {wanted}: the last block begins on line {above}"),
        (None, Some(below)) => format!("line {wanted} is blank: the first block begins on line {below}"),
        (None, None) => format!("there is no block {wanted}: the last is {}", article.blocks.len()),
    }
}
