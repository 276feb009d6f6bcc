//! Tokenization of news: words, sentences, paragraphs and quotation marks, as byte spans into the original.
//!
//! [`tokenize`] reads a text once and returns [`Tokens`], the layer every later stage reads. It never fails
//! and never changes the text.
//!
//! ```
//! let tokens = dixit_tokens::tokenize("“It won’t rain,” she said.");
//! assert_eq!(tokens.quoted().len(), 1);
//! ```

mod layer;
mod tokenize;

pub use layer::{MarkStyle, Paragraph, Quoted, Sentence, Token, TokenKind, Tokens};
pub use tokenize::{tokenize, tokenize_into};
