use bitflags::bitflags;

bitflags! {
    /// What may follow a reporting verb where it announces something; the letters of `models/words/cues.tsv`.
    ///
    /// The trained models of quotations know these bits by their places.
    #[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
    pub struct Frames: u16 {
        /// T: that …
        const THAT = 1;
        /// Q: an opening quotation mark, also after a comma or colon.
        const QUOTE = 1 << 1;
        /// C: a colon.
        const COLON = 1 << 2;
        /// K: a comma.
        const COMMA = 1 << 3;
        /// E: the end of the sentence.
        const END = 1 << 4;
        /// N: a noun phrase, or a clause without `that`.
        const NOUN = 1 << 5;
        /// W: how, what, why, whether, if …
        const WH = 1 << 6;
        /// I: to and an infinitive.
        const INFINITIVE = 1 << 7;
        /// P: a preposition.
        const PREPOSITION = 1 << 8;
    }
}

impl Frames {
    /// The letter of each frame, in the order of their bits.
    const LETTERS: &str = "TQCKENWIP";

    /// Whether the two sets share a frame.
    #[inline]
    pub const fn has(self, other: Self) -> bool {
        self.intersects(other)
    }

    fn parse(letters: &str) -> Option<Self> {
        letters.chars().try_fold(Self::empty(), |frames, letter| {
            Some(frames | Self::from_bits_retain(1 << Self::LETTERS.find(letter)?))
        })
    }
}

/// How a reporting verb takes its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CueClass {
    /// The clause is what is said: said.
    Say,
    /// An addressee stands before the clause: told.
    Tell,
    /// Its object is what is judged: praised.
    Judge,
    /// Its infinitive is what is promised, refused or sought: vowed.
    Act,
}

/// A form of a reporting verb.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Cue {
    /// What may follow it.
    pub frames: Frames,
    /// How it takes its content.
    pub class: CueClass,
}

impl Cue {
    /// Reads the class and the frames of a row.
    pub(super) fn parse(class: &str, frames: &str) -> Option<Self> {
        let class = match class {
            "say" => CueClass::Say,
            "tell" => CueClass::Tell,
            "judge" => CueClass::Judge,
            "act" => CueClass::Act,
            _ => return None,
        };
        Some(Self { frames: Frames::parse(frames)?, class })
    }
}
