//! A folder of its own for each test, and the program run in it.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::atomic::AtomicBool;
use std::time::{Duration, Instant};

use newsidx::build::{BuildOptions, DEFAULT_MEMORY, Settings, Silent, build};
use newsidx::index::{IndexDir, IndexReader, PathView};
use tempfile::TempDir;

/// Says that a test was not run, past the harness, which keeps what a passing test prints.
pub(crate) fn skipped(why: &str) {
    let mut talk = std::io::stderr();
    writeln!(talk, "SKIPPED: {why}").unwrap();
}

/// The folder of the package.
pub(crate) fn package() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// Measures what this thread has of a processor, so that what else the machine does is not in
/// it; where the system does not tell, the time that passes.
pub(crate) struct Stopwatch {
    began: Instant,
    used: Option<Duration>,
}

impl Stopwatch {
    pub(crate) fn start() -> Self {
        Self { began: Instant::now(), used: used() }
    }

    pub(crate) fn took(&self) -> Duration {
        used().zip(self.used).map_or_else(|| self.began.elapsed(), |(end, begin)| end.saturating_sub(begin))
    }
}

/// The processor time of this thread. Linux only.
fn used() -> Option<Duration> {
    let statistics = fs::read_to_string("/proc/thread-self/schedstat").ok()?;
    Some(Duration::from_nanos(statistics.split(' ').next()?.parse().ok()?))
}

/// An index of records that are clean already, made in the process.
pub(crate) struct Records {
    pub(crate) reader: IndexReader,
    pub(crate) paths: PathView,
    _folder: TempDir,
}

impl Records {
    /// Indexes the records of a file, of which the name says the format.
    pub(crate) fn of(name: &str, bytes: impl AsRef<[u8]>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let feed = folder.path().join(name);
        fs::write(&feed, bytes).unwrap();
        let dir = IndexDir::new(folder.path().join("index"));
        let paths = PathView::new(dir.path(), folder.path());
        let options = BuildOptions {
            roots: vec![feed],
            fresh: false,
            settings: Some(Settings { no_clean: true, ..Settings::default() }),
            format: None,
            threads: 1,
            memory: DEFAULT_MEMORY,
            demo: false,
        };
        build(&dir, &paths, &options, &Silent, &AtomicBool::new(false)).unwrap();
        Self { reader: IndexReader::open(&dir).unwrap(), paths, _folder: folder }
    }
}

/// A temporary folder in which the program runs.
pub(crate) struct Place {
    folder: TempDir,
}

/// How a run ended.
pub(crate) struct Run {
    pub(crate) status: i32,
    pub(crate) stdout: String,
    pub(crate) stderr: String,
}

impl Place {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().unwrap() }
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, making its folders.
    pub(crate) fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(&path, bytes).unwrap();
        path
    }

    /// The program with these arguments, not yet run.
    pub(crate) fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(assert_cmd::cargo::cargo_bin!("newsidx"));
        command.args(args).current_dir(self.path()).env_clear().stdin(std::process::Stdio::null());
        command
    }

    /// Runs the program.
    pub(crate) fn run(&self, args: &[&str]) -> Run {
        Run::from(self.command(args).output().unwrap())
    }

    /// Runs the program in a folder below.
    pub(crate) fn run_in(&self, folder: &str, args: &[&str]) -> Run {
        Run::from(self.command(args).current_dir(self.path().join(folder)).output().unwrap())
    }

    /// Runs the program, which must end well.
    #[track_caller]
    pub(crate) fn done(&self, args: &[&str]) -> Run {
        let run = self.run(args);
        assert_eq!(run.status, 0, "{args:?}\n{}{}", run.stdout, run.stderr);
        run
    }

    /// Runs the program and reads its JSON.
    #[track_caller]
    pub(crate) fn json(&self, args: &[&str]) -> serde_json::Value {
        let run = self.run(args);
        serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{args:?}: {e}\n{}{}", run.stdout, run.stderr))
    }

    /// The file names of a search's hits, in order; records as `name#3`.
    #[track_caller]
    pub(crate) fn hits(&self, query: &str, args: &[&str]) -> Vec<String> {
        let args: Vec<&str> = ["search", query, "--json", "-n", "1000"].iter().chain(args).copied().collect();
        let answer = self.json(&args);
        answer["hits"].as_array().unwrap().iter().map(hit_name).collect()
    }
}

/// The name of a hit's file in the sample corpus or test folder, with its record.
pub(crate) fn hit_name(hit: &serde_json::Value) -> String {
    let path = hit["path"].as_str().unwrap();
    let name = path.rsplit_once("sample_corpus/").map_or(path, |(_, name)| name);
    let name = name.strip_prefix("pages/").unwrap_or(name);
    match hit["record"].as_u64() {
        Some(record) => format!("{name}#{record}"),
        None => name.to_owned(),
    }
}

impl From<Output> for Run {
    fn from(output: Output) -> Self {
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Self { status: output.status.code().unwrap_or(-1), stdout: text(output.stdout), stderr: text(output.stderr) }
    }
}

impl Run {
    /// The whole run as text, with times made alike.
    pub(crate) fn snapshot(&self) -> String {
        let mut text = format!("status {}\n", self.status);
        for (name, part) in [("stdout", &self.stdout), ("stderr", &self.stderr)] {
            if !part.is_empty() {
                text.extend(["--- ", name, "\n", &without_times(part)]);
            }
        }
        text
    }
}

/// Replaces times taken and rates by `[TIME]` and `[RATE]`.
fn without_times(text: &str) -> String {
    const KEY: &str = "\"elapsed_ms\":";
    let mut parts = text.split(KEY);
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let rest = part.trim_start_matches(' ');
        let blanks = &part[..part.len() - rest.len()];
        text.extend([KEY, blanks, "[TIME]", rest.trim_start_matches(|c: char| c.is_ascii_digit() || c == '.')]);
    }
    let mut lines = vec![];
    for line in text.lines() {
        let words: Vec<_> = line.split(' ').collect();
        let mut kept: Vec<String> = vec![];
        for (at, word) in words.iter().enumerate() {
            let next = words.get(at + 1).copied().unwrap_or_default();
            let is_number = word.trim_end_matches(',').parse::<f64>().is_ok();
            kept.push(match () {
                () if is_number && (next == "s," || next == "s") => "[TIME]".to_owned(),
                () if is_number && next == "articles/s" => "[RATE]".to_owned(),
                () => (*word).to_owned(),
            });
        }
        lines.push(kept.join(" "));
    }
    lines.join("\n") + "\n"
}
