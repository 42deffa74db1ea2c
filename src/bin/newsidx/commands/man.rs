//! `newsidx man [COMMAND]`: a manual page on standard output.

use clap::CommandFactory;

use crate::args::{Args, Man};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(man: &Man) -> anyhow::Result<Exit> {
    let mut command = Args::command();
    command.build();
    let page = match &man.command {
        None => command,
        Some(name) => {
            let found = command.find_subcommand(name).cloned();
            found.ok_or_else(|| anyhow::anyhow!("no command `{name}`: `newsidx --help` lists them"))?
        }
    };
    let mut text = vec![];
    clap_mangen::Man::new(page).render(&mut text)?;
    Output::data(|out| out.write_all(&text))?;
    Ok(Exit::Done)
}
