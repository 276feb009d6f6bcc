use std::fmt;
use std::io;
use std::net::SocketAddr;

/// Why a server cannot start or go on.
#[derive(Debug)]
pub struct Error(Kind);

#[derive(Debug)]
enum Kind {
    NeedsToken(SocketAddr),
    EmptyToken,
    Bind(SocketAddr, io::Error),
    Review(io::Error),
    System(io::Error),
}

impl Error {
    pub(crate) fn needs_token(address: SocketAddr) -> Self {
        Self(Kind::NeedsToken(address))
    }

    pub(crate) fn empty_token() -> Self {
        Self(Kind::EmptyToken)
    }

    pub(crate) fn bind(address: SocketAddr, error: io::Error) -> Self {
        Self(Kind::Bind(address, error))
    }

    pub(crate) fn review(error: io::Error) -> Self {
        Self(Kind::Review(error))
    }

    pub(crate) fn system(error: io::Error) -> Self {
        Self(Kind::System(error))
    }

    /// Whether the address can be reached from other machines and no token was given.
    pub fn is_needs_token(&self) -> bool {
        matches!(self.0, Kind::NeedsToken(_))
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::NeedsToken(address) => write!(
                f,
                "{address} can be reached from other machines: give a token with --token or DIXIT_TOKEN"
            ),
            Kind::EmptyToken => f.write_str("the token is empty"),
            Kind::Bind(address, _) => {
                write!(f, "cannot listen on {address}; --port names another port, of which 0 is a free one")
            }
            Kind::Review(_) => f.write_str("the articles to be corrected cannot be had"),
            Kind::System(_) => f.write_str("the server cannot go on"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0 {
            Kind::NeedsToken(_) | Kind::EmptyToken => None,
            Kind::Bind(_, error) | Kind::Review(error) | Kind::System(error) => Some(error),
        }
    }
}
