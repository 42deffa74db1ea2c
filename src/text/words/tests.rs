//! How texts are cut into words.

use proptest::prelude::*;

use super::*;

fn folded(text: &str) -> String {
    folded_words(text).join(" ")
}

#[test]
fn words_as_people_read_them() {
    for (text, expected) in [
        ("The U.S. and Russia", "the u.s and russia"),
        ("the U.S.-Russia talks", "the u.s russia talks"),
        ("in the US", "in the u.s"),
        ("US", "u.s"),
        ("gave us the", "gave us the"),
        ("WHO SAID US", "who said us"),
        ("10 a.m. N.A.T.O.", "10 a.m nato"),
        ("U.S.A today", "usa today"),
        ("J. K. Moran", "j k moran"),
        ("End. A new one", "end a new one"),
        ("Moscow's and Moscow’s envoys'", "moscow and moscow envoys"),
        ("O'Brien didn't", "obrien didnt"),
        ("l'homme d’État", "l homme d etat"),
        ("1,234.50 or 3.5 pct, 7.", "1,234.50 or 3.5 pct 7"),
        ("COVID-19 tit-for-tat", "covid 19 tit for tat"),
        ("C++ AT&T", "c at t"),
        ("日本語だ", "日本 本語 語だ"),
        ("は", "は"),
        ("iPhone在中国", "iphone 在中 中国"),
        ("대통령은", "대통 통령 령은"),
        ("हिन्दी में", "हिन्दी में"),
        ("Sa\u{303}o Paulo", "sao paulo"),
        ("co\u{ad}operate", "cooperate"),
        ("rock 'n' roll", "rock n roll"),
        ("who's on first", "who on first"),
        ("'90s", "90s"),
        ("", ""),
        ("— … !", ""),
    ] {
        assert_eq!(folded(text), expected, "{text}");
    }
}

#[test]
fn ranges_cover_the_written_word() {
    let text = "In the U.S., Müller's";
    let mut words = Words::new(text);
    let mut ranges = vec![];
    while let Some(word) = words.next() {
        ranges.push(text[word.start..word.end].to_owned());
    }
    assert_eq!(ranges, ["In", "the", "U.S.", "Müller"]);
}

#[test]
fn in_searched_texts_each_character_begins_a_word() {
    assert_eq!(searched_words("日本語だ。核 abc"), ["日本", "本語", "語だ", "だ", "核", "abc"]);
    assert_eq!(sought_words("日本語"), ["日本", "本語"]);
    assert_eq!(sought_words("核"), ["核"]);
    assert_eq!(sought_words("日本 abc"), ["日本", "本", "abc"]);
    assert_eq!(sought_words("abc 日本"), ["abc", "日本"]);
    assert_eq!(sought_words("ก็ดี"), ["ก็ดี"]);
}

proptest! {
    #[test]
    fn words_passed_over_begin_otherwise(text in "([a-dA-D'’.,0-9]{0,5}[ é日]?){0,40}", letters in "[a-d0-9]{0,3}") {
        let mut wanted = FirstLetters::default();
        letters.chars().for_each(|c| wanted.add(&c.to_string()));
        let mut all = Words::searched(&text);
        let mut some = Words::searched(&text);
        loop {
            for _ in 0..some.pass(wanted) {
                let passed = all.next().unwrap();
                prop_assert!(!letters.contains(&passed.folded[..1]), "{:?}", passed);
            }
            let ahead: Vec<_> = { let mut ahead = some.ahead(); std::iter::from_fn(|| ahead.next_folded().map(str::to_owned)).collect() };
            let (one, other) = (all.next(), some.next());
            prop_assert_eq!(&one, &other);
            prop_assert_eq!(ahead.first().map(String::as_str), one.as_ref().map(|word| word.folded));
            if one.is_none() { break }
        }
    }

    #[test]
    fn any_text_is_cut_on_character_boundaries_and_forward(text in ".{0,80}") {
        let mut words = Words::new(&text);
        let mut last = 0;
        while let Some(word) = words.next() {
            prop_assert!(word.start >= last && word.end > word.start);
            prop_assert!(text.is_char_boundary(word.start) && text.is_char_boundary(word.end));
            prop_assert!(!word.folded.is_empty());
            last = word.start;
        }
    }
}
