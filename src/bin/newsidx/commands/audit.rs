//! `newsidx audit`: what recurs on the pages of each outlet.

use std::io::{self, Write};

use newsidx::build::{AuditedBlock, AuditedOutlet, BlockStatus, audit};
use newsidx::index::IndexReader;
use newsidx::model::{SCHEMA_VERSION, place_of};
use newsidx::render::{Style, counted, terminal_safe};
use newsidx::text::display_width;
use serde::Serialize;

use super::index_of;
use crate::args::{Audit, Global};
use crate::exit::Exit;
use crate::output::Output;

/// The JSON of `audit`.
#[derive(Serialize)]
struct Audited {
    schema_version: u32,
    outlets: Vec<AuditedOutlet>,
}

/// Columns before the text of a block.
const INDENT: usize = 28;

pub(crate) fn run(args: &Audit, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let (dir, paths) = index_of(global)?;
    let mut outlets = IndexReader::with(&dir, |reader| audit(&reader, &paths, args.outlet.as_deref()))?.outlets;
    if outlets.is_empty() {
        output.talk("no outlet to tell of: the index is empty, its text was taken whole, or no name has these words");
    }
    let is_empty = outlets.is_empty();
    if args.json {
        for outlet in &mut outlets {
            outlet.blocks.truncate(args.limit);
        }
        Output::json(&Audited { schema_version: SCHEMA_VERSION, outlets })?;
    } else {
        // Hundreds of names of which nothing is to be told hide the few that matter.
        let (quiet, told): (Vec<_>, Vec<_>) =
            outlets.iter().partition(|outlet| outlet.blocks.is_empty() && args.outlet.is_none());
        Output::data(|out| told.iter().try_for_each(|outlet| self::outlet(outlet, args.limit, output, out)))?;
        if !quiet.is_empty() {
            let others = counted(quiet.len() as u64, if told.is_empty() { "family" } else { "other family" });
            Output::data(|out| writeln!(out, "{others} of pages (a site, an outlet or a folder each): nothing recurs"))?;
        }
    }
    Ok(if is_empty { Exit::Nothing } else { Exit::Done })
}

fn outlet(outlet: &AuditedOutlet, limit: usize, output: &Output, out: &mut dyn Write) -> io::Result<()> {
    let mut facts: Vec<String> = outlet.outlet.clone().into_iter().filter(|name| *name != outlet.name).collect();
    facts.push(counted(outlet.pages, "page"));
    if outlet.blocks.is_empty() {
        facts.push("nothing recurs".to_owned());
    }
    let facts = terminal_safe(&facts.join(", ")).into_owned();
    writeln!(out, "{}: {facts}", output.terminal.paint(Style::Title, &outlet.name))?;
    for block in outlet.blocks.iter().take(limit) {
        self::block(block, output, out)?;
    }
    if outlet.blocks.len() > limit {
        let more = format!("  and {} more: -n all lists them", outlet.blocks.len() - limit);
        writeln!(out, "{}", output.terminal.paint(Style::Dim, &more))?;
    }
    Ok(())
}

fn block(block: &AuditedBlock, output: &Output, out: &mut dyn Write) -> io::Result<()> {
    let (word, style) = match block.status {
        BlockStatus::Removed => ("removed", Style::Label),
        BlockStatus::Kept => ("kept", Style::Warning),
        BlockStatus::Rare => ("rare", Style::Warning),
    };
    let status = output.terminal.paint(style, &format!("{word:<7}"));
    let percent = block.share * 100.0;
    let text = terminal_safe(&block.text);
    let text = cut(&text, output.terminal.width().saturating_sub(INDENT));
    writeln!(out, "  {status} {:>4} of {:<4} {percent:>3.0} %  {text}", block.leaks, block.pages)?;
    let example = &block.example;
    let place = place_of(&example.path, example.record, example.line);
    writeln!(out, "{:INDENT$}{}", "", output.terminal.paint(Style::Dim, &format!("{}  {place}", example.id)))
}

/// The beginning of a text, at most so many columns wide.
fn cut(text: &str, width: usize) -> String {
    if display_width(text) <= width {
        return text.to_owned();
    }
    let mut cut = String::new();
    let mut columns = 1;
    for c in text.chars() {
        columns += display_width(c.encode_utf8(&mut [0; 4]));
        if columns > width {
            break;
        }
        cut.push(c);
    }
    cut.truncate(cut.trim_end().len());
    cut.push('…');
    cut
}
