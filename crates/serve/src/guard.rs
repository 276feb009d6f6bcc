//! Who may ask.

use std::net::IpAddr;

use axum::http::uri::Authority;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use sha2::{Digest as _, Sha256};

use crate::problem::Problem;

/// What is asked of a request.
pub(crate) struct Guard {
    /// SHA-256 of the token.
    token: Option<[u8; 32]>,
}

impl Guard {
    pub(crate) fn new(token: Option<&str>) -> Self {
        Self { token: token.map(|token| Sha256::digest(token.as_bytes()).into()) }
    }

    /// Lets a request through to what anybody may read.
    pub(crate) fn check_open(&self, headers: &HeaderMap) -> Result<(), Problem> {
        // Without a token the server is for this machine alone; a page from elsewhere could reach it through a browser here, by a
        // name that leads to this machine.
        if self.token.is_none() && !host(headers).is_some_and(|host| is_local(host.host())) {
            return Err(forbidden("the Host of the request is not this machine"));
        }
        Ok(())
    }

    /// Lets a request through to all else.
    pub(crate) fn check(&self, headers: &HeaderMap) -> Result<(), Problem> {
        self.check_open(headers)?;
        if let Some(origin) = headers.get(header::ORIGIN) {
            let host = headers.get(header::HOST).map(HeaderValue::as_bytes).unwrap_or_default();
            let of_origin =
                [&b"http://"[..], b"https://"].iter().find_map(|s| origin.as_bytes().strip_prefix(*s));
            if of_origin != Some(host) {
                return Err(forbidden("the request comes from a page of another site"));
            }
        }
        let Some(token) = &self.token else { return Ok(()) };
        let given = headers.get(header::AUTHORIZATION).map(HeaderValue::as_bytes).unwrap_or_default();
        let (scheme, given) = given.split_at_checked(7).unwrap_or_default();
        if scheme.eq_ignore_ascii_case(b"bearer ") && same(token, &Sha256::digest(given.trim_ascii()).into())
        {
            return Ok(());
        }
        let problem =
            Problem::new(StatusCode::UNAUTHORIZED, "token", "the request bears no token, or a wrong one");
        Err(problem.with(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer")))
    }
}

fn forbidden(message: &str) -> Problem {
    Problem::new(StatusCode::FORBIDDEN, "origin", message)
}

fn host(headers: &HeaderMap) -> Option<Authority> {
    headers.get(header::HOST)?.to_str().ok()?.parse().ok()
}

fn is_local(host: &str) -> bool {
    let bare = host.strip_prefix('[').and_then(|host| host.strip_suffix(']')).unwrap_or(host);
    host.eq_ignore_ascii_case("localhost")
        || bare.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}

/// Compares digests in a time that says nothing of where they differ.
fn same(a: &[u8; 32], b: &[u8; 32]) -> bool {
    let differences = a.iter().zip(b).fold(0, |all, (a, b)| all | (a ^ b));
    std::hint::black_box(differences) == 0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|&(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
    }

    #[test]
    fn without_a_token_only_this_machine_is_let_in() {
        let guard = Guard::new(None);
        let check = |pairs: &[(&'static str, &'static str)]| guard.check(&headers(pairs)).is_ok();
        for host in ["localhost:8017", "LOCALHOST", "127.0.0.1:80", "127.9.9.9", "[::1]:8017"] {
            assert!(check(&[("host", host)]), "{host}");
        }
        for host in
            ["example.com", "localhost.example.com", "192.168.0.3:8017", "127.0.0.1.example.com", "", "@"]
        {
            assert!(!check(&[("host", host)]), "{host}");
        }
        assert!(!check(&[]));
        assert!(check(&[("host", "localhost:8017"), ("origin", "http://localhost:8017")]));
        for origin in
            ["http://example.com", "http://localhost:9000", "null", "http://localhost:8017.example.com"]
        {
            assert!(!check(&[("host", "localhost:8017"), ("origin", origin)]), "{origin}");
        }
    }

    #[test]
    fn with_a_token_only_its_bearers_are_let_in() {
        let guard = Guard::new(Some("s3cret"));
        let check =
            |value: &'static str| guard.check(&headers(&[("host", "h"), ("authorization", value)])).is_ok();
        assert!(check("Bearer s3cret") && check("bearer s3cret"));
        for wrong in ["", "Bearer", "Bearer ", "s3cret", "Bearer s3cre", "Bearer s3crets", "Basic s3cret"] {
            assert!(!check(wrong), "{wrong}");
        }
        assert!(guard.check(&headers(&[("host", "h")])).is_err());
        assert!(guard.check_open(&headers(&[("host", "h")])).is_ok());
    }
}
