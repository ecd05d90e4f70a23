//! Testable statements against what is known: a map, a calendar, the ledger's changes of hands, their own words. Pure.
//!
//! A test says *holds* only where everything that it needs is known, *does not hold* only where no fair reading of the words
//! fits, and else *cannot be tested*, with the reason. The rules and their tolerances are written down in docs/checks.md.
//! Never judges a report, never changes a claim, and never looks anything up: places come with their points, parties with
//! their ids.

mod calendar;
mod distance;
mod ordinal;
mod sum;

use crate::control::Grade;
use crate::{Kin, Named, Rule};
use claim::{Bounds, Compass, PlaceRef, ReportId, Statement, Testable};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A place that changed hands.
#[derive(Clone, Debug, PartialEq)]
pub struct Change {
    /// Which place.
    pub place: PlaceRef,
    /// It is the seat of a first-order division, or a country's capital.
    pub seat: bool,
    /// People, where known.
    pub population: Option<u64>,
    /// The day; where it is not told exactly, the last on which it can have been.
    pub day: Date,
    /// UCDP date_prec of the day: 1 exact, 2 within 2-6 days, 3 a week, 4 a month, 5 longer.
    pub day_precision: u8,
    /// How sure it is that it changed hands.
    pub grade: Grade,
    /// Who gained it, where known.
    pub gained_by: Option<Named>,
    /// Who lost it, where known.
    pub lost_by: Option<Named>,
    /// The reports that tell.
    pub reports: Vec<ReportId>,
}

/// What statements are tested against.
#[derive(Clone, Copy, Debug)]
pub struct Known<'k> {
    /// Every change of hands that the ledger knows, in any order.
    pub changes: &'k [Change],
    /// Day of the ledger's first report: what was before it, it cannot count.
    pub since: Option<Date>,
    /// Who belongs to whom.
    pub kin: &'k Kin,
}

/// A statement to be tested.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The report it stands in.
    pub report: ReportId,
    /// Its day of publication.
    pub published: Option<Date>,
    /// The statement.
    pub testable: &'a Testable,
}

/// The outcome of a test.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It is so.
    Holds,
    /// It is not so.
    DoesNotHold,
    /// Nobody can say from what is known.
    CannotBeTested,
}

/// A statement with the outcome of its test.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Checked {
    /// The report it stands in.
    pub report: ReportId,
    /// The statement.
    pub testable: Testable,
    /// The outcome.
    pub verdict: Verdict,
    /// The numbers behind it; missing where there are none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub numbers: Option<Numbers>,
    /// In one sentence, with the numbers.
    pub because: String,
    /// The rule.
    pub rule: Rule,
}

/// The numbers behind an outcome.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "of", rename_all = "snake_case")]
pub enum Numbers {
    /// Of a distance.
    Distance {
        /// Great-circle distance, in km.
        km: f64,
        /// Least distance within the tolerance.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        km_low: Option<f64>,
        /// Greatest distance within the tolerance.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        km_high: Option<f64>,
        /// Initial bearing from the one place to the other, degrees clockwise from north.
        bearing: f64,
        /// The same as a point of the compass.
        direction: Compass,
        /// Degrees between the bearing and the direction told, 0..180; missing where none is told.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        off: Option<f64>,
    },
    /// Of a rank or a total.
    Ordinal {
        /// Places that count by the strictest reading.
        least: u32,
        /// Places that count by the widest reading that still knows what it counts.
        most: u32,
        /// Them, by day: those of `most`.
        counted: Vec<CountedPlace>,
        /// Places that changed hands in these days and were not counted, with the reason.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        left_out: Vec<CountedPlace>,
    },
    /// Of a sum.
    Sum {
        /// The whole, as told.
        total: Bounds,
        /// The parts together.
        parts: Bounds,
    },
    /// Of a weekday, 1 Monday to 7 Sunday.
    Weekday {
        /// The date.
        date: Date,
        /// What it is by the calendar.
        weekday: u8,
        /// What is told.
        told: u8,
    },
    /// Of an order of two days.
    Order {
        /// Days from the first to the second, negative where the second lies before the first.
        days: i32,
        /// Least that is needed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        low: Option<i32>,
        /// Most that is allowed.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        high: Option<i32>,
    },
}

/// A place that was counted, or not.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct CountedPlace {
    /// Id of the place.
    pub id: String,
    /// Main name.
    pub name: String,
    /// The day it changed hands.
    pub day: Date,
    /// Why it was not counted, or why that is not sure.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

/// What a test says: the outcome, its numbers, why, and its rule.
struct Outcome {
    verdict: Verdict,
    numbers: Option<Numbers>,
    because: String,
}

impl Outcome {
    fn new(verdict: Verdict, numbers: Numbers, because: String) -> Outcome {
        Outcome { verdict, numbers: Some(numbers), because }
    }

    fn open(because: impl Into<String>) -> Outcome {
        Outcome { verdict: Verdict::CannotBeTested, numbers: None, because: because.into() }
    }
}

/// Great-circle distances and bearings.
pub const DISTANCE: Rule = Rule::new("great circle", 1);
/// Ranks and totals of places that changed hands.
pub const ORDINAL: Rule = Rule::new("changes of hands", 1);
/// Parts of a whole.
pub const SUM: Rule = Rule::new("sum of parts", 1);
/// Weekdays of dates.
pub const WEEKDAY: Rule = Rule::new("weekday of a date", 1);
/// Orders of days.
pub const ORDER: Rule = Rule::new("order of days", 1);

/// Tests statements. The answer is in the order of the reports' ids, and of the text within each; the order of the input does
/// not matter.
pub fn check(asked: &[Asked], known: &Known) -> Vec<Checked> {
    let by_day = ordinal::by_day(known);
    let mut checked: Vec<Checked> = asked
        .iter()
        .map(|asked| {
            let (outcome, rule) = match &asked.testable.statement {
                Statement::Distance(told) => (distance::check(told), DISTANCE),
                Statement::Ordinal(told) => (ordinal::check(told, asked, &by_day, known), ORDINAL),
                Statement::Sum(told) => (sum::check(told), SUM),
                Statement::Weekday(told) => (calendar::weekday(told), WEEKDAY),
                Statement::Order(told) => (calendar::order(told), ORDER),
            };
            Checked {
                report: asked.report,
                testable: asked.testable.clone(),
                verdict: outcome.verdict,
                numbers: outcome.numbers,
                because: outcome.because,
                rule,
            }
        })
        .collect();
    let key = |one: &Checked| (one.report, one.testable.sentence, one.testable.span, one.testable.statement.name());
    checked.sort_by_key(key);
    checked
}

#[cfg(test)]
mod tests;
