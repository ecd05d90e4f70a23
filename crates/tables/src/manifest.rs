//! What an export was made from and what came of it: enough to make it again, and to see that no byte of it was changed. Holds no time
//! of a clock: the same ledger, question and program give the same bytes.

use serde::Serialize;
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;
use std::io::{self, Write};

/// What an export was made from and what came of it.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Manifest {
    /// Program and version, e.g. "dateline 0.1.0".
    pub program: String,
    /// What was exported, e.g. "events".
    pub what: String,
    /// In whose columns: "native", "ucdp" ...
    pub shape: String,
    /// "parquet", "csv" ...
    pub format: String,
    /// The ledger that it was made from.
    pub ledger: LedgerState,
    /// Only what was published by this day.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Only what the ledger had recorded by this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub recorded_by: Option<String>,
    /// Only what was recorded since this moment.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub since: Option<String>,
    /// What else was asked for, by the name of the option.
    pub filters: BTreeMap<String, String>,
    /// Rules by what they choose, each with its version.
    pub rules: BTreeMap<String, String>,
    /// Models and rules that read the reports, each with its number of reports.
    pub made_by: BTreeMap<String, u64>,
    /// Licences of the reports' texts, each with its number of reports; "not told" for those of which nobody told.
    pub licences: BTreeMap<String, u64>,
    /// The publication policy, where it went through one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub policy: Option<PolicyUsed>,
    /// The files.
    pub files: Vec<FileMade>,
}

/// The state of a ledger.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LedgerState {
    /// Rows of its chain.
    pub rows: u64,
    /// Hash of the last of them, hexadecimal: `dateline verify` tells it.
    pub head: String,
    /// Version of what joined the claims.
    pub joined_by: String,
}

/// A publication policy that an export went through.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct PolicyUsed {
    /// Its name.
    pub name: String,
    /// The day it was applied for: what is delayed until later is left out.
    pub day: String,
}

/// A file of an export.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct FileMade {
    /// Its name, from the manifest's folder.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// SHA-256, hexadecimal.
    pub sha256: String,
    /// Rows, where it is a table.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rows: Option<u64>,
}

impl Manifest {
    /// As JSON for people and programs.
    pub fn json(&self) -> String {
        // Has string keys only: it can always be written.
        serde_json::to_string_pretty(self).unwrap_or_default() + "\n"
    }

    /// The lines that `sha256sum -c` checks.
    pub fn sums(&self) -> String {
        self.files.iter().map(|file| format!("{}  {}\n", file.sha256, file.name)).collect()
    }
}

/// Counts and hashes what is written through it.
pub struct Hashed<W> {
    out: W,
    bytes: u64,
    hash: Sha256,
}

impl<W: Write> Hashed<W> {
    /// Over something to write to.
    pub fn new(out: W) -> Hashed<W> {
        Hashed { out, bytes: 0, hash: Sha256::new() }
    }

    /// What was written, as a file of this name.
    pub fn made(self, name: &str, rows: Option<u64>) -> (W, FileMade) {
        let sha256 = crate::coded::hex(&self.hash.finalize());
        (self.out, FileMade { name: name.to_owned(), bytes: self.bytes, sha256, rows })
    }
}

impl<W: Write> Write for Hashed<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.out.write(bytes)?;
        self.bytes += written as u64;
        self.hash.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}
