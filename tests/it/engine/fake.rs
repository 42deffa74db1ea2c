//! A server that plays a Quickwit: it takes indexes and documents, finds what a query of the DSL
//! describes, and fails as it is told. Nothing of it is fast or ranked; what it finds comes in the order
//! of ids backwards, so that no order can be its own.

use std::collections::{BTreeMap, VecDeque};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use serde_json::{Value, json};

use super::dsl;

/// How an answer goes wrong.
#[derive(Debug, Clone)]
pub(crate) enum Fault {
    /// This status, with headers and a body, and nothing is done.
    Answer(u16, &'static str, String),
    /// Nothing is done, and no answer comes for so long.
    Hang(Duration),
    /// Nothing is done, and the connection is closed.
    Close,
    /// It is done, and the connection is closed.
    Lost,
    /// It is done, and half of the answer comes.
    Half,
    /// The documents at odd places are refused with this status.
    Odd(u16),
}

#[derive(Default)]
struct Held {
    indexes: BTreeMap<String, Index>,
    /// For requests whose path has this, in order.
    faults: VecDeque<(String, Fault)>,
    requests: Vec<(String, String)>,
    version: Value,
    authorization: Option<String>,
}

#[derive(Default)]
struct Index {
    fields: Vec<String>,
    documents: Vec<Value>,
}

/// The server, for as long as the test runs.
pub(crate) struct Fake {
    pub(crate) url: String,
    held: Arc<Mutex<Held>>,
}

impl Fake {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let version = json!({"build": {"version": "0.9.0"}});
        let held = Arc::new(Mutex::new(Held { version, ..Held::default() }));
        let shared = Arc::clone(&held);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let held = Arc::clone(&shared);
                // A client that hangs up is what some tests are about.
                thread::spawn(move || drop(serve(&stream, &held)));
            }
        });
        Self { url, held }
    }

    pub(crate) fn fail(&self, path: &str, fault: Fault) {
        self.held.lock().unwrap().faults.push_back((path.to_owned(), fault));
    }

    pub(crate) fn set_version(&self, version: Value) {
        self.held.lock().unwrap().version = version;
    }

    pub(crate) fn want(&self, authorization: &str) {
        self.held.lock().unwrap().authorization = Some(authorization.to_owned());
    }

    /// Requests so far whose path has this.
    pub(crate) fn requests(&self, path: &str) -> Vec<String> {
        let held = self.held.lock().unwrap();
        held.requests.iter().filter(|(known, _)| known.contains(path)).map(|(_, body)| body.clone()).collect()
    }

    /// The ids of an index's documents, in order of arrival.
    pub(crate) fn ids(&self, index: &str) -> Vec<String> {
        let held = self.held.lock().unwrap();
        let documents = held.indexes.get(index).map(|index| index.documents.as_slice()).unwrap_or_default();
        documents.iter().map(|document| document["id"].as_str().unwrap_or_default().to_owned()).collect()
    }

    pub(crate) fn indexes(&self) -> Vec<String> {
        self.held.lock().unwrap().indexes.keys().cloned().collect()
    }
}

fn serve(stream: &TcpStream, held: &Mutex<Held>) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut reader = BufReader::new(stream);
    loop {
        let mut line = String::new();
        if reader.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let mut words = line.split(' ');
        let (method, path) = (words.next().unwrap_or_default().to_owned(), words.next().unwrap_or_default().to_owned());
        let (mut length, mut authorization) = (0, None);
        loop {
            let mut header = String::new();
            reader.read_line(&mut header)?;
            let Some((name, value)) = header.trim_end().split_once(": ") else { break };
            match name.to_ascii_lowercase().as_str() {
                "content-length" => length = value.parse().unwrap(),
                "authorization" => authorization = Some(value.to_owned()),
                _ => {}
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body)?;
        let body = String::from_utf8(body).unwrap();
        let (fault, denied) = {
            let mut held = held.lock().unwrap();
            held.requests.push((path.clone(), body.clone()));
            let at = held.faults.iter().position(|(known, _)| path.contains(known));
            (
                at.and_then(|at| held.faults.remove(at)).map(|(_, fault)| fault),
                held.authorization.is_some() && held.authorization != authorization,
            )
        };
        let done = || answer(&method, &path, &body, &mut held.lock().unwrap());
        let (status, headers, text) = match fault {
            _ if denied => (401, "", json!({"error": {"reason": "missing credentials"}}).to_string()),
            Some(Fault::Answer(status, headers, text)) => (status, headers, text),
            Some(Fault::Hang(time)) => {
                thread::sleep(time);
                return Ok(());
            }
            Some(Fault::Close) => return Ok(()),
            Some(Fault::Lost) => {
                done();
                return Ok(());
            }
            Some(Fault::Half) => {
                let (status, text) = done();
                let half = text.len() / 2;
                let whole = format!("HTTP/1.1 {status} OK\r\nContent-Length: {}\r\n\r\n{}", text.len(), &text[..half]);
                return (&*stream).write_all(whole.as_bytes());
            }
            Some(Fault::Odd(refused)) => {
                let (status, text) = bulk(&path, &body, &mut held.lock().unwrap(), Some(refused));
                (status, "", text)
            }
            None => {
                let (status, text) = done();
                (status, "", text)
            }
        };
        let whole = format!("HTTP/1.1 {status} OK\r\n{headers}Content-Length: {}\r\n\r\n{text}", text.len());
        (&*stream).write_all(whole.as_bytes())?;
    }
}

fn answer(method: &str, path: &str, body: &str, held: &mut Held) -> (u16, String) {
    let path_only = path.split('?').next().unwrap();
    match (method, path_only) {
        ("GET", "/api/v1/version") if held.version.get("build").is_some() => (200, held.version.to_string()),
        ("GET", "/") if held.version.get("version").is_some() => (200, held.version.to_string()),
        ("POST", "/api/v1/indexes") => {
            let wanted: Value = serde_json::from_str(body).unwrap();
            let name = wanted["index_id"].as_str().unwrap().to_owned();
            if held.indexes.contains_key(&name) {
                return (400, json!({"message": format!("index `{name}` already exists")}).to_string());
            }
            let fields = wanted["doc_mapping"]["field_mappings"].as_array().unwrap();
            let fields = fields.iter().map(|field| field["name"].as_str().unwrap().to_owned()).collect();
            held.indexes.insert(name, Index { fields, documents: vec![] });
            (200, "{}".to_owned())
        }
        ("POST", path) if path.ends_with("/_bulk") => bulk(path, body, held, None),
        ("POST", "/api/v1/_elastic/_msearch") => {
            let mut lines = body.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
            let mut answers = vec![];
            while let (Some(head), Some(wanted)) = (lines.next(), lines.next()) {
                let index = &held.indexes[head["index"].as_str().unwrap()];
                answers.push(dsl::search(&index.documents, &wanted, ""));
            }
            (200, json!({"responses": answers}).to_string())
        }
        ("POST", path_only) if path_only.ends_with("/_search") => {
            let Some(index) = held.indexes.get(name_of(path_only)) else { return missing(path_only) };
            let source = path.split_once("_source_includes=").map_or("", |(_, fields)| fields);
            (200, dsl::search(&index.documents, &serde_json::from_str(body).unwrap(), source).to_string())
        }
        _ => (404, json!({"message": "Route not found"}).to_string()),
    }
}

fn name_of(path: &str) -> &str {
    path.trim_start_matches("/api/v1/_elastic/").split(['/', '?']).next().unwrap()
}

fn missing(path: &str) -> (u16, String) {
    (404, json!({"status": 404, "error": {"reason": format!("no such index [{}]", name_of(path))}}).to_string())
}

fn bulk(path: &str, body: &str, held: &mut Held, odd: Option<u16>) -> (u16, String) {
    let Some(index) = held.indexes.get_mut(name_of(path)) else { return missing(path) };
    let mut lines = body.lines();
    let mut items = vec![];
    while let (Some(_), Some(document)) = (lines.next(), lines.next()) {
        let document: Value = serde_json::from_str(document).unwrap();
        let unknown = document.as_object().unwrap().keys().find(|name| !index.fields.contains(name));
        let status = match odd {
            Some(status) if items.len() % 2 == 1 => status,
            _ if unknown.is_some() => 400,
            _ => {
                index.documents.push(document);
                201
            }
        };
        let error = if status == 201 { Value::Null } else { json!({"type": "x", "reason": format!("status {status}")}) };
        items.push(json!({"index": {"status": status, "error": error}}));
    }
    let errors = items.iter().any(|item| item["index"]["status"] != 201);
    (200, json!({"took": 1, "errors": errors, "items": items}).to_string())
}
