//! What the unpublished tools of the workspace share.

pub mod gold;
pub mod links;
pub mod speakers;
