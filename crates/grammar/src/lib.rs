//! Grammar of English news text: the layer between words and names.

pub mod lexicon;
