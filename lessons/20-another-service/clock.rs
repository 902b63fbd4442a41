//! Where the time comes from. Tests set it.

use std::time::Instant;

/// A clock that only goes forward: nobody can set it back to make old keys last longer. On some
/// systems, it stops while the machine sleeps.
pub trait Clock: Send + Sync + 'static {
    fn now(&self) -> Instant;
}

/// The clock of the system.
pub struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Instant {
        Instant::now()
    }
}
