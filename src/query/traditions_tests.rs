//! What users of Lexis, Factiva, Media Cloud, Lucene and others type, purpose by purpose: each
//! spelling is read as it is meant there, or refused with the right spelling.

use super::tests::{check, check_errors, options, tree};
use super::*;

/// Every spelling reads as the same tree; what is told does not matter here.
#[track_caller]
fn all_read(texts: &[&str], expected: &str) {
    for text in texts {
        assert_eq!(read(text, options()), expected, "{text}");
    }
}

fn read(text: &str, options: ParseOptions) -> String {
    let parsed = parse(text, &options).unwrap_or_else(|errors| panic!("{text}\n{}", errors.render(text)));
    parsed.query.root.as_ref().map_or(String::new(), tree)
}

/// Each text is refused, and the message ends with the right spelling.
#[track_caller]
fn refused(pairs: &[(&str, &str)]) {
    for (text, help) in pairs {
        let Err(errors) = parse(text, &options()) else { panic!("{text} is read") };
        let message = errors.0[0].to_string();
        assert!(message.ends_with(&format!(": {help}")), "{text}: {message}");
    }
}

#[track_caller]
fn factiva(pairs: &[(&str, &str)]) {
    let options = ParseOptions { dialect: Dialect::Factiva, ..options() };
    for (text, expected) in pairs {
        assert_eq!(read(text, options), *expected, "{text}");
        let printed = parse(text, &options).unwrap().query.to_string();
        let again = parse(&printed, &self::options()).unwrap().query.strict();
        assert_eq!(tree(&again.root.unwrap()), expected.replace("all[", "and["), "{text}: {printed}");
    }
}

#[test]
fn both_either_exclude() {
    all_read(&["ferry and pier", "ferry AND pier", "ferry && pier"], "and[ferry pier]");
    all_read(&["+ferry +pier"], "all[+ferry +pier]");
    all_read(&["ferry pier", "ferry & pier"], "all[ferry pier]");
    all_read(&["ferry or pier", "ferry OR pier", "ferry | pier", "ferry || pier"], "or[ferry pier]");
    all_read(
        &["ferry and not pier", "ferry but not pier", "ferry andnot pier", "ferry AND NOT pier", "ferry not pier"],
        "and[ferry not pier]",
    );
    all_read(&["ferry -pier", "ferry !pier"], "all[ferry not pier]");
    refused(&[("ferry % pier", "write `a NOT b`"), ("(ferry or pier) % \"toll road\"", "write `a NOT b`")]);
    all_read(&["rose 5 % in May"], "all[rose 5 in May]");
}

#[test]
fn phrases() {
    all_read(&["\"ferry pier\"", "“ferry pier”", "'ferry pier'"], "<ferry pier>");
    all_read(&["\"toll road / new bridge\""], "<toll road / new bridge>");
    factiva(&[("ferry pier", "<ferry pier>"), ("ferry adj pier", "PRE/1[ferry pier]")]);
}

#[test]
fn near_in_any_order() {
    let spellings = [
        "ferry w/5 pier",
        "ferry W/5 pier",
        "ferry /5 pier",
        "ferry near/5 pier",
        "ferry NEAR/5 pier",
        "ferry near5 pier",
        "ferry /N5/ pier",
        "ferry /n5/ pier",
        "ferry/N5/pier",
        "ferry/n5/pier",
        "ferry /N5/pier",
        "ferry/N5/ pier",
    ];
    all_read(&spellings, "w/5[ferry pier]");
    all_read(&["\"toll road\"/N5/(ferry or pier)"], "w/5[<toll road> or[ferry pier]]");
    all_read(&["(ferry or pier)near5(toll or fee)", "(ferry or pier)w/5(toll or fee)"], "w/5[or[ferry pier] or[toll fee]]");
    all_read(&["\"ferry pier\"~5"], "<ferry pier>~5");
    all_read(&["ferr*/N5/p?er"], "w/5[{ferr*} {p?er}]");
    factiva(&[("ferry near5 pier", "w/5[ferry pier]"), ("ferry/N5/pier toll", "w/5[ferry <pier toll>]")]);
    refused(&[
        ("NEAR(\"ferry\",\"pier\",5)", "write `a NEAR/5 b`"),
        ("NEAR(ferry pier, 5)", "write `a NEAR/5 b`"),
        ("near5:\"ferry pier\"", "write `\"a b\"~5` or `a NEAR/5 b`"),
        ("\"ferry pier\"po5", "write `a NEAR/5 b`"),
        ("ferry/N501/pier", "write at most `near/500`, or `w/p` for one paragraph"),
    ]);
    all_read(&["a/n1/b/c"], "a/n1/b/c");
    all_read(&["url:x/N5/y https://x.y/N5/z"], "all[url:x/N5/y https://x.y/N5/z]");
}

#[test]
fn near_in_order() {
    all_read(
        &["ferry pre/5 pier", "ferry onear/5 pier", "ferry adj5 pier", "ferry ADJ/5 pier", "ferry +5 pier"],
        "PRE/5[ferry pier]",
    );
    check("ferry +5 pier", "PRE/5[ferry pier] ; word_as_operator");
    check("ferry +5", "all[ferry +5]");
    check("+5 ferry", "all[+5 ferry]");
    check("ferry +2025 pier", "all[ferry +2025 pier]");
    check("ferry \\+5 pier", "all[ferry +5 pier]");
    factiva(&[("ferry w/5 pier", "PRE/5[ferry pier]"), ("ferry adj5 pier", "PRE/5[ferry pier]")]);
    refused(&[("NEAR(\"ferry\",\"pier\",5,true)", "write `a PRE/5 b`")]);
    check("ferry ADJ pier", "all[ferry ADJ pier] ; operator_as_word");
}

#[test]
fn sentences_paragraphs_and_not_near() {
    all_read(&["ferry w/s pier", "ferry /s pier", "ferry w/sent pier"], "w/s[ferry pier]");
    all_read(&["ferry w/p pier", "ferry /p pier", "ferry w/para pier"], "w/p[ferry pier]");
    factiva(&[("ferry same pier", "w/p[ferry pier]")]);
    check("ferry SAME pier", "all[ferry SAME pier] ; operator_as_word");
    check("ferry SENTENCE pier", "all[ferry SENTENCE pier] ; operator_as_word");
    all_read(&["ferry not w/5 pier", "ferry NOTNEAR/5 pier"], "NOT w/5[ferry pier]");
    all_read(&["ferry not /s pier"], "NOT w/s[ferry pier]");
    let segment = "write `title:(a AND b)` or `body:(a AND b)`";
    refused(&[("ferry w/seg pier", segment), ("ferry not w/seg pier", segment), ("\"ferry pier\"!~5", "write `a NOT w/5 b`")]);
}

#[test]
fn counts_and_the_top() {
    all_read(&["atleast5(ferry)", "atleast5 ferry"], "5x ferry");
    refused(&[("repeat3:\"ferry\"", "write `atleast3(a)`")]);
    all_read(&["hlead(ferry)", "hlp=ferry"], "hlead:ferry");
    all_read(&["lead(ferry)", "lp=ferry"], "lead:ferry");
    all_read(&["ferry/F50/", "first/50(ferry)"], "first 50 ferry");
    all_read(&["(ferry or pier)/F50/"], "first 50 or[ferry pier]");
    all_read(&["title:(ferry or pier)/F50/ toll"], "all[title:first 50 or[ferry pier] toll]");
    all_read(&["\"ferry pier\"/F50/"], "first 50 <ferry pier>");
    refused(&[("@body[50] ferry", "write `body:first/50(a)`")]);
    check("@title ferry", "all[@title ferry] ; operator_as_word");
    refused(&[("first/50(date:2025)", "write `first/50(word) AND date:2025`")]);
    refused(&[("first/50(-date:2025)", "write `first/50(word) AND NOT date:2025`")]);
    check("first/50(ferry date:2025)", "first 50 all[ferry date:2025]");
}

#[test]
fn forms_of_words() {
    all_read(&["ferr!", "ferr*"], "{ferr*}");
    all_read(&["p?er"], "{p?er}");
    factiva(&[("engineer$3", "{/engineer.{0,3}/}")]);
    check("engineer$3 US$3", "all[engineer$3 US$3] ; operator_as_word");
    all_read(&["roam~1", "roam~"], "{roam~1}");
    let case = "write `=word` for exactly this form";
    refused(&[("caps(Pier)", case), ("nocaps(pier)", case), ("allcaps(PIER)", case)]);
    let strict = ParseOptions { strict: true, ..options() };
    assert_eq!(read("recycl!", strict), "{recycl*}");
    let notice = &parse("recycl!", &strict).unwrap().notices[0].text;
    assert!(notice.contains("as `recycl*` does"), "{notice}");
}

#[test]
fn expressions_are_never_dropped() {
    check_errors(
        "/[/",
        "/[/\n^^^ this regular expression cannot be read, unclosed character class: write a whole one, as in `/colou?r/`",
    );
    check_errors(
        "strike AND /[/",
        "strike AND /[/\n           ^^^ this regular expression cannot be read, unclosed character class: write a whole one, as in `/colou?r/`",
    );
    check("//", " ; nothing_to_search");
    check("a // b", "all[a b] ; nothing_to_search");
    check("a /.*/", "a ; nothing_to_search");
    check("/colou?r/i", "{/colou?r/} ; wildcard");
    check_errors(
        "/toll (road|bridge)/",
        "/toll (road|bridge)/\n^^^^^^^^^^^^^^^^^^^^ a regular expression matches one word, without blanks: write `\"toll (road|bridge)\"` for the words",
    );
    check("a /s p?er w/s c", "w/s[w/s[a {p?er}] c]");
    all_read(&["/etc/s 24/7 a /5 wom?n /x/"], "all[/etc/s 24/7 w/5[a {wom?n}] {/x/}]");
}

#[test]
fn fields_elsewhere() {
    all_read(&["headline(ferry)", "hd=ferry", "hl=ferry", "title:ferry", "title_full:ferry"], "title:ferry");
    all_read(&["byline(varga)", "by=varga"], "author:varga");
    all_read(&["body(ferry)"], "body:ferry");
    all_read(&["publication(ledger)", "sn=ledger"], "outlet:ledger");
    all_read(&["language(es)", "language:es", "la=es", "sourcelang:es"], "lang:es");
    all_read(&["canonical_domain:x.example", "domain:x.example", "domainis:x.example"], "url:x.example");
    let [subject, industry, region, company, source] = [
        ("ns=e12", "write words of the subject"),
        ("in=i3", "write words of the industry"),
        ("re=usa", "write words of the region"),
        ("fds=abc", "write the company's name"),
        ("rst=tdj", "write `outlet:` and words of its name"),
    ];
    refused(&[subject, industry, region, company, source]);
    refused(&[
        ("td=ferry", "write `body:`"),
        ("sc=xyz", "write `outlet:` and words of its name"),
        ("sourcecountry:france", "write `outlet:` or `lang:`"),
        ("language(german)", "write `lang:de`"),
        ("sourcelang:spanish", "write `lang:es`"),
        ("length > 1200", "leave it out"),
        ("wc>1000", "leave it out"),
        ("term(new products #85plus#)", "write words of the subject"),
    ]);
}

#[test]
fn factiva_fields_hold_up_to_the_next_operator() {
    factiva(&[
        ("by=anna varga", "author:<anna varga>"),
        ("by=anna varga and hd=toll road", "and[author:<anna varga> title:<toll road>]"),
        ("hd=toll road or ferry", "or[title:<toll road> ferry]"),
        ("sn=varnholm ledger not by=anna varga", "and[outlet:<varnholm ledger> not author:<anna varga>]"),
        ("hd=toll road w/5 ferry pier", "title:PRE/5[<toll road> <ferry pier>]"),
        ("hd=(toll road or ferry) and x", "and[title:or[<toll road> ferry] x]"),
        ("hd=(toll road) ferry", "all[title:<toll road> ferry]"),
        ("atleast3 toll road and x", "and[3x <toll road> x]"),
        ("la=en toll road", "all[lang:en <toll road>]"),
        ("x not hd=toll road", "and[x not title:<toll road>]"),
        ("-hd=toll road", "not title:<toll road>"),
    ]);
    check("by=anna varga", "all[author:anna varga]");
}

#[test]
fn dates() {
    all_read(
        &["date>=2026-02-01", "date >= 2026-02-01", "date >=2026-02-01", "date>= 2026-02-01", "date:>=2026-02-01"],
        "date:2026-02-01..",
    );
    all_read(&["date>2025", "date aft 2025", "date after 2025,"], "date:2026-01-01..");
    all_read(&["date=2025", "date = 2025", "date is 2025", "pd=2025", "date(2025)"], "date:2025");
    all_read(&["date<2/1/2020", "date bef 20200201", "date<=20200131"], "date:..2020-01-31");
    all_read(&["date from 19990201 to 19990301"], "date:1999-02-01..1999-03-01");
    all_read(&["publication_date:[2017-01-01 TO 2018-01-01]"], "date:2017-01-01..2018-01-01");
    all_read(&["publication_date:{2017-01-01 TO 2018-01-01}"], "date:2017-01-02..2017-12-31");
    all_read(&["timespan=7d", "date -7", "date:7d"], "date:2025-02-27..2025-03-05");
    all_read(&["a -date>2025"], "all[a not date:2026-01-01..]");
    refused(&[
        ("date:12/2/2025", "write `date:2025-12-02` or `date:2025-02-12`"),
        ("date:25/12/2025", "write `date:2025-12-25`"),
        ("date:20251202", "write `date:2025-12-02`"),
        ("date:>=12/2/2025", "write `date:>=2025-12-02` or `date:>=2025-02-12`"),
    ]);
    check_errors("date>2025-13", "date>2025-13\n^^^^^^^^^^^^ no month 13: write `date:>2025-12`");
    let soon = parse("date>soon", &options()).unwrap_err();
    assert!(soon.to_string().starts_with("`soon` is no date: write a day"), "{soon}");
}

#[test]
fn unknown_fields_are_told() {
    let told =
        |text: &str| parse(text, &options()).unwrap().notices.first().map(|notice| notice.text.clone()).unwrap_or_default();
    for (text, help) in [
        ("subject(strike)", "what an article is filed under is in `section:` and `tag:`"),
        ("terms()", "what an article is filed under is in `section:` and `tag:`"),
        ("company(acme)", "what an article is filed under is in `section:` and `tag:`"),
        ("site(sport)", "did you mean `url:`?"),
        ("since:2025", "did you mean `date:>=2025`?"),
        ("before:2025-03", "did you mean `date:<2025-03`?"),
        ("created:2024", "did you mean `date:2024`?"),
        ("since:today", "did you mean `date:>=`?"),
        ("foo:bar", "fields are `title:`, `body:`, `outlet:`, `author:`, `agency:`, `lang:`, `url:`, `date:` and more"),
        ("an=abc", "fields are `title:`, `body:`, `outlet:`, `author:`, `agency:`, `lang:`, `url:`, `date:` and more"),
        ("titel(ferry)", "did you mean `title:`?"),
        ("outlte:courier", "did you mean `outlet:`?"),
        ("text:ferry", "did you mean `body:`?"),
    ] {
        let notice = told(text);
        assert!(notice.contains("is no field, so it is read as a word: ") && notice.ends_with(help), "{text}: {notice}");
        let strict = ParseOptions { strict: true, ..options() };
        assert!(parse(text, &strict).is_err(), "{text}");
    }
    for text in ["https://x.y/z", "10:30", "C:\\foo", "a:b", "E=mc2", "author(s)", "by(a)", "Hello, world: yes", "x.y/z?ab=c"] {
        assert_eq!(told(text), "", "{text}");
    }
}
