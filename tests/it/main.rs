//! Whole-run tests of the program, tests of its promises on the sample corpus,
//! and tests of the code's own order.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod again;
mod alike;
mod answers;
mod asked;
mod broken;
mod cli;
mod counts;
mod crash;
mod damaged;
mod docs;
#[cfg(feature = "engine")]
mod engine;
mod entries;
mod floors;
mod formats;
mod full;
mod fuzzed;
mod incremental;
mod inspect;
mod limits;
mod mutated;
mod oracle;
mod passages;
mod queries;
mod ranking;
mod results;
mod reuters;
mod revisions;
mod sample;
mod scale;
mod schema;
mod scorer;
mod seeds;
#[cfg(feature = "serve")]
mod serve;
mod stories;
mod support;
mod template;
mod tidy;
mod wrong;
