//! Numbers of people as low, best and high, by a named rule; and other fields about which claims disagree.

mod cues;

pub use cues::{Cue, Cues};

use crate::{Kin, Lineages, Rule, Statement, Told, witness::Support};
use claim::{Bounds, ClaimId, CountSlot};
use serde::{Deserialize, Serialize};

/// A rule for numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FigureRule {
    /// The lowest of the best-founded numbers, as ACLED codes.
    #[default]
    Conservative,
    /// Low, best and high as UCDP GED codes.
    Ged,
    /// The last word.
    Latest,
    /// The middle one.
    Median,
    /// The one told most often.
    Mode,
    /// The one that most independent witnesses tell.
    Independent,
    /// The highest.
    Max,
    /// The lowest.
    Min,
}

/// A number of people.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Figure {
    /// killed, injured, displaced or detained.
    pub what: String,
    /// Lowest.
    pub low: u64,
    /// Best.
    pub best: u64,
    /// Highest.
    pub high: u64,
    /// True where somebody says "at least" about the highest.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub open: bool,
    /// The rule.
    pub rule: Rule,
    /// Why this number, in one sentence.
    pub because: String,
    /// What is told, in the order of telling.
    pub told: Vec<Number>,
    /// Who stands behind it.
    pub support: Support,
}

/// One number that a claim tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Number {
    /// The claim.
    pub claim: ClaimId,
    /// What it says.
    pub bounds: Bounds,
    /// What became of it.
    pub role: Role,
}

/// What became of a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// It counts.
    Counts,
    /// The same speaker said something else later.
    Replaced {
        /// There.
        by: ClaimId,
    },
    /// A part of another number: "seven of them children".
    PartOf {
        /// That one.
        whole: ClaimId,
    },
    /// It counts the attacker among the dead.
    WithAttacker,
    /// Denied, planned, possible: told and not counted.
    NotActual,
}

/// The figure of one slot over the claims of an event; `None` where no claim tells a number.
pub fn figure(
    _slot: CountSlot,
    _claims: &[&Statement],
    _rule: FigureRule,
    _lineages: &Lineages,
    _kin: &Kin,
) -> Option<Figure> {
    None
}

/// Rules for fields about which claims disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FieldRule {
    /// Told by most reports.
    Frequent,
    /// Told by most independent witnesses.
    #[default]
    Independent,
    /// Told last.
    Latest,
    /// The most precise.
    Precise,
}

/// A value with its claims and the rule that chose it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Chosen<T> {
    /// The value.
    pub value: T,
    /// The claims that say so.
    pub claims: Vec<ClaimId>,
    /// The rule.
    pub rule: Rule,
    /// Other values, with their claims.
    #[serde(default = "Vec::new", skip_serializing_if = "Vec::is_empty")]
    pub others: Vec<(T, Vec<ClaimId>)>,
}

/// The days of an event.
pub fn choose_days(_claims: &[&Statement], _rule: FieldRule, _lineages: &Lineages) -> Option<Chosen<Told>> {
    None
}

/// The place of an event.
pub fn choose_place(_claims: &[&Statement], _rule: FieldRule, _lineages: &Lineages) -> Option<Chosen<crate::Spot>> {
    None
}

/// The parties of an event: who did it, and to whom; each with its claims, best first.
pub fn choose_parties(
    _claims: &[&Statement],
    _rule: FieldRule,
    _lineages: &Lineages,
) -> [Vec<Chosen<crate::Named>>; 2] {
    [Vec::new(), Vec::new()]
}
