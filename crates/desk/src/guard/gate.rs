//! What the guard knows: the accounts, who is logged in, how often somebody tried. And when the program may start at all.

use crate::problem::{Problem, complain};
use crate::{Desk, Error, Mode};
use accounts::{BucketPolicy, Buckets, Hasher, LoginPolicy, Logins, Network, SessionPolicy, Sessions, Store, Users};
use jiff::Timestamp;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use tokio::sync::Semaphore;

/// Passwords that are checked at a time: each takes 19 MiB and a core for some hundredths of a second.
const CHECKS: usize = 2;

/// Who may come in, and how often.
#[derive(Clone, Debug, Default)]
pub struct Access {
    /// A proxy in front speaks TLS: cookies are sent over nothing else.
    pub behind_tls: bool,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Host` are believed.
    pub proxies: Vec<IpAddr>,
    /// How long somebody stays logged in.
    pub sessions: SessionPolicy,
    /// How guessing is slowed down.
    pub logins: LoginPolicy,
    /// How many requests a session or address may make; none are refused without accounts on this machine alone.
    pub requests: BucketPolicy,
    /// The clock for all of these, for tests.
    pub clock: Clock,
    /// Checks passwords with hardly any work, for tests.
    pub quick: bool,
}

/// What tells the time.
#[derive(Clone)]
pub struct Clock(pub Arc<dyn Fn() -> Timestamp + Send + Sync>);

impl Default for Clock {
    fn default() -> Clock {
        Clock(Arc::new(Timestamp::now))
    }
}

impl fmt::Debug for Clock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Clock")
    }
}

/// Whose requests are counted together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Whose {
    Session(u128),
    Address(Network),
}

/// All of it.
pub(crate) struct Gate {
    pub access: Access,
    /// The file beside the ledger; `None` where there are no accounts whatever happens.
    file: Option<PathBuf>,
    store: OnceLock<Arc<Store>>,
    pub hasher: Arc<Hasher>,
    pub sessions: Sessions,
    pub logins: Logins,
    requests: Buckets<Whose>,
    pub checks: Arc<Semaphore>,
    /// This machine alone is listened to.
    alone: bool,
}

impl Gate {
    /// The gate of a desk that listens on `at`, if it may be opened.
    pub fn new(desk: &Desk, at: SocketAddr) -> Result<Gate, Error> {
        let access = desk.access.clone();
        let hasher = if access.quick { Hasher::quick() } else { Hasher::new() }
            .map_err(|error| Error::Random(error.to_string()))?;
        let file = (desk.mode != Mode::Public).then(|| Store::beside(&desk.ledger));
        let gate = Gate {
            file,
            store: OnceLock::new(),
            hasher: Arc::new(hasher),
            sessions: Sessions::new(access.sessions),
            logins: Logins::new(access.logins),
            requests: Buckets::new(access.requests),
            checks: Arc::new(Semaphore::new(CHECKS)),
            alone: at.ip().is_loopback(),
            access,
        };
        match gate.store() {
            Some(store) => {
                let users = store.users().map_err(Error::Accounts)?;
                if users.is_empty() {
                    return Err(Error::NoUsers(store.file().to_owned()));
                }
                if !gate.alone && !gate.access.behind_tls {
                    complain(
                        "passwords and reports travel unencrypted to other machines; put a proxy with TLS in front and start with \
                         --behind-tls",
                    );
                }
            }
            None if desk.mode == Mode::Public => {}
            None if !gate.alone => return Err(Error::Open(at)),
            None if gate.access.behind_tls || !gate.access.proxies.is_empty() => return Err(Error::Proxied),
            None => {}
        }
        Ok(gate)
    }

    /// The accounts, where there are some. They count from the moment that their file is there, and ever after.
    pub fn store(&self) -> Option<&Arc<Store>> {
        if let Some(store) = self.store.get() {
            return Some(store);
        }
        let file = self.file.as_ref()?;
        // Also where it cannot be read: then nobody gets in.
        file.symlink_metadata().ok()?;
        Some(self.store.get_or_init(|| Arc::new(Store::at(file))))
    }

    /// The users now. Where the file is gone or broken nobody is anybody.
    pub fn users(store: &Store) -> Result<Arc<Users>, Problem> {
        store.users().map_err(|error| {
            complain(&error.to_string());
            Problem::busy(
                "the accounts cannot be read; an administrator finds the reason on the program's standard error",
            )
        })
    }

    /// Takes a request from what its session or address may make.
    pub fn count(&self, whose: Whose, unlimited: bool) -> Result<(), Problem> {
        if unlimited {
            return Ok(());
        }
        self.requests.take(whose, self.now()).map_err(|wait| {
            let seconds = wait.seconds();
            too_many(seconds, format!("more requests than are answered at a time; ask again in {seconds} s"))
        })
    }

    /// Whether this machine alone is listened to.
    pub fn is_alone(&self) -> bool {
        self.alone
    }

    pub fn now(&self) -> Timestamp {
        (self.access.clock.0)()
    }
}

/// 429, and when to ask again.
pub(crate) fn too_many(seconds: u64, detail: impl Into<String>) -> Problem {
    let status = axum::http::StatusCode::TOO_MANY_REQUESTS;
    let problem = Problem::new(status, "too-many", "Too many requests", detail);
    problem.retry_after(u16::try_from(seconds).unwrap_or(u16::MAX))
}
