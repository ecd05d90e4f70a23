//! The table of cases, and what needs claims.

use super::*;
use crate::parties::Register;
use crate::places::Gazetteer;
use claim::{Bounds, DayTold, Order, Point, Window};

fn world() -> World<'static> {
    World { gazetteer: Gazetteer::bundled(), register: Register::bundled() }
}

/// Sentences of a test: they end with ". " before a capital.
fn sentences(text: &str) -> Vec<Span> {
    let points = CodePoints::new(text);
    let (mut spans, mut start) = (Vec::new(), 0);
    let ends: Vec<usize> = text
        .match_indices(". ")
        .filter(|(at, _)| text[at + 2..].starts_with(char::is_uppercase))
        .map(|(at, _)| at + 1)
        .collect();
    for end in ends.into_iter().chain([text.len()]) {
        spans.push(Span::new(points.of_byte(start), points.of_byte(end)));
        start = (end + 1).min(text.len());
    }
    spans
}

fn range(bounds: (Option<String>, Option<String>)) -> String {
    match bounds {
        (Some(low), Some(high)) if low == high => low,
        (low, high) => format!("{}..{}", low.unwrap_or_default(), high.unwrap_or_default()),
    }
}

fn people(bounds: Bounds) -> String {
    range((bounds.low.map(|n| n.to_string()), bounds.high.map(|n| n.to_string())))
}

fn end(end: &claim::End) -> String {
    match &end.point {
        Point::Place(place) => place.name.clone(),
        Point::Unresolved(unresolved) => format!("? {}", unresolved.unresolved),
    }
}

/// A statement as the table has it.
fn written(statement: &Statement) -> String {
    match statement {
        Statement::Distance(told) => {
            let km = range((told.km_low.map(|n| n.to_string()), told.km_high.map(|n| n.to_string())));
            let about = if told.approximate { "~" } else { "" };
            let road = if told.by_road { " by road" } else { "" };
            let way = told.direction.map_or("away", |direction| direction.name());
            format!("distance {about}{km}{road} {way}: {} from {}", end(&told.place), end(&told.from))
        }
        Statement::Ordinal(told) => {
            let party = |party: &Option<claim::PartyTold>| match party {
                None => "-".to_owned(),
                Some(party) => party.id.clone().unwrap_or_else(|| format!("? {}", party.words)),
            };
            let window = match &told.window {
                Window::Days { start, end } => format!("{start}..{end}"),
                Window::Unresolved(unresolved) => format!("? {}", unresolved.unresolved),
            };
            let place = told.place.as_ref().map_or("-", |place| &place.name);
            let what = format!("{:?} {} {:?}", told.counting, told.what.name(), told.deed).to_lowercase();
            let (gainer, loser) = (party(&told.gainer), party(&told.loser));
            format!("{what} {} by {gainer} from {loser}, {place}, {window}", people(told.number))
        }
        Statement::Sum(sum) => {
            let parts: Vec<String> = sum.parts.iter().map(|part| people(part.bounds)).collect();
            let fate = sum.slot.map_or(String::new(), |fate| format!("{fate:?} ").to_lowercase());
            let how = match (sum.exhaustive, sum.disjoint) {
                (true, _) => "=",
                (false, true) => ">=",
                (false, false) => "holds",
            };
            format!("sum {fate}{} {how} {}", people(sum.total), parts.join(" + "))
        }
        Statement::Weekday(told) => {
            let date = match &told.date {
                DayTold::Day { date } => date.to_string(),
                DayTold::Unresolved(unresolved) => format!("? {}", unresolved.unresolved),
            };
            format!("weekday {} {date}{}", told.weekday, if told.year_told { "" } else { " nearest" })
        }
        Statement::Order(Order::Told { day, published }) => format!("told {day} in {published}"),
        Statement::Order(Order::Interval { earlier, later, days_low, days_high }) => {
            format!("interval {} {days_low}..{days_high} {}", earlier.date, later.date)
        }
        Statement::Order(Order::Sequence { first, second, .. }) => format!("sequence {} {}", first.date, second.date),
    }
}

fn found(text: &str, date: Option<Date>) -> Vec<Testable> {
    let report = Report { id: "invented".into(), text: text.to_owned(), date, ..Report::default() };
    find(&report, &sentences(text), &[], world())
}

#[test]
fn the_table_of_cases_holds() {
    let (mut wrong, mut cases) = (Vec::new(), 0);
    for (number, line) in include_str!("cases.tsv").lines().enumerate() {
        if line.starts_with('#') || line.is_empty() {
            continue;
        }
        let cells: Vec<&str> = line.split('\t').collect();
        let [date, text, expected] = cells[..] else {
            wrong.push(format!("cases.tsv:{}: three columns expected", number + 1));
            continue;
        };
        let date = if date == "-" { None } else { Some(date.parse().expect("the first column is a date or -")) };
        let statements: Vec<String> = found(text, date).iter().map(|one| written(&one.statement)).collect();
        let statements = if statements.is_empty() { "-".to_owned() } else { statements.join(" | ") };
        if statements != expected {
            wrong.push(format!("cases.tsv:{}: {text}\n  expected {expected}\n  found    {statements}", number + 1));
        }
        cases += 1;
    }
    assert!(wrong.is_empty(), "{} of {cases} cases are wrong\n{}", wrong.len(), wrong.join("\n"));
    assert!(cases >= 80, "the table has lost cases: {cases}");
}
