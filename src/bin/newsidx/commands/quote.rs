//! `newsidx quote WORDS`: who carried a quotation, how near to the word, and who is said to have
//! said it.

use newsidx::index::IndexReader;
use newsidx::search::{QuoteRequest, Searcher};

use super::index_of;
use crate::args::{Global, Quote};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(args: &Quote, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let marks = ['"', '“', '”', '„', '«', '»', '‘', '’', '\'', '「', '」', '『', '』', ' '];
    let text = args.words.join(" ").trim_matches(marks).to_owned();
    let request = QuoteRequest { text, least: f32::from(args.least) / 100.0, copies: args.copies, limit: args.limit };
    let response = Searcher::new(&reader, &paths).quote(&request)?;
    for notice in &response.notices {
        output.talk(&notice.text);
    }
    if args.json {
        Output::json(&response)?;
    } else {
        Output::data(|out| output.terminal.quote(&response, out))?;
    }
    Ok(if response.summary.articles == 0 { Exit::Nothing } else { Exit::Done })
}
