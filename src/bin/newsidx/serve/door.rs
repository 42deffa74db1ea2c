//! Who may ask, and what every answer says to browsers.
//!
//! * `Host` must be an address, `localhost` or a name given with `--host`. A page of a stranger
//!   whose name was made to point here (DNS rebinding) is so turned away.
//! * A token, if one is set, comes as `Authorization: Bearer`, or as the password of `Basic`,
//!   for which browsers ask by themselves.
//! * Nothing on the page comes from elsewhere, and no script or style stands in it.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use axum::middleware::Next;
use axum::response::Response;
use newsidx::render::terminal_safe;

use super::problem::Problem;
use super::shared::Shared;
use crate::output::Output;

const POLICY: &str = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
                      form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
];

pub(super) async fn door(State(shared): State<Arc<Shared>>, request: Request, next: Next) -> Response {
    let began = Instant::now();
    let (method, uri) = (request.method().clone(), request.uri().clone());
    let path = uri.path().to_owned();
    let mut response = match refusal(&shared, request.headers(), uri.host()) {
        Some(problem) => problem.answer(&path),
        None => next.run(request).await,
    };
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if shared.is_logged {
        let query = uri.query().map(|query| format!("?{query}")).unwrap_or_default();
        let took = began.elapsed().as_secs_f64() * 1e3;
        let line = format!(
            "{} {method} {path}{query} {} {took:.1} ms",
            jiff::Zoned::now().strftime("%Y-%m-%dT%H:%M:%S%:z"),
            response.status().as_u16(),
        );
        Output::warn(&terminal_safe(&line));
    }
    response
}

fn refusal(shared: &Shared, headers: &HeaderMap, target: Option<&str>) -> Option<Problem> {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    if !host.is_some_and(|host| is_ours(shared, host)) || target.is_some_and(|host| !is_ours(shared, host)) {
        let detail = "this server answers to addresses and `localhost`; `newsidx serve --host NAME` adds a name";
        return Some(Problem::new(StatusCode::MISDIRECTED_REQUEST, "host", "not a name of this server", detail));
    }
    if shared.token.is_some_and(|token| presented(headers).is_none_or(|given| given != token)) {
        let detail = "send the token as `Authorization: Bearer TOKEN`, or as the password where a browser asks for one";
        return Some(Problem::new(StatusCode::UNAUTHORIZED, "token", "a token is needed", detail));
    }
    None
}

/// Whether a `Host` with or without a port is an address or one of the server's names.
fn is_ours(shared: &Shared, host: &str) -> bool {
    let name = match host.strip_prefix('[') {
        Some(rest) => rest.split(']').next().unwrap_or_default(),
        None => host.rsplit_once(':').map_or(host, |(name, _)| name),
    };
    let name = name.trim_end_matches('.').to_ascii_lowercase();
    name.parse::<IpAddr>().is_ok() || shared.names.contains(&name)
}

/// The hash of the token that came. Comparing hashes takes as long whatever differs.
fn presented(headers: &HeaderMap) -> Option<blake3::Hash> {
    let value = headers.get(header::AUTHORIZATION)?.to_str().ok()?;
    let (scheme, rest) = value.split_once(' ')?;
    if scheme.eq_ignore_ascii_case("bearer") {
        return Some(blake3::hash(rest.trim().as_bytes()));
    }
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = base64(rest.trim())?;
    let colon = pair.iter().position(|byte| *byte == b':')?;
    Some(blake3::hash(pair.get(colon + 1..)?))
}

/// Decodes base64 (RFC 4648).
fn base64(text: &str) -> Option<Vec<u8>> {
    let mut bytes = vec![];
    let (mut held, mut bits) = (0u32, 0);
    for c in text.trim_end_matches('=').bytes() {
        let value = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => return None,
        };
        held = (held << 6 | u32::from(value)) & 0xff_ffff;
        bits += 6;
        if bits >= 8 {
            bits -= 8;
            bytes.push(u8::try_from(held >> bits & 0xff).ok()?);
        }
    }
    Some(bytes)
}

#[cfg(test)]
mod tests {
    use super::base64;

    #[test]
    fn base64_is_read() {
        for (text, read) in
            [("", ""), ("Zg==", "f"), ("Zm8=", "fo"), ("Zm9v", "foo"), ("OmEgdG9rZW4=", ":a token"), ("bsOl", "nå")]
        {
            assert_eq!(base64(text).unwrap(), read.as_bytes(), "{text}");
        }
        assert_eq!(base64("Z*=="), None);
    }
}
