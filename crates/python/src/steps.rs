//! Fusing, in one go and in the steps of a cluster.

use crate::table;
use arrow::array::RecordBatch;
use arrow::datatypes::Schema;
use arrow::error::ArrowError;
use arrow::ffi_stream::RecordBatchStreamReader;
use arrow_pyarrow::PyArrowType;
use pyo3::prelude::*;
use tables::batch::fuse as steps;
use tables::coded::Texts;

type Batch = PyArrowType<RecordBatch>;

/// Events of coded reports.
#[pyfunction]
pub fn fuse(py: Python<'_>, coded: PyArrowType<RecordBatchStreamReader>) -> PyResult<Batch> {
    // The stream may be made by Python while it is read; the reader takes the lock where it must.
    py.detach(|| {
        let batches = coded.0.collect::<Result<Vec<RecordBatch>, ArrowError>>().map_err(tables::Error::from);
        batches.and_then(|batches| steps::events_of(&batches)).map(PyArrowType).map_err(table)
    })
}

/// Who copied whom.
#[pyfunction]
pub fn lineages(py: Python<'_>, copied: Batch) -> PyResult<Batch> {
    py.detach(|| steps::lineages(&copied.0)).map(PyArrowType).map_err(table)
}

/// A row a claim.
#[pyfunction]
pub fn statements(py: Python<'_>, coded: Batch) -> PyResult<Batch> {
    py.detach(|| steps::statements(&coded.0)).map(PyArrowType).map_err(table)
}

/// Groups of copies, in every bucket where they are compared.
#[pyfunction]
pub fn copies(py: Python<'_>, statements: Batch, buckets: u32) -> PyResult<Batch> {
    py.detach(|| steps::copies(&statements.0, buckets)).map(PyArrowType).map_err(table)
}

/// Groups of copies that may be one event.
#[pyfunction]
pub fn links(py: Python<'_>, copies: Batch, buckets: u32) -> PyResult<Batch> {
    py.detach(|| steps::links(&copies.0, buckets)).map(PyArrowType).map_err(table)
}

/// What hangs together.
#[pyfunction]
pub fn sets(py: Python<'_>, links: Batch) -> PyResult<Batch> {
    py.detach(|| steps::sets(&links.0)).map(PyArrowType).map_err(table)
}

/// Events of some sets.
#[pyfunction]
pub fn events(py: Python<'_>, copies: Batch) -> PyResult<Batch> {
    py.detach(|| steps::events(&copies.0)).map(PyArrowType).map_err(table)
}

/// The columns of what a step makes; of coded reports where it is "coded", with their texts where it is "texts".
#[pyfunction]
pub fn schema(step: &str) -> PyResult<PyArrowType<Schema>> {
    let schema = match step {
        "coded" => Some(tables::coded::schema(Texts::Left)),
        "texts" => Some(tables::coded::schema(Texts::Kept)),
        step => steps::schema(step),
    };
    let schema = schema.ok_or_else(|| crate::value(format!("there is no step \"{step}\"")))?;
    Ok(PyArrowType(schema.as_ref().clone()))
}
