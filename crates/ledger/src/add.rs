//! Adding reports and their claims.

use crate::chain::{Tail, sha256};
use crate::columns::{self, PartyName, PlaceName};
use crate::fold::folded;
use crate::rows::{ClaimBody, day_number, known, micros, time_of};
use crate::{Added, Error, ErrorKind, Keep, Kind, Ledger, NewReport, ReportContent};
use claim::{ClaimId, ReportId};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use std::borrow::Cow;
use std::collections::HashMap;

impl Ledger {
    /// True where the report was ever added, also where it was erased since.
    pub fn has_report(&self, report: ReportId) -> Result<bool, Error> {
        has_report(&self.connection, report).map_err(|error| self.fail(error))
    }

    /// Adds reports with their claims, in one transaction: when this returns they are on the disk, and if it fails or the program is
    /// killed none of them is. Those that the ledger has already are passed over. Some hundred reports a call are best: one call
    /// waits once for the disk.
    ///
    /// `recorded` is now, as the caller's clock says it, kept in whole microseconds.
    pub fn add(&mut self, reports: &[NewReport<'_>], recorded: Timestamp) -> Result<Added, Error> {
        self.write(|transaction| {
            let mut adding = Adding {
                connection: transaction,
                tail: Tail::read(transaction)?,
                places: HashMap::new(),
                parties: HashMap::new(),
                words: Vec::new(),
            };
            let mut added = Added::default();
            for new in reports {
                let id = ReportId::of(new.report);
                if has_report(transaction, id)? {
                    added.already += 1;
                    continue;
                }
                adding.report(id, new, micros(recorded))?;
                added.reports += 1;
                added.claims += new.claims.len() as u64;
            }
            adding.index()?;
            Ok(added)
        })
    }
}

pub(crate) fn has_report(connection: &Connection, report: ReportId) -> Result<bool, rusqlite::Error> {
    connection
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM reports WHERE id = ?1)")?
        .query_row([report.number() as i64], |row| row.get(0))
}

struct Adding<'t, 'r> {
    connection: &'t Connection,
    tail: Tail,
    /// Keys of names that this transaction has met.
    places: HashMap<PlaceName, i64>,
    parties: HashMap<PartyName, i64>,
    /// Words that are still to be indexed, with their rows.
    words: Vec<(i64, &'r str)>,
}

impl<'r> Adding<'_, 'r> {
    fn report(&mut self, id: ReportId, new: &NewReport<'r>, recorded: i64) -> Result<(), ErrorKind> {
        let report = new.report;
        let content = ReportContent::of(new);
        let seq = self.tail.append(self.connection, Kind::Report, id.number(), recorded, &json(&content)?)? as i64;
        // As it will be read: in whole microseconds.
        let known = known(report.date, time_of(recorded).unwrap_or_default());
        self.connection
            .prepare_cached(
                "INSERT INTO reports (seq, id, known, date, outlet, outlet_folded, url, title, language, text_sha256) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute((
                seq,
                id.number() as i64,
                day_number(known),
                report.date.map(day_number),
                &report.outlet,
                report.outlet.as_deref().map(folded),
                &report.url,
                &report.title,
                &report.language,
                sha256(report.text.as_bytes()),
            ))?;
        if let Some(title) = &report.title {
            self.words.push((seq, title));
        }
        let expires = match new.keep {
            Keep::Never => None,
            Keep::Until(end) => Some(Some(micros(end))),
            Keep::Forever => Some(None),
        };
        if let Some(expires) = expires {
            self.connection
                .prepare_cached("INSERT INTO texts (report, text, expires) VALUES (?1, ?2, ?3)")?
                .execute((seq, &report.text, expires))?;
        }
        self.claims(id, seq, new, known, recorded)
    }

    fn claims(
        &mut self,
        report: ReportId,
        report_seq: i64,
        new: &NewReport<'r>,
        known: jiff::civil::Date,
        recorded: i64,
    ) -> Result<(), ErrorKind> {
        let mut quoted: HashMap<&str, i64> = HashMap::new();
        for (position, (record, id)) in new.claims.iter().zip(ClaimId::of_all(report, new.claims)).enumerate() {
            let quote = new.quotes.get(position).and_then(Option::as_ref);
            let body = ClaimBody {
                report,
                position: position as u32,
                quote: quote.map(Cow::Borrowed),
                record: Cow::Borrowed(record),
            };
            let seq = self.tail.append(self.connection, Kind::Claim, id.number(), recorded, &json(&body)?)? as i64;
            // A sentence that several claims share is indexed once.
            let words = match quote {
                None => None,
                Some(quote) => match quoted.get(quote.text.as_str()) {
                    Some(words) => Some(*words),
                    None => {
                        self.words.push((seq, &quote.text));
                        quoted.insert(&quote.text, seq);
                        Some(seq)
                    }
                },
            };
            let columns = columns::of_claim(record, known);
            self.connection
                .prepare_cached(
                    "INSERT INTO claims (seq, id, report, position, known, type, status, confidence, day_start, day_end, words) \
                     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)",
                )?
                .execute((
                    seq,
                    id.number() as i64,
                    report_seq,
                    position as i64,
                    day_number(known),
                    columns.event_type,
                    columns.status,
                    columns.confidence,
                    columns.day_start,
                    columns.day_end,
                    words,
                ))
                .map_err(|error| taken(error, report, id))?;
            for (slot, place) in columns::places_of(record) {
                let key = self.place(place)?;
                self.connection
                    .prepare_cached("INSERT INTO claim_places (claim, slot, place) VALUES (?1, ?2, ?3)")?
                    .execute((seq, slot, key))?;
            }
            for (role, party) in columns::parties_of(record) {
                let key = self.party(party)?;
                self.connection
                    .prepare_cached("INSERT INTO claim_parties (claim, role, party) VALUES (?1, ?2, ?3)")?
                    .execute((seq, role, key))?;
            }
        }
        Ok(())
    }

    /// All words in one go: whatever is written in between makes the index write a small part of itself to the disk.
    fn index(&self) -> Result<(), rusqlite::Error> {
        let mut insert = self.connection.prepare_cached("INSERT INTO search (rowid, words) VALUES (?1, ?2)")?;
        self.words.iter().try_for_each(|row| insert.execute(*row).map(|_| ()))
    }

    fn place(&mut self, place: PlaceName) -> Result<i64, rusqlite::Error> {
        if let Some(key) = self.places.get(&place) {
            return Ok(*key);
        }
        let stored: Option<i64> = match &place.id {
            Some(id) => self
                .connection
                .prepare_cached("SELECT key FROM places WHERE id = ?1 AND name = ?2 AND country IS ?3")?
                .query_row((id, &place.name, &place.country), |row| row.get(0))
                .optional()?,
            None => self
                .connection
                .prepare_cached("SELECT key FROM places WHERE id IS NULL AND name = ?1 AND country IS NULL")?
                .query_row([&place.name], |row| row.get(0))
                .optional()?,
        };
        let key = match stored {
            Some(key) => key,
            None => {
                self.connection
                    .prepare_cached("INSERT INTO places (id, name, folded, country) VALUES (?1, ?2, ?3, ?4)")?
                    .execute((&place.id, &place.name, folded(&place.name), &place.country))?;
                self.connection.last_insert_rowid()
            }
        };
        self.places.insert(place, key);
        Ok(key)
    }

    fn party(&mut self, party: PartyName) -> Result<i64, rusqlite::Error> {
        if let Some(key) = self.parties.get(&party) {
            return Ok(*key);
        }
        let stored: Option<i64> = match &party.id {
            Some(id) => self
                .connection
                .prepare_cached("SELECT key FROM parties WHERE id = ?1 AND name = ?2")?
                .query_row([id, &party.name], |row| row.get(0))
                .optional()?,
            None => self
                .connection
                .prepare_cached("SELECT key FROM parties WHERE id IS NULL AND name = ?1")?
                .query_row([&party.name], |row| row.get(0))
                .optional()?,
        };
        let key = match stored {
            Some(key) => key,
            None => {
                self.connection
                    .prepare_cached("INSERT INTO parties (id, name, folded) VALUES (?1, ?2, ?3)")?
                    .execute((&party.id, &party.name, folded(&party.name)))?;
                self.connection.last_insert_rowid()
            }
        };
        self.parties.insert(party, key);
        Ok(key)
    }
}

/// Two claims of different reports with one id: once in some 200 ledgers of a hundred million claims.
fn taken(error: rusqlite::Error, report: ReportId, claim: ClaimId) -> ErrorKind {
    match error.sqlite_error_code() {
        Some(rusqlite::ffi::ErrorCode::ConstraintViolation) => ErrorKind::Refused(format!(
            "{claim} of the report {report} is also the id of a claim of another report; leave this report out"
        )),
        _ => error.into(),
    }
}

/// The body of a row: JSON in the order of the fields, nothing between them.
pub(crate) fn json(body: &impl serde::Serialize) -> Result<String, ErrorKind> {
    serde_json::to_string(body).map_err(|error| ErrorKind::Refused(format!("cannot be written as JSON: {error}")))
}
