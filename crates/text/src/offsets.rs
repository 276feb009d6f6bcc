/// The unit in which an offset into a text is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum OffsetUnit {
    /// UTF-8 bytes, the unit of every [`Span`](crate::Span).
    Bytes,
    /// Unicode scalar values, as Python counts.
    #[default]
    Chars,
    /// UTF-16 code units, as JavaScript and Java count.
    Utf16,
}

/// Bytes between two checkpoints of an [`OffsetMap`].
const STRIDE: usize = 128;

/// Converts byte offsets of one text to and from characters and UTF-16 code units.
///
/// Building it reads the text once. Conversions take O(log n) (a binary search among checkpoints, then at
/// most a stride of the text); for pure ASCII text they are free.
///
/// ```
/// use dixit_text::{OffsetMap, OffsetUnit};
///
/// let map = OffsetMap::new("“é” 😀!");
/// let bang = "“é” 😀".len() as u32;
/// assert_eq!(map.from_bytes(bang, OffsetUnit::Chars), 5);
/// assert_eq!(map.from_bytes(bang, OffsetUnit::Utf16), 6);
/// assert_eq!(map.to_bytes(5, OffsetUnit::Chars), Some(bang));
/// ```
#[derive(Clone, Debug)]
pub struct OffsetMap<'t> {
    text: &'t str,
    /// Characters and UTF-16 units before byte `i * STRIDE`, counting a character where it starts.
    /// Empty for ASCII text.
    checkpoints: Vec<Checkpoint>,
}

#[derive(Clone, Copy, Debug, Default)]
struct Checkpoint {
    chars: u32,
    utf16: u32,
}

impl Checkpoint {
    #[inline]
    fn get(self, unit: OffsetUnit) -> u32 {
        match unit {
            OffsetUnit::Chars => self.chars,
            OffsetUnit::Utf16 => self.utf16,
            OffsetUnit::Bytes => unreachable!("bytes need no checkpoint"),
        }
    }
}

/// Units that begin at this byte: 0 for a continuation byte, 2 for a lead byte of a surrogate pair in UTF-16.
#[inline]
fn weight(byte: u8, unit: OffsetUnit) -> u32 {
    match (byte, unit) {
        (0x80..=0xBF, _) => 0,
        (0xF0.., OffsetUnit::Utf16) => 2,
        _ => 1,
    }
}

impl<'t> OffsetMap<'t> {
    /// Reads `text` once and builds the map.
    pub fn new(text: &'t str) -> Self {
        if text.is_ascii() {
            return Self { text, checkpoints: Vec::new() };
        }
        let mut at = Checkpoint::default();
        let checkpoints = text
            .as_bytes()
            .chunks(STRIDE)
            .map(|chunk| {
                let before = at;
                for &b in chunk {
                    at.chars += weight(b, OffsetUnit::Chars);
                    at.utf16 += weight(b, OffsetUnit::Utf16);
                }
                before
            })
            .collect();
        Self { text, checkpoints }
    }

    /// The offset in `unit` of the character that starts at byte `offset`, or of the end of the text.
    ///
    /// An offset inside a character counts as the one after it; one past the end as the end.
    pub fn from_bytes(&self, offset: u32, unit: OffsetUnit) -> u32 {
        let offset = (offset as usize).min(self.text.len());
        if unit == OffsetUnit::Bytes || self.checkpoints.is_empty() {
            return offset as u32;
        }
        let i = (offset / STRIDE).min(self.checkpoints.len() - 1);
        let rest = &self.text.as_bytes()[i * STRIDE..offset];
        self.checkpoints[i].get(unit) + rest.iter().map(|&b| weight(b, unit)).sum::<u32>()
    }

    /// The byte offset of `offset` units, or `None` past the end of the text or in the middle of a character.
    pub fn to_bytes(&self, offset: u32, unit: OffsetUnit) -> Option<u32> {
        let bytes = self.text.as_bytes();
        if unit == OffsetUnit::Bytes || self.checkpoints.is_empty() {
            return self.text.is_char_boundary(offset as usize).then_some(offset);
        }
        let i = self.checkpoints.partition_point(|c| c.get(unit) <= offset).saturating_sub(1);
        let mut seen = self.checkpoints[i].get(unit);
        // A character that straddles the checkpoint was counted before it: its tail weighs nothing here.
        for (at, &b) in bytes.iter().enumerate().skip(i * STRIDE) {
            let w = weight(b, unit);
            if seen == offset && w > 0 {
                return Some(at as u32);
            }
            if seen > offset {
                return None;
            }
            seen += w;
        }
        (seen == offset).then_some(bytes.len() as u32)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) {
        let map = OffsetMap::new(text);
        let mut utf16 = 0;
        for (chars, (byte, c)) in text.char_indices().enumerate() {
            let byte = byte as u32;
            assert_eq!(map.from_bytes(byte, OffsetUnit::Chars), chars as u32);
            assert_eq!(map.from_bytes(byte, OffsetUnit::Utf16), utf16);
            assert_eq!(map.to_bytes(chars as u32, OffsetUnit::Chars), Some(byte));
            assert_eq!(map.to_bytes(utf16, OffsetUnit::Utf16), Some(byte));
            utf16 += c.len_utf16() as u32;
        }
        let (end, chars) = (text.len() as u32, text.chars().count() as u32);
        assert_eq!(map.from_bytes(end, OffsetUnit::Chars), chars);
        assert_eq!(map.to_bytes(chars, OffsetUnit::Chars), Some(end));
        assert_eq!(map.to_bytes(utf16, OffsetUnit::Utf16), Some(end));
        assert_eq!(map.to_bytes(chars + 1, OffsetUnit::Chars), None);
        assert_eq!(map.to_bytes(utf16 + 1, OffsetUnit::Utf16), None);
    }

    #[test]
    fn every_offset_goes_there_and_back() {
        check("");
        check("plain");
        check("“é” 😀!");
        check(&"a😀“é”".repeat(300));
        check(&"😀".repeat(100));
    }

    #[test]
    fn half_a_surrogate_pair_is_nowhere() {
        assert_eq!(OffsetMap::new("😀").to_bytes(1, OffsetUnit::Utf16), None);
    }
}
