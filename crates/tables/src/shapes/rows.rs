//! Rows on their way into a sheet: cells by the column's type, and why an event got no row.

use super::{ABOUT, LEFT_OUT};
use crate::sheet::{days_since_1970, schema};
use crate::{Column, Error, Sheet};
use arrow::array::{ArrayRef, Date32Builder, Float64Builder, Int32Builder, Int64Builder, RecordBatch, StringBuilder};
use arrow::datatypes::DataType;
use jiff::civil::Date;
use std::collections::{BTreeMap, HashMap};
use std::sync::Arc;

/// Rows that go into one batch.
const AT_ONCE: usize = 16_384;

/// One cell.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Cell {
    /// Nobody knows.
    Empty,
    Text(String),
    Whole(i64),
    Real(f64),
    Day(Date),
}

impl<T: Into<Cell>> From<Option<T>> for Cell {
    fn from(cell: Option<T>) -> Cell {
        cell.map_or(Cell::Empty, Into::into)
    }
}

impl From<String> for Cell {
    /// Empty words are no words.
    fn from(text: String) -> Cell {
        if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
    }
}

impl From<&str> for Cell {
    fn from(text: &str) -> Cell {
        text.to_owned().into()
    }
}

impl From<f64> for Cell {
    fn from(number: f64) -> Cell {
        Cell::Real(number)
    }
}

impl From<Date> for Cell {
    fn from(day: Date) -> Cell {
        Cell::Day(day)
    }
}

macro_rules! whole {
    ($($kind:ty),*) => {$(
        impl From<$kind> for Cell {
            fn from(number: $kind) -> Cell {
                Cell::Whole(i64::try_from(number).unwrap_or(i64::MAX))
            }
        }
    )*};
}
whole!(i64, i32, i16, u8, u32, u64, usize);

/// A text column.
pub(super) fn text(name: &'static str, about: &'static str) -> Column {
    Column::new(name, DataType::Utf8, about)
}

/// A column of whole numbers below two thousand millions.
pub(super) fn whole(name: &'static str, about: &'static str) -> Column {
    Column::new(name, DataType::Int32, about)
}

/// A column of larger whole numbers.
pub(super) fn long(name: &'static str, about: &'static str) -> Column {
    Column::new(name, DataType::Int64, about)
}

/// A column of numbers.
pub(super) fn real(name: &'static str, about: &'static str) -> Column {
    Column::new(name, DataType::Float64, about)
}

/// A column of civil days.
pub(super) fn day(name: &'static str, about: &'static str) -> Column {
    Column::new(name, DataType::Date32, about)
}

/// The same column with a value in every row.
pub(super) fn always(column: Column) -> Column {
    Column { nullable: false, ..column }
}

/// A table that grows by rows, and counts what got none.
pub(super) struct Rows {
    name: &'static str,
    about: &'static str,
    columns: Vec<Column>,
    rows: Vec<Vec<Cell>>,
    left_out: BTreeMap<&'static str, usize>,
}

impl Rows {
    pub(super) fn new(name: &'static str, about: &'static str, columns: Vec<Column>) -> Rows {
        Rows { name, about, columns, rows: Vec::new(), left_out: BTreeMap::new() }
    }

    /// A row, or the reason that there is none.
    pub(super) fn push(&mut self, row: Result<Vec<Cell>, &'static str>) {
        match row {
            Ok(row) => self.rows.push(row),
            Err(why) => *self.left_out.entry(why).or_default() += 1,
        }
    }

    /// `tags`: one for each column, or none.
    pub(super) fn sheet(self, tags: &[&'static str]) -> Result<Sheet, Error> {
        let plain = schema(&self.columns);
        let fields = plain.fields().iter().enumerate().map(|(at, field)| match tags.get(at) {
            Some(tag) => {
                let mut about = field.metadata().clone();
                about.insert(super::TAG.to_owned(), (*tag).to_owned());
                field.as_ref().clone().with_metadata(about)
            }
            None => field.as_ref().clone(),
        });
        let left_out: Vec<String> = self.left_out.iter().map(|(why, events)| format!("{events} {why}")).collect();
        let left_out = if left_out.is_empty() { "none".to_owned() } else { left_out.join("; ") };
        let about = HashMap::from([(ABOUT.to_owned(), self.about.to_owned()), (LEFT_OUT.to_owned(), left_out)]);
        let schema = Arc::new(arrow::datatypes::Schema::new_with_metadata(fields.collect::<Vec<_>>(), about));
        let mut batches = Vec::new();
        for rows in self.rows.chunks(AT_ONCE) {
            let columns = self.columns.iter().enumerate().map(|(at, column)| array(column, at, rows));
            batches.push(RecordBatch::try_new(schema.clone(), columns.collect::<Result<_, _>>()?)?);
        }
        Ok(Sheet { name: self.name.to_owned(), schema, batches })
    }
}

/// The cells of a column; one of another type than the column's is a defect of the program, and is told.
fn array(column: &Column, at: usize, rows: &[Vec<Cell>]) -> Result<ArrayRef, Error> {
    let wrong = |cell: &Cell| Error::new(format!("column {} of {}: {cell:?}", column.name, column.kind));
    macro_rules! build {
        ($builder:expr, $($cell:pat => $value:expr),+) => {{
            let mut builder = $builder;
            for row in rows {
                match &row[at] {
                    Cell::Empty => builder.append_null(),
                    $($cell => builder.append_value($value),)+
                    other => return Err(wrong(other)),
                }
            }
            Arc::new(builder.finish()) as ArrayRef
        }};
    }
    Ok(match column.kind {
        DataType::Utf8 => build!(StringBuilder::new(), Cell::Text(text) => text),
        DataType::Int32 => {
            let mut builder = Int32Builder::new();
            for row in rows {
                match &row[at] {
                    Cell::Empty => builder.append_null(),
                    Cell::Whole(number) => builder.append_value(i32::try_from(*number).map_err(|_| wrong(&row[at]))?),
                    other => return Err(wrong(other)),
                }
            }
            Arc::new(builder.finish())
        }
        DataType::Int64 => build!(Int64Builder::new(), Cell::Whole(number) => *number),
        DataType::Float64 => build!(Float64Builder::new(), Cell::Real(number) => *number),
        DataType::Date32 => build!(Date32Builder::new(), Cell::Day(day) => days_since_1970(*day)),
        _ => return Err(Error::new(format!("column {}: no shape has {}", column.name, column.kind))),
    })
}
