//! `newsidx batch FILE`: many queries over one index, and how well they were answered.

use std::fs;
use std::io::{self, Write};

use anyhow::{anyhow, bail};
use newsidx::index::IndexReader;
use newsidx::model::{Hit, Notice, SCHEMA_VERSION, Summary, place_of};
use newsidx::render::{Style, counted, fitted, terminal_safe, write_row};
use newsidx::search::{Judgments, MEASURED, Measures, SearchRequest, Searcher};
use serde::Serialize;

use super::asked::Asked;
use super::index_of;
use super::search::{conditions, parse_options, request, typed};
use crate::args::{Batch, DocnoArg, Global, delimiter};
use crate::exit::Exit;
use crate::output::Output;
use crate::query_file::{self, SavedQuery};

/// Hits of a query that are listed if nothing else is asked.
const LISTED: usize = 10;

/// The answer to one query.
#[derive(Serialize)]
struct Answer<'a> {
    r#type: &'static str,
    /// Its label, or its number in the file.
    label: &'a str,
    line: usize,
    query: &'a str,
    parsed: Option<String>,
    /// Why it could not be run.
    error: Option<String>,
    notices: Vec<Notice>,
    summary: Option<Summary>,
    hits: Vec<Hit>,
    /// How well it was answered, if it was judged.
    #[serde(skip_serializing_if = "Option::is_none")]
    measures: Option<Measures>,
}

/// The means over all queries with relevant articles.
#[derive(Serialize)]
struct Mean {
    r#type: &'static str,
    queries: usize,
    measures: Measures,
}

pub(crate) fn run(args: &Batch, global: &Global, output: &Output) -> anyhow::Result<Exit> {
    let (queries, mut mistakes) = query_file::read_each(&args.file)?;
    let judgments = args.qrels.as_deref().map(|file| {
        let text = fs::read_to_string(file).map_err(|e| newsidx::Error::io(file, e))?;
        Judgments::read(&text).map_err(|e| anyhow!("`{}`: {e}", file.display()))
    });
    let judgments = judgments.transpose()?;
    let (dir, paths) = index_of(global)?;
    let reader = IndexReader::open(&dir)?;
    let searcher = Searcher::new(&reader, &paths);
    let (mut ran, mut found) = (0, false);
    let mut judged: Vec<(String, Measures)> = vec![];
    let mut knows_names = false;
    Output::data(|out| {
        let mut writer = Writer::new(args, output, judgments.is_some(), &queries, out)?;
        for saved in &queries {
            let number = saved.number.to_string();
            let label = saved.label.as_deref().unwrap_or(&number);
            let mut answer = answer(args, saved, label, &searcher).map_err(io::Error::other)?;
            if let Some(error) = &answer.error {
                mistakes.push((saved.line, error.clone()));
            } else {
                ran += 1;
                found |= !answer.hits.is_empty();
            }
            if let Some(judgments) = &judgments {
                let names: Vec<String> = answer.hits.iter().map(|hit| name(hit, args.docno)).collect();
                knows_names |= names.iter().any(|name| judgments.is_judged(label, name));
                if judgments.queries().any(|query| query == label) {
                    let measures = judgments.measure(label, &names);
                    answer.measures = Some(measures);
                    judged.push((label.to_owned(), measures));
                }
                answer.hits.clear();
            }
            writer.answer(&answer)?;
        }
        let mean = judgments.as_ref().map(|judgments| {
            // What was not asked was not answered.
            let mut all: Vec<Measures> = judged.iter().map(|(_, measures)| *measures).collect();
            let missing = judgments.queries().filter(|query| !judged.iter().any(|(label, _)| label == query)).count();
            if missing > 0 {
                let queries = counted(missing as u64, "judged query");
                Output::warn(&format!("{queries} not in `{}`: counted as 0", args.file.display()));
            }
            all.resize(all.len() + missing, Measures::default());
            Mean { r#type: "mean", queries: all.len(), measures: Measures::mean(&all) }
        });
        writer.finish(mean)
    })?;
    mistakes.sort();
    for (line, mistake) in &mistakes {
        Output::warn(&terminal_safe(&format!("{} line {line}: {mistake}", args.file.display())));
    }
    if judgments.is_some() && found && !knows_names {
        Output::warn("no article of any answer was judged: `--docno` says what articles are called in the judgments");
    }
    if ran == 0 {
        bail!("`{}`: no query of it could be run", args.file.display());
    }
    Ok(match () {
        () if !mistakes.is_empty() => Exit::WithIssues,
        () if !found => Exit::Nothing,
        () => Exit::Done,
    })
}

/// Runs one query; a mistake in it is part of the answer.
fn answer<'a>(args: &Batch, saved: &'a SavedQuery, label: &'a str, searcher: &Searcher<'_>) -> anyhow::Result<Answer<'a>> {
    let mut answer = Answer {
        r#type: "query",
        label,
        line: saved.line,
        query: &saved.query,
        parsed: None,
        error: None,
        notices: vec![],
        summary: None,
        hits: vec![],
        measures: None,
    };
    match asked(args, saved) {
        Err(mistake) => answer.error = Some(mistake),
        Ok(request) => {
            let ranks = args.ranks();
            let mut request = SearchRequest {
                limit: args.limit.unwrap_or(if ranks { MEASURED } else { LISTED }),
                offset: 0,
                copies: args.copies.map_or(if ranks { newsidx::search::Copies::Expand } else { request.copies }, Into::into),
                ..request
            };
            if ranks || args.is_for_people() {
                request.passages = 0;
            }
            let response = searcher.search(&request)?;
            answer.parsed = Some(response.parsed);
            answer.notices = response.notices;
            answer.summary = Some(response.summary);
            answer.hits = response.hits;
        }
    }
    Ok(answer)
}

/// The request of one line, or what is wrong with it.
fn asked(args: &Batch, saved: &SavedQuery) -> Result<SearchRequest, String> {
    let one_line = |error: anyhow::Error| format!("{error:#}").lines().next().unwrap_or_default().to_owned();
    if saved.args.is_empty() {
        let asked = Asked::in_one_line(saved.query.clone(), parse_options(&args.asking))?;
        return conditions(&args.asking, &asked).map_err(one_line);
    }
    let search = typed(&saved.args, &saved.query).map_err(one_line)?;
    let asked = Asked::in_one_line(saved.query.clone(), parse_options(&search.asking))?;
    request(&search, &asked).map_err(one_line)
}

/// What an article is called in judgments and runs.
fn name(hit: &Hit, docno: DocnoArg) -> String {
    match docno {
        DocnoArg::Id => hit.id.clone(),
        DocnoArg::Url => hit.url.clone().unwrap_or_else(|| hit.id.clone()),
        DocnoArg::Path => place_of(&hit.path, hit.record, None),
    }
}

impl Batch {
    fn is_for_people(&self) -> bool {
        let form = &self.form;
        !(form.json || form.jsonl || form.csv || form.tsv || form.trec)
    }
}

/// Writes answers in the form asked for.
struct Writer<'w> {
    args: &'w Batch,
    output: &'w Output,
    is_judged: bool,
    /// Columns of labels.
    labels: usize,
    out: &'w mut dyn Write,
    /// Answers of `--json`, which is one object.
    waiting: Vec<serde_json::Value>,
}

/// Columns of a table of hits.
const HIT_COLUMNS: [&str; 12] =
    ["label", "rank", "score", "id", "date", "outlet", "title", "story", "path", "record", "url", "passage"];

/// Columns of a table of measures.
const MEASURE_COLUMNS: [&str; 6] = ["label", "map", "ndcg_10", "p_5", "mrr", "recall_100"];

impl<'w> Writer<'w> {
    fn new(
        args: &'w Batch,
        output: &'w Output,
        is_judged: bool,
        queries: &[SavedQuery],
        out: &'w mut dyn Write,
    ) -> io::Result<Self> {
        let width = |saved: &SavedQuery| saved.label.as_deref().map_or(4, newsidx::text::display_width);
        let labels = queries.iter().map(width).max().unwrap_or(0).clamp("label".len(), output.terminal.width() / 3);
        let writer = Self { args, output, is_judged, labels, out, waiting: vec![] };
        match (writer.delimiter(), is_judged) {
            (Some(delimiter), true) => write_row(writer.out, delimiter, &MEASURE_COLUMNS)?,
            (Some(delimiter), false) => write_row(writer.out, delimiter, &HIT_COLUMNS)?,
            (None, _) if args.is_for_people() => {
                let figures = if is_judged {
                    ["MAP", "nDCG@10", "P@5", "MRR", "R@100"].map(|name| format!("{name:>8}")).concat()
                } else {
                    format!("{:>8}  {:>7}  query", "articles", "stories")
                };
                let head = format!("{:<labels$}  {figures}", "label");
                writeln!(writer.out, "{}", output.terminal.paint(Style::Title, &head))?;
            }
            (None, _) => {}
        }
        Ok(writer)
    }

    fn delimiter(&self) -> Option<u8> {
        delimiter(self.args.form.csv, self.args.form.tsv)
    }

    fn answer(&mut self, answer: &Answer<'_>) -> io::Result<()> {
        let form = &self.args.form;
        if form.json {
            self.waiting.push(value(answer)?);
        } else if form.jsonl {
            serde_json::to_writer(&mut *self.out, answer)?;
            writeln!(self.out)?;
        } else if let Some(delimiter) = self.delimiter() {
            match answer.measures.filter(|_| self.is_judged) {
                Some(measures) => self.measures(answer.label, &measures, delimiter)?,
                None => {
                    for hit in &answer.hits {
                        self.row(answer.label, hit, delimiter)?;
                    }
                }
            }
        } else if form.trec {
            self.ranking(answer)?;
        } else if let Some(measures) = answer.measures {
            self.line(answer.label, &measures)?;
        } else if let (Some(summary), false) = (&answer.summary, self.is_judged) {
            let label = fitted(answer.label, self.labels);
            let articles = summary.articles + summary.partial;
            let before = format!("{label}  {articles:>8}  {:>7}  ", summary.stories);
            let rest = self.output.terminal.width().saturating_sub(self.labels + 21).max(8);
            writeln!(self.out, "{before}{}", fitted(answer.query, rest).trim_end())?;
        }
        Ok(())
    }

    fn finish(mut self, mean: Option<Mean>) -> io::Result<()> {
        if self.args.form.json {
            let mut whole = serde_json::Map::new();
            whole.insert("schema_version".to_owned(), SCHEMA_VERSION.into());
            whole.insert("queries".to_owned(), self.waiting.into());
            if let Some(mean) = &mean {
                whole.insert("mean".to_owned(), value(mean)?);
            }
            serde_json::to_writer_pretty(&mut *self.out, &whole)?;
            return writeln!(self.out);
        }
        let Some(mean) = mean else { return Ok(()) };
        if self.args.form.jsonl {
            serde_json::to_writer(&mut *self.out, &mean)?;
            writeln!(self.out)
        } else if let Some(delimiter) = self.delimiter() {
            self.measures("mean", &mean.measures, delimiter)
        } else {
            self.line("mean", &mean.measures)?;
            let of = counted(mean.queries as u64, "query");
            writeln!(self.out, "{}", self.output.terminal.paint(Style::Dim, &format!("of {of} with relevant articles")))
        }
    }

    /// A line of measures for people.
    fn line(&mut self, label: &str, measures: &Measures) -> io::Result<()> {
        let figures = figures(measures).map(|figure| format!("{figure:>8.4}")).concat();
        writeln!(self.out, "{}  {figures}", fitted(label, self.labels))
    }

    /// A row of measures.
    fn measures(&mut self, label: &str, measures: &Measures, delimiter: u8) -> io::Result<()> {
        let [map, ndcg, p, mrr, recall] = figures(measures).map(|figure| figure.to_string());
        write_row(self.out, delimiter, &[label, &map, &ndcg, &p, &mrr, &recall])
    }

    /// A row of a hit.
    fn row(&mut self, label: &str, hit: &Hit, delimiter: u8) -> io::Result<()> {
        let text = |value: &Option<String>| value.clone().unwrap_or_default();
        let cells = [
            label.to_owned(),
            hit.rank.to_string(),
            hit.score.to_string(),
            hit.id.clone(),
            text(&hit.date.value),
            text(&hit.outlet),
            text(&hit.title),
            hit.story.id.clone(),
            hit.path.clone(),
            hit.record.map(|record| record.to_string()).unwrap_or_default(),
            text(&hit.url),
            hit.passages.first().map(|passage| passage.text.clone()).unwrap_or_default(),
        ];
        write_row(self.out, delimiter, &cells.each_ref().map(String::as_str))
    }

    /// A TREC run. Its scorers order by score, so scores fall where partial matches begin.
    fn ranking(&mut self, answer: &Answer<'_>) -> io::Result<()> {
        let word = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("_");
        let mut least = f32::INFINITY;
        for hit in &answer.hits {
            least = if hit.score < least { hit.score } else { least.next_down() };
            let name = word(&name(hit, self.args.docno));
            writeln!(self.out, "{} Q0 {name} {} {least} newsidx", word(answer.label), hit.rank)?;
        }
        Ok(())
    }
}

fn figures(measures: &Measures) -> [f64; 5] {
    [measures.map, measures.ndcg_10, measures.p_5, measures.mrr, measures.recall_100]
}

/// By way of text, in which a confidence is `0.95` as everywhere: a value would widen it.
fn value(of: &impl Serialize) -> io::Result<serde_json::Value> {
    Ok(serde_json::to_string(of).and_then(|text| serde_json::from_str(&text))?)
}
