//! `newsidx serve`: the web page and the HTTP API, from the same code as the commands.
//!
//! ```text
//! listen (connections, limits, end)
//!   → door (who may ask: Host, token; what every answer says)
//!   → turn (so many requests work at a time, for so long)
//!   → routes → api (JSON of the commands), export, page (HTML), assets
//! ```
//!
//! Invariants: no request reads a file but the index; everything scraped passes `page::text` on
//! its way into HTML; all answers but those of `assets` carry the state of the index as their `ETag`.

mod answer;
mod api;
mod assets;
mod door;
mod export;
mod given;
mod listen;
mod openapi;
mod page;
mod problem;
mod request;
mod routes;
mod shared;

use std::net::SocketAddr;
use std::sync::Arc;

use anyhow::bail;
use newsidx::render::counted;

use crate::args::{Global, Serve};
use crate::commands::index_of;
use crate::exit::Exit;
use crate::output::Output;
use shared::Shared;

/// A token that is shorter can be guessed.
const SHORTEST_TOKEN: usize = 16;

pub(crate) fn run(args: &Serve, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    if !args.bind.is_loopback() && args.token.is_none() && !args.public {
        bail!(
            "`--bind {}` lets other machines read the index: add `--token TOKEN` to ask for one, or `--public` if everybody may read",
            args.bind
        );
    }
    if args.token.as_ref().is_some_and(|token| token.len() < SHORTEST_TOKEN) {
        bail!(
            "a token shorter than {SHORTEST_TOKEN} characters can be guessed: write a longer one, as `openssl rand -hex 16` prints"
        );
    }
    let (dir, paths) = index_of(global)?;
    let shared = Arc::new(Shared::open(dir, paths, args, output.is_talkative && global.verbose)?);
    let articles = counted(shared.current()?.articles(), "article");
    let name = global.index.display().to_string();
    let open = args.open;
    listen::until_stopped(shared, SocketAddr::new(args.bind, args.port), |address| {
        let url = format!("http://{address}/");
        Output::data(|out| writeln!(out, "{url}  serves {articles} of `{name}`; Ctrl-C ends it"))?;
        if open && !opened_in_browser(&url) {
            output.talk("no browser could be started: open the address by hand");
        }
        Ok(())
    })?;
    Ok(Exit::Done)
}

/// Hands an address to whatever opens addresses on this system.
fn opened_in_browser(url: &str) -> bool {
    let (program, before): (_, &[&str]) = match std::env::consts::OS {
        "macos" => ("open", &[]),
        "windows" => ("cmd", &["/C", "start", ""]),
        _ => ("xdg-open", &[]),
    };
    let nowhere = std::process::Stdio::null;
    std::process::Command::new(program).args(before).arg(url).stdin(nowhere()).stdout(nowhere()).stderr(nowhere()).spawn().is_ok()
}
