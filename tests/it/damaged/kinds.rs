//! The ways in which pages are damaged.

#![expect(clippy::needless_pass_by_value, reason = "all kinds have one signature")]
#![expect(clippy::format_collect, reason = "pages are made of short pieces")]

use std::path::Path;

use super::rng::Rng;

/// A way to damage a page; `many` is how much at full size is a lot.
type Kind = fn(&mut Rng, Vec<u8>, Much) -> Vec<u8>;

/// How large the damage is: 1 is full size.
#[derive(Clone, Copy)]
struct Much(f64);

impl Much {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, clippy::cast_precision_loss, reason = "small counts")]
    fn of(self, count: usize) -> usize {
        ((count as f64 * self.0) as usize).max(20)
    }
}

const KINDS: &[(&str, Kind)] = &[
    ("cut", cut),
    ("cut at both ends", |rng, page, _| {
        let start = rng.below(page.len());
        cut(rng, page[start..].to_vec(), Much(1.0))
    }),
    ("nested", nested),
    ("one line", one_line),
    ("nul bytes", |rng, page, _| sprinkle(rng, page, &["\0", "\0\0\0\0"])),
    ("mixed encodings", mixed_encodings),
    ("nothing closed", nothing_closed),
    ("attributes", attributes),
    ("entities", entities),
    ("short lines", short_lines),
    ("huge table", huge_table),
    ("deep data", deep_data),
    ("invalid bytes", invalid_bytes),
    ("utf-16 without mark", utf16),
    ("controls", |rng, page, _| {
        let signs = ["\u{1b}[2J", "\u{7}", "\u{202e}", "\u{2066}", "\u{200f}", "\r", "\u{b}", "\u{85}", "\u{2028}", "\u{feff}"];
        sprinkle(rng, page, &signs)
    }),
    ("left open", left_open),
    ("shuffled", shuffled),
    ("repeated", |rng, page, much| page.repeat(1 + rng.below(much.of(60).min(4_000_000 / page.len().max(1) + 1)))),
    ("bits flipped", bits_flipped),
    ("marks swapped", |rng, mut page, _| {
        for _ in 0..=page.len() / 50 {
            let at = rng.below(page.len());
            if let Some(byte) = page.get_mut(at) {
                *byte = *rng.pick(b"<>\"'&;=/{}[],:\n |#");
            }
        }
        page
    }),
    ("combining", combining),
    ("phrases", phrases),
    ("claims", claims),
    ("unbroken", |rng, page, much| {
        let word = *rng.pick(&["a", "é", "語", "😀", "http://a.example/", "=", "-", ".", "\u{a0}", "A.", "1", "(", "\"", "/"]);
        insert(rng, page, word.repeat(much.of(1_000_000) / word.len()).as_bytes())
    }),
];

/// Damages a page in one to three ways; returns it and their names.
pub(super) fn damage(rng: &mut Rng, mut page: Vec<u8>, size: f64) -> (Vec<u8>, String) {
    let mut names = vec![];
    for _ in 0..=rng.below(3) {
        let (name, kind) = rng.pick(KINDS);
        // Not all damage is large.
        let much = Much(if rng.once_in(2) { size } else { size / 50.0 });
        page = kind(rng, page, much);
        names.push(*name);
    }
    (page, names.join(", "))
}

/// The ending of the damaged page's name: mostly that of its source.
pub(super) fn ending(rng: &mut Rng, source: &Path) -> String {
    let name = source.file_name().unwrap().to_str().unwrap();
    let ending = name.trim_end_matches(".gz").rsplit('.').next().unwrap();
    match rng.below(40) {
        0..4 => (*rng.pick(&["html", "txt", "md", "json", "jsonl", "csv", "tsv"])).to_owned(),
        4 => format!("{ending}.gz"),
        _ => ending.to_owned(),
    }
}

/// Damages what is packed already.
pub(super) fn damage_packed(rng: &mut Rng, packed: &[u8]) -> Vec<u8> {
    match rng.below(3) {
        0 => packed.to_vec(),
        1 => packed[..rng.below(packed.len())].to_vec(),
        _ => bits_flipped(rng, packed.to_vec(), Much(1.0)),
    }
}

fn insert(rng: &mut Rng, mut page: Vec<u8>, piece: &[u8]) -> Vec<u8> {
    let at = rng.below(page.len() + 1);
    page.splice(at..at, piece.iter().copied());
    page
}

fn cut(rng: &mut Rng, mut page: Vec<u8>, _: Much) -> Vec<u8> {
    page.truncate(rng.below(page.len() + 1));
    page
}

fn nested(rng: &mut Rng, page: Vec<u8>, much: Much) -> Vec<u8> {
    let open = *rng.pick(&[
        "<div>",
        "<span>",
        "<b>",
        "<font color=red>",
        "<table><tr><td>",
        "<ul><li>",
        "<blockquote>",
        "<a href=x>",
        "<svg><g>",
        "<p><b>",
        "<select><option>",
        "<template>",
        "<dl><dd>",
        "<x-y>",
        "<section class=body>",
        "<button>",
        "<form>",
        "<math><mi>",
        "<ruby><rt>",
        "<article><h2>a</h2>",
        "<h1>",
        "<noscript>",
        "<i><p>x",
        "<a><b><table>",
        "<object>",
        "> ",
        "- ",
        "**a _",
        "[",
        "{\"a\":",
        "(",
        "((“",
        "<frameset>",
        "<details><summary>",
        "<li><p>a ",
    ]);
    let times = much.of(*rng.pick(&[10_000, 100_000]));
    let mut piece = open.repeat(times);
    piece += "and so they went home.";
    if rng.once_in(2) && open.starts_with('<') {
        let names: Vec<&str> = open.split('<').skip(1).filter_map(|tag| tag.split([' ', '>']).next()).collect();
        let close: String = names.iter().rev().map(|name| format!("</{name}>")).collect();
        piece += &close.repeat(times);
    }
    insert(rng, page, piece.as_bytes())
}

fn one_line(rng: &mut Rng, page: Vec<u8>, much: Much) -> Vec<u8> {
    let mut line: Vec<u8> = page.into_iter().filter(|byte| !matches!(byte, b'\n' | b'\r')).collect();
    let wanted = much.of(*rng.pick(&[1_000_000, 4_000_000]));
    if !line.is_empty() {
        line = line.repeat((wanted / line.len()).max(1));
    }
    line
}

fn sprinkle(rng: &mut Rng, mut page: Vec<u8>, signs: &[&str]) -> Vec<u8> {
    for _ in 0..=rng.below(60) {
        let sign = *rng.pick(signs);
        page = insert(rng, page, sign.as_bytes());
    }
    page
}

fn mixed_encodings(rng: &mut Rng, page: Vec<u8>, _: Much) -> Vec<u8> {
    let text = String::from_utf8_lossy(&page).into_owned();
    let encodings = ["windows-1252", "shift_jis", "gb18030", "koi8-r", "windows-1251", "euc-kr", "utf-8", "iso-8859-15", "big5"];
    let mut mixed = vec![];
    for line in text.split_inclusive('\n') {
        let label = rng.pick(&encodings);
        let encoding = encoding_rs::Encoding::for_label(label.as_bytes()).unwrap();
        mixed.extend_from_slice(&encoding.encode(line).0);
    }
    mixed
}

fn nothing_closed(rng: &mut Rng, page: Vec<u8>, _: Much) -> Vec<u8> {
    let text = String::from_utf8_lossy(&page).into_owned();
    match rng.below(4) {
        0 => text.split("</").map(|part| part.split_once('>').map_or(part, |(_, rest)| rest)).collect::<String>(),
        1 => text.replace('>', ""),
        2 => text.replace(['"', '\''], ""),
        _ => text.replace(['}', ']', ')'], ""),
    }
    .into_bytes()
}

fn attributes(rng: &mut Rng, page: Vec<u8>, much: Much) -> Vec<u8> {
    let piece = match rng.below(4) {
        0 => format!("<p {}>x</p>", (0..much.of(50_000)).map(|n| format!("a{n}={n} ")).collect::<String>()),
        1 => format!("<p class=\"{}\">x</p>", "share nav body ".repeat(much.of(70_000))),
        2 => format!("<a title='{}", "never closed ".repeat(much.of(50_000))),
        _ => (0..much.of(20_000)).map(|n| format!("<p class=c{n} id=i{n} data-x='{n}' style='display:none'>a{n}</p>")).collect(),
    };
    insert(rng, page, piece.as_bytes())
}

fn entities(rng: &mut Rng, page: Vec<u8>, much: Much) -> Vec<u8> {
    let piece = match rng.below(4) {
        0 => "&amp;".repeat(much.of(200_000)),
        1 => "&#x10FFFF;&#0;&#xD800;&nosuch;&#99999999999;".repeat(much.of(20_000)),
        2 => "&amp;amp;amp;lt;b&gt;".repeat(much.of(50_000)),
        _ => {
            let levels: String = (1..12).map(|n| format!("<!ENTITY e{n} \"{}\">", format!("&e{};", n - 1).repeat(10))).collect();
            format!("<!DOCTYPE html [<!ENTITY e0 \"ha\">{levels}]><p>&e11;</p>")
        }
    };
    insert(rng, page, piece.as_bytes())
}

fn short_lines(rng: &mut Rng, page: Vec<u8>, much: Much) -> Vec<u8> {
    let line = *rng.pick(&[
        "a\n",
        "<br>a\n",
        "\n",
        "Read more\n\n",
        "<p>x",
        "- a\n",
        "# a\n\n",
        "1\r\n",
        "By Jo Berg\n",
        "|a|b|\n",
        "a,b\n",
    ]);
    let piece = line.repeat(much.of(1_000_000).min(4_000_000 / line.len()));
    insert(rng, page, piece.as_bytes())
}

fn huge_table(rng: &mut Rng, page: Vec<u8>, much: Much) -> Vec<u8> {
    let (cells, rows) = *rng.pick(&[(100, 1_000), (2, 50_000), (100_000, 1)]);
    let row = format!("<tr>{}</tr>", "<td>17.5</td>".repeat(cells));
    let rows = (much.of(rows * cells) / cells).max(1);
    insert(rng, page, format!("<table>{}</table>", row.repeat(rows)).as_bytes())
}

fn deep_data(rng: &mut Rng, page: Vec<u8>, much: Much) -> Vec<u8> {
    let times = much.of(*rng.pick(&[10_000, 100_000]));
    let data = match rng.below(4) {
        0 => format!("{}1{}", "[".repeat(times), "]".repeat(times)),
        1 => "{\"@graph\":[{\"author\":".repeat(times),
        2 => format!("{{\"@type\":\"NewsArticle\",\"headline\":\"{}\"}}", "very long \\u0000 \\ud800 ".repeat(times)),
        _ => format!("[{}null]", "{\"@type\":\"NewsArticle\",\"author\":[{\"name\":\"Jo Berg\"}]},".repeat(times)),
    };
    let piece = if rng.once_in(4) { data } else { format!("<script type=\"application/ld+json\">{data}</script>") };
    insert(rng, page, piece.as_bytes())
}

fn invalid_bytes(rng: &mut Rng, mut page: Vec<u8>, much: Much) -> Vec<u8> {
    let times = if rng.once_in(3) { much.of(2_000) } else { rng.below(8) + 1 };
    for _ in 0..times {
        let at = rng.below(page.len() + 1);
        page.insert(at, *rng.pick(&[0xff, 0xfe, 0xc3, 0xe2, 0xf0, 0x80, 0xa0, 0xed]));
    }
    page
}

fn utf16(rng: &mut Rng, page: Vec<u8>, _: Much) -> Vec<u8> {
    let text = String::from_utf8_lossy(&page).into_owned();
    let is_big = rng.once_in(2);
    text.encode_utf16().flat_map(|unit| if is_big { unit.to_be_bytes() } else { unit.to_le_bytes() }).collect()
}

fn left_open(rng: &mut Rng, page: Vec<u8>, much: Much) -> Vec<u8> {
    let open = *rng.pick(&[
        "<script>",
        "<style>",
        "<!--",
        "<![CDATA[",
        "<textarea>",
        "<title>",
        "<svg><![CDATA[",
        "<plaintext>",
        "<xmp>",
        "<iframe>",
        "<!DOCTYPE",
        "<?php ",
        "<p class=\"",
        "<select>",
        "<math><annotation-xml>",
        "<noscript><!--",
        "\"",
        "```\n",
        "---\n",
        "{\"text\":\"",
    ]);
    let times = if rng.once_in(3) { much.of(50_000) } else { 1 };
    insert(rng, page, open.repeat(times).as_bytes())
}

fn shuffled(rng: &mut Rng, page: Vec<u8>, _: Much) -> Vec<u8> {
    let mark = *rng.pick(b"\n<> ");
    let mut parts: Vec<&[u8]> = page.split_inclusive(|byte| *byte == mark).collect();
    for at in (1..parts.len()).rev() {
        parts.swap(at, rng.below(at + 1));
    }
    parts.concat()
}

fn bits_flipped(rng: &mut Rng, mut page: Vec<u8>, _: Much) -> Vec<u8> {
    for _ in 0..=page.len() / 200 {
        let at = rng.below(page.len());
        let bit = rng.below(8);
        if let Some(byte) = page.get_mut(at) {
            *byte ^= 1 << bit;
        }
    }
    page
}

fn combining(rng: &mut Rng, page: Vec<u8>, much: Much) -> Vec<u8> {
    let sign = *rng.pick(&[
        "\u{301}",
        "\u{200d}",
        "\u{1ab0}\u{316}",
        "👩\u{200d}👩\u{200d}👧",
        "\u{fe0f}",
        "\u{5b0}",
        "\u{e0061}",
        "ﷺ",
        "ก\u{e33}",
    ]);
    let piece = format!("e{}", sign.repeat(much.of(300_000) / sign.len()));
    insert(rng, page, piece.as_bytes())
}

/// Lines that each rule looks for, very often.
fn phrases(rng: &mut Rng, page: Vec<u8>, much: Much) -> Vec<u8> {
    let line = *rng.pick(&[
        "Related stories\n",
        "Published 12 March 2024, 10:15. Updated on Tuesday, 13 March 2024 at 11:20 CET\n",
        "By Jo Berg, Anna Varga and Tom Reed\n",
        "Photo: Lena Orth/The Quay Courier\n",
        "© 2026 The Quay Courier. All rights reserved.\n",
        "<h2>Related</h2><ul><li><a href=x>One headline of many in a row</a></ul>",
        "<p>PORT ELLERY (Reuters) - Pilots went back to work on Monday, the union said.</p>",
        "Sign up for our newsletter\n\nOne sentence of the story follows here, and it ends.\n\n",
        "12.03.2024 10:15 12/03/24 2024-03-12T10:15:00Z 12 mars 2024 12. März ",
        "Mr. J. Smith of the U.S. said. No. 5, e.g. St. ",
        "今日、江湾で橋が閉鎖された。「危険だ」と市長は言った。",
        "<time datetime=2024-03-12>12 March</time><span class=byline>By Jo Berg</span>",
        "Comments (3)\n\njo: first!\n\n",
    ]);
    let times = much.of(*rng.pick(&[2_000, 20_000]));
    insert(rng, page, line.repeat(times).as_bytes())
}

/// What a page says of itself, very often.
fn claims(rng: &mut Rng, page: Vec<u8>, much: Much) -> Vec<u8> {
    let claim: fn(usize) -> String = *rng.pick(&[
        |n| format!("<meta property=og:title content='Headline {n} | The Quay Courier'>"),
        |n| format!("<meta name=author content='Jo Berg {n}'>"),
        |n| format!("<script type=application/ld+json>{{\"@type\":\"NewsArticle\",\"author\":\"Jo {n}\"}}</script>"),
        |n| format!("<span itemprop=author>Anna Varga {n}</span>"),
        |n| format!("<meta property=article:published_time content='2024-01-{n:02}T10:00:00Z'>"),
        |n| format!("<title>Title {n}</title>"),
        |n| format!("<h1>Pilots end strike {n}</h1>"),
        |n| format!("<a rel=author href=/jo>Jo Berg {n}</a>"),
        |n| format!("<link rel=canonical href=https://quay.example/{n}><meta property=og:site_name content='Quay {n}'>"),
    ]);
    let piece: String = (0..much.of(*rng.pick(&[1_000, 20_000]))).map(claim).collect();
    let at = if rng.once_in(2) { 0 } else { rng.below(page.len() + 1) };
    let mut page = page;
    page.splice(at..at, piece.into_bytes());
    page
}
