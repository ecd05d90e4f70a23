//! Claims as rows: an aligned table for people, CSV for spreadsheets.
//!
//! The CSV is RFC 4180 by the `csv` crate, its columns are a promise ([`COLUMNS`]: new ones only at the end). A cell never
//! begins with a character that a spreadsheet takes for a formula, and never holds one that a terminal obeys.

use crate::line::{count_words, verification_words};
use crate::paint::{Mark, Paint, Run};
use crate::shown::{isolated, shown};
use claim::{Claim, CountSlot, Filler, Report, Resolved, Status, TextSlot, When, Where, Who};
use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// Columns of the CSV, in order. Several fillers of one cell are joined by "; "; spans are `start-end` in code points.
pub const COLUMNS: [&str; 44] = [
    "report",
    "date",
    "outlet",
    "sentence",
    "type",
    "status",
    "trigger",
    "actor",
    "target",
    "place",
    "from",
    "to",
    "time",
    "source",
    "killed_low",
    "killed_high",
    "injured_low",
    "injured_high",
    "displaced_low",
    "displaced_high",
    "detained_low",
    "detained_high",
    "verification",
    "verified_by",
    "confidence",
    "made_by",
    "trigger_span",
    "url",
    "file",
    "line",
    "actor_id",
    "target_id",
    "source_id",
    "source_voice",
    "place_id",
    "place_country",
    "place_lat",
    "place_lon",
    "where_prec",
    "from_id",
    "to_id",
    "date_start",
    "date_end",
    "date_prec",
];

/// The header row.
pub fn csv_header() -> String {
    csv_rows([COLUMNS.map(str::to_owned).to_vec()])
}

/// The claims of one report as CSV rows, in [`COLUMNS`].
pub fn csv_claims(report: &Report, claims: &[Claim]) -> String {
    csv_rows(claims.iter().map(|claim| csv_row(report, claim)))
}

fn csv_row(report: &Report, claim: &Claim) -> Vec<String> {
    let words = |fillers: &[Filler]| fillers.iter().map(|f| shown(&f.text)).collect::<Vec<_>>().join("; ");
    let mut row = vec![
        report.id.clone(),
        report.date.map(|date| date.to_string()).unwrap_or_default(),
        report.outlet.clone().unwrap_or_default(),
        claim.sentence.to_string(),
        claim.event_type.code().to_owned(),
        claim.status.name().to_owned(),
        claim.trigger.text.clone(),
    ];
    row.extend(TextSlot::ALL.map(|slot| words(claim.slot(slot))));
    for count in claim.counts {
        for bound in [count.and_then(|count| count.low), count.and_then(|count| count.high)] {
            row.push(bound.map(|number| number.to_string()).unwrap_or_default());
        }
    }
    let note = claim.verification.as_ref();
    row.extend([
        note.map(|note| note.state.name().to_owned()).unwrap_or_default(),
        note.and_then(|note| note.by.clone()).unwrap_or_default(),
        format!("{:.3}", claim.confidence),
        claim.made_by.clone(),
        format!("{}-{}", claim.trigger.span.start, claim.trigger.span.end),
        report.url.clone().unwrap_or_default(),
        report.origin.file.clone(),
        report.origin.line.map(|line| line.to_string()).unwrap_or_default(),
    ]);
    row.extend(meaning_cells(claim.resolved.as_ref().unwrap_or(&Resolved::default())));
    row
}

/// The cells from `actor_id` on: as many parts as the slot has fillers, joined by "; ", an empty part where a filler stays
/// unresolved; the cell is empty where all do.
fn meaning_cells(resolved: &Resolved) -> [String; 14] {
    fn cell<T>(answers: &[T], part: impl Fn(&T) -> Option<String>) -> String {
        let parts: Vec<String> = answers.iter().map(|answer| part(answer).unwrap_or_default()).collect();
        if parts.iter().all(String::is_empty) { String::new() } else { parts.join("; ") }
    }
    let id = |who: &Who| who.party().map(|party| party.id.clone());
    let degrees = |number: f64| format!("{number:.5}");
    [
        cell(&resolved.actor, id),
        cell(&resolved.target, id),
        cell(&resolved.source, |speaker| id(&speaker.who)),
        cell(&resolved.source, |speaker| Some(speaker.voice.name().to_owned())),
        cell(&resolved.place, |answer| answer.place().map(|place| place.id.clone())),
        cell(&resolved.place, |answer| answer.place().and_then(|place| place.country.clone())),
        cell(&resolved.place, |answer| answer.place().map(|place| degrees(place.lat))),
        cell(&resolved.place, |answer| answer.place().map(|place| degrees(place.lon))),
        cell(&resolved.place, |answer| answer.place().map(|place| place.precision.to_string())),
        cell(&resolved.from, |answer| answer.place().map(|place| place.id.clone())),
        cell(&resolved.to, |answer| answer.place().map(|place| place.id.clone())),
        cell(&resolved.time, |answer| answer.days().map(|days| days.start.to_string())),
        cell(&resolved.time, |answer| answer.days().map(|days| days.end.to_string())),
        cell(&resolved.time, |answer| answer.days().map(|days| days.precision.to_string())),
    ]
}

fn csv_rows(rows: impl IntoIterator<Item = Vec<String>>) -> String {
    let mut writer = csv::WriterBuilder::new().terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    for row in rows {
        // Writing to memory cannot fail, and every row has the same number of cells.
        let _ = writer.write_record(row.iter().map(|cell| harmless(cell)));
    }
    String::from_utf8(writer.into_inner().unwrap_or_default()).unwrap_or_default()
}

/// A cell that a spreadsheet shows instead of running: one that begins like a formula gets an apostrophe before it.
fn harmless(cell: &str) -> String {
    let cell = shown(cell);
    // The wide forms count, too: some spreadsheets take them for the narrow ones.
    if cell.starts_with(['=', '+', '-', '@', '＝', '＋', '－', '＠', '|', '%']) {
        format!("'{cell}")
    } else {
        cell.into_owned()
    }
}

/// Name and share of the width (fixed columns: their width, and no share) of the table's columns.
const TABLE: [(&str, usize, usize); 11] = [
    ("REPORT", 0, 3),
    ("DATE", 10, 0),
    ("TYPE", 9, 0),
    ("STATUS", 12, 0),
    ("ACTOR", 0, 4),
    ("TARGET", 0, 4),
    ("PLACE", 0, 4),
    ("TIME", 0, 2),
    ("NUMBERS", 0, 3),
    ("SOURCE", 0, 4),
    ("CONF", 4, 0),
];

/// A table that is `width` columns wide (at least 110). Columns do not depend on the data: rows can be written one by one.
#[derive(Clone, Copy, Debug)]
pub struct Table {
    widths: [usize; TABLE.len()],
    paint: Paint,
}

impl Table {
    /// A table for a screen of `width` columns.
    pub fn new(width: usize, paint: Paint) -> Table {
        let fixed: usize = TABLE.iter().map(|column| column.1).sum::<usize>() + 2 * (TABLE.len() - 1);
        let shares: usize = TABLE.iter().map(|column| column.2).sum();
        let free = width.max(110) - fixed;
        Table { widths: TABLE.map(|(_, fixed, share)| if share > 0 { free * share / shares } else { fixed }), paint }
    }

    /// The line with the names of the columns.
    pub fn header(&self) -> String {
        self.line(TABLE.map(|(name, ..)| Run::new(Mark::Headline, name)))
    }

    /// One line a claim.
    pub fn claims(&self, report: &Report, claims: &[Claim]) -> String {
        claims.iter().map(|claim| self.line(table_row(report, claim))).collect()
    }

    fn line(&self, cells: [Run; TABLE.len()]) -> String {
        let mut runs = Vec::new();
        for (number, (cell, width)) in cells.into_iter().zip(self.widths).enumerate() {
            let text = fitted(&cell.text, width);
            let space = if number + 1 == TABLE.len() { 0 } else { width + 2 - text.width() };
            runs.push(Run::new(cell.mark, isolated(&text)));
            runs.push(Run::new(Mark::Plain, " ".repeat(space)));
        }
        let mut out = String::new();
        self.paint.write(&mut out, &runs);
        out.push('\n');
        out
    }
}

fn table_row(report: &Report, claim: &Claim) -> [Run; TABLE.len()] {
    let words = |slot| claim.slot(slot).iter().map(|f| shown(&f.text)).collect::<Vec<_>>().join(", ");
    let counts = CountSlot::ALL.into_iter().filter_map(|slot| Some((slot, claim.count(slot)?)));
    let mut numbers: Vec<String> =
        counts.map(|(slot, count)| format!("{} {}", slot.name(), count_words(count))).collect();
    numbers.extend(claim.verification.as_ref().map(|note| verification_words(note.state, None)));
    let nothing = Resolved::default();
    let resolved = claim.resolved.as_ref().unwrap_or(&nothing);
    let (from, to) = (told(claim, TextSlot::From, &resolved.from, spot), told(claim, TextSlot::To, &resolved.to, spot));
    let mut place = vec![told(claim, TextSlot::Place, &resolved.place, spot)];
    place.extend((!from.is_empty()).then(|| format!("from {from}")));
    place.extend((!to.is_empty()).then(|| format!("to {to}")));
    place.retain(|words| !words.is_empty());
    let status = if claim.status == Status::Actual { "" } else { claim.status.name() };
    [
        Run::new(Mark::Faint, shown(&report.id)),
        Run::new(Mark::Faint, report.date.map(|date| date.to_string()).unwrap_or_default()),
        Run::new(Mark::Trigger(claim.event_type), claim.event_type.code()),
        Run::new(Mark::Verification, status),
        Run::new(Mark::Plain, words(TextSlot::Actor)),
        Run::new(Mark::Plain, words(TextSlot::Target)),
        Run::new(Mark::Place, place.join(" ")),
        Run::new(Mark::Time, told(claim, TextSlot::Time, &resolved.time, day)),
        Run::new(Mark::Number, numbers.join(", ")),
        Run::new(
            Mark::Source,
            claim.slot(TextSlot::Source).iter().map(|f| shown(&f.text)).collect::<Vec<_>>().join(" < "),
        ),
        Run::new(Mark::Faint, format!("{:.2}", claim.confidence)),
    ]
}

/// The fillers of a slot: what each means, where that could be told, else its words.
fn told<T>(claim: &Claim, slot: TextSlot, answers: &[T], meaning: impl Fn(&T) -> Option<String>) -> String {
    let fillers = claim.slot(slot).iter().enumerate();
    let words = fillers.map(|(number, filler)| {
        let meant = answers.get(number).and_then(&meaning);
        meant.map_or_else(|| shown(&filler.text).into_owned(), |meant| shown(&meant).into_owned())
    });
    words.collect::<Vec<_>>().join(", ")
}

/// "Daraa (SY)"; a country is its name alone.
fn spot(answer: &Where) -> Option<String> {
    let place = answer.place()?;
    let country = place.country.as_ref().filter(|_| place.kind != "country");
    Some(country.map_or_else(|| place.name.clone(), |country| format!("{} ({country})", place.name)))
}

/// "2024-12-06".
fn day(answer: &When) -> Option<String> {
    let days = answer.days()?;
    Some(if days.start == days.end { days.start.to_string() } else { format!("{}/{}", days.start, days.end) })
}

/// Text cut to `width` columns, with an ellipsis where something was cut.
fn fitted(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut out = String::new();
    let mut used = 1;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used > width {
            break;
        }
        out.push(c);
    }
    out.truncate(out.trim_end().len());
    out.push('…');
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::examples::{claim_of, filler, report_with_claim};
    use claim::{Count, Verification, VerificationNote};

    fn parsed(csv: &str) -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(csv.as_bytes());
        reader.records().map(|row| row.unwrap().iter().map(str::to_owned).collect()).collect()
    }

    fn cell<'a>(row: &'a [String], column: &str) -> &'a str {
        &row[COLUMNS.iter().position(|name| *name == column).unwrap()]
    }

    #[test]
    fn a_csv_row_holds_the_whole_claim() {
        let (report, _, mut claim) = report_with_claim();
        filler(&mut claim, TextSlot::Source, "the \"north\", desk");
        claim.counts[CountSlot::Killed as usize] = Some(Count { low: Some(12), high: None, span: None });
        claim.verification =
            Some(VerificationNote { state: Verification::NoComment, by: Some("the ministry".into()), span: None });
        let rows = parsed(&(csv_header() + &csv_claims(&report, &[claim])));
        assert_eq!(rows[0], COLUMNS);
        let expected = [
            ("report", "wire-01"),
            ("date", "2024-12-07"),
            ("outlet", "Example Wire"),
            ("sentence", "0"),
            ("type", "SEIZE"),
            ("status", "actual"),
            ("trigger", "captured"),
            ("actor", "Northern Front"),
            ("target", ""),
            ("place", "Tal Marun"),
            ("source", "Northern Front; the \"north\", desk"),
            ("killed_low", "12"),
            ("killed_high", ""),
            ("verification", "no_comment"),
            ("verified_by", "the ministry"),
            ("confidence", "0.910"),
            ("trigger_span", "15-23"),
        ];
        for (column, value) in expected {
            assert_eq!(cell(&rows[1], column), value, "{column}");
        }
    }

    #[test]
    fn a_spreadsheet_finds_no_formula_and_a_terminal_no_command() {
        let (mut report, _, mut claim) = report_with_claim();
        report.id = "=HYPERLINK(\"http://example.org\")".into();
        report.outlet = Some(" \t+1".into());
        claim.trigger.text = "@SUM(A1)".into();
        filler(&mut claim, TextSlot::Target, "-2+3\u{1b}[31m");
        let csv = csv_claims(&report, &[claim]);
        let rows = parsed(&csv);
        assert_eq!(cell(&rows[0], "report"), "'=HYPERLINK(\"http://example.org\")");
        assert_eq!(cell(&rows[0], "outlet"), "'+1");
        assert_eq!(cell(&rows[0], "trigger"), "'@SUM(A1)");
        assert_eq!(cell(&rows[0], "target"), "'-2+3␛[31m");
        assert!(csv.ends_with("\r\n"));
    }

    #[test]
    fn table_columns_stand_under_each_other_and_long_cells_are_cut() {
        let (report, _, claim) = report_with_claim();
        let mut long = claim_of("AIRSTRIKE", "raid");
        filler(&mut long, TextSlot::Actor, &"very long name of a coalition ".repeat(9));
        filler(&mut long, TextSlot::Place, "北部戦線の町");
        let table = Table::new(120, Paint { colours: false });
        let lines = table.header() + &table.claims(&report, &[claim, long]);
        let lines: Vec<&str> = lines.lines().collect();
        assert!(lines.iter().all(|line| line.width() == lines[0].width() && line.width() <= 120), "{lines:#?}");
        let column = |line: &str, word: &str| line[..line.find(word).unwrap()].width();
        assert_eq!(column(lines[0], "ACTOR"), column(lines[1], "Northern"));
        assert_eq!(column(lines[0], "PLACE"), column(lines[2], "北部"));
        assert!(lines[2].contains('…'), "{lines:#?}");
    }
}
