//! Which articles carry the same report: copies, cut copies and copies told in other words.
//!
//! ```text
//! Article → sketch (what it says, in some 1,000 bytes) → group (over all sketches) → roles, dates
//! ```
//!
//! A story is a star: every member is tied to the story's *leader*, never to another member, so
//! that no chain of small likenesses joins what is unlike. Leaders are found in one pass over all
//! articles in an order that only articles decide (dated before undated, longer before shorter).
//! What comes out is a function of the set of articles: neither their order of arrival, nor builds,
//! threads or deletions change it.

mod candidates;
mod compare;
mod counts;
mod facts;
mod group;
mod lists;
mod pair;
mod roles;
mod sketch;

pub use group::{Link, Tie, group};
pub use roles::{Stories, StoryRecord, settle};
pub use sketch::{Peg, Sketch, shingles};

/// Words in a row that make a shingle.
pub const SHINGLE_WORDS: usize = 5;

/// Days between the articles of a story, but for reprints.
pub const STORY_DAYS: i32 = 3;

/// Days between articles if one has few words.
pub const NOTICE_DAYS: i32 = 2;

/// How much more of a text stands in another by its words than by its shingles if sentences were changed and not words.
pub const SCATTERED: f32 = 0.15;

/// Share of the shorter text's shingles that stand in the longer one if they are copies.
pub const COPY_CONTAINMENT: f32 = 0.5;

/// The same under the same headline.
pub const COPY_HEADLINED: f32 = 0.45;

/// The same of a short text: a sentence that was changed leaves no more.
pub const COPY_SHORT_CONTAINMENT: f32 = 0.38;

/// The same in another outlet within days.
pub const COPY_NOTICE: f32 = 0.2;

/// Share of the shorter text's names and figures, by rarity, that the longer one has if both are one outlet's.
pub const COPY_NAMES: f32 = 0.5;

/// Share of shingles of a text that is less than half as long, or of a reprint.
pub const CUT_CONTAINMENT: f32 = 0.8;

/// Share of its names and figures.
pub const CUT_NAMES: f32 = 0.9;

/// Names and figures of a cut text, in nats: what names less may stand in any report.
pub const CUT_NAMED: f32 = 25.0;

/// Share of the shorter text's numbers that stand in the longer one, if numbers are the point of it:
/// templates with other numbers are not copies.
pub const COPY_NUMBERS: f32 = 0.5;

/// Share of names and figures that are others in sentences of the same words: more make another
/// report by the same template.
pub const COPY_OTHERWISE: f32 = 0.1;

/// The same under the same headline, of texts that have many names and figures in common.
pub const HEADLINED_OTHERWISE: f32 = 0.15;

/// The same if less than most of the shorter text stands in the longer one.
pub const RETOLD_OTHERWISE: f32 = 0.05;

/// Names and figures of so much weight, in nats, that sentences of the same words agree on make up for
/// figures elsewhere.
pub const TOLD_ALIKE: f32 = 20.0;

/// Words to a number in a text that numbers are the point of.
pub const WORDS_TO_A_NUMBER: u32 = 12;

/// A text with so many different numbers is a table
pub const TABLE_NUMBERS: u32 = 8;

/// if no more than so many words come to a number.
pub const WORDS_TO_A_TABLE_NUMBER: u32 = 5;

/// Share of the numbers of an outlet's table that another one has if it is the same table.
pub const TABLE_NUMBERS_KEPT: f32 = 0.95;

/// Days between an article and its reprint, which has nearly the same length.
pub const REPRINT_DAYS: i32 = 31;

/// A text of fewer words comes again because the same happens again.
pub const REPRINT_WORDS: u32 = 100;

/// Texts of so many words are reprints whenever they come again, if they are the same to the letter.
pub const LETTERS_WORDS: u32 = 150;

/// Share of the original's shingles that a member keeps if it is a copy and not cut.
pub const COPY_KEPT: f32 = 0.75;

/// Share of shingles that a member has of its original, or the original of it, if it is cut and
/// not reworded.
pub const CUT_KEPT: f32 = 0.5;

/// Two texts are the same report in other words from this score on: the share of what the shorter one
/// says (words, names and figures by their rarity, sentence by sentence) that stands together in
/// the longer one; half the share of its names and figures; and half of what the order of
/// sentences is alike beyond chance.
pub const REWORDED_SCORE: f32 = 0.77;

/// Share of shingles that two texts have at most if one is the other in other words: what is kept word for word is a copy or none.
pub const REWORDED_VERBATIM: f32 = 0.25;

/// A report that is so many times as long as another is not told by it: it has more than one matter.
pub const SUMMARY_LENGTHS: u32 = 5;

/// Share of its names and figures, by rarity, if it has few sentences, so that their order tells nothing.
pub const SUMMARY_NAMES: f32 = 0.75;

/// The same, if it has few sentences.
pub const SUMMARY_VERBATIM: f32 = 0.15;

/// The score, if it has few sentences.
pub const SUMMARY_SCORE: f32 = 0.9;

/// The least that two texts share if one is the other in other words, in nats: how unlikely
/// it is that unrelated texts share it.
pub const REWORDED_NATS: f32 = 60.0;

/// Share of its names and figures, by rarity, if it has many.
pub const REWORDED_NAMES: f32 = 0.7;

/// The same if it has few.
pub const REWORDED_FEW_NAMES: f32 = 0.55;

/// Share of the shorter text's numbers that stand in the longer one if it is reworded.
pub const REWORDED_NUMBERS: f32 = 0.5;

/// Share of what the shorter text says in sentences of which a quarter or more stands in the longer one: who
/// tells a report again adds little of his own.
pub const REWORDED_SENTENCES: f32 = 0.5;

/// The same if the shorter text has few sentences.
pub const REWORDED_FEW_SENTENCES: f32 = 0.8;

/// A text of fewer words has few sentences.
pub const FEW_SENTENCES: u32 = 150;

/// Names and figures that weigh so much, in nats, are many.
pub const MANY_NAMES: f32 = 50.0;

/// How far behind the best story the next one must be.
pub const REWORDED_MARGIN: f32 = 0.92;

/// An outlet's report brought up to date by itself: share of what it says.
pub const UPDATED_SHARE: f32 = 0.75;

/// The same: share of its names and figures.
pub const UPDATED_NAMES: f32 = 0.85;

/// The same: share of its numbers.
pub const UPDATED_NUMBERS: f32 = 0.75;

/// Texts of fewer words are one story only if their headlines are the same too.
pub const FEW_WORDS: u32 = 25;

/// The rules of grouping by name, for whoever wants to know them: shares from 0 to 1, days, words, nats.
#[must_use]
pub fn rules() -> Vec<(&'static str, f64)> {
    let hundredths = |share: f32| (f64::from(share) * 100.0).round() / 100.0;
    vec![
        ("shingle_words", f64::from(u32::try_from(SHINGLE_WORDS).unwrap_or(0))),
        ("story_days", f64::from(STORY_DAYS)),
        ("notice_days", f64::from(NOTICE_DAYS)),
        ("copy_shingles", hundredths(COPY_CONTAINMENT)),
        ("copy_headlined", hundredths(COPY_HEADLINED)),
        ("copy_short", hundredths(COPY_SHORT_CONTAINMENT)),
        ("copy_notice", hundredths(COPY_NOTICE)),
        ("copy_scattered", hundredths(SCATTERED)),
        ("copy_names", hundredths(COPY_NAMES)),
        ("copy_numbers", hundredths(COPY_NUMBERS)),
        ("copy_otherwise", hundredths(COPY_OTHERWISE)),
        ("copy_headlined_otherwise", hundredths(HEADLINED_OTHERWISE)),
        ("retold_otherwise", hundredths(RETOLD_OTHERWISE)),
        ("copy_told_alike", hundredths(TOLD_ALIKE)),
        ("copy_words_to_a_number", f64::from(WORDS_TO_A_NUMBER)),
        ("table_numbers", f64::from(TABLE_NUMBERS)),
        ("table_words_to_a_number", f64::from(WORDS_TO_A_TABLE_NUMBER)),
        ("table_numbers_kept", hundredths(TABLE_NUMBERS_KEPT)),
        ("copy_kept", hundredths(COPY_KEPT)),
        ("cut_shingles", hundredths(CUT_CONTAINMENT)),
        ("cut_names", hundredths(CUT_NAMES)),
        ("cut_nats", hundredths(CUT_NAMED)),
        ("cut_kept", hundredths(CUT_KEPT)),
        ("reprint_days", f64::from(REPRINT_DAYS)),
        ("reprint_words", f64::from(REPRINT_WORDS)),
        ("letters_words", f64::from(LETTERS_WORDS)),
        ("reworded_score", hundredths(REWORDED_SCORE)),
        ("reworded_nats", hundredths(REWORDED_NATS)),
        ("reworded_shingles", hundredths(REWORDED_VERBATIM)),
        ("reworded_sentences", hundredths(REWORDED_SENTENCES)),
        ("reworded_few_sentences", hundredths(REWORDED_FEW_SENTENCES)),
        ("few_sentences_score", hundredths(SUMMARY_SCORE)),
        ("few_sentences_names", hundredths(SUMMARY_NAMES)),
        ("few_sentences_shingles", hundredths(SUMMARY_VERBATIM)),
        ("few_sentences_times", f64::from(SUMMARY_LENGTHS)),
        ("few_sentences_words", f64::from(FEW_SENTENCES)),
        ("reworded_names", hundredths(REWORDED_NAMES)),
        ("reworded_few_names", hundredths(REWORDED_FEW_NAMES)),
        ("reworded_many_names", hundredths(MANY_NAMES)),
        ("reworded_numbers", hundredths(REWORDED_NUMBERS)),
        ("reworded_margin", hundredths(REWORDED_MARGIN)),
        ("updated_share", hundredths(UPDATED_SHARE)),
        ("updated_names", hundredths(UPDATED_NAMES)),
        ("updated_numbers", hundredths(UPDATED_NUMBERS)),
        ("few_words", f64::from(FEW_WORDS)),
    ]
}
