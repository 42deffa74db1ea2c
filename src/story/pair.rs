//! Whether two articles are one report: the rules, each of two articles alone. Nothing here knows the
//! corpus, so that what was found of two articles stays true whatever comes or goes.

use std::cell::LazyCell;

use super::compare::{Otherwise, Retold, is_same_title, numbers, otherwise, retold, verbatim};
use super::sketch::Sketch;
use super::{
    COPY_CONTAINMENT, COPY_HEADLINED, COPY_NAMES, COPY_NOTICE, COPY_NUMBERS, COPY_OTHERWISE, COPY_SHORT_CONTAINMENT,
    CUT_CONTAINMENT, CUT_NAMED, CUT_NAMES, FEW_SENTENCES, FEW_WORDS, HEADLINED_OTHERWISE, MANY_NAMES, NOTICE_DAYS, REPRINT_DAYS,
    REPRINT_WORDS, RETOLD_OTHERWISE, REWORDED_FEW_NAMES, REWORDED_FEW_SENTENCES, REWORDED_NAMES, REWORDED_NATS, REWORDED_NUMBERS,
    REWORDED_SCORE, REWORDED_SENTENCES, REWORDED_VERBATIM, SCATTERED, STORY_DAYS, SUMMARY_LENGTHS, SUMMARY_NAMES, SUMMARY_SCORE,
    SUMMARY_VERBATIM, TABLE_NUMBERS, TABLE_NUMBERS_KEPT, TOLD_ALIKE, UPDATED_NAMES, UPDATED_NUMBERS, UPDATED_SHARE,
    WORDS_TO_A_NUMBER, WORDS_TO_A_TABLE_NUMBER,
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
        let (short, long) = (one.words.min(other.words), one.words.max(other.words));
        let is_short = short < FEW_SENTENCES;
        let named = match found.named_nats >= MANY_NAMES {
            _ if is_short => SUMMARY_NAMES,
            true => REWORDED_NAMES,
            false => REWORDED_FEW_NAMES,
        };
        let least = if is_short { SUMMARY_SCORE } else { REWORDED_SCORE };
        !two_agencies
            && short.saturating_mul(SUMMARY_LENGTHS) >= long
            && found.sentences >= if is_short { REWORDED_FEW_SENTENCES } else { REWORDED_SENTENCES }
            && found.score() >= least
            && found.named >= named
            && (count < 2 || figures >= REWORDED_NUMBERS)
            && verbatim(one, other) <= if is_short { SUMMARY_VERBATIM } else { REWORDED_VERBATIM }
    };
    holds && !is_other_table(one, other) && !is_told_otherwise(one, other, otherwise(one, other), || found.named_nats, 0.0)
}

/// Whether both are known to be of one outlet.
fn is_same_outlet(one: &Sketch, other: &Sketch) -> bool {
    one.outlet != 0 && one.outlet == other.outlet
}

/// Whether both were published so near to each other that one may be the other. A notice of few words comes again because
/// the same happens again.
pub(super) fn is_near(one: &Sketch, other: &Sketch) -> bool {
    one.is_near(other, if one.words.min(other.words) < REPRINT_WORDS { NOTICE_DAYS } else { STORY_DAYS })
}

/// Whether both are one outlet's under one headline of one day: it corrected its report or brought it up to date.
fn is_same_headline(one: &Sketch, other: &Sketch) -> bool {
    is_same_outlet(one, other) && one.is_near(other, 0) && is_same_title(one, other)
}

/// Whether what sentences of the same words tell otherwise makes two texts that share so much of their shingles two
/// reports: an editor who leaves the rest as it is may spell a name in his own way.
fn is_told_otherwise(one: &Sketch, other: &Sketch, otherwise: Otherwise, told: impl Fn() -> f32, share: f32) -> bool {
    if otherwise.changed == 0.0 {
        return false;
    }
    let named = told();
    let most = match share >= CUT_CONTAINMENT {
        _ if is_same_headline(one, other) => HEADLINED_OTHERWISE,
        false => RETOLD_OTHERWISE,
        true if named >= MANY_NAMES && is_same_title(one, other) => HEADLINED_OTHERWISE,
        true => COPY_OTHERWISE,
    };
    otherwise.share(named) > most
}

/// Whether two texts that share so many shingles are copies. Templates share all but what matters: so what
/// the sentences that both have tell otherwise counts beside.
pub(super) fn is_copy(one: &Sketch, other: &Sketch, share: f32) -> bool {
    let (short, long) = (one.words.min(other.words), one.words.max(other.words));
    let (is_near, is_headlined) = (is_near(one, other), is_same_title(one, other));
    let is_cut = short < long / 2;
    // A few lines under the same headline elsewhere are a copy also if an editor left only some of them.
    let is_notice = short < REPRINT_WORDS && is_headlined && is_near && !is_same_outlet(one, other) && short >= long / 3;
    let least = match () {
        () if is_notice && !is_cut => COPY_NOTICE,
        () if short < FEW_WORDS => return false,
        () if is_headlined && short < REPRINT_WORDS && !is_cut => COPY_SHORT_CONTAINMENT,
        () if is_headlined => COPY_HEADLINED,
        () => COPY_CONTAINMENT,
    };
    if share < least {
        return false;
    }
    let told = LazyCell::new(|| retold(one, other));
    let otherwise = otherwise(one, other);
    if is_told_otherwise(one, other, otherwise, || told.named_nats, share)
        || (otherwise.agreed < TOLD_ALIKE && !has_numbers(one, other))
    {
        return false;
    }
    if is_notice {
        return true;
    }
    if is_other_table(one, other) {
        return false;
    }
    if !is_near {
        let is_whole = short >= REPRINT_WORDS.max(long - long / 5);
        return is_whole && one.is_near(other, REPRINT_DAYS) && share >= CUT_CONTAINMENT && told.named >= CUT_NAMES;
    }
    if is_cut {
        return share >= CUT_CONTAINMENT
            && told.named >= CUT_NAMES
            && told.named_nats >= CUT_NAMED
            && numbers(one, other).0 >= CUT_NAMES
            && (otherwise.changed == 0.0 || is_same_headline(one, other));
    }
    if !is_same_outlet(one, other) {
        return true;
    }
    // An editor changes whole sentences; who fills in a template changes a word here and there.
    let (figures, count) = numbers(one, other);
    let has_figures = figures >= COPY_NUMBERS;
    let is_whole = |of: f32| of <= share + SCATTERED;
    if is_headlined && is_whole(told.share) && (has_figures || count < 3 && is_whole(told.sentences)) {
        return true;
    }
    // What an outlet has of the same form is more often another report than a copy.
    if short < REPRINT_WORDS && share < CUT_CONTAINMENT {
        return share >= COPY_HEADLINED && told.named >= UPDATED_NAMES && numbers(one, other).0 >= UPDATED_NUMBERS;
    }
    told.named >= COPY_NAMES
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

/// Whether the words of one that has no date name no day near the one the other was published. It may be a day to come, so
/// this decides only between two.
pub(super) fn denies(one: &Sketch, other: &Sketch) -> bool {
    one.peg.denies(other) || other.peg.denies(one)
}

/// Whether the dateline of one names another day than the other was published.
pub(super) fn contradicts(one: &Sketch, other: &Sketch) -> bool {
    one.peg.contradicts(other) || other.peg.contradicts(one)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::story::compare::containment;
    use crate::story::facts::Reading;
    use crate::text::FunctionWords;

    fn sketch(outlet: u64, title: &str, text: &str) -> Sketch {
        let read = |text: &str| {
            let mut reading = Reading::new(FunctionWords::of(&[]));
            reading.paragraph(text);
            reading
        };
        let body = read(text);
        let words = u32::try_from(body.words.len()).unwrap();
        let mut prints: Vec<u32> = body
            .words
            .windows(5)
            .map(|row| crate::story::facts::high(row.iter().fold(0, |all, word| all.rotate_left(7) ^ word)))
            .collect();
        prints.sort_unstable();
        let title = read(title).facts.into_iter().filter(|fact| *fact != crate::story::facts::SENTENCE).collect();
        Sketch { outlet, words, prints, facts: body.facts, title, published: Some((9000, 9000, 0)), ..Sketch::default() }
    }

    #[expect(clippy::cast_precision_loss, reason = "a share needs no more digits")]
    fn is_copied(one: &Sketch, other: &Sketch) -> bool {
        let shared = one.prints.iter().filter(|print| other.prints.contains(print)).count();
        containment(one, other, shared as f32).is_some_and(|share| is_copy(one, other, share))
    }

    const TABLE: &str = "Halden metal exchange tin spot 286.75 up 0.50 three months 271.25 off 1.00 zinc spot 159.50 up 1.25 three \
        months 163.00 up 2.75 lead spot 88.30 off 4.10 three months 91.65 up 3.20";

    #[test]
    fn the_next_table_is_another_and_the_same_one_is_not() {
        let next = TABLE.replace("286.75", "287.05").replace("91.65", "92.85");
        assert!(is_copied(&sketch(1, "", TABLE), &sketch(1, "", &format!("{TABLE} unchanged"))));
        assert!(!is_copied(&sketch(1, "", TABLE), &sketch(1, "", &next)));
        let title = "Halden metal prices at noon corrected";
        assert!(is_copied(&sketch(1, title, TABLE), &sketch(1, title, &next)));
    }

    #[test]
    fn a_line_under_the_same_headline_elsewhere_is_a_copy() {
        let title = "Torrin dredgers find wreck of coaster Anselma";
        let kept = "The bell of the coaster was still in its place when divers reached her on Tuesday.";
        let whole =
            format!("Dredgers came upon the wreck of a coaster off Cape Torrin, the museum of Halden said at noon. {kept}");
        let cut =
            format!("{kept} Our weekend edition of Saturday has a long interview with one of the men who went down to see it.");
        assert!(is_copied(&sketch(1, title, &whole), &sketch(2, title, &cut)));
        assert!(is_copied(&sketch(1, title, &whole), &sketch(1, title, &cut)), "an outlet's own is brought up to date");
        let another = "Weekend reading from the coast of Halden";
        assert!(!is_copied(&sketch(1, title, &whole), &sketch(2, another, &cut)));
    }

    const NOTICE: &str = "The port authority of Halden expects a shortage of 320 berths today, its officers said at noon in Torrin. \
        Among what they weigh are coasters that leave in the evening and ferries that come in before the tide turns.";

    #[test]
    fn the_next_notice_of_a_template_is_another_and_a_changed_sentence_is_not() {
        let title = "Halden port authority sees shortage of berths";
        let next =
            NOTICE.replace("320", "455").replace("coasters that leave", "trawlers which go").replace("tide turns", "fog sets");
        assert!(!is_copied(&sketch(1, title, NOTICE), &sketch(1, title, &next)));
        let first = NOTICE.split(" Among").next().unwrap();
        let changed =
            format!("{first} Nobody was hurt when a crane fell onto the quay where children from a school were waiting.");
        assert!(is_copied(&sketch(1, title, NOTICE), &sketch(1, title, &changed)));
    }

    #[test]
    fn who_cuts_a_report_changes_no_name() {
        let kept = "Brandvik sold the yard at Torrin to Greta Solheim for 412 mln crowns, the clerk of the court in Halden said \
            on Tuesday, and Ivar Lund keeps the 37 berths on the north side until his lease of 9 years has run out.";
        let rest = "Anselma carried the first slates out of the bay when her grandfather was a boy, and the songs of that time are \
            still sung in the taverns along the quay. Old men say that the water was clearer then and the winters longer. Whoever \
            walks to the end of the mole on a Sunday finds them there with their pipes, and few of them want to hear of a new \
            owner. They have seen many come with drawings under their arms, and go again before the paint on the gates was dry.";
        let whole = format!("{kept} {rest}");
        let title = "Yard at Torrin sold";
        assert!(is_copied(&sketch(1, title, &whole), &sketch(2, title, kept)));
        assert!(!is_copied(&sketch(1, title, &whole), &sketch(2, title, &kept.replace("Solheim", "Nygaard"))));
    }

    #[test]
    fn few_words_come_again_sooner_than_many() {
        let days = |words, days: i32| {
            let of = |day| Sketch { words, published: Some((day, day, 0)), ..Sketch::default() };
            is_near(&of(9000), &of(9000 + days))
        };
        assert!(days(99, 2) && !days(99, 3) && days(100, 3) && !days(100, 4));
    }
}
