//! Tables: comma-separated files with a header, read line by line so that every problem has its line.

use claim::Problem;
use jiff::civil::Date;

use super::register::SEVERITY;

/// One line of a table.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    /// Name of the file.
    pub file: String,
    /// From 1.
    pub line: usize,
    /// Trimmed cells, as many as the table has columns.
    pub cells: Vec<String>,
}

/// A problem of a row.
pub(crate) fn told(row: &Row, code: &str, message: String) -> Problem {
    Problem::new(SEVERITY, code, message).at(&row.file, Some(row.line))
}

/// The rows of a file. Empty lines and lines that begin with `#` are none. Quotes may not hold line breaks.
pub(crate) fn rows(file: &str, text: &str, columns: &[&str], problems: &mut Vec<Problem>) -> Vec<Row> {
    let mut found = Vec::new();
    let mut headed = false;
    for (index, line) in text.trim_start_matches('\u{feff}').lines().enumerate() {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let row = Row { file: file.to_owned(), line: index + 1, cells: cells(line) };
        if !headed {
            headed = true;
            if row.cells.iter().map(String::as_str).ne(columns.iter().copied()) {
                let message = format!("the header is not {}; mend it", columns.join(","));
                problems.push(told(&row, "bad_header", message));
                return found;
            }
        } else if row.cells.len() != columns.len() {
            let message = format!(
                "{} cells instead of {}; put cells that hold a comma in double quotes",
                row.cells.len(),
                columns.len()
            );
            problems.push(told(&row, "bad_row", message));
        } else {
            found.push(row);
        }
    }
    found
}

fn cells(line: &str) -> Vec<String> {
    let trimmed = |cell: &str| cell.trim().to_owned();
    if !line.contains('"') {
        return line.split(',').map(trimmed).collect();
    }
    let mut reader =
        csv::ReaderBuilder::new().has_headers(false).flexible(true).buffer_capacity(512).from_reader(line.as_bytes());
    match reader.records().next() {
        Some(Ok(record)) => record.iter().map(trimmed).collect(),
        _ => Vec::new(),
    }
}

/// The cells of a row of N columns.
pub(crate) fn columns<const N: usize>(row: &Row) -> Option<[&str; N]> {
    let cells: Vec<&str> = row.cells.iter().map(String::as_str).collect();
    cells.try_into().ok()
}

/// The parts of a cell that `;` parts.
pub(crate) fn list(cell: &str) -> Vec<String> {
    cell.split(';').map(str::trim).filter(|part| !part.is_empty()).map(str::to_owned).collect()
}

/// A day, or the first or last day of a month or year.
pub(crate) fn partial_date(text: &str, last: bool) -> Option<Date> {
    let parts: Vec<&str> = text.split('-').collect();
    let number = |text: &str| text.parse::<i8>().ok();
    match parts.as_slice() {
        [year] => {
            let year = year.parse().ok().filter(|_| year.len() == 4)?;
            if last { Date::new(year, 12, 31).ok() } else { Date::new(year, 1, 1).ok() }
        }
        [year, month] => {
            let first = Date::new(year.parse().ok()?, number(month)?, 1).ok()?;
            Some(if last { first.last_of_month() } else { first })
        }
        [_, _, _] => text.parse().ok(),
        _ => None,
    }
}
