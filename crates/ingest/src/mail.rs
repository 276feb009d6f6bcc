//! Mail and saved pages (`.eml`, `.mhtml`): subject, sender, date and the text, by mail-parser.

use mail_parser::{Addr, MessageParser, MimeHeaders as _};

use crate::InputError;
use crate::article::Article;
use crate::fields::Field;

/// The article in a message. What has no plain text is read as a page, or, where that has no main text, as all of it.
pub(crate) fn article(bytes: &[u8]) -> Result<Article, InputError> {
    let other = || InputError::Form {
        what: "mail without a text".to_owned(),
        remedy: "give the text itself".to_owned(),
    };
    let message = MessageParser::default().parse(bytes).ok_or_else(other)?;
    let mut article = Article::default();
    // A saved page has an HTML part of its own, a message of a reader has one beside its plain text.
    let is_html = |part: &&mail_parser::MessagePart<'_>| {
        part.content_type().is_some_and(|t| t.ctype() == "text" && t.subtype() == Some("html"))
    };
    let page = message.parts.iter().find(is_html).and_then(|part| part.text_contents());
    let has_plain = message.text_bodies().any(|part| !is_html(&part));
    match page.filter(|_| !has_plain) {
        Some(page) => from_page(page, &mut article),
        None => {
            let texts: Vec<_> =
                (0..message.text_body_count()).filter_map(|at| message.body_text(at)).collect();
            article.offer(Field::Text, 0, &texts.join("\n\n"));
        }
    }
    article.offer(Field::Title, 1, message.subject().unwrap_or_default());
    article.offer(Field::Id, 1, message.message_id().unwrap_or_default());
    let name =
        |from: &Addr<'_>| from.name.as_deref().or(from.address.as_deref()).unwrap_or_default().to_owned();
    article.offer(
        Field::Author,
        1,
        &message.from().and_then(|from| from.first()).map(name).unwrap_or_default(),
    );
    article.offer(Field::Date, 1, &message.date().map(|date| date.to_rfc3339()).unwrap_or_default());
    let address = message.header("Snapshot-Content-Location").or(message.header("Content-Location"));
    article.offer(Field::Url, 1, address.and_then(|address| address.as_text()).unwrap_or_default());
    Ok(article)
}

#[cfg(feature = "html")]
fn from_page(page: &str, article: &mut Article) {
    match crate::html::article(page) {
        Ok(mut fields) => {
            for field in Field::ALL {
                article.offer(field, 0, &fields.take(field).unwrap_or_default());
            }
        }
        Err(_) => article.offer(Field::Text, 0, &crate::html::fragment(page)),
    }
}

#[cfg(not(feature = "html"))]
fn from_page(page: &str, article: &mut Article) {
    article.offer(Field::Text, 0, page);
}
