//! `GET /`: a page to paste an article and see it attributed.

use std::sync::LazyLock;

use axum::body::Body;
use axum::http::{HeaderValue, Response, StatusCode, header};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use crate::problem::bytes_response;

static SCRIPT: LazyLock<String> =
    LazyLock::new(|| [dixit_report::THEME_SCRIPT, include_str!("../assets/paste.js")].concat());

/// The page as it is sent.
static PAGE: LazyLock<String> = LazyLock::new(|| {
    include_str!("../assets/paste.html")
        .replace("/*base*/", dixit_report::BASE_STYLE)
        .replace("/*style*/", include_str!("../assets/paste.css"))
        .replace("/*script*/", &SCRIPT)
});

/// Two scripts may run, told by their hashes: that of the page and that of the article, which stands in a frame and has an origin of
/// its own.
static POLICY: LazyLock<Option<HeaderValue>> = LazyLock::new(|| {
    let hashes = [SCRIPT.as_str(), dixit_report::ARTICLE_SCRIPT]
        .map(|s| STANDARD.encode(Sha256::digest(s.as_bytes())));
    let [page, article] = hashes;
    let policy = format!(
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-{page}' 'sha256-{article}'; \
         connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    );
    HeaderValue::try_from(policy).ok()
});

pub(crate) async fn page() -> Response<Body> {
    let mut response = bytes_response(StatusCode::OK, "text/html; charset=utf-8", PAGE.as_str());
    if let Some(policy) = &*POLICY {
        response.headers_mut().insert(header::CONTENT_SECURITY_POLICY, policy.clone());
    }
    response
}
