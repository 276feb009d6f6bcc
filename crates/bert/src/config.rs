use std::path::Path;

use serde::Deserialize;

use crate::LoadError;

/// What `config.json` says of the network, as far as it is needed here.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Config {
    pub(crate) hidden_size: usize,
    pub(crate) num_hidden_layers: usize,
    pub(crate) num_attention_heads: usize,
    pub(crate) intermediate_size: usize,
    pub(crate) vocab_size: usize,
    pub(crate) max_position_embeddings: usize,
    pub(crate) type_vocab_size: usize,
    pub(crate) layer_norm_eps: f32,
    pub(crate) hidden_act: String,
    pub(crate) dixit: Dixit,
}

/// What is dixit's own.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct Dixit {
    format: u32,
    names: Vec<String>,
    roles: Vec<String>,
    pub(crate) pair_size: usize,
    /// Distances in words at which the next row of the table of distances begins.
    pub(crate) distances: Vec<usize>,
    /// Sentences that are counted either way.
    pub(crate) sentences: usize,
    /// Most sub-words of a window, the special ones included.
    pub(crate) window: usize,
    /// Most sub-words of a window that is one block.
    pub(crate) longest_window: usize,
    /// Most words of a block of several paragraphs.
    pub(crate) longest_block: usize,
    /// Most sub-words of a word.
    pub(crate) longest_word: usize,
    /// Words less likely part of a cue are not looked at.
    pub(crate) cue_floor: f32,
    /// Quotations less certain are left out.
    pub(crate) threshold: f32,
    /// What certainty is made of: see [`Confidence`].
    #[serde(default)]
    pub(crate) confidence: Confidence,
}

/// A logistic regression that says how often a reading is right (Platt, 1999).
#[derive(Clone, Copy, Debug, Deserialize)]
pub(crate) struct Confidence {
    bias: f32,
    /// Of the log-odds that the seed is of a cue, by the chain.
    probability: f32,
    /// Of the log-likelihood of the roles given that it is.
    fit: f32,
    /// Of the log-odds that the seed is of a cue, by the first head.
    cue: f32,
}

impl Default for Confidence {
    /// Takes the chain at its word.
    fn default() -> Self {
        Self { bias: 0.0, probability: 1.0, fit: 0.0, cue: 0.0 }
    }
}

impl Confidence {
    /// How certain a reading is, `0.0..=1.0`.
    pub(crate) fn of(self, probability: f32, fit: f32, cue: f32) -> f32 {
        /// What networks say beyond this is no more certain.
        const MOST: f32 = 1e-4;
        let odds = |p: f32| {
            let p = p.clamp(MOST, 1.0 - MOST);
            (p / (1.0 - p)).ln()
        };
        let sum = self.bias
            + self.probability * odds(probability)
            + self.fit * fit.max(-8.0)
            + self.cue * odds(cue);
        1.0 / (1.0 + (-sum).exp())
    }
}

/// The exchange format that this code reads.
const FORMAT: u32 = 1;
const NAMES: [&str; 4] = ["PER", "ORG", "LOC", "MISC"];
const ROLES: [&str; 3] = ["source", "cue", "content"];
/// Labels of names: outside, and begin and inside of each kind.
pub(crate) const NAME_LABELS: usize = 2 * NAMES.len() + 1;
/// Labels of roles.
pub(crate) const ROLE_LABELS: usize = 2 * ROLES.len() + 1;
/// Cases, places in a quotation, begins of a sentence: the network has a token type for each combination.
pub(crate) const CASES: usize = 5;
pub(crate) const PLACES: usize = 5;
pub(crate) const STARTS: usize = 3;

impl Config {
    pub(crate) fn read(path: &Path) -> Result<Self, LoadError> {
        let text = std::fs::read_to_string(path)
            .map_err(|source| LoadError::Read { path: path.to_owned(), source })?;
        let malformed = |what: String| LoadError::Malformed { path: path.to_owned(), what };
        let config: Self = serde_json::from_str(&text).map_err(|e| malformed(e.to_string()))?;
        match config.fault() {
            None => Ok(config),
            Some(fault) => Err(malformed(fault)),
        }
    }

    /// What this code cannot run.
    fn fault(&self) -> Option<String> {
        let d = &self.dixit;
        if d.format != FORMAT {
            return Some(format!("its format is {}, and this program reads {FORMAT}", d.format));
        }
        /// More than any network of this kind has; what is counted with these numbers stays far from overflow.
        const MOST: usize = 1 << 16;
        let widths = self.hidden_size.checked_rem(self.num_attention_heads) == Some(0);
        let longest = d.window <= d.longest_window && d.longest_window <= self.max_position_embeddings;
        // Messages, not words of the language.
        let faults = [
            (d.names != NAMES || d.roles != ROLES, "other kinds of names or roles"),
            (self.hidden_act != "gelu", "another activation than gelu"),
            (self.type_vocab_size != CASES * PLACES * STARTS, "another number of token types"),
            (
                !widths || !(1..=MOST).contains(&d.pair_size) || d.sentences > MOST,
                "sizes that do not go together",
            ),
            (!longest || d.window < 3 || d.longest_word == 0, "windows that the encoder cannot read"),
        ];
        // A word must fit a window.
        let word = (d.longest_word + 2 > d.window).then_some("words longer than a window");
        faults.iter().find(|(wrong, _)| *wrong).map(|(_, what)| *what).or(word).map(str::to_owned)
    }

    /// Scores a word: names, roles, and four vectors for the roles given a cue.
    pub(crate) fn outputs(&self) -> usize {
        NAME_LABELS + ROLE_LABELS + 4 * self.dixit.pair_size
    }
}
