//! An engine elsewhere: what it is asked and sent, that its answers are those of an index on disk, and
//! that each of its failures is one clear line.

mod asked;
mod dsl;
mod fake;
mod faults;
mod same;

use std::path::Path;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use newsidx::engine::{Address, Client, Part, Patience, PushOptions, PushReport, push};
use newsidx::index::IndexReader;

/// What a test has no time for.
const HASTE: Patience = Patience {
    timeout: Duration::from_mins(2),
    retries: 2,
    first_wait: Duration::from_millis(5),
    settles: Duration::from_millis(20),
};

fn client(url: &str) -> newsidx::Result<Client> {
    Client::connect(Address::new(url, None)?, HASTE)
}

fn options(generation: &str) -> PushOptions {
    PushOptions {
        name: "news".to_owned(),
        generation: generation.to_owned(),
        part: Part::default(),
        batch_bytes: 20_000,
        fresh: false,
    }
}

/// Pushes an index; the journal goes into a folder.
fn pushed(client: &Client, reader: &IndexReader, folder: &Path, options: &PushOptions) -> newsidx::Result<PushReport> {
    push(client, reader, folder, options, &|_| {}, &AtomicBool::new(false))
}
