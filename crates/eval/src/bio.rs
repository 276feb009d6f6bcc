//! Names in BIO columns: the token first, the tag last, an empty line between sentences.

use crate::problem::Problems;
use crate::{Annotation, Article, CharSpan, ReadError};

/// Sentences put into one article where the file does not part documents itself.
const SENTENCES: usize = 20;

/// Reads a file of names as articles whose text is the tokens with a space between and a blank line after each sentence.
///
/// Columns are separated by tabs or spaces. Tags are `O`, `B-PER`, `I-PER` and so on (`PERSON`, `ORGANIZATION`, `LOCATION` and
/// `GPE` mean `PER`, `ORG`, `LOC`); an `I-` that continues nothing
/// begins a name. `-DOCSTART-` begins a document; without it, every 20 sentences are one.
///
/// # Errors
/// Lines without a tag, and tags of other forms.
///
/// # Example
/// ```
/// let read = dixit_eval::bio::read("x.bio", "Ann\tB-PER\nLee\tI-PER\nlaughed\tO\n").unwrap();
/// assert_eq!(read[0].text, "Ann Lee laughed");
/// assert_eq!(read[0].gold.names.as_ref().unwrap(), &[((0, 7), "PER".to_owned())]);
/// ```
pub fn read(file: &str, content: &str) -> Result<Vec<Article>, ReadError> {
    let mut problems = Problems::new(file);
    let mut articles = Vec::new();
    let mut page = Page::default();
    let starts_documents = content.contains("-DOCSTART-");
    for (i, line) in content.trim_start_matches('\u{feff}').lines().enumerate() {
        let mut columns = line.split_whitespace();
        let Some(token) = columns.next() else {
            page.end_sentence();
            if !starts_documents && page.sentences >= SENTENCES {
                articles.extend(page.take(file, articles.len()));
            }
            continue;
        };
        if token == "-DOCSTART-" {
            articles.extend(page.take(file, articles.len()));
            continue;
        }
        match columns.last() {
            Some(tag) => {
                if let Err(message) = page.token(token, tag) {
                    problems.add(Some(i + 1), message);
                }
            }
            None => problems.add(Some(i + 1), format!("{token:?} has no tag")),
        }
    }
    articles.extend(page.take(file, articles.len()));
    problems.or(articles)
}

/// The short name of a type of name: `PER`, `ORG`, `LOC` and `MISC` for the long names in use elsewhere, others as they are.
pub(crate) fn label(label: &str) -> String {
    let short = match label.to_ascii_uppercase().as_str() {
        "PER" | "PERSON" => "PER",
        "ORG" | "ORGANIZATION" | "ORGANISATION" => "ORG",
        "LOC" | "LOCATION" | "GPE" => "LOC",
        "MISC" | "MISCELLANEOUS" => "MISC",
        _ => label,
    };
    short.to_owned()
}

/// The article being read.
#[derive(Default)]
struct Page {
    text: String,
    n_chars: u32,
    names: Vec<(CharSpan, String)>,
    /// Whether the last token belongs to the last name.
    open: bool,
    sentences: usize,
}

impl Page {
    fn push(&mut self, text: &str) {
        self.text.push_str(text);
        self.n_chars += text.chars().count() as u32;
    }

    fn token(&mut self, token: &str, tag: &str) -> Result<(), String> {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.push(" ");
        }
        let start = self.n_chars;
        self.push(token);
        if tag == "O" {
            self.open = false;
            return Ok(());
        }
        let Some((position @ ("B" | "I"), tagged)) = tag.split_once('-') else {
            return Err(format!("{tag:?} is neither O nor B- or I- with a type"));
        };
        let label = label(tagged);
        let last = self.names.last_mut().filter(|(_, l)| position == "I" && self.open && *l == label);
        match last {
            Some((span, _)) => span.1 = self.n_chars,
            None => self.names.push(((start, self.n_chars), label)),
        }
        self.open = true;
        Ok(())
    }

    fn end_sentence(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.push("\n\n");
            self.sentences += 1;
        }
        self.open = false;
    }

    /// The article, where there is one, and an empty page.
    fn take(&mut self, file: &str, n: usize) -> Option<Article> {
        let page = std::mem::take(self);
        let text = page.text.trim_end().to_owned();
        let gold = Annotation { names: Some(page.names), ..Annotation::default() };
        (!text.is_empty()).then(|| Article {
            id: format!("{file}:{}", n + 1),
            text,
            gold,
            ..Article::default()
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_documents_and_faults() {
        let content = "-DOCSTART- O\n\nIn O\nNew I-GPE\nYork I-LOC\n\nAnn B-PER\nLee B-PER\n\n-DOCSTART- O\n\nÉté B-MISC\n";
        let read = read("x", content).unwrap();
        let texts: Vec<_> = read.iter().map(|a| a.text.as_str()).collect();
        assert_eq!(texts, ["In New York\n\nAnn Lee", "Été"]);
        let names: Vec<_> = read[0].gold.names.iter().flatten().map(|(s, l)| (*s, l.as_str())).collect();
        assert_eq!(names, [((3, 11), "LOC"), ((13, 16), "PER"), ((17, 20), "PER")]);
        let error = super::read("x", "Ann B-PER\nLee\nRoe X\n").unwrap_err().to_string();
        assert_eq!(error, "x:2: \"Lee\" has no tag\nx:3: \"X\" is neither O nor B- or I- with a type");
    }
}
