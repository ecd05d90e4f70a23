//! Fusing coded reports, in one go or in steps that a cluster can divide. Both give the same events, byte for byte: docs/cluster.md
//! tells why.
//!
//! ```text
//! coded -> lineages   one task: who copied whom depends on passages that many reports share
//! coded -> statements a row a claim
//!  both -> copies     claims that say the same, each group whole; every group goes to the homes of its keys (a place and a week ...)
//!       -> links      at every home: groups of copies that may be one event
//!       -> sets       one task: what hangs together
//!       -> events     every set whole
//! ```
//!
//! Pure: tables in, tables out. A table may hold any number of whole groups (copies of one kind, homes, sets), in any order of rows.
//! Knows no decisions of people: those are in a ledger, which joins what it imports anew.

use crate::coded::{self, Row};
use crate::{Column, Error, sheet};
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, SchemaRef};
use book::load::kin;
use claim::{ClaimId, ClaimRecord, ReportId};
use fuse::events::{Links, Settings, copies_of, events_in_sets, homes, kind_of_copy, links_at};
use fuse::lineage::{Descent, Print, Tracer};
use fuse::{Event, Head, Lineages, Names, Statement};
use jiff::civil::Date;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

/// Events of coded reports, in the order of their ids. A report that stands there twice counts once.
pub fn events_of(coded: &[RecordBatch]) -> Result<RecordBatch, Error> {
    let mut seen = BTreeSet::new();
    let mut rows: Vec<Row> = Vec::new();
    for batch in coded {
        rows.extend(coded::rows(batch)?.into_iter().filter(|row| seen.insert(row.report)));
    }
    let lineages = lineages_of(rows.iter().map(|row| Copied {
        report: row.report.to_string(),
        date: row.coded.report.date,
        outlet: row.coded.report.outlet.clone(),
        print: row.coded.print.clone(),
    }))?;
    let mut names = Names::default();
    let mut statements = Vec::new();
    for row in &rows {
        let head = head(&mut names, row.report, row.coded.report.date, row.coded.report.outlet.as_deref());
        for (at, claim) in row.coded.claims.iter().enumerate() {
            let quote = row.coded.quotes.get(at).and_then(Option::as_ref).map_or("", |quote| &quote.text);
            statements.push(names.statement(&head, row.claims[at], at as u32, claim, quote, kin()));
        }
    }
    event_rows(&statements, &lineages)
}

// ---- Lineages -----------------------------------------------------------------------------------------------------------------

/// What copies are found by: four of the columns of coded reports.
#[derive(Serialize, Deserialize)]
struct Copied {
    report: String,
    date: Option<Date>,
    outlet: Option<String>,
    print: String,
}

#[derive(Serialize, Deserialize)]
struct Descended {
    report: String,
    lineage: String,
    descent: String,
}

static DESCENTS: LazyLock<SchemaRef> = LazyLock::new(|| {
    sheet::schema(&[
        text("report", "the report"),
        text("lineage", "the first report of its lineage"),
        text("descent", "where it stands in its story's tree, as JSON; docs/lineage.md"),
    ])
});

/// Who copied whom, of the columns `report`, `date`, `outlet` and `print` of all coded reports: a row a report, in the order of ids.
pub fn lineages(copied: &RecordBatch) -> Result<RecordBatch, Error> {
    let rows: Vec<Copied> = read(copied, &["report", "date", "outlet", "print"])?;
    let mut of = Vec::new();
    for (report, descent) in lineages_of(rows.into_iter())?.of {
        let lineage = descent.lineage.to_string();
        of.push(Descended { report: report.to_string(), lineage, descent: json(&descent) });
    }
    written(&DESCENTS, &of)
}

fn lineages_of(reports: impl Iterator<Item = Copied>) -> Result<Lineages, Error> {
    let mut names = Names::default();
    let traced = reports.map(|report| {
        let head = head(&mut names, id(&report.report)?, report.date, report.outlet.as_deref());
        // One that cannot be read is a report without copies.
        Ok((head, Print::unpack(&report.print).unwrap_or_default()))
    });
    Ok(Tracer::new(&traced.collect::<Result<Vec<_>, Error>>()?).lineages())
}

fn head(names: &mut Names, report: ReportId, date: Option<Date>, outlet: Option<&str>) -> Head {
    book::load::head(names, report, date, outlet)
}

// ---- Statements ---------------------------------------------------------------------------------------------------------------

/// A claim as far as fusing looks at it.
#[derive(Clone, Serialize, Deserialize)]
struct Told {
    claim: String,
    report: String,
    position: i32,
    date: Option<Date>,
    outlet: Option<String>,
    quote: String,
    record: String,
}

fn told_columns() -> Vec<Column> {
    vec![
        text("claim", "the claim"),
        text("report", "its report"),
        Column::always("position", DataType::Int32, "its place among the claims of its report, from 0"),
        Column::new("date", DataType::Date32, "day of publication"),
        Column::new("outlet", DataType::Utf8, "who published it"),
        text("quote", "its sentence"),
        text("record", "the claim as JSON, without what fusing does not look at"),
    ]
}

/// Of [`statements`], with the column `descent` of [`lineages`].
#[derive(Clone, Serialize)]
struct Descending {
    #[serde(flatten)]
    told: Told,
    descent: Option<String>,
}

fn descending_columns() -> Vec<Column> {
    let descent = Column::new("descent", DataType::Utf8, "where its report stands in its story's tree, as JSON");
    told_columns().into_iter().chain([descent]).collect()
}

/// Rows with these columns, and others.
fn descending(rows: &RecordBatch) -> Result<Vec<Descending>, Error> {
    // Apart, and not flattened: what serde flattens forgets that a day is one.
    #[derive(Deserialize)]
    struct Descends {
        descent: Option<String>,
    }
    let told: Vec<Told> = read(rows, &["claim", "report", "position", "date", "outlet", "quote", "record"])?;
    let descents: Vec<Descends> = read(rows, &["descent"])?;
    Ok(told.into_iter().zip(descents).map(|(told, Descends { descent })| Descending { told, descent }).collect())
}

#[derive(Serialize)]
struct OfKind {
    #[serde(flatten)]
    told: Told,
    copy: i64,
}

static STATEMENTS: LazyLock<SchemaRef> = LazyLock::new(|| {
    let mut columns = told_columns();
    columns.push(Column::always("copy", DataType::Int64, "hash of what it says: copies share it"));
    sheet::schema(&columns)
});

/// The claims of coded reports that can be events, a row each.
pub fn statements(coded: &RecordBatch) -> Result<RecordBatch, Error> {
    let mut names = Names::default();
    let mut rows = Vec::new();
    for row in coded::rows(coded)? {
        let report = &row.coded.report;
        let head = head(&mut names, row.report, report.date, report.outlet.as_deref());
        for (at, claim) in row.coded.claims.iter().enumerate() {
            let quote = row.coded.quotes.get(at).and_then(Option::as_ref).map_or("", |quote| &quote.text);
            let statement = names.statement(&head, row.claims[at], at as u32, claim, quote, kin());
            let Some(copy) = kind_of_copy(&statement) else { continue };
            let told = Told {
                claim: row.claims[at].to_string(),
                report: row.report.to_string(),
                position: at as i32,
                date: report.date,
                outlet: report.outlet.clone(),
                quote: quote.to_owned(),
                record: json(&lean(claim)),
            };
            rows.push(OfKind { told, copy: copy as i64 });
        }
    }
    written(&STATEMENTS, &rows)
}

/// A claim without what fusing does not look at: it is carried to several homes.
fn lean(claim: &ClaimRecord) -> ClaimRecord {
    let mut lean = ClaimRecord { spans: None, trigger_span: None, made_by: None, ..claim.clone() };
    if let Some(resolved) = &mut lean.resolved {
        for spot in [&mut resolved.place, &mut resolved.from, &mut resolved.to].into_iter().flatten() {
            match spot {
                claim::Where::Place(place) => place.runner_up = None,
                claim::Where::Unresolved(none) => none.seen.clear(),
            }
        }
    }
    lean
}

/// Statements of a table's rows, and the lineages of their reports.
struct Loaded {
    statements: Vec<Statement>,
    lineages: Lineages,
}

impl Loaded {
    fn of<'t>(told: impl Iterator<Item = &'t Descending>) -> Result<Loaded, Error> {
        let mut names = Names::default();
        let mut loaded = Loaded { statements: Vec::new(), lineages: Lineages::default() };
        for Descending { told: row, descent } in told {
            let record: ClaimRecord = parse(&row.record, "record")?;
            let report: ReportId = id(&row.report)?;
            let head = head(&mut names, report, row.date, row.outlet.as_deref());
            let position = u32::try_from(row.position).unwrap_or(0);
            let statement = names.statement(&head, id(&row.claim)?, position, &record, &row.quote, kin());
            loaded.statements.push(statement);
            if let Some(descent) = descent
                && !loaded.lineages.of.contains_key(&report)
            {
                loaded.lineages.of.insert(report, parse::<Descent>(descent, "descent")?);
            }
        }
        Ok(loaded)
    }

    fn refs(&self) -> Vec<&Statement> {
        self.statements.iter().collect()
    }
}

// ---- Copies, and where they go ----------------------------------------------------------------------------------------------------

#[derive(Serialize)]
struct AtHome {
    #[serde(flatten)]
    told: Descending,
    node: String,
    bucket: i32,
    first: bool,
}

static COPIES: LazyLock<SchemaRef> = LazyLock::new(|| {
    let mut columns = descending_columns();
    columns.extend([
        text("node", "the first claim of its group of copies"),
        Column::always(
            "bucket",
            DataType::Int32,
            "where the group is compared with others: some of the homes of its keys",
        ),
        Column::always("first", DataType::Boolean, "true in one of the group's buckets"),
    ]);
    sheet::schema(&columns)
});

/// Groups of copies, each claim once for every bucket that its group is compared in; of the rows of [`statements`] with the
/// `descent` of their reports, all of a `copy` together. `buckets`: among how many the homes are divided.
pub fn copies(statements: &RecordBatch, buckets: u32) -> Result<RecordBatch, Error> {
    let told = descending(statements)?;
    let loaded = Loaded::of(told.iter())?;
    let all = loaded.refs();
    let mut rows = Vec::new();
    let mut groups = copies_of(&all, &loaded.lineages);
    groups.sort_by_key(|group| all[group[0] as usize].claim);
    for group in groups {
        let at = group.iter().flat_map(|member| homes(all[*member as usize])).map(|homed| bucket(homed.home, buckets));
        let at: BTreeSet<i32> = at.collect();
        let node = &told[group[0] as usize].told.claim;
        for (number, bucket) in at.into_iter().enumerate() {
            rows.extend(group.iter().map(|member| AtHome {
                told: told[*member as usize].clone(),
                node: node.clone(),
                bucket,
                first: number == 0,
            }));
        }
    }
    written(&COPIES, &rows)
}

fn bucket(home: u64, buckets: u32) -> i32 {
    (home % u64::from(buckets.clamp(1, i32::MAX as u32))) as i32
}

// ---- What hangs together --------------------------------------------------------------------------------------------------------

#[derive(Serialize, Deserialize)]
struct Link {
    one: String,
    two: String,
}

static LINKS: LazyLock<SchemaRef> = LazyLock::new(|| {
    sheet::schema(&[
        text("one", "a group of copies, by its first claim"),
        text("two", "one that may be the same event"),
    ])
});

/// Groups of copies that may be one event, of the rows of [`copies`] in these buckets, all of a bucket together. Not every pair: as
/// many as hold together what hangs together.
pub fn links(copies: &RecordBatch, buckets: u32) -> Result<RecordBatch, Error> {
    #[derive(Deserialize)]
    struct At {
        bucket: i32,
    }
    let rows = descending(copies)?;
    let mut by_bucket: BTreeMap<i32, Vec<&Descending>> = BTreeMap::new();
    for (row, At { bucket }) in rows.iter().zip(read(copies, &["bucket"])?) {
        by_bucket.entry(bucket).or_default().push(row);
    }
    let mut links = Vec::new();
    for (here, told) in by_bucket {
        let loaded = Loaded::of(told.into_iter())?;
        let all = loaded.refs();
        let mut forest = Forest::default();
        for (one, two) in links_at(&all, &|home| bucket(home, buckets) == here, &loaded.lineages, kin()) {
            let (one, two) = (all[one as usize].claim, all[two as usize].claim);
            if forest.join(one, two) {
                links.push(Link { one: one.to_string(), two: two.to_string() });
            }
        }
    }
    written(&LINKS, &links)
}

#[derive(Serialize, Deserialize)]
struct InSet {
    node: String,
    set: String,
}

static SETS: LazyLock<SchemaRef> = LazyLock::new(|| {
    sheet::schema(&[
        text("node", "a group of copies, by its first claim"),
        text("set", "the smallest of those that it hangs together with"),
    ])
});

/// What hangs together, of all rows of [`links`]: a row for each group of copies that is linked at all; one that is not is a set alone.
pub fn sets(links: &RecordBatch) -> Result<RecordBatch, Error> {
    let mut forest = Forest::default();
    for Link { one, two } in read::<Link>(links, &["one", "two"])? {
        forest.join(id(&one)?, id(&two)?);
    }
    let nodes: Vec<ClaimId> = forest.0.keys().copied().collect();
    let rows: Vec<InSet> =
        nodes.into_iter().map(|node| InSet { node: node.to_string(), set: forest.root(node).to_string() }).collect();
    written(&SETS, &rows)
}

/// Sets that are joined, each under its smallest.
#[derive(Default)]
struct Forest(BTreeMap<ClaimId, ClaimId>);

impl Forest {
    fn root(&mut self, of: ClaimId) -> ClaimId {
        let mut at = of;
        loop {
            let above = *self.0.entry(at).or_insert(at);
            if above == at {
                return at;
            }
            let next = self.0[&above];
            self.0.insert(at, next);
            at = next;
        }
    }

    /// True where they were apart.
    fn join(&mut self, one: ClaimId, two: ClaimId) -> bool {
        let (one, two) = (self.root(one), self.root(two));
        self.0.insert(one.max(two), one.min(two));
        one != two
    }
}

// ---- Events ---------------------------------------------------------------------------------------------------------------------

#[derive(Serialize)]
struct EventRow {
    id: String,
    #[serde(rename = "type")]
    event_type: String,
    standing: &'static str,
    start: Option<Date>,
    end: Option<Date>,
    place_id: Option<String>,
    place: Option<String>,
    country: Option<String>,
    lat: Option<f64>,
    lon: Option<f64>,
    killed_low: Option<i64>,
    killed_best: Option<i64>,
    killed_high: Option<i64>,
    told_claims: i64,
    told_reports: i64,
    lineages: i64,
    independent: i64,
    claims: Vec<String>,
    event: String,
}

/// The columns of what a step makes, by its name.
pub fn schema(step: &str) -> Option<SchemaRef> {
    Some(match step {
        "lineages" => DESCENTS.clone(),
        "statements" => STATEMENTS.clone(),
        "copies" => COPIES.clone(),
        "links" => LINKS.clone(),
        "sets" => SETS.clone(),
        "events" => events_schema(),
        _ => return None,
    })
}

/// The columns of events.
pub fn events_schema() -> SchemaRef {
    static EVENTS: LazyLock<SchemaRef> = LazyLock::new(|| {
        let maybe = |name, about| Column::new(name, DataType::Utf8, about);
        let number = |name, about| Column::new(name, DataType::Int64, about);
        let count = |name, about| Column::always(name, DataType::Int64, about);
        let degrees = |name, about| Column::new(name, DataType::Float64, about);
        sheet::schema(&[
            text("id", "the event, after its first claim"),
            text("type", "event type; docs/ontology.md lists them"),
            text("standing", "reported, disputed, possible, planned, hypothetical, denied"),
            Column::new("start", DataType::Date32, "first day; empty where nobody tells"),
            Column::new("end", DataType::Date32, "last day, included"),
            maybe("place_id", "the place in the gazetteer; empty where the words could not be resolved"),
            maybe("place", "its main name, or the report's words"),
            maybe("country", "ISO 3166 alpha-2 of the place"),
            degrees("lat", "degrees north, WGS 84"),
            degrees("lon", "degrees east, WGS 84"),
            number("killed_low", "deaths, lowest; empty where no claim tells a number"),
            number("killed_best", "deaths, best"),
            number("killed_high", "deaths, highest"),
            count("told_claims", "claims that tell of it"),
            count("told_reports", "reports that hold them"),
            count("lineages", "stories that these reports go back to: copies counted once"),
            count("independent", "independent witnesses"),
            Column::always(
                "claims",
                DataType::List(Field::new_list_field(DataType::Utf8, false).into()),
                "its claims, in the order of telling",
            ),
            text("event", "all of it, as JSON"),
        ])
    });
    EVENTS.clone()
}

/// The events of some sets ([`sets`]): of rows of [`copies`], each claim once, all of a set together. In the order of their ids.
pub fn events(copies: &RecordBatch) -> Result<RecordBatch, Error> {
    let told = descending(copies)?;
    let loaded = Loaded::of(told.iter())?;
    event_rows(&loaded.statements, &loaded.lineages)
}

fn event_rows(statements: &[Statement], lineages: &Lineages) -> Result<RecordBatch, Error> {
    let all: Vec<&Statement> = statements.iter().collect();
    let made = events_in_sets(&all, &Links::default(), lineages, kin(), &Settings::default());
    let rows: Vec<EventRow> = made.events.iter().map(EventRow::of).collect();
    written(&events_schema(), &rows)
}

impl EventRow {
    fn of(event: &Event) -> EventRow {
        let killed = event.figures.iter().find(|figure| figure.what == "killed");
        let number = |of: fn(&fuse::Figure) -> u64| killed.map(|figure| i64::try_from(of(figure)).unwrap_or(i64::MAX));
        let place = event.place.as_ref().map(|place| &place.value);
        let days = event.days.as_ref().map(|days| days.value);
        EventRow {
            id: event.id.to_string(),
            event_type: event.event_type.code().to_owned(),
            standing: event.standing.name(),
            start: days.map(|days| days.start),
            end: days.map(|days| days.end),
            place_id: place.and_then(|place| place.id.as_deref().map(str::to_owned)),
            place: place.map(|place| place.name.to_string()),
            country: place.and_then(|place| place.country.as_deref().map(str::to_owned)),
            lat: place.and_then(|place| Some(place.point?.0)),
            lon: place.and_then(|place| Some(place.point?.1)),
            killed_low: number(|figure| figure.low),
            killed_best: number(|figure| figure.best),
            killed_high: number(|figure| figure.high),
            told_claims: event.support.claims as i64,
            told_reports: event.support.reports as i64,
            lineages: event.support.lineages as i64,
            independent: event.support.independent as i64,
            claims: event.members.iter().map(|member| member.claim.to_string()).collect(),
            event: json(event),
        }
    }
}

// ---- Tables ---------------------------------------------------------------------------------------------------------------------

fn text(name: &'static str, about: &'static str) -> Column {
    Column::always(name, DataType::Utf8, about)
}

/// What fusing works on has string keys only and no number that JSON cannot hold: it can always be written.
fn json(value: &impl Serialize) -> String {
    serde_json::to_string(value).unwrap_or_default()
}

fn parse<T: DeserializeOwned>(json: &str, column: &str) -> Result<T, Error> {
    serde_json::from_str(json).map_err(|error| {
        Error::new(format!("the column \"{column}\" is not as the step before wrote it ({error}); run the steps again"))
    })
}

fn id<T: std::str::FromStr<Err = claim::NotAnId>>(word: &str) -> Result<T, Error> {
    word.parse().map_err(|error| Error::new(format!("{error}; run the steps again")))
}

fn written<R: Serialize>(schema: &SchemaRef, rows: &Vec<R>) -> Result<RecordBatch, Error> {
    let made = serde_arrow::to_record_batch(schema.fields(), rows);
    let made = made.map_err(|error| {
        Error::new(format!("a table cannot be made ({error}), which is a defect of the program; please report it"))
    })?;
    Ok(RecordBatch::try_new(schema.clone(), made.columns().to_vec())?)
}

/// Rows of these columns, whatever others there are, in whatever form of text the engine has.
fn read<R: DeserializeOwned>(batch: &RecordBatch, names: &[&'static str]) -> Result<Vec<R>, Error> {
    let column = |name: &&'static str| {
        let column = batch.column_by_name(name).ok_or_else(|| {
            Error::new(format!("the table has no column \"{name}\"; give the rows that the step before made"))
        })?;
        let plain = match column.data_type() {
            DataType::LargeUtf8 | DataType::Utf8View | DataType::Dictionary(..) => {
                Cow::Owned(arrow::compute::cast(column, &DataType::Utf8)?)
            }
            _ => Cow::Borrowed(column),
        };
        Ok((*name, plain.into_owned()))
    };
    let columns = names.iter().map(column).collect::<Result<Vec<_>, Error>>()?;
    let whole =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))?;
    serde_arrow::from_record_batch(&whole).map_err(|error| {
        Error::new(format!("the rows are not as the step before made them ({error}); run the steps again"))
    })
}
