//! What was made from the chained rows: descents, events, who belongs to which. Can be thrown away and made again byte for byte.
//!
//! Holds bodies as JSON that this crate never looks into, beside the columns that lists are filtered by. Not part of the chain and
//! not verified. Never makes anything itself: fusing is another crate's work.

use crate::{Error, ErrorKind, Ledger};
use claim::{ClaimId, EventId, ReportId};
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Transaction, params, params_from_iter, types::Value};
use std::collections::BTreeSet;

/// The tables. Made when something is first written; thrown away when they were written by another version of fusing.
const TABLES: &str = "
CREATE TABLE IF NOT EXISTS derived_state (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS derived_index (id INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS derived_descents (report INTEGER PRIMARY KEY, lineage INTEGER NOT NULL, published TEXT, body TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS derived_descents_lineage ON derived_descents (lineage);
CREATE TABLE IF NOT EXISTS derived_keys (key INTEGER NOT NULL, claim INTEGER NOT NULL, PRIMARY KEY (key, claim)) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS derived_events (
  id INTEGER PRIMARY KEY, component INTEGER NOT NULL, type TEXT NOT NULL, standing TEXT NOT NULL, day_start TEXT, day_end TEXT,
  place TEXT, place_name TEXT, country TEXT, reports INTEGER NOT NULL, independent INTEGER NOT NULL, body TEXT NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS derived_events_component ON derived_events (component);
CREATE INDEX IF NOT EXISTS derived_events_place ON derived_events (place, day_start);
CREATE INDEX IF NOT EXISTS derived_events_day ON derived_events (day_start, id);
CREATE TABLE IF NOT EXISTS derived_members (claim INTEGER PRIMARY KEY, event INTEGER NOT NULL, component INTEGER NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS derived_members_component ON derived_members (component);
CREATE TABLE IF NOT EXISTS derived_parties (party TEXT NOT NULL, event INTEGER NOT NULL, PRIMARY KEY (party, event)) STRICT, WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS derived_parties_event ON derived_parties (event);
";

const DROP: &str = "
DROP TABLE IF EXISTS derived_state;
DROP TABLE IF EXISTS derived_index;
DROP TABLE IF EXISTS derived_descents;
DROP TABLE IF EXISTS derived_keys;
DROP TABLE IF EXISTS derived_events;
DROP TABLE IF EXISTS derived_members;
DROP TABLE IF EXISTS derived_parties;
";

/// How far fusing has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fused {
    /// Up to this row of the chain, inclusive; 0 where nothing was fused.
    pub seq: u64,
    /// So many decisions, in their order.
    pub decisions: usize,
    /// Version of fusing that did it.
    pub version: String,
}

/// The descent of one report: its lineage, its day, and the rest as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DescentRow {
    /// The report.
    pub report: ReportId,
    /// First report of its lineage.
    pub lineage: ReportId,
    /// Day of publication.
    pub published: Option<Date>,
    /// As fusing wrote it.
    pub body: String,
}

/// One event: what lists are filtered by, and the whole as JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EventRow {
    /// Its id.
    pub id: EventId,
    /// The component that it was made with: the smallest claim id of all claims that were compared together.
    pub component: ClaimId,
    /// Code of its type.
    pub event_type: String,
    /// reported, disputed, ...
    pub standing: String,
    /// First and last day.
    pub days: Option<(Date, Date)>,
    /// Id and name of its place.
    pub place: Option<(Option<String>, String)>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Reports behind it.
    pub reports: usize,
    /// Independent witnesses behind it.
    pub independent: usize,
    /// Ids of its parties: who did it, to whom, who says so.
    pub parties: BTreeSet<String>,
    /// Its claims.
    pub members: Vec<ClaimId>,
    /// As fusing wrote it.
    pub body: String,
}

/// A step of fusing, written in one transaction.
#[derive(Clone, Debug, Default)]
pub struct Step {
    /// Throw away all there is first.
    pub anew: bool,
    /// New or changed descents.
    pub descents: Vec<DescentRow>,
    /// Block keys of claims that are new or changed, sorted. Keys that a claim had before it was changed stay: they only make it be
    /// looked at once too often.
    pub keys: Vec<(u64, ClaimId)>,
    /// Components whose events go, by any claim in them.
    pub components: Vec<ClaimId>,
    /// What finds copies among all reports, as fusing packed it; `None` leaves the old one.
    pub index: Option<Vec<u8>>,
    /// How far fusing has come with it.
    pub seq: u64,
    /// How many decisions it has seen.
    pub decisions: usize,
    /// Version of fusing.
    pub version: String,
}

/// Which events.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct EventFilter {
    /// Ids of places; any of them.
    pub places: Vec<String>,
    /// ISO 3166 alpha-2.
    pub country: Option<String>,
    /// Ids of parties; any of them.
    pub parties: Vec<String>,
    /// Codes of types; any of them.
    pub types: Vec<String>,
    /// Any of them.
    pub standings: Vec<String>,
    /// Ending on this day or later.
    pub from: Option<Date>,
    /// Beginning on this day or earlier.
    pub to: Option<Date>,
    /// At most so many.
    pub limit: Option<usize>,
}

fn number(id: u64) -> i64 {
    // Ids have 60 bits.
    id as i64
}

fn days(days: Option<(Date, Date)>) -> (Option<String>, Option<String>) {
    (days.map(|days| days.0.to_string()), days.map(|days| days.1.to_string()))
}

impl Ledger {
    fn has_derived(&self) -> Result<bool, ErrorKind> {
        let found: i64 = self.connection.query_row(
            "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = 'derived_state'",
            [],
            |row| row.get(0),
        )?;
        Ok(found > 0)
    }

    /// How far fusing has come.
    pub fn fused(&self) -> Result<Fused, Error> {
        let ask = || -> Result<Fused, ErrorKind> {
            if !self.has_derived()? {
                return Ok(Fused { seq: 0, decisions: 0, version: String::new() });
            }
            let state = |name: &str| -> Result<Option<String>, ErrorKind> {
                let value =
                    self.connection
                        .query_row("SELECT value FROM derived_state WHERE name = ?1", [name], |row| row.get(0));
                Ok(value.optional()?)
            };
            let seq = state("seq")?.and_then(|seq| seq.parse().ok()).unwrap_or(0);
            let decisions = state("decisions")?.and_then(|number| number.parse().ok()).unwrap_or(0);
            Ok(Fused { seq, decisions, version: state("version")?.unwrap_or_default() })
        };
        ask().map_err(|kind| self.fail(kind))
    }

    /// True where this ledger was made from another one for the public: its events are what they are and are never joined anew.
    pub fn is_published(&self) -> Result<bool, Error> {
        let ask = || -> Result<bool, ErrorKind> {
            if !self.has_derived()? {
                return Ok(false);
            }
            let found = self.connection.query_row(
                "SELECT count(*) FROM derived_state WHERE name = 'published'",
                [],
                |row| row.get::<_, i64>(0),
            )?;
            Ok(found > 0)
        };
        ask().map_err(|kind| self.fail(kind))
    }

    /// Says that this ledger is one for the public. From now on nothing is added to it.
    pub fn mark_published(&mut self, policy: &str) -> Result<(), Error> {
        self.write(|transaction| {
            transaction.execute_batch(TABLES)?;
            transaction.execute("INSERT OR REPLACE INTO derived_state VALUES ('published', ?1)", [policy])?;
            Ok(())
        })?;
        self.wipe_log()?;
        Ok(())
    }

    /// Refuses where this ledger is one for the public.
    pub fn check_open(&self) -> Result<(), Error> {
        match self.is_published()? {
            false => Ok(()),
            true => Err(self.fail(ErrorKind::Refused(
                "a ledger for the public is not added to; add to the one it was made from and publish that again"
                    .to_owned(),
            ))),
        }
    }

    /// Writes a step of fusing and the events it made: all of it or nothing.
    pub fn write_derived(&mut self, step: &Step, events: impl Iterator<Item = EventRow>) -> Result<(), Error> {
        self.write(|transaction| {
            if step.anew {
                transaction.execute_batch(DROP)?;
            }
            transaction.execute_batch(TABLES)?;
            write_descents(transaction, &step.descents)?;
            write_keys(transaction, step)?;
            remove_components(transaction, &step.components)?;
            write_events(transaction, events)?;
            let mut state = transaction.prepare("INSERT OR REPLACE INTO derived_state VALUES (?1, ?2)")?;
            state.execute(["seq", &step.seq.to_string()])?;
            state.execute(["decisions", &step.decisions.to_string()])?;
            state.execute(["version", &step.version])?;
            if let Some(index) = &step.index {
                transaction.execute("INSERT OR REPLACE INTO derived_index VALUES (1, ?1)", [index])?;
            }
            Ok(())
        })
    }

    /// Bodies of the descents of these reports.
    pub fn descents(&self, reports: &[ReportId]) -> Result<Vec<DescentRow>, Error> {
        let ask = || -> Result<Vec<DescentRow>, ErrorKind> {
            if !self.has_derived()? {
                return Ok(Vec::new());
            }
            let mut rows = Vec::new();
            let mut query = self
                .connection
                .prepare_cached("SELECT report, lineage, published, body FROM derived_descents WHERE report = ?1")?;
            for report in reports {
                rows.extend(query.query_row([number(report.number())], descent_row).optional()?);
            }
            Ok(rows)
        };
        ask().map_err(|kind| self.fail(kind))
    }

    /// Descents of all reports, by id.
    pub fn all_descents(&self) -> Result<Vec<DescentRow>, Error> {
        let ask = || -> Result<Vec<DescentRow>, ErrorKind> {
            if !self.has_derived()? {
                return Ok(Vec::new());
            }
            let mut query = self
                .connection
                .prepare("SELECT report, lineage, published, body FROM derived_descents ORDER BY report")?;
            let rows = query.query_map([], descent_row)?.collect::<Result<Vec<_>, _>>()?;
            Ok(rows)
        };
        ask().map_err(|kind| self.fail(kind))
    }

    /// Reports of a lineage, by id.
    pub fn reports_of_lineage(&self, lineage: ReportId) -> Result<Vec<ReportId>, Error> {
        let ask = || -> Result<Vec<ReportId>, ErrorKind> {
            let mut query = self
                .connection
                .prepare_cached("SELECT report FROM derived_descents WHERE lineage = ?1 ORDER BY report")?;
            let ids = query
                .query_map([number(lineage.number())], |row| Ok(ReportId::from_number(row.get::<_, i64>(0)? as u64)))?;
            Ok(ids.collect::<Result<Vec<_>, _>>()?)
        };
        ask().map_err(|kind| self.fail(kind))
    }

    /// Claims that share one of these block keys.
    pub fn claims_with_keys(&self, keys: &BTreeSet<u64>) -> Result<BTreeSet<ClaimId>, Error> {
        let ask = || -> Result<BTreeSet<ClaimId>, ErrorKind> {
            let mut found = BTreeSet::new();
            let mut query = self.connection.prepare_cached("SELECT claim FROM derived_keys WHERE key = ?1")?;
            for key in keys {
                let claims =
                    query.query_map([*key as i64], |row| Ok(ClaimId::from_number(row.get::<_, i64>(0)? as u64)))?;
                for claim in claims {
                    found.insert(claim?);
                }
            }
            Ok(found)
        };
        ask().map_err(|kind| self.fail(kind))
    }

    /// All claims that were compared together with any of these.
    pub fn claims_of_components(&self, claims: &BTreeSet<ClaimId>) -> Result<BTreeSet<ClaimId>, Error> {
        let ask = || -> Result<BTreeSet<ClaimId>, ErrorKind> {
            let mut found = BTreeSet::new();
            let mut components = BTreeSet::new();
            {
                let mut query =
                    self.connection.prepare_cached("SELECT component FROM derived_members WHERE claim = ?1")?;
                for claim in claims {
                    components
                        .extend(query.query_row([number(claim.number())], |row| row.get::<_, i64>(0)).optional()?);
                }
            }
            let mut query = self.connection.prepare_cached("SELECT claim FROM derived_members WHERE component = ?1")?;
            for component in components {
                let claims =
                    query.query_map([component], |row| Ok(ClaimId::from_number(row.get::<_, i64>(0)? as u64)))?;
                for claim in claims {
                    found.insert(claim?);
                }
            }
            Ok(found)
        };
        ask().map_err(|kind| self.fail(kind))
    }

    /// The error to give where a body that fusing wrote cannot be read back.
    pub fn unreadable_derived(&self, why: &str) -> Error {
        self.fail(ErrorKind::Derived(why.to_owned()))
    }

    /// Ids of all reports, also of erased ones.
    pub fn report_ids(&self) -> Result<Vec<ReportId>, Error> {
        let ask = || -> Result<Vec<ReportId>, ErrorKind> {
            let mut query = self.connection.prepare("SELECT id FROM reports ORDER BY id")?;
            let ids = query.query_map([], |row| Ok(ReportId::from_number(row.get::<_, i64>(0)? as u64)))?;
            Ok(ids.collect::<Result<Vec<_>, _>>()?)
        };
        ask().map_err(|kind| self.fail(kind))
    }

    /// Ids of the claims of a report, also of an erased one.
    pub fn claim_ids(&self, report: ReportId) -> Result<Vec<ClaimId>, Error> {
        let ask = || -> Result<Vec<ClaimId>, ErrorKind> {
            let mut query = self.connection.prepare_cached(
                "SELECT id FROM claims WHERE report = (SELECT seq FROM reports WHERE id = ?1) ORDER BY position",
            )?;
            let ids = query
                .query_map([number(report.number())], |row| Ok(ClaimId::from_number(row.get::<_, i64>(0)? as u64)))?;
            Ok(ids.collect::<Result<Vec<_>, _>>()?)
        };
        ask().map_err(|kind| self.fail(kind))
    }

    /// The place of a claim in the chain, also of an erased one.
    pub fn seq_of(&self, claim: ClaimId) -> Result<Option<u64>, Error> {
        let ask = || -> Result<Option<u64>, ErrorKind> {
            let mut query = self.connection.prepare_cached("SELECT seq FROM claims WHERE id = ?1")?;
            let seq = query.query_row([number(claim.number())], |row| row.get::<_, i64>(0)).optional()?;
            Ok(seq.map(|seq| seq as u64))
        };
        ask().map_err(|kind| self.fail(kind))
    }

    /// Numbers of reports, lineages and events, as far as they are fused.
    pub fn derived_counts(&self) -> Result<(u64, u64, u64), Error> {
        let ask = || -> Result<(u64, u64, u64), ErrorKind> {
            if !self.has_derived()? {
                return Ok((0, 0, 0));
            }
            let count = |sql: &str| self.connection.query_row(sql, [], |row| row.get::<_, i64>(0));
            Ok((
                count("SELECT count(*) FROM derived_descents")? as u64,
                count("SELECT count(DISTINCT lineage) FROM derived_descents")? as u64,
                count("SELECT count(*) FROM derived_events")? as u64,
            ))
        };
        ask().map_err(|kind| self.fail(kind))
    }

    /// What finds copies among all reports, as fusing packed it.
    pub fn copy_index(&self) -> Result<Option<Vec<u8>>, Error> {
        let ask = || -> Result<Option<Vec<u8>>, ErrorKind> {
            if !self.has_derived()? {
                return Ok(None);
            }
            Ok(self.connection.query_row("SELECT bytes FROM derived_index", [], |row| row.get(0)).optional()?)
        };
        ask().map_err(|kind| self.fail(kind))
    }

    /// The event that a claim belongs to.
    pub fn event_of(&self, claim: ClaimId) -> Result<Option<EventId>, Error> {
        let ask = || -> Result<Option<EventId>, ErrorKind> {
            if !self.has_derived()? {
                return Ok(None);
            }
            let mut query = self.connection.prepare_cached("SELECT event FROM derived_members WHERE claim = ?1")?;
            let event = query.query_row([number(claim.number())], |row| row.get::<_, i64>(0)).optional()?;
            Ok(event.map(|event| EventId::from_number(event as u64)))
        };
        ask().map_err(|kind| self.fail(kind))
    }

    /// The body of an event.
    pub fn event(&self, id: EventId) -> Result<Option<String>, Error> {
        let ask = || -> Result<Option<String>, ErrorKind> {
            if !self.has_derived()? {
                return Ok(None);
            }
            let mut query = self.connection.prepare_cached("SELECT body FROM derived_events WHERE id = ?1")?;
            Ok(query.query_row([number(id.number())], |row| row.get(0)).optional()?)
        };
        ask().map_err(|kind| self.fail(kind))
    }

    /// Bodies of events, by first day (the undated last) and id.
    pub fn events(&self, filter: &EventFilter) -> Result<Vec<String>, Error> {
        let ask = || -> Result<Vec<String>, ErrorKind> {
            if !self.has_derived()? {
                return Ok(Vec::new());
            }
            let mut query = String::from("SELECT body FROM derived_events WHERE 1");
            let mut values: Vec<Value> = Vec::new();
            let mut any = |column: &str, words: &[String], query: &mut String| {
                if !words.is_empty() {
                    let marks = vec!["?"; words.len()].join(", ");
                    query.push_str(&format!(" AND {column} IN ({marks})"));
                    values.extend(words.iter().cloned().map(Value::Text));
                }
            };
            any("place", &filter.places, &mut query);
            any("type", &filter.types, &mut query);
            any("standing", &filter.standings, &mut query);
            any("country", filter.country.as_slice(), &mut query);
            if !filter.parties.is_empty() {
                let marks = vec!["?"; filter.parties.len()].join(", ");
                query.push_str(&format!(" AND id IN (SELECT event FROM derived_parties WHERE party IN ({marks}))"));
                values.extend(filter.parties.iter().cloned().map(Value::Text));
            }
            if let Some(from) = filter.from {
                query.push_str(" AND day_end >= ?");
                values.push(Value::Text(from.to_string()));
            }
            if let Some(to) = filter.to {
                query.push_str(" AND day_start <= ?");
                values.push(Value::Text(to.to_string()));
            }
            query.push_str(" ORDER BY day_start IS NULL, day_start, id");
            if let Some(limit) = filter.limit {
                query.push_str(" LIMIT ?");
                values.push(Value::Integer(limit as i64));
            }
            let mut query = self.connection.prepare(&query)?;
            let bodies = query.query_map(params_from_iter(values), |row| row.get(0))?;
            Ok(bodies.collect::<Result<Vec<_>, _>>()?)
        };
        ask().map_err(|kind| self.fail(kind))
    }
}

fn descent_row(row: &rusqlite::Row) -> rusqlite::Result<DescentRow> {
    Ok(DescentRow {
        report: ReportId::from_number(row.get::<_, i64>(0)? as u64),
        lineage: ReportId::from_number(row.get::<_, i64>(1)? as u64),
        published: row.get::<_, Option<String>>(2)?.and_then(|day| day.parse().ok()),
        body: row.get(3)?,
    })
}

fn write_descents(transaction: &Transaction, descents: &[DescentRow]) -> Result<(), ErrorKind> {
    let mut insert = transaction.prepare("INSERT OR REPLACE INTO derived_descents VALUES (?1, ?2, ?3, ?4)")?;
    for row in descents {
        let published = row.published.map(|day| day.to_string());
        insert.execute(params![number(row.report.number()), number(row.lineage.number()), published, row.body])?;
    }
    Ok(())
}

fn write_keys(transaction: &Transaction, step: &Step) -> Result<(), ErrorKind> {
    let mut insert = transaction.prepare("INSERT OR IGNORE INTO derived_keys VALUES (?1, ?2)")?;
    for (key, claim) in &step.keys {
        insert.execute(params![*key as i64, number(claim.number())])?;
    }
    Ok(())
}

fn remove_components(transaction: &Transaction, claims: &[ClaimId]) -> Result<(), ErrorKind> {
    let mut of = transaction.prepare("SELECT component FROM derived_members WHERE claim = ?1")?;
    let mut components = BTreeSet::new();
    for claim in claims {
        components.extend(of.query_row([number(claim.number())], |row| row.get::<_, i64>(0)).optional()?);
    }
    let mut parties = transaction
        .prepare("DELETE FROM derived_parties WHERE event IN (SELECT id FROM derived_events WHERE component = ?1)")?;
    let mut events = transaction.prepare("DELETE FROM derived_events WHERE component = ?1")?;
    let mut members = transaction.prepare("DELETE FROM derived_members WHERE component = ?1")?;
    for component in components {
        parties.execute([component])?;
        events.execute([component])?;
        members.execute([component])?;
    }
    Ok(())
}

fn write_events(transaction: &Transaction, events: impl Iterator<Item = EventRow>) -> Result<(), ErrorKind> {
    let mut insert = transaction
        .prepare("INSERT OR REPLACE INTO derived_events VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)")?;
    let mut member = transaction.prepare("INSERT OR REPLACE INTO derived_members VALUES (?1, ?2, ?3)")?;
    let mut party = transaction.prepare("INSERT OR IGNORE INTO derived_parties VALUES (?1, ?2)")?;
    for event in events {
        let id = number(event.id.number());
        let component = number(event.component.number());
        let (start, end) = days(event.days);
        let place = event.place.clone();
        insert.execute(params![
            id,
            component,
            event.event_type,
            event.standing,
            start,
            end,
            place.as_ref().and_then(|place| place.0.clone()),
            place.map(|place| place.1),
            event.country,
            event.reports as i64,
            event.independent as i64,
            event.body,
        ])?;
        for claim in &event.members {
            member.execute([number(claim.number()), id, component])?;
        }
        for name in &event.parties {
            party.execute(params![name, id])?;
        }
    }
    Ok(())
}
