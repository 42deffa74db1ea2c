//! Order, several dates, ranges of bytes, dates without a year, prose.

use proptest::prelude::*;

use super::super::{find_yearless, parse_timestamp};
use super::*;

#[test]
fn order_decides_only_in_doubt() {
    check(
        "03/04/2025 => 2025-03-04?
         18/02/2025 => 2025-02-18
         02/18/2025 2:05 PM => 2025-02-18T14:05
         02/18/25 => 2025-02-18?
         03.04.2025 => 2025-03-04?
         Thursday, 03/04/2025 => 2025-04-03
         2025-03-04 => 2025-03-04",
        DayMonth::MonthFirst,
    );
}

#[test]
fn several_dates_are_all_found() {
    check(
        "Published Feb 17, 2025 | Updated Feb 18, 2025 14:05 => 2025-02-17 2025-02-18T14:05
         18.02.2025 14:05 19.02.2025 15:05 => 2025-02-18T14:05 2025-02-19T15:05
         from 2025-02-18 to 2025-02-20 => 2025-02-18 2025-02-20
         18/02/2025–20/02/2025 => 2025-02-18 2025-02-20
         It closed in 2024. February 18, 2025 was cold => 2025-02-18
         It closed in 2024. 18 February 2025 was cold => 2025-02-18
         It closed in 2024. November was cold => -
         In May 2024, June 2025 => 2024-05 2025-06
         31 February 2025 or 1 March 2025 => 2025-03-01",
        DayMonth::DayFirst,
    );
}

#[test]
fn ranges_hold_weekday_and_time() {
    for (text, expected) in [
        ("On Tuesday, February 18, 2025, it rained", "Tuesday, February 18, 2025"),
        ("am Dienstag, den 18. Februar 2025 um 14:05 Uhr.", "Dienstag, den 18. Februar 2025 um 14:05 Uhr"),
        ("到2025年2月18日（火）14:05。", "2025年2月18日（火）14:05"),
        ("x 14:05, 18 Feb 2025 y", "14:05, 18 Feb 2025"),
        ("in February 2025 at 14:05", "February 2025"),
        ("18 Feb 2025, 12.50 euros", "18 Feb 2025"),
        ("18.02.2025 (Tue), 10:00", "18.02.2025 (Tue), 10:00"),
    ] {
        let found = find_dates(text, DayMonth::DayFirst).remove(0);
        assert_eq!(text.get(found.range), Some(expected));
    }
}

#[test]
fn yearless_dates_are_found_apart() {
    for (text, expected) in [
        ("Feb 18", vec![(2, 18)]),
        ("on 18 February and March 1st", vec![(2, 18), (3, 1)]),
        ("18. Februar", vec![(2, 18)]),
        ("18 de febrero", vec![(2, 18)]),
        ("2月18日", vec![(2, 18)]),
        ("2월 18일", vec![(2, 18)]),
        ("18 tháng 2", vec![(2, 18)]),
        ("February 29", vec![(2, 29)]),
        ("February 18, 2025", vec![]),
        ("February 30", vec![]),
        ("18 may be enough", vec![]),
        ("18/02", vec![]),
        ("iPhone 11 Pro", vec![]),
        ("18 мая", vec![(5, 18)]),
        ("18 lutego", vec![(2, 18)]),
    ] {
        let found: Vec<(i8, i8)> = find_yearless(text).iter().map(|day| (day.month, day.day)).collect();
        assert_eq!(found, expected, "{text}");
    }
}

#[test]
fn long_lines_lose_no_date() {
    let text = "18.02.2025 7 ".repeat(3000);
    assert_eq!(find_dates(&text, DayMonth::DayFirst).len(), 3000);
    let text = format!("{}18 February 2025", "9 ".repeat(2040));
    assert_eq!(find_dates(&text, DayMonth::DayFirst).len(), 1);
}

/// Pieces of dates in any order, which is where rules meet.
fn pieces() -> impl Strategy<Value = String> {
    let piece = proptest::sample::select(vec![
        "18",
        "2",
        "2025",
        "2568",
        "68",
        ".",
        "/",
        "-",
        ":",
        ",",
        " ",
        " ",
        "\n",
        "(",
        ")",
        "Feb",
        "listopada",
        "ก.พ.",
        "พ.ศ.",
        "年",
        "月",
        "日",
        "월",
        "th",
        "PM",
        "um",
        "de",
        "'",
        "Di",
        "火",
        "١٨",
        "شباط",
        "tháng",
        "năm",
        "UTC",
        "+",
        "0100",
        "h",
        "T",
        "Z",
        "\u{200f}",
        "e\u{301}",
        "😀",
        "gada",
        "and",
        "–",
        "v",
    ]);
    proptest::collection::vec(piece, 0..40).prop_map(|pieces| pieces.concat())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    #[test]
    fn ranges_are_whole_and_in_order(text in prop_oneof![pieces(), "\\PC{0,60}"], days_first: bool) {
        let order = if days_first { DayMonth::DayFirst } else { DayMonth::MonthFirst };
        let mut end = 0;
        for found in find_dates(&text, order) {
            prop_assert!(text.get(found.range.clone()).is_some_and(|part| !part.is_empty()));
            prop_assert!(found.range.start >= end);
            end = found.range.end;
            let date = found.stamp.date;
            prop_assert!((1600..=2100).contains(&date.year) && date.month.is_some());
            prop_assert!(date.day.is_none() || date.civil().is_some());
        }
        for found in find_yearless(&text) {
            prop_assert!(text.get(found.range).is_some_and(|part| !part.is_empty()));
        }
        let _ = parse_timestamp(&text, order);
    }
}
