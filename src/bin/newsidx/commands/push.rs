//! `newsidx push`: hands the index on to an engine on other machines.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Instant;

use anyhow::bail;
use newsidx::engine::{PushOptions, PushProgress, push};
use newsidx::index::IndexReader;
use newsidx::model::SCHEMA_VERSION;
use newsidx::render::counted;
use serde_json::json;

use super::index_of;
use crate::args::{Global, Push};
use crate::exit::Exit;
use crate::output::Output;
use crate::progress::Progress;

pub(crate) fn run(args: &Push, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    if args.part.of > 1 && args.generation.is_none() {
        bail!("`--part` of several: give all machines the same `--generation`, as `--generation 20260131`");
    }
    let (dir, _) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let client = args.asked.client(&args.engine)?;
    let options = PushOptions {
        name: args.asked.name.clone(),
        generation: args.generation.clone().unwrap_or_else(|| jiff::Timestamp::now().strftime("%Y%m%dt%H%M%S").to_string()),
        part: args.part,
        batch_bytes: usize::try_from(args.batch).unwrap_or(usize::MAX),
        fresh: args.fresh,
    };
    let stop = Arc::new(AtomicBool::new(false));
    let flag = Arc::clone(&stop);
    ctrlc::set_handler(move || {
        if flag.swap(true, Ordering::Relaxed) {
            #[expect(clippy::exit, clippy::disallowed_methods, reason = "the main thread waits for an answer")]
            std::process::exit(2);
        }
    })?;
    let bar = Progress::new(global.quiet);
    let began = Instant::now();
    let pushed = push(&client, &reader, dir.path(), &options, &|at: PushProgress| bar.pushed(at.articles, at.all), &stop);
    bar.clear();
    let report = match pushed {
        Err(error) if matches!(error.kind(), newsidx::ErrorKind::Interrupted) => {
            bail!("stopped; the same command goes on where it was")
        }
        pushed => pushed?,
    };
    let seconds = began.elapsed().as_secs_f64();
    #[expect(clippy::cast_precision_loss, reason = "a rate for people")]
    let rate = (report.articles - report.resumed) as f64 / seconds.max(0.001);
    if args.json {
        Output::json(&json!({
            "schema_version": SCHEMA_VERSION,
            "engine": client.shown(),
            "index": report.index,
            "articles": report.articles,
            "resumed": report.resumed,
            "bytes": report.bytes,
            "retries": report.retries,
            "seconds": (seconds * 100.0).round() / 100.0,
        }))?;
        return Ok(Exit::Done);
    }
    let resumed = if report.resumed > 0 { format!(" ({} were there before)", report.resumed) } else { String::new() };
    let retries = if report.retries > 0 { format!(", {} sent again", counted(report.retries, "request")) } else { String::new() };
    #[expect(clippy::cast_precision_loss, reason = "a size for people")]
    let megabytes = report.bytes as f64 / 1e6;
    Output::data(|out| {
        writeln!(
            out,
            "{} in `{}`{resumed}\n{megabytes:.1} MB{retries}; {seconds:.2} s, {rate:.0} articles/s",
            counted(report.articles as u64, "article"),
            report.index
        )
    })?;
    if args.part.of > 1 {
        output.talk(&format!("part {} of {}: the generation is searched when all are there", args.part.number, args.part.of));
    }
    Ok(Exit::Done)
}
