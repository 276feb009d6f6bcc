//! Unpublished tools of the workspace: training, packing, benches.
fn main() {}
