//! Word by word: how much of one quotation another holds.

use crate::words::Words;

/// Longest short side that is aligned word by word.
pub(crate) const MAX_SHORT: usize = 512;
/// Longest stretch of the long side that is aligned.
const MAX_LONG: usize = 4096;

/// What an alignment found.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Alignment {
    /// Words of the shorter that stand in the longer, in order.
    pub matched: u16,
    /// Words changed, left out or put in where no gap says so.
    pub errors: u16,
    /// How much the matched words say together, in nats: a word that is one in a thousand says 6.9.
    pub information: f32,
}

/// One path through the table, by how good it is.
#[derive(Clone, Copy)]
struct Cell {
    score: i32,
    found: Alignment,
}

impl Cell {
    const WORST: Self =
        Self { score: i32::MIN / 2, found: Alignment { matched: 0, errors: 0, information: 0.0 } };

    fn error(mut self, n: u16) -> Self {
        self.score -= 3 * i32::from(n);
        self.found.errors = self.found.errors.saturating_add(n);
        self
    }

    fn better(self, other: Self) -> Self {
        if other.score > self.score { other } else { self }
    }
}

/// Rows of the table, kept from call to call.
#[derive(Default)]
pub struct Scratch {
    above: Vec<Cell>,
    row: Vec<Cell>,
}

/// Aligns all of `short` with the part of `long` it fits best; words of `long` before and behind cost nothing, nor do
/// words at a gap of the other side. `information` tells what a word says.
///
/// Takes time in proportion to the product of both lengths; `long` is cut to the stretch around `near`, an index of
/// its words, where it is very long.
///
/// ```
/// use dixit_cluster::align::{Scratch, align};
/// use dixit_cluster::words::Words;
///
/// let long = Words::of("Honestly, we will open the new bridge in May, I promise.");
/// let short = Words::of("we will open … in June");
/// let found = align(&short, &long, 0, &|_| 1.0, &mut Scratch::default());
/// assert_eq!((found.matched, found.errors), (4, 1));
/// ```
pub fn align(
    short: &Words,
    long: &Words,
    near: usize,
    information: &impl Fn(u32) -> f32,
    scratch: &mut Scratch,
) -> Alignment {
    let n = short.words.len().min(MAX_SHORT);
    let from = if long.words.len() > MAX_LONG { near.saturating_sub(MAX_LONG / 2) } else { 0 };
    let stretch = &long.words[from..long.words.len().min(from + MAX_LONG)];
    let m = stretch.len();
    let Scratch { above, row } = scratch;
    let start = Cell { score: 0, found: Alignment::default() };
    above.clear();
    above.resize(m + 1, start);
    row.clear();
    row.resize(m + 1, Cell::WORST);
    for i in 1..=n {
        let word = short.words[i - 1];
        let says = information(word);
        // Behind the last word, and where the short one says that something is left out, skipping is free.
        let skip = u16::from(!(i == n || short.gap_before(i)));
        for j in 0..=m {
            // Words of the short one that fall into a gap of the long one.
            let drop = u16::from(!long.gap_before(from + j));
            let mut best = above[j].error(drop);
            if j > 0 {
                let mut diagonal = above[j - 1];
                if stretch[j - 1] == word {
                    diagonal.score += 2;
                    diagonal.found.matched += 1;
                    diagonal.found.information += says;
                } else {
                    diagonal = diagonal.error(1);
                }
                best = best.better(diagonal).better(row[j - 1].error(skip));
            }
            row[j] = best;
        }
        std::mem::swap(above, row);
    }
    above.iter().copied().fold(Cell::WORST, Cell::better).found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(short: &str, long: &str, matched: u16, errors: u16) {
        let found = align(&Words::of(short), &Words::of(long), 0, &|_| 1.0, &mut Scratch::default());
        assert_eq!((found.matched, found.errors), (matched, errors), "{short} | {long}");
    }

    #[test]
    fn cuts_gaps_and_changes() {
        check("the bridge will open", "I say the bridge will open in May", 4, 0);
        check("the bridge must open", "the bridge will open", 3, 1);
        check("the bridge open", "the bridge will open", 3, 1);
        check("the bridge … open", "the bridge will surely open", 3, 0);
        check("[it] will open", "the bridge will open", 2, 0);
        check("the bridge will open", "the bridge … open", 3, 0);
        check("one two three", "four five six", 0, 3);
        check("", "four five", 0, 0);
    }

    #[test]
    fn a_long_side_is_read_where_the_short_one_lies() {
        let long: Vec<String> = (0..20_000).map(|i| format!("w{i}")).collect();
        let (short, long) = (Words::of(&long[15_000..15_020].join(" ")), Words::of(&long.join(" ")));
        let found = align(&short, &long, 15_000, &|_| 1.0, &mut Scratch::default());
        assert_eq!((found.matched, found.errors), (20, 0));
    }
}
