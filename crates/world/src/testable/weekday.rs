//! "Friday, 6 December 2024"; "Saturday (7 Dec.)"; "6 December, a Friday".
//!
//! Days told with their month in letters. Where no year is told, the day is the one nearest to the report.

use super::words::{Line, value};
use super::{Seen, Stated};
use claim::{DayTold, Statement, Unresolved, WeekdayTold};
use jiff::civil::Date;

pub(super) fn find(seen: &Seen, line: &Line) -> Vec<Stated> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < line.len() {
        match weekday_first(line, at).or_else(|| date_first(line, at)) {
            Some((end, weekday, day)) => {
                found.push((line.bytes(at..end), Statement::Weekday(told(seen, weekday, &day))));
                at = end;
            }
            None => at += 1,
        }
    }
    found
}

/// A day of a month, and its year where told.
struct DayOfMonth {
    year: Option<i16>,
    month: i8,
    day: i8,
}

/// A weekday's name with a capital; short forms may have a full stop.
fn weekday_at(line: &Line, i: usize) -> Option<(usize, u8)> {
    let weekday = value("weekday", line.at(i))?.parse().ok().filter(|_| line.capital(i))?;
    let stop = line.at(i).len() <= 5 && line.at(i + 1) == ".";
    Some((i + 1 + usize::from(stop), weekday))
}

/// "Friday, 6 December 2024", "Friday (6 December)", "Friday the 6th of December", "Friday, Dec. 6".
fn weekday_first(line: &Line, i: usize) -> Option<(usize, u8, DayOfMonth)> {
    // "Friday to Sunday, 6 to 8 December": of which of them is not said
    if matches!(line.back(i, 1), "to" | "and" | "or" | "-" | "–" | "through") {
        return None;
    }
    let (mut at, weekday) = weekday_at(line, i)?;
    while line.one_of(at, &[",", "(", "the", "on", "morning", "evening", "night", "afternoon"]) {
        at += 1;
    }
    let (end, day) = day_at(line, at)?;
    Some((end, weekday, day))
}

/// "6 December 2024 (Friday)", "6 December, a Friday", "December 6, a Friday".
fn date_first(line: &Line, i: usize) -> Option<(usize, u8, DayOfMonth)> {
    if weekday_at(line, i.wrapping_sub(1)).is_some() || weekday_at(line, i.wrapping_sub(2)).is_some() {
        return None;
    }
    let (end, day) = day_at(line, i)?;
    let at = match (line.at(end), line.at(end + 1)) {
        ("(", _) => end + 1,
        (",", "a") => end + 2,
        _ => return None,
    };
    let (last, weekday) = weekday_at(line, at)?;
    Some((last, weekday, day))
}

/// "6 December 2024", "6th of December", "December 6, 2024", "Dec. 6".
fn day_at(line: &Line, i: usize) -> Option<(usize, DayOfMonth)> {
    let month = |k: usize| -> Option<(usize, i8)> {
        let month = value("month", line.at(k))?.parse().ok().filter(|_| line.capital(k))?;
        Some((k + 1 + usize::from(line.at(k + 1) == "." && line.at(k).len() <= 4), month))
    };
    let day = |k: usize| -> Option<(usize, i8)> {
        let day = line.tokens.get(k)?.number.filter(|day| day.fract() == 0.0 && (1.0..=31.0).contains(day))? as i8;
        let touching = line.tokens.get(k + 1).is_some_and(|next| next.bytes.start == line.tokens[k].bytes.end);
        let suffix = touching && line.one_of(k + 1, &["st", "nd", "rd", "th"]);
        // "6-8 December", "6:30", "6/12"
        if touching && !suffix && !matches!(line.at(k + 1), "," | "." | ")" | ";" | "'s") {
            return None;
        }
        Some((k + 1 + usize::from(suffix), day))
    };
    let (mut at, month, day) = if let Some((at, month)) = month(i) {
        let (at, day) = day(at)?;
        (at, month, day)
    } else {
        let (at, day) = day(i)?;
        let (at, month) = month(at + usize::from(line.at(at) == "of"))?;
        (at, month, day)
    };
    let comma = usize::from(line.at(at) == ",");
    let year = line.tokens.get(at + comma).filter(|token| token.bytes.len() == 4).and_then(|token| token.number);
    let year = year.filter(|year| (1900.0..2100.0).contains(year)).map(|year| year as i16);
    if year.is_some() {
        at += comma + 1;
    }
    Some((at, DayOfMonth { year, month, day }))
}

fn told(seen: &Seen, weekday: u8, day: &DayOfMonth) -> WeekdayTold {
    let published = seen.report.date;
    let date = match (day.year, published) {
        (Some(year), _) => Date::new(year, day.month, day.day).map_err(|_| "no such day in the calendar"),
        (None, Some(published)) => nearest(published, day),
        (None, None) => Err("the report has no date, and no year is told"),
    };
    let off = |date: &Date| published.map(|published| (date.duration_since(published).as_hours() / 24) as i32);
    WeekdayTold {
        days_off: date.as_ref().ok().and_then(off),
        date: match date {
            Ok(date) => DayTold::Day { date },
            Err(reason) => DayTold::Unresolved(Unresolved::because(reason)),
        },
        weekday,
        year_told: day.year.is_some(),
    }
}

/// The day of that month nearest to another; 29 February may be eight years off.
fn nearest(published: Date, day: &DayOfMonth) -> Result<Date, &'static str> {
    let years = (-8..=8).filter_map(|shift| published.year().checked_add(shift));
    let days = years.filter_map(|year| Date::new(year, day.month, day.day).ok());
    days.min_by_key(|day| day.duration_since(published).as_hours().abs()).ok_or("no such day in the calendar")
}
