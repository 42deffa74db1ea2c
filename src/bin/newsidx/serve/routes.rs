//! Which address does what.

use std::sync::Arc;

use axum::Router;
use axum::extract::{Request, State};
use axum::middleware::from_fn_with_state;
use axum::response::Response;
use axum::routing::{MethodRouter, get};

use super::answer::{Work, answer};
use super::door::door;
use super::problem::Problem;
use super::shared::Shared;
use super::{api, assets, export, openapi, page};

pub(super) fn router(shared: Arc<Shared>) -> Router {
    Router::new()
        .route("/", works(page::search))
        .route("/articles/{id}", works(page::article))
        .route("/stories", works(page::stories))
        .route("/stories/{id}", works(page::story))
        .route("/compare", works(page::compare))
        .route("/why", works(page::why))
        .route("/about", works(page::about))
        .route("/help", works(page::help))
        .route("/api/v1/search", works(api::search))
        .route("/api/v1/articles/{id}", works(api::article))
        .route("/api/v1/stories", works(api::stories))
        .route("/api/v1/stories/{id}", works(api::story))
        .route("/api/v1/facets", works(api::facets))
        .route("/api/v1/timeline", works(api::timeline))
        .route("/api/v1/why", works(api::why))
        .route("/api/v1/stats", works(api::stats))
        .route("/api/v1/export", works(export::export))
        .route("/api/v1/openapi.json", works(openapi::document))
        .route("/assets/{name}", get(assets::asset))
        .fallback(async |request: Request| Problem::not_found("there is no page at this address").answer(request.uri().path()))
        .method_not_allowed_fallback(async |request: Request| Problem::method().answer(request.uri().path()))
        .layer(from_fn_with_state(Arc::clone(&shared), door))
        .with_state(shared)
}

fn works(work: Work) -> MethodRouter<Arc<Shared>> {
    get(move |state: State<Arc<Shared>>, request: Request| -> std::pin::Pin<Box<dyn Future<Output = Response> + Send>> {
        Box::pin(answer(state, request, work))
    })
}
