//! Forgetting. What is erased is overwritten in the file, not only unlinked; the row that says so is part of the chain, and the
//! hashes of what is gone stay in it. Never forgets that there was something.

use crate::add::json;
use crate::chain::{Tail, placed_id};
use crate::rows::{ClaimBody, ErasureBody, micros};
use crate::{Erase, Erased, Error, ErrorKind, Kind, Ledger};
use claim::ReportId;
use jiff::Timestamp;
use rusqlite::{Connection, OptionalExtension};
use std::borrow::Cow;
use std::collections::BTreeMap;

impl Ledger {
    /// Forgets a report's text, or all of it; `by` is who wants it so. A report that is erased does not come back when it is added
    /// again.
    pub fn erase(&mut self, report: ReportId, what: Erase, by: &str, recorded: Timestamp) -> Result<Erased, Error> {
        let mut erased = self.write(|transaction| {
            if by.trim().is_empty() {
                return Err(ErrorKind::Refused(
                    "an erasure without a name; say who wants it, e.g. with --by".to_owned(),
                ));
            }
            let seq: Option<i64> = transaction
                .query_row("SELECT seq FROM reports WHERE id = ?1", [report.number() as i64], |row| row.get(0))
                .optional()?;
            let Some(seq) = seq else { return Err(ErrorKind::Unknown(report.to_string())) };
            let before: Option<String> = transaction.query_row(
                "SELECT min(what) FROM erasures WHERE report = ?1",
                [report.number() as i64],
                |row| row.get(0),
            )?;
            if before.as_deref().is_some_and(|before| before == "all" || what == Erase::Text) {
                return Ok(Erased { claims: 0, new: false, wiped: true });
            }
            let mut tail = Tail::read(transaction)?;
            let body = json(&ErasureBody { report, erased: what, by: Cow::Borrowed(by) })?;
            let id = ReportId::from_hash(&placed_id(tail.seq + 1, &body)).number();
            let erasure = tail.append(transaction, Kind::Erasure, id, micros(recorded), &body)? as i64;
            transaction.execute(
                "INSERT INTO erasures (seq, report, what) VALUES (?1, ?2, ?3)",
                (erasure, report.number() as i64, what.name()),
            )?;
            transaction.execute("UPDATE texts SET text = NULL WHERE report = ?1", [seq])?;
            let claims = match what {
                Erase::Text => 0,
                Erase::All => erase_all(transaction, seq, erasure)?,
            };
            Ok(Erased { claims, new: true, wiped: true })
        })?;
        // Also where it was erased before: a reader may have been in the way then.
        erased.wiped = self.wipe_log()?;
        Ok(erased)
    }

    /// Wipes out the texts whose time is over at `now`; how many. To be called whenever a ledger was opened for writing.
    pub fn purge(&mut self, now: Timestamp) -> Result<u64, Error> {
        let end = micros(now);
        let due: bool = self
            .connection
            .query_row("SELECT EXISTS (SELECT 1 FROM texts WHERE expires <= ?1 AND text IS NOT NULL)", [end], |row| {
                row.get(0)
            })
            .map_err(|error| self.fail(error))?;
        if !due {
            return Ok(0);
        }
        let purged = self.write(|transaction| {
            Ok(transaction.execute("UPDATE texts SET text = NULL WHERE expires <= ?1 AND text IS NOT NULL", [end])?
                as u64)
        })?;
        self.wipe_log()?;
        Ok(purged)
    }
}

/// Empties the report at `seq` and its claims; how many claims.
fn erase_all(connection: &Connection, seq: i64, erasure: i64) -> Result<u64, ErrorKind> {
    let title: Option<String> =
        connection.query_row("SELECT title FROM reports WHERE seq = ?1", [seq], |row| row.get(0))?;
    if let Some(title) = title {
        unindex(connection, seq, &title)?;
    }
    connection.execute(
        "UPDATE reports SET known = NULL, date = NULL, outlet = NULL, outlet_folded = NULL, url = NULL, title = NULL, \
         language = NULL, text_sha256 = NULL, erased = ?2 WHERE seq = ?1",
        [seq, erasure],
    )?;
    connection.execute("UPDATE chain SET body = NULL WHERE seq = ?1", [seq])?;

    let claims: BTreeMap<i64, Option<i64>> = connection
        .prepare("SELECT seq, words FROM claims WHERE report = ?1")?
        .query_map([seq], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<Result<_, _>>()?;
    let names = |table: &str, key: &str| -> Result<Vec<i64>, rusqlite::Error> {
        connection
            .prepare(&format!(
                "SELECT DISTINCT t.{key} FROM {table} t JOIN claims c ON c.seq = t.claim WHERE c.report = ?1"
            ))?
            .query_map([seq], |row| row.get(0))?
            .collect()
    };
    let (places, parties) = (names("claim_places", "place")?, names("claim_parties", "party")?);
    for (&claim, &words) in &claims {
        let body: String = connection.query_row("SELECT body FROM chain WHERE seq = ?1", [claim], |row| row.get(0))?;
        let body: ClaimBody =
            serde_json::from_str(&body).map_err(|error| ErrorKind::Row(claim as u64, error.to_string()))?;
        if let (Some(quote), true) = (&body.quote, words == Some(claim)) {
            unindex(connection, claim, &quote.text)?;
        }
        connection.execute(
            "UPDATE claims SET known = NULL, type = NULL, status = NULL, confidence = NULL, day_start = NULL, day_end = NULL, \
             words = NULL WHERE seq = ?1",
            [claim],
        )?;
        connection.execute("DELETE FROM claim_places WHERE claim = ?1", [claim])?;
        connection.execute("DELETE FROM claim_parties WHERE claim = ?1", [claim])?;
        connection.execute("UPDATE chain SET body = NULL WHERE seq = ?1", [claim])?;
    }
    erase_derived(connection, seq)?;
    // Names that no other claim has.
    for (keys, table, links, key) in
        [(places, "places", "claim_places", "place"), (parties, "parties", "claim_parties", "party")]
    {
        for name in keys {
            connection.execute(
                &format!("DELETE FROM {table} WHERE key = ?1 AND NOT EXISTS (SELECT 1 FROM {links} WHERE {key} = ?1)"),
                [name],
            )?;
        }
    }
    Ok(claims.len() as u64)
}

/// Takes away what fusing made of the report at `seq`: the events that its claims are in, its descent, the index of copies. Which
/// claims were compared together stays, so that fusing knows what it has to make anew; that is numbers only.
fn erase_derived(connection: &Connection, seq: i64) -> Result<(), rusqlite::Error> {
    const EVENTS: &str = "SELECT m.event FROM derived_members m JOIN claims c ON c.id = m.claim WHERE c.report = ?1";
    for (table, which) in [
        ("derived_parties", format!("event IN ({EVENTS})")),
        ("derived_events", format!("id IN ({EVENTS})")),
        ("derived_descents", "report = (SELECT id FROM reports WHERE seq = ?1)".to_owned()),
        ("derived_index", "?1 = ?1".to_owned()),
    ] {
        if connection.table_exists(Some("main"), table)? {
            connection.execute(&format!("DELETE FROM {table} WHERE {which}"), [seq])?;
        }
    }
    Ok(())
}

fn unindex(connection: &Connection, seq: i64, words: &str) -> Result<(), rusqlite::Error> {
    connection.execute("INSERT INTO search (search, rowid, words) VALUES ('delete', ?1, ?2)", (seq, words)).map(|_| ())
}
