//! Makes a folder of scraped or syndicated news searchable: reads articles in many
//! formats, sets junk aside, finds title, date, outlet and byline, and answers
//! queries with ranked passages of whole sentences.
//!
//! The program `newsidx` is a thin layer over this library. `ARCHITECTURE.md` has
//! the pipeline in one picture and what always holds.
//!
//! ```
//! use std::path::Path;
//! use std::sync::atomic::AtomicBool;
//!
//! use newsidx::build::{BuildOptions, DEFAULT_MEMORY, Silent, build};
//! use newsidx::index::{IndexDir, IndexReader, PathView};
//! use newsidx::query::{ParseOptions, parse};
//! use newsidx::search::{SearchRequest, Searcher};
//!
//! # let folder = tempfile::tempdir()?;
//! # let here = folder.path();
//! # std::fs::write(here.join("a.txt"), "Harbour pilots end strike\n\nThe pilots of Port Ellery went back to work on Monday.\n")?;
//! let dir = IndexDir::new(here.join("index"));
//! let paths = PathView::new(dir.path(), here);
//! let options = BuildOptions {
//!     roots: vec![here.join("a.txt")],
//!     fresh: false,
//!     settings: None,
//!     format: None,
//!     threads: 1,
//!     memory: DEFAULT_MEMORY,
//!     demo: false,
//! };
//! build(&dir, &paths, &options, &Silent, &AtomicBool::new(false))?;
//!
//! let text = "pilot strikes";
//! let parsed = parse(text, &ParseOptions::new(jiff::civil::date(2026, 1, 1)))?;
//! let reader = IndexReader::open(&dir)?;
//! let answer = Searcher::new(&reader, &paths).search(&SearchRequest::new(text, parsed.query))?;
//! assert_eq!(answer.parsed, "pilot AND strikes");
//! assert_eq!(answer.hits[0].path, "a.txt");
//! # assert!(Path::new(dir.path()).exists());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub mod build;
pub mod clean;
pub mod corpus;
#[cfg(test)]
mod crash_tests;
pub mod dates;
#[cfg(feature = "engine")]
pub mod engine;
pub mod error;
pub mod index;
pub mod meta;
pub mod model;
pub mod page;
pub mod query;
pub mod render;
pub mod search;
pub mod story;
pub mod text;

pub use error::{Error, ErrorKind, Result};
