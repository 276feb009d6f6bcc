//! News outlets, agencies, broadcasters, programmes and platforms.

/// Index into [`Outlets`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutletId(pub u32);

/// The registry of outlets.
#[derive(Clone, Debug, Default)]
pub struct Outlets {
    _private: (),
}
