//! Words, sentences, folding, stems and languages: one way of reading text,
//! used by the index, the query and the highlighter alike, so that what is
//! found is what is marked.
//!
//! Nothing here knows documents or the engine.

mod address;
mod fold;
mod host;
mod language;
mod letters;
mod marks;
mod places;
mod quotations;
mod romanise;
mod sentences;
mod spellings;
mod stem;
mod width;
mod word_list;
mod words;

pub use address::page_address;
pub use fold::{fold, fold_char_into};
pub use host::host;
pub use language::{FunctionWords, Language, detect_language, is_function_word};
pub(crate) use letters::{is_alphabetic, is_alphanumeric, is_lowercase, is_numeric, is_uppercase};
pub(crate) use marks::Marks;
pub use places::{Bounds, Positions};
pub use quotations::quotations;
pub(crate) use romanise::name_skeleton;
pub use sentences::sentences;
pub(crate) use spellings::{Spelling, nominative};
pub use stem::Stemmer;
pub use width::{collapse_whitespace, display_width};
pub use word_list::WordList;
pub use words::{FirstLetters, Word, Words, folded_words, initials, is_unspaced, searched_words, sought_words};
