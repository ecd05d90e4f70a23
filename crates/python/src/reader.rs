//! Reading.

use crate::{table, value};
use arrow::array::RecordBatch;
use arrow_pyarrow::PyArrowType;
use claim::{ReportRecord, Severity};
use coding::Coder;
use ingest::{Fields, Hint};
use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use reader::Gate;
use std::path::PathBuf;
use tables::batch::{Reading, read_batch};
use tables::coded::Texts;
use world::World;
use world::parties::Register;
use world::places::Gazetteer;

/// A model that was loaded, and what names are looked up in.
#[pyclass(frozen, module = "dateline._dateline")]
pub struct Reader {
    reader: reader::Reader,
    gate: Option<Gate>,
    world: Option<World<'static>>,
}

impl Reader {
    fn coder(&self) -> Coder<'_> {
        Coder { reader: &self.reader, gate: self.gate.as_ref(), world: self.world }
    }
}

#[pymethods]
impl Reader {
    #[new]
    #[pyo3(signature = (model=None, gazetteer=None, resolve=true, gate=false))]
    fn new(
        py: Python<'_>,
        model: Option<PathBuf>,
        gazetteer: Option<PathBuf>,
        resolve: bool,
        gate: bool,
    ) -> PyResult<Reader> {
        py.detach(|| {
            let reader = match model {
                Some(file) => reader::Reader::load(&file),
                None => reader::Reader::bundled(),
            };
            let gazetteer = match gazetteer {
                None => Gazetteer::bundled(),
                // It is wanted until the program ends, as the built-in one is.
                Some(file) => Box::leak(Box::new(Gazetteer::with_side_file(&file).map_err(value)?)),
            };
            Ok(Reader {
                reader: reader.map_err(value)?,
                gate: gate.then(Gate::bundled).transpose().map_err(PyRuntimeError::new_err)?,
                world: resolve.then(|| World { gazetteer, register: Register::bundled() }),
            })
        })
    }

    /// The model, with its version.
    #[getter]
    fn name(&self) -> &str {
        self.reader.name()
    }

    /// One report, as a line of `dateline read --format jsonl`.
    #[pyo3(signature = (text, date, title, outlet, url, language, licence, id, min_confidence))]
    #[expect(clippy::too_many_arguments, reason = "what is known of a report; the Python side has them by name")]
    fn record(
        &self,
        py: Python<'_>,
        text: &str,
        date: Option<&str>,
        title: Option<&str>,
        outlet: Option<&str>,
        url: Option<&str>,
        language: Option<&str>,
        licence: Option<&str>,
        id: Option<&str>,
        min_confidence: f32,
    ) -> PyResult<String> {
        let day = crate::day("date", date)?.map(|day| day.to_string());
        let fields = Fields { text: Some(text), id, date: day.as_deref(), title, outlet, url, language, licence };
        py.detach(|| {
            let (report, mut problems) = ingest::ingest_fields(&fields, &Hint::named("-"));
            let Some(report) = report else {
                let why: Vec<String> = problems.iter().map(|problem| problem.message.clone()).collect();
                return Err(value(why.join("; ")));
            };
            let mut reading = self.coder().read(&report, min_confidence);
            problems.append(&mut reading.problems);
            if let Some(failed) = problems.iter().find(|problem| problem.severity == Severity::Error) {
                return Err(PyRuntimeError::new_err(failed.message.clone()));
            }
            let record = ReportRecord::new(&report, &reading.claims, &problems);
            serde_json::to_string(&record).map_err(value)
        })
    }

    /// A table of reports to a table of coded reports.
    fn read_batch(
        &self,
        py: Python<'_>,
        batch: PyArrowType<RecordBatch>,
        jobs: usize,
        texts: bool,
    ) -> PyResult<PyArrowType<RecordBatch>> {
        let texts = if texts { Texts::Kept } else { Texts::Left };
        let jobs = if jobs == 0 { std::thread::available_parallelism().map_or(1, usize::from) } else { jobs };
        let read = py.detach(|| read_batch(&self.coder(), &batch.0, Reading { jobs, texts }));
        Ok(PyArrowType(read.map_err(table)?))
    }
}
