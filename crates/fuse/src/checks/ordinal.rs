//! Which of how many places that changed hands.
//!
//! Three readings of the words, each place in the strictest that it fits: *sure* (what it is, who gained and lost it and when
//! are known and fit, and the control is assessed), *likely* (claimed only, a party not known, its day at the border of the
//! window), *not counted*. A statement
//! holds where its number lies between the sure ones and the sure and likely ones together; it does not hold where the sure
//! ones alone are more; where the ledger knows fewer, it cannot be tested: nobody says that the ledger knows all.

use super::calendar::days;
use super::{Asked, Change, CountedPlace, Known, Numbers, Outcome, Verdict};
use crate::Named;
use crate::control::Grade;
use claim::{Counted, Counting, Ordinal, PartyTold, Window};
use std::collections::BTreeMap;

/// A town of so many people is a city, as is the seat of a first-order division.
const CITY: u64 = 100_000;

/// A town of so many may be called a city.
const PERHAPS_CITY: u64 = 50_000;

/// A place of so many may be called a centre, and is no village to anybody.
const LARGE: u64 = 20_000;

/// A place of fewer is a village.
const TOWN: u64 = 5_000;

/// Days by which the beginning of a window may be off: "Friday night" is Saturday elsewhere.
const BORDER: i32 = 1;

/// How sure it is that something fits, with the reason against it.
#[derive(Clone)]
enum Fit {
    No(String),
    Likely(String),
    Sure,
}

impl Fit {
    fn step(&self) -> u8 {
        match self {
            Fit::No(_) => 0,
            Fit::Likely(_) => 1,
            Fit::Sure => 2,
        }
    }
}

/// All changes by day and place.
pub(super) fn by_day<'k>(known: &Known<'k>) -> Vec<&'k Change> {
    let mut changes: Vec<&Change> = known.changes.iter().collect();
    let name = |who: &Option<Named>| who.as_ref().map(|named| named.name.clone());
    changes.sort_by_cached_key(|change| {
        (change.day, change.place.id.clone(), name(&change.gained_by), name(&change.lost_by))
    });
    changes
}

/// What a place is, for one who counts.
fn kind(what: Counted, change: &Change) -> Fit {
    let no = |reason: &str| Fit::No(reason.to_owned());
    let likely = |reason: &str| Fit::Likely(reason.to_owned());
    let populated = matches!(change.place.kind.as_str(), "town" | "camp");
    if what == Counted::Base {
        return if matches!(change.place.kind.as_str(), "base" | "facility") { Fit::Sure } else { no("no base") };
    }
    if !populated || change.place.precision > 2 {
        return no("no populated place");
    }
    let people = change.population.filter(|people| *people > 0);
    let large = change.seat || people.is_some_and(|people| people >= CITY);
    match (what, people) {
        (Counted::ProvincialCapital, _) if change.seat => Fit::Sure,
        (Counted::ProvincialCapital, _) => no("no seat of a province"),
        (Counted::City | Counted::Center, _) if large => Fit::Sure,
        (Counted::Village, _) if large => no("too large for a village"),
        (Counted::Town, _) if large => likely("a city rather than a town"),
        (Counted::City | Counted::Center, None) => no("its population is not known"),
        (_, None) => likely("its population is not known"),
        (Counted::City, Some(PERHAPS_CITY..)) => likely("a town rather than a city"),
        (Counted::City, Some(_)) => no("too small for a city"),
        (Counted::Center, Some(LARGE..)) => likely("a smaller town"),
        (Counted::Center, Some(_)) => no("a small place"),
        (Counted::Town, Some(TOWN..)) => Fit::Sure,
        (Counted::Town, Some(_)) => no("too small for a town"),
        (Counted::Village, Some(LARGE..)) => no("too large for a village"),
        (Counted::Village, Some(TOWN..)) => likely("a town rather than a village"),
        (Counted::Village, Some(_)) => Fit::Sure,
        (Counted::Base, _) => no("no base"),
    }
}

/// How many days before the last one it can have been, by the precision of its day.
fn width(precision: u8) -> i32 {
    match precision {
        ..=1 => 0,
        2 => 5,
        3 => 6,
        4 => 31,
        _ => i32::MAX,
    }
}

/// Whether it changed hands at all.
fn told_by(change: &Change) -> Fit {
    match change.grade {
        Grade::Assessed if change.reports.len() < 2 => Fit::Likely("told by one report".to_owned()),
        Grade::Assessed => Fit::Sure,
        Grade::Claimed => Fit::Likely("claimed only".to_owned()),
        Grade::Contested => Fit::Likely("contested".to_owned()),
        Grade::Unknown => Fit::Likely("left, and nobody tells who came".to_owned()),
    }
}

/// Whether one who gained or lost a place is the one told.
fn side(told: &Option<PartyTold>, who: &Option<Named>, verb: &str, known: &Known) -> Fit {
    let Some(told) = told else { return Fit::Sure };
    let Some(told_id) = &told.id else { return Fit::Likely(format!("nobody knows who \"{}\" are", told.words)) };
    let Some(named) = who else { return Fit::Likely(format!("who {verb} it is not known")) };
    match &named.id {
        _ if told_id.starts_with("generic/") => Fit::Likely(format!("nobody knows who \"{}\" are", told.words)),
        Some(id) if known.kin.same_side(id, told_id) => Fit::Sure,
        Some(id) if !named.provisional && !id.starts_with("generic/") => Fit::No(format!("{} {verb} it", named.name)),
        _ => Fit::Likely(format!("nobody knows who \"{}\" are", named.name)),
    }
}

/// The worst of several, the first of equals.
fn worst<const N: usize>(fits: [Fit; N]) -> Fit {
    fits.into_iter().min_by_key(Fit::step).unwrap_or(Fit::Sure)
}

pub(super) fn check(told: &Ordinal, asked: &Asked, by_day: &[&Change], known: &Known) -> Outcome {
    let (start, end) = match &told.window {
        Window::Days { start, end } => (*start, *end),
        Window::Unresolved(unresolved) => {
            return Outcome::open(format!("over which days is not known: {}", unresolved.unresolved));
        }
    };
    let Some(least) = told.number.low.or(told.number.high) else { return Outcome::open("no number is told") };
    // the told place itself: its last change within these days
    let own = told.place.as_ref().and_then(|place| {
        let in_days = |day| days(day, start) <= BORDER && days(end, day) <= BORDER;
        let fits = |change: &&&Change| change.place.id == place.id && in_days(change.day);
        by_day.iter().rev().find(fits).copied()
    });
    let rank = told.counting == Counting::Rank;
    let last = own.filter(|_| rank).map_or(end, |own| own.day.min(end));
    let from = by_day.partition_point(|change| days(change.day, start) > BORDER);
    // of each place the change that fits best, the first of equals
    let mut best: BTreeMap<&str, (Fit, &Change)> = BTreeMap::new();
    for change in by_day[from..].iter().take_while(|change| change.day <= last) {
        let is_own = rank && own.is_some_and(|own| own.place.id == change.place.id);
        let day = if is_own {
            Fit::Sure
        } else if change.day < start {
            Fit::Likely("the day before these days".to_owned())
        } else if change.day_precision > 1 && days(start, change.day) < width(change.day_precision) {
            Fit::Likely("its day is not told exactly".to_owned())
        } else if change.day == last {
            // whether before or after the place told, or the writing of the report, nobody knows
            Fit::Likely("on the same day".to_owned())
        } else {
            Fit::Sure
        };
        let fit = worst([
            if is_own { Fit::Sure } else { kind(told.what, change) },
            if is_own { Fit::Sure } else { told_by(change) },
            side(&told.gainer, &change.gained_by, "gained", known),
            side(&told.loser, &change.lost_by, "lost", known),
            day,
        ]);
        let held = best.entry(&change.place.id).or_insert_with(|| (fit.clone(), change));
        if held.0.step() < fit.step() {
            *held = (fit, change);
        }
    }
    let (mut counted, mut left_out): (Vec<CountedPlace>, Vec<CountedPlace>) = (Vec::new(), Vec::new());
    let mut sure = 0_u32;
    for (fit, change) in best.into_values() {
        let place = |note: Option<String>| CountedPlace {
            id: change.place.id.clone(),
            name: change.place.name.clone(),
            day: change.day,
            note,
        };
        match fit {
            Fit::No(reason) => left_out.push(place(Some(reason))),
            Fit::Likely(reason) => counted.push(place(Some(reason))),
            Fit::Sure => {
                sure += 1;
                counted.push(place(None));
            }
        }
    }
    // the place told, where only the report's own words have it
    if rank
        && let Some(place) = &told.place
        && !counted.iter().any(|counted| counted.id == place.id)
    {
        sure += 1;
        left_out.retain(|left| left.id != place.id);
        let day = asked.published.unwrap_or(end).min(end);
        let note = Some("by this report's own words".to_owned());
        counted.push(CountedPlace { id: place.id.clone(), name: place.name.clone(), day, note });
    }
    for places in [&mut counted, &mut left_out] {
        places.sort_by(|a, b| (a.day, &a.id).cmp(&(b.day, &b.id)));
    }
    let most = counted.len() as u32;
    let because = sentence(told, least, (sure, most), &counted);
    let numbers = Numbers::Ordinal { least: sure, most, counted, left_out };
    let (sure, most) = (u64::from(sure), u64::from(most));
    let too_many = told.number.high.is_some_and(|high| sure > high);
    if too_many && rank && told.place.is_none() {
        let because = format!("{because}; which place is meant is not known");
        return Outcome::new(Verdict::CannotBeTested, numbers, because);
    }
    if too_many {
        return Outcome::new(Verdict::DoesNotHold, numbers, because);
    }
    if told.number.low.is_some_and(|low| most < low) {
        return Outcome::new(Verdict::CannotBeTested, numbers, because);
    }
    if known.since.is_none_or(|since| days(start, since) > BORDER) {
        let since = known.since.map_or("without a date".to_owned(), |since| format!("on {since}"));
        let because = format!("{because}; but the ledger begins {since}, after the first of these days, {start}");
        return Outcome::new(Verdict::CannotBeTested, numbers, because);
    }
    Outcome::new(Verdict::Holds, numbers, because)
}

/// "the 4th of 4 that the ledger knows from 2024-11-30 on: Aleppo (30 Nov), ...".
fn sentence(told: &Ordinal, number: u64, (sure, most): (u32, u32), counted: &[CountedPlace]) -> String {
    const SHOWN: usize = 8;
    let mut list: Vec<String> = counted
        .iter()
        .take(SHOWN)
        .map(|place| {
            let day = place.day.strftime("%-d %b");
            match &place.note {
                Some(note) => format!("{} ({day}; {note})", place.name),
                None => format!("{} ({day})", place.name),
            }
        })
        .collect();
    if counted.len() > SHOWN {
        list.push(format!("{} more", counted.len() - SHOWN));
    }
    let count = if sure == most { most.to_string() } else { format!("{sure} to {most}") };
    let what = match told.counting {
        Counting::Rank => format!("told the {} {}", nth(number), told.what.name()),
        Counting::Total => format!("told {}", total(told)),
    };
    let knows = if counted.is_empty() { "none".to_owned() } else { format!("{count}: {}", list.join(", ")) };
    format!("{what}; the ledger knows {knows}")
}

fn total(told: &Ordinal) -> String {
    let number = match (told.number.low, told.number.high) {
        (Some(low), Some(high)) if low == high => low.to_string(),
        (Some(low), Some(high)) => format!("{low} to {high}"),
        (Some(low), None) => format!("at least {low}"),
        (None, high) => format!("at most {}", high.unwrap_or_default()),
    };
    let name = told.what.name();
    match name.strip_suffix('y') {
        Some(stem) => format!("{number} {stem}ies"),
        None => format!("{number} {name}s"),
    }
}

fn nth(number: u64) -> String {
    let end = match (number % 10, number % 100) {
        (_, 11..=13) => "th",
        (1, _) => "st",
        (2, _) => "nd",
        (3, _) => "rd",
        _ => "th",
    };
    format!("{number}{end}")
}
