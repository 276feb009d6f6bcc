//! Web pages: the main text, and what the page says of itself.

use dom_smoothie::{Config, Readability, TextMode};
use encoding_rs::Encoding;

use crate::InputError;
use crate::fields::Field;
use crate::json::Fields;

/// A main text of fewer characters is a remnant of menus and buttons, not an article.
const MIN_CHARS: usize = 80;

/// The article in a page, by Mozilla's Readability: navigation, comments and advertisements are left out.
pub(crate) fn article(page: &str) -> Result<Fields, InputError> {
    // Formatted text keeps paragraphs apart, which quotations need.
    let config = Config { text_mode: TextMode::Formatted, ..Config::default() };
    let read = Readability::new(page, None, Some(config)).and_then(|mut page| page.parse());
    let article = read.map_err(|_| InputError::NoMainText)?;
    let mut fields = Fields::default();
    let mut set = |field: Field, value: Option<String>| {
        fields.values[field as usize] = value.map(|v| v.trim().to_owned()).filter(|v| !v.is_empty());
    };
    set(Field::Text, Some(article.text_content.to_string()));
    set(Field::Title, Some(article.title));
    set(Field::Author, article.byline);
    set(Field::Publisher, article.site_name);
    set(Field::Date, article.published_time);
    set(Field::Url, article.url);
    set(Field::Language, article.lang);
    match &fields.values[Field::Text as usize] {
        Some(text) if text.chars().count() >= MIN_CHARS => match boilerplate(text) {
            Some(what) => Err(InputError::Boilerplate { what }),
            None => Ok(fields),
        },
        _ => Err(InputError::NoMainText),
    }
}

/// A text of more characters is an article, whatever it says beside.
const MAX_BOILERPLATE: usize = 600;

/// Words that pages put in the place of an article.
const BOILERPLATE: &[&str] = &[
    "enable javascript",
    "javascript is disabled",
    "enable cookies",
    "accept cookies",
    "use of cookies",
    "we use cookies",
    "access denied",
    "page not found",
    "404 not found",
    "403 forbidden",
    "are you a robot",
    "are not a robot",
    "verify you are human",
    "unusual traffic",
    "captcha",
    "subscribe to continue",
    "subscribe to read",
    "log in to continue",
    "sign in to continue",
    "create an account",
    "content is not available in your",
    "unavailable in your region",
    "temporarily unavailable",
    "service unavailable",
    "no longer available",
    "all rights reserved",
    "your browser is not supported",
    "unsupported browser",
];

/// The words that show a short text to be none of an article; quotations are never boilerplate.
fn boilerplate(text: &str) -> Option<&'static str> {
    if text.len() > MAX_BOILERPLATE || text.contains(['“', '"']) {
        return None;
    }
    let text = text.to_lowercase();
    BOILERPLATE.iter().copied().find(|words| text.contains(words))
}

/// The encoding a page declares in its head: `<meta charset=…>`.
pub(crate) fn declared_encoding(page: &[u8]) -> Option<&'static Encoding> {
    const LOOK: usize = 2048;
    let head = &page[..page.len().min(LOOK)];
    let at = memchr::memmem::find(head, b"charset=")? + b"charset=".len();
    let value = head[at..].strip_prefix(b"\"").or(head[at..].strip_prefix(b"'")).unwrap_or(&head[at..]);
    let end = value.iter().position(|b| !b.is_ascii_alphanumeric() && !b"-_:".contains(b))?;
    Encoding::for_label(&value[..end])
}
