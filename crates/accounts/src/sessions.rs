//! Who is logged in. In memory only: a new start of the server asks everybody to log in again, and no file can leak a session.

use crate::{Print, Role, User, Users, hex, print};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use subtle::ConstantTimeEq;

/// How long sessions live, and how many.
#[derive(Clone, Copy, Debug)]
pub struct SessionPolicy {
    /// A session that nobody used for so long is over.
    pub idle: SignedDuration,
    /// A session is over after so long, used or not.
    pub whole: SignedDuration,
    /// Sessions of one user; a further login ends the one that was used longest ago.
    pub per_user: usize,
    /// Sessions of all users.
    pub all: usize,
}

impl Default for SessionPolicy {
    fn default() -> SessionPolicy {
        SessionPolicy {
            idle: SignedDuration::from_hours(1),
            whole: SignedDuration::from_hours(12),
            per_user: 8,
            all: 4096,
        }
    }
}

/// 256 random bits, in hexadecimal.
pub fn secret() -> Result<String, getrandom::Error> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes)?;
    Ok(hex(&bytes))
}

/// The CSRF token that goes with a session's token. Nobody can tell one from the other or from that of another session.
pub fn csrf_of(token: &str) -> String {
    hex(&print(&[b"dateline csrf 1", token.as_bytes()]))
}

/// Whether two secrets are the same, in a time that tells nothing of where they differ.
pub fn same(one: &str, other: &str) -> bool {
    one.as_bytes().ct_eq(other.as_bytes()).into()
}

/// A session that is alive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Open {
    /// The user's name.
    pub name: String,
    /// What the user may do now.
    pub role: Role,
    /// The token that unsafe requests must send along.
    pub csrf: String,
    /// When it ends at the latest.
    pub until: Timestamp,
    /// A key to count this session's requests by; says nothing of its token.
    pub key: String,
}

#[derive(Debug)]
struct Session {
    /// Of the user's name.
    user: String,
    stamp: String,
    opened: Timestamp,
    used: Timestamp,
}

/// All sessions, each known by the SHA-256 of its token.
#[derive(Debug)]
pub struct Sessions {
    policy: SessionPolicy,
    open: Mutex<HashMap<Print, Session>>,
}

impl Sessions {
    /// None yet.
    pub fn new(policy: SessionPolicy) -> Sessions {
        Sessions { policy, open: Mutex::new(HashMap::new()) }
    }

    /// Opens a session and gives its token, which is known to nobody else and kept nowhere.
    pub fn open(&self, user: &User, now: Timestamp) -> Result<String, getrandom::Error> {
        let token = secret()?;
        let key = crate::Name::new(&user.name).map_or_else(|_| user.name.clone(), |name| name.key().to_owned());
        let mut open = self.lock();
        open.retain(|_, session| self.policy.alive(session, now));
        while open.values().filter(|session| session.user == key).count() >= self.policy.per_user.max(1) {
            end_oldest(&mut open, |session| session.user == key);
        }
        while open.len() >= self.policy.all.max(1) {
            end_oldest(&mut open, |_| true);
        }
        let session = Session { user: key, stamp: user.stamp().to_owned(), opened: now, used: now };
        open.insert(print_of(&token), session);
        Ok(token)
    }

    /// The session of this token, if it is alive: neither idle nor old, and its user still there, with the password it was opened
    /// with. `used` says that somebody did something, rather than a page that asks for news by itself.
    pub fn find(&self, token: &str, users: &Users, used: bool, now: Timestamp) -> Option<Open> {
        // What is no token of ours is not hashed: it could be long.
        if token.len() != 64 {
            return None;
        }
        let print = print_of(token);
        let mut open = self.lock();
        let session = open.get_mut(&print)?;
        let user = users.by_key(&session.user).filter(|user| same(user.stamp(), &session.stamp));
        let (true, Some(user)) = (self.policy.alive(session, now), user) else {
            open.remove(&print);
            return None;
        };
        if used {
            session.used = session.used.max(now);
        }
        let until = session.opened.saturating_add(self.policy.whole).unwrap_or(Timestamp::MAX);
        let key = hex(&print[..16]);
        Some(Open { name: user.name.clone(), role: user.role, csrf: csrf_of(token), until, key })
    }

    /// Ends a session; whether there was one.
    pub fn close(&self, token: &str) -> bool {
        self.lock().remove(&print_of(token)).is_some()
    }

    /// How many there are, those included that have ended unnoticed.
    pub fn len(&self) -> usize {
        self.lock().len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, HashMap<Print, Session>> {
        self.open.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl SessionPolicy {
    fn alive(&self, session: &Session, now: Timestamp) -> bool {
        now.duration_since(session.used) < self.idle && now.duration_since(session.opened) < self.whole
    }
}

fn print_of(token: &str) -> Print {
    print(&[b"dateline session 1", token.as_bytes()])
}

fn end_oldest(open: &mut HashMap<Print, Session>, of: impl Fn(&Session) -> bool) {
    let oldest = open.iter().filter(|(_, session)| of(session)).min_by_key(|(_, session)| session.used);
    if let Some(print) = oldest.map(|(print, _)| *print) {
        open.remove(&print);
    }
}
