//! Accounts that cannot both be true, side by side. Pure.

use crate::{Event, Kin, Lineages, Statement};
use claim::{ClaimId, EventId};
use serde::{Deserialize, Serialize};

/// What accounts disagree about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Matter {
    /// Whether it happened at all.
    Happened,
    /// Who did it.
    Actor,
    /// How many people: the bounds do not meet.
    Number,
    /// Which day.
    Day,
    /// Who holds the place.
    Control,
}

/// Accounts of one event that cannot both be true.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Contradiction {
    /// The event; `None` for control.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub event: Option<EventId>,
    /// About what.
    pub matter: Matter,
    /// The accounts, at least two, each with its claims.
    pub accounts: Vec<Account>,
    /// In one sentence.
    pub summary: String,
}

/// One account.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Account {
    /// What it says, in few words: "killed 4", "did not happen", "Northern Front".
    pub says: String,
    /// Who says so, by name.
    pub by: Vec<String>,
    /// The claims.
    pub claims: Vec<ClaimId>,
}

/// All contradictions, by event and matter.
pub fn contradictions(
    _events: &[Event],
    _statements: &[Statement],
    _lineages: &Lineages,
    _kin: &Kin,
) -> Vec<Contradiction> {
    Vec::new()
}
