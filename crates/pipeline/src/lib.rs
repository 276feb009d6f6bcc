//! The facade of dixit: Analyzer for one document, bulk runs for many.
