//! Spans to labels and back: label 0 is outside, `2r + 1` begins role `r`, `2r + 2` goes on with it.

use std::ops::Range;

/// Room for the sums of the labels of either pass.
pub(super) const LANES: usize = 8;

/// The runs of role `role` in `labels`, as ranges of items.
pub(super) fn runs(labels: &[u8], role: u8) -> impl Iterator<Item = Range<usize>> {
    let (begin, inside) = (2 * role + 1, 2 * role + 2);
    let mut i = 0;
    std::iter::from_fn(move || {
        while i < labels.len() && labels[i] != begin && labels[i] != inside {
            i += 1;
        }
        let start = i;
        i += 1;
        while i < labels.len() && labels[i] == inside {
            i += 1;
        }
        (start < labels.len()).then_some(start..i.min(labels.len()))
    })
}

/// Writes a run of role `role` into `labels`.
pub(super) fn write(labels: &mut [u8], run: Range<usize>, role: u8) {
    for (n, label) in labels[run].iter_mut().enumerate() {
        *label = if n == 0 { 2 * role + 1 } else { 2 * role + 2 };
    }
}

/// A run that was cut in two goes on with a beginning.
#[cfg(feature = "train")]
pub(super) fn mend(labels: &mut [u8]) {
    for i in 0..labels.len() {
        let inside = labels[i] != 0 && labels[i].is_multiple_of(2);
        if inside && (i == 0 || (labels[i - 1] != labels[i] && labels[i - 1] + 1 != labels[i])) {
            labels[i] -= 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(labels: &[u8], expected: &[(usize, usize)]) {
        assert_eq!(runs(labels, 1).map(|r| (r.start, r.end)).collect::<Vec<_>>(), expected, "{labels:?}");
    }

    #[test]
    fn runs_of_a_role() {
        check(&[], &[]);
        check(&[0, 1, 2, 0], &[]);
        check(&[3, 4, 4], &[(0, 3)]);
        check(&[3, 3, 0, 3], &[(0, 1), (1, 2), (3, 4)]);
        check(&[4, 4, 0], &[(0, 2)]);
    }
}
