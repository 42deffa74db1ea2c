//! Random queries, made as the grammar of the language has them.

use proptest::prelude::*;

fn leaf(forms: &'static [&'static str]) -> impl Strategy<Value = String> {
    let word = prop::sample::select(forms);
    let words = prop::collection::vec(word.clone(), 2..4).prop_map(|words| words.join(" "));
    prop_oneof![
        6 => word.clone().prop_map(str::to_owned),
        1 => word.clone().prop_map(|word| format!("={word}")),
        2 => words.prop_map(|words| format!("\"{words}\"")),
        1 => (word.clone(), 2..5_usize).prop_map(|(word, at)| format!("{}*", &word[..at.min(word.len())])),
        1 => (word.clone(), 1..3_usize).prop_map(|(word, at)| {
            let at = at.min(word.len() - 1);
            format!("{}?{}", &word[..at], &word[at + 1..])
        }),
        1 => (word.clone(), 1..3_u8).prop_map(|(word, edits)| format!("{word}~{edits}")),
        1 => (word.clone(), word).prop_map(|(a, b)| format!("\"{a} {}*\"", &b[..2])),
        1 => Just("/(port|crews?)/".to_owned()),
    ]
}

fn sloppy(forms: &'static [&'static str]) -> impl Strategy<Value = String> {
    (prop::collection::vec(prop::sample::select(forms), 2..4), 1..5_u8)
        .prop_map(|(words, slop)| format!("\"{}\"~{slop}", words.join(" ")))
}

fn operator() -> impl Strategy<Value = String> {
    let distance = || 1..8_u8;
    prop_oneof![
        4 => distance().prop_map(|n| format!("w/{n}")),
        3 => distance().prop_map(|n| format!("PRE/{n}")),
        2 => distance().prop_map(|n| format!("NOT w/{n}")),
        1 => distance().prop_map(|n| format!("NOT PRE/{n}")),
        2 => Just("w/s".to_owned()),
        1 => Just("PRE/s".to_owned()),
        2 => Just("w/p".to_owned()),
        1 => Just("NOT w/s".to_owned()),
        1 => Just("NOT w/p".to_owned()),
    ]
}

/// What has places: can be near, and be counted.
pub(super) fn placed(forms: &'static [&'static str]) -> impl Strategy<Value = String> {
    leaf(forms).prop_recursive(2, 8, 2, |inner| {
        prop_oneof![
            3 => (inner.clone(), operator(), inner.clone()).prop_map(|(a, near, b)| format!("({a} {near} {b})")),
            1 => (inner.clone(), inner).prop_map(|(a, b)| format!("({a} OR {b})")),
        ]
    })
}

pub(super) fn query(forms: &'static [&'static str]) -> impl Strategy<Value = String> {
    let part = prop_oneof![
        4 => placed(forms),
        1 => sloppy(forms),
        1 => (1..5_u8, placed(forms)).prop_map(|(n, part)| format!("atleast{n}({part})")),
    ];
    part.prop_recursive(3, 8, 2, |inner| {
        let pair = || (inner.clone(), inner.clone());
        prop_oneof![
            2 => pair().prop_map(|(a, b)| format!("({a} AND {b})")),
            2 => pair().prop_map(|(a, b)| format!("({a} OR {b})")),
            1 => pair().prop_map(|(a, b)| format!("({a} NOT {b})")),
            1 => (1..12_u8, inner.clone()).prop_map(|(n, part)| format!("first/{n}({part})")),
            2 => (prop::sample::select(&["title", "body", "lead", "hlead"][..]), inner.clone())
                .prop_map(|(field, part)| format!("{field}:({part})")),
        ]
    })
}
