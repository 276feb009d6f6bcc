//! From the body of a request to articles, still bytes.

use std::io::Cursor;
use std::time::Duration;

use axum::body::{Body as HttpBody, Bytes};
use axum::http::{HeaderMap, StatusCode, header};
use dixit_pipeline::ingest::{Body, Failure, InputFormat, Raw, Reader, ReaderOptions};
use http_body_util::{BodyExt as _, LengthLimitError, Limited};
use serde::de::IgnoredAny;

use crate::problem::Problem;

/// What articles without an id are called.
const NAME: &str = "article";
/// Most articles of a request: each takes memory beside its bytes, also where it is no article but a figure in a long list.
const MOST: usize = 10_000;
/// How long a body that nobody wants is read, so that its sender comes to read the answer.
const DRAIN: Duration = Duration::from_secs(2);

/// How the articles were sent, and are therefore answered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    One,
    Many,
    Lines,
}

/// What a body is written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Media {
    Json,
    Lines,
    Text,
    Html,
    Markdown,
}

impl Media {
    /// By the header of the request.
    pub(crate) fn of(headers: &HeaderMap) -> Result<Self, Problem> {
        let unsupported =
            |message: String| Err(Problem::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, "media_type", message));
        if headers.get(header::CONTENT_ENCODING).is_some_and(|encoding| encoding != "identity") {
            return unsupported("packed bodies are not read; send it as it is".to_owned());
        }
        let given =
            headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let essence = given.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        Ok(match essence.as_str() {
            "application/json" => Self::Json,
            "application/x-ndjson" | "application/jsonl" => Self::Lines,
            "text/plain" => Self::Text,
            "text/html" => Self::Html,
            "text/markdown" => Self::Markdown,
            other => {
                let what = if other.is_empty() {
                    "the request has no Content-Type".to_owned()
                } else {
                    format!("{other:?} is not read")
                };
                return unsupported(format!(
                    "{what}; send application/json, application/x-ndjson, text/plain, text/html or text/markdown"
                ));
            }
        })
    }
}

/// The whole body.
pub(crate) async fn read(body: HttpBody, most: usize, within: Duration) -> Result<Bytes, Problem> {
    let whole = Limited::new(body, most).collect();
    match tokio::time::timeout(within, whole).await {
        Err(_) => Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "slow", "the body did not come in time")),
        Ok(Ok(whole)) => Ok(whole.to_bytes()),
        Ok(Err(error)) if error.is::<LengthLimitError>() => Err(too_large(most)),
        Ok(Err(_)) => Err(Problem::new(StatusCode::BAD_REQUEST, "body", "the body came to an early end")),
    }
}

pub(crate) fn too_large(most: usize) -> Problem {
    let message =
        format!("the body is longer than {most} bytes; send fewer articles at once, or raise --max-size");
    Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)
}

/// Reads on, for a while, what nobody wants: a connection that is closed on unread bytes may lose the answer.
pub(crate) async fn drain(body: HttpBody, most: usize) {
    let whole = async {
        let mut limited = Limited::new(body, most);
        while let Some(Ok(_)) = limited.frame().await {}
    };
    let _ = tokio::time::timeout(DRAIN, whole).await;
}

/// The articles in a body, and how they were sent.
pub(crate) fn articles(media: Media, bytes: Bytes) -> Result<(Shape, Vec<Result<Raw, Failure>>), Problem> {
    let one = |body| Ok((Shape::One, vec![Ok(Raw { name: NAME.to_owned(), body })]));
    match media {
        Media::Text => one(Body::Text(bytes.into())),
        Media::Html => one(Body::Html(bytes.into())),
        Media::Markdown => one(Body::Markdown(bytes.into())),
        Media::Lines => at_most(Shape::Lines, lines(&bytes)),
        Media::Json => json(bytes),
    }
}

fn at_most(
    shape: Shape,
    articles: Vec<Result<Raw, Failure>>,
) -> Result<(Shape, Vec<Result<Raw, Failure>>), Problem> {
    if articles.len() <= MOST {
        return Ok((shape, articles));
    }
    let message = format!("there are more than {MOST} articles in the body; send fewer at once");
    Err(Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "too_many", message))
}

fn lines(bytes: &[u8]) -> Vec<Result<Raw, Failure>> {
    let lines = bytes.split(|&byte| byte == b'\n').enumerate();
    let lines = lines.filter(|(_, line)| !line.trim_ascii().is_empty()).take(MOST + 1);
    lines
        .map(|(i, line)| Ok(Raw { name: format!("{NAME}:{}", i + 1), body: Body::Json(line.to_vec()) }))
        .collect()
}

/// An object is one article, unless it is an envelope around an array of them.
fn json(bytes: Bytes) -> Result<(Shape, Vec<Result<Raw, Failure>>), Problem> {
    let wrong = |message: String| Problem::new(StatusCode::BAD_REQUEST, "json", message);
    serde_json::from_slice::<IgnoredAny>(&bytes)
        .map_err(|error| wrong(format!("the body is not valid JSON: {error}")))?;
    let whole = bytes.trim_ascii().len();
    let is_object = match bytes.trim_ascii_start().first() {
        Some(b'{') => true,
        Some(b'[') => false,
        _ => return Err(wrong("the body is neither an article nor an array of articles".to_owned())),
    };
    let options = ReaderOptions { format: InputFormat::Json, ..ReaderOptions::default() };
    let mut articles: Vec<_> = Reader::stream(NAME, Cursor::new(bytes), options).take(MOST + 1).collect();
    if let (true, [Ok(raw)]) = (is_object, &mut articles[..])
        && raw.body.len() == whole
    {
        raw.name.truncate(NAME.len());
        return Ok((Shape::One, articles));
    }
    at_most(Shape::Many, articles)
}
