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

/// Texts of the whole language, with the spellings of all dialects, and of what is near it:
/// operators without operands, unknown fields, halves of pairs.
pub(super) fn language(forms: &'static [&'static str]) -> impl Strategy<Value = String> {
    let date = || prop::sample::select(DATES).prop_map(str::to_owned);
    let leaf = prop_oneof![
        6 => leaf(forms),
        1 => sloppy(forms),
        1 => prop::sample::select(ODD).prop_map(str::to_owned),
        1 => (prop::sample::select(&["date:", "date", "pd=", "date aft ", "date = ", "timespan:"][..]), date())
            .prop_map(|(field, date)| field.to_owned() + &date),
    ];
    let part = leaf.prop_recursive(5, 40, 3, |inner| {
        let pair = || (inner.clone(), inner.clone());
        let blank = || prop::sample::select(&[" ", " ", ""][..]);
        prop_oneof![
            4 => (pair(), blank(), prop::sample::select(OPERATORS), blank())
                .prop_map(|((a, b), before, operator, after)| format!("{a}{before}{operator}{after}{b}")),
            2 => inner.clone().prop_map(|part| format!("({part})")),
            2 => (prop::sample::select(BEFORE), inner.clone()).prop_map(|(before, part)| format!("{before}{part}")),
            2 => (prop::sample::select(BEFORE), inner.clone()).prop_map(|(before, part)| format!("{before}({part})")),
            1 => (inner.clone(), prop::sample::select(AFTER)).prop_map(|(part, after)| format!("({part}){after}")),
            2 => pair().prop_map(|(a, b)| format!("{a} {b}")),
        ]
    });
    prop::collection::vec(part, 1..4).prop_map(|parts| parts.join(" "))
}

const OPERATORS: &[&str] = &[
    "AND",
    "and",
    "OR",
    "or",
    "NOT",
    "and not",
    "but not",
    "&&",
    "||",
    "|",
    "&",
    "w/5",
    "/5",
    "near5",
    "/N5/",
    "/n3/",
    "PRE/2",
    "+4",
    "adj3",
    "adj",
    "same",
    "w/s",
    "/p",
    "NOT w/3",
    "not /s",
    "w/0",
    "w/x",
    "w/seg",
    "%",
    "NEAR",
    "NOTNEAR/2",
    "w/600",
    ",",
];

const BEFORE: &[&str] = &[
    "-",
    "+",
    "!",
    "=",
    "title:",
    "hd=",
    "headline",
    "by=",
    "body:",
    "lead",
    "hlead:",
    "outlet:",
    "author:",
    "lang:",
    "la=",
    "url:",
    "story:",
    "junk:",
    "atleast2",
    "atleast3 ",
    "first/9",
    "first/0",
    "subject",
    "since:",
    "foo:",
    "titel:",
    "@body",
    "caps",
    "NEAR",
    "date",
    "NOT ",
    "\\",
    "\"",
    "'",
    "length > ",
];

const AFTER: &[&str] = &["/F9/", "/f2/", "~2", "^3", "!~2", "po5", "*", "?", "!", "/N2/", "\"", "'", ":", "="];

const DATES: &[&str] = &[
    "2025",
    "2025-02",
    "2025-02-30",
    ">=2025",
    ">2025-01",
    "..2025",
    "2025..",
    "2026..2025",
    "none",
    "7d",
    "last-month",
    "12/2/2025",
    "20251202",
    "soon",
    "[2025 TO 2026]",
    "{2025 TO *}",
    "'2025'",
    "",
];

const ODD: &[&str] = &[
    "U.S.",
    "COVID-19",
    "O'Brien",
    "C++",
    "[sic]",
    "24/7",
    "and/or",
    "w/o",
    "https://x.y/N5/(z)?a=1",
    "C:\\foo",
    "/[/",
    "//",
    "/a|b/i",
    "/a (b)/",
    "engineer$3",
    "#85plus#",
    "@title[5]",
    "%",
    "5\"",
    "12%",
    "\u{201c}port\u{201d}",
    "'90s",
    "\u{6e2f}\u{53e3}",
    "\u{5e2}\u{5d1}\"\u{5e8}",
    "e\u{301}",
    "\u{1f600}",
    "*",
    "?",
    "a/N5/b/F9/",
    "en",
    "()",
    "\"\"",
    "a*b?c",
    "\\-a",
    "\\AND",
];
