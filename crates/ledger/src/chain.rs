//! The chain of hashes. A row's hash is the SHA-256 of six lines of text, so that a shell and `sha256sum` can check it:
//! the hash before (64 zeros for the first row), the place in the chain, the kind, the number of the id, the time in
//! microseconds, the SHA-256 of the body. Lines of these kinds hold no line break, so no two rows read alike.
//!
//! A row does not hash its body but the body's hash: the body can be forgotten and the chain stays whole.

use crate::rows::Kind;
use rusqlite::Connection;
use sha2::{Digest, Sha256};
use std::io::Write;

/// A SHA-256.
pub(crate) type Hash = [u8; 32];

/// Stands before the first row.
pub(crate) const START: Hash = [0; 32];

/// The end of the chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Tail {
    pub seq: u64,
    pub hash: Hash,
}

pub(crate) fn sha256(bytes: &[u8]) -> Hash {
    Sha256::digest(bytes).into()
}

/// Lower-case hexadecimal.
pub(crate) fn hex(hash: &Hash) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    hash.iter().flat_map(|byte| [byte >> 4, byte & 15]).map(|half| char::from(DIGITS[usize::from(half)])).collect()
}

/// The hash of a row.
pub(crate) fn row_hash(before: &Hash, seq: u64, kind: &str, id: u64, recorded: i64, body: &Hash) -> Hash {
    let mut lines = Vec::with_capacity(192);
    // Writing to memory does not fail.
    let _ = write!(lines, "{}\n{seq}\n{kind}\n{id}\n{recorded}\n{}\n", hex(before), hex(body));
    sha256(&lines)
}

impl Tail {
    /// Of the file, as the transaction sees it.
    pub fn read(connection: &Connection) -> Result<Tail, rusqlite::Error> {
        let mut last = connection.prepare_cached("SELECT seq, hash FROM chain ORDER BY seq DESC LIMIT 1")?;
        let mut rows = last.query([])?;
        Ok(match rows.next()? {
            Some(row) => Tail { seq: row.get::<_, i64>(0)? as u64, hash: row.get(1)? },
            None => Tail { seq: 0, hash: START },
        })
    }

    /// Adds a row at the end.
    pub fn append(
        &mut self,
        connection: &Connection,
        kind: Kind,
        id: u64,
        recorded: i64,
        body: &str,
    ) -> Result<u64, rusqlite::Error> {
        let seq = self.seq + 1;
        let body_hash = sha256(body.as_bytes());
        let hash = row_hash(&self.hash, seq, kind.name(), id, recorded, &body_hash);
        connection
            .prepare_cached(
                "INSERT INTO chain (seq, kind, id, recorded, body_hash, hash, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            )?
            .execute((seq as i64, kind.name(), id as i64, recorded, body_hash, hash, body))?;
        *self = Tail { seq, hash };
        Ok(seq)
    }
}

/// The number of a decision or an erasure: of its place in the chain and what it says.
pub(crate) fn placed_id(seq: u64, body: &str) -> Hash {
    sha256(format!("{seq}\n{body}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_what_sha256sum_says() {
        // printf '%064d\n1\nreport\n7\n-5\n%s\n' 0 "$(printf '{}' | sha256sum | cut -c1-64)" | sha256sum
        let hash = row_hash(&START, 1, "report", 7, -5, &sha256(b"{}"));
        assert_eq!(hex(&hash), "013fd89441958c5632fd8f7ba2a16efbc8f9ffe3d618eceb8d619831b3afa41b");
    }
}
