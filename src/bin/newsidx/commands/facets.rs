//! `newsidx facets [QUERY]`: counts by outlet, date and other fields.

use anyhow::bail;
use newsidx::render::facet_rows;
use newsidx::search::FacetRequest;

use super::index_of;
use super::search::{asked, conditions};
use crate::args::{Facets, Global};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(args: &Facets, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    if args.form.delimiter().is_some() && args.by.len() > 1 {
        bail!("a table of rows has one set of columns: write `--by` once, or add `--json`");
    }
    let asked = asked(&args.asking, args.query.join(" "), output.error_columns)?;
    let request = conditions(&args.asking, &asked)?;
    let wanted = FacetRequest {
        tables: args.by.iter().map(|by| by.0.clone()).collect(),
        sort: args.sort.map(Into::into),
        limit: args.limit,
    };
    let (dir, paths) = index_of(global)?;
    let list = args.elsewhere.open(&dir, &paths)?.door(&paths).facets(&request, &wanted)?;
    asked.tell(&list.notices, output);
    match (args.form.json, args.form.delimiter()) {
        (true, _) => Output::json(&list)?,
        (_, Some(delimiter)) => {
            if list.facets.iter().any(newsidx::model::FacetTable::is_cut) {
                output.talk("not every value is listed: `-n all` lists them");
            }
            Output::data(|out| facet_rows(&list, delimiter, out))?;
        }
        _ => Output::data(|out| output.terminal.facets(&list, out))?,
    }
    Ok(if list.summary.articles == 0 { Exit::Nothing } else { Exit::Done })
}
