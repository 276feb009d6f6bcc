use std::fmt;

use crate::Span;

/// One article: its text, held once, and what is known about it from outside the text.
///
/// All later layers hold [`Span`]s into [`Document::text`]. The fields beside the text carry no
/// invariant and are public; `None` means unknown.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Document {
    /// Identifier, unique within a run: the `id` field of the input, or the path of the file.
    pub id: String,
    text: String,
    /// Headline, where the input gives one apart from the text.
    pub title: Option<String>,
    /// Who published the article, as the input names it.
    pub publisher: Option<String>,
    /// Publication date as the input gives it, ISO 8601 where possible (`2025-12-05`).
    pub date: Option<String>,
    /// Canonical address of the article.
    pub url: Option<String>,
    /// Byline as the input gives it.
    pub author: Option<String>,
    /// BCP 47 language tag (`en`, `en-HK`).
    pub language: Option<String>,
    /// The text is another than the field of the input holds, which was HTML or garbled: offsets count in this one, so records
    /// carry it.
    pub remade: bool,
}

impl Document {
    /// A document with only an id and a text.
    ///
    /// # Errors
    /// [`TooLong`] where the text is longer than `u32::MAX` bytes, the reach of a [`Span`].
    pub fn new(id: impl Into<String>, text: impl Into<String>) -> Result<Self, TooLong> {
        let text = text.into();
        if u32::try_from(text.len()).is_err() {
            return Err(TooLong { bytes: text.len() });
        }
        Ok(Self { id: id.into(), text, ..Self::default() })
    }

    /// The same document with its headline.
    pub fn with_title(mut self, title: impl Into<String>) -> Self {
        self.title = Some(title.into());
        self
    }

    /// The same document with who published it.
    pub fn with_publisher(mut self, publisher: impl Into<String>) -> Self {
        self.publisher = Some(publisher.into());
        self
    }

    /// The same document with its date, ISO 8601 where possible: times such as `on Monday` are reckoned from it.
    pub fn with_date(mut self, date: impl Into<String>) -> Self {
        self.date = Some(date.into());
        self
    }

    /// The same document with its address.
    pub fn with_url(mut self, url: impl Into<String>) -> Self {
        self.url = Some(url.into());
        self
    }

    /// The same document with its byline.
    pub fn with_author(mut self, author: impl Into<String>) -> Self {
        self.author = Some(author.into());
        self
    }

    /// The whole text, unchanged from the input.
    #[inline]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The text under a span.
    ///
    /// # Panics
    /// If the span reaches past the text or cuts a character, that is, comes from another document.
    #[inline]
    pub fn slice(&self, span: Span) -> &str {
        &self.text[span.range()]
    }
}

/// A text longer than a [`Span`] can reach (4 GiB).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooLong {
    /// Length of the refused text in bytes.
    pub bytes: usize,
}

impl fmt::Display for TooLong {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "text of {} bytes is longer than the 4 GiB one article may have", self.bytes)
    }
}

impl std::error::Error for TooLong {}
