//! Something wrong with the input: kept and shown, never an exit.

use crate::Span;
use serde::{Deserialize, Serialize};

/// How much a problem took away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Everything was read; something about it deserves a look.
    Note,
    /// Part of the input was left out.
    Warning,
    /// A whole report or file was left out.
    Error,
}

/// One problem: what is wrong, where, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ReadingProblem))]
pub struct Problem {
    /// How much was lost.
    pub severity: Severity,
    /// A stable short name for programs, e.g. `not_text`, `unknown_language`.
    pub code: String,
    /// One sentence for people: what is wrong and, after a semicolon, the remedy.
    pub message: String,
    /// File (or `-`) the input came from.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// Line of that file, from 1.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<usize>,
    /// Where in the report's text, if it is about a passage.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub span: Option<Span>,
}

impl Problem {
    /// A problem with no place yet.
    pub fn new(severity: Severity, code: &str, message: impl Into<String>) -> Problem {
        Problem { severity, code: code.to_owned(), message: message.into(), file: None, line: None, span: None }
    }

    /// The same problem, said to be in `file`, at `line` if there is one.
    pub fn at(mut self, file: &str, line: Option<usize>) -> Problem {
        self.file = Some(file.to_owned());
        self.line = line;
        self
    }
}

/// `FILE:LINE: message`, as far as file and line are known.
impl std::fmt::Display for Problem {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        if let Some(file) = &self.file {
            write!(f, "{file}:")?;
            if let Some(line) = self.line {
                write!(f, "{line}:")?;
            }
            f.write_str(" ")?;
        }
        f.write_str(&self.message)
    }
}

/// For the few problems that do end a command, e.g. a gold file that cannot be used.
impl std::error::Error for Problem {}
