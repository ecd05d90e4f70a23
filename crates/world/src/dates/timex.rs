//! The value that a TIMEX3 annotation gives an expression: for measuring against corpora, never for the ledger.

use jiff::civil::Date;

use super::Setting;
use super::grammar::{About, Amount, Node, Said, Section};
use super::resolve::{said, stretch, unit_whole};
use super::words::{Hours, Unit};

/// "2024-12-06", "2024-12-06TNI", "2024-W49", "P2Y", "PAST_REF"; `None` where there is none.
pub(super) fn value(node: &Node, context: &Setting) -> Option<String> {
    let hours = node.hours.filter(|hours| hours.code != "-");
    if let Some(hours) = hours {
        let day = match &node.said {
            Said::NoDay => context.told.filter(|(start, end)| start == end).map(|(day, _)| day).or(context.anchor())?,
            what => said(what, context).ok()?.start,
        };
        return Some(format!("{}{}", iso(day), of_hours(hours)));
    }
    of_said(&node.said, context)
}

fn of_hours(hours: Hours) -> String {
    match hours.code {
        "" => format!(
            "T{:02}:{:02}{}",
            hours.from.hour(),
            hours.from.minute(),
            if hours.zone == Some(0) { "Z" } else { "" }
        ),
        "DA" => "TMO".to_owned(),
        "MI" => "T12:00".to_owned(),
        "MN" => "T00:00".to_owned(),
        code => format!("T{code}"),
    }
}

fn of_said(what: &Said, context: &Setting) -> Option<String> {
    let days = || said(what, context).ok();
    match what {
        Said::Day { .. } | Said::Numeric { .. } | Said::Weekday { .. } | Said::Today(_) => days().map(|s| iso(s.start)),
        Said::Month { .. } => days().map(|s| month(s.start)),
        Said::Year(year) => Some(format!("{year:04}")),
        Said::Decade(start) => Some(format!("{:03}", start / 10)),
        Said::Century(start) => Some(format!("{:02}", start / 100)),
        Said::Unit { unit, shift } => unit_whole(*unit, *shift, context).ok().map(|(start, _)| of_unit(*unit, start)),
        Said::Quarter { .. } => days().map(|s| of_unit(Unit::Quarter, s.start)),
        Said::Season { season, .. } => {
            let code = ["SP", "SU", "FA", "WI"].get(*season as usize)?;
            days().map(|s| format!("{:04}-{code}", s.start.year()))
        }
        Said::Section { of, section } => match section {
            Section::Units { amount, unit: Unit::Week, .. } if amount.high == 1 => {
                days().map(|s| of_unit(Unit::Week, s.start))
            }
            Section::FirstHalf => days().map(|s| format!("{:04}-H1", s.start.year())),
            Section::SecondHalf => days().map(|s| format!("{:04}-H2", s.start.year())),
            _ => of_said(of, context),
        },
        Said::Ago { amount, unit } => {
            if amount.about == About::Vague && *unit >= Unit::Day {
                return Some("PAST_REF".to_owned());
            }
            counted(*amount, *unit, context.anchor()?, -1)
        }
        Said::Past { amount, unit } | Said::Coming { amount, unit } | Said::Length { amount, unit } => {
            Some(length(*amount, *unit))
        }
        Said::Recent(_) => Some("PAST_REF".to_owned()),
        Said::Later { amount, unit, back, from } => {
            let from = match from {
                Some(event) if matches!(**event, Said::Unknown(_)) => return Some(length(*amount, *unit)),
                Some(from) => said(from, context).ok()?.start,
                None => context.told?.0,
            };
            counted(*amount, *unit, from, if *back { -1 } else { 1 })
        }
        Said::YearOn => days().map(|s| if s.start == s.end { iso(s.start) } else { month(s.start) }),
        Said::Fixed(..) => None,
        Said::Same(unit) => days().map(|s| of_unit(*unit, s.start)),
        Said::Every(unit) => Some(length(Amount { low: 1, high: 1, about: About::Exact, half: false }, *unit)),
        Said::Now => Some("PRESENT_REF".to_owned()),
        Said::Vague { future } => Some(if *future { "FUTURE_REF" } else { "PAST_REF" }.to_owned()),
        Said::NoDay | Said::Unknown(_) => None,
        Said::Between(..) | Said::Bound(..) => {
            let node = Node { words: 0..0, said: what.clone(), hours: None };
            stretch(&node, context).ok().map(|(s, _)| format!("{}/{}", iso(s.start), iso(s.end)))
        }
    }
}

fn iso(day: Date) -> String {
    format!("{:04}-{:02}-{:02}", day.year(), day.month(), day.day())
}

fn month(day: Date) -> String {
    format!("{:04}-{:02}", day.year(), day.month())
}

fn of_unit(unit: Unit, day: Date) -> String {
    match unit {
        Unit::Minute | Unit::Hour | Unit::Day => iso(day),
        Unit::Week | Unit::Weekend => {
            let week = day.iso_week_date();
            let end = if unit == Unit::Weekend { "-WE" } else { "" };
            format!("{:04}-W{:02}{end}", week.year(), week.week())
        }
        Unit::Month => month(day),
        Unit::Quarter => format!("{:04}-Q{}", day.year(), (day.month() - 1) / 3 + 1),
        Unit::Year => format!("{:04}", day.year()),
        Unit::Decade => format!("{:03}", day.year() / 10),
        Unit::Century => format!("{:02}", day.year() / 100),
    }
}

/// A day, a month or a year so long before or after another.
fn counted(amount: Amount, unit: Unit, from: Date, sign: i64) -> Option<String> {
    let n = sign * i64::from(amount.low.min(100_000));
    let add = |span: jiff::Span| from.checked_add(span).ok();
    let days = |n: i64| add(jiff::Span::new().try_days(n).ok()?).map(iso);
    let months = |n: i64| add(jiff::Span::new().try_months(n).ok()?);
    match unit {
        Unit::Minute => Some(iso(from)),
        Unit::Hour => days(n / 24),
        Unit::Day => days(n),
        Unit::Week | Unit::Weekend => days(n * 7),
        Unit::Month => months(n).map(month),
        Unit::Quarter => months(n * 3).map(month),
        Unit::Year => months(n * 12).map(|day| format!("{:04}", day.year())),
        Unit::Decade => months(n * 120).map(|day| format!("{:04}", day.year())),
        Unit::Century => months(n * 1200).map(|day| format!("{:04}", day.year())),
    }
}

/// "P2Y", "PT48H", "PXD".
fn length(amount: Amount, unit: Unit) -> String {
    let half = if amount.half { ".5" } else { "" };
    let number = match amount.about {
        About::Vague => "X".to_owned(),
        _ => format!("{}{half}", amount.low),
    };
    match unit {
        Unit::Minute => format!("PT{number}M"),
        Unit::Hour => format!("PT{number}H"),
        Unit::Day | Unit::Weekend => format!("P{number}D"),
        Unit::Week => format!("P{number}W"),
        Unit::Month => format!("P{number}M"),
        Unit::Quarter => format!("P{number}Q"),
        Unit::Year => format!("P{number}Y"),
        Unit::Decade if amount.about == About::Vague => "PXY".to_owned(),
        Unit::Decade => format!("P{}Y", amount.low.saturating_mul(10)),
        Unit::Century => format!("P{}Y", amount.low.saturating_mul(100)),
    }
}
