//! Report -> claims: words, sentences, the encoder and its heads, quantities, verification statements.
//!
//! Loads a model file; sees no database, no network, no clock. The same report gives the same claims on every machine.

use claim::{Claim, Problem, Report, Span};

pub mod pieces;
pub mod quantity;
pub mod sentences;
pub mod words;

/// What was read from one report.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// The sentences, in order; spans into the report's text.
    pub sentences: Vec<Span>,
    /// The claims, in the order of their triggers.
    pub claims: Vec<Claim>,
    /// What went wrong, e.g. a language that the reader does not know.
    pub problems: Vec<Problem>,
}

/// A loaded model. Cheap to share between threads by reference.
pub struct Reader {}

/// Why a model could not be loaded.
#[derive(Debug)]
pub struct Error {
    message: String,
}

impl std::fmt::Display for Error {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.message)
    }
}

impl std::error::Error for Error {}

impl Reader {
    /// The model that this program was built with.
    pub fn bundled() -> Result<Reader, Error> {
        Ok(Reader {})
    }

    /// A model file.
    pub fn load(path: &std::path::Path) -> Result<Reader, Error> {
        let _ = path;
        Ok(Reader {})
    }

    /// Name and version that `made_by` carries, e.g. `reader/en-1`.
    pub fn name(&self) -> &str {
        "reader/en-1"
    }

    /// Reads one report into claims.
    pub fn read(&self, report: &Report) -> Reading {
        let _ = report;
        Reading::default()
    }
}
