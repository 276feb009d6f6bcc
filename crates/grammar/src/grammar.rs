use std::sync::atomic::{AtomicU64, Ordering};

use dixit_learn::{Container, ModelError};
use dixit_text::Scratch;
use dixit_tokens::Tokens;

use crate::clause::Finder;
use crate::dictionary::SHAPES;
use crate::features::two;
use crate::label::Labeller;
use crate::lemma::Lemmas;
use crate::parse::{Node, Parser, State};
use crate::phrase::Bounds;
use crate::syntax::Syntax;
use crate::tag::Tag;
use crate::tagger::{Reader, Tagger};
use crate::tree::{NONE, Tree};

/// Reads the grammar of English text: tags, lemmas, dependency trees, and from them noun phrases and clauses.
///
/// ```
/// use dixit_grammar::{Grammar, Upos};
/// use dixit_text::Scratch;
///
/// let text = "The mayor of Oldtown said on Monday that the bridge would stay closed.";
/// let tokens = dixit_tokens::tokenize(text);
/// let syntax = Grammar::embedded().read(text, &tokens, &mut Scratch::default());
/// let said = &syntax.clauses()[0];
/// assert_eq!(syntax.lemma(said.verb, tokens.tokens(), text), "say");
/// let mayor = syntax.phrase_of(said.subject.unwrap()).unwrap();
/// assert_eq!((mayor.tokens.clone(), mayor.full.clone()), (0..2, 0..4));
/// let closed = &syntax.clauses()[said.complement.unwrap() as usize];
/// assert_eq!(syntax.tags()[closed.verb as usize].upos(), Upos::Verb);
/// ```
#[derive(Clone, Debug)]
pub struct Grammar {
    tagger: Tagger,
    lemmas: Lemmas,
    parser: Parser,
    labeller: Labeller,
    /// Shared with no other model of the process.
    id: u64,
}

/// Buffers of one worker.
#[derive(Debug, Default)]
struct Buffers {
    /// [`Grammar::id`] of the model that the vocabulary was read with.
    owner: u64,
    reader: Reader,
    state: State,
    bounds: Bounds,
    finder: Finder,
}

impl Grammar {
    /// The model that is built into the program.
    ///
    /// Making it takes a few milliseconds; share it between threads.
    ///
    /// # Panics
    /// Never: that the embedded file is sound is tested.
    pub fn embedded() -> Self {
        let model = Container::parse_trusted(dixit_models::grammar::MODEL);
        model.and_then(|m| Self::read_model(&m)).expect("the embedded model is sound")
    }

    /// A model of your own, which is copied.
    ///
    /// # Errors
    /// [`ModelError`] where it is damaged or of another kind.
    pub fn new(model: &[u8]) -> Result<Self, ModelError> {
        Self::read_model(&Container::parse(model)?)
    }

    fn read_model(container: &Container<'_>) -> Result<Self, ModelError> {
        static IDS: AtomicU64 = AtomicU64::new(1);
        Ok(Self {
            tagger: Tagger::read(container)?,
            lemmas: Lemmas::read(container)?,
            parser: Parser::read(container)?,
            labeller: Labeller::read(container)?,
            id: IDS.fetch_add(1, Ordering::Relaxed),
        })
    }

    /// The grammar of a text. Never fails; the same text gives the same layer.
    pub fn read(&self, text: &str, tokens: &Tokens, scratch: &mut Scratch) -> Syntax {
        let mut syntax = Syntax::default();
        self.read_into(text, tokens, scratch, &mut syntax);
        syntax
    }

    /// The same into a layer that is there already, whose memory is used again.
    pub fn read_into(&self, text: &str, tokens: &Tokens, scratch: &mut Scratch, out: &mut Syntax) {
        out.clear();
        let buffers = self.buffers(scratch);
        for sentence in tokens.sentences() {
            let range = sentence.tokens.start as usize..sentence.tokens.end as usize;
            let words = tokens.tokens()[range].iter().map(|t| &text[t.span.range()]);
            self.sentence(words, buffers, out);
        }
    }

    /// The grammar of sentences whose words are known, for text that is tokenized already. Tokens are counted through all sentences.
    ///
    /// ```
    /// # use dixit_grammar::{Grammar, Upos};
    /// let sentences = [["It", "rains", "."]];
    /// let words = sentences.iter().map(|s| s.iter().copied());
    /// let syntax = Grammar::embedded().read_words(words, &mut Default::default());
    /// assert_eq!(syntax.tags()[1].upos(), Upos::Verb);
    /// ```
    pub fn read_words<'t, S>(&self, sentences: impl IntoIterator<Item = S>, scratch: &mut Scratch) -> Syntax
    where
        S: IntoIterator<Item = &'t str>,
    {
        let mut out = Syntax::default();
        let buffers = self.buffers(scratch);
        for words in sentences {
            self.sentence(words.into_iter(), buffers, &mut out);
        }
        out
    }

    fn buffers<'s>(&self, scratch: &'s mut Scratch) -> &'s mut Buffers {
        let buffers = scratch.get::<Buffers>();
        if buffers.owner != self.id {
            buffers.owner = self.id;
            buffers.reader.vocabulary.clear();
        }
        buffers
    }

    /// Appends the grammar of a sentence.
    fn sentence<'t>(&self, words: impl Iterator<Item = &'t str>, buffers: &mut Buffers, out: &mut Syntax) {
        let Buffers { reader, state, bounds, finder, .. } = buffers;
        let base = out.tags.len();
        self.tagger.tag(words, reader, &mut out.tags);
        let tags = &out.tags[base..];
        for (i, &tag) in tags.iter().enumerate() {
            out.lemmas.push(reader.lemma(i, tag, &self.lemmas));
        }
        state.begin(tags.iter().enumerate().map(|(i, &tag)| node(reader, i, tag)));
        self.parser.parse(state);
        self.labeller.label(state, tags, &mut out.relations);
        let n = tags.len() as u32;
        state.heads.iter_mut().filter(|h| **h == n).for_each(|h| *h = NONE);
        let tree = Tree { tags, relations: &out.relations[base..], heads: &state.heads, reach: &state.reach };
        let first = base as u32;
        bounds.phrases(&tree, first, &mut out.phrases);
        finder.clauses(&tree, first, &mut out.clauses, &mut out.clause_of);
        out.heads.extend(state.heads.iter().map(|&h| if h == NONE { NONE } else { first + h }));
    }
}

/// What the parser sees of word `i`.
pub(crate) fn node(reader: &Reader, i: usize, tag: Tag) -> Node {
    let (word, class) = reader.word(i);
    // Of words that are not in the dictionary, what they look like.
    let name = match usize::from(class) >= SHAPES {
        true => word.lower,
        false => two(2, word.suffix[1], u64::from(class)),
    };
    Node::new(name, tag, word.brown)
}
