//! The library's doors for whatever comes, each with what must hold behind it. The
//! targets of `fuzz/` are these functions; here they run on random bytes, so that they
//! are always compiled and tried.

use std::fs;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::sync::atomic::AtomicBool;
use std::sync::{Mutex, OnceLock};

use newsidx::build::{BuildOptions, DEFAULT_MEMORY, Settings, Silent, build};
use newsidx::clean::{CleanOptions, article, explain};
use newsidx::corpus::{Format, Input, ReadOptions, read_bytes};
use newsidx::dates::{DayMonth, date_in_url, find_dates, find_yearless, parse_timestamp};
use newsidx::index::{IndexDir, IndexReader, PathView};
use newsidx::model::{ArticleId, RawDocument, Role};
use newsidx::page::page;
use newsidx::query::{Dialect, ParseOptions, parse};
use newsidx::render::{Terminal, mark_html, terminal_safe};
use newsidx::story::{Sketch, group, settle};
use newsidx::text::{Words, fold, page_address, sentences};

/// A file of any format: the first byte says which. Every file is a document or an issue.
pub(crate) fn file(bytes: &[u8]) {
    let Some((first, bytes)) = bytes.split_first() else { return };
    let formats = Format::ALL;
    let format = formats.get(usize::from(*first) % (formats.len() + 1)).map(|(format, _)| *format);
    of_format(bytes, format);
}

/// A web page.
pub(crate) fn html(bytes: &[u8]) {
    of_format(bytes, Some(Format::Html));
}

/// A plain text.
pub(crate) fn text(bytes: &[u8]) {
    of_format(bytes, Some(Format::Text));
}

/// A feed or a press document.
pub(crate) fn xml(bytes: &[u8]) {
    of_format(bytes, Some(Format::Xml));
}

/// A file of Reuters SGML.
pub(crate) fn sgml(bytes: &[u8]) {
    of_format(bytes, Some(Format::Sgml));
}

/// A file of records, and a page of Markdown with its front matter.
pub(crate) fn records(bytes: &[u8]) {
    for format in [Format::Json, Format::JsonLines, Format::Csv, Format::Tsv, Format::Markdown] {
        of_format(bytes, Some(format));
    }
}

/// A mailbox, and its bytes as one message.
pub(crate) fn mail(bytes: &[u8]) {
    of_format(bytes, Some(Format::Mbox));
    of_format(bytes, Some(Format::Eml));
}

/// What a crawler fetched.
pub(crate) fn warc(bytes: &[u8]) {
    of_format(bytes, Some(Format::Warc));
}

/// An archive.
pub(crate) fn archive(bytes: &[u8]) {
    of_format(bytes, Some(Format::Zip));
    of_format(bytes, Some(Format::Tar));
}

fn of_format(bytes: &[u8], format: Option<Format>) {
    let input = Input { path: Some(Path::new("page")), shown: "page", key: "page", format, sidecar: None };
    let mut documents = 0;
    let issues = read_bytes(bytes.to_vec(), &input, &ReadOptions::default(), &mut |found| {
        documents += 1;
        document(&found);
        ControlFlow::Continue(())
    });
    assert!(documents > 0 || !issues.is_empty(), "neither a document nor an issue");
}

fn document(document: &RawDocument) {
    let (page, _) = page(document);
    let explained = explain(document, &page);
    let texts: Vec<String> = page.blocks.iter().map(|block| block.text.clone()).collect();
    let article = article(document, page, &CleanOptions::default());
    assert_eq!(explained.len(), texts.len());
    assert_eq!(article.blocks.iter().map(|block| &block.text).collect::<Vec<_>>(), texts.iter().collect::<Vec<_>>());
    assert!(article.blocks.iter().all(|block| block.reason.is_some() == (block.role == Role::Junk)));
    let mut out = vec![];
    for terminal in [Terminal::new(false, 0), Terminal::new(true, 90)] {
        terminal.inspect(&article, &mut out).unwrap();
        terminal.diff(&article, &mut out).unwrap();
        for (number, explained) in explained.iter().enumerate().take(3) {
            terminal.why(&article, number, explained, &mut out).unwrap();
        }
    }
}

/// A query, in every dialect: what it reads as reads as itself, and everything that is said of
/// it can be drawn.
pub(crate) fn query(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    let own = ParseOptions::new(jiff::civil::date(2026, 1, 28));
    for options in [own, ParseOptions { dialect: Dialect::Factiva, ..own }, ParseOptions { strict: true, ..own }] {
        let parsed = match parse(&text, &options) {
            Ok(parsed) => parsed,
            Err(errors) => {
                assert!(!errors.0.is_empty() && !errors.render_within(&text, 40).is_empty(), "{text:?}");
                continue;
            }
        };
        for notice in &parsed.notices {
            assert!(text.get(notice.span.start..notice.span.end).is_some(), "{text:?}: {notice:?}");
        }
        let canonical = parsed.query.to_string();
        let again = parse(&canonical, &own).unwrap_or_else(|errors| panic!("{text:?}\n{}", errors.render(&canonical)));
        assert_eq!(again.query.to_string(), canonical, "{text:?}");
    }
}

/// A line of text: dates, words and sentences lie inside it, and nothing commands the terminal.
pub(crate) fn line(bytes: &[u8]) {
    let line = String::from_utf8_lossy(bytes);
    for order in [DayMonth::DayFirst, DayMonth::MonthFirst] {
        for date in find_dates(&line, order) {
            assert!(line.get(date.range.clone()).is_some(), "{line:?}");
        }
    }
    let _ = (find_yearless(&line), parse_timestamp(&line, DayMonth::DayFirst), date_in_url(&line), mark_html(&line, &[]));
    let mut words = Words::new(&line);
    while let Some(word) = words.next() {
        assert!(line.get(word.start..word.end).is_some(), "{line:?}");
    }
    let mut end = 0;
    for sentence in sentences(&line) {
        assert!(sentence.start >= end && line.get(sentence.clone()).is_some(), "{line:?}");
        end = sentence.end;
    }
    let _ = (fold(&line), page_address(&line));
    assert!(!terminal_safe(&line).contains(['\u{1b}', '\u{7}', '\u{202e}']));
}

/// Articles, one after each NUL: each is in one story, and stories do not depend on their order.
pub(crate) fn story(bytes: &[u8]) {
    let mut sketches = vec![];
    for (number, text) in bytes.split(|byte| *byte == 0).take(12).enumerate() {
        let input = Input { path: Some(Path::new("a")), shown: "a", key: "a", format: Some(Format::Text), sidecar: None };
        let _ = read_bytes(text.to_vec(), &input, &ReadOptions::default(), &mut |found| {
            let (page, _) = page(&found);
            let article = article(&found, page, &CleanOptions { clean: false, keep: vec![] });
            let id = ArticleId(number as u64 * 7 % 5 + number as u64 * 10);
            sketches.push(Sketch::of(id, u32::try_from(number).unwrap(), &article));
            ControlFlow::Continue(())
        });
    }
    sketches.sort_by_key(|sketch| sketch.id);
    group(&mut sketches, &[]);
    let stories = settle(&sketches);
    let mut members: Vec<u32> =
        stories.records.iter().flat_map(|story| story.members.iter().map(|(number, _)| *number)).collect();
    members.sort_unstable();
    let mut numbers: Vec<u32> = sketches.iter().map(|sketch| sketch.number).collect();
    numbers.sort_unstable();
    assert_eq!(members, numbers);
}

/// A file beside those of the engine, with the hash it should have: the first byte says which. It is
/// read, or the index is damaged.
pub(crate) fn index(bytes: &[u8]) {
    static PLACE: OnceLock<PathBuf> = OnceLock::new();
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let Some((first, bytes)) = bytes.split_first() else { return };
    let _one = ONE_AT_A_TIME.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    let place = PLACE.get_or_init(|| {
        let place = std::env::temp_dir().join(format!("newsidx-fuzz-{}", std::process::id()));
        fs::create_dir_all(&place).unwrap();
        let line =
            "{\"title\":\"Pilots end strike\",\"text\":\"Pilots went back to work.\",\"url\":\"https://quay.example/a\"}\n";
        fs::write(place.join("feed.jsonl"), line).unwrap();
        let options = BuildOptions {
            roots: vec![place.join("feed.jsonl")],
            fresh: true,
            settings: Some(Settings { no_clean: true, ..Settings::default() }),
            format: None,
            threads: 1,
            memory: DEFAULT_MEMORY,
            demo: false,
        };
        let dir = IndexDir::new(place.join("index"));
        build(&dir, &PathView::new(dir.path(), &place), &options, &Silent, &AtomicBool::new(false)).unwrap();
        place
    });
    let names = ["ledger-1.jsonl", "blocks-1.bin", "sketches-1.bin", "addresses-1.bin", "stories-1.bin"];
    let magics: [&[u8]; 5] = [b"", b"NIBLOCK1", b"NISKETC1", b"NIADDRS1", b"NISTORY1"];
    let which = usize::from(*first) % names.len();
    let path = place.join("index/data-1").join(names[which]);
    let whole = fs::read(&path).unwrap();
    let mut changed = [magics[which], bytes].concat();
    let seal = blake3::hash(&changed);
    let seal = seal.as_bytes().first_chunk::<8>().unwrap();
    if which == 0 {
        changed.extend(format!("{{\"seal\":\"{:016x}\"}}\n", u64::from_le_bytes(*seal)).as_bytes());
    } else {
        changed.extend(seal);
    }
    fs::write(&path, changed).unwrap();
    let dir = IndexDir::new(place.join("index"));
    if let Ok(reader) = IndexReader::open(&dir) {
        let stories = reader.stories();
        let _ = (reader.verify(), reader.ledger(), reader.blocks(), reader.sketches(), reader.addresses(), stories.dates());
        for place in 0..stories.len().min(100) {
            let _ = (stories.get(place), stories.members(place), stories.role(place), stories.story_of(place));
        }
    }
    fs::write(&path, whole).unwrap();
}
