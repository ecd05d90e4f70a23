//! Rows of other datasets that events are compared with: reports *of record*. Beside the chain, and never more than a comparison.
//!
//! No claim and no event rests on them; nothing here writes to the chain, and publishing never reads them. A ledger of version 1 that is
//! opened for reading has none. Never decides what a row means: another crate reads its columns.

use crate::rows::{day_number, day_of};
use crate::{Error, Ledger};
use jiff::civil::Date;
use rusqlite::{Row, params};
use serde::Serialize;

/// One row of a dataset of record.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Record {
    /// The dataset: acled, ucdp.
    pub scheme: String,
    /// Its id there.
    pub id: String,
    /// Which edition of the dataset, as far as the row tells.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edition: Option<String>,
    /// The terms that it came under, in the words of whoever imported it.
    pub licence: String,
    /// First and last day on which it can have happened.
    pub days: Option<(Date, Date)>,
    /// Degrees north and east.
    pub point: Option<(f64, f64)>,
    /// ISO 3166 alpha-2 where its country is known, else as the dataset writes it.
    pub country: Option<String>,
    /// Name of the place.
    pub place: Option<String>,
    /// The type, in the dataset's words.
    #[serde(rename = "type")]
    pub event_type: Option<String>,
    /// Deaths at least.
    pub low: Option<u64>,
    /// Deaths, best estimate.
    pub best: Option<u64>,
    /// Deaths at most.
    pub high: Option<u64>,
    /// The row as JSON, by the dataset's own column names.
    #[serde(skip)]
    pub body: String,
}

/// Which of them; what is not given does not matter.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RecordFilter {
    /// Of this dataset.
    pub scheme: Option<String>,
    /// Can have happened on this day or later.
    pub from: Option<Date>,
    /// Can have happened on this day or earlier.
    pub to: Option<Date>,
    /// In this country.
    pub country: Option<String>,
}

/// How many there are of one dataset under one licence.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct RecordsSeen {
    /// The dataset.
    pub scheme: String,
    /// The licence, as it was given.
    pub licence: String,
    /// Rows.
    pub records: u64,
    /// First and last day.
    pub days: Option<(Date, Date)>,
}

impl Ledger {
    /// Takes rows in, in one transaction; one that was there before under its id is replaced. Says how many were there.
    pub fn put_records(&mut self, records: &[Record]) -> Result<usize, Error> {
        self.write(|transaction| {
            let mut known = transaction.prepare_cached("SELECT count(*) FROM records WHERE scheme = ?1 AND id = ?2")?;
            let mut put = transaction.prepare_cached(
                "INSERT OR REPLACE INTO records (scheme, id, edition, licence, day_start, day_end, latitude, longitude, country, place, \
                 type, low, best, high, body) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)",
            )?;
            let mut replaced = 0;
            for record in records {
                let there: i64 = known.query_row((&record.scheme, &record.id), |row| row.get(0))?;
                replaced += there as usize;
                put.execute(params![
                    record.scheme,
                    record.id,
                    record.edition,
                    record.licence,
                    record.days.map(|days| day_number(days.0)),
                    record.days.map(|days| day_number(days.1)),
                    record.point.map(|point| point.0),
                    record.point.map(|point| point.1),
                    record.country,
                    record.place,
                    record.event_type,
                    record.low.map(|number| i64::try_from(number).unwrap_or(i64::MAX)),
                    record.best.map(|number| i64::try_from(number).unwrap_or(i64::MAX)),
                    record.high.map(|number| i64::try_from(number).unwrap_or(i64::MAX)),
                    record.body,
                ])?;
            }
            Ok(replaced)
        })
    }

    /// Rows that pass a filter, by dataset and id.
    pub fn records(&self, filter: &RecordFilter) -> Result<Vec<Record>, Error> {
        if !self.has_records()? {
            return Ok(Vec::new());
        }
        let ask = "SELECT scheme, id, edition, licence, day_start, day_end, latitude, longitude, country, place, type, low, best, high, body \
                   FROM records WHERE (?1 IS NULL OR scheme = ?1) AND (?2 IS NULL OR day_end >= ?2) AND (?3 IS NULL OR day_start <= ?3) \
                   AND (?4 IS NULL OR country = ?4) ORDER BY scheme, id";
        let found = || {
            let mut statement = self.connection.prepare_cached(ask)?;
            let days = (filter.from.map(day_number), filter.to.map(day_number));
            statement
                .query_map(params![filter.scheme, days.0, days.1, filter.country], of_row)?
                .collect::<Result<Vec<Record>, rusqlite::Error>>()
        };
        found().map_err(|error| self.fail(error))
    }

    /// What there is, by dataset and licence.
    pub fn records_seen(&self) -> Result<Vec<RecordsSeen>, Error> {
        if !self.has_records()? {
            return Ok(Vec::new());
        }
        let ask = "SELECT scheme, licence, count(*), min(day_start), max(day_end) FROM records GROUP BY scheme, licence ORDER BY scheme, licence";
        let seen = |row: &Row<'_>| {
            let days: (Option<i64>, Option<i64>) = (row.get(3)?, row.get(4)?);
            Ok(RecordsSeen {
                scheme: row.get(0)?,
                licence: row.get(1)?,
                records: row.get::<_, i64>(2)? as u64,
                days: days.0.and_then(day_of).zip(days.1.and_then(day_of)),
            })
        };
        let found = || {
            let mut statement = self.connection.prepare_cached(ask)?;
            statement.query_map([], seen)?.collect::<Result<Vec<RecordsSeen>, rusqlite::Error>>()
        };
        found().map_err(|error| self.fail(error))
    }

    /// Drops all rows of a dataset. Says how many.
    pub fn drop_records(&mut self, scheme: &str) -> Result<usize, Error> {
        self.write(|transaction| Ok(transaction.execute("DELETE FROM records WHERE scheme = ?1", [scheme])?))
    }

    fn has_records(&self) -> Result<bool, Error> {
        self.connection.table_exists(Some("main"), "records").map_err(|error| self.fail(error))
    }
}

fn of_row(row: &Row<'_>) -> Result<Record, rusqlite::Error> {
    let number = |column| {
        Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.and_then(|number| u64::try_from(number).ok()))
    };
    let day = |column| Ok::<_, rusqlite::Error>(row.get::<_, Option<i64>>(column)?.and_then(day_of));
    let point: (Option<f64>, Option<f64>) = (row.get(6)?, row.get(7)?);
    Ok(Record {
        scheme: row.get(0)?,
        id: row.get(1)?,
        edition: row.get(2)?,
        licence: row.get(3)?,
        days: day(4)?.zip(day(5)?),
        point: point.0.zip(point.1),
        country: row.get(8)?,
        place: row.get(9)?,
        event_type: row.get(10)?,
        low: number(11)?,
        best: number(12)?,
        high: number(13)?,
        body: row.get(14)?,
    })
}
