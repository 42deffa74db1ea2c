//! 1. Lines that are whole stay apart.
//! 2. Hard-wrapped paragraphs and broken sentences are joined.
//! 3. Every non-blank line is in exactly one block (for any text).

use proptest::prelude::*;

use super::*;

/// `line:text`, joined lines with `/`.
fn show(text: &str) -> Vec<String> {
    let blocks = page(text).blocks;
    blocks.iter().map(|block| format!("{}:{}", block.line.unwrap_or(0), block.text.replace('\n', "/"))).collect()
}

#[test]
fn whole_lines_stay_apart() {
    for text in [
        "Title of the story\nBy Ann Lee\nMarch 1, 2020\n\nFirst paragraph.",
        "News\nSport\nWeather\ne-paper\niPhone",
        "Mayor resigns after long night of talks\nby Ann Lee\n3 hours ago",
        "- one\n- two\n- three",
        "Storm hits the northern coast of Norway\nTwo held after bank raid in Lyon\nCup final: three questions\nWhy the price of tea has risen",
        "Read more\nabout us",
        "o The first of the items in a list of many things\no the second of the items in a list of many things",
    ] {
        let expected: Vec<String> =
            text.lines().enumerate().filter(|(_, l)| !l.is_empty()).map(|(at, line)| format!("{}:{line}", at + 1)).collect();
        assert_eq!(show(text), expected);
    }
}

#[test]
fn broken_sentences_are_joined() {
    let text =
        "Nav\nThe leader of the opposition met with the party of\nAnna Varga\n, the mayor, said on Monday.\nNext sentence.";
    assert_eq!(
        show(text),
        [
            "1:Nav",
            "2:The leader of the opposition met with the party of/Anna Varga/, the mayor, said on Monday.",
            "5:Next sentence."
        ]
    );
    let text = "In recent months the government has repeatedly told reporters that\nAnna Varga\nwould not be asked to step down before the election.";
    assert_eq!(show(text).len(), 1);
}

#[test]
fn text_nodes_are_joined_where_the_text_shows_it_is_cut_at_links() {
    let cut = "The harbour board has hired\nDora Lind\n, who ran the ferry office, to look into the fire.\n\
               In an interview with\nRadio Lumen\nshe said that the sheds had been inspected.\n\
               Two firms\ndid not answer.\nFerry lines\nwill be closed until the quay has been mended, the board said.\n\
               More news\nabout us\nNews\nDora Lind og Jo Berg\nOffentliggjort\ntorsdag 06. feb 2025 17:25";
    assert_eq!(
        show(cut),
        [
            "1:The harbour board has hired/Dora Lind/, who ran the ferry office, to look into the fire.",
            "4:In an interview with/Radio Lumen/she said that the sheds had been inspected.",
            "7:Two firms",
            "8:did not answer.",
            "9:Ferry lines/will be closed until the quay has been mended, the board said.",
            "11:More news",
            "12:about us",
            "13:News",
            "14:Dora Lind og Jo Berg",
            "15:Offentliggjort",
            "16:torsdag 06. feb 2025 17:25",
        ]
    );
    // One such line shows nothing about the text.
    let whole = "Ferry lines\nwill be closed until the quay is mended\nNews";
    assert_eq!(show(whole).len(), 3);
}

#[test]
fn wrapped_paragraphs_are_joined() {
    let paragraph = "The river rose again on Monday and the mayor, who had hoped for\nbetter news, asked people along both banks to leave their houses\n\
                     before nightfall. Schools stay closed until further notice, and\nbuses will run as on Sundays, the council said.";
    let text = format!("River rises\nBy Ann Lee\n\n{paragraph}\n\n{paragraph}\n\n{paragraph}\n");
    let blocks = page(&text).blocks;
    assert_eq!(blocks.len(), 5);
    assert_eq!(blocks.get(3).map(|block| (block.line, block.text.as_str())), Some((Some(9), paragraph)));
}

proptest! {
    #[test]
    fn every_line_is_in_one_block(text in "([a-zA-Z ,.\u{3002}é-]{0,70}\n?){0,30}") {
        let mut lines = Vec::new();
        for block in page(&text).blocks {
            for (at, line) in block.text.split('\n').enumerate() {
                lines.push((block.line.unwrap_or(0) as usize + at, line.to_owned()));
            }
        }
        let expected: Vec<(usize, String)> = text
            .lines()
            .enumerate()
            .map(|(at, line)| (at + 1, line.trim().to_owned()))
            .filter(|(_, line)| !line.is_empty())
            .collect();
        prop_assert_eq!(lines, expected);
    }
}
