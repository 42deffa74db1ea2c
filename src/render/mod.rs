//! Turns answers into text. Each renderer escapes what its medium needs:
//! control and bidirectional characters for terminals, markup for HTML,
//! formulas for spreadsheets. Nothing here searches.

mod beside;
mod csv;
mod drawn;
mod escape;
mod html;
mod plot;
mod rows;
mod terminal;
mod wrap;

pub use beside::{Pair, beside};
pub use csv::CsvRows;
pub use drawn::Counted;
pub use escape::{escape_html, terminal_safe};
pub use html::{mark_html, split_marked};
pub use plot::plot;
pub use rows::{facet_rows, timeline_rows, write_row};
pub use terminal::{Style, Terminal, counted};
pub use wrap::fitted;
