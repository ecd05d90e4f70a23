//! Why there is no answer. Messages say what to do about it.

use std::fmt;

/// Why there is no answer.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
}

/// What went wrong.
#[derive(Debug)]
pub enum ErrorKind {
    /// The file.
    Ledger(ledger::Error),
    /// Nothing is called so, or nothing is there; with the remedy.
    Nothing(String),
    /// What was asked makes no sense; with the remedy.
    Usage(String),
}

impl Error {
    /// Nothing is called so, or nothing is there.
    pub fn nothing(message: impl Into<String>) -> Error {
        Error { kind: ErrorKind::Nothing(message.into()) }
    }

    /// What was asked makes no sense.
    pub fn usage(message: impl Into<String>) -> Error {
        Error { kind: ErrorKind::Usage(message.into()) }
    }

    /// What went wrong.
    pub fn kind(&self) -> &ErrorKind {
        &self.kind
    }

    /// The same, as a value of its own.
    pub fn into_kind(self) -> ErrorKind {
        self.kind
    }

    /// The same failure with other words, where words are all there is.
    pub(crate) fn map_words(self, words: impl FnOnce(String) -> String) -> Error {
        match self.kind {
            ErrorKind::Ledger(_) => self,
            ErrorKind::Nothing(message) => Error::nothing(words(message)),
            ErrorKind::Usage(message) => Error::usage(words(message)),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.kind {
            ErrorKind::Ledger(error) => error.fmt(f),
            ErrorKind::Nothing(message) | ErrorKind::Usage(message) => f.write_str(message),
        }
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.kind {
            ErrorKind::Ledger(error) => Some(error),
            _ => None,
        }
    }
}

impl From<ledger::Error> for Error {
    fn from(error: ledger::Error) -> Error {
        Error { kind: ErrorKind::Ledger(error) }
    }
}
