//! `/review`: the page, its queue, and the gold it saves.

use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Path, State};
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use axum::routing::get;
use dixit_eval::read;
use percent_encoding::percent_decode_str;
use serde_json::{Value, json};

use crate::body;
use crate::gold::Annotator;
use crate::problem::{Problem, bytes_response, json_response};
use crate::review::{Review, ToCorrect};
use crate::state::Shared;

const PAGE: &str = "/review";
const QUEUE: &str = "/review/queue";
const ARTICLE: &str = "/review/articles/{number}";

/// What anybody may read: the page, in which there is nothing yet.
pub(crate) fn open() -> Router<Shared> {
    Router::new().route(PAGE, get(page))
}

pub(crate) fn guarded() -> Router<Shared> {
    Router::new().route(QUEUE, get(queue)).route(ARTICLE, get(load).put(save))
}

/// Whether a path is one of these, for figures.
pub(crate) fn is_route(path: &str) -> bool {
    path == PAGE || path.starts_with("/review/")
}

async fn page() -> Response<Body> {
    let mut response =
        bytes_response(StatusCode::OK, "text/html; charset=utf-8", dixit_report::review_page());
    let policy = HeaderValue::from_static("frame-ancestors 'none'");
    response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy);
    response
}

/// Runs `work`, which reads and writes files, where it holds up no other request.
async fn beside(
    state: &Shared,
    work: impl FnOnce(&Review) -> Result<Value, Problem> + Send + 'static,
) -> Response<Body> {
    let state = Arc::clone(state);
    let done = tokio::task::spawn_blocking(move || match &state.review {
        Some(review) => work(review),
        None => Err(Problem::new(StatusCode::NOT_FOUND, "path", "there is nothing to correct")),
    });
    match done.await {
        Ok(Ok(value)) => json_response(StatusCode::OK, &value),
        Ok(Err(problem)) => problem.into_response(),
        Err(_) => {
            Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the work stopped").into_response()
        }
    }
}

/// `?annotator=NAME`.
fn annotator(query: Option<&str>) -> Result<Annotator, Problem> {
    let wrong = || {
        let message =
            "the query must be annotator=NAME, the name of letters, figures, _ and - and not longer than 40";
        Problem::new(StatusCode::BAD_REQUEST, "annotator", message)
    };
    let name = query.and_then(|query| query.strip_prefix("annotator=")).ok_or_else(wrong)?;
    percent_decode_str(name).decode_utf8().ok().and_then(|name| Annotator::new(&name)).ok_or_else(wrong)
}

fn article(review: &Review, number: usize) -> Result<&ToCorrect, Problem> {
    let missing = || Problem::new(StatusCode::NOT_FOUND, "path", "there is no article of this number");
    review.articles.get(number).ok_or_else(missing)
}

fn unsaved(error: &std::io::Error) -> Problem {
    Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "gold", format!("the gold file cannot be used: {error}"))
}

async fn queue(State(state): State<Shared>, request: Request<Body>) -> Response<Body> {
    let annotator = annotator(request.uri().query());
    beside(&state, move |review| {
        let annotator = annotator?;
        let one = |(number, article): (usize, &ToCorrect)| {
            // What cannot be read is told when the article is opened.
            let gold = review.gold.load(&annotator, &article.file).ok().flatten();
            let complete = gold.is_some_and(|gold| gold["review"]["complete"] == true);
            let ToCorrect { id, title, least, disagreements, .. } = article;
            json!({"number": number, "id": id, "title": title, "least": least, "disagreements": disagreements, "complete": complete})
        };
        Ok(review.articles.iter().enumerate().map(one).collect())
    })
    .await
}

async fn load(
    State(state): State<Shared>,
    Path(number): Path<usize>,
    request: Request<Body>,
) -> Response<Body> {
    let annotator = annotator(request.uri().query());
    beside(&state, move |review| {
        let (annotator, article) = (annotator?, article(review, number)?);
        let gold = review.gold.load(&annotator, &article.file).map_err(|error| unsaved(&error))?;
        let record: Value =
            serde_json::from_slice(&article.record).map_err(|error| unsaved(&error.into()))?;
        Ok(json!({"record": record, "gold": gold}))
    })
    .await
}

async fn save(
    State(state): State<Shared>,
    Path(number): Path<usize>,
    request: Request<Body>,
) -> Response<Body> {
    let (parts, body) = request.into_parts();
    let bytes = match body::read(body, state.max_body, state.read_limit).await {
        Ok(bytes) => bytes,
        Err(problem) => return problem.into_response(),
    };
    let annotator = annotator(parts.uri.query());
    beside(&state, move |review| {
        let (annotator, article) = (annotator?, article(review, number)?);
        check(article, &bytes)?;
        review.gold.save(&annotator, &article.file, &bytes).map_err(|error| unsaved(&error))?;
        Ok(json!({"saved": article.id}))
    })
    .await
}

/// Takes gold only if `dixit eval` will, and if it is of this article.
fn check(article: &ToCorrect, bytes: &[u8]) -> Result<(), Problem> {
    let wrong = |message: String| Problem::new(StatusCode::UNPROCESSABLE_ENTITY, "gold", message);
    let json = std::str::from_utf8(bytes).map_err(|error| wrong(error.to_string()))?;
    let read = read::gold(&article.file, json, &read::Options::default())
        .map_err(|error| wrong(error.to_string()))?;
    let record: dixit_pipeline::Record<'_> =
        serde_json::from_slice(&article.record).map_err(|error| wrong(error.to_string()))?;
    match &read[..] {
        [one] if one.id == article.id && Some(one.text.as_str()) == record.article.text.as_deref() => Ok(()),
        _ => Err(wrong("it is the gold of another article".to_owned())),
    }
}
