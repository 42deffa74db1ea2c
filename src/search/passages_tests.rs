//! Which passages are chosen, compared with trying every window each time.

use proptest::prelude::*;

use super::*;
use crate::search::plan::{Clause, Leaf, Place, Test};

const WORDS: [&str; 3] = ["Ferry", "Harbour", "Strike"];

/// A plan that looks for each of the words.
fn plan() -> Plan {
    let leaf = |(word, weight): (&str, f32)| Leaf {
        test: Test::Word { exact: vec![word.to_lowercase()], stems: vec![] },
        place: Place::Body,
        is_part: false,
        positive: true,
        is_character: false,
        pattern: None,
        weight,
    };
    let leaves = WORDS.into_iter().zip([3.0, 2.0, 0.5]).map(leaf).collect();
    Plan { leaves, spans: vec![], root: Clause::Everything, filters: vec![] }
}

fn paragraph(number: u32, sentences: &[String]) -> Paragraph {
    let text = sentences.join(" ");
    let mut matches: Vec<Match> = vec![];
    for (leaf, word) in WORDS.into_iter().enumerate() {
        matches.extend(text.match_indices(word).map(|(start, _)| Match { leaf, range: start..start + word.len() }));
    }
    matches.sort_by_key(|found| found.range.start);
    Paragraph { number, line: Some(1), junk: None, source: sentences.join("\n"), text, matches }
}

fn windows<'e>(paragraphs: &'e [Paragraph], plan: &Plan, width: usize) -> Vec<Window<'e>> {
    paragraphs.iter().enumerate().flat_map(|(place, paragraph)| windows_of(paragraph, plan, place, width)).collect()
}

/// The same as `best`: all windows are looked at for each passage.
fn best_of_all<'w, 'e>(windows: &'w [Window<'e>], plan: &Plan, limit: usize) -> Vec<(f32, &'w Window<'e>)> {
    let mut left: Vec<&Window<'_>> = windows.iter().collect();
    let mut chosen: Vec<(f32, &Window<'_>)> = vec![];
    let mut seen = vec![];
    while chosen.len() < limit {
        let scored = left.iter().map(|window| (worth(window, plan, &seen), *window));
        let best = scored.max_by(|(a, one), (b, other)| {
            let earlier = || (other.place, other.range.start).cmp(&(one.place, one.range.start));
            a.total_cmp(b).then_with(earlier)
        });
        let Some((score, window)) = best else { break };
        if chosen.first().is_some_and(|(first, _)| score < first * SEEN) {
            break;
        }
        let text = |window: &Window<'_>| window.paragraph.text[window.range.clone()].to_owned();
        if !chosen.iter().any(|(_, known)| text(known) == text(window)) {
            chosen.push((rounded(score), window));
        }
        seen.extend(window.matches.iter().map(|found| found.leaf));
        let (place, taken) = (window.place, window.range.clone());
        left.retain(|other| other.place != place || other.range.end <= taken.start || other.range.start >= taken.end);
    }
    chosen
}

fn sentence() -> impl Strategy<Value = String> {
    let word = prop_oneof![3 => Just("quiet"), 2 => prop::sample::select(&WORDS[..])];
    prop::collection::vec(word, 1..5).prop_map(|words| format!("The {}.", words.join(" ")))
}

proptest! {
    #[test]
    fn the_best_are_found_without_looking_at_all(
        texts in prop::collection::vec(prop::collection::vec(sentence(), 1..12), 1..4),
        limit in 1_usize..12,
        width in 20_usize..150,
    ) {
        let plan = plan();
        let paragraphs: Vec<_> = (1..).zip(&texts).map(|(number, sentences)| paragraph(number, sentences)).collect();
        let windows = windows(&paragraphs, &plan, width);
        let shown = |chosen: Vec<(f32, &Window<'_>)>| {
            chosen.into_iter().map(|(score, window)| (score, window.place, window.range.clone())).collect::<Vec<_>>()
        };
        prop_assert_eq!(shown(best(&windows, &plan, limit)), shown(best_of_all(&windows, &plan, limit)));
    }
}

#[test]
fn passages_of_a_text_that_repeats_itself() {
    const MANY: usize = 50_000;
    let plan = plan();
    let same = vec!["The Ferry is late again tonight, as it is on each night of the long winter.".to_owned(); MANY];
    let windows_of_same = [paragraph(1, &same)];
    let windows_of_same = windows(&windows_of_same, &plan, 200);
    assert!(windows_of_same.len() > MANY);
    assert_eq!(best(&windows_of_same, &plan, 3).len(), 1);
    let others: Vec<String> =
        (0..MANY).map(|night| format!("The Ferry was very late on night {night} of this long and cold winter.")).collect();
    let article = [paragraph(1, &others)];
    let all = windows(&article, &plan, 80);
    assert_eq!(best(&all, &plan, MANY).len(), MANY);
    let passages = choose(&article, &plan, MANY, 80);
    assert!(passages.iter().all(|passage| passage.text.contains(&format!(" {} ", passage.line.unwrap() - 1))));
    assert_eq!(passages.len(), MANY);
}
