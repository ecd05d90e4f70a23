//! A table on its way out: columns with what the codebook says of each, and batches of rows.

use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use jiff::civil::{Date, date};
use std::collections::HashMap;
use std::sync::Arc;

/// Key of a field's metadata under which the codebook's line stands; it goes into Parquet files, too.
pub const ABOUT: &str = "about";

/// A column.
#[derive(Clone, Debug)]
pub struct Column {
    /// The name that users load it by.
    pub name: &'static str,
    /// Its type.
    pub kind: DataType,
    /// False where every row has a value.
    pub nullable: bool,
    /// What the codebook says: meaning, unit, codes, and what an empty cell means.
    pub about: &'static str,
}

impl Column {
    /// A column in which cells may be empty.
    pub fn new(name: &'static str, kind: DataType, about: &'static str) -> Column {
        Column { name, kind, nullable: true, about }
    }

    /// A column without empty cells.
    pub fn always(name: &'static str, kind: DataType, about: &'static str) -> Column {
        Column { nullable: false, ..Column::new(name, kind, about) }
    }

    /// As Arrow has it, with what the codebook says.
    pub fn field(&self) -> Field {
        let about = HashMap::from([(ABOUT.to_owned(), self.about.to_owned())]);
        Field::new(self.name, self.kind.clone(), self.nullable).with_metadata(about)
    }
}

/// The schema of these columns.
pub fn schema(columns: &[Column]) -> SchemaRef {
    Arc::new(Schema::new(columns.iter().map(Column::field).collect::<Vec<_>>()))
}

/// A day as a Date32 column holds it.
pub(crate) fn days_since_1970(day: Date) -> i32 {
    i32::try_from(day.duration_since(date(1970, 1, 1)).as_hours() / 24).unwrap_or(0)
}

/// A table: its columns and its rows, in an order that depends on nothing but the rows.
#[derive(Clone, Debug)]
pub struct Sheet {
    /// Name without an ending, e.g. "events-ucdp".
    pub name: String,
    /// The columns.
    pub schema: SchemaRef,
    /// The rows. None of a batch's columns is missing.
    pub batches: Vec<RecordBatch>,
}
