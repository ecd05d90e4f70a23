//! What can go wrong with the file. Messages name the file and the remedy.

use std::fmt;
use std::path::{Path, PathBuf};

/// Something that ends a command.
#[derive(Debug)]
pub struct Error {
    file: PathBuf,
    kind: ErrorKind,
}

/// What went wrong.
#[derive(Debug)]
#[non_exhaustive]
pub enum ErrorKind {
    /// There is no such file.
    Missing,
    /// The file cannot be opened; the system's words.
    Unreadable(String),
    /// Something else lies there; what.
    NotALedger(String),
    /// Written by a newer program; its schema version.
    Newer(i64),
    /// Written by an older program, and this one must change it before it can be read; its schema version.
    Older(i64),
    /// Shorter than it says; bytes there and bytes that should be.
    Cut(u64, u64),
    /// Another program has been writing all the time that this one waited.
    Locked,
    /// Opened for reading, asked to write.
    ReadOnly,
    /// The disk is full.
    Full,
    /// SQLite cannot make sense of a page; its words.
    Damaged(String),
    /// A row cannot be read; its place in the chain and why.
    Row(u64, String),
    /// Something that is asked about is not there; its id.
    Unknown(String),
    /// What is to be written makes no sense; why, with the remedy.
    Refused(String),
    /// What fusing stored cannot be read back; why.
    Derived(String),
    /// Anything else from SQLite.
    Sqlite(rusqlite::Error),
}

impl Error {
    pub(crate) fn new(file: &Path, kind: ErrorKind) -> Error {
        Error { file: file.to_owned(), kind }
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// The ledger's file.
    pub fn file(&self) -> &Path {
        &self.file
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: ", self.file.display())?;
        match &self.kind {
            ErrorKind::Missing => f.write_str("there is no ledger here; `dateline add` makes one"),
            ErrorKind::Unreadable(why) => {
                write!(
                    f,
                    "cannot be opened ({why}); check that the folder exists and that you may read and write there"
                )
            }
            ErrorKind::NotALedger(what) => write!(f, "is no ledger but {what}; name another file"),
            ErrorKind::Newer(version) => write!(
                f,
                "was written by a newer Dateline (version {version} of the file, this program knows {}); update Dateline",
                crate::SCHEMA_VERSION
            ),
            ErrorKind::Older(version) => write!(
                f,
                "was written by an older Dateline (version {version} of the file, this program knows {}) and must be brought up to \
                 date first; open it once for writing, e.g. with `dateline add`",
                crate::SCHEMA_VERSION
            ),
            ErrorKind::Cut(there, whole) => {
                write!(f, "is cut off: {there} of {whole} bytes are there; take a copy that is whole")
            }
            ErrorKind::Locked => f.write_str("another program is writing to it; wait until it has finished, or end it"),
            ErrorKind::ReadOnly => {
                f.write_str("cannot be written to; check that you may write the file and its folder")
            }
            ErrorKind::Full => {
                f.write_str("the disk is full; make room and run the same command again: nothing was lost")
            }
            ErrorKind::Damaged(why) => {
                write!(
                    f,
                    "is damaged ({why}); `dateline verify` names the first bad row, a copy made before that one is whole"
                )
            }
            ErrorKind::Row(seq, why) => {
                write!(f, "row {seq} cannot be read ({why}); `dateline verify` tells whether it was changed")
            }
            ErrorKind::Unknown(id) => {
                write!(f, "holds nothing by the name of {id}; `dateline list` shows what there is")
            }
            ErrorKind::Refused(why) => f.write_str(why),
            ErrorKind::Derived(why) => {
                write!(f, "what was joined before cannot be read ({why}); `dateline fuse --rebuild` makes it anew")
            }
            ErrorKind::Sqlite(error) => write!(f, "{error}; if this does not pass, `dateline verify` checks the file"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            ErrorKind::Sqlite(error) => Some(error),
            _ => None,
        }
    }
}

impl From<rusqlite::Error> for ErrorKind {
    fn from(error: rusqlite::Error) -> ErrorKind {
        use rusqlite::ffi::ErrorCode as Code;
        let words = error.to_string();
        match error.sqlite_error_code() {
            Some(Code::DatabaseBusy | Code::DatabaseLocked) => ErrorKind::Locked,
            Some(Code::ReadOnly) => ErrorKind::ReadOnly,
            Some(Code::DiskFull) => ErrorKind::Full,
            Some(Code::DatabaseCorrupt) => ErrorKind::Damaged(words),
            Some(Code::NotADatabase) => ErrorKind::NotALedger("a file of another kind, or an encrypted one".to_owned()),
            Some(Code::CannotOpen | Code::PermissionDenied) => ErrorKind::Unreadable(words),
            _ => ErrorKind::Sqlite(error),
        }
    }
}
