//! Sheets as files: the same sheet gives the same bytes. Knows no ledger and opens no file: whoever calls brings something to write to.

mod csv;
mod geo;
mod geojson;
mod geoparquet;
mod jsonl;
mod parquet;

pub(crate) use self::csv::flat_names;
pub use self::csv::{Dialect, csv, guarded, unguarded};
pub(crate) use self::parquet::batches;
pub use self::parquet::parquet;
pub use geo::{POINTS, point_columns};
pub use geojson::geojson;
pub use geoparquet::geoparquet;
pub use jsonl::jsonl;

use crate::Error;
use arrow::array::{ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema, TimeUnit, TimestampMicrosecondType};
use std::sync::Arc;

/// The batch with its moments as text forms write them: Arrow writes those of UTC by its offset only, unless it carries the time zones of the
/// world.
fn with_offsets(batch: &RecordBatch) -> Result<RecordBatch, Error> {
    let (mut fields, mut columns): (Vec<Arc<Field>>, Vec<ArrayRef>) = (Vec::new(), Vec::new());
    for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
        let is_moment = matches!(field.data_type(), DataType::Timestamp(TimeUnit::Microsecond, Some(_)));
        if !is_moment {
            fields.push(field.clone());
            columns.push(column.clone());
            continue;
        }
        let moments = column.as_primitive::<TimestampMicrosecondType>().clone().with_timezone("+00:00");
        let kind = DataType::Timestamp(TimeUnit::Microsecond, Some("+00:00".into()));
        fields.push(Arc::new(field.as_ref().clone().with_data_type(kind)));
        columns.push(Arc::new(moments));
    }
    Ok(RecordBatch::try_new(Arc::new(Schema::new(fields)), columns)?)
}
