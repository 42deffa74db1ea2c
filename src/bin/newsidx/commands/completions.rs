//! `newsidx completions SHELL`: a completion script on standard output.

use clap::CommandFactory;

use crate::args::{Args, Completions};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(completions: &Completions) -> anyhow::Result<Exit> {
    let mut script = vec![];
    clap_complete::generate(completions.shell, &mut Args::command(), "newsidx", &mut script);
    Output::data(|out| out.write_all(&script))?;
    Ok(Exit::Done)
}
