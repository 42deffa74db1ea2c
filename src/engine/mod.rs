//! A search engine on other machines that speaks the API of Elasticsearch: how it is reached, which
//! documents it holds, and how an index is handed on to it. What is asked of it is left to `search`.
//!
//! ```text
//! IndexReader → documents (articles with their words cut) → bulk requests → index NAME-GENERATION
//!                                                 all there → row of NAME-generations
//! ```
//!
//! An engine has no alias that could be moved in one step (Quickwit has none at all), so every push
//! makes an index of its own, a *generation*, and a row in the index of generations says when it is
//! whole. Searches use the newest whole one.

mod client;
mod document;
mod failure;
pub mod field;
mod generation;
mod journal;
mod kind;
mod mapping;
mod push;

pub use client::{Address, Client, Patience};
pub(crate) use document::read_article;
pub(crate) use generation::newest;
pub use generation::{Generation, Part};
pub use push::{DEFAULT_BATCH_BYTES, PushOptions, PushProgress, PushReport, push};
