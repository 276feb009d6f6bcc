//! Pure-Rust scoring of small trained models: container, feature hashing, sequence decoding.
