//! 1. Every spelling of proximity, counts, limits and patterns reads as what it means.
//! 2. So do the spellings of other systems, and what is theirs alone is refused.

use super::tests::{check, check_errors, options, tree};
use super::*;

#[test]
fn patterns() {
    check("recycl* wom?n *ing roam~1 roam~ roam~2", "all[{recycl*} {wom?n} {*ing} {roam~1} {roam~1} {roam~2}]");
    check("/colou?r/ (/a|b(c)/)", "all[{/colou?r/} {/a|b(c)/}]");
    check("\"joh* doe\"~2 \"a b\"~3", "all[<joh* doe>~2 <a b>~3]");
    check("title:recycl* -wom?n =a*", "all[title:{recycl*} not {wom?n} {a*}]");
    check("COVID-1*", "{COVID-1*}");
    check("a\\*b recycl\\*", "all[a*b recycl*]");
    check("x.y/a?b=c https://x.y/a?b*c", "all[x.y/a?b=c https://x.y/a?b*c]");
    check("/usr/local/ /a b/ and/or", "all[/usr/local/ /a b/ and/or]");
    check("what? is it?", "all[what? is it?]");
}

#[test]
fn near() {
    check("a w/5 b", "w/5[a b]");
    check("a NEAR/5 b", "w/5[a b]");
    check("a /5 b", "w/5[a b]");
    check("a near5 b", "w/5[a b]");
    check("a PRE/5 b", "PRE/5[a b]");
    check("a onear/5 b", "PRE/5[a b]");
    check("a adj5 b", "PRE/5[a b]");
    check("a w/s b", "w/s[a b]");
    check("a /p b", "w/p[a b]");
    check("a NOT w/5 b", "NOT w/5[a b]");
    check("a not /s b", "NOT w/s[a b]");
    check("NOT a w/5 b", "not w/5[a b]");
    check("a AND b w/5 c", "and[a w/5[b c]]");
    check("(a OR b) w/5 \"c d\"", "w/5[or[a b] <c d>]");
    check("recycl* w/5 wom?n", "w/5[{recycl*} {wom?n}]");
    check("a w/9 b w/3 c", "w/9[a w/3[b c]]");
    check("a w/3 b w/3 c", "w/3[w/3[a b] c]");
    check("a w/p b w/s c w/3 d", "w/p[a w/s[b w/3[c d]]]");
    check("a w/3 (b w/9 c)", "w/3[a w/9[b c]]");
    check("title:(a w/5 b)", "title:w/5[a b]");
    check("title:a w/5 title:b", "title:w/5[a b]");
    check("+(a w/5 b) -(c w/5 d)", "all[+w/5[a b] not w/5[c d]]");
    check("w/o w/e 24/7 and/or near/far", "all[w/o w/e 24/7 and/or near/far]");
    check("/5 minutes", "all[/5 minutes] ; operator_as_word");
}

#[test]
fn counts_and_limits() {
    check("atleast3(a)", "3x a");
    check("ATLEAST3 (a OR \"b c\") d", "all[3x or[a <b c>] d]");
    check("atleast5 a b", "all[5x a b]");
    check("atleast/2(a w/5 b)", "2x w/5[a b]");
    check("atleast3(a AND b)", "and[3x a 3x b]");
    check("atleast3(title:a)", "title:3x a");
    check("title:atleast3(a)", "title:3x a");
    check("-atleast3(a)", "not 3x a");
    check("first/50(a b)", "first 50 all[a b]");
    check("first/50(a -b)", "first 50 all[a not b]");
    check("atleast2(first/50(a))", "first 50 2x a");
    check("a/F50/ \"b c\"/F9/", "all[first 50 a first 9 <b c>]");
    check("hlead(a) lead(b) hlp=c lp=d", "all[hlead:a lead:b hlead:c lead:d]");
    check("first place at least", "all[first place at least]");
}

#[test]
fn other_spellings() {
    check("headline(a or b) hd=(a or b) hd=c by=d", "all[title:or[a b] title:or[a b] title:c author:d]");
    check("byline(a) body(b) publication(c) language(en) la=en sn=x", "all[author:a body:b outlet:c lang:en lang:en outlet:x]");
    check("author(s) by(a) title=", "all[author s by a title=] ; field_without_value");
    check("date aft 1/1/2020 and date bef 25/12/2020", "and[date:2020-01-02.. date:..2020-12-24]");
    check("date(aft 1/1/2020) date(2020)", "all[date:2020-01-02.. date:2020]");
    check("date from 19990201 to 19990301", "date:1999-02-01..1999-03-01");
    check("date is 2020 date = 2021 date >= 2022", "all[date:2020 date:2021 date:2022-01-01..]");
    check("publication_date:[2017-01-01 TO 2018-01-01]", "date:2017-01-01..2018-01-01");
    check("date:{2017 TO 2018-03-02}", "date:2018-01-01..2018-03-01");
    check("pd=2020 timespan:7d date:>2024..<2025-03", "all[date:2020 date:2025-02-27..2025-03-05 date:2025-01-01..2025-02-28]");
    check("date of birth", "all[date of birth]");
    check("domain:example.org", "url:example.org");
}

#[test]
fn factiva() {
    let options = ParseOptions { dialect: Dialect::Factiva, ..options() };
    let read = |text: &str| tree(&parse(text, &options).unwrap().query.root.unwrap());
    for (text, expected) in [
        ("climate change", "<climate change>"),
        ("climate change w/5 policy", "PRE/5[<climate change> policy]"),
        ("a same b", "w/p[a b]"),
        ("engineer$3", "{/engineer.{0,3}/}"),
        ("joh* doe and x", "and[<joh* doe> x]"),
        ("a near5 b", "w/5[a b]"),
        ("a adj b", "PRE/1[a b]"),
        ("hd=climate change", "title:<climate change>"),
    ] {
        assert_eq!(read(text), expected, "{text}");
        let printed = parse(text, &options).unwrap().query.to_string();
        assert_eq!(
            tree(&parse(&printed, &self::options()).unwrap().query.strict().root.unwrap()),
            expected.replace("all[", "and["),
            "{text}"
        );
    }
}

#[test]
fn strict() {
    let options = ParseOptions { strict: true, ..options() };
    let mistakes = |text: &str| parse(text, &options).map_or_else(|errors| errors.render(text), |_| "read".to_owned());
    assert_eq!(mistakes("a AND (b OR c)"), "read");
    assert_eq!(
        mistakes("a AND b OR c"),
        "a AND b OR c\n^^^^^^^^^^^^ `AND` and `OR` stand side by side without parentheses: write `(a AND b) OR c`, or the other way"
    );
    assert_eq!(mistakes("(a"), "(a\n^ `(` has no other half, so it is read past");
}

#[test]
fn mistakes_of_operators() {
    check_errors(
        "a w/x b",
        "a w/x b\n  ^^^ `w/x` does not say how near: write `w/5` (words), `w/s` (sentence) or `w/p` (paragraph)",
    );
    check_errors(
        "(a b) w/5 c",
        "(a b) w/5 c\n      ^^^ `w/5` joins words, phrases, wildcards and groups of `OR`: write `(a w/5 c) AND (b w/5 c)`",
    );
    check_errors("a w/5 -b", "a w/5 -b\n  ^^^ `w/5` joins words, phrases, wildcards and groups of `OR`: write `a NOT w/5 b`");
    check_errors(
        "title:a w/5 b",
        "title:a w/5 b\n        ^^^ `w/5` joins words, phrases, wildcards and groups of `OR`: write `title:(a w/5 b)`",
    );
    check_errors("+a w/5 b", "+a w/5 b\n   ^^^ `w/5` joins words, phrases, wildcards and groups of `OR`: write `+(a w/5 b)`");
    check_errors(
        "atleast3(a -b)",
        "atleast3(a -b)\n^^^^^^^^ `atleast3` counts words, phrases, wildcards and groups of `OR`: write `atleast3(word)`, and join it with what else is wanted",
    );
    check_errors("atleast0(a)", "atleast0(a)\n^^^^^^^^ `0` is no number from 1 to 10000: write `atleast1( )`");
    check_errors("roam~3", "roam~3\n^^^^^^ `~3` is not read: words differ by 1 or 2 edits: write `roam~2`");
    check_errors("/a(b/", "/a(b/\n^^^^^ this regular expression cannot be read, unclosed group: write `\"a(b\"` for the words");
    check_errors("caps(Apple)", "caps(Apple)\n^^^^ capitals are not kept in the index: write `=word` for exactly this form");
    check_errors("length > 1200", "length > 1200\n^^^^^^^^ lengths are not searched: leave it out");
    check_errors("NEAR(\"a\", \"b\", 5)", "NEAR(\"a\", \"b\", 5)\n^^^^ `NEAR( )` is not read: write `a NEAR/5 b`");
    check_errors("\"a b\"~900", "\"a b\"~900\n     ^^^^ `~900` is too far: write `~500` at most");
}
