//! Load on `newsidx serve` over loopback, beside the search alone in this process: the same
//! queries, in the same run, in turns.
//!
//! ```text
//! cargo bench --bench serve -- [--seconds N] [--rounds N] [--overload SECONDS] INDEX QUERIES.jsonl
//! ```
//!
//! QUERIES has an object a line with `text`. Clients each have a connection, which they keep, and
//! send the next query when the last is answered; `in process` the same number of threads search,
//! without a server. Clients run on the cores that they measure.
//!
//! `--overload` asks for pages of results at twice the best rate at which they were answered, each at
//! its time whether or not others were answered (256 connections at most), and
//! shows what came back, the server's memory, and how long it answers afterwards.

#![expect(clippy::print_stdout, reason = "a benchmark prints")]

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Stdio};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use newsidx::index::{IndexDir, IndexReader, PathView};
use newsidx::query::{ParseOptions, parse};
use newsidx::search::{SearchRequest, Searcher};
use serde_json::Value;

type Result<T> = std::result::Result<T, Box<dyn Error + Send + Sync>>;

/// As the program has.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Clients at a time; among them as many as there are cores, so that none waits, and four times as many.
const CLIENTS: [usize; 4] = [1, 2, 8, 64];

/// Clients by which servers and searches are compared.
const COMPARED: usize = 8;

/// Where searches are asked for.
const TARGETS: [(&str, &str); 2] = [("API", "/api/v1/search?q="), ("page", "/?q=")];

/// Stands for the status of an answer that did not come.
const BROKEN: u16 = 0;

/// Connections of too much load.
const MOST_CONNECTIONS: usize = 256;

fn main() -> Result<()> {
    let (mut seconds, mut rounds, mut overload) = (5, 3, 0);
    let mut paths = vec![];
    // Cargo adds `--bench`.
    let mut args = std::env::args().skip(1).filter(|arg| arg != "--bench");
    while let Some(arg) = args.next() {
        let mut number = || args.next().unwrap_or_default().parse::<u64>();
        match arg.as_str() {
            "--seconds" => seconds = number()?,
            "--rounds" => rounds = number()?,
            "--overload" => overload = number()?,
            _ => paths.push(arg),
        }
    }
    let [index, queries] = paths.as_slice() else {
        return Err("usage: serve [--seconds N] [--rounds N] [--overload SECONDS] INDEX QUERIES.jsonl".into());
    };
    let queries = read_queries(queries)?;
    let local = Local::open(index)?;
    let server = Server::start(index)?;
    println!("{} queries, {} articles", queries.len(), local.reader.stats()?.articles);
    let span = Duration::from_secs(seconds);
    let mut measured: BTreeMap<(usize, usize), Times> = BTreeMap::new();
    for round in 0..=rounds {
        for clients in CLIENTS {
            for kind in 0..=TARGETS.len() {
                let times = match kind {
                    0 => closed(clients, span, &queries, || Ok(&local))?,
                    _ => server.closed(clients, span, &queries, TARGETS[kind - 1].1)?,
                };
                // The first round only brings the index into memory.
                if round > 0 {
                    measured.entry((clients, kind)).or_default().join(times);
                }
            }
        }
    }
    println!("{:>10} {:>12} {:>10} {:>9} {:>9} {:>9}  answers", "clients", "", "a second", "p50 ms", "p99 ms", "most ms");
    for ((clients, kind), times) in &mut measured {
        let name = if *kind == 0 { "in process" } else { TARGETS[kind - 1].0 };
        println!("{clients:>10} {name:>12} {}", times.shown());
    }
    let p99 = |clients, kind| measured.get(&(clients, kind)).map_or(0.0, |times: &Times| times.percentile(99.0));
    for threads in [2, COMPARED] {
        let ratio = p99(COMPARED, 1) / p99(threads, 0);
        println!(
            "p99 of the API at {COMPARED} clients: {ratio:.2} times that of the search in {threads} threads of this process"
        );
    }
    if overload > 0 {
        let answered = |clients: &usize| measured.get(&(*clients, 2)).map_or(0.0, Times::good);
        let rate = CLIENTS.iter().map(answered).fold(0.0, f64::max) * 2.0;
        server.overload(rate, Duration::from_secs(overload), &queries)?;
        let mut after = server.closed(COMPARED, span, &queries, TARGETS[1].1)?;
        println!("{COMPARED:>10} {:>12} {}", "page after", after.shown());
    }
    Ok(())
}

fn read_queries(path: &str) -> Result<Vec<String>> {
    let text = std::fs::read_to_string(path)?;
    let query = |line: &str| -> Result<String> {
        let line: Value = serde_json::from_str(line)?;
        Ok(line["text"].as_str().ok_or("a line without `text`")?.to_owned())
    };
    text.lines().map(query).collect()
}

/// How long answers took, and what they were.
#[derive(Default)]
struct Times {
    /// In order once they are shown.
    took: Vec<Duration>,
    statuses: BTreeMap<u16, usize>,
    all: Duration,
}

impl Times {
    fn add(&mut self, took: Duration, status: u16) {
        self.took.push(took);
        *self.statuses.entry(status).or_default() += 1;
    }

    fn join(&mut self, other: Self) {
        self.took.extend(other.took);
        for (status, number) in other.statuses {
            *self.statuses.entry(status).or_default() += number;
        }
        self.all += other.all;
        self.took.sort_unstable();
    }

    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    fn rate(&self) -> f64 {
        self.took.len() as f64 / self.all.as_secs_f64()
    }

    /// The rate of answers that were no refusals.
    #[expect(clippy::cast_precision_loss, reason = "a count of requests")]
    fn good(&self) -> f64 {
        self.statuses.get(&200).copied().unwrap_or(0) as f64 / self.all.as_secs_f64()
    }

    fn percentile(&self, percent: f64) -> f64 {
        #[expect(
            clippy::cast_precision_loss,
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in a list"
        )]
        let place = (self.took.len() as f64 * percent / 100.0) as usize;
        self.took.get(place.min(self.took.len().saturating_sub(1))).map_or(0.0, |took| took.as_secs_f64() * 1e3)
    }

    fn shown(&mut self) -> String {
        self.took.sort_unstable();
        let [half, most, longest] = [50.0, 99.0, 100.0].map(|percent| self.percentile(percent));
        format!("{:>10.0} {half:>9.1} {most:>9.1} {longest:>9.1}  {:?}", self.rate(), self.statuses)
    }
}

/// Clients that each ask again when they are answered.
fn closed<A>(clients: usize, span: Duration, queries: &[String], connect: impl Fn() -> Result<A> + Sync) -> Result<Times>
where
    A: Ask,
{
    let began = Instant::now();
    let next = AtomicUsize::new(0);
    let all = Mutex::new(Times::default());
    thread::scope(|scope| -> Result<()> {
        let client = || -> Result<()> {
            let mut asked = connect()?;
            let mut times = Times::default();
            while began.elapsed() < span {
                let query = &queries[next.fetch_add(1, Ordering::Relaxed) % queries.len()];
                let sent = Instant::now();
                let status = asked.ask(query)?;
                times.add(sent.elapsed(), status);
            }
            all.lock().map_err(|_| "a client failed")?.join(times);
            Ok(())
        };
        let threads: Vec<_> = (0..clients).map(|_| scope.spawn(client)).collect();
        threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a client failed")?)
    })?;
    let mut times = all.into_inner().map_err(|_| "a client failed")?;
    times.all = began.elapsed();
    Ok(times)
}

/// Asks a query; gives the status of the answer.
trait Ask {
    fn ask(&mut self, query: &str) -> Result<u16>;
}

/// The index in this process.
struct Local {
    reader: IndexReader,
    paths: PathView,
}

impl Local {
    fn open(index: &str) -> Result<Self> {
        let dir = IndexDir::new(index);
        Ok(Self { paths: PathView::new(dir.path(), &std::env::current_dir()?), reader: IndexReader::open(&dir)? })
    }
}

impl Ask for &Local {
    fn ask(&mut self, query: &str) -> Result<u16> {
        let options = ParseOptions::new(jiff::Zoned::now().date());
        let parsed = parse(query, &options).map_err(|e| format!("{query}: {e}"))?;
        let searcher = Searcher::new(&self.reader, &self.paths);
        let response = searcher.search(&SearchRequest::new(query, parsed.query))?;
        std::hint::black_box(response);
        Ok(200)
    }
}

/// The server under load; it ends with this.
struct Server {
    process: Child,
    address: String,
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// A connection that is kept.
struct Connection<'a> {
    stream: BufReader<TcpStream>,
    address: &'a str,
    target: &'a str,
    /// The server has said that it ends it.
    is_closed: bool,
}

impl Server {
    fn start(index: &str) -> Result<Self> {
        let mut process = Command::new(env!("CARGO_BIN_EXE_newsidx"))
            .args(["serve", "--port", "0", "--index", index])
            .stdout(Stdio::piped())
            .spawn()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().ok_or("no output")?).read_line(&mut line)?;
        let url = line.split_whitespace().next().ok_or("the server did not start")?;
        Ok(Self { process, address: url.trim_start_matches("http://").trim_end_matches('/').to_owned() })
    }

    /// A connection for queries to a target.
    fn connect<'a>(&'a self, target: &'a str) -> Result<Connection<'a>> {
        let stream = TcpStream::connect(&self.address)?;
        stream.set_nodelay(true)?;
        stream.set_read_timeout(Some(Duration::from_mins(1)))?;
        Ok(Connection { stream: BufReader::new(stream), address: &self.address, target, is_closed: false })
    }

    fn closed(&self, clients: usize, span: Duration, queries: &[String], target: &str) -> Result<Times> {
        closed(clients, span, queries, || self.connect(target))
    }

    /// Asks for pages at a rate, and samples memory.
    fn overload(&self, rate: f64, span: Duration, queries: &[String]) -> Result<()> {
        let began = Instant::now();
        let slot = Duration::from_secs_f64(1.0 / rate);
        let next = AtomicUsize::new(0);
        let (all, latest) = (Mutex::new(Times::default()), Mutex::new(Duration::ZERO));
        println!("{rate:.0} pages a second for {} s; memory {:.0} MB before", span.as_secs(), self.memory());
        thread::scope(|scope| -> Result<()> {
            let client = || -> Result<()> {
                let mut connection = None;
                let mut times = Times::default();
                let mut behind = Duration::ZERO;
                loop {
                    let number = next.fetch_add(1, Ordering::Relaxed);
                    let due = slot * u32::try_from(number)?;
                    if due >= span {
                        break;
                    }
                    thread::sleep(due.saturating_sub(began.elapsed()));
                    behind = behind.max(began.elapsed().saturating_sub(due));
                    let query = &queries[number % queries.len()];
                    let sent = Instant::now();
                    let known = connection.take().and_then(|mut asked: Connection| Some((asked.ask(query).ok()?, asked)));
                    let (status, asked) = match known {
                        Some(answered) => answered,
                        // A server ends connections after a while: as any client does, ask once more on a new one.
                        None => self.connect(TARGETS[1].1).map(|mut asked| (asked.ask(query).unwrap_or(BROKEN), asked))?,
                    };
                    times.add(sent.elapsed(), status);
                    connection = (status != BROKEN && !asked.is_closed).then_some(asked);
                }
                all.lock().map_err(|_| "a client failed")?.join(times);
                let mut latest = latest.lock().map_err(|_| "a client failed")?;
                *latest = latest.max(behind);
                Ok(())
            };
            let threads: Vec<_> = (0..MOST_CONNECTIONS).map(|_| scope.spawn(client)).collect();
            let (mut memory, pause) = (vec![], Duration::from_secs(10).min(span / 3));
            while began.elapsed() < span {
                thread::sleep(pause);
                memory.push(format!("{:.0}", self.memory()));
            }
            println!("memory, MB: {}", memory.join(" "));
            threads.into_iter().try_for_each(|thread| thread.join().map_err(|_| "a client failed")?)
        })?;
        let mut times = all.into_inner().map_err(|_| "a client failed")?;
        times.all = began.elapsed();
        let latest = latest.into_inner().map_err(|_| "a client failed")?;
        println!("{:>10} {:>12} {}", MOST_CONNECTIONS, "too much", times.shown());
        println!(
            "the latest request was sent {:.1} s behind its time; memory {:.0} MB after",
            latest.as_secs_f64(),
            self.memory()
        );
        Ok(())
    }

    /// Memory of the server's own, in MB, without the files of the index; 0 where that is not told.
    fn memory(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"));
        line.and_then(|line| line.split_whitespace().next()?.parse::<f64>().ok()).map_or(0.0, |kilobytes| kilobytes / 1024.0)
    }
}

impl Ask for Connection<'_> {
    fn ask(&mut self, query: &str) -> Result<u16> {
        let encode = |byte: u8| if byte.is_ascii_alphanumeric() { char::from(byte).to_string() } else { format!("%{byte:02X}") };
        let query: String = query.bytes().map(encode).collect();
        let request = format!("GET {}{query} HTTP/1.1\r\nHost: {}\r\n\r\n", self.target, self.address);
        self.stream.get_mut().write_all(request.as_bytes())?;
        let (mut line, mut status, mut length) = (String::new(), 0, 0);
        loop {
            line.clear();
            if self.stream.read_line(&mut line)? == 0 {
                return Err("the connection ended".into());
            }
            let lower = line.trim_end().to_ascii_lowercase();
            if let Some(rest) = lower.strip_prefix("http/1.1 ") {
                status = rest.get(..3).unwrap_or_default().parse()?;
            } else if let Some(value) = lower.strip_prefix("content-length: ") {
                length = value.parse()?;
            } else if lower == "connection: close" {
                self.is_closed = true;
            } else if lower.is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        self.stream.read_exact(&mut body)?;
        Ok(status)
    }
}
