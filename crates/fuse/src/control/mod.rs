//! Who holds which place, since when, on whose word. docs/control.md has the definitions and the rules with their reasons.
//!
//! Pure: a function of the set of statements, in any order. What it is given is what was known: for an as-of day give it the
//! statements known by then. Never interpolates: a history begins with the first claim, and where nobody tells, nobody is told to hold
//! the place. Never lets a claim about a province, a region or a country flip a town, and never lets a claim of what may, shall
//! or would happen flip anything.

mod camps;
mod history;
mod words;

use crate::{Kin, Lineages, Named, Rule, Spot, Statement};
use camps::Camps;
use claim::{ClaimId, ReportId};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;

/// The rule that all histories are made by.
pub const RULE: Rule = Rule::new("control", 1);

/// So many days after the last claim of it a place counts as fought over, and a side's word that it holds a place stands against
/// another's.
pub const CONTESTED_DAYS: i64 = 7;

/// How sure it is who holds a place. Definitions: docs/control.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Nobody tells.
    Unknown,
    /// Told to be fought over, or two sides say that they hold it.
    Contested,
    /// One side says so, or one lineage.
    Claimed,
    /// Two independent witnesses of two lineages, at least one of them not the gainer's; or the loser admits it.
    Assessed,
}

impl Grade {
    /// The word that files use.
    pub fn name(self) -> &'static str {
        match self {
            Grade::Unknown => "unknown",
            Grade::Contested => "contested",
            Grade::Claimed => "claimed",
            Grade::Assessed => "assessed",
        }
    }
}

/// What an interval rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "schema", schema(as = ControlBasis))]
#[serde(rename_all = "snake_case")]
pub enum Basis {
    /// The holder is told to have taken it.
    Taken,
    /// The holder is told to hold it; nobody tells since when.
    Held,
    /// Its holder is told to have left, or it is told to have fallen, and nobody tells to whom.
    Left,
    /// Fighting.
    Fighting,
    /// Two sides are told to hold it.
    Rivals,
    /// There was fighting, nobody was told to hold it, and nothing was heard since.
    Silence,
}

/// A stretch of days in which one answer holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Interval {
    /// First day.
    pub from: Date,
    /// How exactly the first day is told: UCDP date_prec, 1 exact day, 2 within 2-6 days, 3 a week, 4 a month, 5 longer. Where it is
    /// more than 1, `from` is the latest day that all claims of the change agree on.
    pub precision: u8,
    /// Last day; `None` until now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Who holds it; `None` where unknown, or contested with nobody known to have held it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Named>,
    /// Other names under which the holder's side is told to hold it, most often told first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub also: Vec<Named>,
    /// Who contests it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contenders: Vec<Named>,
    /// Who held it before, or is told to have lost it or left it; only where the holder is another one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub loser: Option<Named>,
    /// How sure.
    pub grade: Grade,
    /// What it rests on.
    pub basis: Basis,
    /// The claims behind it, in the order of telling; those behind the holder's older grade stand with the interval that it began in.
    pub claims: Vec<ClaimId>,
    /// The reports that hold these claims, by id.
    pub reports: Vec<ReportId>,
    /// Why, in one sentence.
    pub because: String,
}

/// The history of one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Control {
    /// The place.
    pub place: Spot,
    /// True for a division: claims about the division as a whole; they say nothing about its towns.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub area: bool,
    /// In order, not overlapping, gapless from the first claim.
    pub intervals: Vec<Interval>,
    /// The rule.
    pub rule: Rule,
}

impl Control {
    /// The interval of a day; `None` before the first claim.
    pub fn at(&self, day: Date) -> Option<&Interval> {
        self.intervals.iter().find(|interval| interval.from <= day && interval.until.is_none_or(|until| day <= until))
    }
}

/// A place that came into other hands, or was left.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Change {
    /// The place.
    pub place: Spot,
    /// True for a division as a whole.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub area: bool,
    /// The day.
    pub day: Date,
    /// How exactly it is told, as in [`Interval::precision`].
    pub precision: u8,
    /// Who gained it; `None` where it was left and nobody tells who came.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub gained_by: Option<Named>,
    /// Who lost it, where known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lost_by: Option<Named>,
    /// The best grade that the gainer has before it loses the place again; [`Grade::Unknown`] without a gainer.
    pub grade: Grade,
    /// The claims that tell.
    pub claims: Vec<ClaimId>,
    /// The reports that tell, by id.
    pub reports: Vec<ReportId>,
}

/// The history of every place of which claims tell who takes, holds or leaves it, by place id.
pub fn control(statements: &[Statement], lineages: &Lineages, kin: &Kin) -> Vec<Control> {
    let told = words::by_place(statements);
    told.into_values()
        .filter_map(|place| {
            let words = words::words(&place.told, lineages);
            let camps = Camps::of(&words, kin);
            let intervals = history::history(&words, &camps, place.spot.country.as_deref());
            (!intervals.is_empty()).then(|| Control {
                place: Spot::clone(place.spot),
                area: &*place.spot.kind == "division",
                intervals,
                rule: RULE,
            })
        })
        .collect()
}

/// Who holds which place on one day: the places that have a history by then, in their order.
pub fn at(controls: &[Control], day: Date) -> Vec<(&Control, &Interval)> {
    controls.iter().filter_map(|control| control.at(day).map(|interval| (control, interval))).collect()
}

/// The histories up to a day: intervals that begin later fall away (a contested place that would fall back to its old holder if
/// nothing more is heard), and those that reach further are open.
pub fn up_to(mut controls: Vec<Control>, day: Date) -> Vec<Control> {
    for control in &mut controls {
        control.intervals.retain(|interval| interval.from <= day);
        if let Some(last) = control.intervals.last_mut()
            && last.until.is_some_and(|until| until >= day)
        {
            last.until = None;
        }
    }
    controls.retain(|control| !control.intervals.is_empty());
    controls
}

/// Every change of hands, by day, then by place: a holder that follows another (or nobody known), and a holder that left. A place
/// that is contested and falls back to its old holder does not change hands; neither does one of which a first claim tells that
/// somebody holds it, without telling that it was taken.
pub fn changes(controls: &[Control]) -> Vec<Change> {
    let mut changes: Vec<Change> = controls.iter().flat_map(changes_of).collect();
    changes.sort_by(|a, b| (a.day, &a.place.id).cmp(&(b.day, &b.place.id)));
    changes
}

fn changes_of(control: &Control) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    let mut holder: Option<&Named> = None;
    for interval in &control.intervals {
        let new = |grade| Change {
            place: control.place.clone(),
            area: control.area,
            day: interval.from,
            precision: interval.precision,
            gained_by: interval.holder.clone(),
            lost_by: interval.loser.clone().or_else(|| holder.cloned()),
            grade,
            claims: interval.claims.clone(),
            reports: interval.reports.clone(),
        };
        match (interval.grade, &interval.holder) {
            (Grade::Contested, _) => {}
            (Grade::Unknown, _) => {
                if holder.is_some() && interval.loser.is_some() {
                    changes.push(new(Grade::Unknown));
                    holder = None;
                }
            }
            (grade, Some(now)) => {
                if holder != Some(now) {
                    if holder.is_some() || interval.loser.is_some() || interval.basis == Basis::Taken {
                        changes.push(new(grade));
                    }
                    holder = Some(now);
                } else if let Some(last) = changes.last_mut()
                    && last.gained_by.as_ref() == Some(now)
                {
                    last.grade = last.grade.max(grade);
                    last.claims.extend(interval.claims.iter().copied());
                    last.reports.extend(interval.reports.iter().copied());
                    last.reports.sort();
                    last.reports.dedup();
                }
            }
            (_, None) => {}
        }
    }
    for change in &mut changes {
        let mut seen = BTreeSet::new();
        change.claims.retain(|claim| seen.insert(*claim));
    }
    changes
}
