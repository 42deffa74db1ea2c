//! How long answers take beside the engine alone, on an index that is given.
//!
//! ```text
//! cargo bench --bench search -- [-n TIMES] INDEX [QUERIES]
//! ```
//!
//! Each query is two words. QUERIES has one a line; without it a hundred are drawn from the
//! articles, always the same: two words in a row that stand so in ten articles or more. Every query is asked TIMES times (20) in turn with the others and its shortest
//! time counts, so that other work on the machine counts little; medians over the queries
//! are shown, and medians of each query's ratio.
//!
//! * `plain`: the engine's own ten best for the two words in the text, and their documents
//!   fetched;
//! * `and`, `phrase`, `w/5`, `w/p`: the whole answer for ten hits, with counts and passages.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

#[path = "support/args.rs"]
mod args;
#[path = "support/beside.rs"]
mod beside;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use args::{Result, arguments};
use newsidx::index::IndexReader;
use newsidx::model::ArticleId;
use newsidx::query::{ParseOptions, parse};
use newsidx::search::{SearchRequest, Searcher};
use newsidx::text::folded_words;
use tantivy::collector::{Count, TopDocs};
use tantivy::query::{BooleanQuery, PhraseQuery, Query, TermQuery};
use tantivy::schema::{Field, IndexRecordOption};
use tantivy::{TantivyDocument, Term};

/// How often each query is asked.
const TIMES: usize = 20;

/// So many queries are drawn.
const DRAWN: u32 = 100;

/// A pair of words is drawn if so many articles have them in a row.
const TOGETHER: usize = 10;

/// What is measured.
const KINDS: [&str; 6] = ["plain", "plain+fetch", "and", "phrase", "w/5", "w/p"];

/// What is compared, with the ratio not to exceed.
const RATIOS: [(usize, usize, f64); 4] = [(2, 0, 1.5), (2, 1, 1.5), (4, 3, 3.0), (5, 2, 5.0)];

fn main() -> Result<()> {
    let (times, paths) = arguments(TIMES)?;
    let Some(index) = paths.first() else {
        println!("no index is given: cargo bench --bench search -- INDEX");
        return Ok(());
    };
    let plain = Plain::open(index)?;
    let (reader, view) = beside::opened(index)?;
    let queries = match paths.get(1) {
        Some(file) => {
            let lines = std::fs::read_to_string(file)?;
            let pairs = lines.lines().filter_map(|line| line.split_once(' '));
            pairs.map(|(one, other)| [one.to_lowercase(), other.to_lowercase()]).collect()
        }
        None => plain.pairs(&reader)?,
    };
    let searcher = Searcher::new(&reader, &view);
    let mut best = vec![[Duration::MAX; KINDS.len()]; queries.len()];
    for _ in 0..times {
        for (words, best) in queries.iter().zip(&mut best) {
            for (kind, best) in KINDS.iter().zip(best) {
                let start = Instant::now();
                match *kind {
                    "plain" => drop(black_box(plain.ten_best(words)?)),
                    "plain+fetch" => {
                        for (_, address) in plain.ten_best(words)? {
                            black_box(plain.searcher.doc::<TantivyDocument>(address)?);
                        }
                    }
                    kind => drop(black_box(searcher.search(&request(kind, words)?)?)),
                }
                *best = (*best).min(start.elapsed());
            }
        }
    }
    println!("{} articles, {} queries", plain.searcher.num_docs(), queries.len());
    for (at, kind) in KINDS.iter().enumerate() {
        let median = middle(best.iter().map(|times| times.get(at).copied().unwrap_or_default().as_secs_f64()).collect());
        println!("{kind:12} {:>9.0} µs", median * 1e6);
    }
    for (one, other, most) in RATIOS {
        let ratio = |times: &[Duration; KINDS.len()]| {
            let seconds = |at: usize| times.get(at).copied().unwrap_or_default().as_secs_f64();
            seconds(one) / seconds(other)
        };
        let (one, other) = (KINDS.get(one).unwrap_or(&""), KINDS.get(other).unwrap_or(&""));
        println!("{one} / {other}: {:.2} (to stay below {most})", middle(best.iter().map(ratio).collect()));
    }
    Ok(())
}

fn request(kind: &str, [one, other]: &[String; 2]) -> Result<SearchRequest> {
    let text = match kind {
        "and" => format!("{one} AND {other}"),
        "phrase" => format!("\"{one} {other}\""),
        near => format!("{one} {near} {other}"),
    };
    let parsed = parse(&text, &ParseOptions::new(jiff::civil::date(2026, 1, 1)))?;
    Ok(SearchRequest::new(text, parsed.query))
}

fn middle(mut times: Vec<f64>) -> f64 {
    times.sort_by(f64::total_cmp);
    times.get(times.len() / 2).copied().unwrap_or_default()
}

/// The engine alone, over the same index.
struct Plain {
    searcher: tantivy::Searcher,
    body: Field,
}

impl Plain {
    fn open(index: &Path) -> Result<Self> {
        let searcher = beside::engine(index)?;
        let body = searcher.schema().get_field("body")?;
        Ok(Self { searcher, body })
    }

    fn both(&self, words: &[String; 2]) -> BooleanQuery {
        let term = |word: &String| TermQuery::new(Term::from_field_text(self.body, word), IndexRecordOption::WithFreqs);
        BooleanQuery::intersection(words.iter().map(|word| Box::new(term(word)) as Box<dyn Query>).collect())
    }

    fn ten_best(&self, words: &[String; 2]) -> Result<Vec<(f32, tantivy::DocAddress)>> {
        Ok(self.searcher.search(&self.both(words), &TopDocs::with_limit(10).order_by_score())?)
    }

    /// Two words in a row from one article after another, if they stand so in some articles.
    fn pairs(&self, reader: &IndexReader) -> Result<Vec<[String; 2]>> {
        let segment = self.searcher.segment_readers().first().ok_or("the index is empty")?;
        let ids = segment.fast_fields().u64("id")?;
        let step = (segment.max_doc() / (20 * DRAWN)).max(1);
        let mut pairs: Vec<[String; 2]> = vec![];
        for doc in (0..segment.max_doc()).step_by(usize::try_from(step)?) {
            let article = reader.judged_alone(ArticleId(ids.first(doc).unwrap_or_default()))?;
            let words: Vec<String> = article.blocks.iter().flat_map(|block| folded_words(&block.text)).collect();
            // From another place in each article.
            let from = (doc as usize * 7919) % words.len().max(1);
            let is_word = |word: &String| word.len() > 3 && word.bytes().all(|byte| byte.is_ascii_lowercase());
            let next = words.iter().zip(words.iter().skip(1)).skip(from).find(|(one, other)| is_word(one) && is_word(other));
            let Some((one, other)) = next else { continue };
            let pair = [one.clone(), other.clone()];
            let phrase = pair.iter().map(|word| Term::from_field_text(self.body, word)).collect();
            if one != other && !pairs.contains(&pair) && self.searcher.search(&PhraseQuery::new(phrase), &Count)? >= TOGETHER {
                pairs.push(pair);
            }
            if pairs.len() == DRAWN as usize {
                break;
            }
        }
        Ok(pairs)
    }
}
