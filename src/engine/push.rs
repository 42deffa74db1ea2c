//! Hands an index on to an engine: its articles in order of their ids, in batches of bounded size.
//!
//! Quickwit cannot replace a document, so none may be sent twice. Where it is not known whether a batch
//! arrived (the push was killed, no answer came), the push waits until what was sent can be found, asks
//! which articles of the batch are there, and sends the others. At the end the articles are counted: a
//! generation with one too few or too many is never whole.

use std::collections::HashSet;
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;

use serde_json::{Value, json};

use super::client::{Again, Client};
use super::document::{self, PART};
use super::generation::{Figures, Part, Row, announce, checked, checked_generation, index_of};
use super::journal::{self, Done};
use super::kind::Kind;
use super::mapping::{Holds, make};
use super::{failure, field};
use crate::error::{ErrorKind, Result};
use crate::index::{Cutter, IndexReader, ListedArticle};

/// Bytes of a batch at most, if nothing else is asked; Quickwit takes 10 MiB at once.
pub const DEFAULT_BATCH_BYTES: usize = 5 << 20;

/// Articles of a batch at most: so many ids are asked for at once.
const MAX_BATCH: usize = 1000;

/// So often it is looked whether what was sent can be found.
const LOOKS: u32 = 20;

/// What to push.
#[derive(Debug, Clone)]
pub struct PushOptions {
    /// What the corpus is called in the engine.
    pub name: String,
    /// What the generation is called if none is under way: the greatest is the newest.
    pub generation: String,
    /// Which part of the corpus the index is.
    pub part: Part,
    /// Bytes of a batch at most; a longer article is sent alone.
    pub batch_bytes: usize,
    /// Begin anew, whatever was under way.
    pub fresh: bool,
}

/// What a push has come to.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct PushProgress {
    /// Articles that the engine has.
    pub articles: usize,
    /// Articles there are.
    pub all: usize,
}

/// What a push did.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PushReport {
    /// The generation's index in the engine.
    pub index: String,
    /// Articles in it, of this part.
    pub articles: usize,
    /// Articles that were there before: the push went on where another had stopped.
    pub resumed: usize,
    /// Bytes sent.
    pub bytes: u64,
    /// Requests that were sent again.
    pub retries: u64,
}

/// Pushes an index. Cost: in memory two batches and 24 bytes an article.
///
/// # Errors
///
/// The index is damaged, its folder cannot be written, or the engine fails, takes too long, or does not
/// have what it was sent. A push that was stopped goes on where it was when it is called again.
pub fn push(
    client: &Client,
    reader: &IndexReader,
    index_dir: &Path,
    options: &PushOptions,
    progress: &dyn Fn(PushProgress),
    cancel: &AtomicBool,
) -> Result<PushReport> {
    checked(&options.name)?;
    checked_generation(&options.generation)?;
    let articles = reader.listed()?;
    if articles.is_empty() {
        return Err(failure::error("the index has no articles: there is nothing to push".to_owned()));
    }
    let file = journal::file(index_dir, &options.name);
    let fresh = Done {
        engine: client.shown().to_owned(),
        generation: options.generation.clone(),
        state: reader.state(),
        part: options.part,
        ..Done::default()
    };
    let is_same = |known: &Done| known.engine == fresh.engine && known.state == fresh.state && known.part == fresh.part;
    let known = journal::read(&file).filter(|known| is_same(known) && !options.fresh && known.sent <= articles.len());
    let done = known.unwrap_or(fresh);
    let index = index_of(&options.name, &done.generation);
    let is_new = make(client, &index, Holds::Articles)?;
    if is_new && done.trying > 0 {
        return Err(failure::error(format!(
            "`{}` no longer has `{index}`, which was half pushed: begin anew with `--fresh`",
            client.shown()
        )));
    }
    let resumed = done.sent;
    let mut pusher = Pusher { client, reader, index, done, cutter: Cutter::default(), bytes: 0, retries: 0 };
    while pusher.done.sent < articles.len() {
        progress(PushProgress { articles: pusher.done.sent, all: articles.len() });
        if cancel.load(Ordering::Relaxed) {
            return Err(ErrorKind::Interrupted.into());
        }
        let batch = pusher.batch(&articles, options.batch_bytes)?;
        let until = pusher.done.sent + batch.len();
        let is_uncertain = pusher.done.trying > pusher.done.sent;
        pusher.done.trying = pusher.done.trying.max(until);
        journal::write(&file, &pusher.done)?;
        pusher.deliver(batch, is_uncertain)?;
        pusher.done.sent = until;
        journal::write(&file, &pusher.done)?;
    }
    progress(PushProgress { articles: articles.len(), all: articles.len() });
    pusher.verify(articles.len())?;
    let figures = Figures { articles: articles.len() as u64, words: reader.lengths()?, languages: reader.values("language")? };
    announce(client, &options.name, &Row { generation: pusher.done.generation.clone(), part: options.part, figures })?;
    journal::remove(&file)?;
    let Pusher { index, bytes, retries, .. } = pusher;
    Ok(PushReport { index, articles: articles.len(), resumed, bytes, retries })
}

/// A document on its way.
struct Outgoing {
    id: String,
    line: String,
}

impl Outgoing {
    /// Its size in a request.
    fn bytes(&self) -> usize {
        self.line.len() + self.id.len() + 32
    }
}

struct Pusher<'p> {
    client: &'p Client,
    reader: &'p IndexReader,
    index: String,
    done: Done,
    cutter: Cutter,
    bytes: u64,
    retries: u64,
}

/// What became of a batch.
enum Outcome {
    /// The engine has it.
    Taken,
    /// It did not take these now.
    Refused(Vec<Outgoing>),
    /// Nobody knows.
    Lost(Vec<Outgoing>, crate::error::Error),
}

impl Pusher<'_> {
    /// The next articles, as many as a batch may have.
    fn batch(&mut self, articles: &[ListedArticle], most: usize) -> Result<Vec<Outgoing>> {
        let mut batch = vec![];
        let mut bytes = 0;
        for listed in articles.iter().skip(self.done.sent).take(MAX_BATCH) {
            let (article, story, told) = self.reader.listed_article(listed)?;
            let line = document::line(article, story, &told, self.done.part.number, &mut self.cutter)?;
            let next = Outgoing { id: listed.id.to_string(), line };
            bytes += next.bytes();
            if bytes > most && !batch.is_empty() {
                break;
            }
            batch.push(next);
        }
        Ok(batch)
    }

    /// Sends a batch until the engine has all of it, and once.
    fn deliver(&mut self, mut batch: Vec<Outgoing>, mut is_uncertain: bool) -> Result<()> {
        let mut attempt = 0;
        loop {
            if is_uncertain {
                batch = self.missing(batch)?;
                is_uncertain = false;
            }
            if batch.is_empty() {
                return Ok(());
            }
            let outcome = self.send(batch)?;
            if attempt >= self.client.patience().retries {
                match outcome {
                    Outcome::Taken => {}
                    Outcome::Refused(_) => return Err(failure::status(self.client.shown(), 429, "", &self.index)),
                    Outcome::Lost(_, error) => return Err(error),
                }
            }
            batch = match outcome {
                Outcome::Taken => return Ok(()),
                Outcome::Refused(refused) => {
                    self.client.wait(attempt, None);
                    refused
                }
                Outcome::Lost(batch, _) => {
                    is_uncertain = true;
                    batch
                }
            };
            attempt += 1;
            self.retries += 1;
        }
    }

    fn send(&mut self, batch: Vec<Outgoing>) -> Result<Outcome> {
        let mut body = String::with_capacity(batch.iter().map(Outgoing::bytes).sum());
        for document in &batch {
            body.push_str(&json!({"index": {"_id": document.id}}).to_string());
            body.push('\n');
            body.push_str(&document.line);
            body.push('\n');
        }
        self.bytes += body.len() as u64;
        let path = format!("{}/{}/_bulk", self.client.kind().prefix(), self.index);
        let answer = match self.client.send("POST", &path, Some(&body), Again::IfRefused) {
            Ok(answer) => answer,
            Err(error) => return Ok(Outcome::Lost(batch, error)),
        };
        self.retries += u64::from(answer.retries);
        let error = match self.client.json(&answer, &self.index) {
            Ok(answer) => return self.taken(batch, &answer),
            Err(error) => error,
        };
        // What failed inside the engine may have been carried out, and so may what an answer that
        // cannot be read is about.
        let is_full = failure::is_full(answer.status, &failure::told(&answer.body));
        match answer.status {
            200..300 | 408 | 500 | 502 | 504 if !is_full => Ok(Outcome::Lost(batch, error)),
            _ => Err(error),
        }
    }

    /// Reads what the engine says of each document.
    fn taken(&self, batch: Vec<Outgoing>, answer: &Value) -> Result<Outcome> {
        if answer.get("errors").and_then(Value::as_bool) == Some(false) {
            return Ok(Outcome::Taken);
        }
        let items = answer.get("items").and_then(Value::as_array).filter(|items| items.len() == batch.len());
        let Some(items) = items else { return Ok(Outcome::Lost(batch, failure::not_json(self.client.shown()))) };
        let mut refused = vec![];
        let mut lost = vec![];
        for (document, item) in batch.into_iter().zip(items) {
            let item = item.as_object().and_then(|item| item.values().next());
            let status =
                item.and_then(|item| item.get("status")).and_then(Value::as_u64).and_then(|code| u16::try_from(code).ok());
            let text = item.map(|item| json!({"error": item.get("error")}).to_string()).unwrap_or_default();
            match status {
                Some(200..300) => {}
                Some(429 | 503) if !failure::is_full(429, &failure::told(&text)) => refused.push(document),
                Some(408 | 500 | 502 | 504) if !failure::is_full(500, &failure::told(&text)) => lost.push(document),
                Some(status) => return Err(failure::status(self.client.shown(), status, &text, &self.index)),
                None => lost.push(document),
            }
        }
        if lost.is_empty() {
            return Ok(if refused.is_empty() { Outcome::Taken } else { Outcome::Refused(refused) });
        }
        lost.append(&mut refused);
        Ok(Outcome::Lost(lost, failure::status(self.client.shown(), 500, "", &self.index)))
    }

    /// Those of a batch that the engine does not have, once what was sent can be found.
    fn missing(&self, batch: Vec<Outgoing>) -> Result<Vec<Outgoing>> {
        if self.client.kind() != Kind::Quickwit {
            // What is sent again under its id is replaced.
            return Ok(batch);
        }
        let mut before = self.count()?;
        for _ in 0..LOOKS {
            sleep(self.client.patience().settles);
            let now = self.count()?;
            if now == before {
                break;
            }
            before = now;
        }
        let ids: Vec<&str> = batch.iter().map(|document| document.id.as_str()).collect();
        let wanted = json!({"query": {"terms": {field::ID: ids}}, "size": MAX_BATCH, "track_total_hits": true});
        let answer = self.client.search(&self.index, field::ID, &wanted)?;
        let hits = answer.pointer("/hits/hits").and_then(Value::as_array);
        let hits = hits.ok_or_else(|| failure::not_json(self.client.shown()))?;
        let there: HashSet<&str> = hits.iter().filter_map(|hit| hit.pointer("/_source/id")?.as_str()).collect();
        Ok(batch.into_iter().filter(|document| !there.contains(document.id.as_str())).collect())
    }

    /// Articles of this part that can be found.
    fn count(&self) -> Result<u64> {
        let wanted = json!({"query": {"term": {PART: {"value": self.done.part.number}}}, "size": 0, "track_total_hits": true});
        let answer = self.client.search(&self.index, field::ID, &wanted)?;
        let total = answer.pointer("/hits/total/value").and_then(Value::as_u64);
        total.ok_or_else(|| failure::not_json(self.client.shown()))
    }

    /// Waits until all articles can be found.
    fn verify(&self, all: usize) -> Result<()> {
        if self.client.kind() != Kind::Quickwit {
            let path = format!("/{}/_refresh", self.index);
            let answer = self.client.send("POST", &path, None, Again::Always)?;
            self.client.json(&answer, &self.index)?;
        }
        let mut found = 0;
        for look in 0..LOOKS {
            if look > 0 {
                sleep(self.client.patience().settles / 4);
            }
            found = self.count()?;
            if found >= all as u64 {
                break;
            }
        }
        if found == all as u64 {
            return Ok(());
        }
        let (shown, index) = (self.client.shown(), &self.index);
        let remedy = if found < all as u64 {
            "run the same command again when it has caught up, or begin anew with `--fresh`"
        } else {
            "begin anew with `--fresh`"
        };
        Err(failure::error(format!("`{shown}` has {found} of {all} articles in `{index}`, which is not searched: {remedy}")))
    }
}
