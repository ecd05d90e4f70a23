//! Opening the file: what it is, which version, whether it is whole; bringing an old one up to date.

use crate::{Error, ErrorKind};
use rusqlite::{Connection, OpenFlags, TransactionBehavior};
use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Marks the file as ours: "dtln".
pub(crate) const APPLICATION_ID: i64 = 0x6474_6c6e;

/// What makes each version out of the one before.
const MIGRATIONS: &[&str] = &[include_str!("../migrations/001.sql"), include_str!("../migrations/002.sql")];

/// Version of the file that this program writes.
pub const SCHEMA_VERSION: i64 = MIGRATIONS.len() as i64;

/// Oldest version that can be read as it is. Migrations add; one that changes what there is raises this number.
const READABLE_SINCE: i64 = 1;

/// How long a writer waits for another one.
const PATIENCE: Duration = Duration::from_secs(10);

/// What the ledger is opened for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Reading. Nothing is changed, also no old version; others may write meanwhile.
    Read,
    /// Writing. Others may read and write meanwhile: each call is one transaction.
    Write,
    /// Writing; where there is no ledger, one is made.
    Create,
}

/// An open ledger.
#[derive(Debug)]
pub struct Ledger {
    pub(crate) connection: Connection,
    pub(crate) path: PathBuf,
    pub(crate) mode: Mode,
}

impl Ledger {
    /// Opens the ledger at `path`.
    pub fn open(path: impl AsRef<Path>, mode: Mode) -> Result<Ledger, Error> {
        let path = path.as_ref();
        open(path, mode).map_err(|kind| Error::new(path, kind))
    }

    /// A ledger in memory, for tests and trials.
    pub fn in_memory() -> Result<Ledger, Error> {
        let path = Path::new(":memory:");
        let make = || {
            let mut connection = Connection::open_in_memory()?;
            set_up(&connection)?;
            migrate(&mut connection, MIGRATIONS)?;
            Ok(connection)
        };
        let connection = make().map_err(|kind| Error::new(path, kind))?;
        Ok(Ledger { connection, path: path.to_owned(), mode: Mode::Create })
    }

    /// The file.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// How long to wait for another writer before giving up; 10 seconds if nothing is said.
    pub fn set_patience(&self, patience: Duration) -> Result<(), Error> {
        self.connection.busy_timeout(patience).map_err(|error| self.fail(error))
    }

    /// How much of the file this connection keeps in memory, in KiB; 192 MiB if nothing is said.
    pub fn set_cache(&self, kib: u32) -> Result<(), Error> {
        self.connection.pragma_update(None, "cache_size", -i64::from(kib)).map_err(|error| self.fail(error))
    }

    /// A number that is another one whenever somebody else has written since; costs next to nothing.
    pub fn pulse(&self) -> Result<i64, Error> {
        pragma(&self.connection, "data_version").map_err(|error| self.fail(error))
    }

    /// Version of the file's schema.
    pub fn version(&self) -> Result<i64, Error> {
        pragma(&self.connection, "user_version").map_err(|error| self.fail(error))
    }

    /// Several questions to one state of the ledger, whatever others write meanwhile.
    pub fn at_once<T>(&self, questions: impl FnOnce(&Ledger) -> Result<T, Error>) -> Result<T, Error> {
        if !self.connection.is_autocommit() {
            // Within another such call: its state is this one's.
            return questions(self);
        }
        let transaction = self.connection.unchecked_transaction().map_err(|error| self.fail(error))?;
        let answer = questions(self);
        transaction.finish().map_err(|error| self.fail(error))?;
        answer
    }

    pub(crate) fn fail(&self, kind: impl Into<ErrorKind>) -> Error {
        Error::new(&self.path, kind.into())
    }

    /// Runs `work` in one transaction, which nobody else writes in and which is on the disk when this returns; where `work` fails,
    /// nothing has happened.
    pub(crate) fn write<T>(
        &mut self,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, ErrorKind>,
    ) -> Result<T, Error> {
        if self.mode == Mode::Read {
            return Err(self.fail(ErrorKind::ReadOnly));
        }
        let run = |connection: &mut Connection| {
            let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let done = work(&transaction)?;
            transaction.commit()?;
            Ok(done)
        };
        run(&mut self.connection).map_err(|kind: ErrorKind| Error::new(&self.path, kind))
    }

    /// Empties the file beside the ledger in which SQLite keeps what was written last; false where a reader is in the way.
    pub(crate) fn wipe_log(&self) -> Result<bool, Error> {
        let busy: Result<i64, _> = self.connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0));
        match busy.map_err(ErrorKind::from) {
            Ok(busy) => Ok(busy == 0),
            Err(ErrorKind::Locked) => Ok(false),
            Err(kind) => Err(self.fail(kind)),
        }
    }
}

fn open(path: &Path, mode: Mode) -> Result<Ledger, ErrorKind> {
    let fresh = is_fresh(path, mode)?;
    let mut connection = match mode {
        Mode::Read => open_for_reading(path)?,
        Mode::Write => Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | NO_MUTEX)?,
        Mode::Create => Connection::open_with_flags(
            path,
            OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | NO_MUTEX,
        )?,
    };
    set_up(&connection)?;
    if mode == Mode::Read {
        connection.pragma_update(None, "query_only", true)?;
    }
    if !fresh {
        check_kind(&connection, mode)?;
    }
    if mode != Mode::Read {
        if connection.is_readonly("main")? {
            return Err(ErrorKind::ReadOnly);
        }
        connection.pragma_update_and_check(None, "journal_mode", "wal", |_| Ok(()))?;
        connection.pragma_update(None, "synchronous", "full")?;
        // 100 MB: pages of the indexes are written many times before they are copied into the file once.
        connection.pragma_update(None, "wal_autocheckpoint", 25_600)?;
        // Also pages that are given up hold nothing that was erased.
        connection.pragma_update(None, "secure_delete", true)?;
        migrate(&mut connection, MIGRATIONS)?;
    }
    Ok(Ledger { connection, path: path.to_owned(), mode })
}

const NO_MUTEX: OpenFlags = OpenFlags::SQLITE_OPEN_NO_MUTEX;

/// A reader that may write the folder opens the file for writing, too, and promises not to (`query_only`), because only such a one
/// clears away the two files beside the ledger. Where it may not, it opens it as read-only; and where even the files beside it
/// cannot be made, as one that nobody changes.
fn open_for_reading(path: &Path) -> Result<Connection, ErrorKind> {
    let usable = |connection: Connection| {
        connection.query_row("SELECT count(*) FROM sqlite_schema", [], |_| Ok(())).map(|()| connection)
    };
    let attempt = |flags| Connection::open_with_flags(path, flags | NO_MUTEX).and_then(usable);
    let first = attempt(OpenFlags::SQLITE_OPEN_READ_WRITE);
    let first = first.or_else(|_| attempt(OpenFlags::SQLITE_OPEN_READ_ONLY));
    match first {
        Ok(connection) => Ok(connection),
        Err(error) if log_of(path).is_none_or(|bytes| bytes == 0) => {
            let Some(name) = path.to_str() else { return Err(error.into()) };
            let escaped: String = name
                .bytes()
                .map(|byte| match byte {
                    b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
                    other => format!("%{other:02x}"),
                })
                .collect();
            let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_URI | NO_MUTEX;
            let immutable = Connection::open_with_flags(format!("file:{escaped}?immutable=1"), flags).and_then(usable);
            immutable.map_err(|_| error.into())
        }
        Err(error) => Err(error.into()),
    }
}

/// Size of the file beside the ledger that holds what is not yet in it; `None` where there is none.
fn log_of(path: &Path) -> Option<u64> {
    let mut log = path.as_os_str().to_owned();
    log.push("-wal");
    fs::metadata(Path::new(&log)).ok().map(|data| data.len())
}

/// Looks at the first bytes of the file. True where a ledger is to be made.
fn is_fresh(path: &Path, mode: Mode) -> Result<bool, ErrorKind> {
    let unreadable = |error: std::io::Error| ErrorKind::Unreadable(error.to_string());
    let data = match fs::metadata(path) {
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
            return if mode == Mode::Create { Ok(true) } else { Err(ErrorKind::Missing) };
        }
        other => other.map_err(unreadable)?,
    };
    if data.is_dir() {
        return Err(ErrorKind::NotALedger("a folder".to_owned()));
    }
    let log = log_of(path).unwrap_or(0);
    if data.len() == 0 && log == 0 {
        return if mode == Mode::Create { Ok(true) } else { Err(ErrorKind::NotALedger("an empty file".to_owned())) };
    }
    let mut head = Vec::with_capacity(100);
    fs::File::open(path).and_then(|file| file.take(100).read_to_end(&mut head)).map_err(unreadable)?;
    // With a log beside it the file itself may lag behind: SQLite puts the two together.
    if log > 0 {
        return Ok(false);
    }
    if !head.starts_with(b"SQLite format 3\0") {
        return Err(ErrorKind::NotALedger("a file of another kind".to_owned()));
    }
    let number = |at: usize| head.get(at..at + 4).map_or(0, |four| four.iter().fold(0, |n, &b| n << 8 | u64::from(b)));
    let page = match head.get(16..18) {
        Some(&[0, 1]) => 65536,
        Some(&[high, low]) => u64::from(high) << 8 | u64::from(low),
        _ => 0,
    };
    // The page count in the header is good where the two counters of changes agree (sqlite.org/fileformat2.html 1.3.7).
    let whole = if number(24) == number(92) { number(28) * page } else { 0 };
    if head.len() < 100 || data.len() < whole {
        return Err(ErrorKind::Cut(data.len(), whole.max(100)));
    }
    Ok(false)
}

/// Settings of every connection.
fn set_up(connection: &Connection) -> Result<(), ErrorKind> {
    use rusqlite::config::DbConfig;
    connection.busy_timeout(PATIENCE)?;
    connection.set_prepared_statement_cache_capacity(64);
    connection.pragma_update(None, "foreign_keys", true)?;
    // A ledger may come from anywhere: nothing in its schema is run that is not needed, pages are looked at before they are used.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    connection.pragma_update(None, "cell_size_check", true)?;
    connection.pragma_update(None, "cache_size", -196_608)?;
    connection.pragma_update(None, "temp_store", "memory")?;
    Ok(())
}

pub(crate) fn pragma(connection: &Connection, name: &str) -> Result<i64, rusqlite::Error> {
    connection.pragma_query_value(None, name, |row| row.get(0))
}

fn check_kind(connection: &Connection, mode: Mode) -> Result<(), ErrorKind> {
    let objects: i64 = connection.query_row("SELECT count(*) FROM sqlite_schema", [], |row| row.get(0))?;
    let application = pragma(connection, "application_id")?;
    let version = pragma(connection, "user_version")?;
    if objects == 0 && application == 0 {
        // What a program leaves that is killed while it makes a ledger.
        let empty = || ErrorKind::NotALedger("an empty database".to_owned());
        return if mode == Mode::Create { Ok(()) } else { Err(empty()) };
    }
    if application != APPLICATION_ID {
        return Err(ErrorKind::NotALedger("a database of another program".to_owned()));
    }
    if version > SCHEMA_VERSION {
        return Err(ErrorKind::Newer(version));
    }
    if mode == Mode::Read && version < READABLE_SINCE {
        return Err(ErrorKind::Older(version));
    }
    Ok(())
}

/// Brings the file up to date, in one transaction.
fn migrate(connection: &mut Connection, migrations: &[&str]) -> Result<(), ErrorKind> {
    if pragma(connection, "user_version")? == migrations.len() as i64 {
        return Ok(());
    }
    let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Somebody else may have been faster.
    let version = pragma(&transaction, "user_version")?;
    let from = usize::try_from(version).map_err(|_| ErrorKind::Newer(version))?;
    for migration in migrations.iter().skip(from) {
        transaction.execute_batch(migration)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION_ID)?;
    transaction.pragma_update(None, "user_version", migrations.len().max(from) as i64)?;
    transaction.commit()?;
    Ok(())
}

/// An empty ledger of this version in memory.
pub(crate) fn of_version(version: i64) -> Result<Connection, rusqlite::Error> {
    let connection = Connection::open_in_memory()?;
    for migration in MIGRATIONS.iter().take(usize::try_from(version).unwrap_or(0)) {
        connection.execute_batch(migration)?;
    }
    Ok(connection)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn migrations_run_once_and_in_order_and_keep_what_there_is() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, MIGRATIONS).unwrap();
        connection.execute("INSERT INTO places (name, folded) VALUES ('Orvenne', 'orvenne')", []).unwrap();
        let next = "ALTER TABLE places ADD COLUMN height INTEGER; CREATE TABLE one_more (x INTEGER) STRICT;";
        let migrations: Vec<&str> = MIGRATIONS.iter().copied().chain([next]).collect();
        for _ in 0..2 {
            migrate(&mut connection, &migrations).unwrap();
            assert_eq!(pragma(&connection, "user_version").unwrap(), SCHEMA_VERSION + 1);
        }
        let name: String =
            connection.query_row("SELECT name FROM places WHERE height IS NULL", [], |row| row.get(0)).unwrap();
        assert_eq!(name, "Orvenne");
    }

    #[test]
    fn a_migration_that_fails_leaves_the_file_as_it_was() {
        let mut connection = Connection::open_in_memory().unwrap();
        migrate(&mut connection, MIGRATIONS).unwrap();
        let migrations: Vec<&str> = MIGRATIONS.iter().copied().chain(["CREATE TABLE a (x); nonsense;"]).collect();
        assert!(migrate(&mut connection, &migrations).is_err());
        assert_eq!(pragma(&connection, "user_version").unwrap(), SCHEMA_VERSION);
        let tables: i64 =
            connection.query_row("SELECT count(*) FROM sqlite_schema WHERE name = 'a'", [], |row| row.get(0)).unwrap();
        assert_eq!(tables, 0);
    }
}
