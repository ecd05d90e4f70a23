//! Holding the whole ledger against itself: the chain of hashes, what is searched against what was recorded, the kept texts against
//! their hashes, the file against SQLite's rules. Never mends anything.
//!
//! A chain proves that nothing *in* it was changed. That nothing was cut off its end, and that nobody wrote all of it anew, is proved
//! by a [`Head`] that was noted elsewhere.

use crate::chain::{Hash, START, Tail, placed_id, row_hash, sha256};
use crate::columns;
use crate::decide::DecisionBody;
use crate::fold::folded;
use crate::rows::{ClaimBody, ErasureBody, day_number, known, time_of};
use crate::{Erase, Error, ErrorKind, Head, Kind, Ledger, ReportContent, StoredReport};
use claim::{DecisionId, ReportId};
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension, Row};
use serde::Serialize;
use std::collections::{BTreeMap, BTreeSet, HashMap};

/// What [`Ledger::verify`] found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Verified {
    /// Rows of the chain that were looked at.
    pub rows: u64,
    /// Reports among them.
    pub reports: u64,
    /// Claims among them.
    pub claims: u64,
    /// Decisions among them.
    pub decisions: u64,
    /// Erasures among them.
    pub erasures: u64,
    /// Reports and claims among them whose content was erased.
    pub erased: u64,
    /// Texts that are kept and have the hash that was recorded.
    pub texts: u64,
    /// Rows that were recorded earlier than the row before them says: somebody's clock was set back. No sign of a change.
    pub set_back: u64,
    /// The first row that is not as it was recorded; `None` where all is well.
    pub first_bad: Option<Bad>,
    /// The end of the chain as it stands in the file.
    pub head: Head,
}

/// Something that is not as it was recorded.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Bad {
    /// Its place in the chain; `None` where it is about the file as a whole.
    pub seq: Option<u64>,
    /// What kind of row it is, as far as that can be read.
    pub kind: Option<Kind>,
    /// Its id, as far as that can be read.
    pub id: Option<String>,
    /// What is wrong, in words for people.
    pub what: String,
}

/// `row 17 (claim c…): its body was changed`.
impl std::fmt::Display for Bad {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match (self.seq, self.kind, &self.id) {
            (Some(seq), Some(kind), Some(id)) => write!(f, "row {seq} ({} {id}): {}", kind.name(), self.what),
            (Some(seq), ..) => write!(f, "row {seq}: {}", self.what),
            _ => f.write_str(&self.what),
        }
    }
}

/// Rows whose words are looked up in the index in one go.
const WORDS_AT_ONCE: usize = 2000;

/// How often progress is told.
const PROGRESS: u64 = 1000;

impl Ledger {
    /// Walks the whole chain and names the first bad row. `progress` is told the number of rows done and of all rows. `Err` is for a
    /// file that cannot be read at all.
    pub fn verify(&self, progress: impl FnMut(u64, u64)) -> Result<Verified, Error> {
        let scratch = Ledger::in_memory()?;
        self.connection.pragma_update(None, "query_only", false).map_err(|error| self.fail(error))?;
        let prepared = prepare_index(&self.connection).and_then(|()| prepare_index(&scratch.connection));
        if self.mode == crate::Mode::Read {
            self.connection.pragma_update(None, "query_only", true).map_err(|error| self.fail(error))?;
        }
        prepared.map_err(|error| self.fail(error))?;
        self.at_once(|ledger| {
            Walk::new(&ledger.connection, &scratch.connection).all(progress).map_err(|kind| ledger.fail(kind))
        })
    }
}

/// Why a row is not accepted.
enum Fault {
    /// It is not as it was recorded.
    Bad(String),
    /// SQLite says so.
    Sqlite(rusqlite::Error),
}

impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Fault {
        Fault::Sqlite(error)
    }
}

impl From<serde_json::Error> for Fault {
    fn from(error: serde_json::Error) -> Fault {
        Fault::Bad(format!("its body cannot be read: {error}"))
    }
}

fn bad<T>(what: impl Into<String>) -> Result<T, Fault> {
    Err(Fault::Bad(what.into()))
}

impl Fault {
    /// In words, where it is a fault of the data; errors of the disk and of other programs are none.
    fn words(self) -> Result<String, ErrorKind> {
        use rusqlite::Error as E;
        match self {
            Fault::Bad(what) => Ok(what),
            Fault::Sqlite(
                error @ (E::InvalidColumnType(..)
                | E::FromSqlConversionFailure(..)
                | E::IntegralValueOutOfRange(..)
                | E::Utf8Error(..)),
            ) => Ok(format!("it cannot be read: {error}")),
            Fault::Sqlite(error) => match ErrorKind::from(error) {
                ErrorKind::Damaged(why) => {
                    Ok(format!("the file is damaged here or in what belongs to this row ({why})"))
                }
                kind => Err(kind),
            },
        }
    }
}

/// The report whose claims are being looked at.
struct Current {
    seq: i64,
    id: ReportId,
    known: Option<Date>,
    erased: bool,
    claims: u32,
    /// Where each quote is indexed.
    quotes: HashMap<String, i64>,
}

/// Words that should be in the index.
struct Words {
    seq: u64,
    kind: Kind,
    id: u64,
    text: String,
}

struct Walk<'l> {
    connection: &'l Connection,
    scratch: &'l Connection,
    /// What the index of words holds for each of its rows.
    index: BTreeMap<i64, u64>,
    /// Reports of which everything is erased, with the place of the erasure.
    erased: HashMap<u64, u64>,
    /// Reports whose text is erased.
    textless: BTreeSet<u64>,
    current: Option<Current>,
    words: Vec<Words>,
    tail: Tail,
    last_recorded: i64,
    verified: Verified,
}

impl<'l> Walk<'l> {
    fn new(connection: &'l Connection, scratch: &'l Connection) -> Walk<'l> {
        Walk {
            connection,
            scratch,
            index: BTreeMap::new(),
            erased: HashMap::new(),
            textless: BTreeSet::new(),
            current: None,
            words: Vec::new(),
            tail: Tail { seq: 0, hash: START },
            last_recorded: i64::MIN,
            verified: Verified {
                rows: 0,
                reports: 0,
                claims: 0,
                decisions: 0,
                erasures: 0,
                erased: 0,
                texts: 0,
                set_back: 0,
                first_bad: None,
                head: Head::new(0, &START),
            },
        }
    }

    fn all(mut self, mut progress: impl FnMut(u64, u64)) -> Result<Verified, ErrorKind> {
        let prepared = self.prepare();
        let mut first_bad = match prepared {
            Ok(()) => self.rows(&mut progress)?,
            Err(fault) => Some(whole(fault.words()?)),
        };
        if first_bad.is_none() {
            first_bad = match self.around() {
                Ok(found) => found,
                Err(fault) => Some(whole(fault.words()?)),
            };
        }
        Ok(Verified { first_bad, ..self.verified })
    }

    /// What must be known before the first row.
    fn prepare(&mut self) -> Result<(), Fault> {
        let tail = Tail::read(self.connection)?;
        self.verified.head = Head::new(tail.seq, &tail.hash);
        let mut erasures = self.connection.prepare("SELECT seq, report, what FROM erasures ORDER BY seq")?;
        let mut rows = erasures.query([])?;
        while let Some(row) = rows.next()? {
            let (seq, report) = (row.get::<_, i64>(0)? as u64, row.get::<_, i64>(1)? as u64);
            self.textless.insert(report);
            if row.get_ref(2)?.as_str() == Ok(Erase::All.name()) {
                self.erased.entry(report).or_insert(seq);
            }
        }
        self.index = sums(self.connection)?;
        Ok(())
    }

    /// Every row of the chain.
    fn rows(&mut self, progress: &mut impl FnMut(u64, u64)) -> Result<Option<Bad>, ErrorKind> {
        let total = self.verified.head.seq;
        progress(0, total);
        let connection = self.connection;
        let mut chain =
            connection.prepare("SELECT seq, kind, id, recorded, body_hash, hash, body FROM chain ORDER BY seq")?;
        let mut rows = chain.query([])?;
        loop {
            let next = match rows.next() {
                Ok(None) => break,
                Ok(Some(row)) => {
                    self.row(row).map_err(|fault| (row.get(1).ok(), row.get::<_, i64>(2).ok(), row.get(0).ok(), fault))
                }
                Err(error) => Err((None, None, None, Fault::Sqlite(error))),
            };
            if let Err((kind, id, seq, fault)) = next {
                let kind = kind.and_then(|kind: String| Kind::ALL.into_iter().find(|known| known.name() == kind));
                let what = fault.words()?;
                // A row that is missing is named by its own place.
                let seq = if seq.is_none_or(|seq: i64| seq as u64 != self.tail.seq + 1) { None } else { seq };
                let id = kind.zip(id).filter(|_| seq.is_some()).map(|(kind, id)| kind.id(id as u64));
                let here = Bad { seq: Some(self.tail.seq + 1), kind: kind.filter(|_| seq.is_some()), id, what };
                // Words of an earlier row may still wait to be looked up.
                return Ok(Some(self.look_up_words()?.unwrap_or(here)));
            }
            if self.words.len() >= WORDS_AT_ONCE
                && let Some(found) = self.look_up_words()?
            {
                return Ok(Some(found));
            }
            if self.tail.seq.is_multiple_of(PROGRESS) {
                progress(self.tail.seq, total);
            }
        }
        progress(total, total);
        self.look_up_words()
    }

    fn row(&mut self, row: &Row<'_>) -> Result<(), Fault> {
        let seq = row.get::<_, i64>(0)? as u64;
        if seq != self.tail.seq + 1 {
            return bad("it is missing");
        }
        let kind_name = row.get_ref(1)?.as_str().map_err(rusqlite::Error::from)?;
        let id = row.get::<_, i64>(2)? as u64;
        let recorded: i64 = row.get(3)?;
        let body_hash: Hash = row.get(4)?;
        let hash: Hash = row.get(5)?;
        if row_hash(&self.tail.hash, seq, kind_name, id, recorded, &body_hash) != hash {
            return bad(if seq == 1 {
                "its hash does not follow from what stands in it: it was changed"
            } else {
                "its hash does not follow from what stands in it and the row before: one of the two was changed"
            });
        }
        let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.name() == kind_name) else {
            return bad("it is of no kind that there is");
        };
        let body = row.get_ref(6)?.as_bytes_or_null().map_err(rusqlite::Error::from)?;
        if body.is_some_and(|body| sha256(body) != body_hash) {
            return bad("its body was changed");
        }
        let body =
            body.map(std::str::from_utf8).transpose().map_err(|_| Fault::Bad("its body is no text".to_owned()))?;
        let Some(time) = time_of(recorded) else { return bad("its time is beyond the year 9999") };
        match kind {
            Kind::Report => self.report(seq, id, time, body)?,
            Kind::Claim => self.claim(seq, id, body)?,
            Kind::Decision => self.decision(seq, id, body)?,
            Kind::Erasure => self.erasure(seq, id, body)?,
        }
        if recorded < self.last_recorded {
            self.verified.set_back += 1;
        }
        self.last_recorded = recorded;
        self.tail = Tail { seq, hash };
        self.verified.rows += 1;
        Ok(())
    }

    fn report(&mut self, seq: u64, id: u64, time: jiff::Timestamp, body: Option<&str>) -> Result<(), Fault> {
        const COLUMNS: &str = "SELECT id, erased, known, date, outlet, outlet_folded, url, title, language, text_sha256 \
                               FROM reports WHERE seq = ?1";
        self.verified.reports += 1;
        let erased = self.erased.get(&id).copied();
        let report = ReportId::from_number(id);
        let text = self.text(seq)?;
        if text.is_some() && self.textless.contains(&id) {
            return bad("its text was to be erased and is still there");
        }
        let mut current = Current {
            seq: seq as i64,
            id: report,
            known: None,
            erased: erased.is_some(),
            claims: 0,
            quotes: HashMap::new(),
        };
        match (body, erased) {
            (None, None) => return bad("its body is gone, and no erasure says why"),
            (Some(_), Some(_)) => return bad("it was to be erased and is still there"),
            (None, Some(erasure)) => {
                let mut expected = vec![Value::from(id as i64), Value::from(erasure as i64)];
                expected.extend(std::iter::repeat_n(Value::Null, 8));
                self.same("reports", COLUMNS, seq, &expected)?;
                self.verified.erased += 1;
            }
            (Some(body), None) => {
                let content: ReportContent = serde_json::from_str(body)?;
                let known = known(content.date, time);
                current.known = Some(known);
                let sha = self.sha_of(seq)?;
                self.same(
                    "reports",
                    COLUMNS,
                    seq,
                    &[
                        Value::from(id as i64),
                        Value::Null,
                        Value::from(day_number(known)),
                        Value::from(content.date.map(day_number)),
                        Value::from(content.outlet.clone()),
                        Value::from(content.outlet.as_deref().map(folded)),
                        Value::from(content.url.clone()),
                        Value::from(content.title.clone()),
                        Value::from(content.language.clone()),
                        sha.clone().map_or(Value::Null, Value::Blob),
                    ],
                )?;
                let in_column = sha.and_then(|bytes| Hash::try_from(bytes).ok()).map(|hash| crate::chain::hex(&hash));
                // A ledger for the public may have no hash of a text.
                if in_column.as_deref().unwrap_or_default() != content.text_sha256 {
                    return bad("text_sha256 in the table reports is not what was recorded");
                }
                if let Some(title) = &content.title {
                    self.words.push(Words { seq, kind: Kind::Report, id, text: title.clone() });
                }
                if let Some(text) = text {
                    if crate::chain::hex(&sha256(text.as_bytes())) != content.text_sha256 {
                        return bad("its text was changed: it has another SHA-256 than was recorded");
                    }
                    let stored = StoredReport { id: report, seq, recorded: time, known, content };
                    if ReportId::of(&stored.report(text)) != report {
                        return bad("its id is not that of its text, outlet, day, title and address");
                    }
                    self.verified.texts += 1;
                }
            }
        }
        self.current = Some(current);
        Ok(())
    }

    fn text(&self, seq: u64) -> Result<Option<String>, Fault> {
        let text: Option<Option<String>> = self
            .connection
            .prepare_cached("SELECT text FROM texts WHERE report = ?1")?
            .query_row([seq as i64], |row| row.get(0))
            .optional()?;
        Ok(text.flatten())
    }

    fn sha_of(&self, seq: u64) -> Result<Option<Vec<u8>>, Fault> {
        let sha: Option<Option<Vec<u8>>> = self
            .connection
            .prepare_cached("SELECT text_sha256 FROM reports WHERE seq = ?1")?
            .query_row([seq as i64], |row| row.get(0))
            .optional()?;
        Ok(sha.flatten())
    }

    fn claim(&mut self, seq: u64, id: u64, body: Option<&str>) -> Result<(), Fault> {
        const COLUMNS: &str = "SELECT id, report, position, known, type, status, confidence, day_start, day_end, words FROM claims WHERE seq = ?1";
        self.verified.claims += 1;
        let Some(current) = &mut self.current else { return bad("it belongs to no report") };
        let position = current.claims;
        current.claims += 1;
        let mut expected = vec![Value::from(id as i64), Value::from(current.seq), Value::from(i64::from(position))];
        let (report, erased, known) = (current.id, current.erased, current.known);
        match (body, erased, known) {
            (None, false, _) => return bad("its body is gone, and no erasure says why"),
            (Some(_), true, _) => return bad("it was to be erased and is still there"),
            (None, true, _) => {
                expected.extend(std::iter::repeat_n(Value::Null, 7));
                self.same("claims", COLUMNS, seq, &expected)?;
                self.names(seq, &BTreeSet::new(), &BTreeSet::new())?;
                self.verified.erased += 1;
            }
            (Some(_), false, None) => return bad("it belongs to no report"),
            (Some(body), false, Some(known)) => {
                let body: ClaimBody = serde_json::from_str(body)?;
                if body.report != report || body.position != position {
                    return bad("it is of another report than the rows before it");
                }
                let mut words = None;
                if let Some(quote) = &body.quote {
                    words = current.quotes.get(&quote.text).copied();
                    if words.is_none() {
                        words = Some(seq as i64);
                        current.quotes.insert(quote.text.clone(), seq as i64);
                        self.words.push(Words { seq, kind: Kind::Claim, id, text: quote.text.clone() });
                    }
                }
                let columns = columns::of_claim(&body.record, known);
                expected.extend([
                    Value::from(day_number(known)),
                    Value::from(columns.event_type.to_owned()),
                    Value::from(columns.status.to_owned()),
                    Value::from(columns.confidence),
                    Value::from(columns.day_start),
                    Value::from(columns.day_end),
                    Value::from(words),
                ]);
                self.same("claims", COLUMNS, seq, &expected)?;
                let places = columns::places_of(&body.record)
                    .into_iter()
                    .map(|(slot, place)| {
                        (slot.to_owned(), place.id, Some(folded(&place.name)), place.name, place.country)
                    })
                    .collect();
                let parties = columns::parties_of(&body.record)
                    .into_iter()
                    .map(|(role, party)| (role.to_owned(), party.id, Some(folded(&party.name)), party.name, None))
                    .collect();
                self.names(seq, &places, &parties)?;
            }
        }
        Ok(())
    }

    /// Holds the places and parties of a claim against what was recorded.
    fn names(&self, seq: u64, places: &BTreeSet<Name>, parties: &BTreeSet<Name>) -> Result<(), Fault> {
        let read = |sql: &str| -> Result<BTreeSet<Name>, rusqlite::Error> {
            self.connection
                .prepare_cached(sql)?
                .query_map([seq as i64], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?, row.get(4)?)))?
                .collect()
        };
        let stored = read(
            "SELECT p.slot, n.id, n.folded, n.name, n.country FROM claim_places p JOIN places n ON n.key = p.place \
             WHERE p.claim = ?1",
        )?;
        if stored != *places {
            return bad("its places in the table claim_places are not what was recorded");
        }
        let stored = read(
            "SELECT p.role, n.id, n.folded, n.name, NULL FROM claim_parties p JOIN parties n ON n.key = p.party \
             WHERE p.claim = ?1",
        )?;
        if stored != *parties {
            return bad("its parties in the table claim_parties are not what was recorded");
        }
        Ok(())
    }

    fn decision(&mut self, seq: u64, id: u64, body: Option<&str>) -> Result<(), Fault> {
        self.current = None;
        self.verified.decisions += 1;
        let Some(body) = body else { return bad("its body is gone; decisions are never erased") };
        let DecisionBody { draft, given, .. } = serde_json::from_str(body)?;
        // One that was taken over has the id that it had there.
        let expected = given.unwrap_or_else(|| DecisionId::from_hash(&placed_id(seq, body)));
        if expected.number() != id {
            return bad("its id is not that of what it says");
        }
        let expected = [Value::from(id as i64), Value::from(draft.act.name().to_owned())];
        self.same("decisions", "SELECT id, act FROM decisions WHERE seq = ?1", seq, &expected)
    }

    fn erasure(&mut self, seq: u64, id: u64, body: Option<&str>) -> Result<(), Fault> {
        self.current = None;
        self.verified.erasures += 1;
        let Some(body) = body else { return bad("its body is gone; erasures are never erased") };
        if ReportId::from_hash(&placed_id(seq, body)).number() != id {
            return bad("its id is not that of what it says");
        }
        let body: ErasureBody = serde_json::from_str(body)?;
        let expected = [Value::from(body.report.number() as i64), Value::from(body.erased.name().to_owned())];
        self.same("erasures", "SELECT report, what FROM erasures WHERE seq = ?1", seq, &expected)
    }

    /// Holds the columns of a row of `table` against what they should be.
    fn same(&self, table: &str, sql: &str, seq: u64, expected: &[Value]) -> Result<(), Fault> {
        let mut statement = self.connection.prepare_cached(sql)?;
        let stored = statement
            .query_row([seq as i64], |row| (0..expected.len()).map(|at| row.get(at)).collect::<Result<Vec<Value>, _>>())
            .optional()?;
        let Some(stored) = stored else { return bad(format!("it is missing in the table {table}")) };
        match stored.iter().zip(expected).position(|(stored, expected)| stored != expected) {
            None => Ok(()),
            Some(at) => {
                let column = statement.column_name(at)?;
                bad(format!("{column} in the table {table} is not what was recorded"))
            }
        }
    }

    /// Holds the index of words against the words of the rows that wait for it.
    fn look_up_words(&mut self) -> Result<Option<Bad>, ErrorKind> {
        let words = std::mem::take(&mut self.words);
        let expected = self.sums_of(&words)?;
        for row in words {
            let seq = row.seq as i64;
            if self.index.remove(&seq).unwrap_or(0) != expected.get(&seq).copied().unwrap_or(0) {
                return Ok(Some(Bad {
                    seq: Some(row.seq),
                    kind: Some(row.kind),
                    id: Some(row.kind.id(row.id)),
                    what: "its words in the index are not what was recorded".to_owned(),
                }));
            }
        }
        Ok(None)
    }

    fn sums_of(&self, words: &[Words]) -> Result<BTreeMap<i64, u64>, rusqlite::Error> {
        self.scratch.execute_batch("BEGIN; INSERT INTO search (search) VALUES ('delete-all')")?;
        let mut insert = self.scratch.prepare_cached("INSERT INTO search (rowid, words) VALUES (?1, ?2)")?;
        for row in words {
            insert.execute((row.seq as i64, &row.text))?;
        }
        drop(insert);
        self.scratch.execute_batch("COMMIT")?;
        sums(self.scratch)
    }

    /// What is around the chain.
    fn around(&mut self) -> Result<Option<Bad>, Fault> {
        if let Some(seq) = self.index.keys().next() {
            return Ok(Some(Bad {
                seq: u64::try_from(*seq).ok(),
                kind: None,
                id: None,
                what: "the index has words for it that it does not have".to_owned(),
            }));
        }
        for (table, count, kind) in [
            ("reports", self.verified.reports, Kind::Report),
            ("claims", self.verified.claims, Kind::Claim),
            ("decisions", self.verified.decisions, Kind::Decision),
            ("erasures", self.verified.erasures, Kind::Erasure),
        ] {
            let rows: i64 =
                self.connection.query_row(&format!("SELECT count(*) FROM {table}"), [], |row| row.get(0))?;
            if rows as u64 == count {
                continue;
            }
            let extra: Option<(i64, i64)> = self
                .connection
                .query_row(
                    &format!(
                        "SELECT seq, {} FROM {table} WHERE seq NOT IN (SELECT seq FROM chain WHERE kind = '{}') ORDER BY seq LIMIT 1",
                        if table == "erasures" { "report" } else { "id" },
                        kind.name()
                    ),
                    [],
                    |row| Ok((row.get(0)?, row.get(1)?)),
                )
                .optional()?;
            return Ok(Some(Bad {
                seq: extra.and_then(|(seq, _)| u64::try_from(seq).ok()),
                kind: None,
                id: None,
                what: format!("the table {table} has a row that was never recorded"),
            }));
        }
        let dangling: Option<String> =
            self.connection.query_row("PRAGMA foreign_key_check", [], |row| row.get(0)).optional()?;
        if let Some(table) = dangling {
            return Ok(Some(whole(format!("the table {table} refers to a row that is not there"))));
        }
        if let Some(what) = self.schema()? {
            return Ok(Some(whole(what)));
        }
        let checked: String = self.connection.query_row("PRAGMA integrity_check(1)", [], |row| row.get(0))?;
        Ok((checked != "ok").then(|| whole(format!("the file is damaged: {checked}"))))
    }

    /// Tables, indexes and triggers must be those that the migrations make; others may stand beside them.
    fn schema(&self) -> Result<Option<String>, rusqlite::Error> {
        let version = crate::open::pragma(self.connection, "user_version")?;
        let objects = |connection: &Connection| -> Result<BTreeMap<(String, String), Option<String>>, rusqlite::Error> {
            connection
                .prepare("SELECT type, name, sql FROM sqlite_schema")?
                .query_map([], |row| Ok(((row.get(0)?, row.get(1)?), row.get(2)?)))?
                .collect()
        };
        // An old version is held against its own migrations.
        let fresh = crate::open::of_version(version)?;
        let stored = objects(self.connection)?;
        for ((kind, name), sql) in objects(&fresh)? {
            match stored.get(&(kind.clone(), name.clone())) {
                None => {
                    return Ok(Some(format!("the {kind} {name} is missing: rows could be changed without a trace")));
                }
                Some(other) if *other != sql => {
                    return Ok(Some(format!("the {kind} {name} is not the one that Dateline made")));
                }
                Some(_) => {}
            }
        }
        // A trigger can change what is written later.
        let known = objects(&fresh)?;
        let extra =
            stored.keys().find(|(kind, name)| kind == "trigger" && !known.contains_key(&(kind.clone(), name.clone())));
        Ok(extra.map(|(_, name)| format!("the trigger {name} is not one that Dateline made")))
    }
}

/// Slot or role, id, folded name, name, country.
type Name = (String, Option<String>, Option<String>, String, Option<String>);

fn whole(what: String) -> Bad {
    Bad { seq: None, kind: None, id: None, what }
}

fn prepare_index(connection: &Connection) -> Result<(), rusqlite::Error> {
    connection.execute_batch(
        "CREATE VIRTUAL TABLE IF NOT EXISTS temp.words_in_index USING fts5vocab (main, search, instance)",
    )
}

/// For each row of the index a number that depends on all its words and their places, but not on the order in which they come.
fn sums(connection: &Connection) -> Result<BTreeMap<i64, u64>, rusqlite::Error> {
    let mut sums = BTreeMap::new();
    let mut words = connection.prepare_cached("SELECT term, doc, offset FROM temp.words_in_index")?;
    let mut rows = words.query([])?;
    while let Some(row) = rows.next()? {
        let word = row.get_ref(0)?.as_bytes().map_err(rusqlite::Error::from)?;
        let offset: i64 = row.get(2)?;
        let sum: &mut u64 = sums.entry(row.get(1)?).or_default();
        // FNV-1a, 64 bits.
        let hash = word
            .iter()
            .chain(&[0xff])
            .chain(&offset.to_le_bytes())
            .fold(0xcbf2_9ce4_8422_2325, |hash: u64, byte| (hash ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3));
        *sum = sum.wrapping_add(hash);
    }
    Ok(sums)
}
