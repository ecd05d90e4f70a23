//! What can go wrong with the file of accounts. Messages name the file and the remedy.

use crate::{NameFault, PasswordFault};
use std::fmt;
use std::path::{Path, PathBuf};

/// Something that ends what was asked for. Nothing was changed.
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
    /// The file cannot be read; the system's words.
    Unreadable(String),
    /// The file or its folder cannot be written; the system's words.
    Unwritable(String),
    /// Others than its owner may read or write it; its mode.
    Open(u32),
    /// It is no file of accounts, or a broken one; why.
    Broken(String),
    /// Written by a newer program; its version.
    Newer(u64),
    /// There is a user of this name already.
    Taken(String),
    /// There is no user of this name; the names there are.
    Unknown(String, Vec<String>),
    /// The name cannot be a user's.
    Name(NameFault),
    /// The password cannot be one.
    Password(PasswordFault),
    /// The system gives no random bytes; its words.
    Random(String),
}

impl Error {
    pub(crate) fn new(file: &Path, kind: ErrorKind) -> Error {
        Error { file: file.to_owned(), kind }
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// The file of accounts.
    pub fn file(&self) -> &Path {
        &self.file
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = self.file.display();
        match &self.kind {
            ErrorKind::Missing => write!(f, "{file}: there is no file of accounts; `dateline user add NAME` makes one"),
            ErrorKind::Unreadable(why) => {
                write!(f, "{file}: cannot be read ({why}); it must belong to who runs the program")
            }
            ErrorKind::Unwritable(why) => {
                write!(
                    f,
                    "{file}: cannot be written ({why}); nothing was changed; check the folder's rights and the disk"
                )
            }
            ErrorKind::Open(mode) => write!(
                f,
                "{file}: others may read or write it (mode {mode:04o}), and it holds hashes of passwords; run `chmod 600 {file}`"
            ),
            ErrorKind::Broken(why) => write!(
                f,
                "{file}: is no file of accounts that can be read ({why}); restore it from a copy, or move it away and add the users anew"
            ),
            ErrorKind::Newer(version) => write!(
                f,
                "{file}: was written by a newer Dateline (version {version} of the file, this program knows {}); update Dateline",
                crate::store::VERSION
            ),
            ErrorKind::Taken(name) => write!(
                f,
                "{file}: there is a user {name} already; use another name, or `dateline user password` or `dateline user role`"
            ),
            ErrorKind::Unknown(name, names) if names.is_empty() => {
                write!(f, "{file}: there is no user {name}; there are none at all yet")
            }
            ErrorKind::Unknown(name, names) => {
                write!(f, "{file}: there is no user {name}; the users are: {}", names.join(", "))
            }
            ErrorKind::Name(fault) => fault.fmt(f),
            ErrorKind::Password(fault) => fault.fmt(f),
            ErrorKind::Random(why) => write!(f, "the system gives no random bytes ({why}); nothing was changed"),
        }
    }
}

impl std::error::Error for Error {}
