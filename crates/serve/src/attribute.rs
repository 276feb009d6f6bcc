//! `POST /v1/attribute`: articles in, records out.

use std::collections::VecDeque;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{HeaderValue, Request, Response, StatusCode, header};
use axum::response::IntoResponse as _;
use dixit_pipeline::ingest::{Failure, Raw};
use tokio::sync::oneshot;

use crate::answer::{Answer, Failed, Form};
use crate::body::{self, Media, Shape};
use crate::pool::Pool;
use crate::problem::{Problem, bytes_response, json_response};
use crate::state::Shared;

/// Bodies of more bytes are not cut into articles between other requests.
const LARGE: usize = 64 << 10;

pub(crate) async fn attribute(State(state): State<Shared>, request: Request<Body>) -> Response<Body> {
    let (parts, body) = request.into_parts();
    // Before anything is read, so that what waits is bounded.
    let Ok(_admitted) = state.admission.try_acquire() else {
        body::drain(body, state.max_body).await;
        return busy().into_response();
    };
    let form = match form(&parts.headers, parts.uri.query()) {
        Ok(form) => form,
        Err(problem) => return refuse(body, state.max_body, problem).await,
    };
    let media = match Media::of(&parts.headers) {
        Ok(media) => media,
        Err(problem) => return refuse(body, state.max_body, problem).await,
    };
    let length =
        parts.headers.get(header::CONTENT_LENGTH).and_then(|n| n.to_str().ok()?.parse::<usize>().ok());
    if length.is_some_and(|length| length > state.max_body) {
        return refuse(body, state.max_body, body::too_large(state.max_body)).await;
    }
    let read = body::read(body, state.max_body, state.read_limit).await;
    let articles = match read {
        Ok(bytes) => cut(media, bytes).await,
        Err(problem) => Err(problem),
    };
    match articles {
        Ok((shape, articles)) => answer(&state.pool, shape, articles, form).await,
        Err(problem) => problem.into_response(),
    }
}

fn busy() -> Problem {
    let problem =
        Problem::new(StatusCode::TOO_MANY_REQUESTS, "busy", "as many requests wait as may; try again");
    problem.with(header::RETRY_AFTER, HeaderValue::from_static("1"))
}

async fn refuse(body: Body, most: usize, problem: Problem) -> Response<Body> {
    body::drain(body, most).await;
    problem.into_response()
}

/// What the request wants of each record: `?text=false`, or a page by its `Accept`.
fn form(headers: &header::HeaderMap, query: Option<&str>) -> Result<Form, Problem> {
    let wrong = |message| Problem::new(StatusCode::BAD_REQUEST, "query", message);
    let mut form = Form::Record;
    for pair in query.unwrap_or_default().split('&').filter(|pair| !pair.is_empty()) {
        form = match pair {
            "text=true" => Form::Record,
            "text=false" => Form::Bare,
            _ => return Err(wrong("the query knows text=true and text=false alone")),
        };
    }
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    Ok(if accept.starts_with("text/html") { Form::Page } else { form })
}

async fn cut(media: Media, bytes: Bytes) -> Result<(Shape, Vec<Result<Raw, Failure>>), Problem> {
    if bytes.len() < LARGE {
        return body::articles(media, bytes);
    }
    let cut = tokio::task::spawn_blocking(move || body::articles(media, bytes)).await;
    cut.unwrap_or_else(|_| {
        Err(Problem::new(StatusCode::INTERNAL_SERVER_ERROR, "internal", "the body could not be read"))
    })
}

async fn answer(
    pool: &Pool,
    shape: Shape,
    articles: Vec<Result<Raw, Failure>>,
    form: Form,
) -> Response<Body> {
    match shape {
        Shape::One => one(pool, articles, form).await,
        _ if form == Form::Page => {
            let problem = Problem::new(
                StatusCode::NOT_ACCEPTABLE,
                "accept",
                "a page shows one article; send one, or accept JSON",
            );
            problem.into_response()
        }
        Shape::Many => {
            let body = joined(all(pool, articles, form).await, "[", ",", "]\n");
            bytes_response(StatusCode::OK, "application/json", body)
        }
        Shape::Lines => {
            let answers = all(pool, articles, form).await;
            let end = if answers.is_empty() { "" } else { "\n" };
            let body = joined(answers, "", "\n", end);
            bytes_response(StatusCode::OK, "application/x-ndjson", body)
        }
    }
}

/// One article: its failure is that of the request.
async fn one(pool: &Pool, articles: Vec<Result<Raw, Failure>>, form: Form) -> Response<Body> {
    match (all(pool, articles, form).await.pop(), form) {
        (Some(Answer::Done(page)), Form::Page) => {
            bytes_response(StatusCode::OK, "text/html; charset=utf-8", page)
        }
        (Some(Answer::Done(mut line)), _) => {
            line.push(b'\n');
            bytes_response(StatusCode::OK, "application/json", line)
        }
        (Some(Answer::Failed(failed)), _) => {
            let status = match failed.kind.as_str() {
                "internal" => StatusCode::INTERNAL_SERVER_ERROR,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            json_response(status, &failed.to_json())
        }
        (None, _) => {
            Problem::new(StatusCode::BAD_REQUEST, "empty", "there is no article in the body").into_response()
        }
    }
}

/// The answers to some articles, in their order. Only as many are handed over at once as are analysed at once, so that other
/// requests have their turn in between.
async fn all(pool: &Pool, articles: Vec<Result<Raw, Failure>>, form: Form) -> Vec<Answer> {
    let mut answers = Vec::with_capacity(articles.len());
    let mut in_work: VecDeque<(String, oneshot::Receiver<Answer>)> = VecDeque::new();
    let mut articles = articles.into_iter();
    loop {
        while in_work.len() < pool.size()
            && let Some(article) = articles.next()
        {
            in_work.push_back(match article {
                Ok(raw) => (raw.name.clone(), pool.analyse(raw, form)),
                Err(Failure { name, error }) => {
                    let (answer, answered) = oneshot::channel();
                    let failed = Failed::new(&name, error.kind(), error.to_string());
                    let _ = answer.send(Answer::Failed(failed));
                    (name, answered)
                }
            });
        }
        let Some((name, answered)) = in_work.pop_front() else { return answers };
        let gone = || Answer::Failed(Failed::new(&name, "internal", "its thread ended; please report it"));
        answers.push(answered.await.unwrap_or_else(|_| gone()));
    }
}

fn joined(answers: Vec<Answer>, open: &str, between: &str, close: &str) -> Vec<u8> {
    let mut out = Vec::from(open);
    for (i, answer) in answers.into_iter().enumerate() {
        if i > 0 {
            out.extend_from_slice(between.as_bytes());
        }
        match answer {
            Answer::Done(line) => out.extend_from_slice(&line),
            Answer::Failed(failed) => out.extend_from_slice(failed.to_json().to_string().as_bytes()),
        }
    }
    out.extend_from_slice(close.as_bytes());
    out
}
