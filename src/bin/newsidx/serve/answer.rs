//! Answers, and how work becomes one: in its turn, within its time, and not at all if the
//! client has the answer already.

use std::sync::Arc;

use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::http::{StatusCode, Uri};
use axum::response::Response;
use serde::Serialize;
use tokio::time::timeout;

use super::given::Given;
use super::problem::Problem;
use super::shared::{LONGEST_WORK, Opened, Shared};

pub(super) const JSON: &str = "application/json";
/// How often an answer is looked for while builds commit.
const ATTEMPTS: u32 = 5;

pub(super) const HTML: &str = "text/html; charset=utf-8";

/// What is asked of the index.
pub(super) struct Asked<'a> {
    pub(super) shared: &'a Shared,
    pub(super) opened: &'a Opened,
    /// The last part of the path.
    pub(super) id: &'a str,
    pub(super) path: &'a str,
    /// The parameters.
    pub(super) given: &'a Given,
}

/// Does what a route is for.
pub(super) type Work = fn(&Asked<'_>) -> Result<Answer, Problem>;

/// What is sent.
pub(super) struct Answer {
    status: StatusCode,
    kind: &'static str,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Vec<u8>,
}

impl Answer {
    pub(super) fn new(kind: &'static str, body: impl Into<Vec<u8>>) -> Self {
        Self { status: StatusCode::OK, kind, headers: vec![], body: body.into() }
    }

    pub(super) fn json(value: &impl Serialize) -> Result<Self, Problem> {
        let mut body = serde_json::to_vec(value).map_err(|e| Problem::internal(&e))?;
        body.push(b'\n');
        Ok(Self::new(JSON, body))
    }

    pub(super) fn status(self, status: StatusCode) -> Self {
        Self { status, ..self }
    }

    /// Adds a header; a value that no header can have is left out.
    pub(super) fn header(mut self, name: HeaderName, value: &str) -> Self {
        self.headers.extend(HeaderValue::from_str(value).ok().map(|value| (name, value)));
        self
    }

    pub(super) fn response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(self.kind));
        headers.extend(self.headers);
        response
    }
}

/// Answers a request by its work.
pub(super) async fn answer(State(shared): State<Arc<Shared>>, request: Request, work: Work) -> Response {
    let path = request.uri().path().to_owned();
    let Some(turn) = shared.turn().await else {
        return Problem::busy("too many requests at once: try again in a moment").answer(&path);
    };
    let (uri, headers) = (request.uri().clone(), request.headers().clone());
    let worked = tokio::task::spawn_blocking(move || {
        let _turn = turn;
        worked(&shared, &uri, &headers, work)
    });
    match timeout(LONGEST_WORK, worked).await {
        Ok(Ok(response)) => response,
        Ok(Err(_)) => Problem::broken().answer(&path),
        Err(_) => Problem::busy("this takes too long: ask for less at once, or use the command line").answer(&path),
    }
}

fn worked(shared: &Shared, uri: &Uri, headers: &HeaderMap, work: Work) -> Response {
    let path = uri.path();
    for _ in 1..ATTEMPTS {
        let (opened, answered) = attempt(shared, uri, headers, work);
        // A build that has committed meanwhile takes away files of the state before.
        match answered {
            Err(problem) if problem.is_of_index() && opened.is_some_and(|opened| !opened.reader.is_last()) => {}
            Err(problem) => return problem.answer(path),
            Ok(response) => return response,
        }
    }
    attempt(shared, uri, headers, work).1.unwrap_or_else(|problem| problem.answer(path))
}

/// The answer, and the state of the index that it was looked for in.
fn attempt(shared: &Shared, uri: &Uri, headers: &HeaderMap, work: Work) -> (Option<Arc<Opened>>, Result<Response, Problem>) {
    let opened = match shared.current() {
        Ok(opened) => opened,
        Err(error) => return (None, Err(error.into())),
    };
    let answered = answered(shared, &opened, uri, headers, work);
    (Some(opened), answered)
}

fn answered(shared: &Shared, opened: &Opened, uri: &Uri, headers: &HeaderMap, work: Work) -> Result<Response, Problem> {
    let path = uri.path();
    // Relative dates mean another day tomorrow; another version may answer otherwise.
    let today = jiff::Zoned::now().date();
    let of_page = blake3::hash(uri.to_string().as_bytes()).to_hex();
    let (state, version, of_page) = (opened.reader.state(), super::assets::version(), of_page.get(..12).unwrap_or_default());
    let tag = format!("W/\"{state}-{today}-{version}-{of_page}\"");
    let is_known = headers.get_all(header::IF_NONE_MATCH).iter().filter_map(|value| value.to_str().ok());
    let is_known = is_known.flat_map(|value| value.split(',')).any(|known| known.trim() == tag || known.trim() == "*");
    let given = Given::read(uri.query().unwrap_or_default());
    let id = path.rsplit('/').next().unwrap_or_default();
    let asked = Asked { shared, opened, id, path, given: &given };
    let answer = if is_known {
        let empty = Answer::new(JSON, vec![]).status(StatusCode::NOT_MODIFIED);
        Ok(empty)
    } else {
        work(&asked)
    };
    let mut response = answer?.header(header::ETAG, &tag).header(header::CACHE_CONTROL, "private, no-cache").response();
    if is_known {
        response.headers_mut().remove(header::CONTENT_TYPE);
    }
    Ok(response)
}
