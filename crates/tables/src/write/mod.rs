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
