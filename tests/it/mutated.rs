//! Files of every format with a few bytes changed. Whatever is changed: nothing panics, and a
//! file is documents or issues. Where records stand for themselves, damage inside one costs no
//! other.
//!
//! ```text
//! NEWSIDX_MUTATED=10000   so many files of each format
//! ```

mod seeds;

use std::collections::HashSet;
use std::io::Write;
use std::ops::{ControlFlow, Range};
use std::panic::{AssertUnwindSafe, catch_unwind};

use newsidx::corpus::{Input, ReadOptions, read_bytes};
use newsidx::model::{ArticleId, Issue};

use crate::damaged::rng::Rng;
use seeds::Seed;

/// Files of each format in the normal run.
const FEW: usize = 200;

fn read(seed: &Seed, bytes: Vec<u8>) -> (Vec<ArticleId>, Vec<Issue>) {
    let input = Input { path: None, shown: "t", key: "t", format: Some(seed.format), sidecar: None };
    let mut ids = vec![];
    let issues = read_bytes(bytes, &input, &ReadOptions::default(), &mut |document| {
        assert!(!document.text.is_empty() || document.given.title.is_some(), "a document of nothing");
        ids.push(document.id);
        ControlFlow::Continue(())
    });
    (ids, issues)
}

/// Changes some bytes of a part.
fn mutate(rng: &mut Rng, bytes: &mut Vec<u8>, part: Range<usize>, is_counted: bool) {
    let pieces: [&[u8]; 16] = [
        b"<",
        b">",
        b"&",
        b"\"",
        b"'",
        b"\0",
        b"\xff",
        b"\n",
        b"]]>",
        b"</p>",
        b"<b>",
        b"&#x110000;",
        b"=",
        b"{",
        b"\xe2\x82",
        b"99999999999",
    ];
    let mut end = part.end;
    for _ in 0..=rng.below(4) {
        let at = part.start + rng.below(end - part.start);
        match rng.below(if is_counted { 2 } else { 4 }) {
            0 => bytes[at] ^= 1 << rng.below(8),
            1 => bytes[at] = u8::try_from(rng.below(256)).unwrap(),
            2 => {
                let piece = *rng.pick(&pieces);
                bytes.splice(at..at, piece.iter().copied());
                end += piece.len();
            }
            _ => {
                let upto = end.min(at + 1 + rng.below(30));
                // Something is left to change.
                if upto - at < end - part.start {
                    bytes.drain(at..upto);
                    end -= upto - at;
                }
            }
        }
    }
}

/// What is wrong with what comes of a file that was changed anywhere.
fn anywhere(seed: &Seed, number: usize) -> Option<String> {
    let mut rng = Rng::new(number as u64);
    let mut bytes = seed.bytes.clone();
    let all = 0..bytes.len();
    mutate(&mut rng, &mut bytes, all, false);
    if rng.once_in(4) {
        bytes.truncate(rng.below(bytes.len()));
    }
    let (ids, issues) = read(seed, bytes);
    (ids.is_empty() && issues.is_empty()).then(|| "neither a document nor an issue".to_owned())
}

/// What is wrong with what comes of a file one of whose records was changed.
fn inside(seed: &Seed, whole: &[ArticleId], number: usize) -> Option<String> {
    let mut rng = Rng::new(!(number as u64));
    let place = rng.below(seed.insides.len());
    let mut bytes = seed.bytes.clone();
    mutate(&mut rng, &mut bytes, seed.insides[place].clone(), seed.is_counted);
    let found: HashSet<ArticleId> = read(seed, bytes).0.into_iter().collect();
    let lost: Vec<usize> = (0..whole.len()).filter(|at| *at != place && !found.contains(&whole[*at])).collect();
    (!lost.is_empty()).then(|| format!("damage to record {place} lost {lost:?}"))
}

#[test]
fn changed_bytes_cost_what_they_change() {
    let count = std::env::var("NEWSIDX_MUTATED").ok().map_or(FEW, |count| count.parse().unwrap());
    let mut faults = vec![];
    let mut tried = vec![];
    for seed in seeds::all() {
        let (whole, issues) = read(&seed, seed.bytes.clone());
        assert!(issues.is_empty(), "{}: {issues:?}", seed.name);
        assert!(!whole.is_empty() && (seed.insides.is_empty() || whole.len() == seed.insides.len()), "{}", seed.name);
        for number in 0..count {
            let outcome = catch_unwind(AssertUnwindSafe(|| {
                let lost = if seed.insides.is_empty() { None } else { inside(&seed, &whole, number) };
                anywhere(&seed, number).or(lost)
            }));
            let fault = outcome.unwrap_or_else(|_| Some("panic".to_owned()));
            faults.extend(fault.map(|fault| format!("{} {number}: {fault}", seed.name)));
        }
        tried.push(seed.name);
    }
    if count > FEW {
        let text = format!("{count} files of each of {}: {} faults\n", tried.join(" "), faults.len());
        std::io::stderr().write_all(text.as_bytes()).unwrap();
    }
    assert!(faults.is_empty(), "{} faults\n{}", faults.len(), faults.iter().take(40).cloned().collect::<Vec<_>>().join("\n"));
}
