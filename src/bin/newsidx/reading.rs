//! Flags of all commands that read files: how they are read, what is taken for junk, and the
//! limits.

use newsidx::build::{LimitSettings, Settings};
use newsidx::corpus::{FieldMap, Format, Layout};
use newsidx::model::Reason;

#[derive(Debug, clap::Args)]
pub(crate) struct Cleaning {
    /// Take the text whole: for corpora that are clean already
    #[arg(long)]
    no_clean: bool,
    /// Keep what would be set aside for this reason (`newsidx inspect` shows reasons); repeatable
    #[arg(long, value_name = "REASON", value_parser = reason, conflicts_with = "no_clean")]
    keep: Vec<Reason>,
}

fn reason(word: &str) -> Result<Reason, String> {
    let words: Vec<_> = Reason::ALL.iter().map(|reason| reason.as_str()).collect();
    Reason::parse(word).ok_or_else(|| format!("reasons are {}", words.join(", ")))
}

#[derive(Debug, clap::Args)]
pub(crate) struct Reading {
    /// The format of standard input, and of files whose names do not tell [default: told from the content]
    #[arg(long, value_name = "FORMAT", value_parser = format)]
    pub(crate) format: Option<Format>,
    /// Where a field of records (JSON, CSV, feeds) is found, as in `--field title=Headline`; repeatable
    #[arg(long, value_name = "FIELD=NAME", value_parser = field)]
    field: Vec<String>,
    /// What folders and file names say, as in `--layout '{outlet}/{date}/*.txt'`; also {title}, {author},
    /// {language}, {agency}, {year}, {month}, {day}
    #[arg(long, value_name = "PATTERN", value_parser = layout)]
    layout: Option<String>,
    /// The longest document or record, as in 64M [default: 16M]
    #[arg(long, value_name = "SIZE", value_parser = bytes, help_heading = "Limits")]
    max_document: Option<u64>,
    /// How many times larger than its packed form a file may get [default: 200]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Limits")]
    max_ratio: Option<u64>,
    /// How many members of an archive are read [default: 1000000]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(1..), help_heading = "Limits")]
    max_members: Option<u64>,
    /// How deep elements of XML may be inside each other, at most 1000 [default: 128]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1000), help_heading = "Limits")]
    max_nesting: Option<u32>,
}

/// A number of bytes: `500000`, `64M`, `1G`.
pub(crate) fn bytes(word: &str) -> Result<u64, String> {
    let word = word.trim_end_matches(['B', 'b', 'i']);
    let (digits, unit) = match word.char_indices().last() {
        Some((at, 'k' | 'K')) => (&word[..at], 1 << 10),
        Some((at, 'm' | 'M')) => (&word[..at], 1 << 20),
        Some((at, 'g' | 'G')) => (&word[..at], 1 << 30),
        _ => (word, 1),
    };
    let number = digits.parse::<u64>().ok().and_then(|number| number.checked_mul(unit)).filter(|number| *number > 0);
    number.ok_or_else(|| "write a size like 500K, 64M or 1G".to_owned())
}

fn layout(pattern: &str) -> Result<String, String> {
    Layout::parse(pattern).map(|_| pattern.to_owned()).map_err(|error| error.to_string())
}

/// The settings that were typed; none if none was.
pub(crate) fn settings(cleaning: &Cleaning, reading: &Reading) -> Option<Settings> {
    let settings = Settings {
        no_clean: cleaning.no_clean,
        keep: cleaning.keep.clone(),
        fields: reading.field.clone(),
        layout: reading.layout.clone(),
        limits: LimitSettings {
            document_bytes: reading.max_document,
            ratio: reading.max_ratio,
            members: reading.max_members,
            nesting: reading.max_nesting,
        },
    };
    (settings != Settings::default()).then_some(settings)
}

fn format(word: &str) -> Result<Format, String> {
    let words: Vec<_> = Format::ALL.iter().map(|(format, _)| format.as_str()).collect();
    Format::parse(word).ok_or_else(|| format!("formats are {}", words.join(", ")))
}

fn field(spec: &str) -> Result<String, String> {
    FieldMap::parse(spec).map(|_| spec.to_owned()).map_err(|error| error.to_string())
}
