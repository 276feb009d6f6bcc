//! CoNLL-U: sentences with tags, lemmas and trees, as Universal Dependencies has them.

use std::fmt;

/// A word with its analysis. A field that is `_` in the file is empty here.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Word {
    /// As written.
    pub form: String,
    /// Dictionary form.
    pub lemma: String,
    /// Universal part of speech.
    pub upos: String,
    /// The treebank's own tag.
    pub xpos: String,
    /// Index of the head from 1, 0 for the root; `None` where the file has none.
    pub head: Option<u32>,
    /// How the word hangs on its head.
    pub relation: String,
    /// Whether a space or the end of the sentence follows.
    pub space_after: bool,
}

/// A sentence.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sentence {
    /// Id of the document that begins with this sentence, empty where it has none; `None` within a document.
    pub document: Option<String>,
    /// Whether a paragraph begins here.
    pub paragraph: bool,
    /// The words; of a written token that is several words (`don't`), each of them.
    pub words: Vec<Word>,
}

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConlluError {
    /// Line, from 1.
    pub line: usize,
    /// What is wrong.
    pub what: String,
}

impl fmt::Display for ConlluError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}: {}", self.line, self.what)
    }
}

impl std::error::Error for ConlluError {}

/// Reads a file. Empty nodes (`8.1`) are left out; heads must be words of the sentence.
///
/// # Errors
/// [`ConlluError`] names the first line that is malformed.
///
/// ```
/// let file = "1\tDogs\tdog\tNOUN\tNNS\t_\t2\tnsubj\t_\t_\n2\tbark\tbark\tVERB\tVBP\t_\t0\troot\t_\tSpaceAfter=No\n";
/// let sentences = dixit_eval::conllu::read(file).unwrap();
/// assert_eq!(sentences[0].words[1].lemma, "bark");
/// ```
pub fn read(content: &str) -> Result<Vec<Sentence>, ConlluError> {
    let mut sentences = Vec::new();
    let mut sentence = Sentence::default();
    // The last word of a written token in hand, and whether a space follows the token.
    let mut written = (0, true);
    for (i, line) in content.lines().enumerate() {
        let error = |what: &str| ConlluError { line: i + 1, what: what.to_owned() };
        if line.trim().is_empty() {
            finish(&mut sentence, &mut sentences, i)?;
            written = (0, true);
        } else if let Some(comment) = line.strip_prefix('#') {
            let comment = comment.trim();
            if let Some(rest) = comment.strip_prefix("newdoc") {
                sentence.document =
                    Some(rest.trim().trim_start_matches("id").trim_start_matches([' ', '=']).to_owned());
            }
            sentence.paragraph |= comment.starts_with("newpar") || comment.starts_with("newdoc");
        } else {
            let fields: Vec<&str> = line.split('\t').collect();
            let [id, form, lemma, upos, xpos, _, head, relation, _, misc] = fields[..] else {
                return Err(error("not ten fields parted by tabs"));
            };
            let space_after = !misc.split('|').any(|m| m == "SpaceAfter=No");
            if let Some((_, last)) = id.split_once('-') {
                written = (last.parse().map_err(|_| error("not a range of words"))?, space_after);
                continue;
            }
            if id.contains('.') {
                continue;
            }
            let number = sentence.words.len() + 1;
            if id.parse() != Ok(number) {
                return Err(error(&format!("word `{id}` where word {number} should be")));
            }
            let head = match head {
                "_" => None,
                head => Some(head.parse().map_err(|_| error("the head is no number"))?),
            };
            let space_after = match number.cmp(&written.0) {
                std::cmp::Ordering::Less => false,
                std::cmp::Ordering::Equal => written.1,
                std::cmp::Ordering::Greater => space_after,
            };
            let known = |field: &str| if field == "_" { String::new() } else { field.to_owned() };
            // A lone underscore is a word too.
            let lemma = if form == "_" { lemma.to_owned() } else { known(lemma) };
            sentence.words.push(Word {
                form: form.to_owned(),
                lemma,
                upos: known(upos),
                xpos: known(xpos),
                head,
                relation: known(relation),
                space_after,
            });
        }
    }
    finish(&mut sentence, &mut sentences, content.lines().count())?;
    Ok(sentences)
}

fn finish(sentence: &mut Sentence, sentences: &mut Vec<Sentence>, line: usize) -> Result<(), ConlluError> {
    if sentence.words.is_empty() {
        return Ok(());
    }
    let n = sentence.words.len() as u32;
    if sentence.words.iter().any(|w| w.head.is_some_and(|h| h > n)) {
        return Err(ConlluError { line, what: "a head lies outside its sentence".to_owned() });
    }
    sentences.push(std::mem::take(sentence));
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_of_a_written_token_are_joined() {
        let line = |id: &str, form: &str, misc: &str| format!("{id}\t{form}\t_\t_\t_\t_\t_\t_\t_\t{misc}\n");
        let file = [
            "# newdoc id = a",
            "\n",
            &line("1", "I", "_"),
            &line("2-3", "don't", "SpaceAfter=No"),
            &line("2", "do", "_"),
            &line("3", "n't", "_"),
            &line("4", ".", "_"),
        ]
        .concat();
        let sentences = read(&file).unwrap();
        let spaces: Vec<bool> = sentences[0].words.iter().map(|w| w.space_after).collect();
        assert_eq!(spaces, [true, false, false, true]);
        assert_eq!(sentences[0].document.as_deref(), Some("a"));
    }

    #[test]
    fn what_is_malformed_is_named_by_line() {
        assert_eq!(read("1\ta\n").unwrap_err().line, 1);
        assert!(read("1\ta\t_\t_\t_\t_\t7\tx\t_\t_\n").unwrap_err().what.contains("head"));
        assert!(read("2\ta\t_\t_\t_\t_\t_\t_\t_\t_\n").unwrap_err().what.contains("word 1"));
    }
}
