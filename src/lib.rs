//! lib
pub mod build;
pub mod clean;
pub mod corpus;
pub mod dates;
pub mod error;
pub mod index;
pub mod meta;
pub mod model;
pub mod page;
pub mod query;
pub mod render;
pub mod search;
pub mod text;
pub use error::{Error, ErrorKind, Result};
