use std::ops::Range;
use std::path::Path;
use std::sync::atomic::{AtomicU64, Ordering};

use dixit_entities::{EntityTagger, Mention, trim_name};
use dixit_quotes::{Quote, QuoteKind, QuoteTagger, normalize};
use dixit_text::{Document, Scratch, Span, Spans};
use dixit_tokens::Tokens;

use crate::backend::{self, Backend};
use crate::config::Config;
use crate::files::WEIGHTS;
use crate::names::names;
use crate::roles::{Candidate, RoleHead};
use crate::text::{self, Memory, Reader, Text, Window};
use crate::weights::Weights;
use crate::{LoadError, Options, layout};

/// The transformer engine: finds names and quotations in one pass.
///
/// One engine stands in both seams. Whichever of them asks first has the document read; what the other will want is kept in
/// the worker's [`Scratch`] until then.
pub struct Engine {
    /// Tells engines apart that share a scratch.
    id: u64,
    config: Config,
    reader: Reader,
    roles: RoleHead,
    backend: Box<dyn Backend>,
    version: String,
}

/// One window, as the network reads it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    /// Sub-words, with a special one before and after.
    pub ids: Vec<u32>,
    /// Token type of each.
    pub types: Vec<u8>,
}

/// What the network finds in a document.
#[derive(Clone, Default)]
struct Findings {
    mentions: Vec<Mention>,
    candidates: Vec<Candidate>,
}

/// Documents read for one seam, until the other asks for them.
#[derive(Default)]
struct Kept(Vec<(Key, Findings)>);

/// What findings depend on.
#[derive(PartialEq)]
struct Key {
    engine: u64,
    text: String,
    tokens: Tokens,
}

static ENGINES: AtomicU64 = AtomicU64::new(0);

impl Engine {
    /// Loads the model in `folder`, which [`model_folder`](crate::model_folder) finds.
    ///
    /// # Errors
    /// [`LoadError`] where a file is missing or not what it should be, or the options cannot be had.
    pub fn open(folder: &Path, options: &Options) -> Result<Self, LoadError> {
        let config = Config::read(&folder.join("config.json"))?;
        let reader = Reader::read(&folder.join("tokenizer.json"), &config)?;
        let weights = Weights::read(&folder.join(WEIGHTS))?;
        let tensors = weights.tensors()?;
        let mut roles = RoleHead::new(&config, &tensors)?;
        if let Some(threshold) = options.threshold {
            roles.set_threshold(threshold);
        }
        let backend = backend::open(options, &config, &tensors)?;
        let version = format!("{:016x}-{}", weights.checksum(), backend.name());
        Ok(Self { id: ENGINES.fetch_add(1, Ordering::Relaxed), config, reader, roles, backend, version })
    }

    /// Which weights these are, and what computes them, since that changes the last digits: `89ab…-rten-int8`.
    pub fn version(&self) -> &str {
        &self.version
    }

    /// What the network is given of a document, window by window: for benches, and for other runtimes.
    pub fn inputs(&self, doc: &Document, tokens: &Tokens) -> Vec<Input> {
        let text = self.reader.text(doc, tokens, &self.config, &mut Memory::default());
        let windows = self.reader.windows(&text, 0, &self.config);
        windows.into_iter().map(|w| Input { ids: w.ids, types: w.shapes }).collect()
    }

    /// Runs the network alone over documents, and gives the number of scores: for benches.
    pub fn compute(&self, batch: &[(&Document, &Tokens)], scratch: &mut Scratch) -> usize {
        let windows = self.windows(&self.texts(batch, scratch));
        let mut count = 0;
        self.scores(&windows, scratch, |_, scores| count += scores.len());
        count
    }

    /// What is read together of a document: its paragraphs, some joined with the next. As half-open ranges of tokens, in order.
    pub fn blocks(&self, doc: &Document, tokens: &Tokens) -> Vec<Range<usize>> {
        text::blocks(tokens, &layout::open(tokens, doc.text()), self.config.dixit.longest_block)
    }

    /// The quotations in some of the [`blocks`](Self::blocks) of a document; only these are computed.
    pub fn tag_blocks(
        &self,
        doc: &Document,
        tokens: &Tokens,
        mut wanted: impl FnMut(&Range<usize>) -> bool,
        scratch: &mut Scratch,
    ) -> Vec<Quote> {
        let mut texts = self.texts(&[(doc, tokens)], scratch);
        texts.iter_mut().for_each(|text| text.keep(&mut wanted));
        let found = self.read_texts(&[(doc, tokens)], &texts, scratch).pop().unwrap_or_default();
        quotes(doc, tokens, found)
    }

    /// Documents as the network reads them.
    fn texts(&self, batch: &[(&Document, &Tokens)], scratch: &mut Scratch) -> Vec<Text> {
        let mut memory: Memory = scratch.take();
        let text =
            |(doc, tokens): &(&Document, &Tokens)| self.reader.text(doc, tokens, &self.config, &mut memory);
        let texts = batch.iter().map(text).collect();
        *scratch.get() = memory;
        texts
    }

    /// The windows of texts, those of like length together.
    fn windows(&self, texts: &[Text]) -> Vec<Window> {
        let windows = texts.iter().enumerate();
        let mut windows: Vec<Window> =
            windows.flat_map(|(i, t)| self.reader.windows(t, i, &self.config)).collect();
        windows.sort_by_key(|w| w.ids.len());
        windows
    }

    /// Runs the network over windows, in batches; hands each batch on with the rows of its words.
    fn scores(&self, windows: &[Window], scratch: &mut Scratch, mut each: impl FnMut(&[Window], &[f32])) {
        let mut rest = windows;
        while !rest.is_empty() {
            dixit_text::deadline::check_now();
            let fits = |n: &usize| n * rest[n - 1].ids.len() <= self.backend.batch();
            let (now, later) = rest.split_at((2..=rest.len()).take_while(fits).last().unwrap_or(1));
            rest = later;
            each(now, &self.backend.scores(now, scratch));
        }
    }

    /// Reads documents: their windows together, in batches of like length.
    fn read(&self, batch: &[(&Document, &Tokens)], scratch: &mut Scratch) -> Vec<Findings> {
        let texts = self.texts(batch, scratch);
        self.read_texts(batch, &texts, scratch)
    }

    fn read_texts(
        &self,
        batch: &[(&Document, &Tokens)],
        texts: &[Text],
        scratch: &mut Scratch,
    ) -> Vec<Findings> {
        let windows = self.windows(texts);
        let mut found = vec![Findings::default(); batch.len()];
        self.scores(&windows, scratch, |now, scores| {
            let mut rows = scores.chunks_exact(self.config.outputs());
            for window in now {
                let of_window: Vec<&[f32]> = rows.by_ref().take(window.words.len()).collect();
                let (doc, tokens) = batch[window.text];
                let into = &mut found[window.text];
                into.mentions.extend(mentions(doc.text(), tokens, window, &of_window));
                let sentence = &texts[window.text].sentence;
                into.candidates.extend(self.roles.quotations(window, sentence, |word| of_window[word]));
            }
        });
        for f in &mut found {
            f.mentions.sort_by_key(|m| m.tokens.start);
        }
        found
    }

    /// Findings of documents, of which some may have been read for the other seam; and whether all have.
    fn findings(&self, batch: &[(&Document, &Tokens)], scratch: &mut Scratch) -> (Vec<Findings>, bool) {
        let Kept(mut kept) = scratch.take();
        let known = |(doc, tokens): &(&Document, &Tokens)| {
            let is = |k: &Key| k.engine == self.id && k.text == doc.text() && k.tokens == **tokens;
            kept.iter().position(|(key, _)| is(key)).map(|i| kept.swap_remove(i).1)
        };
        let mut found: Vec<Option<Findings>> = batch.iter().map(known).collect();
        let todo: Vec<usize> = (0..batch.len()).filter(|&i| found[i].is_none()).collect();
        let all_known = todo.is_empty();
        let unread: Vec<_> = todo.iter().map(|&i| batch[i]).collect();
        for (i, new) in todo.into_iter().zip(self.read(&unread, scratch)) {
            found[i] = Some(new);
        }
        *scratch.get() = Kept(kept);
        (found.into_iter().flatten().collect(), all_known)
    }
}

/// The names of a window, cut where a sentence ends.
fn mentions(text: &str, tokens: &Tokens, window: &Window, rows: &[&[f32]]) -> Vec<Mention> {
    let mut out = Vec::new();
    for name in names(rows.len(), |w| rows[w]) {
        let (mut start, end) = (window.words.start + name.words.start, window.words.start + name.words.end);
        while start < end {
            let sentence = &tokens.sentences()[tokens.sentence_of(start as u32) as usize];
            let words = start..end.min(sentence.tokens.end as usize);
            start = words.end;
            let words = trim_name(name.kind, text, tokens.tokens(), words);
            let span = span(tokens, words.clone());
            out.push(Mention {
                span,
                tokens: words.start as u32..words.end as u32,
                kind: name.kind,
                score: name.score,
            });
        }
    }
    out
}

/// From the first word to the last.
fn span(tokens: &Tokens, words: Range<usize>) -> Span {
    let t = tokens.tokens();
    t[words.start].span.cover(t[words.end - 1].span)
}

/// The quotations of what was found, as the seam asks for them.
fn quotes(doc: &Document, tokens: &Tokens, found: Findings) -> Vec<Quote> {
    normalize(doc, tokens, found.candidates.into_iter().map(|c| quote(tokens, c)).collect())
}

fn quote(tokens: &Tokens, c: Candidate) -> Quote {
    let spans = |words: Vec<Range<usize>>| -> Spans { words.into_iter().map(|w| span(tokens, w)).collect() };
    Quote {
        content: spans(c.contents),
        cue: spans(vec![c.cue]),
        source: spans(c.sources),
        kind: QuoteKind::Indirect,
        parent: None,
        score: c.score,
    }
}

impl EntityTagger for Engine {
    fn tag(&self, doc: &Document, tokens: &Tokens, scratch: &mut Scratch) -> Vec<Mention> {
        self.tag_names(&[(doc, tokens)], scratch).pop().unwrap_or_default()
    }

    fn tag_batch(&self, batch: &[(&Document, &Tokens)], scratch: &mut Scratch) -> Vec<Vec<Mention>> {
        self.tag_names(batch, scratch)
    }

    fn prefers_batches(&self) -> bool {
        self.backend.pads()
    }
}

impl Engine {
    fn tag_names(&self, batch: &[(&Document, &Tokens)], scratch: &mut Scratch) -> Vec<Vec<Mention>> {
        let (found, all_known) = self.findings(batch, scratch);
        let mentions = found.iter().map(|f| f.mentions.clone()).collect();
        let key = |(doc, tokens): &(&Document, &Tokens)| Key {
            engine: self.id,
            text: doc.text().to_owned(),
            tokens: (*tokens).clone(),
        };
        let Kept(kept) = scratch.get();
        // What was read before and never asked for is not waited for.
        if !all_known {
            kept.clear();
        }
        kept.extend(batch.iter().map(key).zip(found));
        mentions
    }
}

impl QuoteTagger for Engine {
    fn tag(&self, doc: &Document, tokens: &Tokens, _: &[Mention], scratch: &mut Scratch) -> Vec<Quote> {
        self.tag_quotes(&[(doc, tokens)], scratch).pop().unwrap_or_default()
    }

    fn tag_batch(
        &self,
        batch: &[(&Document, &Tokens, &[Mention])],
        scratch: &mut Scratch,
    ) -> Vec<Vec<Quote>> {
        let batch: Vec<_> = batch.iter().map(|&(doc, tokens, _)| (doc, tokens)).collect();
        self.tag_quotes(&batch, scratch)
    }
}

impl Engine {
    fn tag_quotes(&self, batch: &[(&Document, &Tokens)], scratch: &mut Scratch) -> Vec<Vec<Quote>> {
        let (found, _) = self.findings(batch, scratch);
        batch.iter().zip(found).map(|((doc, tokens), found)| quotes(doc, tokens, found)).collect()
    }
}

impl std::fmt::Debug for Engine {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Engine").field("id", &self.id).finish_non_exhaustive()
    }
}
