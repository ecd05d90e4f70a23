//! Weekdays of dates, and orders of days.

use super::{Numbers, Outcome, Verdict};
use claim::{DatedWords, DayTold, Order, WeekdayTold};
use jiff::civil::Date;

/// Monday to Sunday.
const WEEKDAYS: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];

/// A day without a year is surely of the year nearest to the report where it lies within so many days of it.
const NEAR: i32 = 60;

/// Days from one to another.
pub(super) fn days(from: Date, to: Date) -> i32 {
    (to.duration_since(from).as_hours() / 24) as i32
}

pub(super) fn weekday(told: &WeekdayTold) -> Outcome {
    let date = match &told.date {
        DayTold::Day { date } => *date,
        DayTold::Unresolved(unresolved) => return Outcome::open(unresolved.unresolved.clone()),
    };
    let name = |weekday: u8| WEEKDAYS.get(usize::from(weekday.wrapping_sub(1))).copied().unwrap_or("no weekday");
    let weekday = date.weekday().to_monday_one_offset() as u8;
    let numbers = Numbers::Weekday { date, weekday, told: told.weekday };
    let is = format!("{date} is a {}", name(weekday));
    if weekday == told.weekday {
        return Outcome::new(Verdict::Holds, numbers, is);
    }
    let because = format!("{is}, not a {}", name(told.weekday));
    let sure = told.year_told || told.days_off.is_some_and(|off| off.abs() <= NEAR);
    if sure {
        return Outcome::new(Verdict::DoesNotHold, numbers, because);
    }
    Outcome::new(Verdict::CannotBeTested, numbers, format!("{because}, but the year is not told"))
}

fn plural(days: i32) -> String {
    format!("{days} day{}", if days.abs() == 1 { "" } else { "s" })
}

pub(super) fn order(told: &Order) -> Outcome {
    match told {
        Order::Told { day, published } => {
            let late = days(*published, *day);
            let numbers = Numbers::Order { days: late, low: None, high: Some(0) };
            let because = format!("dated {day}, {} after the report of {published}", plural(late));
            match late {
                // on the other side of the world it may be the next day already
                ..=0 => Outcome::new(Verdict::Holds, numbers, format!("dated {day}, and told on {published}")),
                1 => Outcome::new(Verdict::CannotBeTested, numbers, format!("{because}: it may be the next day there")),
                _ => Outcome::new(Verdict::DoesNotHold, numbers, because),
            }
        }
        Order::Interval { earlier, later, days_low, days_high } => {
            let apart = days(earlier.date, later.date);
            let numbers = Numbers::Order { days: apart, low: Some(*days_low), high: Some(*days_high) };
            let told = if days_low == days_high {
                plural(*days_high)
            } else {
                format!("{days_low} to {}", plural(*days_high))
            };
            let is = format!("from {} to {} it is {}, told {told}", earlier.date, later.date, plural(apart));
            // days are counted with or without the first
            let fits = (*days_low - 1..=*days_high + 1).contains(&apart);
            outcome(fits, earlier, later, numbers, is)
        }
        Order::Sequence { first, second, link } => {
            let apart = days(first.date, second.date);
            let numbers = Numbers::Order { days: apart, low: Some(0), high: None };
            let is = format!("{}, then {} ({link}): {}", first.date, second.date, plural(apart));
            outcome(apart >= 0, first, second, numbers, is)
        }
    }
}

/// A weekday alone may be that of another week: it can bear an order out, never refute it.
fn outcome(fits: bool, one: &DatedWords, other: &DatedWords, numbers: Numbers, is: String) -> Outcome {
    match (fits, one.calendar && other.calendar) {
        (true, _) => Outcome::new(Verdict::Holds, numbers, is),
        (false, true) => Outcome::new(Verdict::DoesNotHold, numbers, is),
        (false, false) => {
            Outcome::new(Verdict::CannotBeTested, numbers, format!("{is}; a weekday may be that of another week"))
        }
    }
}
