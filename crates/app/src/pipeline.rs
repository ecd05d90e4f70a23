//! Work on many threads, results in the order of the input, memory that does not grow with the input.
//!
//! Knows nothing of reports. Never holds more than a few items for each thread, whatever the length of the input and
//! however unequal the items; the same input gives the same order of results with any number of threads.

use crossbeam_channel::{Receiver, Sender, bounded};
use std::collections::BTreeMap;

/// Items in flight for each working thread: enough that one slow item does not starve the others.
const AHEAD: usize = 4;

/// Where the items go in.
pub struct Feed<T> {
    permits: Receiver<()>,
    items: Sender<(usize, T)>,
    next: usize,
}

impl<T> Feed<T> {
    /// Hands over one item; waits while too many are in flight. False when nobody wants more: stop then.
    pub fn send(&mut self, item: T) -> bool {
        if self.permits.recv().is_err() || self.items.send((self.next, item)).is_err() {
            return false;
        }
        self.next += 1;
        true
    }
}

/// Runs `work` on `jobs` threads over what `produce` sends and gives the results to `accept` in the order of sending.
/// `produce` has a thread of its own; `accept` runs on the caller's. The first error of `accept` ends it all.
pub fn in_order<T: Send, R: Send, E>(
    jobs: usize,
    produce: impl FnOnce(&mut Feed<T>) + Send,
    work: impl Fn(T) -> R + Sync,
    mut accept: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E> {
    let jobs = jobs.max(1);
    let ahead = jobs * AHEAD;
    std::thread::scope(|scope| {
        // A permit comes back when a result has been accepted, so a slow item holds the feed up instead of letting
        // finished results pile up behind it.
        let (give_back, permits) = bounded(ahead);
        let (items, to_do) = bounded::<(usize, T)>(ahead);
        let (finished, done) = bounded::<(usize, R)>(ahead);
        for _ in 0..ahead {
            // The channel has room for exactly these.
            let _ = give_back.send(());
        }
        scope.spawn(move || produce(&mut Feed { permits, items, next: 0 }));
        for _ in 0..jobs {
            let (to_do, finished, work) = (to_do.clone(), finished.clone(), &work);
            scope.spawn(move || {
                for (number, item) in to_do {
                    if finished.send((number, work(item))).is_err() {
                        break;
                    }
                }
            });
        }
        drop((to_do, finished));

        let mut early = BTreeMap::new();
        let mut turn = 0;
        for (number, result) in done {
            early.insert(number, result);
            while let Some(result) = early.remove(&turn) {
                accept(result)?;
                turn += 1;
                // Fails only when the feed has ended, and then nobody waits for a permit.
                let _ = give_back.send(());
            }
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::time::Duration;

    #[test]
    fn results_come_in_the_order_of_the_input_however_long_each_takes() {
        for jobs in [1, 2, 7] {
            let mut seen = Vec::new();
            let produce = |feed: &mut Feed<u64>| (0..60).for_each(|n| assert!(feed.send(n)));
            let work = |n: u64| {
                std::thread::sleep(Duration::from_millis(if n.is_multiple_of(10) { 12 } else { 0 }));
                n
            };
            in_order(jobs, produce, work, |n| {
                seen.push(n);
                Ok::<(), ()>(())
            })
            .unwrap();
            assert_eq!(seen, (0..60).collect::<Vec<_>>(), "{jobs} jobs");
        }
    }

    #[test]
    fn a_slow_item_holds_the_feed_up() {
        let (sent, accepted, most) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicUsize::new(0));
        let produce = |feed: &mut Feed<usize>| {
            for n in 0..200 {
                feed.send(n);
                sent.fetch_add(1, Ordering::SeqCst);
                let held = sent.load(Ordering::SeqCst).saturating_sub(accepted.load(Ordering::SeqCst));
                most.fetch_max(held, Ordering::SeqCst);
            }
        };
        let work = |n: usize| {
            if n == 0 {
                std::thread::sleep(Duration::from_millis(50));
            }
        };
        in_order(2, produce, work, |()| {
            accepted.fetch_add(1, Ordering::SeqCst);
            Ok::<(), ()>(())
        })
        .unwrap();
        assert_eq!(accepted.load(Ordering::SeqCst), 200);
        // One may be between its permit and the counter on either side.
        assert!(most.load(Ordering::SeqCst) <= 2 * AHEAD + 1, "{most:?} items were in flight");
    }

    #[test]
    fn an_error_ends_an_endless_feed() {
        let mut accepted = 0;
        let produce = |feed: &mut Feed<()>| while feed.send(()) {};
        let ended = in_order(
            3,
            produce,
            |()| (),
            |()| {
                accepted += 1;
                if accepted == 5 { Err("enough") } else { Ok(()) }
            },
        );
        assert_eq!(ended, Err("enough"));
        assert_eq!(accepted, 5);
    }
}
