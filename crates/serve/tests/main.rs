//! The server as its clients meet it: over a connection.

mod api;
mod harness;
mod limits;
mod review;
