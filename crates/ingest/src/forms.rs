//! Files in forms of their own that hold one article or a few: XML, mail, subtitles, word processors' documents, CNN stories.
//! Each is read whole and becomes objects, as if it had been JSON with our own names.

use crate::article::Article;
use crate::fields::Field;
use crate::source::{Item, Source};
use crate::{Body, Failure, InputFormat, Raw};

/// The articles of a file that was read whole.
pub(crate) struct Forms {
    name: String,
    articles: std::vec::IntoIter<Article>,
    /// Whether there is but one, which has the name of the file.
    alone: bool,
    number: usize,
}

impl Forms {
    pub(crate) fn open(name: String, format: InputFormat, bytes: Vec<u8>) -> Result<Self, Failure> {
        let articles = match format {
            #[cfg(feature = "xml")]
            InputFormat::Xml => crate::xml::articles(bytes),
            #[cfg(feature = "mail")]
            InputFormat::Mail => crate::mail::article(&bytes).map(|article| vec![article]),
            InputFormat::Story => crate::encoding::decode(bytes).map(|(text, _)| vec![story(&text)]),
            _ => crate::encoding::decode(bytes).map(|(text, _)| vec![crate::subtitles::article(&text)]),
        };
        match articles {
            Ok(articles) => {
                Ok(Self { name, alone: articles.len() == 1, articles: articles.into_iter(), number: 0 })
            }
            Err(error) => Err(Failure { name, error }),
        }
    }
}

impl Source for Forms {
    fn next(&mut self) -> Option<Item> {
        let article = self.articles.next()?;
        self.number += 1;
        let name = if self.alone { self.name.clone() } else { format!("{}:{}", self.name, self.number) };
        Some(Item::Article(match article.into_json() {
            Ok(json) => Ok(Raw { name, body: Body::Json(json) }),
            Err(error) => Err(Failure { name, error }),
        }))
    }
}

/// A story of the CNN and Daily Mail data set: the article, without the summary that follows it.
fn story(text: &str) -> Article {
    let mut article = Article::default();
    article.offer(Field::Text, 0, text.split("\n@highlight").next().unwrap_or(text));
    article
}
