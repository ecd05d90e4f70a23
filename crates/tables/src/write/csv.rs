//! CSV: a row a line, UTF-8, lines end in LF. docs/exports.md tells how nested slots and dangerous cells are written.
//!
//! - A slot with several values is one column, the values joined by `|`. A slot of records becomes a column a field, named
//!   `SLOT_FIELD`, joined in one order: what stands second in `actors_name` stands second in `actors_id`. A record becomes a column a field.
//!   Lists in such records (what else was considered for a place) are left out.
//! - Reports are written by strangers, and spreadsheets run cells that begin with `=`, `+`, `-`, `@`: such a cell of text gets one
//!   apostrophe before it ([`guarded`]). Numbers and days are never touched, and [`unguarded`] takes it away again.

use crate::{Error, Sheet};
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch};
use arrow::datatypes::{DataType, Field, Schema};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use std::borrow::Cow;
use std::io::Write;
use std::sync::Arc;

/// How the lines are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Dialect {
    /// Between the cells.
    pub separator: u8,
    /// Whether the first line has the names of the columns.
    pub header: bool,
    /// Key of the metadata of columns under which a second line of names stands, where a standard wants one (HXL).
    pub tags: Option<&'static str>,
    /// Whether cells may be quoted. Where not, line ends and separators in them become spaces (GDELT).
    pub quotes: bool,
}

impl Default for Dialect {
    fn default() -> Dialect {
        Dialect { separator: b',', header: true, tags: None, quotes: true }
    }
}

/// Between the values of one cell.
const BETWEEN: &str = "|";

/// Stands for a `|` in a value.
const BROKEN_BAR: &str = "¦";

/// Writes a sheet.
pub fn csv(sheet: &Sheet, dialect: Dialect, out: impl Write) -> Result<(), Error> {
    let style = if dialect.quotes { csv::QuoteStyle::Necessary } else { csv::QuoteStyle::Never };
    let mut writer = csv::WriterBuilder::new()
        .delimiter(dialect.separator)
        .quote_style(style)
        .terminator(csv::Terminator::Any(b'\n'))
        .flexible(false)
        .from_writer(out);
    let flat = flat(&sheet.schema);
    if dialect.header {
        writer.write_record(flat.iter().map(|column| column.name.as_str())).map_err(cannot)?;
    }
    if let Some(key) = dialect.tags {
        let tag = |field: &Arc<Field>| field.metadata().get(key).cloned().unwrap_or_default();
        writer.write_record(sheet.schema.fields().iter().map(tag)).map_err(cannot)?;
    }
    for batch in &sheet.batches {
        let batch = &super::with_offsets(batch)?;
        let columns = flat.iter().map(|column| Cells::of(batch, column)).collect::<Result<Vec<_>, Error>>()?;
        for row in 0..batch.num_rows() {
            for column in &columns {
                let cell = column.cell(row)?;
                let cell = if dialect.quotes { cell } else { bare(&cell, dialect.separator) };
                writer.write_field(&cell).map_err(cannot)?;
            }
            writer.write_record(None::<&[u8]>).map_err(cannot)?;
        }
    }
    writer.flush()?;
    Ok(())
}

fn cannot(error: csv::Error) -> Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => Error::new(format!("the lines cannot be written: {other:?}; please report it")),
    }
}

/// One line, whatever is in the cell.
fn bare(cell: &str, separator: u8) -> String {
    cell.replace(|sign: char| sign.is_control() || sign == char::from(separator), " ")
}

/// The cell so that no spreadsheet takes it for a formula: one that begins, after any apostrophes, with a sign that starts one gets an
/// apostrophe more.
pub fn guarded(cell: &str) -> Cow<'_, str> {
    if is_formula(cell.trim_start_matches('\'')) { Cow::Owned(format!("'{cell}")) } else { Cow::Borrowed(cell) }
}

/// The cell as it was before [`guarded`].
pub fn unguarded(cell: &str) -> &str {
    match cell.strip_prefix('\'') {
        Some(rest) if is_formula(rest.trim_start_matches('\'')) => rest,
        _ => cell,
    }
}

/// Also with the wide forms of the signs, which some spreadsheets take for the others.
fn is_formula(cell: &str) -> bool {
    cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠'])
}

/// A column of the file.
struct Flat {
    name: String,
    /// Which field at each depth, from the outside.
    path: Vec<usize>,
}

/// The columns of a file with these fields, each with the fields that lead to it, from the outside.
pub(crate) fn flat_names(schema: &Schema) -> Vec<(String, Vec<&Field>)> {
    let path = |column: &Flat| {
        let mut fields: Vec<&Field> = vec![schema.field(column.path[0])];
        for at in &column.path[1..] {
            let below = fields.last().and_then(|field| inner(field)).map(|below| &*below[*at]);
            fields.extend(below);
        }
        fields
    };
    flat(schema).into_iter().map(|column| (column.name.clone(), path(&column))).collect()
}

/// The fields of a record, or of the records of a list.
fn inner(field: &Field) -> Option<&arrow::datatypes::Fields> {
    match field.data_type() {
        DataType::Struct(fields) => Some(fields),
        DataType::List(item) => match item.data_type() {
            DataType::Struct(fields) => Some(fields),
            _ => None,
        },
        _ => None,
    }
}

fn flat(schema: &Schema) -> Vec<Flat> {
    fn add(columns: &mut Vec<Flat>, name: String, path: Vec<usize>, field: &Field, in_list: bool) {
        let is_list = matches!(field.data_type(), DataType::List(_));
        // A list in a list has no place in a line; Parquet and JSON Lines have it.
        if is_list && in_list {
            return;
        }
        match inner(field) {
            None => columns.push(Flat { name, path }),
            Some(fields) => {
                for (at, field) in fields.iter().enumerate() {
                    let path = path.iter().copied().chain([at]).collect();
                    add(columns, format!("{name}_{}", field.name()), path, field, is_list || in_list);
                }
            }
        }
    }
    let mut columns = Vec::new();
    for (at, field) in schema.fields().iter().enumerate() {
        add(&mut columns, field.name().clone(), vec![at], field, false);
    }
    columns
}

/// The cells of a column of the file.
struct Cells {
    /// The arrays at each depth, from the outside.
    path: Vec<ArrayRef>,
    is_text: bool,
}

impl Cells {
    fn of(batch: &RecordBatch, column: &Flat) -> Result<Cells, Error> {
        let mut array = batch.column(column.path[0]).clone();
        let mut path = vec![array.clone()];
        let items = |array: &ArrayRef| match array.data_type() {
            DataType::List(_) => array.as_list::<i32>().values().clone(),
            _ => array.clone(),
        };
        for at in &column.path[1..] {
            array = items(&array).as_struct().column(*at).clone();
            path.push(array.clone());
        }
        let last = items(&array);
        let is_text = matches!(last.data_type(), DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View);
        Ok(Cells { path, is_text })
    }

    fn cell(&self, row: usize) -> Result<String, Error> {
        let (mut parts, mut many) = (Vec::new(), false);
        collect(&self.path, row, &mut parts, &mut many)?;
        if !many {
            let cell = parts.pop().unwrap_or_default();
            return Ok(if self.is_text { guarded(&cell).into_owned() } else { cell });
        }
        // Several empty values would be bars alone.
        if parts.iter().all(String::is_empty) {
            return Ok(String::new());
        }
        let cell = parts.iter().map(|part| part.replace(BETWEEN, BROKEN_BAR)).collect::<Vec<_>>().join(BETWEEN);
        Ok(if self.is_text { guarded(&cell).into_owned() } else { cell })
    }
}

/// The values under a path at a row, an empty one where a record has none.
fn collect(path: &[ArrayRef], row: usize, parts: &mut Vec<String>, many: &mut bool) -> Result<(), Error> {
    let [array, below @ ..] = path else { return Ok(()) };
    if array.is_null(row) {
        parts.push(String::new());
        return Ok(());
    }
    match array.data_type() {
        DataType::List(_) => {
            *many = true;
            let list = array.as_list::<i32>();
            let offsets = list.value_offsets();
            for item in offsets[row] as usize..offsets[row + 1] as usize {
                match below {
                    [] => parts.push(value(list.values(), item)?),
                    below => collect(below, item, parts, many)?,
                }
            }
            Ok(())
        }
        DataType::Struct(_) => collect(below, row, parts, many),
        _ => {
            parts.push(value(array, row)?);
            Ok(())
        }
    }
}

fn value(array: &ArrayRef, row: usize) -> Result<String, Error> {
    if array.is_null(row) {
        return Ok(String::new());
    }
    if let Some(texts) = array.as_string_opt::<i32>() {
        return Ok(texts.value(row).to_owned());
    }
    Ok(ArrayFormatter::try_new(array, &FormatOptions::default())?.value(row).try_to_string()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Column, sheet};
    use serde::Serialize;

    #[test]
    fn a_cell_that_a_spreadsheet_would_run_gets_an_apostrophe_that_can_be_taken_away() {
        let cases = [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("-2 dead", "'-2 dead"),
            ("+963", "'+963"),
            ("\t=1", "'\t=1"),
            ("＝1", "'＝1"),
            ("'=1", "''=1"),
            ("''=1", "'''=1"),
            ("'quoted'", "'quoted'"),
            ("12 dead", "12 dead"),
            ("", ""),
            ("'", "'"),
        ];
        for (cell, safe) in cases {
            assert_eq!(guarded(cell), safe, "{cell}");
            assert_eq!(unguarded(safe), cell, "{safe}");
        }
    }

    #[derive(Serialize)]
    struct Party {
        id: Option<&'static str>,
        name: &'static str,
    }

    #[derive(Serialize)]
    struct Row {
        text: &'static str,
        number: Option<i64>,
        parties: Vec<Party>,
        words: Vec<&'static str>,
    }

    fn written(dialect: Dialect) -> String {
        let party = DataType::Struct(
            vec![Field::new("id", DataType::Utf8, true), Field::new("name", DataType::Utf8, false)].into(),
        );
        let list = |of: DataType| DataType::List(Field::new_list_field(of, false).into());
        let columns = [
            Column::always("text", DataType::Utf8, "words"),
            Column::new("number", DataType::Int64, "a number"),
            Column::always("parties", list(party), "parties"),
            Column::always("words", list(DataType::Utf8), "words"),
        ];
        let schema = sheet::schema(&columns);
        let rows = vec![
            Row {
                text: "=a,\t\"b\"\nc",
                number: Some(-7),
                parties: vec![Party { id: None, name: "A|B" }, Party { id: Some("x/y"), name: "C" }],
                words: vec!["-one", "two"],
            },
            Row { text: "plain", number: None, parties: vec![Party { id: None, name: "D" }], words: vec![] },
        ];
        let made = serde_arrow::to_record_batch(schema.fields(), &rows).unwrap();
        let batch = RecordBatch::try_new(schema.clone(), made.columns().to_vec()).unwrap();
        let mut out = Vec::new();
        csv(&Sheet { name: "x".into(), schema, batches: vec![batch] }, dialect, &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn slots_are_joined_in_one_order_and_numbers_stay_numbers() {
        let expected = "text,number,parties_id,parties_name,words\n\
                        \"'=a,\t\"\"b\"\"\nc\",-7,|x/y,A¦B|C,'-one|two\n\
                        plain,,,D,\n";
        assert_eq!(written(Dialect::default()), expected);
    }

    #[test]
    fn without_quotes_a_row_is_a_line() {
        let lines = written(Dialect { separator: b'\t', header: false, tags: None, quotes: false });
        let rows: Vec<Vec<&str>> = lines.lines().map(|line| line.split('\t').collect()).collect();
        assert_eq!(rows.iter().map(Vec::len).collect::<Vec<_>>(), [5, 5]);
        assert_eq!(rows[0][0], "'=a, \"b\" c");
    }
}
