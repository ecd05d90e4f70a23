//! Who holds which place, since when, on whose word. Pure. Never interpolates: where nobody tells, nobody is told to hold it.

use crate::{Kin, Lineages, Named, Rule, Spot, Statement};
use claim::ClaimId;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// How sure it is who holds a place. Definitions: docs/control.md.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Nobody tells.
    Unknown,
    /// Told to be fought over, or two sides say that they hold it.
    Contested,
    /// One side says so, or one lineage.
    Claimed,
    /// Two independent lineages, at least one of them not the gainer's.
    Assessed,
}

/// A stretch of days in which one answer holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Interval {
    /// First day.
    pub from: Date,
    /// Last day; `None` until now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Who holds it; `None` where unknown, or contested with nobody known to have held it before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<Named>,
    /// Who contests it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contenders: Vec<Named>,
    /// How sure.
    pub grade: Grade,
    /// The claims behind it, in the order of telling.
    pub claims: Vec<ClaimId>,
    /// Why, in one sentence.
    pub because: String,
}

/// The history of one place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Control {
    /// The place.
    pub place: Spot,
    /// In order, not overlapping, gapless from the first claim.
    pub intervals: Vec<Interval>,
    /// The rule.
    pub rule: Rule,
}

/// The history of every place of which claims tell who takes, holds or leaves it, by place id.
pub fn control(_statements: &[Statement], _lineages: &Lineages, _kin: &Kin) -> Vec<Control> {
    Vec::new()
}
