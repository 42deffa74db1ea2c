//! Reads the query of a command once, and tells what was noticed of it.

use anyhow::bail;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use newsidx::model::Notice;
use newsidx::query::{ParseOptions, Query, QueryNotice, parse};
use newsidx::search::SearchRequest;

use crate::output::Output;

/// The day it is here. The system's own time zone is read from its file, if no other is asked
/// for: looking zones up by name walks through all there are, a tenth of what a search takes.
pub(crate) fn today() -> Date {
    let own = || {
        if std::env::var_os("TZ").is_some() {
            return None;
        }
        TimeZone::tzif("local", &std::fs::read("/etc/localtime").ok()?).ok()
    };
    own().map_or_else(Zoned::now, |zone| Timestamp::now().to_zoned(zone)).date()
}

/// A query that was read.
pub(crate) struct Asked {
    text: String,
    query: Query,
    noticed: Vec<QueryNotice>,
    /// The day that `7d` and the like count from.
    today: Date,
}

impl Asked {
    /// Reads a query; mistakes are drawn so many columns wide.
    pub(crate) fn read(text: String, options: ParseOptions, columns: usize) -> anyhow::Result<Self> {
        match parse(&text, &options) {
            Ok(parsed) => Ok(Self { text, query: parsed.query, noticed: parsed.notices, today: options.today }),
            Err(errors) => bail!("the query cannot be read\n{}", errors.render_within(&text, columns).trim_end()),
        }
    }

    /// Reads a query of many; its mistakes are told in one line.
    pub(crate) fn in_one_line(text: String, options: ParseOptions) -> Result<Self, String> {
        match parse(&text, &options) {
            Ok(parsed) => Ok(Self { text, query: parsed.query, noticed: parsed.notices, today: options.today }),
            Err(errors) => {
                let told = errors.0.iter().map(|error| {
                    let place = error.span.of(&text);
                    let place = if error.message.contains(place) { String::new() } else { format!("`{place}`: ") };
                    let help = error.help.as_ref().map(|help| format!(": {help}")).unwrap_or_default();
                    format!("{place}{}{help}", error.message)
                });
                Err(told.collect::<Vec<_>>().join("; "))
            }
        }
    }

    /// Reads a query without options.
    pub(crate) fn plain(text: String, output: &Output) -> anyhow::Result<Self> {
        Self::read(text, ParseOptions::new(today()), output.error_columns)
    }

    /// The day on which it is read.
    pub(crate) fn today(&self) -> Date {
        self.today
    }

    /// The usual request for it.
    pub(crate) fn request(&self) -> SearchRequest {
        let notice = |notice: &QueryNotice| Notice { kind: notice.kind.name().to_owned(), text: notice.text.clone() };
        SearchRequest { notices: self.noticed.iter().map(notice).collect(), ..SearchRequest::new(&self.text, self.query.clone()) }
    }

    /// Tells notices; what is said of a place in the query is drawn under it.
    pub(crate) fn tell(&self, told: &[Notice], output: &Output) {
        for notice in told {
            match self.noticed.iter().find(|noticed| noticed.text == notice.text) {
                Some(drawn) => {
                    drawn.render_within(&self.text, output.error_columns).lines().for_each(|line| output.talk(line));
                }
                None => output.talk(&notice.text),
            }
        }
    }
}
