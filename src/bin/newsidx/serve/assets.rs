//! Style, script and picture of the page, inside the program. Their names change with what is
//! in them, so a browser may keep them for ever.

use std::sync::LazyLock;

use axum::extract::Request;
use axum::http::header;
use axum::response::Response;

use super::answer::Answer;
use super::problem::Problem;

/// A file of the page.
pub(super) struct Asset {
    /// Its address.
    pub(super) address: String,
    kind: &'static str,
    text: &'static str,
}

pub(super) static STYLE: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("style", "css", "text/css; charset=utf-8", include_str!("assets/style.css")));
pub(super) static SCRIPT: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("page", "js", "text/javascript; charset=utf-8", include_str!("assets/page.js")));
pub(super) static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("assets/icon.svg")));

impl Asset {
    fn new(name: &str, extension: &str, kind: &'static str, text: &'static str) -> Self {
        let hash = blake3::hash(text.as_bytes()).to_hex();
        let hash = hash.get(..12).unwrap_or_default();
        Self { address: format!("/assets/{name}.{hash}.{extension}"), kind, text }
    }
}

/// Changes with the program and its assets.
pub(super) fn version() -> &'static str {
    static VERSION: LazyLock<String> = LazyLock::new(|| {
        let names = [&*STYLE, &*SCRIPT, &*ICON].map(|asset| asset.address.as_str()).concat();
        let hash = blake3::hash(names.as_bytes()).to_hex();
        format!("{}-{}", env!("CARGO_PKG_VERSION"), hash.get(..6).unwrap_or_default())
    });
    &VERSION
}

pub(super) async fn asset(request: Request) -> Response {
    let path = request.uri().path();
    match [&*STYLE, &*SCRIPT, &*ICON].into_iter().find(|asset| asset.address == path) {
        Some(asset) => {
            let answer = Answer::new(asset.kind, asset.text);
            answer.header(header::CACHE_CONTROL, "public, max-age=31536000, immutable").response()
        }
        None => Problem::not_found("there is no page at this address").answer(path),
    }
}
