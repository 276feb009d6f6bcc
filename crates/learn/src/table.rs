//! A read-only hash table of short rows, laid out for the cache.

use std::hint::select_unpredictable;
use std::ops::Deref;

use crate::ModelError;
use crate::container::{Reader, write_u32};
use crate::pages::Pages;
use crate::prefetch::prefetch;

/// Bytes of a line: one cache line of common processors.
const LINE: usize = 64;
/// Bytes of the fingerprint of a row.
const PRINT: usize = 2;
/// Fingerprints compared at once.
const PRINTS: usize = 8;
/// Set in the first fingerprint of a line where rows were passed on to the next line.
const SPILLED: u16 = 1 << 15;
/// Lines a row may lie behind the one its hash names.
const MAX_SPILL: usize = 8;
/// Bytes after the last line, so that 64 bytes can be read wherever a row begins.
pub(crate) const SLACK: usize = 64;
/// Longest row in bytes: one row a line.
pub const MAX_ROW: usize = LINE - PRINT;

/// A map from 64-bit hashes to rows of a fixed number of bytes, borrowed from a model file.
///
/// ```text
/// line (64 bytes): print 0 | print 1 | … | row 0 | row 1 | … | unused
/// ```
///
/// The upper half of a hash chooses the line; 15 bits of the lower half, its fingerprint, tell the rows of a
/// line apart. So a look-up touches one cache line, mostly, and the keys take two bytes each. The price: a
/// hash that is not in the table is taken for one that is about once in 10,000 look-ups. The free bit of
/// print 0 says that the line was full and more of its rows lie in the next.
///
/// ```
/// use dixit_learn::{Table, hash};
///
/// let rows = [(hash::bytes(b"said"), vec![7, 1]), (hash::bytes(b"told"), vec![7, 2])];
/// let section = Table::build(2, rows.iter().map(|(id, row)| (*id, row.as_slice())));
/// let table = Table::parse("cues", &section).unwrap();
/// assert_eq!(table.get(hash::bytes(b"told")), Some(&[7, 2][..]));
/// assert_eq!(table.get(hash::bytes(b"lobbied")), None);
/// ```
#[derive(Clone, Debug)]
pub struct Table<'a> {
    /// The lines and then `SLACK` bytes.
    bytes: Bytes<'a>,
    row: usize,
    lines: usize,
}

/// The bytes of a table, wherever they are.
#[derive(Clone, Debug)]
pub(crate) enum Bytes<'a> {
    Borrowed(&'a [u8]),
    Paged(Pages),
    Owned(Vec<u8>),
}

/// A copy of `bytes`, in large pages where the system has them.
pub(crate) fn owned(bytes: &[u8]) -> Bytes<'static> {
    Pages::copy(bytes).map_or_else(|| Bytes::Owned(bytes.to_vec()), Bytes::Paged)
}

impl Deref for Bytes<'_> {
    type Target = [u8];

    #[inline]
    fn deref(&self) -> &[u8] {
        match self {
            Self::Borrowed(bytes) => bytes,
            Self::Paged(pages) => pages,
            Self::Owned(bytes) => bytes,
        }
    }
}

/// Where a row lies, for a caller that reads it in its own way.
#[derive(Clone, Copy, Debug)]
pub(crate) struct View<'t> {
    bytes: &'t [u8],
    row: usize,
    lines: usize,
    slots: usize,
}

impl<'a> Table<'a> {
    /// The table in a section; `name` is for the error.
    ///
    /// # Errors
    /// [`ModelError::Malformed`] where the section is not a table.
    pub fn parse(name: &str, section: &'a [u8]) -> Result<Self, ModelError> {
        let mut r = Reader::new(name, section);
        let (row, lines) = (r.u32()? as usize, r.u32()? as usize);
        r.take(LINE - 8)?;
        if row == 0 || row > MAX_ROW {
            return Err(ModelError::malformed(name, "row length out of range"));
        }
        let len = lines.checked_mul(LINE).and_then(|n| n.checked_add(SLACK));
        let len = len.ok_or_else(|| ModelError::malformed(name, "too many lines"))?;
        if lines == 0 {
            return Err(ModelError::malformed(name, "no lines"));
        }
        Ok(Self { bytes: Bytes::Borrowed(r.take(len)?), row, lines })
    }

    /// The section for rows of `row` bytes each. The same rows give the same bytes, in whatever order they come.
    ///
    /// # Panics
    /// If `row` is 0 or more than [`MAX_ROW`], a row has another length, or a hash comes twice.
    pub fn build<'r>(row: usize, rows: impl IntoIterator<Item = (u64, &'r [u8])>) -> Vec<u8> {
        // Three quarters full: nearly all rows lie where their hash says, and little room is lost.
        build(row, rows, 4.0 / 3.0)
    }

    /// The same, but half full: half as large again, and a hash that is not in the table is hardly ever looked for in a second
    /// line. That makes tables that are asked for many unknown hashes faster by a fifth.
    ///
    /// # Panics
    /// As [`Table::build`].
    pub fn build_roomy<'r>(row: usize, rows: impl IntoIterator<Item = (u64, &'r [u8])>) -> Vec<u8> {
        build(row, rows, 2.0)
    }

    /// The section of this table with other rows for some hashes: a row that is there is changed, one that is not is added where
    /// its line, or one of the next few, has room; where none has, it is left out. Keys cannot be listed, so this is how a model
    /// is changed.
    ///
    /// ```
    /// use dixit_learn::{Table, hash};
    ///
    /// let id = |word: &str| hash::bytes(word.as_bytes());
    /// let section = Table::build(1, [(id("said"), &[1][..]), (id("told"), &[2])]);
    /// let section = Table::parse("cues", &section).unwrap().changed([(id("told"), &[3][..]), (id("quipped"), &[4])]);
    /// let table = Table::parse("cues", &section).unwrap();
    /// assert_eq!(["said", "told", "quipped"].map(|word| table.get(id(word)).unwrap()[0]), [1, 3, 4]);
    /// ```
    ///
    /// # Panics
    /// If a row has another length.
    #[cfg(feature = "train")]
    pub fn changed<'r>(&self, rows: impl IntoIterator<Item = (u64, &'r [u8])>) -> Vec<u8> {
        let mut out = header(self.row, self.lines);
        out.extend_from_slice(&self.bytes);
        let slots = self.view().slots;
        for (id, row) in rows {
            assert_eq!(row.len(), self.row, "a row of another length");
            let here = View { bytes: &out[LINE..], ..self.view() }.find::<false>(id);
            let at = if here < self.lines * LINE {
                Some(LINE + here)
            } else {
                free_slot(&mut out, slots, self.row, self.lines, id)
            };
            if let Some(at) = at {
                out[at..at + row.len()].copy_from_slice(row);
            }
        }
        out
    }

    /// The row of a hash.
    #[inline]
    pub fn get(&self, id: u64) -> Option<&[u8]> {
        let at = self.view().find::<false>(id);
        (at < self.lines * LINE).then(|| &self.bytes[at..at + self.row])
    }

    /// Asks for the memory in which the row of a hash should lie, for a caller that will ask for the row soon.
    #[inline]
    pub fn prefetch(&self, id: u64) {
        self.view().prefetch(id);
    }

    /// Bytes a row.
    pub fn row_len(&self) -> usize {
        self.row
    }

    /// The same table with its own copy of the bytes, which lies in large pages where the system has them: look-ups take
    /// less time than in one that is borrowed. Clones of it share the copy.
    pub fn into_owned(self) -> Table<'static> {
        Table { bytes: owned(&self.bytes), row: self.row, lines: self.lines }
    }

    #[inline]
    pub(crate) fn view(&self) -> View<'_> {
        View { bytes: &self.bytes, row: self.row, lines: self.lines, slots: LINE / (PRINT + self.row) }
    }
}

impl<'t> View<'t> {
    /// Whether the fingerprints of a line are compared at once, so that [`View::find`] may be asked for `FEW`.
    #[inline]
    pub(crate) fn few(&self) -> bool {
        self.slots <= PRINTS
    }

    /// Offset of the row of a hash; of a row of zeros where there is none. `FEW` is quicker, see [`View::few`].
    ///
    /// Written to branch little: which features are known cannot be predicted, and many are looked up a token.
    #[inline(always)]
    pub(crate) fn find<const FEW: bool>(&self, id: u64) -> usize {
        let (mut line, print) = place(id, self.lines);
        let zeros = self.lines * LINE;
        for _ in 0..=MAX_SPILL {
            let at = line * LINE;
            let bytes: &[u8; LINE] = self.bytes[at..at + LINE].try_into().expect("a line");
            let slot = slot::<FEW>(bytes, self.slots, print);
            let found = slot < self.slots;
            let spilled = u16::from_le_bytes([bytes[0], bytes[1]]) & SPILLED != 0;
            if found | !spilled {
                return select_unpredictable(found, at + self.slots * PRINT + slot * self.row, zeros);
            }
            line = if line + 1 == self.lines { 0 } else { line + 1 };
        }
        zeros
    }

    /// Asks for the line where the row of a hash should lie, without waiting for it to be in the cache.
    #[inline]
    pub(crate) fn prefetch(&self, id: u64) {
        prefetch(&self.bytes[place(id, self.lines).0 * LINE]);
    }

    /// `W` bytes from `at` on, where `at` begins a row and `W` is at most 64. They may reach past the row.
    #[inline]
    pub(crate) fn weights<const W: usize>(&self, at: usize) -> &'t [u8; W] {
        self.bytes[at..at + W].try_into().expect("as many bytes")
    }
}

/// The slot of a line that has this fingerprint, or a number that is no slot.
#[inline(always)]
fn slot<const FEW: bool>(line: &[u8; LINE], slots: usize, print: u16) -> usize {
    let blocks = line.as_chunks::<16>().0;
    let mut equal = lanes(&blocks[0], print);
    if !FEW && slots > PRINTS {
        equal |= lanes(&blocks[1], print) << 16;
        if equal == 0 && slots > 2 * PRINTS {
            return 2 * PRINTS + lanes(&blocks[2], print).trailing_zeros() as usize / 2;
        }
    }
    equal.trailing_zeros() as usize / 2
}

/// Which of eight fingerprints are `print`: two bits each.
#[cfg(target_arch = "x86_64")]
#[inline(always)]
#[allow(unsafe_code, reason = "compilers make thirty instructions of what takes five")]
fn lanes(block: &[u8; 16], print: u16) -> u32 {
    use std::arch::x86_64::*;
    // SAFETY: sixteen bytes are read from an array of sixteen, and SSE2 is part of every x86-64.
    unsafe {
        let prints = _mm_loadu_si128(block.as_ptr().cast());
        let prints = _mm_and_si128(prints, _mm_set1_epi16(!SPILLED as i16));
        _mm_movemask_epi8(_mm_cmpeq_epi16(prints, _mm_set1_epi16(print as i16))) as u32
    }
}

/// Which of eight fingerprints are `print`: two bits each.
#[cfg(not(target_arch = "x86_64"))]
fn lanes(block: &[u8; 16], print: u16) -> u32 {
    let prints = block.as_chunks::<2>().0.iter().enumerate();
    let same = prints.filter(|(_, lane)| u16::from_le_bytes(**lane) & !SPILLED == print);
    same.fold(0, |equal, (i, _)| equal | 3 << (2 * i))
}

/// Line and fingerprint of a hash. A fingerprint is never 0, which marks a free slot.
#[inline]
fn place(id: u64, lines: usize) -> (usize, u16) {
    let line = ((id >> 32) * lines as u64) >> 32;
    (line as usize, (id as u16 & !SPILLED).max(1))
}

/// A section with `room` times the lines that the rows fill.
fn build<'r>(row: usize, rows: impl IntoIterator<Item = (u64, &'r [u8])>, room: f64) -> Vec<u8> {
    assert!((1..=MAX_ROW).contains(&row), "rows of {row} bytes");
    let mut rows: Vec<(u64, &[u8])> = rows.into_iter().collect();
    rows.sort_unstable_by_key(|(id, _)| *id);
    assert!(rows.windows(2).all(|w| w[0].0 != w[1].0), "the same hash twice");
    let slots = LINE / (PRINT + row);
    let mut lines = ((rows.len() as f64 * room / slots as f64).ceil() as usize).max(1);
    loop {
        if let Some(bytes) = fill(row, slots, lines, &rows) {
            return bytes;
        }
        lines += lines / 16 + 1;
    }
}

fn fill(row: usize, slots: usize, lines: usize, rows: &[(u64, &[u8])]) -> Option<Vec<u8>> {
    let mut out = header(row, lines);
    out.resize(LINE * (lines + 1) + SLACK, 0);
    for (id, bytes) in rows {
        assert_eq!(bytes.len(), row, "a row of another length");
        let at = free_slot(&mut out, slots, row, lines, *id)?;
        out[at..at + row].copy_from_slice(bytes);
    }
    Some(out)
}

/// What stands before the lines of a section, which are to follow.
fn header(row: usize, lines: usize) -> Vec<u8> {
    let mut out = Vec::with_capacity(LINE * (lines + 1) + SLACK);
    write_u32(&mut out, row);
    write_u32(&mut out, lines);
    out.resize(LINE, 0);
    out
}

/// Takes a free slot of a section for a hash: where its row goes. `None` where there is no room.
fn free_slot(section: &mut [u8], slots: usize, row: usize, lines: usize, id: u64) -> Option<usize> {
    let (mut line, print) = place(id, lines);
    for _ in 0..=MAX_SPILL {
        let at = LINE * (line + 1);
        // A line that has passed on rows is full, so its first fingerprint is never the one that is free.
        if let Some(slot) = (0..slots).find(|slot| section[at + slot * PRINT..][..PRINT] == [0, 0]) {
            section[at + slot * PRINT..][..PRINT].copy_from_slice(&print.to_le_bytes());
            return Some(at + slots * PRINT + slot * row);
        }
        section[at + 1] |= (SPILLED >> 8) as u8;
        line = (line + 1) % lines;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash;

    fn check(row: usize, n: u32) {
        let rows: Vec<(u64, Vec<u8>)> =
            (0..n).map(|i| (hash::bytes(&i.to_le_bytes()), vec![(i % 251) as u8; row])).collect();
        let section = Table::build(row, rows.iter().map(|(id, r)| (*id, r.as_slice())));
        let table = Table::parse("t", &section).unwrap();
        let right = rows.iter().filter(|(id, r)| table.get(*id) == Some(r)).count();
        // Two rows of one line may share a fingerprint; then the first answers for both.
        assert!(right as f64 >= f64::from(n) * 0.999, "{right} of {n} rows of {row} bytes");
        let strange = (n..n + 10_000).filter(|i| table.get(hash::bytes(&i.to_le_bytes())).is_some()).count();
        assert!(strange < 30, "{strange} of 10,000 unknown hashes found");
        assert!(section.len() < 300 + n as usize * (row + PRINT) * 2 + LINE * 4);
    }

    #[test]
    #[cfg(feature = "train")]
    fn changed_and_added_rows_are_found_beside_the_others() {
        let id = |i: u32| hash::bytes(&i.to_le_bytes());
        let rows: Vec<(u64, Vec<u8>)> = (0..9_000).map(|i| (id(i), vec![1; 6])).collect();
        let section = Table::build(6, rows.iter().map(|(id, r)| (*id, r.as_slice())));
        let table = Table::parse("t", &section).unwrap();
        let section = table.changed((8_000..10_000).map(|i| (id(i), &[2; 6][..])));
        let table = Table::parse("t", &section).unwrap();
        let with = |range: std::ops::Range<u32>, byte| {
            range.filter(|&i| table.get(id(i)) == Some(&[byte; 6])).count()
        };
        assert!(with(0..8_000, 1) > 7_980);
        assert!(with(8_000..10_000, 2) > 1_990);
    }

    #[test]
    fn rows_of_all_sizes_are_found_again() {
        check(1, 5_000);
        check(2, 5_000);
        check(9, 0);
        check(9, 1);
        check(9, 20_000);
        check(14, 5_000);
        check(30, 3_000);
        check(MAX_ROW, 1_000);
    }
}
