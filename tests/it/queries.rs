//! What each query finds in a small corpus, and what it marks: a table of the language,
//! checked line by line by a person. `queries/corpus.jsonl` is the corpus, a record an
//! article; `queries/table.txt` has `query => records => marked`, or the mistake.

use std::collections::BTreeSet;
use std::fmt::Write;

use newsidx::model::{Highlight, Hit};
use newsidx::query::{ParseOptions, parse};
use newsidx::search::{Copies, MatchMode, SearchRequest, Searcher};

use crate::support::{Records, package};

mod flags;

fn marked(text: &str, highlights: &[Highlight], found: &mut BTreeSet<String>) {
    let letters: Vec<char> = text.chars().collect();
    found.extend(highlights.iter().map(|mark| letters[mark.start as usize..mark.end as usize].iter().collect::<String>()));
}

/// A line of the table as the index answers it.
fn answer(query: &str, searcher: &Searcher<'_>) -> String {
    let parsed = match parse(query, &ParseOptions::new(jiff::civil::date(2026, 3, 1))) {
        Ok(parsed) => parsed,
        Err(errors) => return format!("{query} => ERROR {}", errors.render(query).lines().last().unwrap().trim()),
    };
    let request = SearchRequest {
        match_mode: MatchMode::All,
        copies: Copies::Expand,
        limit: usize::MAX,
        passages: 20,
        ..SearchRequest::new(query, parsed.query)
    };
    let answer = match searcher.search(&request) {
        Ok(answer) => answer,
        Err(error) => return format!("{query} => ERROR error: {error}"),
    };
    let records: BTreeSet<u64> = answer.hits.iter().filter_map(|hit| hit.record).collect();
    let mut found = BTreeSet::new();
    for Hit { title, title_highlights, passages, .. } in &answer.hits {
        marked(title.as_deref().unwrap_or_default(), title_highlights, &mut found);
        for passage in passages {
            marked(&passage.text, &passage.highlights, &mut found);
        }
    }
    let records: Vec<_> = records.iter().map(ToString::to_string).collect();
    let found: Vec<_> = found.into_iter().collect();
    format!("{query} => {} => {}", records.join(" "), found.join(" | "))
}

/// Holds the index of a folder's corpus against the folder's table.
fn check(folder: &str, least: usize) {
    let files = package().join("tests/it").join(folder);
    let corpus = Records::of("feed.jsonl", std::fs::read(files.join("corpus.jsonl")).unwrap());
    let searcher = Searcher::new(&corpus.reader, &corpus.paths);
    let table = std::fs::read_to_string(files.join("table.txt")).unwrap();
    let mut wrong = String::new();
    let mut lines = 0;
    for line in table.lines().filter(|line| line.contains(" => ")) {
        lines += 1;
        let (query, _) = line.split_once(" => ").unwrap();
        let found = answer(query, &searcher);
        if found.trim_end() != line.trim_end() {
            writeln!(wrong, "{line}\n{found}\n").unwrap();
        }
    }
    assert!(lines >= least, "{lines}");
    assert!(wrong.is_empty(), "\n{wrong}");
}

#[test]
fn every_query_finds_and_marks_what_the_table_says() {
    check("queries", 400);
}

#[test]
fn words_and_names_of_every_language_are_found_and_marked() {
    check("languages", 100);
}
