//! Whether two articles are one report: the rules, each of two articles alone. Nothing here knows the
//! corpus, so that what was found of two articles stays true whatever comes or goes.

use super::compare::{Retold, is_same_title, numbers, otherwise, retold};
use super::sketch::Sketch;
use super::{
    COPY_CONTAINMENT, COPY_HEADLINED, COPY_NAMES, COPY_NUMBERS, COPY_OTHERWISE, CUT_CONTAINMENT, CUT_NAMES, FEW_SENTENCES,
    FEW_WORDS, MANY_NAMES, REPRINT_DAYS, REPRINT_WORDS, REWORDED_FEW_NAMES, REWORDED_FEW_SENTENCES, REWORDED_NAMES,
    REWORDED_NATS, REWORDED_NUMBERS, REWORDED_SCORE, REWORDED_SENTENCES, STORY_DAYS, TABLE_NUMBERS, TABLE_NUMBERS_KEPT,
    TOLD_ALIKE, UPDATED_NAMES, UPDATED_NUMBERS, UPDATED_SHARE, WORDS_TO_A_NUMBER, WORDS_TO_A_TABLE_NUMBER,
};

/// Whether one is the other in other words and tells nothing otherwise. An outlet does not reword
/// its own reports: it brings them up to date, and then most stays; and two agencies have two
/// reports.
pub(super) fn is_reworded(one: &Sketch, other: &Sketch, found: &Retold) -> bool {
    let (figures, count) = numbers(one, other);
    if found.nats < REWORDED_NATS || one.words.min(other.words) < FEW_WORDS {
        return false;
    }
    let holds = if is_same_outlet(one, other) {
        found.share >= UPDATED_SHARE && found.named >= UPDATED_NAMES && (count == 0 || figures >= UPDATED_NUMBERS)
    } else {
        let two_agencies = one.agency != 0 && other.agency != 0 && one.agency != other.agency;
        let named = if found.named_nats >= MANY_NAMES { REWORDED_NAMES } else { REWORDED_FEW_NAMES };
        !two_agencies
            && found.sentences
                >= if one.words.min(other.words) < FEW_SENTENCES { REWORDED_FEW_SENTENCES } else { REWORDED_SENTENCES }
            && found.score() >= REWORDED_SCORE
            && found.named >= named
            && (count < 2 || figures >= REWORDED_NUMBERS)
    };
    holds && !is_other_table(one, other) && otherwise(one, other).share() <= COPY_OTHERWISE
}

/// Whether both are known to be of one outlet.
fn is_same_outlet(one: &Sketch, other: &Sketch) -> bool {
    one.outlet != 0 && one.outlet == other.outlet
}

/// Whether two texts that share so many shingles are copies. Templates share all but what matters: so what
/// the sentences that both have tell otherwise counts beside.
pub(super) fn is_copy(one: &Sketch, other: &Sketch, share: f32) -> bool {
    let (short, long) = (one.words.min(other.words), one.words.max(other.words));
    // A few lines under the same headline elsewhere are a copy also if an editor left only one of them.
    let is_headlined = short < REPRINT_WORDS
        && share >= COPY_HEADLINED
        && !is_same_outlet(one, other)
        && one.is_near(other, STORY_DAYS)
        && is_same_title(one, other);
    if (share < COPY_CONTAINMENT || short < FEW_WORDS) && !is_headlined {
        return false;
    }
    let otherwise = otherwise(one, other);
    if otherwise.share() > COPY_OTHERWISE || (otherwise.agreed < TOLD_ALIKE && !has_numbers(one, other)) {
        return false;
    }
    if is_headlined {
        return true;
    }
    if is_other_table(one, other) {
        return false;
    }
    let named = || retold(one, other).named;
    if !one.is_near(other, STORY_DAYS) {
        // A notice of few words comes again because the same happens again.
        let is_whole = short >= REPRINT_WORDS.max(long - long / 5);
        return is_whole && one.is_near(other, REPRINT_DAYS) && share >= CUT_CONTAINMENT && named() >= CUT_NAMES;
    }
    if short < long / 2 {
        return share >= CUT_CONTAINMENT && named() >= CUT_NAMES;
    }
    if !is_same_outlet(one, other) {
        return true;
    }
    // What an outlet has of the same form is more often another report than a copy.
    if short < REPRINT_WORDS && share < CUT_CONTAINMENT {
        return named() >= UPDATED_NAMES && numbers(one, other).0 >= UPDATED_NUMBERS;
    }
    named() >= COPY_NAMES
}

/// Whether a copy has the numbers of what it copies, if numbers are the point of it.
fn has_numbers(one: &Sketch, other: &Sketch) -> bool {
    let (share, count) = numbers(one, other);
    let words = one.words.min(other.words);
    let is_about_numbers = count > 2 && u32::try_from(count).unwrap_or(u32::MAX).saturating_mul(WORDS_TO_A_NUMBER) >= words;
    share >= COPY_NUMBERS || !is_about_numbers
}

/// Whether both are one outlet's tables of prices, and some of the numbers are others: the next table of a
/// row. Under the same headline numbers are rounded or corrected.
fn is_other_table(one: &Sketch, other: &Sketch) -> bool {
    let (share, count) = numbers(one, other);
    let count = u32::try_from(count).unwrap_or(u32::MAX);
    let is_table = count >= TABLE_NUMBERS && count.saturating_mul(WORDS_TO_A_TABLE_NUMBER) >= one.words.min(other.words);
    is_table && share < TABLE_NUMBERS_KEPT && is_same_outlet(one, other) && !is_same_title(one, other)
}

/// Whether the dateline of one names another day than the other was published.
pub(super) fn contradicts(one: &Sketch, other: &Sketch) -> bool {
    one.peg.contradicts(other) || other.peg.contradicts(one)
}
