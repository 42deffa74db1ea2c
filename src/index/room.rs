//! Room in memory for what waits between two stages: whoever makes more of it waits until there is
//! room again.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

/// So long nothing may leave before what waits is let in all the same: if a stage has
/// died, waiting for it would be for ever, and its error is found by going on.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// A number of bytes that may wait.
#[derive(Debug)]
pub(crate) struct Room {
    limit: usize,
    taken: Mutex<usize>,
    left: Condvar,
}

/// Bytes that are taken until it is dropped.
#[derive(Debug)]
pub(crate) struct Taken {
    room: Arc<Room>,
    bytes: usize,
}

impl Room {
    pub(crate) fn new(limit: usize) -> Arc<Self> {
        Arc::new(Self { limit, taken: Mutex::new(0), left: Condvar::new() })
    }

    /// Takes bytes as soon as there is room. What is larger than all room goes alone.
    pub(crate) fn take(self: &Arc<Self>, bytes: usize) -> Taken {
        let mut taken = self.taken.lock().unwrap_or_else(PoisonError::into_inner);
        while *taken > 0 && *taken + bytes > self.limit {
            let (guard, wait) = self.left.wait_timeout(taken, LONGEST_WAIT).unwrap_or_else(PoisonError::into_inner);
            taken = guard;
            if wait.timed_out() {
                break;
            }
        }
        *taken += bytes;
        Taken { room: Arc::clone(self), bytes }
    }
}

impl Drop for Taken {
    fn drop(&mut self) {
        let mut taken = self.room.taken.lock().unwrap_or_else(PoisonError::into_inner);
        *taken = taken.saturating_sub(self.bytes);
        self.room.left.notify_all();
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn no_more_waits_than_there_is_room_for() {
        let room = Room::new(100);
        let (inside, most) = (AtomicUsize::new(0), AtomicUsize::new(0));
        std::thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| {
                    for _ in 0..50 {
                        let taken = room.take(30);
                        most.fetch_max(inside.fetch_add(30, Ordering::SeqCst) + 30, Ordering::SeqCst);
                        std::thread::yield_now();
                        inside.fetch_sub(30, Ordering::SeqCst);
                        drop(taken);
                    }
                });
            }
        });
        assert!((30..=90).contains(&most.load(Ordering::SeqCst)), "{most:?}");
        drop(room.take(1000)); // alone
        assert_eq!(*room.taken.lock().unwrap(), 0);
    }
}
