//! What goes into the ledger and what comes out of it, as values.

use claim::{Act, ClaimId, ClaimRecord, Origin, Problem, Quote, Report, ReportId, Span, Testable};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;

/// Up to when. Both ends are included; nothing given is everything. Decisions have no day of publication: only `recorded`
/// counts for them. What was erased is gone at every point in time.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct AsOf {
    /// What the world could know on this day: reports published (else recorded) until then.
    pub known: Option<Date>,
    /// What this ledger had learned by this time.
    pub recorded: Option<Timestamp>,
}

/// A report that is to be added.
#[derive(Clone, Debug)]
pub struct NewReport<'r> {
    /// The report.
    pub report: &'r Report,
    /// What was read from it, resolved as far as possible, in the order of their triggers.
    pub claims: &'r [ClaimRecord],
    /// The sentence of each claim, in their order; a missing one is `None`, also at the end.
    pub quotes: &'r [Option<Quote>],
    /// What fusing keeps of the text to find its copies (`fuse::lineage::Print`, packed by the caller): opaque here.
    pub print: &'r str,
    /// Statements of the report that can be tested.
    pub testables: &'r [Testable],
    /// Model and rules that read and resolved it, with versions, e.g. `reader/en-2`.
    pub made_by: &'r str,
    /// What went wrong when it was read.
    pub problems: &'r [Problem],
    /// How long its full text stays.
    pub keep: Keep,
}

impl<'r> NewReport<'r> {
    /// A report in which nothing was found and of which no text is kept.
    pub fn bare(report: &'r Report) -> NewReport<'r> {
        NewReport {
            report,
            claims: &[],
            quotes: &[],
            print: "",
            testables: &[],
            made_by: "",
            problems: &[],
            keep: Keep::Never,
        }
    }
}

/// How long a report's full text stays in the ledger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// It is not stored.
    Never,
    /// Until this time; then it is not shown, and the next [`crate::Ledger::purge`] wipes it out.
    Until(Timestamp),
    /// Until it is erased.
    Forever,
}

/// What [`crate::Ledger::add`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Added {
    /// Reports that are new.
    pub reports: u64,
    /// Their claims.
    pub claims: u64,
    /// Reports that the ledger had already, among them those that were erased: what is forgotten does not come back.
    pub already: u64,
}

/// What stays of a report: everything but its text.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReportContent {
    /// The id that the input gave it, or that was made from its file's name.
    pub given: String,
    /// Day of publication.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Address it was published under.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// Headline.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub title: Option<String>,
    /// ISO 639-1 code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// Licence of the text.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub licence: Option<String>,
    /// Where it was read from.
    pub origin: Origin,
    /// SHA-256 of the text in UTF-8, hexadecimal.
    pub text_sha256: String,
    /// Length of the text in code points.
    pub text_points: usize,
    /// Lines of the text that are not story.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub noise: Vec<Span>,
    /// Sentence borders, where the input came with them.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sentences: Option<Vec<Span>>,
    /// Model and rules that read and resolved it, with versions.
    pub made_by: String,
    /// Number of its claims.
    pub claims: usize,
    /// For finding copies; opaque here.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub print: String,
    /// Statements of the report that can be tested.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub testables: Vec<Testable>,
    /// What went wrong when it was read.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<Problem>,
}

impl ReportContent {
    /// Of a report that is to be added.
    pub(crate) fn of(new: &NewReport<'_>) -> ReportContent {
        let report = new.report;
        ReportContent {
            given: report.id.clone(),
            date: report.date,
            outlet: report.outlet.clone(),
            url: report.url.clone(),
            title: report.title.clone(),
            language: report.language.clone(),
            licence: report.licence.clone(),
            origin: report.origin.clone(),
            text_sha256: crate::chain::hex(&crate::chain::sha256(report.text.as_bytes())),
            text_points: report.text.chars().count(),
            noise: report.noise.clone(),
            sentences: report.sentences.clone(),
            made_by: new.made_by.to_owned(),
            claims: new.claims.len(),
            print: new.print.to_owned(),
            testables: new.testables.to_vec(),
            problems: new.problems.to_vec(),
        }
    }
}

/// A report of the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StoredReport {
    /// Its id.
    pub id: ReportId,
    /// Its place in the chain.
    pub seq: u64,
    /// When the ledger learned of it.
    pub recorded: Timestamp,
    /// Day of publication, else the day it was recorded, UTC.
    pub known: Date,
    /// The rest.
    #[serde(flatten)]
    pub content: ReportContent,
}

impl StoredReport {
    /// The report as it was before it was added, with this text.
    pub fn report(&self, text: String) -> Report {
        let content = &self.content;
        Report {
            id: content.given.clone(),
            text,
            title: content.title.clone(),
            date: content.date,
            outlet: content.outlet.clone(),
            url: content.url.clone(),
            language: content.language.clone(),
            licence: content.licence.clone(),
            noise: content.noise.clone(),
            sentences: content.sentences.clone(),
            origin: content.origin.clone(),
        }
    }
}

/// The little of a report that goes with each of its claims.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct ReportHead {
    /// Its id.
    pub id: ReportId,
    /// Its place in the chain.
    pub seq: u64,
    /// When the ledger learned of it.
    pub recorded: Timestamp,
    /// Day of publication, else the day it was recorded, UTC.
    pub known: Date,
    /// Day of publication.
    pub date: Option<Date>,
    /// Who published it.
    pub outlet: Option<String>,
    /// Address it was published under.
    pub url: Option<String>,
    /// Headline.
    pub title: Option<String>,
}

/// A claim of the ledger.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct StoredClaim {
    /// Its id.
    pub id: ClaimId,
    /// Its place in the chain.
    pub seq: u64,
    /// The report it stands in.
    pub report: ReportId,
    /// Number of the claim within its report, from 0.
    pub position: u32,
    /// When the ledger learned of it.
    pub recorded: Timestamp,
    /// Day of publication of its report, else the day it was recorded, UTC.
    pub known: Date,
    /// Its sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<Quote>,
    /// What is claimed.
    pub record: ClaimRecord,
}

/// The body of a claim's row.
#[derive(Serialize, Deserialize)]
pub(crate) struct ClaimBody<'c> {
    pub report: ReportId,
    pub position: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub quote: Option<Cow<'c, Quote>>,
    pub record: Cow<'c, ClaimRecord>,
}

/// Something that was asked for by its id.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[serde(untagged)]
pub enum Found<T> {
    /// It is there.
    Kept(T),
    /// It was there and was erased.
    Erased(Erasure),
}

impl<T> Found<T> {
    /// It, where it is there.
    pub fn kept(self) -> Option<T> {
        match self {
            Found::Kept(it) => Some(it),
            Found::Erased(_) => None,
        }
    }
}

/// The text of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// Here it is.
    Kept(String),
    /// It was kept for a time that is over.
    Expired,
    /// It was never stored.
    NotKept,
    /// It was erased.
    Erased,
}

/// How much of a report is to be forgotten.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Erase {
    /// Its text. Metadata, claims and their quotes stay.
    Text,
    /// Its text, metadata, claims and quotes. Its id, its place in the chain and its hashes stay.
    All,
}

impl Erase {
    /// The word that files use.
    pub fn name(self) -> &'static str {
        match self {
            Erase::Text => "text",
            Erase::All => "all",
        }
    }
}

/// That something was erased.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Erasure {
    /// The report.
    pub report: ReportId,
    /// How much of it.
    pub erased: Erase,
    /// On whose word.
    pub by: String,
    /// When.
    pub recorded: Timestamp,
    /// Its place in the chain.
    pub seq: u64,
}

/// The body of an erasure's row.
#[derive(Serialize, Deserialize)]
pub(crate) struct ErasureBody<'e> {
    pub report: ReportId,
    pub erased: Erase,
    pub by: Cow<'e, str>,
}

/// What [`crate::Ledger::erase`] did.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct Erased {
    /// Claims whose content is gone.
    pub claims: u64,
    /// False where all of it was erased before and nothing was left to do.
    pub new: bool,
    /// False where another program is reading the ledger, so that old pages stay in the file beside it until that one has finished;
    /// the next write or the end of the last program wipes them out.
    pub wiped: bool,
}

/// A decision that is to be recorded; as in [`claim::Decision`].
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Draft {
    /// Who decides: a name or initials.
    pub by: String,
    /// About which claims; of an event, its anchor first.
    pub claims: Vec<ClaimId>,
    /// True where it is about the event that the claims make.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub event: bool,
    /// What is decided.
    #[serde(flatten)]
    pub act: Act,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What [`crate::Ledger::take_over`] did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct TakenOver {
    /// Decisions that are new.
    pub added: u64,
    /// Those that the ledger had.
    pub already: u64,
    /// Those that name nothing that the ledger has.
    pub left_out: u64,
}

/// Kinds of rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// A report.
    Report,
    /// A claim; follows its report.
    Claim,
    /// A decision.
    Decision,
    /// An erasure.
    Erasure,
}

impl Kind {
    /// All of them.
    pub const ALL: [Kind; 4] = [Kind::Report, Kind::Claim, Kind::Decision, Kind::Erasure];

    /// The word that the file uses.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Report => "report",
            Kind::Claim => "claim",
            Kind::Decision => "decision",
            Kind::Erasure => "erasure",
        }
    }

    /// The id of a row of this kind, written out: erasures have the letter x.
    pub fn id(self, number: u64) -> String {
        match self {
            Kind::Report => ReportId::from_number(number).to_string(),
            Kind::Claim => ClaimId::from_number(number).to_string(),
            Kind::Decision => claim::DecisionId::from_number(number).to_string(),
            Kind::Erasure => ReportId::from_number(number).to_string().replacen(ReportId::LETTER, "x", 1),
        }
    }
}

const EPOCH: Date = Date::constant(1970, 1, 1);

/// Days since 1970-01-01.
pub(crate) fn day_number(date: Date) -> i64 {
    date.duration_since(EPOCH).as_hours() / 24
}

/// The day of a number, where there is one (years -9999 to 9999).
pub(crate) fn day_of(number: i64) -> Option<Date> {
    EPOCH.checked_add(SignedDuration::from_hours(number.checked_mul(24)?)).ok()
}

/// Day of publication, else the day it was recorded, UTC.
pub(crate) fn known(date: Option<Date>, recorded: Timestamp) -> Date {
    date.unwrap_or_else(|| jiff::tz::Offset::UTC.to_datetime(recorded).date())
}

/// The time in whole microseconds, as rows hold it.
pub(crate) fn micros(time: Timestamp) -> i64 {
    time.as_microsecond()
}

/// The time of a row; `None` where the number is beyond the year 9999.
pub(crate) fn time_of(micros: i64) -> Option<Timestamp> {
    Timestamp::from_microsecond(micros).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_are_numbered_from_1970_and_read_back() {
        for (day, number) in
            [("1970-01-01", 0), ("1969-12-31", -1), ("2024-12-07", 20_064), ("-009999-01-01", -4_371_587)]
        {
            let date: Date = day.parse().unwrap();
            assert_eq!(day_number(date), number, "{day}");
            assert_eq!(day_of(number), Some(date), "{day}");
        }
        assert_eq!(day_of(i64::MAX), None);
        assert_eq!(day_of(3_000_000), None);
    }

    #[test]
    fn a_report_without_a_date_is_known_from_the_day_it_was_recorded() {
        let late: Timestamp = "2024-12-07T23:59:59.9Z".parse().unwrap();
        assert_eq!(known(None, late).to_string(), "2024-12-07");
        assert_eq!(known(Some(jiff::civil::date(2024, 12, 1)), late).to_string(), "2024-12-01");
    }
}
