//! 1. Tokens have the place they were typed at, invisible characters included.
//! 2. Signs are signs only where they are glued to something.

use super::*;

/// Writes tokens as their kind and the text at their span.
#[track_caller]
fn check(text: &str, expected: &str) {
    let tokens = lex(text, Dialect::Own, &mut Remarks::default());
    let name = |kind: &TokenKind| match kind {
        TokenKind::Open | TokenKind::Close => "paren",
        TokenKind::Operator(..) => "op",
        TokenKind::Minus => "minus",
        TokenKind::Plus => "plus",
        TokenKind::Field(_) => "field",
        TokenKind::Word { .. } => "word",
        TokenKind::AtLeast(_) | TokenKind::First(_) | TokenKind::Limit(_) => "limit",
        TokenKind::Pattern(_) => "pattern",
        TokenKind::Phrase(_) => "phrase",
        TokenKind::Date { .. } => "date",
        TokenKind::Nothing => "nothing",
    };
    let written: Vec<String> = tokens.iter().map(|token| format!("{}<{}>", name(&token.kind), token.span.of(text))).collect();
    assert_eq!(written.join(" "), expected, "{text}");
}

#[test]
fn places() {
    check("a “b c”~2 d", "word<a> phrase<“b c”~2> word<d>");
    check("first/5(a*) atleast3 /b/", "limit<first/5> paren<(> pattern<a*> paren<)> limit<atleast3> pattern</b/>");
    check("so\u{ad}ft\u{200e} x", "word<so\u{ad}ft> word<x>");
    check("（a）", "paren<（> word<a> paren<）>");
    check("a — b", "word<a> word<b>");
    check("trump’s,", "word<trump’s,>");
    check("date:2025, x", "date<date:2025,> word<x>");
    check("\u{0}a\tb", "word<a> word<b>");
}

#[test]
fn signs() {
    check("-a - -- b-c", "minus<-> word<a> nothing<-> nothing<--> word<b-c>");
    check("(-a)-b", "paren<(> minus<-> word<a> paren<)> word<-b>");
    check("!a a! ! !!a", "minus<!> word<a> pattern<a!> nothing<!> word<!!a>");
    check("+a C++", "plus<+> word<a> word<C++>");
    check("a&&b &&c a&b", "word<a> op<&&> word<b> op<&&> word<c> word<a&b>");
    check("-and and, and", "minus<-> word<and> word<and,> op<and>");
    check("title:(a", "field<title:> paren<(> word<a>");
    check("-title:'a b'", "minus<-> field<title:> phrase<'a b'>");
    check("urls://x title:", "word<urls://x> word<title:>");
    check("url://x", "field<url:> word<//x>");
    check("\\(a\\)", "word<\\(a\\)>");
    check("title:\"a", "field<title:\"> word<a>");
}
