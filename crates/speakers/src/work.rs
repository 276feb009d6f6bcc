//! Steps counted in tests, to tell how work grows with the length of an article.

#[cfg(test)]
thread_local! {
    static STEPS: std::cell::Cell<u64> = const { std::cell::Cell::new(0) };
}

/// Counts one step; nothing outside tests.
#[inline]
pub(crate) fn step() {
    #[cfg(test)]
    STEPS.with(|steps| steps.set(steps.get() + 1));
}

/// The steps since the last call.
#[cfg(test)]
pub(crate) fn take() -> u64 {
    STEPS.with(std::cell::Cell::take)
}
