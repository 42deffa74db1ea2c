//! Starts the server on a free port and speaks HTTP to it, as simply as can be.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Stdio};
use std::time::Duration;

use serde_json::Value;

use crate::support::Place;

/// A running server; it ends with this.
pub(super) struct Server {
    pub(super) child: Child,
    pub(super) address: String,
}

/// What came back.
pub(super) struct Answer {
    pub(super) status: u16,
    headers: Vec<(String, String)>,
    pub(super) body: String,
}

impl Answer {
    pub(super) fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    #[track_caller]
    pub(super) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or_else(|e| panic!("{e}: {}", self.body))
    }
}

impl Server {
    pub(super) fn start(place: &Place, flags: &[&str]) -> Self {
        Self::start_with(place, flags, Stdio::null())
    }

    pub(super) fn start_with(place: &Place, flags: &[&str], stderr: Stdio) -> Self {
        let args: Vec<&str> = ["serve", "--port", "0"].iter().chain(flags).copied().collect();
        let mut child = place.command(&args).stdout(Stdio::piped()).stderr(stderr).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
        let address = line.strip_prefix("http://").and_then(|rest| rest.split('/').next()).unwrap_or_default().to_owned();
        assert!(!address.is_empty(), "the server did not start: {line}");
        Self { child, address }
    }

    #[track_caller]
    pub(super) fn get(&self, path: &str) -> Answer {
        self.ask("GET", path, &[])
    }

    #[track_caller]
    pub(super) fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)]) -> Answer {
        let host = ("Host", self.address.as_str());
        let has_host = headers.iter().any(|(name, _)| *name == "Host");
        let lines =
            headers.iter().chain(if has_host { None } else { Some(&host) }).map(|(name, value)| format!("{name}: {value}\r\n"));
        self.send(format!("{method} {path} HTTP/1.1\r\n{}Connection: close\r\n\r\n", lines.collect::<String>()).as_bytes())
    }

    /// Sends bytes as they are and reads what comes until the server closes.
    #[track_caller]
    pub(super) fn send(&self, bytes: &[u8]) -> Answer {
        let mut stream = self.connect();
        stream.write_all(bytes).unwrap();
        let mut answer = vec![];
        // A server that has said all may close without reading all.
        let _ = stream.read_to_end(&mut answer);
        let answer = String::from_utf8(answer).unwrap();
        let (head, body) = answer.split_once("\r\n\r\n").unwrap_or((&answer, ""));
        let mut lines = head.lines();
        let status = lines.next().and_then(|line| line.split(' ').nth(1)).and_then(|status| status.parse().ok()).unwrap_or(0);
        let headers = lines.filter_map(|line| line.split_once(": ")).map(|(name, value)| (name.to_lowercase(), value.to_owned()));
        Answer { status, headers: headers.collect(), body: body.to_owned() }
    }

    pub(super) fn connect(&self) -> TcpStream {
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(Duration::from_mins(1))).unwrap();
        stream
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A text as a value of a query string.
pub(super) fn encoded(text: &str) -> String {
    let encode = |byte: u8| match byte {
        b' ' => "+".to_owned(),
        b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    text.bytes().map(encode).collect()
}
