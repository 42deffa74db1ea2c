//! Turns answers into text. Each renderer escapes what its medium needs:
//! control and bidirectional characters for terminals, markup for HTML,
//! formulas for spreadsheets. Nothing here searches.

mod beside;
mod cite;
mod csv;
mod drawn;
mod escape;
mod html;
mod markdown;
#[cfg(feature = "parquet")]
mod parquet;
mod plot;
mod rows;
mod table;
mod terminal;
mod wrap;

pub use beside::{Pair, beside};
pub use cite::{bibtex, ris};
pub use csv::{CsvRows, ReuseRows};
pub use drawn::Counted;
pub use escape::{escape_html, terminal_safe, web_address};
pub use html::{mark_html, split_marked};
pub use markdown::markdown;
#[cfg(feature = "parquet")]
pub use parquet::ParquetArticles;
pub use plot::plot;
pub use rows::{facet_rows, timeline_rows, write_row};
pub use terminal::{Style, Terminal, counted};
pub use wrap::fitted;
