//! What people decide about claims and events. Rows of the ledger; they win over the machine and are never changed: who
//! changes their mind adds an [`Act::Undo`].
//!
//! A decision about an event names claims, because events are made anew and claims stay.

use crate::{ClaimId, DecisionId};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
pub struct Decision {
    /// Its name.
    pub id: DecisionId,
    /// When it was recorded. Later ones win; of two with one time, the one that stands later in the ledger.
    pub recorded: Timestamp,
    /// Who decided: a name or initials; never empty.
    pub by: String,
    /// What is decided about: one claim, or all claims that the event had when the decision was made, its anchor first; of a merge,
    /// then those of the other events.
    pub claims: Vec<ClaimId>,
    /// True where it is about the event that the claims make, false where it is about the one claim.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub event: bool,
    /// What is decided.
    #[serde(flatten)]
    pub act: Act,
    /// Why, in the words of who decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
}

impl Decision {
    /// All claims that it names.
    pub fn named(&self) -> impl Iterator<Item = ClaimId> {
        let others: &[ClaimId] = match &self.act {
            Act::Merge { with } => with,
            Act::Split { out } => out,
            Act::Accept | Act::Reject | Act::Edit { .. } | Act::Undo { .. } => &[],
        };
        self.claims.iter().chain(others).copied()
    }
}

/// What can be decided.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "schema", derive(utoipa::ToSchema))]
#[serde(tag = "act", rename_all = "snake_case")]
pub enum Act {
    /// The claim was read rightly; of an event: its claims belong together.
    Accept,
    /// The claim was read wrongly and counts for nothing; of an event: all its claims.
    Reject,
    /// One field is otherwise: see docs/review.md for the fields and the form of their values.
    Edit {
        /// Of a claim: a field of its record, e.g. `type`, `status`, `actor`, `killed`, or `resolved.place`, `resolved.actor` ...;
        /// of an event: `days`, `place`, `actor`, `target`, `killed`, `injured`, `displaced`, `detained`.
        field: String,
        /// The new value; `null` empties the field.
        value: Value,
    },
    /// The event and the events of these claims are one.
    Merge {
        /// An anchor for each of the other events.
        with: Vec<ClaimId>,
    },
    /// These claims of the event do not belong to the others.
    Split {
        /// Those that leave; they stay together.
        out: Vec<ClaimId>,
    },
    /// An earlier decision counts no more.
    Undo {
        /// That one.
        decision: DecisionId,
    },
}

impl Act {
    /// The word that files and commands use.
    pub fn name(&self) -> &'static str {
        match self {
            Act::Accept => "accept",
            Act::Reject => "reject",
            Act::Edit { .. } => "edit",
            Act::Merge { .. } => "merge",
            Act::Split { .. } => "split",
            Act::Undo { .. } => "undo",
        }
    }
}
