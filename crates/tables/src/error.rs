//! Why a table could not be made, written or read. Messages say what to do about it.

use std::fmt;
use std::path::Path;

/// Why a table could not be made, written or read.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
}

/// What went wrong.
#[derive(Debug)]
pub enum ErrorKind {
    /// The ledger, or what was asked of it.
    Book(book::Error),
    /// What was asked makes no sense; with the remedy.
    Usage(String),
    /// A file that cannot be written or read; with its name.
    File(String),
    /// Whoever reads the output has gone away: enough was seen.
    Gone,
    /// Rows and columns do not fit together; with the remedy.
    Table(String),
}

impl Error {
    /// Rows and columns do not fit together. `message`: what is wrong and, after a semicolon, the remedy.
    pub fn new(message: impl Into<String>) -> Error {
        ErrorKind::Table(message.into()).into()
    }

    /// What was asked makes no sense.
    pub fn usage(message: impl Into<String>) -> Error {
        ErrorKind::Usage(message.into()).into()
    }

    /// A file that cannot be written or read, with the reason and the remedy.
    pub fn file(path: &Path, why: impl fmt::Display) -> Error {
        ErrorKind::File(format!("{}: {why}", path.display())).into()
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::Book(error) => error.fmt(f),
            ErrorKind::Usage(message) | ErrorKind::File(message) | ErrorKind::Table(message) => f.write_str(message),
            ErrorKind::Gone => f.write_str("nobody reads the output any more"),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            ErrorKind::Book(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ErrorKind> for Error {
    fn from(kind: ErrorKind) -> Error {
        Error { kind }
    }
}

impl From<book::Error> for Error {
    fn from(error: book::Error) -> Error {
        ErrorKind::Book(error).into()
    }
}

impl From<ledger::Error> for Error {
    fn from(error: ledger::Error) -> Error {
        book::Error::from(error).into()
    }
}

impl From<arrow::error::ArrowError> for Error {
    fn from(error: arrow::error::ArrowError) -> Error {
        Error::new(format!("the table cannot be worked with: {error}; check its columns and their types"))
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Error {
        if error.kind() == std::io::ErrorKind::BrokenPipe {
            return ErrorKind::Gone.into();
        }
        ErrorKind::File(format!("the output cannot be written: {error}; is the disk full?")).into()
    }
}
