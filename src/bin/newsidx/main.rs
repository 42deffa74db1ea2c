//! The newsidx program: reads what was typed, runs one command, and says how
//! it went. Everything it does is done through the library's public door.

mod args;
mod broken;
mod choices;
mod commands;
mod exit;
mod kept;
mod output;
mod progress;
mod query_file;
mod reading;
#[cfg(feature = "serve")]
mod serve;
mod written;

use std::process::ExitCode;

use clap::Parser;

use args::{Args, Command};
use exit::Exit;
use mimalloc::MiMalloc;
use output::Output;

/// Threads that hand articles on to each other spend a tenth of a build in the system's allocator.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    let args = Args::parse_from(args::typed(std::env::args_os()));
    let output = Output::new(&args.global);
    let index = args.global.index.clone();
    match broken::guarded(&index, || run(args, &output)) {
        Ok(exit) => exit.into(),
        Err(error) => output.fail(&error).into(),
    }
}

fn run(args: Args, output: &Output) -> anyhow::Result<Exit> {
    let global = args.global;
    #[cfg(feature = "engine")]
    commands::only_here(&args.command)?;
    match args.command {
        Command::Build(build) => commands::build::run(&build, &global, output),
        Command::Search(search) => commands::search::run(&search, &global, output),
        Command::Facets(facets) => commands::facets::run(&facets, &global, output),
        Command::Timeline(timeline) => commands::timeline::run(&timeline, &global, output),
        Command::Why(why) => commands::why_found::run(&why, &global, output),
        Command::Batch(batch) => commands::batch::run(&batch, &global, output),
        Command::Show(show) => commands::show::run(&show, &global, output),
        Command::Inspect(inspect) => commands::inspect::run(&inspect, &global, output),
        Command::Stats(stats) => commands::stats::run(&stats, &global, output),
        Command::Audit(audit) => commands::audit::run(&audit, &global, output),
        Command::Check(_) => commands::check::run(&global),
        Command::Story(story) => commands::story::run(&story, &global, output),
        Command::Stories(stories) => commands::stories::run(&stories, &global, output),
        Command::Quote(quote) => commands::quote::run(&quote, &global, output),
        Command::Watch(watch) => commands::watch::run(&watch, &global, output),
        Command::Rerun(rerun) => commands::rerun::run(&rerun, &global, output),
        Command::Reuse(reuse) => commands::reuse::run(&reuse, &global, output),
        Command::Export(export) => commands::export::run(&export, &global, output),
        #[cfg(feature = "engine")]
        Command::Push(push) => commands::push::run(&push, &global, output),
        #[cfg(feature = "serve")]
        Command::Serve(serve) => serve::run(&serve, &global, output),
        Command::Demo(demo) => commands::demo::run(&demo, &global, output),
        Command::Completions(completions) => commands::completions::run(&completions),
        Command::Schema(schema) => commands::schema::run(&schema),
        Command::Man(man) => commands::man::run(&man),
    }
}
