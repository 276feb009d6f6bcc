//! Sizes that models in a file and in use share.

/// The format version this program writes, and the only one it reads.
pub const FORMAT_VERSION: u32 = 2;

/// Labels are laid out in multiples of this, so that loops over them become vector instructions.
pub(crate) const LANES: usize = 8;

/// Most labels a sequence model may have, with padding.
pub(crate) const MAX_WIDTH: usize = 64;
