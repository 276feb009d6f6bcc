//! Which request goes where.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::State;
use axum::http::{Request, Response, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::IntoResponse as _;
use axum::routing::{get, post};
use dixit_pipeline::record::SCHEMA;
use serde_json::{Value, json};

use crate::attribute::attribute;
use crate::body::drain;
use crate::correct;
use crate::figures;
use crate::page;
use crate::problem::{Problem, bytes_response, json_response};
use crate::state::Shared;

const ATTRIBUTE: &str = "/v1/attribute";
const HEALTH: &str = "/v1/health";
const OPENAPI: &str = "/v1/openapi.json";
const METRICS: &str = "/metrics";

/// The route of a path, for figures: one of few, whatever is asked for.
pub(crate) fn route(path: &str) -> &'static str {
    if correct::is_route(path) {
        return "/review";
    }
    [ATTRIBUTE, HEALTH, OPENAPI, METRICS, "/"].into_iter().find(|known| *known == path).unwrap_or("other")
}

pub(crate) fn router(state: &Shared) -> Router {
    let with_review = state.review.is_some();
    let guarded = if with_review { correct::guarded() } else { Router::new() };
    let guarded = guarded
        .route(ATTRIBUTE, post(attribute))
        .route(METRICS, get(metrics))
        .route_layer(middleware::from_fn_with_state(Arc::clone(state), bearers_only));
    let open = if with_review { correct::open() } else { Router::new() };
    let open = open
        .route("/", get(page::page))
        .route(HEALTH, get(health))
        .route(OPENAPI, get(openapi))
        .route_layer(middleware::from_fn_with_state(Arc::clone(state), known_host_only));
    let missing = || async { Problem::new(StatusCode::NOT_FOUND, "path", "there is nothing at this path") };
    let other = || async { Problem::new(StatusCode::METHOD_NOT_ALLOWED, "method", "not by this method") };
    guarded.merge(open).fallback(missing).method_not_allowed_fallback(other).with_state(Arc::clone(state))
}

async fn bearers_only(State(state): State<Shared>, request: Request<Body>, next: Next) -> Response<Body> {
    match state.guard.check(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => {
            drain(request.into_body(), state.max_body).await;
            problem.into_response()
        }
    }
}

async fn known_host_only(State(state): State<Shared>, request: Request<Body>, next: Next) -> Response<Body> {
    match state.guard.check_open(request.headers()) {
        Ok(()) => next.run(request).await,
        Err(problem) => problem.into_response(),
    }
}

async fn health(State(state): State<Shared>) -> Response<Body> {
    let (engine, version) = &state.engine;
    json_response(StatusCode::OK, &json!({"status": "ok", "engine": engine, "version": version}))
}

async fn metrics(State(state): State<Shared>) -> Response<Body> {
    let text = figures::text(&state);
    bytes_response(StatusCode::OK, "text/plain; version=0.0.4; charset=utf-8", text)
}

async fn openapi() -> Response<Body> {
    match document() {
        Ok(document) => json_response(StatusCode::OK, &document),
        Err(error) => {
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", error.to_string()).into_response()
        }
    }
}

/// The description of the interface, with the schema of the record in it.
fn document() -> serde_json::Result<Value> {
    let mut document: Value = serde_json::from_str(include_str!("../assets/openapi.json"))?;
    document["info"]["version"] = env!("CARGO_PKG_VERSION").into();
    let mut record: Value = serde_json::from_str(SCHEMA)?;
    // References within the schema are to its own definitions, wherever it stands.
    record["$id"] = "https://dixit.invalid/record-v1.schema.json".into();
    document["components"]["schemas"]["Record"] = record;
    Ok(document)
}

/// That browsers may show what is answered, and do nothing else with it.
pub(crate) fn finish(mut response: Response<Body>) -> Response<Body> {
    let headers = response.headers_mut();
    headers.insert(header::REFERRER_POLICY, header::HeaderValue::from_static("no-referrer"));
    headers.insert(header::X_FRAME_OPTIONS, header::HeaderValue::from_static("DENY"));
    headers.insert("cross-origin-resource-policy", header::HeaderValue::from_static("same-origin"));
    response
}
