//! `newsidx build [PATH|-]...`: makes or updates the index.

use std::io::IsTerminal;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use newsidx::build::{BuildOptions, BuildReport, DEFAULT_MEMORY, build};
use newsidx::model::{IssueKind, SCHEMA_VERSION};
use newsidx::render::counted;
use serde_json::json;

use super::{index_of, is_stdin, threads};
use crate::args::{Build, Global};
use crate::exit::Exit;
use crate::output::Output;
use crate::progress::Progress;

/// Issues told one by one; `newsidx stats --skipped` lists them all.
const TOLD_ISSUES: usize = 20;

pub(crate) fn run(args: &Build, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let (dir, paths) = index_of(global)?;
    let options = BuildOptions {
        roots: args.paths.clone(),
        fresh: args.fresh,
        settings: args.settings(),
        format: args.reading.format,
        threads: args.threads.map_or_else(threads, usize::from),
        memory: args.memory.map_or_else(memory, |bytes| usize::try_from(bytes).unwrap_or(usize::MAX)),
        demo: false,
    };
    let was_demo = dir.is_demo() && !args.paths.is_empty();
    if was_demo {
        output.talk("this replaces the index of the bundled sample corpus");
    }
    let reads_stdin = args.paths.iter().any(|path| is_stdin(path));
    if reads_stdin && std::io::stdin().is_terminal() {
        output.talk("reading what is typed here; Ctrl-D ends it");
    }
    #[cfg(unix)]
    // A file that outgrows the user's limit is then an error as a full disk is, and not the end of the process.
    signal_hook::flag::register(signal_hook::consts::SIGXFSZ, Arc::default())?;
    let progress = Progress::new(global.quiet);
    let stop = stop_on_interrupt(reads_stdin, progress.is_writing())?;
    let report = build(&dir, &paths, &options, &progress, &stop);
    progress.clear();
    let report = report?;
    if was_demo {
        super::demo::remove_pages(&global.index.join(super::demo::PAGES_FOLDER), &args.paths);
    }
    for issue in report.issues.iter().take(TOLD_ISSUES) {
        Output::warn(&output.errors().issue(issue));
    }
    if report.issues.len() > TOLD_ISSUES {
        let more = report.issues.len() - TOLD_ISSUES;
        Output::warn(&format!("… and {more} more: `newsidx stats --skipped` lists them all"));
    }
    if args.json {
        Output::json(&report_json(&report))?;
    } else if !global.quiet {
        Output::data(|out| writeln!(out, "{}", report_text(&report)))?;
    }
    Ok(if report.issues.iter().any(|issue| issue.kind.is_skip()) { Exit::WithIssues } else { Exit::Done })
}

/// A quarter of the machine's memory, or of what this process may use of it; at most what helps.
fn memory() -> usize {
    let machine = std::fs::read_to_string("/proc/meminfo").ok().and_then(|text| {
        let total = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
        total.trim().trim_end_matches("kB").trim().parse::<usize>().ok().map(|kilobytes| kilobytes * 1024)
    });
    let allowed = std::fs::read_to_string("/sys/fs/cgroup/memory.max").ok().and_then(|text| text.trim().parse().ok());
    let least = [machine, allowed].into_iter().flatten().min();
    least.map_or(DEFAULT_MEMORY, |bytes| (bytes / 4).min(DEFAULT_MEMORY))
}

/// A flag that Ctrl-C sets, so that a build ends tidily with the index as it was; if it is being
/// written already, it is done. A second Ctrl-C, or the first while standard input may keep the
/// reader waiting, ends it at once: that is as safe, and the next build tidies up.
fn stop_on_interrupt(at_once: bool, is_writing: Arc<AtomicBool>) -> anyhow::Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) || at_once {
            Output::warn(if is_writing.load(Ordering::Relaxed) {
                "error: stopped while writing; the index is as it was before or as it was to be: `newsidx stats` tells"
            } else {
                "error: stopped; the index is as it was before"
            });
            #[expect(clippy::exit, clippy::disallowed_methods, reason = "the main thread waits for input")]
            std::process::exit(2);
        }
    })?;
    Ok(stop)
}

/// The closing report in one or two lines.
pub(crate) fn report_text(report: &BuildReport) -> String {
    let mut parts = vec![];
    for (number, word) in
        [(report.added, "added"), (report.changed, "changed"), (report.removed, "removed"), (report.unchanged, "unchanged")]
    {
        if number > 0 {
            parts.push(format!("{number} {word}"));
        }
    }
    if report.rejudged > 0 {
        parts.push(format!("{} of these judged again", report.rejudged));
    }
    let skipped = skipped(report);
    if !skipped.is_empty() {
        let total: u64 = skipped.iter().map(|(_, number)| number).sum();
        let kinds: Vec<_> = skipped.iter().map(|(kind, number)| format!("{number} {}", kind.as_str())).collect();
        parts.push(format!("{total} skipped ({})", kinds.join(", ")));
    }
    if parts.is_empty() {
        parts.push("nothing to do".to_owned());
    }
    let rate = if report.wrote && report.seconds > 0.0 {
        #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
        let per_second = (report.added + report.changed) as f64 / report.seconds;
        format!(", {per_second:.0} articles/s")
    } else {
        String::new()
    };
    let older = if report.revisions > 0 { format!(", {}", counted(report.revisions, "older version")) } else { String::new() };
    let ignored = if report.ignored > 0 { format!(", {} of other kinds ignored", report.ignored) } else { String::new() };
    format!(
        "{}\n{} in {}{older}; {}{ignored}; {:.2} s{rate}",
        parts.join(", "),
        counted(report.articles, "article"),
        counted(report.stories, "story"),
        counted(report.files, "file"),
        report.seconds
    )
}

/// How many documents were left out, by kind.
fn skipped(report: &BuildReport) -> Vec<(IssueKind, u64)> {
    let mut kinds: std::collections::BTreeMap<IssueKind, u64> = std::collections::BTreeMap::new();
    for issue in report.issues.iter().filter(|issue| issue.kind.is_skip()) {
        *kinds.entry(issue.kind).or_default() += 1;
    }
    kinds.into_iter().collect()
}

fn report_json(report: &BuildReport) -> serde_json::Value {
    json!({
        "schema_version": SCHEMA_VERSION,
        "added": report.added,
        "changed": report.changed,
        "removed": report.removed,
        "unchanged": report.unchanged,
        "rejudged": report.rejudged,
        "articles": report.articles,
        "revisions": report.revisions,
        "stories": report.stories,
        "files": report.files,
        "ignored": report.ignored,
        "bytes": report.bytes,
        "seconds": report.seconds,
        "issues": report.issues,
    })
}
