//! `newsidx stats`: what is in the index, and what was left out.

use newsidx::index::{FORMAT, IndexReader, IndexStats, Ledger, PathView, RULES};
use newsidx::model::{Issue, SCHEMA_VERSION};
use newsidx::render::{Style, counted};
use newsidx::story;
use serde_json::json;

use super::index_of;
use crate::args::{Global, Stats};
use crate::exit::Exit;
use crate::output::Output;

/// Values shown of each count; JSON has them all.
const SHOWN_VALUES: usize = 10;

pub(crate) fn run(args: &Stats, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let (dir, paths) = index_of(global)?;
    let (stats, ledger) = IndexReader::with(&dir, |reader| Ok((reader.stats()?, reader.ledger()?)))?;
    let (roots, issues) = shown(&ledger, &paths);
    match (args.json, args.skipped) {
        (true, _) => Output::json(&stats_json(&stats, &ledger, &roots, &issues))?,
        (false, true) if issues.is_empty() => output.talk("nothing was skipped"),
        (false, true) => Output::data(|out| output.terminal.issues(&issues, out))?,
        (false, false) => Output::data(|out| {
            let facts = [
                ("articles", stats.articles.to_string()),
                ("stories", stats.stories.to_string()),
                ("older", format!("{} of these articles (show ID --revisions lists them)", counted(stats.revisions, "version"))),
                ("files", ledger.files.len().to_string()),
                ("from", roots.join(", ")),
                ("dates", span(&stats)),
                (
                    "issues",
                    if issues.is_empty() { "none".to_owned() } else { format!("{} (--skipped lists them)", issues.len()) },
                ),
                ("size", megabytes(stats.bytes)),
                ("format", format!("{FORMAT}, cleaned by rules {RULES}")),
            ];
            for (name, value) in facts.into_iter().filter(|(name, _)| *name != "older" || stats.revisions > 0) {
                writeln!(out, "{} {value}", output.terminal.paint(Style::Label, &format!("{name:<9}")))?;
            }
            writeln!(out, "\n{}", output.terminal.paint(Style::Title, "what makes a story"))?;
            for (name, value) in story::rules() {
                writeln!(out, "{value:>7}  {}", name.replace('_', " "))?;
            }
            for (name, counts) in [("outlets", &stats.outlets), ("agencies", &stats.agencies), ("languages", &stats.languages)] {
                let mut counts: Vec<_> = counts.iter().collect();
                counts.sort_by(|a, b| b.1.cmp(a.1).then_with(|| a.0.cmp(b.0)));
                writeln!(out, "\n{} ({})", output.terminal.paint(Style::Title, name), counts.len())?;
                for (value, number) in counts.iter().take(SHOWN_VALUES) {
                    writeln!(out, "{number:>7}  {}", newsidx::render::terminal_safe(value))?;
                }
                if counts.len() > SHOWN_VALUES {
                    let more = format!("and {} more: --json lists them", counts.len() - SHOWN_VALUES);
                    writeln!(out, "         {}", output.terminal.paint(Style::Dim, &more))?;
                }
            }
            Ok(())
        })?,
    }
    Ok(if stats.articles == 0 { Exit::Nothing } else { Exit::Done })
}

/// The folders read and what was noticed of their files, by paths as they are shown.
pub(crate) fn shown(ledger: &Ledger, paths: &PathView) -> (Vec<String>, Vec<Issue>) {
    let issues = ledger.issues().map(|issue| Issue { path: paths.shown(&issue.path), ..issue.clone() }).collect();
    (ledger.roots.iter().map(|root| paths.shown(root)).collect(), issues)
}

pub(crate) fn span(stats: &IndexStats) -> String {
    let undated = format!("{} undated", stats.undated);
    match (stats.first_day.and_then(day), stats.last_day.and_then(day)) {
        (Some(first), Some(last)) => format!("{first} to {last}, {undated}"),
        _ => undated,
    }
}

pub(crate) fn day(number: i64) -> Option<jiff::civil::Date> {
    jiff::civil::date(1970, 1, 1).checked_add(jiff::Span::new().try_days(number).ok()?).ok()
}

#[expect(clippy::cast_precision_loss, reason = "a size for people")]
fn megabytes(bytes: u64) -> String {
    format!("{:.1} MB", bytes as f64 / 1e6)
}

pub(crate) fn stats_json(stats: &IndexStats, ledger: &Ledger, roots: &[String], issues: &[Issue]) -> serde_json::Value {
    json!({
        "schema_version": SCHEMA_VERSION,
        "articles": stats.articles,
        "revisions": stats.revisions,
        "stories": stats.stories,
        "undated": stats.undated,
        "first_date": stats.first_day.and_then(day).map(|day| day.to_string()),
        "last_date": stats.last_day.and_then(day).map(|day| day.to_string()),
        "outlets": stats.outlets,
        "agencies": stats.agencies,
        "languages": stats.languages,
        "files": ledger.files.len(),
        "roots": roots,
        "segments": stats.segments,
        "bytes": stats.bytes,
        "format": FORMAT,
        "rules": RULES,
        "issues": issues,
        "story_rules": story::rules().iter().map(|(name, value)| ((*name).to_owned(), json!(value))).collect::<serde_json::Map<_, _>>(),
    })
}
