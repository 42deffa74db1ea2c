//! 1. Every form of the language reads as the tree it says.
//! 2. Ordinary text is never a mistake, and is told when read otherwise.
//! 3. Every mistake is found at once, with its place and the nearest right form.
//! 4. No text panics, overflows the stack, or loses a word.

use jiff::civil::date;
use proptest::prelude::*;

use super::*;

pub(super) fn options() -> ParseOptions {
    ParseOptions::new(date(2025, 3, 5))
}

/// Writes a tree with its kinds, so that `all` and `and` can be told apart.
pub(super) fn tree(node: &Node) -> String {
    let list = |name: &str, parts: &[Node]| format!("{name}[{}]", parts.iter().map(tree).collect::<Vec<_>>().join(" "));
    let plus = if node.required { "+" } else { "" };
    let kind = match &node.kind {
        Kind::Word(word) => format!("{}{}", if word.exact { "=" } else { "" }, word.text),
        Kind::Pattern(pattern) => format!("{{{pattern}}}"),
        Kind::Phrase(Phrase { text, slop, is_whole }) => {
            let (equals, slop) = (if *is_whole { "=" } else { "" }, if *slop > 0 { format!("~{slop}") } else { String::new() });
            format!("{equals}<{text}>{slop}")
        }
        Kind::All(parts) => list("all", parts),
        Kind::And(parts) => list("and", parts),
        Kind::Or(parts) => list("or", parts),
        Kind::Not(inner) => format!("not {}", tree(inner)),
        Kind::Field(field, inner) => format!("{}:{}", field.name(), tree(inner)),
        Kind::Near(near) => list(&near.proximity.to_string(), near.operands.as_slice()),
        Kind::AtLeast(count, inner) => format!("{count}x {}", tree(inner)),
        Kind::First(count, inner) => format!("first {count} {}", tree(inner)),
        Kind::Date(filter) => format!("date:{filter}"),
    };
    format!("{plus}{kind}")
}

/// Compares the tree, and the kinds of notices after ` ; `.
#[track_caller]
pub(super) fn check(text: &str, expected: &str) {
    let parsed = parse(text, &options()).unwrap_or_else(|errors| panic!("{text}\n{}", errors.render(text)));
    let mut found = parsed.query.root.as_ref().map_or(String::new(), tree);
    for notice in &parsed.notices {
        assert!(text.get(notice.span.start..notice.span.end).is_some(), "{text}: {notice:?}");
        found += " ; ";
        found += notice.kind.name();
    }
    assert_eq!(found, expected, "{text}");
}

/// Compares notices as they are drawn.
#[track_caller]
fn check_notices(text: &str, expected: &str) {
    let parsed = parse(text, &options()).unwrap();
    let drawn: Vec<String> = parsed.notices.iter().map(|notice| notice.render_within(text, usize::MAX)).collect();
    assert_eq!(drawn.join("\n"), expected);
}

/// Compares mistakes as they are drawn.
#[track_caller]
pub(super) fn check_errors(text: &str, expected: &str) {
    assert_eq!(parse(text, &options()).unwrap_err().render(text), expected);
}

#[test]
fn words_and_operators() {
    check("", "");
    check("  \u{a0} ", "");
    check("a", "a");
    check("consulates Vladivostok", "all[consulates Vladivostok]");
    check("a AND b", "and[a b]");
    check("a b AND c", "and[a b c]");
    check("a and b or c", "or[and[a b] c]");
    check("a OR b c", "or[a all[b c]]");
    check("a (b OR c)", "all[a or[b c]]");
    check("(a b) c", "all[a b c]");
    check("a (b AND c)", "all[a and[b c]]");
    check("(a b) AND c", "and[a b c]");
    check("a OR (b OR c)", "or[a b c]");
    check("a && b || !c", "or[and[a b] not c]");
    check("a&&b||c", "or[and[a b] c]");
    check("a NOT b", "and[a not b]");
    check("a AND NOT b", "and[a not b]");
    check("a and not b", "and[a not b]");
    check("a BUT NOT b", "and[a not b]");
    check("a ANDNOT b", "and[a not b]");
    check("a | b", "or[a b]");
    check("a OR NOT b", "or[a not b]");
    check("NOT a", "not a");
    check("NOT NOT a", "a");
    check("NOT(a b)", "not all[a b]");
    check("a Or b", "or[a b]");
    check("=word", "=word");
    check("a =b", "all[a =b]");
}

#[test]
fn prefixes() {
    check("-a b", "all[not a b]");
    check("b -\"c d\" -(e f) -title:x", "all[b not <c d> not all[e f] not title:x]");
    check("+a b", "all[+a b]");
    check("+(a OR b) +\"c d\" +title:x +=e", "all[+or[a b] +<c d> +title:x +=e]");
    check("title:-x", "not title:x");
    check("title:+x", "+title:x");
    check("-title:-x", "title:x");
    check("COVID-19 well-known", "all[COVID-19 well-known]");
    check("a - b", "all[a b]");
    check("a – b — c", "all[a b c]");
    check("-", "");
    check("a –b", "all[a not b]");
    check("Bonjour ! Salut", "all[Bonjour Salut]");
    check("--verbose", "--verbose");
    check("a AND -b", "and[a not b]");
    check("NOT -a", "a");
    check("\"caretaker\"-led", "all[<caretaker> -led]");
    check("-and", "not and");
}

#[test]
fn phrases() {
    check("\"a  b\"", "<a b>");
    check("“a b” „c d“ «e f» »g h« ”i j”", "all[<a b> <c d> <e f> <g h> <i j>]");
    check("'a b' ‘c d’", "all[<a b> <c d>]");
    check("('a b')", "<a b>");
    check("'a b', c", "all[<a b> c]");
    check("title:'a b'", "title:<a b>");
    check("trump's O'Brien rock 'n' roll", "all[trump's O'Brien rock n roll]");
    check("'rock 'n' roll'", "<rock 'n' roll>");
    check("trump’s", "trump's");
    check("5 o'clock", "all[5 o'clock]");
    check("the '90s and writers' rooms", "and[the 90s writers rooms]");
    check("'tis the writers' strike", "all[tis the writers strike]");
    check("\"a\"\"b\"", "all[<a> <b>]");
    check("a\"b c\"d", "all[a <b c> d]");
    check("«ООО “Ромашка”»", "<ООО “Ромашка”>");
    check("צה\"ל", "צה\"ל");
    check("\"צה\"ל נסוג\"", "<צה\"ל נסוג>");
    check("12\" and 14\" pipes", "and[12\" 14\" pipes]");
    check("\"a \\\"b\\\" c\\\\d\"", "<a \"b\" c\\d>");
    check("=\"a b\"", "<a b>");
    check("\"a AND b\"", "<a AND b>");
}

#[test]
fn fields() {
    check("title:x", "title:x");
    check("HD:x headline:y", "all[title:x title:y]");
    check("source:x sn:x publication:x by:y la:en", "all[outlet:x outlet:x outlet:x author:y lang:en]");
    check("title:\"a b\"", "title:<a b>");
    check("title:(a OR b) c", "all[title:or[a b] c]");
    check("title:=x", "title:=x");
    check("title:and", "title:and");
    check("title:(a body:b)", "title:all[a body:b]");
    check("title:(body:b)", "body:b");
    check("title:(date:2025)", "date:2025");
    check("title:body:x", "title:body:x");
    check("url:https://x.y/z?a=1&&b=(c)", "url:https://x.y/z?a=1&&b=(c)");
    check("(url:https://x.y/a_(b))", "url:https://x.y/a_(b)");
    check("path:C:\\news\\a.txt", "path:C:\\news\\a.txt");
    check("lang:(en OR ru)", "lang:or[en ru]");
    check("a date:2025-02", "all[a date:2025-02]");
    check("date:'last-month'", "date:2025-02");
    check("date:\"2025-02-01..2025-02-28\"", "date:2025-02");
    check("(date:>=2025-02)", "date:2025-02-01..");
}

#[test]
fn ordinary_text() {
    check("who's on first", "all[who's on first]");
    check("U.S.", "U.S.");
    check("C++ [sic] AT&T", "all[C++ [sic] AT&T]");
    check("AT & T", "all[AT T]");
    check("a:b 10:30 https://x.y/z", "all[a:b 10:30 https://x.y/z]");
    check("Hello, world: yes;", "all[Hello world yes]");
    check("or what", "all[or what]");
    check("this or", "all[this or]");
    check("not this", "all[not this]");
    check("to be or not to be", "all[to be or not to be] ; operator_as_word");
    check("did not resign", "all[did not resign] ; operator_as_word");
    check("strike not football", "and[strike not football] ; word_as_operator");
    check("strike and not football", "and[strike not football]");
    check("he said he would not resign or apologise", "all[he said he would not resign or apologise] ; operator_as_word");
    check("port or harbour in brannock", "or[port all[harbour in brannock]]");
    check("and", "and");
    check(":) :( ()", " ; unbalanced_parenthesis ; unbalanced_parenthesis ; empty_group");
    check("C:\\foo", "C:\\foo");
    check("\\AND \\-a \\title:x =\\or", "all[AND -a title:x =or]");
    check("= a == b", "all[a b]");
}

#[test]
fn read_otherwise() {
    check("a \"b c", "all[a b c] ; unbalanced_quote");
    check("a” b", "all[a b] ; unbalanced_quote");
    check("title:\"foo bar", "all[title:foo bar] ; unbalanced_quote");
    check("-\" foo", "foo ; unbalanced_quote");
    check("(a b", "all[a b] ; unbalanced_parenthesis");
    check("a) b", "all[a b] ; unbalanced_parenthesis");
    check("a AND", "all[a AND] ; operator_as_word");
    check("OR a", "all[OR a] ; operator_as_word");
    check("a AND AND b", "and[a AND b] ; operator_as_word");
    check("a && || b", "and[a b] ; operator_as_word");
    check("&& a &&", "a ; operator_as_word ; operator_as_word");
    check("a AND &&", "all[a AND] ; operator_as_word ; operator_as_word");
    check("a AND NOT", "and[a NOT] ; operator_as_word");
    check("( && ) a", "a ; empty_group ; operator_as_word");
    check("a && () || b", "and[a b] ; empty_group ; operator_as_word");
    check("(AND) b", "all[AND b] ; operator_as_word");
    check("x^2.5", "x ; wildcard");
    check("who? *", "who? ; wildcard");
    check("\"a b\"^2", "<a b> ; wildcard");
    check("recycl!", "{recycl*} ; wildcard");
    check("\"a * b\"", "<a * b> ; wildcard");
    check("a NEAR b", "all[a NEAR b] ; operator_as_word");
    check("w/5 a", "all[w/5 a] ; operator_as_word");
    check("a w/5", "all[a w/5] ; operator_as_word");
    check("climate change w/5 policy", "all[climate w/5[change policy]] ; grouping");
    check("a OR b w/5 c", "or[a w/5[b c]] ; grouping");
    check("a date aft 2/3/2025", "all[a date:2025-02-04..] ; date_guess");
    check("a date -7", "all[a date:2025-02-27..2025-03-05] ; date_guess");
    check("atleast3", " ; field_without_value");
    check("a \"\" b", "all[a b] ; empty_phrase");
    check("-\"\" b", "b ; empty_phrase");
    check("title:() b", "b ; empty_group");
    check("-(()) b", "b ; empty_group ; empty_group");
    check("titel:x", "titel:x ; unknown_field");
    check("title: x", "all[title x] ; field_without_value");
    check("a 😀", "a ; nothing_to_search");
    check("-😀 b", "b ; nothing_to_search");
    check("title:&&x", "x ; field_without_value ; operator_as_word");
}

#[test]
fn notices_are_drawn() {
    check_notices("Stop!", "Stop!\n^^^^^ `Stop!` finds all words that begin so, as `Stop*` does: write `Stop` for the word");
    check_notices("titel:x", "titel:x\n^^^^^^ `titel:` is no field, so it is read as a word: did you mean `title:`?");
    check_notices("a AND", "a AND\n  ^^^ `AND` has no operand after it, so it is read as a word");
    check_notices("北京 (a", "北京 (a\n     ^ `(` has no other half, so it is read past");
    check_notices("strike not go", "strike not go\n       ^^^ `not` leaves out what follows: write `\\not` for the word");
}

#[test]
fn mistakes() {
    check_errors("a date:2025-13", "a date:2025-13\n       ^^^^^^^ no month 13: write `date:2025-12`");
    check_errors("date:2025-02-30", "date:2025-02-30\n     ^^^^^^^^^^ no day 30 in 2025-02: write `date:2025-02-28`");
    check_errors(
        "lang:english date:2025..2024",
        "lang:english date:2025..2024\n     ^^^^^^^ `english` is no language of two or three letters: write `lang:en`\n\
         lang:english date:2025..2024\n                  ^^^^^^^^^^ `2025` is after `2024`: write `date:2024..2025`",
    );
    check_errors(
        "lang:(en OR fr-FR)",
        "lang:(en OR fr-FR)\n            ^^^^^ `fr-FR` is no language of two or three letters: write `lang:fr`",
    );
    check_errors("lang:en,fr", "lang:en,fr\n     ^^^^^ `en,fr` is no language of two or three letters: write `lang:(en OR fr)`");
    check_errors("date:2024–2025", "date:2024–2025\n     ^^^^^^^^^ `2024-2025` is no date: write `date:2024..2025`");
    let soon = parse("date:soon", &options()).unwrap_err();
    assert!(
        soon.render("date:soon")
            .starts_with("date:soon\n     ^^^^ `soon` is no date: write a day, month or year (`date:2025-02-28`")
    );
    let group = parse("date:(2024 OR 2025)", &options()).unwrap_err();
    assert_eq!(group.0[0].message, "`date:` takes one date");
    let many = parse(&"date:x ".repeat(100), &options()).unwrap_err();
    assert_eq!((many.0.len(), many.0[32].message.as_str()), (33, "68 more mistakes are not listed"));
}

#[test]
fn bounds() {
    let nested = |n: usize| format!("{}a{}", "(".repeat(n), ")".repeat(n));
    check(&nested(MAX_DEPTH), "a");
    for n in [MAX_DEPTH + 1, 200_000] {
        let errors = parse(&nested(n), &options()).unwrap_err();
        assert_eq!((errors.0.len(), errors.0[0].kind, errors.0[0].span.start), (1, ErrorKind::TooDeep, MAX_DEPTH));
    }
    // Forty typed, but the canonical text needs parentheses around the `AND`s too.
    let hidden = format!("{}a{}", "x OR y (".repeat(40), ")".repeat(40));
    assert_eq!(parse(&hidden, &options()).unwrap_err().0[0].kind, ErrorKind::TooDeep);
    assert!(parse(&"a ".repeat(MAX_LEAVES), &options()).is_ok());
    let many = parse(&"a ".repeat(MAX_LEAVES + 1), &options()).unwrap_err();
    assert_eq!(
        many.to_string(),
        "the query has 1025 words, phrases and dates, and 1024 is the most: split it into several queries"
    );
    let parsed = parse(&"(".repeat(200_000), &options()).unwrap();
    assert_eq!((parsed.query.root, parsed.notices.len()), (None, 33));
}

/// Long texts of one sign each; quadratic time would show.
#[test]
fn long_texts_end_soon() {
    let signs = [
        "(",
        ")",
        "\"",
        "'a ",
        "“",
        "«",
        "-",
        "!a",
        "-(",
        "NOT ",
        "AND ",
        "&&",
        "a OR ",
        "title:-",
        "title:(",
        "\\",
        "\\\"",
        "a*",
        "*",
        "~1",
        "/a",
        "/a/ ",
        "a w/5 ",
        "w/5 ",
        "atleast3 ",
        "atleast3(",
        "first/5(",
        "a? ",
        "a!",
        "date aft ",
        "a NOT w/s ",
        "hd=",
        "a/F5/",
        "date:",
        "=",
        "'",
        "a:/",
        "://(",
        "() ",
        "\"a\"",
        "a\u{a0}",
        "x' 'y ",
        "5\"",
    ];
    for sign in signs {
        let _ = parse(&sign.repeat(20_000), &options());
        let _ = parse(&format!("{}a{}", sign.repeat(10_000), ")".repeat(10_000)), &options());
    }
}

#[test]
fn literal() {
    let options = ParseOptions { literal: true, ..options() };
    let text = "-a AND \"b c\" title:x ( date:2025-13 recycl*";
    let parsed = parse(text, &options).unwrap();
    let root = parsed.query.root.as_ref().unwrap();
    assert_eq!(tree(root), "all[-a AND \"b c\" title:x date:2025-13 recycl*]");
    assert_eq!(parsed.query.to_string(), "\\-a AND \\AND AND \\\"b AND c\\\" AND \\title:x AND \\date:2025-13 AND recycl\\*");
    assert!(parsed.notices.is_empty());
}

#[test]
fn spans_cover_what_was_typed() {
    let text = "a -title:(“b c” OR d)";
    let query = parse(text, &options()).unwrap().query;
    let root = query.root.unwrap();
    let mut found = Vec::new();
    let mut nodes = vec![&root];
    while let Some(node) = nodes.pop() {
        found.push(node.span.of(text));
        nodes.extend(node.children().iter().rev());
    }
    let group = "(“b c” OR d)";
    assert_eq!(found, [text, "a", "-title:(“b c” OR d)", "title:(“b c” OR d)", group, "“b c”", "d"]);
}

proptest! {
    #[test]
    fn any_text_returns(text in "\\PC{0,60}|[ ()\"'“”«»&|!+=:*?/~^\\\\a-cwfAND0-9\u{2014}\u{a0}\u{301}-]{0,60}", literal: bool) {
        let options = ParseOptions { literal, ..options() };
        match parse(&text, &options) {
            Ok(parsed) => for notice in parsed.notices {
                prop_assert!(text.get(notice.span.start..notice.span.end).is_some());
                let _ = notice.render_within(&text, 80);
            },
            Err(errors) => { let _ = errors.render(&text); }
        }
    }

    /// Every token that asks for something is a leaf, whatever the operators.
    #[test]
    fn nothing_is_lost(pieces in prop::collection::vec(prop::sample::select(PIECES), 0..24)) {
        let text = pieces.concat();
        let mut remarks = Remarks::default();
        let tokens = resolve::resolve(lexer::lex(&text, Dialect::Own, &mut remarks), &mut remarks);
        let is_leaf = |token: &&Token| matches!(token.kind, TokenKind::Word { .. } | TokenKind::Pattern(_) | TokenKind::Phrase(_) | TokenKind::Date { .. });
        let leaves = tokens.iter().filter(is_leaf).count();
        match parse(&text, &options()) {
            Ok(parsed) => prop_assert_eq!(parsed.query.leaf_count(), leaves),
            Err(errors) => {
                let is_shape = |error: &ParseError| {
                    matches!(error.kind, ErrorKind::BadOperand | ErrorKind::BadPattern | ErrorKind::BadValue)
                };
                prop_assert!(errors.0.iter().all(is_shape), "{}", errors.render(&text));
            }
        }
    }
}

const PIECES: &[&str] = &[
    "a",
    "b",
    " ",
    " ",
    " AND ",
    " or ",
    " NOT ",
    "not",
    " && ",
    "||",
    "(",
    ")",
    "(",
    ")",
    "-",
    "+",
    "!",
    "title:",
    "body:",
    "\"",
    "\"a b\"",
    "'",
    "“",
    "”",
    "date:2025 ",
    "date:7d ",
    "=",
    "\\",
    "*",
    "~1",
    " w/5 ",
    " NOT w/s ",
    " /3 ",
    "atleast3(",
    "first/9(",
    "/a/ ",
    "c*",
    "hd=",
    "?",
    ",",
    "lang:en ",
    "",
];
