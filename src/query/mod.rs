//! The query language: what people type, read into a tree and printed back as
//! one canonical text.
//!
//! ```text
//! text -> lexer (+ prefix, word) -> resolve -> parser -> Query -> display
//! ```
//!
//! Invariants:
//!
//! * Ordinary text is never a mistake; what is read otherwise than it may have
//!   been meant is told in a notice.
//! * The canonical text reads as the same query ([`Query::strict`]).
//! * No text makes this panic, recurse deeper than [`MAX_DEPTH`] parentheses, or
//!   take longer than its length.
//! * Pure: no disk, no clock, no schema, no engine.
//!
//! Spelling variants, stemming and everything else that needs an index is left
//! to `search`.

mod advice;
mod ast;
mod chars;
mod codes;
mod date_phrase;
mod dates;
mod display;
mod error;
mod field;
mod foreign;
mod lexer;
mod notice;
mod operator;
mod parser;
mod pattern;
mod prefix;
mod regex;
mod resolve;
mod visit;
mod word;

pub use ast::{Kind, Near, Node, Pattern, Phrase, Proximity, Query, Span, Within, Word};
pub use dates::{DateFilter, DateSpecError, parse_date_spec};
pub use error::{ErrorKind, ParseError, ParseErrors};
pub use field::Field;
pub use notice::{NoticeKind, QueryNotice};
pub use operator::Dialect;
pub use parser::{MAX_LEAVES, ParseOptions, Parsed, parse};
pub use pattern::{Piece, expression, folded_expression, pieces};
pub use resolve::MAX_DEPTH;
pub use visit::Leaf;
