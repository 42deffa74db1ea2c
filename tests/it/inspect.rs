//! `newsidx inspect` as its users run it: on odd pages, in narrow terminals, into pipes.

use std::process::Command;

use newsidx::build::PARSER_STACK_BYTES;
use newsidx::clean::{CleanOptions, article, explain};
use newsidx::corpus::{Input, ReadOptions, read, walk};
use newsidx::page::page;
use newsidx::render::Terminal;
use newsidx::text::display_width;

use crate::support::{Place, package};

/// A page with what scrapers meet: control characters, a word longer than any terminal,
/// wide letters, direction marks, tabs, and nothing but a headline.
const ODD: &str = "\u{1b}[31mRed alert\u{1b}[0m for the harbour of Port Ellery\n\
\n\
2026-01-13\n\
\n\
The pilots\u{202e} of\tPort Ellery went back to work on Monday, after nine days, the union said in a statement on its page.\n\
See https://quay.example/harbour/pilots/2026/01/13/a-very-long-address-that-no-terminal-has-room-for-in-one-line.html for more.\n\
港口引水员周一复工，工会说，双方同意每月多休息两天，罢工持续了九天，二十三艘船在防波堤外等候。\n\
\u{0}\u{0}\u{0}\n\
Share\u{200d} Tweet 👩\u{200d}👩\u{200d}👧 Print\n";

/// Compares a run with its snapshot. `INSTA_UPDATE=always` writes it anew.
macro_rules! check {
    ($place:expr, $name:literal, $args:expr) => {
        insta::with_settings!({ snapshot_path => "snapshots", prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!($name, $place.run($args).snapshot());
        });
    };
}

/// A folder with some of the sample pages under names of their own.
fn pages() -> Place {
    let place = Place::new();
    let sample = |name: &str| std::fs::read(package().join("sample_corpus/pages").join(name)).unwrap();
    place.write("pilots.txt", sample("text/quay-courier/pilots.txt"));
    place.write("tram.html", sample("html/ostrand-ledger/tram-strike-ends.html"));
    place.write("feed.jsonl", sample("feeds/harborline.jsonl"));
    place.write("odd.txt", ODD);
    place
}

#[test]
fn a_page_and_its_article_side_by_side() {
    let place = pages();
    check!(place, "inspect_diff", &["inspect", "pilots.txt", "--diff", "--columns", "110"]);
    check!(place, "inspect_diff_html", &["inspect", "tram.html", "--diff"]);
    check!(place, "inspect_diff_narrow", &["inspect", "pilots.txt", "--diff", "--columns", "60"]);
    check!(place, "inspect_diff_color", &["inspect", "tram.html", "--diff", "--columns", "100", "--color", "always"]);
}

#[test]
fn a_page_in_a_narrow_terminal() {
    let place = pages();
    check!(place, "inspect_narrow", &["inspect", "tram.html", "--columns", "34"]);
    check!(place, "inspect_odd", &["inspect", "odd.txt"]);
    check!(place, "inspect_color", &["inspect", "pilots.txt", "--color", "always"]);
}

#[test]
fn why_a_block_is_what_it_is() {
    let place = pages();
    check!(place, "inspect_why", &["inspect", "pilots.txt", "--why", "11", "--why", "29"]);
    check!(place, "inspect_why_html", &["inspect", "tram.html", "--why", "19"]);
    check!(place, "inspect_why_narrow", &["inspect", "pilots.txt", "--why", "31", "--columns", "44"]);
    check!(place, "inspect_why_json", &["inspect", "pilots.txt", "--why", "42", "--json"]);
}

#[test]
fn lines_that_have_no_block() {
    let place = pages();
    let said = |args: &[&str]| {
        let run = place.run(args);
        assert_eq!(run.stdout, "");
        (run.status, run.stderr)
    };
    let blank = "pilots.txt: line 8 is blank: blocks begin on lines 7 and 9\n";
    assert_eq!(said(&["inspect", "pilots.txt", "--why", "8"]), (1, blank.to_owned()));
    let beyond = "pilots.txt: there is no line 900: the last block begins on line 46\n";
    assert_eq!(said(&["inspect", "pilots.txt", "--why", "900"]), (1, beyond.to_owned()));
    let html = "tram.html: there is no block 900: the last is 34\n";
    assert_eq!(said(&["inspect", "tram.html", "--why", "900"]), (1, html.to_owned()));
    let run = place.run(&["inspect", "pilots.txt", "--why", "0"]);
    assert!(run.status == 2 && run.stderr.contains("0 is not in 1.."), "{}", run.stderr);
    for other in ["--no-clean", "--diff"] {
        let run = place.run(&["inspect", "pilots.txt", "--why", "1", other]);
        assert!(run.status == 2 && run.stderr.contains("cannot be used with"), "{}", run.stderr);
    }
}

#[test]
fn why_names_every_record_and_every_file() {
    let place = pages();
    let answer = place.json(&["inspect", "feed.jsonl", "pilots.txt", "--why", "3", "--json"]);
    let explained = answer["explained"].as_array().unwrap();
    assert!(explained.iter().filter(|block| block["record"].is_u64()).count() > 5, "{answer}");
    assert_eq!(explained.last().unwrap()["path"], "pilots.txt");
    let sum = |block: &serde_json::Value| -> f64 {
        block["features"].as_array().unwrap().iter().map(|feature| feature["contribution"].as_f64().unwrap()).sum()
    };
    for block in explained {
        assert!((sum(block) - block["score"].as_f64().unwrap()).abs() < 1e-3, "{block}");
    }
}

/// Every page of the sample corpus and the odd one, with some of its blocks explained.
fn shown(widths: &[usize], is_colored: bool, mut check: impl FnMut(&str, usize, String) + Send) {
    let place = pages();
    let mut files = walk(&package().join("sample_corpus/pages")).unwrap().files;
    files.extend(walk(place.path()).unwrap().files);
    std::thread::scope(|scope| {
        let work = || {
            for file in &files {
                let input = Input::file(file, "page", "page", None);
                let _ = read(&input, &ReadOptions::default(), &mut |document| {
                    let (page, _) = page(&document);
                    let explained = explain(&document, &page);
                    let article = article(&document, page, &CleanOptions::default());
                    for width in widths.iter().copied() {
                        let terminal = Terminal::new(is_colored, width);
                        let mut out = vec![];
                        terminal.inspect(&article, &mut out).unwrap();
                        terminal.diff(&article, &mut out).unwrap();
                        for (number, explained) in explained.iter().enumerate().step_by(5) {
                            terminal.why(&article, number, explained, &mut out).unwrap();
                        }
                        check(&file.path.display().to_string(), width, String::from_utf8(out).unwrap());
                    }
                    std::ops::ControlFlow::Continue(())
                });
            }
        };
        std::thread::Builder::new().stack_size(PARSER_STACK_BYTES).spawn_scoped(scope, work).unwrap();
    });
}

#[test]
fn nothing_is_wider_than_the_terminal() {
    shown(&[24, 33, 71, 100], false, |path, width, text| {
        for line in text.lines() {
            assert!(display_width(line) <= width, "{path} at {width}: {line}");
        }
    });
}

#[test]
fn colours_add_nothing_but_colour() {
    let mut plain = vec![];
    shown(&[90], false, |_, _, text| plain.push(text));
    let mut colored = vec![];
    shown(&[90], true, |_, _, text| colored.push(text));
    assert_eq!(plain.len(), colored.len());
    for (plain, colored) in plain.iter().zip(&colored) {
        assert!(!plain.contains('\u{1b}'));
        let stripped = anstream::adapter::strip_str(colored).to_string();
        let trimmed = |text: &str| text.lines().map(|line| line.trim_end().to_owned()).collect::<Vec<_>>();
        assert_eq!(trimmed(&stripped), trimmed(plain));
    }
}

#[test]
fn a_reader_who_has_seen_enough() {
    let place = pages();
    let exe = assert_cmd::cargo::cargo_bin!("newsidx");
    let sample = package().join("sample_corpus/pages");
    for flags in ["", "--diff", "--json", "--why 7"] {
        let line = format!(
            "\"{}\" inspect {flags} \"{sample}\" \"{sample}\" 2>/dev/null | head -n 1 | wc -l; echo ${{PIPESTATUS[0]}}",
            exe.display(),
            sample = sample.display()
        );
        let output = Command::new("bash").args(["-c", &line]).current_dir(place.path()).output().unwrap();
        assert_eq!(String::from_utf8_lossy(&output.stdout), "1\n0\n", "{flags}");
    }
}

#[test]
fn a_file_that_is_not_there_is_told_before_anything_is_shown() {
    let place = pages();
    let run = place.run(&["inspect", "pilots.txt", "nosuch.txt"]);
    assert_eq!((run.status, run.stdout.as_str()), (2, ""));
    assert_eq!(run.stderr, "error: `nosuch.txt`: no such file or folder\n");
}
