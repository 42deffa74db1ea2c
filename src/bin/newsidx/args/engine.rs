//! What can be typed of an engine on other machines.

#[cfg(feature = "engine")]
use std::time::Duration;

use clap::Args;
#[cfg(feature = "engine")]
use newsidx::engine::{Address, Client, DEFAULT_BATCH_BYTES, Part, Patience};
use newsidx::index::{IndexDir, IndexReader, PathView};
#[cfg(feature = "engine")]
use newsidx::search::Remote;
use newsidx::search::{Door, Searcher};

/// What was opened to answer.
pub(crate) enum Opened {
    Here(Box<IndexReader>),
    #[cfg(feature = "engine")]
    Elsewhere(Box<Remote>),
}

impl Opened {
    /// Whom to ask.
    pub(crate) fn door<'o>(&'o self, paths: &'o PathView) -> Door<'o> {
        match self {
            Self::Here(reader) => Door::Here(Searcher::new(reader, paths)),
            #[cfg(feature = "engine")]
            Self::Elsewhere(remote) => Door::Elsewhere(remote),
        }
    }
}

/// Without the feature only the index answers.
#[cfg(not(feature = "engine"))]
#[derive(Debug, Args)]
pub(crate) struct Elsewhere {}

#[cfg(not(feature = "engine"))]
impl Elsewhere {
    /// Opens the index.
    #[expect(clippy::unused_self, reason = "with the feature, what was typed says what is opened")]
    pub(crate) fn open(&self, dir: &IndexDir, _: &PathView) -> newsidx::Result<Opened> {
        Ok(Opened::Here(Box::new(IndexReader::open(dir)?)))
    }
}

/// Which engine answers instead of the index.
#[cfg(feature = "engine")]
#[derive(Debug, Args)]
pub(crate) struct Elsewhere {
    /// Ask this engine and not the index: what `newsidx push` gave it, as `http://host:7280`
    #[arg(long, value_name = "URL", env = "NEWSIDX_ENGINE", hide_env_values = true, help_heading = "Engine")]
    pub(crate) engine: Option<String>,
    #[command(flatten)]
    pub(crate) asked: Asked,
}

/// How an engine is asked.
#[cfg(feature = "engine")]
#[derive(Debug, Args)]
pub(crate) struct Asked {
    /// What the corpus is called in the engine
    #[arg(long, value_name = "NAME", default_value = "news", help_heading = "Engine")]
    pub(crate) name: String,
    /// Key or `Bearer …` that the engine wants
    #[arg(
        long = "engine-token",
        value_name = "TOKEN",
        env = "NEWSIDX_ENGINE_TOKEN",
        hide_env_values = true,
        help_heading = "Engine"
    )]
    pub(crate) token: Option<String>,
    /// Seconds until an answer must be there
    #[arg(long, value_name = "SECONDS", default_value_t = 60, help_heading = "Engine", value_parser = clap::value_parser!(u64).range(1..=86_400))]
    pub(crate) timeout: u64,
}

#[cfg(feature = "engine")]
impl Asked {
    /// Finds the engine.
    pub(crate) fn client(&self, url: &str) -> newsidx::Result<Client> {
        let patience = Patience { timeout: Duration::from_secs(self.timeout), ..Patience::default() };
        Client::connect(Address::new(url, self.token.as_deref())?, patience)
    }
}

#[cfg(feature = "engine")]
impl Elsewhere {
    /// Opens the corpus in the engine if one was named, else the index.
    pub(crate) fn open(&self, dir: &IndexDir, paths: &PathView) -> newsidx::Result<Opened> {
        let Some(url) = self.engine.as_ref().filter(|url| !url.is_empty()) else {
            return Ok(Opened::Here(Box::new(IndexReader::open(dir)?)));
        };
        let remote = Remote::open(self.asked.client(url)?, &self.asked.name, paths.clone())?;
        Ok(Opened::Elsewhere(Box::new(remote)))
    }
}

/// Hand the index on to a distributed engine
///
/// The articles of the index, cleaned, dated and grouped into stories, go to Quickwit, Elasticsearch or
/// `OpenSearch` as a new generation; `newsidx search --engine URL` searches the newest generation that
/// is whole. A push may be stopped at any time: the same command goes on where it was.
///
/// Several machines push a corpus together if each gives the same --generation and its own --part.
#[cfg(feature = "engine")]
#[derive(Debug, Args)]
pub(crate) struct Push {
    /// The engine, as `http://host:7280`
    #[arg(long, value_name = "URL", env = "NEWSIDX_ENGINE", hide_env_values = true, help_heading = "Engine")]
    pub(crate) engine: String,
    #[command(flatten)]
    pub(crate) asked: Asked,
    /// What this generation is called; the greatest is the newest [default: the time, as 20260131t093000]
    #[arg(long, value_name = "NAME")]
    pub(crate) generation: Option<String>,
    /// Which part of the corpus this index is, as 2/4
    #[arg(long, value_name = "N/OF", default_value = "1/1", value_parser = part)]
    pub(crate) part: Part,
    /// Size of a request, as 2M
    #[arg(long, value_name = "SIZE", default_value_t = DEFAULT_BATCH_BYTES as u64, value_parser = crate::reading::bytes)]
    pub(crate) batch: u64,
    /// Begin a new generation, though one was left half pushed
    #[arg(long)]
    pub(crate) fresh: bool,
    /// Print the closing report as JSON
    #[arg(long)]
    pub(crate) json: bool,
}

#[cfg(feature = "engine")]
fn part(word: &str) -> Result<Part, String> {
    let numbers = word.split_once('/').and_then(|(number, of)| Some((number.parse().ok()?, of.parse().ok()?)));
    match numbers {
        Some((number, of)) if number >= 1 && number <= of && of <= 10_000 => Ok(Part { number, of }),
        _ => Err("write which of how many, as `2/4`".to_owned()),
    }
}
