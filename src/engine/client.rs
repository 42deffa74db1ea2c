//! Requests to an engine: credentials, timeouts, and trying again where that may help.
//!
//! An answer of 429 or 503 is waited out: as long as `Retry-After` says, else twice as long each time,
//! with a random part so that many machines do not come back at once. A request that changes
//! nothing is also sent again when no answer came.

use std::collections::hash_map::RandomState;
use std::hash::{BuildHasher, Hasher};
use std::thread::sleep;
use std::time::Duration;

use serde_json::{Value, json};
use ureq::http::Response;
use ureq::{Agent, Body};

use super::failure;
use super::kind::Kind;
use crate::error::Result;

/// A longer answer is not read, in bytes: a thousand long articles fit.
const MAX_ANSWER: u64 = 512 << 20;

/// The longest that is waited before a request is sent again, whatever the engine says.
const LONGEST_WAIT: Duration = Duration::from_mins(1);

/// Where an engine is, and who asks.
#[derive(Clone, PartialEq, Eq)]
pub struct Address {
    base: String,
    authorization: Option<String>,
}

impl Address {
    /// Reads `http://user:password@host:7280`; a token is sent as `ApiKey` if it does not name its own
    /// scheme (`Bearer …`).
    ///
    /// # Errors
    ///
    /// It is no address of the web, or there are two ways to say who asks.
    pub fn new(url: &str, token: Option<&str>) -> Result<Self> {
        let bad = || failure::error(format!("`--engine {}`: write an address as `http://host:7280`", hidden(url)));
        let (scheme, rest) = url.trim().trim_end_matches('/').split_once("://").ok_or_else(bad)?;
        if !matches!(scheme, "http" | "https") || rest.is_empty() || rest.contains([' ', '?', '#', '"', '`']) {
            return Err(bad());
        }
        let (user, host) = match rest.rsplit_once('@') {
            Some((user, host)) => (Some(user), host),
            None => (None, rest),
        };
        if host.is_empty() || host.starts_with([':', '/']) {
            return Err(bad());
        }
        let token = token.map(str::trim).filter(|token| !token.is_empty());
        let authorization = match (user, token) {
            (Some(_), Some(_)) => {
                return Err(failure::error("both `--engine` and NEWSIDX_ENGINE_TOKEN say who asks: give one of them".to_owned()));
            }
            (Some(user), None) => Some(format!("Basic {}", base64(&decoded(user)))),
            (None, Some(token)) if token.contains(' ') => Some(token.to_owned()),
            (None, Some(token)) => Some(format!("ApiKey {token}")),
            (None, None) => None,
        };
        Ok(Self { base: format!("{scheme}://{host}"), authorization })
    }

    /// As it is shown: without user and password.
    #[must_use]
    pub fn shown(&self) -> &str {
        &self.base
    }
}

impl std::fmt::Debug for Address {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_tuple("Address").field(&self.base).finish()
    }
}

/// An address without user and password.
fn hidden(url: &str) -> &str {
    url.rsplit_once('@').map_or(url, |(_, host)| host)
}

/// How long and how often is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// Until a whole answer is there.
    pub timeout: Duration,
    /// Times that a request is sent again.
    pub retries: u32,
    /// The first wait, where the engine does not say how long; the next is twice as long.
    pub first_wait: Duration,
    /// How long it takes at most until what was sent is found: longer than the engine's commits are apart.
    pub settles: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            timeout: Duration::from_mins(1),
            retries: 6,
            first_wait: Duration::from_millis(500),
            settles: Duration::from_secs(13),
        }
    }
}

/// What may be done about a request without an answer.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Again {
    /// It changes nothing: it is sent again.
    Always,
    /// It may have been carried out: only what was refused is sent again.
    IfRefused,
}

/// An answer.
pub(super) struct Answer {
    pub(super) status: u16,
    pub(super) body: String,
    pub(super) retries: u32,
}

/// An engine that was found and is known by kind.
pub struct Client {
    agent: Agent,
    address: Address,
    kind: Kind,
    patience: Patience,
}

impl Client {
    /// Asks who is there. Cost: one request, or two.
    ///
    /// # Errors
    ///
    /// Nobody answers, or something else than an engine that is known, or one that is too old.
    pub fn connect(address: Address, patience: Patience) -> Result<Self> {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .timeout_global(Some(patience.timeout))
            .max_redirects(0)
            .user_agent(concat!("newsidx/", env!("CARGO_PKG_VERSION")))
            .build();
        let mut client = Self { agent: config.into(), address, kind: Kind::Quickwit, patience };
        let shown = client.address.shown().to_owned();
        let version = client.send("GET", "/api/v1/version", None, Again::Always)?;
        if matches!(version.status, 401 | 403) {
            return Err(failure::status(&shown, version.status, &version.body, ""));
        }
        if version.status == 200
            && let Ok(answer) = serde_json::from_str(&version.body)
            && let Some(kind) = Kind::of_quickwit(&shown, &answer)?
        {
            client.kind = kind;
            return Ok(client);
        }
        let root = client.send("GET", "/", None, Again::Always)?;
        if root.status != 200 {
            return Err(match root.status {
                401 | 403 | 429 | 500.. => failure::status(&shown, root.status, &root.body, ""),
                _ => failure::unknown(&shown),
            });
        }
        let answer: Value = serde_json::from_str(&root.body).map_err(|_| failure::unknown(&shown))?;
        client.kind = Kind::of_root(&shown, &answer)?.ok_or_else(|| failure::unknown(&shown))?;
        Ok(client)
    }

    /// The engine as it is shown.
    #[must_use]
    pub fn shown(&self) -> &str {
        self.address.shown()
    }

    pub(super) fn patience(&self) -> Patience {
        self.patience
    }

    pub(super) fn kind(&self) -> Kind {
        self.kind
    }

    /// A request that changes nothing, on a path of Elasticsearch's API; `index` is for errors.
    pub(crate) fn ask(&self, path: &str, body: &Value, index: &str) -> Result<Value> {
        let path = format!("{}{path}", self.kind.prefix());
        let answer = self.send("POST", &path, Some(&body.to_string()), Again::Always)?;
        self.json(&answer, index)
    }

    /// A search in an index.
    ///
    /// # Errors
    ///
    /// No answer, a failure of the engine, or no such index.
    pub(crate) fn search(&self, index: &str, source: &str, body: &Value) -> Result<Value> {
        self.ask(&format!("/{index}/_search?_source_includes={source}"), body, index)
    }

    /// How many documents of an index each query finds, in one request; none where the engine could not
    /// say.
    ///
    /// # Errors
    ///
    /// No answer, or a failure of the engine.
    pub(crate) fn counts(&self, index: &str, queries: &[&Value]) -> Result<Vec<Option<u64>>> {
        let mut body = String::new();
        for query in queries {
            body += &json!({"index": index}).to_string();
            body.push('\n');
            body += &json!({"query": query, "size": 0, "track_total_hits": true}).to_string();
            body.push('\n');
        }
        let path = format!("{}/_msearch", self.kind.prefix());
        let answer = self.send("POST", &path, Some(&body), Again::Always)?;
        let answer = self.json(&answer, index)?;
        let answers = answer.get("responses").and_then(Value::as_array).ok_or_else(|| failure::not_json(self.shown()))?;
        Ok(answers.iter().map(|one| one.pointer("/hits/total/value").and_then(Value::as_u64)).collect())
    }

    /// The answer's JSON, or what its failure means.
    pub(super) fn json(&self, answer: &Answer, index: &str) -> Result<Value> {
        if !(200..300).contains(&answer.status) {
            return Err(failure::status(self.shown(), answer.status, &answer.body, index));
        }
        serde_json::from_str(&answer.body).map_err(|_| failure::not_json(self.shown()))
    }

    /// Sends a request until it is answered with something else than "later".
    pub(super) fn send(&self, method: &str, path: &str, body: Option<&str>, again: Again) -> Result<Answer> {
        let mut retries = 0;
        loop {
            let last = retries >= self.patience.retries;
            match self.once(method, path, body) {
                Ok(response) => {
                    let status = response.status().as_u16();
                    let wait = wait_of(&response);
                    let read = response.into_body().into_with_config().limit(MAX_ANSWER).lossy_utf8(true).read_to_string();
                    match read {
                        Ok(body) if matches!(status, 429 | 503) && !last && !failure::is_full(status, &failure::told(&body)) => {
                            self.wait(retries, wait);
                        }
                        Ok(body) => return Ok(Answer { status, body, retries }),
                        Err(failed) if last || again == Again::IfRefused => {
                            return Err(failure::transport(self.shown(), &failed));
                        }
                        Err(_) => self.wait(retries, None),
                    }
                }
                Err(failed) => {
                    let may_help = match &failed {
                        ureq::Error::Io(io) if io.kind() == std::io::ErrorKind::ConnectionRefused => retries < 1,
                        ureq::Error::Io(_) => again == Again::Always,
                        _ => false,
                    };
                    if last || !may_help {
                        return Err(failure::transport(self.shown(), &failed));
                    }
                    self.wait(retries, None);
                }
            }
            retries += 1;
        }
    }

    fn once(&self, method: &str, path: &str, body: Option<&str>) -> Result<Response<Body>, ureq::Error> {
        let url = format!("{}{path}", self.address.base);
        let mut request = ureq::http::Request::builder().method(method).uri(url).header("Accept", "application/json");
        if let Some(authorization) = &self.address.authorization {
            request = request.header("Authorization", authorization);
        }
        match body {
            Some(body) => {
                let kind = if path.contains("/_bulk") || path.contains("/_msearch") {
                    "application/x-ndjson"
                } else {
                    "application/json"
                };
                self.agent.run(request.header("Content-Type", kind).body(body.as_bytes())?)
            }
            None => self.agent.run(request.body(())?),
        }
    }

    pub(super) fn wait(&self, retries: u32, said: Option<Duration>) {
        let doubled = self.patience.first_wait.saturating_mul(1 << retries.min(10));
        sleep(said.unwrap_or_else(|| doubled.mul_f64(1.0 + jitter())).min(LONGEST_WAIT));
    }
}

/// How long the engine wants to be left alone.
fn wait_of(response: &Response<Body>) -> Option<Duration> {
    let seconds: u64 = response.headers().get("retry-after")?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// A random number between 0 and a half.
fn jitter() -> f64 {
    let [byte, ..] = RandomState::new().build_hasher().finish().to_le_bytes();
    f64::from(byte) / 512.0
}

/// Text with its `%41` undone.
fn decoded(text: &str) -> Vec<u8> {
    let mut out = vec![];
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let hex = after.get(..2).and_then(|hex| std::str::from_utf8(hex).ok()).filter(|_| *first == b'%');
        if let Some(value) = hex.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            out.push(value);
            rest = after.get(2..).unwrap_or_default();
        } else {
            out.push(*first);
            rest = after;
        }
    }
    out
}

/// Base64 with padding (RFC 4648), for credentials.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let byte = |at: usize| u32::from(chunk.get(at).copied().unwrap_or(0));
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for at in 0..4 {
            let letter = LETTERS.get((bits >> (18 - 6 * at)) as usize & 63).copied().unwrap_or(b'=');
            out.push(if at > chunk.len() { '=' } else { char::from(letter) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_say_who_asks() {
        let said = |url: &str, token| Address::new(url, token).map(|address| (address.base, address.authorization));
        let plain = |base: &str, who: Option<&str>| (base.to_owned(), who.map(str::to_owned));
        assert_eq!(said("http://host:7280/", None).unwrap(), plain("http://host:7280", None));
        assert_eq!(said("http://ana:s%40it@host", None).unwrap(), plain("http://host", Some("Basic YW5hOnNAaXQ=")));
        assert_eq!(said("https://host/es", Some("abc")).unwrap(), plain("https://host/es", Some("ApiKey abc")));
        assert_eq!(said("http://host", Some("Bearer abc\n")).unwrap(), plain("http://host", Some("Bearer abc")));
        for (url, token) in
            [("host:7280", None), ("ftp://host", None), ("http://", None), ("http://a b", None), ("http://u:p@h", Some("t"))]
        {
            assert!(said(url, token).is_err(), "{url}");
        }
        let error = Address::new("ftp://ana:secret@host", None).unwrap_err().to_string();
        assert!(!error.contains("secret"), "{error}");
        assert_eq!([&b""[..], b"a", b"ab", b"abc"].map(base64), ["", "YQ==", "YWI=", "YWJj"]);
    }
}
