//! Coded reports as a folder of Parquet files, and back: how a ledger is handed on, and what a job on a cluster leaves behind.
//!
//! Partitioned by day as Spark, DuckDB and pandas know it: `date=2024-12-07/part-0.parquet`; the day stands in the folder's name, not in
//! the file. The columns are those of [`coded`]. Beside them may lie `decisions.jsonl`. Never holds a text unless whoever coded
//! the reports asked for it, and never decides which of two datasets is right: what is not what its names say is told and left out.

use crate::coded::{self, Row, Texts};
use crate::sheet::days_since_1970;
use crate::{Error, write};
use ::parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use arrow::array::{Date32Array, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema};
use claim::{ClaimId, Decision, ReportId};
use coding::Coded;
use jiff::civil::Date;
use ledger::{AsOf, GivenClaim, GivenReport, Ledger, ReportContent, ReportFilter, StoredClaim, StoredReport};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;

/// Name of the file with what people decided: a decision a line.
pub const DECISIONS: &str = "decisions.jsonl";

/// What the key of a partition is called.
const KEY: &str = "date=";

/// How engines write that there is no value.
const NO_DATE: &str = "__HIVE_DEFAULT_PARTITION__";

/// Rows that are in memory at once.
const AT_ONCE: usize = 512;

// ---- out

/// A day with the reports that were published on it.
pub type Day = (Option<Date>, Vec<ReportId>);

/// The reports of a ledger by day; the undated last, those of a day by id: what was added in another order gives the same files.
pub fn days(ledger: &Ledger, as_of: &AsOf, is_wanted: impl Fn(ReportId) -> bool) -> Result<Vec<Day>, Error> {
    let mut days: BTreeMap<(bool, Option<Date>), BTreeSet<ReportId>> = BTreeMap::new();
    ledger.for_each_report(&ReportFilter::default(), as_of, |report| {
        if is_wanted(report.id) {
            let date = report.content.date;
            days.entry((date.is_none(), date)).or_default().insert(report.id);
        }
    })?;
    Ok(days.into_iter().map(|((_, date), ids)| (date, ids.into_iter().collect())).collect())
}

/// The file of a day, from the dataset's folder.
pub fn file_of(day: Option<Date>) -> String {
    let day = day.map_or_else(|| NO_DATE.to_owned(), |day| day.to_string());
    format!("{KEY}{day}/part-0.parquet")
}

/// Writes these reports of a ledger, all of one day. How many.
pub fn write_day(ledger: &Ledger, reports: &[ReportId], out: impl Write + Send) -> Result<u64, Error> {
    let schema = coded::schema(Texts::Left);
    let (at, _) = schema.column_with_name("date").unzip();
    let kept: Vec<usize> = (0..schema.fields().len()).filter(|column| Some(*column) != at).collect();
    let schema = Arc::new(schema.project(&kept)?);
    let mut batches = Vec::new();
    let mut written = 0;
    for some in reports.chunks(AT_ONCE) {
        let mut rows = Vec::with_capacity(some.len());
        for id in some {
            let Some(report) = ledger.report(*id)?.and_then(ledger::Found::kept) else { continue };
            rows.push(row(report, ledger.claims_of(*id)?));
        }
        written += rows.len() as u64;
        batches.push(coded::batch(&rows, Texts::Left)?.project(&kept)?);
    }
    write::batches("coded reports", &schema, &batches, out)?;
    Ok(written)
}

/// A report of a ledger as whoever coded it had it, without its text.
pub fn row(stored: StoredReport, claims: Vec<StoredClaim>) -> Row {
    let report = stored.report(String::new());
    let StoredReport { id, content, .. } = stored;
    let mut row = Row {
        report: id,
        text_sha256: content.text_sha256,
        text_points: content.text_points,
        claims: Vec::with_capacity(claims.len()),
        coded: Coded {
            report,
            claims: Vec::with_capacity(claims.len()),
            quotes: Vec::with_capacity(claims.len()),
            print: content.print,
            testables: content.testables,
            problems: content.problems,
            made_by: content.made_by,
        },
    };
    for claim in claims {
        row.claims.push(claim.id);
        row.coded.claims.push(claim.record);
        row.coded.quotes.push(claim.quote);
    }
    row
}

// ---- in

/// Gives the coded reports of a file, in its order, some at a time. `each` says whether it wants more.
pub fn read_file(
    path: &Path,
    mut each: impl FnMut(Vec<Result<Row, Error>>) -> Result<bool, Error>,
) -> Result<(), Error> {
    let file =
        File::open(path).map_err(|error| Error::file(path, format!("{error}; check the name and its permissions")))?;
    let broken = |why: &dyn std::fmt::Display| {
        Error::file(path, format!("cannot be read as Parquet ({why}); get the file anew, it may be cut off"))
    };
    let builder = ParquetRecordBatchReaderBuilder::try_new(file).map_err(|error| broken(&error))?;
    let schema = builder.schema().clone();
    let day = day_of(path);
    let lacks = |name: &&str| schema.column_with_name(name).is_none() && !(*name == "date" && day.is_some());
    let missing: Vec<&str> = ["report", "date", "text_sha256", "made_by", "claims"].into_iter().filter(lacks).collect();
    if !missing.is_empty() {
        let has: Vec<&str> = schema.fields().iter().map(|field| field.name().as_str()).take(8).collect();
        return Err(Error::file(
            path,
            format!(
                "holds no coded reports: it lacks {} and has {}{}; dateline export dataset and the package's read_batch make such files",
                missing.join(", "),
                has.join(", "),
                if schema.fields().len() > has.len() { " ..." } else { "" }
            ),
        ));
    }
    let reader = builder.with_batch_size(AT_ONCE).build().map_err(|error| broken(&error))?;
    for batch in reader {
        let batch = batch.map_err(|error| broken(&error))?;
        let batch = match &day {
            Some(day) if schema.column_with_name("date").is_none() => dated(&batch, *day)?,
            _ => batch,
        };
        let rows = match coded::rows(&batch) {
            Ok(rows) => rows.into_iter().map(Ok).collect(),
            // One bad row must not cost the others.
            Err(_) => (0..batch.num_rows()).map(|at| one(&batch, at)).collect(),
        };
        if !each(rows)? {
            break;
        }
    }
    Ok(())
}

fn one(batch: &RecordBatch, at: usize) -> Result<Row, Error> {
    let mut rows = coded::rows(&batch.slice(at, 1))?;
    rows.pop().ok_or_else(|| Error::new("an empty row; read the report again"))
}

/// The day in the name of a file's folder, where it is a partition: `Some(None)` for the undated.
fn day_of(path: &Path) -> Option<Option<Date>> {
    let value = path.parent()?.file_name()?.to_str()?.strip_prefix(KEY)?;
    if value == NO_DATE { Some(None) } else { value.parse().ok().map(Some) }
}

fn dated(batch: &RecordBatch, day: Option<Date>) -> Result<RecordBatch, Error> {
    let days: Date32Array = std::iter::repeat_n(day.map(days_since_1970), batch.num_rows()).collect();
    let mut fields: Vec<Arc<Field>> = batch.schema().fields().iter().cloned().collect();
    fields.push(Arc::new(Field::new("date", DataType::Date32, true)));
    let mut columns = batch.columns().to_vec();
    columns.push(Arc::new(days));
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?)
}

/// Holds the names of a row against what it holds: `Err` says what is not so. Of a report whose text is not there, its own name cannot be
/// held against anything; those of its claims can.
pub fn check(row: &Row) -> Result<(), String> {
    let report = &row.coded.report;
    if !report.text.is_empty() {
        let hash = coded::hex(&Sha256::digest(report.text.as_bytes()));
        if hash != row.text_sha256 || ReportId::of(report) != row.report {
            return Err(format!(
                "{} is not the name of its text, address, outlet, day and title: something was changed; read the report again",
                row.report
            ));
        }
    } else if row.text_sha256.len() != 64 || !row.text_sha256.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(format!("{} has no SHA-256 of its text; read the report again", row.report));
    }
    if row.claims != ClaimId::of_all(row.report, &row.coded.claims) {
        return Err(format!(
            "the claims of {} are not those that their names were made of: something was changed; read the report again",
            row.report
        ));
    }
    Ok(())
}

/// A row as a ledger takes it, without its text.
pub fn given(row: Row, recorded: jiff::Timestamp) -> GivenReport {
    let Row { report: id, text_sha256, text_points, claims: ids, coded } = row;
    let Coded { report, claims, quotes, print, testables, problems, made_by } = coded;
    let content = ReportContent {
        given: report.id,
        date: report.date,
        outlet: report.outlet,
        url: report.url,
        title: report.title,
        language: report.language,
        licence: report.licence,
        origin: report.origin,
        text_sha256,
        text_points,
        noise: report.noise,
        sentences: report.sentences,
        made_by,
        claims: claims.len(),
        print,
        testables,
        problems,
    };
    let mut quotes = quotes.into_iter();
    let claims =
        ids.into_iter().zip(claims).map(|(id, record)| GivenClaim { id, quote: quotes.next().flatten(), record });
    GivenReport { id, recorded, content, claims: claims.collect() }
}

/// The decisions of a dataset's text: those that can be read, and what is wrong with the other lines, by number from 1.
pub fn decisions(text: &str) -> (Vec<Decision>, Vec<(usize, String)>) {
    let (mut decisions, mut wrong) = (Vec::new(), Vec::new());
    for (at, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        match serde_json::from_str(line) {
            Ok(decision) => decisions.push(decision),
            Err(error) => wrong.push((at + 1, format!("no decision ({error}); export the dataset again"))),
        }
    }
    (decisions, wrong)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_stands_in_the_name_of_the_folder() {
        let day = jiff::civil::date(2024, 12, 7);
        for (path, expected) in [
            (file_of(Some(day)), Some(Some(day))),
            (file_of(None), Some(None)),
            ("part-0.parquet".to_owned(), None),
            ("day=2024-12-07/x.parquet".to_owned(), None),
            ("date=yesterday/x.parquet".to_owned(), None),
        ] {
            assert_eq!(day_of(Path::new(&path)), expected, "{path}");
        }
    }

    #[test]
    fn lines_that_are_no_decisions_are_told_with_their_number() {
        let good = r#"{"id":"d000000000001","recorded":"2024-12-07T00:00:00Z","by":"kl","claims":["c000000000001"],"act":"accept"}"#;
        let (decisions, wrong) = decisions(&format!("{good}\n\n{{}}\nnonsense\n"));
        assert_eq!(decisions.len(), 1);
        assert_eq!(wrong.iter().map(|(line, _)| *line).collect::<Vec<_>>(), [3, 4]);
    }
}
