//! Tokenization of news: words, sentences, paragraphs and quotation marks, as byte spans into the original.
//!
//! [`tokenize`] reads a text once and returns [`Tokens`], the layer every later stage reads. It never fails
//! and never changes the text.
//!
//! ```
//! let tokens = dixit_tokens::tokenize("“It won’t rain,” she said.");
//! assert_eq!(tokens.quoted().len(), 1);
//! ```

mod abbreviations;
mod addresses;
mod chars;
mod clitics;
mod layer;
mod letters;
mod marks;
mod numbers;
mod paragraphs;
mod quotation;
mod sentences;
mod tokenize;
mod words;

pub use layer::{Case, MarkStyle, Paragraph, Quoted, Sentence, Token, TokenKind, Tokens};
pub use tokenize::{tokenize, tokenize_into};
pub use words::{Words, words};
