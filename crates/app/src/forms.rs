//! The forms of output behind one face: what stands before, between and after the reports, and a report itself.
//!
//! Pure: the same report and claims give the same bytes. Never writes, never looks at the terminal.

use crate::cli::Format;
use crate::page::{Layout, page};
use crate::paint::Paint;
use crate::shown::json_escaped;
use crate::table::{Table, csv_claims, csv_header};
use claim::{Claim, Problem, Report, ReportRecord, Span};

/// A form of output with its measures.
#[derive(Clone, Copy, Debug)]
pub enum Form {
    /// Pages.
    Text(Layout),
    /// An aligned line a claim.
    Table(Table),
    /// A report a line.
    Jsonl,
    /// An array of reports.
    Json,
    /// A claim a row.
    Csv,
}

impl Form {
    /// The form that was asked for. `width` is the width asked for or the terminal's, if there is either.
    pub fn new(format: Format, width: Option<usize>, paint: Paint) -> Form {
        match format {
            Format::Text => Form::Text(Layout { width: width.unwrap_or(100), wrap_claims: width.is_some(), paint }),
            Format::Table => Form::Table(Table::new(width.unwrap_or(160), paint)),
            Format::Jsonl => Form::Jsonl,
            Format::Json => Form::Json,
            Format::Csv => Form::Csv,
        }
    }

    /// What stands before the first report.
    pub fn before(&self) -> String {
        match self {
            Form::Text(_) | Form::Jsonl => String::new(),
            Form::Table(table) => table.header(),
            Form::Json => "[\n".to_owned(),
            Form::Csv => csv_header(),
        }
    }

    /// What stands between two reports.
    pub fn between(&self) -> &'static str {
        if matches!(self, Form::Json) { ",\n" } else { "" }
    }

    /// What stands after the last report.
    pub fn after(&self) -> &'static str {
        if matches!(self, Form::Json) { "\n]\n" } else { "" }
    }

    /// One report with what was read from it.
    pub fn report(&self, report: &Report, sentences: &[Span], claims: &[Claim], problems: &[Problem]) -> String {
        match self {
            Form::Text(layout) => {
                let mut out = String::new();
                page(&mut out, *layout, report, sentences, claims, problems);
                out
            }
            Form::Table(table) => table.claims(report, claims),
            Form::Jsonl => json_line(&ReportRecord::new(report, claims, problems)) + "\n",
            Form::Json => json_line(&ReportRecord::new(report, claims, problems)),
            Form::Csv => csv_claims(report, claims),
        }
    }

    /// Input that gave no report: in JSON a record without claims, so that a program that reads only the output learns
    /// of it; nothing in the other forms.
    pub fn no_report(&self, file: &str, problems: &[Problem]) -> Option<String> {
        let record = || ReportRecord { id: file.to_owned(), problems: problems.to_vec(), ..ReportRecord::default() };
        match self {
            Form::Jsonl => Some(json_line(&record()) + "\n"),
            Form::Json => Some(json_line(&record())),
            Form::Text(_) | Form::Table(_) | Form::Csv => None,
        }
    }
}

fn json_line(record: &ReportRecord) -> String {
    // A record has string keys only and no number that JSON cannot hold: it can always be written.
    json_escaped(&serde_json::to_string(record).unwrap_or_default()).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::report_with_claim;
    use claim::Severity;

    #[test]
    fn json_lines_and_the_array_hold_the_same_records() {
        let (mut report, sentences, claim) = report_with_claim();
        report.id = "wire\u{9b}01".into();
        let problem = Problem::new(Severity::Note, "short", "the text is short; check it").at("a.txt", Some(3));
        let claims = [claim];
        let [jsonl, json] = [Form::Jsonl, Form::Json].map(|form| {
            let first = form.report(&report, &sentences, &claims, std::slice::from_ref(&problem));
            let second = form.no_report("broken.bin", std::slice::from_ref(&problem)).unwrap();
            format!("{}{first}{}{second}{}", form.before(), form.between(), form.after())
        });
        assert!(!json.contains('\u{9b}'));
        let from_lines: Vec<ReportRecord> = jsonl.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
        let from_array: Vec<ReportRecord> = serde_json::from_str(&json).unwrap();
        assert_eq!(from_lines, from_array);
        assert_eq!(from_lines[0], ReportRecord::new(&report, &claims, &[problem]));
        assert_eq!((from_lines[1].id.as_str(), from_lines[1].problems.len()), ("broken.bin", 1));
    }
}
