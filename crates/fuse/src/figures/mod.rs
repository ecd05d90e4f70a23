//! Numbers of people as low, best and high, by a named rule; and other fields about which claims disagree. docs/figures.md tells every
//! rule in words.
//!
//! The way: `reading` makes of claims what each witness tells (copies once, corrections replace, parts are parts), `rules` choose
//! among witnesses. Never makes a number that nobody told, but by adding up numbers about different people.

mod cues;
mod fields;
mod reading;
mod rules;
mod sides;
mod victims;

pub use cues::{Cue, Cues};
pub use fields::{choose_days, choose_parties, choose_place};
pub use sides::{BySide, Share, deaths_by_side};
pub use victims::{Sort, sort};

pub(crate) use fields::vagueness;
pub(crate) use reading::{Account as Telling, Part, Reading, Value, name_of};
pub(crate) use rules::Coverage;

use crate::witness::{Support, support};
use crate::{Kin, Lineages, Named, Rule, Statement};
use claim::{Bounds, ClaimId, CountSlot};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A rule for numbers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Figure {
    /// killed, injured, displaced or detained.
    #[cfg_attr(feature = "schema", schema(value_type = claim::Fate))]
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
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Number {
    /// The claim.
    pub claim: ClaimId,
    /// What it says.
    pub bounds: Bounds,
    /// What became of it.
    pub role: Role,
    /// Who tells it, by name: the last speaker, else the outlet.
    pub by: Arc<str>,
    /// Whom it counts, as the report calls them; `None` where no target tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<Arc<str>>,
}

/// What became of a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
    /// It counts attackers among the dead: taken off where the sentence says how many, else told apart from the others.
    WithAttacker,
    /// Denied, planned, possible: told and not counted.
    NotActual,
}

/// The figure of one slot over the claims of an event, in any order; `None` where no claim tells a number of something that happened.
pub fn figure(
    slot: CountSlot,
    claims: &[&Statement],
    rule: FigureRule,
    lineages: &Lineages,
    kin: &Kin,
) -> Option<Figure> {
    let reading = Reading::of(slot, claims, lineages, kin)?;
    let picked = rules::total(rule, &reading.accounts(), kin)?;
    let [actors, targets] = choose_parties(claims, FieldRule::default(), lineages)
        .map(|chosen| -> Vec<Arc<Named>> { chosen.into_iter().map(|chosen| Arc::new(chosen.value)).collect() });
    Some(Figure {
        what: slot.name().to_owned(),
        low: picked.low,
        best: picked.best,
        high: picked.high,
        open: picked.open,
        rule: rule.rule(),
        because: picked.because + &reading.about_attackers(),
        told: reading.numbers(),
        support: support(&reading.counted(), &actors, &targets, lineages, kin),
    })
}

/// Rules for fields about which claims disagree.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
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
