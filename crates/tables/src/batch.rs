//! Reports in, coded reports out, a table at a time: what a worker of a cluster does, and what the Python wheel calls.
//!
//! Pure: the same rows give the same rows, whatever their portions and the number of threads. One row comes out for each that went in,
//! in its order; one that holds no report, or that could not be read, comes out with a problem that says so.

pub mod fuse;

use crate::Error;
use crate::coded::{Row, Texts, batch};
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::DataType;
use claim::{Origin, Problem, Report};
use coding::{Coded, Coder};
use ingest::{Fields, Hint};
use std::sync::atomic::{AtomicUsize, Ordering};

/// How a table of reports is read.
#[derive(Clone, Copy, Debug)]
pub struct Reading {
    /// Threads.
    pub jobs: usize,
    /// Whether the texts are handed on.
    pub texts: Texts,
}

impl Default for Reading {
    fn default() -> Reading {
        Reading { jobs: 1, texts: Texts::Left }
    }
}

/// The columns that are looked at. All but `text` may be missing.
pub const COLUMNS: [&str; 8] = ["text", "id", "date", "title", "outlet", "url", "language", "licence"];

/// Codes the reports of a table; see [`COLUMNS`]. The result has the columns of [`coded::schema`](crate::coded::schema).
pub fn read_batch(coder: &Coder, reports: &RecordBatch, reading: Reading) -> Result<RecordBatch, Error> {
    let columns = Columns::of(reports)?;
    let rows = in_order(reports.num_rows(), reading.jobs, |row| code(coder, &columns.fields(row)));
    batch(&rows, reading.texts)
}

/// Codes one report.
pub fn code(coder: &Coder, fields: &Fields) -> Row {
    let (report, problems) = ingest::ingest_fields(fields, &Hint::named("-"));
    let nothing = |report: Report, problems: Vec<Problem>| Coded {
        report,
        claims: Vec::new(),
        quotes: Vec::new(),
        print: String::new(),
        testables: Vec::new(),
        problems,
        made_by: coder.reader.name().to_owned(),
    };
    let Some(report) = report else {
        let word = |field: Option<&str>| field.map(str::to_owned);
        let report = Report {
            id: fields.id.unwrap_or_default().to_owned(),
            title: word(fields.title),
            outlet: word(fields.outlet),
            url: word(fields.url),
            origin: Origin { file: "-".to_owned(), line: None },
            ..Report::default()
        };
        return Row::of(nothing(report, problems));
    };
    // What comes back of a report that could not be read is only what was wrong with it.
    let kept = report.clone();
    Row::of(coder.code(report, problems).unwrap_or_else(|problems| nothing(kept, problems)))
}

/// The columns of a table of reports, as text.
struct Columns([Option<ArrayRef>; 8]);

impl Columns {
    fn of(reports: &RecordBatch) -> Result<Columns, Error> {
        let column = |name: &str| {
            let Some(column) = reports.column_by_name(name) else { return Ok(None) };
            let kind = column.data_type();
            // A moment is cut to its day, in the zone that the column names.
            let days = matches!(kind, DataType::Timestamp(..) | DataType::Date64)
                .then(|| cast(column, &DataType::Date32))
                .transpose()?;
            let text = cast(days.as_ref().unwrap_or(column), &DataType::Utf8);
            text.map(Some).map_err(|_| {
                Error::new(format!("the column \"{name}\" is of type {kind}; give text, or days for \"date\""))
            })
        };
        let mut columns: [Option<ArrayRef>; 8] = Default::default();
        for (place, name) in columns.iter_mut().zip(COLUMNS) {
            *place = column(name)?;
        }
        if columns[0].is_none() {
            let names: Vec<String> = reports.schema().fields().iter().map(|field| field.name().clone()).collect();
            return Err(Error::new(format!(
                "the table has no column \"text\" but {}; rename the column that holds the story",
                names.join(", ")
            )));
        }
        Ok(Columns(columns))
    }

    fn fields(&self, row: usize) -> Fields<'_> {
        let [text, id, date, title, outlet, url, language, licence] = self.0.each_ref().map(|column| {
            let column = column.as_ref()?.as_string::<i32>();
            column.is_valid(row).then(|| column.value(row))
        });
        Fields { text, id, date, title, outlet, url, language, licence }
    }
}

/// Work over 0..`count` on `jobs` threads, each row as a thread is free for it; the results in the order of the rows.
fn in_order<T: Send>(count: usize, jobs: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let jobs = jobs.clamp(1, count.max(1));
    if jobs == 1 {
        return (0..count).map(work).collect();
    }
    let next = AtomicUsize::new(0);
    let run = || {
        let mut done = Vec::new();
        loop {
            let row = next.fetch_add(1, Ordering::Relaxed);
            if row >= count {
                return done;
            }
            done.push((row, work(row)));
        }
    };
    let mut done: Vec<(usize, T)> = std::thread::scope(|scope| {
        let handles: Vec<_> = (0..jobs).map(|_| scope.spawn(run)).collect();
        let join = |handle: std::thread::ScopedJoinHandle<'_, Vec<(usize, T)>>| match handle.join() {
            Ok(done) => done,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        handles.into_iter().flat_map(join).collect()
    });
    done.sort_by_key(|(row, _)| *row);
    done.into_iter().map(|(_, result)| result).collect()
}
