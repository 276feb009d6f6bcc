//! The confidence of a speaker: one fitted table in place of constants.

use std::fmt;

use dixit_models::speakers::CALIBRATION;

/// Declares the grounds with the names under which they are filed.
macro_rules! grounds {
    ($($(#[$doc:meta])* $ground:ident = $name:literal,)*) => {
        /// The evidence from which a speaker was read.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Ground {
            $($(#[$doc])* $ground,)*
        }

        impl Ground {
            /// All of them, in the order of the table.
            pub const ALL: &[Ground] = &[$(Ground::$ground),*];

            /// The name in the table.
            pub fn name(self) -> &'static str {
                match self {
                    $(Ground::$ground => $name,)*
                }
            }
        }
    };
}

grounds! {
    /// A name in the source.
    Name = "name",
    /// A name that owns what speaks: `Ruiz's letter`.
    Owner = "owner",
    /// A name that no tagger saw.
    Unseen = "name unseen",
    /// Several names.
    Joint = "names joined",
    /// The label of a turn.
    Label = "label",
    /// A label that refers to somebody: initials, `Q`.
    Initials = "label for somebody",
    /// A label that nobody explains.
    Unexplained = "label unexplained",
    /// `who` after a name.
    Relative = "relative",
    /// `I` in the words of somebody.
    First = "first person",
    /// he, she
    Personal = "he or she",
    /// they
    They = "they",
    /// it
    It = "it",
    /// A noun phrase for somebody with a name.
    Noun = "noun",
    /// A noun phrase for nobody with a name.
    Described = "described",
    /// Several, by a noun for a group.
    Group = "group",
    /// `both sides`, by name.
    Parties = "parties",
    /// A pronoun for nobody with a name.
    Unresolved = "unresolved",
    /// No source: somebody goes on speaking.
    Missing = "missing",
    /// No source, and nobody in hand.
    Silent = "silent",
    /// No source, but something beside the cue.
    Beside = "beside the cue",
    /// The speaker of the next quotation.
    Next = "next",
}

/// By ground, what is added to the log odds of a speaker after they were multiplied.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// Intercept and slope, in the order of [`Ground::ALL`].
    pub lines: Vec<[f32; 2]>,
}

impl Calibration {
    /// One that takes all probabilities as they are.
    pub fn identity() -> Self {
        Calibration { lines: vec![[0.0, 1.0]; Ground::ALL.len()] }
    }

    /// The fitted one that is shipped.
    pub(crate) fn shipped() -> Self {
        Self::parse(CALIBRATION).expect("that the table is sound is tested")
    }

    /// The probability that a speaker is right who is read from `ground` and was `raw` probable (above 0, below 1).
    pub(crate) fn sure(&self, ground: Ground, raw: f32) -> f32 {
        let [intercept, slope] = self.lines[ground as usize];
        1.0 / (1.0 + (-(intercept + slope * log_odds(raw))).exp())
    }

    /// Reads the table that [`Display`](fmt::Display) writes; `None` where a ground is missing, or it is no table.
    pub fn parse(table: &str) -> Option<Self> {
        let mut rows = table.lines();
        let line = |ground: &Ground| {
            let mut cells = rows.next()?.split('\t');
            if cells.next()? != ground.name() {
                return None;
            }
            let mut cell = || cells.next()?.parse::<f32>().ok().filter(|w| w.is_finite());
            Some([cell()?, cell()?])
        };
        Some(Calibration { lines: Ground::ALL.iter().map(line).collect::<Option<_>>()? })
    }
}

/// The log odds of a probability, kept finite.
pub fn log_odds(p: f32) -> f32 {
    let p = p.clamp(0.001, 0.999);
    (p / (1.0 - p)).ln()
}

impl fmt::Display for Calibration {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rows = Ground::ALL.iter().zip(&self.lines);
        rows.try_for_each(|(ground, [a, b])| writeln!(f, "{}\t{a:.3}\t{b:.3}", ground.name()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_sound() {
        let table = Calibration::shipped();
        assert_eq!(Calibration::parse(&table.to_string()), Some(table));
    }
}
