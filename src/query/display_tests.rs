//! 1. The canonical text is what a person would have written with care.
//! 2. Any tree printed then parsed is the same tree, spans and `All` aside.
//! 3. So is what any text is read as.

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::super::{DateFilter, Field, Near, ParseOptions, Proximity, Span, Within, parse};
use super::*;

fn options() -> ParseOptions {
    ParseOptions::new(date(2025, 3, 5))
}

#[track_caller]
fn check(text: &str, expected: &str) {
    let query = parse(text, &options()).unwrap().query;
    assert_eq!(query.to_string(), expected, "{text}");
    assert_eq!(plain(&parse(expected, &options()).unwrap().query), plain(&query.strict()), "{text}");
}

/// Returns a query with every span empty.
fn plain(query: &Query) -> Query {
    Query { root: query.root.as_ref().map(plain_node) }
}

fn plain_node(node: &Node) -> Node {
    let each = |parts: &[Node]| parts.iter().map(plain_node).collect();
    let kind = match &node.kind {
        Kind::All(parts) => Kind::All(each(parts)),
        Kind::And(parts) => Kind::And(each(parts)),
        Kind::Or(parts) => Kind::Or(each(parts)),
        Kind::Not(inner) => Kind::Not(Box::new(plain_node(inner))),
        Kind::Field(field, inner) => Kind::Field(*field, Box::new(plain_node(inner))),
        Kind::Near(near) => {
            let [left, right] = near.operands.as_ref();
            let operands = Box::new([plain_node(left), plain_node(right)]);
            Kind::Near(Near { operands, proximity: near.proximity })
        }
        Kind::AtLeast(count, inner) => Kind::AtLeast(*count, Box::new(plain_node(inner))),
        Kind::First(count, inner) => Kind::First(*count, Box::new(plain_node(inner))),
        leaf => leaf.clone(),
    };
    Node { kind, span: Span::default(), required: node.required }
}

#[test]
fn canonical_operators() {
    check("a near/5 b c", "(a w/5 b) AND c");
    check("(a or b) pre/5 \"c d\"~2", "(a OR b) PRE/5 \"c d\"~2");
    check("a w/3 b w/9 c", "(a w/3 b) w/9 c");
    check("a NOT /s b", "a NOT w/s b");
    check("ATLEAST/3(a|b) first/50(c d)", "atleast3(a|b) AND first/50(c AND d)");
    check("recycl! wom?n roam~ /colou?r/ \\a* b\\*", "recycl* AND wom?n AND roam~1 AND /colou?r/ AND a* AND b\\*");
    check("\\w/5 \\/x/ a\\! who? a\\?b", "\\w/5 AND \\/x/ AND a\\! AND who? AND a\\?b");
    check("hd=a hlead(b)", "title:a AND hlead:b");
}

#[test]
fn canonical() {
    check("", "");
    check("consulates Vladivostok", "consulates AND Vladivostok");
    check("a and b or c", "(a AND b) OR c");
    check("a (b or c) -d", "a AND (b OR c) AND NOT d");
    check("-(a b)", "NOT (a AND b)");
    check("hd:(a or b)", "title:(a OR b)");
    check("hd:'a  b'", "title:\"a b\"");
    check("+a +(b or c) +hd:d", "+a AND +(b OR c) AND +title:d");
    check("+(a b) c", "+(a AND b) AND c");
    check("=a title:=b", "=a AND title:=b");
    check("a or -b", "a OR NOT b");
    check("date:2025-02-01..2025-02-28", "date:2025-02");
    check("date:7d -date:none", "date:2025-02-27..2025-03-05 AND NOT date:none");
    check("a AND", "a AND \\AND");
    check("or a", "\\or AND a");
    check("'90s writers'", "90s AND writers");
    check("who's U.S. C++ [sic] 10:30", "who's AND U.S. AND C++ AND [sic] AND 10:30");
    check("\\-a f\\*", "\\-a AND f\\*");
    check("title:body:x", "title:\\body:x");
    check("\\NOTNEAR/2ha* b", "\\NOTNEAR/2ha* AND b");
    check("\\by=ha* =hd:a?b", "\\by=ha* AND \\hd:a?b");
    check("url:https://x.y/(z)", "url:https://x.y/\\(z\\)");
    check("5\" צה\"ל", "5\" AND צה\"ל");
    check("\\'a' \\'b\\'", "\\'a AND \\'b\\'");
}

/// Words with whatever they may hold: signs, operators, names of fields.
fn word() -> impl Strategy<Value = Word> {
    let signs = "[a-z0-9é北צ\"'“”«»\\\\()*~^?!+=&|:,;./@#-]{1,8}";
    let known = prop::sample::select(
        &[
            "AND",
            "or",
            "Not",
            "title:x",
            "DATE:2025",
            "a&&b",
            "w/5",
            "/s",
            "near5",
            "/x/",
            "a/F5/",
            "atleast3",
            "first/5",
            "hd=x",
            "wc>3",
            "w/x",
            "recycl!",
            "a?b",
            "titel:x",
            "https://a/(b)",
        ][..],
    );
    let text = prop_oneof![3 => signs, 1 => known.prop_map(str::to_owned), 3 => "[a-z]{1,4}"];
    let text = text.prop_filter("something to search", |text| chars::is_searchable(text));
    (text, any::<bool>()).prop_map(|(text, exact)| Word { text, exact })
}

fn phrase() -> impl Strategy<Value = Phrase> {
    let words = prop::collection::vec("[a-z0-9צ\"'“”»\\\\()*?!~:/-]{1,5}", 1..4);
    let text = words.prop_map(|words| words.join(" ")).prop_filter("something to search", |text| chars::is_searchable(text));
    let slop = prop_oneof![Just(0), 1..=500_u32];
    (text, slop, any::<bool>()).prop_map(|(text, slop, is_whole)| Phrase { text, slop, is_whole })
}

fn pattern() -> impl Strategy<Value = Pattern> {
    prop_oneof![
        "[a-zé]{1,3}[*?][a-z]{1,3}|[a-z]{1,3}[*]|[*][a-z]{2}".prop_map(Pattern::Wild),
        ("[a-zé]{1,6}", 1..=2_u8).prop_map(|(text, edits)| Pattern::Fuzzy { text, edits }),
        "[a-z]{1,3}[+.]?[(]b[|]c[)][?]?".prop_map(Pattern::Regex),
    ]
}

fn proximity() -> impl Strategy<Value = Proximity> {
    let within = prop_oneof![(1..=500_u32).prop_map(Within::Words), Just(Within::Sentence), Just(Within::Paragraph)];
    (within, any::<bool>(), any::<bool>()).prop_map(|(within, is_ordered, is_negated)| Proximity {
        within,
        is_ordered,
        is_negated,
    })
}

fn filter() -> impl Strategy<Value = DateFilter> {
    let day = || (1_i16..=9999, 1_i8..=12, 1_i8..=28).prop_map(|(y, m, d)| date(y, m, d));
    let whole = |from: Date, to: Date| DateFilter::Range { from: Some(from), to: Some(to) };
    prop_oneof![
        Just(DateFilter::Undated),
        Just(DateFilter::Range { from: None, to: None }),
        day().prop_map(move |day| whole(day, day)),
        day().prop_map(move |day| whole(day.first_of_month(), day.last_of_month())),
        day().prop_map(move |day| whole(day.first_of_year(), day.last_of_year())),
        (day(), day()).prop_map(move |(a, b)| whole(a.min(b), a.max(b))),
        day().prop_map(|day| DateFilter::Range { from: Some(day), to: None }),
        day().prop_map(|day| DateFilter::Range { from: None, to: Some(day) }),
    ]
}

const FIELDS: &[Field] = &[
    Field::Title,
    Field::Body,
    Field::Outlet,
    Field::Agency,
    Field::Author,
    Field::Url,
    Field::Path,
    Field::Dateline,
    Field::Section,
    Field::Tag,
    Field::Junk,
];

fn node() -> impl Strategy<Value = Node> {
    let at = Span::default();
    let leaf = prop_oneof![
        4 => word().prop_map(Kind::Word),
        2 => pattern().prop_map(Kind::Pattern),
        2 => phrase().prop_map(Kind::Phrase),
        1 => filter().prop_map(Kind::Date),
    ];
    leaf.prop_map(move |kind| Node::new(kind, at)).prop_recursive(5, 40, 4, move |inner| {
        let some = || prop::collection::vec(inner.clone(), 1..4);
        prop_oneof![
            some().prop_filter_map("parts", Node::all),
            some().prop_filter_map("parts", Node::and),
            some().prop_filter_map("parts", Node::or),
            inner.clone().prop_map(move |node| node.negate(at)),
            inner.clone().prop_map(Node::require),
            (inner.clone(), proximity(), inner.clone()).prop_map(|(a, near, b)| Node::near(a.clone(), near, b).unwrap_or(a)),
            (1..=10_000_u32, inner.clone()).prop_map(move |(n, node)| node.clone().at_least(n, at).unwrap_or(node)),
            (1..=10_000_u32, inner.clone()).prop_map(move |(n, node)| node.among_first(n, at)),
            (prop::sample::select(FIELDS), inner.clone()).prop_map(move |(field, node)| node.in_field(field, at)),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1000))]

    #[test]
    fn trees_survive(root in node()) {
        let query = Query { root: Some(root) };
        let text = query.to_string();
        match parse(&text, &options()) {
            Ok(parsed) => prop_assert_eq!(plain(&parsed.query), plain(&query.strict()), "{}", text),
            Err(errors) => prop_assert!(false, "{}", errors.render(&text)),
        }
    }

    #[test]
    fn texts_survive(
        text in "\\PC{0,40}|[ ()\"'“”«»&|!+=:*~^?,/\\\\a-cANDORorwfFצ5\u{2014}\u{a0}\u{301}-]{0,60}|((title:|-|\\+|=|\\(|\"|'| )?[a-c5'](\\)|\"|'|,|\\*)?( | AND | OR | not | w/5 | NOT /s )){0,12}",
        literal: bool,
    ) {
        let options = ParseOptions { literal, ..options() };
        let Ok(parsed) = parse(&text, &options) else { return Ok(()) };
        let printed = parsed.query.to_string();
        match parse(&printed, &self::options()) {
            Ok(again) => {
                prop_assert_eq!(plain(&again.query), plain(&parsed.query.strict()), "{}", printed);
                prop_assert_eq!(again.query.to_string(), printed);
            }
            Err(errors) => prop_assert!(false, "{}", errors.render(&printed)),
        }
    }
}
