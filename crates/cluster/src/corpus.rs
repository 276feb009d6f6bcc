//! What is kept of the records: the quotations and where they stand.

use std::borrow::Cow;

use dixit_record::{Record, Speaker, SpeakerType};

/// An article that quotes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Article {
    /// Its id in the record.
    pub id: String,
    /// Who published it.
    pub publisher: Option<String>,
    /// Date of publication as the record gives it.
    pub date: Option<String>,
}

/// A quotation of an article.
#[derive(Clone, Debug, PartialEq)]
pub struct Said {
    /// The words as the article has them.
    pub text: String,
    /// Index in [`Corpus::articles`].
    pub article: usize,
    /// Its id within the article: `q3`.
    pub id: String,
    /// Who said it, where somebody is named; joint speakers are joined by ` and `.
    pub speaker: Option<String>,
    /// Probability that the speaker is right, `0..=1`.
    pub confidence: f32,
}

/// The quotations of many articles.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Corpus {
    /// The articles, in the order they were added.
    pub articles: Vec<Article>,
    /// Their quotations, in the order of the articles and of the text.
    pub quotations: Vec<Said>,
}

impl Corpus {
    /// Adds the quotations of one article.
    pub fn add(&mut self, record: &Record<'_>) {
        let owned = |s: &Option<Cow<'_, str>>| s.as_deref().map(str::to_owned);
        let article = self.articles.len();
        self.articles.push(Article {
            id: record.article.id.to_string(),
            publisher: owned(&record.article.publisher),
            date: owned(&record.article.date),
        });
        self.quotations.extend(record.quotations.iter().map(|q| {
            let named: Vec<&Speaker<'_>> = q.speakers.iter().filter(|s| is_named(s)).collect();
            let names: Vec<&str> = named.iter().filter_map(|s| s.name.as_deref()).collect();
            Said {
                text: q.text.to_string(),
                article,
                id: q.id.to_string(),
                speaker: (!names.is_empty()).then(|| names.join(" and ")),
                confidence: named.iter().map(|s| s.confidence).fold(1.0, f32::min),
            }
        }));
    }
}

/// Whether the speaker is somebody in particular.
fn is_named(speaker: &Speaker<'_>) -> bool {
    speaker.name.is_some() && !matches!(speaker.kind, SpeakerType::Group | SpeakerType::Unnamed)
}
