//! Asking. Every list is in the order of the chain; `after` and `limit` page through it. Erased reports and claims are in no list;
//! asked for by their id they are known as erased.

use crate::fold::folded;
use crate::rows::{ClaimBody, ErasureBody, day_number, day_of, known, micros, time_of};
use crate::search::question;
use crate::{
    AsOf, Erase, Erasure, Error, ErrorKind, Found, Kind, Ledger, ReportContent, ReportHead, StoredClaim, StoredReport,
    Text,
};
use claim::{ClaimId, DecisionId, EventId, EventType, ID_DIGITS, ReportId, Status};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::types::Value;
use rusqlite::{OptionalExtension, Row, params_from_iter};
use serde::{Deserialize, Serialize};

/// Which reports; what is not given does not matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ReportFilter {
    /// By this outlet; case, marks and signs do not count.
    pub outlet: Option<String>,
    /// ISO 639-1 code.
    pub language: Option<String>,
    /// Known on this day or later.
    pub from: Option<Date>,
    /// Known on this day or earlier.
    pub to: Option<Date>,
    /// With these words in the title or in one sentence that a claim stands in; see docs/ledger.md.
    pub text: Option<String>,
    /// Behind this place in the chain.
    pub after: Option<u64>,
    /// At most so many.
    pub limit: Option<u32>,
}

/// Which claims; what is not given does not matter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ClaimFilter {
    /// Of one of these types; of any, where there is none.
    pub types: Vec<EventType>,
    /// Of one of these statuses; of any, where there is none.
    pub statuses: Vec<Status>,
    /// With this place (in any of `place`, `from`, `to`): id or name; case, marks and signs do not count in the name.
    pub place: Option<String>,
    /// With a place in this country: ISO 3166 alpha-2.
    pub country: Option<String>,
    /// With this party (as actor, target or source): id or name; case, marks and signs do not count in the name.
    pub party: Option<String>,
    /// About something that may have happened on this day or later. A claim without an expression of time is about its report's day.
    pub from: Option<Date>,
    /// About something that may have happened on this day or earlier.
    pub to: Option<Date>,
    /// At least so sure, 0..1; a claim without a confidence counts as sure.
    pub min_confidence: Option<f64>,
    /// With these words in its sentence or in its report's title; see docs/ledger.md.
    pub text: Option<String>,
    /// In a report of this outlet; case, marks and signs do not count.
    pub outlet: Option<String>,
    /// In this report.
    pub report: Option<ReportId>,
    /// Behind this place in the chain.
    pub after: Option<u64>,
    /// At most so many.
    pub limit: Option<u32>,
}

/// A row of the chain: that it is there.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainRow {
    /// Its place.
    pub seq: u64,
    /// What it is.
    pub kind: Kind,
    /// Its id.
    pub id: String,
    /// False where its content was erased.
    pub kept: bool,
}

/// A place that claims name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PlaceSeen {
    /// Its id; missing where it was not resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its main name, or the words of the reports.
    pub name: String,
    /// ISO 3166 alpha-2.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub country: Option<String>,
    /// How many claims name it.
    pub claims: u64,
    /// In how many reports.
    pub reports: u64,
}

/// A party that claims name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct PartySeen {
    /// Its id; missing where it was not resolved.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub id: Option<String>,
    /// Its main name, or the words of the reports.
    pub name: String,
    /// How many claims name it.
    pub claims: u64,
    /// In how many reports.
    pub reports: u64,
}

/// Conditions and their values.
#[derive(Default)]
struct Conditions {
    sql: Vec<String>,
    values: Vec<Value>,
}

impl Conditions {
    /// `$1` stands for the first value, `$2` for the second.
    fn add<const N: usize>(&mut self, sql: &str, values: [Value; N]) {
        let mut sql = sql.to_owned();
        for (at, value) in values.into_iter().enumerate() {
            self.values.push(value);
            sql = sql.replace(&format!("${}", at + 1), &format!("?{}", self.values.len()));
        }
        self.sql.push(sql);
    }

    fn any_of(&mut self, column: &str, words: impl Iterator<Item = &'static str>) {
        let mut marks = Vec::new();
        for word in words {
            self.values.push(word.to_owned().into());
            marks.push(format!("?{}", self.values.len()));
        }
        if !marks.is_empty() {
            self.sql.push(format!("{column} IN ({})", marks.join(", ")));
        }
    }

    /// The words that were typed; `sql` has the index's answers in place of `?`.
    fn words(&mut self, sql: &str, typed: Option<&String>) {
        match typed.map(|typed| question(typed)) {
            None => {}
            Some(Some(question)) => self.add(sql, [question.into()]),
            // No word is in no sentence.
            Some(None) => self.sql.push("FALSE".to_owned()),
        }
    }

    fn joined(&self) -> String {
        if self.sql.is_empty() { "TRUE".to_owned() } else { self.sql.join(" AND ") }
    }
}

impl ReportFilter {
    /// Over `reports r` and `chain h`.
    fn conditions(&self, as_of: &AsOf) -> Conditions {
        let mut all = Conditions::default();
        all.sql.push("r.erased IS NULL".to_owned());
        as_of.add_to(&mut all, "r.known");
        if let Some(outlet) = &self.outlet {
            all.add("r.outlet_folded = $1", [folded(outlet).into()]);
        }
        if let Some(language) = &self.language {
            all.add("r.language = $1", [language.to_lowercase().into()]);
        }
        if let Some(from) = self.from {
            all.add("r.known >= $1", [day_number(from).into()]);
        }
        if let Some(to) = self.to {
            all.add("r.known <= $1", [day_number(to).into()]);
        }
        all.words(
            "r.seq IN (SELECT rowid FROM search WHERE search MATCH $1 \
             UNION SELECT f.report FROM search s JOIN claims f ON f.seq = s.rowid WHERE s.search MATCH $1)",
            self.text.as_ref(),
        );
        if let Some(after) = self.after {
            all.add("r.seq > $1", [clamp(after).into()]);
        }
        all
    }
}

impl ClaimFilter {
    /// Over `claims c`, its `reports r` and `chain h`.
    fn conditions(&self, as_of: &AsOf) -> Conditions {
        let mut all = Conditions::default();
        all.sql.push("c.type IS NOT NULL".to_owned());
        as_of.add_to(&mut all, "c.known");
        all.any_of("c.type", self.types.iter().map(|event_type| event_type.code()));
        all.any_of("c.status", self.statuses.iter().map(|status| status.name()));
        if let Some(place) = &self.place {
            all.add(
                "c.seq IN (SELECT claim FROM claim_places WHERE place IN \
                 (SELECT key FROM places WHERE id = $1 UNION SELECT key FROM places WHERE folded = $2))",
                [place.clone().into(), folded_or_none(place)],
            );
        }
        if let Some(country) = &self.country {
            all.add(
                "c.seq IN (SELECT p.claim FROM claim_places p JOIN places n ON n.key = p.place WHERE n.country = $1)",
                [country.to_uppercase().into()],
            );
        }
        if let Some(party) = &self.party {
            all.add(
                "c.seq IN (SELECT claim FROM claim_parties WHERE party IN \
                 (SELECT key FROM parties WHERE id = $1 UNION SELECT key FROM parties WHERE folded = $2))",
                [party.clone().into(), folded_or_none(party)],
            );
        }
        match (self.from, self.to) {
            // A short stretch is looked up in the index of days; SQLite would rather go through all claims in their order.
            (Some(from), Some(to)) => all.add(
                "c.seq IN (SELECT seq FROM claims WHERE day_end >= $1 AND day_start <= $2)",
                [day_number(from).into(), day_number(to).into()],
            ),
            (Some(from), None) => all.add("c.day_end >= $1", [day_number(from).into()]),
            (None, Some(to)) => all.add("c.day_start <= $1", [day_number(to).into()]),
            (None, None) => {}
        }
        if let Some(least) = self.min_confidence {
            all.add("coalesce(c.confidence, 1.0) >= $1", [least.into()]);
        }
        all.words(
            "c.seq IN (SELECT k.seq FROM search s JOIN claims f ON f.seq = s.rowid \
             JOIN claims k ON k.report = f.report AND k.words = f.words WHERE s.search MATCH $1 \
             UNION SELECT k.seq FROM search s JOIN claims k ON k.report = s.rowid WHERE s.search MATCH $1)",
            self.text.as_ref(),
        );
        if let Some(outlet) = &self.outlet {
            all.add("r.outlet_folded = $1", [folded(outlet).into()]);
        }
        if let Some(report) = self.report {
            all.add("r.id = $1", [(report.number() as i64).into()]);
        }
        if let Some(after) = self.after {
            all.add("c.seq > $1", [clamp(after).into()]);
        }
        all
    }
}

/// The folded name; a name without a letter is no other's.
fn folded_or_none(name: &str) -> Value {
    let name = folded(name);
    if name.is_empty() { Value::Null } else { name.into() }
}

fn clamp(seq: u64) -> i64 {
    i64::try_from(seq).unwrap_or(i64::MAX)
}

impl AsOf {
    /// Over the column that holds the day and `chain h`.
    fn add_to(&self, all: &mut Conditions, known: &str) {
        if let Some(day) = self.known {
            all.add(&format!("{known} <= $1"), [day_number(day).into()]);
        }
        if let Some(time) = self.recorded {
            all.add("h.recorded <= $1", [micros(time).into()]);
        }
    }
}

const CLAIMS: &str = "FROM claims c JOIN chain h ON h.seq = c.seq JOIN reports r ON r.seq = c.report";

/// What went wrong with a row, on its way out of SQLite.
type RowResult<T> = Result<T, ErrorKind>;

impl Ledger {
    /// A report by its id; `None` where the ledger never had it.
    pub fn report(&self, id: ReportId) -> Result<Option<Found<StoredReport>>, Error> {
        let number = id.number() as i64;
        let found = self.one(
            "SELECT r.seq, h.recorded, h.body, r.id FROM reports r JOIN chain h ON h.seq = r.seq \
             WHERE r.id = ?1 AND r.erased IS NULL",
            number,
            stored_report,
        )?;
        match found {
            Some(report) => Ok(Some(Found::Kept(report))),
            None => Ok(self.erasure_of(id)?.filter(|erasure| erasure.erased == Erase::All).map(Found::Erased)),
        }
    }

    /// A claim by its id; `None` where the ledger never had it.
    pub fn claim(&self, id: ClaimId) -> Result<Option<Found<StoredClaim>>, Error> {
        let number = id.number() as i64;
        let found = self.one(
            &format!("SELECT c.seq, c.id, h.recorded, c.known, h.body {CLAIMS} WHERE c.id = ?1 AND c.type IS NOT NULL"),
            number,
            stored_claim,
        )?;
        if let Some(claim) = found {
            return Ok(Some(Found::Kept(claim)));
        }
        let report: Option<i64> =
            self.one("SELECT r.id FROM claims c JOIN reports r ON r.seq = c.report WHERE c.id = ?1", number, |row| {
                Ok(row.get(0)?)
            })?;
        match report {
            Some(report) => Ok(self.erasure_of(ReportId::from_number(report as u64))?.map(Found::Erased)),
            None => Ok(None),
        }
    }

    /// The claims of a report, in their order.
    pub fn claims_of(&self, report: ReportId) -> Result<Vec<StoredClaim>, Error> {
        self.claims(&ClaimFilter { report: Some(report), ..ClaimFilter::default() }, &AsOf::default())
    }

    /// The text of a report. `now` is the caller's clock: what has expired by then is not given out, also where it was not yet wiped
    /// out. `None` where the ledger never had the report.
    pub fn text(&self, report: ReportId, now: Timestamp) -> Result<Option<Text>, Error> {
        if !self.has_report(report)? {
            return Ok(None);
        }
        if self.erasure_of(report)?.is_some() {
            return Ok(Some(Text::Erased));
        }
        let kept: Option<(Option<String>, Option<i64>)> = self.one(
            "SELECT t.text, t.expires FROM texts t JOIN reports r ON r.seq = t.report WHERE r.id = ?1",
            report.number() as i64,
            |row| Ok((row.get(0)?, row.get(1)?)),
        )?;
        Ok(Some(match kept {
            None => Text::NotKept,
            Some((None, _)) => Text::Expired,
            Some((Some(_), Some(expires))) if expires <= micros(now) => Text::Expired,
            Some((Some(text), _)) => Text::Kept(text),
        }))
    }

    /// Until when the text of a report is kept; `None` for always, and where there is none.
    pub fn text_until(&self, report: ReportId) -> Result<Option<Timestamp>, Error> {
        let expires: Option<Option<i64>> = self.one(
            "SELECT t.expires FROM texts t JOIN reports r ON r.seq = t.report WHERE r.id = ?1 AND t.text IS NOT NULL",
            report.number() as i64,
            |row| Ok(row.get(0)?),
        )?;
        Ok(expires.flatten().and_then(time_of))
    }

    /// Rows behind a place in the chain, in their order, at most so many: which there are, not what they say.
    pub fn rows_after(&self, after: u64, most: u32) -> Result<Vec<ChainRow>, Error> {
        let mut rows = Vec::new();
        self.each(
            "SELECT seq, kind, id, body IS NOT NULL FROM chain WHERE seq > ?1 ORDER BY seq LIMIT ?2",
            vec![clamp(after).into(), i64::from(most).into()],
            |row| {
                let word = row.get_ref(1)?.as_str().unwrap_or_default();
                let Some(kind) = Kind::ALL.into_iter().find(|kind| kind.name() == word) else {
                    return Err(bad(row, "its kind is none"));
                };
                rows.push(ChainRow {
                    seq: row.get::<_, i64>(0)? as u64,
                    kind,
                    id: kind.id(row.get::<_, i64>(2)? as u64),
                    kept: row.get(3)?,
                });
                Ok(())
            },
        )?;
        Ok(rows)
    }

    /// The erasure that took most of a report away; `None` where it was never erased.
    pub fn erasure_of(&self, report: ReportId) -> Result<Option<Erasure>, Error> {
        // "all" goes before "text".
        self.one(
            "SELECT e.seq, h.recorded, h.body FROM erasures e JOIN chain h ON h.seq = e.seq WHERE e.report = ?1 \
             ORDER BY e.what, e.seq LIMIT 1",
            report.number() as i64,
            erasure,
        )
    }

    /// All erasures, in their order.
    pub fn erasures(&self) -> Result<Vec<Erasure>, Error> {
        let mut all = Vec::new();
        let sql = "SELECT e.seq, h.recorded, h.body FROM erasures e JOIN chain h ON h.seq = e.seq ORDER BY e.seq";
        self.each(sql, Vec::new(), |row| {
            all.push(erasure(row)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// Reports, in the order of the chain.
    pub fn reports(&self, filter: &ReportFilter, as_of: &AsOf) -> Result<Vec<StoredReport>, Error> {
        let mut all = Vec::new();
        self.for_each_report(filter, as_of, |report| all.push(report))?;
        Ok(all)
    }

    /// Reports, in the order of the chain, one by one.
    pub fn for_each_report(
        &self,
        filter: &ReportFilter,
        as_of: &AsOf,
        mut each: impl FnMut(StoredReport),
    ) -> Result<(), Error> {
        let conditions = filter.conditions(as_of);
        let sql = format!(
            "SELECT r.seq, h.recorded, h.body, r.id FROM reports r JOIN chain h ON h.seq = r.seq WHERE {} ORDER BY r.seq LIMIT {}",
            conditions.joined(),
            limit(filter.limit),
        );
        self.each(&sql, conditions.values, |row| {
            each(stored_report(row)?);
            Ok(())
        })
    }

    /// Claims, in the order of the chain.
    pub fn claims(&self, filter: &ClaimFilter, as_of: &AsOf) -> Result<Vec<StoredClaim>, Error> {
        let mut all = Vec::new();
        let conditions = filter.conditions(as_of);
        let sql = format!(
            "SELECT c.seq, c.id, h.recorded, c.known, h.body {CLAIMS} WHERE {} ORDER BY c.seq LIMIT {}",
            conditions.joined(),
            limit(filter.limit),
        );
        self.each(&sql, conditions.values, |row| {
            all.push(stored_claim(row)?);
            Ok(())
        })?;
        Ok(all)
    }

    /// How many claims there are; `after` counts, `limit` does not.
    pub fn count_claims(&self, filter: &ClaimFilter, as_of: &AsOf) -> Result<u64, Error> {
        let conditions = filter.conditions(as_of);
        let mut count = 0;
        self.each(&format!("SELECT count(*) {CLAIMS} WHERE {}", conditions.joined()), conditions.values, |row| {
            count = row.get::<_, i64>(0)? as u64;
            Ok(())
        })?;
        Ok(count)
    }

    /// How many reports there are; `after` counts, `limit` does not.
    pub fn count_reports(&self, filter: &ReportFilter, as_of: &AsOf) -> Result<u64, Error> {
        let conditions = filter.conditions(as_of);
        let mut count = 0;
        let sql = format!("SELECT count(*) FROM reports r JOIN chain h ON h.seq = r.seq WHERE {}", conditions.joined());
        self.each(&sql, conditions.values, |row| {
            count = row.get::<_, i64>(0)? as u64;
            Ok(())
        })?;
        Ok(count)
    }

    /// The places that such claims name, those of most reports first; of `filter`, `limit` counts places.
    pub fn places(&self, filter: &ClaimFilter, as_of: &AsOf) -> Result<Vec<PlaceSeen>, Error> {
        let conditions = filter.conditions(as_of);
        let sql = format!(
            "SELECT n.id, n.name, n.country, count(DISTINCT c.seq), count(DISTINCT c.report) AS reports {CLAIMS} \
             JOIN claim_places p ON p.claim = c.seq JOIN places n ON n.key = p.place WHERE {} \
             GROUP BY n.key ORDER BY reports DESC, n.name, n.id, n.country LIMIT {}",
            conditions.joined(),
            limit(filter.limit),
        );
        let mut all = Vec::new();
        self.each(&sql, conditions.values, |row| {
            all.push(PlaceSeen {
                id: row.get(0)?,
                name: row.get(1)?,
                country: row.get(2)?,
                claims: row.get::<_, i64>(3)? as u64,
                reports: row.get::<_, i64>(4)? as u64,
            });
            Ok(())
        })?;
        Ok(all)
    }

    /// The parties that such claims name, those of most reports first; of `filter`, `limit` counts parties.
    pub fn parties(&self, filter: &ClaimFilter, as_of: &AsOf) -> Result<Vec<PartySeen>, Error> {
        let conditions = filter.conditions(as_of);
        let sql = format!(
            "SELECT n.id, n.name, count(DISTINCT c.seq), count(DISTINCT c.report) AS reports {CLAIMS} \
             JOIN claim_parties p ON p.claim = c.seq JOIN parties n ON n.key = p.party WHERE {} \
             GROUP BY n.key ORDER BY reports DESC, n.name, n.id LIMIT {}",
            conditions.joined(),
            limit(filter.limit),
        );
        let mut all = Vec::new();
        self.each(&sql, conditions.values, |row| {
            all.push(PartySeen {
                id: row.get(0)?,
                name: row.get(1)?,
                claims: row.get::<_, i64>(2)? as u64,
                reports: row.get::<_, i64>(3)? as u64,
            });
            Ok(())
        })?;
        Ok(all)
    }

    /// Every claim behind a place in the chain (0: every one), each with its report, in one go through the chain: for fusing.
    /// Returns the last place in the chain at that time: what to go on behind.
    pub fn for_each_claim(
        &self,
        as_of: &AsOf,
        after: u64,
        mut each: impl FnMut(&ReportHead, StoredClaim),
    ) -> Result<u64, Error> {
        let mut head: Option<ReportHead> = None;
        // Begins at the report that holds the first of them.
        let first: i64 = self
            .one(
                "SELECT coalesce((SELECT report FROM claims WHERE seq > ?1 ORDER BY seq LIMIT 1), ?1)",
                clamp(after),
                |row| Ok(row.get(0)?),
            )?
            .unwrap_or(0);
        let begin = first.min(clamp(after).saturating_add(1));
        let mut last = after;
        // One statement sees one state of the file, so also the last row belongs to it.
        self.each(
            "SELECT seq, kind, id, recorded, body FROM chain WHERE seq >= ?1 ORDER BY seq",
            vec![begin.into()],
            |row| {
                let seq = row.get::<_, i64>(0)? as u64;
                last = last.max(seq);
                let kind = row.get_ref(1)?.as_str().unwrap_or_default();
                let (is_report, is_claim) = (kind == "report", kind == "claim");
                if !is_report && !is_claim {
                    return Ok(());
                }
                let Some(body) = row.get_ref(4)?.as_str_or_null().map_err(|error| bad(row, error))? else {
                    if is_report {
                        head = None;
                    }
                    return Ok(());
                };
                let recorded = time(row, 3)?;
                let id = row.get::<_, i64>(2)? as u64;
                if is_report {
                    let body: HeadBody = serde_json::from_str(body).map_err(|error| bad(row, error))?;
                    head = Some(ReportHead {
                        id: ReportId::from_number(id),
                        seq,
                        recorded,
                        known: known(body.date, recorded),
                        date: body.date,
                        outlet: body.outlet,
                        url: body.url,
                        title: body.title,
                    });
                    return Ok(());
                }
                let Some(head) = head.as_ref().filter(|_| seq > after && as_of.holds_time(recorded)) else {
                    return Ok(());
                };
                if as_of.known.is_none_or(|day| head.known <= day) {
                    let body: ClaimBody = serde_json::from_str(body).map_err(|error| bad(row, error))?;
                    each(head, claim_of(ClaimId::from_number(id), seq, recorded, head.known, body));
                }
                Ok(())
            },
        )?;
        Ok(last)
    }

    /// What an id may begin with: all ids with this prefix (a letter and three digits or more), at most sixteen, as (letter, number)
    /// in the order of ids. Events are found by the claims that they may be named after: the caller asks what event that is.
    pub fn find(&self, prefix: &str) -> Result<Vec<(char, u64)>, Error> {
        const DIGITS: &str = "0123456789abcdefghjkmnpqrstvwxyz";
        let prefix = prefix.to_ascii_lowercase();
        let mut letters = prefix.chars();
        let letter = letters.next().unwrap_or(' ');
        let table = match letter {
            ReportId::LETTER => "reports",
            ClaimId::LETTER | EventId::LETTER => "claims",
            DecisionId::LETTER => "decisions",
            _ => return Ok(Vec::new()),
        };
        let digits: Option<Vec<u64>> = letters.map(|digit| DIGITS.find(digit).map(|value| value as u64)).collect();
        let Some(digits) = digits.filter(|digits| (3..=ID_DIGITS).contains(&digits.len())) else {
            return Ok(Vec::new());
        };
        let open = 5 * (ID_DIGITS - digits.len());
        let low = digits.iter().fold(0, |number, digit| number << 5 | digit) << open;
        let high = low | ((1 << open) - 1);
        let mut found = Vec::new();
        self.each(
            &format!("SELECT id FROM {table} WHERE id BETWEEN ?1 AND ?2 ORDER BY id LIMIT 16"),
            vec![Value::from(low as i64), Value::from(high as i64)],
            |row| {
                found.push((letter, row.get::<_, i64>(0)? as u64));
                Ok(())
            },
        )?;
        Ok(found)
    }

    /// Goes through the rows of an answer.
    pub(crate) fn each(
        &self,
        sql: &str,
        values: Vec<Value>,
        mut each: impl FnMut(&Row<'_>) -> RowResult<()>,
    ) -> Result<(), Error> {
        let run = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let mut rows = statement.query(params_from_iter(values))?;
            while let Some(row) = rows.next()? {
                each(row)?;
            }
            Ok(())
        };
        run().map_err(|kind: ErrorKind| self.fail(kind))
    }

    /// The one row of an answer, if there is one.
    fn one<T>(&self, sql: &str, value: i64, read: impl FnOnce(&Row<'_>) -> RowResult<T>) -> Result<Option<T>, Error> {
        let run = || {
            let mut statement = self.connection.prepare_cached(sql)?;
            let answer = statement.query_row([value], |row| Ok(read(row))).optional()?;
            answer.transpose()
        };
        run().map_err(|kind: ErrorKind| self.fail(kind))
    }
}

impl AsOf {
    /// True where something recorded at this time counts.
    pub(crate) fn holds_time(&self, recorded: Timestamp) -> bool {
        self.recorded.is_none_or(|end| micros(recorded) <= micros(end))
    }
}

/// The fields of a report's body that go with each claim.
#[derive(Deserialize)]
struct HeadBody {
    #[serde(default)]
    date: Option<Date>,
    #[serde(default)]
    outlet: Option<String>,
    #[serde(default)]
    url: Option<String>,
    #[serde(default)]
    title: Option<String>,
}

fn limit(limit: Option<u32>) -> i64 {
    limit.map_or(-1, i64::from)
}

/// The first column of every row is its place in the chain.
fn bad(row: &Row<'_>, why: impl std::fmt::Display) -> ErrorKind {
    ErrorKind::Row(row.get::<_, i64>(0).unwrap_or_default() as u64, why.to_string())
}

fn time(row: &Row<'_>, column: usize) -> RowResult<Timestamp> {
    time_of(row.get(column)?).ok_or_else(|| bad(row, "its time is beyond the year 9999"))
}

/// seq, recorded, body, id.
fn stored_report(row: &Row<'_>) -> RowResult<StoredReport> {
    let recorded = time(row, 1)?;
    let body = row.get_ref(2)?.as_str().map_err(|error| bad(row, error))?;
    let content: ReportContent = serde_json::from_str(body).map_err(|error| bad(row, error))?;
    Ok(StoredReport {
        id: ReportId::from_number(row.get::<_, i64>(3)? as u64),
        seq: row.get::<_, i64>(0)? as u64,
        recorded,
        known: known(content.date, recorded),
        content,
    })
}

/// seq, id, recorded, known, body.
fn stored_claim(row: &Row<'_>) -> RowResult<StoredClaim> {
    let recorded = time(row, 2)?;
    let known = day_of(row.get(3)?).ok_or_else(|| bad(row, "its day is beyond the year 9999"))?;
    let body = row.get_ref(4)?.as_str().map_err(|error| bad(row, error))?;
    let body: ClaimBody = serde_json::from_str(body).map_err(|error| bad(row, error))?;
    Ok(claim_of(
        ClaimId::from_number(row.get::<_, i64>(1)? as u64),
        row.get::<_, i64>(0)? as u64,
        recorded,
        known,
        body,
    ))
}

fn claim_of(id: ClaimId, seq: u64, recorded: Timestamp, known: Date, body: ClaimBody<'_>) -> StoredClaim {
    StoredClaim {
        id,
        seq,
        report: body.report,
        position: body.position,
        recorded,
        known,
        quote: body.quote.map(std::borrow::Cow::into_owned),
        record: body.record.into_owned(),
    }
}

/// seq, recorded, body.
pub(crate) fn erasure(row: &Row<'_>) -> RowResult<Erasure> {
    let body = row.get_ref(2)?.as_str().map_err(|error| bad(row, error))?;
    let body: ErasureBody = serde_json::from_str(body).map_err(|error| bad(row, error))?;
    Ok(Erasure {
        report: body.report,
        erased: body.erased,
        by: body.by.into_owned(),
        recorded: time(row, 1)?,
        seq: row.get::<_, i64>(0)? as u64,
    })
}
