//! What went wrong, as RFC 9457 has it for programs, and as a page for people.

use axum::http::StatusCode;
use axum::http::header::{self, HeaderName};
use axum::response::Response;
use newsidx::ErrorKind;
use newsidx::query::{ParseErrors, Span};
use serde::Serialize;

use super::answer::{Answer, HTML};
use super::page;

/// The media type of a problem.
pub(super) const PROBLEM: &str = "application/problem+json";

/// A failed request.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Problem {
    /// `about:blank#` and a word for programs.
    r#type: Box<str>,
    pub(super) title: Box<str>,
    status: u16,
    pub(super) detail: String,
    /// Each mistake of the request.
    pub(super) errors: Vec<Mistake>,
    #[serde(skip)]
    headers: Vec<(HeaderName, &'static str)>,
}

/// A mistake in a request.
#[derive(Debug, Clone, Serialize)]
pub(super) struct Mistake {
    /// The parameter it is in.
    pub(super) parameter: String,
    /// A word for programs.
    pub(super) kind: String,
    /// What is wrong.
    pub(super) message: String,
    /// The nearest right form, or null.
    pub(super) help: Option<String>,
    /// The first code point of the place in the parameter, or null.
    pub(super) start: Option<usize>,
    /// One past the last.
    pub(super) end: Option<usize>,
}

impl Problem {
    pub(super) fn new(status: StatusCode, kind: &str, title: &str, detail: impl Into<String>) -> Self {
        let headers = match status {
            StatusCode::UNAUTHORIZED => vec![(header::WWW_AUTHENTICATE, "Basic realm=\"newsidx\", charset=\"UTF-8\"")],
            StatusCode::SERVICE_UNAVAILABLE => vec![(header::RETRY_AFTER, "1")],
            StatusCode::METHOD_NOT_ALLOWED => vec![(header::ALLOW, "GET, HEAD")],
            _ => vec![],
        };
        let (title, detail) = (title.into(), detail.into());
        Self { r#type: format!("about:blank#{kind}").into(), title, status: status.as_u16(), detail, errors: vec![], headers }
    }

    /// A parameter that cannot be read.
    pub(super) fn parameter(name: &str, message: impl Into<String>) -> Self {
        let message = message.into();
        let mistake = Mistake {
            parameter: name.to_owned(),
            kind: "parameter".to_owned(),
            message: message.clone(),
            help: None,
            start: None,
            end: None,
        };
        let detail = format!("`{name}`: {message}");
        Self { errors: vec![mistake], ..Self::new(StatusCode::BAD_REQUEST, "parameter", "a parameter cannot be read", detail) }
    }

    /// What was asked cannot be done, by the fault of one parameter; other errors are as they are.
    pub(super) fn blaming(name: &'static str) -> impl Fn(newsidx::Error) -> Self {
        move |error| match error.kind() {
            ErrorKind::Config(message) => Self::parameter(name, message.clone()),
            _ => Self::from(error),
        }
    }

    /// No article or story has the id that was asked for; other errors are as they are.
    pub(super) fn absent(error: newsidx::Error) -> Self {
        match error.kind() {
            ErrorKind::Config(message) => Self::not_found(message.clone()),
            _ => Self::from(error),
        }
    }

    /// A query with mistakes.
    pub(super) fn query(text: &str, errors: &ParseErrors) -> Self {
        let mistakes = errors.0.iter().map(|error| {
            let (start, end) = code_points(text, error.span);
            Mistake {
                parameter: "q".to_owned(),
                kind: error.kind.name().to_owned(),
                message: error.message.clone(),
                help: error.help.clone(),
                start: Some(start),
                end: Some(end),
            }
        });
        let detail = errors.to_string();
        Self { errors: mistakes.collect(), ..Self::new(StatusCode::BAD_REQUEST, "query", "the query cannot be read", detail) }
    }

    pub(super) fn not_found(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::NOT_FOUND, "not-found", "nothing here", detail)
    }

    pub(super) fn method() -> Self {
        let detail = "the server only reads: ask with GET or HEAD";
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "method", "not a method of this server", detail)
    }

    pub(super) fn busy(detail: &str) -> Self {
        Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", "the server is busy", detail)
    }

    pub(super) fn broken() -> Self {
        let detail = "the server failed on this request; please report the address that caused it";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "an error of the server", detail)
    }

    pub(super) fn internal(error: &dyn std::error::Error) -> Self {
        Self { detail: error.to_string(), ..Self::broken() }
    }

    /// Whether the request itself was wrong, and not what it asked for.
    pub(super) fn is_mistake(&self) -> bool {
        self.status == 400
    }

    /// Whether the index could not be read.
    pub(super) fn is_of_index(&self) -> bool {
        self.r#type.ends_with("#index")
    }

    /// The answer to a request for this path: a page for people, JSON for programs.
    pub(super) fn answer(&self, path: &str) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let answer = if path.starts_with("/api/") {
            Answer::new(PROBLEM, serde_json::to_vec(self).unwrap_or_default())
        } else {
            Answer::new(HTML, page::problem(self))
        };
        let answer = answer.status(status).header(header::CACHE_CONTROL, "no-store");
        self.headers.iter().fold(answer, |answer, (name, value)| answer.header(name.clone(), value)).response()
    }
}

/// What cannot be asked is the fault of the request; an index that cannot be read is not: it may
/// be built anew just now.
impl From<newsidx::Error> for Problem {
    fn from(error: newsidx::Error) -> Self {
        match error.kind() {
            ErrorKind::Config(message) => {
                Self::new(StatusCode::BAD_REQUEST, "request", "the request cannot be carried out", message.clone())
            }
            _ => Self::new(StatusCode::SERVICE_UNAVAILABLE, "index", "the index cannot be read", error.to_string()),
        }
    }
}

/// A place in bytes as one in code points.
pub(super) fn code_points(text: &str, span: Span) -> (usize, usize) {
    let count = |to: usize| text.get(..text.floor_char_boundary(to)).unwrap_or_default().chars().count();
    (count(span.start), count(span.end))
}
