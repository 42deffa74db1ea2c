//! What a failed request means, in one line: what, where, and what to do.

use serde_json::Value;

use crate::error::{Error, ErrorKind};

/// Longest part of an engine's own words that is shown, in characters.
const SHOWN: usize = 160;

/// Not an engine that is known.
pub(super) fn unknown(shown: &str) -> Error {
    error(format!("`{shown}` answers, but is neither Quickwit nor Elasticsearch nor OpenSearch: give the engine's own address"))
}

/// Too old an engine.
pub(super) fn version(shown: &str, name: &str, found: &str, least: &str) -> Error {
    error(format!("the {name} at `{shown}` is version {found}: newsidx needs {least} or newer"))
}

/// No answer came.
pub(super) fn transport(shown: &str, failed: &ureq::Error) -> Error {
    let text = match failed {
        ureq::Error::Timeout(_) => format!("`{shown}` did not answer in time: try again, or give it longer with `--timeout`"),
        ureq::Error::HostNotFound => no_host(shown),
        // What the system says of a name it cannot resolve.
        ureq::Error::Io(io) if io.to_string().contains("lookup address") => no_host(shown),
        ureq::Error::BadUri(_) => format!("`{shown}` is no address of an engine: write one as `http://host:7280`"),
        ureq::Error::Io(io) if io.kind() == std::io::ErrorKind::ConnectionRefused => {
            format!("`{shown}` cannot be reached: is the engine running there?")
        }
        ureq::Error::Io(io) => format!("`{shown}` broke the connection off ({}): try again", plain(&io.to_string())),
        other => format!("`{shown}` cannot be asked: {}", plain(&other.to_string())),
    };
    error(text)
}

fn no_host(shown: &str) -> String {
    format!("`{shown}`: there is no such host: check `--engine`")
}

/// An answer that is not JSON.
pub(super) fn not_json(shown: &str) -> Error {
    error(format!("`{shown}` sent an answer that cannot be read: it was cut off, or a proxy stands before the engine"))
}

/// An answer that says it failed; `index` is what was asked for.
pub(super) fn status(shown: &str, status: u16, body: &str, index: &str) -> Error {
    let told = told(body);
    let full = is_full(status, &told);
    error(match status {
        _ if full => format!("`{shown}` has no room left ({told}): make room there and run the same command again"),
        401 => {
            format!("`{shown}` wants to know who asks: put a key into NEWSIDX_ENGINE_TOKEN, or user and password into `--engine`")
        }
        403 => format!("`{shown}` does not let this user do that ({told})"),
        404 => format!("`{shown}` has no index `{index}`: make it with `newsidx push`, or give another `--name`"),
        413 => format!("`{shown}` takes no request of this size: give a smaller `--batch`, or let it take more"),
        429 | 503 => format!("`{shown}` is too busy ({status}): try again later"),
        500.. => format!("`{shown}` failed ({status}): {told}"),
        _ => format!("`{shown}` refused the request ({status}): {told}"),
    })
}

/// Whether an answer says that a disk is full: a status of its own, or the words of Elasticsearch's
/// block and of Quickwit's queue.
pub(super) fn is_full(status: u16, told: &str) -> bool {
    let told = told.to_ascii_lowercase();
    status == 507 || told.contains("flood") || told.contains("no space left") || told.contains("disk usage exceeded")
}

/// What an answer says of its failure.
pub(super) fn told(body: &str) -> String {
    let json: Option<Value> = serde_json::from_str(body).ok();
    let text = json.as_ref().and_then(|json| {
        let places = ["/error/reason", "/error/root_cause/0/reason", "/message", "/error"];
        places.iter().find_map(|place| json.pointer(place)?.as_str())
    });
    let text = plain(text.unwrap_or(if json.is_some() { "" } else { body }));
    if text.is_empty() { "it does not say why".to_owned() } else { text }
}

/// One line of bounded length, without control characters.
fn plain(text: &str) -> String {
    let line: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    let line = line.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= SHOWN {
        return line;
    }
    line.chars().take(SHOWN).chain(['…']).collect()
}

pub(super) fn error(text: String) -> Error {
    Error::from(ErrorKind::Remote(text))
}
