//! The index on disk: where it lives, what is in it, how it is written and
//! opened. The first room that may name tantivy.
//!
//! ```text
//! index/newsidx.json        which data folder answers, and its format
//! index/lock                held by the one writer
//! index/data-N/             a tantivy index, and of generation G `ledger-G.jsonl`, `blocks-G.bin`,
//!                           `sketches-G.bin`, `addresses-G.bin`, `stories-G.bin` and `forms-G.bin`; `dictionary.bin`, with
//!                           which articles are packed
//! ```
//!
//! Invariants: the data folder named by `newsidx.json` always opens and
//! answers; its last commit names the files of its generation; whatever a stopped build left
//! behind is ignored by readers and swept by the next build.

mod addresses;
mod analysis;
mod blocks;
mod bounds;
mod bytes;
mod directory;
mod forms;
mod layout;
mod ledger;
mod lexicon;
mod names;
#[cfg(feature = "engine")]
mod outgoing;
mod packed;
mod queued;
mod reader;
mod room;
mod schema;
mod sketches;
mod spool;
mod stamp;
mod statistics;
mod steps;
mod stories;
mod unreadable;
mod values;
mod writer;

pub use addresses::Address;
pub(crate) use analysis::Cutter;
pub use blocks::{CountedBlock, PageBlocks};
pub(crate) use bounds::BoundsColumns;
pub use layout::{IndexDir, PathView};
pub use ledger::{FileEntry, Ledger};
pub(crate) use lexicon::Lexicon;
pub(crate) use names::{NAME_MARK, name_prefix, name_term};
#[cfg(feature = "engine")]
pub(crate) use outgoing::{OutgoingWords, short_words, stem_term};
pub(crate) use reader::SharedStories;
#[cfg(feature = "engine")]
pub(crate) use reader::{Fetched, ListedArticle};
pub use reader::{IndexReader, IndexStats};
pub(crate) use room::{Room, Taken};
pub use schema::Fields;
pub(crate) use schema::{ARTICLES, BODY_BOUNDS, JUNK_BOUNDS};
pub(crate) use statistics::living;
#[cfg(test)]
pub(crate) use steps::{Mishap, expect, passed};
pub use stories::{StoryEntry, StoryTable};
pub(crate) use values::NameValues;
pub use writer::{Amendment, Beside, IndexWriter};

/// The format of the index on disk. An index of another format is not read.
///
/// * 1: first format.
/// * 2: what recurs on many pages is counted and set aside.
/// * 3: stems have positions, sentences and paragraphs have bounds.
/// * 4: words written like names are a field; initials that spell a word are a word of their own;
///   more sentences are told apart; articles have numbers, and stories are beside the engine.
/// * 5: articles are packed one by one.
/// * 6: sketches have headlines and leaders.
/// * 7: older versions of a page are kept beside the newest; the ledger has a hash; words are indexed
///   once, their forms are a table beside the engine.
/// * 8: sections and tags are fields; what articles were grouped by older rules is not kept; members of
///   archives have ids that no file can have; letters that Unicode spells in several words are one word.
pub const FORMAT: u32 = 8;

/// The rules by which pages are cleaned and read. An index made by other rules
/// is read, and its articles are cleaned again by the next build.
///
/// * 1: first rules (0.1.0).
pub const RULES: u32 = 1;
