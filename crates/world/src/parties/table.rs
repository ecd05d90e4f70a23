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

/// The cells of one line. By hand, since the `csv` crate reads whole files, and set up anew for each of thousands of lines it
/// takes half of the time in which the program starts. A quote that is not closed takes in the rest of the line.
fn cells(line: &str) -> Vec<String> {
    let mut cells = Vec::with_capacity(12);
    let mut cell = String::new();
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => {
                cells.push(cell.trim().to_owned());
                cell.clear();
            }
            c => cell.push(c),
        }
    }
    cells.push(cell.trim().to_owned());
    cells
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quotes_hold_commas_and_quotes() {
        for (line, expected) in [
            ("a,b,,c", vec!["a", "b", "", "c"]),
            ("a,\"b, c\", d ", vec!["a", "b, c", "d"]),
            ("\"say \"\"no\"\"\",x", vec!["say \"no\"", "x"]),
            ("", vec![""]),
            ("a,\"b,c", vec!["a", "b,c"]),
        ] {
            assert_eq!(cells(line), expected, "{line}");
        }
    }

    #[test]
    fn part_dates_are_first_or_last_days() {
        for (text, first, last) in [
            ("2012", Some("2012-01-01"), Some("2012-12-31")),
            ("2012-02", Some("2012-02-01"), Some("2012-02-29")),
            ("2012-02-03", Some("2012-02-03"), Some("2012-02-03")),
            ("12", None, None),
            ("2012-13", None, None),
            ("spring", None, None),
        ] {
            assert_eq!(partial_date(text, false).map(|day| day.to_string()).as_deref(), first, "{text}");
            assert_eq!(partial_date(text, true).map(|day| day.to_string()).as_deref(), last, "{text}");
        }
    }
}
