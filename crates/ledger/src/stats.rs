//! How much there is.

use crate::chain::{Hash, Tail, hex};
use crate::rows::{day_of, time_of};
use crate::{Error, Ledger};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::OptionalExtension;
use serde::Serialize;

/// The end of the chain. Whoever keeps it elsewhere (on paper, in a mail to a colleague) can prove later that nothing before it was
/// changed and that nothing was cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Head {
    /// Number of rows; 0 for an empty ledger.
    pub seq: u64,
    /// Hash of the last row, hexadecimal; 64 zeros for an empty ledger.
    pub hash: String,
}

impl Head {
    pub(crate) fn new(seq: u64, hash: &Hash) -> Head {
        Head { seq, hash: hex(hash) }
    }
}

/// Figures about a ledger.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Stats {
    /// Reports, without the erased ones.
    pub reports: u64,
    /// Claims, without the erased ones.
    pub claims: u64,
    /// Decisions, undone ones and undoing ones among them.
    pub decisions: u64,
    /// Erasures.
    pub erasures: u64,
    /// Reports whose text is there.
    pub texts: u64,
    /// Reports by outlet names that differ.
    pub outlets: u64,
    /// When the first row was recorded.
    pub first: Option<Timestamp>,
    /// When the last row was recorded.
    pub last: Option<Timestamp>,
    /// Size of the file.
    pub bytes: u64,
    /// Version of its schema.
    pub version: i64,
    /// The end of the chain.
    pub head: Head,
}

impl Ledger {
    /// Figures about this ledger.
    pub fn stats(&self) -> Result<Stats, Error> {
        self.at_once(|ledger| {
            let number = |sql: &str| -> Result<u64, Error> {
                let number: i64 =
                    ledger.connection.query_row(sql, [], |row| row.get(0)).map_err(|error| ledger.fail(error))?;
                Ok(number as u64)
            };
            let time = |order: &str| -> Result<Option<Timestamp>, Error> {
                let sql = format!("SELECT recorded FROM chain ORDER BY seq {order} LIMIT 1");
                let micros: Option<i64> = ledger
                    .connection
                    .query_row(&sql, [], |row| row.get(0))
                    .optional()
                    .map_err(|error| ledger.fail(error))?;
                Ok(micros.and_then(time_of))
            };
            Ok(Stats {
                reports: number("SELECT count(*) FROM reports WHERE erased IS NULL")?,
                claims: number("SELECT count(*) FROM claims WHERE type IS NOT NULL")?,
                decisions: number("SELECT count(*) FROM decisions")?,
                erasures: number("SELECT count(*) FROM erasures")?,
                texts: number("SELECT count(*) FROM texts WHERE text IS NOT NULL")?,
                outlets: number("SELECT count(DISTINCT outlet_folded) FROM reports")?,
                first: time("ASC")?,
                last: time("DESC")?,
                bytes: number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size")?,
                version: ledger.version()?,
                head: ledger.head()?,
            })
        })
    }

    /// First and last day from which a report could be known; `None` without a report.
    pub fn days(&self) -> Result<Option<(Date, Date)>, Error> {
        let ask = "SELECT min(known), max(known) FROM reports WHERE erased IS NULL";
        let days: (Option<i64>, Option<i64>) = self
            .connection
            .query_row(ask, [], |row| Ok((row.get(0)?, row.get(1)?)))
            .map_err(|error| self.fail(error))?;
        Ok(days.0.and_then(day_of).zip(days.1.and_then(day_of)))
    }

    /// The end of the chain.
    pub fn head(&self) -> Result<Head, Error> {
        let tail = Tail::read(&self.connection).map_err(|error| self.fail(error))?;
        Ok(Head::new(tail.seq, &tail.hash))
    }

    /// The hash of the row at a place in the chain, hexadecimal, to hold it against a noted [`Head`]; `None` where the chain is shorter.
    pub fn hash_at(&self, seq: u64) -> Result<Option<String>, Error> {
        let hash: Option<Hash> = self
            .connection
            .query_row("SELECT hash FROM chain WHERE seq = ?1", [i64::try_from(seq).unwrap_or(i64::MAX)], |row| {
                row.get(0)
            })
            .optional()
            .map_err(|error| self.fail(error))?;
        Ok(hash.as_ref().map(hex))
    }
}
