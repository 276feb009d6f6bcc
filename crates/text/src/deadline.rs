//! A moment by which the work of a thread must be done.
//!
//! Stages cannot fail on text and have no error to return where time runs out. Their loops ask [`check`], and past the
//! deadline it leaves the stage by unwinding, up to the [`within`] that set it. What was being made is dropped on the way; all that
//! survives is a [`Scratch`](crate::Scratch) in an unknown state, to be replaced. (rust-analyzer cancels its queries the same way.)

use std::any::Any;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::{Duration, Instant};

/// The clock is read once in so many calls, which costs less than the work between them.
const CALLS: u32 = 64;

thread_local! {
    static DEADLINE: Cell<Option<Instant>> = const { Cell::new(None) };
    static CALLS_LEFT: Cell<u32> = const { Cell::new(0) };
}

/// The time was not enough.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedOut;

/// Does `work`, unless it takes longer than `limit`; within another deadline, the earlier one holds.
///
/// It ends only where the work asks [`check`]. A panic of the work goes on.
///
/// # Errors
/// [`TimedOut`] where `limit` had passed.
///
/// ```
/// use dixit_text::deadline::{TimedOut, check, within};
/// use std::time::Duration;
///
/// assert_eq!(within(Duration::from_secs(60), || 1 + 1), Ok(2));
/// let endless = || loop { check() };
/// assert_eq!(within::<()>(Duration::from_millis(5), endless), Err(TimedOut));
/// ```
pub fn within<T>(limit: Duration, work: impl FnOnce() -> T) -> Result<T, TimedOut> {
    let before = DEADLINE.get();
    // A limit beyond the reach of the clock is none.
    let ours = Instant::now().checked_add(limit);
    DEADLINE.set(match (before, ours) {
        (Some(before), Some(ours)) => Some(before.min(ours)),
        (before, ours) => before.or(ours),
    });
    let done = catch_unwind(AssertUnwindSafe(work));
    DEADLINE.set(before);
    done.map_err(|panic| if is_timeout(&*panic) { TimedOut } else { resume_unwind(panic) })
}

/// Whether what was caught is the end of a deadline and no fault.
fn is_timeout(panic: &(dyn Any + Send)) -> bool {
    panic.is::<TimedOut>()
}

/// Leaves the work by unwinding where its deadline has passed. Costs about a nanosecond: for loops whose rounds do something.
#[inline]
pub fn check() {
    let left = CALLS_LEFT.get();
    if left > 0 {
        CALLS_LEFT.set(left - 1);
    } else {
        check_now();
    }
}

/// The same with a look at the clock every time: for loops of few and long rounds, and between stages.
#[cold]
pub fn check_now() {
    CALLS_LEFT.set(CALLS);
    if DEADLINE.get().is_some_and(|deadline| Instant::now() > deadline) {
        resume_unwind(Box::new(TimedOut));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endless() {
        loop {
            check();
        }
    }

    #[test]
    fn the_earlier_of_two_deadlines_holds_and_is_gone_afterwards() {
        let outer = within(Duration::from_millis(20), || {
            let inner = within(Duration::from_secs(3600), endless);
            // The outer one has passed too.
            assert_eq!(inner, Err(TimedOut));
            (0..=CALLS).for_each(|_| check());
        });
        assert_eq!(outer, Err(TimedOut));
        (0..=CALLS).for_each(|_| check());
        assert_eq!(within(Duration::MAX, || 1), Ok(1));
    }

    #[test]
    #[should_panic(expected = "a fault")]
    fn a_panic_goes_on() {
        let _ = within(Duration::from_secs(1), || panic!("a fault"));
    }
}
