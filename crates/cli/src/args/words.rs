//! What lies under quotations: tokens and trees.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::input::InputArgs;
use super::values::Unit;

/// Writes the words, sentences, paragraphs and quotation marks of articles.
///
/// Words follow Universal Dependencies English. What that calls tokens is what is written (don't), and its words are the
/// parts (do, n't).
///
/// In JSONL, one article a line, `tokens`, `words`, `sentences` and `paragraphs` are lists of [start, end], and `quoted` lists
/// the passages between quotation marks: `outer` with the marks and `inner` without, `depth` (0 for an outermost passage),
/// `style` of the marks, `closed` (false where the closing mark is missing) and, where a passage carries on one of the
/// paragraph before, its place in the list as `continues`. `offsets` names the unit.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit tokenize article.txt --format lines
  dixit tokenize news.jsonl -o tokens.jsonl
  pbpaste | dixit tokenize - --format conllu")]
pub(crate) struct TokenizeArgs {
    /// File to read, or - for standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// File to write to, instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Format of the output.
    #[arg(long, value_name = "FORMAT", default_value = "jsonl")]
    pub(crate) format: TokenFormat,

    /// What offsets count in JSONL. CoNLL-U always counts characters.
    #[arg(long, value_name = "UNIT", default_value = "chars")]
    pub(crate) offsets: Unit,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

/// Writes the grammar of articles: parts of speech, lemmas, dependency trees, noun phrases and clauses.
///
/// On a terminal it draws each sentence with its noun phrases in brackets and its clauses below, those within others further
/// in; elsewhere it writes CoNLL-U, as Universal Dependencies has it.
///
/// In JSONL, one article a line, `words` have `span`, `upos`, `xpos`, `lemma`, `head` (an index into `words`, null for the head of a
/// sentence) and `relation`; `sentences`, and `tokens` of phrases and clauses, are half-open ranges of words; phrases and clauses
/// name words by index. See docs/grammar.md.
#[derive(Debug, Args)]
#[command(after_long_help = "\
Examples:
  dixit parse article.txt
  pbpaste | dixit parse - --format conllu
  dixit parse news.jsonl --format jsonl -o grammar.jsonl")]
pub(crate) struct ParseArgs {
    /// File to read, or - for standard input.
    #[arg(value_name = "FILE")]
    pub(crate) file: PathBuf,

    /// File to write to, instead of standard output.
    #[arg(short, long, value_name = "FILE")]
    pub(crate) output: Option<PathBuf>,

    /// Format of the output. [default: picture on a terminal, conllu elsewhere]
    #[arg(long, value_name = "FORMAT")]
    pub(crate) format: Option<ParseFormat>,

    /// What offsets count in JSONL. CoNLL-U always counts characters.
    #[arg(long, value_name = "UNIT", default_value = "chars")]
    pub(crate) offsets: Unit,

    /// A model of your own, made by dixit-dev train grammar, instead of the one built in.
    #[arg(long, value_name = "FILE")]
    pub(crate) model: Option<PathBuf>,

    #[command(flatten)]
    pub(crate) input: InputArgs,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum ParseFormat {
    /// CoNLL-U: one word a line, the trees of Universal Dependencies.
    Conllu,
    /// One article a line, with words, phrases and clauses.
    Jsonl,
    /// For people: sentences with their phrases, and their clauses below.
    Picture,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum TokenFormat {
    /// One article a line, spans as offsets.
    Jsonl,
    /// CoNLL-U: one word a line, with columns for words and place alone.
    Conllu,
    /// One sentence a line, words parted by spaces, an empty line after each paragraph.
    Lines,
}
