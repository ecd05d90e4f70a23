//! Coded reports as an Arrow table: one row a report, its claims nested in it. What a worker of a cluster hands on, what a Parquet
//! dataset holds, what a ledger imports.
//!
//! Nothing is lost: [`rows`] of a [`batch`] gives back what went in, but for the text, which stays out unless somebody asks for it.
//! Days are Date32, numbers signed, the hours of a day text: what Spark, Ray, DuckDB and pandas all know. Never reads or joins.

use crate::{Column, Error};
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, SchemaRef};
use claim::{
    Bounds, ClaimId, ClaimRecord, Clock, Days, EventType, Origin, Party, Place, PlaceSeen, Problem, Quote, Report,
    ReportId, Resolved, Severity, Span, SpanRecord, Speaker, Status, Testable, Unresolved, UnresolvedPlace,
    Verification, Voice, When, Where, Who,
};
use coding::Coded;
use jiff::civil::{Date, Time};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use sha2::{Digest, Sha256};
use std::sync::LazyLock;

/// Whether a table carries the texts of reports.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Texts {
    /// They stay out: hash, length, spans and quoted sentences are what is handed on.
    #[default]
    Left,
    /// They are in the column `text`.
    Kept,
}

/// A row: a coded report with the names that its text gave it, since the text itself may be missing.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// Its name in every ledger.
    pub report: ReportId,
    /// SHA-256 of its text in UTF-8, hexadecimal.
    pub text_sha256: String,
    /// Length of its text in code points.
    pub text_points: usize,
    /// Names of its claims, in their order.
    pub claims: Vec<ClaimId>,
    /// The report and all that was read from it; its text is empty where it was left out.
    pub coded: Coded,
}

impl Row {
    /// The row of a coded report.
    pub fn of(coded: Coded) -> Row {
        let report = ReportId::of(&coded.report);
        Row {
            report,
            text_sha256: hex(&Sha256::digest(coded.report.text.as_bytes())),
            text_points: coded.report.text.chars().count(),
            claims: ClaimId::of_all(report, &coded.claims),
            coded,
        }
    }

    /// True where the report could not be read: it has no claims, and a problem says why.
    pub fn failed(&self) -> bool {
        self.coded.problems.iter().any(|problem| problem.severity == Severity::Error)
    }
}

/// Bytes in hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The columns of coded reports.
pub fn schema(texts: Texts) -> SchemaRef {
    static WITHOUT: LazyLock<SchemaRef> = LazyLock::new(|| crate::sheet::schema(&columns(Texts::Left)));
    static WITH: LazyLock<SchemaRef> = LazyLock::new(|| crate::sheet::schema(&columns(Texts::Kept)));
    match texts {
        Texts::Left => WITHOUT.clone(),
        Texts::Kept => WITH.clone(),
    }
}

/// Coded reports as rows, in their order.
pub fn batch(rows: &[Row], texts: Texts) -> Result<RecordBatch, Error> {
    let rows: Vec<Flat> = rows.iter().map(|row| Flat::of(row, texts)).collect();
    let schema = schema(texts);
    let made = serde_arrow::to_record_batch(schema.fields(), &rows).map_err(|error| cannot(&error))?;
    // The builder's own schema lacks nothing but the codebook's lines of nested columns.
    Ok(RecordBatch::try_new(schema, made.columns().to_vec())?)
}

/// The coded reports of a table with these columns; other columns are passed over.
pub fn rows(batch: &RecordBatch) -> Result<Vec<Row>, Error> {
    let texts = if batch.schema().column_with_name("text").is_some() { Texts::Kept } else { Texts::Left };
    let schema = schema(texts);
    let columns = schema.fields().iter().map(|field| {
        let column = batch.column_by_name(field.name()).ok_or_else(|| {
            let name = field.name();
            Error::new(format!(
                "the table has no column \"{name}\"; give a table of coded reports as `read_batch` and `dateline.read` make it"
            ))
        })?;
        // Engines hand on other forms of the same types: large lists, views, dictionaries.
        let same = column.data_type() == field.data_type();
        let cast = || arrow::compute::cast(column, field.data_type());
        if same { Ok(column.clone()) } else { cast().map_err(|error| wrong_type(field, &error)) }
    });
    let columns = columns.collect::<Result<Vec<_>, Error>>()?;
    let whole = RecordBatch::try_new(schema, columns)?;
    let flat: Vec<Flat> = serde_arrow::from_record_batch(&whole).map_err(|error| cannot(&error))?;
    flat.into_iter().map(Flat::row).collect()
}

fn wrong_type(field: &Field, error: &arrow::error::ArrowError) -> Error {
    let name = field.name();
    Error::new(format!("the column \"{name}\" is not as `read_batch` makes it ({error}); read the reports again"))
}

fn cannot(error: &serde_arrow::Error) -> Error {
    Error::new(format!("the table of coded reports does not hold together ({error}); read the reports again"))
}

// ---- The columns ----------------------------------------------------------------------------------------------------------------

fn text(name: &'static str, about: &'static str) -> Column {
    Column::always(name, DataType::Utf8, about)
}

fn maybe(name: &'static str, about: &'static str) -> Column {
    Column::new(name, DataType::Utf8, about)
}

fn record(columns: Vec<Column>) -> DataType {
    DataType::Struct(columns.iter().map(Column::field).collect())
}

fn list(of: DataType) -> DataType {
    DataType::List(Field::new_list_field(of, false).into())
}

fn spans(columns: &mut Vec<Column>) {
    columns.push(Column::new("start", DataType::Int32, "where the words begin, in code points of the text"));
    columns.push(Column::new("end", DataType::Int32, "one past where they end"));
}

fn span() -> DataType {
    record(vec![
        Column::always("start", DataType::Int32, "first code point"),
        Column::always("end", DataType::Int32, "one past the last code point"),
    ])
}

fn columns(texts: Texts) -> Vec<Column> {
    let mut columns = vec![
        text("id", "the report's id as the input gave it, or made from its text"),
        text("report", "the report's name in every ledger: a hash of address, outlet, day, title and text"),
        Column::new("date", DataType::Date32, "day of publication; empty where nobody knows it"),
        maybe("outlet", "who published it"),
        maybe("url", "address it was published under"),
        maybe("title", "headline"),
        maybe("language", "ISO 639-1 code, declared or detected"),
        maybe("licence", "licence of the text, where the input tells"),
        text("text_sha256", "SHA-256 of the text in UTF-8"),
        Column::always("text_points", DataType::Int32, "length of the text in code points"),
        text("file", "where it was read from"),
        Column::new("line", DataType::Int64, "line of that file, from 1, where a line is a report"),
        Column::always("noise", list(span()), "lines of the text that are not story"),
        Column::new("sentences", list(span()), "sentence borders, where the input came with them"),
        text("print", "what is kept of the text to find its copies"),
        text("made_by", "model and rules that read and resolved it, with versions"),
        Column::always("problems", list(problem()), "what went wrong; an error means that the report was not read"),
        Column::always("testables", list(testable()), "statements of the report that can be tested"),
        Column::always("claims", list(claim()), "what the report claims, in the order of the text"),
    ];
    if texts == Texts::Kept {
        columns.push(text("text", "the report's text"));
    }
    columns
}

fn problem() -> DataType {
    let mut columns = vec![
        text("severity", "note, warning, error"),
        text("code", "short name for programs"),
        text("message", "what is wrong and the remedy"),
        maybe("file", "file it is about"),
        Column::new("line", DataType::Int64, "line of that file, from 1"),
    ];
    spans(&mut columns);
    record(columns)
}

fn testable() -> DataType {
    record(vec![
        text("kind", "distance, ordinal, sum, weekday, order"),
        Column::always("sentence", DataType::Int32, "number of the sentence, from 0"),
        Column::always("start", DataType::Int32, "where the statement begins, in code points of the text"),
        Column::always("end", DataType::Int32, "one past where it ends"),
        text("quote", "the words that state it"),
        Column::always("claims", list(DataType::Int32), "claims of its sentence, by their place in `claims`, from 0"),
        text("made_by", "the grammar that found it, with version"),
        text("statement", "what is stated, as JSON"),
    ])
}

/// The columns of a claim.
pub(crate) fn claim() -> DataType {
    let mut trigger = vec![text("text", "the words that name the event")];
    spans(&mut trigger);
    let mut verification = vec![
        maybe("state", "unverified, confirmed, disputed, no_comment"),
        maybe("by", "who verifies, denies, declines"),
    ];
    spans(&mut verification);
    // Inside of what may be empty everything may be: engines hold that a field of an empty struct is empty.
    let mut quote = vec![maybe("text", "the sentence")];
    spans(&mut quote);
    let number = |name, about| Column::new(name, count(), about);
    record(vec![
        text("id", "the claim's name in every ledger"),
        Column::new("sentence", DataType::Int32, "number of the sentence, from 0"),
        text("type", "event type; docs/ontology.md lists them"),
        text("status", "actual, possible, planned, hypothetical, denied"),
        Column::always("trigger", record(trigger), "the words that name the event"),
        Column::always("actor", list(party(false)), "who did it"),
        Column::always("target", list(party(false)), "to whom"),
        Column::always("place", list(place()), "where"),
        Column::always("from", list(place()), "where a movement began"),
        Column::always("to", list(place()), "where a movement ended"),
        Column::always("time", list(time()), "when"),
        Column::always("source", list(party(true)), "who says so, outermost speaker first"),
        number("killed", "deaths"),
        number("injured", "wounded"),
        number("displaced", "fled, evacuated or returned"),
        number("detained", "arrested, abducted or held"),
        Column::new("verification", record(verification), "what the report says about its truth"),
        Column::new("confidence", DataType::Float64, "0..1: how often claims of this kind and score are right"),
        maybe("made_by", "model or rule, with version"),
        Column::always("resolved", DataType::Boolean, "whether it was looked up what its words mean"),
        Column::new("quote", record(quote), "the sentence it stands in"),
    ])
}

fn filler() -> Vec<Column> {
    let mut columns = vec![text("text", "the report's words")];
    spans(&mut columns);
    columns
}

fn why() -> Column {
    maybe("unresolved", "why nobody can say what the words mean")
}

fn party(speaks: bool) -> DataType {
    let mut columns = filler();
    if speaks {
        columns.push(maybe(
            "voice",
            "party, government, international, ngo, media, witness, hospital, social_media, other",
        ));
    }
    columns.extend([
        maybe("id", "the party in the register, or generic/..., provisional/..."),
        maybe("name", "its main name"),
        maybe("country", "ISO 3166 alpha-2 of the country it belongs to"),
        maybe("sector", "PLOVER sector"),
        Column::new("provisional", DataType::Boolean, "true where the register does not know the name"),
        maybe("rule", "the rule that told"),
        why(),
    ]);
    record(columns)
}

fn place() -> DataType {
    let seen = record(vec![
        maybe("id", "as `id`"),
        maybe("name", "main name"),
        maybe("country", "ISO 3166 alpha-2"),
        Column::new("score", DataType::Float64, "0..1"),
    ]);
    let mut columns = filler();
    columns.extend([
        maybe("id", "the place in the gazetteer"),
        maybe("name", "its main name"),
        maybe("own_name", "its name in its own script"),
        maybe("country", "ISO 3166 alpha-2"),
        maybe("division", "first-order division, by name"),
        Column::new("lat", DataType::Float64, "degrees north, WGS 84"),
        Column::new("lon", DataType::Float64, "degrees east, WGS 84"),
        Column::new("precision", DataType::Int32, "UCDP where_prec, 1 to 7"),
        maybe("kind", "town, country, division, region, base, camp, water"),
        Column::new("score", DataType::Float64, "0..1: how far it stands out among what bears the name"),
        Column::new("runner_up", seen.clone(), "the next best"),
        why(),
        Column::new("seen", list(seen), "what was considered where it stayed unresolved, best first"),
    ]);
    record(columns)
}

fn time() -> DataType {
    let mut columns = filler();
    columns.extend([
        Column::new("first", DataType::Date32, "first day"),
        Column::new("last", DataType::Date32, "last day, included"),
        Column::new("precision", DataType::Int32, "UCDP date_prec, 1 to 5"),
        maybe("hour_from", "from this hour of the first day, as 21:00:00"),
        maybe("hour_to", "until this hour of the last day"),
        maybe("zone", "offset from UTC, where the words name a zone"),
        maybe("rule", "the rule that told"),
        why(),
    ]);
    record(columns)
}

fn count() -> DataType {
    let mut columns = vec![
        Column::new("low", DataType::Int64, "lowest number of people that the words allow; empty for an open end"),
        Column::new("high", DataType::Int64, "highest"),
    ];
    spans(&mut columns);
    record(columns)
}

// ---- A row as the columns have it ---------------------------------------------------------------------------------------------

#[derive(Serialize, Deserialize)]
struct Flat {
    id: String,
    report: String,
    date: Option<Date>,
    outlet: Option<String>,
    url: Option<String>,
    title: Option<String>,
    language: Option<String>,
    licence: Option<String>,
    text_sha256: String,
    text_points: i32,
    file: String,
    line: Option<i64>,
    noise: Vec<FlatSpan>,
    sentences: Option<Vec<FlatSpan>>,
    print: String,
    made_by: String,
    problems: Vec<FlatProblem>,
    testables: Vec<FlatTestable>,
    claims: Vec<FlatClaim>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

#[derive(Clone, Copy, Serialize, Deserialize)]
struct FlatSpan {
    start: i32,
    end: i32,
}

#[derive(Serialize, Deserialize)]
struct FlatProblem {
    severity: Severity,
    code: String,
    message: String,
    file: Option<String>,
    line: Option<i64>,
    start: Option<i32>,
    end: Option<i32>,
}

#[derive(Serialize, Deserialize)]
struct FlatTestable {
    kind: String,
    sentence: i32,
    start: i32,
    end: i32,
    quote: String,
    claims: Vec<i32>,
    made_by: String,
    statement: String,
}

/// A claim as the columns hold it.
#[derive(Serialize, Deserialize)]
pub(crate) struct FlatClaim {
    id: String,
    sentence: Option<i32>,
    #[serde(rename = "type")]
    event_type: EventType,
    status: String,
    trigger: FlatWords,
    actor: Vec<FlatParty>,
    target: Vec<FlatParty>,
    place: Vec<FlatPlace>,
    from: Vec<FlatPlace>,
    to: Vec<FlatPlace>,
    time: Vec<FlatTime>,
    source: Vec<FlatParty>,
    killed: Option<FlatCount>,
    injured: Option<FlatCount>,
    displaced: Option<FlatCount>,
    detained: Option<FlatCount>,
    verification: Option<FlatVerification>,
    confidence: Option<f64>,
    made_by: Option<String>,
    resolved: bool,
    quote: Option<FlatQuote>,
}

#[derive(Serialize, Deserialize)]
struct FlatWords {
    text: String,
    start: Option<i32>,
    end: Option<i32>,
}

#[derive(Serialize, Deserialize)]
struct FlatQuote {
    text: String,
    start: i32,
    end: i32,
}

#[derive(Serialize, Deserialize)]
struct FlatVerification {
    state: Option<String>,
    by: Option<String>,
    start: Option<i32>,
    end: Option<i32>,
}

#[derive(Serialize, Deserialize)]
struct FlatCount {
    low: Option<i64>,
    high: Option<i64>,
    start: Option<i32>,
    end: Option<i32>,
}

#[derive(Serialize, Deserialize)]
struct FlatParty {
    text: String,
    start: Option<i32>,
    end: Option<i32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    voice: Option<String>,
    id: Option<String>,
    name: Option<String>,
    country: Option<String>,
    sector: Option<String>,
    provisional: Option<bool>,
    rule: Option<String>,
    unresolved: Option<String>,
}

#[derive(Serialize, Deserialize)]
struct FlatPlace {
    text: String,
    start: Option<i32>,
    end: Option<i32>,
    id: Option<String>,
    name: Option<String>,
    own_name: Option<String>,
    country: Option<String>,
    division: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    precision: Option<i32>,
    kind: Option<String>,
    score: Option<f64>,
    runner_up: Option<PlaceSeen>,
    unresolved: Option<String>,
    seen: Option<Vec<PlaceSeen>>,
}

#[derive(Serialize, Deserialize)]
struct FlatTime {
    text: String,
    start: Option<i32>,
    end: Option<i32>,
    first: Option<Date>,
    last: Option<Date>,
    precision: Option<i32>,
    hour_from: Option<String>,
    hour_to: Option<String>,
    zone: Option<String>,
    rule: Option<String>,
    unresolved: Option<String>,
}

// ---- There --------------------------------------------------------------------------------------------------------------------

/// Texts end at 32 MB and numbers of people far below 2^63: both fit.
fn small(number: usize) -> i32 {
    i32::try_from(number).unwrap_or(i32::MAX)
}

fn large(number: u64) -> i64 {
    i64::try_from(number).unwrap_or(i64::MAX)
}

impl From<Span> for FlatSpan {
    fn from(span: Span) -> FlatSpan {
        FlatSpan { start: small(span.start), end: small(span.end) }
    }
}

fn ends(span: Option<Span>) -> (Option<i32>, Option<i32>) {
    (span.map(|span| small(span.start)), span.map(|span| small(span.end)))
}

impl Flat {
    fn of(row: &Row, texts: Texts) -> Flat {
        let Coded { report, claims, quotes, print, testables, problems, made_by } = &row.coded;
        let spans = |spans: &[Span]| spans.iter().map(|span| FlatSpan::from(*span)).collect::<Vec<_>>();
        let claim = |(at, record): (usize, &ClaimRecord)| {
            let id = row.claims.get(at).map(ToString::to_string).unwrap_or_default();
            FlatClaim::of(id, record, quotes.get(at).and_then(Option::as_ref))
        };
        Flat {
            id: report.id.clone(),
            report: row.report.to_string(),
            date: report.date,
            outlet: report.outlet.clone(),
            url: report.url.clone(),
            title: report.title.clone(),
            language: report.language.clone(),
            licence: report.licence.clone(),
            text_sha256: row.text_sha256.clone(),
            text_points: small(row.text_points),
            file: report.origin.file.clone(),
            line: report.origin.line.map(|line| large(line as u64)),
            noise: spans(&report.noise),
            sentences: report.sentences.as_deref().map(spans),
            print: print.clone(),
            made_by: made_by.clone(),
            problems: problems.iter().map(FlatProblem::of).collect(),
            testables: testables.iter().map(FlatTestable::of).collect(),
            claims: claims.iter().enumerate().map(claim).collect(),
            text: (texts == Texts::Kept).then(|| report.text.clone()),
        }
    }
}

impl FlatProblem {
    fn of(problem: &Problem) -> FlatProblem {
        let (start, end) = ends(problem.span);
        FlatProblem {
            severity: problem.severity,
            code: problem.code.clone(),
            message: problem.message.clone(),
            file: problem.file.clone(),
            line: problem.line.map(|line| large(line as u64)),
            start,
            end,
        }
    }
}

impl FlatTestable {
    fn of(testable: &Testable) -> FlatTestable {
        FlatTestable {
            kind: testable.statement.name().to_owned(),
            sentence: small(testable.sentence),
            start: small(testable.span.start),
            end: small(testable.span.end),
            quote: testable.quote.clone(),
            claims: testable.claims.iter().map(|claim| small(*claim)).collect(),
            made_by: testable.made_by.clone(),
            // Has string keys only and no number that JSON cannot hold: it can always be written.
            statement: serde_json::to_string(&testable.statement).unwrap_or_default(),
        }
    }
}

impl FlatClaim {
    pub(crate) fn of(id: String, record: &ClaimRecord, quote: Option<&Quote>) -> FlatClaim {
        let (no_spans, no_answers) = (SpanRecord::default(), Resolved::default());
        let spans = record.spans.as_ref().unwrap_or(&no_spans);
        let answers = record.resolved.as_ref().unwrap_or(&no_answers);
        let parties = |texts: &[String], spans: &[Span], answers: &[Who]| {
            let party = |(at, text): (usize, &String)| FlatParty::of(text, spans.get(at), None, answers.get(at));
            texts.iter().enumerate().map(party).collect::<Vec<_>>()
        };
        let places = |texts: &[String], spans: &[Span], answers: &[Where]| {
            let place = |(at, text): (usize, &String)| FlatPlace::of(text, spans.get(at), answers.get(at));
            texts.iter().enumerate().map(place).collect::<Vec<_>>()
        };
        let speaker = |(at, text): (usize, &String)| {
            let speaker = answers.source.get(at);
            let voice = speaker.map(|speaker| speaker.voice);
            FlatParty::of(text, spans.source.get(at), voice, speaker.map(|speaker| &speaker.who))
        };
        let time = |(at, text): (usize, &String)| FlatTime::of(text, spans.time.get(at), answers.time.get(at));
        let count = |bounds: Option<Bounds>, span: Option<Span>| {
            let (start, end) = ends(span);
            bounds.map(|Bounds { low, high }| FlatCount { low: low.map(large), high: high.map(large), start, end })
        };
        let (trigger, verified) = (ends(record.trigger_span), ends(spans.verification));
        let told = record.verification.is_some() || record.verification_by.is_some() || verified.0.is_some();
        FlatClaim {
            id,
            sentence: record.sentence.map(small),
            event_type: record.event_type,
            status: record.status.name().to_owned(),
            trigger: FlatWords { text: record.trigger.clone(), start: trigger.0, end: trigger.1 },
            actor: parties(&record.actor, &spans.actor, &answers.actor),
            target: parties(&record.target, &spans.target, &answers.target),
            place: places(&record.place, &spans.place, &answers.place),
            from: places(&record.from, &spans.from, &answers.from),
            to: places(&record.to, &spans.to, &answers.to),
            time: record.time.iter().enumerate().map(time).collect(),
            source: record.source.iter().enumerate().map(speaker).collect(),
            killed: count(record.killed, spans.killed),
            injured: count(record.injured, spans.injured),
            displaced: count(record.displaced, spans.displaced),
            detained: count(record.detained, spans.detained),
            verification: told.then(|| FlatVerification {
                state: record.verification.map(|state| state.name().to_owned()),
                by: record.verification_by.clone(),
                start: verified.0,
                end: verified.1,
            }),
            confidence: record.confidence,
            made_by: record.made_by.clone(),
            resolved: record.resolved.is_some(),
            quote: quote.map(|quote| FlatQuote {
                text: quote.text.clone(),
                start: small(quote.span.start),
                end: small(quote.span.end),
            }),
        }
    }
}

impl FlatParty {
    fn of(text: &str, span: Option<&Span>, voice: Option<Voice>, who: Option<&Who>) -> FlatParty {
        let (start, end) = ends(span.copied());
        let party = who.and_then(Who::party);
        FlatParty {
            text: text.to_owned(),
            start,
            end,
            voice: voice.map(|voice| voice.name().to_owned()),
            id: party.map(|party| party.id.clone()),
            name: party.map(|party| party.name.clone()),
            country: party.and_then(|party| party.country.clone()),
            sector: party.and_then(|party| party.sector.clone()),
            provisional: party.map(|party| party.provisional),
            rule: party.map(|party| party.rule.clone()),
            unresolved: match who {
                Some(Who::Unresolved(why)) => Some(why.unresolved.clone()),
                _ => None,
            },
        }
    }
}

impl FlatPlace {
    fn of(text: &str, span: Option<&Span>, answer: Option<&Where>) -> FlatPlace {
        let (start, end) = ends(span.copied());
        let place = answer.and_then(Where::place);
        let none = match answer {
            Some(Where::Unresolved(none)) => Some(none),
            _ => None,
        };
        FlatPlace {
            text: text.to_owned(),
            start,
            end,
            id: place.map(|place| place.id.clone()),
            name: place.map(|place| place.name.clone()),
            own_name: place.and_then(|place| place.own_name.clone()),
            country: place.and_then(|place| place.country.clone()),
            division: place.and_then(|place| place.division.clone()),
            lat: place.map(|place| place.lat),
            lon: place.map(|place| place.lon),
            precision: place.map(|place| i32::from(place.precision)),
            kind: place.map(|place| place.kind.clone()),
            score: place.map(|place| place.score),
            runner_up: place.and_then(|place| place.runner_up.clone()),
            unresolved: none.map(|none| none.unresolved.clone()),
            seen: none.map(|none| none.seen.clone()),
        }
    }
}

impl FlatTime {
    fn of(text: &str, span: Option<&Span>, answer: Option<&When>) -> FlatTime {
        let (start, end) = ends(span.copied());
        let days = answer.and_then(When::days);
        let clock = days.and_then(|days| days.clock.as_ref());
        FlatTime {
            text: text.to_owned(),
            start,
            end,
            first: days.map(|days| days.start),
            last: days.map(|days| days.end),
            precision: days.map(|days| i32::from(days.precision)),
            hour_from: clock.map(|clock| clock.from.to_string()),
            hour_to: clock.and_then(|clock| clock.to).map(|to| to.to_string()),
            zone: clock.and_then(|clock| clock.zone.clone()),
            rule: days.map(|days| days.rule.clone()),
            unresolved: match answer {
                Some(When::Unresolved(why)) => Some(why.unresolved.clone()),
                _ => None,
            },
        }
    }
}

// ---- And back -----------------------------------------------------------------------------------------------------------------

fn number(number: i32) -> usize {
    usize::try_from(number).unwrap_or(0)
}

impl From<FlatSpan> for Span {
    fn from(span: FlatSpan) -> Span {
        Span::new(number(span.start), number(span.end))
    }
}

fn between(start: Option<i32>, end: Option<i32>) -> Option<Span> {
    Some(Span::new(number(start?), number(end?)))
}

/// A word of a fixed list, by its JSON form.
fn word<T: serde::de::DeserializeOwned>(word: &str, column: &str) -> Result<T, Error> {
    serde_json::from_value(Value::from(word)).map_err(|_| {
        Error::new(format!("\"{word}\" in the column \"{column}\" is none of its words; docs/claims.md lists them"))
    })
}

fn precision(number: Option<i32>) -> u8 {
    number.and_then(|number| u8::try_from(number).ok()).unwrap_or(0)
}

impl Flat {
    fn row(self) -> Result<Row, Error> {
        let id = |error: claim::NotAnId| Error::new(format!("{error}; read the report \"{}\" again", self.id));
        let report: ReportId = self.report.parse().map_err(id)?;
        let claims =
            self.claims.iter().map(|claim| claim.id.parse()).collect::<Result<Vec<ClaimId>, _>>().map_err(id)?;
        let spans = |spans: Vec<FlatSpan>| spans.into_iter().map(Span::from).collect::<Vec<_>>();
        let mut records = Vec::with_capacity(self.claims.len());
        let mut quotes = Vec::with_capacity(self.claims.len());
        for claim in self.claims {
            let (record, quote) = claim.record()?;
            records.push(record);
            quotes.push(quote);
        }
        let line = |line: i64| usize::try_from(line).unwrap_or(0);
        let problem = |problem: FlatProblem| Problem {
            severity: problem.severity,
            code: problem.code,
            message: problem.message,
            file: problem.file,
            line: problem.line.map(line),
            span: between(problem.start, problem.end),
        };
        let coded = Coded {
            report: Report {
                id: self.id,
                text: self.text.unwrap_or_default(),
                title: self.title,
                date: self.date,
                outlet: self.outlet,
                url: self.url,
                language: self.language,
                licence: self.licence,
                noise: spans(self.noise),
                sentences: self.sentences.map(spans),
                origin: Origin { file: self.file, line: self.line.map(line) },
            },
            claims: records,
            quotes,
            print: self.print,
            testables: self.testables.into_iter().map(FlatTestable::testable).collect::<Result<_, _>>()?,
            problems: self.problems.into_iter().map(problem).collect(),
            made_by: self.made_by,
        };
        Ok(Row { report, text_sha256: self.text_sha256, text_points: number(self.text_points), claims, coded })
    }
}

impl FlatTestable {
    fn testable(self) -> Result<Testable, Error> {
        let statement = serde_json::from_str(&self.statement).map_err(|error| {
            Error::new(format!(
                "a statement of the column \"testables\" is not as written ({error}); read the report again"
            ))
        })?;
        Ok(Testable {
            sentence: number(self.sentence),
            span: Span::new(number(self.start), number(self.end)),
            quote: self.quote,
            claims: self.claims.into_iter().map(number).collect(),
            made_by: self.made_by,
            statement,
        })
    }
}

impl FlatClaim {
    fn record(self) -> Result<(ClaimRecord, Option<Quote>), Error> {
        let status: Status = word(&self.status, "status")?;
        let verification = self.verification.as_ref().and_then(|told| told.state.as_deref());
        let verification: Option<Verification> = verification.map(|state| word(state, "verification")).transpose()?;
        let trigger_span = between(self.trigger.start, self.trigger.end);
        let (mut spans, mut resolved) = (SpanRecord::default(), Resolved::default());
        let bounds = |count: Option<FlatCount>, span: &mut Option<Span>| {
            let count = count?;
            *span = between(count.start, count.end);
            let people = |end: Option<i64>| end.and_then(|end| u64::try_from(end).ok());
            Some(Bounds { low: people(count.low), high: people(count.high) })
        };
        let killed = bounds(self.killed, &mut spans.killed);
        let injured = bounds(self.injured, &mut spans.injured);
        let displaced = bounds(self.displaced, &mut spans.displaced);
        let detained = bounds(self.detained, &mut spans.detained);
        spans.verification = self.verification.as_ref().and_then(|told| between(told.start, told.end));
        let parties = |fillers: Vec<FlatParty>, spans: &mut Vec<Span>, answers: &mut Vec<Who>| {
            let text = |filler: FlatParty| {
                spans.extend(between(filler.start, filler.end));
                let (text, _, who) = filler.party()?;
                answers.extend(who);
                Ok(text)
            };
            fillers.into_iter().map(text).collect::<Result<Vec<String>, Error>>()
        };
        let actor = parties(self.actor, &mut spans.actor, &mut resolved.actor)?;
        let target = parties(self.target, &mut spans.target, &mut resolved.target)?;
        let places = |fillers: Vec<FlatPlace>, spans: &mut Vec<Span>, answers: &mut Vec<Where>| {
            let text = |filler: FlatPlace| {
                spans.extend(between(filler.start, filler.end));
                let (text, place) = filler.place();
                answers.extend(place);
                text
            };
            fillers.into_iter().map(text).collect::<Vec<String>>()
        };
        let place = places(self.place, &mut spans.place, &mut resolved.place);
        let from = places(self.from, &mut spans.from, &mut resolved.from);
        let to = places(self.to, &mut spans.to, &mut resolved.to);
        let mut time = Vec::with_capacity(self.time.len());
        for filler in self.time {
            spans.time.extend(between(filler.start, filler.end));
            let (text, when) = filler.time()?;
            resolved.time.extend(when);
            time.push(text);
        }
        let mut source = Vec::with_capacity(self.source.len());
        for filler in self.source {
            spans.source.extend(between(filler.start, filler.end));
            let (text, voice, who) = filler.party()?;
            resolved.source.extend(voice.zip(who).map(|(voice, who)| Speaker { voice, who }));
            source.push(text);
        }
        let record = ClaimRecord {
            sentence: self.sentence.map(number),
            trigger: self.trigger.text,
            trigger_span,
            event_type: self.event_type,
            status,
            actor,
            target,
            place,
            from,
            to,
            time,
            source,
            killed,
            injured,
            displaced,
            detained,
            verification,
            verification_by: self.verification.and_then(|told| told.by),
            confidence: self.confidence,
            // A claim that points home does so with every filler; one of somebody else's file with none.
            spans: (trigger_span.is_some() || spans != SpanRecord::default()).then_some(spans),
            made_by: self.made_by,
            resolved: self.resolved.then_some(resolved),
        };
        let quote =
            self.quote.map(|quote| Quote { text: quote.text, span: Span::new(number(quote.start), number(quote.end)) });
        Ok((record, quote))
    }
}

impl FlatParty {
    fn party(self) -> Result<(String, Option<Voice>, Option<Who>), Error> {
        let voice = self.voice.as_deref().map(|voice| word(voice, "voice")).transpose()?;
        let who = match (self.id, self.unresolved) {
            (Some(id), _) => Some(Who::Party(Party {
                id,
                name: self.name.unwrap_or_default(),
                country: self.country,
                sector: self.sector,
                provisional: self.provisional.unwrap_or(false),
                rule: self.rule.unwrap_or_default(),
            })),
            (None, Some(why)) => Some(Who::Unresolved(Unresolved::because(why))),
            (None, None) => None,
        };
        Ok((self.text, voice, who))
    }
}

impl FlatPlace {
    fn place(self) -> (String, Option<Where>) {
        let answer = match (self.id, self.unresolved) {
            (Some(id), _) => Some(Where::Place(Place {
                id,
                name: self.name.unwrap_or_default(),
                own_name: self.own_name,
                country: self.country,
                division: self.division,
                lat: self.lat.unwrap_or_default(),
                lon: self.lon.unwrap_or_default(),
                precision: precision(self.precision),
                kind: self.kind.unwrap_or_default(),
                score: self.score.unwrap_or_default(),
                runner_up: self.runner_up,
            })),
            (None, Some(unresolved)) => {
                Some(Where::Unresolved(UnresolvedPlace { unresolved, seen: self.seen.unwrap_or_default() }))
            }
            (None, None) => None,
        };
        (self.text, answer)
    }
}

impl FlatTime {
    fn time(self) -> Result<(String, Option<When>), Error> {
        let hour = |hour: &str| {
            hour.parse::<Time>()
                .map_err(|error| Error::new(format!("\"{hour}\" is no hour of a day ({error}); write it as 21:00:00")))
        };
        let to = self.hour_to.as_deref().map(hour).transpose()?;
        let clock = match self.hour_from.as_deref() {
            None => None,
            Some(from) => Some(Clock { from: hour(from)?, to, zone: self.zone }),
        };
        let answer = match (self.first, self.unresolved) {
            (Some(start), _) => Some(When::Days(Days {
                start,
                end: self.last.unwrap_or(start),
                precision: precision(self.precision),
                clock,
                rule: self.rule.unwrap_or_default(),
            })),
            (None, Some(why)) => Some(When::Unresolved(Unresolved::because(why))),
            (None, None) => None,
        };
        Ok((self.text, answer))
    }
}
