//! `newsidx schema OUTPUT`: the JSON Schema of an output.

use crate::args::{Schema, SchemaOutput};
use crate::exit::Exit;
use crate::output::Output;

pub(crate) fn run(schema: &Schema) -> anyhow::Result<Exit> {
    let text = match schema.output {
        SchemaOutput::Search => include_str!("../../../../schema/search.json"),
        SchemaOutput::Facets => include_str!("../../../../schema/facets.json"),
        SchemaOutput::Timeline => include_str!("../../../../schema/timeline.json"),
        SchemaOutput::Inspect | SchemaOutput::Show => include_str!("../../../../schema/inspect.json"),
        SchemaOutput::Revisions => include_str!("../../../../schema/revisions.json"),
        SchemaOutput::Why => include_str!("../../../../schema/why.json"),
        SchemaOutput::Batch => include_str!("../../../../schema/batch.json"),
        SchemaOutput::Build => include_str!("../../../../schema/build.json"),
        SchemaOutput::Audit => include_str!("../../../../schema/audit.json"),
        SchemaOutput::Story => include_str!("../../../../schema/story.json"),
        SchemaOutput::Stories => include_str!("../../../../schema/stories.json"),
        SchemaOutput::Reuse => include_str!("../../../../schema/reuse.json"),
        SchemaOutput::Export => include_str!("../../../../schema/export.json"),
        #[cfg(feature = "engine")]
        SchemaOutput::Push => include_str!("../../../../schema/push.json"),
        SchemaOutput::Problem => include_str!("../../../../schema/problem.json"),
        SchemaOutput::Quote => include_str!("../../../../schema/quote.json"),
        SchemaOutput::Watch => include_str!("../../../../schema/watch.json"),
        SchemaOutput::Receipt => include_str!("../../../../schema/receipt.json"),
        SchemaOutput::Rerun => include_str!("../../../../schema/rerun.json"),
        SchemaOutput::Stats => include_str!("../../../../schema/stats.json"),
    };
    Output::data(|out| out.write_all(text.as_bytes()))?;
    Ok(Exit::Done)
}
