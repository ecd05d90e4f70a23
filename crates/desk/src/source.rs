//! Where answers come from: open connections to the ledger, and what was loaded of it into memory.
//!
//! All that waits for a disk or thinks for long runs on threads of its own, so many at a time, so that connections are served
//! meanwhile. Never writes: the one writer is in `routes::decisions`.

use crate::problem::{Problem, complain};
use book::{Snapshot, View};
use fuse::events::Settings;
use ledger::{AsOf, Ledger, Mode};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::sync::Semaphore;

/// Snapshots that are kept: the present, and two times that somebody looks at; of a large ledger one.
const SNAPSHOTS: usize = 3;

/// A ledger of so many rows is large.
const LARGE: u64 = 50_000;

/// Pages that each connection keeps in memory: what is looked at often is in snapshots and answers.
const CONNECTION_KIB: u32 = 8 * 1024;

/// Longest wait for a look at the state of the ledger.
const GLANCE: Duration = Duration::from_millis(100);

/// Which state of a ledger an answer is of.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Stamp {
    /// Rows of the chain.
    pub seq: u64,
    /// Hash of the last one.
    pub hash: String,
    /// How far it is joined.
    pub fused: u64,
    /// By which version.
    pub version: String,
}

impl Stamp {
    /// Of what the ledger holds now.
    pub fn of(ledger: &Ledger) -> Result<Stamp, ledger::Error> {
        ledger.at_once(|ledger| {
            let (head, fused) = (ledger.head()?, ledger.fused()?);
            Ok(Stamp { seq: head.seq, hash: head.hash, fused: fused.seq, version: fused.version })
        })
    }
}

/// A snapshot, with the state and the time that it is of.
type Kept = ((Arc<Stamp>, AsOf), Arc<Snapshot>);

/// Connections and snapshots.
pub(crate) struct Source {
    path: PathBuf,
    idle: Mutex<Vec<Ledger>>,
    /// The connection that watches for changes, what it saw last, and the state then.
    watch: Mutex<Option<(Ledger, i64, Arc<Stamp>)>>,
    /// Newest last.
    snapshots: Mutex<Vec<Kept>>,
    threads: Arc<Semaphore>,
    most_idle: usize,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Source {
    pub fn new(path: &Path) -> Source {
        let cores = std::thread::available_parallelism().map_or(2, usize::from);
        let threads = (cores * 2).clamp(4, 16);
        Source {
            path: path.to_owned(),
            idle: Mutex::new(Vec::new()),
            watch: Mutex::new(None),
            snapshots: Mutex::new(Vec::new()),
            threads: Arc::new(Semaphore::new(threads)),
            most_idle: threads,
        }
    }

    /// The ledger's file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    fn open(&self) -> Result<Ledger, ledger::Error> {
        let ledger = Ledger::open(&self.path, Mode::Read)?;
        ledger.set_cache(CONNECTION_KIB)?;
        Ok(ledger)
    }

    /// The state of the ledger now. Blocks, for microseconds; where another program keeps readers out, for no longer than [`GLANCE`].
    pub fn stamp(&self) -> Result<Arc<Stamp>, ledger::Error> {
        let mut watch = locked(&self.watch);
        if let Some((ledger, seen, stamp)) = &mut *watch {
            let now = ledger.pulse()?;
            if now != *seen {
                *stamp = Arc::new(Stamp::of(ledger)?);
                *seen = now;
            }
            return Ok(stamp.clone());
        }
        let ledger = self.open()?;
        ledger.set_patience(GLANCE)?;
        // First the pulse: what is written between the two is then looked at once more.
        let pulse = ledger.pulse()?;
        let stamp = Arc::new(Stamp::of(&ledger)?);
        *watch = Some((ledger, pulse, stamp.clone()));
        Ok(stamp)
    }

    /// Runs what may block.
    pub async fn blocking<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let Ok(permit) = self.threads.clone().acquire_owned().await else { return Err(ends()) };
        let done = tokio::task::spawn_blocking(move || {
            let _permit = permit;
            work()
        });
        match done.await {
            Ok(answer) => answer,
            // A panic has told its place on standard error.
            Err(error) if error.is_panic() => Err(Problem::internal()),
            Err(_) => Err(ends()),
        }
    }

    /// Looks at the ledger as of a time, under rules, with what is in memory of it; all of one state.
    pub async fn look<T: Send + 'static>(
        self: &Arc<Source>,
        as_of: AsOf,
        settings: Settings,
        work: impl FnOnce(&View) -> Result<T, Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let source = self.clone();
        self.blocking(move || source.look_here(as_of, settings, work)).await
    }

    /// The same on this thread.
    pub fn look_here<T>(
        &self,
        as_of: AsOf,
        settings: Settings,
        work: impl FnOnce(&View) -> Result<T, Problem>,
    ) -> Result<T, Problem> {
        let idle = locked(&self.idle).pop();
        let mut ledger = idle.map_or_else(|| self.open(), Ok)?;
        let mut work = Some(work);
        // Somebody may write between the loading of a snapshot and the looking; then once more, and the third time as it is.
        for attempt in 1..=3 {
            let stamp = Arc::new(Stamp::of(&ledger)?);
            let snapshot = self.snapshot(&stamp, as_of);
            let view = View::with(ledger, snapshot, settings);
            let told = view.ledger.at_once(|ledger| {
                if attempt < 3 && Stamp::of(ledger)? != *stamp {
                    return Ok(None);
                }
                Ok(work.take().map(|work| work(&view)))
            });
            ledger = view.into_ledger();
            if let Some(answer) = told? {
                let mut idle = locked(&self.idle);
                if idle.len() < self.most_idle {
                    idle.push(ledger);
                }
                return answer;
            }
        }
        Err(Problem::busy("the ledger changes all the time; ask again in some seconds"))
    }

    /// What is in memory of a state as of a time: loaded once while others wait.
    fn snapshot(&self, stamp: &Arc<Stamp>, as_of: AsOf) -> Arc<Snapshot> {
        let mut all = locked(&self.snapshots);
        let key = (stamp.clone(), as_of);
        let snapshot = match all.iter().position(|(known, _)| *known == key) {
            Some(at) => all.remove(at).1,
            None => {
                // What is of another state is asked for no more.
                all.retain(|((known, _), _)| known == stamp);
                let most = if stamp.seq > LARGE { SNAPSHOTS - 1 } else { SNAPSHOTS };
                // The present is what is asked for most, and stays.
                while all.len() >= most
                    && let Some(oldest) = all.iter().position(|((_, time), _)| *time != AsOf::default())
                {
                    all.remove(oldest);
                }
                // It fills itself, part by part, each once while others wait.
                Arc::new(Snapshot::empty(as_of))
            }
        };
        all.push((key, snapshot.clone()));
        snapshot
    }

    /// Loads the present before anybody asks. Failing is no harm: whoever asks is told.
    pub fn warm(&self) {
        let done = self.look_here(AsOf::default(), Settings::default(), |view| {
            view.snapshot().events(&view.ledger)?;
            view.control()?;
            Ok(())
        });
        if done.is_err() {
            complain("the ledger could not be loaded ahead; whoever asks is told why");
        }
    }
}

fn ends() -> Problem {
    Problem::busy("the program ends")
}
