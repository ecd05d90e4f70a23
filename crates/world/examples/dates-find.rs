//! Reads reports, one JSON object a line ({"id", "text", "date"}), and writes every expression of time with its days and its
//! TIMEX3 value: for measuring (benchmarks/dates.py). Offsets are bytes of the text as UTF-8.

use std::io::{self, BufRead, Write};

use claim::When;
use jiff::civil::Date;
use serde_json::{Value, json};
use world::dates::{self, DateContext};

fn main() -> io::Result<()> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    for line in io::stdin().lock().lines() {
        let report: Value = serde_json::from_str(&line?)?;
        let text = report["text"].as_str().unwrap_or_default();
        let told: Option<Date> = report["date"].as_str().and_then(|day| day.parse().ok());
        let published = told.or_else(|| dates::date_line(text));
        let context =
            DateContext { published, dateline: dates::dateline_day(text, published), ..DateContext::default() };
        let mut seen = Vec::new();
        for reading in dates::read(text, &context) {
            for part in reading.parts() {
                let days = match &part.when {
                    When::Days(days) => json!([days.start, days.end, days.rule]),
                    When::Unresolved(reason) => json!(reason.unresolved),
                };
                seen.push(json!({
                    "span": [part.span.start, part.span.end],
                    "whole": [reading.span.start, reading.span.end],
                    "text": &text[part.span.clone()],
                    "timex": part.timex(),
                    "days": days,
                    "bare": part.has_no_days(),
                }));
            }
        }
        writeln!(out, "{}", json!({"id": report["id"], "found": seen}))?;
    }
    Ok(())
}
