//! Turns answers into text. Each renderer escapes what its medium needs:
//! control and bidirectional characters for terminals, markup for HTML,
//! formulas for spreadsheets. Nothing here searches.

mod csv;
mod escape;
mod html;
mod terminal;
mod wrap;

pub use csv::{CsvRows, ReuseRows};
pub use escape::{escape_html, terminal_safe};
pub use html::mark_html;
pub use terminal::{Style, Terminal, counted};
