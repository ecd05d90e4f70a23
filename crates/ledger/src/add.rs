//! Adding reports and their claims.

use crate::chain::Tail;
use crate::columns::{self, PartyName, PlaceName};
use crate::fold::folded;
use crate::rows::{ClaimBody, day_number, known, micros, time_of};
use crate::{Added, Error, ErrorKind, Keep, Kind, Ledger, NewReport, ReportContent};
use claim::{ClaimId, ClaimRecord, Quote, ReportId};
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use std::borrow::Cow;
use std::collections::HashMap;

/// A report whose id was given elsewhere: of a ledger that is made from another one, without what must not be in it. See
/// [`Ledger::add_given`].
#[derive(Clone, Debug, PartialEq)]
pub struct GivenReport {
    /// Its id.
    pub id: ReportId,
    /// When it was recorded, as far as that is to be told.
    pub recorded: Timestamp,
    /// What stays of it. `text_sha256` may be empty: then nobody can hold a text against it.
    pub content: ReportContent,
    /// Its claims.
    pub claims: Vec<GivenClaim>,
}

/// A claim of it.
#[derive(Clone, Debug, PartialEq)]
pub struct GivenClaim {
    /// Its id.
    pub id: ClaimId,
    /// Its sentence.
    pub quote: Option<Quote>,
    /// What is claimed.
    pub record: ClaimRecord,
}

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
        self.check_open()?;
        self.write(|transaction| {
            let mut adding = Adding::new(transaction)?;
            let mut added = Added::default();
            for new in reports {
                let id = ReportId::of(new.report);
                if has_report(transaction, id)? {
                    added.already += 1;
                    continue;
                }
                adding.report(id, &ReportContent::of(new), micros(recorded))?;
                adding.keep(new)?;
                let quotes = (0..new.claims.len()).map(|at| new.quotes.get(at).and_then(Option::as_ref));
                let claims = ClaimId::of_all(id, new.claims).into_iter().zip(quotes).zip(new.claims);
                adding.title(new.report.title.as_deref());
                adding.claims(claims.map(|((id, quote), record)| (id, quote, record)))?;
                added.reports += 1;
                added.claims += new.claims.len() as u64;
            }
            adding.index()?;
            Ok(added)
        })
    }

    /// Adds reports and claims under the ids that they have elsewhere, without texts: for a ledger that is made from another one. Else as
    /// [`Ledger::add`].
    pub fn add_given(&mut self, reports: &[GivenReport]) -> Result<Added, Error> {
        self.check_open()?;
        self.write(|transaction| {
            let mut adding = Adding::new(transaction)?;
            let mut added = Added::default();
            for given in reports {
                if has_report(transaction, given.id)? {
                    added.already += 1;
                    continue;
                }
                adding.report(given.id, &given.content, micros(given.recorded))?;
                adding.title(given.content.title.as_deref());
                adding.claims(given.claims.iter().map(|claim| (claim.id, claim.quote.as_ref(), &claim.record)))?;
                added.reports += 1;
                added.claims += given.claims.len() as u64;
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
    /// The report that was added last.
    report: Last,
    /// Keys of names that this transaction has met.
    places: HashMap<PlaceName, i64>,
    parties: HashMap<PartyName, i64>,
    /// Words that are still to be indexed, with their rows.
    words: Vec<(i64, &'r str)>,
}

#[derive(Clone, Copy)]
struct Last {
    id: ReportId,
    seq: i64,
    known: jiff::civil::Date,
    recorded: i64,
}

impl<'t, 'r> Adding<'t, 'r> {
    fn new(connection: &'t Connection) -> Result<Adding<'t, 'r>, ErrorKind> {
        let nothing = Last { id: ReportId::from_number(0), seq: 0, known: jiff::civil::Date::ZERO, recorded: 0 };
        let tail = Tail::read(connection)?;
        Ok(Adding {
            connection,
            tail,
            report: nothing,
            places: HashMap::new(),
            parties: HashMap::new(),
            words: Vec::new(),
        })
    }

    fn report(&mut self, id: ReportId, content: &ReportContent, recorded: i64) -> Result<(), ErrorKind> {
        let seq = self.tail.append(self.connection, Kind::Report, id.number(), recorded, &json(content)?)? as i64;
        // As it will be read: in whole microseconds.
        let known = known(content.date, time_of(recorded).unwrap_or_default());
        self.report = Last { id, seq, known, recorded };
        self.connection
            .prepare_cached(
                "INSERT INTO reports (seq, id, known, date, outlet, outlet_folded, url, title, language, text_sha256) \
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
            )?
            .execute((
                seq,
                id.number() as i64,
                day_number(known),
                content.date.map(day_number),
                &content.outlet,
                content.outlet.as_deref().map(folded),
                &content.url,
                &content.title,
                &content.language,
                unhex(&content.text_sha256),
            ))?;
        Ok(())
    }

    fn title(&mut self, title: Option<&'r str>) {
        if let Some(title) = title {
            self.words.push((self.report.seq, title));
        }
    }

    /// The text of the last report, as long as it is to stay.
    fn keep(&self, new: &NewReport<'_>) -> Result<(), ErrorKind> {
        let expires = match new.keep {
            Keep::Never => return Ok(()),
            Keep::Until(end) => Some(micros(end)),
            Keep::Forever => None,
        };
        self.connection.prepare_cached("INSERT INTO texts (report, text, expires) VALUES (?1, ?2, ?3)")?.execute((
            self.report.seq,
            &new.report.text,
            expires,
        ))?;
        Ok(())
    }

    fn claims(
        &mut self,
        claims: impl Iterator<Item = (ClaimId, Option<&'r Quote>, &'r ClaimRecord)>,
    ) -> Result<(), ErrorKind> {
        let Last { id: report, seq: report_seq, known, recorded } = self.report;
        let mut quoted: HashMap<&str, i64> = HashMap::new();
        for (position, (id, quote, record)) in claims.enumerate() {
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

/// The bytes of a SHA-256; `None` where there is none.
fn unhex(hash: &str) -> Option<Vec<u8>> {
    let digit = |at: usize| hash.get(at..at + 2).and_then(|two| u8::from_str_radix(two, 16).ok());
    if hash.len() == 64 { (0..64).step_by(2).map(digit).collect() } else { None }
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
