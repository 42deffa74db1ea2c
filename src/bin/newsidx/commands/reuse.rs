//! `newsidx reuse --against DIR`: which articles reuse which press releases.

use newsidx::build::{Settings, inspect};
use newsidx::corpus::{self, Input};
use newsidx::index::IndexReader;
use newsidx::model::{Article, Issue};
use newsidx::render::ReuseRows;
use newsidx::search::Searcher;

use super::inspect::{as_typed, ended};
use super::{index_of, on_large_stack};
use crate::args::{Global, Reuse};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(args: &Reuse, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let (releases, issues) = on_large_stack(|| releases(args))??;
    let reuse = Searcher::new(&reader, &paths).reuse(&releases)?;
    if args.json {
        Output::json(&reuse)?;
    } else if args.csv {
        Output::data(|out| ReuseRows::write(&reuse, out))?;
    } else {
        Output::data(|out| output.terminal.reuse(&reuse, out))?;
    }
    Ok(ended(output, &issues, reuse.articles == 0))
}

/// What is to be found again, read and cleaned as `build` would.
fn releases(args: &Reuse) -> newsidx::Result<(Vec<Article>, Vec<Issue>)> {
    let settings = Settings { no_clean: args.no_clean, ..Settings::default() };
    let (read, clean) = (settings.read_options()?, settings.clean_options());
    let (mut releases, mut issues) = (vec![], vec![]);
    for root in &args.against {
        let walked = corpus::walk(root)?;
        issues.extend(walked.issues);
        for file in &walked.files {
            let key = file.path.display().to_string();
            let input = Input::file(file, &key, &key, None);
            let (found, noticed) = inspect(&input, &read, &clean);
            releases.extend(found);
            issues.extend(noticed.into_iter().map(|issue| Issue { path: as_typed(&issue.path, &input, &key), ..issue }));
        }
    }
    Ok((releases, issues))
}
