//! A ledger's tables, as `dateline export` writes them.

use crate::{day, table, value};
use arrow::array::{RecordBatch, RecordBatchIterator, RecordBatchReader};
use arrow_pyarrow::IntoPyArrow;
use book::{Filter, View};
use claim::EventType;
use fuse::events::Settings;
use fuse::{FieldRule, FigureRule};
use ledger::AsOf;
use pyo3::prelude::*;
use std::path::PathBuf;
use tables::Sheet;
use tables::native::{self, Scope};

/// A ledger's file. Opened anew for each question: what was added in between is seen.
#[pyclass(frozen, module = "dateline._dateline")]
pub struct Ledger {
    path: PathBuf,
}

/// Which rows, as of when, under which rules: the options of `dateline list`.
#[derive(FromPyObject)]
#[pyo3(from_item_all)]
struct Asked {
    types: Vec<String>,
    statuses: Vec<String>,
    place: Option<String>,
    party: Option<String>,
    country: Option<String>,
    start: Option<String>,
    end: Option<String>,
    outlet: Option<String>,
    text: Option<String>,
    min_confidence: Option<f64>,
    limit: Option<usize>,
    as_of: Option<String>,
    rule: Option<String>,
    fields: Option<String>,
}

impl Asked {
    fn filter(&self) -> PyResult<Filter> {
        let known = |code: &String| {
            EventType::from_code(code)
                .ok_or_else(|| value(format!("there is no event type \"{code}\"; docs/ontology.md lists them")))
        };
        Ok(Filter {
            types: self.types.iter().map(known).collect::<PyResult<_>>()?,
            statuses: self.statuses.clone(),
            place: self.place.clone(),
            party: self.party.clone(),
            country: self.country.clone(),
            from: day("start", self.start.as_deref())?,
            to: day("end", self.end.as_deref())?,
            outlet: self.outlet.clone(),
            text: self.text.clone(),
            min_confidence: self.min_confidence,
            limit: self.limit,
        })
    }

    fn settings(&self) -> PyResult<Settings> {
        let mut settings = Settings::default();
        if let Some(name) = &self.rule {
            settings.figures = FigureRule::from_name(name).ok_or_else(|| {
                let known = FigureRule::ALL.map(|rule| rule.rule().name.into_owned()).join(", ");
                value(format!("there is no rule \"{name}\" for numbers; these are: {known}"))
            })?;
        }
        if let Some(name) = &self.fields {
            settings.fields = FieldRule::from_name(name).ok_or_else(|| {
                let known = FieldRule::ALL.map(|rule| rule.rule().name.into_owned()).join(", ");
                value(format!("there is no rule \"{name}\" for fields; these are: {known}"))
            })?;
        }
        Ok(settings)
    }
}

#[pymethods]
impl Ledger {
    #[new]
    fn new(py: Python<'_>, path: PathBuf) -> PyResult<Ledger> {
        let ledger = Ledger { path };
        // A file that is no ledger is told now.
        py.detach(|| ledger.view(AsOf::default(), Settings::default())).map_err(table)?;
        Ok(ledger)
    }

    /// A table of the ledger, as a pyarrow.RecordBatchReader.
    fn table<'py>(&self, py: Python<'py>, what: &str, asked: Asked) -> PyResult<Bound<'py, PyAny>> {
        let (filter, settings) = (asked.filter()?, asked.settings()?);
        let as_of = AsOf { known: day("as_of", asked.as_of.as_deref())?, ..AsOf::default() };
        let make: fn(&Scope) -> Result<Sheet, tables::Error> = match what {
            "events" => native::events,
            "claims" => native::claims,
            "figures" => native::figures,
            "reports" => native::reports,
            "control" => native::control,
            _ => return Err(value(format!("there is no table \"{what}\""))),
        };
        let sheet = py.detach(|| make(&Scope::new(&self.view(as_of, settings)?, filter))).map_err(table)?;
        let batches = sheet.batches.into_iter().map(Ok::<RecordBatch, arrow::error::ArrowError>);
        let reader: Box<dyn RecordBatchReader + Send> = Box::new(RecordBatchIterator::new(batches, sheet.schema));
        reader.into_pyarrow(py)
    }
}

impl Ledger {
    fn view(&self, as_of: AsOf, settings: Settings) -> Result<View, tables::Error> {
        Ok(View::open(&self.path, as_of, settings)?)
    }
}
