//! Labels: 0 is outside, `2r + 1` begins role `r`, `2r + 2` goes on with it.

use std::ops::Range;

use crate::config::ROLE_LABELS;

pub(crate) const SOURCE: u8 = 0;
pub(crate) const CUE: u8 = 1;
pub(crate) const CONTENT: u8 = 2;

pub(crate) const fn begin(role: u8) -> u8 {
    2 * role + 1
}

pub(crate) const fn inside(role: u8) -> u8 {
    2 * role + 2
}

/// Whether `next` may follow `label`, which is `None` at the start.
pub(crate) fn may_follow(label: Option<u8>, next: u8) -> bool {
    next == 0 || next % 2 == 1 || label.is_some_and(|label| label == next || label + 1 == next)
}

/// The runs of `role`.
pub(crate) fn runs(labels: &[u8], role: u8) -> Vec<Range<usize>> {
    let mut out: Vec<Range<usize>> = Vec::new();
    for (i, &label) in labels.iter().enumerate() {
        match out.last_mut() {
            Some(last) if label == inside(role) && last.end == i => last.end = i + 1,
            _ if label == begin(role) || label == inside(role) => out.push(i..i + 1),
            _ => {}
        }
    }
    out
}

/// Scores of the roles of a word.
pub(crate) type RoleScores = [f32; ROLE_LABELS];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_begin_and_go_on() {
        assert_eq!(runs(&[5, 6, 5, 0, 6, 6, 3, 6], CONTENT), [0..2, 2..3, 4..6, 7..8]);
        assert_eq!(runs(&[5, 6, 5, 0, 6, 6, 3, 4], CUE), vec![6..8]);
        assert!(runs(&[], SOURCE).is_empty());
    }

    #[test]
    fn what_follows() {
        let follow = |label| (0..7).filter(|&next| may_follow(label, next)).collect::<Vec<_>>();
        assert_eq!(follow(None), [0, 1, 3, 5]);
        assert_eq!(follow(Some(0)), [0, 1, 3, 5]);
        assert_eq!(follow(Some(3)), [0, 1, 3, 4, 5]);
        assert_eq!(follow(Some(6)), [0, 1, 3, 5, 6]);
    }
}
