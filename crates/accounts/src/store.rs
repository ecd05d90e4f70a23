//! The file of users beside the ledger: read whole, written whole. What is on the disk is either the old file or the new one.
//!
//! JSON rather than a second SQLite file: a dozen users need no queries, a rename is as atomic as a transaction, and whoever
//! administers a desk can read what stands there. Sessions are not in it, so the running server writes only when an
//! administrator (or a login with an outdated hash) changes a user.

use crate::error::{Error, ErrorKind};
use crate::hash::{Hasher, sound};
use crate::{Name, check_password, hex};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::fmt;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind as IoKind, Read, Write};
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::sync::{Arc, Mutex, PoisonError};

/// Version of the file that is written.
pub(crate) const VERSION: u64 = 1;

/// Larger files are nobody's users.
const LARGEST: u64 = 8 * 1024 * 1024;

/// What somebody may do; each role may do what those before it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// Looks at everything.
    Reader,
    /// Decides about claims and events, too.
    Reviewer,
    /// Manages the users, too.
    Admin,
}

impl Role {
    /// All of them, the least first.
    pub const ALL: [Role; 3] = [Role::Reader, Role::Reviewer, Role::Admin];

    /// As it is written.
    pub fn name(self) -> &'static str {
        match self {
            Role::Reader => "reader",
            Role::Reviewer => "reviewer",
            Role::Admin => "admin",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}

impl FromStr for Role {
    type Err = String;

    fn from_str(text: &str) -> Result<Role, String> {
        let found = Role::ALL.into_iter().find(|role| role.name() == text);
        found.ok_or_else(|| format!("no role is called {text:?}; the roles are reader, reviewer and admin"))
    }
}

/// Somebody who may log in.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct User {
    /// The name, as decisions are recorded under it.
    pub name: String,
    /// What this user may do.
    pub role: Role,
    /// The password's hash.
    password: String,
    /// Random; another after each change of the password, so that sessions from before it end.
    stamp: String,
    /// When the user was added.
    pub added: Timestamp,
    /// When role or password were changed last.
    pub changed: Timestamp,
}

impl User {
    /// The hash of the password, for [`Hasher::check`].
    pub fn hash(&self) -> &str {
        &self.password
    }

    /// What a session must agree with to be alive.
    pub(crate) fn stamp(&self) -> &str {
        &self.stamp
    }
}

impl fmt::Debug for User {
    // Hashes do not belong into logs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("User").field("name", &self.name).field("role", &self.role).finish_non_exhaustive()
    }
}

/// All users, at one time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Users(BTreeMap<String, User>);

impl Users {
    /// The user of this name, however its letters are written.
    pub fn get(&self, name: &str) -> Option<&User> {
        let name = Name::new(name).ok()?;
        self.by_key(name.key())
    }

    /// The user whose name is compared by this key.
    pub(crate) fn by_key(&self, key: &str) -> Option<&User> {
        self.0.get(key)
    }

    /// All, in the order of their names.
    pub fn iter(&self) -> impl Iterator<Item = &User> {
        self.0.values()
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

/// The file as it is written.
#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Page {
    dateline_accounts: u64,
    users: Vec<User>,
}

/// The file of users.
#[derive(Debug)]
pub struct Store {
    file: PathBuf,
    /// What was read last, and what the file looked like then.
    seen: Mutex<Option<(Look, Arc<Users>)>>,
}

/// What tells whether a file was written since. Every writing makes a new file, so that the first two alone nearly do.
type Look = (u64, u64, u64, std::time::SystemTime);

impl Store {
    /// The file of accounts of this ledger: its name with `.accounts`.
    pub fn beside(ledger: &Path) -> PathBuf {
        let mut name = ledger.as_os_str().to_owned();
        name.push(".accounts");
        PathBuf::from(name)
    }

    /// The file, which must be there and whole.
    pub fn open(file: &Path) -> Result<Store, Error> {
        let store = Store::at(file);
        store.users()?;
        Ok(store)
    }

    /// The file, which is made when the first user is added.
    pub fn create(file: &Path) -> Result<Store, Error> {
        let store = Store::at(file);
        match store.users() {
            Ok(_) => Ok(store),
            Err(error) if matches!(error.kind(), ErrorKind::Missing) => Ok(store),
            Err(error) => Err(error),
        }
    }

    /// The file, whatever there is now; [`Store::users`] tells.
    pub fn at(file: &Path) -> Store {
        Store { file: file.to_owned(), seen: Mutex::new(None) }
    }

    /// Where it is.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The users as they stand in the file now; it is read again only if it was written since. A file that has gone or broken
    /// is an error, never an empty list: nobody gets in by removing it.
    pub fn users(&self) -> Result<Arc<Users>, Error> {
        let mut file = File::open(&self.file).map_err(|error| {
            self.error(match error.kind() {
                IoKind::NotFound => ErrorKind::Missing,
                _ => ErrorKind::Unreadable(error.to_string()),
            })
        })?;
        let meta = file.metadata().map_err(|error| self.error(ErrorKind::Unreadable(error.to_string())))?;
        self.check_mode(&meta)?;
        let look = look(&meta);
        let mut seen = self.seen.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((before, users)) = &*seen
            && *before == look
        {
            return Ok(users.clone());
        }
        let users = Arc::new(read(&mut file, meta.len()).map_err(|kind| self.error(kind))?);
        *seen = Some((look, users.clone()));
        Ok(users)
    }

    /// The user of this name as it stands in the file now.
    pub fn named(&self, name: &str) -> Result<User, Error> {
        named(&mut (*self.users()?).clone(), name).map(|user| user.clone()).map_err(|kind| self.error(kind))
    }

    /// The error that [`Store::add`] would give for a name that somebody has.
    pub fn taken(&self, name: &str) -> Error {
        self.error(ErrorKind::Taken(name.to_owned()))
    }

    /// Adds a user.
    pub fn add(&self, name: &str, role: Role, password: &str, hasher: &Hasher, now: Timestamp) -> Result<User, Error> {
        let name = Name::new(name).map_err(|fault| self.error(ErrorKind::Name(fault)))?;
        self.check_new(name.shown(), password)?;
        let (password, stamp) = self.hashed(password, hasher)?;
        self.change(true, |users| {
            if let Some(there) = users.0.get(name.key()) {
                return Err(ErrorKind::Taken(there.name.clone()));
            }
            let user = User { name: name.shown().to_owned(), role, password, stamp, added: now, changed: now };
            users.0.insert(name.key().to_owned(), user.clone());
            Ok(user)
        })
    }

    /// Gives a user another role. Sessions go on, with the new role.
    pub fn set_role(&self, name: &str, role: Role, now: Timestamp) -> Result<User, Error> {
        self.change(false, |users| {
            let user = named(users, name)?;
            if user.role != role {
                user.role = role;
                user.changed = now;
            }
            Ok(user.clone())
        })
    }

    /// Gives a user another password; all sessions of that user end.
    pub fn set_password(&self, name: &str, password: &str, hasher: &Hasher, now: Timestamp) -> Result<User, Error> {
        self.check_new(&self.named(name)?.name, password)?;
        let (password, stamp) = self.hashed(password, hasher)?;
        self.change(false, |users| {
            let user = named(users, name)?;
            user.password = password;
            user.stamp = stamp;
            user.changed = now;
            Ok(user.clone())
        })
    }

    /// Hashes the same password with the parameters of now; sessions go on. Does nothing if the user has been changed since.
    pub fn renew(&self, seen: &User, password: &str, hasher: &Hasher) -> Result<(), Error> {
        let (password, _) = self.hashed(password, hasher)?;
        self.change(false, |users| {
            let user = named(users, &seen.name)?;
            if user.password == seen.password {
                user.password = password;
            }
            Ok(())
        })
    }

    /// Removes a user; all sessions of that user end.
    pub fn remove(&self, name: &str) -> Result<User, Error> {
        self.change(false, |users| {
            let key = Name::new(&named(users, name)?.name).map_err(ErrorKind::Name)?.key().to_owned();
            users.0.remove(&key).ok_or_else(|| ErrorKind::Unknown(name.to_owned(), Vec::new()))
        })
    }

    /// One change at a time, from any number of programs: read, changed, written whole.
    fn change<T>(&self, make: bool, change: impl FnOnce(&mut Users) -> Result<T, ErrorKind>) -> Result<T, Error> {
        let unwritable = |error: std::io::Error| self.error(ErrorKind::Unwritable(error.to_string()));
        let lock = private().create(true).truncate(false).open(self.beside_with("lock")).map_err(unwritable)?;
        lock.lock().map_err(unwritable)?;
        let mut users = match self.users() {
            Ok(users) => (*users).clone(),
            Err(error) if make && matches!(error.kind(), ErrorKind::Missing) => Users::default(),
            Err(error) => return Err(error),
        };
        let answer = change(&mut users).map_err(|kind| self.error(kind))?;
        self.write(&users).map_err(unwritable)?;
        // The lock goes with its handle; its file stays, since removing it would let two writers in.
        drop(lock);
        Ok(answer)
    }

    fn write(&self, users: &Users) -> std::io::Result<()> {
        let page = Page { dateline_accounts: VERSION, users: users.iter().cloned().collect() };
        let mut text = serde_json::to_string_pretty(&page)?;
        text.push('\n');
        // Writers take turns, so what lies under this name is left from one that was killed.
        let draft = self.beside_with("new");
        match std::fs::remove_file(&draft) {
            Err(error) if error.kind() != IoKind::NotFound => return Err(error),
            _ => {}
        }
        let written = (|| {
            let mut file = private().create_new(true).open(&draft)?;
            file.write_all(text.as_bytes())?;
            file.sync_all()?;
            std::fs::rename(&draft, &self.file)
        })();
        if written.is_err() {
            let _ = std::fs::remove_file(&draft);
        }
        written?;
        // The rename itself must survive a power cut; where folders cannot be synced, there is nothing more to do.
        let folder = self.file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        if let Ok(folder) = File::open(folder) {
            let _ = folder.sync_all();
        }
        Ok(())
    }

    fn beside_with(&self, end: &str) -> PathBuf {
        let mut name = self.file.as_os_str().to_owned();
        name.push(".");
        name.push(end);
        PathBuf::from(name)
    }

    fn check_new(&self, name: &str, password: &str) -> Result<(), Error> {
        check_password(name, password).map_err(|fault| self.error(ErrorKind::Password(fault)))
    }

    fn hashed(&self, password: &str, hasher: &Hasher) -> Result<(String, String), Error> {
        let mut stamp = [0; 16];
        getrandom::fill(&mut stamp).map_err(|error| self.error(error.into()))?;
        let hash = hasher.hash(password).map_err(|error| self.error(error.into()))?;
        Ok((hash, hex(&stamp)))
    }

    #[cfg(unix)]
    fn check_mode(&self, meta: &std::fs::Metadata) -> Result<(), Error> {
        use std::os::unix::fs::PermissionsExt;
        let mode = meta.permissions().mode() & 0o7777;
        if meta.is_file() && mode & 0o077 != 0 { Err(self.error(ErrorKind::Open(mode))) } else { Ok(()) }
    }

    #[cfg(not(unix))]
    fn check_mode(&self, _: &std::fs::Metadata) -> Result<(), Error> {
        Ok(())
    }

    fn error(&self, kind: ErrorKind) -> Error {
        Error::new(&self.file, kind)
    }
}

fn named<'u>(users: &'u mut Users, name: &str) -> Result<&'u mut User, ErrorKind> {
    let key = Name::new(name).map_err(ErrorKind::Name)?.key().to_owned();
    if !users.0.contains_key(&key) {
        return Err(ErrorKind::Unknown(name.to_owned(), users.iter().map(|user| user.name.clone()).collect()));
    }
    Ok(users.0.get_mut(&key).expect("looked up above"))
}

fn read(file: &mut File, length: u64) -> Result<Users, ErrorKind> {
    if length > LARGEST {
        return Err(ErrorKind::Broken(format!("it has {length} bytes")));
    }
    let mut text = String::new();
    file.take(LARGEST).read_to_string(&mut text).map_err(|error| match error.kind() {
        IoKind::InvalidData => ErrorKind::Broken("it is not UTF-8".to_owned()),
        _ => ErrorKind::Unreadable(error.to_string()),
    })?;
    parse(&text)
}

fn parse(text: &str) -> Result<Users, ErrorKind> {
    let broken = |error: serde_json::Error| ErrorKind::Broken(error.to_string());
    // First what any version says of itself.
    let label: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text).map_err(broken)?;
    match label.get("dateline_accounts").and_then(serde_json::Value::as_u64) {
        None => return Err(ErrorKind::Broken("it does not say dateline_accounts".to_owned())),
        Some(version) if version > VERSION => return Err(ErrorKind::Newer(version)),
        Some(_) => {}
    }
    let page: Page = serde_json::from_str(text).map_err(broken)?;
    let mut users = Users::default();
    for user in page.users {
        let broken = |why: String| ErrorKind::Broken(format!("user {:?}: {why}", user.name));
        let name = Name::new(&user.name).map_err(|fault| broken(fault.to_string()))?;
        sound(&user.password).map_err(broken)?;
        if user.stamp.len() < 32 {
            return Err(broken("its stamp is too short".to_owned()));
        }
        if users.0.contains_key(name.key()) {
            return Err(broken("it stands there twice".to_owned()));
        }
        users.0.insert(name.key().to_owned(), user);
    }
    Ok(users)
}

#[cfg(unix)]
fn look(meta: &std::fs::Metadata) -> Look {
    use std::os::unix::fs::MetadataExt;
    (meta.ino(), meta.len(), meta.ctime_nsec() as u64, meta.modified().unwrap_or(std::time::UNIX_EPOCH))
}

#[cfg(not(unix))]
fn look(meta: &std::fs::Metadata) -> Look {
    (0, meta.len(), 0, meta.modified().unwrap_or(std::time::UNIX_EPOCH))
}

/// For writing, to be read by its owner alone.
fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}
